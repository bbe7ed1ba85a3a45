//! Numbers of a scenario that readers of its report may move, to see what follows. They change
//! nothing in a run.

pub mod spec;

use crate::scenario::Tunable;

/// The most sliders that a scenario has.
pub const MOST: usize = 3;

/// A number of a scenario that readers may move, and how far.
#[derive(Clone, Debug, PartialEq)]
pub struct Slider {
    /// What readers see beside it.
    pub label: String,
    /// The number, as the scenario has it. Its text says the unit of `low`, `high` and `step`.
    pub number: Tunable,
    /// The least value.
    pub low: f64,
    /// The greatest value.
    pub high: f64,
    /// From one value to the next.
    pub step: f64,
}

impl Slider {
    /// The unit behind the number, as the scenario writes it; none for a plain number and for the
    /// mean of a distribution.
    #[must_use]
    pub fn unit(&self) -> Option<&str> {
        let (before, behind) = self.number.around()?;
        before.is_empty().then(|| behind.trim())
    }
}
