//! A checked space: what each coordinate of a point of the unit cube sets in the scenario.

use thiserror::Error;

use super::spec::{FactorFile, ScaleFile, SpaceFile};
use crate::experiment::Study;
use crate::scenario::{Document, Fault, FieldPath, Problems, Tunable};

/// The share of a range by which the rounding of arithmetic may leave it.
const ROUNDING: f64 = 1e-9;

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
}

impl Values {
    /// The value at a place of the unit interval. Whole numbers, and levels, are equally likely.
    ///
    /// ```
    /// use chippark::experiment::sweep::space::Values;
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
        }
    }

    /// The value that is nearest to another one; none if that lies outside of them. Whole numbers
    /// reach half a unit beyond their ends, other ranges as far as arithmetic rounds.
    ///
    /// ```
    /// use chippark::experiment::sweep::space::Values;
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
        }
    }

    /// How many values there are, if they can be counted.
    #[must_use]
    pub fn count(&self) -> Option<usize> {
        match self {
            Self::Levels(levels) => Some(levels.len()),
            Self::Range { integer: false, .. } => None,
            Self::Range { low, high, .. } => Some(place_among(1.0, usize_of(high - low) + 1) + 1),
        }
    }
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

/// A factor of a space.
#[derive(Clone, Debug)]
pub struct Factor {
    /// Its name, a column of the results.
    pub name: String,
    /// The numbers that it sets.
    pub sets: Vec<Tunable>,
    /// What it can be.
    pub values: Values,
}

/// Why a point is none of a space.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum OutsideOfSpace {
    /// It has another number of values than the space has factors.
    #[error("there are {found} values for {factors} factors")]
    Count {
        /// The values of the point.
        found: usize,
        /// The factors of the space.
        factors: usize,
    },
    /// A value lies outside of its factor.
    #[error("{value} is outside of the factor `{factor}`")]
    Value {
        /// Its name in the space.
        factor: String,
        /// The value that it cannot have.
        value: f64,
    },
}

/// Factors, each of which is a dimension.
#[derive(Clone, Debug)]
pub struct Space {
    /// The factors, in the order of the file.
    pub factors: Vec<Factor>,
}

impl Space {
    /// The space of a file for a scenario.
    ///
    /// # Errors
    /// Everything that is wrong with it, at once.
    pub fn new(document: &Document, study: &Study) -> Result<Self, Problems> {
        let file = document.read::<SpaceFile>()?;
        let mut problems = document.problems();
        let at = FieldPath::root().field("factors");
        if file.factors.is_empty() {
            problems.add(at.clone(), Fault::invalid("there is no factor", "add one"));
        }
        let mut taken: Vec<String> = Vec::new();
        let mut factors = Vec::new();
        for (name, file) in file.factors.iter() {
            let at = at.field(name);
            let values = values_of(file, &at, &mut problems);
            let mut sets = Vec::new();
            for (place, path) in file.paths.iter().enumerate() {
                let at = at.field("paths").item(place);
                if taken.contains(path) {
                    let message = format!("`{path}` is set by another factor, or twice");
                    problems.add(at, Fault::invalid(message, "set each number by one factor"));
                    continue;
                }
                taken.push(path.clone());
                if path.starts_with("run.seed") || path.starts_with("run.replications") {
                    let help = "leave it to `--seed`, `-r` and `--independent`";
                    let fault = Fault::invalid("the sweep itself sets seed and replications", help);
                    problems.add(at, fault);
                    continue;
                }
                match study.document().tunable(&FieldPath::from(path.as_str())) {
                    Ok(tunable) => sets.push(tunable),
                    Err(fault) => problems.add(at, fault),
                }
            }
            if file.paths.is_empty() {
                let fault = Fault::invalid("the factor sets nothing", "name at least one path");
                problems.add(at.field("paths"), fault);
            }
            factors.extend(values.map(|values| Factor {
                name: name.to_owned(),
                sets,
                values,
            }));
        }
        problems.into_result(Self { factors })
    }

    /// The values of the factors at a point of the unit cube, as they are written in the scenario.
    #[must_use]
    pub fn values(&self, point: &[f64]) -> Vec<f64> {
        let factors = self.factors.iter().zip(point);
        factors
            .map(|(factor, place)| {
                let value = factor.values.at(*place);
                factor.sets.first().map_or(value, |set| set.rounded(value))
            })
            .collect()
    }

    /// The values nearest to these that the factors can have.
    ///
    /// # Errors
    /// If there is not a value for each factor, or one lies outside of its factor.
    pub fn nearest(&self, values: &[f64]) -> Result<Vec<f64>, OutsideOfSpace> {
        if values.len() != self.factors.len() {
            return Err(OutsideOfSpace::Count {
                found: values.len(),
                factors: self.factors.len(),
            });
        }
        let near = |(factor, &value): (&Factor, &f64)| {
            let near = factor.values.nearest(value);
            let near = near.map(|near| factor.sets.first().map_or(near, |set| set.rounded(near)));
            near.ok_or_else(|| OutsideOfSpace::Value {
                factor: factor.name.clone(),
                value,
            })
        };
        self.factors.iter().zip(values).map(near).collect()
    }

    /// The overrides that set the factors to these values.
    #[must_use]
    pub fn overrides(&self, values: &[f64]) -> Vec<String> {
        let factors = self.factors.iter().zip(values);
        factors
            .flat_map(|(factor, value)| {
                let sets = factor.sets.iter();
                sets.map(|set| set.set_to(set.rounded(*value)))
            })
            .collect()
    }
}

/// The values of a factor; none if they are wrong.
fn values_of(file: &FactorFile, at: &FieldPath, problems: &mut Problems) -> Option<Values> {
    let mut wrong = |field: &str, message: &str, help: &str| {
        problems.add(at.field(field), Fault::invalid(message, help));
        None
    };
    let logarithmic = file.scale == Some(ScaleFile::Logarithmic);
    match (&file.levels, file.low, file.high) {
        (Some(levels), None, None) => {
            if levels.is_empty() || levels.iter().any(|level| !level.is_finite()) {
                return wrong("levels", "there is no level", "list the values to try");
            }
            if logarithmic || file.integer {
                let help = "leave out `scale` and `integer`: levels are tried as they are";
                return wrong("levels", "levels need no scale", help);
            }
            Some(Values::Levels(levels.clone()))
        }
        (None, Some(low), Some(high)) => {
            if !(low < high && low.is_finite() && high.is_finite()) {
                return wrong(
                    "high",
                    "the range is empty",
                    "make `high` larger than `low`",
                );
            }
            if logarithmic && low <= 0.0 {
                let help = "start above zero, or use the scale `linear`";
                return wrong("low", "a logarithmic range has no zero", help);
            }
            if file.integer && (low.fract() != 0.0 || high.fract() != 0.0) {
                let help = "use whole numbers for `low` and `high`";
                return wrong("low", "the ends of whole numbers are whole", help);
            }
            if file.integer && logarithmic {
                let help = "list `levels` such as [1, 2, 4, 8] instead";
                return wrong("scale", "whole numbers have the scale `linear`", help);
            }
            Some(Values::Range {
                low,
                high,
                logarithmic,
                integer: file.integer,
            })
        }
        _ => wrong(
            "paths",
            "the factor has no values, or two kinds of them",
            "give `low` and `high`, or `levels`",
        ),
    }
}
