//! The values that a factor can have: what stands in the file of a space, checked, and the value at
//! each place of the unit interval.

use super::distribution::Distribution;
use super::spec::{FactorFile, ScaleFile};

/// The share of a range by which the rounding of arithmetic may leave it.
const ROUNDING: f64 = 1e-9;
/// So often an interval of doubles can be halved.
const HALVINGS: usize = 60;

/// What is wrong with the values of a factor.
#[derive(Clone, Debug)]
pub(super) struct Wrong {
    /// The field that is to be changed.
    pub(super) field: &'static str,
    /// What is wrong.
    pub(super) message: String,
    /// What to do.
    pub(super) help: &'static str,
}

/// The values of a factor over the unit interval.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// Those between two ends.
    Range {
        /// The lowest, which is one of the values.
        low: f64,
        /// The highest, which is one of the values.
        high: f64,
        /// Whether they lie evenly on the scale of the logarithm.
        logarithmic: bool,
        /// Whether they are whole numbers.
        integer: bool,
    },
    /// Each of some values, equally often.
    Levels(Vec<f64>),
    /// Those of a distribution.
    Distributed(Distribution),
}

impl Values {
    /// The values of a factor as its file has them.
    pub(super) fn new(file: &FactorFile) -> Result<Self, Wrong> {
        let logarithmic = file.scale == Some(ScaleFile::Logarithmic);
        let has_scale = file.scale.is_some() || file.integer;
        match (&file.levels, file.low, file.high, &file.distribution) {
            (None, None, None, Some(text)) => distributed(text, has_scale),
            (Some(levels), None, None, None) => listed(levels, has_scale),
            (None, Some(low), Some(high), None) => range(low, high, logarithmic, file.integer),
            _ => wrong(
                "paths",
                "the factor has no values, or two kinds of them",
                "give `low` and `high`, `levels`, or `distribution`",
            ),
        }
    }

    /// The value at a place of the unit interval. Whole numbers, and levels, are equally likely.
    ///
    /// ```
    /// use chippark::experiment::sweep::values::Values;
    /// let (low, high) = (1.0, 100.0);
    /// let range = |logarithmic, integer| Values::Range { low, high, logarithmic, integer };
    /// assert_eq!(range(false, false).at(0.5), 50.5);
    /// assert!((range(true, false).at(0.5) - 10.0).abs() < 1e-12);
    /// assert_eq!((range(false, true).at(0.0), range(false, true).at(1.0)), (1.0, 100.0));
    /// assert_eq!(Values::Levels(vec![3.0, 5.0]).at(0.5), 5.0);
    /// ```
    #[must_use]
    pub fn at(&self, place: f64) -> f64 {
        match self {
            Self::Range {
                low,
                high,
                logarithmic,
                integer,
            } => {
                let (from, to) = if *integer {
                    (low - 0.5, high + 0.5)
                } else {
                    (*low, *high)
                };
                let value = if *logarithmic && !integer {
                    from * (to / from).powf(place)
                } else {
                    from + place * (to - from)
                };
                if *integer {
                    value.round().clamp(*low, *high)
                } else {
                    value
                }
            }
            Self::Levels(levels) => {
                let number = place_among(place, levels.len());
                levels[number]
            }
            Self::Distributed(distribution) => distribution.at(place),
        }
    }

    /// What they are, for messages: `from 10 to 40`.
    #[must_use]
    pub fn described(&self) -> String {
        match self {
            Self::Range {
                low, high, integer, ..
            } => {
                let whole = if *integer { "whole numbers " } else { "" };
                format!("{whole}from {low} to {high}")
            }
            Self::Levels(levels) => {
                let levels: Vec<String> = levels.iter().map(f64::to_string).collect();
                levels.join(", ")
            }
            Self::Distributed(distribution) => format!("those of {distribution}"),
        }
    }

    /// Whether a value is one of them.
    #[must_use]
    pub fn hold(&self, value: f64) -> bool {
        match self {
            Self::Range {
                low, high, integer, ..
            } => (*low..=*high).contains(&value) && !(*integer && value.fract() != 0.0),
            Self::Levels(levels) => levels.contains(&value),
            Self::Distributed(distribution) => {
                let (low, high) = distribution.ends();
                value.is_finite() && (low..=high).contains(&value)
            }
        }
    }

    /// A place of the unit interval at which a value is: the middle of all such places where there
    /// are several.
    ///
    /// ```
    /// use chippark::experiment::sweep::values::Values;
    /// let (low, high) = (1.0, 4.0);
    /// let whole = Values::Range { low, high, logarithmic: false, integer: true };
    /// assert_eq!((whole.place(1.0), whole.at(0.125)), (0.125, 1.0));
    /// assert_eq!(Values::Levels(vec![3.0, 5.0]).place(5.0), 0.75);
    /// ```
    #[must_use]
    pub fn place(&self, value: f64) -> f64 {
        match self {
            Self::Range {
                low,
                high,
                integer: true,
                ..
            } => (value - low + 0.5) / (high - low + 1.0),
            Self::Levels(levels) => {
                let number = levels
                    .iter()
                    .position(|level| level.total_cmp(&value).is_eq());
                (number.unwrap_or(0) as f64 + 0.5) / levels.len() as f64
            }
            // Values rise with the place: halve the interval until it is as narrow as it can be.
            Self::Range { .. } | Self::Distributed(_) => {
                let (mut low, mut high) = (0.0, 1.0);
                for _ in 0..HALVINGS {
                    let middle = f64::midpoint(low, high);
                    if self.at(middle) < value {
                        low = middle;
                    } else {
                        high = middle;
                    }
                }
                f64::midpoint(low, high)
            }
        }
    }

    /// The value that is nearest to another one; none if that lies outside of them. Whole numbers
    /// reach half a unit beyond their ends, other ranges as far as arithmetic rounds.
    ///
    /// ```
    /// use chippark::experiment::sweep::values::Values;
    /// let (low, high, logarithmic) = (1.0, 4.0, false);
    /// let range = |integer| Values::Range { low, high, logarithmic, integer };
    /// assert_eq!((range(false).nearest(1.7), range(false).nearest(4.1)), (Some(1.7), None));
    /// assert_eq!((range(true).nearest(1.7), range(true).nearest(4.5)), (Some(2.0), Some(4.0)));
    /// assert_eq!(Values::Levels(vec![1.0, 4.0]).nearest(2.0), Some(1.0));
    /// ```
    #[must_use]
    pub fn nearest(&self, value: f64) -> Option<f64> {
        match self {
            Self::Range {
                low, high, integer, ..
            } => {
                let (beyond, near) = if *integer {
                    (0.5, value.round())
                } else {
                    (ROUNDING * (high - low), value)
                };
                let is_inside = (low - beyond..=high + beyond).contains(&value);
                is_inside.then(|| near.clamp(*low, *high))
            }
            Self::Levels(levels) => {
                let distance = |level: &f64| (level - value).abs();
                let is_between = levels.iter().any(|level| *level <= value)
                    && levels.iter().any(|level| *level >= value);
                let nearer = |one: &f64, other: &f64| distance(one).total_cmp(&distance(other));
                let levels = levels.iter().copied().filter(|_| is_between);
                levels.min_by(nearer)
            }
            Self::Distributed(distribution) => {
                let (low, high) = distribution.ends();
                (value.is_finite() && (low..=high).contains(&value)).then_some(value)
            }
        }
    }

    /// How many values there are, if they can be counted.
    #[must_use]
    pub fn count(&self) -> Option<usize> {
        match self {
            Self::Levels(levels) => Some(levels.len()),
            Self::Range { integer: false, .. } | Self::Distributed(_) => None,
            Self::Range { low, high, .. } => Some(place_among(1.0, usize_of(high - low) + 1) + 1),
        }
    }
}

fn wrong(
    field: &'static str,
    message: impl Into<String>,
    help: &'static str,
) -> Result<Values, Wrong> {
    let message = message.into();
    Err(Wrong {
        field,
        message,
        help,
    })
}

/// The values of a distribution.
fn distributed(text: &str, has_scale: bool) -> Result<Values, Wrong> {
    if has_scale {
        let help = "leave out `scale` and `integer`";
        return wrong("distribution", "a distribution needs no scale", help);
    }
    text.parse().map(Values::Distributed).or_else(|message| {
        let help = "write `normal(mean=-5, sd=0.2)`, `lognormal(mean=9, cv=0.3)`, \
                    `triangular(low=1, mode=2, high=4)` or `uniform(low=1, high=4)`";
        wrong("distribution", message, help)
    })
}

/// Some values.
fn listed(levels: &[f64], has_scale: bool) -> Result<Values, Wrong> {
    if levels.is_empty() || levels.iter().any(|level| !level.is_finite()) {
        return wrong("levels", "there is no level", "list the values to try");
    }
    if has_scale {
        let help = "leave out `scale` and `integer`: levels are tried as they are";
        return wrong("levels", "levels need no scale", help);
    }
    Ok(Values::Levels(levels.to_vec()))
}

/// The values between two ends.
fn range(low: f64, high: f64, logarithmic: bool, integer: bool) -> Result<Values, Wrong> {
    if !(low < high && low.is_finite() && high.is_finite()) {
        let help = "make `high` larger than `low`";
        return wrong("high", "the range is empty", help);
    }
    if logarithmic && low <= 0.0 {
        let help = "start above zero, or use the scale `linear`";
        return wrong("low", "a logarithmic range has no zero", help);
    }
    if integer && (low.fract() != 0.0 || high.fract() != 0.0) {
        let help = "use whole numbers for `low` and `high`";
        return wrong("low", "the ends of whole numbers are whole", help);
    }
    if integer && logarithmic {
        let help = "list `levels` such as [1, 2, 4, 8] instead";
        return wrong("scale", "whole numbers have the scale `linear`", help);
    }
    Ok(Values::Range {
        low,
        high,
        logarithmic,
        integer,
    })
}

/// Which of `count` equal parts of the unit interval a place lies in.
fn place_among(place: f64, count: usize) -> usize {
    usize_of(place * count as f64).min(count.saturating_sub(1))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the cast saturates"
)]
const fn usize_of(value: f64) -> usize {
    value as usize
}
