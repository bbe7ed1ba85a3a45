//! The fab: its tools by load and state, work in process, cycle times.

use maud::{Markup, html};

use super::super::chart::{Bar, Caption, Column, bars, stack};
use super::super::read::Run;
use super::course;
use crate::output::number;

/// The most tool groups of a chart.
const GROUPS: usize = 16;
/// States of tools: their metrics and what they are called.
const STATES: [(&str, &str); 6] = [
    ("fab.process_share", "processing"),
    ("fab.setup_share", "setup"),
    ("fab.loading_share", "loading"),
    ("fab.unloading_share", "unloading"),
    ("fab.maintenance_share", "maintenance"),
    ("fab.down_share", "down"),
];

/// Charts of the fab; none if the scenario has none.
pub(super) fn section(run: &Run) -> Option<Markup> {
    let charts = [
        states(run),
        queues(run),
        cycle_times(run),
        course(run, "chart-wip", "Work in process", "fab.wip", "lots"),
        course(
            run,
            "chart-wafers",
            "Wafers out",
            "fab.wafers_out",
            "wafers",
        ),
        course(
            run,
            "chart-defects",
            "Density of killing defects",
            "fab.defect_density",
            "1/cm2",
        ),
    ];
    let charts: Vec<Markup> = charts.into_iter().flatten().collect();
    (!charts.is_empty()).then(|| html! { @for chart in &charts { (chart) } })
}

/// The tool groups that are busiest, by utilisation.
fn busiest(run: &Run) -> Vec<&str> {
    let found = run.subjects("fab.utilisation");
    let mut found: Vec<(&str, f64)> = found
        .filter_map(|(group, entry)| Some((group, entry.mean?)))
        .collect();
    found.sort_by(|one, two| two.1.total_cmp(&one.1));
    found.truncate(GROUPS);
    found.into_iter().map(|(group, _)| group).collect()
}

fn states(run: &Run) -> Option<Markup> {
    let groups = busiest(run);
    if groups.is_empty() {
        return None;
    }
    let columns = groups.iter().map(|group| Column {
        name: (*group).to_owned(),
        parts: STATES
            .iter()
            .map(|(metric, _)| run.mean(&format!("{metric}/{group}")).unwrap_or(0.0))
            .collect(),
    });
    let columns: Vec<Column> = columns.collect();
    let parts = STATES.map(|(_, name)| name.to_owned());
    let caption = Caption::new(
        "chart-states",
        "States of tools, by utilisation",
        "Share of time of the tools of a group, sorted by utilisation: the time in which they work \
         or are set up. The rest of 100 % they are idle or lack people.",
    );
    Some(stack(&caption, "%", &parts, &columns))
}

fn queues(run: &Run) -> Option<Markup> {
    let found = run.subjects("fab.queue_length");
    let mut rows: Vec<Bar> = found
        .filter_map(|(group, entry)| {
            let mean = entry.mean.filter(|mean| *mean > 0.0)?;
            Some(Bar {
                name: group.to_owned(),
                value: mean,
                interval: entry.ci95.map(|[low, high]| (low, high)),
                colour: 0,
                said: Some(number::figure(entry.estimate())),
            })
        })
        .collect();
    rows.sort_by(|one, two| two.value.total_cmp(&one.value));
    rows.truncate(GROUPS);
    let caption = Caption::new(
        "chart-queues",
        "Lots that wait, by tool group",
        "Mean number of lots in queue; whiskers are 95 % intervals.",
    );
    (!rows.is_empty()).then(|| bars(&caption, "lots", &rows))
}

fn cycle_times(run: &Run) -> Option<Markup> {
    let kinds = [
        ("fab.cycle_time_median", "median"),
        ("fab.cycle_time", "mean"),
        ("fab.cycle_time_p95", "95 % are below"),
    ];
    let mut rows = Vec::new();
    let streams: Vec<&str> = run
        .subjects("fab.cycle_time")
        .map(|(stream, _)| stream)
        .collect();
    for stream in streams {
        for (colour, (metric, word)) in kinds.iter().enumerate() {
            let Some(entry) = run.summary.metrics.get(&format!("{metric}/{stream}")) else {
                continue;
            };
            let Some(mean) = entry.mean else { continue };
            rows.push(Bar {
                name: format!("{stream}: {word}"),
                value: mean,
                interval: entry.ci95.map(|[low, high]| (low, high)),
                colour,
                said: Some(number::figure(entry.estimate())),
            });
        }
    }
    rows.truncate(3 * GROUPS);
    let caption = Caption::new(
        "chart-cycle",
        "Cycle times by stream of lots",
        "From release to the end of the route; whiskers are 95 % intervals.",
    );
    (!rows.is_empty()).then(|| bars(&caption, "d", &rows))
}
