//! A value, or why there is none, as a question of a form.

use super::super::choice::Opt;
use super::super::field::{Absent, Field, Shape, part};
use super::{Body, FieldView, OptionView, Show, day_parts, nth_id, yes_no};

impl Show<'_> {
    pub(super) fn known(&self, field: &Field, shape: Shape, absent: &[Absent]) -> Body {
        let name = field.name;
        match shape {
            Shape::YesNo => self.known_list(name, yes_no("Yes", "No"), absent),
            Shape::Radios(list) | Shape::Select(list) => self.known_list(name, list(), absent),
            Shape::Line | Shape::Years => Body::Line {
                value: self.sent.raw(name).to_owned(),
                keyboard: if matches!(shape, Shape::Line) {
                    "text"
                } else {
                    "numeric"
                },
                width: if matches!(shape, Shape::Line) {
                    ""
                } else {
                    "govuk-input--width-3"
                },
                wrong: false,
                below: self.absence(field.label, name, absent),
            },
            Shape::Day => Body::Parts {
                row: day_parts()
                    .into_iter()
                    .map(|(which, label, width)| {
                        self.box_of(&part(name, which), label, width, "numeric")
                    })
                    .collect(),
                below: self.absence(field.label, name, absent),
            },
        }
    }

    /// A closed list with the ways it can be absent at its end, as one set of radio buttons.
    fn known_list(&self, name: &str, list: Vec<Opt>, absent: &[Absent]) -> Body {
        let chosen = self.sent.text(name);
        let mut shown = self.options(name, list, chosen);
        for why in absent {
            shown.push(self.absent_option(name, nth_id(name, shown.len()), *why, chosen));
        }
        Body::Radios {
            options: shown,
            inline: false,
        }
    }

    fn absent_option(&self, name: &str, id: String, why: Absent, chosen: &str) -> OptionView {
        let value = format!("-{}", why.value());
        OptionView {
            id,
            chosen: chosen == value,
            value,
            label: why.label().to_owned(),
            hint: String::new(),
            reveals: self.reason(name, why),
        }
    }

    fn reason(&self, name: &str, why: Absent) -> Vec<FieldView> {
        if !why.needs_reason() {
            return Vec::new();
        }
        let field = part(name, why.value());
        vec![self.view(&field, "Why", "", self.line(&field, "text", ""))]
    }

    /// The ways a typed value can be absent, as check boxes: a wrong tap can be taken off again.
    fn absence(&self, question: &str, name: &str, absent: &[Absent]) -> Vec<FieldView> {
        if absent.is_empty() {
            return Vec::new();
        }
        let own = part(name, "absent");
        let ticks = absent
            .iter()
            .enumerate()
            .map(|(index, why)| OptionView {
                id: nth_id(&own, index),
                value: why.value().to_owned(),
                label: why.label().to_owned(),
                hint: String::new(),
                chosen: self.sent.has(&own, why.value()),
                reveals: self.reason(name, *why),
            })
            .collect();
        let legend = if absent.len() == 1 {
            String::new()
        } else {
            format!("Or why there is no answer to “{question}”")
        };
        vec![self.view(&own, &legend, "", Body::Ticks { options: ticks })]
    }
}
