//! Why orders were late: each is followed back from its last computer to the day on which it was
//! placed. The time in which the lines lacked a part is divided as the way of the delivery that
//! ended it.

use std::collections::BTreeMap;

pub use super::shared::lot_trace::{
    Fate, LotState, LotStateTrace, LotTimes, Stages, TracedLot, Visit,
};
pub use super::shared::tool_trace::{Activity, ToolSpan, ToolTrace, ToolWindow};
pub use super::shared::trace::{OrderTrace, Reason};

use super::shared::flow::PartId;
use super::shared::trace::{Delivery, LotTrace, Origin, Span, Trace};
use super::shared::waiting::{Constraint, PlaceId, Places};
use crate::units::{Duration, SimTime};

/// The trace of a run that has ended, and the names of its places.
#[derive(Clone, Debug)]
pub struct Traced {
    trace: Trace,
    places: Places,
    /// The parts that places stand for.
    parts: BTreeMap<PlaceId, PartId>,
    /// The end of the run.
    end: SimTime,
}

/// An order, and what was waited for from its placing to its last computer.
#[derive(Clone, Debug)]
pub struct Explained {
    /// When it was placed, due and complete, and for how many computers.
    pub order: OrderTrace,
    /// What the order waited for, in order of time and without gaps. A part that is missing is
    /// [`Reason::Lead`] here.
    pub spans: Vec<Span>,
    /// Milliseconds by what was waited for and where. Of a part that was missing, the time is
    /// divided as the way of the delivery that ended it.
    shares: BTreeMap<(Reason, Option<PlaceId>), f64>,
}

impl Explained {
    /// What was waited for, where, and the days of lateness that it accounts for: the lateness is
    /// shared in proportion to the times.
    pub fn days_late(&self) -> impl Iterator<Item = (Reason, Option<PlaceId>, f64)> {
        let all = self.order.completed.since(self.order.placed);
        let per_milli = self.order.lateness().as_days() / all.as_millis() as f64;
        let times = self.times();
        times.map(move |(reason, place, millis)| (reason, place, millis * per_milli))
    }

    /// What was waited for, where, and for how many milliseconds.
    pub fn times(&self) -> impl Iterator<Item = (Reason, Option<PlaceId>, f64)> {
        let shares = self.shares.iter();
        shares.map(|(&(reason, place), &millis)| (reason, place, millis))
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

impl Cause {
    /// What was waited for and where, as one text.
    #[must_use]
    pub fn name(&self) -> String {
        match (self.reason, self.place.as_str()) {
            (Reason::Line, _) | (_, "") => self.reason.name().to_owned(),
            (reason, place) => format!("{} {place}", reason.name()),
        }
    }
}

/// Late orders that are not explained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Orders that are overdue at the end of the run.
    pub overdue: u64,
    /// Orders that were cancelled after they were due.
    pub cancelled: u64,
    /// Orders that were due before the first computer of their model came.
    pub too_early: u64,
}

impl Traced {
    /// The trace of a run that ended at `end`, with these places.
    pub(super) fn new(trace: Trace, places: Places, end: SimTime) -> Self {
        let of_parts = places
            .iter()
            .filter(|(_, place)| matches!(place.constraint, Constraint::Parts | Constraint::Chips));
        // Places of parts stand in the order of the parts.
        let parts = of_parts.zip((0..).map(PartId));
        let parts = parts.map(|((place, _), part)| (place, part)).collect();
        Self {
            trace,
            places,
            parts,
            end,
        }
    }

    /// The orders that were completed late, in the order in which they were completed. Those that
    /// were due before the first computer of their model came are left out, as in
    /// `market.on_time`.
    pub fn late(&self) -> impl Iterator<Item = &OrderTrace> {
        let orders = self.trace.orders.iter();
        orders.filter(|order| !order.lateness().is_zero() && !order.is_due_too_early)
    }

    /// The late orders that are not among [`Self::late`].
    #[must_use]
    pub fn left_out(&self) -> LeftOut {
        let orders = self.trace.orders.iter();
        let too_early = orders.filter(|one| !one.lateness().is_zero() && one.is_due_too_early);
        LeftOut {
            overdue: self.trace.overdue(self.end),
            cancelled: self.trace.cancelled_late,
            too_early: too_early.count() as u64,
        }
    }

    /// The completed order of a number, from 1 on in the order of placing.
    #[must_use]
    pub fn order(&self, number: u64) -> Option<&OrderTrace> {
        let mut orders = self.trace.orders.iter();
        orders.find(|order| order.number == number)
    }

    /// How many orders were placed.
    #[must_use]
    pub const fn placed(&self) -> u64 {
        self.trace.placed
    }

    /// The name of a place; empty for none.
    #[must_use]
    pub fn name(&self, place: Option<PlaceId>) -> &str {
        place.map_or("", |place| &self.places.get(place).name)
    }

    /// What an order waited for.
    #[must_use]
    pub fn explain(&self, order: &OrderTrace) -> Explained {
        let mut walk = Walk::back_from(self, order.completed, order.placed);
        let mut shares = BTreeMap::new();
        walk.follow_computers(order);
        walk.follow_lines();
        walk.back_to(order.placed, Reason::Start, None);
        walk.spans.reverse();
        for span in &walk.spans {
            self.divide(span, order.placed, &mut shares);
        }
        Explained {
            order: *order,
            spans: walk.spans,
            shares,
        }
    }

    /// Adds a span to the shares of an order that was placed at `placed`. If a part was missing,
    /// the span is divided as the way of the delivery that ended it was, from the placing on.
    fn divide(
        &self,
        span: &Span,
        placed: SimTime,
        shares: &mut BTreeMap<(Reason, Option<PlaceId>), f64>,
    ) {
        let mut add = |reason: Reason, place: Option<PlaceId>, millis: f64| {
            *shares.entry((reason, place)).or_insert(0.0) += millis;
        };
        let length = span.to.since(span.from).as_millis() as f64;
        let missing = span.place.filter(|_| span.reason == Reason::Lead);
        let came = missing.and_then(|missing| self.last_delivery(missing, span.to));
        let Some(came) = came.filter(|came| came.at >= span.from && came.at > placed) else {
            return add(span.reason, span.place, length);
        };
        let mut walk = Walk::back_from(self, came.at, placed);
        walk.follow_delivery(came.origin, span.place);
        walk.back_to(placed, Reason::Start, None);
        let whole = came.at.since(placed).as_millis() as f64;
        for part in &walk.spans {
            let millis = part.to.since(part.from).as_millis() as f64;
            add(part.reason, part.place, length * millis / whole);
        }
    }

    /// What some orders waited for, by reason and place, the longest first.
    pub fn causes<'a>(&self, orders: impl IntoIterator<Item = &'a OrderTrace>) -> Vec<Cause> {
        let mut causes: BTreeMap<(Reason, Option<PlaceId>), (u64, f64)> = BTreeMap::new();
        for order in orders {
            for (reason, place, days) in self.explain(order).days_late() {
                let (count, sum) = causes.entry((reason, place)).or_default();
                *count += 1;
                *sum += days;
            }
        }
        let causes = causes.into_iter();
        let mut causes: Vec<Cause> = causes
            .map(|((reason, place), (orders, days_late))| Cause {
                reason,
                place: self.name(place).to_owned(),
                orders,
                days_late,
            })
            .collect();
        causes.sort_by(|one, other| other.days_late.total_cmp(&one.days_late));
        causes
    }

    /// The last delivery of a part up to an instant.
    fn last_delivery(&self, place: PlaceId, at: SimTime) -> Option<Delivery> {
        let deliveries = self.trace.deliveries.get(self.parts.get(&place)?)?;
        let came = deliveries.partition_point(|one| one.at <= at);
        came.checked_sub(1).map(|last| deliveries[last])
    }
}

/// The way back from an instant to the placing of an order.
struct Walk<'a> {
    traced: &'a Traced,
    /// When the order was placed: nothing before counts.
    begin: SimTime,
    /// How far back it has come.
    at: SimTime,
    /// What was waited for, the last first.
    spans: Vec<Span>,
}

impl<'a> Walk<'a> {
    const fn back_from(traced: &'a Traced, at: SimTime, begin: SimTime) -> Self {
        Self {
            traced,
            begin,
            at,
            spans: Vec::new(),
        }
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

    /// From the last computer of the order back to the kit of the carrier that it was on.
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
    }

    /// From the beginning of a kit back through what the lines waited for.
    fn follow_lines(&mut self) {
        let lines = &self.traced.trace.lines;
        let begun = lines.partition_point(|span| span.from < self.at);
        for span in lines[..begun].iter().rev() {
            if self.at <= self.begin {
                break;
            }
            self.back_to(span.from, span.reason, span.place);
        }
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
