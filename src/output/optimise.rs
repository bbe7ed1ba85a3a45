//! The answer of a search for the best values of factors: tables for people, JSON for programs, the
//! list of all tries, and an overlay with the best values.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::number;
use super::rows::{csv_text, shortest};
use super::table::{IN_MEMORY, align_right, lines, plain_table};
use crate::experiment::optimise::finals::Finalist;
use crate::experiment::optimise::trial::{Score, Trial};
use crate::experiment::optimise::{Optimum, Problem};
use crate::industry::metric_of;
use crate::scenario::Tunable;
use crate::statistics::Estimate;
use crate::statistics::selection::Better;
use crate::units::spoken::plural;

/// So many finalists have a column with their values.
const COLUMNS: usize = 4;

/// A probability for people, as a bound from below.
fn percent(share: f64) -> String {
    if share >= 1.0 {
        "100 %".to_owned()
    } else {
        format!("{:.0} %", (100.0 * share).floor().clamp(0.0, 99.0))
    }
}

/// The unit of a figure, behind a blank; empty where it has none.
fn unit(key: &str) -> String {
    let unit = metric_of(key).map_or("", |metric| metric.unit);
    if unit.is_empty() {
        String::new()
    } else {
        format!(" {unit}")
    }
}

/// The word for the better end.
const fn end(better: Better) -> &'static str {
    match better {
        Better::Higher => "highest",
        Better::Lower => "lowest",
    }
}

/// The answer as tables of a terminal.
///
/// # Panics
/// Never: an answer has a finalist.
#[must_use]
pub fn optimum_text(problem: &Problem, found: &Optimum) -> String {
    let (asked, finals) = (&problem.asked, &found.finals);
    let best = &finals.finalists[0];
    let key = &found.measured.objective;
    let tries = plural(found.trials.len(), "point", "points");
    let every = if found.is_exhaustive { " (all)" } else { "" };
    let mut text = if best.is_feasible {
        format!("The {} {key} of {tries} tried{every}", end(asked.better))
    } else {
        format!("No point of {tries} tried{every} meets the constraints; the nearest")
    };
    writeln!(
        text,
        ", {} runs, seed {}\n",
        found.runs,
        problem.study.plan().seed
    )
    .expect(IN_MEMORY);
    text += &values_table(problem, best);
    let mut line = |words: String| writeln!(text, "{words}").expect(IN_MEMORY);
    line(format!(
        "\n{key}: {}{}\n  from {} beyond the search; those of the search gave {}",
        number::figure(Some(best.objective)),
        unit(key),
        plural(best.objective.count, "replication", "replications"),
        number::amount(best.searched)
    ));
    for ((goal, estimate), key) in asked
        .constraints
        .iter()
        .zip(&best.constraints)
        .zip(&found.measured.constraints)
    {
        line(format!(
            "{goal}: {}{}",
            number::figure(Some(*estimate)),
            unit(key)
        ));
    }
    if !asked.constraints.is_empty() {
        let sure = percent(best.feasible);
        line(format!(
            "probability that the means meet the constraints: at least {sure}"
        ));
    }
    if best.is_feasible && finals.finalists.len() > 1 {
        line(format!(
            "probability that it is the best of the finalists below: at least {}\n  \
             none of them is better by more than {}{} (95 %)",
            percent(finals.best),
            number::amount(finals.ahead_at_most),
            unit(key)
        ));
    }
    text + "\n" + &finalists_table(found) + "\n" + &columns_table(problem, found)
}

/// The values of the factors: those of the scenario, and the best.
fn values_table(problem: &Problem, best: &Finalist) -> String {
    let mut table = plain_table();
    table.set_header(["factor", "scenario", "best"]);
    for (factor, value) in problem.space.factors.iter().zip(&best.values) {
        let before = factor.sets.first().map(Tunable::value);
        let before = before.map_or_else(String::new, |value| value.to_string());
        table.add_row([factor.name.clone(), before, value.to_string()]);
    }
    (1..3).for_each(|column| align_right(&mut table, column));
    lines(&table)
}

/// The finalists, the best first, with how sure each comparison is.
fn finalists_table(found: &Optimum) -> String {
    let mut table = plain_table();
    let has_constraints = !found.measured.constraints.is_empty();
    let last = if has_constraints { "constraints" } else { "" };
    table.set_header(["", "runs", "figure", "behind", "best better", last]);
    for (place, finalist) in found.finals.finalists.iter().enumerate() {
        let is_best = place == 0;
        let only_others = |text: String| if is_best { String::new() } else { text };
        table.add_row([
            (place + 1).to_string(),
            finalist.objective.count.to_string(),
            number::figure(Some(finalist.objective)),
            only_others(number::amount(finalist.behind)),
            only_others(percent(finalist.beaten)),
            match (has_constraints, finalist.is_feasible) {
                (false, _) => String::new(),
                (true, true) => format!("met, {}", percent(finalist.feasible)),
                (true, false) => format!("missed, {}", percent(finalist.feasible)),
            },
        ]);
    }
    (0..5).for_each(|column| align_right(&mut table, column));
    lines(&table)
}

/// The values of the first finalists, a column each.
fn columns_table(problem: &Problem, found: &Optimum) -> String {
    let finalists = || found.finals.finalists.iter().take(COLUMNS);
    let mut table = plain_table();
    let numbers = (1..=finalists().count()).map(|number| number.to_string());
    table.set_header(std::iter::once("factor".to_owned()).chain(numbers));
    for (place, factor) in problem.space.factors.iter().enumerate() {
        let values = finalists().map(|finalist| finalist.values[place].to_string());
        table.add_row(std::iter::once(factor.name.clone()).chain(values));
    }
    (1..=finalists().count()).for_each(|column| align_right(&mut table, column));
    lines(&table)
}

/// What is searched for, as the answer has it.
#[must_use]
pub fn problem_json(problem: &Problem) -> Value {
    let factors = problem.space.factors.iter().map(|factor| {
        let paths = factor.sets.iter().map(|set| set.path().to_string());
        json!({
            "name": factor.name,
            "paths": paths.collect::<Vec<_>>(),
            "values": factor.values.described(),
        })
    });
    let goals = problem.asked.constraints.iter().map(ToString::to_string);
    let plan = problem.study.plan();
    json!({
        "version": crate::version::line(),
        "scenario": problem.study.document().name(),
        "scenario_digest": problem.study.digest(),
        "objective": problem.asked.objective.to_string(),
        "direction": match problem.asked.better {
            Better::Higher => "maximise",
            Better::Lower => "minimise",
        },
        "constraints": goals.collect::<Vec<_>>(),
        "factors": factors.collect::<Vec<_>>(),
        "seed": plan.seed,
        "first_replications": plan.replications,
        "budget": problem.budget,
    })
}

/// The answer as JSON.
#[must_use]
pub fn optimum_json(problem: &Problem, found: &Optimum) -> String {
    let finals = &found.finals;
    let finalists = finals.finalists.iter();
    let finalists: Vec<Value> = finalists
        .map(|finalist| finalist_json(problem, found, finalist))
        .collect();
    super::json_text(&json!({
        "schema_version": super::SCHEMA_VERSION,
        "problem": problem_json(problem),
        "is_feasible": finals.finalists[0].is_feasible,
        "probability_best": finals.best,
        "ahead_at_most": finals.ahead_at_most,
        "is_exhaustive": found.is_exhaustive,
        "tries": found.trials.len(),
        "runs": found.runs,
        "finalists": finalists,
    }))
}

/// A finalist as JSON.
fn finalist_json(problem: &Problem, found: &Optimum, finalist: &Finalist) -> Value {
    let of = |estimate: &Estimate| {
        json!({
            "mean": estimate.mean,
            "ci95": estimate.interval.map(|interval| [interval.low, interval.high]),
            "replications": estimate.count,
        })
    };
    let names = problem
        .space
        .factors
        .iter()
        .map(|factor| factor.name.clone());
    let values = finalist.values.iter().map(|value| json!(value));
    let goals = problem.asked.constraints.iter().map(ToString::to_string);
    json!({
        "try": finalist.trial,
        "factors": names.zip(values).collect::<serde_json::Map<_, _>>(),
        "figure": found.measured.objective,
        "estimate": of(&finalist.objective),
        "search_mean": finalist.searched,
        "constraints": goals.zip(&finalist.constraints).map(|(goal, estimate)| {
            json!({ "goal": goal, "estimate": of(estimate) })
        }).collect::<Vec<_>>(),
        "meets_constraints": finalist.is_feasible,
        "probability_meets_constraints": finalist.feasible,
        "probability_best_is_better": finalist.beaten,
        "behind": finalist.behind,
    })
}

/// A row for each try.
#[must_use]
pub fn tries_csv(problem: &Problem, found: &Optimum) -> String {
    let names = problem
        .space
        .factors
        .iter()
        .map(|factor| factor.name.clone());
    let goals = problem.asked.constraints.iter().map(ToString::to_string);
    let header = ["try", "reason"].map(str::to_owned).into_iter();
    let header = header
        .chain(names)
        .chain([found.measured.objective.clone()]);
    let header = header.chain(goals).chain(["meets_constraints".to_owned()]);
    let goals = problem.asked.constraints.len();
    let rows = found.trials.iter().enumerate().map(|(number, trial)| {
        let Trial {
            values,
            reason,
            score,
        } = trial;
        let means = match score {
            Score::Means {
                objective,
                constraints,
                ..
            } => std::iter::once(objective)
                .chain(constraints)
                .map(|mean| shortest(*mean))
                .collect(),
            Score::Unobserved => vec![String::new(); 1 + goals],
        };
        let row = [number.to_string(), reason.word().to_owned()].into_iter();
        let row = row.chain(values.iter().map(f64::to_string)).chain(means);
        row.chain([score.is_feasible().to_string()])
    });
    csv_text(header, rows)
}

/// The text of a scenario that extends the one called `base` and has the best values, by the command
/// line `command`.
#[must_use]
pub fn best_toml(problem: &Problem, found: &Optimum, base: &str, command: &str) -> String {
    let mut text = format!("# The best values found, by `{command}`\n#\n");
    for line in optimum_text(problem, found).lines() {
        writeln!(text, "{}", format!("# {line}").trim_end()).expect(IN_MEMORY);
    }
    let base = base.replace('\\', "\\\\").replace('"', "\\\"");
    writeln!(text, "\nextends = \"{base}\"\n").expect(IN_MEMORY);
    let best = &found.finals.finalists[0];
    for (factor, value) in problem.space.factors.iter().zip(&best.values) {
        for set in &factor.sets {
            let value = set.written(set.rounded(*value));
            writeln!(text, "{} = {value}", set.path()).expect(IN_MEMORY);
        }
    }
    text
}
