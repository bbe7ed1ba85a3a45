//! What the park pays by itself: builders each day; wages, overheads and tax, which accrue by the
//! day, at the end of each month.

use super::accounts::{Accounts, pro_rata};
use super::plan::Finance;
use crate::engine::Clock;
use crate::industry::shared::ledger::{Account, Posting};
use crate::industry::shared::programmes::Companies;
use crate::industry::shared::staff::{Role, Staff};
use crate::units::time::{DAY, YEAR};
use crate::units::{Duration, Fen, SimTime};

/// What others have earned since they were last paid.
///
/// What accrues in a month is computed from all of the month so far, and the day takes what is new
/// in it: so no fraction of a fen is lost from day to day.
#[derive(Clone, Debug, Default)]
pub(super) struct Bills {
    /// People employed times milliseconds this month, by role.
    worked: [u128; Role::ALL.len()],
    /// Milliseconds of this month that the run has covered.
    elapsed: u128,
    /// Computers sold this month.
    sales: Fen,
    /// Wages, overheads and tax that have accrued this month.
    accrued: Accrued,
    /// What the builders have been paid since the start, by building.
    built: Vec<Fen>,
}

/// Amounts that have accrued in a month.
#[derive(Clone, Copy, Debug, Default)]
struct Accrued {
    wages: [Fen; Role::ALL.len()],
    overheads: Fen,
    tax: Fen,
}

impl Bills {
    /// No bills, and so many buildings to pay for.
    pub(super) fn new(buildings: usize) -> Self {
        Self {
            built: vec![Fen::ZERO; buildings],
            ..Self::default()
        }
    }

    /// People work for a tick in which so much was sold.
    pub(super) fn work(&mut self, clock: &Clock, staff: &Staff, sales: Fen) {
        let span = u128::from(clock.tick_end().since(clock.tick_start()).as_millis());
        for role in Role::ALL {
            self.worked[role as usize] += u128::from(staff.headcount(role)) * span;
        }
        self.elapsed += span;
        self.sales += sales;
    }

    /// Pays the builders for what is built by now, in equal parts each day.
    pub(super) fn pay_builders(
        &mut self,
        clock: &Clock,
        finance: &Finance,
        accounts: &mut Accounts,
    ) {
        for (building, paid) in finance.spending.iter().zip(&mut self.built) {
            let elapsed = clock.tick_end().saturating_since(building.start);
            let part = u128::from(elapsed.min(building.length).as_millis());
            let due = pro_rata(
                building.amount,
                part,
                u128::from(building.length.as_millis()),
            );
            owe(
                clock,
                last_instant(clock),
                accounts,
                Account::Capital,
                due - *paid,
            );
            *paid = due;
        }
    }

    /// A day ends: wages and overheads for it, and the tax on its sales, are owed, and due at the
    /// end of the month. Returns the tax.
    pub(super) fn accrue_day(
        &mut self,
        clock: &Clock,
        finance: &Finance,
        accounts: &mut Accounts,
    ) -> Fen {
        let (month, due) = month(clock);
        let before = self.accrued;
        for role in Role::ALL {
            let place = role as usize;
            let earned = pro_rata(finance.wages[place], self.worked[place], month);
            self.accrued.wages[place] = earned;
            let amount = earned - before.wages[place];
            owe(clock, due, accounts, Account::Wages, amount);
        }
        self.accrued.overheads = pro_rata(finance.overheads_per_month, self.elapsed, month);
        let amount = self.accrued.overheads - before.overheads;
        owe(clock, due, accounts, Account::Overheads, amount);
        self.accrued.tax = tax(finance, self.sales);
        let tax = self.accrued.tax - before.tax;
        owe(clock, due, accounts, Account::Tax, tax);
        tax
    }

    /// A month ends, of which all days have accrued. Returns its tax.
    pub(super) fn close_month(&mut self) -> Fen {
        self.worked = Default::default();
        self.elapsed = 0;
        self.sales = Fen::ZERO;
        std::mem::take(&mut self.accrued).tax
    }
}

/// Tax on own output, in fen: the tax rate times value added (equation E32).
fn tax(finance: &Finance, own_output: Fen) -> Fen {
    value_added(finance, own_output).scaled(finance.tax_rate.get())
}

/// Value added, in fen: a share of own output (equation E31).
pub(super) fn value_added(finance: &Finance, own_output: Fen) -> Fen {
    own_output.scaled(finance.value_added_share.get())
}

/// What the companies of founders add to the city's value in a tick of this length.
pub(super) fn value_of_founders(companies: Companies, tick: Duration) -> Fen {
    let part = u128::from(tick.as_millis());
    pro_rata(companies.value_added_per_year, part, u128::from(YEAR))
}

/// The park owes an amount, due at `at`.
fn owe(clock: &Clock, at: SimTime, accounts: &mut Accounts, to: Account, amount: Fen) {
    let posting = Posting {
        at,
        from: Account::Cash,
        to,
        amount,
    };
    accounts.take(posting, clock.tick());
}

/// The last millisecond of the tick: bills are paid within the day or month that they close.
fn last_instant(clock: &Clock) -> SimTime {
    SimTime::from_millis(clock.tick_end().as_millis() - 1)
}

/// The month in which the tick ends: its length in milliseconds, and its last instant.
fn month(clock: &Clock) -> (u128, SimTime) {
    let last = last_instant(clock);
    let date = clock.date(last);
    let days = u64::from(date.days_in_month().unsigned_abs());
    let left = days - u64::from(date.day().unsigned_abs());
    let until_midnight = DAY - last.as_millis() % DAY;
    let end = last + Duration::millis(until_midnight - 1) + Duration::days(left);
    (u128::from(days) * u128::from(DAY), end)
}
