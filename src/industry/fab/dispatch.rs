//! Dispatch (rule F2): which waiting lot goes next, by a list of rules; the first one decides, and
//! each further one breaks ties.
//!
//! To add a rule, add a variant to [`Rule`]: the compiler then asks for how it ranks. Scenario
//! files, the schema and its descriptions take name and meaning from the variant.

use std::cmp::Ordering;

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
}

impl Rule {
    /// Whether ranks by the rule change while lots wait, with the time or with the tool.
    const fn looks_at_moment(self) -> bool {
        match self {
            Self::CriticalRatio | Self::LeastSetup => true,
            Self::Priority
            | Self::Fifo
            | Self::EarliestDueDate
            | Self::LeastSlack
            | Self::QueueTime
            | Self::ShortestProcessingTime => false,
        }
    }

    /// Whether the rule needs the expected work of lots, at the step or on the rest of their way.
    const fn weighs_work(self) -> bool {
        match self {
            Self::CriticalRatio | Self::LeastSlack | Self::ShortestProcessingTime => true,
            Self::Priority
            | Self::Fifo
            | Self::EarliestDueDate
            | Self::QueueTime
            | Self::LeastSetup => false,
        }
    }

    /// Whether the rule ranks by setups, so that it ranks all lots alike where none needs a setup.
    const fn weighs_setup(self) -> bool {
        match self {
            Self::LeastSetup => true,
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
            settled @ (Self::Priority
            | Self::Fifo
            | Self::EarliestDueDate
            | Self::LeastSlack
            | Self::QueueTime
            | Self::ShortestProcessingTime) => settled.standing(lot),
        }
    }

    /// The rank by a rule that does not look at the moment; by the other rules all lots rank alike.
    #[inline]
    fn standing(self, lot: &QueuedLot) -> u64 {
        match self {
            Self::Priority => u64::from(u16::MAX - lot.priority),
            Self::Fifo => u64::from(lot.arrival),
            Self::EarliestDueDate => lot.due.as_millis(),
            Self::LeastSlack => ordered_bits(lot.due.as_millis() as f64 - lot.remaining),
            Self::QueueTime => lot.start_by.as_millis(),
            Self::ShortestProcessingTime => u64::from(lot.work),
            Self::CriticalRatio | Self::LeastSetup => 0,
        }
    }
}

/// Time to the due date over expected work left; below zero for a late lot.
fn critical_ratio(lot: &QueuedLot, now: SimTime) -> f64 {
    (lot.due.as_millis() as f64 - now.as_millis() as f64) / lot.remaining.max(1.0)
}

/// The bits of a number, so that they compare as the numbers do.
const fn ordered_bits(value: f64) -> u64 {
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

/// The rules of a tool group, in the order in which they decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ranking {
    /// The rules, each once; beyond `count` it is [`Rule::Fifo`].
    rules: [Rule; Rule::ALL.len()],
    count: u8,
    /// How many rules at the front give ranks that stay as they are while lots wait: queues are
    /// kept sorted by these.
    settled: u8,
}

impl Ranking {
    /// The ranking by `rules`; ties go to the lot that joined first.
    #[must_use]
    pub fn new(rules: &[Rule]) -> Self {
        let mut ranking = Self {
            rules: [Rule::Fifo; Rule::ALL.len()],
            count: 0,
            settled: 0,
        };
        for &rule in rules {
            if ranking.rules().contains(&rule) {
                continue; // what ties by a rule ties by it again
            }
            ranking.rules[usize::from(ranking.count)] = rule;
            if ranking.is_settled() && !rule.looks_at_moment() {
                ranking.settled += 1;
            }
            ranking.count += 1;
            if rule == Rule::Fifo {
                break; // arrival numbers differ: nothing is left to decide
            }
        }
        ranking
    }

    /// The rules, in the order in which they decide.
    #[inline]
    pub(super) fn rules(&self) -> &[Rule] {
        &self.rules[..usize::from(self.count)]
    }

    /// The rules by which queues are kept sorted: those at the front whose ranks stay as they are
    /// while lots wait.
    #[inline]
    pub(super) fn settled_rules(&self) -> &[Rule] {
        &self.rules[..usize::from(self.settled)]
    }

    /// The same ranking where no lot ever needs a setup.
    #[must_use]
    pub fn without_setups(&self) -> Self {
        let rules = self.rules().iter().copied();
        let rules: Vec<Rule> = rules.filter(|rule| !rule.weighs_setup()).collect();
        Self::new(&rules)
    }

    /// Whether ranks stay as they are while lots wait.
    #[must_use]
    pub const fn is_settled(&self) -> bool {
        self.settled == self.count
    }

    /// Whether the work of lots, at the step or on the rest of their way, matters to the rank.
    #[must_use]
    pub fn weighs_work(&self) -> bool {
        self.rules().iter().any(|rule| rule.weighs_work())
    }

    /// Whether the setup of the tool matters to the rank.
    #[must_use]
    pub fn weighs_setup(&self) -> bool {
        self.rules().iter().any(|rule| rule.weighs_setup())
    }

    #[inline]
    pub(super) fn compare_by(
        rules: &[Rule],
        a: &QueuedLot,
        b: &QueuedLot,
        moment: &Moment,
    ) -> Ordering {
        rules
            .iter()
            .map(|rule| rule.rank(a, moment).cmp(&rule.rank(b, moment)))
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    }

    /// Which of two lots stands before the other, by rules that do not look at the moment.
    #[inline]
    pub(super) fn compare_standing(rules: &[Rule], a: &QueuedLot, b: &QueuedLot) -> Ordering {
        rules
            .iter()
            .map(|rule| rule.standing(a).cmp(&rule.standing(b)))
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    }

    /// Which of two lots of one queue goes first at one moment; no two are equal.
    #[must_use]
    pub fn compare(&self, a: &QueuedLot, b: &QueuedLot, moment: &Moment) -> Ordering {
        Self::compare_by(self.rules(), a, b, moment).then(a.arrival.cmp(&b.arrival))
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
