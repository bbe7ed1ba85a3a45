//! A question, which is a scenario to run, and its answer, which is its figures or why there are
//! none.

use std::collections::BTreeMap;

use chippark::experiment::{Study, Summary, Watch, digest};
use chippark::industry::ScenarioFile;
use chippark::scenario::{Document, FieldPath, Problems};
use chippark::version;
use serde::{Deserialize, Serialize};

/// What is to be run.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Question {
    /// The name of the scenario in messages.
    #[serde(default = "unnamed")]
    name: String,
    /// The whole scenario as one TOML text, as a results folder has it: no other files are read.
    scenario: String,
    /// Overrides `path.to.key=value`, in the order in which they apply.
    #[serde(default)]
    overrides: Vec<String>,
    /// Numbers in place of those that the scenario has, in its units.
    #[serde(default)]
    numbers: Vec<Moved>,
    /// Seed, number of replications and that of the first, where they are not those of the
    /// scenario.
    seed: Option<u64>,
    replications: Option<u32>,
    first_replication: Option<u32>,
}

/// A number in place of the one at a path: in a text such as "60 /y" the number there, in a
/// distribution its mean.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Moved {
    path: String,
    value: f64,
}

fn unnamed() -> String {
    "scenario".to_owned()
}

/// What came out.
#[derive(Serialize)]
#[serde(untagged)]
enum Answer {
    Run {
        /// The estimate of each figure that has one, by key.
        figures: BTreeMap<String, Estimated>,
        /// The same as the program gives for the same run.
        result_digest: String,
        scenario_digest: String,
        events: u64,
        /// The source that the engine was built from, as that of the program is known.
        source: &'static str,
    },
    Refused {
        /// What is wrong, as the program says it.
        error: String,
    },
}

/// A figure over all replications. One replication gives no interval.
#[derive(Serialize)]
struct Estimated {
    mean: f64,
    low: Option<f64>,
    high: Option<f64>,
    unit: &'static str,
}

/// Runs what a question in JSON asks for; the answer is JSON too, and says also what is wrong with
/// the question.
///
/// # Panics
/// Never: what an answer consists of can be written as JSON.
#[must_use]
pub fn answer(question: &str) -> String {
    let question = serde_json::from_str(question).map_err(|error| error.to_string());
    let answer = question.and_then(|question| run(&question));
    let answer = answer.unwrap_or_else(|error| Answer::Refused { error });
    serde_json::to_string(&answer).expect("keys are strings")
}

fn run(question: &Question) -> Result<Answer, String> {
    let study = study(question)?;
    let outcomes = study.run(1, &Watch::none());
    let outcomes = outcomes.map_err(|error| error.to_string())?;
    let figures = Summary::of(&outcomes).figures.into_iter();
    let figures = figures.filter_map(|figure| {
        let estimate = figure.estimate?;
        let estimated = Estimated {
            mean: estimate.mean,
            low: estimate.interval.map(|interval| interval.low),
            high: estimate.interval.map(|interval| interval.high),
            unit: figure.metric.unit,
        };
        Some((figure.key, estimated))
    });
    Ok(Answer::Run {
        figures: figures.collect(),
        result_digest: digest(&outcomes),
        scenario_digest: study.digest(),
        events: outcomes.iter().map(|outcome| outcome.events).sum(),
        source: version::SOURCE,
    })
}

fn study(question: &Question) -> Result<Study, String> {
    let mut overrides = question.overrides.clone();
    let seed = question.seed.map(|seed| format!("run.seed={seed}"));
    let numbers = [
        ("replications", question.replications),
        ("first_replication", question.first_replication),
    ];
    let numbers = numbers.map(|(key, number)| Some(format!("run.{key}={}", number?)));
    overrides.extend(seed.into_iter().chain(numbers.into_iter().flatten()));
    let refused = |problems: Problems| problems.render(false);
    let file = format!("{}.toml", question.name);
    let document = Document::from_text_as::<ScenarioFile>(&file, &question.scenario, &overrides);
    let document = document.map_err(refused)?;
    let mut moved = Vec::new();
    for Moved { path, value } in &question.numbers {
        let number = document.tunable(&FieldPath::from(path.as_str()));
        let number = number.map_err(|fault| fault.to_string())?;
        moved.push(number.set_to(number.rounded(*value)));
    }
    let document = document.with_overrides::<ScenarioFile>(&moved);
    document.and_then(Study::new).map_err(refused)
}
