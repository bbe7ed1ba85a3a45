//! Money: every amount goes from one account to another, so that the sum of all is always zero.

use bevy_ecs::prelude::*;

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
        /// The city's treasury: it takes the tax, and pays for programmes and reinvestment.
        Tax = "tax",
        /// The city's programmes, and what tax is reinvested in.
        Programmes = "programmes",
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

/// The postings of a tick, from everybody to finance, which adds them up and empties the list.
#[derive(Resource, Debug, Default)]
pub struct Postings(Vec<Posting>);

impl Postings {
    /// The park receives an amount from an account.
    pub fn receive(&mut self, at: SimTime, from: Account, amount: Fen) {
        self.0.push(Posting {
            at,
            from,
            to: Account::Cash,
            amount,
        });
    }

    /// The park pays an amount to an account.
    pub fn pay(&mut self, at: SimTime, to: Account, amount: Fen) {
        self.0.push(Posting {
            at,
            from: Account::Cash,
            to,
            amount,
        });
    }

    /// An amount moves between two accounts other than the park's.
    pub fn transfer(&mut self, at: SimTime, from: Account, to: Account, amount: Fen) {
        self.0.push(Posting {
            at,
            from,
            to,
            amount,
        });
    }

    /// All postings that have not been taken, in the order in which they were made.
    pub fn iter(&self) -> impl Iterator<Item = &Posting> {
        self.0.iter()
    }

    /// Takes all postings, in the order in which they were made.
    pub fn drain(&mut self) -> impl Iterator<Item = Posting> {
        self.0.drain(..)
    }
}

/// The tax paid since the start of the run, at the ends of months: written by finance, reinvested
/// by policy.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TaxPaid(pub Fen);
