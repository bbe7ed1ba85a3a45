//! The scenarios of `docs/planning.md` do what the page says of them.

use chippark::industry::{Outcome, Park, ScenarioFile};
use chippark::scenario::Document;

use crate::support::{names_in, project};

/// One replication of a scenario of planning with these overrides.
fn outcome(name: &str, overrides: &[&str]) -> Outcome {
    let path = project("scenarios/planning").join(format!("{name}.toml"));
    let overrides: Vec<String> = overrides.iter().map(|&text| text.to_owned()).collect();
    let document = Document::load_as::<ScenarioFile>(&path, &overrides).unwrap();
    let mut run = Park::compile(&document).unwrap().start(1, 0);
    while run.step() {}
    assert_eq!(run.audit(), Vec::<String>::new());
    run.finish()
}

fn value(outcome: &Outcome, key: &str) -> f64 {
    let found = outcome.figures.value(key);
    found.unwrap_or_else(|| panic!("no {key}"))
}

/// A longer lead time takes half of the sales, and a stock for it brings them back.
#[test]
fn a_stock_for_a_lead_time_of_39_weeks_keeps_orders_on_time() {
    let [small, large] = [&[][..], &["supply.parts.board-kit.base_stock=108000"]]
        .map(|overrides| outcome("lead-39-weeks", overrides));
    assert!(value(&small, "market.on_time") < 50.0);
    assert!(value(&large, "market.on_time") > 95.0);
    let sold = |outcome| value(outcome, "market.computers_sold");
    assert!(sold(&large) > 1.5 * sold(&small));
}

/// Lots wait for tools that burn for 92 days; without the fire none waits as long.
#[test]
fn a_fire_lengthens_cycle_times_and_hardly_lowers_sales() {
    let [fire, none] = [&[][..], &["outage=[]"]].map(|overrides| outcome("fire", overrides));
    let longer = value(&fire, "fab.cycle_time/cpu") - value(&none, "fab.cycle_time/cpu");
    assert!((1.0..10.0).contains(&longer), "{longer}");
    let sold = value(&fire, "market.computers_sold") / value(&none, "market.computers_sold");
    assert!(sold > 0.98, "{sold}");
}

/// Nothing is delivered later than a lead time after the last order; then no computer is built.
#[test]
fn a_supplier_that_takes_no_orders_ends_production_within_a_year() {
    let closed = outcome("supplier-closed", &[]);
    let built = closed.series.points().iter();
    let built = built.filter(|point| point.metric.key == "assembly.built_per_day");
    let built: Vec<(f64, f64)> = built
        .map(|point| (point.time.as_millis() as f64 / 86.4e6, point.value))
        .collect();
    let of = |from: f64, to: f64| {
        let points = built.iter().filter(|(day, _)| (from..to).contains(day));
        points.map(|(_, value)| *value).sum::<f64>()
    };
    // Days from 2018: 2021 begins with day 1,096.
    assert!(of(1_096.0, 1_300.0) > 0.0);
    assert!(of(1_440.0, 1_461.0) < 0.2 * of(1_380.0, 1_401.0) + 1.0);
}

/// Servers are sold from their launch on, and not before.
#[test]
fn a_second_model_is_sold_from_its_launch_on() {
    let launched = outcome("second-model", &[]);
    let sold =
        launched.series.points().iter().filter(|point| {
            point.metric.key == "market.computers_sold" && point.subject == "server"
        });
    let before: Vec<f64> = sold
        .clone()
        .filter(|point| point.time.as_millis() <= 912 * 86_400_000)
        .map(|point| point.value)
        .collect();
    assert!(!before.is_empty() && before.iter().all(|sold| *sold <= 0.0));
    assert!(value(&launched, "market.computers_sold/server") > 1_000.0);
}

/// A plan of 50, 25 and 10 wafers a month from 2019 on: a lot of 25 each 15.2, 30.4 and 76.1 d, the
/// first ones on the first day, are 6, 3 and 2 lots until April.
#[test]
fn a_plan_starts_the_wafers_that_it_says() {
    let quarter = outcome("plan", &["run.until=\"2019-04-01\""]);
    let started = value(&quarter, "fab.wafer_starts");
    assert!((started - 275.0).abs() < 1e-9, "{started}");
}

/// Tenders that are late cost penalties up to a tenth of their value, and later orders; servers are
/// ordered between their launch and their end.
#[test]
fn late_tenders_cost_penalties_and_orders() {
    let free = ["market.tenders.penalty=0", "market.goodwill.loss=0"];
    let [terms, free] = [&[][..], &free].map(|overrides| outcome("tender-terms", overrides));
    let contract = value(&terms, "market.contract_penalty/county-schools");
    let of_tenders = value(&terms, "market.penalties") - contract;
    let most = 0.1 * 4_500.0 * value(&terms, "market.computers_ordered");
    assert!(of_tenders > 0.0 && of_tenders < most, "{of_tenders}");
    assert!((0.0..=0.05 * 10_000.0 * 4_300.0).contains(&contract));
    assert!(
        (value(&free, "market.penalties") - value(&free, "market.contract_penalty/county-schools"))
            .abs()
            < 1e-6
    );
    let forgone = value(&terms, "market.orders_forgone");
    let orders = |outcome| value(outcome, "market.orders");
    assert!(forgone > 0.0);
    assert!((orders(&free) - orders(&terms) - forgone).abs() < 1e-9);
    assert!(value(&terms, "market.computers_sold/server") > 0.0);
}

/// Chips that the line makes beyond its own need are sold, and pay more than their wafers cost.
#[test]
fn surplus_chips_are_sold_and_leave_no_more_than_their_level() {
    let [sold, kept] =
        [&[][..], &["assembly.surplus={}"]].map(|overrides| outcome("surplus-chips", overrides));
    let chips = |name: &str| value(&sold, &format!("assembly.surplus_chips/{name}"));
    let sales = 120.0 * chips("cpu-3a4000") + 60.0 * chips("bridge-7a1000");
    assert!(sales > 1e6);
    assert!((value(&sold, "finance.chip_sales") - sales).abs() < 1e-6 * sales);
    let lie = |outcome| value(outcome, "assembly.on_hand/cpu-3a4000");
    assert!(lie(&sold) < 25_000.0 && lie(&kept) > 25_000.0);
}

#[test]
fn every_scenario_of_planning_runs_without_a_warning_of_what_never_happens() {
    for name in names_in(&project("scenarios/planning")) {
        let Some(stem) = name.strip_suffix(".toml") else {
            continue;
        };
        let path = project("scenarios/planning").join(&name);
        let document = Document::load_as::<ScenarioFile>(&path, &[]).unwrap();
        let park = Park::compile(&document).unwrap();
        let never: Vec<_> = park.warnings();
        let never = never.iter().filter(|warning| warning.contains("never"));
        assert_eq!(never.count(), 0, "{stem}: {:?}", park.warnings());
    }
}

/// The second set of masks costs its 20 M CNY, and half a year of sales of the model is lost.
#[test]
fn a_respin_costs_its_masks_and_half_a_year_of_the_new_model() {
    let [first, respin] = ["new-product", "respin"].map(|name| outcome(name, &[]));
    let spent = |outcome: &Outcome| value(outcome, "finance.capital_spent");
    let masks = spent(&respin) - spent(&first);
    assert!((masks - 20e6).abs() < 0.5, "{masks}");
    let built = |outcome: &Outcome| value(outcome, "assembly.built_by_model/next");
    let share = built(&respin) / built(&first);
    // 18 months of sales are left of 24.
    assert!((0.65..0.85).contains(&share), "{share}");
    let trial_and_volume = value(&first, "fab.wafer_starts") - value(&respin, "fab.wafer_starts");
    assert!(trial_and_volume > 0.0, "{trial_and_volume}");
}

/// One operator is busy for twice the share of two; one technician is no crew, and nothing is
/// repaired.
#[test]
fn a_fab_of_ones_own_runs_with_one_operator_and_not_with_one_technician() {
    let overrides = ["staffing.fixed.operator=1", "staffing.fixed.technician=1"];
    let with = |overrides: &[&str]| outcome("own-fab-people", overrides);
    let (two, [one, none]) = (with(&[]), overrides.map(|one| with(&[one])));
    let busy = |outcome: &Outcome| value(outcome, "staffing.busy_share/operator");
    assert!((busy(&one) / busy(&two) - 2.0).abs() < 0.01);
    let wafers = |outcome: &Outcome| value(outcome, "fab.wafers_out");
    assert!((wafers(&one) / wafers(&two) - 1.0).abs() < 0.01);
    assert!(wafers(&none) < 0.05 * wafers(&two));
}
