//! Why a call failed, as exceptions of Python: an invalid scenario with its problems, a run that
//! cannot go on, arguments that mean nothing, and a journal that cannot be kept.

use std::str::FromStr;

use chippark::experiment::calibrate::CalibrateError;
use chippark::experiment::compare::CompareError;
use chippark::experiment::compare::vary::VaryError;
use chippark::experiment::optimise::OptimiseError;
use chippark::experiment::sweep::SweepError;
use chippark::experiment::tune::TuneError;
use chippark::industry::metrics;
use chippark::scenario::{ProblemRecord, Problems};
use chippark::units::text::nearest;
use pyo3::create_exception;
use pyo3::exceptions::{PyKeyboardInterrupt, PyOSError, PyRuntimeError, PyValueError};
use pyo3::prelude::*;

create_exception!(
    chippark,
    ScenarioError,
    PyValueError,
    "A scenario or a space is invalid. Its text is what the command line prints; `problems` has \
     each mistake with its place."
);
create_exception!(
    chippark,
    RunError,
    PyRuntimeError,
    "A run cannot go on: a number lies beyond what the model can hold."
);

/// One mistake of a scenario.
#[pyclass(frozen, get_all, module = "chippark")]
pub(crate) struct Problem {
    /// The stable code, such as `E0104`.
    code: &'static str,
    /// What is wrong.
    message: String,
    /// The dotted path of what is wrong.
    field: String,
    /// The file as named, or the override as written.
    file: Option<String>,
    /// The line, from 1; none for an override.
    line: Option<usize>,
    /// The column in characters, from 1; none for an override.
    column: Option<usize>,
    /// What to do.
    help: Option<String>,
}

#[pymethods]
impl Problem {
    fn __repr__(&self) -> String {
        let (code, field, message) = (self.code, &self.field, &self.message);
        format!("<Problem {code} at `{field}`: {message}>")
    }
}

/// Why a call failed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The scenario or the space is invalid: the text of the exception, and what is wrong.
    Scenario(String, Vec<ProblemRecord>),
    /// An argument means nothing.
    Argument(String),
    /// A run cannot go on.
    Run(String),
    /// A journal cannot be read or written.
    Journal(String),
    /// A signal came while it ran.
    Interrupted,
}

impl From<Problems> for Failure {
    fn from(problems: Problems) -> Self {
        Self::Scenario(problems.to_string(), problems.records())
    }
}

impl From<chippark::experiment::RunError> for Failure {
    fn from(error: chippark::experiment::RunError) -> Self {
        use chippark::experiment::RunError::{Broken, Interrupted, UnknownFigure};
        match error {
            Interrupted(_) => Self::Interrupted,
            UnknownFigure(unknown) => Self::Argument(unknown.to_string()),
            Broken(broken) => Self::Run(broken.to_string()),
        }
    }
}

impl From<CompareError> for Failure {
    fn from(error: CompareError) -> Self {
        match error {
            CompareError::Scenario(problems) => problems.into(),
            CompareError::Run(error) => error.into(),
            CompareError::UnknownFigure { .. }
            | CompareError::Goal(_)
            | CompareError::NoBetter(_)
            | CompareError::NotCovered { .. } => Self::Argument(error.to_string()),
        }
    }
}

impl From<VaryError> for Failure {
    fn from(error: VaryError) -> Self {
        match error {
            VaryError::Scenario(problems) => problems.into(),
            VaryError::Text(..) | VaryError::NoNumber { .. } => Self::Argument(error.to_string()),
        }
    }
}

impl From<SweepError> for Failure {
    fn from(error: SweepError) -> Self {
        let text = error.to_string();
        match error {
            SweepError::Run(error) => error.into(),
            SweepError::Points(points) => {
                let problems = points.problems().flat_map(Problems::records);
                Self::Scenario(text, problems.collect())
            }
            SweepError::Design(_) => Self::Argument(text),
            SweepError::Keep(_) => Self::Journal(text),
        }
    }
}

impl From<OptimiseError> for Failure {
    fn from(error: OptimiseError) -> Self {
        if let OptimiseError::Sweep(error) = error {
            return error.into();
        }
        Self::Argument(error.to_string())
    }
}

impl From<TuneError> for Failure {
    fn from(error: TuneError) -> Self {
        let text = error.to_string();
        match error {
            TuneError::Point { problems, .. } => Self::Scenario(text, problems.records()),
            TuneError::Run(error) => error.into(),
            TuneError::Keep(_) => Self::Journal(text),
            TuneError::Reinvestment
            | TuneError::NoParameter
            | TuneError::NoTarget
            | TuneError::UnknownTarget { .. }
            | TuneError::NotCovered { .. }
            | TuneError::BadParameter(_)
            | TuneError::Levels { .. }
            | TuneError::OutsideOfRange { .. }
            | TuneError::TooFewReplications { .. }
            | TuneError::TooFewTries { .. }
            | TuneError::Unobserved { .. }
            | TuneError::Method(_) => Self::Argument(text),
        }
    }
}

impl From<CalibrateError> for Failure {
    fn from(error: CalibrateError) -> Self {
        match error {
            CalibrateError::Scenario(problems) => problems.into(),
            CalibrateError::Run(error) => error.into(),
            CalibrateError::Reinvestment
            | CalibrateError::NoParameter
            | CalibrateError::NotCovered { .. }
            | CalibrateError::BadParameter(_)
            | CalibrateError::OutsideOfRange { .. }
            | CalibrateError::Unobserved { .. } => Self::Argument(error.to_string()),
        }
    }
}

impl From<Failure> for PyErr {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Scenario(text, problems) => Python::attach(|py| {
                scenario_error(py, text, problems).unwrap_or_else(|error| error)
            }),
            Failure::Argument(text) => PyValueError::new_err(text),
            Failure::Run(text) => RunError::new_err(text),
            Failure::Journal(text) => PyOSError::new_err(text),
            Failure::Interrupted => PyKeyboardInterrupt::new_err(()),
        }
    }
}

/// The exception of an invalid scenario, with its problems.
fn scenario_error(py: Python<'_>, text: String, problems: Vec<ProblemRecord>) -> PyResult<PyErr> {
    let error = ScenarioError::new_err(text);
    let records = problems.into_iter().map(|record| Problem {
        code: record.code,
        message: record.message,
        field: record.path,
        file: record.file,
        line: record.line,
        column: record.column,
        help: record.help,
    });
    let records: Vec<Problem> = records.collect();
    error.value(py).setattr("problems", records)?;
    Ok(error)
}

/// The texts as what they name.
///
/// # Errors
/// The first text that names nothing.
pub(crate) fn read<T: FromStr<Err = String>>(texts: &[String]) -> Result<Vec<T>, Failure> {
    let read = |text: &String| text.parse().map_err(Failure::Argument);
    texts.iter().map(read).collect()
}

/// Refuses names of figures whose metric no run reports; patterns with `*` are let through.
///
/// # Errors
/// The first such name, with the most similar one.
pub(crate) fn require_metrics(names: &[String]) -> Result<(), Failure> {
    let metric_of = |name: &String| name.split('/').next().unwrap_or_default().to_owned();
    let is_known =
        |name: &&String| name.contains('*') || metrics().any(|known| known.key == metric_of(name));
    let Some(unknown) = names.iter().find(|name| !is_known(name)) else {
        return Ok(());
    };
    let keys = metrics().map(|known| known.key);
    Err(unknown_name(
        "metric",
        unknown,
        nearest(&metric_of(unknown), keys),
    ))
}

/// The failure of a name that nothing has.
pub(crate) fn unknown_name(kind: &str, name: &str, near: Option<&str>) -> Failure {
    let near = chippark::units::text::hint(near);
    Failure::Argument(format!("there is no {kind} `{name}`{near}"))
}
