//! The files of tuning: `tune.json`, `tries.csv`, which grows while the search goes on, and
//! `posterior.csv`.
//!
//! The journal of units is that of sweeps ([`crate::output::sweep::journal`]). From it a search
//! that was interrupted makes the same tries again without a run, so `tries.csv` begins anew each
//! time and ends with the same bytes.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;

use serde_json::{Value, json};

use super::words::sentence;
use crate::experiment::tune::Tuning;
use crate::experiment::tune::fit::Try;
use crate::experiment::tune::posterior::Sampled;
use crate::experiment::tune::problem::Problem;
use crate::experiment::tune::slopes::Effect;
use crate::experiment::tune::uncertainty::Finding;
use crate::output::rows::{csv_text, shortest};
use crate::scenario::Tunable;
use crate::statistics::Interval;
use crate::statistics::abc::Posterior;

/// The shares of a posterior's weight below the ends of its 95 % intervals.
const ENDS: (f64, f64) = (0.025, 0.975);

/// What is tuned to what: the same for every effort and number of replications.
#[must_use]
pub fn about(problem: &Problem) -> Value {
    let question = &problem.question;
    let parameters = question.parameters.iter().map(|parameter| {
        let paths = parameter.sets.iter().map(Tunable::path);
        json!({
            "name": parameter.name,
            "paths": paths.map(ToString::to_string).collect::<Vec<_>>(),
            "low": parameter.low,
            "high": parameter.high,
            "logarithmic": parameter.logarithmic,
        })
    });
    let targets = problem.targets.iter().zip(&question.aims);
    let targets = targets
        .map(|(target, aim)| json!({ "id": target.id, "figure": aim.name, "aim": aim.value }));
    json!({
        "scenario": problem.study.document().name(),
        "scenario_digest": problem.study.digest(),
        "seed": question.seed,
        "parameters": parameters.collect::<Vec<_>>(),
        "targets": targets.collect::<Vec<_>>(),
    })
}

/// Whether the folder has the results of tuning something else.
#[must_use]
pub fn is_of_another(folder: &Path, problem: &Problem) -> bool {
    let text = std::fs::read_to_string(folder.join("tune.json"));
    let found = text.ok().and_then(|text| serde_json::from_str(&text).ok());
    found.is_some_and(|found: Value| found["about"] != about(problem))
}

/// The text of `tune.json`.
#[must_use]
pub fn tuning_json(problem: &Problem, tuning: &Tuning) -> String {
    let question = &problem.question;
    let findings = tuning.findings.iter().map(|finding| {
        json!({
            "kind": kind(finding),
            "text": sentence(question, tuning, finding),
        })
    });
    let profile = tuning.profile.iter().map(|point| {
        json!({
            "parameter": question.parameters[point.parameter].name,
            "values": point.values,
            "objective": point.objective,
        })
    });
    crate::output::json_text(&json!({
        "schema_version": crate::output::SCHEMA_VERSION,
        "version": crate::version::line(),
        "about": about(problem),
        "replications": question.replications,
        "tries": tuning.tries,
        "is_settled": tuning.is_settled,
        "objective": tuning.objective,
        "parameters": parameters(problem, tuning),
        "figures": figures(problem, tuning),
        "correlation": tuning.correlation(),
        "findings": findings.collect::<Vec<_>>(),
        "profile": profile.collect::<Vec<_>>(),
        "posterior": tuning.posterior.as_ref().map(posterior),
    }))
}

fn parameters(problem: &Problem, tuning: &Tuning) -> Vec<Value> {
    let uncertainty = &tuning.uncertainty;
    let parameters = problem.question.parameters.iter().enumerate();
    parameters
        .map(|(place, parameter)| {
            let (interval, cut) = (uncertainty.intervals[place], uncertainty.cut[place]);
            json!({
                "name": parameter.name,
                "before": parameter.start(),
                "value": tuning.values[place],
                "low": interval.low,
                "high": interval.high,
                "cut_low": cut.0,
                "cut_high": cut.1,
                "standard_error_of_range": uncertainty.errors[place],
                "effect": match uncertainty.effects[place] {
                    Effect::None => "none",
                    Effect::WithinNoise => "within_noise",
                    Effect::Shown => "shown",
                },
            })
        })
        .collect()
}

fn figures(problem: &Problem, tuning: &Tuning) -> Vec<Value> {
    let figures = problem.question.aims.iter().zip(&tuning.residuals);
    figures
        .map(|(aim, residual)| {
            json!({
                "figure": aim.name,
                "aim": aim.value,
                "mean": residual.mean,
                "sd": residual.sd,
                "score": residual.score,
            })
        })
        .collect()
}

const fn kind(finding: &Finding) -> &'static str {
    match finding {
        Finding::Apart { .. } => "apart",
        Finding::NoEffect { .. } => "no_effect",
        Finding::NotIdentified { .. } => "not_identified",
        Finding::TradeOff { .. } => "trade_off",
        Finding::Together { .. } => "together",
        Finding::AtEnd { .. } => "at_end",
        Finding::FewReplications { .. } => "few_replications",
    }
}

fn posterior(sampled: &Sampled) -> Value {
    let means = sampled.posterior.mean();
    let intervals = (0..means.len()).map(|place| posterior_interval(&sampled.posterior, place));
    let parameters = means.iter().zip(intervals).map(|(mean, interval)| {
        json!({
            "mean": mean,
            "low": interval.map(|interval| interval.low),
            "high": interval.map(|interval| interval.high),
        })
    });
    json!({
        "particles": sampled.posterior.points.len(),
        "effective_size": sampled.posterior.effective_size(),
        "generations": sampled.generations,
        "runs": sampled.proposals,
        "tolerance": sampled.tolerance,
        "added_to_variances": sampled.widening,
        "parameters": parameters.collect::<Vec<_>>(),
        "correlation": sampled.posterior.correlation(),
    })
}

/// The 95 % interval of a parameter; none without particles.
pub(super) fn posterior_interval(posterior: &Posterior, parameter: usize) -> Option<Interval> {
    Some(Interval {
        low: posterior.quantile(parameter, ENDS.0)?,
        high: posterior.quantile(parameter, ENDS.1)?,
    })
}

/// The text of `posterior.csv`: a row for each particle.
#[must_use]
pub fn posterior_csv(problem: &Problem, sampled: &Sampled) -> String {
    let names = problem.question.parameters.iter();
    let header = names.map(|parameter| parameter.name.clone());
    let points = sampled.posterior.points.iter();
    let rows = points
        .zip(&sampled.posterior.weights)
        .map(|(point, weight)| {
            let values: Vec<String> = point.iter().chain([weight]).map(|&x| shortest(x)).collect();
            values
        });
    csv_text(header.chain(["weight".to_owned()]), rows)
}

/// `tries.csv`: a row for each try as soon as it is done.
#[derive(Debug)]
pub struct TryLog {
    file: File,
}

impl TryLog {
    /// An empty log in a folder.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn start(folder: &Path, problem: &Problem) -> io::Result<Self> {
        let question = &problem.question;
        let parameters = question.parameters.iter();
        let parameters = parameters.map(|parameter| parameter.name.clone());
        let figures = question.aims.iter().map(|aim| aim.name.clone());
        let header = std::iter::once("try".to_owned())
            .chain(parameters)
            .chain(figures);
        let header = header.chain(["objective".to_owned()]);
        let mut file = File::create(folder.join("tries.csv"))?;
        file.write_all(csv_text(header, std::iter::empty::<Vec<String>>()).as_bytes())?;
        Ok(Self { file })
    }

    /// Appends a try with its objective.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn append(&mut self, tried: &Try, objective: f64) -> io::Result<()> {
        let values = tried.values.iter().chain(&tried.means).chain([&objective]);
        let values = values.map(|&value| shortest(value));
        let row = std::iter::once(tried.number.to_string()).chain(values);
        // The cells of a row are numbers, which need no quotes.
        let row: Vec<String> = row.collect();
        self.file.write_all((row.join(",") + "\n").as_bytes())
    }
}
