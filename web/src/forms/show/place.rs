//! A place of the directory, or another, as a question of a form.

use domain::place::{Place, PlaceKind};

use super::super::choice::{Opt, options, sentence};
use super::super::field::{PlaceFilter, part};
use super::super::read::ELSEWHERE;
use super::{Body, FieldView, Show};

impl Show<'_> {
    pub(super) fn place(&self, name: &str, filter: PlaceFilter) -> Body {
        let child = self.context.may_be_a_child;
        let offered = |place: &&Place| {
            filter.offers(place.kind, child)
                && (self.context.stations_exist || place.kind != PlaceKind::PoliceStation)
        };
        let mut list: Vec<Opt> = self
            .context
            .force
            .places
            .iter()
            .filter(offered)
            .map(place_option)
            .collect();
        list.push(Opt::new(ELSEWHERE, "Somewhere else"));
        let destination = self.context.file.and_then(casework::File::destination);
        let likely = self
            .context
            .actor
            .place
            .as_ref()
            .or_else(|| destination.and_then(|place| place.id.as_ref()))
            .filter(|id| list.iter().any(|option| option.value == id.as_str()))
            .map(ToString::to_string)
            .unwrap_or_default();
        let chosen = self.typed_or(name, &likely);
        let mut shown = self.options(name, list, &chosen);
        if let Some(elsewhere) = shown.last_mut() {
            let (words, kind) = (part(name, "name"), part(name, "kind"));
            let kinds = self.options(&kind, options::<PlaceKind>(), self.sent.text(&kind));
            elsewhere.reveals = vec![
                self.view(
                    &words,
                    "Name of the place",
                    "",
                    self.line(&words, "text", ""),
                ),
                self.view(
                    &kind,
                    "What kind of place is it?",
                    "",
                    Body::Select { options: kinds },
                ),
            ];
        }
        Body::Radios {
            options: shown,
            inline: false,
        }
    }

    /// A list without police stations says why they are not there.
    pub(super) fn say_why_no_station(&self, view: &mut FieldView) {
        let says = if !self.context.stations_exist {
            "Police stations are not offered: they are no longer places of safety"
        } else if self.context.may_be_a_child {
            "Police stations are not offered: nobody under 18, or who may be, can be held at one"
        } else {
            return;
        };
        if !view.hint.is_empty() {
            view.hint.push_str(". ");
        }
        view.hint.push_str(says);
    }
}

/// A place as an option: what an officer at the roadside needs to choose by.
fn place_option(place: &Place) -> Opt {
    let mut option = Opt::new(place.id.as_str(), place.name.as_str());
    let ages = if place.accepts_children {
        "takes under 18s"
    } else {
        "adults only"
    };
    option.hint = sentence(place.kind.label());
    option.hint.push_str(", ");
    option.hint.push_str(ages);
    if let Some(phone) = &place.phone {
        option.hint.push_str(", phone ");
        option.hint.push_str(phone);
    }
    option
}
