//! The results of tuning: tables and sentences for people ([`words`]), JSON, and the log of tries
//! and the sample of the posterior as CSV ([`files`]).

pub mod files;
pub mod words;

use std::fmt::Write as _;

use super::number;
use super::table::{IN_MEMORY, align_right, lines, plain_table};
use crate::experiment::tune::problem::Problem;
use crate::experiment::tune::{Question, Tuning};
use crate::statistics::Interval;
use crate::units::spoken::plural;
use words::sentences;

/// More parameters have their correlations in JSON only.
const MOST_CORRELATED: usize = 8;

/// The tables and sentences of a terminal.
#[must_use]
pub fn tuning_text(problem: &Problem, tuning: &Tuning) -> String {
    let question = &problem.question;
    let mut text = parameter_table(question, tuning);
    write!(text, "\n{}", figure_table(question, tuning)).expect(IN_MEMORY);
    write!(
        text,
        "\nobjective {}, after {} of {}, seed {}\n",
        number::plain(tuning.objective),
        plural(tuning.tries, "try", "tries"),
        plural(question.replications, "replication", "replications"),
        question.seed
    )
    .expect(IN_MEMORY);
    if (2..=MOST_CORRELATED).contains(&question.parameters.len()) {
        write!(text, "\n{}", correlation_table(question, tuning)).expect(IN_MEMORY);
    }
    for sentence in sentences(question, tuning) {
        write!(text, "\n{}", filled(&sentence)).expect(IN_MEMORY);
    }
    if !tuning.profile.is_empty() {
        write!(text, "\n{}", profile_tables(question, tuning)).expect(IN_MEMORY);
    }
    if let Some(table) = posterior_table(question, tuning) {
        write!(text, "\n{table}").expect(IN_MEMORY);
    }
    text
}

fn parameter_table(question: &Question, tuning: &Tuning) -> String {
    let mut table = plain_table();
    table.set_header(["parameter", "before", "fitted", "95 % interval", "range"]);
    let intervals = tuning.uncertainty.intervals.iter();
    let rows = question.parameters.iter().zip(&tuning.values);
    for ((parameter, &value), &interval) in rows.zip(intervals) {
        table.add_row([
            parameter.name.as_str(),
            &shown(parameter.start(), interval),
            &shown(value, interval),
            &ends(interval),
            &format!("{} to {}", parameter.low, parameter.high),
        ]);
    }
    for column in [1, 2] {
        align_right(&mut table, column);
    }
    lines(&table)
}

fn figure_table(question: &Question, tuning: &Tuning) -> String {
    let mut table = plain_table();
    table.set_header(["figure", "aim", "fitted", "sd", "off by"]);
    for (aim, residual) in question.aims.iter().zip(&tuning.residuals) {
        table.add_row([
            aim.name.as_str(),
            &number::amount(aim.value),
            &number::amount(residual.mean),
            &number::amount(two_digits(residual.sd)),
            &format!("{:+.1} sd", residual.score),
        ]);
    }
    for column in 1..5 {
        align_right(&mut table, column);
    }
    lines(&table)
}

fn correlation_table(question: &Question, tuning: &Tuning) -> String {
    let mut table = plain_table();
    let count = question.parameters.len();
    let numbers = (1..count).map(|number| number.to_string());
    table.set_header(std::iter::once("correlation".to_owned()).chain(numbers));
    let correlation = tuning.correlation();
    for (row, parameter) in question.parameters.iter().enumerate() {
        let name = format!("{} {}", row + 1, parameter.name);
        let cells = (0..count - 1).map(|column| {
            if column < row {
                format!("{:.2}", correlation[row][column])
            } else {
                String::new()
            }
        });
        table.add_row(std::iter::once(name).chain(cells));
    }
    for column in 1..count {
        align_right(&mut table, column);
    }
    lines(&table)
}

/// A table for each parameter: its values, the objective with it held there, and how much more
/// that is.
fn profile_tables(question: &Question, tuning: &Tuning) -> String {
    let mut table = plain_table();
    table.set_header(["profile", "value", "objective", "more"]);
    let mut before = None;
    for point in &tuning.profile {
        let parameter = &question.parameters[point.parameter];
        let is_next = before != Some(point.parameter);
        before = Some(point.parameter);
        table.add_row([
            if is_next { parameter.name.as_str() } else { "" },
            &shown(
                point.values[point.parameter],
                tuning.uncertainty.intervals[point.parameter],
            ),
            &format!("{:.2}", point.objective),
            &format!("{:+.2}", point.objective - tuning.objective),
        ]);
    }
    for column in 1..4 {
        align_right(&mut table, column);
    }
    lines(&table)
}

fn posterior_table(question: &Question, tuning: &Tuning) -> Option<String> {
    let sampled = tuning.posterior.as_ref()?;
    let mut table = plain_table();
    table.set_header(["posterior", "mean", "95 % interval"]);
    let means = sampled.posterior.mean();
    for (place, (parameter, &mean)) in question.parameters.iter().zip(&means).enumerate() {
        let interval = files::posterior_interval(&sampled.posterior, place)?;
        table.add_row([
            parameter.name.as_str(),
            &shown(mean, interval),
            &ends(interval),
        ]);
    }
    align_right(&mut table, 1);
    let mut text = lines(&table);
    let sentence = format!(
        "{} particles ({:.0} of equal weight) after {} and {}; the tolerance of {:.2} standard \
         deviations adds {:.0} % to variances",
        sampled.posterior.points.len(),
        sampled.posterior.effective_size(),
        plural(sampled.generations, "generation", "generations"),
        plural(sampled.proposals, "run", "runs"),
        sampled.tolerance,
        100.0 * sampled.widening
    );
    write!(text, "\n{}", filled(&sentence)).expect(IN_MEMORY);
    Some(text)
}

/// A value with the digits that an interval justifies.
fn shown(value: f64, interval: Interval) -> String {
    let width = interval.high - interval.low;
    if width <= 0.0 || !width.is_finite() {
        return number::plain(value);
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "an exponent of ten is small"
    )]
    let exponent = (width / 2.0).log10().floor() as i32 - 1;
    if exponent >= 0 {
        return number::plain(value.round());
    }
    let decimals = usize::try_from(-exponent).unwrap_or(0);
    format!("{value:.decimals$}")
}

/// The ends of an interval.
fn ends(interval: Interval) -> String {
    let (low, high) = (
        shown(interval.low, interval),
        shown(interval.high, interval),
    );
    format!("{low} to {high}")
}

/// A number cut to two digits, for standard deviations.
fn two_digits(value: f64) -> f64 {
    format!("{value:.1e}").parse().unwrap_or(value)
}

/// A sentence in lines of at most 80 columns.
fn filled(text: &str) -> String {
    const COLUMNS: usize = 80;
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let line = lines.last_mut().expect("there is a first line");
        if line.is_empty() {
            line.push_str(word);
        } else if line.chars().count() + 1 + word.chars().count() <= COLUMNS {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_has_the_digits_that_its_interval_justifies() {
        let interval = |low, high| Interval { low, high };
        assert_eq!(shown(0.934_104, interval(0.90, 0.96)), "0.934");
        assert_eq!(ends(interval(-5.123_4, -5.083_4)), "-5.123 to -5.083");
        assert_eq!(shown(1_234.56, interval(1_100.0, 1_300.0)), "1,235");
        assert_eq!(shown(3.0, interval(3.0, 3.0)), "3");
    }

    #[test]
    fn sentences_are_broken_between_words() {
        let text = filled(&"twelve chars ".repeat(10));
        assert!(text.lines().all(|line| line.chars().count() <= 80));
        assert_eq!(text.split_whitespace().count(), 20);
    }
}
