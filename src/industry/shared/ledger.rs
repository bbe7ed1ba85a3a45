//! Money: every amount goes from one account to another, so that the sum of all is always zero.

use bevy_ecs::prelude::*;

use crate::units::{Fen, SimTime};

/// The accounts. What the park owns and what it pays to or gets from the world outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Account {
    /// The park's money.
    Cash,
    /// Investors who committed capital.
    Investors,
    /// Buyers of computers.
    ComputerSales,
    /// Buyers of chips.
    ChipSales,
    /// Suppliers of parts.
    Parts,
    /// Suppliers of wafers and process materials, and the foundry.
    Wafers,
    /// Employees.
    Wages,
    /// Energy, rent, services bought: what is paid whatever is made.
    Overheads,
    /// Builders of tools, lines and buildings.
    Capital,
    /// The city's treasury: it takes the tax and pays for the programmes.
    Tax,
    /// The city's programmes: what reinvestment pays for.
    Programmes,
}

impl Account {
    /// All accounts.
    pub const ALL: [Self; 11] = [
        Self::Cash,
        Self::Investors,
        Self::ComputerSales,
        Self::ChipSales,
        Self::Parts,
        Self::Wafers,
        Self::Wages,
        Self::Overheads,
        Self::Capital,
        Self::Tax,
        Self::Programmes,
    ];

    /// The name in result files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cash => "cash",
            Self::Investors => "investors",
            Self::ComputerSales => "computer-sales",
            Self::ChipSales => "chip-sales",
            Self::Parts => "parts",
            Self::Wafers => "wafers",
            Self::Wages => "wages",
            Self::Overheads => "overheads",
            Self::Capital => "capital",
            Self::Tax => "tax",
            Self::Programmes => "programmes",
        }
    }
}

/// An amount that went from one account to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Posting {
    /// When the money moves; it may lie ahead, where a payment term was agreed.
    pub at: SimTime,
    /// Who gave it.
    pub from: Account,
    /// Who got it.
    pub to: Account,
    /// How much.
    pub amount: Fen,
}

/// The postings of a tick, from everybody to finance, which adds them up and empties the list.
#[derive(Resource, Debug, Default)]
pub struct Postings(Vec<Posting>);

impl Postings {
    /// The park receives money.
    pub fn receive(&mut self, at: SimTime, from: Account, amount: Fen) {
        self.0.push(Posting {
            at,
            from,
            to: Account::Cash,
            amount,
        });
    }

    /// The park pays money.
    pub fn pay(&mut self, at: SimTime, to: Account, amount: Fen) {
        self.0.push(Posting {
            at,
            from: Account::Cash,
            to,
            amount,
        });
    }

    /// Money moves between others than the park.
    pub fn transfer(&mut self, at: SimTime, from: Account, to: Account, amount: Fen) {
        self.0.push(Posting {
            at,
            from,
            to,
            amount,
        });
    }

    /// Takes all postings, first written first.
    pub fn drain(&mut self) -> impl Iterator<Item = Posting> {
        self.0.drain(..)
    }
}

/// The tax paid since the start of the run: written by finance, reinvested by policy.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TaxPaid(pub Fen);
