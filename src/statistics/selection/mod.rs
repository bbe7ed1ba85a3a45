//! Which of several systems is the best, when each is seen through noise (ranking and selection).
//!
//! [`KimNelson`] runs all systems side by side and drops those that are clearly worse, until one
//! is left with the confidence asked for. [`ocba()`] spreads a fixed budget of replications so that
//! the best is found most probably. [`unpaired`] and [`paired`] say how probable it is that the
//! best in a finished experiment is the best in truth.

pub mod correct;
pub mod kim_nelson;
pub mod ocba;

pub use correct::{Selection, Spread, paired, unpaired};
pub use kim_nelson::KimNelson;
pub use ocba::{additional, ocba, whole};

/// Which end of a figure's scale is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// Larger values.
    Higher,
    /// Smaller values.
    Lower,
}

impl Better {
    /// The value, or its opposite, so that larger is better.
    const fn upward(self, value: f64) -> f64 {
        match self {
            Self::Higher => value,
            Self::Lower => -value,
        }
    }

    /// The place of the best value, the first of equals; none in an empty list.
    fn best(self, values: &[f64]) -> Option<usize> {
        let places = values.iter().enumerate().rev();
        places
            .max_by(|left, right| self.upward(*left.1).total_cmp(&self.upward(*right.1)))
            .map(|(place, _)| place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_equal_values_the_first_is_the_best() {
        assert_eq!(Better::Higher.best(&[1.0, 3.0, 3.0]), Some(1));
        assert_eq!(Better::Lower.best(&[1.0, 3.0, 1.0]), Some(0));
        assert_eq!(Better::Lower.best(&[]), None);
    }
}
