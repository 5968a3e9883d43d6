//! Seconds, processor seconds and memory of this process.

use std::time::Instant;

/// A clock of both kinds.
pub(crate) struct Clock {
    begun: Instant,
    used: f64,
}

impl Clock {
    pub(crate) fn start() -> Self {
        Self {
            begun: Instant::now(),
            used: processor(),
        }
    }

    /// Seconds and processor seconds since it was started.
    pub(crate) fn taken(&self) -> (f64, f64) {
        (self.begun.elapsed().as_secs_f64(), processor() - self.used)
    }
}

/// Processor seconds of this process, by the system's own count of hundredths.
fn processor() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks: f64 = after
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse::<f64>().ok())
        .sum();
    ticks / 100.0
}

/// The most memory this process has had, MiB.
pub(crate) fn memory() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|rest| rest.split_whitespace().next())
        .and_then(|number| number.parse::<f64>().ok())
        .map_or(0.0, |kib| kib / 1024.0)
}
