//! Several runs beside each other: differences replication by replication, with verdicts that hold
//! for the whole table.

use maud::{Markup, html};

use super::super::changes::Change;
use super::super::chart::{Bar, Caption, Line, Sample, bars, boxes, key_of, lines};
use super::super::read::{FigureEntry, Run};
use super::super::table::table;
use super::headline::headlines;
use super::{Section, calendar_of};
use crate::experiment::compare::{Compared, Row, Verdict, judge};
use crate::industry::metric_of;
use crate::output::compare::{change, difference, word};
use crate::output::number;
use crate::output::words::time_of;
use crate::units::spoken::plural;

/// The most settings that are listed: runs that differ in more are of different scenarios.
const SETTINGS: usize = 60;
/// The most figures that have boxes.
const BOXES: usize = 6;
/// Courses that are drawn for all runs in one chart: metric, title, unit.
const COURSES: [(&str, &str, &str); 7] = [
    ("careers.employed", "Employed in the chain", "persons"),
    ("fab.wip", "Work in process in the fab", "lots"),
    ("fab.wafers_out", "Wafers out", "wafers"),
    (
        "assembly.built_per_day",
        "Computers built per day",
        "computers/d",
    ),
    ("market.computers_sold", "Computers shipped", "computers"),
    (
        "market.backlog",
        "Computers ordered, not shipped",
        "computers",
    ),
    ("finance.cash", "Cash", "CNY"),
];

/// The sections of several runs; the first one is the base.
///
/// * `changes` — the settings in which they differ.
#[must_use]
pub(in super::super) fn of_runs(runs: &[Run], changes: &[Change]) -> Vec<Section> {
    let Some((base, others)) = runs.split_first() else {
        return Vec::new();
    };
    let rows = compare(base, others);
    let sections = [
        Section::of("answer", "The runs", Some(list(runs))),
        Section::of(
            "settings",
            "What is different",
            Some(settings(runs, changes)),
        ),
        Section::of(
            "differences",
            "Differences",
            Some(differences(base, others, &rows)),
        ),
        Section::of("spread", "Replications", Some(spread(base, runs))),
        Section::of("courses", "Courses over time", courses(runs)),
    ];
    sections.into_iter().flatten().collect()
}

/// Whether the replications of two runs have the same random numbers.
fn are_paired(one: &Run, two: &Run) -> bool {
    let of = |run: &Run| {
        let summary = &run.summary;
        (
            summary.seed,
            summary.first_replication,
            summary.replications,
        )
    };
    of(one) == of(two)
}

/// Whether the figures of two runs are of the same days.
fn are_of_one_time(one: &Run, two: &Run) -> bool {
    let of = |run: &Run| {
        let plan = run.study.plan();
        (plan.origin, plan.horizon, plan.warmup)
    };
    of(one) == of(two)
}

/// The headline figures of the base and of each other run, with verdicts that hold for all of them.
/// A figure that this version does not know is left out.
fn compare(base: &Run, others: &[Run]) -> Vec<Compared> {
    let of_run = |other: &Run| {
        let rows = headlines(base).into_iter().filter_map(|(_, key, _)| {
            let metric = metric_of(&key)?;
            let (one, two) = (base.observed(&key), other.observed(&key));
            let mut row = Row::of(key.parse().ok()?, metric, [&one, &two]);
            row.paired = row.paired.filter(|_| are_paired(base, other));
            Some(row)
        });
        Compared {
            name: other.name.clone(),
            rows: rows.collect(),
        }
    };
    let mut compared: Vec<Compared> = others.iter().map(of_run).collect();
    judge(&mut compared);
    compared
}

fn list(runs: &[Run]) -> Markup {
    let rows = html! {
        @for run in runs {
            tr {
                th scope="row" { (run.name) }
                td { (run.study.park().about().question) }
                td { (time_of(&run.study.plan())) }
                td.number { (run.summary.replications) }
                td.number { (run.summary.seed) }
                td { code { (run.folder.display()) } }
            }
        }
    };
    let caption = "The runs of this page; the first one is the base";
    let heads = ["Run", "Question", "Time", "Replications", "Seed", "Folder"];
    table("The list of runs", caption, &heads, &rows)
}

/// The settings in which the runs differ, with what holds in each.
fn settings(runs: &[Run], changes: &[Change]) -> Markup {
    let count = changes.len();
    if count == 0 {
        return html! { p { "The runs have the same settings, but for their seeds and numbers of \
        replications." } };
    }
    if count > SETTINGS {
        return html! { p { "The runs are of scenarios that differ in "
        (plural(count, "setting", "settings")) ", too many to be listed." } };
    }
    let mut heads = vec!["Setting"];
    heads.extend(runs.iter().map(|run| run.name.as_str()));
    let rows = html! {
        @for change in changes {
            tr {
                th scope="row" { (key_of(&change.path)) }
                @for value in &change.values { td { (value.as_deref().unwrap_or("-")) } }
            }
        }
    };
    let caption = "Settings that are not the same in all runs; the default where none is written";
    table("The settings that differ", caption, &heads, &rows)
}

fn differences(base: &Run, others: &[Run], compared: &[Compared]) -> Markup {
    html! {
        p {
            "A difference is that of replications with the same random numbers, with a 95 % \
             interval. Verdicts are Holm's: the probability that any of this page is wrong is at \
             most 5 %."
        }
        @for (place, (other, compared)) in others.iter().zip(compared).enumerate() {
            @if !are_paired(base, other) {
                p { strong { (other.name) } " has other seeds or replications than the base, so \
                     its replications have no partners: run it with the same ones." }
            }
            @if !are_of_one_time(base, other) {
                p { strong { (other.name) } " is of another time than the base: their totals differ \
                     by that alone." }
            }
            (differences_of(base, compared))
            (relative(place, compared))
        }
    }
}

fn differences_of(base: &Run, compared: &Compared) -> Markup {
    let name = &compared.name;
    let rows = html! { @for row in &compared.rows { (row_of(row)) } };
    let heads = [
        "Figure",
        "Verdict",
        "Difference",
        "Change",
        "Unit",
        "Base",
        "Other",
    ];
    table(
        &format!("The table of differences of {name}"),
        &format!("{name} beside {}", base.name),
        &heads,
        &rows,
    )
}

fn row_of(row: &Row) -> Markup {
    let (class, word) = verdict(row);
    html! {
        tr {
            th scope="row" { (key_of(&row.figure.key)) }
            td { span.mark.(class) { (word) } }
            td.number { (difference(row)) }
            td.number { (change(row)) }
            td { (row.metric.unit) }
            td.number { (number::figure(row.base)) }
            td.number { (number::figure(row.other)) }
        }
    }
}

/// What can be said of a difference: its class and the word.
fn verdict(row: &Row) -> (&'static str, &'static str) {
    match row.verdict {
        Verdict::Same => ("fair", "the same"),
        Verdict::Unclear(_) => ("fair", "not shown"),
        Verdict::Unknown => ("fair", "not compared"),
        Verdict::Higher | Verdict::Lower if row.verdict.is_worse(row.metric.better) => {
            ("poor", word(row))
        }
        Verdict::Higher | Verdict::Lower => ("good", word(row)),
    }
}

/// Bars of the differences in per cent of the base.
fn relative(place: usize, compared: &Compared) -> Markup {
    let bar = |row: &Row| {
        let paired = row.paired.as_ref().filter(|paired| !paired.is_same())?;
        let whole = paired.base.abs();
        let share = 100.0 * paired.difference.mean / whole;
        share.is_finite().then(|| Bar {
            name: row.figure.key.clone(),
            value: share,
            interval: paired
                .difference
                .interval
                .map(|interval| (100.0 * interval.low / whole, 100.0 * interval.high / whole)),
            colour: match verdict(row).0 {
                "good" => 2,
                "poor" => 1,
                _ => 7,
            },
            said: Some(format!("{share:+.1} %, {}", verdict(row).1)),
        })
    };
    let mut bars_of: Vec<Bar> = compared.rows.iter().filter_map(bar).collect();
    bars_of.sort_by(|one, two| two.value.abs().total_cmp(&one.value.abs()));
    let caption = Caption::new(
        &format!("chart-tornado-{place}"),
        &format!("Differences of {}", compared.name),
        "In per cent of the base, the largest first; whiskers are 95 % intervals, each for itself.",
    );
    html! { @if !bars_of.is_empty() { (bars(&caption, "%", &bars_of)) } }
}

/// Boxes of the first headline figures by run.
fn spread(base: &Run, runs: &[Run]) -> Markup {
    let keys = headlines(base);
    let chart = |place: usize, key: &str, entry: &FigureEntry| {
        let samples = runs.iter().enumerate().filter_map(|(colour, run)| {
            let values = run
                .replications
                .get(key)?
                .iter()
                .flatten()
                .copied()
                .collect::<Vec<_>>();
            let name = run.name.clone();
            (!values.is_empty()).then_some(Sample {
                name,
                values,
                colour,
            })
        });
        let samples: Vec<Sample> = samples.collect();
        let meaning = format!(
            "{} Quartiles, least, greatest and each replication.",
            entry.meaning
        );
        let caption = Caption::new(&format!("chart-boxes-{place}"), key, &meaning);
        html! { @if !samples.is_empty() { (boxes(&caption, &entry.unit, &samples)) } }
    };
    html! {
        @for (place, (_, key, entry)) in keys.iter().take(BOXES).enumerate() {
            (chart(place, key, entry))
        }
    }
}

/// A chart for each course that at least two runs have; subjects are added up.
fn courses(runs: &[Run]) -> Option<Markup> {
    let calendar = runs.iter().find_map(calendar_of)?;
    let chart = |(place, &(metric, title, unit)): (usize, &(&str, &str, &str))| {
        let named = runs.iter().filter_map(|run| {
            let points = sum(&run.courses.lines(metric))?;
            Some(Line {
                name: run.name.clone(),
                points,
            })
        });
        let named: Vec<Line> = named.collect();
        let text = format!("{metric}, in {unit}, of each run; subjects are added up.");
        let caption = Caption::new(&format!("chart-course-{place}"), title, &text);
        (named.len() > 1).then(|| lines(&caption, &calendar, unit, &named))
    };
    let charts: Vec<Markup> = COURSES.iter().enumerate().filter_map(chart).collect();
    (!charts.is_empty()).then(|| html! { @for chart in &charts { (chart) } })
}

/// The sum of lines at each of their times, without an interval where there are several; none if
/// there is no line.
fn sum(lines: &[Line]) -> Option<Vec<super::super::chart::Point>> {
    let (first, others) = lines.split_first()?;
    let mut points = first.points.clone();
    for line in others {
        for (sum, point) in points.iter_mut().zip(&line.points) {
            sum.mean += point.mean;
        }
    }
    if !others.is_empty() {
        for point in &mut points {
            (point.low, point.high) = (point.mean, point.mean);
        }
    }
    Some(points)
}
