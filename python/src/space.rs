//! The space of an experiment, before it is bound to a scenario.

use std::path::PathBuf;

use chippark::experiment;
use chippark::experiment::sweep::space;
use chippark::experiment::sweep::spec::{ScaleFile, SpaceFile};
use chippark::scenario::Document;
use pyo3::prelude::*;
use serde_json::json;

use crate::failure::Failure;

/// The file of a space.
#[pyclass(frozen, module = "chippark._native")]
pub(crate) struct Space(Document);

impl Space {
    /// The space of a scenario.
    ///
    /// # Errors
    /// If a factor does not fit the scenario.
    pub(crate) fn of(&self, study: &experiment::Study) -> Result<space::Space, Failure> {
        Ok(space::Space::new(&self.0, study)?)
    }
}

#[pymethods]
impl Space {
    /// The space of a file.
    #[staticmethod]
    fn load(path: PathBuf) -> PyResult<Self> {
        let document = Document::load_as::<SpaceFile>(&path, &[]).map_err(Failure::from)?;
        Ok(Self(document))
    }

    /// The space of a text.
    #[staticmethod]
    fn from_text(text: &str) -> PyResult<Self> {
        let document = Document::from_text_as::<SpaceFile>("space.toml", text, &[]);
        Ok(Self(document.map_err(Failure::from)?))
    }

    /// The space as one TOML text.
    fn toml(&self) -> String {
        self.0.resolved_toml()
    }

    /// The factors as JSON: a list in the order of the file.
    fn factors(&self) -> PyResult<String> {
        let file = self.0.read::<SpaceFile>().map_err(Failure::from)?;
        let factors = file.factors.iter().map(|(name, factor)| {
            json!({
                "name": name,
                "paths": factor.paths,
                "low": factor.low,
                "high": factor.high,
                "levels": factor.levels,
                "distribution": factor.distribution,
                "logarithmic": factor.scale == Some(ScaleFile::Logarithmic),
                "integer": factor.integer,
            })
        });
        Ok(serde_json::Value::Array(factors.collect()).to_string())
    }
}
