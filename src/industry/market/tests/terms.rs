//! What is agreed about orders: prices, penalties, whole deliveries and patience (equation E47),
//! and how well orders are served (equation E48).

use super::*;

/// What was paid to buyers for lateness: when, and how much, in yuan.
fn penalties(posted: &[Posting]) -> Vec<(SimTime, f64)> {
    let posted = posted.iter().filter(|one| one.to == Account::Penalties);
    posted.map(|one| (one.at, one.amount.as_yuan())).collect()
}

/// What was billed, in yuan.
fn bills(posted: &[Posting]) -> Vec<f64> {
    let posted = posted
        .iter()
        .filter(|one| one.from == Account::ComputerSales);
    posted.map(|one| one.amount.as_yuan()).collect()
}

const CONTRACT: &str = r#"
payment_term = "30 d"
[market.contracts.first]
date = "2018-01-02"
computers = 10
due = "25 h"
price = "1000 CNY"
penalty = 0.01
"#;

/// Due at hour 49: 4 computers are on time, 3 an hour late, 3 five days and an hour.
const BUILT: [(u64, u16, u32); 3] = [(30, 0, 4), (50, 0, 3), (170, 0, 3)];

#[test]
fn late_computers_cost_a_share_of_their_price_for_each_day_that_has_begun() {
    for (cap, expected) in [("1", [30.0, 180.0]), ("0.02", [30.0, 170.0])] {
        let mut sim = sim(&format!("{CONTRACT}penalty_cap = {cap}\n"), 10);
        build(&mut sim, BUILT.to_vec());
        let (posted, figures) = finish(&mut sim);
        let after = |hours| hour(hours) + Duration::days(30);
        let paid = [(after(50), expected[0]), (after(170), expected[1])];
        assert_eq!(penalties(&posted), paid);
        assert_eq!(bills(&posted), [4_000.0, 3_000.0, 3_000.0]);
        let value = |key| figures.value(key).expect("a figure");
        let sum = expected.iter().sum::<f64>();
        assert_eq!(value("market.penalties"), sum);
        assert_eq!(value("market.contract_penalty/first"), sum);
        assert_eq!(value("market.contract_ordered/first"), 10.0);
        assert_eq!(value("market.contract_delivered/first"), 10.0);
        assert_eq!(value("market.contract_delivered_by_due/first"), 4.0);
        assert_eq!(value("market.contract_last_delivery/first"), 170.0 / 24.0);
    }
}

/// With no computer after the first four, the rest is cancelled at hour 96, two days after it was
/// due: 6 computers of 1,000 at 1 % a day, of which two have begun.
#[test]
fn a_contract_has_a_patience_of_its_own_and_a_penalty_for_what_is_cancelled() {
    let mut sim = sim(&format!("{CONTRACT}patience = \"3 d\"\n"), 10);
    build(&mut sim, vec![(30, 0, 4)]);
    let (posted, figures) = finish(&mut sim);
    assert_eq!(penalties(&posted), [(hour(96) + Duration::days(30), 120.0)]);
    assert_eq!(figures.value("market.lost"), Some(6.0));
    assert_eq!(figures.value("market.orders_cancelled"), Some(1.0));
    assert!(orders(&mut sim).is_empty());
}

const SECOND: &str = r#"
[market.contracts.second]
date = "2018-01-02"
computers = 3
due = "20 d"
"#;

/// Four computers are set aside for the first order, which takes no parts; eight more make it
/// whole and leave two for the second one, which takes them at once.
#[test]
fn an_order_that_takes_no_parts_is_shipped_when_it_is_whole() {
    let text = format!("max_unsold = 3\n{CONTRACT}partial = false\n{SECOND}");
    let mut sim = sim(&text, 10);
    build(&mut sim, vec![(30, 0, 4), (50, 0, 8)]);
    let mut held = false;
    let mut posted = Vec::new();
    while sim.step() {
        assert_eq!((READER.audit)(sim.world_mut()), Vec::<String>::new());
        posted.extend(sim.world_mut().resource_mut::<Postings>().drain());
        held |= sim.world().resource::<Holds>().demand;
    }
    let figures = READER.figures(&mut sim);
    assert_eq!(bills(&posted), [10_000.0, 9_000.0]);
    assert_eq!(penalties(&posted), [(hour(50) + Duration::days(30), 100.0)]);
    assert!(!held, "computers that are set aside are not unsold");
    let value = |key| figures.value(key).expect("a figure");
    assert_eq!(value("market.unsold"), 0.0);
    assert_eq!(value("market.contract_delivered_by_due/first"), 0.0);
    assert_eq!(value("market.contract_delivered/second"), 2.0);
    // 13 from hour 24 to 50, then 1.
    let backlog = (13.0 * 26.0 + 190.0) / 240.0;
    assert!((value("market.backlog") - backlog).abs() < 1e-12);
}

/// The four computers that are set aside go to the second order when the first one is cancelled,
/// the fourth one into stock.
#[test]
fn what_was_set_aside_for_a_cancelled_order_goes_to_the_next_one() {
    let text = format!("{CONTRACT}partial = false\npatience = \"2 d\"\n{SECOND}");
    let mut sim = sim(&text, 10);
    build(&mut sim, vec![(30, 0, 4)]);
    let (posted, figures) = finish(&mut sim);
    assert_eq!(bills(&posted), [13_500.0]);
    let value = |key| figures.value(key).expect("a figure");
    assert_eq!(value("market.contract_last_delivery/second"), 3.0);
    assert_eq!(value("market.lost"), 10.0);
    // All ten are a day late when they are cancelled at hour 72.
    assert_eq!(value("market.contract_penalty/first"), 100.0);
    assert_eq!(value("market.unsold"), 168.0 / 240.0);
}

/// Tenders are won 10 % below the price: 4,050 and 8,100 CNY; an order of a buyer costs the price.
#[test]
fn tenders_have_terms_of_their_own() {
    let text = |terms: &str| {
        format!(
            "patience = \"40 d\"\n[market.models]\nserver.price = \"9000 CNY\"\n[market.tenders]\n\
             rate = \"365 /y\"\ncomputers = 4\ndue = \"10 d\"\n{terms}"
        )
    };
    let run = |terms: &str| {
        let mut sim = sim(&text(terms), 60);
        build(&mut sim, vec![(700, 0, 900), (900, 1, 900)]);
        let (posted, figures) = finish(&mut sim);
        (bills(&posted), penalties(&posted), figures)
    };
    let (list, none, _) = run("");
    let (won, ..) = run("discount = 0.1\n");
    assert!(none.is_empty());
    let share = |(list, won): (&f64, &f64)| (won / list - 0.9).abs() < 1e-12;
    assert!(list.len() > 30 && list.len() == won.len());
    assert!(list.iter().zip(&won).all(share));
    assert!(list.contains(&18_000.0) && list.contains(&36_000.0));
    // The patience of tenders is theirs.
    let (short, _, figures) = run("patience = \"5 d\"\npartial = false\n");
    assert!(short.len() < list.len());
    assert!(figures.value("market.orders_cancelled") > Some(5.0));
    // 900 desktops at hour 700: each tender placed before day 19 is late by days that have begun.
    let (_, paid, figures) = run("penalty = 0.002\n");
    let sum = paid.iter().map(|(_, yuan)| yuan).sum::<f64>();
    assert!(sum > 0.0);
    assert_eq!(figures.value("market.penalties"), Some(sum));
    let first = paid[0].1 / (4.0 * 4_500.0 * 0.002);
    assert!(
        (first - first.round()).abs() < 1e-9 && first >= 1.0,
        "{first} days"
    );
}

/// Four computers lie in stock. The order of 10 at hour 24 gets them at once and the rest at hour
/// 50 and 73, due at 49; that of 7 at hour 48 gets 2 at 50 and 5 at 73, due at 96; a third one of 3
/// at hour 96 gets all at once.
#[test]
fn measures_of_service_are_kept_apart() {
    let text =
        format!("{TWO_CONTRACTS}[market.contracts.third]\ndate = \"2018-01-05\"\ncomputers = 3\n");
    let mut sim = sim(&text, 10);
    build(&mut sim, vec![(1, 0, 4), (50, 0, 8), (73, 0, 8)]);
    let (_, figures) = finish(&mut sim);
    let value = |key| figures.value(key).expect("a figure");
    let percent = |part: f64, whole: f64| 100.0 * part / whole;
    assert_eq!(value("market.fill_rate"), percent(7.0, 20.0));
    assert_eq!(value("market.fill_rate_by_due"), percent(14.0, 20.0));
    assert_eq!(value("market.order_fill_rate"), percent(1.0, 3.0));
    assert_eq!(value("market.on_time"), percent(2.0, 3.0));
    assert_eq!(value("market.lateness_p95"), 1.0 / 24.0);
}

/// An order that waits and is overdue at the end counts with the computers that it lacks.
#[test]
fn computers_that_are_overdue_are_not_there_by_the_due_date() {
    let mut sim = sim(CONTRACT, 10);
    build(&mut sim, vec![(30, 0, 4)]);
    let (_, figures) = finish(&mut sim);
    assert_eq!(figures.value("market.fill_rate_by_due"), Some(40.0));
    assert_eq!(figures.value("market.lateness_p95"), None);
}

#[test]
fn periods_with_terms_and_goodwill_do_not_interact() {
    let text = format!(
        "goodwill = {{ loss = 0.5, recovery = \"20 d\" }}\n{CONTRACT}partial = false\n{SECOND}\
         [market.tenders]\nrate = \"300 /y\"\ncomputers = 30\ndue = \"2 d\"\npenalty = 0.01\n\
         patience = \"9 d\"\n"
    );
    let simulate = || {
        let mut sim = sim(&text, 60);
        build(
            &mut sim,
            vec![(9, 0, 60), (99, 1, 100), (700, 0, 300), (900, 1, 300)],
        );
        sim
    };
    let period = |from, to| Period {
        from: hour(from),
        to: hour(to),
    };
    alone::assert_periods_are_independent(&READER, simulate, [period(80, 800), period(96, 1_440)]);
}
