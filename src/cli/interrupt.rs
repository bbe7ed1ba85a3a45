//! Ctrl-C: the first one ends the run at its next tick, the second one at once. Neither leaves half
//! a results folder.

use std::sync::atomic::{AtomicBool, Ordering};

use super::Failure;
use crate::experiment::Interrupted;

/// Set by the first Ctrl-C.
static PRESSED: AtomicBool = AtomicBool::new(false);
/// Set while results are written: that is short, and not to be cut.
static WRITING: AtomicBool = AtomicBool::new(false);

/// The exit code of a process that Ctrl-C has ended.
const CODE: i32 = 130;

/// Listens for Ctrl-C from now on and returns the flag that it sets.
///
/// # Errors
/// If the system does not allow to listen.
pub fn listen() -> Result<&'static AtomicBool, Failure> {
    let on_press = || {
        let again = PRESSED.swap(true, Ordering::SeqCst);
        if again && !WRITING.load(Ordering::SeqCst) {
            std::process::exit(CODE);
        }
    };
    ctrlc::set_handler(on_press)
        .map_err(|cause| Failure::Usage(format!("cannot listen for Ctrl-C: {cause}")))?;
    Ok(&PRESSED)
}

/// Does something that Ctrl-C does not cut, unless it was pressed before.
///
/// # Errors
/// If it was, or whatever the work gives.
pub fn uncut<T>(work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    WRITING.store(true, Ordering::SeqCst);
    if PRESSED.load(Ordering::SeqCst) {
        return Err(Interrupted.into());
    }
    let done = work();
    WRITING.store(false, Ordering::SeqCst);
    done
}
