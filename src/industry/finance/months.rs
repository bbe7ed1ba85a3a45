//! The months of a run: what each line of the books and each account was at the end of each, from
//! which the statements are made.

use super::accounts::Flows;
use super::chart::Line;
use super::ledger::Ledger;
use crate::engine::{Period, StatementRow};
use crate::industry::shared::ledger::Account;
use crate::units::{Date, Fen, SimTime};

/// The books at the end of a month.
#[derive(Clone, Debug)]
struct MonthEnd {
    /// Its first day.
    month: Date,
    /// The end of the month, or of the run.
    end: SimTime,
    balances: [Fen; Line::ALL.len()],
    /// What the park was paid by each account, less what it paid, since the start.
    paid: [Fen; Account::ALL.len()],
}

/// The books at the ends of the months so far, the present one included.
#[derive(Clone, Debug, Default)]
pub(super) struct Months(Vec<MonthEnd>);

impl Months {
    /// A tick ends at `end`, in the month that begins on `month`, with these books.
    pub(super) fn keep(&mut self, month: Date, end: SimTime, ledger: &Ledger) {
        if self.0.last().is_some_and(|last| last.month == month) {
            self.0.pop();
        }
        self.0.push(MonthEnd {
            month,
            end,
            balances: ledger.journal.balances(),
            paid: received(&ledger.accounts.paid),
        });
    }

    /// The statements of the months of which a part lies in a period, each as a whole.
    pub(super) fn statements(&self, period: Period, rows: &mut Vec<StatementRow>) {
        let begins = |place: usize| match place.checked_sub(1) {
            Some(before) => self.0[before].end,
            None => SimTime::ZERO,
        };
        for (place, month) in self.0.iter().enumerate() {
            if month.end > period.from && begins(place) < period.to {
                let before = place.checked_sub(1).map(|before| &self.0[before]);
                month.write(before, rows);
            }
        }
    }
}

/// What the park received from each account, less what it paid, of these payments.
pub(super) fn received(paid: &Flows) -> [Fen; Account::ALL.len()] {
    let cash = Account::Cash as usize;
    Account::ALL.map(|other| {
        let other = other as usize;
        paid[other][cash] - paid[cash][other]
    })
}

/// The lines of the statement of cash flow: what they are called, and whose payments they are.
const CASH_FLOW: [(&str, Account); 10] = [
    ("from-customers", Account::ComputerSales),
    ("from-buyers-of-chips", Account::ChipSales),
    ("to-suppliers-of-parts", Account::Parts),
    ("to-suppliers-of-wafers", Account::Wafers),
    ("to-employees", Account::Wages),
    ("overheads", Account::Overheads),
    ("services", Account::Services),
    ("penalties", Account::Penalties),
    ("tax", Account::Tax),
    ("investment", Account::Capital),
];

impl MonthEnd {
    /// Adds the rows of the month; `before` is the month before.
    fn write(&self, before: Option<&Self>, rows: &mut Vec<StatementRow>) {
        let mut put = |statement, line, amount| {
            rows.push(StatementRow {
                month: self.month,
                statement,
                line,
                amount,
            });
        };
        let earned = |line: Line| {
            let opening = before.map_or(Fen::ZERO, |before| before.balances[line as usize]);
            opening - self.balances[line as usize]
        };
        let sum = |lines: &[Line]| lines.iter().map(|line| earned(*line)).sum::<Fen>();
        let income = "income";
        for line in Line::SOLD {
            put(income, line.name(), earned(line));
        }
        put(income, Line::GoodsSold.name(), earned(Line::GoodsSold));
        for line in Line::MAKING {
            put(income, line.name(), earned(line));
        }
        let gross = sum(&Line::SOLD) + earned(Line::GoodsSold) + sum(&Line::MAKING);
        put(income, "gross-margin", gross);
        for line in Line::RUNNING {
            put(income, line.name(), earned(line));
        }
        let operating = gross + sum(&Line::RUNNING);
        put(income, "operating-profit", operating);
        put(income, Line::Tax.name(), earned(Line::Tax));
        put(income, "net-profit", operating + earned(Line::Tax));
        self.write_balance(&mut put);
        let paid = |account: Account| {
            let opening = before.map_or(Fen::ZERO, |before| before.paid[account as usize]);
            self.paid[account as usize] - opening
        };
        let mut change = Fen::ZERO;
        for (line, account) in CASH_FLOW {
            put("cash-flow", line, paid(account));
            change += paid(account);
        }
        put("cash-flow", "from-investors", paid(Account::Investors));
        change += paid(Account::Investors);
        put("cash-flow", "change-of-cash", change);
    }

    fn write_balance(&self, put: &mut impl FnMut(&'static str, &'static str, Fen)) {
        let statement = "balance";
        let balance = |line: Line| self.balances[line as usize];
        for line in Line::ASSETS {
            put(statement, line.name(), balance(line));
        }
        let assets: Fen = Line::ASSETS.into_iter().map(balance).sum();
        put(statement, "total-assets", assets);
        let mut other = Fen::ZERO;
        for line in Line::CAPITAL {
            put(statement, line.name(), -balance(line));
            other -= balance(line);
        }
        let earnings: Fen = Line::of_profit().map(|line| -balance(line)).sum();
        put(statement, "retained-earnings", earnings);
        put(statement, "liabilities-and-equity", other + earnings);
    }
}
