//! Time on the processor, so that other work on the machine disturbs little, and medians.

use rustix::time::{ClockId, clock_gettime};

/// Nanoseconds this thread has spent on a processor.
pub(crate) fn processor_time() -> i128 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    i128::from(time.tv_sec) * 1_000_000_000 + i128::from(time.tv_nsec)
}

/// Runs `work`, which says how many events it handled, and gives nanoseconds an event.
pub(crate) fn per_event(work: impl FnOnce() -> u64) -> f64 {
    let start = processor_time();
    let events = work();
    (processor_time() - start) as f64 / events as f64
}

/// The middle one of the rounds.
pub(crate) fn median(mut rounds: Vec<f64>) -> f64 {
    rounds.sort_unstable_by(f64::total_cmp);
    rounds[rounds.len() / 2]
}
