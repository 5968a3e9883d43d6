//! Tests of the forms as a whole: every form, with what people type in it.

use std::collections::BTreeMap;

use domain::actor::{Organisation, OrganisationKind};
use domain::{
    Actor, Event, EventKind, FileId, Force, Moment, OrganisationId, PlaceId, Rank, Role, UserId,
};
use jiff::Timestamp;

use super::read::ELSEWHERE;
use super::*;

/// The demonstration force.
pub(super) fn kent() -> Force {
    Force::read("kent.toml", include_str!("../../../forces/kent.toml")).unwrap()
}

fn actor(role: Role) -> Actor {
    Actor {
        user: UserId::new("somebody").unwrap(),
        name: "PC 4471".to_owned(),
        role,
        rank: role.is_police().then_some(Rank::Inspector),
        organisation: Organisation {
            id: OrganisationId::new("kent").unwrap(),
            kind: OrganisationKind::Police,
        },
        place: None,
    }
}

const NOW: &str = "2026-10-23T01:18:00Z";

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

/// A file in which a decision was asked and an escalation opened, so that both can be chosen.
fn file() -> casework::File {
    let lines = serde_json::json!([
        { "event": "decision_asked", "question": "stay_or_leave", "of": "inspector", "facts": "calm" },
        { "event": "escalation_opened", "trigger": "hand_over_late", "stage": 1, "owner": "sergeant",
          "due": NOW, "why": "no hand-over" },
    ]);
    let events: Vec<Event> = serde_json::from_value(lines).unwrap();
    let id = FileId::new(uuid::Uuid::from_u128(7));
    let command = domain::CommandId::new(uuid::Uuid::from_u128(8));
    let mut file = casework::File::new(id);
    for (index, event) in events.into_iter().enumerate() {
        file.push(domain::Recorded {
            file: id,
            position: domain::Position::new(index as u64 + 1).unwrap(),
            id: command.event(index),
            happened: domain::When::now(now()),
            recorded: now(),
            by: actor(Role::ResponseOfficer),
            command,
            event,
        });
    }
    file
}

struct Room {
    force: Force,
    actor: Actor,
    file: casework::File,
}

impl Room {
    fn new() -> Self {
        Self {
            force: kent(),
            actor: actor(Role::Inspector),
            file: file(),
        }
    }

    fn context(&self) -> Context<'_> {
        Context {
            force: &self.force,
            actor: &self.actor,
            now: now(),
            file: Some(&self.file),
            may_be_a_child: false,
            stations_exist: true,
        }
    }
}

/// A right answer to a question, as a browser sends it.
fn answer(field: &Field, context: &Context<'_>, sent: &mut Submitted) {
    let name = field.name;
    let first = |list: fn() -> Vec<Opt>| list().remove(0).value;
    match field.input {
        Input::Line
        | Input::Area
        | Input::OptionalLine
        | Input::OwnName
        | Input::OwnNameIf(_)
        | Input::OwnRole => sent.set(name, "Words, “quoted” & <angled>"),
        Input::Email => sent.set(name, "nurse.one@example.nhs.uk"),
        Input::Radios(list) | Input::Select(list) | Input::Ticks(list) => {
            sent.set(name, first(list));
        }
        Input::Answer => sent.set(name, "yes"),
        Input::YesNo { .. } => sent.set(name, "false"),
        Input::Known(shape, _) => match shape {
            Shape::Line => sent.set(name, "Somebody"),
            Shape::YesNo => sent.set(name, "true"),
            Shape::Years => sent.set(name, "17"),
            Shape::Day => {
                for (which, value) in [("day", "3"), ("month", "2"), ("year", "2011")] {
                    sent.set(&part(name, which), value);
                }
            }
            Shape::Radios(list) | Shape::Select(list) => sent.set(name, first(list)),
        },
        Input::Place(PlaceFilter::Station) => sent.set(name, "medway_police_station"),
        Input::Place(_) => sent.set(name, "medway_ed"),
        Input::District => sent.set(name, "medway"),
        Input::Clock => sent.set(name, "03:05"),
        Input::Number(least, _) => sent.set(name, least.to_string()),
        Input::Duration => sent.set(&part(name, "hours"), "10"),
        Input::OwnRank => sent.set(name, "inspector"),
        Input::LineOf(kinds) => {
            let lines = show::lines_of(context, kinds);
            sent.set(name, lines[0].value.as_str());
        }
    }
}

/// A form with every question answered, those that hang on another answered so that they arise.
fn filled(spec: &FormSpec, context: &Context<'_>) -> Submitted {
    let mut sent = Submitted::default();
    for field in spec.fields {
        answer(field, context, &mut sent);
    }
    for field in spec.fields {
        if let Some((other, values)) = field.only_if {
            sent.set(other, values[0]);
        }
    }
    sent
}

fn every_form() -> impl Iterator<Item = &'static FormSpec> {
    ALL.iter().flat_map(|forms| forms.iter())
}

#[test]
fn every_form_filled_in_becomes_its_event_and_can_be_filled_from_it_again() {
    let room = Room::new();
    let context = room.context();
    for spec in every_form() {
        let sent = filled(spec, &context);
        let command = read::command(spec, &sent, &context)
            .unwrap_or_else(|problems| panic!("{}: {problems:?}", spec.slug));
        assert_eq!(command.event.kind(), spec.kind, "{}", spec.slug);
        assert_eq!(command.happened, domain::When::now(now()), "{}", spec.slug);

        let again = for_event(&command.event).unwrap_or_else(|| panic!("{}", spec.slug));
        assert_eq!(again.slug, spec.slug);
        let mut refilled = Submitted::default();
        fill::fill(spec, &command.event, &mut refilled);
        let event = read::event(spec, &refilled, &context, now())
            .unwrap_or_else(|problems| panic!("{}: {problems:?}", spec.slug));
        assert_eq!(event, command.event, "{}", spec.slug);
    }
}

#[test]
fn every_form_left_empty_says_what_is_missing_at_a_part_of_the_page_that_is_there() {
    let room = Room::new();
    let context = room.context();
    for spec in every_form() {
        let mut sent = Submitted::default();
        // The rank follows from who is signed in: a browser sends it without its being asked.
        let own_rank = |field: &&Field| matches!(field.input, Input::OwnRank);
        if let Some(rank) = spec.fields.iter().find(own_rank) {
            sent.set(rank.name, "inspector");
        }
        let needs = spec
            .fields
            .iter()
            .filter(|field| !own_rank(field))
            .filter(|field| matches!(field.must, Must::Answer(_)) && field.only_if.is_none())
            .count();
        let problems = match read::command(spec, &sent, &context) {
            Ok(_) => Vec::new(),
            Err(problems) => problems,
        };
        assert_eq!(problems.len(), needs, "{}: {problems:?}", spec.slug);
        let page: String = show::fields(spec, &sent, &problems, &context)
            .iter()
            .map(ToString::to_string)
            .collect();
        for (problem, fault) in problems.iter().zip(show::faults(&problems)) {
            let imperative = ["Enter ", "Select ", "Type ", "Tick "];
            assert!(
                imperative.iter().any(|word| problem.says.starts_with(word)),
                "{problem:?}"
            );
            let id = fault.href.trim_start_matches('#');
            assert!(
                page.contains(&format!("id=\"{id}\"")),
                "{}: no {id} on the page",
                spec.slug
            );
            assert!(page.contains(&fault.says), "{}: {fault:?}", spec.slug);
        }
    }
}

#[test]
fn every_kind_of_event_that_a_role_may_record_has_a_form_or_a_reason_why_not() {
    let mut without: BTreeMap<EventKind, &str> = WITHOUT_A_FORM.iter().copied().collect();
    for kind in EventKind::ALL {
        let recordable = Role::ALL
            .iter()
            .any(|role| casework::permission::may_record(*role, *kind));
        let has_form = for_kind(*kind).next().is_some();
        let excused = without.remove(kind).is_some();
        assert!(
            !recordable || has_form != excused,
            "{kind:?}: give it a form, or say in WITHOUT_A_FORM why it has none, and not both"
        );
    }
}

#[test]
fn names_in_addresses_and_ids_in_pages_are_each_used_once() {
    let mut slugs: Vec<&str> = every_form().map(|form| form.slug).collect();
    slugs.sort_unstable();
    let all = slugs.len();
    slugs.dedup();
    assert_eq!(slugs.len(), all);

    let room = Room::new();
    let context = room.context();
    for spec in every_form() {
        let page: String = show::fields(spec, &Submitted::default(), &[], &context)
            .iter()
            .map(ToString::to_string)
            .collect();
        let mut ids: Vec<&str> = page
            .split(" id=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect();
        ids.sort_unstable();
        let all = ids.len();
        ids.dedup();
        assert_eq!(ids.len(), all, "{}: an id comes twice: {ids:?}", spec.slug);
    }
}

#[test]
fn a_value_with_no_answer_says_which_kind_of_none_it_is() {
    let room = Room::new();
    let context = room.context();
    let read = |slug: &str, pairs: &[(&str, &str)]| {
        let mut sent = Submitted::default();
        for (name, value) in pairs {
            sent.push(*name, *value);
        }
        read::command(find(slug).unwrap(), &sent, &context)
            .map(|command| serde_json::to_value(&command.event).unwrap()["is"].clone())
            .map_err(|problems| problems[0].says.clone())
    };
    for (slug, sent, wire) in [
        ("name", vec![("is", "Rowan")], r#"{"value":"Rowan"}"#),
        (
            "name",
            vec![("is-absent", "declined")],
            r#"{"no_value":"declined"}"#,
        ),
        ("sex", vec![("is", "-unknown")], r#"{"no_value":"unknown"}"#),
        (
            "sex",
            vec![("is", "-not_asked"), ("is-not_asked", "unsafe to ask")],
            r#"{"no_value":"not_asked","reason":"unsafe to ask"}"#,
        ),
    ] {
        let expected: serde_json::Value = serde_json::from_str(wire).unwrap();
        assert_eq!(read(slug, &sent), Ok(expected), "{slug} {sent:?}");
    }
    for (slug, sent, says) in [
        (
            "name",
            vec![("is", "Rowan"), ("is-absent", "unknown")],
            "not both",
        ),
        (
            "name",
            vec![("is-absent", "unknown"), ("is-absent", "declined")],
            "only one",
        ),
        ("name", vec![("is-absent", "not_asked")], "Enter the reason"),
        (
            "age",
            vec![("is", "190"), ("basis", "document")],
            "from 0 to 120",
        ),
        (
            "age",
            vec![("is", "-3"), ("basis", "document")],
            "from 0 to 120",
        ),
        (
            "born",
            vec![
                ("is-day", "31"),
                ("is-month", "2"),
                ("is-year", "2011"),
                ("basis", "document"),
            ],
            "not a day",
        ),
    ] {
        let problem = read(slug, &sent).unwrap_err();
        assert!(problem.contains(says), "{slug} {sent:?}: {problem}");
    }
}

#[test]
fn what_is_no_longer_asked_is_not_read() {
    let room = Room::new();
    let context = room.context();
    let spec = find("journey").unwrap();
    let mut sent = filled(spec, &context);
    sent.set("mode", "ambulance");
    let command = read::command(spec, &sent, &context).unwrap();
    let Event::JourneyBegan(journey) = command.event else {
        panic!("another event")
    };
    assert_eq!(journey.why_police, None);
    assert_eq!(journey.exception, None);
}

#[test]
fn an_answer_that_is_not_on_the_form_is_refused_and_names_its_field() {
    let room = Room::new();
    let context = room.context();
    for (slug, field, value) in [
        ("consulted", "profession", "wizard"),
        ("detain", "manner.how", "both"),
        ("entered", "place", "nowhere"),
        ("entered", "place", "../../etc"),
        ("grounds", "necessary", "maybe"),
        ("place-reply", "offered", "yes"),
        ("red-flags", "yes", "everything"),
        (
            "escalation-reply",
            "opened",
            "00000000-0000-0000-0000-000000000000",
        ),
        ("ambulance-time", "due", "25:00"),
    ] {
        let spec = find(slug).unwrap();
        let mut sent = filled(spec, &context);
        sent.set(field, value);
        let problems = read::command(spec, &sent, &context).unwrap_err();
        assert_eq!(problems.len(), 1, "{slug}: {problems:?}");
        assert_eq!(problems[0].field, field);
    }
}

#[test]
fn a_text_that_is_too_long_is_refused_and_kept() {
    let room = Room::new();
    let context = room.context();
    let spec = find("grounds").unwrap();
    let mut sent = filled(spec, &context);
    sent.set("seen", "é".repeat(read::LONGEST_TEXT + 1));
    let problems = read::command(spec, &sent, &context).unwrap_err();
    assert_eq!(problems[0].field, "seen");
    let page = show::fields(spec, &sent, &problems, &context)[0].to_string();
    assert!(page.contains(&"é".repeat(read::LONGEST_TEXT + 1)));
    sent.set("seen", "é".repeat(read::LONGEST_TEXT));
    assert!(read::command(spec, &sent, &context).is_ok());
}

#[test]
fn somebody_who_may_be_a_child_is_offered_no_police_station_and_is_told_why() {
    let room = Room::new();
    let mut context = room.context();
    let stations = |context: &Context<'_>| {
        every_form()
            .filter(|spec| {
                show::fields(spec, &Submitted::default(), &[], context)
                    .iter()
                    .any(|field| field.to_string().contains("police_station\""))
            })
            .map(|spec| spec.slug)
            .collect::<Vec<_>>()
    };
    assert!(stations(&context).contains(&"entered"));
    context.may_be_a_child = true;
    // The kinds of place under "somewhere else" stay: what happened can always be said.
    let page = show::fields(
        find("entered").unwrap(),
        &Submitted::default(),
        &[],
        &context,
    );
    let page = page[0].to_string();
    assert!(!page.contains("medway_police_station"));
    assert!(page.contains("nobody under 18"));
    assert!(page.contains(&format!("value=\"{ELSEWHERE}\"")));
    context.may_be_a_child = false;
    context.stations_exist = false;
    let page = show::fields(
        find("entered").unwrap(),
        &Submitted::default(),
        &[],
        &context,
    );
    assert!(!page[0].to_string().contains("medway_police_station"));
}

#[test]
fn a_place_that_is_in_no_directory_is_named_and_said_to_be_of_a_kind() {
    let room = Room::new();
    let context = room.context();
    let spec = find("entered").unwrap();
    let mut sent = Submitted::default();
    sent.set("place", ELSEWHERE);
    let problems = read::command(spec, &sent, &context).unwrap_err();
    assert_eq!(problems[0].field, "place-name");
    sent.set("place-name", "A friend's flat");
    sent.set("place-kind", "private_home");
    let command = read::command(spec, &sent, &context).unwrap();
    let Event::Entered(entered) = command.event else {
        panic!("another event")
    };
    assert_eq!(entered.place.id, None::<PlaceId>);
    assert_eq!(entered.place.name, "A friend's flat");
}

#[test]
fn a_correction_holds_only_what_was_changed() {
    let room = Room::new();
    let context = room.context();
    let spec = find("entered").unwrap();
    let mut sent = filled(spec, &context);
    sent.set("when", "now");
    let command = read::command(spec, &sent, &context).unwrap();
    let mut file = room.file.clone();
    let id = domain::CommandId::new(uuid::Uuid::from_u128(9));
    // A time with seconds, which the form does not show.
    let at: Timestamp = "2026-10-23T01:10:42Z".parse().unwrap();
    file.push(domain::Recorded {
        file: file.id(),
        position: file.head().unwrap().next(),
        id: id.event(0),
        happened: domain::When::now(at),
        recorded: now(),
        by: room.actor.clone(),
        command: id,
        event: command.event,
    });
    let line = file.lines().last().unwrap();
    let mut sent = correct::Standing::of(line).filled();
    sent.set("correction_reason", "typed after the hand-over");
    sent.set("correction_evidence", "triage log");

    let nothing = correct::command(line, &sent, &context).unwrap_err();
    assert!(
        nothing[0].says.contains("Change the time or a detail"),
        "{nothing:?}"
    );

    sent.set("when_time", "02:05");
    sent.set("when_source", "site_log");
    let corrected = correct::command(line, &sent, &context).unwrap();
    let Event::Corrected(corrected) = corrected.event else {
        panic!("another event")
    };
    assert_eq!(corrected.event, None);
    let moment = corrected.happened.unwrap().moment;
    assert_eq!(
        moment,
        Moment::Exact {
            at: "2026-10-23T01:05:00Z".parse().unwrap()
        }
    );

    sent.set("place", "maidstone_ed");
    sent.set("correction_evidence", "");
    let problems = correct::command(line, &sent, &context).unwrap_err();
    assert_eq!(problems[0].field, "correction_evidence");
}

#[test]
fn words_that_hurt_are_in_no_template_and_no_form() {
    // Requirement Q-03: plain and respectful words on every form and print.
    const NEVER: &[&str] = &[
        "committed suicide",
        "commit suicide",
        "a 136",
        "schizophrenic",
        "attention seeking",
        "attention-seeking",
        "the mentally ill",
        "sectioned",
        "nutter",
        "frequent flyer",
    ];
    let mut texts: Vec<(String, String)> = Vec::new();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    for part in ["templates", "src/forms/catalogue", "src/pages"] {
        collect(&folder.join(part), &mut texts);
    }
    assert!(texts.len() > 40, "the templates were not found");
    for (name, text) in texts {
        let text = text.to_lowercase();
        for words in NEVER {
            assert!(!text.contains(words), "“{words}” is in {name}");
        }
    }
}

#[test]
fn every_rule_that_a_template_names_is_in_the_rule_book() {
    let mut texts = Vec::new();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    collect(&folder.join("templates"), &mut texts);
    for (name, text) in texts {
        for rest in text.split("/law/").skip(1) {
            let rule = rest.split('"').next().unwrap();
            let known = rule.contains("{{") || law::rules::all().any(|known| known.id == rule);
            assert!(known, "{name} names the rule `{rule}`, and there is none");
        }
    }
}

fn collect(folder: &std::path::Path, texts: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, texts);
        } else {
            texts.push((
                path.display().to_string(),
                std::fs::read_to_string(&path).unwrap(),
            ));
        }
    }
}
