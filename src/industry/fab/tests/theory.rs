//! The fab against queueing theory: exactly on the same draws where there is a recursion, else the
//! mean of replications within 4 standard errors of the closed form.

use super::build::{
    Run, UNIT, assert_near, constant, exponential, fab, failing, group, hours, replicate, source,
    step,
};
use crate::engine::{DurationSampler, Figures, Streams};
use crate::industry::fab::Fab;
use crate::industry::fab::dispatch::{Ranking, Rule};
use crate::industry::fab::lot::serial_of;
use crate::industry::fab::plan::{Loading, Releases};
use crate::industry::fab::spec::{BatchBy, FailureBasis, Per};
use crate::units::{Duration, DurationLaw, Law, SimTime};

/// One station: Poisson arrivals at `rate`, `tools` tools, times by `law`.
fn station(rate: f64, tools: u32, law: DurationLaw) -> Fab {
    let releases = Releases::Intervals(exponential(1.0 / rate));
    fab(
        vec![group("m", tools)],
        vec![step(0, law)],
        vec![source("lots", 0, releases)],
    )
}

/// Mean wait in the queue, in units.
fn wait(figures: &Figures) -> f64 {
    figures.value("fab.queue_time/m").unwrap()
}

/// Mean cycle time, in units.
fn cycle_time(figures: &Figures) -> f64 {
    figures.value("fab.cycle_time/lots").unwrap() * 24.0
}

/// Lindley's recursion `w' = max(0, w + s - a)` on the same draws, to the millisecond, also with a
/// run that ends in the middle of jobs.
#[test]
fn one_tool_follows_lindley_exactly() {
    let streams = Streams::new(11, 0);
    let span = hours(5_000);
    let plan = station(0.9, 1, exponential(1.0));
    let mut run = Run::new(&plan, 11, hours(7), Duration::ZERO, span).finish();
    let mut releases = streams.stream("fab.release", "lots");
    let interval = DurationSampler::new(&exponential(1.0 / 0.9));
    let process = streams.keyed("fab.process");
    let end = (SimTime::ZERO + span).as_millis();
    let (mut arrival, mut wait, mut lot) = (0, 0, 0);
    let (mut waits, mut starts, mut cycle_times, mut exits) = (0, 0_u64, 0, Vec::new());
    while arrival < end {
        let draw = process.draw(serial_of("lots", lot), 1).exponential();
        let service = Duration::from_millis_f64(UNIT * draw).as_millis();
        if arrival + wait < end {
            (waits, starts) = (waits + u128::from(wait), starts + 1);
        }
        if arrival + wait + service < end {
            cycle_times += u128::from(wait + service);
            exits.push(arrival + wait + service);
        }
        let gap = interval.sample(&mut releases).as_millis();
        (arrival, lot) = (arrival + gap, lot + 1);
        wait = (wait + service).saturating_sub(gap);
    }
    let seen = run.on_floor(|floor| (floor.groups[0].waits.sum(), floor.groups[0].waits.count()));
    assert_eq!(seen, (waits, starts));
    assert_eq!(run.line().streams[0].lots.times().sum(), cycle_times);
    assert_eq!(run.exits(), exits);
    assert!(exits.len() > 4_000);
}

#[test]
fn several_tools_follow_erlang_c() {
    let three = station(2.4, 3, exponential(1.0));
    let found = replicate(&three, (500, 40_000), 20, wait);
    assert_near(found, 1.078_651_685_393_258, 0.08);
    let ten = station(8.0, 10, exponential(1.0));
    let found = replicate(&ten, (200, 20_000), 20, wait);
    assert_near(found, 0.204_590_075_398_222, 0.08);
}

#[test]
fn one_tool_follows_pollaczek_and_khinchine() {
    let fixed = station(0.9, 1, constant(hours(1)));
    let found = replicate(&fixed, (1_000, 60_000), 20, wait);
    assert_near(found, 4.5, 0.1);
    let erlang = Law::Erlang { k: 2, mean: UNIT };
    let erlang = station(0.8, 1, DurationLaw::new(erlang));
    let found = replicate(&erlang, (1_000, 60_000), 20, wait);
    assert_near(found, 3.0, 0.08);
}

/// Cobham: 3 classes, hot lots first, without interruption.
#[test]
fn priorities_follow_cobham() {
    let mut plan = station(0.2, 1, exponential(1.0));
    plan.groups[0].ranking = Ranking::new(&[Rule::Priority, Rule::Fifo]);
    plan.sources.clear();
    for (name, rate, priority) in [("hot", 0.2, 30), ("warm", 0.3, 20), ("lots", 0.3, 10)] {
        let mut class = source(name, 0, Releases::Intervals(exponential(1.0 / rate)));
        class.priority = priority;
        plan.sources.push(class);
    }
    for (name, exact, share) in [("hot", 1.0, 0.04), ("warm", 2.0, 0.05), ("lots", 8.0, 0.12)] {
        let key = format!("fab.cycle_time/{name}");
        let waits = |figures: &Figures| figures.value(&key).unwrap() * 24.0 - 1.0;
        assert_near(replicate(&plan, (500, 60_000), 20, waits), exact, share);
    }
}

/// Failures that only busy time brings nearer: the time to complete a job is `1 + repairs`.
#[test]
fn failures_by_use_lengthen_jobs() {
    let mut plan = station(0.7, 1, constant(hours(1)));
    plan.groups[0].failure = Some(failing(20.0, 4.0, FailureBasis::Busy));
    let found = replicate(&plan, (1_000, 60_000), 20, wait);
    assert_near(found, 6.65, 0.12);
}

/// Jackson: rework goes back from the third station to the first, and lots are lost at the second.
#[test]
fn rework_and_loss_follow_jackson() {
    let mut plan = station(1.0, 1, exponential(1.0 / 1.5));
    plan.groups = vec![group("a", 1), group("b", 2), group("c", 1)];
    plan.routes[0].steps = vec![
        step(0, exponential(1.0 / 1.5)),
        step(1, exponential(1.0 / 0.7)),
        step(2, exponential(1.0 / 1.4)),
    ];
    plan.routes[0].steps[1].lot_scrap = 0.05;
    plan.routes[0].steps[2].rework = 0.1;
    let visits = crate::industry::fab::load::expected_visits(&plan.routes[0]);
    let exact = [
        1.104_972_375_690_608,
        1.104_972_375_690_608,
        1.049_723_756_906_077,
    ];
    for (found, exact) in visits.iter().zip(exact) {
        assert!((found - exact).abs() < 1e-9, "{found} instead of {exact}");
    }
    let wip = |figures: &Figures| figures.value("fab.wip").unwrap();
    let found = replicate(&plan, (500, 40_000), 20, wip);
    assert_near(found, 9.980_478_176_366, 0.08);
    let used = |figures: &Figures| figures.value("fab.utilisation/b").unwrap() / 100.0;
    let found = replicate(&plan, (500, 40_000), 20, used);
    assert_near(found, 0.789_265_982_636_148, 0.02);
}

/// Four balanced stations with a constant number of lots: Hopp and Spearman's practical worst case.
#[test]
fn constant_wip_is_the_practical_worst_case() {
    for (lots, throughput, time) in [(4, 4.0 / 7.0, 7.0), (8, 8.0 / 11.0, 11.0)] {
        let groups = ["a", "b", "c", "d"].map(|name| group(name, 1)).to_vec();
        let steps = (0..4).map(|id| step(id, exponential(1.0))).collect();
        let plan = fab(
            groups,
            steps,
            vec![source("lots", 0, Releases::ConstantWip(lots))],
        );
        let found = replicate(&plan, (500, 20_500), 20, cycle_time);
        assert_near(found, time, 0.02);
        let rate = |figures: &Figures| figures.value("fab.throughput/lots").unwrap() / 20_000.0;
        assert_near(replicate(&plan, (500, 20_500), 20, rate), throughput, 0.02);
    }
}

/// A furnace that waits for four lots: E4/M/1 on batches, and the time to form one.
#[test]
fn a_furnace_waits_for_full_batches() {
    let mut plan = station(3.2, 1, exponential(1.0));
    plan.groups[0].loading = Loading::Batch {
        min_wafers: 4,
        max_wafers: 4,
        wait: None,
        by: BatchBy::RouteStep,
    };
    plan.routes[0].steps[0].per = Per::Batch;
    let found = replicate(&plan, (500, 40_000), 20, cycle_time);
    assert_near(found, 3.736_133_610_319_299, 0.08);
}

/// Golden re-entrant line: stations visited 3, 2 and 5 times, class-independent exponential times.
#[test]
fn a_re_entrant_line_has_the_product_form() {
    let mut plan = station(0.5, 1, exponential(1.0));
    plan.groups = vec![group("a", 1), group("b", 1), group("c", 1)];
    let times = [0.5, 0.8, 0.3];
    let visits = [0, 2, 1, 2, 0, 2, 1, 2, 0, 2];
    plan.routes[0].steps = visits
        .into_iter()
        .map(|id| step(id, exponential(times[id])))
        .collect();
    assert_near(
        replicate(&plan, (1_000, 60_000), 20, cycle_time),
        20.0,
        0.06,
    );
    let factor = |figures: &Figures| figures.value("fab.x_factor/lots").unwrap();
    assert_near(
        replicate(&plan, (1_000, 60_000), 20, factor),
        4.347_826_086_956_522,
        0.06,
    );
}
