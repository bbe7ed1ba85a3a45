//! Ctrl-C: the first one ends a run at its next tick, the second one ends the process. Neither
//! leaves an incomplete results folder.

use std::sync::atomic::{AtomicBool, Ordering};

use super::Failure;
use crate::experiment::Interrupted;

/// Set by the first Ctrl-C.
static PRESSED: AtomicBool = AtomicBool::new(false);
/// Set while results are written, which takes a moment and must not be interrupted.
static WRITING: AtomicBool = AtomicBool::new(false);

/// The exit code of a process that Ctrl-C has ended.
const CODE: i32 = 130;

/// Handles Ctrl-C from now on and returns the flag that it sets.
///
/// # Errors
/// If the system refuses, or it was called before.
pub fn listen() -> Result<&'static AtomicBool, Failure> {
    let on_press = || {
        let again = PRESSED.swap(true, Ordering::SeqCst);
        if again && !WRITING.load(Ordering::SeqCst) {
            std::process::exit(CODE);
        }
    };
    ctrlc::set_handler(on_press)
        .map_err(|cause| Failure::Usage(format!("cannot handle Ctrl-C: {cause}")))?;
    Ok(&PRESSED)
}

/// Does something that Ctrl-C does not interrupt, unless it was pressed before.
///
/// # Errors
/// If it was pressed before, or the error of the work.
pub fn uncut<T>(work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    WRITING.store(true, Ordering::SeqCst);
    let done = if PRESSED.load(Ordering::SeqCst) {
        Err(Interrupted.into())
    } else {
        work()
    };
    WRITING.store(false, Ordering::SeqCst);
    done
}
