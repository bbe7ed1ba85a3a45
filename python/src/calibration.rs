//! Parameters that are fitted to the targets of a scenario.

use chippark::experiment::calibrate::search::Patience;
use chippark::experiment::calibrate::{Calibration, calibrate as fit};
use chippark::output::calibration::calibration_table;
use pyo3::prelude::*;
use serde_json::{Value, json};

use crate::study::Study;
use crate::work::{done, threads};

/// Fits the parameters that targets name: what was found as JSON and as a table, and the scenario
/// with the values found.
#[pyfunction]
pub(crate) fn calibrate(
    py: Python<'_>,
    study: &Study,
    within: f64,
    tries: u32,
    jobs: Option<usize>,
) -> PyResult<(String, String, Study)> {
    let jobs = threads(jobs)?;
    let patience = Patience { within, tries };
    done(py, |watch| {
        let found = fit(&study.0, patience, |study| study.run(jobs, watch))?;
        let fitted = found.fitted.iter();
        let overrides = fitted.map(|fitted| fitted.tunable.set_to(fitted.value));
        let overrides: Vec<String> = overrides.collect();
        let fitted = Study::of(study.0.with(&overrides)?);
        Ok((json_of(&found), calibration_table(&found), fitted))
    })
}

/// What was found as JSON.
fn json_of(found: &Calibration) -> String {
    let fitted = found.fitted.iter().map(|fitted| {
        json!({
            "path": fitted.tunable.path().as_str(),
            "before": fitted.tunable.value(),
            "value": fitted.value,
            "target": fitted.target.id,
            "figure": fitted.target.figure(),
            "aim": fitted.aim,
            "mean": fitted.figure.map(|estimate| estimate.mean),
        })
    });
    json!({
        "fitted": fitted.collect::<Vec<Value>>(),
        "tries": found.tries,
        "reached": found.reached,
    })
    .to_string()
}
