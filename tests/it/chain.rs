//! What `check` says that each link of a chain allows, counted by hand.

use chippark::industry::ChainLink;

use crate::parks;

/// Wafers of one die, 8 h each on one of two tools; two models, of which one takes two chips.
const CHAIN: &str = r#"
[scenario]
title = "a"
question = "b"
[run]
start = 2019-01-01
until = "2 y"
[fab]
defect_density = "0 /cm2"
[fab.tools.m]
count = 2
[fab.routes.one.step]
tool_group = "m"
per = "wafer"
time = "4 h"
[fab.products.chip]
route = "one"
[fab.streams.lots]
product = "chip"
wafers_per_lot = 5
starts = "6 /d"
[backend]
package_yield = 0.5
probe = { testers = 1, time_per_die = "1 h", sites = 1, coverage = 1.0 }
final_test = { testers = 2, time_per_chip = "1 h", sites = 1, coverage = 1.0, yield = 1.0 }
[backend.products.chip]
die_area = "30000 mm2"
[supply.parts]
board = { base_stock = 60, lead = "10 d", price = "1 CNY" }
screw = { base_stock = 100, lead = "1 d", price = "1 CNY" }
[assembly]
lines = 2
takt = "1 h"
oee = 0.5
carrier_size = 1
shift = { opens = "8 h", closes = "18 h", days_per_week = 7 }
burn_in = { slots = 3, time = "12 h" }
[assembly.models]
small = { kit = { chip = 1, board = 1, screw = 4 }, share = 3 }
large = { kit = { chip = 2, board = 1, screw = 4 }, share = 1 }
[market]
tenders = { rate = "1 /d", computers = 2, due = "9 d" }
buyers = { initial = 1, accredit_rate = "12 /y", orders = "12 /y", computers = 1 }
"#;

/// A month has 730.5 h. A computer takes 1.25 chips in the mean.
#[test]
fn each_link_allows_what_is_counted_by_hand() {
    let found = parks::compiled(CHAIN).chain();
    let day = 730.5 / 24.0;
    let expected = [
        // 6 wafers a day, of whose chips half survive packaging.
        ("wafer starts", "chip", 6.0 * day * 0.5 / 1.25),
        // 24 h of work a day for 48 h of tools.
        ("fab tools", "m", 2.0 * 6.0 * day * 0.5 / 1.25),
        // 6 of 24 h of probe, and 6 of 48 h of the final test, which lots reach before packaging.
        ("back end", "probe", 4.0 * 6.0 * day * 0.5 / 1.25),
        // 60 boards in 10 d; 100 screws a day are 25 computers.
        ("purchased parts", "board", 6.0 * day),
        // Two lines, each a computer in 2 h, for 10 h a day.
        ("assembly lines", "2 lines", 10.0 * day),
        ("slots behind the lines", "burn_in", 6.0 * day),
        // 2 computers a day, and those of 1 + 23.5 buyers in the last of 24 months.
        ("orders", "last month", 2.0 * day + 24.5),
    ];
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for (link, (kind, name, computers)) in found.iter().zip(expected) {
        let ChainLink {
            computers: counted, ..
        } = link;
        assert_eq!((link.kind, link.name.as_str()), (kind, name));
        let off = (counted / computers - 1.0).abs();
        assert!(off < 1e-3, "{kind}: {counted} and not {computers}");
    }
}

/// Without lines there is no chain.
#[test]
fn a_fab_alone_has_no_chain() {
    let fab = CHAIN.split("[backend]").next().unwrap();
    assert_eq!(parks::compiled(fab).chain(), []);
}
