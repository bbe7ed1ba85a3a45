//! The audit of policy.

use bevy_ecs::prelude::*;

use super::state::PolicyState;
use crate::engine::Clock;
use crate::industry::shared::ledger::TaxPaid;
use crate::industry::shared::programmes::{ProgrammeKind, Programmes};

/// A settle campaign acts only while one runs; no more tax is reinvested than was paid; no
/// programme was paid more than it cost.
pub(super) fn audit(world: &mut World) -> Vec<String> {
    let now = world.resource::<Clock>().tick_end();
    let state = world.resource::<PolicyState>();
    let programmes = world.resource::<Programmes>();
    let campaign = ProgrammeKind::SettleCampaign;
    let mut campaigns = state.plan.of_kind(campaign);
    let mut rows = state.plan.programmes.iter().zip(&state.paid);
    let faults = [
        (
            !campaigns.any(|p| p.runs_at(now)) && programmes.strength(campaign) > 0.0,
            "the settle campaign has an intensity, but no campaign runs",
        ),
        (
            state.reinvested.spent > world.resource::<TaxPaid>().0,
            "more tax was reinvested than paid",
        ),
        (
            rows.any(|(programme, paid)| *paid > programme.cost_before(now)),
            "a programme was paid more than it cost",
        ),
    ];
    let faults = faults.iter().filter(|(is_wrong, _)| *is_wrong);
    faults.map(|&(_, sentence)| sentence.to_owned()).collect()
}
