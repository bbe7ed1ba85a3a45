//! Why orders were late, from the trace of a replication: the drill-down of a page.

use maud::{Markup, html};

use super::super::chart::{Bar, Calendar, Caption, Span, Task, bars, gantt};
use super::super::table::table;
use super::Section;
use crate::industry::explain::{OrderTrace, Reason, Traced};
use crate::output::number;
use crate::units::spoken::plural;
use crate::units::{Date, SimTime};

/// The most causes and orders that are shown.
const CAUSES: usize = 14;
const ORDERS: usize = 12;

/// The section of a traced replication that began on a day.
#[must_use]
pub fn section(traced: &Traced, replication: u32, origin: Date) -> Section {
    let mut orders: Vec<&OrderTrace> = traced.late().collect();
    let count = orders.len();
    let causes = traced.causes(orders.iter().copied());
    orders.sort_by_key(|order| std::cmp::Reverse(order.lateness()));
    orders.truncate(ORDERS);
    let left_out = traced.left_out();
    let others = left_out.overdue + left_out.cancelled + left_out.too_early;
    let rows: Vec<Bar> = causes
        .iter()
        .take(CAUSES)
        .enumerate()
        .map(|(colour, cause)| Bar {
            name: cause.name(),
            value: cause.days_late,
            interval: None,
            colour,
            said: Some(format!("{} d", number::amount(cause.days_late))),
        })
        .collect();
    let caption = Caption::new(
        "chart-causes",
        "What late orders waited for",
        "Days of lateness by what was waited for, summed over late orders; each is followed back \
         through slots, lines and parts to tools and people.",
    );
    let body = html! {
        p { "Replication " (replication) ": " (plural(count, "order was", "orders were"))
            " completed late; " (plural(others, "more was", "more were"))
            " overdue at the end, cancelled late, or due before the first computer of its model \
             came, and left out." }
        p.faint {
            "These are days that orders waited, each for what held up the orders before it; what \
             bound counts days of the park by the largest loss of line time. Where lines work all \
             day but lack some assemblers, late orders wait for assemblers, although with more of \
             them the lines would build only a little more. " code { "chippark explain DIR --month MONTH" } " takes \
             the orders of one month."
        }
        @if !rows.is_empty() { (bars(&caption, "d", &rows)) (ways(traced, &orders, origin)) }
        @for order in &orders { (details(traced, order, origin)) }
    };
    Section {
        id: "late",
        title: "Why orders were late",
        body,
    }
}

fn date(origin: Date, at: SimTime) -> String {
    origin
        .of(at)
        .map_or_else(String::new, |date| date.to_string())
}

/// The ways of the latest orders over time.
fn ways(traced: &Traced, orders: &[&OrderTrace], origin: Date) -> Markup {
    let mut reasons: Vec<Reason> = Vec::new();
    let mut tasks = Vec::new();
    for order in orders {
        let spans = traced.explain(order).spans.into_iter().map(|span| {
            let known = reasons.iter().position(|reason| *reason == span.reason);
            let kind = known.unwrap_or_else(|| {
                reasons.push(span.reason);
                reasons.len() - 1
            });
            Span {
                days: (span.from.as_days(), span.to.as_days()),
                kind,
                told: format!("{} {}", span.reason.name(), traced.name(span.place)),
            }
        });
        let spans = spans.collect();
        let name = format!("order {}, {} computers", order.number, order.computers);
        tasks.push(Task { name, spans });
    }
    let ends = tasks
        .iter()
        .flat_map(|task: &Task| task.spans.iter().map(|span| span.days));
    let days = ends.fold((f64::MAX, f64::MIN), |(first, last), (from, to)| {
        (first.min(from), last.max(to))
    });
    let calendar = Calendar {
        origin,
        days,
        ends: (0.0, 1.0),
    };
    let kinds: Vec<&str> = reasons.iter().map(|reason| reason.name()).collect();
    let caption = Caption::new(
        "chart-ways",
        "The latest orders, from placing to the last computer",
        "What each waited for over time, of those that were the latest; spans of less than a 200th \
         of the time are left out.",
    );
    html! { @if days.0 < days.1 { (gantt(&caption, &calendar, &kinds, &tasks)) } }
}

/// What one order waited for, as a table that opens.
fn details(traced: &Traced, order: &OrderTrace, origin: Date) -> Markup {
    let causes = traced.causes([order]);
    let days = |days: f64| format!("{days:.1}");
    let of = format!("order {}", order.number);
    let (placed, completed) = (date(origin, order.placed), date(origin, order.completed));
    let caption = format!("Placed {placed}, complete {completed}");
    let heads = ["Waited for", "Where", "Days of lateness"];
    let body = html! {
        @for cause in &causes {
            tr {
                th scope="row" { (cause.reason.name()) }
                td { (cause.place) }
                td.number { (days(cause.days_late)) }
            }
        }
    };
    html! {
        details.order id=(format!("order-{}", order.number)) {
            summary {
                (format!(
                    "Order {} for {} computers, due {}, {} d late", order.number, order.computers,
                    date(origin, order.due), days(order.lateness().as_days())
                ))
            }
            (table(&format!("The causes of {of}"), &caption, &heads, &body))
        }
    }
}
