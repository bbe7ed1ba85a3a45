//! The stock of a part that is kept here: units on hand, and who waits for them by class.

use std::collections::VecDeque;

use crate::engine::{Level, collectors};
use crate::units::SimTime;

/// Units that an order waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Claim {
    /// The row of the order.
    order: u32,
    units: u64,
}

/// The rank of a class: who comes first, and what it leaves for others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rank {
    /// Higher ones come first.
    pub(super) priority: u32,
    /// Units that stay in stock.
    pub(super) reserve: u64,
}

impl Rank {
    /// The rank of who has none of its own.
    pub(super) const ORDINARY: Self = Self {
        priority: 0,
        reserve: 0,
    };
}

/// Orders of one rank, which wait first come first served.
#[derive(Clone, Debug)]
struct Class {
    rank: Rank,
    waiting: VecDeque<Claim>,
}

/// A stock by classes (equation E42). Classes are served in the order of their ranks: higher
/// priorities first, of one priority the lower reserve first. A class gets units only beyond its
/// reserve, and none while somebody of an earlier class waits. Invariant: whoever waits first in a
/// class could get nothing at once.
#[derive(Clone, Debug, Default)]
pub(super) struct Shelf {
    classes: Vec<Class>,
    statistics: ShelfStatistics,
}

collectors! {
    /// Statistics of the units of a stock.
    pub(super) struct UnitStatistics {
        /// Units on hand.
        pub(super) on_hand: Level,
        /// Units waited for.
        pub(super) backorders: Level,
        /// Units demanded.
        pub(super) demanded: u64,
        /// Units demanded that were served from stock at once.
        pub(super) served_at_once: u64,
        /// Units received.
        pub(super) received: u64,
        /// Units issued: on demand, or to those who waited.
        pub(super) issued: u64,
    }
}

impl UnitStatistics {
    /// The share of demanded units that were served from stock at once; none if none was demanded.
    pub(super) fn fill_rate(&self) -> Option<f64> {
        (self.demanded > 0).then(|| self.served_at_once as f64 / self.demanded as f64)
    }
}

collectors! {
    /// Statistics of a stock.
    pub(super) struct ShelfStatistics {
        /// What it counts by the unit.
        pub(super) units: UnitStatistics,
        /// 1 while a unit is on hand, else 0.
        pub(super) ready: Level,
        /// Units that were demanded and not taken, since they were not there at once.
        pub(super) lost: u64,
        /// Units that were waited for by orders that gave up.
        pub(super) given_up: u64,
        /// Units that were issued and came back, as their order gave up.
        pub(super) returned: u64,
        /// Deliveries, and those since which and before which all demand was met at once.
        pub(super) cycles: u64,
        pub(super) cycles_served: u64,
    }
}

/// Units as a difference of a level.
///
/// # Panics
/// If there are 2^63 or more, which no scenario that is checked comes near.
fn signed(units: u64) -> i64 {
    i64::try_from(units).expect("fewer than 2^63 units")
}

impl Shelf {
    /// Adds a class if it is new. Places of others may move: all classes
    /// are made before the first is used.
    pub(super) fn add_class(&mut self, rank: Rank) {
        if self.classes.iter().all(|class| class.rank != rank) {
            self.classes.push(Class {
                rank,
                waiting: VecDeque::new(),
            });
            let order = |class: &Class| (u32::MAX - class.rank.priority, class.rank.reserve);
            self.classes.sort_by_key(order);
        }
    }

    /// The place of a class.
    ///
    /// # Panics
    /// If it was not added.
    pub(super) fn class(&self, rank: Rank) -> usize {
        let found = self.classes.iter().position(|class| class.rank == rank);
        found.expect("a class for each demand")
    }

    /// Units on hand.
    pub(super) fn on_hand(&self) -> u64 {
        self.statistics.units.on_hand.value().unsigned_abs()
    }

    /// Units waited for.
    pub(super) fn backorders(&self) -> u64 {
        self.statistics.units.backorders.value().unsigned_abs()
    }

    /// Units waited for, counted from those who wait.
    pub(super) fn waited_for(&self) -> u64 {
        let waiting = self.classes.iter().flat_map(|class| &class.waiting);
        waiting.map(|claim| claim.units).sum()
    }

    /// Its statistics since the start of the run.
    pub(super) const fn statistics(&self) -> &ShelfStatistics {
        &self.statistics
    }

    fn change(&mut self, now: SimTime, units: i64) {
        let ShelfStatistics {
            units: of, ready, ..
        } = &mut self.statistics;
        of.on_hand.add(now, units);
        ready.set(now, i64::from(of.on_hand.value() > 0));
    }

    /// Units that a class could take now.
    pub(super) fn available(&self, class: usize) -> u64 {
        let first = &self.classes[..=class];
        if first.iter().any(|class| !class.waiting.is_empty()) {
            return 0;
        }
        let reserve = self.classes[class].rank.reserve;
        self.on_hand().saturating_sub(reserve)
    }

    /// Units come in, which go to whom they are due.
    ///
    /// * `given` — is called with each order that gets units, the units, and whether they were the
    ///   last ones that it waited for.
    pub(super) fn receive(&mut self, now: SimTime, units: u64, given: impl FnMut(u32, u64, bool)) {
        self.statistics.units.received += units;
        self.distribute(now, units, given);
    }

    /// Units that were issued come back.
    pub(super) fn put_back(&mut self, now: SimTime, units: u64, given: impl FnMut(u32, u64, bool)) {
        self.statistics.returned += units;
        self.distribute(now, units, given);
    }

    fn distribute(&mut self, now: SimTime, units: u64, mut given: impl FnMut(u32, u64, bool)) {
        let mut on_hand = self.on_hand() + units;
        let units_of = &mut self.statistics.units;
        for class in &mut self.classes {
            while let Some(first) = class.waiting.front_mut() {
                let gets = on_hand.saturating_sub(class.rank.reserve).min(first.units);
                if gets == 0 {
                    break;
                }
                first.units -= gets;
                on_hand -= gets;
                units_of.issued += gets;
                units_of.backorders.add(now, -signed(gets));
                given(first.order, gets, first.units == 0);
                if first.units > 0 {
                    break;
                }
                class.waiting.pop_front();
            }
            if !class.waiting.is_empty() {
                break;
            }
        }
        self.change(now, signed(on_hand) - signed(self.on_hand()));
    }

    /// An order demands units and waits for those that it does not get at once. Returns those that
    /// it gets.
    pub(super) fn demand(&mut self, now: SimTime, order: u32, units: u64, class: usize) -> u64 {
        let given = self.take(now, units, class);
        let missing = units - given;
        if missing > 0 {
            self.statistics.units.backorders.add(now, signed(missing));
            let claim = Claim {
                order,
                units: missing,
            };
            self.classes[class].waiting.push_back(claim);
        }
        given
    }

    /// Demands units and leaves those that it does not get at once, or that exceed `most`. Returns
    /// those that it gets.
    pub(super) fn try_demand(&mut self, now: SimTime, units: u64, most: u64, class: usize) -> u64 {
        let given = self.take(now, units.min(most), class);
        self.statistics.units.demanded += units - units.min(most);
        self.statistics.lost += units - given;
        given
    }

    fn take(&mut self, now: SimTime, units: u64, class: usize) -> u64 {
        let given = units.min(self.available(class));
        let of = &mut self.statistics.units;
        of.issued += given;
        of.demanded += units;
        of.served_at_once += given;
        if given > 0 {
            self.change(now, -signed(given));
        }
        given
    }

    /// An order waits no more. Returns the units that it waited for.
    pub(super) fn withdraw(&mut self, now: SimTime, order: u32, class: usize) -> u64 {
        let waiting = &mut self.classes[class].waiting;
        let Some(place) = waiting.iter().position(|claim| claim.order == order) else {
            return 0;
        };
        let units = waiting.remove(place).map_or(0, |claim| claim.units);
        self.statistics.units.backorders.add(now, -signed(units));
        self.statistics.given_up += units;
        units
    }

    /// A delivery ends a cycle.
    ///
    /// * `was_short` — whether some demand was not met at once in it.
    pub(super) fn end_cycle(&mut self, was_short: bool) {
        self.statistics.cycles += 1;
        self.statistics.cycles_served += u64::from(!was_short);
    }

    /// Loses a unit and those who wait, and tells no collector: a mistake for tests to find.
    #[cfg(test)]
    pub(super) fn mislay(&mut self, now: SimTime) {
        self.statistics.units.on_hand.add(now, -1);
        self.classes
            .iter_mut()
            .for_each(|class| class.waiting.clear());
    }

    /// Compares the counts of this stock with those who wait; a sentence if they do not agree.
    pub(super) fn audit(&self, name: &str) -> Option<String> {
        let waiting = self.waited_for();
        let ShelfStatistics {
            units, returned, ..
        } = &self.statistics;
        let (received, issued) = (units.received + returned, units.issued);
        let could_get =
            |class: &Class| !class.waiting.is_empty() && self.on_hand() > class.rank.reserve;
        let first = self.classes.iter().find(|class| !class.waiting.is_empty());
        let sound = units.on_hand.value() >= 0
            && received == issued + self.on_hand()
            && waiting == self.backorders()
            && !first.is_some_and(could_get);
        let on_hand = units.on_hand.value();
        (!sound).then(|| {
            format!(
                "of `{name}`, {received} units were received, {issued} issued, {on_hand} lie on \
                 hand while {waiting} are waited for ({} booked)",
                units.backorders.value()
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: SimTime = SimTime::ZERO;
    const FIRST: Rank = Rank {
        priority: 1,
        reserve: 0,
    };
    const LAST: Rank = Rank {
        priority: 0,
        reserve: 2,
    };

    /// A shelf with five units for two classes, and their places.
    fn shelf() -> (Shelf, usize, usize) {
        let mut shelf = Shelf::default();
        shelf.add_class(LAST);
        shelf.add_class(FIRST);
        shelf.receive(NOW, 5, |_, _, _| ());
        let places = (shelf.class(FIRST), shelf.class(LAST));
        (shelf, places.0, places.1)
    }

    /// Of five units the last class gets three; the first class gets the other two.
    #[test]
    fn a_class_leaves_its_reserve() {
        let (mut shelf, first, last) = shelf();
        assert_eq!(shelf.demand(NOW, 7, 4, last), 3);
        assert_eq!(shelf.available(last), 0);
        assert_eq!(shelf.demand(NOW, 8, 3, first), 2);
        assert_eq!((shelf.waited_for(), shelf.audit("part")), (2, None));
    }

    /// Both wait for one unit with nothing on hand: the first goes to the first class, the next
    /// two fill the reserve, and the fourth goes to the last class.
    #[test]
    fn backlog_is_cleared_by_priority_and_above_the_reserve() {
        let (mut shelf, first, last) = shelf();
        shelf.demand(NOW, 7, 4, last);
        shelf.demand(NOW, 8, 3, first);
        let mut given = Vec::new();
        for _ in 0..4 {
            shelf.receive(NOW, 1, |order, units, done| {
                given.push((order, units, done));
            });
            assert_eq!(shelf.audit("part"), None);
        }
        assert_eq!(given, [(8, 1, true), (7, 1, true)]);
        assert_eq!(shelf.on_hand(), 2);
    }

    #[test]
    fn who_gives_up_is_skipped_and_what_comes_back_goes_on() {
        let (mut shelf, first, _) = shelf();
        assert_eq!(shelf.demand(NOW, 1, 7, first), 5);
        assert_eq!(shelf.demand(NOW, 2, 4, first), 0);
        assert_eq!(shelf.withdraw(NOW, 1, first), 2);
        assert_eq!(shelf.withdraw(NOW, 1, first), 0);
        let mut given = Vec::new();
        shelf.put_back(NOW, 5, |order, units, done| {
            given.push((order, units, done));
        });
        assert_eq!((given, shelf.on_hand()), (vec![(2, 4, true)], 1));
        assert_eq!(shelf.audit("part"), None);
    }

    #[test]
    fn lost_units_are_demanded_and_not_waited_for() {
        let (mut shelf, first, _) = shelf();
        assert_eq!(shelf.try_demand(NOW, 8, 4, first), 4);
        let statistics = shelf.statistics();
        assert_eq!((statistics.units.demanded, statistics.lost), (8, 4));
        assert_eq!((shelf.on_hand(), shelf.waited_for()), (1, 0));
    }
}
