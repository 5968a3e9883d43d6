//! The reader of scenario tables, on any text: what the ordinary tests of `scenario` ask of some.
#![no_main]

#[path = "../../scenario/tests/reader/promise.rs"]
mod promise;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| promise::promise(bytes));
