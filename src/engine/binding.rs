//! What bound in a month: days by constraint and place.

use crate::units::Date;

/// On how many days of a month something bound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BindingRow {
    /// The first day of the month.
    pub month: Date,
    /// Of what it bound: the park, its fab, its assembly lines.
    pub scope: &'static str,
    /// What was short, such as `tool`.
    pub constraint: &'static str,
    /// Where most waited for it; empty where that is no place.
    pub place: String,
    /// On how many days of the month it bound.
    pub days: u32,
}
