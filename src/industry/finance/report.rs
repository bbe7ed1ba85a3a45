//! The metrics of finance, and how they are computed.

use bevy_ecs::prelude::*;

use super::Finance;
use super::bills::value_added;
use super::books;
use super::economy::TwoPeriods;
use super::margins;
use super::plan::CityEconomy;
use super::state::FinanceState;
use super::statistics::{DailySum, Statistics};
use crate::engine::{Book, Clock, Figures, Metric, Period, Series, metrics};
use crate::industry::shared::ledger::Account;
use crate::industry::shared::subsystem::Reported;
use crate::units::{Fen, SimTime};

metrics! { "finance":
    /// Computers and surplus chips sold, whether or not they are paid for within the period.
    REVENUE: "revenue", "CNY", Higher, None;
    /// Surplus chips sold, a part of the revenue.
    CHIP_SALES: "chip_sales", "CNY", Higher, None;
    /// The park's cash at the end of the period.
    CASH_END: "cash_end", "CNY", Higher, None;
    /// The least cash that the park had at the end of a tick.
    CASH_MIN: "cash_min", "CNY", Higher, None;
    /// Value added by the park: a share of its revenue.
    VALUE_ADDED: "value_added", "CNY", Higher, None;
    /// Tax on the park's value added. It accrues by the day, and is paid at the ends of months.
    TAX: "tax", "CNY", Neither, None;
    /// Wages of those employed, for the time that they were, fixed staff included. They accrue by
    /// the day, and are paid at the ends of months.
    WAGES: "wages", "CNY", Neither, None;
    /// Overheads of the park. They accrue by the day, and are paid at the ends of months.
    OVERHEADS: "overheads", "CNY", Neither, None;
    /// Parts and wafers bought, used or not, whether or not they are paid for within the period.
    MATERIALS: "materials", "CNY", Neither, None;
    /// Capital spent on buildings, tools and lines.
    CAPITAL_SPENT: "capital_spent", "CNY", Neither, None;
    /// Capital that investors have committed in all, whatever the period.
    COMMITTED: "committed", "CNY", Neither, None;
    /// Output of the chain: the park's revenue, and the multiples of it that suppliers and
    /// customers make.
    CHAIN: "chain_output", "CNY", Higher, None;
    /// Output of the chain in the part of a calendar year that lies in the period, by year.
    CHAIN_YEAR: "chain_output_year", "CNY", Higher, None;
    /// Revenue less materials bought, wages, overheads, services, penalties and tax; capital
    /// spending is not deducted. `net_profit` counts what was used instead of what was bought.
    PROFIT: "profit", "CNY", Higher, None;
    /// Value of the computers that are sold and not yet paid for at the end of the period.
    RECEIVABLE: "receivable", "CNY", Neither, None;
    /// The park's cash at the end of the last whole month; only in the series.
    CASH: "cash", "CNY", Higher, Level;
    /// Computers and surplus chips sold in the last whole month; only in the series.
    REVENUE_MONTH: "revenue_month", "CNY", Higher, Flow;
    /// Growth of the value added in the city's digital economy over the equally long time before
    /// the period. There is none where that time begins before the run.
    GROWTH: "value_added_growth", "%", Higher, None, Unbounded;
    /// Rank of the growth of the value added among the cities compared with: 1 is the fastest.
    RANK: "growth_rank", "rank", Lower, None;
}

impl Reported for Finance {
    type Statistics = Statistics;

    const METRICS: &'static [&'static [&'static Metric]] = &[METRICS, margins::METRICS];

    fn statistics(world: &mut World, _: SimTime) -> Statistics {
        let state = world.resource::<FinanceState>();
        Statistics {
            earned: state.ledger.accounts.accrued(),
            agreed: state.ledger.accounts.agreed,
            paid: state.ledger.accounts.paid,
            entries: state.ledger.journal.entries,
            sold: state.stocks.sold.0,
            computers: state.computers,
            units: state.stocks.flows(),
            tax: state.tax,
            output_of_year: state.output_of_year.clone(),
        }
    }

    fn books(world: &mut World, of: &Statistics) -> Vec<Book> {
        books::books(world, of)
    }

    fn observe(world: &mut World, series: &mut Series) {
        let month = world.resource_mut::<FinanceState>().month.take();
        if let Some((cash, sales)) = month {
            series.put(&CASH, cash.as_yuan());
            series.put(&REVENUE_MONTH, sales.as_yuan());
        }
    }

    fn report(world: &mut World, period: Period, of: &Statistics, figures: &mut Figures) {
        let clock = world.resource::<Clock>();
        let state = world.resource::<FinanceState>();
        let (plan, accounts) = (&state.plan, &state.ledger.accounts);
        let earned = |account: Account| of.earned[account as usize];
        let chips = -earned(Account::ChipSales);
        let revenue = chips - earned(Account::ComputerSales);
        let receivable = -accounts.open(Account::ComputerSales);
        let materials = earned(Account::Parts) + earned(Account::Wafers);
        let (wages, overheads) = (earned(Account::Wages), earned(Account::Overheads));
        let committed = plan.capital.iter().map(|&(_, amount)| amount).sum::<Fen>();
        let least_cash = state.least_cash.since(period.from);
        figures.put(&REVENUE, revenue.as_yuan());
        figures.put(&CHIP_SALES, chips.as_yuan());
        figures.put(&RECEIVABLE, receivable.as_yuan());
        figures.put(&CASH_END, accounts.balance(Account::Cash).as_yuan());
        figures.put(&CASH_MIN, least_cash.map(Fen::as_yuan));
        figures.put(&VALUE_ADDED, value_added(plan, revenue).as_yuan());
        figures.put(&TAX, of.tax.as_yuan());
        figures.put(&WAGES, wages.as_yuan());
        figures.put(&OVERHEADS, overheads.as_yuan());
        figures.put(&MATERIALS, materials.as_yuan());
        figures.put(&CAPITAL_SPENT, earned(Account::Capital).as_yuan());
        figures.put(&COMMITTED, committed.as_yuan());
        let services = earned(Account::Services);
        let services = services + earned(Account::Penalties);
        let profit = revenue - materials - wages - overheads - services - of.tax;
        figures.put(&PROFIT, profit.as_yuan());
        let chain = |own: Fen| own.as_yuan() * plan.chain_factor;
        figures.put(&CHAIN, chain(revenue));
        // Every year of the period has its figure, so that all replications report the same keys.
        let last = SimTime::from_millis(period.to.as_millis().saturating_sub(1));
        let year_of = |at: SimTime| clock.date(at).year();
        for year in year_of(period.from.min(last))..=year_of(last) {
            let own = of.output_of_year.get(&year).copied().unwrap_or_default();
            figures.put_for(&CHAIN_YEAR, &year.to_string(), chain(own));
        }
        if plan.keeps_books {
            margins::report(state, period, of, figures);
            state.months.statements(period, figures.statements_mut());
        }
        if let Some(city) = &plan.city {
            report_growth(city, &state.value_added, period, figures);
        }
    }
}

fn report_growth(
    city: &CityEconomy,
    value_added: &DailySum,
    period: Period,
    figures: &mut Figures,
) {
    let periods = two_periods(value_added, period);
    let growth = periods.map(|periods| city.growth_over(&periods));
    figures.put(&GROWTH, growth.map(|growth| 100.0 * growth));
    let rank = growth.map(|growth| city.rank(growth, period.length()) as f64);
    figures.put(&RANK, rank);
}

/// The value added of the park and of founders' companies in a period and in the equally long time
/// before it; none if that begins before the run.
fn two_periods(value_added: &DailySum, period: Period) -> Option<TwoPeriods> {
    let length = period.length();
    let before = period.from.since(SimTime::ZERO);
    if length.is_zero() || before < length {
        return None;
    }
    let start = before.saturating_sub(length);
    let cuts = [SimTime::ZERO + start, period.from, period.to].map(|cut| value_added.until(cut));
    Some(TwoPeriods {
        start,
        length,
        before: (cuts[1] - cuts[0]).as_yuan(),
        now: (cuts[2] - cuts[1]).as_yuan(),
    })
}
