//! Mechanisms of goods and money: back end, stocks, assembly, market, finance.

use super::{Mechanism, mechanisms};
use crate::parks::draw::date;

mechanisms! { pub(super) GOODS:
    "several products": |park, draw| park.add(&format!(
        r#"
        [fab.products.bridge]
        [fab.streams.bridge]
        product = "bridge"
        wafers_per_lot = {}
        interval = "exponential(mean=3 d)"
        [backend.products.bridge]
        die_area = "80 mm2"
        [assembly.models.desktop.kit]
        bridge = 1
        "#,
        draw.whole(2, 5)
    ));
    "laws of the die yield": |park, draw| park.add(&format!(
        r#"
        [fab.foundry]
        defect_density = "{:.2} /cm2"
        [backend.yield]
        law = "{}"
        cluster_level = "{}"
        "#,
        draw.real(0.1, 1.0),
        draw.pick(&["poisson", "murphy_triangular", "exponential", "negative_binomial"]),
        draw.pick(&["lot", "wafer", "die"])
    ));
    "speed grades": |park, draw| park.add(&format!(
        r#"
        [backend.products.cpu.bins]
        mean = "{} MHz"
        sd = "200 MHz"
        grades = ["2 GHz", "1.8 GHz", "1.5 GHz"]
        "#,
        draw.whole(1_600, 2_200)
    ));
    "packaging": |park, draw| park.add(&format!(
        r#"
        [backend]
        package_yield = {:.3}
        [backend.steps.dicing]
        servers = 1
        time_per_lot = "{} h"
        time_per_wafer = "{} min"
        [backend.steps.bonding]
        servers = 1
        time_per_lot = "1 h"
        time_per_chip = "2 min"
        "#,
        draw.real(0.8, 1.0),
        draw.whole(1, 12),
        draw.whole(5, 90)
    ));
    "burn-in and cover of chip tests": |park, draw| park.add(&format!(
        r#"
        [backend.burn_in]
        ovens = 1
        time = "{} h"
        weak_share = 0.05
        [backend.probe]
        coverage = {:.2}
        [backend.final_test]
        coverage = 0.99
        yield = 0.9
        "#,
        draw.whole(6, 48),
        draw.real(0.5, 0.98)
    ));
    "wafers pulled by chips": |park, draw| park.add(&format!(
        r"
        [fab.streams.cpu]
        pull = {{ order_up_to = {}, reorder_point = {}, most_wafers = {} }}
        ",
        draw.whole(300, 3_000),
        draw.whole(50, 299),
        draw.whole(50, 200)
    ));
    "lean stock": |park, draw| park.add(&format!(
        r#"
        [supply.parts.board]
        base_stock = {}
        lead = "uniform(low=72 h, high=240 h)"
        "#,
        draw.whole(60, 200)
    ));
    "review of stock": |park, draw| park.add(&format!(
        "supply.review = \"{} h\"",
        draw.whole(5, 100)
    ));
    "suppliers that fail": |park, draw| park.add(&format!(
        r"
        [supply.parts.board.supplier]
        up = {}
        down = {}
        ",
        draw.law(240.0),
        draw.law(120.0)
    ));
    "demands for spares": |park, draw| park.add(&format!(
        r#"
        [supply.parts.spare]
        base_stock = {}
        lead = {}
        price = "20 CNY"
        [supply.parts.fan]
        base_stock = 12
        lead = "50 h"
        price = "5 CNY"
        [supply.demands.repairs]
        interval = {}
        quantity = "uniform(low=1, high=4)"
        kit = {{ spare = 1, fan = 2 }}
        [supply.demands.shops]
        interval = "exponential(mean=40 h)"
        kit = {{ fan = 1 }}
        "#,
        draw.whole(0, 15),
        draw.law(96.0),
        draw.law(30.0)
    ));
    "kits of several parts": |park, draw| park.add(&format!(
        r#"
        [supply.parts.disk]
        base_stock = {}
        initial_stock = {}
        lead = "{} h"
        price = "150 CNY"
        [assembly.models.desktop.kit]
        disk = 2
        "#,
        draw.whole(100, 900),
        draw.whole(0, 900),
        draw.whole(20, 200)
    ));
    "shifts": |park, draw| park.add(&format!(
        r#"
        [assembly.shift]
        opens = "7 h"
        closes = "{} h"
        days_per_week = {}
        "#,
        draw.whole(12, 23),
        draw.whole(4, 7)
    ));
    "banks behind the lines": |park, draw| park.add(&format!(
        r#"
        [assembly]
        buffer = {}
        [assembly.burn_in]
        slots = {}
        time = "{} h"
        [assembly.image]
        slots = {}
        time = "20 min"
        "#,
        draw.whole(6, 40),
        draw.whole(8, 60),
        draw.whole(4, 24),
        draw.whole(1, 8)
    ));
    "tests and rework": |park, draw| park.add(&format!(
        r#"
        [assembly.board]
        faults_per_million = {}
        [assembly.final_test]
        slots = {}
        time = "20 min"
        first_pass = {:.2}
        [assembly.rework]
        benches = {}
        time = "2 h"
        scrap = 0.1
        "#,
        draw.whole(10, 80),
        draw.whole(2, 12),
        draw.real(0.6, 0.97),
        draw.whole(1, 6)
    ));
    "several models": |park, draw| park.add(&format!(
        r#"
        [assembly.models.server]
        share = {:.2}
        kit = {{ cpu = 2, board = 1 }}
        [market.models.server]
        price = "9000 CNY"
        weight = {:.2}
        "#,
        draw.real(0.2, 2.0),
        draw.real(0.2, 2.0)
    ));
    "lines and carriers": |park, draw| park.add(&format!(
        "[assembly]\nlines = {}\ncarrier_size = {}\n",
        draw.whole(1, 4),
        draw.whole(1, 24)
    ));
    "patience": |park, draw| park.add(&format!(
        "market.patience = \"{} h\"",
        draw.whole(24, 500)
    ));
    "limit of the unsold": |park, draw| park.add(&format!(
        "[market]\nmax_unsold = {}\n[market.buyers]\ninitial = {}\n",
        draw.whole(10, 120),
        draw.whole(2, 10)
    ));
    "production to order and to stock": |park, draw| park.add(&format!(
        "[market.models.desktop]\ntarget_stock = {{ {} = {}, {} = {} }}\n\
         [market.buyers]\ninitial = {}\n",
        date(0),
        draw.whole(0, 60),
        date(draw.whole(5, 60)),
        draw.whole(0, 400),
        draw.whole(1, 10)
    ));
    "tenders": |park, draw| park.add(&format!(
        r#"
        [market.tenders]
        rate = "{} /y"
        computers = "lognormal(mean=150, cv=1)"
        start = "{}"
        "#,
        draw.whole(10, 40),
        date(draw.whole(0, 50))
    ));
    "contracts": |park, draw| park.add(&format!(
        r#"
        [market.contracts.schools]
        date = "{}"
        computers = {}
        [market.contracts.town]
        date = "{}"
        computers = 100
        due = "10 d"
        "#,
        date(draw.whole(0, 50)),
        draw.whole(200, 3_000),
        date(draw.whole(20, 75))
    ));
    "terms of contracts": |park, draw| park.add(&format!(
        r#"
        [market.contracts.county]
        date = "{}"
        computers = {}
        due = "{} d"
        price = "{} CNY"
        penalty = {:.4}
        penalty_cap = 0.1
        partial = false
        patience = "{} d"
        "#,
        date(draw.whole(0, 40)),
        draw.whole(20, 900),
        draw.whole(0, 20),
        draw.whole(3_000, 6_000),
        draw.real(0.0005, 0.01),
        draw.whole(5, 60)
    ));
    "terms of tenders": |park, draw| park.add(&format!(
        r#"
        [market.tenders]
        rate = "{} /y"
        computers = "uniform(low=20, high=90)"
        due = "{} d"
        penalty = {:.4}
        partial = {}
        patience = "{} d"
        "#,
        draw.whole(20, 90),
        draw.whole(0, 20),
        draw.real(0.0005, 0.01),
        draw.pick(&["true", "false"]),
        draw.whole(5, 60)
    ));
    "a model with a launch and orders of its own": |park, draw| park.add(&format!(
        r#"
        [assembly.models.tablet]
        share = {:.2}
        kit = {{ cpu = 1, board = 1 }}
        [market.models.tablet]
        price = "2500 CNY"
        weight = {:.2}
        launch = "{}"
        end = "{}"
        orders = "{} /mo"
        computers = "uniform(low=1, high=9)"
        due = "{} d"
        "#,
        draw.real(0.2, 2.0),
        draw.real(0.0, 1.0),
        date(draw.whole(0, 40)),
        date(draw.whole(45, 95)),
        draw.whole(2, 30),
        draw.whole(1, 20)
    ));
    "surplus chips": |park, draw| park.add(&format!(
        r#"
        [assembly.surplus.cpu]
        above = {}
        price = "{} CNY"
        cost = "{} CNY"
        "#,
        draw.whole(0, 300),
        draw.whole(0, 60),
        draw.whole(0, 9)
    ));
    "goodwill": |park, draw| park.add(&format!(
        "[market]\nelasticity = 1.5\ngoodwill = {{ loss = {:.2}, recovery = \"{} d\" }}\n\
         [market.buyers]\ndue = \"{} h\"\n",
        draw.real(0.3, 1.0),
        draw.whole(5, 200),
        draw.whole(1, 200)
    ));
    "reform for buyers": |park, draw| park.add(&format!(
        r#"
        [market.buyers]
        accredit_rate = "{} /y"
        export_share = 0.2
        [policy.programmes.reform]
        kind = "buyers"
        start = "{}"
        intensity = {:.1}
        budget_per_year = "300 k CNY"
        "#,
        draw.whole(10, 80),
        date(draw.whole(10, 60)),
        draw.real(0.5, 2.0)
    ));
    "little cash": |park, draw| park.add(&format!(
        r#"
        [market]
        payment_term = "{} d"
        [finance]
        minimum_cash = "2.6 M CNY"
        [finance.capital]
        first.amount = "3 M CNY"
        second = {{ date = "{}", amount = "5 M CNY" }}
        "#,
        draw.whole(0, 30),
        date(draw.whole(20, 60))
    ));
    "overheads, tax and buildings": |park, draw| park.add(&format!(
        r#"
        [finance]
        overheads_per_month = "{} CNY"
        value_added_share = 0.3
        tax_rate = 0.2
        upstream_multiplier = 0.4
        [finance.spending.hall]
        amount = "2 M CNY"
        start = "{}"
        end = "2019-03-20"
        [finance.city]
        value_added = "900 M CNY"
        growth = 0.08
        comparator_growth = {{ other = 0.06 }}
        "#,
        draw.whole(10_000, 300_000),
        date(draw.whole(0, 60))
    ));
}
