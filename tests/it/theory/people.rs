//! People: registration, the service window, housing, staying in the city, and what engineers
//! learn.

use chippark::experiment::bench::people::{plain_loop, scenario};
use chippark::industry::Park;
use chippark::scenario::Document;

use super::{Case, answer};

/// The values of a metric's series at the end of each replication.
fn last_points(case: &Case, key: &str, subject: &str) -> Vec<f64> {
    let last = |outcome: &chippark::industry::Outcome| {
        let mut points = outcome.series.points().iter().rev();
        let found = points.find(|point| point.metric.key == key && point.subject == subject);
        found.unwrap_or_else(|| panic!("no series of {key}")).value
    };
    case.outcomes.iter().map(last).collect()
}

/// Cases an hour at the windows.
const PER_MINUTE: f64 = 55.0 / 60.0;

/// A window: its file, wait in minutes, mean queue, visits of a case, busy windows, and how
/// precisely wait and queue must be known: a long memory makes precision dear.
type Window = (&'static str, f64, f64, f64, f64, f64);

const WINDOWS: [Window; 2] = [
    (
        "window_14",
        1.982_894,
        1.913_318,
        1.0 / 0.95,
        11.578_947_368_421 / 14.0,
        0.06,
    ),
    (
        "window_50",
        3.177_503,
        4.854_519,
        1.0 / 0.6,
        45.833_333_333_333 / 50.0,
        0.08,
    ),
];

#[test]
fn the_service_window_is_an_erlang_c_queue_with_feedback() {
    for (name, wait, queue, visits, busy, precision) in WINDOWS {
        let case = Case::run(name).check(&[
            answer("services.window_wait_mean", 60.0, wait, precision),
            answer("services.window_queue", 1.0, queue, precision),
            answer("services.visits_per_case", 1.0, visits, 0.01),
            answer("services.window_utilisation", 0.01, busy, 0.01),
        ]);
        let cases = case.mean("services.cases_done") / case.minutes;
        let visits = cases * case.mean("services.visits_per_case");
        let waited = case.mean("services.window_wait_mean") * 60.0;
        let backlog = case.mean("services.window_queue");
        assert!((cases / PER_MINUTE - 1.0).abs() < 0.01, "{name}: {cases}");
        case.little("the queue", backlog, visits, waited).assert();
    }
}

#[test]
fn housing_with_patience_is_the_erlang_a_queue() {
    let case = Case::run("housing").check(&[
        answer(
            "services.housing_waited_share",
            0.01,
            0.619_655_230_884,
            0.03,
        ),
        answer("services.housing_lost_share", 0.01, 0.103_913_212_326, 0.03),
        answer("services.housing_wait_mean", 1.0, 0.207_826_424_653, 0.03),
        answer("services.housing_occupancy", 0.1, 8.960_867_876_737, 0.01),
    ]);
    // Each of those who settle lives in a unit for a day in the mean.
    let settled = case.mean("services.settled") / (case.minutes / 1440.0);
    let occupied = case.mean("services.housing_occupancy") / 10.0;
    case.little("units lived in", occupied, settled, 1.0)
        .assert();
}

/// The season of registrations, January first.
const SEASON: [f64; 12] = [0.6, 0.4, 0.8, 0.8, 0.9, 1.6, 2.2, 1.8, 1.2, 0.7, 0.6, 0.4];
/// The days of the months of 2018.
const DAYS: [usize; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

#[test]
fn registrations_are_a_poisson_process() {
    let mut case = Case::run("students").check(&[
        answer("talent.registered_all", 1.0, 110_000.0, 0.003),
        answer("talent.registered_year/people-2018", 1.0, 110_000.0, 0.003),
    ]);
    // By replication, the registrations of each day.
    let days: Vec<Vec<f64>> = case
        .outcomes
        .iter()
        .map(|outcome| {
            let points = outcome.series.points().iter();
            let days = points.filter(|point| point.metric.key == "talent.registered");
            days.map(|point| point.value).collect()
        })
        .collect();
    let mut first = 0;
    for (month, (part, length)) in SEASON.into_iter().zip(DAYS).enumerate() {
        let of_month = |days: &Vec<f64>| days[first..first + length].iter().sum::<f64>();
        let counts: Vec<f64> = days.iter().map(of_month).collect();
        let exact = 110_000.0 * part / 12.0;
        case.compare(&format!("month {}", month + 1), &counts, exact, 0.03);
        first += length;
    }
    assert_eq!(first, days[0].len());
    case.assert();
    // Counts of a day vary by their mean: the pooled ratio has `days (replications - 1)` degrees
    // of freedom, and so have those of a year for the whole.
    let replications = days.len() as f64;
    let of_day = |day: usize| days.iter().map(move |days| days[day]).collect::<Vec<f64>>();
    let ratios = (0..365).map(|day| {
        let (mean, error) = super::mean_and_error(&of_day(day));
        error * error * replications / mean
    });
    let ratio = ratios.sum::<f64>() / 365.0;
    let error = (2.0 / (365.0 * (replications - 1.0))).sqrt();
    assert!(
        (ratio - 1.0).abs() < 4.0 * error,
        "variance over mean is {ratio}"
    );
    let years: Vec<f64> = days.iter().map(|days| days.iter().sum()).collect();
    let sd = super::mean_and_error(&years).1 * replications.sqrt();
    let exact = 331.662_479_035_54_f64;
    let share = 4.0 / (2.0 * (replications - 1.0)).sqrt();
    assert!((sd / exact - 1.0).abs() < share, "the year's sd is {sd}");
}

#[test]
fn a_constant_hazard_keeps_its_share() {
    Case::run("survival")
        .check(&[answer(
            "careers.retention_1y",
            0.01,
            0.886_920_436_717,
            0.01,
        )])
        .assert();
    let mut case = Case::run("survival_in_post").check(&[
        answer("careers.exits/engineer", 1.0, 9_023.767_278_119, 0.01),
        answer("careers.employed/engineer", 1.0, 15_039.612_130_199, 0.01),
        answer("careers.exit_rate/engineer", 1.0, 0.12, 0.01),
    ]);
    let left = last_points(&case, "careers.employed", "engineer");
    case.compare("left in post", &left, 10_976.232_721_881, 0.01);
    // Exits are the rate times the years in post, as Little's law has it.
    let (exits, employed) = (
        case.mean("careers.exits/engineer"),
        case.mean("careers.employed/engineer"),
    );
    let rate = case.mean("careers.exit_rate/engineer");
    case.little("exits", exits, employed * 5.0, rate).assert();
}

#[test]
fn engineers_who_leave_take_knowledge_with_them() {
    let mut case = Case::run("learning_and_forgetting");
    let density = last_points(&case, "fab.defect_density", "");
    case.compare("density after a year", &density, 0.533_566_092_7, 0.005);
    case.assert();
}

/// Window, homes, jobs, tiers and exits of a whole city, written a second time as a plain loop:
/// both come to the same counts. The city pulls and pushes nobody here, as in the loop.
#[test]
fn a_city_is_what_a_plain_loop_of_the_same_laws_makes_of_it() {
    let per_year = 20_000;
    let neutral = ["careers.exit.beta_service=0".to_owned()];
    let document = Document::from_text("people.toml", &scenario(per_year), &neutral).unwrap();
    let mut run = Park::compile(&document).unwrap().start(1, 0);
    while run.step() {}
    let outcome = run.finish();
    let figure = |key: &str| outcome.figures.value(key).unwrap();
    let plain = plain_loop(per_year, &mut || ());
    let mut counts = plain.digest.split('-').map(str::parse::<f64>);
    let compare = |what: &str, ours: f64, theirs: f64| {
        // Each is the count of many who hardly depend on each other.
        let error = (ours + theirs).sqrt();
        assert!(4.0 * error < 0.1 * ours, "{what}: {ours}");
        let difference = (ours - theirs).abs();
        assert!(difference < 4.0 * error, "{what}: {ours} and {theirs}");
    };
    let registered = figure("talent.registered_all");
    compare("registered", registered, plain.events as f64);
    for key in ["careers.left", "careers.job_changes"] {
        compare(key, figure(key), counts.next().unwrap().unwrap());
    }
    for tier in ["student", "technician", "engineer"] {
        let mut points = outcome.series.points().iter().rev();
        let of_tier =
            points.find(|point| point.metric.key == "careers.in_tier" && point.subject == tier);
        let theirs = counts.next().unwrap().unwrap();
        compare(tier, of_tier.unwrap().value, theirs);
    }
}
