//! Ctrl-C, and the signals by which a terminal or a system ends a process (`HUP`, `TERM`): the
//! first one ends a run at its next tick, a second Ctrl-C ends the process. None leaves an
//! incomplete results folder.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use super::Failure;
use crate::experiment::Interrupted;

/// Set while results are written, which takes a moment and must not be interrupted.
static WRITING: AtomicBool = AtomicBool::new(false);

/// The exit code of a process that a signal has ended.
const CODE: i32 = 130;

/// Handles these signals from now on and returns the flag that the first one sets. Where the system
/// does not allow that, a signal ends the process at once, as without a handler.
pub fn listen() -> &'static AtomicBool {
    static PRESSED: OnceLock<Arc<AtomicBool>> = OnceLock::new();
    PRESSED.get_or_init(|| {
        let pressed = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&pressed);
        let on_press = move || {
            let again = flag.swap(true, Ordering::SeqCst);
            if again && !WRITING.load(Ordering::SeqCst) {
                std::process::exit(CODE);
            }
        };
        ctrlc::set_handler(on_press).ok();
        listen_to_others(&pressed);
        pressed
    })
}

/// Lets the signals that end a process set the flag. One that is ignored stays so: `nohup` starts a
/// program that outlives its terminal.
#[cfg(unix)]
fn listen_to_others(pressed: &Arc<AtomicBool>) {
    use signal_hook::consts::{SIGHUP, SIGTERM};
    for signal in [SIGHUP, SIGTERM] {
        if !super::host::ignores(signal) {
            signal_hook::flag::register(signal, Arc::clone(pressed)).ok();
        }
    }
}

#[cfg(not(unix))]
const fn listen_to_others(_: &Arc<AtomicBool>) {}

/// Does something that a signal does not interrupt, unless one came before.
///
/// # Errors
/// If a signal came before, or the error of the work.
pub fn uncut<T>(work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    WRITING.store(true, Ordering::SeqCst);
    let done = if listen().load(Ordering::SeqCst) {
        Err(Interrupted.into())
    } else {
        work()
    };
    WRITING.store(false, Ordering::SeqCst);
    done
}
