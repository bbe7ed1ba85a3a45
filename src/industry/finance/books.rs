//! The books of finance: every account to the fen, and what is agreed and not yet paid.

use bevy_ecs::prelude::*;

use super::accounts::{Accounts, Flows};
use super::state::FinanceState;
use super::statistics::Statistics;
use crate::engine::Book;
use crate::industry::shared::ledger::Account;
use crate::units::Fen;

/// Which account pays which: money that moves between two others shows as a difference.
const PAYMENTS: [(Account, Account); 9] = [
    (Account::Investors, Account::Cash),
    (Account::ComputerSales, Account::Cash),
    (Account::Cash, Account::Parts),
    (Account::Cash, Account::Wafers),
    (Account::Cash, Account::Wages),
    (Account::Cash, Account::Overheads),
    (Account::Cash, Account::Capital),
    (Account::Cash, Account::Tax),
    (Account::Tax, Account::Programmes),
];

/// The books of a period, where the scenario has the section. Payments to come are counted one by
/// one.
pub(super) fn books(world: &mut World, of: &Statistics) -> Vec<Book> {
    let state = world.resource::<FinanceState>();
    if !state.plan.keeps_books {
        return Vec::new();
    }
    let accounts = &state.accounts;
    let balances = Account::ALL.map(|account| balance(accounts, &of.paid, account));
    let payable = PAYMENTS.map(|payment| payable(accounts, of, payment));
    balances.into_iter().chain(payable).collect()
}

/// The book of an account: what it was paid and what it paid.
fn balance(accounts: &Accounts, paid: &Flows, account: Account) -> Book {
    let book = Book::new(format!("finance.account/{}", account.name()), "fen");
    let book = PAYMENTS.into_iter().fold(book, |book, (from, to)| {
        let amount = paid[from as usize][to as usize].as_fen();
        if to == account {
            book.plus(from.name(), amount)
        } else if from == account {
            book.minus(to.name(), amount)
        } else {
            book
        }
    });
    book.closes_at(accounts.balance(account).as_fen())
}

/// The book of what one account owes another.
fn payable(accounts: &Accounts, of: &Statistics, (from, to): (Account, Account)) -> Book {
    let pending = accounts.pending.iter();
    let between = pending.filter(|((_, giver, taker), _)| (*giver, *taker) == (from, to));
    let open: Fen = between.map(|(_, amount)| *amount).sum();
    let amount = |flows: &Flows| flows[from as usize][to as usize].as_fen();
    let name = format!("finance.payable/{}-to-{}", from.name(), to.name());
    Book::new(name, "fen")
        .plus("agreed", amount(&of.agreed))
        .minus("paid", amount(&of.paid))
        .closes_at(open.as_fen())
}
