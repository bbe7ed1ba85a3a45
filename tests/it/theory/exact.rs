//! What holds exactly: Lindley's recursion on the same draws, and results that do not depend on
//! the length of a tick.

use chippark::engine::{DurationSampler, Figures, Streams};
use chippark::industry::Run;
use chippark::industry::fab::lot::serial_of;
use chippark::units::{Duration, DurationLaw};

use super::park;

fn finish(mut run: Run) -> Figures {
    while run.step() {}
    run.finish().figures
}

/// What a run of one tool comes to, by Lindley's recursion.
#[derive(Debug, Default, PartialEq)]
struct Lindley {
    /// Lots that were released, that have started and that have left.
    releases: u64,
    starts: u64,
    exits: u64,
    /// Lots in the queue and lots in the line, times milliseconds, up to the end.
    queue_area: u64,
    line_area: u64,
}

/// `w' = max(0, w + s - a)` on the named streams of a replication, in whole milliseconds.
///
/// Source: Lindley, "The theory of queues with a single server", Mathematical Proceedings of the
/// Cambridge Philosophical Society 48 (2), 1952.
fn lindley(streams: &Streams, interval: &str, service: f64, end: u64) -> Lindley {
    let interval: DurationLaw = interval.parse().expect("a law of time");
    let interval = DurationSampler::new(&interval);
    let (mut releases, process) = (
        streams.stream("fab.release", "lots"),
        streams.keyed("fab.process"),
    );
    let (mut found, mut arrival, mut wait) = (Lindley::default(), 0, 0);
    for lot in 0.. {
        if arrival >= end {
            break;
        }
        let draw = process.draw(serial_of("lots", lot), 1).exponential();
        let time = Duration::from_millis_f64(service * draw).as_millis();
        let (start, exit) = (arrival + wait, arrival + wait + time);
        found.releases += 1;
        found.starts += u64::from(start < end);
        found.exits += u64::from(exit < end);
        found.queue_area += start.min(end) - arrival;
        found.line_area += exit.min(end) - arrival;
        let gap = interval.sample(&mut releases).as_millis();
        arrival += gap;
        wait = (wait + time).saturating_sub(gap);
    }
    found
}

#[test]
fn one_tool_follows_lindley_to_the_millisecond() {
    for (seed, replication) in [(1, 0), (1, 7), (2019, 3)] {
        let park = park("mm1", &["run.until=20 d", "run.warmup=0 d"]);
        let end = park.plan().horizon.as_millis();
        let streams = Streams::new(seed, replication);
        let exact = lindley(
            &streams,
            "exponential(mean=66.666666666667 s)",
            60_000.0,
            end,
        );
        assert!(exact.exits > 20_000);
        let figures = finish(park.start(seed, replication));
        let value = |key: &str| figures.value(key).unwrap();
        // Figures are means: over time of levels, which are turned back, and over lots of times,
        // by the mean of the lots that began and ended.
        let area = |key: &str| (value(key) * end as f64).round();
        let mean = |area: u64, ended: u64| {
            let lots = exact.releases + ended;
            Duration::from_millis_f64(2.0 * area as f64 / lots as f64)
        };
        let same = |what: &str, found: f64, expected: f64| {
            assert!(
                found.total_cmp(&expected).is_eq(),
                "{what}: {found}, not {expected}"
            );
        };
        same("exits", value("fab.throughput/lots"), exact.exits as f64);
        same("queue", area("fab.queue_length/m"), exact.queue_area as f64);
        same("line", area("fab.wip"), exact.line_area as f64);
        let wait = mean(exact.queue_area, exact.starts).as_hours();
        same("wait", value("fab.queue_time/m"), wait);
        let sojourn = mean(exact.line_area, exact.exits).as_days();
        same("sojourn", value("fab.cycle_time/lots"), sojourn);
    }
}

/// Every figure, to the last bit.
fn bits(figures: &Figures) -> Vec<(String, Option<u64>)> {
    let all = figures.iter();
    all.map(|(key, figure)| (key.to_owned(), figure.value.map(f64::to_bits)))
        .collect()
}

/// Ticks only say when subsystems talk to each other: alone, a subsystem does not feel them.
#[test]
fn the_length_of_a_tick_changes_no_figure_of_a_fab_or_a_stock() {
    let names = [
        "mm1_priorities",
        "mg1_breakdown",
        "repair_10_2",
        "full_batch_4",
        "jackson_rework",
        "constant_wip_8",
        "re_entrant_open",
        "setup_polling",
        "maintenance_busy",
        "operator_interference",
        "hold_interference",
        "impatient_lots",
        "batch_wait",
        "supplier_on_off",
        "assemble_to_order",
    ];
    for name in names {
        let [hour, shift, day] = ["1 h", "8 h", "1 d"].map(|tick| {
            let tick = format!("run.tick={tick}");
            let park = park(name, &["run.until=60 d", "run.warmup=2 d", &tick]);
            bits(&finish(park.start(5, 0)))
        });
        assert!(hour.iter().any(|(_, value)| value.is_some()), "{name}");
        assert_eq!(hour, shift, "{name}");
        assert_eq!(hour, day, "{name}");
    }
}
