//! Dispatch (rule F2): which waiting lot goes next, by a list of rules; the first one decides, and
//! each further one breaks ties.
//!
//! To add a rule, add a variant to [`Rule`]: the compiler then asks for its name and its urgency.

use std::cmp::Ordering;
use std::collections::VecDeque;

use super::plan::{SetupId, SetupTimes};
use super::rows::{LotRow, ToolRow};
use crate::units::SimTime;

/// A rule that ranks waiting lots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// The lot with the highest priority.
    Priority,
    /// The lot that joined the queue first.
    Fifo,
    /// The lot that is due first.
    EarliestDueDate,
    /// The lot with the least time to its due date per unit of expected work left.
    CriticalRatio,
    /// The lot with the least time to its due date beyond its expected work left.
    LeastSlack,
    /// The lot whose queue-time limit is nearest; lots without one last.
    QueueTime,
    /// The lot whose step is expected to take the least time.
    ShortestProcessingTime,
    /// The lot that needs the least setup on the tool at hand; among several idle tools, the one
    /// on which that is least.
    LeastSetup,
}

/// The moment of a decision: what a rule may look at besides the lot, and which lots may go.
#[derive(Clone, Copy)]
pub struct Moment<'a> {
    /// The time.
    pub now: SimTime,
    /// The tool that looks for work.
    pub tool: ToolRow,
    /// Whether that tool must keep its setup.
    pub keeps_setup: bool,
    /// The setup of the tool that looks for work.
    pub setup: SetupId,
    /// All setup times.
    pub setups: &'a SetupTimes,
}

impl Moment<'_> {
    /// Whether the tool may take the lot.
    #[inline]
    #[must_use]
    pub fn allows(&self, lot: &Waiting) -> bool {
        let setup_fits = !self.keeps_setup || lot.setup == SetupId::NONE || lot.setup == self.setup;
        setup_fits && lot.tool.is_none_or(|tool| tool == self.tool)
    }
}

impl Rule {
    /// All rules.
    pub const ALL: [Self; 8] = [
        Self::Priority,
        Self::Fifo,
        Self::EarliestDueDate,
        Self::CriticalRatio,
        Self::LeastSlack,
        Self::QueueTime,
        Self::ShortestProcessingTime,
        Self::LeastSetup,
    ];

    /// The name in scenario files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Priority => "priority",
            Self::Fifo => "fifo",
            Self::EarliestDueDate => "earliest_due_date",
            Self::CriticalRatio => "critical_ratio",
            Self::LeastSlack => "least_slack",
            Self::QueueTime => "queue_time",
            Self::ShortestProcessingTime => "shortest_processing_time",
            Self::LeastSetup => "least_setup",
        }
    }

    /// Whether the rule looks at the moment, so that ranks change while lots wait.
    const fn looks_at_moment(self) -> bool {
        matches!(self, Self::CriticalRatio | Self::LeastSetup)
    }

    /// How the lot ranks: the least number goes first.
    #[inline]
    fn rank(self, lot: &Waiting, moment: &Moment) -> u64 {
        match self {
            Self::CriticalRatio => ordered_bits(critical_ratio(lot, moment.now)),
            Self::LeastSetup => moment.setups.time(moment.setup, lot.setup).as_millis(),
            settled @ (Self::Priority
            | Self::Fifo
            | Self::EarliestDueDate
            | Self::LeastSlack
            | Self::QueueTime
            | Self::ShortestProcessingTime) => settled.standing(lot),
        }
    }

    /// The rank of a rule that does not look at the moment; the others tell no lots apart.
    #[inline]
    fn standing(self, lot: &Waiting) -> u64 {
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
fn critical_ratio(lot: &Waiting, now: SimTime) -> f64 {
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

/// A lot in a queue, with everything that rules look at, frozen when it joined. It takes one line of
/// the processor's cache.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
pub struct Waiting {
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
    /// The lot.
    pub lot: LotRow,
    /// The tool that must take it, if it is not free to choose.
    pub tool: Option<ToolRow>,
    /// Lots with the same key can share a batch.
    pub batch_key: u32,
    /// The setup that the step needs.
    pub setup: SetupId,
    /// Its wafers.
    pub wafers: u16,
    /// Its priority; higher goes first.
    pub priority: u16,
}

const _: () = assert!(
    size_of::<Waiting>() == 64,
    "queues are scanned: keep entries small"
);

/// The rules of a tool group, in the order in which they decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ranking {
    /// The rules, each once; beyond `count` it is [`Rule::Fifo`].
    rules: [Rule; Rule::ALL.len()],
    count: u8,
    /// How many rules at the front give ranks that never change: queues stay sorted by these.
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
    fn rules(&self) -> &[Rule] {
        &self.rules[..usize::from(self.count)]
    }

    /// The same ranking where no lot ever needs a setup.
    #[must_use]
    pub fn without_setups(&self) -> Self {
        let rules = self.rules().iter().copied();
        Self::new(
            &rules
                .filter(|rule| *rule != Rule::LeastSetup)
                .collect::<Vec<_>>(),
        )
    }

    /// Whether ranks never change while lots wait.
    #[must_use]
    pub const fn is_settled(&self) -> bool {
        self.settled == self.count
    }

    /// Whether the work of lots, at the step or on the rest of their way, matters to the rank.
    #[must_use]
    pub fn weighs_work(&self) -> bool {
        use Rule::{CriticalRatio, LeastSlack, ShortestProcessingTime};
        let weighs =
            |rule: &Rule| matches!(rule, CriticalRatio | LeastSlack | ShortestProcessingTime);
        self.rules().iter().any(weighs)
    }

    /// Whether the setup of the tool matters to the rank.
    #[must_use]
    pub fn weighs_setup(&self) -> bool {
        self.rules().contains(&Rule::LeastSetup)
    }

    #[inline]
    fn compare_by(rules: &[Rule], a: &Waiting, b: &Waiting, moment: &Moment) -> Ordering {
        rules
            .iter()
            .map(|rule| rule.rank(a, moment).cmp(&rule.rank(b, moment)))
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    }

    /// Which of two lots stands before the other, by rules that do not look at the moment.
    #[inline]
    fn compare_standing(rules: &[Rule], a: &Waiting, b: &Waiting) -> Ordering {
        rules
            .iter()
            .map(|rule| rule.standing(a).cmp(&rule.standing(b)))
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    }

    /// Which of two lots goes first at one moment: never equal for two lots of one queue.
    #[must_use]
    pub fn compare(&self, a: &Waiting, b: &Waiting, moment: &Moment) -> Ordering {
        Self::compare_by(self.rules(), a, b, moment).then(a.arrival.cmp(&b.arrival))
    }
}

/// The lots that wait for a tool group. They stand sorted by the rules at the front of the ranking
/// whose ranks never change, then by arrival.
#[derive(Debug, Default)]
pub struct Queue {
    lots: VecDeque<Waiting>,
    arrivals: u32,
}

impl Queue {
    /// How many lots wait.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lots.len()
    }

    /// Whether nobody waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lots.is_empty()
    }

    /// The lot at a place.
    #[must_use]
    pub fn at(&self, place: usize) -> &Waiting {
        &self.lots[place]
    }

    /// All lots, in the order in which they stand.
    #[must_use]
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Waiting> {
        self.lots.iter()
    }

    /// The number for the next arrival.
    pub fn next_arrival(&mut self) -> u32 {
        self.arrivals = self.arrivals.wrapping_add(1);
        self.arrivals
    }

    /// Lets a lot join.
    #[inline]
    pub fn join(&mut self, lot: Waiting, ranking: &Ranking) {
        let rules = &ranking.rules[..usize::from(ranking.settled)];
        let mut place = self.lots.len();
        while place > 0 && Ranking::compare_standing(rules, &lot, &self.lots[place - 1]).is_lt() {
            place -= 1;
        }
        if place == self.lots.len() {
            self.lots.push_back(lot);
        } else {
            self.lots.insert(place, lot);
        }
    }

    /// The place of the lot that goes first, if the tool may take any.
    #[inline]
    #[must_use]
    pub fn first(&self, ranking: &Ranking, moment: &Moment) -> Option<usize> {
        let mut places = self.lots.iter().enumerate();
        let (mut place, mut best) = places.find(|(_, lot)| moment.allows(lot))?;
        if ranking.is_settled() {
            return Some(place);
        }
        let (settled, rest) = ranking.rules().split_at(ranking.settled.into());
        let (rule, rest) = rest.split_first()?;
        let mut best_rank = rule.rank(best, moment);
        for (other, lot) in places {
            if !settled.is_empty() && Ranking::compare_standing(settled, best, lot).is_lt() {
                break; // from here on all are of a lower class
            }
            if !moment.allows(lot) {
                continue;
            }
            // Nearly always the first rule that looks at the moment decides: it is worked out once
            // for each lot.
            let rank = rule.rank(lot, moment);
            let order = rank.cmp(&best_rank).then_with(|| {
                Ranking::compare_by(rest, lot, best, moment).then(lot.arrival.cmp(&best.arrival))
            });
            if order.is_lt() {
                (place, best, best_rank) = (other, lot, rank);
            }
        }
        Some(place)
    }

    /// Writes the places of the lots that the tool may take into `order`, the one that goes first in
    /// front.
    pub fn order(&self, ranking: &Ranking, moment: &Moment, order: &mut Vec<u32>) {
        order.clear();
        let places = (0_u32..).zip(&self.lots);
        order.extend(
            places
                .filter(|(_, lot)| moment.allows(lot))
                .map(|(place, _)| place),
        );
        if !ranking.is_settled() {
            order.sort_unstable_by(|&a, &b| {
                ranking.compare(&self.lots[a as usize], &self.lots[b as usize], moment)
            });
        }
    }

    /// Takes the lot at a place out.
    ///
    /// # Panics
    /// If nobody stands there.
    #[inline]
    pub fn take(&mut self, place: usize) -> Waiting {
        let lot = if place == 0 {
            self.lots.pop_front()
        } else {
            self.lots.remove(place)
        };
        if self.lots.is_empty() {
            self.lots.clear(); // the next one stands where memory is at hand
        }
        lot.expect("a lot stands at the chosen place")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::units::Duration;

    fn setups() -> SetupTimes {
        let mut setups = SetupTimes::new(3);
        setups.set(None, 1, Duration::minutes(7), 1);
        setups.set(Some(0), 1, Duration::minutes(5), 1);
        setups.set(Some(1), 0, Duration::minutes(9), 1);
        setups.set(None, 2, Duration::minutes(1), 1);
        setups
    }

    prop_compose! {
        fn lot()(
            due in 0_u64..50, remaining in 1_u32..5, work in 0_u32..4, setup in 0_u16..4,
            priority in 0_u16..3,
        ) -> Waiting {
            Waiting {
                joined: SimTime::ZERO,
                due: SimTime::from_millis(due),
                remaining: f64::from(remaining),
                arrival: 0,
                work,
                lot: LotRow::new(0),
                start_by: SimTime::MAX,
                tool: None,
                batch_key: 0,
                setup: SetupId(setup),
                wafers: 25,
                priority,
            }
        }
    }

    fn rules() -> impl Strategy<Value = Vec<Rule>> {
        prop::collection::vec(prop::sample::select(Rule::ALL.to_vec()), 0..5)
    }

    proptest! {
        /// The queue, kept partly sorted, picks the lot that a plain search over all keys picks.
        #[test]
        fn the_first_lot_is_the_least_of_all(
            lots in prop::collection::vec(lot(), 1..30), rules in rules(), now in 0_u64..60,
        ) {
            let (setups, ranking) = (setups(), Ranking::new(&rules));
            let moment = Moment {
                now: SimTime::from_millis(now),
                tool: ToolRow::new(0),
                keeps_setup: false,
                setup: SetupId(1),
                setups: &setups,
            };
            let mut queue = Queue::default();
            for mut lot in lots {
                lot.arrival = queue.next_arrival();
                queue.join(lot, &ranking);
            }
            let mut order = Vec::new();
            while let Some(place) = queue.first(&ranking, &moment) {
                let key = |lot: &Waiting| {
                    let mut key: Vec<u64> = rules.iter().map(|r| r.rank(lot, &moment)).collect();
                    key.push(u64::from(lot.arrival));
                    key
                };
                let least = queue.iter().map(key).min().unwrap();
                prop_assert_eq!(key(queue.at(place)), least);
                queue.order(&ranking, &moment, &mut order);
                prop_assert_eq!(order[0] as usize, place);
                queue.take(place);
            }
        }
    }

    /// A lot due in 10 with 5 of work left (ratio 2) goes before one due in 9 with 3 left (3), and
    /// a late one before both.
    #[test]
    fn the_critical_ratio_is_slack_over_work() {
        let ratio = |due, remaining| {
            let lot = Waiting {
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
