//! The engine as WebAssembly: a scenario goes in as JSON, its figures come back as JSON.
//!
//! [`answer`] is what it does; the functions of C in `abi` are how a page calls it. It touches no
//! files, has no threads and no clock, and gives the same bytes as the program.

#[cfg(target_family = "wasm")]
pub mod abi;
mod answer;

pub use answer::answer;
