//! Experiments: scenarios that are run, repeated, varied and compared. A library; the command line
//! adds options and messages only.
//!
//! Read [`Study`] first: a scenario with its overrides, from which replications come. [`replicate`]
//! runs one replication, and has what watches and cancels it. [`summary`] makes a summary of the
//! outcomes, with the means and intervals of [`statistics`](crate::statistics), [`balance`] the
//! books, [`warning`] reasons not to trust them too far, [`targets`] verdicts, and [`digest()`]
//! tells whether two experiments gave the same. [`precision`] runs as many replications as a wish
//! takes, [`steady`] finds the warm-up. [`compare`](mod@compare) compares scenarios, [`sweep`] runs
//! one at the points of a design, [`mod@optimise`] searches for the best, [`calibrate`] fits
//! parameters to targets, [`tune`](mod@tune) also says how sure they are,
//! [`verify`](mod@verify) compares the fab with queueing theory, [`validate`] with the reports of
//! another simulator, and [`bench`](mod@bench) has the
//! workloads that measure the program itself.
//!
//! Experiments of several studies are given a function that runs one, so that whoever calls them
//! decides on threads and shows the progress.

pub mod balance;
pub mod bench;
pub mod calibrate;
#[cfg(test)]
mod city;
pub mod compare;
pub mod digest;
pub mod optimise;
pub mod precision;
pub mod replicate;
pub mod steady;
pub mod study;
pub mod summary;
pub mod sweep;
pub mod targets;
pub mod tune;
pub mod validate;
pub mod verify;
pub mod warning;

pub use balance::{Balance, OpenBooks, balances, require_closed};
pub use digest::digest;
pub use replicate::{Broken, Interrupted, Progress, RunError, UnknownFigure, Watch, cores};
pub use study::Study;
pub use summary::{Limit, Measured, Remarked, Summary};
pub use targets::{TargetsMissed, Verdict, judge, require_met};
pub use warning::Warning;
