//! What tuning found, in sentences.

use crate::experiment::tune::uncertainty::{End, Finding};
use crate::experiment::tune::{Question, Tuning};
use crate::output::number;

/// Weights of a sum that are so near to each other are left out of it.
const EVEN: f64 = 0.05;

/// A sentence for each finding.
#[must_use]
pub fn sentences(question: &Question, tuning: &Tuning) -> Vec<String> {
    let findings = tuning.findings.iter();
    let mut sentences: Vec<String> = findings
        .map(|finding| sentence(question, tuning, finding))
        .collect();
    if !tuning.is_settled {
        let text = "The budget of tries ended before the search did: these are the best values \
                    tried, and their intervals are those of slopes near them.";
        sentences.insert(0, text.to_owned());
    }
    sentences
}

/// What a finding means.
#[must_use]
pub fn sentence(question: &Question, tuning: &Tuning, finding: &Finding) -> String {
    let name = |parameter: &usize| question.parameters[*parameter].name.as_str();
    match finding {
        Finding::Apart { aims, limit } => apart(question, tuning, aims, *limit),
        Finding::NoEffect {
            parameter,
            is_exact: true,
        } => format!(
            "{} does nothing: every figure is exactly the same whatever its value.",
            name(parameter)
        ),
        Finding::NoEffect { parameter, .. } => format!(
            "{} moves no figure by more than noise: the targets do not tell it.",
            name(parameter)
        ),
        Finding::NotIdentified { parameter, share } => format!(
            "{} is not identified: its interval covers {:.0} % of its range.",
            name(parameter),
            100.0 * share
        ),
        Finding::TradeOff {
            one,
            other,
            correlation,
            slope,
        } => {
            let (one, other) = (name(one), name(other));
            format!(
                "{one} and {other} trade off: correlation {correlation:.2}; only {} is known.",
                sum(one, other, *slope)
            )
        }
        Finding::Together { parameters } => {
            let names: Vec<&str> = parameters.iter().map(name).collect();
            format!(
                "{} are not identified each, only together: some change of all of them moves no \
                 figure.",
                listed(&names)
            )
        }
        Finding::AtEnd { parameter, end } => {
            let each = &question.parameters[*parameter];
            let (word, value) = match end {
                End::Low => ("lower", each.low),
                End::High => ("upper", each.high),
            };
            format!(
                "{} is at the {word} end of its range, {}: the targets may ask for a value beyond \
                 it.",
                each.name,
                number::plain(value)
            )
        }
        Finding::FewReplications { needed } => format!(
            "{} replications are few for the noise of {} figures; `-r {needed}` weights them \
             better.",
            question.replications,
            question.aims.len()
        ),
    }
}

fn apart(question: &Question, tuning: &Tuning, aims: &[usize], limit: f64) -> String {
    let misses: Vec<String> = aims
        .iter()
        .map(|&aim| {
            let score = tuning.residuals[aim].score;
            let side = if score < 0.0 { "below" } else { "above" };
            let name = &question.aims[aim].name;
            format!(
                "{name} is {:.1} standard deviations {side} its aim",
                score.abs()
            )
        })
        .collect();
    let misses = if misses.is_empty() {
        format!(
            "each figure is near its aim, but the objective of all together, {}, is beyond {}, the \
             99 % limit of chance",
            number::plain(tuning.objective),
            number::plain(limit)
        )
    } else {
        misses.join("; ")
    };
    format!(
        "The targets cannot be met together within these ranges; the values are those of least \
         squares: {misses}."
    )
}

/// The combination of two parameters that is known: their sum, their difference, or with a weight.
///
/// * `slope` - how much the second changes where the first is higher by one.
fn sum(one: &str, other: &str, slope: f64) -> String {
    let weight = 1.0 / slope.abs();
    if (weight - 1.0).abs() <= EVEN {
        let word = if slope < 0.0 { "sum" } else { "difference" };
        return format!("their {word}");
    }
    let sign = if slope < 0.0 { '+' } else { '-' };
    format!("`{one} {sign} {} {other}`", number::plain(weight))
}

/// Names as a list in a sentence.
fn listed(names: &[&str]) -> String {
    match names {
        [rest @ .., last] if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => names.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_of_a_pair_is_a_sum_a_difference_or_weighted() {
        assert_eq!(sum("a", "b", -1.02), "their sum");
        assert_eq!(sum("a", "b", 0.98), "their difference");
        assert_eq!(sum("a", "b", -2.0), "`a + 0.5 b`");
        assert_eq!(sum("a", "b", 0.25), "`a - 4 b`");
        assert_eq!(listed(&["a", "b", "c"]), "a, b and c");
    }
}
