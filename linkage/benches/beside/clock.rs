//! Seconds, processor seconds and memory of this process.

use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};

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

/// Processor seconds of this process, all its threads.
fn processor() -> f64 {
    let used = clock_gettime(ClockId::ProcessCPUTime);
    Duration::try_from(used).unwrap_or_default().as_secs_f64()
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
