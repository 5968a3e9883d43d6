//! The measures of the lake, worked out by several processes with Apache Ballista.
//!
//! A question is bound, planned and read exactly as the embedded engine does it ([`lake::Lake`]);
//! only the work on its rows is shared. The plan that leaves this process names the parts that the
//! lake's list names, and no others.
//!
//! # Invariants
//!
//! - Nothing listens or connects beyond the loopback addresses of a machine ([`Loopback`]): what
//!   passes between the processes is neither sealed nor signed.
//! - All rows or a fault: a part that one executor cannot read fails the question, and is named.

mod executor;
mod fault;
mod loopback;
mod machines;
mod ready;
mod scheduler;

pub use executor::{Executor, execute};
pub use fault::Fault;
pub use loopback::{Loopback, NotLoopback};
pub use machines::Machines;
pub use scheduler::schedule;
