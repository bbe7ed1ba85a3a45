//! The market alone, fed with computers.
#![expect(clippy::float_cmp, reason = "counts are exact in f64")]

mod books;
mod models;
mod reaction;
mod terms;

use crate::industry::shared::subsystem::{Reader, alone};
use proptest::prelude::*;

use super::state::Order;
use super::*;
use crate::engine::{Clock, Figures, Period};
use crate::industry::shared::flow::ModelId;
use crate::industry::shared::ledger::{Account, Posting};
use crate::industry::shared::names::Names;
use crate::industry::shared::programmes::ProgrammeKind;
use crate::scenario::{Document, FieldPath};
use crate::units::{Date, Duration, Fen, SimTime};

const READER: Reader = Reader::of::<Market>("market");

/// The section as written after `[market]`, over models `desktop` and `server`.
fn market(text: &str) -> Market {
    /// A file with only this section.
    #[derive(serde::Deserialize, schemars::JsonSchema)]
    struct File {
        /// Who buys.
        market: MarketFile,
    }
    let text = format!("[market]\n{text}");
    let document = Document::from_text("market.toml", &text, &[]).expect("TOML");
    let file: File = document.read().expect("a market");
    let names = Names {
        models: vec!["desktop".to_owned(), "server".to_owned()],
        ..Names::default()
    };
    let mut problems = document.problems();
    let start = "2018-01-01".parse().expect("a date");
    let market = file
        .market
        .check(start, &names, &FieldPath::from("market"), &mut problems);
    problems
        .into_result(market)
        .expect("no problem")
        .expect("a section")
}

fn sim_of(market: &Market, seed: u64, days: u64, tick: Duration) -> Sim {
    let origin = Date::ymd(2018, 1, 1);
    let clock = Clock::new(origin, tick, Duration::ZERO, Duration::days(days));
    let mut sim = Sim::new(clock, &Stage::ALL);
    sim.world_mut().insert_resource(Streams::new(seed, 0));
    alone::add(market, &READER, &mut sim);
    sim
}

/// A run in ticks of 8 h.
fn sim(text: &str, days: u64) -> Sim {
    sim_of(&market(text), 1, days, Duration::hours(8))
}

fn hour(hours: u64) -> SimTime {
    SimTime::ZERO + Duration::hours(hours)
}

/// Hands over computers of a model, by the hour at which they are built.
fn build(sim: &mut Sim, built: Vec<(u64, u16, u32)>) {
    let system = move |clock: Res<Clock>, mut computers: ResMut<Handover<ComputersBuilt>>| {
        for &(at, model, quantity) in &built {
            if (clock.tick_start()..clock.tick_end()).contains(&hour(at)) {
                let model = ModelId(model);
                computers.push(hour(at), ComputersBuilt { model, quantity });
            }
        }
    };
    sim.add(Stage::Assembly, system);
}

/// Runs to the end, audited after every tick; the postings and the figures.
fn finish(sim: &mut Sim) -> (Vec<Posting>, Figures) {
    let mut posted = Vec::new();
    while sim.step() {
        assert_eq!((READER.audit)(sim.world_mut()), Vec::<String>::new());
        posted.extend(sim.world_mut().resource_mut::<Postings>().drain());
    }
    (posted, READER.figures(sim))
}

fn orders(sim: &mut Sim) -> Vec<Order> {
    let mut query = sim.world_mut().query::<&Order>();
    let mut orders: Vec<Order> = query.iter(sim.world()).copied().collect();
    orders.sort_by_key(|order| order.placed);
    orders
}

const TWO_CONTRACTS: &str = r#"
payment_term = "30 d"
[market.contracts.first]
date = "2018-01-02"
computers = 10
due = "25 h"
[market.contracts.second]
date = "2018-01-03"
computers = 7
due = "2 d"
"#;

#[test]
fn the_first_order_gets_its_computers_first_in_parts_and_pays_on_terms() {
    let mut sim = sim(TWO_CONTRACTS, 10);
    // 4 lie ready; 8 come while both orders wait, an hour after the first was due, and 8 more.
    build(&mut sim, vec![(1, 0, 4), (50, 0, 8), (73, 0, 8)]);
    let (posted, figures) = finish(&mut sim);
    let paid: Vec<(SimTime, i64)> = posted
        .iter()
        .map(|posting| (posting.at, posting.amount.as_fen() / 450_000))
        .collect();
    let after = |hours| hour(hours) + Duration::days(30);
    assert_eq!(
        paid,
        [
            (after(24), 4),
            (after(50), 6),
            (after(50), 2),
            (after(73), 5)
        ]
    );
    assert!(
        posted
            .iter()
            .all(|p| (p.from, p.to) == (Account::ComputerSales, Account::Cash))
    );
    let value = |key| figures.value(key).expect("observed");
    assert_eq!(value("market.orders"), 2.0);
    assert_eq!(value("market.computers_ordered"), 17.0);
    assert_eq!(value("market.computers_sold"), 17.0);
    assert_eq!(value("market.computers_sold/desktop"), 17.0);
    assert_eq!(value("market.computers_sold/server"), 0.0);
    assert_eq!(value("market.on_time"), 50.0, "due at hour 49 and 96");
    assert_eq!(value("market.order_wait_mean"), 25.5 / 24.0);
    // 6 from hour 24, 13 from 48, 5 from 50 to 73; 4 computers without an order for 23 h, then 3.
    let backlog = f64::from(6 * 24 + 13 * 2 + 5 * 23);
    assert!((value("market.backlog") - backlog / 240.0).abs() < 1e-12);
    let unsold = f64::from(4 * 23 + 3 * 167);
    assert!((value("market.unsold") - unsold / 240.0).abs() < 1e-12);
    let waiting = sim.world().resource::<Waiting>();
    assert_eq!(waiting.orders_waiting, Duration::hours(49));
    assert_eq!(waiting.unsold_without_orders, Duration::hours(23 + 167));
}

/// The first order is complete 49 h after its placing. The second is 192 h old at the end, or is
/// cancelled: the mean is twice (49 + 192) h over two that began and one that ended, or 49 h.
#[test]
fn orders_that_wait_at_the_end_count_in_the_mean_wait_and_cancelled_ones_do_not() {
    let patient = "patience = \"5 d\"".to_owned() + TWO_CONTRACTS;
    for (text, mean, unfinished) in [
        (TWO_CONTRACTS, 2.0 * 241.0 / 3.0 / 24.0, 50.0),
        (&patient, 49.0 / 24.0, 0.0),
    ] {
        let mut sim = sim(text, 10);
        build(&mut sim, vec![(73, 0, 10)]);
        let (_, figures) = finish(&mut sim);
        let found = figures.value("market.order_wait_mean").unwrap();
        assert!((found - mean).abs() < 1e-9, "{found}");
        let share = figures.value("market.order_wait_unfinished");
        assert_eq!(share, Some(unfinished));
    }
}

#[test]
fn a_model_serves_only_its_own_orders_at_its_own_price() {
    let text = r#"
[market.models.server]
price = "20 k CNY"
[market.contracts.racks]
date = "2018-01-02"
computers = 3
model = "server"
"#;
    let mut sim = sim(text, 5);
    build(&mut sim, vec![(1, 0, 9), (60, 1, 2)]);
    let (posted, figures) = finish(&mut sim);
    assert_eq!(posted.len(), 1);
    assert_eq!(
        (posted[0].at, posted[0].amount),
        (hour(60), Fen::yuan(40_000))
    );
    assert_eq!(figures.value("market.computers_sold/server"), Some(2.0));
    assert_eq!(
        figures.value("market.on_time"),
        None,
        "not complete, and not yet due"
    );
    let waiting = sim.world().resource::<Waiting>();
    assert_eq!(
        waiting.orders_waiting,
        Duration::hours(96),
        "although desktops lie on the shelf"
    );
}

#[test]
fn what_an_order_still_waits_for_is_cancelled_when_its_patience_ends() {
    let mut sim = sim(&format!("patience = \"25 h\"\n{TWO_CONTRACTS}"), 10);
    // The first order gives up at hour 49 with 7 to go, the second at 73 with 3: one hour early.
    build(&mut sim, vec![(30, 0, 3), (50, 0, 4), (74, 0, 100)]);
    let (posted, figures) = finish(&mut sim);
    assert_eq!(posted.len(), 2);
    assert_eq!(figures.value("market.lost"), Some(10.0));
    assert_eq!(figures.value("market.on_time"), Some(0.0));
    assert_eq!(figures.value("market.order_wait_mean"), None);
    assert!(orders(&mut sim).is_empty());
    let waiting = sim.world().resource::<Waiting>();
    assert_eq!(waiting.orders_waiting, Duration::hours(49));
}

#[test]
fn overdue_orders_count_as_late() {
    let mut sim = sim(TWO_CONTRACTS, 4); // the end is at the due time of the second order
    build(&mut sim, vec![(30, 0, 3), (71, 0, 6)]);
    let (_, figures) = finish(&mut sim);
    assert_eq!(
        figures.value("market.on_time"),
        Some(0.0),
        "one overdue, one not yet"
    );
    assert_eq!(figures.value(DUE_BEFORE_PRODUCTION), Some(0.0));
    assert_eq!(orders(&mut sim).len(), 2);
}

const DUE_BEFORE_PRODUCTION: &str = "market.orders_due_before_production";

/// The first order is due at hour 49, and the first computer comes at 60: it could not be on time,
/// complete or not. The second one is due at 96.
#[test]
fn an_order_that_is_due_before_the_first_computer_is_not_late() {
    // With 3 the second one waits behind the first one, and is late; with none both are.
    for (first, second, on_time, too_early) in
        [(10, 7, 100.0, 1.0), (3, 7, 0.0, 1.0), (0, 0, 0.0, 0.0)]
    {
        let mut sim = sim(TWO_CONTRACTS, 6);
        let built = [(60, 0, first), (90, 0, second)];
        let built = built.into_iter().filter(|(_, _, computers)| *computers > 0);
        build(&mut sim, built.collect());
        let (_, figures) = finish(&mut sim);
        assert_eq!(figures.value("market.on_time"), Some(on_time), "{first}");
        assert_eq!(figures.value(DUE_BEFORE_PRODUCTION), Some(too_early));
    }
}

#[test]
fn a_full_market_holds_production_from_the_next_tick_on() {
    let mut sim = sim(&format!("max_unsold = 5\n{TWO_CONTRACTS}"), 4);
    build(&mut sim, vec![(9, 0, 6)]);
    let mut held = Vec::new();
    while sim.step() {
        held.push(sim.world().resource::<Holds>().demand);
    }
    // Six lie unsold at the ends of two ticks, until the order of hour 24.
    assert_eq!(held[..5], [false, true, true, false, false]);
    let waiting = sim.world().resource::<Waiting>();
    assert_eq!(waiting.held_for_demand, Duration::hours(16));
}

/// Six desktops lie unsold, more than five. The server that is ordered is not held: neither are
/// wafers, since a server is still to be built.
#[test]
fn unsold_computers_of_one_model_hold_no_other() {
    let text = r#"
max_unsold = 5
[contracts.school]
date = "2018-01-01"
computers = 4
model = "server"
"#;
    let text = text.replace("[contracts", "[market.contracts");
    let mut sim = sim(&text, 3);
    build(&mut sim, vec![(9, 0, 6), (33, 1, 10)]);
    let mut held = Vec::new();
    while sim.step() {
        let holds = sim.world().resource::<Holds>();
        held.push((
            [0, 1].map(|model| holds.holds_model(ModelId(model))),
            holds.demand,
        ));
    }
    // From the tick of hour 33 on, six servers lie beside six desktops: wafers are held too.
    let desktops = ([true, false], false);
    assert_eq!(
        held[1..5],
        [desktops, desktops, desktops, ([true, true], true)]
    );
}

/// Orders are uniform from 0 to 0.9 computers: five in nine of some 3,650 are rounded to nothing,
/// the others to one computer.
#[test]
fn an_order_that_is_rounded_to_nothing_is_counted_and_not_placed() {
    let text = r#"
[market.buyers]
initial = 10
orders = "365 /y"
computers = "uniform(low=0, high=0.9)"
"#;
    let mut sim = sim(text, 365);
    let (_, figures) = finish(&mut sim);
    let value = |key| figures.value(key).unwrap();
    let (placed, empty) = (value("market.orders"), value("market.orders_empty"));
    assert_eq!(value("market.computers_ordered"), placed);
    let share = empty / (placed + empty);
    // Four standard deviations of the share are 0.033.
    assert!((share - 5.0 / 9.0).abs() < 0.033, "{share}");
}

/// Sums of a sample: count, mean and variance.
fn moments(sample: &[f64]) -> (f64, f64, f64) {
    let count = sample.len() as f64;
    let mean = sample.iter().sum::<f64>() / count;
    let scatter = sample
        .iter()
        .map(|value| (value - mean).powi(2))
        .sum::<f64>();
    (count, mean, scatter / (count - 1.0))
}

#[test]
fn tenders_have_the_moments_of_a_compound_poisson_process() {
    const YEARS: usize = 4_000;
    let text = "[market.tenders]\ncomputers = \"gamma(mean=500, cv=1)\"\ndue = \"300000 d\"";
    let market = market(&format!("patience = \"1 d\"\n{text}"));
    let mut sim = sim_of(&market, 7, 365 * YEARS as u64, Duration::days(365));
    let mut years = Vec::new();
    let mut counts = Vec::new();
    while sim.step() {
        let figures = READER.figures(&mut sim);
        years.push(figures.value("market.computers_ordered").expect("a count"));
        counts.push(figures.value("market.orders").expect("a count"));
        READER.begin_statistics(&mut sim);
    }
    let within = |found: f64, expected: f64, error: f64, smallest: f64| {
        assert!(error < smallest, "the test is too weak: {error}");
        assert!(
            (found - expected).abs() < 4.0 * error,
            "{found}, not {expected} +- {error}"
        );
    };
    let (n, mean, variance) = moments(&counts);
    within(mean, 6.0, (6.0 / n).sqrt(), 0.05);
    // The variance of the sample variance of a Poisson count is (rate + 2 rate^2) / n.
    within(variance, 6.0, ((6.0 + 72.0) / n).sqrt(), 0.15);
    // Mean rate * E[S], variance rate * E[S^2], fourth cumulant rate * E[S^4], where a gamma law of
    // cv 1 is exponential: E[S^2] = 2 m^2, E[S^4] = 24 m^4.
    let (n, mean, variance) = moments(&years);
    let (m, exact) = (500.0_f64, 6.0 * 2.0 * 500.0_f64.powi(2));
    within(mean, 6.0 * m, (exact / n).sqrt(), 30.0);
    let fourth = 6.0 * 24.0 * m.powi(4);
    within(
        variance,
        exact,
        ((fourth + 2.0 * exact * exact) / n).sqrt(),
        0.05 * exact,
    );
}

#[test]
fn buyers_order_independently_and_one_more_changes_no_other_order() {
    let text = |initial: u32| {
        format!(
            "[market.buyers]\ninitial = {initial}\naccredit_rate = \"24 /y\"\nexport_share = 0.4"
        )
    };
    let run = |initial| {
        let mut sim = sim(&text(initial), 730);
        let (_, figures) = finish(&mut sim);
        (orders(&mut sim), figures)
    };
    let ((few, figures), (more, _)) = (run(20), run(21));
    let mut rest = more.clone();
    for order in &few {
        let place = rest.iter().position(|other| other == order);
        rest.remove(place.expect("every order of the smaller run is in the larger one"));
    }
    assert!(
        (1..30).contains(&rest.len()),
        "the orders of one buyer in two years, mean 8"
    );
    // 20 buyers and on average 24 more at mid-run: 2 * 4 * 44 orders; sd from both layers is 25.
    let expected = 2.0 * 4.0 * (20.0 + 24.0);
    assert!(
        (few.len() as f64 - expected).abs() < 4.0 * 29.0,
        "{}",
        few.len()
    );
    let qualified = figures.value("market.buyers").expect("a count");
    assert!((qualified - 68.0).abs() < 4.0 * 48.0_f64.sqrt());
    let exported = figures.value("market.export_share").expect("a share");
    assert!((exported - 40.0).abs() < 4.0 * (0.24 / few.len() as f64).sqrt() * 100.0);
    assert!(few.iter().all(|order| order.computers == 200));
}

#[test]
fn a_later_accreditation_means_no_new_buyer_before_its_day() {
    let text = "[market.buyers]\naccredit_rate = \"365 /y\"\naccredit_start = \"2018-03-02\"";
    let buyers = |days| finish(&mut sim(text, days)).1.value("market.buyers");
    assert_eq!(buyers(60), Some(0.0));
    assert!(buyers(100).is_some_and(|count| (20.0..70.0).contains(&count)));
}

#[test]
fn the_reform_for_buyers_scales_who_is_accredited_from_the_tick_on_and_moves_no_other_order() {
    let text = "[market.tenders]\nrate = \"20 /y\"\n[market.buyers]\ninitial = 3\n\
    accredit_rate = \"60 /y\"";
    let run = |strength: f64, from: u64| {
        let mut sim = sim(text, 730);
        let set = move |clock: Res<Clock>, mut programmes: ResMut<Programmes>| {
            let is_on = clock.tick_end() >= hour(24 * from);
            programmes.set(ProgrammeKind::Buyers, if is_on { strength } else { 0.0 });
        };
        sim.world_mut().resource_mut::<Programmes>().set(
            ProgrammeKind::Buyers,
            if from == 0 { strength } else { 0.0 },
        );
        sim.add(Stage::Policy, set);
        let (_, figures) = finish(&mut sim);
        let value = |key| figures.value(key).expect("a count");
        let accredited = value("market.buyers_added");
        assert_eq!(value("market.buyers"), accredited + 3.0);
        (accredited, orders(&mut sim))
    };
    let (off, once, twice, late) = (run(0.0, 0), run(1.0, 0), run(2.0, 0), run(1.0, 365));
    assert_eq!(off.0, 0.0);
    // Poisson counts of mean 120, 240 and 60.
    for (count, mean) in [(once.0, 120.0_f64), (twice.0, 240.0), (late.0, 60.0)] {
        assert!(
            (count - mean).abs() < 4.0 * mean.sqrt(),
            "{count}, mean {mean}"
        );
    }
    for (_, more) in [once, twice, late] {
        let mut rest = more;
        for order in &off.1 {
            let place = rest.iter().position(|other| other == order);
            rest.remove(place.expect("tenders and first buyers order as without the reform"));
        }
    }
}

#[test]
fn periods_of_one_run_do_not_interact() {
    let text = "[market.tenders]\nrate = \"300 /y\"\n[market.buyers]\naccredit_rate = \"60 /y\"";
    let simulate = || {
        let mut sim = sim(text, 60);
        build(
            &mut sim,
            vec![(9, 0, 30_000), (99, 1, 1_000), (700, 0, 30_000)],
        );
        sim
    };
    let period = |from, to| Period {
        from: hour(from),
        to: hour(to),
    };
    alone::assert_periods_are_independent(&READER, simulate, [period(80, 800), period(96, 1_440)]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn computers_and_orders_are_conserved_and_ticks_do_not_matter(
        seed in 0_u64..1_000,
        built in prop::collection::vec((0_u64..480, 0_u16..2, 1_u32..400), 0..40),
        patience in 1_u64..20,
    ) {
        let text = format!(
            "patience = \"{patience} d\"\n[market.tenders]\nrate = \"180 /y\"\n\
             computers = \"lognormal(mean=300, cv=1)\"\n[market.buyers]\ninitial = 3\n\
             orders = \"60 /y\"\n"
        );
        let mut results = Vec::new();
        for tick in [1, 8, 24] {
            let mut sim = sim_of(&market(&text), seed, 20, Duration::hours(tick));
            build(&mut sim, built.clone());
            let (posted, figures) = finish(&mut sim); // audits after every tick
            let waiting = sim.world().resource::<Waiting>().clone();
            let values: Vec<(String, Option<f64>)> =
                figures.iter().map(|(key, figure)| (key.to_owned(), figure.value)).collect();
            results.push((posted, format!("{waiting:?}"), values, orders(&mut sim)));
        }
        prop_assert_eq!(&results[0], &results[1]);
        prop_assert_eq!(&results[0], &results[2]);
    }
}
