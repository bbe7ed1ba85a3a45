//! A scenario as a function: values of factors in, figures out. Samplers, optimisers and methods of
//! inference call it.

use std::sync::Arc;

use chippark::experiment;
use chippark::experiment::sweep::space;
use chippark::industry::{Outcome, Window};
use chippark::units::text::nearest;
use pyo3::prelude::*;

use crate::failure::{Failure, require_metrics, unknown_name};
use crate::space::Space;
use crate::study::Study;
use crate::work::{done, threads};

/// A scenario, its factors, and the figures that are asked for.
#[pyclass(frozen, module = "chippark._native")]
pub(crate) struct Simulator {
    study: Arc<experiment::Study>,
    space: space::Space,
    keys: Vec<String>,
    jobs: usize,
}

#[pymethods]
impl Simulator {
    #[new]
    fn new(study: &Study, space: &Space, keys: Vec<String>, jobs: Option<usize>) -> PyResult<Self> {
        require_metrics(&keys)?;
        if let Some(key) = keys.iter().find(|key| key.contains('*')) {
            let text = format!("`{key}` is a pattern: name each figure by its key");
            return Err(Failure::Argument(text).into());
        }
        let replications = usize::try_from(study.0.plan().replications).unwrap_or(usize::MAX);
        Ok(Self {
            study: Arc::clone(&study.0),
            space: space.of(&study.0)?,
            keys,
            jobs: threads(jobs)?.min(replications),
        })
    }

    /// The mean of each figure over the replications, where the factors have these values; not a
    /// number where a replication does not observe it.
    fn call(&self, py: Python<'_>, values: Vec<f64>, seed: Option<u64>) -> PyResult<Vec<f64>> {
        let near = self.space.nearest(&values);
        let near = near.map_err(|error| Failure::Argument(error.to_string()))?;
        let mut overrides = self.space.overrides(&near);
        overrides.extend(seed.map(|seed| format!("run.seed={seed}")));
        done(py, |watch| {
            let study = self
                .study
                .with(&overrides)?
                .measured_over(vec![Window::Run])
                .without_series();
            let outcomes = study.run(self.jobs, watch)?;
            let keys = self.keys.iter();
            keys.map(|key| mean(&outcomes, key)).collect()
        })
    }
}

/// The mean of a figure over all replications.
fn mean(outcomes: &[Outcome], key: &str) -> Result<f64, Failure> {
    let figures = outcomes
        .iter()
        .filter_map(|outcome| outcome.figures.get(key));
    if figures.clone().next().is_none() {
        let first = outcomes.iter().take(1);
        let keys = first.flat_map(|outcome| outcome.figures.iter().map(|(key, _)| key));
        return Err(unknown_name("figure", key, nearest(key, keys)));
    }
    let sum: f64 = figures.map(|figure| figure.value.unwrap_or(f64::NAN)).sum();
    Ok(sum / outcomes.len() as f64)
}
