//! What finance does at the end of a tick.

use bevy_ecs::prelude::*;

use super::bills::{value_added, value_of_founders};
use super::state::FinanceState;
use crate::engine::Clock;
use crate::industry::shared::flow::Holds;
use crate::industry::shared::ledger::{Account, Posting, Postings, TaxPaid};
use crate::industry::shared::programmes::Companies;
use crate::industry::shared::staff::Staff;
use crate::industry::shared::waiting::Waiting;
use crate::units::Fen;

/// Books what was posted, pays what is due, and says whether there is money for the next tick.
#[expect(
    clippy::too_many_arguments,
    reason = "each is a resource that a system asks for by its type"
)]
pub(super) fn keep_accounts(
    clock: Res<Clock>,
    staff: Res<Staff>,
    companies: Res<Companies>,
    mut postings: ResMut<Postings>,
    mut state: ResMut<FinanceState>,
    mut holds: ResMut<Holds>,
    mut waiting: ResMut<Waiting>,
    mut tax_paid: ResMut<TaxPaid>,
) {
    if holds.cash {
        waiting.held_for_cash += clock.tick_end().since(clock.tick_start());
    }
    let sales = take_postings(&clock, &mut postings, &mut state);
    let of_founders = value_of_founders(*companies, clock.tick());
    let value_added = value_added(&state.plan, sales) + of_founders;
    state.add_output(&clock, sales, value_added);
    let FinanceState {
        plan,
        accounts,
        bills,
        tax,
        ..
    } = &mut *state;
    bills.work(&clock, &staff, sales);
    if clock.ends_day() {
        bills.pay_builders(&clock, plan, accounts);
        *tax += bills.accrue_day(&clock, plan, accounts);
    }
    if clock.ends_month() {
        tax_paid.0 += bills.close_month();
    }
    let cash = state.end_tick(&clock);
    let minimum = state.plan.minimum_cash;
    holds.cash = minimum.is_some_and(|minimum| cash < minimum);
}

/// Books the postings of the tick; the sales among them.
fn take_postings(clock: &Clock, postings: &mut Postings, state: &mut FinanceState) -> Fen {
    let mut sales = Fen::ZERO;
    for posting in postings.drain() {
        let Posting {
            from, to, amount, ..
        } = posting;
        if from == Account::ComputerSales && to == Account::Cash {
            sales += amount;
        }
        state.accounts.take(posting, clock.tick());
    }
    sales
}
