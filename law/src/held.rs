//! What may be done, and what is owed, after section 136 was used, or a section 135(1) warrant.

use domain::PlaceKind;
use domain::event::{Manner, PlaceRef};
use jiff::Timestamp;

use crate::acts::mha_1983::s136::Taint;
use crate::acts::mha_1983::{s132, s135, s136_ending, s136_transfer, s136b, s136c, s137, s138};
use crate::acts::si_2017_1036;
use crate::answer::{Availability, Certainty, DutyKind, Owner, Power, PowerFinding, Reason};
use crate::case::{Case, Ledger};
use crate::course::{Course, Phase};
use crate::facts::What;
use crate::policy::{self, Stage};
use crate::rules;
use crate::story::Placed;

/// Fills in powers, duties and advisories for the stage a stay is at.
pub(crate) fn answer(
    case: &Case<'_, '_>,
    course: &Course<'_, '_>,
    taint: Option<&Taint>,
    ledger: &mut Ledger,
) {
    match &course.phase {
        Phase::Removing => removing(case, taint, ledger),
        Phase::Detained => detained(case, taint, ledger),
        Phase::Absent(escape) => {
            s138::powers(escape, case.at(), ledger);
            tell_amhp_service(case, ledger);
        }
        Phase::Over => over(case, course.over, ledger),
        Phase::Spent(end) => {
            let interviewed = case
                .stay
                .every()
                .any(|act| matches!(act.what, What::AmhpInterviewed { .. }));
            s136_ending::judge_spent(end, interviewed, ledger);
            over(case, course.over, ledger);
        }
        Phase::Expired(expiry) => {
            s136_ending::judge_expired(case, *expiry, ledger);
            over(case, course.over, ledger);
        }
    }
}

fn removing(case: &Case<'_, '_>, taint: Option<&Taint>, ledger: &mut Ledger) {
    let remove = if case.stay.by_warrant() {
        s135::power_to_remove()
    } else {
        let mut remove = power(
            Power::RemoveToPlaceOfSafety,
            Availability::Available,
            rules::S136_OPTIONS.applies("The person is being removed to a place of safety."),
        );
        remove.because.push(s137::conveying());
        remove.because.push(s137::powers());
        remove
    };
    // Where a new warrant's entry speaks of removal too, the removal under way is what there is.
    ledger.powers.retain(|power| power.power != remove.power);
    ledger.powers.push(spoil(remove, taint));
    ledger
        .powers
        .push(si_2017_1036::power(si_2017_1036::now(case), None));
    crate::position::places(case, ledger);
    s136c::powers_now(case, ledger);
    tell_amhp_service(case, ledger);
    says_the_force(
        case,
        if case.stay.by_warrant() {
            Stage::Conveying135
        } else {
            Stage::Conveying136
        },
        ledger,
    );
}

fn detained(case: &Case<'_, '_>, taint: Option<&Taint>, ledger: &mut Ledger) {
    let expiry = case.expiry();
    let here = case.stay.whereabouts(case.at());
    let mut detain = power(
        Power::DetainAtPlaceOfSafety,
        Availability::Available,
        s136_ending::purpose(case, &[]),
    );
    detain.because.push(s137::powers());
    if here.inside().is_some_and(|place| place.kind.is_hospital()) {
        detain.because.push(
            rules::POS_HOSPITAL_NO_VETO
                .applies("A hospital is a place of safety, designated or not."),
        );
    } else {
        detain
            .because
            .push(rules::POS_LIST.applies("The place must be a place of safety."));
    }
    detain.until = expiry;
    ledger.powers.push(spoil(detain, taint));
    ledger
        .powers
        .push(spoil(s136_transfer::power_now(case, true), taint));
    ledger
        .powers
        .push(si_2017_1036::power(si_2017_1036::now(case), expiry));
    crate::position::places(case, ledger);
    ledger
        .powers
        .push(spoil(s136b::power_now(case, None), taint));
    s136c::powers_now(case, ledger);
    s136_ending::duties_while_held(case, ledger);
    s132::judge(case, ledger);
    tell_amhp_service(case, ledger);
    hand_over(case, ledger);
    clock_policy(case, ledger);
    let searched = case
        .stay
        .every()
        .any(|act| matches!(act.what, What::Searched { .. }));
    if searched {
        says_the_force(case, Stage::Searching, ledger);
    }
}

fn over(case: &Case<'_, '_>, since: Option<Timestamp>, ledger: &mut Ledger) {
    let because = || {
        rules::END_EXPIRY.applies(format!(
            "The detention under {} is over.",
            case.stay.section.label()
        ))
    };
    ledger.powers.push(power(
        Power::DetainAtPlaceOfSafety,
        Availability::Unavailable,
        because(),
    ));
    ledger.powers.push(s136_transfer::power_now(case, false));
    ledger.powers.push(s136b::power_now(case, since));
    ledger.powers.push(power(
        Power::Search136C,
        Availability::Unavailable,
        if case.stay.by_warrant() {
            rules::SRCH_135_1.applies("The detention has ended.")
        } else {
            rules::SRCH_136.applies("The person is not detained.")
        },
    ));
    let mut again = power(
        Power::RemoveToPlaceOfSafety,
        Availability::Judgement,
        rules::CLOCK_CONSECUTIVE.applies(
            "A second period to gain time is unlawful; a fresh use on new facts after release is not barred.",
        ),
    );
    again.first.push("release, and new facts".to_owned());
    ledger.powers.push(again);
}

/// A power that rests on an unlawful use of section 136 or of a warrant is not available.
fn spoil(mut finding: PowerFinding, taint: Option<&Taint>) -> PowerFinding {
    if let Some(taint) = taint.filter(|taint| taint.contested) {
        finding.certainty = Certainty::Contested;
        finding.because.push(taint.because.clone());
        finding.rival = Some(format!("Not available, in that {}.", taint.says));
    } else if let Some(taint) = taint {
        finding.availability = Availability::Unavailable;
        finding.because = vec![taint.because.clone()];
        finding.until = None;
        finding.first.clear();
    }
    finding
}

fn power(power: Power, availability: Availability, because: Reason) -> PowerFinding {
    PowerFinding {
        power,
        availability,
        certainty: Certainty::Settled,
        because: vec![because],
        first: Vec::new(),
        instead: Vec::new(),
        until: None,
        rival: None,
    }
}

fn tell_amhp_service(case: &Case<'_, '_>, ledger: &mut Ledger) {
    // An AMHP is there when a warrant is executed, and need be told only of an escape.
    let escaped = case
        .stay
        .acts
        .iter()
        .any(|act| matches!(act.what(), What::Escaped { .. }));
    if case.stay.by_warrant() && !escaped {
        return;
    }
    if !case
        .stay
        .every()
        .any(|act| matches!(act.what, What::AmhpServiceTold))
    {
        ledger.owes(
            DutyKind::TellAmhpService,
            Owner::Constable,
            Some(case.stay.power.at),
            None,
            rules::REC_AMHP_NOTIFY.applies("As soon as possible."),
        );
    }
}

/// Whether officers may leave is never computed.
fn hand_over(case: &Case<'_, '_>, ledger: &mut Ledger) {
    if case
        .stay
        .whereabouts(case.at())
        .inside()
        .is_some_and(|place| place.kind != PlaceKind::PoliceStation)
    {
        ledger.advise(
            "Contested: whether officers must stay or may leave is not settled in law. Agree on the risk with the place, and record who holds the person.",
            rules::HANDOVER.applies("The Act does not say who must do the detaining."),
        );
    }
}

/// The force's own statement of when the clock starts, where entry and reaching the site differ.
fn clock_policy(case: &Case<'_, '_>, ledger: &mut Ledger) {
    let queued = case.start.as_ref().is_some_and(|start| {
        start
            .rivals
            .iter()
            .any(|rival| rival.because.rule == &rules::CLOCK_QUEUE)
    });
    if queued {
        says_the_force(case, Stage::WaitedOutside, ledger);
    }
    let kept = case
        .stay
        .acts
        .iter()
        .any(|act| matches!(act.what(), What::KeptUnderWarrant(_)));
    if kept {
        says_the_force(case, Stage::KeptUnderWarrant, ledger);
    }
    let is_ed = |place: &PlaceRef| place.kind == PlaceKind::EmergencyDepartment;
    let first = case.stay.first_arrival().map(Placed::what);
    let removed = matches!(
        case.stay.power.what(),
        What::PowerUsed {
            manner: Manner::Remove,
            ..
        } | What::RemovedUnderWarrant(_)
    );
    if removed && matches!(first, Some(What::Entered { place }) if is_ed(place)) {
        says_the_force(case, Stage::TakenToEmergencyDepartment, ledger);
    }
    if case.stay.whereabouts(case.at()).inside().is_some_and(is_ed) {
        says_the_force(case, Stage::AtEmergencyDepartment, ledger);
    }
}

/// What the force and local agreements ask at this stage, by the policies of the day the power was
/// used.
fn says_the_force(case: &Case<'_, '_>, stage: Stage, ledger: &mut Ledger) {
    let advice = policy::advice(case.profile, stage, case.stay.day);
    ledger.advisories.extend(advice);
}
