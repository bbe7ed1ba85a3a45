//! Parameters that are fitted to targets, with what the targets tell of them.

use chippark::experiment::tune::fit::Try;
use chippark::experiment::tune::posterior::Sampled;
use chippark::experiment::tune::problem::{Problem, Unit, UnitFigures};
use chippark::experiment::tune::{Effort, Runs, TuneError, Tuning, tune as search};
use chippark::output::sweep::kept::{Kept, Work};
use chippark::output::tune::files::tuning_json;
use chippark::output::tune::tuning_text;
use pyo3::prelude::*;

use crate::space::Space;
use crate::study::Study;
use crate::work::{WorkArgs, bytes_of, done};

/// What tuning found.
#[pyclass(frozen, module = "chippark._native")]
pub(crate) struct Tuned {
    problem: Problem,
    found: Tuning,
}

/// Fits the parameters of a space, or those that targets name, to the targets of these names.
///
/// * `effort` - the most tries, whether there are profiles, the particles of the posterior.
#[pyfunction]
#[pyo3(signature = (study, space, targets, effort, work))]
pub(crate) fn tune(
    py: Python<'_>,
    study: &Study,
    space: Option<&Space>,
    targets: Vec<String>,
    effort: (usize, bool, Option<usize>),
    work: WorkArgs,
) -> PyResult<Tuned> {
    let jobs = work.jobs()?;
    let space = space.map(|space| space.of(&study.0)).transpose()?;
    let (tries, profile, particles) = effort;
    let effort = Effort {
        tries,
        profile,
        particles,
    };
    done(py, |watch| {
        let problem = Problem::new(&study.0, space, &targets)?;
        problem.question.check(&effort)?;
        let mut runs = Run {
            problem: &problem,
            kept: work.kept()?,
            work: Work {
                jobs,
                watch,
                ran: &|| (),
            },
        };
        let found = search(&problem.question, &effort, &mut runs)?;
        Ok(Tuned { problem, found })
    })
}

/// How the units of a search are run.
struct Run<'a> {
    problem: &'a Problem,
    kept: Kept,
    work: Work<'a>,
}

impl Runs for Run<'_> {
    fn figures(&mut self, units: &[Unit]) -> Result<Vec<UnitFigures>, TuneError> {
        self.kept.tuning(self.problem, units, self.work)
    }

    fn tried(&mut self, _: &Try, _: f64) -> Result<(), TuneError> {
        Ok(())
    }
}

impl Tuned {
    /// Numbers of the posterior, as bytes of doubles.
    fn of_posterior<'a, I: Iterator<Item = &'a f64>>(
        &'a self,
        numbers: impl FnOnce(&'a Sampled) -> I,
    ) -> Option<Vec<u8>> {
        let sampled = self.found.posterior.as_ref()?;
        Some(bytes_of(numbers(sampled).copied().map(Some)))
    }
}

#[pymethods]
impl Tuned {
    /// The text of `tune.json`.
    fn json(&self, py: Python<'_>) -> String {
        py.detach(|| tuning_json(&self.problem, &self.found))
    }

    /// The tables and sentences of a terminal.
    fn table(&self, py: Python<'_>) -> String {
        py.detach(|| tuning_text(&self.problem, &self.found))
    }

    /// The values of each particle of the posterior, as bytes of doubles; none without one.
    fn draws(&self) -> Option<Vec<u8>> {
        self.of_posterior(|sampled| sampled.posterior.points.iter().flatten())
    }

    /// The weights of the particles, as bytes of doubles.
    fn weights(&self) -> Option<Vec<u8>> {
        self.of_posterior(|sampled| sampled.posterior.weights.iter())
    }

    /// The scenario with the values found.
    fn study(&self, py: Python<'_>) -> PyResult<Study> {
        Study::make(py, || {
            let settings = self.problem.overrides(&self.found.values);
            Ok(self.problem.study.with(&settings)?)
        })
    }
}
