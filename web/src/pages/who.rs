//! "Who is it?": in which files somebody may be of whom a name and half an address is known.
//!
//! What is typed comes as a posted form and not in the address: nobody's name stands in a history,
//! a referrer or a proxy's log. Nothing is recorded but which files were shown. That somebody was
//! met before may raise what is done for them and never lowers it (requirements B-12), so the page
//! says what the files say and weighs nothing.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use casework::link::{Particulars, links};
use casework::permission::may_ask_who;
use casework::view::{identity, stage};
use domain::FileId;
use domain::person::Sex;
use jiff::Timestamp;
use jiff::civil::Date;

use super::layout::Shell;
use super::record::with_status;
use crate::app::App;
use crate::csrf::Fields;
use crate::desk::who::{self, Asked, Known, Likely};
use crate::error::WebError;
use crate::extract::Now;
use crate::forms::show::{Body, Fault, FieldView, OptionView, faults};
use crate::forms::{self, Problem, Submitted, options, part, sentence};
use crate::session::{Person, SignedIn, Visitor};

/// The address of the page.
pub(super) const PAGE: &str = "/who";

/// The longest name or address that is compared, in characters.
const LONGEST: usize = 200;

#[derive(Template)]
#[template(path = "who.html")]
struct WhoPage {
    shell: Shell,
    faults: Vec<Fault>,
    fields: Vec<FieldView>,
    answer: Shown,
    may_open: bool,
}

/// What the page says above the form.
enum Shown {
    /// Nothing was asked yet.
    Not,
    /// Something that is no answer, in words.
    Says(&'static str),
    /// An answer.
    Found {
        by: String,
        files: String,
        likely: Vec<View>,
    },
}

/// A file that may be about them.
struct View {
    reference: String,
    href: String,
    name: String,
    age: String,
    chance: String,
    /// Where it stands and since when it is there.
    stage: String,
    /// Other files that somebody confirmed to be about its person.
    linked: Vec<(String, String)>,
    why: Vec<String>,
}

/// `GET /who`: the questions.
pub(super) async fn form(
    State(app): State<App>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
) -> Result<Response, WebError> {
    may_ask(&person)?;
    let shown = match app.recognises() {
        Some(_) => Shown::Not,
        None => Shown::Says(NOT),
    };
    page(&app, &visitor, &person, &Submitted::default(), &[], shown)
}

/// `POST /who`: the files. Writes nothing but who was shown which.
pub(super) async fn answer(
    State(app): State<App>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Now(now): Now,
    fields: Fields,
) -> Result<Response, WebError> {
    may_ask(&person)?;
    let sent = Submitted::new(fields.0);
    let about = match read(&sent, now) {
        Ok(about) => about,
        Err(problems) => return page(&app, &visitor, &person, &sent, &problems, Shown::Not),
    };
    let shown = match who::who(&app, &person.actor, about).await? {
        Asked::Not => Shown::Says(NOT),
        Asked::NotYet => Shown::Says(
            "The files are still being read. Ask again in a minute; until then nobody can say \
             whether they are known.",
        ),
        Asked::TooLittle => {
            let says = "Enter a name, and not a description, or a date of birth";
            let problems = [Problem::new("name", says)];
            return page(&app, &visitor, &person, &sent, &problems, Shown::Not);
        }
        Asked::Found(known) => found(&app, known, now),
    };
    page(&app, &visitor, &person, &sent, &[], shown)
}

const NOT: &str = "This server was not given what recognises people. Whoever runs it can add it.";

fn may_ask(person: &Person) -> Result<(), WebError> {
    if may_ask_who(person.actor.role) {
        return Ok(());
    }
    let role = person.actor.role.label();
    Err(WebError::Forbidden(format!(
        "a {role} does not look for people in the files"
    )))
}

/// What was typed, or what is wrong with it.
fn read(sent: &Submitted, now: Timestamp) -> Result<Particulars, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut text = |name: &str| {
        let typed = sent.text(name);
        if typed.chars().count() > LONGEST {
            let says = format!("Enter no more than {LONGEST} characters");
            problems.push(Problem::new(name, says));
        }
        (!typed.is_empty()).then(|| typed.to_owned())
    };
    let (name, address) = (text("name"), text("address"));
    let born = forms::read::day_of(sent, "born").and_then(|day| match day {
        Some(day) if day > domain::time::in_london(now).date() => {
            Err("The date of birth is in the future: check the year".to_owned())
        }
        day => Ok(day),
    });
    let born: Option<Date> = born.unwrap_or_else(|says| {
        problems.push(Problem::new(part("born", "day"), says));
        None
    });
    if problems.is_empty() && name.is_none() && born.is_none() {
        let says = "Enter a name or a date of birth: more finds them more surely";
        problems.push(Problem::new("name", says));
    }
    let sex: Option<Sex> =
        serde_json::from_value(serde_json::Value::String(sent.text("sex").to_owned())).ok();
    if problems.is_empty() {
        Ok(Particulars {
            name,
            born,
            sex,
            address,
        })
    } else {
        Err(problems)
    }
}

fn found(app: &App, known: Known, now: Timestamp) -> Shown {
    Shown::Found {
        by: known.by,
        files: match known.files {
            1 => "1 file".to_owned(),
            files => format!("{files} files"),
        },
        likely: known
            .likely
            .iter()
            .map(|likely| view(app, likely, now))
            .collect(),
    }
}

fn view(app: &App, likely: &Likely, now: Timestamp) -> View {
    let file = &likely.file;
    let person = identity(file, now);
    let opened = file.lines().first().map(|line| line.written.recorded);
    let since = opened.map(|at| format!(". Opened {}", domain::time::full_time(at)));
    View {
        reference: file.id().reference(),
        href: format!("/cases/{}", file.id()),
        age: match &person.sex {
            Some(sex) => format!("{}, {sex}", person.age),
            None => person.age,
        },
        name: person.name,
        chance: super::same_person::chance(likely.likeness.probability),
        stage: format!(
            "{}{}",
            sentence(stage(file).label()),
            since.unwrap_or_default()
        ),
        linked: linked(app, file),
        why: likely
            .likeness
            .why
            .iter()
            .map(super::same_person::in_words)
            .collect(),
    }
}

/// The files that somebody confirmed to be about the same person, each with its address.
fn linked(app: &App, file: &casework::File) -> Vec<(String, String)> {
    let own = links(file).into_iter().map(|link| link.with);
    let naming = app.live().links().naming(file.id());
    let mut all: Vec<FileId> = own.chain(naming.iter().map(|(of, _)| *of)).collect();
    all.sort_unstable();
    all.dedup();
    all.into_iter()
        .map(|id| (id.reference(), format!("/cases/{id}")))
        .collect()
}

fn page(
    app: &App,
    visitor: &Visitor,
    person: &Person,
    sent: &Submitted,
    problems: &[Problem],
    answer: Shown,
) -> Result<Response, WebError> {
    let trouble = !problems.is_empty();
    let title = if trouble {
        "Error: who is it?"
    } else {
        "Who is it?"
    };
    let page = WhoPage {
        shell: Shell::new(app, visitor, title, PAGE),
        faults: faults(problems),
        fields: fields(sent, problems),
        answer,
        may_open: super::board::may_open(&person.actor),
    };
    with_status(&page, trouble)
}

fn fields(sent: &Submitted, problems: &[Problem]) -> Vec<FieldView> {
    let error = |name: &str| {
        let problem = problems.iter().find(|problem| problem.field == name);
        problem.map(|problem| sentence(&problem.says))
    };
    let view = |name: &str, label: &str, hint: &str, body: Body| FieldView {
        name: name.to_owned(),
        id: forms::element_id(name),
        label: label.to_owned(),
        hint: hint.to_owned(),
        error: error(name),
        body,
        fold: None,
    };
    let line = |name: &str, keyboard, width| Body::Line {
        value: sent.raw(name).to_owned(),
        keyboard,
        width,
        wrong: error(name).is_some(),
        below: Vec::new(),
    };
    let day = [
        ("day", "Day", "govuk-input--width-2"),
        ("month", "Month", "govuk-input--width-2"),
        ("year", "Year", "govuk-input--width-4"),
    ];
    let row = day.map(|(which, label, width)| {
        let name = part("born", which);
        let body = line(&name, "numeric", width);
        view(&name, label, "", body)
    });
    let mut born = view(
        "born",
        "Date of birth",
        "For example, 27 3 1985",
        Body::Parts {
            row: row.into(),
            below: Vec::new(),
        },
    );
    born.error = error(&part("born", "day"));
    let chosen = sent.text("sex");
    let sexes = options::<Sex>().into_iter().enumerate();
    let sexes = sexes.map(|(nth, option)| OptionView {
        id: match nth {
            0 => forms::element_id("sex"),
            _ => format!("{}-{}", forms::element_id("sex"), nth + 1),
        },
        chosen: chosen == option.value,
        value: option.value,
        label: option.label,
        hint: String::new(),
        reveals: Vec::new(),
    });
    vec![
        view(
            "name",
            "Name",
            "With a date of birth or a whole postcode, how it sounds will do",
            line("name", "text", ""),
        ),
        born,
        view(
            "address",
            "Address or postcode",
            "The first half of a postcode will do",
            line("address", "text", ""),
        ),
        view(
            "sex",
            "Sex",
            "",
            Body::Radios {
                options: sexes.collect(),
                inline: true,
            },
        ),
    ]
}
