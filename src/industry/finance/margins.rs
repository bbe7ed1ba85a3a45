//! The metrics of the park's own books: the income statement, the balance sheet and the cash flow
//! of a period, what a computer costs, and the value of the cash flow.

use super::chart::Line;
use super::cost::Element;
use super::journal::change;
use super::months::received;
use super::state::FinanceState;
use super::statistics::Statistics;
use crate::engine::{Figures, Period, metrics};
use crate::industry::shared::ledger::Account;
use crate::units::{Duration, Fen};

metrics! { "finance":
    /// What the parts, the wafers and the services on them had cost that are in what was sold, by
    /// the moving average of the stocks that they came through.
    GOODS_SOLD: "cost_of_goods_sold", "CNY", Lower, None;
    /// What was thrown away had cost: wafers and computers, and lots without a good chip.
    SCRAP: "scrap_cost", "CNY", Lower, None;
    /// The use of fixed assets, in equal parts over their lives.
    DEPRECIATION: "depreciation", "CNY", Neither, None;
    /// Services bought: probe, packaging and test of chips, what goes with computers, and the costs
    /// of keeping and selling.
    SERVICES: "services", "CNY", Lower, None;
    /// Revenue less the cost of goods sold, scrap, what goes with computers, wages and
    /// depreciation.
    GROSS_MARGIN: "gross_margin", "CNY", Higher, None;
    /// The gross margin as a share of revenue. There is none where nothing was sold.
    GROSS_SHARE: "gross_margin_share", "%", Higher, None, Unbounded;
    /// The gross margin less overheads and the costs of keeping and selling.
    OPERATING_PROFIT: "operating_profit", "CNY", Higher, None;
    /// The operating profit less tax: the change of retained earnings.
    NET_PROFIT: "net_profit", "CNY", Higher, None;
    /// The net profit as a share of revenue. There is none where nothing was sold.
    NET_SHARE: "net_margin_share", "%", Higher, None, Unbounded;
    /// A cost of keeping and selling, by its line: carrying of stock, freight, selling, warranty,
    /// hiring, training.
    RUNNING: "running_cost", "CNY", Lower, None;
    /// All that the park has at the end of the period: cash, receivables, stock and assets.
    TOTAL_ASSETS: "total_assets", "CNY", Neither, None;
    /// What investors paid in, what was there at the start, and what was earned since, at the end
    /// of the period.
    EQUITY: "equity", "CNY", Higher, None;
    /// What is owed and not yet paid at the end of the period.
    PAYABLE: "payable", "CNY", Neither, None;
    /// Value of stock at the end of the period, units times cost: parts, wafers until their chips
    /// are tested, chips, computers under way, computers.
    STOCK_VALUE: "stock_value", "CNY", Neither, None;
    /// Fixed assets, and what is being built, less what is used up, at the end of the period.
    FIXED_ASSETS: "fixed_assets", "CNY", Neither, None;
    /// What the park received less what it paid: `operating`, `investing` or `financing`. The three
    /// sum to the change of cash.
    CASH_FLOW: "cash_flow", "CNY", Higher, None;
    /// What the park paid to anybody.
    SPENT: "money_spent", "CNY", Neither, None;
    /// What the park cost for each computer that was sold: all expenses but tax. There is none
    /// where none was sold.
    UNIT_COST: "unit_cost", "CNY", Lower, None;
    /// A part of the cost of a computer, by what it consists of: the elements of the goods, scrap
    /// and rounding, what goes with it, wages, depreciation, overheads, and the costs of keeping
    /// and selling.
    UNIT_COST_OF: "unit_cost_of", "CNY", Lower, None;
    /// Present value of the cash flow with all but investors at the start of the period, discounted
    /// by `finance.discount_rate`.
    PRESENT_VALUE: "net_present_value", "CNY", Higher, None;
    /// Time from the start of the period after which all that was spent in it is earned, for good.
    PAYBACK: "payback", "y", Lower, None, Later;
}

/// Reports the figures of a period that ends now.
pub(super) fn report(state: &FinanceState, period: Period, of: &Statistics, figures: &mut Figures) {
    let expense = |line: Line| change(&of.entries, line);
    let sum = |lines: &[Line]| lines.iter().map(|line| expense(*line)).sum::<Fen>();
    let revenue = -sum(&Line::SOLD);
    let gross = revenue - expense(Line::GoodsSold) - sum(&Line::MAKING);
    let operating = gross - sum(&Line::RUNNING);
    let net = operating - expense(Line::Tax);
    let share = |amount: Fen| {
        let is_sold = revenue > Fen::ZERO;
        is_sold.then(|| 100.0 * amount.as_yuan() / revenue.as_yuan())
    };
    for (metric, amount) in [
        (&GOODS_SOLD, expense(Line::GoodsSold)),
        (&SCRAP, expense(Line::Scrap)),
        (&DEPRECIATION, expense(Line::Depreciation)),
        (&GROSS_MARGIN, gross),
        (&OPERATING_PROFIT, operating),
        (&NET_PROFIT, net),
    ] {
        figures.put(metric, amount.as_yuan());
    }
    let services = of.earned[Account::Services as usize];
    figures.put(&SERVICES, services.as_yuan());
    figures.put(&GROSS_SHARE, share(gross));
    figures.put(&NET_SHARE, share(net));
    for line in Line::RUNNING
        .into_iter()
        .filter(|line| *line != Line::Overheads)
    {
        figures.put_for(&RUNNING, line.name(), expense(line).as_yuan());
    }
    report_cost(of, figures);
    report_balance(state, figures);
    report_cash(state, period, of, figures);
}

/// What a computer cost, and what that consists of.
fn report_cost(of: &Statistics, figures: &mut Figures) {
    let a_computer = |amount: Fen| {
        let is_sold = of.computers > 0;
        is_sold.then(|| amount.as_yuan() / of.computers as f64)
    };
    let elements = Element::ALL
        .into_iter()
        .map(|element| (element.name(), of.sold[element as usize]));
    let others = Line::MAKING.into_iter().chain(Line::RUNNING);
    let others = others.map(|line| (line.name(), change(&of.entries, line)));
    let mut total = Fen::ZERO;
    for (name, amount) in elements.chain(others) {
        figures.put_for(&UNIT_COST_OF, name, a_computer(amount));
        total += amount;
    }
    figures.put(&UNIT_COST, a_computer(total));
}

/// What the park has and owes now.
fn report_balance(state: &FinanceState, figures: &mut Figures) {
    let balance = |line: Line| state.ledger.journal.balance(line);
    let assets: Fen = Line::ASSETS.into_iter().map(balance).sum();
    let payable = -balance(Line::Payables);
    figures.put(&TOTAL_ASSETS, assets.as_yuan());
    figures.put(&PAYABLE, payable.as_yuan());
    figures.put(&EQUITY, (assets - payable).as_yuan());
    for line in Line::STOCKS {
        figures.put_for(&STOCK_VALUE, line.name(), balance(line).as_yuan());
    }
    let fixed = [Line::Construction, Line::FixedAssets, Line::Depreciated];
    let fixed: Fen = fixed.into_iter().map(balance).sum();
    figures.put(&FIXED_ASSETS, fixed.as_yuan());
}

/// What was received and paid, and what that is worth.
fn report_cash(state: &FinanceState, period: Period, of: &Statistics, figures: &mut Figures) {
    let received = received(&of.paid);
    let of_account = |account: Account| received[account as usize];
    let (investing, financing) = (of_account(Account::Capital), of_account(Account::Investors));
    let all: Fen = received.into_iter().sum();
    for (name, amount) in [
        ("operating", all - investing - financing),
        ("investing", investing),
        ("financing", financing),
    ] {
        figures.put_for(&CASH_FLOW, name, amount.as_yuan());
    }
    let spent: Fen = of.paid[Account::Cash as usize].iter().copied().sum();
    figures.put(&SPENT, spent.as_yuan());
    let rate = state.plan.discount_rate;
    let value = state.cash_flow.present_value(period, rate);
    figures.put(&PRESENT_VALUE, value);
    let payback = state.cash_flow.payback(period);
    figures.put(&PAYBACK, payback.map(Duration::as_years));
}
