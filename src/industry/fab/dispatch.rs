//! Dispatch (rule F2): which waiting lot goes next, by a list of rules; the first one decides, and
//! each further one breaks ties. A scenario may write formulas in place of rules (`rank`).
//!
//! To add a rule, add a variant to [`Rule`]: the compiler then asks for how it ranks. Scenario
//! files, the schema and its descriptions take name and meaning from the variant.

use std::cmp::Ordering;
use std::sync::Arc;

use super::rank::Formula;
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

/// What a ranking goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Criterion {
    /// What a rule says.
    Rule(Rule),
    /// The formula at the same place.
    Formula,
}

/// The criteria of a tool group, in the order in which they decide.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranking {
    /// The criteria, each once; beyond `count` it is [`Rule::Fifo`].
    criteria: [Criterion; Rule::ALL.len()],
    count: u8,
    /// How many criteria at the front give ranks that stay as they are while lots wait: queues are
    /// kept sorted by these.
    settled: u8,
    /// The formulas that the scenario wrote, one for each criterion; none if it named rules.
    formulas: Option<Arc<Vec<Formula>>>,
}

impl Ranking {
    /// The ranking by `rules`; ties go to the lot that joined first.
    #[must_use]
    pub fn new(rules: &[Rule]) -> Self {
        let mut ranking = Self {
            criteria: [Criterion::Rule(Rule::Fifo); Rule::ALL.len()],
            count: 0,
            settled: 0,
            formulas: None,
        };
        for &rule in rules {
            let criterion = Criterion::Rule(rule);
            if ranking.criteria().contains(&criterion) {
                continue; // what ties by a rule ties by it again
            }
            ranking.add(criterion, rule.looks_at_moment());
            if rule == Rule::Fifo {
                break; // arrival numbers differ: nothing is left to decide
            }
        }
        ranking
    }

    /// The ranking by formulas, of which the least value goes first; ties go to the lot that joined
    /// first. What ranks as a rule does is that rule.
    #[must_use]
    pub fn by_formulas(formulas: Vec<Formula>) -> Self {
        let mut ranking = Self::new(&[]);
        for formula in &formulas {
            let rule = formula.as_rule();
            let criterion = rule.map_or(Criterion::Formula, Criterion::Rule);
            ranking.add(criterion, formula.looks_at_moment());
        }
        ranking.formulas = Some(Arc::new(formulas));
        ranking
    }

    fn add(&mut self, criterion: Criterion, looks_at_moment: bool) {
        self.criteria[usize::from(self.count)] = criterion;
        if self.is_settled() && !looks_at_moment {
            self.settled += 1;
        }
        self.count += 1;
    }

    fn criteria(&self) -> &[Criterion] {
        &self.criteria[..usize::from(self.count)]
    }

    fn formula(&self, place: usize) -> &Formula {
        let formulas = self.formulas.as_ref().expect("a formula has its text");
        &formulas[place]
    }

    /// How many criteria there are.
    #[inline]
    pub(super) fn len(&self) -> usize {
        usize::from(self.count)
    }

    /// How many criteria, those at the front, give ranks that stay as they are while lots wait:
    /// queues are kept sorted by these.
    #[inline]
    pub(super) fn settled(&self) -> usize {
        usize::from(self.settled)
    }

    /// The same ranking where no lot ever needs a setup.
    #[must_use]
    pub fn without_setups(&self) -> Self {
        let weighs_setup = |place: &usize| match self.criteria[*place] {
            Criterion::Rule(rule) => rule.weighs_setup(),
            Criterion::Formula => false, // it looks at other things, too
        };
        let places = (0..self.len()).filter(|place| !weighs_setup(place));
        if self.formulas.is_some() {
            return Self::by_formulas(places.map(|place| self.formula(place).clone()).collect());
        }
        let rules = places.filter_map(|place| match self.criteria[place] {
            Criterion::Rule(rule) => Some(rule),
            Criterion::Formula => None,
        });
        Self::new(&rules.collect::<Vec<Rule>>())
    }

    /// Whether ranks stay as they are while lots wait.
    #[must_use]
    pub const fn is_settled(&self) -> bool {
        self.settled == self.count
    }

    /// Whether the work of lots, at the step or on the rest of their way, matters to the rank.
    #[must_use]
    pub fn weighs_work(&self) -> bool {
        let mut criteria = self.criteria().iter().enumerate();
        criteria.any(|(place, criterion)| match criterion {
            Criterion::Rule(rule) => rule.weighs_work(),
            Criterion::Formula => self.formula(place).weighs_work(),
        })
    }

    /// Whether the setup of the tool matters to the rank.
    #[must_use]
    pub fn weighs_setup(&self) -> bool {
        let mut criteria = self.criteria().iter().enumerate();
        criteria.any(|(place, criterion)| match criterion {
            Criterion::Rule(rule) => rule.weighs_setup(),
            Criterion::Formula => self.formula(place).weighs_setup(),
        })
    }

    /// How a lot ranks by the criterion at a place at one moment: the least number goes first.
    #[inline]
    pub(super) fn rank(&self, place: usize, lot: &QueuedLot, moment: &Moment) -> u64 {
        match self.criteria[place] {
            Criterion::Rule(rule) => rule.rank(lot, moment),
            Criterion::Formula => self.formula(place).rank(lot, Some(moment)),
        }
    }

    /// Which of two lots goes first by the criteria from a place on at one moment.
    #[inline]
    pub(super) fn compare_from(
        &self,
        place: usize,
        (a, b): (&QueuedLot, &QueuedLot),
        moment: &Moment,
    ) -> Ordering {
        (place..self.len())
            .map(|place| {
                self.rank(place, a, moment)
                    .cmp(&self.rank(place, b, moment))
            })
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    }

    /// Which of two lots stands before the other, by the criteria that do not look at the moment.
    #[inline]
    pub(super) fn compare_standing(&self, a: &QueuedLot, b: &QueuedLot) -> Ordering {
        let rank = |place: usize, lot: &QueuedLot| match self.criteria[place] {
            Criterion::Rule(rule) => rule.standing(lot),
            Criterion::Formula => self.formula(place).rank(lot, None),
        };
        (0..self.settled())
            .map(|place| rank(place, a).cmp(&rank(place, b)))
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    }

    /// Which of two lots of one queue goes first at one moment; no two are equal.
    #[must_use]
    pub fn compare(&self, a: &QueuedLot, b: &QueuedLot, moment: &Moment) -> Ordering {
        self.compare_from(0, (a, b), moment)
            .then(a.arrival.cmp(&b.arrival))
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
