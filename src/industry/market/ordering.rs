//! The events of demand, and a process of orders: a Poisson process at the greatest rate that there
//! can be, whose orders are placed or not.

use super::plan::ContractRow;
use crate::engine::{Calendar, Pace, Phase, Stream, Streams};
use crate::units::{Duration, Rate, SimTime};

crate::row_ids! {
    /// A buyer's place in the list of all accredited buyers.
    pub(super) struct BuyerRow;
    /// A model's place in the list of models.
    pub(super) struct ModelRow;
}

crate::event_codes! {
    /// What happens in demand.
    pub(super) enum DemandEvent {
        /// A tender is placed.
        TenderPlaced,
        /// One more buyer is accredited.
        BuyerAccredited,
        /// An accredited buyer places an order.
        BuyerOrders(BuyerRow),
        /// An order for one model alone is placed.
        ModelOrdered(ModelRow),
        /// A contract begins.
        ContractPlaced(ContractRow),
    }
}

/// A Poisson process of orders.
pub(super) struct Ordering {
    /// Gaps, models and sizes.
    pub(super) stream: Stream,
    /// Whether an order is placed: a stream of its own, so that gaps, models and sizes are the same
    /// whatever demand reacts to.
    pub(super) thinning: Stream,
    pace: Pace,
}

impl Ordering {
    /// The process begins.
    pub(super) fn new([stream, thinning]: [Stream; 2], rate: Rate) -> Self {
        Self {
            stream,
            thinning,
            pace: Pace::new(gap(rate)),
        }
    }

    /// The streams of a process with this name, of an entity with this one.
    pub(super) fn streams(streams: &Streams, process: &str, entity: &str) -> [Stream; 2] {
        let thinning = format!("{process}: thinning");
        [process, &thinning].map(|process| streams.stream(process, entity))
    }

    /// The streams of the process with this name of the entity with this number.
    pub(super) fn streams_indexed(streams: &Streams, process: &str, index: u64) -> [Stream; 2] {
        let thinning = format!("{process}: thinning");
        [process, &thinning].map(|process| streams.stream_indexed(process, index))
    }

    /// Whether an event that is popped at `now` is the next order.
    pub(super) fn is_now(&self, now: SimTime) -> bool {
        self.pace.is_now(now)
    }

    /// The next order of the process, which comes at a rate; its event is scheduled.
    pub(super) fn schedule_next(
        &mut self,
        calendar: &mut Calendar<DemandEvent>,
        now: SimTime,
        rate: Rate,
        event: DemandEvent,
    ) {
        let per_milli = rate.get_per_milli();
        if per_milli > 0.0 {
            let gap = Duration::from_millis_f64(self.stream.exponential() / per_milli);
            self.pace.expect(now + gap);
            calendar.schedule(now + gap, Phase::Transfer, event);
        }
    }

    /// Goes on at another rate from `now` on.
    pub(super) fn change(
        &mut self,
        calendar: &mut Calendar<DemandEvent>,
        now: SimTime,
        rate: Rate,
        event: DemandEvent,
    ) {
        let stream = &mut self.stream;
        let due = self.pace.change(now, gap(rate), || stream.exponential());
        if let Some(due) = due {
            calendar.schedule(due, Phase::Transfer, event);
        }
    }
}

/// The mean gap between events of a rate, in milliseconds.
fn gap(rate: Rate) -> f64 {
    1.0 / rate.get_per_milli()
}
