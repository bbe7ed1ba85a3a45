//! When models are on sale, and orders for one model alone (equation E44).

use super::*;

/// Placed, computers and model of every order.
fn placed(sim: &mut Sim) -> Vec<(SimTime, u32, u16)> {
    let orders = orders(sim).into_iter();
    let orders = orders.map(|order| (order.placed, order.computers, order.model.0));
    orders.collect()
}

const TENDERS: &str = "[market.tenders]\nrate = \"365 /y\"\ncomputers = \"exponential(mean=40)\"\n";

#[test]
fn orders_come_for_the_models_on_sale_and_are_otherwise_those_without_a_launch() {
    let windows = r#"
[market.models]
desktop = { launch = "2018-02-01", end = "2018-05-01" }
server = { launch = "2018-04-01", end = "2018-06-01" }
"#;
    let run = |text: &str| {
        let mut sim = sim(text, 200);
        let (_, figures) = finish(&mut sim);
        (placed(&mut sim), figures)
    };
    let ((all, before), (some, figures)) = (run(TENDERS), run(&format!("{TENDERS}{windows}")));
    let on_sale = |&&(at, ..): &&(SimTime, u32, u16)| (hour(24 * 31)..hour(24 * 151)).contains(&at);
    let [with, without] = [&all, &some].map(|orders| {
        let orders = orders.iter().filter(on_sale);
        orders.map(|order| (order.0, order.1)).collect::<Vec<_>>()
    });
    assert!(with.len() > 80);
    assert_eq!(with, without);
    assert_eq!(some.len(), without.len(), "none at another time");
    let lacking = (all.len() - some.len()) as f64;
    let empty = |figures: &Figures| figures.value("market.orders_empty").unwrap();
    let of_none = figures.value("market.orders_without_model").unwrap();
    // Those that were rounded to nothing would not have been placed anyway.
    assert_eq!(of_none, lacking + empty(&before) - empty(&figures));
    assert_eq!(before.value("market.orders_without_model"), Some(0.0));
    for (from, to, models) in [
        (31, 90, [true, false]),
        (90, 120, [true; 2]),
        (120, 151, [false, true]),
    ] {
        let span = hour(24 * from)..hour(24 * to);
        let of = |model| {
            let mut orders = some.iter().filter(|order| span.contains(&order.0));
            orders.any(|order| order.2 == model)
        };
        assert_eq!([0, 1].map(of), models, "from day {from}");
    }
}

#[test]
fn without_a_model_on_sale_nothing_is_ordered_and_nothing_is_expected() {
    let text = format!(
        "[market.models]\ndesktop.launch = \"2018-07-02\"\nserver.launch = \"2019-01-01\"\n\
         {TENDERS}[market.buyers]\ninitial = 5\n"
    );
    let mut sim = sim(&text, 150);
    let (_, figures) = finish(&mut sim);
    assert_eq!(figures.value("market.orders"), Some(0.0));
    assert!(figures.value("market.orders_without_model") > Some(100.0));
    let market = market(&text);
    assert!(market.demand(SimTime::ZERO, hour(24 * 150)) < 1e-12);
    // Half of a year: 365 tenders of 40 a year, and 5 buyers of 4 orders of 200 a year.
    let mean = market.demand(SimTime::ZERO, hour(24 * 364));
    let expected = (365.0 * 40.0 + 5.0 * 4.0 * 200.0) / 12.0 * 0.5;
    assert!(
        (mean / expected - 1.0).abs() < 1e-3,
        "{mean}, not {expected}"
    );
    let ordered: Vec<bool> = market
        .demanded(hour(24 * 300))
        .map(|(.., is_ordered)| is_ordered)
        .collect();
    assert_eq!(ordered, [true, false]);
}

const OWN: &str = r#"
[market.models.server]
launch = "2018-01-11"
end = "2019-12-22"
weight = 0
orders = "1 /d"
computers = 7
due = "5 d"
"#;

#[test]
fn a_model_has_orders_of_its_own_at_their_rate_beside_those_of_tenders() {
    let run = |text: &str| {
        let mut sim = sim(text, 730);
        finish(&mut sim);
        orders(&mut sim)
    };
    let (tenders, both) = (run(TENDERS), run(&format!("{TENDERS}{OWN}")));
    let (own, others): (Vec<Order>, Vec<Order>) =
        both.into_iter().partition(|order| order.model.0 == 1);
    let others: Vec<_> = others
        .iter()
        .map(|order| (order.placed, order.computers))
        .collect();
    let tenders: Vec<_> = tenders
        .iter()
        .map(|order| (order.placed, order.computers))
        .collect();
    assert_eq!(tenders, others);
    // A Poisson count of mean 710 within the days 10 to 720.
    assert!(
        (own.len() as f64 - 710.0).abs() < 4.0 * 710.0_f64.sqrt(),
        "{}",
        own.len()
    );
    for order in &own {
        assert!((hour(240)..hour(24 * 720)).contains(&order.placed));
        assert_eq!(order.computers, 7);
        assert_eq!(order.due, order.placed + Duration::days(5));
    }
    let mean = market(OWN).demand(hour(240), hour(24 * 720));
    assert!((mean - 7.0 * 365.0 / 12.0).abs() < 1e-6);
    assert!(market(OWN).demand(SimTime::ZERO, hour(240)) < 1e-12);
}

/// Ten orders a day until day 500, then two: counts within four standard errors, and the first part
/// is that of a run without a change.
#[test]
fn the_rate_of_orders_of_a_model_changes_from_its_day_on() {
    let text = |rate: u32| OWN.replace("1 /d", &format!("{rate} /d"));
    let run = |later: Option<u32>| {
        let mut sim = sim(&text(10), 730);
        while sim.step() {
            let now = sim.world().resource::<Clock>().tick_end();
            if let Some(later) = later.filter(|_| now == hour(24 * 500)) {
                market(&text(later)).take_over(sim.world_mut(), now);
            }
        }
        placed(&mut sim)
    };
    let (kept, same, changed) = (run(None), run(Some(10)), run(Some(2)));
    assert_eq!(kept, same);
    let split =
        |orders: &[(SimTime, u32, u16)]| orders.partition_point(|order| order.0 < hour(24 * 500));
    let (first, later) = changed.split_at(split(&changed));
    assert_eq!(first, &kept[..split(&kept)]);
    let within = |found: usize, mean: f64| (found as f64 - mean).abs() < 4.0 * mean.sqrt();
    assert!(within(first.len(), 4_900.0), "{}", first.len());
    assert!(within(later.len(), 440.0), "{}", later.len());
}
