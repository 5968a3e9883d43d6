//! Section 137: legal custody, and the powers of whoever conveys or detains.

use crate::answer::Reason;
use crate::rules;

/// The person is in legal custody.
pub(crate) fn custody() -> Reason {
    rules::S137_CUSTODY.applies("The person is in legal custody.")
}

/// Whoever conveys has a constable's powers for that purpose.
pub(crate) fn conveying() -> Reason {
    rules::S137_CONVEY.applies("Any form of removal from place to place is conveying.")
}

/// Who may hold, and with what powers.
pub(crate) fn powers() -> Reason {
    rules::S137_POWERS
        .applies("A constable, or anybody authorised to take, convey or detain, has a constable's powers for it.")
}
