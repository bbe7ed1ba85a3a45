//! Mechanisms of parts and what they cost: policies, demands, suppliers.

use super::{Mechanism, mechanisms};
use crate::parks::draw::date;

mechanisms! { pub(super) PARTS:
    "order policies": |park, draw| park.add(&format!(
        r#"
        [supply.parts.clip]
        reorder_point = {}
        order_quantity = {}
        order_multiple = 2
        lead = {}
        price = "4 CNY"
        [supply.parts.tube]
        reorder_point = 6
        order_up_to = {}
        review = {{ every = "{} h", moment = "{}" }}
        lead = "30 h"
        price = "9 CNY"
        yields = {{ factor = "uniform(low=0.5, high=1)" }}
        [supply.demands.fitters]
        interval = "exponential(mean=14 h)"
        season = {{ factors = [0.5, 1.5], length = "20 d" }}
        kit = {{ clip = 2, tube = 1 }}
        "#,
        draw.whole(0, 12),
        draw.whole(1, 20),
        draw.law(80.0),
        draw.whole(8, 30),
        draw.whole(10, 90),
        draw.pick(&["before_demand", "after_demand"])
    ));
    "demand that is lost or gives up": |park, draw| park.add(&format!(
        r#"
        [supply.parts.fuse]
        reorder_point = {}
        order_up_to = 9
        lead = {}
        price = "3 CNY"
        [supply.demands.drivers]
        interval = "exponential(mean=12 h)"
        quantity = "uniform(low=1, high=3)"
        kit = {{ fuse = 1 }}
        unmet = "lost"
        [supply.demands.owners]
        interval = "exponential(mean=10 h)"
        kit = {{ fuse = 1 }}
        unmet = {{ patience = {} }}
        priority = 1
        "#,
        draw.whole(1, 8),
        draw.law(60.0),
        draw.law(40.0)
    ));
    "reserved stock": |park, draw| park.add(&format!(
        r#"
        [supply.parts.bolt]
        base_stock = {}
        lead = {}
        price = "2 CNY"
        [supply.demands.bridges]
        interval = "exponential(mean=20 h)"
        kit = {{ bolt = 3 }}
        priority = 2
        [supply.demands.sheds]
        interval = "exponential(mean=8 h)"
        kit = {{ bolt = 1 }}
        reserve = {}
        "#,
        draw.whole(8, 20),
        draw.law(50.0),
        draw.whole(1, 6)
    ));
    "suppliers with servers": |park, draw| park.add(&format!(
        r#"
        [supply.parts.board]
        crossing = false
        [supply.parts.board.capacity]
        servers = {}
        time_per_order = {}
        time_per_unit = "{} min"
        transfer = "{}"
        "#,
        draw.whole(1, 3),
        draw.law(6.0),
        draw.whole(1, 10),
        draw.pick(&["orders", "units"])
    ));
    "two suppliers": |park, draw| park.add(&format!(
        r#"
        [supply.parts.board.other_sources.far]
        share = {:.2}
        lead = "{} h"
        price = "300 CNY"
        "#,
        draw.real(0.1, 0.9),
        draw.whole(300, 600)
    ));
    "parts made from parts": |park, draw| park.add(&format!(
        r#"
        [supply.parts.board]
        made_from = {{ sheet = 1, chipset = 2 }}
        [supply.parts.sheet]
        base_stock = {}
        lead = {}
        price = "20 CNY"
        [supply.parts.chipset]
        reorder_point = {}
        order_quantity = 100
        lead = "60 h"
        price = "30 CNY"
        "#,
        draw.whole(20, 900),
        draw.law(50.0),
        draw.whole(10, 900)
    ));
    "costs and lines that are bought": |park, draw| park.add(&format!(
        r#"
        [finance]
        discount_rate = 0.1
        [finance.costs]
        probe_per_wafer = "{} CNY"
        packaging_per_chip = "3 CNY"
        test_per_chip = "2 CNY"
        bundle_per_computer = "300 CNY"
        freight_per_computer = "40 CNY"
        sales_per_computer = "100 CNY"
        warranty_per_computer = "10 CNY"
        warranty_share = 0.02
        carrying_rate = 0.2
        hiring_per_person = "3000 CNY"
        training_per_person = "2000 CNY"
        [finance.assets.lines]
        counted = "assembly.lines"
        price = "{} CNY"
        ready = "{}"
        lead = "20 d"
        deposit = 0.3
        life = "5 y"
        "#,
        draw.whole(100, 900),
        draw.whole(10_000, 90_000),
        date(draw.whole(1, 50))
    ));
}
