//! The state of finance.

use std::collections::BTreeMap;

use bevy_ecs::prelude::*;

use super::accounts::Accounts;
use super::bills::Bills;
use super::plan::Finance;
use super::statistics::{DailySum, Minima};
use crate::engine::Clock;
use crate::industry::shared::ledger::{Account, Posting};
use crate::units::{Duration, Fen};

/// The park's accounts and bills, and what is kept for the report.
#[derive(Resource, Debug)]
pub(super) struct FinanceState {
    pub(super) plan: Finance,
    pub(super) accounts: Accounts,
    pub(super) bills: Bills,
    /// The park's money at the ends of ticks.
    pub(super) least_cash: Minima,
    /// Own output by calendar year, since the start.
    pub(super) output_of_year: BTreeMap<i16, Fen>,
    /// Tax on the park's value added that has accrued since the start.
    pub(super) tax: Fen,
    /// Value added by the park and by founders' companies.
    pub(super) value_added: DailySum,
    /// Sales of this month.
    month_sales: Fen,
    /// Money and sales of the month that has just ended, until the series has shown them.
    pub(super) month: Option<(Fen, Fen)>,
}

impl FinanceState {
    /// Finance before the start, whose ticks are `tick` long. All capital is agreed.
    pub(super) fn new(plan: &Finance, tick: Duration) -> Self {
        let mut accounts = Accounts::default();
        for &(at, amount) in &plan.capital {
            let (from, to) = (Account::Investors, Account::Cash);
            let posting = Posting {
                at,
                from,
                to,
                amount,
            };
            accounts.take(posting, tick);
        }
        Self {
            accounts,
            bills: Bills::new(plan.spending.len()),
            least_cash: Minima::default(),
            output_of_year: BTreeMap::new(),
            tax: Fen::ZERO,
            value_added: DailySum::default(),
            month_sales: Fen::ZERO,
            month: None,
            plan: plan.clone(),
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

    /// The tick ends; its payments are made. Returns the park's money.
    pub(super) fn end_tick(&mut self, clock: &Clock) -> Fen {
        self.accounts.pay_due(clock.tick_end());
        let cash = self.accounts.balance(Account::Cash);
        self.least_cash.add(clock.tick_end(), cash);
        if clock.ends_month() {
            self.month = Some((cash, std::mem::take(&mut self.month_sales)));
        }
        cash
    }
}
