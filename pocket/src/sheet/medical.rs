//! The body comes first: emergencies, each resting on the rules that bear on where to go.

use domain::force::PolicyKind;
use domain::time::in_london;
use jiff::Timestamp;
use law::rules::{self, Rule};
use law::{Policy, Profile};

use super::cards::plain;
use super::{Card, Step, Verdict};
use crate::answers::Answers;

/// The emergencies among the answers.
pub(super) fn cards(answers: &Answers, at: Timestamp, profile: &Profile) -> Vec<Card> {
    let policy = |kind| in_force(profile, kind, at);
    let mut cards = Vec::new();
    let abd = answers.has("body", "abd");
    if abd || answers.has("body", "restrained") {
        let title = if abd {
            "Suspected ABD: 999, say “ABD suspected”, to an emergency department"
        } else {
            "Positional asphyxia: off the front, watch the airway, 999"
        };
        let mut because = vec![Step::from(&rules::CLOCK_ED_FIRST)];
        if let Some(policy) = policy(PolicyKind::EdDoctorRulesOutAbd) {
            because.insert(0, by_policy(&rules::KENT_ABD, policy));
        }
        cards.push(emergency("abd", title, because));
    }
    if answers.has("body", "red_flag") {
        cards.push(emergency(
            "red-flag",
            "A red flag, or one you cannot rule out: ambulance and emergency department",
            vec![Step::from(&rules::CLOCK_ED_FIRST)],
        ));
    }
    if answers.has("danger", "violence")
        && let Some(policy) = policy(PolicyKind::ViolenceException)
    {
        cards.push(plain(
            "emergency-violence".to_owned(),
            Verdict::Advice,
            "Violence no ambulance can manage: a police vehicle, with a paramedic and kit aboard and the ambulance following".to_owned(),
            vec![by_policy(&rules::KENT_TRANSPORT, policy)],
        ));
    }
    cards
}

fn emergency(id: &str, title: &str, because: Vec<Step>) -> Card {
    let id = format!("emergency-{id}");
    plain(id, Verdict::Emergency, title.to_owned(), because)
}

/// A rule of the force, with the document that set it.
fn by_policy(rule: &'static Rule, policy: &Policy) -> Step {
    Step {
        says: format!(
            "{} ({}).",
            rule.says.trim_end_matches('.'),
            policy.instrument
        ),
        ..Step::from(rule)
    }
}

/// The force's rule of this kind on the day in London, if it has one then.
fn in_force(profile: &Profile, kind: PolicyKind, at: Timestamp) -> Option<&Policy> {
    let today = in_london(at).date();
    profile.policies.iter().find(|policy| {
        policy.rule == kind && policy.from <= today && policy.to.is_none_or(|last| today <= last)
    })
}
