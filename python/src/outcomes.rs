//! The outcomes of the replications of a scenario.

use std::collections::BTreeSet;
use std::mem::take;
use std::sync::Arc;

use chippark::experiment::compare::asked::means;
use chippark::experiment::{self, Summary};
use chippark::industry::Outcome;
use chippark::output::Results;
use chippark::output::summary_file::summary_json;
use chippark::output::table::run_table;
use chippark::units::text::nearest;
use pyo3::prelude::*;

use crate::failure::{Failure, unknown_name};
use crate::work::bytes_of;

/// The figures of the replications of a scenario.
#[pyclass(frozen, module = "chippark._native")]
pub(crate) struct Outcomes {
    study: Arc<experiment::Study>,
    runs: Vec<Outcome>,
    /// The figures that are kept, in ascending order.
    keys: Vec<String>,
}

impl Outcomes {
    /// The outcomes of a study; of its figures those are kept that the names mean, or all.
    ///
    /// # Errors
    /// If a name means no figure.
    pub(crate) fn new(
        study: Arc<experiment::Study>,
        mut outcomes: Vec<Outcome>,
        names: Option<Vec<String>>,
    ) -> Result<Self, Failure> {
        // Series are large, and no array is made of them.
        for outcome in &mut outcomes {
            take(&mut outcome.series);
        }
        let figures = outcomes.iter().flat_map(|outcome| outcome.figures.iter());
        let all: BTreeSet<&str> = figures.map(|(key, _)| key).collect();
        let means_one = |name: &&String| all.iter().any(|key| means(name, key));
        if let Some(name) = names.iter().flatten().find(|name| !means_one(name)) {
            return Err(unknown_name(
                "figure",
                name,
                nearest(name, all.iter().copied()),
            ));
        }
        let is_kept = |key: &&str| {
            let Some(names) = &names else { return true };
            names.iter().any(|name| means(name, key))
        };
        let keys = all.iter().copied().filter(is_kept).map(str::to_owned);
        Ok(Self {
            keys: keys.collect(),
            study,
            runs: outcomes,
        })
    }

    /// The summary of the figures that are kept.
    fn results(&self) -> Results<'_> {
        let mut results = Results::of(&self.study, &self.runs);
        let is_kept = |key: &String| self.keys.binary_search(key).is_ok();
        results
            .summary
            .figures
            .retain(|figure| is_kept(&figure.key));
        results
    }
}

#[pymethods]
impl Outcomes {
    /// The number of replications.
    fn __len__(&self) -> usize {
        self.runs.len()
    }

    /// The number of the first replication.
    fn first(&self) -> u32 {
        self.study.plan().first_replication
    }

    /// The figures that are kept, in ascending order.
    fn keys(&self) -> Vec<String> {
        self.keys.clone()
    }

    /// The value of a figure in each replication, as bytes of doubles.
    fn values(&self, key: &str) -> PyResult<Vec<u8>> {
        if self
            .keys
            .binary_search_by(|known| known.as_str().cmp(key))
            .is_err()
        {
            let near = nearest(key, self.keys.iter().map(String::as_str));
            return Err(unknown_name("figure", key, near).into());
        }
        let runs = self.runs.iter();
        Ok(bytes_of(runs.map(|outcome| outcome.figures.value(key))))
    }

    /// The text of `summary.json`.
    fn summary(&self, py: Python<'_>) -> String {
        py.detach(|| summary_json(&self.results()))
    }

    /// The tables of a terminal; `all` adds the figures of each subject.
    fn table(&self, py: Python<'_>, all: bool) -> String {
        py.detach(|| run_table(&self.results(), all))
    }

    /// Reasons not to trust the figures too far.
    fn warnings(&self, py: Python<'_>) -> Vec<String> {
        py.detach(|| {
            let warnings = Summary::of(&self.runs).warnings(&self.study.plan());
            warnings.iter().map(ToString::to_string).collect()
        })
    }
}
