//! What the reader promises of any bytes at all. The fuzz target and the ordinary tests ask the
//! same function.

use jiff::Timestamp;
use law::Facts;
use timeline::Weight;

/// Panics where a promise is broken.
pub(crate) fn promise(bytes: &[u8]) {
    let now: Timestamp = "2026-10-23T12:00:00Z".parse().unwrap();
    let read = timeline::read(bytes, now);
    let faults = match &read {
        Ok(timeline) => {
            let again: Facts = serde_json::from_slice(bytes).expect("what was read is a timeline");
            assert_eq!(again, timeline.facts);
            let position = law::position(&timeline.facts, now, &law::Profile::statute());
            assert!(!law::explain(&position).is_empty());
            assert!(timeline.odd.iter().all(|it| it.weight == Weight::Warning));
            &timeline.odd
        }
        Err(faults) => {
            assert!(faults.iter().any(|it| it.weight == Weight::Error));
            faults
        }
    };
    let lines = bytes.split(|byte| *byte == b'\n').count();
    for fault in faults {
        assert!(
            (1..=lines).contains(&fault.line) && fault.column >= 1,
            "{fault}: the text has {lines} lines"
        );
        assert!(!fault.found.is_empty() && !fault.allowed.is_empty());
    }
}
