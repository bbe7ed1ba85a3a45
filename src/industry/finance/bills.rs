//! What the park pays by itself: builders each day; wages, overheads and tax each month.

use super::accounts::{Accounts, pro_rata};
use super::plan::Finance;
use crate::engine::Clock;
use crate::industry::shared::ledger::{Account, Posting};
use crate::industry::shared::programmes::Companies;
use crate::industry::shared::staff::{Role, Staff};
use crate::units::time::{DAY, YEAR};
use crate::units::{Duration, Fen, SimTime};

/// What others have earned since they were last paid.
#[derive(Clone, Debug, Default)]
pub(super) struct Bills {
    /// People employed times milliseconds this month, by role.
    worked: [u128; Role::ALL.len()],
    /// Milliseconds of this month that the run has covered.
    elapsed: u128,
    /// Computers sold this month.
    sales: Fen,
    /// What the builders have been paid since the start, by building.
    built: Vec<Fen>,
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
            pay(clock, accounts, Account::Capital, due - *paid);
            *paid = due;
        }
    }

    /// Pays wages and overheads for the part of the month that the run has covered, and the tax on
    /// the month's sales, which is returned.
    pub(super) fn pay_month(
        &mut self,
        clock: &Clock,
        finance: &Finance,
        accounts: &mut Accounts,
    ) -> Fen {
        let month = month_millis(clock);
        for role in Role::ALL {
            let wage = finance.wages[role as usize];
            let earned = pro_rata(wage, self.worked[role as usize], month);
            pay(clock, accounts, Account::Wages, earned);
        }
        let overheads = pro_rata(finance.overheads_per_month, self.elapsed, month);
        pay(clock, accounts, Account::Overheads, overheads);
        let tax = tax(finance, self.sales);
        pay(clock, accounts, Account::Tax, tax);
        self.worked = Default::default();
        self.elapsed = 0;
        self.sales = Fen::ZERO;
        tax
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

fn pay(clock: &Clock, accounts: &mut Accounts, to: Account, amount: Fen) {
    let posting = Posting {
        at: last_instant(clock),
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

/// The length of the month in which the tick ends, in milliseconds.
fn month_millis(clock: &Clock) -> u128 {
    let days = clock.date(last_instant(clock)).days_in_month();
    u128::from(days.unsigned_abs()) * u128::from(DAY)
}
