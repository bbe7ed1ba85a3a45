//! The last net under a command: a panic becomes an error with its message and place.

use std::panic::{PanicHookInfo, set_hook};
use std::sync::Mutex;

/// The message and the place in the program of the last panic.
static LAST: Mutex<String> = Mutex::new(String::new());

/// Keeps what panics say from now on, in place of printing it.
pub(super) fn keep() {
    set_hook(Box::new(|panic| {
        if let Ok(mut last) = LAST.lock() {
            *last = told(panic);
        }
    }));
}

/// The message and place of the last panic.
pub(super) fn last() -> String {
    LAST.lock()
        .map_or_else(|_| String::new(), |last| last.clone())
}

fn told(panic: &PanicHookInfo<'_>) -> String {
    let message = panic
        .payload_as_str()
        .unwrap_or("an error without a message");
    match panic.location() {
        Some(place) => format!("{message} ({}:{})", place.file(), place.line()),
        None => message.to_owned(),
    }
}
