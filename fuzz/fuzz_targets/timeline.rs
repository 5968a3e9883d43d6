//! The reader of timelines, on any bytes: what the ordinary tests of `timeline` ask of some.
#![no_main]

#[path = "../../timeline/tests/reader/promise.rs"]
mod promise;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| promise::promise(bytes));
