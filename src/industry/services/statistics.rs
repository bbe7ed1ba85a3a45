//! What services collect: at the window, about housing, and of the service index.

use super::index::{IndexPart, Scores};
use crate::engine::{Level, Quantiles, Stays, Tally, collectors};
use crate::industry::shared::people::City;
use crate::units::{Duration, Fen, SimTime};

/// Parts of one that the index is kept in, so that its mean is a sum of integers.
pub(super) const INDEX_PARTS: f64 = 1e9;

collectors! {
    /// Statistics of the window.
    pub(super) struct WindowStatistics {
        /// Waits in the queue until a visit began; those of persons who gave up are discarded.
        pub(super) waits: Stays,
        pub(super) wait_quantiles: Quantiles,
        /// Visits that had to wait.
        pub(super) had_to_wait: u64,
        /// Waits that ended because the person gave up.
        pub(super) gave_up: u64,
        /// Persons in the queue.
        pub(super) backlog: Level,
        /// Windows at work.
        pub(super) busy: Level,
        /// Open time of all windows.
        pub(super) open: Duration,
        /// Visits of the cases that were complete.
        pub(super) visits: Tally,
        /// Documents handed in.
        pub(super) documents: u64,
    }
}

collectors! {
    /// Units, waits and losses of the talent housing.
    pub(super) struct HousingStatistics {
        /// Persons who asked for a unit.
        pub(super) asked: u64,
        /// Of them, those who found none free.
        pub(super) had_to_wait: u64,
        /// Waits that ended because the person left the city.
        pub(super) left: u64,
        /// Waits until a person got a unit or left.
        pub(super) waits: Stays,
        pub(super) wait_quantiles: Quantiles,
        /// Units that somebody lives in.
        pub(super) occupied: Level,
        pub(super) units: Level,
        /// Units that were built as planned.
        pub(super) built: u64,
        /// Units that programmes added.
        pub(super) added: u64,
        /// Persons who moved into a unit.
        pub(super) moved_in: u64,
        /// Persons who moved out of a unit, those who came before the run included.
        pub(super) moved_out: u64,
    }
}

collectors! {
    /// Statistics of the service index.
    pub(super) struct IndexStatistics {
        /// The index, in [`INDEX_PARTS`].
        pub(super) index: Level,
        /// Its parts before weights, in [`INDEX_PARTS`].
        pub(super) parts: [Level; IndexPart::ALL.len()],
        /// Civic events of the talents park.
        pub(super) civic_events: u64,
        /// Days on which the talents park was open.
        pub(super) park_days: u64,
    }
}

collectors! {
    /// Statistics of services.
    pub struct Statistics {
        pub(super) window: WindowStatistics,
        pub(super) housing: HousingStatistics,
        pub(super) index: IndexStatistics,
        /// Times from registration until a person settled; those of persons who left the city are
        /// discarded.
        pub(super) settling: Stays,
        pub(super) settling_quantiles: Quantiles,
        /// Paid by the city for what opened.
        pub(super) spent: Fen,
        /// Persons who came for the first time.
        pub(super) came: u64,
    }
}

impl WindowStatistics {
    /// A person joins the queue.
    pub(super) fn join(&mut self, now: SimTime) {
        self.backlog.add(now, 1);
        self.waits.begin(now);
    }

    /// A visit begins after a wait from `since` on, with the documents of the case.
    pub(super) fn begin_visit(&mut self, now: SimTime, since: SimTime, documents: u32) {
        let wait = now.since(since);
        self.backlog.add(now, -1);
        self.busy.add(now, 1);
        self.had_to_wait += u64::from(!wait.is_zero());
        self.waits.end(now, since);
        self.wait_quantiles.add(wait);
        self.documents += u64::from(documents);
    }

    /// A person who has waited from `since` on gives up.
    pub(super) fn give_up(&mut self, now: SimTime, since: SimTime) {
        self.backlog.add(now, -1);
        self.waits.discard(since);
        self.gave_up += 1;
    }
}

impl HousingStatistics {
    /// A person moves into a unit.
    pub(super) fn move_in(&mut self, now: SimTime) {
        self.occupied.add(now, 1);
        self.moved_in += 1;
    }

    /// A person moves out of a unit.
    pub(super) fn move_out(&mut self, now: SimTime) {
        self.occupied.add(now, -1);
        self.moved_out += 1;
    }

    /// A person asks for a unit.
    pub(super) fn ask(&mut self, now: SimTime, has_to_wait: bool) {
        self.waits.begin(now);
        self.asked += 1;
        self.had_to_wait += u64::from(has_to_wait);
    }

    /// A person who has waited from `since` on gets a unit or leaves.
    pub(super) fn end_wait(&mut self, now: SimTime, since: SimTime) {
        self.waits.end(now, since);
        self.wait_quantiles.add(now.since(since));
    }
}

impl IndexStatistics {
    /// The service index changes.
    #[expect(clippy::cast_possible_truncation, reason = "an index is near one")]
    pub(super) fn set(&mut self, now: SimTime, city: &City, scores: &Scores) {
        let parts = |value: f64| (value * INDEX_PARTS).round() as i64;
        self.index.set(now, parts(city.service_index));
        for (level, score) in self.parts.iter_mut().zip(scores.0) {
            level.set(now, parts(score));
        }
    }
}

impl Statistics {
    /// A person has settled.
    pub(super) fn settle(&mut self, now: SimTime, registered: SimTime) {
        self.settling.end(now, registered);
        self.settling_quantiles.add(now.since(registered));
    }
}

/// A calendar year at the window.
#[derive(Clone, Debug, Default)]
pub(super) struct WindowYear {
    /// The waits of all years before it.
    pub(super) waits_before: Stays,
    pub(super) visits: Tally,
    pub(super) documents: u64,
}
