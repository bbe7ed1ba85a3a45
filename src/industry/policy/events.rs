//! What policy does at the end of a tick.

use bevy_ecs::prelude::*;

use super::state::PolicyState;
use crate::engine::Clock;
use crate::industry::shared::ledger::{Account, Postings, TaxPaid};
use crate::industry::shared::programmes::Programmes;
use crate::units::{Fen, SimTime};

/// Pays for programmes at the end of each month, reinvests new tax, and says what acts in the next
/// tick.
pub(super) fn govern(
    clock: Res<Clock>,
    tax_paid: Res<TaxPaid>,
    mut state: ResMut<PolicyState>,
    mut postings: ResMut<Postings>,
    mut programmes: ResMut<Programmes>,
) {
    let now = clock.tick_end();
    if clock.ends_month() {
        pay_programmes(&mut state, now, &mut postings);
    }
    let PolicyState {
        plan, reinvested, ..
    } = &mut *state;
    if let Some(reinvestment) = &plan.reinvestment {
        let spent = reinvested.reinvest(reinvestment, tax_paid.0, now);
        if spent > Fen::ZERO {
            postings.transfer(now, Account::Tax, Account::Programmes, spent);
        }
        reinvested.arrive(now);
    }
    programmes.set_if_neq(plan.programmes_at(reinvested, now));
}

/// Pays every programme for the time that it ran since the last payment.
fn pay_programmes(state: &mut PolicyState, now: SimTime, postings: &mut Postings) {
    for (programme, paid) in state.plan.programmes.iter().zip(&mut state.paid) {
        let due = programme.cost_before(now);
        if due > *paid {
            let (from, to) = (Account::Tax, Account::Programmes);
            postings.transfer(now, from, to, due - *paid);
        }
        *paid = due;
    }
}
