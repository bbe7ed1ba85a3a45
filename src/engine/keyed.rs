//! Keyed draws of spans of time: without state, so that what an entity draws at an occasion
//! depends neither on the order of events nor on what other entities do.
//!
//! Read [`KeyedSampler`] first. [`KeyedLaw`] is the law alone, for tables whose many laws share one
//! process.

use super::sampler::DurationSampler;
use super::streams::{Keyed, KeyedDraw, Streams};
use crate::units::{Duration, DurationLaw, Law};

/// A law of time prepared for keyed draws: the common shapes by inversion of one uniform number,
/// the others from a short stream that is seeded by the draw.
#[derive(Clone, Debug)]
pub struct KeyedLaw(Shape);

/// The shapes by the way they are drawn, in milliseconds. A law is a field of rows that every event
/// reads, so the large shapes stand apart.
#[derive(Clone, Debug)]
enum Shape {
    Constant(f64),
    Exponential(f64),
    Uniform { low: f64, width: f64 },
    Other(Box<DurationSampler>),
}

impl KeyedLaw {
    /// Prepares `law` for drawing.
    ///
    /// # Panics
    /// As [`DurationSampler::new`].
    #[must_use]
    pub fn new(law: &DurationLaw) -> Self {
        Self(match *law.law() {
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
            | Law::Empirical { .. }
            | Law::Poisson { .. } => Shape::Other(Box::new(DurationSampler::new(law))),
        })
    }

    /// `factor` times one draw, to the nearest millisecond. A constant law asks for no draw.
    #[inline]
    #[must_use]
    pub fn sample(&self, draw: impl FnOnce() -> KeyedDraw, factor: f64) -> Duration {
        let millis = match &self.0 {
            Shape::Constant(value) => *value,
            Shape::Exponential(mean) => mean * draw().exponential(),
            Shape::Uniform { low, width } => low + width * draw().uniform(),
            Shape::Other(sampler) => {
                return sampler.sample(&mut draw().stream()).scaled(factor);
            }
        };
        Duration::from_millis_f64(millis * factor)
    }
}

/// Spans of time of one process, drawn by entity and occasion.
///
/// ```
/// use chippark::engine::{KeyedSampler, Streams};
/// use chippark::units::{DurationLaw, Law};
/// let law = DurationLaw::new(Law::Exponential { mean: 60_000.0 });
/// let patience = KeyedSampler::new(&law, "patience", &Streams::new(42, 0));
/// let (person, visit) = (81_225, 2);
/// assert_eq!(patience.sample(person, visit), patience.sample(person, visit));
/// assert_ne!(patience.sample(person, visit), patience.sample(person, visit + 1));
/// ```
#[derive(Clone, Debug)]
pub struct KeyedSampler {
    law: KeyedLaw,
    draws: Keyed,
}

impl KeyedSampler {
    /// Spans by `law`, with the random numbers of the process of this name.
    ///
    /// # Panics
    /// As [`DurationSampler::new`].
    #[must_use]
    pub fn new(law: &DurationLaw, process: &str, streams: &Streams) -> Self {
        Self {
            law: KeyedLaw::new(law),
            draws: streams.keyed(process),
        }
    }

    /// The span of `entity` at `occasion`, to the nearest millisecond.
    #[inline]
    #[must_use]
    pub fn sample(&self, entity: u64, occasion: u64) -> Duration {
        self.law.sample(|| self.draws.draw(entity, occasion), 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Mean within 4 standard errors for a shape of each way of drawing.
    #[test]
    fn keyed_spans_have_the_mean_of_their_law() {
        let streams = Streams::new(8, 0);
        let keyed = streams.keyed("times");
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
            let law = DurationLaw::new(law);
            let (ready, sampler) = (
                KeyedLaw::new(&law),
                KeyedSampler::new(&law, "times", &streams),
            );
            assert_eq!(
                sampler.sample(5, 1),
                ready.sample(|| keyed.draw(5, 1), 1.0),
                "one process of that name"
            );
            let sum: u64 = (0..count)
                .map(|lot| ready.sample(|| keyed.draw(lot, 1), 25.0).as_millis())
                .sum();
            let mean = sum as f64 / count as f64;
            let error = 25.0 * spread / (count as f64).sqrt();
            assert!(
                (mean - 1.5e8).abs() <= 4.0 * error + 0.5,
                "{ready:?}: {mean}"
            );
        }
    }

    #[test]
    fn an_entity_draws_the_same_span_again_and_others_draw_others() {
        let streams = Streams::new(3, 0);
        for law in [
            Law::Exponential { mean: 6e4 },
            Law::Lognormal { mean: 6e4, cv: 0.8 },
        ] {
            let spans = KeyedSampler::new(&DurationLaw::new(law), "service", &streams);
            assert_eq!(spans.sample(5, 1), spans.sample(5, 1));
            assert_ne!(spans.sample(5, 1), spans.sample(5, 2));
            assert_ne!(spans.sample(5, 1), spans.sample(6, 1));
        }
    }
}
