//! The machine, and the memory of the process.

use crate::experiment::cores;
use crate::output::Host;

/// The file in which Linux reports on the process.
const STATUS: &str = "/proc/self/status";
/// The file by which Linux takes requests about the process's memory; `5` resets the peak.
const CLEAR: &str = "/proc/self/clear_refs";

/// The machine that the program runs on.
#[must_use]
pub fn host() -> Host {
    Host {
        os: std::env::consts::OS,
        architecture: std::env::consts::ARCH,
        cores: cores(),
    }
}

/// The peak memory of the process, in MB of a million bytes; none where the system does not report
/// it.
#[must_use]
pub fn peak_memory_mb() -> Option<f64> {
    peak_of(&std::fs::read_to_string(STATUS).ok()?)
}

/// The peak in a report of Linux: `VmHWM:     1234 kB`, where a kB is 1,024 bytes.
fn peak_of(status: &str) -> Option<f64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024.0 / 1e6)
}

/// Resets the peak memory, where the system allows it.
pub fn reset_peak_memory() {
    std::fs::write(CLEAR, "5").ok();
}

/// Whether the process ignores a signal, which it inherits from whoever starts it; no where the
/// system does not report it.
#[cfg(unix)]
#[must_use]
pub fn ignores(signal: i32) -> bool {
    let status = std::fs::read_to_string(STATUS).unwrap_or_default();
    ignored_in(&status).is_some_and(|ignored| ignored >> (signal - 1) & 1 == 1)
}

/// The ignored signals in a report of Linux, a bit each: `SigIgn:\t0000000000000001`.
#[cfg(unix)]
fn ignored_in(status: &str) -> Option<u64> {
    let mut lines = status.lines();
    let mask = lines.find_map(|line| line.strip_prefix("SigIgn:"))?;
    u64::from_str_radix(mask.trim(), 16).ok()
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

    #[cfg(unix)]
    #[test]
    fn ignored_signals_are_bits() {
        assert_eq!(
            ignored_in("SigBlk:\t0\nSigIgn:\t0000000000001001\n"),
            Some(0x1001)
        );
        assert_eq!(ignored_in(""), None);
    }
}
