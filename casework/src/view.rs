//! What a page shows, worked out from a file and its lawful position.

mod board;
mod case;
mod describe;
mod next;
mod warrants;

pub use board::{Alarm, BoardRow, ClockFace, board_row};
pub use case::{
    CaseView, HandOver, Identity, PendingDecision, Stage, TimelineRow, case_view, identity, stage,
    timeline,
};
pub use describe::{Detail, describe};
pub use next::next_actions;
