//! The ledger (equation E33): the accounts, by which money moves when it is due, and the journal,
//! by which profit and assets change when something is agreed.

use super::accounts::Accounts;
use super::chart::Line;
use super::journal::Journal;
use crate::engine::Clock;
use crate::industry::shared::ledger::{Account, Posting};
use crate::units::{Duration, Fen, SimTime};

/// Accounts and journal, which every amount enters together.
#[derive(Clone, Debug, Default)]
pub(super) struct Ledger {
    pub(super) accounts: Accounts,
    pub(super) journal: Journal,
}

impl Ledger {
    /// Takes a posting of another subsystem: what is sold is receivable, what is bought payable.
    pub(super) fn agree(&mut self, posting: Posting, tick: Duration) {
        let Posting {
            from, to, amount, ..
        } = posting;
        if from == Account::Cash
            && let Some(line) = Line::behind(to)
        {
            self.journal.enter(line, Line::Payables, amount);
        } else if to == Account::Cash
            && let Some(line) = Line::behind(from)
        {
            self.journal.enter(Line::Receivables, line, amount);
        }
        self.accounts.take(posting, tick);
    }

    /// The park owes an amount for `line`, due at `at`.
    pub(super) fn owe(&mut self, clock: &Clock, at: SimTime, line: Line, to: Account, amount: Fen) {
        self.journal.enter(line, Line::Payables, amount);
        self.accounts.take(payment(at, to, amount), clock.tick());
    }

    /// Moves the money of all payments that are due before `end`.
    pub(super) fn pay_due(&mut self, end: SimTime) {
        let journal = &mut self.journal;
        self.accounts
            .pay_due(end, |from, to, amount| match (from, to) {
                (Account::Investors, Account::Cash) => {
                    journal.enter(Line::Cash, Line::PaidIn, amount);
                }
                (_, Account::Cash) => journal.enter(Line::Cash, Line::Receivables, amount),
                (Account::Cash, _) => journal.enter(Line::Payables, Line::Cash, amount),
                _ => {}
            });
    }
}

/// A payment of the park to an account.
pub(super) const fn payment(at: SimTime, to: Account, amount: Fen) -> Posting {
    Posting {
        at,
        from: Account::Cash,
        to,
        amount,
    }
}
