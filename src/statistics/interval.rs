//! 95 % confidence intervals of a mean over independent replications, by the kind of figure
//! (method M5).
//!
//! Student's t holds for a mean of replications whose values are nearly normal. A share near 0 or
//! 100 % and a small count are not: their t interval reaches below zero, and misses the mean too
//! often on the side of the long tail. So intervals are corrected for skewness, and those of shares
//! and amounts are taken on a scale without an end, the logit and the logarithm, by the delta
//! method, and taken back.

use super::quantile::{CONFIDENCE, two_sided};

/// Below this skewness a sample is even: the correction is below a millionth of the width.
const LEAST_SKEWNESS: f64 = 1e-6;

/// The values that a figure can have, which choose the scale of its interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bounds {
    /// Any number, such as a profit.
    Any,
    /// The difference of paired values, or a value whose error is judged by Student's t test: its
    /// interval is that of the test.
    Difference,
    /// No number below zero, such as a count or a time: on the scale of the logarithm.
    AtLeastZero,
    /// Per cent of a whole, from 0 to 100: on the scale of the logit.
    Percent,
}

/// The ends of a 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Interval {
    /// Half the distance between the ends.
    #[must_use]
    pub fn half_width(&self) -> f64 {
        (self.high - self.low) / 2.0
    }

    /// The distance between the ends.
    #[must_use]
    pub fn width(&self) -> f64 {
        self.high - self.low
    }

    /// Whether a value lies within it, the ends included.
    #[must_use]
    pub fn contains(&self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }
}

/// What an interval is made of: the moments of a sample.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moments {
    /// The number of replications.
    pub count: usize,
    /// The mean of their values.
    pub mean: f64,
    /// Their standard deviation, with n - 1 in the denominator.
    pub sd: f64,
    /// Their skewness `m3 / m2^1.5`.
    pub skewness: f64,
}

impl Moments {
    /// Half the width of Student's interval, in standard deviations: q below.
    fn errors(&self) -> f64 {
        two_sided(CONFIDENCE, self.count as f64 - 1.0) / (self.count as f64).sqrt()
    }

    /// How far the interval of a mean reaches below and above it, corrected for skewness by Hall's
    /// transformation (P. Hall, Journal of the Royal Statistical Society B 54 (1992) 221-228):
    ///
    /// ```text
    /// q = t(0.975; n - 1) / sqrt(n)
    /// reach(q) = 3 sd / g ((1 + g (q - g / (6 n)))^(1/3) - 1),  below reach(q), above -reach(-q)
    /// ```
    ///
    /// Without skewness g it is Student's `q sd` on both sides.
    fn reaches(&self) -> (f64, f64) {
        let (n, g) = (self.count as f64, self.skewness);
        let q = self.errors();
        if g.abs() < LEAST_SKEWNESS {
            return (q * self.sd, q * self.sd);
        }
        let root = |q: f64| libm::cbrt(1.0 + g * (q - g / (6.0 * n)));
        let reach = |q: f64| 3.0 * self.sd / g * (root(q) - 1.0);
        (reach(q), -reach(-q))
    }
}

/// The exponential of a reach on a logarithmic scale; beyond one, its tangent: the delta method
/// says nothing of reaches so long, and the exponential would make hundreds of a few.
fn stretched(reach: f64) -> f64 {
    if reach <= 1.0 {
        libm::exp(reach)
    } else {
        std::f64::consts::E * reach
    }
}

impl Bounds {
    /// The interval of the mean of replications with these moments; none for one replication and
    /// where all values are equal, which says nothing of how much others would differ.
    ///
    /// With `d` and `u`, how far it reaches down and up ([`Moments`]; `d = u` for a difference):
    ///
    /// ```text
    /// any, difference  mean - d             to  mean + u
    /// at least zero    mean exp(-d / mean)  to  mean exp(u / mean), or mean e u / mean if u > mean
    /// per cent         the logits  logit p - d / (100 p q)  to  logit p + u / (100 p q),
    ///                  taken back, with p = mean / 100, q = 1 - p
    /// ```
    ///
    /// Values outside of the bounds, which a mistake in a metric would give, fall back to `Any`.
    ///
    /// ```
    /// use chippark::statistics::{Bounds, interval::Moments};
    /// // t(0.975; 9) = 2.262157; d = u = 2.262157 * 3 / sqrt(10) = 2.146071.
    /// let even = Moments { count: 10, mean: 2.0, sd: 3.0, skewness: 0.0 };
    /// let has = |moments: Moments, bounds: Bounds, low: f64, high: f64| {
    ///     let found = bounds.interval(moments).unwrap();
    ///     (found.low - low).abs() < 1e-5 && (found.high - high).abs() < 1e-5
    /// };
    /// assert!(has(even, Bounds::Any, -0.146_071, 4.146_071));
    /// assert!(has(even, Bounds::AtLeastZero, 0.683_938, 5.833_626));
    /// assert!(has(even, Bounds::Percent, 0.678_149, 5.726_334));
    /// // The long tail is above: d = 9 ((1 + 0.715357 - 1/60)^(1/3) - 1) = 1.738589.
    /// let skewed = Moments { skewness: 1.0, ..even };
    /// assert!(has(skewed, Bounds::Any, 0.261_411, 5.197_595));
    /// assert!(has(skewed, Bounds::Difference, -0.146_071, 4.146_071));
    /// assert_eq!(Bounds::Any.interval(Moments { sd: 0.0, ..even }), None);
    /// ```
    #[must_use]
    pub fn interval(self, moments: Moments) -> Option<Interval> {
        let Moments {
            count, mean, sd, ..
        } = moments;
        if count < 2 || sd <= 0.0 {
            return None;
        }
        let (down, up) = match self {
            Self::Difference => {
                let error = moments.errors() * sd;
                (error, error)
            }
            Self::Any | Self::AtLeastZero | Self::Percent => moments.reaches(),
        };
        let interval = match self {
            Self::AtLeastZero if mean > 0.0 => Interval {
                low: mean * libm::exp(-down / mean),
                high: mean * stretched(up / mean),
            },
            Self::Percent if mean > 0.0 && mean < 100.0 => {
                let share = mean / 100.0;
                let odds = share / (1.0 - share);
                let slope = 100.0 * share * (1.0 - share);
                // 100 x / (1 + x), also where x is beyond the largest number.
                let percent = |odds: f64| 100.0 / (1.0 + 1.0 / odds);
                Interval {
                    low: percent(odds * libm::exp(-down / slope)),
                    high: percent(odds * stretched(up / slope)),
                }
            }
            Self::Any | Self::Difference | Self::AtLeastZero | Self::Percent => Interval {
                low: mean - down,
                high: mean + up,
            },
        };
        Some(interval).filter(|interval| interval.high.is_finite())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moments(mean: f64, sd: f64, skewness: f64) -> Moments {
        Moments {
            count: 5,
            mean,
            sd,
            skewness,
        }
    }

    #[test]
    fn no_interval_reaches_beyond_the_bounds_or_leaves_out_the_mean() {
        for mean in [1e-9, 0.1, 50.0, 99.9, 100.0 - 1e-9] {
            for (sd, skewness) in [(1e-12, 0.0), (0.1, 1.5), (40.0, -1.5), (1e3, 0.2)] {
                let moments = moments(mean, sd, skewness);
                let share = Bounds::Percent.interval(moments).unwrap();
                assert!(share.low >= 0.0 && share.high <= 100.0, "{moments:?}");
                let slack = 1e-9 * mean;
                let has_mean = |of: Interval| of.low <= mean + slack && of.high >= mean - slack;
                assert!(has_mean(share), "{moments:?} {share:?}");
                let amount = Bounds::AtLeastZero.interval(moments);
                assert!(amount.is_none_or(|amount| amount.low >= 0.0 && has_mean(amount)));
                assert!(has_mean(Bounds::Any.interval(moments).unwrap()));
            }
        }
    }

    /// The delta method: to first order in the error all scales give the same interval.
    #[test]
    fn narrow_intervals_are_the_same_on_all_scales() {
        let of = |bounds: Bounds| bounds.interval(moments(40.0, 1e-6, 0.7)).unwrap();
        let plain = of(Bounds::Any);
        for bounds in [Bounds::AtLeastZero, Bounds::Percent] {
            let other = of(bounds);
            assert!((other.low - plain.low).abs() < 1e-12);
            assert!((other.high - plain.high).abs() < 1e-12);
        }
    }

    /// As the skewness vanishes, Hall's interval becomes Student's.
    #[test]
    fn without_skewness_the_correction_vanishes() {
        let of = |skewness: f64| Bounds::Any.interval(moments(1.0, 2.0, skewness)).unwrap();
        let (none, little) = (of(0.0), of(1e-5));
        assert!((none.low - little.low).abs() < 1e-4 && (none.high - little.high).abs() < 1e-4);
    }
}
