//! What a row expects, asked of the crate.

mod patient;
mod warrant;

use std::collections::BTreeSet;

use crate::table::{Cell, Failure};
use domain::Answer;
use jiff::Timestamp;
use law::extension::{ExtensionVerdict, Proposed};
use law::station::StationVerdict;
use law::{
    Availability, Certainty, Facts, Position, Power, PowerFinding, Reason, Regime, Standing, What,
};

use crate::facts::Scenario;
use crate::reasons;

/// Checks one expectation of a row.
pub(crate) fn check(scenario: &Scenario, cell: Cell<'_>) -> Result<(), Failure> {
    let position = law::position(&scenario.facts, scenario.at, &scenario.profile);
    if let Some(checked) = patient::check(scenario, &position, cell) {
        return checked;
    }
    match cell.column {
        "regime?" => same(cell, regime(&position)),
        "regime certainty?" => same(cell, position.regime.certainty.label()),
        "standing?" => same(cell, standing(&position)),
        "standing certainty?" => same(cell, position.standing.certainty.label()),
        "ended at?" | "retake until?" | "in force since?" => {
            instants(cell, &standing_time(cell.column, &position))
        }
        "clock starts?" => instants(cell, &clock(&position, |clock| vec![clock.start])),
        "must end by?" => instants(cell, &clock(&position, |clock| vec![clock.expiry])),
        "earliest end?" => instants(cell, &clock(&position, |clock| vec![clock.earliest_expiry])),
        "rival start?" => instants(
            cell,
            &clock(&position, |clock| {
                clock.rivals.iter().map(|rival| rival.start).collect()
            }),
        ),
        "rival end?" => instants(
            cell,
            &clock(&position, |clock| {
                clock.rivals.iter().map(|rival| rival.expiry).collect()
            }),
        ),
        "clock state?" => same(
            cell,
            position
                .clock
                .as_ref()
                .map_or("none", |clock| clock.state.label()),
        ),
        "clock certainty?" => same(
            cell,
            position
                .clock
                .as_ref()
                .map_or("none", |clock| clock.certainty.label()),
        ),
        "clock rule?" => same(
            cell,
            position
                .clock
                .as_ref()
                .and_then(|clock| clock.because.first())
                .map_or("none", |reason| reason.rule.id),
        ),
        "contested?" => same(cell, yes(position.is_contested())),
        "available here?" => location(scenario, cell, |finding| availability(finding.answer)),
        "location contested?" => location(scenario, cell, |finding| {
            yes(finding.certainty == Certainty::Contested)
        }),
        column if column.starts_with("may ") => may(cell, &position),
        "grounds?"
        | "grounds fail?"
        | "warrant?"
        | "warrant fails?"
        | "warrant certainty?"
        | "warrant stops?"
        | "warned from?"
        | "execution?"
        | "execution fails?"
        | "execution certainty?"
        | "blocks broken?" => warrant::check(scenario, cell),
        "place of safety?" => place(scenario, &position, cell),
        "station?" => station(scenario, cell),
        "station fails?" => station_fails(scenario, cell),
        "extension?" => extension(scenario, cell),
        "extension fails?" => extension_fails(scenario, cell),
        "extension certainty?" => same(cell, proposed(scenario, cell)?.certainty.label()),
        "superintendent needed?" => same(
            cell,
            answer(proposed(scenario, cell)?.answer.superintendent_needed),
        ),
        "consultation?" => same(cell, consultation(&position)),
        "breaches?" => ids(
            cell,
            position
                .breaches
                .iter()
                .filter_map(|breach| first(&breach.because))
                .collect(),
        ),
        "breach at?" => instants(
            cell,
            &position
                .breaches
                .iter()
                .filter_map(|breach| breach.at)
                .collect::<Vec<_>>(),
        ),
        "breach says?" => says(
            cell,
            position.breaches.iter().map(|breach| breach.what.as_str()),
        ),
        "breach certainty?" => same(
            cell,
            position
                .breaches
                .first()
                .map_or("none", |breach| breach.certainty.label()),
        ),
        "owed?" => owed(cell, &position, true),
        "not owed?" => owed(cell, &position, false),
        "due?" => due(cell, &position),
        "owner?" => owner(cell, &position),
        "advice?" => some_of(
            cell,
            position
                .advisories
                .iter()
                .filter_map(|one| first(&one.because)),
        ),
        "no advice?" => none_of(
            cell,
            position
                .advisories
                .iter()
                .filter_map(|one| first(&one.because)),
        ),
        "missing?" => some_of(cell, position.missing.iter().map(|one| one.rule.id)),
        "reasons?" => some_of(cell, every_rule(&position)),
        "instead?" => says(
            cell,
            position
                .powers
                .iter()
                .flat_map(|power| power.instead.iter().map(String::as_str)),
        ),
        _ => Err(cell.failure("an unknown column").of_the_table()),
    }
}

fn same(cell: Cell<'_>, got: &str) -> Result<(), Failure> {
    if cell.text == got {
        Ok(())
    } else {
        Err(cell.failure(format!("`{got}`")))
    }
}

fn yes(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}

fn answer(answer: Answer) -> &'static str {
    match answer {
        Answer::Yes => "yes",
        Answer::No => "no",
        Answer::NotKnown => "unknown",
    }
}

fn availability(availability: Availability) -> &'static str {
    match availability {
        Availability::Available => "yes",
        Availability::Unavailable => "no",
        Availability::Judgement => "judgement",
    }
}

fn regime(position: &Position) -> &'static str {
    match position.regime.answer {
        Regime::SeventyTwoHours => "72h",
        Regime::TwentyFourHours => "24h",
        Regime::NoPoliceStations => "no stations",
    }
}

fn standing(position: &Position) -> &'static str {
    match position.standing.answer {
        Standing::NoPower => "no power",
        Standing::Voluntary => "voluntary",
        Standing::BestInterests { .. } => "best interests",
        Standing::EnteredUnderWarrant { .. } => "entered",
        Standing::BeingTaken { .. } => "being taken",
        Standing::BeingRemoved { .. } => "being removed",
        Standing::Detained {
            in_transfer: false, ..
        } => "detained",
        Standing::Detained {
            in_transfer: true, ..
        } => "in transfer",
        Standing::EscapedMayBeRetaken { .. } => "may be retaken",
        Standing::EscapedPowerEnded { .. } => "retaking over",
        Standing::OtherAuthority { .. } => "other authority",
        Standing::Ended { .. } => "ended",
        Standing::Expired { .. } => "expired",
        Standing::AbsentWithoutLeave { .. } => "absent without leave",
        Standing::AbsentPowerEnded { .. } => "absent, power ended",
        Standing::LiableToArrest { .. } => "liable to arrest",
        Standing::BeingReturned { .. } => "being returned",
        Standing::ToBeConveyed { .. } => "to be conveyed",
        Standing::LiableInHospital { .. } => "liable in hospital",
        Standing::LawfullyOut { .. } => "lawfully out",
    }
}

fn standing_time(column: &str, position: &Position) -> Vec<Timestamp> {
    match (column, &position.standing.answer) {
        ("ended at?", Standing::Ended { at } | Standing::Expired { at }) => vec![*at],
        (
            "retake until?",
            Standing::EscapedMayBeRetaken { until: at, .. }
            | Standing::EscapedPowerEnded { ended: at }
            | Standing::AbsentWithoutLeave {
                until: Some(at), ..
            }
            | Standing::AbsentPowerEnded { ended: at },
        ) => vec![*at],
        (
            "in force since?",
            Standing::BeingRemoved { since, .. }
            | Standing::BestInterests { since }
            | Standing::EnteredUnderWarrant { since, .. }
            | Standing::BeingTaken { since }
            | Standing::Detained { since, .. }
            | Standing::OtherAuthority { since, .. },
        ) => vec![*since],
        _ => Vec::new(),
    }
}

fn clock(position: &Position, of: impl Fn(&law::Clock) -> Vec<Timestamp>) -> Vec<Timestamp> {
    position.clock.as_ref().map(of).unwrap_or_default()
}

/// The times of a cell against times found, in any order; `none` for no time at all.
fn instants(cell: Cell<'_>, got: &[Timestamp]) -> Result<(), Failure> {
    let mut wanted = Vec::new();
    let mut earlier = None;
    for item in cell.list().into_iter().filter(|item| item.text != "none") {
        let at = item.instant_after(earlier)?;
        earlier = Some(at);
        wanted.push(at);
    }
    let mut got = got.to_vec();
    wanted.sort();
    got.sort();
    if wanted == got {
        return Ok(());
    }
    let words: Vec<String> = got.iter().map(|at| domain::time::full_time(*at)).collect();
    Err(cell.failure(if words.is_empty() {
        "none".to_owned()
    } else {
        words.join("; ")
    }))
}

fn location(
    scenario: &Scenario,
    cell: Cell<'_>,
    of: impl Fn(&law::Finding<Availability>) -> &'static str,
) -> Result<(), Failure> {
    let Some(found) = &scenario.found else {
        return Err(cell.failure("no `found at`").of_the_table());
    };
    let day = domain::time::in_london(scenario.at).date();
    same(cell, of(&law::location(found, day)))
}

fn power(position: &Position, power: Power) -> Option<&PowerFinding> {
    position
        .powers
        .iter()
        .find(|finding| finding.power == power)
}

/// What the law says of the power a column asks about: of the first it answers, where there is one
/// under either kind of warrant.
fn may(cell: Cell<'_>, position: &Position) -> Result<(), Failure> {
    let mut asked = reasons::powers(cell.column).peekable();
    if asked.peek().is_none() {
        return Err(cell.failure("an unknown column"));
    }
    let found = asked.find_map(|wanted| power(position, wanted));
    same(
        cell,
        found.map_or("not said", |finding| availability(finding.availability)),
    )
}

fn place(scenario: &Scenario, position: &Position, cell: Cell<'_>) -> Result<(), Failure> {
    if let Some(finding) = power(position, Power::UseThisPlace) {
        return same(cell, availability(finding.availability));
    }
    // A place on the list needs nobody's agreement: a clock that started there says so.
    let entered = scenario
        .facts
        .acts
        .iter()
        .any(|act| matches!(act.what, What::Entered { .. }));
    same(
        cell,
        yes(entered
            && position
                .clock
                .as_ref()
                .is_some_and(|clock| clock.certainty == Certainty::Settled)),
    )
}

fn station(scenario: &Scenario, cell: Cell<'_>) -> Result<(), Failure> {
    let finding = law::station::judge(&scenario.facts, scenario.at, &scenario.profile);
    same(
        cell,
        match finding.answer.verdict {
            StationVerdict::Lawful => "lawful",
            StationVerdict::Unlawful => "unlawful",
            StationVerdict::NeedsFacts => "needs facts",
        },
    )
}

fn station_fails(scenario: &Scenario, cell: Cell<'_>) -> Result<(), Failure> {
    let finding = law::station::judge(&scenario.facts, scenario.at, &scenario.profile);
    let limbs = finding.answer.limbs.iter();
    ids(
        cell,
        limbs
            .filter(|limb| limb.met.is_no())
            .map(|limb| limb.rule.id)
            .collect(),
    )
}

/// The last further period of the row, judged as it would have been before it was signed.
fn proposed(
    scenario: &Scenario,
    cell: Cell<'_>,
) -> Result<law::Finding<law::extension::ExtensionOutcome>, Failure> {
    let mut facts: Facts = scenario.facts.clone();
    let last = facts
        .acts
        .iter()
        .rposition(|act| matches!(act.what, What::Extended { .. }));
    let Some(last) = last else {
        return Err(cell.failure("no `extended`").of_the_table());
    };
    let act = facts.acts.remove(last);
    let What::Extended {
        by,
        responsible_for_examination,
        minutes,
        ground,
        assessed_at_station,
    } = act.what
    else {
        return Err(cell.failure("no `extended`").of_the_table());
    };
    let Some(signed) = act.at.sort_key() else {
        return Err(cell.failure("no time of signature").of_the_table());
    };
    let proposed = Proposed {
        signed,
        by,
        responsible_for_examination,
        minutes,
        ground,
        assessed_at_station,
        approved_by: None,
    };
    Ok(law::extension::judge(&facts, &proposed, &scenario.profile))
}

fn extension(scenario: &Scenario, cell: Cell<'_>) -> Result<(), Failure> {
    same(
        cell,
        match proposed(scenario, cell)?.answer.verdict {
            ExtensionVerdict::Valid => "valid",
            ExtensionVerdict::Invalid => "invalid",
            ExtensionVerdict::AwaitingApproval => "awaiting approval",
            ExtensionVerdict::NeedsFacts => "needs facts",
        },
    )
}

fn extension_fails(scenario: &Scenario, cell: Cell<'_>) -> Result<(), Failure> {
    let outcome = proposed(scenario, cell)?.answer;
    ids(
        cell,
        outcome
            .limbs
            .iter()
            .filter(|limb| limb.met.is_no())
            .map(|limb| limb.rule.id)
            .collect(),
    )
}

fn consultation(position: &Position) -> &'static str {
    let breached = position
        .breaches
        .iter()
        .any(|breach| first(&breach.because) == Some("s136-consult-breach"));
    let owed = position
        .duties
        .iter()
        .any(|duty| duty.kind == law::DutyKind::Consultation);
    match (breached, owed) {
        (true, _) => "breached",
        (false, true) => "not recorded",
        (false, false) => "met",
    }
}

fn first(because: &[Reason]) -> Option<&'static str> {
    because.first().map(|reason| reason.rule.id)
}

fn words(cell: Cell<'_>) -> BTreeSet<String> {
    cell.list()
        .iter()
        .map(|item| item.text.to_owned())
        .filter(|text| text != "none")
        .collect()
}

/// Exactly these rules, and no others.
fn ids(cell: Cell<'_>, got: Vec<&'static str>) -> Result<(), Failure> {
    let got: BTreeSet<String> = got.into_iter().map(str::to_owned).collect();
    if words(cell) == got {
        Ok(())
    } else {
        Err(cell.failure(shown(&got)))
    }
}

/// At least these rules.
fn some_of(cell: Cell<'_>, got: impl Iterator<Item = &'static str>) -> Result<(), Failure> {
    let got: BTreeSet<String> = got.map(str::to_owned).collect();
    if words(cell).is_subset(&got) {
        Ok(())
    } else {
        Err(cell.failure(shown(&got)))
    }
}

/// None of these rules.
fn none_of(cell: Cell<'_>, got: impl Iterator<Item = &'static str>) -> Result<(), Failure> {
    let got: BTreeSet<String> = got.map(str::to_owned).collect();
    if words(cell).is_disjoint(&got) {
        Ok(())
    } else {
        Err(cell.failure(shown(&got)))
    }
}

fn shown(got: &BTreeSet<String>) -> String {
    if got.is_empty() {
        "none".to_owned()
    } else {
        got.iter().cloned().collect::<Vec<_>>().join("; ")
    }
}

fn says<'a>(cell: Cell<'_>, mut got: impl Iterator<Item = &'a str> + Clone) -> Result<(), Failure> {
    if got.clone().any(|text| text.contains(cell.text)) {
        return Ok(());
    }
    let all: Vec<&str> = got.by_ref().collect();
    Err(cell.failure(if all.is_empty() {
        "nothing".to_owned()
    } else {
        all.join("; ")
    }))
}

fn duty_name(duty: &law::Duty) -> String {
    serde_json::to_value(duty.kind)
        .ok()
        .and_then(|value| value.as_str().map(|name| name.replace('_', " ")))
        .unwrap_or_default()
}

fn owed(cell: Cell<'_>, position: &Position, wanted: bool) -> Result<(), Failure> {
    let got: BTreeSet<String> = position.duties.iter().map(duty_name).collect();
    for name in words(cell) {
        let known = law::DutyKind::ALL.iter().any(|kind| {
            serde_json::to_value(kind)
                .ok()
                .and_then(|value| value.as_str().map(|it| it.replace('_', " ")))
                == Some(name.clone())
        });
        if !known {
            return Err(cell
                .failure(format!("`{name}` is not a duty of the list"))
                .of_the_table());
        }
        if got.contains(&name) != wanted {
            return Err(cell.failure(shown(&got)));
        }
    }
    Ok(())
}

/// `welfare check: 2022-03-05 02:40`.
fn due(cell: Cell<'_>, position: &Position) -> Result<(), Failure> {
    let Some((name, time)) = cell.text.split_once(": ") else {
        return Err(cell.failure("no `: ` between duty and time").of_the_table());
    };
    let at = cell.part(time).instant()?;
    let due = position
        .duties
        .iter()
        .find(|duty| duty_name(duty) == name)
        .and_then(|duty| duty.due);
    if due == Some(at) {
        return Ok(());
    }
    Err(cell.failure(due.map_or("no time".to_owned(), domain::time::full_time)))
}

/// `welfare check: the custody officer`.
fn owner(cell: Cell<'_>, position: &Position) -> Result<(), Failure> {
    let Some((name, who)) = cell.text.split_once(": ") else {
        return Err(cell
            .failure("no `: ` between duty and owner")
            .of_the_table());
    };
    let owner = position
        .duties
        .iter()
        .find(|duty| duty_name(duty) == name)
        .map(|duty| duty.owner.label());
    if owner == Some(who) {
        Ok(())
    } else {
        Err(cell.failure(owner.unwrap_or("nobody")))
    }
}

fn every_rule(position: &Position) -> impl Iterator<Item = &'static str> {
    let mut reasons: Vec<&Reason> = Vec::new();
    reasons.extend(&position.regime.because);
    reasons.extend(&position.standing.because);
    if let Some(liability) = &position.liability {
        reasons.extend(&liability.because);
    }
    if let Some(clock) = &position.clock {
        reasons.extend(&clock.because);
        reasons.extend(clock.rivals.iter().map(|rival| &rival.because));
    }
    reasons.extend(position.powers.iter().flat_map(|power| &power.because));
    reasons.extend(position.duties.iter().flat_map(|duty| &duty.because));
    reasons.extend(position.breaches.iter().flat_map(|breach| &breach.because));
    reasons.extend(position.advisories.iter().flat_map(|one| &one.because));
    reasons
        .into_iter()
        .map(|reason| reason.rule.id)
        .collect::<Vec<_>>()
        .into_iter()
}
