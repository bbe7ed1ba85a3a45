//! Gantt charts: what happened when.

use maud::{Markup, html};

use super::{Calendar, Caption, Data, Shape, WIDTH, colour_of, cut, figure, label, rectangle};

/// A span of a task.
#[derive(Clone, Debug)]
pub struct Span {
    /// The days from which and to which it lasted, since the origin.
    pub days: (f64, f64),
    /// The kind, by its place in the legend.
    pub kind: usize,
    /// What a pointer on it shows.
    pub told: String,
}

/// A row of the chart.
#[derive(Clone, Debug)]
pub struct Task {
    /// What it is of.
    pub name: String,
    /// Its spans in order of time.
    pub spans: Vec<Span>,
}

const LEFT: f64 = 190.0;
const RIGHT: f64 = WIDTH - 30.0;
const TOP: f64 = 8.0;
const STEP: f64 = 22.0;
/// Shorter spans are left out.
const LEAST: f64 = 2.5;

/// A chart of tasks over time, with the names of the kinds of spans. Spans of less than a 200th of
/// the time are left out.
#[must_use]
pub fn gantt(caption: &Caption, calendar: &Calendar, kinds: &[&str], tasks: &[Task]) -> Markup {
    let calendar = Calendar {
        ends: (LEFT, RIGHT),
        ..*calendar
    };
    let bottom = TOP + STEP * tasks.len() as f64;
    let drawn = html! {
        (calendar.drawn(bottom))
        @for (row, task) in tasks.iter().enumerate() {
            @let y = TOP + STEP * row as f64;
            g.names { (label(LEFT - 8.0, y + STEP / 2.0 + 4.0, "end", &cut(&task.name, 28))) }
            @for span in seen(&calendar, task) {
                @let (from, to) = (calendar.at(span.days.0), calendar.at(span.days.1));
                (rectangle(
                    (from, y + 3.0),
                    ((to - from).max(1.0), STEP - 6.0),
                    &format!("fill {}", colour_of(span.kind)),
                    &span.told,
                ))
            }
        }
    };
    let legend: Vec<(usize, &str)> = kinds.iter().copied().enumerate().collect();
    let rows = tasks.iter().flat_map(|task| {
        seen(&calendar, task).map(|span| {
            let (from, to) = (calendar.instant(span.days.0), calendar.instant(span.days.1));
            vec![task.name.clone(), span.told.clone(), from, to]
        })
    });
    let head = ["", "what", "from", "to"];
    figure(
        caption,
        bottom + 26.0,
        (Shape::Filled, &legend),
        &drawn,
        &Data::new(&head, rows.collect()),
    )
}

/// The spans that are long enough to be seen; a task may have a thousand of an hour each.
fn seen<'a>(calendar: &Calendar, task: &'a Task) -> impl Iterator<Item = &'a Span> {
    let calendar = *calendar;
    let length = move |span: &Span| calendar.at(span.days.1) - calendar.at(span.days.0);
    task.spans.iter().filter(move |span| length(span) >= LEAST)
}
