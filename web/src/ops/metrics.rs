//! Figures in memory, in the text form Prometheus reads. Routes are counted by their template:
//! no address, name or id is in them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Upper bounds of the duration buckets, in milliseconds.
const BUCKETS_MS: [u64; 10] = [1, 2, 5, 10, 20, 50, 100, 250, 1_000, 5_000];

/// What is counted since the server began.
#[derive(Default)]
pub struct Metrics {
    requests: Mutex<BTreeMap<(String, String, u16), u64>>,
    durations: Mutex<BTreeMap<String, Histogram>>,
    lines_written: AtomicU64,
    sign_ins_refused: AtomicU64,
    watchers_lagged: AtomicU64,
    follow_errors: AtomicU64,
}

#[derive(Default, Clone)]
struct Histogram {
    buckets: [u64; BUCKETS_MS.len()],
    count: u64,
    sum_micros: u64,
}

/// What is measured at the moment it is asked for.
pub(crate) struct Gauges {
    pub(crate) sessions: usize,
    pub(crate) watchers: usize,
    pub(crate) open_files: usize,
    pub(crate) followed_seq: u64,
    /// The end of the record; none when it does not answer.
    pub(crate) head_seq: Option<u64>,
}

impl Metrics {
    pub(crate) fn request(&self, method: &str, route: &str, status: u16, took: Duration) {
        let key = (method.to_owned(), route.to_owned(), status);
        *self
            .requests
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .entry(key)
            .or_default() += 1;
        let mut durations = self
            .durations
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        durations.entry(route.to_owned()).or_default().add(took);
    }

    pub(crate) fn lines_written(&self, lines: usize) {
        self.lines_written
            .fetch_add(u64::try_from(lines).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    pub(crate) fn sign_in_refused(&self) {
        self.sign_ins_refused.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn watcher_lagged(&self) {
        self.watchers_lagged.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn follow_error(&self) {
        self.follow_errors.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn text(&self, gauges: &Gauges) -> String {
        let mut text = String::new();
        self.write_requests(&mut text);
        self.write_durations(&mut text);
        let counters = [
            (
                "lantern_lines_written_total",
                "Lines written to the record.",
                &self.lines_written,
            ),
            (
                "lantern_sign_ins_refused_total",
                "Sign-ins refused.",
                &self.sign_ins_refused,
            ),
            (
                "lantern_watchers_lagged_total",
                "Watchers that fell behind and were told to reload.",
                &self.watchers_lagged,
            ),
            (
                "lantern_follow_errors_total",
                "Times the record could not be followed.",
                &self.follow_errors,
            ),
        ];
        for (name, help, value) in counters {
            let value = value.load(Ordering::Relaxed);
            let _ = write!(
                text,
                "# HELP {name} {help}\n# TYPE {name} counter\n{name} {value}\n"
            );
        }
        let lag = gauges
            .head_seq
            .map(|head| head.saturating_sub(gauges.followed_seq));
        let gauges = [
            (
                "lantern_sessions",
                "Sessions that hold.",
                Some(as_u64(gauges.sessions)),
            ),
            (
                "lantern_watchers",
                "Live streams that are open.",
                Some(as_u64(gauges.watchers)),
            ),
            (
                "lantern_open_files",
                "Files on the board.",
                Some(as_u64(gauges.open_files)),
            ),
            (
                "lantern_record_lines",
                "Lines in the record.",
                gauges.head_seq,
            ),
            (
                "lantern_follower_lag_lines",
                "Lines the board is behind the record.",
                lag,
            ),
        ];
        for (name, help, value) in gauges {
            let Some(value) = value else { continue };
            let _ = write!(
                text,
                "# HELP {name} {help}\n# TYPE {name} gauge\n{name} {value}\n"
            );
        }
        text
    }

    fn write_requests(&self, text: &mut String) {
        let name = "lantern_requests_total";
        let _ = write!(
            text,
            "# HELP {name} Requests answered.\n# TYPE {name} counter\n"
        );
        let requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        for ((method, route, status), count) in requests.iter() {
            let _ = writeln!(
                text,
                "{name}{{method=\"{method}\",route=\"{route}\",status=\"{status}\"}} {count}"
            );
        }
    }

    fn write_durations(&self, text: &mut String) {
        let name = "lantern_request_seconds";
        let _ = write!(
            text,
            "# HELP {name} Time until the answer began.\n# TYPE {name} histogram\n"
        );
        let durations = self
            .durations
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        for (route, histogram) in durations.iter() {
            histogram.write(name, route, text);
        }
    }
}

impl Histogram {
    fn add(&mut self, took: Duration) {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        for (bucket, bound) in self.buckets.iter_mut().zip(BUCKETS_MS) {
            if micros <= bound * 1_000 {
                *bucket += 1;
            }
        }
        self.count += 1;
        self.sum_micros = self.sum_micros.saturating_add(micros);
    }

    fn write(&self, name: &str, route: &str, text: &mut String) {
        for (bucket, bound) in self.buckets.iter().zip(BUCKETS_MS) {
            let _ = writeln!(
                text,
                "{name}_bucket{{route=\"{route}\",le=\"{}.{:03}\"}} {bucket}",
                bound / 1_000,
                bound % 1_000
            );
        }
        let _ = writeln!(
            text,
            "{name}_bucket{{route=\"{route}\",le=\"+Inf\"}} {}",
            self.count
        );
        let (seconds, micros) = (self.sum_micros / 1_000_000, self.sum_micros % 1_000_000);
        let _ = writeln!(
            text,
            "{name}_sum{{route=\"{route}\"}} {seconds}.{micros:06}"
        );
        let _ = writeln!(text, "{name}_count{{route=\"{route}\"}} {}", self.count);
    }
}

fn as_u64(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_fall_into_the_buckets_at_and_above_them() {
        let metrics = Metrics::default();
        metrics.request("GET", "/board", 200, Duration::from_millis(5));
        metrics.request("GET", "/board", 200, Duration::from_micros(5_001));
        let text = metrics.text(&Gauges {
            sessions: 3,
            watchers: 0,
            open_files: 0,
            followed_seq: 5,
            head_seq: Some(7),
        });
        for line in [
            "lantern_requests_total{method=\"GET\",route=\"/board\",status=\"200\"} 2",
            "lantern_request_seconds_bucket{route=\"/board\",le=\"0.002\"} 0",
            "lantern_request_seconds_bucket{route=\"/board\",le=\"0.005\"} 1",
            "lantern_request_seconds_bucket{route=\"/board\",le=\"0.010\"} 2",
            "lantern_request_seconds_sum{route=\"/board\"} 0.010001",
            "lantern_sessions 3",
            "lantern_follower_lag_lines 2",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} in\n{text}");
        }
    }
}
