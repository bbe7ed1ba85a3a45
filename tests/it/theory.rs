//! Theory: scenario files of systems whose long run has a closed form, run as any scenario is.
//!
//! Each file in `tests/theory` opens with the case, the formula, its source and the exact answers;
//! so do those of the fab, which the program carries with it for `chippark verify`, answers
//! included. A mean over replications must lie within 4 standard errors of the exact answer, and
//! these may be no more than the share of it that the case states, so that a pass says something.

mod exact;
mod fab;
mod inventory;
mod people;
mod supply;

use std::path::PathBuf;

use chippark::engine::Figures;
use chippark::experiment::verify::{self, Comparison, Effort, LITTLE};
use chippark::experiment::{Study, Watch, cores};
use chippark::industry::{Outcome, Park, RunPlan};
use chippark::scenario::Document;
use chippark::units::SimTime;

use crate::support::project;

/// The folders of the files.
const FOLDERS: [&str; 2] = ["tests/theory", "src/experiment/verify/cases"];

/// Every file, with its name.
fn files() -> Vec<(String, PathBuf)> {
    let folders = FOLDERS.map(project).into_iter();
    let files = folders.flat_map(|folder| {
        let names = crate::support::names_in(&folder).into_iter();
        names.map(move |name| {
            (
                name.trim_end_matches(".toml").to_owned(),
                folder.join(&name),
            )
        })
    });
    files.collect()
}

/// The study of a case with overrides: one that the program carries with it, or a file.
fn study(name: &str, overrides: &[&str]) -> Study {
    let overrides: Vec<String> = overrides.iter().map(|&text| text.to_owned()).collect();
    let study = if let Some(case) = verify::case(name) {
        case.study(Effort::Usual).with(&overrides)
    } else {
        let path = project(FOLDERS[0]).join(format!("{name}.toml"));
        Document::load(&path, &overrides).and_then(Study::new)
    };
    study.unwrap_or_else(|problems| panic!("{name}: {problems}"))
}

/// The park of [`study`].
fn park(name: &str, overrides: &[&str]) -> Park {
    study(name, overrides).park().clone()
}

/// The replications of a case.
struct Case {
    name: String,
    plan: RunPlan,
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
        let study = study(name, &[]);
        let plan = study.plan();
        let outcomes = study.run(cores(), &Watch::none());
        Self {
            name: name.to_owned(),
            plan,
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
        self.note(what, &Comparison::of(values, exact, precision));
    }

    /// Takes note of a comparison.
    fn note(&mut self, what: &str, compared: &Comparison) {
        let Comparison {
            exact, estimate, ..
        } = compared;
        let (mean, width) = (estimate.mean, 100.0 * compared.width);
        let off = compared.z.unwrap_or(0.0);
        let name = &self.name;
        let sentence = format!(
            "{name:24} {what:32} {mean:13.6} for {exact:13.6}: {off:5.2} errors, +-{width:5.2} %"
        );
        eprintln!("{sentence}");
        if !compared.holds {
            self.faults.push(sentence);
        }
    }

    /// Compares the figures of a case that the program carries with it as the program does.
    fn judged(name: &str) -> Self {
        let mut case = Self::run(name);
        let known = verify::case(name).expect("the program knows the case");
        for row in known.judge(&case.plan, &case.outcomes, Effort::Usual) {
            case.note(row.figure, &row.comparison);
        }
        case
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
        include_str!("theory/inventory.rs"),
        include_str!("theory/people.rs"),
        include_str!("theory/supply.rs"),
    ]
    .concat();
    for (name, path) in files() {
        let text = std::fs::read_to_string(&path).unwrap();
        let is_carried = verify::all().any(|case| case.scenario == text);
        let is_checked = is_carried || cases.contains(&format!("\"{name}\""));
        assert!(is_checked, "{name} has no case");
        for head in ["# Formula: ", "# Source: ", "# Exact: "] {
            assert!(text.contains(head), "{name} does not say `{head}`");
        }
    }
}

/// Nothing is lost on the way: every case passes the audit at its end.
#[test]
fn every_file_passes_its_audit() {
    let names = files().into_iter().map(|(name, _)| name);
    let carried = verify::all().map(|case| case.name.to_owned());
    let names = names.filter(|name| project(&format!("{}/{name}.toml", FOLDERS[0])).exists());
    for name in names.chain(carried) {
        let mut run = park(&name, &["run.until=30 d", "run.warmup=1 d"]).start(3, 0);
        while run.step() {}
        assert_eq!(run.audit(), Vec::<String>::new(), "{name}");
        assert!(run.now() > SimTime::ZERO);
    }
}
