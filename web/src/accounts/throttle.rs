//! Slows down guessing, one account at a time.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Wrong passwords an account takes before it must wait.
const FREE_TRIES: u32 = 5;
/// The first wait; each further failure doubles it.
const FIRST_WAIT: Duration = Duration::from_secs(30);
/// The longest wait. Short, because anybody can make somebody else wait.
const LONGEST_WAIT: Duration = Duration::from_mins(15);
/// After this long without a failure an account starts afresh.
const FORGET_AFTER: Duration = Duration::from_hours(1);
/// Names remembered at once, so that made-up names do not fill the memory.
const NAMES: usize = 10_000;

/// Failures by account name, known or not: a name nobody has waits as well.
#[derive(Default)]
pub(crate) struct Throttle(Mutex<HashMap<String, Failures>>);

struct Failures {
    count: u32,
    last: Instant,
}

impl Throttle {
    /// How long this name has still to wait at a moment.
    pub(crate) fn wait(&self, name: &str, now: Instant) -> Option<Duration> {
        let table = self.table();
        let failures = table.get(name)?;
        let over = failures.count.checked_sub(FREE_TRIES)?;
        let wait = FIRST_WAIT
            .saturating_mul(2_u32.saturating_pow(over))
            .min(LONGEST_WAIT);
        (failures.last + wait)
            .checked_duration_since(now)
            .filter(|left| !left.is_zero())
    }

    /// Counts a failure.
    pub(crate) fn failed(&self, name: &str, now: Instant) {
        let mut table = self.table();
        if table.len() >= NAMES && !table.contains_key(name) {
            table.retain(|_, failures| now.duration_since(failures.last) < FORGET_AFTER);
        }
        if table.len() >= NAMES && !table.contains_key(name) {
            let oldest = table.iter().min_by_key(|(_, failures)| failures.last);
            if let Some(oldest) = oldest.map(|(name, _)| name.clone()) {
                table.remove(&oldest);
            }
        }
        let failures = table.entry(name.to_owned()).or_insert(Failures {
            count: 0,
            last: now,
        });
        if now.duration_since(failures.last) >= FORGET_AFTER {
            failures.count = 0;
        }
        failures.count = failures.count.saturating_add(1);
        failures.last = now;
    }

    /// Forgets the failures of a name: it signed in.
    pub(crate) fn succeeded(&self, name: &str) {
        self.table().remove(name);
    }

    fn table(&self) -> MutexGuard<'_, HashMap<String, Failures>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sixth_guess_waits_and_each_further_one_longer() {
        let (throttle, start) = (Throttle::default(), Instant::now());
        for _ in 0..FREE_TRIES - 1 {
            throttle.failed("pc_4471", start);
        }
        assert_eq!(throttle.wait("pc_4471", start), None);
        throttle.failed("pc_4471", start);
        assert_eq!(throttle.wait("pc_4471", start), Some(FIRST_WAIT));
        assert_eq!(
            throttle.wait("pc_2203", start),
            None,
            "another account does not wait"
        );
        throttle.failed("pc_4471", start);
        assert_eq!(throttle.wait("pc_4471", start), Some(FIRST_WAIT * 2));
        assert_eq!(throttle.wait("pc_4471", start + FIRST_WAIT * 2), None);
        throttle.succeeded("pc_4471");
        assert_eq!(throttle.wait("pc_4471", start), None);
    }

    #[test]
    fn made_up_names_do_not_fill_the_memory() {
        let (throttle, start) = (Throttle::default(), Instant::now());
        for number in 0..NAMES + 50 {
            throttle.failed(&format!("nobody_{number}"), start);
        }
        assert!(throttle.table().len() <= NAMES);
    }
}
