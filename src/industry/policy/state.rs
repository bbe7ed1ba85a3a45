//! The state of policy.

use bevy_ecs::prelude::*;

use super::plan::Policy;
use super::reinvestment::Reinvested;
use super::statistics::Statistics;
use crate::units::{Fen, SimTime};

/// The programmes, and what has been paid for them.
#[derive(Resource, Debug)]
pub(super) struct PolicyState {
    pub(super) plan: Policy,
    pub(super) reinvested: Reinvested,
    /// What has been paid for each programme since the start: its cost up to the last month end.
    pub(super) paid: Vec<Fen>,
}

impl PolicyState {
    /// Policy before the start.
    pub(super) fn new(plan: &Policy) -> Self {
        Self {
            plan: plan.clone(),
            reinvested: Reinvested::default(),
            paid: vec![Fen::ZERO; plan.programmes.len()],
        }
    }

    /// What has accumulated since the start of the run, paid or not.
    pub(super) fn statistics(&self, now: SimTime) -> Statistics {
        let programmes = self.plan.programmes.iter();
        let active = programmes.clone().map(|one| one.active_before(now));
        Statistics {
            active: active.collect(),
            spent: programmes.map(|one| one.cost_before(now)).collect(),
            paid: self.paid.clone(),
            in_effect: self.reinvested.in_effect(),
            reinvested: self.reinvested.spent,
        }
    }
}
