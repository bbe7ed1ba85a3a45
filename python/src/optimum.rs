//! The values of factors at which a figure is best.

use chippark::experiment::compare::asked::Goal;
use chippark::experiment::optimise::asked::{Asked, Better};
use chippark::experiment::optimise::{Optimum as Found, Problem, optimise as search};
use chippark::output::optimise::{optimum_json, optimum_text, tries_csv};
use chippark::output::sweep::kept::Work;
use pyo3::prelude::*;

use crate::failure::{Failure, read};
use crate::space::Space;
use crate::study::Study;
use crate::work::{WorkArgs, done};

/// What a search for the best values found.
#[pyclass(frozen, module = "chippark._native")]
pub(crate) struct Optimum {
    problem: Problem,
    found: Found,
}

/// Searches a space for the values at which a figure is best.
///
/// * `objective` - the name of the figure, and whether it is to be as high as can be.
/// * `constraints` - goals that hold in the mean.
/// * `budget` - the most runs.
#[pyfunction]
#[pyo3(signature = (study, space, objective, constraints, budget, work))]
pub(crate) fn optimise(
    py: Python<'_>,
    study: &Study,
    space: &Space,
    objective: (String, bool),
    constraints: Vec<String>,
    budget: usize,
    work: WorkArgs,
) -> PyResult<Optimum> {
    let jobs = work.jobs()?;
    let (figure, is_maximum) = objective;
    let figure = figure.parse().map_err(Failure::Argument)?;
    let better = if is_maximum {
        Better::Higher
    } else {
        Better::Lower
    };
    let goals = read::<Goal>(&constraints)?;
    let asked = Asked::new(figure, better, goals).map_err(Failure::Argument)?;
    let problem = Problem {
        space: space.of(&study.0)?,
        study: (*study.0).clone(),
        asked,
        budget,
    };
    done(py, |watch| {
        let mut kept = work.kept()?;
        let work = Work {
            jobs,
            watch,
            ran: &|| (),
        };
        let found = search(&problem, &mut |sweep, units| {
            let figures = kept.sweep(sweep, units, work)?;
            Ok(figures.into_iter().cloned().collect())
        })?;
        Ok(Optimum { problem, found })
    })
}

#[pymethods]
impl Optimum {
    /// The text of `optimum.json`.
    fn json(&self, py: Python<'_>) -> String {
        py.detach(|| optimum_json(&self.problem, &self.found))
    }

    /// The tables of a terminal.
    fn table(&self, py: Python<'_>) -> String {
        py.detach(|| optimum_text(&self.problem, &self.found))
    }

    /// The text of `tries.csv`.
    fn tries(&self, py: Python<'_>) -> String {
        py.detach(|| tries_csv(&self.problem, &self.found))
    }

    /// The scenario with the best values.
    fn study(&self, py: Python<'_>) -> PyResult<Study> {
        Study::make(py, || {
            let best = &self.found.finals.finalists[0];
            let settings = self.problem.space.overrides(&best.values);
            Ok(self.problem.study.with(&settings)?)
        })
    }
}
