//! The state of finance.

use std::collections::BTreeMap;

use bevy_ecs::prelude::*;

use super::assets::Assets;
use super::bills::{Bills, last_instant};
use super::chart::Line;
use super::ledger::{Ledger, payment};
use super::months::{Months, received};
use super::plan::Finance;
use super::statistics::{DailySum, Minima};
use super::stock::{Stocks, Takers};
use super::worth::CashFlow;
use crate::engine::Clock;
use crate::industry::shared::goods::Movement;
use crate::industry::shared::ledger::{Account, Posting};
use crate::industry::shared::subsystem::Present;
use crate::units::{Date, Duration, Fen};

/// The park's books and bills, and what is kept for the report.
#[derive(Resource, Debug)]
pub(super) struct FinanceState {
    pub(super) plan: Finance,
    pub(super) ledger: Ledger,
    pub(super) stocks: Stocks,
    pub(super) assets: Assets,
    pub(super) bills: Bills,
    /// The park's money at the ends of ticks.
    pub(super) least_cash: Minima,
    /// Own output by calendar year, since the start.
    pub(super) output_of_year: BTreeMap<i16, Fen>,
    /// Tax on the park's value added that has accrued since the start.
    pub(super) tax: Fen,
    /// Computers that were delivered since the start.
    pub(super) computers: u64,
    /// Value added by the park and by founders' companies.
    pub(super) value_added: DailySum,
    pub(super) months: Months,
    pub(super) cash_flow: CashFlow,
    /// Sales of this month.
    month_sales: Fen,
    /// Money and sales of the month that has just ended, until the series has shown them.
    pub(super) month: Option<(Fen, Fen)>,
}

impl FinanceState {
    /// Finance before the start, whose ticks are `tick` long, of a park with these sections. All
    /// capital is agreed.
    pub(super) fn new(plan: &Finance, tick: Duration, present: &Present) -> Self {
        let mut ledger = Ledger::default();
        for &(at, amount) in &plan.capital {
            let (from, to) = (Account::Investors, Account::Cash);
            let posting = Posting {
                at,
                from,
                to,
                amount,
            };
            ledger.agree(posting, tick);
        }
        Self {
            assets: Assets::new(&plan.assets, &mut ledger.journal),
            stocks: Stocks::new(plan.unit_costs, Takers::of(present)),
            ledger,
            bills: Bills::default(),
            least_cash: Minima::default(),
            output_of_year: BTreeMap::new(),
            tax: Fen::ZERO,
            computers: 0,
            value_added: DailySum::default(),
            months: Months::default(),
            cash_flow: CashFlow::default(),
            month_sales: Fen::ZERO,
            month: None,
            plan: plan.clone(),
        }
    }

    /// Goods move; services on them are paid for at once.
    pub(super) fn move_goods(&mut self, clock: &Clock, movement: Movement) {
        let services = self.stocks.take(movement, &mut self.ledger.journal);
        if services != Fen::ZERO {
            let payment = payment(last_instant(clock), Account::Services, services);
            self.ledger.accounts.take(payment, clock.tick());
        }
    }

    /// The park sold and added so much in the present tick; founders' companies are in the latter.
    pub(super) fn add_output(&mut self, clock: &Clock, sales: Fen, value_added: Fen) {
        let start = clock.tick_start();
        let year = clock.date(start).year();
        *self.output_of_year.entry(year).or_default() += sales;
        self.month_sales += sales;
        self.value_added.add(start.day(), value_added);
    }

    /// A day ends: assets are paid for and lose value, and what the day cost is owed.
    pub(super) fn end_day(&mut self, clock: &Clock) {
        let Ledger { accounts, journal } = &mut self.ledger;
        self.assets
            .end_day(clock.tick_end(), journal, |journal, amount| {
                journal.enter(Line::Construction, Line::Payables, amount);
                let payment = payment(last_instant(clock), Account::Capital, amount);
                accounts.take(payment, clock.tick());
            });
        let stock = Line::STOCKS.map(|line| self.ledger.journal.balance(line));
        let stock = stock.into_iter().sum();
        self.tax += self
            .bills
            .accrue_day(clock, &self.plan, stock, &mut self.ledger);
    }

    /// The tick ends; its payments are made. Returns the park's money.
    pub(super) fn end_tick(&mut self, clock: &Clock) -> Fen {
        let of_investors =
            |ledger: &Ledger| received(&ledger.accounts.paid)[Account::Investors as usize];
        let before = self.cash() - of_investors(&self.ledger);
        self.ledger.pay_due(clock.tick_end());
        let cash = self.cash();
        let flow = cash - of_investors(&self.ledger) - before;
        self.cash_flow.add(clock.tick_end(), flow);
        self.least_cash.add(clock.tick_end(), cash);
        let day = clock.date(clock.tick_start());
        let month = Date::ymd(day.year(), day.month(), 1);
        self.months.keep(month, clock.tick_end(), &self.ledger);
        if clock.ends_month() {
            self.month = Some((cash, std::mem::take(&mut self.month_sales)));
        }
        cash
    }

    /// The park's money.
    pub(super) const fn cash(&self) -> Fen {
        self.ledger.accounts.balance(Account::Cash)
    }
}
