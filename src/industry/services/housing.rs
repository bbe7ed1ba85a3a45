//! Talent housing (equation E15): units, a queue in which higher tiers come first, and people
//! whose patience ends. With exponential stays and patience it is the Erlang-A queue.

use std::collections::VecDeque;

use super::plan::housing::{Build, HousingPlan};
use crate::engine::{Keyed, KeyedSampler, Streams};
use crate::industry::shared::people::{PersonRow, Tier};
use crate::row_ids;
use crate::units::{Duration, SimTime};

row_ids! {
    /// A build's row in the list.
    pub(super) struct BuildRow;
}

/// The state of talent housing.
pub(super) struct HousingState {
    pub(super) units: u32,
    pub(super) occupied: u32,
    /// Of `occupied`, those by people who came before the run.
    pub(super) by_others: u32,
    /// Units that programmes added.
    extra: u32,
    pub(super) builds: Vec<Build>,
    /// By tier, persons who wait, and some who have left since: they are left out when their turn
    /// comes.
    pub(super) queues: [VecDeque<PersonRow>; Tier::ALL.len()],
    /// When somebody moved in last, or began to wait where nobody did.
    pub(super) still_since: SimTime,
    pub(super) need_share: f64,
    pub(super) need: Keyed,
    pub(super) patience: KeyedSampler,
    pub(super) stay: KeyedSampler,
    /// Of the people who came before the run, keyed by number.
    others_stay: KeyedSampler,
}

impl HousingState {
    pub(super) fn new(plan: &HousingPlan, streams: &Streams) -> Self {
        Self {
            units: plan.units,
            occupied: plan.occupied,
            by_others: plan.occupied,
            extra: 0,
            builds: plan.builds.clone(),
            queues: Default::default(),
            still_since: SimTime::ZERO,
            need_share: plan.need.get(),
            need: streams.keyed("services.housing_need"),
            patience: KeyedSampler::new(&plan.patience, "services.patience", streams),
            stay: KeyedSampler::new(&plan.stay, "services.stay", streams),
            others_stay: KeyedSampler::new(&plan.stay, "services.others_stay", streams),
        }
    }

    /// Programmes have added `count` units since the start: builds what of them is new; how many.
    pub(super) fn build_extra(&mut self, count: u32) -> u32 {
        let more = count.saturating_sub(self.extra);
        self.extra += more;
        self.units = self.units.saturating_add(more);
        more
    }

    /// How long the person of this number, who came before the run, stays in a unit.
    pub(super) fn stay_of_other(&self, number: u64) -> Duration {
        self.others_stay.sample(number, 0)
    }

    /// The share of units that nobody lives in; zero where there are no units.
    pub(super) fn vacancy(&self) -> f64 {
        match self.units {
            0 => 0.0,
            units => f64::from(units.saturating_sub(self.occupied)) / f64::from(units),
        }
    }
}
