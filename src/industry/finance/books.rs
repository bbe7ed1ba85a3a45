//! The books of finance: every account to the fen, what is agreed and not yet paid, the lines of
//! the balance sheet, and the units of goods that they value.

use bevy_ecs::prelude::*;

use super::accounts::{Accounts, Flows};
use super::chart::Line;
use super::journal::{Entries, change};
use super::state::FinanceState;
use super::statistics::Statistics;
use crate::engine::Book;
use crate::industry::shared::goods::Goods;
use crate::industry::shared::ledger::Account;
use crate::units::Fen;

/// Which account pays which: money that moves between two others shows as a difference.
const PAYMENTS: [(Account, Account); 12] = [
    (Account::Investors, Account::Cash),
    (Account::ComputerSales, Account::Cash),
    (Account::ChipSales, Account::Cash),
    (Account::Cash, Account::Parts),
    (Account::Cash, Account::Wafers),
    (Account::Cash, Account::Wages),
    (Account::Cash, Account::Overheads),
    (Account::Cash, Account::Capital),
    (Account::Cash, Account::Services),
    (Account::Cash, Account::Tax),
    (Account::Cash, Account::Penalties),
    (Account::Tax, Account::Programmes),
];

/// Which line is debited and which is credited: an entry between two others shows as a difference.
/// Assets that were there before the run are in what the books open at.
const ENTRIES: [(Line, Line); 44] = [
    (Line::Cash, Line::Receivables),
    (Line::Cash, Line::PaidIn),
    (Line::Payables, Line::Cash),
    (Line::Receivables, Line::Sales),
    (Line::Receivables, Line::ChipSales),
    (Line::Parts, Line::Payables),
    (Line::Wafers, Line::Payables),
    (Line::Wafers, Line::Opening),
    (Line::Chips, Line::Payables),
    (Line::Chips, Line::Wafers),
    (Line::UnderWay, Line::Parts),
    (Line::UnderWay, Line::Chips),
    (Line::Computers, Line::UnderWay),
    (Line::Construction, Line::Payables),
    (Line::FixedAssets, Line::Construction),
    (Line::GoodsSold, Line::Payables),
    (Line::GoodsSold, Line::Parts),
    (Line::GoodsSold, Line::Wafers),
    (Line::GoodsSold, Line::Chips),
    (Line::GoodsSold, Line::UnderWay),
    (Line::GoodsSold, Line::Computers),
    (Line::Scrap, Line::Payables),
    (Line::Scrap, Line::Wafers),
    (Line::Scrap, Line::Chips),
    (Line::Scrap, Line::UnderWay),
    (Line::Rounding, Line::Parts),
    (Line::Rounding, Line::Wafers),
    (Line::Rounding, Line::Chips),
    (Line::Rounding, Line::UnderWay),
    (Line::Rounding, Line::Computers),
    (Line::Depreciation, Line::Depreciated),
    (Line::Parts, Line::UnderWay),
    (Line::Parts, Line::GoodsSold),
    (Line::Wages, Line::Payables),
    (Line::Overheads, Line::Payables),
    (Line::Carrying, Line::Payables),
    (Line::Bundle, Line::Payables),
    (Line::Freight, Line::Payables),
    (Line::Selling, Line::Payables),
    (Line::Warranty, Line::Payables),
    (Line::Penalties, Line::Payables),
    (Line::Hiring, Line::Payables),
    (Line::Training, Line::Payables),
    (Line::Tax, Line::Payables),
];

/// The books of a period, where the scenario has the section. Payments to come are counted one by
/// one.
pub(super) fn books(world: &mut World, of: &Statistics) -> Vec<Book> {
    let state = world.resource::<FinanceState>();
    if !state.plan.keeps_books {
        return Vec::new();
    }
    let accounts = &state.ledger.accounts;
    let balances = Account::ALL.map(|account| balance(accounts, &of.paid, account));
    let payable = PAYMENTS.map(|payment| payable(accounts, of, payment));
    let lines = Line::ASSETS.map(|line| of_line(state, &of.entries, line));
    let capital = Line::CAPITAL.map(|line| of_line(state, &of.entries, line));
    let books = balances.into_iter().chain(payable);
    let books = books.chain(lines).chain(capital);
    let earnings = earnings(state, &of.entries);
    books.chain([earnings]).chain(units(state, of)).collect()
}

/// The book of a line of the balance sheet, whose closing is counted from what it is about.
fn of_line(state: &FinanceState, entries: &Entries, line: Line) -> Book {
    let book = Book::new(format!("finance.ledger/{}", line.name()), "fen");
    let book = ENTRIES.into_iter().fold(book, |book, (debit, credit)| {
        let amount = entries[debit as usize][credit as usize].as_fen();
        let (more, less) = if line.is_credit() {
            (credit, debit)
        } else {
            (debit, credit)
        };
        let other = if debit == line { credit } else { debit };
        if more == line {
            book.plus(other.name(), amount)
        } else if less == line {
            book.minus(other.name(), amount)
        } else {
            book
        }
    });
    let closing = counted(state, line).as_fen();
    book.closes_at(if line.is_credit() { -closing } else { closing })
}

/// What a line of the balance sheet is, counted from what it is about.
pub(super) fn counted(state: &FinanceState, line: Line) -> Fen {
    let accounts = &state.ledger.accounts;
    let pending = |is: fn(Account, Account) -> bool| {
        let pending = accounts.pending.iter();
        let such = pending.filter(|((_, from, to), _)| is(*from, *to));
        such.map(|(_, amount)| *amount).sum::<Fen>()
    };
    if Line::STOCKS.contains(&line) {
        return state.stocks.value(line);
    }
    let [construction, fixed, used_up] = state.assets.values();
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "what was earned and spent is nowhere but in the journal"
    )]
    match line {
        Line::Cash => accounts.balance(Account::Cash),
        Line::Receivables => pending(|from, to| to == Account::Cash && from != Account::Investors),
        Line::Payables => -pending(|from, _| from == Account::Cash),
        Line::Construction => construction,
        Line::FixedAssets => fixed,
        Line::Depreciated => -used_up,
        Line::PaidIn => accounts.balance(Account::Investors),
        line => state.ledger.journal.balance(line),
    }
}

/// What the park has earned since the start: what there is, less what is owed and what was put in.
fn earnings(state: &FinanceState, entries: &Entries) -> Book {
    let book = Book::new("finance.ledger/retained-earnings", "fen");
    let book = Line::of_profit().fold(book, |book, line| {
        let change = change(entries, line).as_fen();
        if Line::SOLD.contains(&line) {
            book.plus(line.name(), -change)
        } else {
            book.minus(line.name(), change)
        }
    });
    let lines = Line::ASSETS.into_iter().chain(Line::CAPITAL);
    let closing: Fen = lines.map(|line| counted(state, line)).sum();
    book.closes_at(closing.as_fen())
}

/// The units of goods that are valued, of those that have names here.
fn units(state: &FinanceState, of: &Statistics) -> impl Iterator<Item = Book> {
    let names = &state.plan.names;
    of.units.iter().filter_map(move |(goods, flows)| {
        let (list, place) = match goods {
            Goods::Part(part) | Goods::Chips(part) => (&names.parts, part.0),
            Goods::Wafers(product) => (&names.products, product.0),
            Goods::UnderWay(model) | Goods::Computers(model) => (&names.models, model.0),
            Goods::KeptPart(_) | Goods::PartUnderWay(_) => return None,
        };
        let name = list.get(usize::from(place))?;
        let line = Line::of(*goods).name();
        let book = Book::new(format!("finance.units/{line}/{name}"), "units")
            .plus("came", flows.came)
            .minus("used", flows.used)
            .minus("scrapped", flows.scrapped);
        Some(book.closes_at(state.stocks.pools[goods].units))
    })
}

/// The book of an account: what it was paid and what it paid.
fn balance(accounts: &Accounts, paid: &Flows, account: Account) -> Book {
    let book = Book::new(format!("finance.account/{}", account.name()), "fen");
    let book = PAYMENTS.into_iter().fold(book, |book, (from, to)| {
        let amount = paid[from as usize][to as usize].as_fen();
        if to == account {
            book.plus(from.name(), amount)
        } else if from == account {
            book.minus(to.name(), amount)
        } else {
            book
        }
    });
    book.closes_at(accounts.balance(account).as_fen())
}

/// The book of what one account owes another.
fn payable(accounts: &Accounts, of: &Statistics, (from, to): (Account, Account)) -> Book {
    let pending = accounts.pending.iter();
    let between = pending.filter(|((_, giver, taker), _)| (*giver, *taker) == (from, to));
    let open: Fen = between.map(|(_, amount)| *amount).sum();
    let amount = |flows: &Flows| flows[from as usize][to as usize].as_fen();
    let name = format!("finance.payable/{}-to-{}", from.name(), to.name());
    Book::new(name, "fen")
        .plus("agreed", amount(&of.agreed))
        .minus("paid", amount(&of.paid))
        .closes_at(open.as_fen())
}
