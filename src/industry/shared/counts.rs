//! Random whole numbers of things: how many an order asks for.

use crate::engine::{Sampler, Stream};
use crate::scenario::{Fault, FieldPath, Problems};
use crate::units::number::nearest;
use crate::units::{Law, NumberLaw};

/// Checks the law of a number of things, which is rounded to a whole one: a constant must be whole
/// and at least 1, and any other law must reach 1 now and then.
///
/// * `most` — the greatest mean that is allowed, and the number at which draws are cut.
pub fn check(law: &NumberLaw, most: u32, at: &FieldPath, problems: &mut Problems) {
    let (law, mean) = (law.law(), law.law().mean());
    let is_broken = matches!(law, Law::Constant { value } if *value < 1.0 || value.fract() != 0.0);
    let allowed = if is_broken {
        "a whole number, at least 1".to_owned()
    } else if greatest(law) < 0.5 {
        "a law that reaches 1: each draw is rounded to 0".to_owned()
    } else if mean > f64::from(most) {
        format!("a mean of at most {most}")
    } else {
        return;
    };
    problems.add(at, Fault::out_of_range(mean, allowed));
}

/// Draws a number of things: the nearest whole one, at most `most`. One of 0 asks for nothing.
pub fn draw(law: &Sampler, most: u32, stream: &mut Stream) -> u32 {
    nearest(law.sample(stream)).min(most)
}

/// The greatest value of a law; none is greater than infinity.
fn greatest(law: &Law) -> f64 {
    match law {
        Law::Constant { value } => *value,
        Law::Uniform { high, .. } | Law::Triangular { high, .. } => *high,
        Law::Empirical { values } => {
            let possible = values.iter().filter(|(_, weight)| *weight > 0.0);
            possible.map(|&(value, _)| value).fold(0.0, f64::max)
        }
        Law::Exponential { .. }
        | Law::Erlang { .. }
        | Law::Gamma { .. }
        | Law::Normal { .. }
        | Law::Lognormal { .. }
        | Law::Weibull { .. }
        | Law::Hyperexponential { .. }
        | Law::Poisson { .. } => f64::INFINITY,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Document;

    /// Whether a law is one of a number of things of which there are at most 1,000.
    fn is_sound(law: Law) -> bool {
        let document = Document::from_text("empty.toml", "", &[]).expect("TOML");
        let mut problems = document.problems();
        check(
            &NumberLaw::new(law),
            1_000,
            &FieldPath::root(),
            &mut problems,
        );
        problems.is_empty()
    }

    #[test]
    fn a_number_of_things_is_whole_and_not_always_nothing() {
        let constant = |value| Law::Constant { value };
        let uniform = |high| Law::Uniform { low: 0.0, high };
        let values = |weight| Law::Empirical {
            values: vec![(0.2, 1.0), (3.0, weight)],
        };
        for sound in [1.0, 200.0].map(constant) {
            assert!(is_sound(sound));
        }
        for unsound in [0.0, 0.4, 1.5, 2_000.0].map(constant) {
            assert!(!is_sound(unsound));
        }
        assert!(is_sound(Law::Exponential { mean: 0.1 }));
        assert!(is_sound(uniform(0.6)) && !is_sound(uniform(0.4)));
        assert!(is_sound(values(1.0)) && !is_sound(values(0.0)));
    }
}
