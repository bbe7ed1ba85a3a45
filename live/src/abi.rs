//! What JavaScript calls. Texts are UTF-8 in the memory of the engine, each known by its start and
//! length; a function that returns one gives both in one number, the start in the upper 32 bits.
//!
//! A panic ends the call with a trap, after which the instance must be thrown away; before, its
//! text can still be had by [`panic_text`].

use std::sync::{Mutex, Once, PoisonError};

/// The text of the panic that ended a call.
static PANIC: Mutex<String> = Mutex::new(String::new());

/// Makes room for a text of `length` bytes.
#[unsafe(no_mangle)]
pub extern "C" fn alloc(length: usize) -> *mut u8 {
    let room: Box<[u8]> = vec![0; length].into();
    Box::into_raw(room).cast()
}

/// Gives back the room of a text: one of [`alloc`] that was not run, or an answer.
///
/// # Safety
/// `start` and `length` are those of such a text, which is used no more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn free(start: *mut u8, length: usize) {
    // SAFETY: by the contract, this is the boxed slice that `alloc` or `run` gave away.
    drop(unsafe { Box::from_raw(std::ptr::slice_from_raw_parts_mut(start, length)) });
}

/// Answers a question, whose room is given back. The answer is to be freed.
///
/// # Safety
/// `start` and `length` are those of a text of [`alloc`], which is used no more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn run(start: *mut u8, length: usize) -> u64 {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        std::panic::set_hook(Box::new(|panic| {
            *PANIC.lock().unwrap_or_else(PoisonError::into_inner) = panic.to_string();
        }));
    });
    // SAFETY: by the contract, this is the boxed slice that `alloc` gave away.
    let question = unsafe { Box::from_raw(std::ptr::slice_from_raw_parts_mut(start, length)) };
    let answer = super::answer(&String::from_utf8_lossy(&question));
    let answer: Box<[u8]> = answer.into_bytes().into();
    let length = answer.len();
    number(Box::into_raw(answer).cast(), length)
}

/// The text of the panic that ended the last call; empty if none did.
#[unsafe(no_mangle)]
pub extern "C" fn panic_text() -> u64 {
    let text = PANIC.lock().unwrap_or_else(PoisonError::into_inner);
    number(text.as_ptr(), text.len())
}

fn number(start: *const u8, length: usize) -> u64 {
    ((start as u64) << 32) | length as u64
}
