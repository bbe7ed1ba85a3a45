//! Money: every amount goes from one account to another, so that the sum of all is always zero; and
//! the movements of goods whose value the books follow.

use bevy_ecs::prelude::*;

use super::goods::{Goods, Movement};
use crate::units::{Fen, SimTime, named_enum};

named_enum! {
    /// The accounts: that of the park, and those that it pays or is paid by.
    pub enum Account {
        /// The park's money.
        Cash = "cash",
        /// Investors who committed capital.
        Investors = "investors",
        /// Buyers of computers.
        ComputerSales = "computer-sales",
        /// Suppliers of parts.
        Parts = "parts",
        /// Suppliers of wafers and process materials, and the foundry.
        Wafers = "wafers",
        /// Employees.
        Wages = "wages",
        /// Suppliers of energy, rent and services.
        Overheads = "overheads",
        /// Builders of tools, lines and buildings.
        Capital = "capital",
        /// Those who probe, package, test, carry, store, sell, repair, recruit and train.
        Services = "services",
        /// The city's treasury: it takes the tax, and pays for programmes and reinvestment.
        Tax = "tax",
        /// The city's programmes, and what tax is reinvested in.
        Programmes = "programmes",
        /// Buyers of surplus chips.
        ChipSales = "chip-sales",
        /// Buyers who are paid for lateness.
        Penalties = "penalties",
    }
}

/// An amount that goes from one account to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Posting {
    /// When the money moves; it may lie ahead, where a payment term was agreed.
    pub at: SimTime,
    /// The account that gives it.
    pub from: Account,
    /// The account that gets it.
    pub to: Account,
    /// The amount that moves.
    pub amount: Fen,
}

/// What people cost who take up posts: owed on that day, and paid at the end of the month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StaffCosts {
    /// People who were hired, at the costs of a person of `finance.costs`.
    pub hired: u64,
    /// Costs of hiring beside these.
    pub hiring: Fen,
    /// Costs of training beside these.
    pub training: Fen,
}

/// The postings of a tick, from everybody to finance, which adds them up and empties the list.
#[derive(Resource, Debug, Default)]
pub struct Postings {
    money: Vec<Posting>,
    goods: Vec<Movement>,
    /// People who were hired in the tick, and what hiring and training beside cost.
    staff: StaffCosts,
    /// Whether goods are valued: otherwise no movement of theirs is kept.
    values_goods: bool,
}

impl Postings {
    /// The park receives an amount from an account.
    pub fn receive(&mut self, at: SimTime, from: Account, amount: Fen) {
        self.money.push(Posting {
            at,
            from,
            to: Account::Cash,
            amount,
        });
    }

    /// The park pays an amount to an account.
    pub fn pay(&mut self, at: SimTime, to: Account, amount: Fen) {
        self.money.push(Posting {
            at,
            from: Account::Cash,
            to,
            amount,
        });
    }

    /// An amount moves between two accounts other than the park's.
    pub fn transfer(&mut self, at: SimTime, from: Account, to: Account, amount: Fen) {
        self.money.push(Posting {
            at,
            from,
            to,
            amount,
        });
    }

    /// The park buys goods: it pays an amount to an account, and they come in at that cost.
    pub fn buy(&mut self, at: SimTime, from: Account, amount: Fen, goods: Goods, units: u64) {
        if amount != Fen::ZERO {
            self.pay(at, from, amount);
        }
        self.record(Movement::Bought(goods, units, amount));
    }

    /// Goods move. Kept only where goods are valued.
    pub fn record(&mut self, movement: Movement) {
        if self.values_goods {
            self.goods.push(movement);
        }
    }

    /// A person is hired.
    pub const fn hire(&mut self) {
        self.staff.hired += 1;
    }

    /// Hiring of a person costs an amount beside the costs of every person.
    pub fn hire_at(&mut self, amount: Fen) {
        self.staff.hiring += amount;
    }

    /// Training of a person costs an amount beside the costs of every person.
    pub fn train_at(&mut self, amount: Fen) {
        self.staff.training += amount;
    }

    /// Lets the movements of goods be kept from now on: finance reads them.
    pub const fn value_goods(&mut self) {
        self.values_goods = true;
    }

    /// Takes the movements of goods, in the order in which they were made: downstream ones follow
    /// what they depend on.
    pub fn drain_goods(&mut self) -> impl Iterator<Item = Movement> {
        self.goods.drain(..)
    }

    /// Takes what people cost who took up posts.
    pub fn take_staff_costs(&mut self) -> StaffCosts {
        std::mem::take(&mut self.staff)
    }

    /// All postings that have not been taken, in the order in which they were made.
    pub fn iter(&self) -> impl Iterator<Item = &Posting> {
        self.money.iter()
    }

    /// Takes all postings, in the order in which they were made.
    pub fn drain(&mut self) -> impl Iterator<Item = Posting> {
        self.money.drain(..)
    }
}

/// The tax paid since the start of the run, at the ends of months: written by finance, reinvested
/// by policy.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TaxPaid(pub Fen);
