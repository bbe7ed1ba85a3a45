//! Distributions of a factor: `normal(mean=-5, sd=0.2)`.
//!
//! They are written as the laws of a scenario are, but say how sure one is of a number, which may
//! be below zero; a law of a scenario says how a time or an amount varies in a run.

use std::fmt;
use std::str::FromStr;

use crate::statistics::quantile::normal_quantile;

/// Distributions without ends are cut at this probability and its opposite: a design that goes to
/// the ends of a factor has to end somewhere.
const TAIL: f64 = 0.001;

/// The distributions with their arguments.
const KNOWN: [(&str, &[&str]); 4] = [
    ("normal", &["mean", "sd"]),
    ("lognormal", &["mean", "cv"]),
    ("triangular", &["low", "mode", "high"]),
    ("uniform", &["low", "high"]),
];

/// How probable the values of a factor are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Distribution {
    /// Normal, cut at the quantiles 0.1 % and 99.9 %.
    Normal {
        /// The middle, which may be below zero.
        mean: f64,
        /// The standard deviation, above zero.
        sd: f64,
    },
    /// Lognormal, cut at the quantiles 0.1 % and 99.9 %.
    Lognormal {
        /// The mean of the value, above zero.
        mean: f64,
        /// The standard deviation over the mean, above zero.
        cv: f64,
    },
    /// The density rises linearly from the lowest value to the mode and falls to the highest.
    Triangular {
        /// The lowest value.
        low: f64,
        /// The most probable value.
        mode: f64,
        /// The highest value.
        high: f64,
    },
    /// All values between two ends are equally probable.
    Uniform {
        /// The lowest value.
        low: f64,
        /// The highest value.
        high: f64,
    },
}

impl Distribution {
    /// Its quantile at a place of the unit interval: finite, also at the ends.
    ///
    /// ```
    /// use chippark::experiment::sweep::distribution::Distribution;
    /// let normal: Distribution = "normal(mean=-5, sd=2)".parse().unwrap();
    /// assert_eq!(normal.at(0.5), -5.0);
    /// // The normal law has 97.5 % below 1.959964, and 99.9 % below 3.090232.
    /// assert!((normal.at(0.975) - -1.080_072).abs() < 1e-6);
    /// assert!((normal.at(1.0) - 1.180_465).abs() < 1e-6);
    /// ```
    #[must_use]
    pub fn at(&self, place: f64) -> f64 {
        let normal = || normal_quantile(place.clamp(TAIL, 1.0 - TAIL));
        match *self {
            Self::Normal { mean, sd } => mean + sd * normal(),
            Self::Lognormal { mean, cv } => {
                let variance = (cv * cv).ln_1p();
                mean * (variance.sqrt() * normal() - variance / 2.0).exp()
            }
            Self::Triangular { low, mode, high } => {
                let (below, above, width) = (mode - low, high - mode, high - low);
                if place * width < below {
                    low + (place * width * below).sqrt()
                } else {
                    high - ((1.0 - place) * width * above).sqrt()
                }
            }
            Self::Uniform { low, high } => low + place * (high - low),
        }
    }

    /// The values that it can have, without cuts: the lowest and the highest.
    #[must_use]
    pub const fn ends(&self) -> (f64, f64) {
        match *self {
            Self::Normal { .. } => (f64::NEG_INFINITY, f64::INFINITY),
            Self::Lognormal { .. } => (0.0, f64::INFINITY),
            Self::Triangular { low, high, .. } | Self::Uniform { low, high } => (low, high),
        }
    }

    /// What of its numbers cannot be, if anything.
    fn problem(&self) -> Option<&'static str> {
        let (is_right, problem) = match *self {
            Self::Normal { sd, .. } => (sd > 0.0, "`sd` is to be above zero"),
            Self::Lognormal { mean, cv } => (
                mean > 0.0 && cv > 0.0,
                "`mean` and `cv` are to be above zero",
            ),
            Self::Triangular { low, mode, high } => (
                low <= mode && mode <= high && low < high,
                "`mode` is to lie between `low` and `high`",
            ),
            Self::Uniform { low, high } => (low < high, "`high` is to be above `low`"),
        };
        (!is_right).then_some(problem)
    }
}

impl FromStr for Distribution {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.trim().strip_suffix(')');
        let parts = parts.and_then(|text| text.split_once('('));
        let known = parts.and_then(|(name, inner)| {
            let known = KNOWN.iter().find(|(known, _)| *known == name.trim())?;
            Some((known.0, known.1, inner))
        });
        let Some((name, arguments, inner)) = known else {
            return Err(format!("`{text}` is no distribution of a factor"));
        };
        let mut values = vec![None; arguments.len()];
        for item in inner.split(',') {
            let argument = item.split_once('=');
            let place = argument.and_then(|(key, _)| {
                arguments
                    .iter()
                    .position(|argument| *argument == key.trim())
            });
            let value =
                argument.and_then(|(_, value)| value.trim().replace('_', "").parse::<f64>().ok());
            let (Some(place), Some(value)) = (place, value.filter(|value| value.is_finite()))
            else {
                return Err(format!("`{}` is no argument of `{name}`", item.trim()));
            };
            if values[place].replace(value).is_some() {
                return Err(format!("`{}` is given twice", arguments[place]));
            }
        }
        let values: Option<Vec<f64>> = values.into_iter().collect();
        let found = match (name, values.as_deref()) {
            ("normal", Some(&[mean, sd])) => Self::Normal { mean, sd },
            ("lognormal", Some(&[mean, cv])) => Self::Lognormal { mean, cv },
            ("triangular", Some(&[low, mode, high])) => Self::Triangular { low, mode, high },
            ("uniform", Some(&[low, high])) => Self::Uniform { low, high },
            _ => {
                return Err(format!(
                    "`{name}` has the arguments {}",
                    arguments.join(", ")
                ));
            }
        };
        found
            .problem()
            .map_or(Ok(found), |problem| Err(problem.to_owned()))
    }
}

impl fmt::Display for Distribution {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Normal { mean, sd } => write!(formatter, "normal(mean={mean}, sd={sd})"),
            Self::Lognormal { mean, cv } => write!(formatter, "lognormal(mean={mean}, cv={cv})"),
            Self::Triangular { low, mode, high } => {
                write!(formatter, "triangular(low={low}, mode={mode}, high={high})")
            }
            Self::Uniform { low, high } => write!(formatter, "uniform(low={low}, high={high})"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn distribution(text: &str) -> Distribution {
        text.parse().unwrap()
    }

    /// Quantiles by hand: of a triangle from 0 to 4 with its top at 1 a quarter lies below 1, the
    /// share 1 - (4 - x)^2 / 12 below an x above it; a lognormal of mean 9 and cv 1 has the median
    /// 9 / sqrt(2).
    #[test]
    fn quantiles_are_those_of_theory_and_finite_at_the_ends() {
        let triangle = distribution("triangular(low=0, mode=1, high=4)");
        assert!((triangle.at(0.25) - 1.0).abs() < 1e-12);
        assert!((triangle.at(1.0 - 1.0 / 12.0) - 3.0).abs() < 1e-12);
        assert_eq!((triangle.at(0.0), triangle.at(1.0)), (0.0, 4.0));
        let lognormal = distribution("lognormal(mean=9, cv=1)");
        assert!((lognormal.at(0.5) - 9.0 / 2.0_f64.sqrt()).abs() < 1e-9);
        let uniform = distribution("uniform(low=-1, high=3)");
        assert_eq!(
            (uniform.at(0.0), uniform.at(0.5), uniform.at(1.0)),
            (-1.0, 1.0, 3.0)
        );
        for text in ["lognormal(mean=1, cv=2)", "normal(mean=0, sd=1)"] {
            let found = distribution(text);
            assert!(
                found.at(0.0).is_finite() && found.at(1.0).is_finite(),
                "{text}"
            );
            assert!(found.at(0.0) < found.at(0.1), "{text}");
        }
    }

    /// The midpoints of 100,000 equal parts have the mean and the spread that the text says, but
    /// for the cut, which takes 0.2 % from the spread of the normal law.
    #[test]
    fn mean_and_spread_are_those_of_the_text() {
        for (text, mean, sd, slack) in [
            ("normal(mean=-5, sd=0.2)", -5.0, 0.2, 0.003),
            ("lognormal(mean=9, cv=0.3)", 9.0, 2.7, 0.01),
            (
                "triangular(low=1, mode=2, high=6)",
                3.0,
                (7.0_f64 / 6.0).sqrt(),
                1e-6,
            ),
        ] {
            let found = distribution(text);
            let count = 100_000;
            let places = (0..count).map(|part| (f64::from(part) + 0.5) / f64::from(count));
            let values: Vec<f64> = places.map(|place| found.at(place)).collect();
            let average = values.iter().sum::<f64>() / f64::from(count);
            let squares: f64 = values.iter().map(|value| (value - average).powi(2)).sum();
            let spread = (squares / f64::from(count)).sqrt();
            assert!(
                (average - mean).abs() < slack * mean.abs(),
                "{text}: {average}"
            );
            assert!((spread - sd).abs() < slack * sd, "{text}: {spread}");
        }
    }

    #[test]
    fn texts_are_read_as_they_are_written_and_mistakes_are_named() {
        for text in [
            "normal(mean=-5, sd=0.2)",
            "triangular(low=1, mode=1, high=4)",
        ] {
            assert_eq!(distribution(text).to_string(), text);
        }
        for (text, part) in [
            ("gauss(mean=1, sd=2)", "is no distribution"),
            ("normal(mean=1, sd=2", "is no distribution"),
            ("normal(mean=1)", "has the arguments mean, sd"),
            ("normal(mean=1, sd=0)", "above zero"),
            ("normal(mean=1, sd=1, sd=1)", "twice"),
            ("uniform(low=1, top=3)", "`top=3` is no argument"),
            ("uniform(low=1, high=inf)", "`high=inf` is no argument"),
            ("triangular(low=1, mode=5, high=4)", "between"),
        ] {
            let error = text.parse::<Distribution>().unwrap_err();
            assert!(error.contains(part), "{text}: {error}");
        }
    }
}
