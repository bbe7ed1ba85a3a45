//! Dispatch rules that are functions of Python.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use chippark::industry::{NamedRule, OutsideRule, OutsideRules, Ranks, WaitingLot};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use crate::failure::RunError;

/// A lot that waits for a tool, as a dispatch rule sees it. Times are in milliseconds, instants
/// since the start of the run.
#[pyclass(frozen, get_all, module = "chippark")]
pub(crate) struct Lot {
    /// Its priority; higher is more urgent.
    priority: u16,
    /// How many wafers it has.
    wafers: u16,
    /// When it joined the queue.
    joined: f64,
    /// When it is due out of the fab.
    due: f64,
    /// By when a queue-time limit wants it to start; infinite without a limit.
    start_by: f64,
    /// The expected work from this step to the end of its route.
    remaining: f64,
    /// The expected time of this step.
    process_time: f64,
    /// The setup that it needs on the tool that looks for work.
    setup_time: f64,
}

#[pymethods]
impl Lot {
    fn __repr__(&self) -> String {
        let Self {
            priority,
            wafers,
            joined,
            due,
            start_by,
            remaining,
            process_time,
            setup_time,
        } = self;
        format!(
            "<Lot priority={priority} wafers={wafers} joined={joined} due={due} \
             start_by={start_by} remaining={remaining} process_time={process_time} \
             setup_time={setup_time}>"
        )
    }
}

impl From<&WaitingLot> for Lot {
    fn from(lot: &WaitingLot) -> Self {
        let WaitingLot {
            priority,
            wafers,
            joined,
            due,
            start_by,
            remaining,
            process_time,
            setup_time,
        } = *lot;
        Self {
            priority,
            wafers,
            joined,
            due,
            start_by,
            remaining,
            process_time,
            setup_time,
        }
    }
}

/// The exception that ended a run.
type Raised = Arc<Mutex<Option<PyErr>>>;

/// A function that ranks.
struct Function {
    function: Py<PyAny>,
    raised: Raised,
}

impl Function {
    fn call(&self, py: Python<'_>, lot: &WaitingLot, now: f64) -> PyResult<Ranks> {
        let found = self.function.bind(py).call1((Lot::from(lot), now))?;
        let numbers = match found.cast::<PyTuple>() {
            Ok(tuple) => tuple.iter().map(|one| number(&one)).collect(),
            Err(_) => number(&found).map(|number| vec![number]),
        };
        Ranks::of(&numbers?).map_err(PyValueError::new_err)
    }
}

/// What a rule returns as a number.
fn number(found: &Bound<'_, PyAny>) -> PyResult<f64> {
    found.extract::<f64>().map_err(|error| {
        let py = found.py();
        if !error.is_instance_of::<PyTypeError>(py) {
            return error;
        }
        let shown = found
            .repr()
            .map_or_else(|_| "?".to_owned(), |text| text.to_string());
        let text = format!("{shown} is no rank: a rule returns a number or a tuple of numbers");
        let refused = PyTypeError::new_err(text);
        refused.set_cause(py, Some(error));
        refused
    })
}

impl OutsideRule for Function {
    fn rank(&self, lot: &WaitingLot, now: f64) -> Result<Ranks, String> {
        let ranks = Python::attach(|py| self.call(py, lot, now));
        ranks.map_err(|error| {
            let text = error.to_string();
            let mut raised = self.raised.lock().unwrap_or_else(PoisonError::into_inner);
            *raised = Some(error);
            text
        })
    }
}

/// The rules of a run, and what they raise.
pub(crate) struct Rules {
    of: OutsideRules,
    raised: Raised,
}

impl Rules {
    /// A rule for all tool groups that have none of their own here, and rules by tool group.
    ///
    /// # Errors
    /// If one of them cannot be called.
    pub(crate) fn of(
        py: Python<'_>,
        fab: Option<Py<PyAny>>,
        groups: BTreeMap<String, Py<PyAny>>,
    ) -> PyResult<Self> {
        let raised = Raised::default();
        let named = |function: Py<PyAny>| {
            let bound = function.bind(py);
            if !bound.is_callable() {
                let text = format!("{} is no rule: it cannot be called", bound.repr()?);
                return Err(PyTypeError::new_err(text));
            }
            // An object with `__call__` has the name of its class.
            let name = bound
                .getattr("__name__")
                .or_else(|_| bound.get_type().getattr("__name__"));
            let name = name?.to_string();
            let raised = Arc::clone(&raised);
            Ok(NamedRule::new(
                name,
                Arc::new(Function { function, raised }),
            ))
        };
        let groups = groups.into_iter();
        let groups = groups.map(|(group, function)| Ok((group, named(function)?)));
        let groups = groups.collect::<PyResult<BTreeMap<_, _>>>()?;
        let of = OutsideRules {
            fab: fab.map(named).transpose()?,
            groups,
        };
        Ok(Self { of, raised })
    }

    /// The rules, unless there are none.
    pub(crate) fn given(&self) -> Option<OutsideRules> {
        let is_any = self.of.fab.is_some() || !self.of.groups.is_empty();
        is_any.then(|| self.of.clone())
    }

    /// What a rule raised in place of the error of the run that it ended. Another error, such as
    /// that of a signal, stays.
    pub(crate) fn error_of(&self, py: Python<'_>, error: PyErr) -> PyErr {
        let mut raised = self.raised.lock().unwrap_or_else(PoisonError::into_inner);
        match raised.take() {
            Some(raised) if error.is_instance_of::<RunError>(py) => raised,
            Some(_) | None => error,
        }
    }
}
