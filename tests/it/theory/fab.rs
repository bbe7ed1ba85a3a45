//! Queueing networks as fabs: the cases that the program carries with it, and what holds of them
//! besides their answers.

use chippark::experiment::verify::{self, Comparison, Effort, MOST_ERRORS, Row};
use chippark::experiment::{Watch, cores};
use chippark::industry::fab::learning_exponent;

use super::{Case, study};

#[test]
fn every_case_is_as_its_closed_form_says() {
    let faults: Vec<String> = verify::all()
        .flat_map(|known| besides(Case::judged(known.name)).faults)
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// What holds of a case besides its answers.
fn besides(case: Case) -> Case {
    match case.name.as_str() {
        "mm1" | "mmc_3" | "mmc_10" | "md1" | "mg1_erlang2" | "mg1_uniform" | "mg1_lognormal"
        | "dm1" | "mg1_breakdown" | "full_batch_4" | "bulk_service_4" => little_of_the_queue(case),
        "jackson_rework" => little_of_stations(lots_are_somewhere(
            case,
            &[("a", 1.0), ("b", 2.0), ("c", 1.0)],
        )),
        "tandem" | "tandem_hourly" | "re_entrant_open" | "re_entrant_closed" => {
            lots_are_somewhere(case, &[("a", 1.0), ("b", 1.0), ("c", 1.0)])
        }
        "constant_wip_4" => {
            lots_are_somewhere(case, &[("a", 1.0), ("b", 1.0), ("c", 1.0), ("d", 1.0)])
        }
        _ => case,
    }
}

/// Little's law of the queue at the only station: its length is rate times wait.
fn little_of_the_queue(case: Case) -> Case {
    let rate = case.mean("fab.throughput/lots") / case.minutes;
    let queue = case.mean("fab.queue_length/m");
    let wait = case.mean("fab.queue_time/m") * 60.0;
    case.little("the queue", queue, rate, wait)
}

/// Each station's own arrivals are its use over its mean time: Little's law of its queue.
fn little_of_stations(case: Case) -> Case {
    let stations = [("a", 1.5), ("b", 1.4), ("c", 1.4)];
    stations.into_iter().fold(case, |case, (group, rate)| {
        let of = |key: &str| case.mean(&format!("{key}/{group}"));
        let (queue, wait) = (of("fab.queue_length"), of("fab.queue_time") * 60.0);
        let arrivals = of("fab.utilisation") / 100.0 * rate;
        case.little(group, queue, arrivals, wait)
    })
}

/// Lots in a line whose tools never fail: those that wait and those on tools, to rounding.
fn lots_are_somewhere(case: Case, groups: &'static [(&'static str, f64)]) -> Case {
    case.every(|figures| {
        let at = |&(group, tools): &(&str, f64)| {
            let waiting = figures.value(&format!("fab.queue_length/{group}"));
            let busy = figures.value(&format!("fab.utilisation/{group}"));
            waiting.unwrap() + busy.unwrap() / 100.0 * tools
        };
        let (there, wip): (f64, f64) = (
            groups.iter().map(at).sum(),
            figures.value("fab.wip").unwrap(),
        );
        ((there / wip - 1.0).abs() > 1e-9).then(|| format!("{wip} lots, but {there} in places"))
    })
}

/// Learning of one year is the solution of its equation, to rounding.
#[test]
fn learning_is_its_equation() {
    let case = Case::run("learning");
    let last = case.outcomes[0].series.points().iter().rev();
    let mut density = last.filter(|point| point.metric.key == "fab.defect_density");
    let density = density.next().unwrap().value;
    assert!((density - 0.515_064_191_970).abs() < 1e-9, "{density}");
}

/// Learning by volume is its power law, to rounding: at dates whose volume is known beforehand, and
/// by the figure of the wafers that came out.
#[test]
fn learning_by_volume_is_its_power_law() {
    let case = Case::run("learning_by_volume");
    let points = case.outcomes[0].series.points().iter();
    let densities = points.filter(|point| point.metric.key == "fab.defect_density");
    let densities: Vec<f64> = densities.map(|point| point.value).collect();
    let yearly = &densities[densities.len() - 3..];
    for (density, exact) in yearly.iter().zip([0.75, 0.676_577_777_084, 0.63]) {
        assert!((density - exact).abs() < 1e-9, "{densities:?}");
    }
    let wafers = case.mean("fab.wafers_out");
    let exponent = learning_exponent(0.2);
    assert!((exponent - 0.321_928_094_9).abs() < 1e-10, "{exponent}");
    let by_volume = 0.15 + 0.75 * ((730.0 + wafers) / 730.0).powf(-exponent);
    assert!((yearly[2] - by_volume).abs() < 1e-9, "{wafers} wafers");
}

/// Ten replications suffice to see the mistakes.
const FEWER: &str = "run.replications=10";

#[test]
fn every_planted_mistake_is_noticed() {
    let planted = verify::all().filter(|case| !case.mistake.is_empty());
    for case in planted {
        let study = study(case.name, &[case.mistake, &[FEWER]].concat());
        let outcomes = study
            .run(cores(), &Watch::none())
            .expect("nobody cancels it");
        let rows = case.judge(&study.plan(), &outcomes, Effort::Usual);
        // What is only imprecise, or breaks Little's law, does not count.
        let is_off = |row: &Row| {
            let compared = &row.comparison;
            let z = compared.z.map_or(f64::INFINITY, f64::abs);
            !compared.holds && z > MOST_ERRORS
        };
        let noticed = rows[..case.answers.len()].iter().any(is_off);
        assert!(noticed, "{} does not notice {:?}", case.name, case.mistake);
    }
}

/// No mean tells the two orders apart: last in, first out has the same one, and a second moment of
/// the wait that is `1 / (1 - 0.7)` times as large (Takagi, Queueing Analysis,
/// volume 1, 1991): 2 * 0.7 / 0.3^3, less 49 / 9, and 1 for the service.
#[test]
fn last_in_first_out_would_be_noticed() {
    let case = Case::run("order_within_priority");
    let last_in_first_out = (1.4 / 0.027 - 49.0 / 9.0 + 1.0_f64).sqrt();
    for stream in ["a", "b"] {
        let spread = case.values(&format!("fab.cycle_time_sd/{stream}"));
        let minutes: Vec<f64> = spread.iter().map(|days| days * 1440.0).collect();
        let compared = Comparison::of(&minutes, last_in_first_out, f64::INFINITY);
        assert!(!compared.holds, "{compared:?}");
    }
}
