//! Theory: scenario files of systems whose long run has a closed form, run as any scenario is.
//!
//! Each file in `tests/theory` opens with the case, the formula, its source and the exact answers.
//! A mean over replications must lie within 4 standard errors of the exact answer, and these may
//! be no more than the share of it that the case states, so that a pass says something.

mod exact;
mod fab;
mod people;
mod supply;

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use chippark::engine::Figures;
use chippark::experiment::replicate::{Watch, cores, replicate};
use chippark::industry::{Outcome, Park};
use chippark::scenario::Document;
use chippark::units::SimTime;

use crate::support::project;

/// How far a level may be from rate times time (Little's law) where a run cuts some lots off at
/// both ends.
const LITTLE: f64 = 0.005;

/// The file of a case.
fn file(name: &str) -> PathBuf {
    project(&format!("tests/theory/{name}.toml"))
}

/// The park of a case, with overrides.
fn park(name: &str, overrides: &[&str]) -> Park {
    let overrides: Vec<String> = overrides.iter().map(|&text| text.to_owned()).collect();
    let document = Document::load(&file(name), &overrides);
    let document = document.unwrap_or_else(|problems| panic!("{name}: {problems}"));
    Park::compile(&document).unwrap_or_else(|problems| panic!("{name}: {problems}"))
}

/// The replications of a case.
struct Case {
    name: String,
    outcomes: Vec<Outcome>,
    /// The time of the statistics, in minutes.
    minutes: f64,
    /// What is not as it should be.
    faults: Vec<String>,
}

/// A figure of a case and what it should be in the long run.
struct Answer<'a> {
    key: &'a str,
    /// Brings the figure into the unit of the exact answer.
    factor: f64,
    exact: f64,
    /// The most that 4 standard errors may be, as a share of the exact answer.
    precision: f64,
}

/// The figure under `key`, times `factor`, should be `exact`.
const fn answer(key: &str, factor: f64, exact: f64, precision: f64) -> Answer<'_> {
    Answer {
        key,
        factor,
        exact,
        precision,
    }
}

/// Mean and standard error of the mean.
fn mean_and_error(values: &[f64]) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares = values.iter().map(|value| (value - mean).powi(2));
    let variance = squares.sum::<f64>() / (count - 1.0);
    (mean, (variance / count).sqrt())
}

impl Case {
    /// Runs the replications that the file asks for.
    fn run(name: &str) -> Self {
        let park = park(name, &[]);
        let plan = park.plan();
        let watch = Watch {
            cancel: &AtomicBool::new(false),
            report: &|_| (),
        };
        let outcomes = replicate(&park, plan.seed, plan.replications, cores(), &watch);
        Self {
            name: name.to_owned(),
            outcomes: outcomes.expect("nobody cancels it"),
            minutes: (plan.horizon - plan.warmup).as_minutes(),
            faults: Vec::new(),
        }
    }

    /// A figure of every replication.
    fn values(&self, key: &str) -> Vec<f64> {
        let value = |outcome: &Outcome| {
            let value = outcome.figures.value(key);
            value.unwrap_or_else(|| panic!("{}: there is no {key}", self.name))
        };
        self.outcomes.iter().map(value).collect()
    }

    /// The mean of a figure over the replications.
    fn mean(&self, key: &str) -> f64 {
        mean_and_error(&self.values(key)).0
    }

    /// Compares a mean of observations with its exact value.
    fn compare(&mut self, what: &str, values: &[f64], exact: f64, precision: f64) {
        let (mean, error) = mean_and_error(values);
        let (off, width) = ((mean - exact) / error, 4.0 * error / exact);
        let name = &self.name;
        eprintln!(
            "{name:24} {what:32} {mean:13.6} for {exact:13.6}: {off:5.2} errors, +-{:5.2} %",
            100.0 * width
        );
        if off.is_nan() || off.abs() > 4.0 {
            let sentence = format!("{name}: {what} is {mean}, {off:.2} errors from {exact}");
            self.faults.push(sentence);
        }
        if width > precision {
            let (width, precision) = (100.0 * width, 100.0 * precision);
            let sentence = format!("{name}: {what} is known to {width:.2} %, not {precision} %");
            self.faults.push(sentence);
        }
    }

    /// Compares figures with their exact values.
    fn check(mut self, answers: &[Answer]) -> Self {
        for answer in answers {
            let figures = self.values(answer.key);
            let values: Vec<f64> = figures.iter().map(|value| value * answer.factor).collect();
            self.compare(answer.key, &values, answer.exact, answer.precision);
        }
        self
    }

    /// Little's law between means: the level is the rate times the time.
    fn little(mut self, what: &str, level: f64, rate: f64, time: f64) -> Self {
        let off = level / (rate * time) - 1.0;
        if off.is_nan() || off.abs() > LITTLE {
            let name = &self.name;
            let sentence = format!("{name}: {what} {level} is not {rate} times {time}");
            self.faults.push(sentence);
        }
        self
    }

    /// Little's law between the lots in a line that loses none, with one stream called `lots`.
    fn little_of_line(self) -> Self {
        let rate = self.mean("fab.throughput/lots") / self.minutes;
        let time = self.mean("fab.cycle_time/lots") * 1440.0;
        let level = self.mean("fab.wip");
        self.little("lots in the line", level, rate, time)
    }

    /// Something that holds in every replication, as a sentence if it does not.
    fn every(mut self, wrong: impl Fn(&Figures) -> Option<String>) -> Self {
        let wrong = self.outcomes.iter().filter_map(|one| wrong(&one.figures));
        let name = &self.name;
        let sentences: Vec<String> = wrong.map(|wrong| format!("{name}: {wrong}")).collect();
        self.faults.extend(sentences);
        self
    }

    /// Fails if anything was wrong.
    fn assert(self) {
        assert!(self.faults.is_empty(), "{}", self.faults.join("\n"));
    }
}

/// Every file has its case: none is left out.
#[test]
fn every_file_is_checked() {
    let cases = [
        include_str!("theory/fab.rs"),
        include_str!("theory/people.rs"),
    ]
    .concat()
        + include_str!("theory/supply.rs");
    for name in crate::support::names_in(&project("tests/theory")) {
        let name = name.trim_end_matches(".toml");
        assert!(cases.contains(&format!("\"{name}\"")), "{name} has no case");
        let text = std::fs::read_to_string(file(name)).unwrap();
        for head in ["# Formula: ", "# Source: ", "# Exact: "] {
            assert!(text.contains(head), "{name} does not say `{head}`");
        }
    }
}

/// Nothing is lost on the way: every case passes the audit at its end.
#[test]
fn every_file_passes_its_audit() {
    for name in crate::support::names_in(&project("tests/theory")) {
        let name = name.trim_end_matches(".toml");
        let mut run = park(name, &["run.until=30 d", "run.warmup=1 d"]).start(3, 0);
        while run.step() {}
        assert_eq!(run.audit(), Vec::<String>::new(), "{name}");
        assert!(run.now() > SimTime::ZERO);
    }
}
