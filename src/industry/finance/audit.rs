//! The audit of finance: the accounts sum to zero, and no payment is lost on its way.

use bevy_ecs::prelude::*;

use super::accounts::Accounts;
use super::state::FinanceState;
use crate::industry::shared::ledger::Account;
use crate::units::{Fen, SimTime};

/// All fen are conserved.
pub(super) fn audit(world: &mut World) -> Vec<String> {
    audit_accounts(&world.resource::<FinanceState>().accounts)
}

/// The balances sum to zero; each is what the account earned less what is not yet paid.
pub(super) fn audit_accounts(accounts: &Accounts) -> Vec<String> {
    let mut faults = Vec::new();
    let sum: Fen = accounts.balances.iter().copied().sum();
    if sum != Fen::ZERO {
        faults.push(format!("the accounts sum to {} fen", sum.as_fen()));
    }
    for account in Account::ALL {
        let signed = |&(_, from, to): &(SimTime, Account, Account), amount: Fen| match (
            from == account,
            to == account,
        ) {
            (true, false) => -amount,
            (false, true) => amount,
            _ => Fen::ZERO,
        };
        let pending = accounts.pending.iter();
        let open: Fen = pending.map(|(key, &sum)| signed(key, sum)).sum();
        if open != accounts.open(account) {
            faults.push(format!(
                "a payment of {} was lost on its way",
                account.name()
            ));
        }
    }
    faults
}
