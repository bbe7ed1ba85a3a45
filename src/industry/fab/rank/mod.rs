//! Ranks as formulas (rule F2): what a scenario writes as `rank = "-priority; due - now"`, compiled
//! once and worked out for each waiting lot. `op` has what formulas are made of, `parse` reads the
//! text, `simplify` leaves out what moves no lot before another, `program` works out what is left.
//! `outside` has ranks by functions that no scenario has.

mod formula;
mod op;
mod outside;
mod parse;
mod program;
mod simplify;

pub use formula::Formula;
pub(super) use outside::Outside;
pub use outside::{
    MOST_RANKS, NamedRule, NoToolGroup, OutsideRule, OutsideRules, Ranks, WaitingLot,
};

#[cfg(test)]
mod tests;
