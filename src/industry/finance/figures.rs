//! What finance reports.

use std::collections::BTreeMap;

use bevy_ecs::prelude::*;

use super::bills::value_added;
use super::city::TwoPeriods;
use super::{Treasury, is_sale};
use crate::engine::{Clock, Figures, Series, metrics};
use crate::industry::shared::ledger::Account;
use crate::units::{Fen, SimTime};

metrics! { "finance":
    /// Computers and chips sold, whenever they are paid for.
    REVENUE: "revenue", "CNY", Higher, None;
    /// The park's money at the end.
    CASH_END: "cash_end", "CNY", Higher, None;
    /// The least money the park had at the end of a tick.
    CASH_MIN: "cash_min", "CNY", Higher, None;
    /// Value added: a share of own output.
    VALUE_ADDED: "value_added", "CNY", Higher, None;
    /// Tax on the value added, paid at the ends of months.
    TAX: "tax", "CNY", Neither, None;
    /// Wages paid at the ends of months.
    WAGES: "wages", "CNY", Neither, None;
    /// Overheads paid at the ends of months.
    OVERHEADS: "overheads", "CNY", Neither, None;
    /// Parts and wafers bought, whenever they are paid for.
    MATERIALS: "materials", "CNY", Neither, None;
    /// Capital spent on what is built.
    CAPITAL_SPENT: "capital_spent", "CNY", Neither, None;
    /// Capital that investors committed, over the whole run.
    COMMITTED: "committed", "CNY", Neither, None;
    /// Output of the chain: own output and the multipliers.
    CHAIN: "chain_output", "CNY", Higher, None;
    /// Output of the chain in a calendar year.
    CHAIN_YEAR: "chain_output_year", "CNY", Higher, None;
    /// Revenue less materials, wages, overheads and tax; before depreciation.
    PROFIT: "profit", "CNY", Higher, None;
    /// Sold and not yet paid for at the end.
    RECEIVABLE: "receivable", "CNY", Neither, None;
    /// The park's money at the end of the month.
    CASH: "cash", "CNY", Higher, Level;
    /// Sold in the month.
    REVENUE_MONTH: "revenue_month", "CNY", Higher, Level;
    /// Growth of the value added in the city's digital economy over the equally long time before
    /// the statistics, which must lie within the run.
    GROWTH: "value_added_growth", "%", Higher, None;
    /// Rank of that growth among the cities compared with: 1 is the fastest.
    RANK: "growth_rank", "rank", Lower, None;
}

/// What is kept for the report only.
#[derive(Clone, Debug, Default)]
pub(super) struct Record {
    /// The least money at the end of a tick since the statistics began.
    cash_min: Option<Fen>,
    /// Tax paid since the statistics began.
    tax: Fen,
    /// Own output by calendar year, since the statistics began.
    years: BTreeMap<i16, Fen>,
    /// Sales of this month.
    month_sales: Fen,
    /// Money and sales of the month that has just ended, until the series has shown them.
    month: Option<(Fen, Fen)>,
    /// Value added by the park and by founders' companies, from the start of the run to the end of
    /// each of its days.
    days: Vec<Fen>,
    /// When the statistics began.
    since: SimTime,
}

impl Record {
    /// So much was sold in the present tick.
    pub(super) fn add_sales(&mut self, clock: &Clock, sales: Fen) {
        let year = clock.date(clock.tick_start()).year();
        *self.years.entry(year).or_default() += sales;
        self.month_sales += sales;
    }

    /// The park and founders' companies added so much value in the present tick.
    pub(super) fn add_value(&mut self, clock: &Clock, value: Fen) {
        let day = usize::try_from(clock.tick_start().day()).expect("a day within the calendar");
        let before = self.days.last().copied().unwrap_or_default();
        self.days.resize(day + 1, before);
        self.days[day] += value;
    }

    /// Value added from the start of the run to the last midnight up to `time`.
    fn value_added_until(&self, time: SimTime) -> Fen {
        let days = usize::try_from(time.day()).expect("a day within the calendar");
        let known = self.days.get(..days).unwrap_or(&self.days);
        known.last().copied().unwrap_or_default()
    }

    /// The value added of the park and of founders' companies in the time since the statistics began
    /// and in the equally long time before it; none if that begins before the run.
    fn two_periods(&self, end: SimTime) -> Option<TwoPeriods> {
        let length = end.since(self.since);
        let start = self.since.since(SimTime::ZERO);
        if length.is_zero() || start < length {
            return None;
        }
        let start = SimTime::ZERO + start.saturating_sub(length);
        let cuts = [start, self.since, end].map(|cut| self.value_added_until(cut));
        Some(TwoPeriods {
            start: start.since(SimTime::ZERO),
            length,
            before: (cuts[1] - cuts[0]).as_yuan(),
            now: (cuts[2] - cuts[1]).as_yuan(),
        })
    }

    /// The tick ends with so much money, after so much tax was paid.
    pub(super) fn end_tick(&mut self, clock: &Clock, cash: Fen, tax: Fen) {
        self.tax += tax;
        self.cash_min = Some(self.cash_min.map_or(cash, |least| least.min(cash)));
        if clock.ends_month() {
            self.month = Some((cash, std::mem::take(&mut self.month_sales)));
        }
    }
}

pub(super) fn begin_statistics(world: &mut World, now: SimTime) {
    let mut treasury = world.resource_mut::<Treasury>();
    treasury.books.begin_statistics();
    treasury.figures = Record {
        month_sales: treasury.figures.month_sales,
        month: treasury.figures.month,
        days: std::mem::take(&mut treasury.figures.days),
        since: now,
        ..Record::default()
    };
}

pub(super) fn observe(world: &mut World, series: &mut Series) {
    let month = world.resource_mut::<Treasury>().figures.month.take();
    if let Some((cash, sales)) = month {
        series.put(&CASH, cash.as_yuan());
        series.put(&REVENUE_MONTH, sales.as_yuan());
    }
}

pub(super) fn report(world: &mut World, end: SimTime, figures: &mut Figures) {
    let clock = world.resource::<Clock>();
    let Treasury {
        finance,
        books,
        figures: record,
        ..
    } = world.resource::<Treasury>();
    let earned = |account| books.earned(account);
    let sales = || Account::ALL.into_iter().filter(|&account| is_sale(account));
    let revenue = -sales().map(earned).sum::<Fen>();
    let receivable = -sales().map(|account| books.open(account)).sum::<Fen>();
    let materials = earned(Account::Parts) + earned(Account::Wafers);
    let (wages, overheads) = (earned(Account::Wages), earned(Account::Overheads));
    let committed = finance
        .capital
        .iter()
        .map(|&(_, amount)| amount)
        .sum::<Fen>();
    figures.put(&REVENUE, revenue.as_yuan());
    figures.put(&RECEIVABLE, receivable.as_yuan());
    figures.put(&CASH_END, books.balance(Account::Cash).as_yuan());
    figures.put(&CASH_MIN, record.cash_min.map(Fen::as_yuan));
    figures.put(&VALUE_ADDED, value_added(finance, revenue).as_yuan());
    figures.put(&TAX, record.tax.as_yuan());
    figures.put(&WAGES, wages.as_yuan());
    figures.put(&OVERHEADS, overheads.as_yuan());
    figures.put(&MATERIALS, materials.as_yuan());
    figures.put(&CAPITAL_SPENT, earned(Account::Capital).as_yuan());
    figures.put(&COMMITTED, committed.as_yuan());
    let profit = revenue - materials - wages - overheads - record.tax;
    figures.put(&PROFIT, profit.as_yuan());
    let chain = |own: Fen| own.as_yuan() * finance.chain_factor;
    figures.put(&CHAIN, chain(revenue));
    // Every year of the statistics has its figure, so that all replications report the same keys.
    let last = SimTime::from_millis(end.as_millis().saturating_sub(1));
    for year in clock.date(clock.warmup().min(last)).year()..=clock.date(last).year() {
        let own = record.years.get(&year).copied().unwrap_or_default();
        figures.put_for(&CHAIN_YEAR, &year.to_string(), chain(own));
    }
    if let Some(city) = &finance.city {
        let periods = record.two_periods(end);
        let growth = periods.map(|periods| (city.growth_over(&periods), periods.length));
        figures.put(&GROWTH, growth.map(|(growth, _)| 100.0 * growth));
        let rank = growth.map(|(growth, length)| city.rank(growth, length) as f64);
        figures.put(&RANK, rank);
    }
}
