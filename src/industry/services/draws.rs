//! Spans of time drawn per person and occasion: the same person meets the same luck whatever
//! happens to others.

use crate::engine::{DurationSampler, Keyed, Streams};
use crate::units::{Duration, DurationLaw, Law};

/// A law of which each person draws by key.
#[derive(Clone, Debug)]
pub(super) enum PersonLaw {
    /// No draw at all.
    Constant(Duration),
    /// By inversion of one keyed draw; `mean` is in milliseconds.
    Exponential { mean: f64, draws: Keyed },
    /// From a small stream of the person's own.
    Other {
        sampler: DurationSampler,
        process: Box<str>,
    },
}

impl PersonLaw {
    /// The law `law` of what `process` names.
    pub(super) fn new(law: &DurationLaw, process: &str, streams: &Streams) -> Self {
        match law.law() {
            Law::Constant { .. } => Self::Constant(law.mean()),
            Law::Exponential { mean } => Self::Exponential {
                mean: *mean,
                draws: streams.keyed(process),
            },
            Law::Erlang { .. }
            | Law::Gamma { .. }
            | Law::Uniform { .. }
            | Law::Triangular { .. }
            | Law::Normal { .. }
            | Law::Lognormal { .. }
            | Law::Weibull { .. }
            | Law::Hyperexponential { .. }
            | Law::Empirical { .. } => Self::Other {
                sampler: DurationSampler::new(law),
                process: process.into(),
            },
        }
    }

    /// What the person of key `person` (at most 40 bits) draws at an occasion.
    #[inline]
    pub(super) fn draw(&self, streams: &Streams, person: u64, occasion: u16) -> Duration {
        match self {
            Self::Constant(span) => *span,
            Self::Exponential { mean, draws } => {
                let draw = draws.draw(person, u64::from(occasion));
                Duration::from_millis_f64(mean * draw.exponential())
            }
            Self::Other { sampler, process } => {
                let key = (u64::from(occasion) << 40) | person;
                sampler.sample(&mut streams.stream_indexed(process, key))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_draws_the_same_span_again_and_others_draw_others() {
        let streams = Streams::new(3, 0);
        for law in [
            Law::Exponential { mean: 6e4 },
            Law::Lognormal { mean: 6e4, cv: 0.8 },
        ] {
            let law = PersonLaw::new(&DurationLaw::new(law), "service", &streams);
            assert_eq!(law.draw(&streams, 5, 1), law.draw(&streams, 5, 1));
            assert_ne!(law.draw(&streams, 5, 1), law.draw(&streams, 5, 2));
            assert_ne!(law.draw(&streams, 5, 1), law.draw(&streams, 6, 1));
            let sum: f64 = (0..40_000)
                .map(|key| law.draw(&streams, key, 1).as_minutes())
                .sum();
            let mean = sum / 40_000.0;
            assert!((mean - 1.0).abs() < 4.0 / 200.0, "{mean}");
        }
    }
}
