//! Queueing networks as fabs.

use super::{Answer, Case, answer};

/// A station: its file, tools, arrivals and mean service per minute, its exact wait in the queue.
type Station = (&'static str, f64, f64, f64, f64);

/// Stations of one tool group without failures, priorities or batches.
const STATIONS: [Station; 7] = [
    ("mmc_3", 3.0, 2.4, 1.0, 1.078_651_685_393),
    ("mmc_10", 10.0, 8.0, 1.0, 0.204_590_075_398),
    ("md1", 1.0, 0.9, 1.0, 4.5),
    ("mg1_erlang2", 1.0, 0.8, 1.0, 3.0),
    ("mg1_uniform", 1.0, 0.8, 1.0, 2.166_666_666_667),
    ("mg1_lognormal", 1.0, 0.7, 1.0, 3.5),
    ("dm1", 1.0, 0.9, 1.0, 4.178_659_422_161),
];

/// Waits, sojourns, lots and use of a station, and Little's law of its queue and of its lots.
fn station((name, tools, rate, service, wait): Station) -> Case {
    let time = wait + service;
    let case = Case::run(name);
    let per_minute = 1.0 / case.minutes;
    let mut case = case.check(&[
        answer("fab.queue_time/m", 60.0, wait, 0.03),
        answer("fab.queue_length/m", 1.0, rate * wait, 0.03),
        answer("fab.cycle_time/lots", 1440.0, time, 0.03),
        answer("fab.wip", 1.0, rate * time, 0.03),
        answer("fab.utilisation/m", 0.01, rate * service / tools, 0.01),
    ]);
    // Arrivals at equal distances come in a number that does not vary.
    if name != "dm1" {
        case = case.check(&[answer("fab.throughput/lots", per_minute, rate, 0.01)]);
    }
    let left = case.mean("fab.throughput/lots") * per_minute;
    let queue = case.mean("fab.queue_length/m");
    let queue_time = case.mean("fab.queue_time/m") * 60.0;
    case.little("the queue", queue, left, queue_time)
        .little_of_line()
}

#[test]
fn stations_wait_as_closed_forms_say() {
    let faults: Vec<String> = STATIONS
        .into_iter()
        .flat_map(|one| station(one).faults)
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn sojourns_at_one_exponential_tool_are_exponential() {
    station(("mm1", 1.0, 0.9, 1.0, 9.0))
        .check(&[
            answer("fab.cycle_time_p95/lots", 1440.0, 29.957_322_735_540, 0.04),
            answer("fab.cycle_time_sd/lots", 1440.0, 10.0, 0.04),
        ])
        .assert();
}

#[test]
fn priorities_follow_cobham() {
    let case = Case::run("mm1_priorities").check(&[
        answer("fab.cycle_time/hot", 1440.0, 2.0, 0.03),
        answer("fab.cycle_time/warm", 1440.0, 3.0, 0.03),
        answer("fab.cycle_time/cold", 1440.0, 9.0, 0.03),
        answer("fab.queue_time/m", 60.0, 4.0, 0.03),
        answer("fab.wip", 1.0, 4.0, 0.03),
    ]);
    let of = |key: &str, factor| {
        ["hot", "warm", "cold"].map(|class| factor * case.mean(&format!("{key}/{class}")))
    };
    let rates = of("fab.throughput", 1.0 / case.minutes);
    let times = of("fab.cycle_time", 1440.0);
    let lots: f64 = rates
        .iter()
        .zip(times)
        .map(|(rate, time)| rate * time)
        .sum();
    let wip = case.mean("fab.wip");
    case.little("lots in the line", wip, lots, 1.0).assert();
}

#[test]
fn technicians_are_the_crews_of_machine_repair() {
    Case::run("repair_10_2")
        .check(&[
            answer("fab.down/m", 1.0, 1.038_637_818_626, 0.03),
            answer("fab.availability/m", 0.01, 0.896_136_218_137, 0.01),
        ])
        .assert();
    Case::run("repair_18_1")
        .check(&[
            answer("fab.down/m", 1.0, 0.638_519_921, 0.03),
            answer("fab.availability/m", 0.01, 0.964_526_671, 0.01),
        ])
        .assert();
}

#[test]
fn failures_by_use_lengthen_jobs() {
    Case::run("mg1_breakdown")
        .check(&[
            answer("fab.queue_time/m", 60.0, 6.65, 0.03),
            answer("fab.cycle_time/lots", 1440.0, 7.85, 0.03),
            answer("fab.wip", 1.0, 5.495, 0.03),
            // A fifth of the busy time on top: 0.7 of processing bring 0.14 of repair.
            answer("fab.down/m", 1.0, 0.14, 0.03),
            answer("fab.availability/m", 0.01, 0.86, 0.01),
        ])
        .little_of_line()
        .assert();
}

#[test]
fn a_furnace_waits_for_full_batches() {
    Case::run("full_batch_4")
        .check(&[
            answer("fab.cycle_time/lots", 1440.0, 3.736_133_610_319, 0.03),
            answer("fab.queue_time/m", 60.0, 2.736_133_610_319, 0.03),
            answer("fab.wip", 1.0, 11.955_627_553_022, 0.03),
            answer("fab.utilisation/m", 0.01, 0.8, 0.01),
        ])
        .little_of_line()
        .assert();
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

#[test]
fn rework_and_loss_follow_jackson() {
    let case = Case::run("jackson_rework");
    let per_minute = 1.0 / case.minutes;
    let case = case.check(&[
        answer("fab.wip", 1.0, 9.980_478_176_365, 0.03),
        answer(
            "fab.queue_length/a",
            1.0,
            2.797_202_797_203 - 0.736_648_250_460,
            0.03,
        ),
        answer(
            "fab.queue_length/b",
            1.0,
            4.186_429_953_295 - 2.0 * 0.789_265_982_636,
            0.03,
        ),
        answer(
            "fab.queue_length/c",
            1.0,
            2.996_845_425_868 - 0.749_802_683_504,
            0.03,
        ),
        answer("fab.utilisation/a", 0.01, 0.736_648_250_460, 0.01),
        answer("fab.utilisation/b", 0.01, 0.789_265_982_636, 0.01),
        answer("fab.utilisation/c", 0.01, 0.749_802_683_504, 0.01),
        answer("fab.moves", per_minute, 3.259_668_508_287, 0.01),
        answer("fab.throughput/lots", per_minute, 0.944_751_381_215, 0.01),
    ]);
    // Each station's own arrivals are its use over its mean time: Little's law of its queue.
    let stations = [("a", 1.5), ("b", 1.4), ("c", 1.4)];
    let case = stations.into_iter().fold(case, |case, (group, rate)| {
        let of = |key: &str| case.mean(&format!("{key}/{group}"));
        let (queue, wait) = (of("fab.queue_length"), of("fab.queue_time") * 60.0);
        let arrivals = of("fab.utilisation") / 100.0 * rate;
        case.little(group, queue, arrivals, wait)
    });
    lots_are_somewhere(case, &[("a", 1.0), ("b", 2.0), ("c", 1.0)]).assert();
}

#[test]
fn what_leaves_a_station_is_poisson() {
    let case = Case::run("tandem").check(&[
        answer("fab.queue_time/a", 60.0, 4.0, 0.03),
        answer("fab.queue_time/b", 60.0, 2.222_222_222_222 - 0.8, 0.03),
        answer("fab.queue_time/c", 60.0, 0.625, 0.03),
        answer("fab.cycle_time/lots", 1440.0, 8.472_222_222_222, 0.03),
        answer("fab.cycle_time_sd/lots", 1440.0, 5.612_554_819_774, 0.04),
    ]);
    lots_are_somewhere(case, &[("a", 1.0), ("b", 1.0), ("c", 1.0)])
        .little_of_line()
        .assert();
}

#[test]
fn constant_wip_is_the_practical_worst_case() {
    for (name, lots) in [
        ("constant_wip_1", 1.0),
        ("constant_wip_4", 4.0),
        ("constant_wip_8", 8.0),
        ("constant_wip_12", 12.0),
    ] {
        let (rate, case) = (lots / (lots + 3.0), Case::run(name));
        let per_minute = 1.0 / case.minutes;
        let busy = ["a", "b", "c", "d"].map(|group| format!("fab.utilisation/{group}"));
        let mut answers = vec![
            answer("fab.throughput/lots", per_minute, rate, 0.03),
            answer("fab.cycle_time/lots", 1440.0, lots / rate, 0.03),
        ];
        answers.extend(busy.iter().map(|key| answer(key, 0.01, rate, 0.03)));
        let case = case.check(&answers).every(|figures| {
            let wip = figures.value("fab.wip").unwrap();
            ((wip - lots).abs() > 1e-12).then(|| format!("{wip} lots in the line"))
        });
        case.little_of_line().assert();
    }
}

/// Answers about the stations of the re-entrant lines.
fn busy(of_a: f64, of_b: f64) -> [Answer<'static>; 3] {
    [
        answer("fab.utilisation/a", 0.01, of_a, 0.02),
        answer("fab.utilisation/b", 0.01, of_b, 0.02),
        answer("fab.utilisation/c", 0.01, of_a, 0.02),
    ]
}

#[test]
fn a_re_entrant_line_has_the_product_form() {
    let case = Case::run("re_entrant_open")
        .check(&[
            answer("fab.wip", 1.0, 10.0, 0.03),
            answer("fab.cycle_time/lots", 24.0, 20.0, 0.03),
            answer("fab.x_factor/lots", 1.0, 4.347_826_086_957, 0.03),
            answer("fab.queue_length/a", 1.0, 3.0 - 0.75, 0.04),
            answer("fab.queue_length/b", 1.0, 4.0 - 0.8, 0.04),
            answer("fab.queue_length/c", 1.0, 3.0 - 0.75, 0.04),
        ])
        .check(&busy(0.75, 0.8));
    lots_are_somewhere(case, &[("a", 1.0), ("b", 1.0), ("c", 1.0)])
        .little_of_line()
        .assert();
}

#[test]
fn a_re_entrant_line_of_ten_lots_follows_mean_value_analysis() {
    let case = Case::run("re_entrant_closed");
    let per_hour = 60.0 / case.minutes;
    let case = case
        .check(&[
            answer("fab.throughput/lots", per_hour, 0.542_288_927_548, 0.03),
            answer("fab.cycle_time/lots", 24.0, 18.440_354_379, 0.03),
        ])
        .check(&busy(0.813_433_391_322, 0.867_662_284_077));
    lots_are_somewhere(case, &[("a", 1.0), ("b", 1.0), ("c", 1.0)])
        .little_of_line()
        .assert();
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
