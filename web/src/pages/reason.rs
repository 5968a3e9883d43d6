//! The law's reasons as a page shows them: each opens in place.

use askama::Template;
use casework::File;
use domain::{FileId, Position};
use law::{Certainty, Layer, Reason};

use crate::forms::sentence;

/// An answer's reasons, folded under one line of words.
#[derive(Debug, Clone, Template)]
#[template(path = "part/why.html")]
pub(crate) struct Why {
    /// Its id in the page.
    pub(crate) id: String,
    /// The line of words.
    pub(crate) summary: String,
    /// The layer of the first step: who speaks.
    pub(crate) layer: LayerTag,
    /// How sure the answer is, where it is not settled.
    pub(crate) unsure: Option<&'static str>,
    /// The steps of the argument.
    pub(crate) steps: Vec<Step>,
    /// The other reading.
    pub(crate) rival: Option<String>,
}

/// One step of an argument.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    /// How the rule applies here.
    pub(crate) says: String,
    /// The rule's name in the rule book.
    pub(crate) rule: &'static str,
    /// The provision or source.
    pub(crate) cite: &'static str,
    /// Which layer speaks.
    pub(crate) layer: LayerTag,
    /// How far the source was checked.
    pub(crate) evidence: &'static str,
    /// Whether sources conflict on the rule.
    pub(crate) contested: bool,
    /// The lines it rests on, with their addresses.
    pub(crate) lines: Vec<(Position, String)>,
}

/// The tag that says whose rule it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LayerTag {
    /// The class of the tag, after `lantern-tag--`; none for the plain tag.
    pub(crate) class: &'static str,
    /// Its words.
    pub(crate) words: &'static str,
}

impl LayerTag {
    /// The tag of a layer.
    pub(crate) const fn of(layer: Layer) -> Self {
        match layer {
            Layer::Statute => Self {
                class: "lantern-tag--statute",
                words: "Statute",
            },
            Layer::Guidance => Self {
                class: "",
                words: "Guidance and practice",
            },
            Layer::ForcePolicy => Self {
                class: "lantern-tag--policy",
                words: "Force policy",
            },
            Layer::LocalAgreement => Self {
                class: "lantern-tag--local",
                words: "Local agreement",
            },
        }
    }
}

/// Makes the reasons of one page, each with an id of its own.
#[derive(Debug)]
pub(crate) struct Reasons<'a> {
    file: Option<&'a File>,
    count: usize,
}

impl<'a> Reasons<'a> {
    /// For a page about a file, whose lines the reasons lead to.
    pub(crate) const fn of(file: &'a File) -> Self {
        Self {
            file: Some(file),
            count: 0,
        }
    }

    /// Counts from here: for a second set of reasons on one page.
    pub(crate) const fn from(self, count: usize) -> Self {
        Self { count, ..self }
    }

    /// For a page about no file.
    pub(crate) const fn without_file() -> Self {
        Self {
            file: None,
            count: 0,
        }
    }

    /// The reasons of one answer.
    pub(crate) fn why(
        &mut self,
        summary: impl Into<String>,
        because: &[Reason],
        certainty: Option<Certainty>,
        rival: Option<&String>,
    ) -> Why {
        self.count += 1;
        let steps: Vec<Step> = because.iter().map(|reason| self.step(reason)).collect();
        let layer = steps
            .first()
            .map_or(LayerTag::of(Layer::Statute), |step| step.layer);
        Why {
            id: format!("why-{}", self.count),
            summary: summary.into(),
            layer,
            unsure: certainty
                .filter(|it| *it != Certainty::Settled)
                .map(Certainty::label),
            steps,
            rival: rival.map(|text| sentence(text)),
        }
    }

    fn step(&self, reason: &Reason) -> Step {
        Step {
            says: sentence(&reason.says),
            rule: reason.rule.id,
            cite: reason.rule.cite,
            layer: LayerTag::of(reason.rule.layer),
            evidence: reason.rule.evidence.label(),
            contested: reason.rule.contested,
            lines: self
                .file
                .map(|file| lines(file, &reason.facts))
                .unwrap_or_default(),
        }
    }
}

/// The acts of a reason are lines of the file: `casework` names each act by its position.
fn lines(file: &File, acts: &[String]) -> Vec<(Position, String)> {
    acts.iter()
        .filter_map(|act| Position::new(act.parse().ok()?))
        .filter(|position| file.line_at(*position).is_some())
        .map(|position| (position, line_address(file.id(), position)))
        .collect()
}

/// The address of a line's page.
pub(crate) fn line_address(file: FileId, position: Position) -> String {
    format!("/cases/{file}/lines/{position}")
}
