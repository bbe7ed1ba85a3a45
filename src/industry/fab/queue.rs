//! The queue of a tool group: which waiting lot ranks first, found without sorting all of them.

use std::cmp::Ordering;
use std::collections::VecDeque;

use super::dispatch::{Moment, QueuedLot, Ranking};
use super::rows::ToolRow;

/// The lots that wait for a tool group, sorted by the settled rules of the ranking, then by
/// arrival.
#[derive(Debug, Default)]
pub(super) struct Queue {
    lots: VecDeque<QueuedLot>,
    arrivals: u32,
}

/// A waiting lot as it ranks at a moment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ranked {
    /// The same number for lots that rank alike by settled criteria, a higher one for those behind.
    class: u32,
    /// Its place in the queue.
    pub(super) place: u32,
    /// Its rank by the first rule that looks at the moment; its place where none does.
    rank: u64,
}

impl Queue {
    /// How many lots wait.
    #[must_use]
    pub(super) fn len(&self) -> usize {
        self.lots.len()
    }

    /// Whether no lot waits.
    #[must_use]
    pub(super) fn is_empty(&self) -> bool {
        self.lots.is_empty()
    }

    /// The lot at a place.
    #[must_use]
    pub(super) fn at(&self, place: usize) -> &QueuedLot {
        &self.lots[place]
    }

    /// All lots, in the order in which they stand.
    #[must_use]
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = &QueuedLot> {
        self.lots.iter()
    }

    /// The number for the next arrival.
    pub(super) fn next_arrival(&mut self) -> u32 {
        self.arrivals = self.arrivals.wrapping_add(1);
        self.arrivals
    }

    /// Adds a lot at the place that the settled rules of the ranking give it.
    #[inline]
    pub(super) fn join(&mut self, lot: QueuedLot, ranking: &Ranking) {
        let goes_before = |other: &&QueuedLot| ranking.compare_standing(&lot, other).is_lt();
        match self.lots.iter().rev().take_while(goes_before).count() {
            0 => self.lots.push_back(lot),
            behind => self.lots.insert(self.lots.len() - behind, lot),
        }
    }

    /// The place of the lot that goes first, if the tool may take any.
    #[inline]
    #[must_use]
    pub(super) fn first(&self, ranking: &Ranking, moment: &Moment) -> Option<usize> {
        let mut places = self.lots.iter().enumerate();
        let (mut place, mut best) = places.find(|(_, lot)| moment.allows(lot))?;
        if ranking.is_settled() {
            return Some(place);
        }
        let settled = ranking.settled();
        let mut best_rank = ranking.rank(settled, best, moment);
        for (other, lot) in places {
            if settled > 0 && ranking.compare_standing(best, lot).is_lt() {
                break; // from here on all are of a lower class
            }
            if !moment.allows(lot) {
                continue;
            }
            // Nearly always the first criterion that looks at the moment decides: it is worked out
            // once for each lot.
            let rank = ranking.rank(settled, lot, moment);
            let order = rank.cmp(&best_rank).then_with(|| {
                let rest = ranking.compare_from(settled + 1, (lot, best), moment);
                rest.then(lot.arrival.cmp(&best.arrival))
            });
            if order.is_lt() {
                (place, best, best_rank) = (other, lot, rank);
            }
        }
        Some(place)
    }

    /// The lots that the tool may take, in the order in which they stand, each with its rank, which
    /// is worked out once.
    pub(super) fn ranked<'a>(
        &'a self,
        ranking: &'a Ranking,
        moment: &'a Moment,
    ) -> impl Iterator<Item = Ranked> + 'a {
        let settled = ranking.settled();
        let (mut class, mut before) = (0, None);
        let lots = (0_u32..).zip(&self.lots);
        lots.filter(|(_, lot)| moment.allows(lot))
            .map(move |(place, lot)| {
                if ranking.is_settled() {
                    return Ranked {
                        class,
                        place,
                        rank: u64::from(place),
                    };
                }
                if settled > 0 {
                    let before = before.replace(lot);
                    let is_lower = |before| ranking.compare_standing(before, lot).is_lt();
                    class += u32::from(before.is_some_and(is_lower));
                }
                Ranked {
                    class,
                    place,
                    rank: ranking.rank(settled, lot, moment),
                }
            })
    }

    /// Which of two ranked lots goes first.
    #[inline]
    pub(super) fn compare(
        &self,
        ranking: &Ranking,
        moment: &Moment,
        a: &Ranked,
        b: &Ranked,
    ) -> Ordering {
        (a.class, a.rank).cmp(&(b.class, b.rank)).then_with(|| {
            ranking.compare(self.at(a.place as usize), self.at(b.place as usize), moment)
        })
    }

    /// The lots that only this tool may take may be taken by any.
    pub(super) fn set_free_from(&mut self, tool: ToolRow) {
        for lot in self.lots.iter_mut().filter(|lot| lot.tool == Some(tool)) {
            lot.tool = None;
        }
    }

    /// Takes the lot at a place out.
    ///
    /// # Panics
    /// If there is no such place.
    #[inline]
    pub(super) fn take(&mut self, place: usize) -> QueuedLot {
        let lot = if place == 0 {
            self.lots.pop_front()
        } else {
            self.lots.remove(place)
        };
        if self.lots.is_empty() {
            self.lots.clear(); // the next one goes to the front, which is in the cache
        }
        lot.expect("a lot stands at the chosen place")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::industry::fab::dispatch::Rule;
    use crate::industry::fab::rows::{LotRow, ToolRow};
    use crate::industry::fab::setups::{SetupId, SetupTimes};
    use crate::units::{Duration, SimTime};

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
        ) -> QueuedLot {
            QueuedLot {
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
                always_sets_up: priority == 1,
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
                reserved_for: None,
                setup: SetupId(1),
                setups: &setups,
                under_way: &[0, 2, 0, 1],
            };
            let mut queue = Queue::default();
            for mut lot in lots {
                lot.arrival = queue.next_arrival();
                queue.join(lot, &ranking);
            }
            while let Some(place) = queue.first(&ranking, &moment) {
                let key = |lot: &QueuedLot| {
                    let mut key: Vec<u64> = rules.iter().map(|r| r.rank(lot, &moment)).collect();
                    key.push(u64::from(lot.arrival));
                    key
                };
                let least = queue.iter().map(key).min().unwrap();
                prop_assert_eq!(key(queue.at(place)), least);
                let ranked = queue.ranked(&ranking, &moment);
                let first = ranked.min_by(|a, b| queue.compare(&ranking, &moment, a, b));
                prop_assert_eq!(first.unwrap().place as usize, place);
                queue.take(place);
            }
        }
    }
}
