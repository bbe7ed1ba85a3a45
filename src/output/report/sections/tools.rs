//! What the tools of a group did in some days, from the trace of a replication.

use maud::html;

use super::super::chart::{Calendar, Caption, Span, Task, gantt};
use super::Section;
use crate::industry::explain::{Activity, ToolSpan, ToolTrace};
use crate::units::{Date, Duration};

/// The most tools that are shown.
const TOOLS: usize = 40;
/// Spans of one kind that are nearer than this part of the window are drawn as one.
const NEAR: u64 = 400;
/// The kinds of spans, by their place in the legend.
const KINDS: [&str; 5] = [
    "loading, processing, unloading",
    "down",
    "closed",
    "maintenance",
    "setup",
];

/// The section of the tools of a group in a replication of a run that began on a day.
#[must_use]
pub fn section(trace: &ToolTrace, group: &str, replication: u32, origin: Date) -> Section {
    let (from, to) = (trace.window.from, trace.window.to);
    let whole = to.since(from);
    let tools = trace.tools.iter().take(TOOLS).enumerate();
    let tasks = tools.map(|(number, spans)| Task {
        name: format!("tool {}", number + 1),
        spans: drawn(spans, whole / NEAR),
    });
    let tasks: Vec<Task> = tasks.collect();
    let calendar = Calendar {
        origin,
        days: (from.as_days(), to.as_days()),
        ends: (0.0, 1.0),
    };
    let caption = Caption::new(
        "chart-tools",
        &format!("What the tools of {group} did"),
        "One row a tool. A tool with two jobs shows what is booked first. Spans of less than a \
         200th of the time are left out, here and in the table, and spans of one kind that nearly \
         touch are drawn as one: where nothing is drawn, a tool had no job or short ones. The \
         shares above are of all spans; fewer days (--days) show shorter ones.",
    );
    let dates = [from, to].map(|at| calendar.instant(at.as_days()));
    let shown = match trace.tools.len() {
        all if all > TOOLS => format!(" The first {TOOLS} of {all} tools are drawn."),
        _ => String::new(),
    };
    let body = html! {
        p { "Replication " (replication) ", " (dates[0]) " to " (dates[1]) ": " (shares(trace)) "."
            (shown) }
        (gantt(&caption, &calendar, &KINDS, &tasks))
    };
    Section {
        id: "tools",
        title: "The tools of a group",
        body,
    }
}

/// The shares of all tools' time in the window, in words.
fn shares(trace: &ToolTrace) -> String {
    let all = trace.window.to.since(trace.window.from) * trace.tools.len() as u64;
    let share = |time: Duration| {
        let share = time.as_millis() as f64 / all.as_millis().max(1) as f64;
        format!("{:.1} %", share * 100.0)
    };
    let mut rest = all;
    let mut words = Vec::new();
    for activity in Activity::ALL {
        let spans = trace.tools.iter().flatten();
        let spans = spans.filter(|span| span.activity == activity);
        let time = spans.fold(Duration::ZERO, |sum, span| sum + span.to.since(span.from));
        rest = rest - time;
        if !time.is_zero() {
            words.push(format!("{} {}", activity.name(), share(time)));
        }
    }
    words.push(format!("without a job {}", share(rest)));
    words.join(", ")
}

/// The spans as they are drawn: those of one kind that are nearer than `near` are one.
fn drawn(spans: &[ToolSpan], near: Duration) -> Vec<Span> {
    let mut drawn: Vec<(usize, ToolSpan)> = Vec::new();
    for span in spans {
        let kind = match span.activity {
            Activity::Load | Activity::Process | Activity::Unload => 0,
            Activity::Down => 1,
            Activity::Closed => 2,
            Activity::Maintenance => 3,
            Activity::Setup => 4,
        };
        let last = drawn.last_mut();
        match last.filter(|(other, last)| *other == kind && span.from.since(last.to) <= near) {
            Some((_, last)) => last.to = span.to,
            None => drawn.push((kind, *span)),
        }
    }
    let spans = drawn.into_iter().map(|(kind, span)| Span {
        days: (span.from.as_days(), span.to.as_days()),
        kind,
        told: KINDS[kind].to_owned(),
    });
    spans.collect()
}
