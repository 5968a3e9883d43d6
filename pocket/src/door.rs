//! The way in from JavaScript: three functions and one buffer.
//!
//! A script asks for room, writes JSON there, asks, and reads JSON from the same place:
//!
//! ```text
//! const room = wasm.pocket_room(bytes.length);
//! new Uint8Array(wasm.memory.buffer, room, bytes.length).set(bytes);
//! const length = wasm.pocket_ask();
//! new Uint8Array(wasm.memory.buffer, wasm.pocket_answer(), length);
//! ```
//!
//! The only place where the word `unsafe` may stand (docs/adr/0011), and only as the attribute
//! that gives a function its name outside: nothing here follows a pointer. The buffer is Rust's,
//! owned by this module, read and written as a slice. The script writes into it between calls,
//! within the length it asked for, through the memory that WebAssembly gives it; it can break
//! nothing but its own page's copy of this program.
#![expect(
    unsafe_code,
    reason = "a function with a name that JavaScript can call needs an attribute that is unsafe to misspell; nothing else here is"
)]

use std::cell::RefCell;

thread_local! {
    /// The question, and then the answer to it.
    static BUFFER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// The longest question that is read, in bytes.
const LONGEST: usize = 1024 * 1024;

/// Makes room for a question of this many bytes and says where it is: an offset into the memory.
/// Nought if the question is too long.
#[unsafe(no_mangle)]
pub extern "C" fn pocket_room(length: usize) -> *const u8 {
    if length > LONGEST {
        return std::ptr::null();
    }
    with_buffer(|buffer| {
        buffer.clear();
        buffer.resize(length, 0);
        buffer.as_ptr()
    })
    .unwrap_or(std::ptr::null())
}

/// Answers the question in the room, and says how long the answer is.
#[unsafe(no_mangle)]
pub extern "C" fn pocket_ask() -> usize {
    with_buffer(|buffer| {
        *buffer = crate::wire::tell(buffer);
        buffer.len()
    })
    .unwrap_or(0)
}

/// Where the answer is. It stays there until room is asked for again.
#[unsafe(no_mangle)]
pub extern "C" fn pocket_answer() -> *const u8 {
    with_buffer(|buffer| buffer.as_ptr()).unwrap_or(std::ptr::null())
}

fn with_buffer<T>(work: impl FnOnce(&mut Vec<u8>) -> T) -> Option<T> {
    BUFFER.with(|buffer| {
        buffer
            .try_borrow_mut()
            .ok()
            .map(|mut buffer| work(&mut buffer))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_that_is_no_json_is_answered_in_words() {
        assert!(!pocket_room(3).is_null());
        let length = pocket_ask();
        let answer = with_buffer(|buffer| buffer.clone()).unwrap();
        assert_eq!(answer.len(), length);
        let answer = String::from_utf8(answer).unwrap();
        assert!(
            answer.starts_with(r#"{"error":"the question could not be read"#),
            "{answer}"
        );
    }

    #[test]
    fn a_question_that_is_too_long_is_given_no_room() {
        assert!(pocket_room(LONGEST + 1).is_null());
    }
}
