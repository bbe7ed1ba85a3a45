//! Several runs beside each other: differences replication by replication, with verdicts that hold
//! for the whole table.

use maud::{Markup, html};

use super::super::chart::{Bar, Caption, Line, Sample, bars, boxes, key_of, lines};
use super::super::read::{FigureEntry, Run};
use super::headline::headlines;
use super::{Section, calendar_of};
use crate::output::number;
use crate::statistics::{Paired, multiple::holm};

/// The level of a verdict.
const LEVEL: f64 = 0.05;
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

/// A figure of another run beside that of the base.
struct Row<'a> {
    key: String,
    entry: &'a FigureEntry,
    other: Option<&'a FigureEntry>,
    paired: Option<Paired>,
    adjusted: Option<f64>,
}

/// The sections of several runs; the first one is the base.
#[must_use]
pub fn of_runs(runs: &[Run]) -> Vec<Section> {
    let Some((base, others)) = runs.split_first() else {
        return Vec::new();
    };
    let rows = compare(base, others);
    let sections = [
        Section::of("answer", "The runs", Some(list(runs))),
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

/// The headline figures of the base and of each other run, with p-values adjusted for all of them.
fn compare<'a>(base: &'a Run, others: &'a [Run]) -> Vec<Vec<Row<'a>>> {
    let row = |other: &'a Run, key: &str, entry: &'a FigureEntry| {
        let (one, two) = (base.replications.get(key), other.replications.get(key));
        let pairs = one
            .zip(two)
            .filter(|_| are_paired(base, other))
            .map(|(one, two)| {
                let both = one.iter().zip(two);
                both.filter_map(|(one, two)| Some(((*one)?, (*two)?)))
                    .collect::<Vec<_>>()
            });
        Row {
            key: key.to_owned(),
            entry,
            other: other.summary.metrics.get(key),
            paired: pairs.and_then(|pairs| Paired::of(&pairs)),
            adjusted: None,
        }
    };
    let of_run = |other: &'a Run| -> Vec<Row<'a>> {
        let keys = headlines(base).into_iter();
        keys.map(|(_, key, entry)| row(other, &key, entry))
            .collect()
    };
    let mut rows: Vec<Vec<Row<'a>>> = others.iter().map(of_run).collect();
    let mut judged: Vec<&mut Row<'a>> = rows
        .iter_mut()
        .flatten()
        .filter(|row| p_value(row).is_some())
        .collect();
    let values: Vec<f64> = judged.iter().filter_map(|row| p_value(row)).collect();
    for (row, adjusted) in judged.iter_mut().zip(holm(&values)) {
        row.adjusted = Some(adjusted);
    }
    rows
}

fn p_value(row: &Row<'_>) -> Option<f64> {
    row.paired
        .as_ref()
        .filter(|paired| !paired.is_same())?
        .p_value
}

fn list(runs: &[Run]) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label="The list of runs" {
            table.figures {
                caption { "The runs of this page; the first one is the base" }
                thead { tr {
                    th scope="col" { "Run" } th scope="col" { "Question" }
                    th scope="col" { "Replications" } th scope="col" { "Seed" }
                    th scope="col" { "Folder" }
                } }
                tbody { @for run in runs {
                    tr {
                        th scope="row" { (run.title()) }
                        td { (run.study.park().about().question) }
                        td.number { (run.summary.replications) }
                        td.number { (run.summary.seed) }
                        td { code { (run.folder.display()) } }
                    }
                } }
            }
        }
    }
}

fn differences(base: &Run, others: &[Run], rows: &[Vec<Row<'_>>]) -> Markup {
    html! {
        p {
            "A difference is that of replications with the same random numbers, with a 95 % \
             interval. Verdicts are Holm's: the probability that any of this page is wrong is at \
             most 5 %."
        }
        @for (place, (other, rows)) in others.iter().zip(rows).enumerate() {
            @if !are_paired(base, other) {
                p { strong { (other.title()) } " has other seeds or replications than the base, so \
                     its replications have no partners: run it with the same ones." }
            }
            (table(base, other, rows))
            (relative(place, other, rows))
        }
    }
}

fn table(base: &Run, other: &Run, rows: &[Row<'_>]) -> Markup {
    html! {
        @let told = format!("The table of differences of {}", other.title());
        div.scroll tabindex="0" role="region" aria-label=(told) {
            table.figures {
                caption { (other.title()) " beside " (base.title()) }
                thead { tr {
                    th scope="col" { "Figure" } th scope="col" { "Verdict" }
                    th scope="col" { "Difference" } th scope="col" { "Change" }
                    th scope="col" { "Unit" } th scope="col" { "Base" } th scope="col" { "Other" }
                } }
                tbody { @for row in rows { (row_of(row)) } }
            }
        }
    }
}

fn row_of(row: &Row<'_>) -> Markup {
    let figure =
        |entry: Option<&FigureEntry>| number::figure(entry.and_then(FigureEntry::estimate));
    let difference = row
        .paired
        .as_ref()
        .map(|paired| number::figure(Some(paired.difference)));
    let relative = row.paired.as_ref().and_then(Paired::relative);
    let (class, word) = verdict(row);
    html! {
        tr {
            th scope="row" { (key_of(&row.key)) }
            td { span.mark.(class) { (word) } }
            td.number { (difference.unwrap_or_default()) }
            td.number { @if let Some(share) = relative { (format!("{:+.1} %", 100.0 * share)) } }
            td { (row.entry.unit) }
            td.number { (figure(Some(row.entry))) }
            td.number { (figure(row.other)) }
        }
    }
}

/// What can be said of a difference: its class and the word.
fn verdict(row: &Row<'_>) -> (&'static str, &'static str) {
    let Some(paired) = &row.paired else {
        return ("fair", "not compared");
    };
    if paired.is_same() {
        return ("fair", "the same");
    }
    if row.adjusted.is_none_or(|adjusted| adjusted > LEVEL) {
        return ("fair", "not shown");
    }
    let is_higher = paired.difference.mean > 0.0;
    match (row.entry.better.as_str(), is_higher) {
        ("higher", true) | ("lower", false) => ("good", "better"),
        ("higher", false) | ("lower", true) => ("poor", "worse"),
        (_, true) => ("good", "higher"),
        (_, false) => ("good", "lower"),
    }
}

/// Bars of the differences in per cent of the base.
fn relative(place: usize, other: &Run, rows: &[Row<'_>]) -> Markup {
    let bar = |row: &Row<'_>| {
        let paired = row.paired.as_ref().filter(|paired| !paired.is_same())?;
        let whole = paired.base.abs();
        let share = 100.0 * paired.difference.mean / whole;
        share.is_finite().then(|| Bar {
            name: row.key.clone(),
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
    let mut bars_of: Vec<Bar> = rows.iter().filter_map(bar).collect();
    bars_of.sort_by(|one, two| two.value.abs().total_cmp(&one.value.abs()));
    let caption = Caption::new(
        &format!("chart-tornado-{place}"),
        &format!("Differences of {}", other.title()),
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
            let name = run.title().to_owned();
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
                name: run.title().to_owned(),
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
