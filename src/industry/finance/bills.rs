//! What the park pays by itself: wages, overheads, the costs of keeping and selling, and tax, which
//! accrue by the day and are paid at the end of each month.

use super::accounts::pro_rata;
use super::chart::Line;
use super::ledger::Ledger;
use super::plan::{Finance, RunningCosts};
use crate::engine::Clock;
use crate::industry::shared::ledger::{Account, StaffCosts};
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
    /// Computers and chips sold this month.
    sales: [Fen; 2],
    /// Computers sold and people hired on this day.
    today: Today,
    /// The value of stock at the ends of the days of this month, added up.
    stock_days: Fen,
    /// Wages, overheads and tax that have accrued this month.
    accrued: Accrued,
}

/// What is paid for by the piece.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Today {
    /// Computers sold.
    pub(super) computers: u64,
    /// People who took up posts.
    pub(super) staff: StaffCosts,
}

/// Amounts that have accrued in a month.
#[derive(Clone, Copy, Debug, Default)]
struct Accrued {
    wages: [Fen; Role::ALL.len()],
    overheads: Fen,
    warranty: Fen,
    carrying: Fen,
    tax: Fen,
}

impl Bills {
    /// People work for a tick in which computers and chips were sold for so much.
    pub(super) fn work(&mut self, clock: &Clock, staff: &Staff, sales: [Fen; 2], made: Today) {
        let span = u128::from(clock.tick_end().since(clock.tick_start()).as_millis());
        for role in Role::ALL {
            self.worked[role as usize] += u128::from(staff.headcount(role)) * span;
        }
        self.elapsed += span;
        self.sales = [0, 1].map(|kind| self.sales[kind] + sales[kind]);
        self.today.computers += made.computers;
        self.today.staff.hired += made.staff.hired;
        self.today.staff.hiring += made.staff.hiring;
        self.today.staff.training += made.staff.training;
    }

    /// A day ends with stock of this value: what it cost is owed, and due at the end of the month.
    /// Returns the tax.
    pub(super) fn accrue_day(
        &mut self,
        clock: &Clock,
        finance: &Finance,
        stock: Fen,
        ledger: &mut Ledger,
    ) -> Fen {
        let (month, due) = month(clock);
        let mut owe = |line, to, amount| ledger.owe(clock, due, line, to, amount);
        let before = self.accrued;
        for role in Role::ALL {
            let place = role as usize;
            let earned = pro_rata(finance.wages[place], self.worked[place], month);
            self.accrued.wages[place] = earned;
            owe(Line::Wages, Account::Wages, earned - before.wages[place]);
        }
        self.accrued.overheads = pro_rata(finance.overheads_per_month, self.elapsed, month);
        let overheads = self.accrued.overheads - before.overheads;
        owe(Line::Overheads, Account::Overheads, overheads);
        self.accrue_running(&finance.running_costs, stock, before, &mut owe);
        self.accrued.tax = tax(finance, self.sales[0] + self.sales[1]);
        let tax = self.accrued.tax - before.tax;
        owe(Line::Tax, Account::Tax, tax);
        tax
    }

    /// The costs of the day's computers and people, of warranty and of stock.
    fn accrue_running(
        &mut self,
        costs: &RunningCosts,
        stock: Fen,
        before: Accrued,
        owe: &mut impl FnMut(Line, Account, Fen),
    ) {
        let Today { computers, staff } = std::mem::take(&mut self.today);
        let count = |count: u64| i64::try_from(count).expect("fewer than 2^63");
        let (computers, hired) = (count(computers), count(staff.hired));
        self.stock_days += stock;
        let daily = costs.carrying_rate.get() * DAY as f64 / YEAR as f64;
        self.accrued.carrying = self.stock_days.scaled(daily);
        self.accrued.warranty = self.sales[0].scaled(costs.warranty_share.get());
        let of_share = self.accrued.warranty - before.warranty;
        for (line, amount) in [
            (Line::Bundle, costs.bundle * computers),
            (Line::Freight, costs.freight * computers),
            (Line::Selling, costs.selling * computers),
            (Line::Warranty, costs.warranty * computers + of_share),
            (Line::Carrying, self.accrued.carrying - before.carrying),
            (Line::Hiring, costs.hiring * hired + staff.hiring),
            (Line::Training, costs.training * hired + staff.training),
        ] {
            owe(line, Account::Services, amount);
        }
    }

    /// Wages and overheads change from now on, the start of a day; what has accrued is owed.
    pub(super) fn change_rates(&mut self) {
        self.worked = Default::default();
        self.elapsed = 0;
        self.accrued.wages = Default::default();
        self.accrued.overheads = Fen::ZERO;
    }

    /// A month ends, of which all days have accrued. Returns its tax.
    pub(super) fn close_month(&mut self) -> Fen {
        self.change_rates();
        self.sales = [Fen::ZERO; 2];
        self.stock_days = Fen::ZERO;
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

/// The last millisecond of the tick: bills are paid within the day or month that they close.
pub(super) fn last_instant(clock: &Clock) -> SimTime {
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
