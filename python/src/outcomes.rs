//! The outcomes of the replications of a scenario, over the whole run and until the end of days.

use std::collections::{BTreeMap, BTreeSet};
use std::mem::take;
use std::sync::Arc;

use chippark::experiment::compare::asked::{FigureName, Windows, means};
use chippark::experiment::{self, Measured, Summary};
use chippark::industry::OutsideRules;
use chippark::industry::{Outcome, Window};
use chippark::output::Results;
use chippark::output::summary_file::summary_json;
use chippark::output::table::{Extent, run_table};
use chippark::units::text::nearest;
use pyo3::prelude::*;

use crate::failure::{Failure, unknown_name};
use crate::work::bytes_of;

/// The figures of the replications of a scenario.
#[pyclass(frozen, module = "chippark._native")]
pub(crate) struct Outcomes {
    study: Arc<experiment::Study>,
    /// The replications by the last day of their figures; none for those of the whole run.
    runs: BTreeMap<Option<String>, Vec<Outcome>>,
    /// The figures that are kept, in ascending order.
    keys: Vec<String>,
}

/// The name of a figure, perhaps until a day.
fn name_of(key: &str, until: Option<&str>) -> String {
    until.map_or_else(|| key.to_owned(), |until| format!("{key}@{until}"))
}

impl Outcomes {
    /// The outcomes of a study with these windows; of its figures those are kept that the names
    /// mean, or all of the whole run if there are no names.
    ///
    /// # Errors
    /// If a name means no figure.
    pub(crate) fn new(
        study: experiment::Study,
        outcomes: Vec<Outcome>,
        windows: Windows,
        names: &[FigureName],
    ) -> Result<Self, Failure> {
        let runs = by_day(outcomes, windows);
        let figures = runs.iter().flat_map(|(until, outcomes)| {
            let figures = outcomes.iter().flat_map(|outcome| outcome.figures.iter());
            figures.map(|(key, _)| (key, until.as_deref()))
        });
        let all: BTreeSet<(&str, Option<&str>)> = figures.collect();
        let is_meant = |name: &FigureName, (key, until): (&str, Option<&str>)| {
            name.until() == until && means(&name.key, key)
        };
        let means_one = |name: &&FigureName| all.iter().any(|figure| is_meant(name, *figure));
        if let Some(name) = names.iter().find(|name| !means_one(name)) {
            let near = nearest(&name.key, all.iter().map(|(key, _)| *key));
            return Err(unknown_name("figure", &name.to_string(), near));
        }
        let is_kept = |figure: &&(&str, Option<&str>)| {
            let is_all = names.is_empty() && figure.1.is_none();
            is_all || names.iter().any(|name| is_meant(name, **figure))
        };
        let keys = all.iter().filter(is_kept);
        let mut keys: Vec<String> = keys.map(|(key, until)| name_of(key, *until)).collect();
        keys.sort_unstable();
        Ok(Self {
            study: Arc::new(study),
            runs,
            keys,
        })
    }

    /// The replications with the figures of the whole run.
    fn whole(&self) -> &[Outcome] {
        &self.runs[&None]
    }

    /// The summary of the figures of the whole run that are kept.
    fn results(&self) -> Results<'_> {
        let mut results = Results::of(&self.study, self.whole());
        let figures = &mut results.summary.figures;
        figures.retain(|figure| self.keys.binary_search(&figure.key).is_ok());
        results
    }

    /// The figures until the end of days that are kept, over all replications.
    fn until_days(&self) -> Vec<Measured> {
        let days = self.runs.iter().filter_map(|(until, outcomes)| {
            let until = until.as_deref()?;
            let figures = Summary::of(outcomes).figures.into_iter();
            Some(figures.map(move |figure| Measured {
                key: name_of(&figure.key, Some(until)),
                ..figure
            }))
        });
        let is_kept = |figure: &Measured| self.keys.binary_search(&figure.key).is_ok();
        days.flatten().filter(is_kept).collect()
    }
}

/// The outcomes of each window, by the last day of its statistics.
fn by_day(mut outcomes: Vec<Outcome>, windows: Windows) -> BTreeMap<Option<String>, Vec<Outcome>> {
    let mut runs = BTreeMap::new();
    for (until, window) in windows {
        let Window::Period(number) = window else {
            continue;
        };
        let of_window = outcomes.iter_mut().map(|outcome| Outcome {
            replication: outcome.replication,
            figures: take(&mut outcome.periods[number]),
            events: outcome.events,
            ..Outcome::default()
        });
        runs.insert(until, of_window.collect());
    }
    runs.insert(None, outcomes);
    runs
}

#[pymethods]
impl Outcomes {
    /// The number of replications.
    fn __len__(&self) -> usize {
        self.whole().len()
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
        let (key, until) = match key.split_once('@') {
            Some((key, until)) => (key, Some(until.to_owned())),
            None => (key, None),
        };
        let runs = self.runs[&until].iter();
        Ok(bytes_of(runs.map(|outcome| outcome.figures.value(key))))
    }

    /// The text of `summary.json`, with the figures until the end of days.
    fn summary(&self, py: Python<'_>) -> String {
        py.detach(|| {
            let mut results = self.results();
            let figures = &mut results.summary.figures;
            figures.extend(self.until_days());
            figures.sort_by(|one, other| one.key.cmp(&other.key));
            summary_json(&results)
        })
    }

    /// The page of a terminal, of the whole run; `all` adds all targets and figures.
    fn table(&self, py: Python<'_>, all: bool) -> String {
        let extent = if all { Extent::All } else { Extent::Page };
        py.detach(|| run_table(&self.results(), extent))
    }

    /// Reasons not to trust the figures too far.
    fn warnings(&self, py: Python<'_>) -> Vec<String> {
        py.detach(|| {
            let rules = self.study.rules().map(OutsideRules::remark);
            let warnings = Summary::of(self.whole()).warnings(&self.study.plan());
            let warnings = warnings.iter().map(ToString::to_string);
            rules.into_iter().chain(warnings).collect()
        })
    }
}
