//! The clocks that measure the program: the wall clock and the processor's. No simulation reads
//! them.

#![expect(
    clippy::disallowed_types,
    reason = "measures the program, not the model"
)]

use std::time::Instant;

/// A running stopwatch.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts now.
    #[must_use]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// Seconds since the start.
    #[must_use]
    pub fn seconds(self) -> f64 {
        self.0.elapsed().as_secs_f64()
    }
}

/// Seconds that this thread has spent on a processor: what else runs on the machine lengthens the
/// wall time much and this little.
#[cfg(unix)]
#[must_use]
pub fn processor_seconds() -> f64 {
    use rustix::time::{ClockId, clock_gettime};

    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9
}

/// Seconds since the first call, where no clock of the processor is known.
#[cfg(not(unix))]
#[must_use]
pub fn processor_seconds() -> f64 {
    static STARTED: std::sync::OnceLock<Stopwatch> = std::sync::OnceLock::new();
    STARTED.get_or_init(Stopwatch::start).seconds()
}
