//! Batches (rule F5): which waiting lots a tool takes together. One pass works out how each lot
//! ranks and what waits for each key; then only the lots of the batch that starts are sorted, and
//! only if they do not all fit.

use super::dispatch::{Moment, QueuedLot, Ranking};
use super::queue::{Queue, Ranked};
use crate::units::{Duration, SimTime};

/// What decides on a batch besides the lots.
#[derive(Clone, Copy)]
pub(super) struct BatchRules<'a> {
    pub(super) ranking: &'a Ranking,
    pub(super) moment: Moment<'a>,
    /// How long a lot waits at most for others.
    pub(super) wait: Option<Duration>,
}

/// The waiting lots of a key, which a tool may take.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    key: u32,
    /// The lot that goes first.
    best: Ranked,
    wafers: u32,
    /// The wafers of the smallest lot.
    smallest: u32,
    /// When the lot joined that has waited longest.
    oldest: SimTime,
}

/// Work space of the choice of batches.
#[derive(Debug, Default)]
pub(super) struct Batches {
    /// The lots that the tool may take, each with its key.
    lots: Vec<(Ranked, u32)>,
    candidates: Vec<Candidate>,
    /// By key: the place of its candidate, where it has one.
    places: Vec<Option<u32>>,
    /// The lots of the batch that starts.
    partners: Vec<Ranked>,
}

impl Batches {
    /// Forms a batch: lots in order of rank; the first lot of each key opens a candidate, filled in
    /// the same order with what fits. The first candidate that is full enough, cannot take the next
    /// lot, has a lot that waited too long, or can get no further lot, starts. Writes the places of
    /// its lots, the first one in front.
    ///
    /// `limits` has the least and the most wafers of the batches of a lot; `is_last` says whether
    /// no further lot can come for a key.
    pub(super) fn choose(
        &mut self,
        queue: &Queue,
        rules: &BatchRules,
        limits: impl Fn(&QueuedLot) -> (u32, u32),
        is_last: impl Fn(u32) -> bool,
        chosen: &mut Vec<u32>,
    ) -> bool {
        self.gather(queue, rules);
        let compare = |a: &Ranked, b: &Ranked| queue.compare(rules.ranking, &rules.moment, a, b);
        let has_waited = |oldest| {
            rules
                .wait
                .is_some_and(|wait| oldest + wait <= rules.moment.now)
        };
        self.candidates
            .sort_unstable_by(|a, b| compare(&a.best, &b.best));
        for candidate in &self.candidates {
            let (least, most) = limits(queue.at(candidate.best.place as usize));
            let is_enough = candidate.wafers > most
                || candidate.wafers >= least
                || has_waited(candidate.oldest)
                || is_last(candidate.key);
            if is_enough && candidate.smallest <= most {
                let own = self.lots.iter().filter(|(_, key)| *key == candidate.key);
                let own = own.map(|(lot, _)| *lot);
                chosen.clear();
                if candidate.wafers <= most {
                    let best = candidate.best.place;
                    let others = own.map(|lot| lot.place).filter(|place| *place != best);
                    chosen.extend(std::iter::once(best).chain(others));
                } else {
                    self.partners.clear();
                    self.partners.extend(own);
                    fill(queue, candidate, most, &mut self.partners, compare, chosen);
                }
                return true;
            }
        }
        false
    }

    /// Ranks the lots that the tool may take, and adds up what waits for each key.
    fn gather(&mut self, queue: &Queue, rules: &BatchRules) {
        for candidate in self.candidates.drain(..) {
            self.places[candidate.key as usize] = None;
        }
        self.lots.clear();
        for lot in queue.ranked(rules.ranking, &rules.moment) {
            let waiting = queue.at(lot.place as usize);
            let (key, wafers) = (waiting.batch_key, u32::from(waiting.wafers));
            self.lots.push((lot, key));
            if self.places.len() <= key as usize {
                self.places.resize(key as usize + 1, None);
            }
            let Some(place) = self.places[key as usize] else {
                self.places[key as usize] = u32::try_from(self.candidates.len()).ok();
                self.candidates.push(Candidate {
                    key,
                    best: lot,
                    wafers,
                    smallest: wafers,
                    oldest: waiting.joined,
                });
                continue;
            };
            let candidate = &mut self.candidates[place as usize];
            if (queue.compare(rules.ranking, &rules.moment, &lot, &candidate.best)).is_lt() {
                candidate.best = lot;
            }
            candidate.wafers += wafers;
            candidate.smallest = candidate.smallest.min(wafers);
            candidate.oldest = candidate.oldest.min(waiting.joined);
        }
    }
}

/// Fills a batch with what fits of more lots than fit, in order of rank. Only those are sorted that
/// can have a place, as long as lots are of one size.
fn fill(
    queue: &Queue,
    candidate: &Candidate,
    most: u32,
    lots: &mut [Ranked],
    compare: impl Fn(&Ranked, &Ranked) -> std::cmp::Ordering,
    chosen: &mut Vec<u32>,
) {
    let mut room = most;
    let mut rest = lots;
    while room >= candidate.smallest && !rest.is_empty() {
        let count = (room / candidate.smallest.max(1)).max(1) as usize;
        if count < rest.len() {
            rest.select_nth_unstable_by(count - 1, &compare);
        }
        let (first, others) = rest.split_at_mut(count.min(rest.len()));
        first.sort_unstable_by(&compare);
        for lot in first.iter() {
            let wafers = u32::from(queue.at(lot.place as usize).wafers);
            if wafers <= room {
                room -= wafers;
                chosen.push(lot.place);
            }
        }
        rest = others;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::industry::fab::dispatch::Rule;
    use crate::industry::fab::rows::{LotRow, ToolRow};
    use crate::industry::fab::setups::{SetupId, SetupTimes};

    prop_compose! {
        fn lot()(
            joined in 0_u64..50, due in 0_u64..50, remaining in 1_u32..5, wafers in 1_u16..7,
            batch_key in 0_u32..4, priority in 0_u16..2, tool in 0_usize..4,
        ) -> QueuedLot {
            QueuedLot {
                joined: SimTime::from_millis(joined),
                due: SimTime::from_millis(due),
                start_by: SimTime::MAX,
                remaining: f64::from(remaining),
                arrival: 0,
                work: 0,
                lot: LotRow::new(0),
                tool: (tool < 2).then(|| ToolRow::new(tool)),
                batch_key,
                setup: SetupId::NONE,
                always_sets_up: false,
                wafers,
                priority,
            }
        }
    }

    /// The rule as it is written: lots in order of rank, a candidate for the first one of each key.
    fn by_the_rule(
        lots: &[(usize, QueuedLot)],
        limits: &[(u32, u32)],
        wait: Option<Duration>,
        now: SimTime,
        last: &[bool],
    ) -> Option<Vec<usize>> {
        for (rank, (_, first)) in lots.iter().enumerate() {
            let key = first.batch_key;
            if lots[..rank].iter().any(|(_, lot)| lot.batch_key == key) {
                continue;
            }
            let (least, most) = limits[key as usize];
            let (mut chosen, mut wafers, mut is_enough) = (vec![], 0, last[key as usize]);
            for (place, lot) in lots.iter().filter(|(_, lot)| lot.batch_key == key) {
                if wafers + u32::from(lot.wafers) > most {
                    is_enough = true;
                    continue;
                }
                wafers += u32::from(lot.wafers);
                is_enough |= wait.is_some_and(|wait| lot.joined + wait <= now);
                chosen.push(*place);
            }
            if !chosen.is_empty() && (is_enough || wafers >= least) {
                return Some(chosen);
            }
        }
        None
    }

    proptest! {
        /// Grouped by key and sorted in part, the lots of the batch are those of the rule, and the
        /// one that goes first stands in front.
        #[test]
        fn a_batch_is_that_of_the_rule(
            lots in prop::collection::vec(lot(), 0..40),
            limits in prop::array::uniform4((1_u32..30, 0_u32..30)),
            wait in prop::option::of(0_u64..60), last in prop::array::uniform4(any::<bool>()),
            rules in prop::collection::vec(prop::sample::select(Rule::ALL.to_vec()), 0..4),
        ) {
            let (setups, ranking) = (SetupTimes::new(0), Ranking::new(&rules));
            let now = SimTime::from_millis(60);
            let moment = Moment {
                now,
                tool: ToolRow::new(0),
                keeps_setup: false,
                reserved_for: None,
                setup: SetupId::NONE,
                setups: &setups,
                under_way: &[0],
            };
            let wait = wait.map(Duration::millis);
            let mut queue = Queue::default();
            for mut lot in lots {
                lot.arrival = queue.next_arrival();
                queue.join(lot, &ranking);
            }
            let mut sorted: Vec<(usize, QueuedLot)> = queue.iter().copied().enumerate().collect();
            sorted.retain(|(_, lot)| moment.allows(lot));
            sorted.sort_by(|(_, a), (_, b)| ranking.compare(a, b, &moment));
            let expected = by_the_rule(&sorted, &limits, wait, now, &last);
            let rules = BatchRules { ranking: &ranking, moment, wait };
            let (mut batches, mut chosen) = (Batches::default(), Vec::new());
            for _ in 0..2 {
                let found = batches.choose(
                    &queue,
                    &rules,
                    |lot| limits[lot.batch_key as usize],
                    |key| last[key as usize],
                    &mut chosen,
                );
                prop_assert_eq!(found, expected.is_some());
                let Some(expected) = &expected else { continue };
                let mut places: Vec<usize> = chosen.iter().map(|&place| place as usize).collect();
                prop_assert_eq!(places[0], expected[0]);
                places.sort_unstable();
                let mut expected = expected.clone();
                expected.sort_unstable();
                prop_assert_eq!(places, expected);
            }
        }
    }
}
