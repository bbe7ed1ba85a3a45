//! What is known of the machine and the process.

use crate::experiment::cores;
use crate::output::Host;

/// Where Linux tells about the process.
const STATUS: &str = "/proc/self/status";
/// Where Linux takes orders about the process's memory; a five resets the peak.
const CLEAR: &str = "/proc/self/clear_refs";

/// The machine.
#[must_use]
pub fn host() -> Host {
    Host {
        os: std::env::consts::OS,
        architecture: std::env::consts::ARCH,
        cores: cores(),
    }
}

/// The greatest memory the process has held at once, in MB of a million bytes; none where the
/// system does not tell.
#[must_use]
pub fn peak_memory_mb() -> Option<f64> {
    peak_of(&std::fs::read_to_string(STATUS).ok()?)
}

/// The peak in the words of Linux: `VmHWM:     1234 kB`, where kB are 1,024 bytes.
fn peak_of(status: &str) -> Option<f64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024.0 / 1e6)
}

/// Begins to look for the peak anew, where the system allows that.
pub fn forget_peak_memory() {
    std::fs::write(CLEAR, "5").ok();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_peak_is_read_in_megabytes() {
        let status = "Name:\tchippark\nVmPeak:\t  9999 kB\nVmHWM:\t  125000 kB\nThreads:\t1\n";
        assert_eq!(peak_of(status), Some(128.0));
        assert_eq!(peak_of("Name:\tchippark\n"), None);
    }
}
