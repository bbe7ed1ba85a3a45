//! What is wrong with the data or the settings given to a statistical method: one error for all
//! methods, each case with the quantity by name and what was found.

use std::fmt;

/// Why a method cannot work on what it was given.
#[derive(Clone, Debug, PartialEq)]
pub enum InputError {
    /// Fewer values than the method needs.
    TooFew {
        /// What there are too few of, in the plural.
        what: &'static str,
        /// The least number that works.
        needed: usize,
        /// The number given.
        found: usize,
    },
    /// More values than the method can take.
    TooMany {
        /// What there are too many of, in the plural.
        what: &'static str,
        /// The largest number that works.
        most: usize,
        /// The number given.
        found: usize,
    },
    /// A table or a list of the wrong length.
    Length {
        /// What the list holds, in the plural.
        what: &'static str,
        /// The number that fits the other data.
        expected: usize,
        /// The number given.
        found: usize,
    },
    /// A number outside the range in which it has a meaning.
    Outside {
        /// The quantity.
        what: &'static str,
        /// Its range in words.
        allowed: &'static str,
        /// The number given.
        found: f64,
    },
    /// An infinite number or none where a finite one is needed.
    NotFinite {
        /// What the list holds, in the plural.
        what: &'static str,
        /// The first place, counted from zero.
        index: usize,
    },
    /// All values are equal, so that there is no variance to explain or divide by.
    Constant {
        /// The quantity that does not vary.
        what: &'static str,
    },
    /// Columns that are linear combinations of each other, so that an equation has no single
    /// solution.
    Collinear {
        /// What the columns hold, in the plural.
        what: &'static str,
    },
    /// Data in another arrangement than the method's own design makes.
    Layout {
        /// What the arrangement should be, in words.
        expected: &'static str,
        /// The first row that differs, counted from zero.
        row: usize,
    },
}

impl fmt::Display for InputError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooFew {
                what,
                needed,
                found,
            } => write!(out, "{found} {what}, but at least {needed} are needed"),
            Self::TooMany { what, most, found } => {
                write!(out, "{found} {what}, but at most {most} are possible")
            }
            Self::Length {
                what,
                expected,
                found,
            } => write!(out, "{found} {what}, but {expected} fit the other data"),
            Self::Outside {
                what,
                allowed,
                found,
            } => write!(out, "{what} is {found}, but must be {allowed}"),
            Self::NotFinite { what, index } => {
                write!(out, "number {index} of the {what} is not finite")
            }
            Self::Constant { what } => write!(out, "{what} does not vary"),
            Self::Collinear { what } => {
                write!(out, "some {what} are linear combinations of the others")
            }
            Self::Layout { expected, row } => write!(out, "row {row}: expected {expected}"),
        }
    }
}

impl std::error::Error for InputError {}

/// Refuses fewer than `needed` of `what`.
pub(crate) fn at_least(what: &'static str, needed: usize, found: usize) -> Result<(), InputError> {
    if found < needed {
        return Err(InputError::TooFew {
            what,
            needed,
            found,
        });
    }
    Ok(())
}

/// Refuses more than `most` of `what`.
pub(crate) fn at_most(what: &'static str, most: usize, found: usize) -> Result<(), InputError> {
    if found > most {
        return Err(InputError::TooMany { what, most, found });
    }
    Ok(())
}

/// Refuses a list of another length than the other data have.
pub(crate) fn same_length(
    what: &'static str,
    expected: usize,
    found: usize,
) -> Result<(), InputError> {
    if found != expected {
        return Err(InputError::Length {
            what,
            expected,
            found,
        });
    }
    Ok(())
}

/// Refuses numbers that are infinite or not a number.
pub(crate) fn all_finite(what: &'static str, values: &[f64]) -> Result<(), InputError> {
    match values.iter().position(|value| !value.is_finite()) {
        Some(index) => Err(InputError::NotFinite { what, index }),
        None => Ok(()),
    }
}

/// Refuses a number strictly outside 0 to 1 or at one of these ends.
pub(crate) fn open_share(what: &'static str, found: f64) -> Result<(), InputError> {
    if found > 0.0 && found < 1.0 {
        return Ok(());
    }
    Err(InputError::Outside {
        what,
        allowed: "above 0 and below 1",
        found,
    })
}

/// Refuses a number that is not above zero and finite.
pub(crate) fn positive(what: &'static str, found: f64) -> Result<(), InputError> {
    if found > 0.0 && found.is_finite() {
        return Ok(());
    }
    Err(InputError::Outside {
        what,
        allowed: "above 0 and finite",
        found,
    })
}

/// Refuses a table that is empty, has rows of unequal length or numbers that are not finite;
/// gives the number of its columns.
pub(crate) fn table(what: &'static str, rows: &[Vec<f64>]) -> Result<usize, InputError> {
    at_least(what, 1, rows.len())?;
    let columns = rows[0].len();
    for (index, row) in rows.iter().enumerate() {
        same_length("columns", columns, row.len())?;
        if all_finite(what, row).is_err() {
            return Err(InputError::NotFinite { what, index });
        }
    }
    Ok(columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_sentences_with_the_numbers() {
        let few = at_least("replications", 2, 1).unwrap_err();
        assert_eq!(few.to_string(), "1 replications, but at least 2 are needed");
        let outside = open_share("the confidence", 95.0).unwrap_err();
        assert_eq!(
            outside.to_string(),
            "the confidence is 95, but must be above 0 and below 1"
        );
        let gap = all_finite("outputs", &[1.0, f64::NAN]).unwrap_err();
        assert_eq!(gap.to_string(), "number 1 of the outputs is not finite");
        assert!(open_share("the confidence", f64::NAN).is_err());
        assert!(positive("the step", f64::INFINITY).is_err());
        assert!(table("points", &[vec![0.0], vec![0.0, 1.0]]).is_err());
    }
}
