//! Section 139: who may be proceeded against, and that it makes nothing lawful.

use crate::answer::{Breach, Certainty};
use crate::rules;

/// Says beside each settled breach in the use of the power that protection from proceedings is
/// another question.
pub(crate) fn note<'b>(breaches: impl Iterator<Item = &'b mut Breach>) {
    for breach in breaches.filter(|breach| breach.certainty == Certainty::Settled) {
        breach.because.push(rules::S139_PROTECTION.applies(
            "Good faith and reasonable care may protect from proceedings; they do not make the act lawful.",
        ));
    }
}
