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

/// Processor seconds of the threads there are: those of the engine stay. A crate for the clock of
/// the whole process would bring another set of features, and so the engine compiled twice.
fn processor() -> f64 {
    let threads = std::fs::read_dir("/proc/self/task").into_iter().flatten();
    threads
        .flatten()
        .filter_map(|thread| std::fs::read_to_string(thread.path().join("schedstat")).ok())
        .filter_map(|told| told.split_whitespace().next()?.parse::<f64>().ok())
        .sum::<f64>()
        / 1e9
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
