//! What finance does at the end of a tick.

use bevy_ecs::prelude::*;

use super::bills::{Today, value_added, value_of_founders};
use super::state::FinanceState;
use crate::engine::Clock;
use crate::industry::shared::flow::Holds;
use crate::industry::shared::goods::{Goods, Movement};
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
    let sold = take_postings(&clock, &mut postings, &mut state);
    let sales = sold[0] + sold[1];
    let of_founders = value_of_founders(*companies, clock.tick());
    let value_added = value_added(&state.plan, sales) + of_founders;
    state.add_output(&clock, sales, value_added);
    let made = Today {
        computers: move_goods(&clock, &mut postings, &mut state),
        staff: postings.take_staff_costs(),
    };
    state.bills.work(&clock, &staff, sold, made);
    if clock.ends_day() {
        state.end_day(&clock);
    }
    if clock.ends_month() {
        tax_paid.0 += state.bills.close_month();
    }
    let cash = state.end_tick(&clock);
    let minimum = state.plan.minimum_cash;
    holds.cash = minimum.is_some_and(|minimum| cash < minimum);
}

/// Books the postings of the tick; the sales of computers and of chips among them.
fn take_postings(clock: &Clock, postings: &mut Postings, state: &mut FinanceState) -> [Fen; 2] {
    let mut sales = [Fen::ZERO; 2];
    for posting in postings.drain() {
        let Posting {
            from, to, amount, ..
        } = posting;
        if to == Account::Cash {
            let sold = [Account::ComputerSales, Account::ChipSales];
            if let Some(kind) = sold.iter().position(|account| *account == from) {
                sales[kind] += amount;
            }
        }
        state.ledger.agree(posting, clock.tick());
    }
    sales
}

/// Books the movements of goods of the tick; the number of computers that were delivered.
fn move_goods(clock: &Clock, postings: &mut Postings, state: &mut FinanceState) -> u64 {
    let mut computers = 0;
    for movement in postings.drain_goods() {
        if let Movement::Delivered(Goods::Computers(_), units) = movement {
            computers += units;
        }
        state.move_goods(clock, movement);
    }
    state.computers += computers;
    computers
}
