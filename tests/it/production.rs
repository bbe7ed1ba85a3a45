//! Production plans by model: lines build to order first, what is due first first, then to stock.

use chippark::engine::Figures;

use crate::trade::{figures, value};

/// A line that begins a computer every ten minutes, of two models whose parts are always there;
/// each is ready when it leaves the line.
const LINE: &str = r#"
[run]
start = "2018-01-01"
until = "30 d"
tick = "1 h"
[supply.parts]
board = { base_stock = 100000, initial_stock = 100000, lead = "1 d", price = "1 CNY" }
[assembly]
lines = 1
takt = "10 min"
oee = 1.0
line_time = "0 s"
carrier_size = 1
models.a.kit = { board = 1 }
models.b.kit = { board = 1 }
"#;

/// The figures of the line with a market.
fn of_line(market: &str) -> Figures {
    figures(&format!("{LINE}{market}"))
}

/// In minutes from the start of the run.
fn last_delivery(figures: &Figures, contract: &str) -> f64 {
    24.0 * 60.0
        * value(
            figures,
            &format!("market.contract_last_delivery/{contract}"),
        )
}

/// 60 of `a` and 12 of `b` are in stock after 72 kits. From the end of the tick in which 144 of `b`
/// are ordered on, the line builds what lacks of them; then those of `a` that were sold from stock
/// meanwhile, and those of `b`.
#[test]
fn orders_come_before_stock() {
    let found = of_line(
        r#"
        [market.models]
        a = { target_stock = 60 }
        b = { target_stock = 12 }
        [market.contracts]
        large = { date = "2018-01-03", computers = 144, model = "b" }
        small = { date = "2018-01-03", computers = 20, model = "a" }
        "#,
    );
    let two_days = 2.0 * 1_440.0;
    // An hour until the lines know, and 132 computers.
    let large = two_days + 60.0 + 132.0 * 10.0;
    assert!((last_delivery(&found, "large") - large).abs() < 1e-6);
    assert!((last_delivery(&found, "small") - two_days).abs() < 1e-6);
    assert_eq!(found.value("market.fill_rate/a"), Some(100.0));
    assert_eq!(
        found.value("market.fill_rate/b"),
        Some(100.0 * 12.0 / 144.0)
    );
    assert_eq!(found.value("market.computers_received/a"), Some(80.0));
    assert_eq!(found.value("market.computers_received/b"), Some(156.0));
}

/// Both orders are placed on one day; the later of the two contracts by name is due first.
#[test]
fn of_orders_what_is_due_first_comes_first() {
    let market = |a: &str, b: &str| {
        of_line(&format!(
            "[market.models]\na.target_stock = 0\nb.target_stock = 0\n[market.contracts]\n\
             one = {{ date = \"2018-01-02\", computers = 144, model = \"a\", due = \"{a}\" }}\n\
             two = {{ date = \"2018-01-02\", computers = 144, model = \"b\", due = \"{b}\" }}\n"
        ))
    };
    let (first, second) = (1_440.0 + 60.0 + 1_440.0, 1_440.0 + 60.0 + 2_880.0);
    for (a, b, one, two) in [("9 d", "3 d", second, first), ("3 d", "9 d", first, second)] {
        let found = market(a, b);
        let minutes = ["one", "two"].map(|contract| last_delivery(&found, contract));
        assert!((minutes[0] - one).abs() < 1e-6, "{minutes:?}");
        assert!((minutes[1] - two).abs() < 1e-6, "{minutes:?}");
    }
}

/// Orders that are due at one instant share the line by the shares of their models.
#[test]
fn orders_of_one_due_date_share_the_line() {
    let found = of_line(
        r#"
        models.a.share = 3
        [market.models]
        a.target_stock = 0
        b.target_stock = 0
        [market.contracts]
        one = { date = "2018-01-02", computers = 300, model = "a" }
        two = { date = "2018-01-02", computers = 300, model = "b" }
        "#,
    );
    // Of 400 computers, 300 are of `a`; one more or less at the end.
    let last = (last_delivery(&found, "one") - 1_500.0) / 10.0;
    assert!((399.0..=400.0).contains(&last), "{last}");
}

/// A model that is no longer sold is built to order alone, with a target or without.
#[test]
fn nothing_is_built_to_stock_after_the_end_of_a_model() {
    for target in ["", "target_stock = 200,"] {
        let found = of_line(&format!(
            "[market]\nmodels.a = {{ {target} end = \"2018-01-02\" }}\n\
             models.b.target_stock = 0\n\
             [market.contracts.late]\ndate = \"2018-01-01\"\ncomputers = 400\nmodel = \"a\"\n"
        ));
        // On the first day 144 kits are begun; the order for 400 is filled, and no more.
        assert_eq!(found.value("market.computers_received/a"), Some(400.0));
        assert_eq!(found.value("market.computers_received/b"), Some(0.0));
    }
}

/// The target is 30 for ten days, then 100, then 10: what is too much stays.
#[test]
fn targets_change_by_date() {
    let found = of_line(
        r#"
        [market.models]
        a = { target_stock = { 2018-01-01 = 30, 2018-01-11 = 100, 2018-01-21 = 10 } }
        b = { target_stock = 0 }
        [market.contracts]
        now = { date = "2018-01-26", computers = 60, model = "a" }
        "#,
    );
    assert_eq!(found.value("market.computers_received/a"), Some(100.0));
    assert_eq!(found.value("market.fill_rate"), Some(100.0));
    // 30 for the first ten days, 100 until day 25, then 40, but for the time of building.
    let ramp = |count: f64| count * (count + 1.0) / 2.0 * 10.0 / 1_440.0;
    let days = 30.0 * 10.0 + 100.0 * 15.0 + 40.0 * 5.0 - ramp(30.0) - ramp(70.0);
    assert!((value(&found, "market.unsold/a") - days / 30.0).abs() < 1e-9);
}

/// A carrier is begun for one computer, and what is scrapped is built again.
#[test]
fn scrapped_computers_are_replaced() {
    let line = LINE.replace("carrier_size = 1", "carrier_size = 5");
    let market = r#"
        final_test = { slots = 10, time = "1 h", first_pass = 0.5 }
        rework = { time = "1 h", benches = 100, scrap = 0.5 }
        [market.models]
        a.target_stock = 0
        b.target_stock = 0
        [market.contracts]
        one = { date = "2018-01-02", computers = 101, model = "a" }
        "#;
    let found = figures(&format!("{line}{market}"));
    let scrapped = value(&found, "assembly.scrapped");
    assert!(scrapped > 20.0, "{scrapped}");
    assert_eq!(found.value("market.computers_sold/a"), Some(101.0));
    let built = value(&found, "market.computers_received/a");
    assert!((101.0..=105.0).contains(&built), "{built}");
}
