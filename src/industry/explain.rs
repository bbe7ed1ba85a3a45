//! Why orders were late: each is followed back from its last computer to the day on which it was
//! placed, always to what came last of what its computers needed.

use super::shared::flow::PartId;
pub use super::shared::trace::{OrderTrace, Reason};

use super::shared::trace::{Delivery, LotTrace, Origin, Span, Trace};
use super::shared::waiting::{Constraint, PlaceId, Places};
use crate::units::{Duration, SimTime};

/// The trace of a run that has ended, and the names of its places.
#[derive(Clone, Debug)]
pub struct Traced {
    pub(super) trace: Trace,
    pub(super) places: Places,
}

/// A completed order, and what was waited for from its placing to its last computer.
#[derive(Clone, Debug)]
pub struct Explained {
    /// When it was placed, due and complete, and for how many computers.
    pub order: OrderTrace,
    /// What was waited for, in order of time and without gaps.
    pub spans: Vec<Span>,
}

impl Explained {
    /// The part of the lateness of the order that a span accounts for, in days: lateness is shared
    /// among the spans in proportion to their lengths.
    #[must_use]
    pub fn days_late(&self, span: &Span) -> f64 {
        let all = self.order.completed.since(self.order.placed).as_days();
        let share = span.to.since(span.from).as_days() / all;
        self.order.lateness().as_days() * share
    }
}

/// What was waited for at a place, summed over orders.
#[derive(Clone, Debug, PartialEq)]
pub struct Cause {
    /// What was waited for.
    pub reason: Reason,
    /// Where; empty where that is no place.
    pub place: String,
    /// In how many orders.
    pub orders: u64,
    /// Days of lateness that it accounts for.
    pub days_late: f64,
}

impl Traced {
    /// The orders that were completed late, in the order in which they were completed.
    pub fn late(&self) -> impl Iterator<Item = &OrderTrace> {
        let orders = self.trace.orders.iter();
        orders.filter(|order| !order.lateness().is_zero())
    }

    /// The completed order of a number, from 1 on in the order of placing.
    #[must_use]
    pub fn order(&self, number: u64) -> Option<&OrderTrace> {
        self.trace
            .orders
            .iter()
            .find(|order| order.number == number)
    }

    /// The name of a place; empty for none.
    #[must_use]
    pub fn name(&self, place: Option<PlaceId>) -> &str {
        place.map_or("", |place| &self.places.get(place).name)
    }

    /// What an order waited for.
    #[must_use]
    pub fn explain(&self, order: &OrderTrace) -> Explained {
        let mut walk = Walk {
            traced: self,
            begin: order.placed,
            at: order.completed,
            spans: Vec::new(),
        };
        walk.follow_computers(order);
        walk.back_to(order.placed, Reason::Start, None);
        walk.spans.reverse();
        Explained {
            order: *order,
            spans: walk.spans,
        }
    }

    /// What some orders waited for, by reason and place, the longest first.
    pub fn causes<'a>(&self, orders: impl IntoIterator<Item = &'a OrderTrace>) -> Vec<Cause> {
        let mut causes: Vec<Cause> = Vec::new();
        for order in orders {
            let explained = self.explain(order);
            let mut counted: Vec<usize> = Vec::new();
            for span in &explained.spans {
                let place = self.name(span.place);
                let is_same = |cause: &Cause| cause.reason == span.reason && cause.place == place;
                let row = causes.iter().position(is_same).unwrap_or_else(|| {
                    causes.push(Cause {
                        reason: span.reason,
                        place: place.to_owned(),
                        orders: 0,
                        days_late: 0.0,
                    });
                    causes.len() - 1
                });
                causes[row].days_late += explained.days_late(span);
                if !counted.contains(&row) {
                    counted.push(row);
                    causes[row].orders += 1;
                }
            }
        }
        causes.sort_by(|one, other| other.days_late.total_cmp(&one.days_late));
        causes
    }

    /// The part that a place of parts stands for: these places stand in the order of the parts.
    fn part(&self, place: PlaceId) -> Option<PartId> {
        let of_parts = self
            .places
            .iter()
            .filter(|(_, place)| matches!(place.constraint, Constraint::Parts | Constraint::Chips));
        let mut parts = of_parts.zip((0..).map(PartId));
        let found = parts.find(|((id, _), _)| *id == place);
        found.map(|(_, part)| part)
    }
}

/// The way back from the completion of an order to its placing.
struct Walk<'a> {
    traced: &'a Traced,
    /// When the order was placed: nothing before counts.
    begin: SimTime,
    /// How far back it has come.
    at: SimTime,
    /// What was waited for, the last first.
    spans: Vec<Span>,
}

impl Walk<'_> {
    /// Whether it has come to the placing of the order.
    fn is_done(&self) -> bool {
        self.at <= self.begin
    }

    /// From where it is back to `from`, something was waited for.
    fn back_to(&mut self, from: SimTime, reason: Reason, place: Option<PlaceId>) {
        let from = from.max(self.begin);
        if from >= self.at {
            return;
        }
        let span = Span {
            from,
            to: self.at,
            reason,
            place,
        };
        self.at = from;
        match self.spans.last_mut() {
            Some(last) if (last.reason, last.place) == (reason, place) => last.from = from,
            _ => self.spans.push(span),
        }
    }

    /// From the last computer of the order back through the carrier that it was on.
    fn follow_computers(&mut self, order: &OrderTrace) {
        let carriers = &self.traced.trace.carriers;
        let finished = carriers.partition_point(|one| one.finished <= self.at);
        let mut finished = carriers[..finished].iter().rev();
        let Some(carrier) = finished.find(|one| one.model == order.model) else {
            return self.back_to(self.begin, Reason::Earlier, None);
        };
        self.back_to(carrier.finished, Reason::Earlier, None);
        for wait in carrier.waits.iter().rev() {
            self.back_to(wait.to, Reason::Assembly, None);
            self.back_to(wait.from, wait.reason, wait.place);
        }
        self.back_to(carrier.begun, Reason::Assembly, None);
        self.follow_kit();
    }

    /// From the beginning of a kit back through what the lines waited for, to the last part that
    /// came.
    fn follow_kit(&mut self) {
        let lines = &self.traced.trace.lines;
        let mut next = lines.partition_point(|span| span.from < self.at);
        while let Some(place) = next.checked_sub(1).filter(|_| !self.is_done()) {
            next = place;
            let span = lines[place];
            let missing = span.place.filter(|_| span.reason == Reason::Lead);
            let came = missing.and_then(|missing| self.last_delivery(missing));
            if let Some(came) = came.filter(|came| came.at >= span.from) {
                self.back_to(came.at, Reason::Lead, span.place);
                return self.follow_delivery(came.origin, span.place);
            }
            self.back_to(span.from, span.reason, span.place);
        }
    }

    /// The last delivery of a part up to where it is.
    fn last_delivery(&self, place: PlaceId) -> Option<Delivery> {
        let part = self.traced.part(place)?;
        let deliveries = self.traced.trace.deliveries.get(&part)?;
        let came = deliveries.partition_point(|one| one.at <= self.at);
        came.checked_sub(1).map(|last| deliveries[last])
    }

    /// From the arrival of a part back to its supplier, or through the lot of its chips.
    fn follow_delivery(&mut self, origin: Origin, place: Option<PlaceId>) {
        match origin {
            Origin::Ordered(at) => {
                self.back_to(at, Reason::Lead, place);
                self.back_to(self.begin, Reason::Ordering, place);
            }
            Origin::Lot(serial) => {
                if let Some(lot) = self.traced.trace.lots.get(&serial) {
                    self.follow_lot(lot);
                }
            }
        }
    }

    /// From the tested chips of a lot back to its release.
    fn follow_lot(&mut self, lot: &LotTrace) {
        for wait in lot.waits.iter().rev() {
            self.work_back_to(wait.to, lot);
            self.back_to(wait.from, wait.reason, wait.place);
        }
        self.work_back_to(lot.released, lot);
        self.back_to(self.begin, Reason::Start, None);
    }

    /// A lot was worked on from `from` to where it is, in the fab and behind it.
    fn work_back_to(&mut self, from: SimTime, lot: &LotTrace) {
        let left_fab = lot.left_fab.unwrap_or(SimTime::ZERO);
        self.back_to(from.max(left_fab), Reason::Backend, None);
        self.back_to(from, Reason::Process, None);
    }
}

/// The lateness of all of these orders together.
#[must_use]
pub fn lateness<'a>(orders: impl IntoIterator<Item = &'a OrderTrace>) -> Duration {
    let orders = orders.into_iter().map(OrderTrace::lateness);
    orders.fold(Duration::ZERO, |sum, one| sum + one)
}
