//! The reader of logs and of texts, on any bytes: what the ordinary tests of `flags` ask of some.
#![no_main]

#[path = "../../flags/tests/reader/promise.rs"]
mod promise;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| promise::promise(bytes));
