//! What ventures collect.

use super::plan::{PoolKind, Ventures};
use crate::engine::{Level, Stays, collectors};
use crate::units::number::percent;
use crate::units::{Fen, SimTime};

collectors! {
    /// Statistics of a pool.
    pub(super) struct PoolStatistics {
        /// Units that there are.
        pub(super) capacity: Level,
        /// Units in use; of money, units spent.
        pub(super) used: Level,
        /// Units that were given.
        pub(super) given: u64,
        /// How long ventures waited until they were served or left the line.
        pub(super) waits: Stays,
    }
}

impl PoolStatistics {
    /// The share of the capacity that was in use, over the period until `end`, in per cent.
    pub(super) fn use_percent(&self, end: SimTime) -> Option<f64> {
        let there = self.capacity.area_until(end);
        percent(self.used.area_until(end) as f64, there as f64)
    }

    /// The share that was given of what there was to give in the period, in per cent: for money,
    /// which does not come back.
    pub(super) fn spent_percent(&self) -> Option<f64> {
        let spent_before = self.used.value().unsigned_abs() - self.given;
        let capacity = self.capacity.value().unsigned_abs();
        let there = capacity.saturating_sub(spent_before);
        percent(self.given as f64, there as f64)
    }
}

collectors! {
    /// Statistics of a phase.
    pub(super) struct PhaseStatistics {
        /// Ventures that entered it.
        pub(super) entered: u64,
        /// Ventures that passed it.
        pub(super) passed: u64,
        /// Ventures that failed at its end.
        pub(super) failed: u64,
        /// Ventures whose money ran out in it.
        pub(super) out_of_money: u64,
        /// Ventures in it, waiting or at work.
        pub(super) inside: Level,
    }
}

collectors! {
    /// Statistics of teams and ventures.
    pub(super) struct VentureStatistics {
        /// Projects of contests, by country.
        pub(super) projects_from: Vec<u64>,
        /// Projects that contests admitted.
        pub(super) admitted: u64,
        /// Teams that came forward outside contests.
        pub(super) founded: u64,
        /// Teams that sought room in an enclave.
        pub(super) sought_enclave: u64,
        /// Teams that found no room in an enclave.
        pub(super) blocked: u64,
        /// Teams that gave up since they found no room.
        pub(super) lost: u64,
        /// Teams that came to the city from an enclave.
        pub(super) transferred: u64,
        /// Teams that left an enclave for another city.
        pub(super) elsewhere: u64,
        /// Members of teams that came to the city.
        pub(super) registered: u64,
        /// By phase.
        pub(super) phases: Vec<PhaseStatistics>,
        /// Times that a phase began without what a pool should have given, by [`PoolKind`].
        pub(super) without: [u64; PoolKind::ALL.len()],
        /// Grants of the fund.
        pub(super) granted: Fen,
        /// Money that came into the fund.
        pub(super) filled: Fen,
        /// Ventures in a phase.
        pub(super) active: Level,
        /// Teams in enclaves.
        pub(super) in_enclaves: Level,
        /// What all ventures cost, in fen a month.
        pub(super) cost: Level,
        /// Companies that add value.
        pub(super) trading: Level,
        /// What they add to the city's value, in fen a year.
        pub(super) value_added: Level,
        /// Time from coming to the city to failure or graduation.
        pub(super) residence: Stays,
    }
}

impl VentureStatistics {
    /// Nothing collected, for the countries and phases of a plan.
    pub(super) fn new(plan: &Ventures) -> Self {
        let contest = plan.contest.as_ref();
        let countries = contest.map_or(0, |contest| contest.countries.len());
        Self {
            projects_from: vec![0; countries],
            phases: vec![PhaseStatistics::default(); plan.phases.len()],
            ..Self::default()
        }
    }

    /// Ventures that passed the last phase.
    pub(super) fn graduated(&self) -> u64 {
        self.phases.last().map_or(0, |phase| phase.passed)
    }
}

collectors! {
    /// Statistics of ventures and of the pools that they share.
    pub struct Statistics {
        /// Of teams and ventures.
        pub(super) ventures: VentureStatistics,
        /// Of the enclaves, in teams.
        pub(super) enclaves: Vec<PoolStatistics>,
        /// Of the services of each phase, in ventures.
        pub(super) servers: Vec<PoolStatistics>,
        /// Of the pools of the guarantee, in the order of [`PoolKind::GUARANTEED`].
        pub(super) guaranteed: [PoolStatistics; PoolKind::GUARANTEED.len()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Accumulates;

    #[test]
    fn money_is_spent_of_what_was_left_and_what_came() {
        let mut fund = PoolStatistics::default();
        fund.capacity.set(SimTime::ZERO, 100);
        fund.used.set(SimTime::ZERO, 40);
        fund.given = 40;
        let (mark, at) = (fund.clone(), SimTime::from_millis(1));
        fund.capacity.set(at, 140);
        fund.used.set(at, 65);
        fund.given = 65;
        assert_eq!(fund.since(&mark, at).spent_percent(), Some(25.0));
    }
}
