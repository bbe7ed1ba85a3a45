//! A scenario: loaded, varied, described and run.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use chippark::experiment;
use chippark::experiment::compare::asked::{FigureName, measured_until};
use chippark::industry::NoToolGroup;
use chippark::industry::{ScenarioFile, metrics as all_metrics};
use chippark::output::metrics::metrics_json;
use chippark::output::settings::settings_json;
use chippark::output::table;
use chippark::scenario::{Document, FieldPath};
use pyo3::prelude::*;

use crate::failure::{Failure, read, require_metrics};
use crate::outcomes::Outcomes;
use crate::rules::Rules;
use crate::work::{done, threads};

/// A validated scenario. It never changes: what varies it makes another.
#[pyclass(frozen, module = "chippark._native")]
pub(crate) struct Study(pub(crate) Arc<experiment::Study>);

impl Study {
    /// The scenario of a study.
    pub(crate) fn of(study: experiment::Study) -> Self {
        Self(Arc::new(study))
    }

    /// Makes a scenario without the lock of the interpreter.
    pub(crate) fn make(
        py: Python<'_>,
        make: impl FnOnce() -> Result<experiment::Study, Failure> + Send,
    ) -> PyResult<Self> {
        Ok(py.detach(make).map(Self::of)?)
    }
}

/// The figures that comparisons and sweeps of a scenario take where none are asked for.
pub(crate) fn headlines_of(study: &experiment::Study) -> Vec<String> {
    let keys = table::headlines_of(study.park().about()).into_iter();
    keys.map(|(_, key)| key.to_owned()).collect()
}

#[pymethods]
impl Study {
    /// The scenario of a file or folder, with overrides `path=value`.
    #[staticmethod]
    fn load(py: Python<'_>, path: PathBuf, overrides: Vec<String>) -> PyResult<Self> {
        Self::make(py, || {
            let document = Document::load_as::<ScenarioFile>(&path, &overrides)?;
            Ok(experiment::Study::new(document)?)
        })
    }

    /// The scenario of a text, as though it were the file of this name.
    #[staticmethod]
    fn from_text(
        py: Python<'_>,
        file_name: &str,
        text: &str,
        overrides: Vec<String>,
    ) -> PyResult<Self> {
        Self::make(py, || {
            let document = Document::from_text_as::<ScenarioFile>(file_name, text, &overrides)?;
            Ok(experiment::Study::new(document)?)
        })
    }

    /// The scenario with further overrides `path=value`.
    fn with_overrides(&self, py: Python<'_>, overrides: Vec<String>) -> PyResult<Self> {
        Self::make(py, || Ok(self.0.with(&overrides)?))
    }

    /// The scenario without what stands at these paths; a programme, by its name or path, is
    /// switched off, since what no programme drives works all the time.
    fn without(&self, py: Python<'_>, paths: Vec<String>) -> PyResult<Self> {
        Self::make(py, || {
            let file = self.0.document().read::<ScenarioFile>()?;
            let listed = file.policy.iter();
            let listed = listed.flat_map(|policy| policy.programmes.names());
            let root = FieldPath::root().field("policy").field("programmes");
            let programmes: Vec<(&str, FieldPath)> =
                listed.map(|name| (name, root.field(name))).collect();
            let (mut left_out, mut switched_off) = (Vec::new(), Vec::new());
            for path in &paths {
                let mut listed = programmes.iter();
                match listed.find(|(name, at)| path == name || path == at.as_str()) {
                    Some((_, at)) => switched_off.push(format!("{}=0", at.field("intensity"))),
                    None => left_out.push(FieldPath::from(path.as_str())),
                }
            }
            Ok(self.0.without(&left_out)?.with(&switched_off)?)
        })
    }

    /// The name of its file.
    #[getter]
    fn name(&self) -> &str {
        self.0.document().name()
    }

    /// The title that tables and results show.
    #[getter]
    fn title(&self) -> &str {
        &self.0.park().about().title
    }

    /// The question that it answers.
    #[getter]
    fn question(&self) -> &str {
        &self.0.park().about().question
    }

    /// SHA-256 of what is simulated, without seed and replications.
    #[getter]
    fn digest(&self) -> String {
        self.0.digest()
    }

    /// The seed of its random streams.
    #[getter]
    fn seed(&self) -> u64 {
        self.0.plan().seed
    }

    /// The number of replications that it asks for.
    #[getter]
    fn replications(&self) -> u32 {
        self.0.plan().replications
    }

    /// Every setting, as the JSON of `chippark params --json`.
    fn settings(&self, py: Python<'_>) -> String {
        py.detach(|| {
            let settings = self.0.document().settings::<ScenarioFile>();
            settings_json(&settings.iter().collect::<Vec<_>>())
        })
    }

    /// The whole scenario as one TOML text.
    fn toml(&self) -> String {
        self.0.document().resolved_toml()
    }

    /// Runs its replications on `jobs` threads; `names` are the keys and patterns of the figures
    /// that are kept, perhaps until the end of a day, or none for all of the whole run. Functions
    /// rank waiting lots in place of the scenario: `rule` those of all tool groups, `rules` those
    /// of some. Then replications run one after another, since each waits for the lock of the
    /// interpreter.
    fn run(
        &self,
        py: Python<'_>,
        names: Vec<String>,
        jobs: Option<usize>,
        rule: Option<Py<PyAny>>,
        rules: BTreeMap<String, Py<PyAny>>,
    ) -> PyResult<Outcomes> {
        let jobs = threads(jobs)?;
        let rules = Rules::of(py, rule, rules)?;
        let names = read::<FigureName>(&names)?;
        let keys: Vec<String> = names.iter().map(|name| name.key.clone()).collect();
        require_metrics(&keys)?;
        let outcomes = done(py, |watch| {
            let (study, windows) = measured_until((*self.0).clone(), names.iter())?;
            // No array is made of series.
            let mut study = study.without_series();
            let outcomes = match rules.given() {
                None => study.run(jobs, watch)?,
                Some(given) => {
                    let refused = |error: NoToolGroup| Failure::Argument(error.to_string());
                    study = study.ranked_by(given).map_err(refused)?;
                    // The thread is known to the interpreter for the whole of the run, so that
                    // calls do not make themselves known one by one.
                    Python::attach(|py| py.detach(|| study.run(1, watch)))?
                }
            };
            Outcomes::new(study, outcomes, windows, &names)
        });
        outcomes.map_err(|error| rules.error_of(py, error))
    }
}

/// Every metric that runs can report, as the JSON of `chippark metrics --json`.
#[pyfunction]
pub(crate) fn metrics() -> String {
    metrics_json(&all_metrics().collect::<Vec<_>>())
}
