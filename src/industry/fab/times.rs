//! Random times of lots: drawn without state, so that a lot meets the same luck whatever the
//! dispatch does and whichever tool takes it.

use crate::engine::{DurationSampler, KeyedDraw};
use crate::units::{Duration, DurationLaw, Law};

/// A law of time made ready for keyed draws: the common shapes by inversion of one uniform number,
/// the others from a short stream that the draw seeds.
#[derive(Clone, Debug)]
pub struct TimeDraw {
    shape: Shape,
}

#[derive(Clone, Debug)]
enum Shape {
    Constant(f64),
    Exponential(f64),
    Uniform { low: f64, width: f64 },
    Other(Box<DurationSampler>),
}

impl TimeDraw {
    /// Makes `law` ready.
    ///
    /// # Panics
    /// If the law was not checked.
    #[must_use]
    pub fn new(law: &DurationLaw) -> Self {
        let shape = match *law.law() {
            Law::Constant { value } => Shape::Constant(value),
            Law::Exponential { mean } => Shape::Exponential(mean),
            Law::Uniform { low, high } => Shape::Uniform {
                low,
                width: high - low,
            },
            Law::Erlang { .. }
            | Law::Gamma { .. }
            | Law::Triangular { .. }
            | Law::Normal { .. }
            | Law::Lognormal { .. }
            | Law::Weibull { .. }
            | Law::Hyperexponential { .. }
            | Law::Empirical { .. } => Shape::Other(Box::new(DurationSampler::new(law))),
        };
        Self { shape }
    }

    /// `times` times one draw, to the nearest millisecond.
    #[inline]
    #[must_use]
    pub fn draw(&self, draw: impl FnOnce() -> KeyedDraw, times: f64) -> Duration {
        let millis = match &self.shape {
            Shape::Constant(value) => *value,
            Shape::Exponential(mean) => mean * draw().exponential(),
            Shape::Uniform { low, width } => low + width * draw().uniform(),
            Shape::Other(sampler) => {
                return sampler.sample(&mut draw().stream()).scaled(times);
            }
        };
        Duration::from_millis_f64(millis * times)
    }
}

/// How many of `wafers` are lost at a step that each survives with probability `survival`: the
/// binomial law by inversion, counting up from none (rule F9).
///
/// * `uniform` — a number above 0 and below 1.
///
/// ```
/// use chippark::industry::fab::wafers_lost;
/// assert_eq!(wafers_lost(25, 0.9985, 0.5), 0); // 0.9985^25 = 0.963
/// assert_eq!(wafers_lost(25, 0.9985, 0.97), 1);
/// assert_eq!(wafers_lost(25, 0.0, 0.5), 25);
/// ```
#[must_use]
pub fn wafers_lost(wafers: u16, survival: f64, uniform: f64) -> u16 {
    if survival <= 0.0 {
        return wafers;
    }
    let odds = (1.0 - survival) / survival;
    let mut mass = libm::pow(survival, f64::from(wafers));
    let mut below = mass;
    let mut lost = 0;
    while uniform >= below && lost < wafers {
        mass *= odds * f64::from(wafers - lost) / f64::from(lost + 1);
        below += mass;
        lost += 1;
    }
    lost
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Streams;

    /// Mean within 4 standard errors for a shape of each way of drawing.
    #[test]
    fn keyed_times_have_the_mean_of_their_law() {
        let keyed = Streams::new(8, 0).keyed("times");
        let laws = [
            Law::Constant { value: 6e6 },
            Law::Exponential { mean: 6e6 },
            Law::Uniform {
                low: 4e6,
                high: 8e6,
            },
            Law::Erlang { k: 2, mean: 6e6 },
            Law::Lognormal { mean: 6e6, cv: 0.5 },
        ];
        let count = 100_000_u64;
        for law in laws {
            let spread = law.variance().sqrt();
            let draw = TimeDraw::new(&DurationLaw::new(law));
            let sum: u64 = (0..count)
                .map(|lot| draw.draw(|| keyed.draw(lot, 1), 25.0).as_millis())
                .sum();
            let mean = sum as f64 / count as f64;
            let error = 25.0 * spread / (count as f64).sqrt();
            assert!(
                (mean - 1.5e8).abs() <= 4.0 * error + 0.5,
                "{draw:?}: {mean}"
            );
        }
    }

    /// Mean and variance of the binomial law, within 4 standard errors.
    #[test]
    fn losses_are_binomial() {
        let keyed = Streams::new(9, 0).keyed("losses");
        let (count, survival) = (200_000_u64, 0.93);
        let losses = (0..count)
            .map(|lot| f64::from(wafers_lost(25, survival, keyed.draw(lot, 0).uniform())));
        let (sum, squares) = losses.fold((0.0, 0.0), |(sum, squares), lost| {
            (sum + lost, squares + lost * lost)
        });
        let mean = sum / count as f64;
        let variance = squares / count as f64 - mean * mean;
        assert!((mean - 1.75).abs() < 4.0 * (1.6275 / count as f64).sqrt());
        assert!((variance - 1.6275).abs() < 0.03, "{variance}");
        assert_eq!(wafers_lost(25, 1.0, 0.999_999), 0);
    }
}
