//! Guards of warrants: who applies, who must be there, until when, and what is owed after.

use domain::event::{
    Block, Manner, Readiness, Submission, WarrantApplied, WarrantChecked, WarrantEndorsed,
    WarrantEntry, WarrantKind, WarrantUsed,
};
use domain::{CommandId, Event};
use law::warrant::{ProposedEntry, WarrantOutcome, WarrantVerdict};
use law::{Finding, LiabilityState};

use super::with_line;
use crate::command::{Command, Refusal, Setting, Why};
use crate::facts::{executed, facts};
use crate::file::File;

/// The guard of a line about a warrant or a patient, where it has one.
pub(super) fn check(
    file: &File,
    id: CommandId,
    command: &Command,
    setting: &Setting<'_>,
) -> Result<(), Refusal> {
    match &command.event {
        Event::WarrantApplied(applied) => application(file, id, applied, command, setting),
        Event::WarrantExecuted(entry) => execution(file, entry, command, setting),
        Event::WarrantUsed(used) => use_of(file, used),
        Event::WarrantConcluded(concluded) => after_entry(file, concluded.kind),
        Event::WarrantReturned(returned) => papers(returned),
        Event::WentAbsent(_) => absence(file, setting),
        _ => Ok(()),
    }
}

/// Section 135(1) and (2): who may apply, on what ground, and for 135(2) while the power to take
/// the patient lasts.
fn application(
    file: &File,
    id: CommandId,
    applied: &WarrantApplied,
    command: &Command,
    setting: &Setting<'_>,
) -> Result<(), Refusal> {
    let after = with_line(file, id, command, setting);
    let finding =
        law::warrant::application(&facts(&after), setting.now, applied.kind, setting.profile);
    lawful("no warrant could be issued on this", finding)
}

/// Who goes in, when, and where: B3, B5, and the limbs of section 135 that are not in doubt.
fn execution(
    file: &File,
    entry: &WarrantEntry,
    command: &Command,
    setting: &Setting<'_>,
) -> Result<(), Refusal> {
    let Some(at) = command.happened.moment.instant() else {
        return Err(Refusal::field(
            "happened",
            "enter when the constable first went in: the clock may run from it",
        ));
    };
    let mut proposed = ProposedEntry::from(&executed(entry));
    // Which warrant it is decides who must be there; whether others came than it names does not.
    proposed.kind = entry.kind;
    let finding = law::warrant::execution(&facts(file), at, &proposed, setting.profile);
    let outcome = &finding.answer;
    if outcome.breaks_block_on_company() {
        return Err(Refusal::new(
            Why::Blocked(Block::WarrantUnaccompanied),
            format!(
                "a warrant under section 135(1) is executed with an AMHP and a doctor there in \
                 person: any of each. Wait for them, or record that it was not executed. {}",
                failing(outcome)
            ),
        )
        .because(finding.because));
    }
    if outcome.breaks_block_on_stop_date() {
        return Err(Refusal::new(
            Why::Blocked(Block::WarrantExpired),
            format!(
                "this warrant had run out by then. Ask for a fresh one, or record that it was not \
                 executed. {}",
                failing(outcome)
            ),
        )
        .because(finding.because));
    }
    lawful("nobody may go in on this warrant", finding)
}

/// What the law is sure of refuses; what is contested or not recorded is shown and not refused.
fn lawful(says: &str, finding: Finding<WarrantOutcome>) -> Result<(), Refusal> {
    if finding.answer.verdict != WarrantVerdict::NotMet
        || finding.certainty == law::Certainty::Contested
    {
        return Ok(());
    }
    let says = format!("{says}. {}", failing(&finding.answer));
    Err(Refusal::new(Why::NotLawful, says).because(finding.because))
}

fn failing(outcome: &WarrantOutcome) -> String {
    let says: Vec<&str> = outcome
        .limbs
        .iter()
        .filter(|limb| limb.met.is_no())
        .map(|limb| limb.says.as_ref())
        .collect();
    // A refusal is shown with a full stop after it.
    says.join(" ").trim_end_matches('.').to_owned()
}

/// Removed or kept: after an entry, and kept only under section 135(1).
fn use_of(file: &File, used: &WarrantUsed) -> Result<(), Refusal> {
    if used.kind == WarrantKind::Retake && matches!(used.manner, Manner::Keep { .. }) {
        return Err(Refusal::field(
            "manner",
            "a warrant under section 135(2) keeps nobody at the premises: the patient is taken \
             where the power they are liable to takes them",
        ));
    }
    after_entry(file, used.kind)
}

fn after_entry(file: &File, kind: WarrantKind) -> Result<(), Refusal> {
    let entered = file
        .live()
        .any(|fact| matches!(fact.event, Event::WarrantExecuted(entry) if entry.kind == kind));
    if entered {
        return Ok(());
    }
    Err(Refusal::new(
        Why::NotYet,
        "record the entry to execute this warrant first: who was there, and when",
    ))
}

/// B6: the papers are submitted, or it is said why there are none (workflows.md section 4.6).
fn papers(returned: &WarrantEndorsed) -> Result<(), Refusal> {
    let waits = [returned.intelligence_report, returned.e_form].contains(&Submission::NotYet);
    if !waits {
        return Ok(());
    }
    Err(Refusal::new(
        Why::Blocked(Block::MissingSubmission),
        "the intelligence report and the section 135 e-form are submitted before the warrant is \
         closed, or it is said why there is nothing to submit",
    ))
}

/// A voluntary patient who leaves a hospital is not absent without leave.
fn absence(file: &File, setting: &Setting<'_>) -> Result<(), Refusal> {
    let liability = law::position(&facts(file), setting.now, setting.profile).liability;
    match liability {
        Some(finding) if finding.answer.state == LiabilityState::Informal => Err(Refusal::new(
            Why::NotLawful,
            "a patient who is in hospital of their own accord is free to leave, and is never \
             absent without leave. Nobody may take them back on that",
        )
        .because(finding.because)),
        _ => Ok(()),
    }
}

/// The words that a line about a warrant, a patient, an entry or capacity must not be without.
pub(super) fn words(event: &Event, need: &mut impl FnMut(&str, &str, &str)) {
    match event {
        Event::WarrantApplied(applied) => {
            need("premises", &applied.premises, "enter the premises");
        }
        Event::WarrantIssued(warrant) => {
            need("court", &warrant.court, "enter the court that issued it");
            need(
                "premises",
                &warrant.premises,
                "enter the premises as the warrant specifies them",
            );
        }
        Event::WarrantRefused(refused) => {
            need("reason", &refused.reason, "enter why it was refused");
        }
        Event::WarrantChecked(checked) if is_waiting(checked) => {
            need(
                "outstanding",
                &checked.outstanding,
                "enter what is not confirmed and why",
            );
        }
        Event::WarrantExecuted(entry) => {
            need("lead", &entry.lead, "enter the constable who leads");
            if entry.named_professionals_there.is_no() {
                need(
                    "why_others",
                    &entry.why_others,
                    "enter why others came than those whom the warrant names",
                );
            }
        }
        Event::WarrantUsed(used) => need("why", &used.why, "enter why it was thought fit"),
        Event::WarrantNotExecuted(not) => need(
            "detail",
            &not.detail,
            "enter who was spoken to, what was said and what happens next",
        ),
        Event::WarrantReturned(returned)
            if [returned.intelligence_report, returned.e_form]
                .contains(&Submission::NothingToSubmit) =>
        {
            need(
                "why_nothing",
                &returned.why_nothing,
                "enter why there is nothing to submit",
            );
        }
        Event::WentAbsent(absence) => {
            need("told_by", &absence.told_by, "enter who reported it");
        }
        Event::PremisesEntered(entered) => need(
            "detail",
            &entered.detail,
            "enter what was seen and heard that made it necessary",
        ),
        Event::CapacityJudged(judged) => {
            need(
                "facts",
                &judged.facts,
                "enter what was asked, seen and said",
            );
        }
        Event::CapacityReliedOn(relied) => need("what", &relied.what, "enter what was done"),
        _ => {}
    }
}

/// Whether something that must be there is not confirmed. The bed is not asked about: no bed need
/// have been found.
fn is_waiting(checked: &WarrantChecked) -> bool {
    [
        checked.warrant,
        checked.amhp,
        checked.doctor,
        checked.risk,
        checked.ambulance,
        checked.place,
        checked.entry,
    ]
    .contains(&Readiness::NotConfirmed)
}

/// What the recorder of a line about a warrant or a patient is told besides.
pub(super) fn advise(after: &File, command: &Command, setting: &Setting<'_>) -> Vec<String> {
    let mut says = Vec::new();
    match &command.event {
        Event::WarrantExecuted(entry)
            if entry.named_professionals_there.is_no() && entry.kind == WarrantKind::Assess =>
        {
            says.push(
                "Others came than those whom the warrant names. Kent’s procedure says that the \
                 named professionals must attend; the House of Lords (Ward 2005) says that any \
                 AMHP and any doctor will do."
                    .to_owned(),
            );
        }
        Event::WentAbsent(absence) => {
            says.extend(told_otherwise(after, absence.power_ends.value(), setting));
        }
        Event::WarrantApplied(applied) if applied.kind == WarrantKind::Retake => {
            let told = applied.patient.power_ends.as_ref();
            says.extend(told_otherwise(
                after,
                told.and_then(domain::Known::value),
                setting,
            ));
        }
        _ => {}
    }
    says
}

/// The hospital's date for the end of the power, where the Act counts to another.
fn told_otherwise(
    after: &File,
    told: Option<&jiff::civil::Date>,
    setting: &Setting<'_>,
) -> Option<String> {
    let told = *told?;
    let liability = law::position(&facts(after), setting.now, setting.profile).liability?;
    let counted = liability.answer.take_until?.last_day()?;
    (counted != told).then(|| {
        format!(
            "The hospital says that the power to take the patient ends with {}; counted from what \
             is recorded it ends with {}. Ask the hospital which dates it goes by.",
            domain::time::day(told),
            domain::time::day(counted)
        )
    })
}
