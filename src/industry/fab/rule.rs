//! Dispatch rules (rule F2): how each ranks a waiting lot at the moment of a decision.
//!
//! To add a rule, add a variant to [`Rule`]: the compiler then asks for how it ranks. Scenario
//! files, the schema and its descriptions take name and meaning from the variant.

use super::rows::{LotRow, ToolRow};
use super::setups::{SetupId, SetupTimes};
use crate::units::{Duration, SimTime, named_enum};

named_enum! {
    /// A rule that ranks waiting lots.
    pub enum Rule {
        /// The lot with the highest priority goes first.
        Priority = "priority",
        /// The lot that joined the queue first goes first.
        Fifo = "fifo",
        /// The lot that is due first goes first.
        EarliestDueDate = "earliest_due_date",
        /// The lot with the least time to its due date per unit of expected work left goes first.
        CriticalRatio = "critical_ratio",
        /// The lot with the least time to its due date beyond its expected work left goes first.
        LeastSlack = "least_slack",
        /// The lot whose queue-time limit is nearest goes first; lots without a limit go last.
        QueueTime = "queue_time",
        /// The lot whose step is expected to take the least time goes first.
        ShortestProcessingTime = "shortest_processing_time",
        /// The lot that needs the least setup on the tool goes first.
        LeastSetup = "least_setup",
        /// Lots that need no setup on the tool go first, then one whose setup the fewest tools of
        /// the group are making, so that tools that end their runs at one time go to different
        /// setups.
        FewestSetupsUnderWay = "fewest_setups_under_way",
    }
}

/// The moment of a decision: what a rule may look at besides the lot, and which lots the tool may
/// take.
#[derive(Clone, Copy)]
pub struct Moment<'a> {
    /// The time.
    pub now: SimTime,
    /// The tool that looks for work.
    pub tool: ToolRow,
    /// Whether that tool must keep its setup.
    pub keeps_setup: bool,
    /// The only lot that it may take, if it waits for one.
    pub reserved_for: Option<LotRow>,
    /// The setup of the tool that looks for work.
    pub setup: SetupId,
    /// All setup times.
    pub setups: &'a SetupTimes,
    /// For how many jobs on tools of the group each setup is being made; empty where no rule of the
    /// group looks at that.
    pub under_way: &'a [u32],
}

impl Moment<'_> {
    /// Whether the tool may take the lot.
    #[inline]
    #[must_use]
    pub fn allows(&self, lot: &QueuedLot) -> bool {
        let setup_fits = !self.keeps_setup || lot.setup == SetupId::NONE || lot.setup == self.setup;
        let is_free = self.reserved_for.is_none_or(|reserved| reserved == lot.lot);
        setup_fits && is_free && lot.tool.is_none_or(|tool| tool == self.tool)
    }

    /// Nothing for a lot that needs no setup on the tool; else one more than the jobs for which its
    /// setup is being made.
    #[inline(never)] // rare, and ranks are worked out where every register counts
    fn setups_under_way(&self, lot: &QueuedLot) -> u64 {
        if lot.setup_time(self.setups, self.setup).is_zero() {
            return 0;
        }
        1 + u64::from(self.under_way[usize::from(lot.setup.0)])
    }
}

impl Rule {
    /// Whether ranks by the rule change while lots wait, with the time or with the tool.
    pub(super) const fn looks_at_moment(self) -> bool {
        match self {
            Self::CriticalRatio | Self::LeastSetup | Self::FewestSetupsUnderWay => true,
            Self::Priority
            | Self::Fifo
            | Self::EarliestDueDate
            | Self::LeastSlack
            | Self::QueueTime
            | Self::ShortestProcessingTime => false,
        }
    }

    /// Whether the rule needs the expected work of lots, at the step or on the rest of their way.
    pub(super) const fn weighs_work(self) -> bool {
        match self {
            Self::CriticalRatio | Self::LeastSlack | Self::ShortestProcessingTime => true,
            Self::Priority
            | Self::Fifo
            | Self::EarliestDueDate
            | Self::QueueTime
            | Self::LeastSetup
            | Self::FewestSetupsUnderWay => false,
        }
    }

    /// Whether the rule ranks by setups, so that it ranks all lots alike where none needs a setup.
    pub(super) const fn weighs_setup(self) -> bool {
        match self {
            Self::LeastSetup | Self::FewestSetupsUnderWay => true,
            Self::Priority
            | Self::Fifo
            | Self::EarliestDueDate
            | Self::CriticalRatio
            | Self::LeastSlack
            | Self::QueueTime
            | Self::ShortestProcessingTime => false,
        }
    }

    /// How the lot ranks: the least number goes first.
    #[inline]
    pub(super) fn rank(self, lot: &QueuedLot, moment: &Moment) -> u64 {
        match self {
            Self::CriticalRatio => ordered_bits(critical_ratio(lot, moment.now)),
            Self::LeastSetup => lot.setup_time(moment.setups, moment.setup).as_millis(),
            Self::FewestSetupsUnderWay => moment.setups_under_way(lot),
            settled @ (Self::Priority
            | Self::Fifo
            | Self::EarliestDueDate
            | Self::LeastSlack
            | Self::QueueTime
            | Self::ShortestProcessingTime) => {
                let [rank] = settled.standings([lot]);
                rank
            }
        }
    }

    /// The ranks of lots by a rule that does not look at the moment; by the other rules all lots
    /// rank alike. Of several lots at once, so that the rule is looked up once.
    #[inline]
    pub(super) fn standings<const LOTS: usize>(self, lots: [&QueuedLot; LOTS]) -> [u64; LOTS] {
        match self {
            Self::Priority => lots.map(|lot| u64::from(u16::MAX - lot.priority)),
            Self::Fifo => lots.map(|lot| u64::from(lot.arrival)),
            Self::EarliestDueDate => lots.map(|lot| lot.due.as_millis()),
            Self::LeastSlack => {
                lots.map(|lot| ordered_bits(lot.due.as_millis() as f64 - lot.remaining))
            }
            Self::QueueTime => lots.map(|lot| lot.start_by.as_millis()),
            Self::ShortestProcessingTime => lots.map(|lot| u64::from(lot.work)),
            Self::CriticalRatio | Self::LeastSetup | Self::FewestSetupsUnderWay => [0; LOTS],
        }
    }
}

/// Time to the due date over expected work left; below zero for a late lot.
fn critical_ratio(lot: &QueuedLot, now: SimTime) -> f64 {
    (lot.due.as_millis() as f64 - now.as_millis() as f64) / lot.remaining.max(1.0)
}

/// The bits of a number, so that they compare as the numbers do.
pub(super) const fn ordered_bits(value: f64) -> u64 {
    let bits = value.to_bits();
    if bits >> 63 == 0 {
        bits | 1 << 63
    } else {
        !bits
    }
}

/// A lot in a queue, with everything that rules look at, as it was when the lot joined. It takes
/// one line of the processor's cache.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
pub struct QueuedLot {
    /// When it joined.
    pub joined: SimTime,
    /// When it is due out.
    pub due: SimTime,
    /// By when its queue-time limit wants it to start.
    pub start_by: SimTime,
    /// Expected work from this step to the end, in milliseconds.
    pub remaining: f64,
    /// The number of its arrival at this group: breaks the last ties.
    pub arrival: u32,
    /// Expected time of the step, in milliseconds, at most 49 days.
    pub work: u32,
    /// Row of the lot that waits.
    pub lot: LotRow,
    /// The tool that must take it, if it is not free to choose.
    pub tool: Option<ToolRow>,
    /// Lots with the same key can share a batch.
    pub batch_key: u32,
    /// The setup that the step needs.
    pub setup: SetupId,
    /// Whether that is made also on a tool that has it.
    pub always_sets_up: bool,
    /// Number of wafers that it holds.
    pub wafers: u16,
    /// Its priority; higher goes first.
    pub priority: u16,
}

const _: () = assert!(
    size_of::<QueuedLot>() == 64,
    "queues are scanned: keep entries small"
);

impl QueuedLot {
    /// How long a tool with this setup needs, in the mean, to be set up for the lot.
    #[inline]
    #[must_use]
    pub fn setup_time(&self, setups: &SetupTimes, tool: SetupId) -> Duration {
        setups.time(tool, self.setup, self.always_sets_up)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A lot due in 10 with 5 of work left (ratio 2) goes before one due in 9 with 3 left (3), and
    /// a late one before both.
    #[test]
    fn the_critical_ratio_is_slack_over_work() {
        let ratio = |due, remaining| {
            let lot = QueuedLot {
                joined: SimTime::ZERO,
                due: SimTime::from_millis(due),
                remaining,
                arrival: 0,
                work: 0,
                lot: LotRow::new(0),
                start_by: SimTime::MAX,
                tool: None,
                batch_key: 0,
                setup: SetupId(0),
                always_sets_up: false,
                wafers: 1,
                priority: 0,
            };
            ordered_bits(critical_ratio(&lot, SimTime::from_millis(100)))
        };
        assert!(ratio(90, 4.0) < ratio(100, 4.0));
        assert!(ratio(100, 4.0) < ratio(110, 5.0));
        assert!(ratio(110, 5.0) < ratio(109, 3.0));
    }
}
