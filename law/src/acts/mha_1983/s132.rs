//! Section 132: a hospital must explain the detention and the person's rights.

use crate::answer::{DutyKind, Owner};
use crate::case::{Case, Ledger};
use crate::facts::What;
use crate::rules;

/// The duty to explain, while the person is detained in a hospital and nobody has explained.
pub(crate) fn judge(case: &Case<'_, '_>, ledger: &mut Ledger) {
    let here = case.stay.whereabouts(case.at());
    // A patient detained in a hospital, and in no other place of safety.
    let in_hospital = here.inside().is_some_and(|place| place.kind.is_hospital());
    let explained = case
        .stay
        .every()
        .any(|act| matches!(act.what, What::RightsExplained));
    if in_hospital && !explained {
        ledger.owes(
            DutyKind::ExplainRights,
            Owner::HospitalManagers,
            here.entered,
            None,
            rules::REC_INFO_HOSPITAL
                .applies("The person is detained in a hospital; as soon as practicable."),
        );
    }
}
