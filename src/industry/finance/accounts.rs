//! The accounts (equation E33): balances in whole fen that sum to zero, and payments not yet due.

use std::collections::BTreeMap;

use crate::industry::shared::ledger::{Account, Posting};
use crate::units::{Duration, Fen, SimTime};

/// The balance of each account, what is agreed and not yet paid, and what has been agreed in all.
#[derive(Clone, Debug, Default)]
pub(super) struct Accounts {
    pub(super) balances: [Fen; Account::ALL.len()],
    /// Payments on terms, by the tick in which they are due; those between the same accounts in
    /// one tick are one payment.
    pub(super) pending: BTreeMap<(SimTime, Account, Account), Fen>,
    /// What each account has been promised or paid, less what it promised or paid, since the
    /// start: income and expense, whenever the money moves.
    accrued: [Fen; Account::ALL.len()],
    /// What has been agreed since the start, whenever it is due.
    pub(super) agreed: Flows,
    /// What has been paid since the start.
    pub(super) paid: Flows,
}

/// Amounts by the account that gives and the one that gets, in the order of [`Account::ALL`].
pub(super) type Flows = [[Fen; Account::ALL.len()]; Account::ALL.len()];

impl Accounts {
    /// Takes a posting: income or expense at once, money when it is due. `tick` is the length of a
    /// tick.
    pub(super) fn take(&mut self, posting: Posting, tick: Duration) {
        let Posting {
            at,
            from,
            to,
            amount,
        } = posting;
        self.accrued[from as usize] -= amount;
        self.accrued[to as usize] += amount;
        self.agreed[from as usize][to as usize] += amount;
        let due = at.as_millis() - at.as_millis() % tick.as_millis();
        let payment = (SimTime::from_millis(due), from, to);
        *self.pending.entry(payment).or_default() += amount;
    }

    /// Moves the money of all payments that are due before `end`, and calls `paid` with each: who
    /// gives, who gets, and how much.
    pub(super) fn pay_due(&mut self, end: SimTime, mut paid: impl FnMut(Account, Account, Fen)) {
        while let Some(payment) = self.pending.first_entry() {
            let &(due, from, to) = payment.key();
            if due >= end {
                break;
            }
            let amount = payment.remove();
            self.balances[from as usize] -= amount;
            self.balances[to as usize] += amount;
            self.paid[from as usize][to as usize] += amount;
            paid(from, to, amount);
        }
    }

    /// What an account has; below zero, what it has given.
    pub(super) const fn balance(&self, account: Account) -> Fen {
        self.balances[account as usize]
    }

    /// What each account earned, on balance, since the start, in the order of [`Account::ALL`].
    pub(super) const fn accrued(&self) -> [Fen; Account::ALL.len()] {
        self.accrued
    }

    /// What an account is still to get, less what it is still to give.
    pub(super) fn open(&self, account: Account) -> Fen {
        self.accrued[account as usize] - self.balances[account as usize]
    }
}

/// `part` of `whole` of an amount, to the nearest fen, exactly. A whole of nothing has no part.
///
/// # Panics
/// If it lies beyond the range of money.
///
/// ```
/// use chippark::industry::finance::pro_rata;
/// use chippark::units::Fen;
/// assert_eq!(pro_rata(Fen::yuan(6_200), 11, 31), Fen::yuan(2_200));
/// assert_eq!(pro_rata(Fen::new(2), 1, 4), Fen::new(1)); // half a fen goes up
/// ```
#[must_use]
pub fn pro_rata(amount: Fen, part: u128, whole: u128) -> Fen {
    if whole == 0 {
        return Fen::ZERO;
    }
    let numerator = u128::from(amount.as_fen().unsigned_abs()) * part;
    let size = i64::try_from((numerator + whole / 2) / whole);
    let size = size.expect("a part of an amount lies within the range of money");
    Fen::new(if amount < Fen::ZERO { -size } else { size })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::industry::finance::audit::audit_accounts;

    const TICK: Duration = Duration::hours(8);

    fn posting(at: u64, from: Account, to: Account, amount: i64) -> Posting {
        Posting {
            at: SimTime::from_millis(at),
            from,
            to,
            amount: Fen::new(amount),
        }
    }

    #[test]
    fn money_on_terms_moves_in_the_tick_in_which_it_is_due_and_counts_as_earned_at_once() {
        let mut accounts = Accounts::default();
        let sale = posting(20 * 3_600_000, Account::ComputerSales, Account::Cash, 7);
        accounts.take(sale, TICK); // due in the tick from 16 h to 24 h
        let earned_and_has = |accounts: &Accounts| {
            (
                accounts.accrued[Account::Cash as usize],
                accounts.balance(Account::Cash),
            )
        };
        accounts.pay_due(SimTime::ZERO + Duration::hours(16), |_, _, _| ());
        assert_eq!(earned_and_has(&accounts), (Fen::new(7), Fen::ZERO));
        accounts.pay_due(SimTime::ZERO + Duration::hours(24), |_, _, _| ());
        assert_eq!(earned_and_has(&accounts), (Fen::new(7), Fen::new(7)));
    }

    #[test]
    fn a_fen_that_is_lost_is_found() {
        let mut accounts = Accounts::default();
        accounts.take(posting(0, Account::Cash, Account::Wages, 5), TICK);
        assert!(audit_accounts(&accounts).is_empty());
        accounts.balances[Account::Cash as usize] += Fen::new(1);
        assert_eq!(
            audit_accounts(&accounts).len(),
            2,
            "the sum, and the cash account"
        );
    }

    proptest! {
        #[test]
        fn every_fen_is_conserved_whatever_is_posted(
            postings in prop::collection::vec(
                (
                    0_u64..2_000_000_000,
                    0_usize..Account::ALL.len(),
                    0_usize..Account::ALL.len(),
                    -1_000_000_000_000_i64..1_000_000_000_000,
                ),
                0..200,
            ),
        ) {
            let mut accounts = Accounts::default();
            let mut cash = 0;
            for (tick, chunk) in postings.chunks(7).enumerate() {
                for &(at, from, to, amount) in chunk {
                    let (from, to) = (Account::ALL[from], Account::ALL[to]);
                    accounts.take(posting(at, from, to, amount), TICK);
                    cash += if to == Account::Cash { amount } else { 0 };
                    cash -= if from == Account::Cash { amount } else { 0 };
                }
                accounts.pay_due(SimTime::ZERO + TICK * (tick as u64 + 1), |_, _, _| ());
                prop_assert_eq!(audit_accounts(&accounts), Vec::<String>::new());
            }
            accounts.pay_due(SimTime::MAX, |_, _, _| ());
            prop_assert_eq!(accounts.balance(Account::Cash), Fen::new(cash));
            prop_assert!(audit_accounts(&accounts).is_empty());
        }

        #[test]
        fn parts_differ_from_their_share_by_at_most_half_a_fen(
            amount in 0_i64..1_000_000_000_000_000,
            part in 0_u128..10_000_000_000,
            rest in 0_u128..10_000_000_000,
        ) {
            let whole = part + rest + 1;
            let got = i128::from(pro_rata(Fen::new(amount), part, whole).as_fen());
            let share = i128::from(amount) * i128::try_from(part).unwrap();
            let error = got * i128::try_from(whole).unwrap() - share;
            prop_assert!(2 * error.unsigned_abs() <= whole);
        }
    }
}
