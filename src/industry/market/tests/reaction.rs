//! How prices and lateness move demand (equations E45 and E46).

use super::*;

/// Orders of buyers that never end: no computer comes, and they wait without end.
const BUYERS: &str = "[market.buyers]\ninitial = 20\norders = \"73 /y\"\ndue = \"300000 d\"\n";

fn within(found: usize, mean: f64) {
    let found = found as f64;
    assert!(
        (found - mean).abs() < 4.0 * mean.sqrt(),
        "{found}, not {mean}"
    );
}

/// When the orders of buyers are placed, and the figures, of a run of 500 days of which the part
/// from day 100 on has the market `later`.
fn run(text: &str, later: Option<&str>) -> (Vec<SimTime>, Figures) {
    let mut sim = sim(text, 500);
    while sim.step() {
        let now = sim.world().resource::<Clock>().tick_end();
        if let Some(later) = later.filter(|_| now == hour(2_400)) {
            market(later).take_over(sim.world_mut(), now);
        }
    }
    let placed = orders(&mut sim).iter().map(|order| order.placed).collect();
    (placed, READER.figures(&mut sim))
}

/// 20 buyers order 4 times a day. With an elasticity of 2, twice the price takes three quarters of
/// the orders of day 100 to 500, which are among those that come without it, and 0.8 times the
/// price brings 1.5625 times as many.
#[test]
fn orders_follow_prices_with_a_constant_elasticity() {
    let text = |price: u32, elasticity: f64| {
        format!(
            "elasticity = {elasticity}\n[market.models]\ndesktop.price = \"{price} CNY\"\n\
             server.price = \"{price} CNY\"\n{BUYERS}"
        )
    };
    let later = |price, elasticity| {
        let later = text(price, elasticity);
        let (placed, figures) = run(&text(5_000, elasticity), Some(&later));
        let count = placed.iter().filter(|at| **at >= hour(2_400)).count();
        (placed, count, figures.value("market.orders_forgone"))
    };
    let (base, count, forgone) = later(5_000, 2.0);
    within(count, 1_600.0);
    assert_eq!(forgone, Some(0.0));
    let (unmoved, ..) = later(10_000, 0.0);
    assert_eq!(base, unmoved);
    let (fewer, count, forgone) = later(10_000, 2.0);
    within(count, 400.0);
    assert!(fewer.iter().all(|at| base.contains(at)));
    assert_eq!(forgone, Some((base.len() - fewer.len()) as f64));
    let (more, count, forgone) = later(4_000, 2.0);
    within(count, 2_500.0);
    assert_eq!(forgone, Some(0.0));
    let before = |orders: &[SimTime]| orders.iter().filter(|at| **at < hour(2_400)).count();
    assert_eq!(before(&more), before(&base));
}

/// One model of two becomes cheap, the other dear: 4 and 0.25 times the orders, of half of 4 a day.
#[test]
fn each_model_follows_its_own_price() {
    let text = |[desktop, server]: [u32; 2]| {
        format!(
            "elasticity = 1\n[market.models]\ndesktop.price = \"{desktop} CNY\"\n\
             server.price = \"{server} CNY\"\n{BUYERS}"
        )
    };
    let mut sim = sim(&text([1_000, 1_000]), 500);
    while sim.step() {
        let now = sim.world().resource::<Clock>().tick_end();
        if now == hour(2_400) {
            market(&text([250, 4_000])).take_over(sim.world_mut(), now);
        }
    }
    let orders = orders(&mut sim);
    let of = |model| {
        let later = orders.iter().filter(|order| order.placed >= hour(2_400));
        later.filter(|order| order.model.0 == model).count()
    };
    within(of(0), 3_200.0);
    within(of(1), 200.0);
    // Of 800 orders for servers 600 are forgone; those that come of the greater rate are not.
    let forgone = READER.figures(&mut sim).value("market.orders_forgone");
    assert!(
        (forgone.unwrap() - 600.0).abs() < 4.0 * 600.0_f64.sqrt(),
        "{forgone:?}"
    );
}

/// A contract is cancelled on day 2, and nothing else ends: the share of orders that is lost is
/// loss e^(-t / recovery), so its mean count is rate * loss * recovery * (1 - e^(-T / recovery)).
#[test]
fn a_broken_contract_costs_orders_until_it_is_forgotten() {
    let contract = "[market.contracts.first]\ndate = \"2018-01-02\"\ncomputers = 10\n\
                    patience = \"1 d\"\ndue = \"1 h\"\n";
    let text = format!("{BUYERS}{contract}");
    let goodwill = "goodwill = { loss = 0.8, recovery = \"90 d\" }\n";
    let (base, _) = run(&text, None);
    let (fewer, figures) = run(&format!("{goodwill}{text}"), None);
    within(base.len(), 2_000.0);
    assert!(fewer.iter().all(|at| base.contains(at)));
    let lost = base.len() - fewer.len();
    within(lost, 4.0 * 0.8 * 90.0 * (1.0 - (-498.0_f64 / 90.0).exp()));
    assert_eq!(figures.value("market.orders_forgone"), Some(lost as f64));
    let factor = 100.0 * (1.0 - 0.8 * (-498.0_f64 / 90.0).exp());
    assert!((figures.value("market.goodwill").unwrap() - factor).abs() < 1e-9);
    let (none, _) = run(&format!("goodwill.loss = 0\n{text}"), None);
    assert_eq!(base, none);
}

/// Nothing is ever built and every order is cancelled after a day, so all are lost: 1 - loss of
/// them are placed, but for the first days.
#[test]
fn where_all_orders_are_lost_the_loss_is_the_whole() {
    let text = format!("patience = \"1 d\"\ngoodwill = {{ loss = 0.6 }}\n{BUYERS}")
        .replace("300000 d", "1 h");
    let mut sim = sim(&text, 500);
    let mut early = 0.0;
    while sim.step() {
        if sim.world().resource::<Clock>().tick_end() == hour(48) {
            early = READER.figures(&mut sim).value("market.orders").unwrap();
        }
    }
    let all = READER.figures(&mut sim).value("market.orders").unwrap();
    let later = all - early;
    let mean = 498.0 * 4.0 * 0.4;
    assert!(
        (later - mean).abs() < 4.0 * f64::sqrt(mean),
        "{later}, not {mean}"
    );
}
