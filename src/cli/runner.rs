//! How commands run studies: on the threads that the user allows, with a progress bar, until
//! Ctrl-C.

use std::ops::Range;
use std::sync::atomic::AtomicBool;

use super::interrupt;
use super::options::WorkArgs;
use super::progress::Bar;
use crate::experiment::{RunError, Study, Watch};
use crate::industry::Outcome;

/// Runs the studies of one command.
pub struct Runner {
    jobs: usize,
    shows_progress: bool,
    cancel: &'static AtomicBool,
}

impl Runner {
    /// A runner as the options say; Ctrl-C cancels its studies from now on.
    #[must_use]
    pub fn new(args: &WorkArgs) -> Self {
        Self {
            jobs: args.threads(),
            shows_progress: !args.no_progress,
            cancel: interrupt::listen(),
        }
    }

    /// The number of threads.
    #[must_use]
    pub const fn jobs(&self) -> usize {
        self.jobs
    }

    /// Runs all replications of a study.
    ///
    /// # Errors
    /// As [`Study::run`].
    pub fn run(&self, study: &Study) -> Result<Vec<Outcome>, RunError> {
        self.replicate(study, study.numbers())
    }

    /// Runs the replications of these numbers.
    ///
    /// # Errors
    /// As [`Study::replicate`].
    pub fn replicate(&self, study: &Study, numbers: Range<u32>) -> Result<Vec<Outcome>, RunError> {
        let count = numbers.end - numbers.start;
        let bar = Bar::new(study, count, self.shows_progress);
        let watch = Watch {
            cancel: self.cancel,
            report: &|progress| bar.update(progress),
        };
        let outcomes = study.replicate_for_targets(numbers, self.jobs, &watch);
        bar.clear();
        outcomes
    }
}
