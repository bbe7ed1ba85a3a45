//! Supply alone, against exact results of inventory theory.

mod books;
mod mechanisms;

use super::Supply;
use crate::industry::shared::subsystem::{Reader, alone};
use proptest::prelude::*;

use super::spec::SupplyFile;
use crate::engine::{Clock, Figures, Sim, Streams};
use crate::industry::shared::Stage;
use crate::industry::shared::flow::{Consumption, Handover, Holds, PartId, Receipt};
use crate::industry::shared::ledger::{Account, Postings};
use crate::industry::shared::names::Names;
use crate::industry::shared::waiting::Waiting;
use crate::scenario::{Document, FieldPath};
use crate::units::{Date, Duration, Fen, SimTime};

const READER: Reader = Reader::of::<Supply>("supply");

/// A scenario of this section alone.
#[derive(serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct File {
    supply: SupplyFile,
}

/// A simulation of `text`, with a warm-up.
fn simulation(text: &str, tick: Duration, (warmup, days): (u64, u64), replication: u32) -> Sim {
    let document = Document::from_text("supply.toml", text, &[]).unwrap();
    let file: File = document.read().unwrap();
    let names = Names {
        parts: file.supply.kit_parts().map(str::to_owned).collect(),
        ..Names::default()
    };
    let mut problems = document.problems();
    let supply = file
        .supply
        .check(&names, &FieldPath::from("supply"), &mut problems);
    problems.into_result(()).unwrap();
    let date = Date::ymd(2018, 1, 1);
    let clock = Clock::new(date, tick, Duration::days(warmup), Duration::days(days));
    let mut sim = Sim::new(clock, &Stage::ALL);
    sim.world_mut()
        .insert_resource(Streams::new(11, replication));
    Handover::<Receipt>::add_reader(sim.world_mut());
    alone::add(&supply.unwrap(), &READER, &mut sim);
    sim
}

/// Runs to the end and reports.
fn run(sim: &mut Sim) -> Figures {
    let warmup = sim.clock().warmup();
    while sim.step() {
        assert_eq!((READER.audit)(sim.world_mut()), Vec::<String>::new());
        sim.world_mut().resource_mut::<Handover<Receipt>>().clear();
        sim.world_mut()
            .resource_mut::<Postings>()
            .drain()
            .for_each(drop);
        if sim.clock().tick_end() == warmup {
            READER.begin_statistics(sim);
        }
    }
    READER.figures(sim)
}

/// Compares the mean of a figure over 20 replications with the exact value, within 4 standard
/// errors, each at most `half_width`.
fn assert_exact(text: &str, (tick, days): (u64, u64), expected: &[(&str, f64, f64)]) {
    let replications: Vec<Figures> = (0..20)
        .map(|number| {
            run(&mut simulation(
                text,
                Duration::days(tick),
                (50, days),
                number,
            ))
        })
        .collect();
    for &(key, exact, half_width) in expected {
        let values: Vec<f64> = replications
            .iter()
            .map(|figures| figures.value(key).unwrap())
            .collect();
        let count = values.len() as f64;
        let mean = values.iter().sum::<f64>() / count;
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        let error = (squares / (count - 1.0) / count).sqrt();
        assert!(error < half_width, "{key}: standard error {error}");
        let distance = (mean - exact).abs();
        assert!(
            distance <= 4.0 * error,
            "{key}: {mean} +- {error} for {exact}"
        );
    }
}

fn base_stock(lead: &str) -> String {
    format!(
        "[supply.parts.disk]\nbase_stock = 14\nprice = \"0 CNY\"\nlead = \"{lead}\"\n\
         [supply.demands.shop]\ninterval = \"exponential(mean=0.2 d)\"\nkit = {{ disk = 1 }}\n"
    )
}

/// Palm's theorem: 5 demands a day, a mean lead of 2 d, S = 14; the law of the lead is irrelevant.
#[test]
fn base_stock_depends_on_the_mean_lead_time_only() {
    for lead in ["2 d", "exponential(mean=2 d)", "uniform(low=0 d, high=4 d)"] {
        let expected = [
            ("supply.on_hand/disk", 4.186_937_152_7, 0.02),
            ("supply.backorders/disk", 0.186_937_152_7, 0.006),
            ("supply.fill_rate/disk", 86.446_442_262, 0.15),
            ("supply.order_fill_rate/shop", 86.446_442_262, 0.15),
            ("supply.order_wait/shop", 0.037_387_430_5, 0.001),
            ("supply.on_order/disk", 10.0, 0.03),
        ];
        assert_exact(&base_stock(lead), (4, 16_000), &expected);
    }
}

/// 700 million units a day are used of a base stock of 10^9, and a review orders each 7 days what
/// was used: 4.9 * 10^9 units, more than 32 bits hold, which come a day later. The first demand of
/// a week meets the delivery; the other six wait 6, 5, 4, 3, 2 and 1 days for the next: 21 / 7 = 3
/// d.
#[test]
fn a_review_orders_all_that_was_used_however_much_it_is() {
    let text = "supply.review = \"7 d\"\n\
         [supply.parts.p]\nbase_stock = 1000000000\nlead = \"1 d\"\nprice = \"0 CNY\"\n\
         [supply.demands.d]\ninterval = \"1 d\"\nkit = { p = 700000000 }\n";
    let mut sim = simulation(text, Duration::hours(8), (56, 126), 0);
    assert_eq!(run(&mut sim).value("supply.order_wait/d"), Some(3.0));
}

/// Kits are uniform from 0 to 0.9: five in nine of the 1,000 orders are rounded to nothing.
#[test]
fn orders_that_are_rounded_to_nothing_are_counted_and_not_placed() {
    let text = "[supply.parts.p]\nbase_stock = 9\nlead = \"0 d\"\nprice = \"0 CNY\"\n\
         [supply.demands.d]\ninterval = \"1 d\"\nquantity = \"uniform(low=0, high=0.9)\"\n\
         kit = { p = 1 }\n";
    let mut sim = simulation(text, Duration::days(1), (1, 1_001), 0);
    let empty = run(&mut sim).value("supply.orders_empty/d").unwrap();
    // Four standard deviations are 63.
    assert!((empty - 5_000.0 / 9.0).abs() < 63.0, "{empty}");
}

/// Demands of 5 every 3 d and of 10 every 5 d, S = 10, a lead of 2 d; all comes again after 15 d.
/// The 5 of day 3 come at the very instant of day 5 at which 10 are demanded, and go to them. Units
/// served at once, by day: 3: 5 of 5; 5: 10 of 10; 6: 0 of 5; 9: 5 of 5; 10: 5 of 10; 12: 5 of 5;
/// 15: 10 of 15; so 40 of 55 in 15 d, in whatever order the demands are listed.
#[test]
fn what_comes_at_the_instant_of_a_demand_goes_to_it() {
    let demands = [
        "often = { interval = \"empirical(3 d: 1)\", kit = { p = 5 } }\n",
        "rare = { interval = \"5 d\", kit = { p = 10 } }\n",
    ];
    let part = "supply.parts.p = { base_stock = 10, lead = \"2 d\", price = \"1 CNY\" }\n";
    for [one, other] in [[0, 1], [1, 0]] {
        let (one, other) = (demands[one], demands[other]);
        let text = format!("{part}[supply.demands]\n{one}{other}");
        let mut sim = simulation(&text, Duration::days(1), (1, 151), 0);
        let fill_rate = run(&mut sim).value("supply.fill_rate/p").unwrap();
        assert!(
            (fill_rate - 100.0 * 40.0 / 55.0).abs() < 1e-9,
            "{fill_rate}"
        );
    }
}

/// A supplier that is up 90 d and down 10 d on average, delivers at once when up, S = 20, 5 a day.
#[test]
fn a_supplier_that_fails_now_and_then_leaves_demands_waiting() {
    let text = "[supply.parts.disk]\nbase_stock = 20\nprice = \"0 CNY\"\nlead = \"0 d\"\n\
         supplier = { up = \"exponential(mean=90 d)\", down = \"exponential(mean=10 d)\" }\n\
         [supply.demands.shop]\ninterval = \"exponential(mean=0.2 d)\"\nkit = { disk = 1 }\n";
    let expected = [
        ("supply.fill_rate/disk", 93.270_286_67, 0.3),
        ("supply.backorders/disk", 3.364_856_666, 0.2),
    ];
    assert_exact(text, (10, 20_000), &expected);
}

/// Orders for a kit of two parts with leads of 1 d and 3 d, S = 6 and 14, 3 a day: an order is
/// filled at once if both parts are there.
#[test]
fn kit_orders_wait_for_the_later_part() {
    let text = "[supply.parts.a]\nbase_stock = 6\nprice = \"0 CNY\"\nlead = \"1 d\"\n\
         [supply.parts.b]\nbase_stock = 14\nprice = \"0 CNY\"\nlead = \"3 d\"\n\
         [supply.demands.shop]\ninterval = \"exponential(mean=8 h)\"\nkit = { a = 1, b = 1 }\n";
    let expected = [
        ("supply.order_fill_rate/shop", 87.102_941_283, 0.15),
        ("supply.fill_rate/a", 91.608_205_797, 0.15),
        ("supply.fill_rate/b", 92.614_923_069, 0.15),
        ("supply.order_backlog/shop", 0.118_333_875, 0.004),
        ("supply.order_wait/shop", 0.039_444_625, 0.001),
    ];
    assert_exact(text, (4, 10_000), &expected);
}

/// Without stock, a kit of two parts of exponential leads of 8 and 12 weeks is complete after the
/// longer of the two: 15.2 weeks on average.
#[test]
fn a_kit_without_stock_takes_the_longest_lead() {
    let text = "[supply.parts.a]\nbase_stock = 0\nprice = \"0 CNY\"\n\
                lead = \"exponential(mean=8 wk)\"\n\
         [supply.parts.b]\nbase_stock = 0\nprice = \"0 CNY\"\nlead = \"exponential(mean=12 wk)\"\n\
         [supply.demands.shop]\ninterval = \"3000 d\"\nquantity = 1\nkit = { a = 1, b = 1 }\n";
    assert_exact(
        text,
        (50, 1_500_000),
        &[("supply.order_wait/shop", 15.2 * 7.0, 2.0)],
    );
}

const KIT_PART: &str =
    "[supply.parts.disk]\nbase_stock = 100\nlead = \"3 d\"\nprice = \"200 CNY\"\n";

/// What came out of a tick.
fn receipts(sim: &mut Sim) -> Vec<(SimTime, u64)> {
    let mut receipts = sim.world_mut().resource_mut::<Handover<Receipt>>();
    receipts
        .drain()
        .map(|(at, receipt)| (at, receipt.quantity))
        .collect()
}

fn consume(sim: &mut Sim, at: SimTime, quantity: u64) {
    let mut used = sim.world_mut().resource_mut::<Handover<Consumption>>();
    let part = PartId(0);
    used.push(at, Consumption { part, quantity });
}

#[test]
fn what_assembly_uses_is_ordered_again_from_that_moment_and_paid_at_delivery() {
    let mut sim = simulation(KIT_PART, Duration::hours(8), (0, 10), 0);
    assert!(sim.step());
    assert_eq!(receipts(&mut sim), [(SimTime::ZERO, 100)]);
    let used = SimTime::ZERO + Duration::hours(5);
    consume(&mut sim, used, 7);
    let mut later = Vec::new();
    while sim.step() {
        later.extend(receipts(&mut sim));
        assert_eq!((READER.audit)(sim.world_mut()), Vec::<String>::new());
    }
    assert_eq!(later, [(used + Duration::days(3), 7)]);
    let mut postings = sim.world_mut().resource_mut::<Postings>();
    let paid: Vec<_> = postings
        .drain()
        .map(|one| (one.at, one.to, one.amount))
        .collect();
    let first = (SimTime::ZERO, Account::Parts, Fen::yuan(20_000));
    let second = (used + Duration::days(3), Account::Parts, Fen::yuan(1_400));
    assert_eq!(paid, [first, second]);
}

#[test]
fn without_cash_orders_wait_and_the_waiting_is_booked() {
    let mut sim = simulation(KIT_PART, Duration::hours(8), (0, 10), 0);
    assert!(sim.step());
    consume(&mut sim, SimTime::ZERO, 7);
    sim.world_mut().resource_mut::<Holds>().cash = true;
    assert!(sim.step() && sim.step());
    let held = sim.world().resource::<Waiting>().held_for_cash;
    assert_eq!(held, Duration::hours(16));
    sim.world_mut().resource_mut::<Holds>().cash = false;
    receipts(&mut sim);
    while sim.step() {
        assert_eq!((READER.audit)(sim.world_mut()), Vec::<String>::new());
    }
    let released = SimTime::ZERO + Duration::hours(24);
    assert_eq!(receipts(&mut sim), [(released + Duration::days(3), 7)]);
}

#[test]
fn a_review_gathers_orders() {
    let text = format!("supply.review = \"1 d\"\n{KIT_PART}");
    let mut sim = simulation(&text, Duration::hours(8), (0, 10), 0);
    assert!(sim.step());
    receipts(&mut sim);
    consume(&mut sim, SimTime::ZERO, 7);
    consume(&mut sim, SimTime::ZERO + Duration::hours(1), 5);
    while sim.step() {}
    assert_eq!(
        receipts(&mut sim),
        [(SimTime::ZERO + Duration::days(4), 12)]
    );
}

#[test]
fn a_smaller_or_larger_initial_stock_is_brought_to_the_base_stock() {
    for (initial, deliveries) in [(40, vec![(0, 40), (3, 60)]), (110, vec![(0, 110), (3, 2)])] {
        let text = format!("{KIT_PART}initial_stock = {initial}\n");
        let mut sim = simulation(&text, Duration::hours(8), (0, 10), 0);
        assert!(sim.step());
        if initial == 110 {
            consume(&mut sim, SimTime::ZERO, 12);
        }
        while sim.step() {}
        let day = |day| SimTime::ZERO + Duration::days(day);
        let expected: Vec<_> = deliveries
            .iter()
            .map(|&(at, units)| (day(at), units))
            .collect();
        assert_eq!(receipts(&mut sim), expected);
    }
}

#[test]
fn mistakes_are_named() {
    let cases = [
        (
            "kit = { disk = 1 }",
            "kit = { disc = 1 }",
            "there is no part called `disc`",
        ),
        (
            "kit = { disk = 1 }",
            "kit = { disk = 0 }",
            "is out of range",
        ),
        ("kit = { disk = 1 }", "kit = {}", "the kit is empty"),
        ("exponential(mean=0.2 d)", "0 d", "is out of range"),
        ("price = \"0 CNY\"", "price = \"-1 CNY\"", "out of range"),
    ];
    for (from, to, message) in cases {
        let text = base_stock("2 d").replace(from, to);
        let document = Document::from_text("supply.toml", &text, &[]).unwrap();
        let found = match document.read::<File>() {
            Ok(file) => {
                let mut problems = document.problems();
                let supply =
                    file.supply
                        .check(&Names::default(), &FieldPath::from("supply"), &mut problems);
                assert!(supply.is_none(), "{to}");
                problems.to_string()
            }
            Err(problems) => problems.to_string(),
        };
        assert!(found.contains(message), "{found}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever is used and held, everything adds up after each tick and the base stock is reached
    /// again.
    #[test]
    fn orders_and_stock_add_up(
        uses in prop::collection::vec((0_u64..30, any::<bool>()), 1..60),
        review in any::<bool>(),
    ) {
        let review = if review { "supply.review = \"20 h\"\n" } else { "" };
        let text = format!(
            "{review}{KIT_PART}\
             supplier = {{ up = \"2 d\", down = \"uniform(low=1 h, high=2 d)\" }}\n"
        );
        let mut sim = simulation(&text, Duration::hours(8), (0, 60), 3);
        let (mut received, mut used) = (0, 0);
        let mut uses = uses.into_iter();
        while sim.step() {
            prop_assert_eq!((READER.audit)(sim.world_mut()), Vec::<String>::new());
            received += receipts(&mut sim).iter().map(|(_, units)| units).sum::<u64>();
            let (units, held) = uses.next().unwrap_or((0, false));
            let start = sim.clock().tick_start();
            consume(&mut sim, start, units.min(received - used));
            used += units.min(received - used);
            sim.world_mut().resource_mut::<Holds>().cash = held;
        }
        prop_assert_eq!(received - used, 100);
    }
}
