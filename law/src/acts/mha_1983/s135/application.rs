//! Whether a warrant may be applied for: 135(1) and (2), limb by limb.

use domain::{Answer, Profession};
use jiff::Timestamp;

use super::{Papers, Tested, WarrantOutcome, both, conclude, either, say};
use crate::absence::{self, Draft};
use crate::acts::mha_1983::s138;
use crate::answer::{Finding, Limb};
use crate::case::Case;
use crate::facts::{LiableAs, WarrantKind, WarrantSought};
use crate::profile::Profile;
use crate::rules::{self, Rule};
use crate::story::Story;

/// Judges the latest application of a kind.
pub(super) fn judge(
    story: &Story<'_>,
    profile: &Profile,
    kind: WarrantKind,
) -> Finding<WarrantOutcome> {
    let papers = Papers::at(story, story.at, kind);
    let Some((act, sought)) = papers.sought else {
        return nothing_recorded(kind);
    };
    let limbs = match kind {
        WarrantKind::Assess => under_135_1(sought),
        WarrantKind::Retake => under_135_2(story, profile, sought),
    };
    let mut finding = conclude(limbs, None);
    for reason in &mut finding.because {
        reason.facts.push(act.id.clone());
    }
    finding
}

fn nothing_recorded(kind: WarrantKind) -> Finding<WarrantOutcome> {
    let rule = match kind {
        WarrantKind::Assess => &rules::W1_GROUNDS,
        WarrantKind::Retake => &rules::W2_GROUNDS,
    };
    let limb = Limb::new(
        rule,
        "an application is recorded",
        Answer::NotKnown,
        "Nobody has recorded what would be sworn.",
    );
    conclude(vec![limb.into()], None)
}

/// 135(1): by an AMHP, on oath, on one of two grounds.
fn under_135_1(sought: &WarrantSought) -> Vec<Tested> {
    let concern = sought.concern;
    let alone = both(concern.unable_to_care, concern.living_alone);
    let ground = either(concern.ill_treated_or_neglected, alone);
    let ground_says = match (concern.ill_treated_or_neglected, alone) {
        (Answer::Yes, _) => {
            "There is reasonable cause to suspect ill-treatment, neglect or want of proper control."
        }
        (_, Answer::Yes) => {
            "There is reasonable cause to suspect that the person cannot care for themselves and lives alone."
        }
        (Answer::No, Answer::No) => {
            "Neither ground is there: not ill-treatment, neglect or want of proper control, and not inability to care for oneself while living alone."
        }
        _ => "Nobody has said whether either ground is there.",
    };
    vec![
        amhp_applies(sought.applicant).into(),
        on_oath(&rules::W1_APPLICANT, sought.on_oath_to_justice).into(),
        Limb::new(
            &rules::W1_GROUNDS,
            "the person is believed to be suffering from mental disorder",
            concern.believed_disordered,
            say(
                concern.believed_disordered,
                "The person is believed to be suffering from mental disorder.",
                "The person is not believed to be suffering from mental disorder.",
                "Nobody has said whether the person is believed to be suffering from mental disorder.",
            ),
        )
        .into(),
        Limb::new(
            &rules::W1_GROUNDS,
            "ill-treated, neglected or not under proper control; or unable to care for themselves and living alone",
            ground,
            ground_says,
        )
        .into(),
        jurisdiction(&rules::W1_GROUNDS, sought.in_jurisdiction).into(),
        Limb::new(
            &rules::W1_NO_REFUSAL,
            "nobody need have been refused entry",
            Answer::Yes,
            "Refusal of entry is not asked about.",
        )
        .into(),
    ]
}

/// 135(1): an AMHP, and nobody else.
pub(super) fn amhp_applies(applicant: Profession) -> Limb {
    let amhp = applicant == Profession::Amhp;
    Limb::new(
        &rules::W1_APPLICANT,
        "an AMHP applies",
        amhp.into(),
        if amhp {
            "The applicant is an AMHP.".to_owned()
        } else {
            format!("Only an AMHP may apply; a {} may not.", applicant.label())
        },
    )
}

/// 135(1), 135(2): information on oath, laid before a justice of the peace.
pub(super) fn on_oath(rule: &'static Rule, met: Answer) -> Limb {
    Limb::new(
        rule,
        "on oath, to a justice of the peace",
        met,
        say(
            met,
            "The information is on oath to a justice of the peace.",
            "The information is not on oath to a justice of the peace.",
            "Nobody has said whether the information is on oath to a justice of the peace.",
        ),
    )
}

fn jurisdiction(rule: &'static Rule, met: Answer) -> Limb {
    Limb::new(
        rule,
        "the place is within the justice's jurisdiction",
        met,
        say(
            met,
            "The place is within the justice's jurisdiction.",
            "The place is outside the justice's jurisdiction.",
            "Nobody has said whether the place is within the justice's jurisdiction.",
        ),
    )
}

/// 135(2): by a constable or somebody authorised, for a patient liable to be taken, on premises
/// whose door is shut.
fn under_135_2(story: &Story<'_>, profile: &Profile, sought: &WarrantSought) -> Vec<Tested> {
    let patient = &sought.patient;
    let shut = either(patient.admission_refused, patient.refusal_apprehended);
    vec![
        may_apply(sought).into(),
        on_oath(&rules::W2_APPLICANT, sought.on_oath_to_justice).into(),
        liable(story, profile, Some(sought), story.at).into(),
        Limb::new(
            &rules::W2_GROUNDS,
            "reasonable cause to believe that the patient is on the premises",
            patient.believed_on_premises,
            say(
                patient.believed_on_premises,
                "There is reasonable cause to believe that the patient is on the premises.",
                "There is no reasonable cause to believe that the patient is on the premises.",
                "Nobody has said why the patient is believed to be on the premises.",
            ),
        )
        .into(),
        jurisdiction(&rules::W2_GROUNDS, sought.in_jurisdiction).into(),
        Limb::new(
            &rules::W2_GROUNDS,
            "admission was refused, or a refusal is apprehended",
            shut,
            say(
                shut,
                "Admission was refused, or a refusal is apprehended.",
                "Admission was not refused and no refusal is apprehended: somebody will open the door.",
                "Nobody has said whether admission was refused or a refusal is apprehended.",
            ),
        )
        .into(),
    ]
}

/// 135(2): any constable, or somebody authorised to take or retake this patient.
pub(super) fn may_apply(sought: &WarrantSought) -> Limb {
    let constable = matches!(
        sought.applicant,
        Profession::Constable | Profession::CustodyOfficer
    );
    let met = if constable {
        Answer::Yes
    } else {
        sought.authorised_to_take
    };
    Limb::new(
        &rules::W2_APPLICANT,
        "a constable applies, or somebody authorised to take the patient",
        met,
        match met {
            Answer::Yes if constable => "The applicant is a constable.".to_owned(),
            Answer::Yes => format!(
                "The applicant, a {}, is authorised to take this patient.",
                sought.applicant.label()
            ),
            Answer::No => format!(
                "The applicant, a {}, is not authorised to take this patient.",
                sought.applicant.label()
            ),
            Answer::NotKnown => format!(
                "Nobody has said whether the applicant, a {}, is authorised to take this patient.",
                sought.applicant.label()
            ),
        },
    )
}

/// Whether the patient is liable to be taken or retaken at an instant, and may still be.
///
/// Where the timeline itself shows an escape from a detention under section 135(1) or 136, that
/// decides; otherwise what the application says.
pub(super) fn liable(
    story: &Story<'_>,
    profile: &Profile,
    sought: Option<&WarrantSought>,
    at: Timestamp,
) -> Limb {
    const ASKS: &str = "the patient is liable to be taken or retaken";
    let stays = crate::position::stays(story, profile);
    let case = stays.last().map(|stay| Case::of(*stay, profile));
    if let Some(escape) = case.as_ref().and_then(s138::absence) {
        let in_time = at < escape.until;
        return Limb::new(
            &rules::W2_PATIENT,
            ASKS,
            in_time.into(),
            if in_time {
                format!(
                    "The person escaped and may be retaken under section 138 until {}.",
                    crate::position::time(escape.until)
                )
            } else {
                format!(
                    "The power to retake the person under section 138 ended {}.",
                    crate::position::time(escape.until)
                )
            },
        );
    }
    if let Some(shown) = absence::of(&story.until(at), profile) {
        return from_timeline(&shown, ASKS);
    }
    let patient = sought.map(|sought| &sought.patient);
    let Some(liability) = patient.and_then(|patient| patient.liability) else {
        return Limb::new(
            &rules::W2_PATIENT,
            ASKS,
            Answer::NotKnown,
            "Nobody has recorded why the patient may be taken or retaken.",
        );
    };
    let until = patient
        .and_then(|patient| patient.liable_until.as_ref())
        .and_then(domain::Moment::latest);
    let ended = until.filter(|until| at >= *until);
    let met = could_be_taken(liability) && ended.is_none();
    let reason = match ended.filter(|_| could_be_taken(liability)) {
        Some(ended) => format!(
            "The person is or was {}; the power to take them ended {}.",
            liability.label(),
            crate::position::time(ended)
        ),
        None => why(liability),
    };
    Limb::new(&rules::W2_PATIENT, ASKS, met.into(), reason)
}

/// When the power to take the patient ends, as far as it is known: by the timeline where it shows
/// one, and otherwise by what the application says.
pub(super) fn liable_until(
    story: &Story<'_>,
    profile: &Profile,
    sought: Option<&WarrantSought>,
) -> Option<Timestamp> {
    let stays = crate::position::stays(story, profile);
    let case = stays.last().map(|stay| Case::of(*stay, profile));
    if let Some(escape) = case.as_ref().and_then(s138::absence) {
        return Some(escape.until);
    }
    if let Some(shown) = absence::of(story, profile) {
        return shown
            .finding()
            .answer
            .take_until
            .and_then(|until| until.ends());
    }
    sought?
        .patient
        .liable_until
        .as_ref()
        .and_then(domain::Moment::latest)
}

/// What the timeline itself shows of an absence, an application or a recall.
fn from_timeline(shown: &Draft, asks: &'static str) -> Limb {
    let finding = shown.finding();
    let state = finding.answer.state.label();
    let met = shown.may_be_taken();
    let says = match (met, &finding.answer.take_until) {
        (true, Some(until)) => {
            format!("The person is {state}, and may be taken {}.", until.words())
        }
        (true, None) => format!("The person is {state}, and so may be taken or retaken."),
        (false, _) => format!("The person is {state}: nobody may take or retake them on that."),
    };
    Limb::new(&rules::W2_PATIENT, asks, met.into(), says)
}

/// The statuses that section 135(2) reaches.
const fn could_be_taken(liability: LiableAs) -> bool {
    matches!(
        liability,
        LiableAs::AbsentWithoutLeave
            | LiableAs::AbsentFromGuardianship
            | LiableAs::RecalledCommunityPatient
            | LiableAs::RecalledByWarrant
            | LiableAs::Escaped
            | LiableAs::ApplicationMade
    )
}

fn why(liability: LiableAs) -> String {
    let label = liability.label();
    match liability {
        LiableAs::RecommendationsOnly => {
            format!("The person is {label}: without an application nobody may take them.")
        }
        LiableAs::NoticeNotServed => {
            format!("The person is {label}: until it is served they are not absent without leave.")
        }
        LiableAs::LeaveNotOver => {
            format!("The person is {label}: they are not absent without leave.")
        }
        LiableAs::Informal => {
            format!("The person is {label}: nobody may take or retake an informal patient.")
        }
        LiableAs::NotAPatient => format!("The person is {label}: section 135(1) may fit."),
        _ => format!("The person is {label}, and so may be taken or retaken."),
    }
}
