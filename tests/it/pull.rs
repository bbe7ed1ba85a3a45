//! Wafer starts that are pulled by the echelon inventory position of their chips (equation E34).

#![expect(clippy::float_cmp, reason = "counts are exact in f64")]

use crate::parks;
use chippark::industry::Park;
use chippark::scenario::Document;

/// A foundry delivers lots of 5 wafers of one die after 10 d, at most one lot an hour; computers
/// take chips, and nothing else.
const CHAIN: &str = r#"
[scenario]
title = "a"
question = "b"
[run]
start = 2019-01-01
until = "UNTIL"
[fab]
mode = "foundry"
foundry = { lead = "10 d", price = "1 CNY", defect_density = "0 /cm2" }
[fab.products.chip]
[fab.streams.lots]
product = "chip"
wafers_per_lot = 5
interval = "1 h"
pull = PULL
[backend]
package_yield = 1.0
probe = { testers = 9, coverage = 1.0 }
final_test = { testers = 9, coverage = 1.0, yield = 1.0 }
[backend.products.chip]
die_area = "30000 mm2"
[assembly]
lines = 1
takt = "1 s"
oee = 1.0
carrier_size = 1
assemblers_per_line = 1
[assembly.models.computer.kit]
chip = CHIPS
[market.contracts]
CONTRACTS
"#;

/// Figures of the chain at the end of a run.
struct Ended {
    wafers_started: f64,
    in_line: f64,
    position: f64,
}

fn run(until: &str, pull: &str, chips: u32, contracts: &str) -> Ended {
    let text = CHAIN
        .replace("UNTIL", until)
        .replace("PULL", pull)
        .replace("CHIPS", &chips.to_string())
        .replace("CONTRACTS", contracts);
    let mut run = parks::compiled(&text).start(1, 0);
    while run.step() {
        assert_eq!(run.audit(), Vec::<String>::new());
    }
    let figures = run.finish().figures;
    let value = |key: &str| figures.value(key).unwrap_or_else(|| panic!("no {key}"));
    Ended {
        wafers_started: value("fab.wafer_starts"),
        in_line: value("fab.wafer_starts") - value("fab.wafers_out"),
        position: value("fab.chip_position/chip"),
    }
}

/// From nothing, 20 lots of 5 chips reach a base stock of 100, and no more start.
#[test]
fn lots_start_until_the_base_stock_is_reached() {
    let ended = run("60 d", "{ order_up_to = 100 }", 1, "");
    assert_eq!((ended.wafers_started, ended.position), (100.0, 100.0));
    // One chip more takes one lot more, which goes beyond by 4 chips.
    let ended = run("60 d", "{ order_up_to = 101 }", 1, "");
    assert_eq!((ended.wafers_started, ended.position), (105.0, 105.0));
}

/// An order lowers the position when it is placed, not when its computers are built: 30 computers
/// of 2 chips are 12 lots, although 100 chips are in stock. More than there are count as well: 80
/// computers are 160 chips, of which 60 are not there.
#[test]
fn orders_pull_lots_for_all_of_their_computers() {
    let order = |computers: u32| {
        let contract = format!("school = {{ date = 2019-01-31, computers = {computers} }}");
        run("32 d", "{ order_up_to = 100 }", 2, &contract)
    };
    let ended = order(30);
    assert_eq!((ended.wafers_started, ended.position), (160.0, 100.0));
    let ended = order(80);
    assert_eq!((ended.wafers_started, ended.position), (260.0, 100.0));
}

/// With a reorder point of 50, an order for 30 of 100 chips starts nothing; 20 more do, which
/// brings the position to 50: 10 lots start at once.
#[test]
fn lots_start_again_at_the_reorder_point() {
    let pull = "{ order_up_to = 100, reorder_point = 50 }";
    let first = "one = { date = 2019-01-31, computers = 30 }\n";
    let ended = run("60 d", pull, 1, first);
    assert_eq!((ended.wafers_started, ended.position), (100.0, 70.0));
    let second = first.to_owned() + "two = { date = 2019-02-10, computers = 20 }\n";
    let ended = run("60 d", pull, 1, &second);
    assert_eq!((ended.wafers_started, ended.position), (150.0, 100.0));
    let second = first.to_owned() + "two = { date = 2019-02-10, computers = 19 }\n";
    let ended = run("60 d", pull, 1, &second);
    assert_eq!((ended.wafers_started, ended.position), (100.0, 51.0));
}

/// With at most 20 wafers at the foundry, each 10 d bring 20.
#[test]
fn no_more_wafers_start_than_may_be_in_the_line() {
    let ended = run("25 d", "{ order_up_to = 100, most_wafers = 20 }", 1, "");
    assert_eq!((ended.wafers_started, ended.in_line), (60.0, 20.0));
    // A lot of 5 wafers does not fit beside 20 of 24.
    let ended = run("25 d", "{ order_up_to = 100, most_wafers = 24 }", 1, "");
    assert_eq!((ended.wafers_started, ended.in_line), (60.0, 20.0));
}

/// A lot starts each hour at most, also after it was held back: 12 lots for an order take 12 h.
#[test]
fn lots_that_were_held_back_start_at_the_rate_of_the_stream() {
    let contract = "school = { date = 2019-01-31, computers = 60 }";
    // The position is seen at the end of the first tick of 31 January: the first lot starts at 1 h.
    let started = |until: &str| run(until, "{ order_up_to = 100 }", 1, contract).wafers_started;
    assert_eq!(
        ["721 h", "722 h", "723 h", "740 h"].map(started),
        [100.0, 105.0, 110.0, 160.0]
    );
}

fn problems(text: &str) -> String {
    let document = Document::from_text("a.toml", text, &[]).unwrap();
    Park::compile(&document).unwrap_err().to_string()
}

#[test]
fn what_cannot_pull_is_refused() {
    let of = |pull: &str| {
        let text = CHAIN.replace("UNTIL", "9 d").replace("CHIPS", "1");
        problems(&text.replace("CONTRACTS", "").replace("PULL", pull))
    };
    let text = of("{ order_up_to = 100, reorder_point = 100 }");
    assert!(
        text.contains("at most 99, less than `order_up_to`"),
        "{text}"
    );
    let text = of("{ order_up_to = 100, most_wafers = 4 }");
    assert!(text.contains("at least 5, the wafers of a lot"), "{text}");
    let whole = CHAIN
        .replace("UNTIL", "9 d")
        .replace("PULL", "{ order_up_to = 9 }");
    let fab_only = whole.split("[backend]").next().unwrap();
    let text = problems(fab_only);
    assert!(
        text.contains("lots are pulled by chips, and the scenario has no `backend`"),
        "{text}"
    );
}
