//! What units cost whose price may change in the course of a run: the side of the books of bills
//! that is counted from units and not from postings.

use crate::units::Fen;

/// The units that moved before the present price, and what they cost.
///
/// ```
/// use chippark::industry::shared::priced_units::PricedUnits;
/// use chippark::units::Fen;
/// let mut computers = PricedUnits::default();
/// // The first 10 cost 5 fen each; those that follow cost 7.
/// computers.end_price(Fen::new(5), 10);
/// assert_eq!(computers.cost(Fen::new(7), 10), 50);
/// assert_eq!(computers.cost(Fen::new(7), 12), 64);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PricedUnits {
    units: u64,
    /// In fen.
    cost: i128,
}

impl PricedUnits {
    /// The present price ends, after so many units since the start of the run.
    pub fn end_price(&mut self, present: Fen, units: u64) {
        let cost = self.cost(present, units);
        *self = Self { units, cost };
    }

    /// What so many units since the start of the run cost, in fen, with the present price.
    #[must_use]
    pub fn cost(&self, present: Fen, units: u64) -> i128 {
        self.cost + i128::from(present.as_fen()) * i128::from(units - self.units)
    }
}
