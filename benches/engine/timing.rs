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

/// A line of what the system says of this process, in MB; NaN where it does not.
pub(crate) fn memory(key: &str) -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(key));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    kilobytes.map_or(f64::NAN, |kilobytes| kilobytes / 1024.0)
}

/// Lets the peak begin anew, where the system allows it.
pub(crate) fn forget_peak() {
    std::fs::write("/proc/self/clear_refs", "5").ok();
}
