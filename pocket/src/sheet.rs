//! The law's answer as cards: what may be done and what not, what comes first, what is judgement,
//! and what else may fit.

mod cards;
mod medical;
mod warrant;

use domain::time::full_time;
use jiff::Timestamp;
use law::rules::{Evidence, Rule};
use law::{Availability, Certainty, Layer, Position, Power, Profile, Standing};
use schemars::JsonSchema;
use serde::Serialize;

use crate::answers::Answers;
use crate::{alternatives, facts};

/// Everything the page says, in its order. The same on the server and in the pocket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Sheet {
    /// The moment it holds for.
    pub at: Timestamp,
    /// The one sentence to read first.
    pub headline: Headline,
    /// The cards, in groups.
    pub groups: Vec<Group>,
    /// What nobody has said yet that would change or settle an answer.
    pub missing: Vec<MissingFact>,
}

/// The one sentence to read first. Never a bare yes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Headline {
    /// Which kind of answer.
    pub verdict: Verdict,
    /// The sentence.
    pub says: String,
}

/// Cards that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Group {
    /// Its heading.
    pub title: &'static str,
    /// Whether it opens on a tap: read after the rest.
    pub folded: bool,
    /// Its cards. Never empty.
    pub cards: Vec<Card>,
}

/// One thing that may or may not be done, or must be, or must be known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Card {
    /// Its name in the page.
    pub id: String,
    /// What kind of answer it is.
    pub verdict: Verdict,
    /// What it is about.
    pub title: String,
    /// What must be done or believed first.
    pub first: Vec<String>,
    /// What else may fit.
    pub instead: Vec<String>,
    /// Until when, in words, where it has an end.
    pub until: Option<String>,
    /// The other reading, where sources conflict.
    pub rival: Option<String>,
    /// Why, in the order of the argument. Never empty.
    pub because: Vec<Step>,
}

/// What kind of answer a card is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Before anything else.
    Emergency,
    /// Available, if what it says comes first is so.
    May,
    /// It depends on what somebody judges or finds out.
    Judgement,
    /// Sources conflict; both readings are given.
    Contested,
    /// Owed by somebody.
    Must,
    /// Not available, and why.
    MayNot,
    /// Another way that may fit.
    OtherWay,
    /// Said by a layer other than the Act, or by practice.
    Advice,
}

impl Verdict {
    /// The word on the card. Nothing is told by colour alone.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Emergency => "Emergency",
            Self::May => "May",
            Self::Judgement => "Judgement needed",
            Self::Contested => "Contested",
            Self::Must => "First",
            Self::MayNot => "May not",
            Self::OtherWay => "Another way",
            Self::Advice => "Advice",
        }
    }
}

/// One step of an argument, with its rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Step {
    /// How the rule applies here; the rule itself, where it applies as it stands.
    pub says: String,
    /// The rule's name in the rule book.
    pub rule: &'static str,
    /// What the rule says, in our own words.
    pub rule_says: &'static str,
    /// The provision or source.
    pub cite: &'static str,
    /// Which layer speaks.
    pub layer: Layer,
    /// How far the source was checked.
    pub evidence: Evidence,
    /// Whether sources conflict on the rule.
    pub contested: bool,
}

/// A fact nobody has said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MissingFact {
    /// The fact.
    pub fact: String,
    /// What it would settle.
    pub settles: String,
    /// The rule that asks.
    pub rule: &'static str,
    /// Its provision or source.
    pub cite: &'static str,
}

/// The sheet of some answers, as at a moment, under the law and policy in force.
pub fn sheet(answers: &Answers, at: Timestamp, profile: &Profile) -> Sheet {
    let mut groups = Vec::new();
    push(
        &mut groups,
        "Before anything else",
        false,
        medical::cards(answers, at, profile),
    );
    if let Some(says) = facts::unfinished(answers) {
        push(
            &mut groups,
            "What the law says",
            false,
            cards::already_held(),
        );
        others(answers, &mut groups);
        return Sheet {
            at,
            headline: Headline {
                verdict: Verdict::Judgement,
                says: says.to_owned(),
            },
            groups,
            missing: Vec::new(),
        };
    }
    let told = facts::facts(answers, at);
    let position = law::position(&told, at, profile);
    let go_in = warrant::card(answers, &told, at, profile);
    let headline = go_in
        .as_ref()
        .and_then(|card| warrant::headline(card, &position.standing.answer))
        .unwrap_or_else(|| headline(&position));
    push(
        &mut groups,
        "The warrant",
        false,
        go_in.into_iter().collect(),
    );
    let (mut may, may_not) = cards::powers(&position);
    may.iter_mut().for_each(warrant::without_its_end);
    push(&mut groups, "What the law says", false, may);
    push(
        &mut groups,
        "What must be done",
        false,
        cards::duties(&position, possible(&position) || is_held(&position))
            .into_iter()
            .map(|mut card| {
                warrant::without_its_end(&mut card);
                card
            })
            .collect(),
    );
    // The answer to the question asked stands open; what else may not be done waits.
    let asked = may_not.iter().any(|card| card.id == cards::ASKED);
    push(&mut groups, "What may not be done", !asked, may_not);
    if let Some(used) = facts::if_used_now(answers, at) {
        let then = law::position(&used, at, profile);
        if possible(&position) {
            push(
                &mut groups,
                "If section 136 is used now",
                true,
                cards::if_used(&then, answers),
            );
        }
    }
    others(answers, &mut groups);
    push(
        &mut groups,
        "Policy and practice",
        true,
        cards::advisories(&position),
    );
    Sheet {
        at,
        headline,
        groups,
        missing: position.missing.iter().map(cards::missing).collect(),
    }
}

/// Whether using section 136 is not ruled out, so that what would follow is worth reading.
fn possible(position: &Position) -> bool {
    position.powers.iter().any(|finding| {
        finding.power == Power::RemoveToPlaceOfSafety
            && finding.availability != Availability::Unavailable
    })
}

/// Whether a power is in force: what is owed is then owed, whatever may be done next.
fn is_held(position: &Position) -> bool {
    !matches!(
        position.standing.answer,
        Standing::NoPower | Standing::Voluntary | Standing::LawfullyOut { .. }
    )
}

fn others(answers: &Answers, groups: &mut Vec<Group>) {
    let cards = alternatives::ALL
        .iter()
        .filter(|other| (other.fits)(answers))
        .filter_map(cards::other_way)
        .collect();
    push(groups, "Other ways", false, cards);
}

fn push(groups: &mut Vec<Group>, title: &'static str, folded: bool, cards: Vec<Card>) {
    if !cards.is_empty() {
        groups.push(Group {
            title,
            folded,
            cards,
        });
    }
}

/// The sentence to read first, from the power in force or the one asked about.
fn headline(position: &Position) -> Headline {
    let (verdict, says) = match &position.standing.answer {
        // Out of hospital lawfully: nobody may take them for that, and section 136 is not barred.
        Standing::NoPower | Standing::Voluntary | Standing::LawfullyOut { .. } => {
            before_the_power(position)
        }
        Standing::LiableToArrest { .. } => (
            Verdict::May,
            "Absconded from a court's order: may be arrested and brought before the court. That is no power to enter a home.".to_owned(),
        ),
        Standing::BeingRemoved { .. } => (
            Verdict::May,
            "Held under section 136 and being removed: no clock yet.".to_owned(),
        ),
        Standing::Detained { .. } => (
            Verdict::May,
            match &position.clock {
                Some(clock) => format!(
                    "Held at a place of safety: until about {}, by what was answered.",
                    full_time(clock.earliest_expiry)
                ),
                None => "Held at a place of safety.".to_owned(),
            },
        ),
        Standing::EscapedMayBeRetaken { until, .. } => (
            Verdict::May,
            format!(
                "May be retaken until about {}, by what was answered. That is no power to enter a home.",
                full_time(*until)
            ),
        ),
        Standing::EscapedPowerEnded { ended } => (
            Verdict::MayNot,
            format!(
                "The power to retake ended about {}, by what was answered.",
                full_time(*ended)
            ),
        ),
        Standing::AbsentWithoutLeave { until, .. } => (
            Verdict::May,
            match until {
                Some(until) => format!(
                    "Absent without leave: may be taken and returned until {}. That is no power to enter a home.",
                    full_time(*until)
                ),
                None => "Absent without leave: may be taken and returned, as long as the power lasts. That is no power to enter a home.".to_owned(),
            },
        ),
        Standing::AbsentPowerEnded { ended } => (
            Verdict::MayNot,
            format!(
                "The power to take and return them ended {}.",
                full_time(*ended)
            ),
        ),
        Standing::Expired { at } => (
            Verdict::MayNot,
            format!(
                "The permitted period ended about {}, by what was answered. Nobody may hold them under section 136.",
                full_time(*at)
            ),
        ),
        _ => (
            Verdict::Judgement,
            "Read what the law says of each power below.".to_owned(),
        ),
    };
    let contested = position.standing.certainty == Certainty::Contested;
    Headline {
        verdict: if contested {
            Verdict::Contested
        } else {
            verdict
        },
        says,
    }
}

fn before_the_power(position: &Position) -> (Verdict, String) {
    let remove = position
        .powers
        .iter()
        .find(|finding| finding.power == Power::RemoveToPlaceOfSafety);
    let Some(remove) = remove else {
        return (
            Verdict::Judgement,
            "No power is in force: they are free to leave.".to_owned(),
        );
    };
    let verdict = cards::verdict(remove.availability, remove.certainty);
    let says = match (verdict, remove.availability) {
        (Verdict::Contested, _) => {
            "Contested: whether section 136 may be used here. Both readings are below."
        }
        (Verdict::May, _) if remove.first.is_empty() => {
            "Section 136 may be used here. The decision is the constable's."
        }
        (Verdict::May, _) => "Section 136 may be used here, once what comes first is done.",
        (Verdict::MayNot, _) => "Section 136 may not be used here. See the other ways.",
        _ => "Not settled yet: see what must be judged or found out first.",
    };
    (verdict, says.to_owned())
}

impl From<&'static Rule> for Step {
    /// The rule as it stands.
    fn from(rule: &'static Rule) -> Self {
        Self {
            says: rule.says.to_owned(),
            rule: rule.id,
            rule_says: rule.says,
            cite: rule.cite,
            layer: rule.layer,
            evidence: rule.evidence,
            contested: rule.contested,
        }
    }
}

impl From<&law::Reason> for Step {
    fn from(reason: &law::Reason) -> Self {
        Self {
            says: sentence(&reason.says),
            ..Self::from(reason.rule)
        }
    }
}

/// The text as a sentence: a capital first, a full stop last.
pub(crate) fn sentence(text: &str) -> String {
    let mut sentence = capital(text);
    if !sentence.is_empty() && !sentence.ends_with(['.', '?', '!']) {
        sentence.push('.');
    }
    sentence
}

/// The text with a capital first: labels begin small.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
