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
use casework::view::{identity, stage};
use domain::FileId;
use domain::person::Sex;
use jiff::Timestamp;
use jiff::civil::Date;

use super::layout::Shell;
use super::record::{Desk, with_status};
use crate::app::App;
use crate::csrf::Fields;
use crate::desk::who::{self, Asked, Known, LONGEST, Likely};
use crate::error::WebError;
use crate::extract::Now;
use crate::forms::show::{Fault, FieldView, faults, questions};
use crate::forms::{self, Field, Input, Opt, Problem, Shape, Submitted, options, part, sentence};
use crate::session::{Person, SignedIn, Visitor};

/// The address of the page.
pub(super) const PAGE: &str = "/who";

/// What is asked. None of it writes an event, and a name or a date of birth has to be there.
const ASKED: &[Field] = &[
    Field::new("name", "Name", Input::Line)
        .must("Enter a name or a date of birth: more finds them more surely")
        .hint("With a date of birth or a whole postcode, how it sounds will do"),
    Field::new("born", "Date of birth", Input::Known(Shape::Day, &[]))
        .must("Enter a name or a date of birth: more finds them more surely")
        .hint("For example, 27 3 1985"),
    Field::new("address", "Address or postcode", Input::OptionalLine)
        .hint("The first half of a postcode will do"),
    Field::new("sex", "Sex", Input::Radios(sexes)),
];

/// A choice can be taken back, so the first is none.
fn sexes() -> Vec<Opt> {
    let mut sexes = vec![Opt::new("", "Not known")];
    sexes.extend(options::<Sex>());
    sexes
}

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
    Now(now): Now,
) -> Result<Response, WebError> {
    who::may_ask(&person.actor)?;
    let asking = Asking::of(&app, &visitor, &person, now);
    let shown = match app.recognises() {
        Some(_) => Shown::Not,
        None => Shown::Says(NOT),
    };
    asking.page(&Submitted::default(), &[], shown)
}

/// `POST /who`: the files. Writes nothing but who was shown which.
pub(super) async fn answer(
    State(app): State<App>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Now(now): Now,
    fields: Fields,
) -> Result<Response, WebError> {
    who::may_ask(&person.actor)?;
    let asking = Asking::of(&app, &visitor, &person, now);
    let sent = Submitted::new(fields.0);
    let about = match read(&sent, now) {
        Ok(about) => about,
        Err(problems) => return asking.page(&sent, &problems, Shown::Not),
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
            return asking.page(&sent, &problems, Shown::Not);
        }
        Asked::Found(known) => found(&app, known, now),
    };
    asking.page(&sent, &[], shown)
}

const NOT: &str = "This server was not given what recognises people. Whoever runs it can add it.";

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

/// Who asks, and with what the page is made.
struct Asking<'a> {
    app: &'a App,
    visitor: &'a Visitor,
    person: &'a Person,
    desk: Desk<'a>,
}

impl<'a> Asking<'a> {
    fn of(app: &'a App, visitor: &'a Visitor, person: &'a Person, now: Timestamp) -> Self {
        Self {
            app,
            visitor,
            person,
            desk: Desk::of(app, person, now, None),
        }
    }

    fn page(
        &self,
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
            shell: Shell::new(self.app, self.visitor, title, PAGE),
            faults: faults(problems),
            fields: questions(ASKED, sent, problems, &self.desk.context()),
            answer,
            may_open: super::board::may_open(&self.person.actor),
        };
        with_status(&page, trouble)
    }
}
