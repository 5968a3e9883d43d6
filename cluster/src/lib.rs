//! The measures of the lake, and batch runs over extracts, worked out by several processes with
//! Apache Ballista.
//!
//! A question is bound, planned and read exactly as the embedded engine does it ([`lake::Lake`]);
//! only the work on its rows is shared. The plan that leaves this process names the parts that the
//! lake's list names, and no others. Work that is no question is cut into pieces, each done whole by
//! one executor, and what comes of it is the same as from `lantern` ([`Flagging`], [`Linking`]).
//!
//! # Invariants
//!
//! - Nothing listens or connects beyond the loopback addresses of a machine ([`Loopback`]): what
//!   passes between the processes is neither sealed nor signed.
//! - No narrative leaves the process that read it, and no name, date of birth or id of a record
//!   that is linked.
//! - All rows or a fault: a part that one executor cannot read fails the question, and is named.

mod executor;
mod fault;
mod flagging;
mod linking;
mod loopback;
mod machines;
mod piecework;
mod ready;
mod scheduler;

pub use executor::{Executor, execute};
pub use fault::Fault;
pub use flagging::{AllFlagged, Flagged, Flagging, Texts};
pub use linking::Linking;
pub use loopback::{Loopback, NotLoopback};
pub use machines::Machines;
pub use scheduler::schedule;
