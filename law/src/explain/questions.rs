//! The questions that are asked of every position, in the order a court would ask them.

use super::limbs::Limbs;
use super::{Point, Question, Reading, Step};
use crate::answer::{
    Certainty, Clock, Finding, Position, Power, PowerFinding, Reason, Section, Standing,
};
use crate::liability::{Liability, LiabilityState};
use crate::position::time;

/// Every question, answered.
pub(super) fn of(position: &Position, limbs: Limbs) -> Vec<Question> {
    let ask = |asks, otherwise, points| Question {
        asks,
        points,
        otherwise,
    };
    vec![
        ask(
            "Which wording of the Act applies?",
            "None is known.",
            vec![regime(position)],
        ),
        ask(
            "Which power is in force?",
            "None is known.",
            vec![power(position, limbs.power)],
        ),
        ask(
            "What is the person liable to as a patient?",
            "Nothing that is recorded makes the person a patient liable to be detained.",
            liability(position),
        ),
        ask(
            "What does the clock say?",
            "No fact that starts a clock is recorded.",
            position.clock.iter().map(clock).collect(),
        ),
        ask(
            "What may be done now?",
            "Nothing is asked at this stage.",
            may(position, limbs.station, limbs.further),
        ),
        ask(
            "What is owed, and by whom?",
            "Nothing that is recorded leaves anything owed.",
            owed(position),
        ),
        ask(
            "What went wrong?",
            "Nothing that is recorded.",
            wrong(position),
        ),
        ask(
            "What is disputed?",
            "Nothing: no reading of the law or of a time differs here.",
            disputed(position),
        ),
        ask(
            "What do guidance, force policy and local agreement add?",
            "Nothing here.",
            advised(position),
        ),
        ask(
            "What is missing?",
            "No fact that would change an answer.",
            missing(position),
        ),
    ]
}

fn steps(because: &[Reason]) -> Vec<Step> {
    because.iter().map(Step::from).collect()
}

fn plain(steps: Vec<Step>, conclusion: impl Into<String>, certainty: Certainty) -> Point {
    Point {
        about: None,
        steps,
        conclusion: conclusion.into(),
        certainty,
        readings: Vec::new(),
        notes: Vec::new(),
    }
}

fn regime(position: &Position) -> Point {
    let finding = &position.regime;
    plain(
        steps(&finding.because),
        finding.answer.label(),
        finding.certainty,
    )
}

fn power(position: &Position, mut limbs: Vec<Step>) -> Point {
    let finding = &position.standing;
    limbs.extend(steps(&finding.because));
    plain(limbs, standing(&finding.answer), finding.certainty)
}

fn liability(position: &Position) -> Vec<Point> {
    let findings = position.liability.iter();
    findings
        .map(|finding| {
            let mut point = plain(
                steps(&finding.because),
                liable(&finding.answer),
                finding.certainty,
            );
            let who: Vec<&str> = finding.answer.who.iter().map(|who| who.label()).collect();
            if !who.is_empty() {
                point
                    .notes
                    .push(format!("who may take the person: {}", who.join("; ")));
            }
            point
        })
        .collect()
}

fn clock(clock: &Clock) -> Point {
    let mut point = plain(steps(&clock.because), runs(clock), clock.certainty);
    if clock.earliest_expiry < clock.expiry {
        point.notes.push(format!(
            "Act on the earliest: {}.",
            time(clock.earliest_expiry)
        ));
    }
    point
}

fn runs(clock: &Clock) -> String {
    format!(
        "from {} to {} ({})",
        time(clock.start),
        time(clock.expiry),
        clock.state.label()
    )
}

fn may(position: &Position, station: Vec<Step>, further: Vec<(String, Vec<Step>)>) -> Vec<Point> {
    let mut points: Vec<Point> = position.powers.iter().map(one_power).collect();
    let judged = |power| {
        position
            .powers
            .iter()
            .position(|finding| finding.power == power)
    };
    if let Some(at) = judged(Power::UsePoliceStation)
        && let Some(point) = points.get_mut(at)
    {
        point.steps = limbs_first(station, std::mem::take(&mut point.steps));
    } else if !station.is_empty() {
        let lawful = station
            .iter()
            .all(|limb| limb.met.is_some_and(domain::Answer::is_yes));
        let mut point = plain(
            station,
            if lawful {
                "every limb is met"
            } else {
                "not every limb is met, or known"
            },
            Certainty::Settled,
        );
        point.about = Some("The police station as the place of safety".to_owned());
        points.push(point);
    }
    points.extend(further.into_iter().map(|(says, limbs)| {
        let mut point = plain(limbs, says, Certainty::Settled);
        point.about = Some("A further period that was signed".to_owned());
        point
    }));
    points
}

/// The limbs, then what they leave to be said.
fn limbs_first(mut limbs: Vec<Step>, rest: Vec<Step>) -> Vec<Step> {
    let further: Vec<Step> = rest
        .into_iter()
        .filter(|step| {
            !limbs
                .iter()
                .any(|limb| limb.rule == step.rule && limb.says == step.says)
        })
        .collect();
    limbs.extend(further);
    limbs
}

fn one_power(finding: &PowerFinding) -> Point {
    let mut point = plain(
        steps(&finding.because),
        finding.availability.label(),
        finding.certainty,
    );
    point.about = Some(format!("To {}", finding.power.label()));
    if let Some(until) = finding.until {
        point.notes.push(format!("until {}", time(until)));
    }
    let first = finding.first.iter().map(|it| format!("first: {it}"));
    let instead = finding.instead.iter().map(|it| format!("instead: {it}"));
    point.notes.extend(first.chain(instead));
    point
}

fn owed(position: &Position) -> Vec<Point> {
    let duties = position.duties.iter();
    duties
        .map(|duty| {
            let due = duty
                .due
                .map(|due| format!(", by {}", time(due)))
                .unwrap_or_default();
            let says = format!("{} owes: {}{due}", duty.owner.label(), duty.kind.label());
            plain(steps(&duty.because), says, Certainty::Settled)
        })
        .collect()
}

fn wrong(position: &Position) -> Vec<Point> {
    let breaches = position.breaches.iter();
    breaches
        .map(|breach| {
            let at = breach
                .at
                .map(|at| format!("{}: ", time(at)))
                .unwrap_or_default();
            let mut point = plain(
                steps(&breach.because),
                format!("{at}{}", breach.what),
                breach.certainty,
            );
            point
                .notes
                .push(format!("what follows: {}", breach.consequence));
            point
        })
        .collect()
}

/// Every reading that differs, beside the answer it differs from.
fn disputed(position: &Position) -> Vec<Point> {
    let mut points = Vec::new();
    points.extend(rival(
        "The wording that applies",
        position.regime.answer.label(),
        &position.regime,
    ));
    points.extend(rival(
        "The power in force",
        &standing(&position.standing.answer),
        &position.standing,
    ));
    if let Some(finding) = &position.liability {
        points.extend(rival(
            "What the person is liable to as a patient",
            &liable(&finding.answer),
            finding,
        ));
    }
    if let Some(clock) = position
        .clock
        .as_ref()
        .filter(|clock| !clock.rivals.is_empty() || clock.certainty == Certainty::Contested)
    {
        let mut readings = vec![reading(runs(clock), clock.because.first())];
        readings.extend(clock.rivals.iter().map(|rival| {
            let says = format!("from {} to {}", time(rival.start), time(rival.expiry));
            reading(says, Some(&rival.because))
        }));
        let caution = format!("act on the earliest, {}", time(clock.earliest_expiry));
        points.push(point("The clock", readings, caution, clock.certainty));
    }
    for finding in &position.powers {
        if finding.certainty == Certainty::Contested || finding.rival.is_some() {
            let mut readings = vec![reading(
                finding.availability.label().to_owned(),
                finding.because.first(),
            )];
            readings.extend(finding.rival.iter().map(|it| reading(it.clone(), None)));
            points.push(point(
                &format!("Whether one may {}", finding.power.label()),
                readings,
                "both readings stand; record which was acted on".to_owned(),
                finding.certainty,
            ));
        }
    }
    for breach in &position.breaches {
        if breach.certainty == Certainty::Contested {
            let readings = vec![
                reading(breach.what.clone(), breach.because.first()),
                reading(breach.consequence.clone(), None),
            ];
            points.push(point(
                "What follows from what went wrong",
                readings,
                "both readings stand".to_owned(),
                breach.certainty,
            ));
        }
    }
    points
}

fn rival<T>(about: &str, answer: &str, finding: &Finding<T>) -> Option<Point> {
    if finding.rival.is_none() && finding.certainty != Certainty::Contested {
        return None;
    }
    let mut readings = vec![reading(answer.to_owned(), finding.because.first())];
    readings.extend(finding.rival.iter().map(|it| reading(it.clone(), None)));
    Some(point(
        about,
        readings,
        "both readings stand; record which was acted on".to_owned(),
        finding.certainty,
    ))
}

fn reading(says: String, because: Option<&Reason>) -> Reading {
    Reading {
        says,
        because: because.map_or_else(String::new, |reason| {
            format!("{} [{}; {}]", reason.says, reason.rule.cite, reason.rule.id)
        }),
    }
}

fn point(about: &str, readings: Vec<Reading>, so: String, certainty: Certainty) -> Point {
    Point {
        about: Some(about.to_owned()),
        readings,
        ..plain(Vec::new(), so, certainty)
    }
}

fn advised(position: &Position) -> Vec<Point> {
    let advisories = position.advisories.iter();
    advisories
        .map(|advisory| {
            plain(
                steps(&advisory.because),
                advisory.says.trim_end_matches('.'),
                Certainty::Settled,
            )
        })
        .collect()
}

fn missing(position: &Position) -> Vec<Point> {
    let missing = position.missing.iter();
    missing
        .map(|missing| {
            let asks = Step {
                asks: None,
                met: None,
                says: missing.rule.says.to_owned(),
                rule: missing.rule,
                facts: Vec::new(),
            };
            plain(
                vec![asks],
                format!(
                    "not recorded: {}; it would settle {}",
                    missing.fact, missing.settles
                ),
                Certainty::NeedsFacts,
            )
        })
        .collect()
}

/// A standing in words.
fn standing(standing: &Standing) -> String {
    match standing {
        Standing::NoPower => "none; the person is free to leave".to_owned(),
        Standing::Voluntary => "none; the person is here voluntarily and free to leave".to_owned(),
        Standing::BestInterests { since } => format!(
            "none to detain; acting in the person's best interests under the Mental Capacity Act since {}; no clock",
            time(*since)
        ),
        Standing::EnteredUnderWarrant { since, kind } => format!(
            "officers entered {} under {}; the person is neither removed nor kept",
            time(*since),
            kind.label()
        ),
        Standing::BeingTaken { since } => format!(
            "being taken under a section 135(2) warrant since {}; no clock of section 135",
            time(*since)
        ),
        Standing::BeingRemoved { since, under } => {
            let under = match under {
                Section::Section136 => "section 136(1)",
                Section::Section135 => "a section 135(1) warrant",
            };
            format!("removal under {under} since {}; no clock yet", time(*since))
        }
        Standing::Detained {
            since,
            under,
            place,
            in_transfer,
        } => {
            let place = place
                .as_ref()
                .map(|place| format!(" at {}", place.name))
                .unwrap_or_default();
            let moving = if *in_transfer {
                ", now between places of safety"
            } else {
                ""
            };
            format!(
                "detention under {}{place}, since {}{moving}",
                under.label(),
                time(*since)
            )
        }
        Standing::EscapedMayBeRetaken { since, until } => {
            format!(
                "escaped {}; may be retaken until {}",
                time(*since),
                time(*until)
            )
        }
        Standing::EscapedPowerEnded { ended } => {
            format!("escaped; the power to retake ended {}", time(*ended))
        }
        Standing::OtherAuthority { since, what } => format!("{what}, since {}", time(*since)),
        Standing::Ended { at } => format!("none; the detention ended {}", time(*at)),
        Standing::Expired { at } => {
            format!(
                "none; the permitted period ended {} and the person may leave",
                time(*at)
            )
        }
        Standing::AbsentWithoutLeave { until, .. } => match until {
            Some(until) => format!("absent without leave; may be taken until {}", time(*until)),
            None => "absent without leave; may be taken, and no end is recorded or set".to_owned(),
        },
        Standing::AbsentPowerEnded { ended } => format!(
            "none; the power to take the absent person ended {}",
            time(*ended)
        ),
        Standing::LiableToArrest { .. } => {
            "absconded from a court's order; may be arrested".to_owned()
        }
        Standing::BeingReturned { since } => {
            format!("in custody and being returned, since {}", time(*since))
        }
        Standing::ToBeConveyed { until } => match until {
            Some(until) => format!("an application; may be conveyed until {}", time(*until)),
            None => "an application; may be conveyed, and no end is recorded".to_owned(),
        },
        Standing::LiableInHospital { .. } => {
            "detention in hospital under another section".to_owned()
        }
        Standing::LawfullyOut { what, .. } => format!("none to take the person, who is {what}"),
    }
}

/// A liability in words.
fn liable(liability: &Liability) -> String {
    let under = liability
        .under
        .map(|under| format!(", under {}", under.label()));
    let held = liability.state == LiabilityState::HeldOnRecall;
    let doing = if held { "holding" } else { "taking" };
    let taking = liability
        .take_until
        .map(|until| format!("; {doing}: {}", until.words()));
    let authority = liability
        .authority_until
        .map(|until| format!("; the authority: {}", until.words()));
    let to = liability
        .destination
        .as_ref()
        .map(|destination| format!("; to {}", destination.words()));
    let rest: String = [under, taking, authority, to]
        .into_iter()
        .flatten()
        .collect();
    format!("{}{rest}", liability.state.label())
}
