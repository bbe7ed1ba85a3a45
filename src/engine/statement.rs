//! Statements: amounts of money by month and line, to the fen.

use crate::units::{Date, Fen};

/// An amount of a statement of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatementRow {
    /// The first day of the month.
    pub month: Date,
    /// The statement that it is in.
    pub statement: &'static str,
    /// What the amount is about, such as `sales`.
    pub line: &'static str,
    /// The amount: what came in the month, or what there is at its end.
    pub amount: Fen,
}
