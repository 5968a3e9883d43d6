//! Questions to senior officers, their decisions, escalation and alarms.

use domain::EventKind;
use domain::actor::Rank;
use domain::event::{Question, Ruling, Trigger};
use domain::time::in_london;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

use super::super::choice::{options, wire_name};
use super::super::field::{Context, Field, FormSpec, Group, Input};

/// Minutes to the next stage where the force has no ladder for the trouble.
const NEXT_STAGE_MINUTES: u32 = 60;

/// The rank that may answer, from the question.
fn rank_asked(event: &mut Map<String, Value>, _: &Context<'_>) {
    let question = event
        .get("question")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let rank = if question == wire_name(Question::ExtensionApproval) {
        Rank::Superintendent
    } else {
        Rank::Inspector
    };
    event.insert("of".to_owned(), Value::from(wire_name(rank)));
}

/// A new escalation begins at the first stage of the force's ladder for it.
fn first_stage(event: &mut Map<String, Value>, context: &Context<'_>) {
    let named = event
        .get("trigger")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let trigger = Trigger::ALL
        .iter()
        .copied()
        .find(|trigger| wire_name(*trigger) == named);
    stage(event, context, trigger, 1);
}

/// A raised escalation goes to the stage after the one it has reached.
fn next_stage(event: &mut Map<String, Value>, context: &Context<'_>) {
    let opened = event
        .get("opened")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    let found = context.file.and_then(|file| {
        casework::escalation::open(file).find(|one| one.opened.to_string() == opened)
    });
    let (trigger, reached) = found.map_or((None, 1), |one| (Some(one.trigger), one.stage));
    stage(event, context, trigger, reached.saturating_add(1));
}

fn stage(
    event: &mut Map<String, Value>,
    context: &Context<'_>,
    trigger: Option<Trigger>,
    number: u8,
) {
    let today = in_london(context.now).date();
    let ladder = trigger.and_then(|trigger| context.force.ladder(trigger, today));
    let stages = ladder.map_or(&[][..], |ladder| ladder.stages.as_slice());
    let index = usize::from(number).saturating_sub(1);
    let here = stages.get(index).or_else(|| stages.last());
    let owner = here.map_or(context.actor.role, |stage| stage.owner);
    let wait = match (here, stages.get(index + 1)) {
        (Some(here), Some(next)) => next.after_minutes.saturating_sub(here.after_minutes),
        _ => NEXT_STAGE_MINUTES,
    };
    let due = later(context.now, wait);
    event.insert("stage".to_owned(), Value::from(number));
    event.insert("owner".to_owned(), Value::from(wire_name(owner)));
    event.insert("due".to_owned(), Value::from(due.to_string()));
}

fn later(now: Timestamp, minutes: u32) -> Timestamp {
    now.checked_add(SignedDuration::from_mins(i64::from(minutes)))
        .unwrap_or(now)
}

const OPENED: Input = Input::LineOf(&[EventKind::EscalationOpened]);

pub(super) const FORMS: &[FormSpec] = &[
    FormSpec::new(
        "ask",
        Group::Decision,
        EventKind::DecisionAsked,
        ["Ask a senior officer to decide", "Ask the inspector", "Ask"],
        &[
            Field::new(
                "question",
                "What is asked?",
                Input::Radios(options::<Question>),
            )
            .must("Select what is asked"),
            Field::new("facts", "The facts", Input::Area)
                .must("Enter the facts the decision rests on"),
            Field::new(
                "other_view",
                "The other view, where you disagree with somebody",
                Input::Area,
            ),
        ],
    )
    .derive(rank_asked),
    FormSpec::new(
        "decide",
        Group::Decision,
        EventKind::DecisionGiven,
        ["Decide", "Decide", "Save the decision"],
        &[
            Field::new(
                "asked",
                "Which question?",
                Input::LineOf(&[EventKind::DecisionAsked]),
            )
            .must("Select the question you answer"),
            Field::new(
                "ruling",
                "What do you decide?",
                Input::Radios(options::<Ruling>),
            )
            .must("Select what you decide"),
            Field::new("reason", "Why?", Input::Area).must("Enter the reason for the decision"),
            Field::new(
                "condition",
                "What must happen first, or until when?",
                Input::Line,
            ),
            Field::new("log_reference", "Log reference", Input::OptionalLine),
        ],
    ),
    FormSpec::new(
        "escalate",
        Group::Decision,
        EventKind::EscalationOpened,
        ["Escalate", "Escalate", "Escalate"],
        &[
            Field::new(
                "trigger",
                "What is the trouble?",
                Input::Radios(options::<Trigger>),
            )
            .must("Select what the trouble is"),
            Field::new("why", "What has been asked, and of whom?", Input::Area)
                .must("Enter what has been asked and of whom"),
        ],
    )
    .derive(first_stage),
    FormSpec::new(
        "escalation-reply",
        Group::Decision,
        EventKind::EscalationReplied,
        [
            "Reply to an escalation",
            "Reply to escalation",
            "Save the reply",
        ],
        &[
            Field::new("opened", "Which escalation?", OPENED).must("Select the escalation"),
            Field::new("reply", "What was said?", Input::Area)
                .must("Enter what was said, or that there was no reply"),
            Field::new("promised", "What was promised, and by when?", Input::Line),
        ],
    ),
    FormSpec::new(
        "escalation-raise",
        Group::Decision,
        EventKind::EscalationRaised,
        ["Raise to the next stage", "Raise escalation", "Raise it"],
        &[Field::new("opened", "Which escalation?", OPENED).must("Select the escalation")],
    )
    .derive(next_stage),
    FormSpec::new(
        "escalation-close",
        Group::Decision,
        EventKind::EscalationClosed,
        ["Close an escalation", "Close escalation", "Close it"],
        &[
            Field::new("opened", "Which escalation?", OPENED).must("Select the escalation"),
            Field::new(
                "resolved",
                "Did what was asked for happen?",
                Input::YesNo {
                    yes: "Yes",
                    no: "No",
                },
            )
            .must("Select whether it happened"),
            Field::new("what", "What changed, or did not?", Input::Area)
                .must("Enter what changed, or what did not"),
        ],
    ),
    FormSpec::new(
        "alarm",
        Group::Decision,
        EventKind::AlarmAcknowledged,
        ["I have seen the alarm", "Alarm seen", "I have seen it"],
        &[Field::new(
            "minutes",
            "Minutes after the clock began",
            Input::Number(1, 10_000),
        )
        .must("Enter the minutes of the alarm")],
    ),
];
