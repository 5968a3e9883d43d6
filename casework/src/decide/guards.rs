//! Guards: the absolute blocks, and the few things that must come first.
//!
//! A guard that is a block or a rule of law can be passed by "record what happened"; the others
//! say what to do first (workflows.md section 0).

use domain::event::{Block, EventKind, PlaceRef, Ruling};
use domain::{CommandId, Event, PlaceKind, Rank, Role};
use jiff::SignedDuration;
use law::extension::{ExtensionVerdict, Proposed};
use law::station::StationVerdict;

use super::with_line;
use crate::command::{Command, Refusal, Setting, Why};
use crate::facts::facts;
use crate::file::{File, LineState};

/// Seconds in which somebody may take back their own wrong tap.
pub(crate) const UNDO_SECONDS: i64 = 10;

pub(super) fn check(
    file: &File,
    id: CommandId,
    command: &Command,
    setting: &Setting<'_>,
) -> Result<(), Refusal> {
    if file.is_empty() && !starts_a_file(command.event.kind()) {
        return Err(Refusal::new(Why::NotYet, "open the file first"));
    }
    crate::returns::check(file, command, setting)?;
    child_at_station(file, id, command, setting)?;
    child_at_adult_suite(file, command, setting)?;
    match &command.event {
        Event::FileOpened(_) if !file.is_empty() => Err(Refusal::new(
            Why::AlreadyRecorded,
            "this file is already open",
        )),
        Event::Detained(_) => once_by_each(file, setting),
        Event::StationAuthorised(_) => station(file, id, command, setting),
        Event::AbdRuledOut(_) => abd_ruled_out(file, setting),
        Event::HandOverAccepted(accepted) => accepted_at_own_place(&accepted.place, setting),
        Event::OfficersReleased(_) => released(file),
        Event::Extended(_) => extension(file, command, setting),
        Event::ExtensionApproved(approved) => rank(setting, Rank::Superintendent).and_then(|()| {
            if approved.rank < Rank::Superintendent {
                Err(needs(Rank::Superintendent))
            } else if file.has(EventKind::Extended) || file.has(EventKind::DecisionAsked) {
                Ok(())
            } else {
                Err(Refusal::new(
                    Why::NotYet,
                    "no further period has been asked for yet",
                ))
            }
        }),
        Event::VehicleAuthorised(vehicle) => {
            rank(setting, Rank::Inspector)?;
            if vehicle.rank < Rank::Inspector {
                Err(needs(Rank::Inspector))
            } else {
                Ok(())
            }
        }
        Event::DecisionGiven(given) => decision(file, given.asked, given.ruling, setting),
        Event::Corrected(_) | Event::Settled(_) | Event::Withdrawn(_) => {
            about_lines(file, command, setting)
        }
        Event::EscalationReplied(domain::event::EscalationReplied { opened, .. })
        | Event::EscalationRaised(domain::event::EscalationRaised { opened, .. })
        | Event::EscalationClosed(domain::event::EscalationClosed { opened, .. }) => {
            match file.line(*opened).map(|line| &line.written.event) {
                Some(Event::EscalationOpened(_)) => Ok(()),
                _ => Err(no_such_line()),
            }
        }
        Event::LinkConfirmed(_) | Event::LinkUndone(_) | Event::LinkRejected(_) => {
            super::links::check(file, command)
        }
        _ => super::warrants::check(file, id, command, setting),
    }
}

const fn starts_a_file(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::FileOpened | EventKind::DetentionImported | EventKind::ReturnIssued
    )
}

/// B1: nobody under 18, or possibly under 18, is taken to or kept at a police station.
fn child_at_station(
    file: &File,
    id: CommandId,
    command: &Command,
    setting: &Setting<'_>,
) -> Result<(), Refusal> {
    if !to_a_station(&command.event) {
        return Ok(());
    }
    let after = with_line(file, id, command, setting);
    let finding = law::station::judge(&facts(&after), setting.now, setting.profile);
    if !finding.answer.breaks_block() {
        return Ok(());
    }
    let in_doubt = finding
        .because
        .iter()
        .any(|reason| reason.rule.id == "age-unknown");
    let says = if in_doubt {
        "a police station may never be the place of safety of anybody under 18, and this person may \
         be. Record an age of 18 or over and its basis, or ask an emergency department, CAMHS and \
         the local authority for a place"
    } else {
        "a police station may never be the place of safety of anybody under 18. Nobody can \
         authorise it. Ask an emergency department, CAMHS and the local authority for a place"
    };
    Err(Refusal::new(Why::Blocked(Block::ChildAtStation), says).because(finding.because))
}

/// An adult suite takes a child only by exception record (workflows.md section 3.8).
fn child_at_adult_suite(
    file: &File,
    command: &Command,
    setting: &Setting<'_>,
) -> Result<(), Refusal> {
    let to = match &command.event {
        Event::JourneyBegan(journey) => &journey.to,
        Event::TransferBegan(transfer) => &transfer.to,
        Event::Diverted(diverted) => &diverted.to,
        _ => return Ok(()),
    };
    let adults_only = to
        .id
        .as_ref()
        .and_then(|id| setting.force.place(id))
        .is_some_and(|place| !place.accepts_children);
    // With nothing recorded about age this is left to the officer's eyes; the statutory bar on
    // police stations is not.
    if !adults_only || !crate::view::identity(file, setting.now).child {
        return Ok(());
    }
    Err(Refusal::new(
        Why::NotLawful,
        format!(
            "{} takes adults only, and this person is or may be under 18. Choose a place that \
             takes children, or record why this one is used",
            to.name
        ),
    ))
}

fn to_a_station(event: &Event) -> bool {
    let place = match event {
        Event::PlaceAsked(asked) => Some(&asked.place),
        Event::JourneyBegan(journey) => Some(&journey.to),
        Event::Diverted(diverted) => Some(&diverted.to),
        Event::ReachedSite(reached) => Some(&reached.place),
        Event::Entered(entered) => Some(&entered.place),
        Event::TransferBegan(transfer) => Some(&transfer.to),
        Event::StationAuthorised(station) => Some(&station.station),
        Event::Detained(detained) => match &detained.manner {
            domain::event::Manner::Keep { at } => Some(at),
            domain::event::Manner::Remove => None,
        },
        Event::WarrantUsed(used) => match &used.manner {
            domain::event::Manner::Keep { at } => Some(at),
            domain::event::Manner::Remove => None,
        },
        _ => None,
    };
    place.is_some_and(|place| place.kind == PlaceKind::PoliceStation)
}

/// One person records the use of the power once; another person's entry is kept beside it.
fn once_by_each(file: &File, setting: &Setting<'_>) -> Result<(), Refusal> {
    let mine = file
        .live_of(EventKind::Detained)
        .find(|fact| fact.written.by.user == setting.actor.user);
    let ended_since = |position| {
        file.live_of(EventKind::Ended)
            .any(|fact| fact.written.position > position)
    };
    match mine {
        Some(fact) if !ended_since(fact.written.position) => Err(Refusal::new(
            Why::AlreadyRecorded,
            "you have already recorded that section 136 was used; correct that line instead",
        )),
        _ => Ok(()),
    }
}

/// The three conditions, the rank and the date of SI 2017/1036 and MHA 2025 section 48.
fn station(
    file: &File,
    id: CommandId,
    command: &Command,
    setting: &Setting<'_>,
) -> Result<(), Refusal> {
    rank(setting, Rank::Inspector)?;
    let after = with_line(file, id, command, setting);
    let finding = law::station::judge(&facts(&after), setting.now, setting.profile);
    if finding.answer.verdict == StationVerdict::Unlawful {
        let failing: Vec<&str> = finding
            .answer
            .limbs
            .iter()
            .filter(|limb| limb.met.is_no())
            .map(|limb| limb.says.as_ref())
            .collect();
        return Err(Refusal::new(
            Why::NotLawful,
            format!(
                "a police station may not be used. {}",
                failing.join(" ").trim_end_matches('.')
            ),
        )
        .because(finding.because));
    }
    Ok(())
}

/// B4: only a doctor of the emergency department rules suspected ABD out (force policy).
fn abd_ruled_out(file: &File, setting: &Setting<'_>) -> Result<(), Refusal> {
    if !file.has(EventKind::AbdSuspected) {
        return Err(Refusal::new(
            Why::NotYet,
            "ABD has not been recorded as suspected",
        ));
    }
    if setting.actor.role == Role::EmergencyDepartmentDoctor {
        return Ok(());
    }
    Err(Refusal::new(
        Why::Blocked(Block::AbdCleared),
        "suspected ABD stays suspected until a doctor of the emergency department rules it out; \
         nobody else can clear it (Kent O18b, paragraphs 3.5.6 and 3.5.7)",
    ))
}

fn accepted_at_own_place(place: &PlaceRef, setting: &Setting<'_>) -> Result<(), Refusal> {
    match (&setting.actor.place, &place.id) {
        (Some(own), Some(id)) if own == id => Ok(()),
        _ => Err(Refusal::new(
            Why::NotPermitted,
            "a hand-over is accepted by somebody who works at the place that accepts it",
        )),
    }
}

/// Officers leave after acceptance, or on an inspector's decision.
fn released(file: &File) -> Result<(), Refusal> {
    let decided = file.live().any(|fact| match fact.event {
        Event::DecisionGiven(given) => matches!(given.ruling, Ruling::Leave),
        Event::PresenceAnswered(answered) => {
            !answered.stay && fact.written.by.ranks_at_least(Rank::Inspector)
        }
        _ => false,
    });
    if file.has(EventKind::HandOverAccepted) || decided {
        return Ok(());
    }
    Err(Refusal::new(
        Why::NotYet,
        "officers are released once a named person has accepted the hand-over, or an inspector has \
         decided that they leave",
    ))
}

/// B2, and the grounds and signatory of section 136B.
fn extension(file: &File, command: &Command, setting: &Setting<'_>) -> Result<(), Refusal> {
    let Event::Extended(extended) = &command.event else {
        return Ok(());
    };
    let Some(signed) = command.happened.moment.latest() else {
        return Err(Refusal::field(
            "happened",
            "enter when the further period was signed",
        ));
    };
    let approved_by = file.live().find_map(|fact| match fact.event {
        Event::ExtensionApproved(approved) => Some(approved.rank),
        _ => None,
    });
    let proposed = Proposed {
        signed,
        by: extended.profession,
        responsible_for_examination: extended.responsible_for_examination,
        minutes: extended.minutes,
        ground: extended.ground,
        assessed_at_station: extended.assessed_at_station,
        approved_by,
    };
    let finding = law::extension::judge(&facts(file), &proposed, setting.profile);
    if law::position(&facts(file), setting.now, setting.profile)
        .clock
        .is_none()
    {
        return Err(Refusal::new(
            Why::NotYet,
            "no clock has started, so there is no period to extend",
        ));
    }
    if finding.answer.verdict != ExtensionVerdict::Invalid {
        return Ok(());
    }
    let failing: Vec<&str> = finding
        .answer
        .limbs
        .iter()
        .filter(|limb| limb.met.is_no())
        .map(|limb| limb.says.as_ref())
        .collect();
    let why = if finding.answer.breaks_block() {
        Why::Blocked(Block::ExtensionOutOfTime)
    } else {
        Why::NotLawful
    };
    let says = format!(
        "this would not extend the detention. {}",
        failing.join(" ").trim_end_matches('.')
    );
    Err(Refusal::new(why, says).because(finding.because))
}

fn decision(
    file: &File,
    asked: domain::EventId,
    ruling: Ruling,
    setting: &Setting<'_>,
) -> Result<(), Refusal> {
    let Some(Event::DecisionAsked(question)) = file.line(asked).map(|line| &line.written.event)
    else {
        return Err(no_such_line());
    };
    rank(setting, question.of)?;
    let answered = file.live().any(|fact| match fact.event {
        Event::DecisionGiven(given) => given.asked == asked && given.ruling != Ruling::AskMore,
        _ => false,
    });
    if answered && ruling != Ruling::AskMore {
        return Err(Refusal::new(
            Why::AlreadyRecorded,
            "this has been decided; correct that line or ask a new question",
        ));
    }
    Ok(())
}

/// Corrections, settlements and withdrawals: of lines of this file, by those entitled.
fn about_lines(file: &File, command: &Command, setting: &Setting<'_>) -> Result<(), Refusal> {
    match &command.event {
        Event::Corrected(correction) => {
            let line = file.line(correction.line).ok_or_else(no_such_line)?;
            let own = line.written.by.user == setting.actor.user;
            let own_place =
                setting.actor.role.is_partner() && line.written.by.place == setting.actor.place;
            if !own && !own_place && !setting.actor.ranks_at_least(Rank::Sergeant) {
                return Err(needs(Rank::Sergeant));
            }
            if let Some(event) = &correction.event
                && event.kind() != line.written.event.kind()
            {
                return Err(Refusal::field(
                    "event",
                    "a correction keeps the kind of the entry; withdraw it and record the other",
                ));
            }
            if matches!(line.state, LineState::Withdrawn { .. }) {
                return Err(Refusal::new(
                    Why::AlreadyRecorded,
                    "this entry was taken back",
                ));
            }
            uncorrectable(&line.written.event)
        }
        Event::Settled(settled) => {
            let all: Vec<_> = std::iter::once(settled.accepted)
                .chain(settled.not_accepted.iter().copied())
                .chain(settled.kept_apart.iter().copied())
                .collect();
            if all.iter().any(|id| file.line(*id).is_none()) {
                return Err(no_such_line());
            }
            if settled.not_accepted.contains(&settled.accepted) {
                return Err(Refusal::field("accepted", "an entry cannot be both"));
            }
            let contested = file
                .contests()
                .iter()
                .any(|contest| contest.lines.contains(&settled.accepted));
            if !contested {
                return Err(Refusal::new(Why::AlreadyRecorded, "this is not contested"));
            }
            let only_kept = settled.not_accepted.is_empty();
            // Somebody who made one of the entries may say that both happened; choosing between
            // two people's entries takes a sergeant.
            let own = all
                .iter()
                .filter_map(|id| file.line(*id))
                .any(|line| line.written.by.user == setting.actor.user);
            if setting.actor.ranks_at_least(Rank::Sergeant) || (only_kept && own) {
                Ok(())
            } else {
                Err(needs(Rank::Sergeant))
            }
        }
        Event::Withdrawn(withdrawn) => {
            let line = file.line(withdrawn.line).ok_or_else(no_such_line)?;
            if line.written.by.user != setting.actor.user {
                return Err(Refusal::new(
                    Why::NotPermitted,
                    "only the person who made an entry can take it back",
                ));
            }
            let age = setting.now.duration_since(line.written.recorded);
            // The page needs a moment to send the tap.
            if age > SignedDuration::from_secs(UNDO_SECONDS + 5) {
                return Err(Refusal::new(
                    Why::AlreadyRecorded,
                    "the ten seconds for taking an entry back have passed; correct it instead",
                ));
            }
            uncorrectable(&line.written.event)
        }
        _ => Ok(()),
    }
}

/// The record's own bookkeeping is not corrected; it is corrected by what it speaks of.
fn uncorrectable(event: &Event) -> Result<(), Refusal> {
    if matches!(
        event,
        Event::Corrected(_)
            | Event::Settled(_)
            | Event::Withdrawn(_)
            | Event::ExceptionRecorded(_)
            | Event::FileOpened(_)
    ) {
        return Err(Refusal::new(
            Why::AlreadyRecorded,
            "this kind of entry is not corrected: correct the entry it speaks of",
        ));
    }
    Ok(())
}

fn rank(setting: &Setting<'_>, least: Rank) -> Result<(), Refusal> {
    if setting.actor.ranks_at_least(least) {
        Ok(())
    } else {
        Err(needs(least))
    }
}

fn needs(rank: Rank) -> Refusal {
    Refusal::new(
        Why::RankNeeded(rank),
        format!("this needs {} or above", article(rank)),
    )
}

fn article(rank: Rank) -> String {
    let label = rank.label();
    let article = if label.starts_with(['a', 'e', 'i', 'o', 'u']) {
        "an"
    } else {
        "a"
    };
    format!("{article} {label}")
}

fn no_such_line() -> Refusal {
    Refusal::new(Why::NoSuchLine, "there is no such entry in this file")
}
