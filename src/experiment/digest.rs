//! When two experiments are equal: a digest of every figure of every replication.

use sha2::{Digest as _, Sha256};

use crate::industry::Outcome;

/// The SHA-256, in hexadecimal, of the figures of all replications. Each contributes one line
/// `replication TAB key TAB bits`, by replication and key, where `bits` are the 16 hexadecimal
/// digits of the value as an IEEE 754 double, or `-` where nothing was observed.
#[must_use]
pub fn digest(outcomes: &[Outcome]) -> String {
    let mut hash = Sha256::new();
    for outcome in outcomes {
        let replication = outcome.replication;
        for (key, figure) in outcome.figures.iter() {
            let bits = figure.value.map_or_else(
                || "-".to_owned(),
                |value| format!("{:016x}", value.to_bits()),
            );
            hash.update(format!("{replication}\t{key}\t{bits}\n"));
        }
    }
    format!("{:x}", hash.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Better, Figures, Metric};

    static WAIT: Metric = Metric {
        key: "line.wait",
        unit: "h",
        meaning: "How long a job waits.",
        better: Better::Lower,
        series: crate::engine::SeriesKind::None,
        absence: crate::engine::Absence::Unobserved,
        bounds: crate::statistics::Bounds::AtLeastZero,
        module: module_path!(),
    };

    fn outcome(value: Option<f64>) -> Outcome {
        let mut figures = Figures::default();
        figures.put(&WAIT, value);
        Outcome::of(figures)
    }

    /// Outcomes of the first replications.
    fn outcomes(values: &[f64]) -> Vec<Outcome> {
        let outcomes = (0..).zip(values);
        let outcomes = outcomes.map(|(replication, value)| Outcome {
            replication,
            ..outcome(Some(*value))
        });
        outcomes.collect()
    }

    #[test]
    fn the_digest_sees_the_value_its_absence_and_the_replication() {
        let line = "0\tline.wait\t3ff8000000000000\n";
        assert_eq!(
            digest(&[outcome(Some(1.5))]),
            format!("{:x}", Sha256::digest(line)),
            "the canonical form is public"
        );
        let cases = [
            digest(&outcomes(&[1.5, 2.5])),
            digest(&outcomes(&[2.5, 1.5])),
            digest(&[outcome(Some(1.5)), outcome(None)]),
            digest(&outcomes(&[1.5, 2.5_f64.next_up()])),
            digest(&outcomes(&[1.5, 2.5])[1..]),
        ];
        for (index, one) in cases.iter().enumerate() {
            assert!(cases[index + 1..].iter().all(|other| one != other));
        }
    }
}
