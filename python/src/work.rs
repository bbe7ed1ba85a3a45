//! Work without the lock of the interpreter, which Ctrl-C stops.

use std::panic::resume_unwind;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use chippark::experiment::{Watch, cores};
use chippark::output::sweep::kept::Kept;
use pyo3::prelude::*;

use crate::failure::Failure;

/// How long a signal waits at most until it is noticed.
const PAUSE: Duration = Duration::from_millis(50);
/// The most threads.
const MOST_JOBS: usize = 1024;

/// How units are to be run: on how many threads, and in which folder they are kept.
#[derive(FromPyObject)]
pub(crate) struct WorkArgs(Option<usize>, Option<PathBuf>);

impl WorkArgs {
    /// The number of threads.
    ///
    /// # Errors
    /// If it is zero or too large.
    pub(crate) fn jobs(&self) -> Result<usize, Failure> {
        threads(self.0)
    }

    /// The units that are done: those of the folder's journal, if there is a folder.
    ///
    /// # Errors
    /// If the journal cannot be read, or another process has it open.
    pub(crate) fn kept(&self) -> Result<Kept, Failure> {
        let Some(folder) = &self.1 else {
            return Ok(Kept::default());
        };
        let kept = Kept::open(folder);
        kept.map_err(|cause| Failure::Journal(format!("`{}`: {cause}", folder.display())))
    }
}

/// Does work on a thread of its own, while this one waits without the lock of the interpreter and
/// looks for signals: Python's handlers run, and the exception of one (`KeyboardInterrupt`) ends
/// the work at the next tick of its runs.
///
/// # Errors
/// Why the work failed, or the exception of a signal.
pub(crate) fn done<T: Send>(
    py: Python<'_>,
    work: impl FnOnce(&Watch<'_>) -> Result<T, Failure> + Send,
) -> PyResult<T> {
    let cancel = AtomicBool::new(false);
    thread::scope(|scope| {
        let (done, mut waiting) = channel::<()>();
        let cancel = &cancel;
        let worker = thread::Builder::new().spawn_scoped(scope, move || {
            let watch = Watch {
                cancel,
                report: &|_| (),
            };
            let result = work(&watch);
            drop(done);
            result
        })?;
        let mut signal = None;
        let mut pause = || {
            let waiting: &mut Receiver<()> = &mut waiting;
            waiting.recv_timeout(PAUSE)
        };
        // A panic drops the other end of the channel too.
        while py.detach(&mut pause) == Err(RecvTimeoutError::Timeout) {
            if signal.is_none()
                && let Err(error) = py.check_signals()
            {
                cancel.store(true, Ordering::Relaxed);
                signal = Some(error);
            }
        }
        let result = worker.join().unwrap_or_else(|panic| resume_unwind(panic));
        match signal {
            Some(signal) => Err(signal),
            None => Ok(result?),
        }
    })
}

/// The number of threads that is asked for, or that of the machine.
///
/// # Errors
/// If it is zero or too large.
pub(crate) fn threads(jobs: Option<usize>) -> Result<usize, Failure> {
    let jobs = jobs.unwrap_or_else(cores);
    if (1..=MOST_JOBS).contains(&jobs) {
        Ok(jobs)
    } else {
        let text = format!("jobs is {jobs}: use from 1 to {MOST_JOBS} threads");
        Err(Failure::Argument(text))
    }
}

/// Numbers as the bytes of their doubles; those that are missing are not a number.
pub(crate) fn bytes_of(values: impl Iterator<Item = Option<f64>>) -> Vec<u8> {
    values
        .flat_map(|value| value.unwrap_or(f64::NAN).to_ne_bytes())
        .collect()
}
