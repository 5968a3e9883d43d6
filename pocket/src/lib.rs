//! "What may I do here?", in a pocket.
//!
//! An officer says where they are, what they see and what they know; [`law::position`] answers;
//! [`sheet::sheet`] sets the answer out as cards; [`view`] writes them as HTML. The server's page
//! and the WebAssembly on a phone without signal run this same code, so they cannot differ.
//!
//! # Invariants
//!
//! - No rule of law lives here. A question becomes a fact that `law` asks about, and every card
//!   is an answer of `law` or a rule of its rule book.
//! - Any answers, or none, give a sheet: what nobody said is *not known*, and never a default.
//! - Never a bare yes: a card says what comes first, whose rule it is, and the other reading
//!   where sources conflict.
//! - Nothing that names anybody is asked. No question takes free words.
//! - `now` and the force's profile are arguments; everything here is pure.

pub mod alternatives;
pub mod answers;
pub mod clock;
#[cfg(any(target_arch = "wasm32", test))]
pub mod door;
mod facts;
pub mod questions;
pub mod sheet;
pub mod view;
pub mod wire;

pub use answers::{Answers, Problem};
pub use facts::{facts, if_used_now, unfinished};
pub use sheet::{Sheet, sheet};
