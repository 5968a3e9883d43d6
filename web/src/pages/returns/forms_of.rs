//! The three forms of a return: issue, sign, send.

use casework::returns::Version;
use domain::event::Recipient;

use super::super::lines::text_field;
use super::super::record::{FormView, command_id};
use crate::desk::returns::Offer;
use crate::forms::show::{Body, Fault, FieldView, OptionView, faults};
use crate::forms::{Problem, Submitted, element_id, sentence, wire_name};
use crate::session::Visitor;

/// The forms that are shown, and what was wrong with the one that was sent.
#[derive(Default)]
pub(super) struct Forms {
    pub(super) faults: Vec<Fault>,
    pub(super) issue: Option<FormView>,
    pub(super) sign: Option<FormView>,
    pub(super) send: Option<FormView>,
}

/// The error summary.
pub(super) fn faults_of(problems: &[Problem]) -> Vec<Fault> {
    faults(problems)
}

/// A recipient by its name on the wire.
pub(super) fn typed_recipient(word: &str) -> Option<Recipient> {
    Recipient::ALL
        .iter()
        .copied()
        .find(|recipient| wire_name(*recipient) == word)
}

fn form(action: String, button: String, visitor: &Visitor, sent: &Submitted) -> FormView {
    FormView {
        action,
        title: String::new(),
        hint: String::new(),
        send: button,
        csrf: visitor.csrf.clone(),
        command: command_id(sent).to_string(),
        faults: Vec::new(),
        fields: Vec::new(),
        when: None,
        block: None,
        instead: None,
        more: Vec::new(),
        back: "/returns".to_owned(),
    }
}

/// What stands when a version is about to be issued.
pub(super) struct Issuing<'a> {
    /// What calls for it; none for the first.
    pub(super) offer: Option<&'a Offer>,
    /// The version before it.
    pub(super) before: Option<&'a Version>,
    /// How many warnings stand.
    pub(super) warnings: usize,
    /// Whether whoever issues it may read the words of corrections.
    pub(super) opens: bool,
}

/// Issue the first version, or another with the reason filled in from the corrections.
pub(super) fn issue_form(
    here: &str,
    visitor: &Visitor,
    sent: &Submitted,
    problems: &[Problem],
    issuing: &Issuing<'_>,
) -> FormView {
    let Issuing {
        offer,
        before,
        warnings,
        opens,
    } = *issuing;
    let number = offer.map_or(1, |offer| offer.version);
    let button = format!("Issue version {number}");
    let mut view = form(format!("{here}/issue"), button, visitor, sent);
    if let Some(offer) = offer {
        let mut filled = sent.clone();
        if sent.is_blank("reason") && problems.is_empty() && opens {
            filled.set("reason", offer.reason());
        }
        view.fields = vec![text_field(
            "reason",
            "Why is there another version?",
            &filled,
            problems,
        )];
    }
    if warnings > 0 {
        let mut filled = sent.clone();
        if let Some(before) = before.filter(|_| problems.is_empty()) {
            // What stood before mostly stands still: said once, and changed where it must be.
            filled.set("explained", before.explained.as_str());
        }
        view.fields.push(text_field(
            "explained",
            "Why may the warnings stand?",
            &filled,
            problems,
        ));
    }
    view
}

/// Sign the newest version.
pub(super) fn sign_form(
    here: &str,
    visitor: &Visitor,
    sent: &Submitted,
    problems: &[Problem],
    version: &Version,
) -> FormView {
    let button = format!("Sign version {}", version.number);
    let mut view = form(format!("{here}/sign"), button, visitor, sent);
    view.fields = vec![
        hidden(version),
        line("signature", "Type your name to sign", "", sent, problems),
    ];
    view
}

/// Record that the newest version was sent.
pub(super) fn send_form(
    here: &str,
    visitor: &Visitor,
    sent: &Submitted,
    problems: &[Problem],
    version: &Version,
) -> FormView {
    let mut view = form(
        format!("{here}/send"),
        "Record it as sent".to_owned(),
        visitor,
        sent,
    );
    view.fields = vec![
        hidden(version),
        recipients(sent, problems),
        line("name", "Which body or person?", "", sent, problems),
        line(
            "receipt",
            "Receipt",
            "A receipt, a reference, or how it was sent",
            sent,
            problems,
        ),
    ];
    view
}

fn hidden(version: &Version) -> FieldView {
    field(
        "version",
        "",
        "",
        Body::Hidden {
            value: version.number.to_string(),
        },
        &[],
    )
}

fn line(name: &str, label: &str, hint: &str, sent: &Submitted, problems: &[Problem]) -> FieldView {
    let body = Body::Line {
        value: sent.raw(name).to_owned(),
        keyboard: "text",
        width: "govuk-input--width-20",
        wrong: false,
        below: Vec::new(),
    };
    field(name, label, hint, body, problems)
}

fn recipients(sent: &Submitted, problems: &[Problem]) -> FieldView {
    let options = Recipient::ALL.iter().enumerate().map(|(index, recipient)| {
        let id = element_id("to");
        let value = wire_name(*recipient);
        OptionView {
            id: if index == 0 {
                id
            } else {
                format!("{id}-{}", index + 1)
            },
            chosen: sent.text("to") == value,
            value,
            label: sentence(recipient.label()),
            hint: if *recipient == Recipient::HomeOffice {
                "Exact figures, over a protected channel".to_owned()
            } else {
                "Small numbers hidden".to_owned()
            },
            reveals: Vec::new(),
        }
    });
    let body = Body::Radios {
        options: options.collect(),
        inline: false,
    };
    field("to", "To whom is it sent?", "", body, problems)
}

fn field(name: &str, label: &str, hint: &str, body: Body, problems: &[Problem]) -> FieldView {
    let problem = problems.iter().find(|problem| problem.field == name);
    FieldView {
        name: name.to_owned(),
        id: element_id(name),
        label: label.to_owned(),
        hint: hint.to_owned(),
        error: problem.map(|problem| sentence(&problem.says)),
        body,
        fold: None,
    }
}
