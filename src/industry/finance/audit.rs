//! The audit of finance: the accounts sum to zero, no payment is lost on its way, and the balance
//! sheet says what there is.

use bevy_ecs::prelude::*;

use super::accounts::Accounts;
use super::books::counted;
use super::chart::Line;
use super::months::received;
use super::state::FinanceState;
use crate::industry::shared::ledger::Account;
use crate::units::{Fen, SimTime};

/// All fen are conserved, and assets are liabilities and equity.
pub(super) fn audit(world: &mut World) -> Vec<String> {
    let state = world.resource::<FinanceState>();
    let mut faults = audit_accounts(&state.ledger.accounts);
    if state.plan.keeps_books {
        faults.extend(audit_ledger(state));
    }
    faults
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

/// Each line is what is counted from what it is about: cash, what is owed, stock as units times
/// cost, assets. What the park has is what it owes, was given and earned; cash is what it received
/// less what it paid; what was sold cost what its elements cost.
pub(super) fn audit_ledger(state: &FinanceState) -> Vec<String> {
    let mut faults = Vec::new();
    let journal = &state.ledger.journal;
    for line in Line::ALL {
        let (booked, there) = (journal.balance(line), counted(state, line));
        if booked != there {
            let (booked, there) = (booked.as_fen(), there.as_fen());
            let name = line.name();
            faults.push(format!(
                "`{name}` is {there} fen, and {booked} in the books"
            ));
        }
    }
    let sum: Fen = journal.balances().into_iter().sum();
    if sum != Fen::ZERO {
        let sum = sum.as_fen();
        faults.push(format!("assets exceed liabilities and equity by {sum} fen"));
    }
    let flows: Fen = received(&state.ledger.accounts.paid).into_iter().sum();
    if flows != state.cash() {
        faults.push("the cash flow is not the change of cash".to_owned());
    }
    if state.stocks.sold.total() != journal.balance(Line::GoodsSold) {
        faults.push("what was sold does not cost the sum of its elements".to_owned());
    }
    faults
}
