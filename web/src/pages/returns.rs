//! Returns: the months, a month's versions side by side, what calls for another, and what is sent.

mod faults;
mod figures;
mod forms_of;
mod national;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use casework::Refusal;
use casework::permission::may_open_counted_files;
use casework::returns::{Return, Version, had};
use domain::event::Recipient;
use domain::time::full_time;
use domain::{Actor, Month};

use self::faults::FaultsView;
use self::figures::{GroupView, SentRow, groups, sent_rows};
use self::forms_of::{
    Forms, Issuing, faults_of, issue_form, send_form, sign_form, typed_recipient,
};
pub(super) use self::national::{csv, files, national, ods};
use super::layout::{Shell, show};
use super::reason::line_address;
use super::record::{command_id, fresh, is_forbidden, with_status};
use super::said::{self, Said};
use crate::app::App;
use crate::csrf::Fields;
use crate::desk::returns::{self, Offer, OpenedMonth, Sending};
use crate::error::WebError;
use crate::extract::{MonthPath, Now};
use crate::forms::{Problem, Submitted, sentence};
use crate::session::{Person, SignedIn, Visitor};

/// How many months back the list goes where nothing was issued.
const MONTHS_BACK: usize = 12;

#[derive(Template)]
#[template(path = "returns.html")]
struct ReturnsPage {
    shell: Shell,
    called_for: Vec<OfferView>,
    months: Vec<MonthRow>,
}

struct MonthRow {
    name: String,
    href: String,
    stands: String,
}

/// Another version that is called for, in a list.
pub(super) struct OfferView {
    pub(super) month: String,
    pub(super) href: String,
    pub(super) version: u16,
    pub(super) difference: String,
}

/// What calls for another version, for the pages of those who issue returns.
pub(super) async fn called_for(app: &App, actor: &Actor) -> Result<Vec<OfferView>, WebError> {
    Ok(views(&returns::list(app, actor).await?))
}

fn views(all: &[(Return, Option<Offer>)]) -> Vec<OfferView> {
    all.iter()
        .filter_map(|(held, offer)| {
            let offer = offer.as_ref()?;
            Some(OfferView {
                month: held.month.to_string(),
                href: address(held.month),
                version: offer.version,
                difference: offer.difference.clone(),
            })
        })
        .collect()
}

fn address(month: Month) -> String {
    format!("/returns/{}", month.key())
}

/// `GET /returns`.
pub(super) async fn list(
    State(app): State<App>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Now(now): Now,
) -> Result<Response, WebError> {
    let all = returns::list(&app, &person.actor).await?;
    // The months that are over, and every earlier one that has a return.
    let back = std::iter::successors(Month::of(now).before(), |month| month.before());
    let mut months: Vec<Month> = back.take(MONTHS_BACK).collect();
    months.extend(all.iter().map(|(held, _)| held.month));
    months.sort_unstable();
    months.dedup();
    let row = |month: &Month| {
        let held = all.iter().find(|(held, _)| held.month == *month);
        let newest = held.and_then(|(held, _)| held.newest());
        MonthRow {
            name: month.to_string(),
            href: address(*month),
            stands: newest.map_or_else(
                || "Not issued".to_owned(),
                |version| format!("Version {}: {}", version.number, version.stands()),
            ),
        }
    };
    show(&ReturnsPage {
        called_for: views(&all),
        months: months.iter().rev().map(row).collect(),
        shell: Shell::new(&app, &visitor, "Returns", "/returns"),
    })
}

#[derive(Template)]
#[template(path = "return.html")]
struct ReturnPage {
    shell: Shell,
    said: Said,
    month: String,
    kind: String,
    over: bool,
    offer: Option<OfferDetail>,
    faults: FaultsView,
    /// The month in the categories of the national return.
    national: String,
    groups: Vec<GroupView>,
    columns: Vec<String>,
    versions: Vec<VersionView>,
    /// What was wrong with what was sent.
    form: Forms,
}

/// What calls for another version, in full.
struct OfferDetail {
    version: u16,
    difference: String,
    causes: Vec<CauseView>,
}

struct CauseView {
    reference: String,
    /// Where the line is, for those who may open it.
    href: Option<String>,
    says: String,
    by: String,
    /// The words of the correction, for those who may open the file.
    reason: String,
}

struct VersionView {
    number: u16,
    stands: String,
    newest: bool,
    issued: String,
    up_to: u64,
    difference: String,
    reason: String,
    /// What stood when it was issued, and what was said of it.
    explained: String,
    /// Where its files are, once it is signed.
    files: Option<String>,
    counted: Vec<(String, Option<String>)>,
    signed: Vec<String>,
    sent: Vec<(String, String)>,
    had: Vec<String>,
    as_sent: Vec<(String, String)>,
}

/// `GET /returns/{month}`.
pub(super) async fn month(
    State(app): State<App>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    MonthPath(month): MonthPath,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    let opened = returns::open(&app, &person.actor, month).await?;
    let mut sent = Submitted::default();
    fresh(&mut sent);
    let said = said::read(&app, &headers);
    let page = page(&app, &visitor, &person, &opened, &sent, &[], said);
    Ok(said::shown(&app, &headers, with_status(&page, false)?))
}

/// `POST /returns/{month}/issue`.
pub(super) async fn issue(
    State(app): State<App>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    MonthPath(month): MonthPath,
    fields: Fields,
) -> Result<Response, WebError> {
    let sent = Submitted::new(fields.0);
    let reason = sent.text("reason").to_owned();
    let explained = sent.text("explained").to_owned();
    let id = command_id(&sent);
    let done = returns::issue(&app, &person.actor, month, id, reason, explained).await;
    answer(
        &app,
        &visitor,
        &person,
        month,
        sent,
        done,
        "Issued. Two people sign it",
    )
    .await
}

/// `POST /returns/{month}/sign`.
pub(super) async fn sign(
    State(app): State<App>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    MonthPath(month): MonthPath,
    fields: Fields,
) -> Result<Response, WebError> {
    returns::permitted(&person.actor)?;
    let sent = Submitted::new(fields.0);
    let version = version(&sent)?;
    let signature = sent.text("signature").to_owned();
    let id = command_id(&sent);
    let done = returns::sign(&app, &person.actor, month, id, version, signature).await;
    answer(&app, &visitor, &person, month, sent, done, "Signed").await
}

/// `POST /returns/{month}/send`.
pub(super) async fn send(
    State(app): State<App>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    MonthPath(month): MonthPath,
    fields: Fields,
) -> Result<Response, WebError> {
    returns::permitted(&person.actor)?;
    let mut sent = Submitted::new(fields.0);
    let version = version(&sent)?;
    let Some(to) = typed_recipient(sent.text("to")) else {
        let opened = returns::open(&app, &person.actor, month).await?;
        if opened.held.is_none() {
            return Err(WebError::NotFound);
        }
        fresh(&mut sent);
        let problems = vec![Problem::new("to", "select to whom it is sent")];
        let page = page(
            &app,
            &visitor,
            &person,
            &opened,
            &sent,
            &problems,
            Said::default(),
        );
        return with_status(&page, true);
    };
    let sending = Sending {
        to,
        name: sent.text("name").to_owned(),
        receipt: sent.text("receipt").to_owned(),
    };
    let id = command_id(&sent);
    let done = returns::send(&app, &person.actor, month, id, version, sending).await;
    answer(
        &app,
        &visitor,
        &person,
        month,
        sent,
        done,
        "Recorded as sent",
    )
    .await
}

/// The version a form speaks of. A form of ours always has one.
fn version(sent: &Submitted) -> Result<u16, WebError> {
    sent.text("version").parse().map_err(|_| WebError::NotFound)
}

/// Sends the browser on, or shows the month again with what was wrong.
async fn answer(
    app: &App,
    visitor: &Visitor,
    person: &Person,
    month: Month,
    mut sent: Submitted,
    done: Result<crate::desk::Told, WebError>,
    words: &str,
) -> Result<Response, WebError> {
    match done {
        Ok(_) => Ok(said::then(app, &address(month), words, &[])),
        Err(WebError::Refused(refusal)) if !is_forbidden(&refusal) => {
            fresh(&mut sent);
            let opened = returns::open(app, &person.actor, month).await?;
            let problems = problems_of(&refusal);
            let page = page(
                app,
                visitor,
                person,
                &opened,
                &sent,
                &problems,
                Said::default(),
            );
            with_status(&page, true)
        }
        Err(error) => Err(error),
    }
}

fn problems_of(refusal: &Refusal) -> Vec<Problem> {
    if refusal.fields.is_empty() {
        return vec![Problem::new("", refusal.says.clone())];
    }
    let fields = refusal.fields.iter();
    fields
        .map(|field| Problem::new(field.field.clone(), field.says.clone()))
        .collect()
}

fn page(
    app: &App,
    visitor: &Visitor,
    person: &Person,
    opened: &OpenedMonth,
    sent: &Submitted,
    problems: &[Problem],
    said: Said,
) -> ReturnPage {
    let opens = may_open_counted_files(person.actor.role);
    let over = opened.month.ends().is_some_and(|ends| ends <= app.now());
    let versions = opened.held.as_ref().map_or(&[][..], |held| &held.versions);
    let newest = versions.last();
    let mut columns: Vec<(String, &[domain::event::Figure])> = versions
        .iter()
        .map(|version| (format!("Version {}", version.number), &version.figures[..]))
        .collect();
    if newest.is_none() || opened.offer.is_some() {
        columns.push(("As the record stands".to_owned(), &opened.now.figures));
    }
    let here = address(opened.month);
    let mut form = Forms {
        faults: faults_of(problems),
        ..Forms::default()
    };
    if over && (newest.is_none() || opened.offer.is_some()) {
        let offer = opened.offer.as_ref();
        let issuing = Issuing {
            offer,
            before: newest,
            warnings: opened.now.weigh().1,
            opens,
        };
        form.issue = Some(issue_form(&here, visitor, sent, problems, &issuing));
    }
    if let Some(version) = newest {
        let mine = version
            .signed
            .iter()
            .any(|(hand, _)| hand.user == person.actor.user);
        // Figures known to be out of date are not for signing; that they were sent is a fact.
        if !version.is_signed() && !mine && opened.offer.is_none() {
            form.sign = Some(sign_form(&here, visitor, sent, problems, version));
        }
        if version.is_signed() {
            form.send = Some(send_form(&here, visitor, sent, problems, version));
        }
    }
    let trouble = !form.faults.is_empty();
    let title = format!("Return for {}", opened.month);
    ReturnPage {
        said,
        month: opened.month.to_string(),
        kind: sentence(returns::KIND.label()),
        over,
        offer: opened.offer.as_ref().map(|offer| detail(offer, opens)),
        faults: FaultsView::new(&opened.now, opens),
        national: format!("{here}/national"),
        groups: groups(&columns),
        columns: columns.into_iter().map(|(name, _)| name).collect(),
        versions: versions
            .iter()
            .rev()
            .map(|version| version_view(opened, version, opens))
            .collect(),
        form,
        shell: Shell::new(
            app,
            visitor,
            if trouble {
                format!("Error: {title}")
            } else {
                title
            },
            here,
        ),
    }
}

fn detail(offer: &Offer, opens: bool) -> OfferDetail {
    let causes = offer.causes.iter().map(|cause| CauseView {
        reference: format!(
            "{}, line {}",
            cause.line.file.reference(),
            cause.line.position
        ),
        href: opens.then(|| line_address(cause.line.file, cause.line.position)),
        says: cause.says.clone(),
        by: format!("{}, {}", cause.line.by.name, full_time(cause.line.recorded)),
        reason: if opens {
            cause.reason.clone()
        } else {
            String::new()
        },
    });
    OfferDetail {
        version: offer.version,
        difference: offer.difference.clone(),
        causes: causes.collect(),
    }
}

fn version_view(opened: &OpenedMonth, version: &Version, opens: bool) -> VersionView {
    let here = address(opened.month);
    let number = version.number;
    let counted = version.counted.iter().map(|counted| {
        let name = format!(
            "{}, up to line {}",
            counted.file.reference(),
            counted.position
        );
        (name, opens.then(|| format!("/cases/{}", counted.file)))
    });
    let to = |recipient: Recipient| {
        let word = crate::forms::wire_name(recipient);
        format!("{here}/versions/{number}/to/{word}")
    };
    let newest = opened.held.as_ref().and_then(Return::newest);
    VersionView {
        number,
        stands: sentence(version.stands()),
        newest: newest.is_some_and(|newest| newest.number == number),
        issued: format!("{}, {}", full_time(version.at), version.by.name),
        up_to: version.up_to,
        difference: version.difference.clone(),
        reason: version.reason.clone(),
        explained: match version.warnings {
            0 => String::new(),
            1 => format!("One warning stood. {}", version.explained),
            number => format!("{number} warnings stood. {}", version.explained),
        },
        files: version
            .is_signed()
            .then(|| format!("{here}/versions/{number}")),
        counted: counted.collect(),
        signed: version
            .signed
            .iter()
            .map(|(hand, at)| format!("{}, {}", hand.name, full_time(*at)))
            .collect(),
        sent: version
            .sent
            .iter()
            .map(|sent| {
                let says = format!(
                    "{} ({}), {}, by {}. {}",
                    sent.name,
                    sent.to.label(),
                    full_time(sent.at),
                    sent.by.name,
                    sent.receipt
                );
                (says, to(sent.to))
            })
            .collect(),
        had: opened
            .held
            .iter()
            .flat_map(|held| had(held, number, &opened.readings))
            .map(|one| one.says())
            .collect(),
        as_sent: Recipient::ALL
            .iter()
            .map(|recipient| (sentence(recipient.label()), to(*recipient)))
            .collect(),
    }
}

#[derive(Template)]
#[template(path = "return_sent.html")]
struct SentPage {
    shell: Shell,
    month: String,
    back: String,
    number: u16,
    stands: String,
    to: &'static str,
    exact: bool,
    rows: Vec<SentRow>,
}

/// `GET /returns/{month}/versions/{version}/to/{recipient}`: a version as its recipient sees it.
pub(super) async fn as_sent(
    State(app): State<App>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    MonthPath(month): MonthPath,
    Path((_, number, recipient)): Path<(String, String, String)>,
) -> Result<Response, WebError> {
    let opened = returns::open(&app, &person.actor, month).await?;
    let to = typed_recipient(&recipient).ok_or(WebError::NotFound)?;
    let number: u16 = number.parse().map_err(|_| WebError::NotFound)?;
    let version = opened
        .held
        .as_ref()
        .and_then(|held| held.version(number))
        .ok_or(WebError::NotFound)?;
    let here = format!("{}/versions/{number}/to/{recipient}", address(month));
    show(&SentPage {
        month: month.to_string(),
        back: address(month),
        number,
        stands: sentence(version.stands()),
        to: to.label(),
        exact: to == Recipient::HomeOffice,
        rows: sent_rows(&version.figures, to),
        shell: Shell::new(&app, &visitor, format!("Return for {month} as sent"), here),
    })
}
