//! Distributions as data: the shape of a random quantity, its mean and its variance.
//!
//! A law holds plain numbers in the base unit of its quantity (milliseconds for a duration). How
//! a scenario file writes one is in `text`, how the engine draws from one in `engine::sampler`.

use super::Duration;

/// The shape of a random quantity that is never negative. All parameters are in the quantity's
/// base unit, except where they are pure numbers (`k`, `cv`, `shape`, probabilities, weights).
///
/// ```
/// use chippark::units::law::Law;
/// let repair = Law::Gamma { mean: 60.0, cv: 0.5 };
/// assert_eq!((repair.mean(), repair.variance()), (60.0, 900.0));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum Law {
    /// Always the same value.
    Constant {
        /// The only value, not negative.
        value: f64,
    },
    /// Exponential, without memory: the time to the next event of many independent causes.
    Exponential {
        /// Mean, above zero.
        mean: f64,
    },
    /// Erlang: the sum of `k` independent, identical exponential stages.
    Erlang {
        /// Stages, at least one.
        k: u32,
        /// Mean of the sum, above zero.
        mean: f64,
    },
    /// Gamma, by its mean and coefficient of variation.
    Gamma {
        /// Mean, above zero.
        mean: f64,
        /// Standard deviation over mean, from 0.0001 to 100.
        cv: f64,
    },
    /// Uniform from `low` to `high`.
    Uniform {
        /// Least value.
        low: f64,
        /// Greatest value, above `low`.
        high: f64,
    },
    /// Triangular: the density rises linearly from `low` to `mode` and falls linearly to `high`.
    Triangular {
        /// Least value.
        low: f64,
        /// Most likely value, from `low` to `high`.
        mode: f64,
        /// Greatest value, above `low`.
        high: f64,
    },
    /// Normal, truncated at zero: a negative draw is drawn again. The parameters are those before
    /// the truncation; [`Law::mean`] and [`Law::variance`] are those after it.
    Normal {
        /// Mean before the truncation, not negative.
        mean: f64,
        /// Standard deviation before the truncation, above zero.
        sd: f64,
    },
    /// Lognormal, by the mean and coefficient of variation of the value itself (not of its
    /// logarithm).
    Lognormal {
        /// Mean, above zero.
        mean: f64,
        /// Standard deviation over mean, from 0.0001 to 100.
        cv: f64,
    },
    /// Weibull: the hazard falls for a shape below 1 (early failures) and rises above 1 (wear).
    Weibull {
        /// Shape, from 0.1 to 1000.
        shape: f64,
        /// Scale (the 63.2 % quantile), above zero.
        scale: f64,
    },
    /// Hyperexponential: one of several exponential laws, chosen by its probability.
    Hyperexponential {
        /// Probability and mean of each branch.
        branches: Vec<(f64, f64)>,
    },
    /// Poisson: how many of many independent events fall into a span. Of pure numbers only.
    Poisson {
        /// Mean, above zero.
        mean: f64,
    },
    /// One of the listed values, chosen by its weight.
    Empirical {
        /// Value and weight; the weights need not sum to one.
        values: Vec<(f64, f64)>,
    },
}

/// Tolerance of the sum of the probabilities of a hyperexponential law, for rounded decimals in a
/// file.
const PROBABILITY_SLACK: f64 = 1e-6;

impl Law {
    /// What is wrong with the parameters, as a clause for error messages; `None` if nothing is.
    #[must_use]
    pub fn problem(&self) -> Option<&'static str> {
        let positive = |value: f64| value.is_finite() && value > 0.0;
        let not_negative = |value: f64| value.is_finite() && value >= 0.0;
        let varies = |cv: f64| (1e-4..=100.0).contains(&cv);
        let (sound, sentence) = match self {
            Self::Constant { value } => (not_negative(*value), "the value must not be negative"),
            Self::Exponential { mean } | Self::Poisson { mean } => {
                (positive(*mean), "the mean must be above zero")
            }
            Self::Erlang { k, mean } => (
                *k >= 1 && positive(*mean),
                "k must be at least 1 and the mean above zero",
            ),
            Self::Gamma { mean, cv } | Self::Lognormal { mean, cv } => (
                positive(*mean) && varies(*cv),
                "the mean must be above zero, and cv from 0.0001 to 100",
            ),
            Self::Uniform { low, high } => (
                not_negative(*low) && high.is_finite() && low < high,
                "low must not be negative, and high must be above low",
            ),
            Self::Triangular { low, mode, high } => (
                not_negative(*low)
                    && high.is_finite()
                    && low < high
                    && (*low..=*high).contains(mode),
                "low must not be negative, high above low, and mode between them",
            ),
            Self::Normal { mean, sd } => (
                not_negative(*mean) && positive(*sd),
                "the mean must not be negative, and sd must be above zero",
            ),
            Self::Weibull { shape, scale } => (
                (0.1..=1e3).contains(shape) && positive(*scale),
                "shape must be from 0.1 to 1000, and scale above zero",
            ),
            Self::Hyperexponential { branches } => (
                !branches.is_empty()
                    && branches.iter().all(|&(p, m)| positive(p) && positive(m))
                    && (branches.iter().map(|&(p, _)| p).sum::<f64>() - 1.0).abs()
                        <= PROBABILITY_SLACK,
                "every branch needs a probability and a mean above zero, and the probabilities \
                 must sum to 1",
            ),
            Self::Empirical { values } => (
                values
                    .iter()
                    .all(|&(v, w)| not_negative(v) && not_negative(w))
                    && positive(values.iter().map(|&(_, w)| w).sum()),
                "values and weights must not be negative, and some weight must be above zero",
            ),
        };
        (!sound).then_some(sentence)
    }

    /// The mean, in the quantity's base unit.
    #[must_use]
    pub fn mean(&self) -> f64 {
        match self {
            Self::Constant { value } => *value,
            Self::Exponential { mean }
            | Self::Erlang { mean, .. }
            | Self::Gamma { mean, .. }
            | Self::Lognormal { mean, .. }
            | Self::Poisson { mean } => *mean,
            Self::Uniform { low, high } => f64::midpoint(*low, *high),
            Self::Triangular { low, mode, high } => (low + mode + high) / 3.0,
            Self::Normal { mean, sd } => truncated_normal(*mean, *sd).0,
            Self::Weibull { shape, scale } => scale * libm::tgamma(1.0 + 1.0 / shape),
            Self::Hyperexponential { branches } => {
                weighted_mean(branches.iter().map(|&(p, mean)| (mean, p)))
            }
            Self::Empirical { values } => weighted_mean(values.iter().copied()),
        }
    }

    /// The least value that a draw can have, in the quantity's base unit.
    #[must_use]
    pub fn least(&self) -> f64 {
        match self {
            Self::Constant { value } => *value,
            Self::Uniform { low, .. } | Self::Triangular { low, .. } => *low,
            Self::Empirical { values } => {
                let possible = values.iter().filter(|(_, weight)| *weight > 0.0);
                possible
                    .map(|&(value, _)| value)
                    .fold(f64::INFINITY, f64::min)
            }
            Self::Exponential { .. }
            | Self::Erlang { .. }
            | Self::Gamma { .. }
            | Self::Normal { .. }
            | Self::Lognormal { .. }
            | Self::Weibull { .. }
            | Self::Hyperexponential { .. }
            | Self::Poisson { .. } => 0.0,
        }
    }

    /// The variance, in the square of the quantity's base unit.
    #[must_use]
    pub fn variance(&self) -> f64 {
        match self {
            Self::Constant { .. } => 0.0,
            Self::Exponential { mean } => mean * mean,
            Self::Poisson { mean } => *mean,
            Self::Erlang { k, mean } => mean * mean / f64::from(*k),
            Self::Gamma { mean, cv } | Self::Lognormal { mean, cv } => (mean * cv).powi(2),
            Self::Uniform { low, high } => (high - low).powi(2) / 12.0,
            Self::Triangular { low, mode, high } => {
                let (left, right, width) = (mode - low, high - mode, high - low);
                (width * width - left * right) / 18.0
            }
            Self::Normal { mean, sd } => truncated_normal(*mean, *sd).1,
            Self::Weibull { shape, scale } => {
                let first = libm::tgamma(1.0 + 1.0 / shape);
                scale * scale * (libm::tgamma(1.0 + 2.0 / shape) - first * first)
            }
            Self::Hyperexponential { branches } => {
                let square = weighted_mean(branches.iter().map(|&(p, m)| (2.0 * m * m, p)));
                square - self.mean().powi(2)
            }
            Self::Empirical { values } => {
                let mean = self.mean();
                weighted_mean(values.iter().map(|&(v, w)| ((v - mean).powi(2), w)))
            }
        }
    }

    /// The coefficient of variation: standard deviation over mean; zero where the mean is zero.
    #[must_use]
    pub fn cv(&self) -> f64 {
        let mean = self.mean();
        if mean > 0.0 {
            self.variance().sqrt() / mean
        } else {
            0.0
        }
    }
}

/// The mean of `(value, weight)` pairs, whatever the weights sum to.
fn weighted_mean(pairs: impl Iterator<Item = (f64, f64)>) -> f64 {
    let (mut sum, mut total) = (0.0, 0.0);
    for (value, weight) in pairs {
        sum += value * weight;
        total += weight;
    }
    sum / total
}

/// Mean and variance of a normal variable given that it is above zero: with `a = -mean / sd` and
/// the hazard `h = phi(a) / (1 - Phi(a))`, they are `mean + sd h` and `sd^2 (1 + a h - h^2)`
/// (Johnson, Kotz & Balakrishnan, Continuous Univariate Distributions 1, 13.10).
fn truncated_normal(mean: f64, sd: f64) -> (f64, f64) {
    let cut = -mean / sd;
    let density = libm::exp(-0.5 * cut * cut) / std::f64::consts::TAU.sqrt();
    let above = 0.5 * libm::erfc(cut / std::f64::consts::SQRT_2);
    let hazard = density / above;
    let variance = sd * sd * (1.0 + cut * hazard - hazard * hazard);
    (mean + sd * hazard, variance)
}

/// The law of a random span of time: a [`Law`] in milliseconds.
#[derive(Clone, Debug, PartialEq)]
pub struct DurationLaw(Law);

impl DurationLaw {
    /// A span that follows `law`, whose base unit is the millisecond.
    #[must_use]
    pub const fn new(law: Law) -> Self {
        Self(law)
    }

    /// Always `span`.
    #[must_use]
    pub fn constant(span: Duration) -> Self {
        Self(Law::Constant {
            value: span.as_millis() as f64,
        })
    }

    /// The shape, in milliseconds.
    #[must_use]
    pub const fn law(&self) -> &Law {
        &self.0
    }

    /// The mean, to the nearest millisecond.
    #[must_use]
    pub fn mean(&self) -> Duration {
        Duration::from_millis_f64(self.0.mean())
    }
}

/// The law of a random pure number.
#[derive(Clone, Debug, PartialEq)]
pub struct NumberLaw(Law);

impl NumberLaw {
    /// A number that follows `law`.
    #[must_use]
    pub const fn new(law: Law) -> Self {
        Self(law)
    }

    /// The shape.
    #[must_use]
    pub const fn law(&self) -> &Law {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assert_close(found: f64, expected: f64) {
        assert!(
            (found - expected).abs() <= 1e-9 * expected.abs().max(1.0),
            "{found} instead of {expected}"
        );
    }

    /// Mean and variance of each shape, worked out by hand or by a table.
    #[test]
    fn moments_are_the_textbook_ones() {
        let cases = [
            (Law::Constant { value: 3.0 }, 3.0, 0.0),
            (Law::Exponential { mean: 3.0 }, 3.0, 9.0),
            (Law::Erlang { k: 4, mean: 6.0 }, 6.0, 9.0),
            (Law::Poisson { mean: 6.0 }, 6.0, 6.0),
            (
                Law::Uniform {
                    low: 2.0,
                    high: 8.0,
                },
                5.0,
                3.0,
            ),
            (
                Law::Triangular {
                    low: 1.0,
                    mode: 2.0,
                    high: 6.0,
                },
                3.0,
                21.0 / 18.0,
            ),
            (Law::Lognormal { mean: 2.0, cv: 1.5 }, 2.0, 9.0),
            (
                Law::Weibull {
                    shape: 1.0,
                    scale: 3.0,
                },
                3.0,
                9.0,
            ),
            // Half a normal: mean sd sqrt(2 / pi), variance sd^2 (1 - 2 / pi).
            (
                Law::Normal { mean: 0.0, sd: 2.0 },
                2.0 * std::f64::consts::FRAC_2_PI.sqrt(),
                4.0 * (1.0 - std::f64::consts::FRAC_2_PI),
            ),
            (
                Law::Hyperexponential {
                    branches: vec![(0.25, 4.0), (0.75, 1.0)],
                },
                1.75,
                9.5 - 1.75 * 1.75,
            ),
            (
                Law::Empirical {
                    values: vec![(1.0, 3.0), (5.0, 1.0)],
                },
                2.0,
                3.0,
            ),
        ];
        for (law, mean, variance) in cases {
            assert_eq!(law.problem(), None, "{law:?}");
            assert_close(law.mean(), mean);
            assert_close(law.variance(), variance);
        }
    }

    #[test]
    fn impossible_parameters_are_named() {
        for law in [
            Law::Constant { value: -1.0 },
            Law::Exponential { mean: 0.0 },
            Law::Erlang { k: 0, mean: 1.0 },
            Law::Gamma { mean: 1.0, cv: 0.0 },
            Law::Uniform {
                low: 2.0,
                high: 2.0,
            },
            Law::Triangular {
                low: 1.0,
                mode: 9.0,
                high: 2.0,
            },
            Law::Normal {
                mean: 1.0,
                sd: f64::NAN,
            },
            Law::Weibull {
                shape: 1.0,
                scale: f64::INFINITY,
            },
            Law::Hyperexponential {
                branches: vec![(0.5, 1.0), (0.6, 1.0)],
            },
            Law::Empirical { values: vec![] },
        ] {
            assert!(law.problem().is_some(), "{law:?} was taken");
        }
    }
}
