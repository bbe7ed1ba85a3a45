//! The output of `explain`: what late orders waited for.

use serde_json::{Value, json};

use super::number::plain;
use super::table;
use crate::industry::explain::{Cause, Explained, LeftOut, OrderTrace, Traced, lateness};
use crate::units::spoken::{agreeing, plural};
use crate::units::{Date, SimTime};

/// What is explained: the run that was traced, and when it began.
pub struct Explanation<'a> {
    /// The name of the scenario.
    pub scenario: &'a str,
    /// The number of the replication.
    pub replication: u32,
    /// The first day of the run.
    pub origin: Date,
    /// What its orders went through.
    pub traced: &'a Traced,
}

impl Explanation<'_> {
    fn date_time(&self, at: SimTime) -> String {
        let text = self.origin.date_time(at).unwrap_or_default();
        text.get(..16).unwrap_or(&text).replace('T', " ")
    }

    /// A sentence on an order.
    fn headline(&self, order: &OrderTrace) -> String {
        let late = order.lateness();
        let outcome = if late.is_zero() {
            "on time".to_owned()
        } else {
            format!("{} d late", rounded(late.as_days()))
        };
        format!(
            "Order {} for {} computers was placed on {}, due on {}, complete on {}: {outcome}.\n",
            order.number,
            order.computers,
            self.date_time(order.placed),
            self.date_time(order.due),
            self.date_time(order.completed),
        )
    }

    /// What one order waited for, step by step and summed, as tables for people.
    #[must_use]
    pub fn order_table(&self, order: &OrderTrace) -> String {
        let explained = self.traced.explain(order);
        let mut text = self.headline(order);
        if explained.spans.is_empty() {
            return text + "It was complete at once, from stock.\n";
        }
        let mut shown = table::plain_table();
        shown.set_header(["from", "waited for", "where", "days"]);
        for span in &explained.spans {
            shown.add_row([
                &self.date_time(span.from),
                span.reason.name(),
                self.traced.name(span.place),
                &rounded(span.to.since(span.from).as_days()),
            ]);
        }
        table::align_right(&mut shown, 3);
        text = format!("{text}\n{}", table::lines(&shown));
        if !order.lateness().is_zero() {
            text = format!("{text}\n{}", self.sums(&[order]));
        }
        text
    }

    /// What orders waited for, summed by reason and place, as a table for people. `due` says of
    /// which orders, such as ` due in 2020-03`.
    #[must_use]
    pub fn causes_table(&self, orders: &[&OrderTrace], due: &str) -> String {
        let run = format!("{}, replication {}", self.scenario, self.replication);
        let left_out = self.left_out();
        if orders.is_empty() {
            return format!("{run}: no order{due} was completed late.{left_out}\n");
        }
        let all = rounded(lateness(orders.iter().copied()).as_days());
        let count = plural(orders.len(), "order", "orders");
        let were = agreeing(&orders.len(), "was", "were");
        let sums = self.sums(orders);
        format!("{run}: {count}{due} {were} completed late, {all} d in all.{left_out}\n\n{sums}")
    }

    /// What orders waited for, summed by reason and place.
    fn sums(&self, orders: &[&OrderTrace]) -> String {
        let all = lateness(orders.iter().copied()).as_days();
        let mut shown = table::plain_table();
        shown.set_header(["waited for", "where", "orders", "days late", "share"]);
        for cause in self.traced.causes(orders.iter().copied()) {
            shown.add_row([
                cause.reason.name(),
                &cause.place,
                &cause.orders.to_string(),
                &rounded(cause.days_late),
                &format!("{:.1} %", 100.0 * cause.days_late / all),
            ]);
        }
        for column in 2..5 {
            table::align_right(&mut shown, column);
        }
        table::lines(&shown)
    }

    /// Sentences on late orders of the run that are not explained; empty where there are none.
    fn left_out(&self) -> String {
        let LeftOut {
            overdue,
            cancelled,
            too_early,
        } = self.traced.left_out();
        let kinds = [
            (overdue, "overdue at the end of the run"),
            (cancelled, "cancelled after they were due"),
            (
                too_early,
                "due before the first computer of their model came",
            ),
        ];
        let kinds = kinds.iter().filter(|(count, _)| *count > 0);
        let kinds: Vec<String> = kinds
            .map(|(count, kind)| format!("{count} {kind}"))
            .collect();
        if kinds.is_empty() {
            String::new()
        } else {
            format!(
                "\nOther late orders of the run, left out: {}.",
                kinds.join(", ")
            )
        }
    }

    /// Late orders one by one, the latest first, as a table for people.
    #[must_use]
    pub fn list_table(&self, orders: &[&OrderTrace]) -> String {
        let mut orders = orders.to_vec();
        orders.sort_by_key(|order| std::cmp::Reverse(order.lateness()));
        let mut shown = table::plain_table();
        shown.set_header([
            "order",
            "computers",
            "placed",
            "due",
            "days late",
            "most for",
        ]);
        for order in orders {
            let causes = self.traced.causes([order]);
            let most = causes.first().map_or_else(String::new, Cause::name);
            shown.add_row([
                &order.number.to_string(),
                &order.computers.to_string(),
                &self.date_time(order.placed),
                &self.date_time(order.due),
                &rounded(order.lateness().as_days()),
                most.trim_end(),
            ]);
        }
        for column in [0, 1, 4] {
            table::align_right(&mut shown, column);
        }
        table::lines(&shown)
    }

    /// The orders with all that they waited for, and the sums, as JSON.
    #[must_use]
    pub fn json(&self, orders: &[&OrderTrace]) -> String {
        let left_out = self.traced.left_out();
        let explained = orders.iter().map(|order| self.traced.explain(order));
        let explained: Vec<Value> = explained.map(|one| self.order_json(&one)).collect();
        let causes = self.traced.causes(orders.iter().copied());
        let causes = causes.iter().map(|cause: &Cause| {
            json!({
                "waited_for": cause.reason.name(),
                "place": cause.place,
                "orders": cause.orders,
                "days_late": cause.days_late,
            })
        });
        super::json_text(&json!({
            "schema_version": super::SCHEMA_VERSION,
            "scenario": self.scenario,
            "replication": self.replication,
            "days_late": lateness(orders.iter().copied()).as_days(),
            "left_out": {
                "overdue": left_out.overdue,
                "cancelled": left_out.cancelled,
                "due_too_early": left_out.too_early,
            },
            "causes": causes.collect::<Vec<_>>(),
            "orders": explained,
        }))
    }

    fn order_json(&self, explained: &Explained) -> Value {
        let order = &explained.order;
        let spans = explained.spans.iter().map(|span| {
            json!({
                "from": self.date_time(span.from),
                "to": self.date_time(span.to),
                "waited_for": span.reason.name(),
                "place": self.traced.name(span.place),
                "days": span.to.since(span.from).as_days(),
            })
        });
        let causes = explained.days_late().map(|(reason, place, days)| {
            json!({
                "waited_for": reason.name(),
                "place": self.traced.name(place),
                "days_late": days,
            })
        });
        json!({
            "order": order.number,
            "computers": order.computers,
            "placed": self.date_time(order.placed),
            "due": self.date_time(order.due),
            "completed": self.date_time(order.completed),
            "days_late": order.lateness().as_days(),
            "spans": spans.collect::<Vec<_>>(),
            "causes": causes.collect::<Vec<_>>(),
        })
    }
}

/// Days with two decimals.
fn rounded(days: f64) -> String {
    plain((days * 100.0).round() / 100.0)
}
