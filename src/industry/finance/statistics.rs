//! What finance collects, from the start of the run on.

use std::collections::BTreeMap;

use super::accounts::Flows;
use super::cost::Element;
use super::journal::Entries;
use super::stock::UnitFlows;
use crate::engine::collectors;
use crate::industry::shared::goods::Goods;
use crate::industry::shared::ledger::Account;
use crate::units::{Fen, SimTime};

collectors! {
    /// Statistics of finance.
    pub struct Statistics {
        /// What each account earned, on balance, in the order of [`Account::ALL`].
        pub(super) earned: [Fen; Account::ALL.len()],
        /// What was agreed, from account to account.
        pub(super) agreed: Flows,
        /// What was paid, from account to account.
        pub(super) paid: Flows,
        /// What was entered, by the line that was debited and the one that was credited.
        pub(super) entries: Entries,
        /// What was sold has cost, by element.
        pub(super) sold: [Fen; Element::ALL.len()],
        /// Computers that were delivered.
        pub(super) computers: u64,
        /// Units of goods that came and went.
        pub(super) units: BTreeMap<Goods, UnitFlows>,
        /// Tax on the park's value added.
        pub(super) tax: Fen,
        /// Own output by calendar year.
        pub(super) output_of_year: BTreeMap<i16, Fen>,
    }
}

/// The least of a quantity over any period that ends now: it keeps those of its values, with the
/// ends of their ticks, that no later value is below.
#[derive(Clone, Debug, Default)]
pub(super) struct Minima(Vec<(SimTime, Fen)>);

impl Minima {
    /// A tick ends with this value.
    pub(super) fn add(&mut self, tick_end: SimTime, value: Fen) {
        while self.0.pop_if(|(_, least)| *least >= value).is_some() {}
        self.0.push((tick_end, value));
    }

    /// The least value of the ticks that end after `from`, if there is any.
    pub(super) fn since(&self, from: SimTime) -> Option<Fen> {
        let first = self.0.partition_point(|&(at, _)| at <= from);
        self.0.get(first).map(|&(_, least)| least)
    }
}

/// A sum, as it was at the end of each day of the run.
#[derive(Clone, Debug, Default)]
pub(super) struct DailySum(Vec<Fen>);

impl DailySum {
    /// Adds an amount on a day of this number.
    pub(super) fn add(&mut self, day: u64, amount: Fen) {
        let day = usize::try_from(day).expect("a day within the calendar");
        let before = self.0.last().copied().unwrap_or_default();
        self.0.resize(day + 1, before);
        self.0[day] += amount;
    }

    /// The sum from the start of the run to the last midnight up to `time`.
    pub(super) fn until(&self, time: SimTime) -> Fen {
        let days = usize::try_from(time.day()).expect("a day within the calendar");
        let known = self.0.get(..days).unwrap_or(&self.0);
        known.last().copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_minimum_of_any_period_is_that_of_its_values(
            values in prop::collection::vec(-20_i64..20, 1..60),
        ) {
            let mut minima = Minima::default();
            let at = |tick: usize| SimTime::from_millis(tick as u64);
            for (tick, &value) in values.iter().enumerate() {
                minima.add(at(tick + 1), Fen::new(value));
                for from in 0..=tick + 1 {
                    let least = values[from..=tick].iter().min().map(|&least| Fen::new(least));
                    prop_assert_eq!(minima.since(at(from)), least);
                }
            }
        }
    }
}
