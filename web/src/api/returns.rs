//! Returns: a month's figures, its versions, and issuing, signing and sending them.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use casework::monthly::definition;
use casework::permission::may_open_counted_files;
use casework::returns::{Fault, Return, Version, Weight, had};
use domain::Position;
use domain::event::{Counted, Figure, Recipient};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::body::{IdempotencyKey, Json};
use super::table::Endpoint;
use crate::app::App;
use crate::desk::Told;
use crate::desk::returns::{self, Offer, OpenedMonth, Sending};
use crate::error::WebError;
use crate::extract::MonthPath;
use crate::session::SignedIn;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::get(
            "/api/v1/returns",
            list,
            "listReturns",
            "Every return there is, newest month first, and what calls for another version.",
        )
        .answers::<Returns>(200),
        Endpoint::get(
            "/api/v1/returns/{month}",
            show,
            "getReturn",
            "A month: its figures as the record stands, and every version of its return with who \
             had it. That you looked is recorded.",
        )
        .answers::<MonthView>(200),
        Endpoint::post(
            "/api/v1/returns/{month}/issue",
            issue,
            "issueReturn",
            "Issues the next version of a month's return. The server counts the figures.",
        )
        .idempotent()
        .body::<Issue>()
        .answers::<Done>(201)
        .answers::<Done>(200),
        Endpoint::post(
            "/api/v1/returns/{month}/sign",
            sign,
            "signReturn",
            "Signs the newest version. It takes two people, of whom one is the liaison officer.",
        )
        .idempotent()
        .body::<Sign>()
        .answers::<Done>(201)
        .answers::<Done>(200),
        Endpoint::post(
            "/api/v1/returns/{month}/send",
            send,
            "sendReturn",
            "Records to whom a version, signed by two, was sent.",
        )
        .idempotent()
        .body::<Send>()
        .answers::<Done>(201)
        .answers::<Done>(200),
    ]
}

/// What issues a version.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Issue {
    /// Why there is another version; leave it blank for the first.
    #[serde(default)]
    reason: String,
    /// Why what is missing or odd may stand, where anything is.
    #[serde(default)]
    explained: String,
}

/// What signs a version.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Sign {
    /// The version.
    version: u16,
    /// Your name.
    signature: String,
}

/// What records that a version was sent.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Send {
    /// The version.
    version: u16,
    /// To whom, which decides whether small numbers are hidden.
    to: Recipient,
    /// The body or the person, by name.
    name: String,
    /// A receipt, a reference, or how it was sent.
    receipt: String,
}

/// What was written.
#[derive(Serialize, JsonSchema)]
struct Done {
    /// The line, in the return's file.
    position: Option<Position>,
    /// Whether it had been written before, by the same command.
    repeated: bool,
}

/// The returns there are.
#[derive(Serialize, JsonSchema)]
struct Returns {
    /// The returns.
    returns: Vec<ReturnSummary>,
}

/// A return in a list.
#[derive(Serialize, JsonSchema)]
struct ReturnSummary {
    /// The month, such as `2026-10`.
    month: String,
    /// Its newest version.
    version: u16,
    /// Where that stands, in words.
    stands: &'static str,
    /// What calls for another version, if anything does.
    called_for: Option<OfferView>,
}

/// What calls for another version.
#[derive(Serialize, JsonSchema)]
struct OfferView {
    /// The version it would be.
    version: u16,
    /// What changed, in one line.
    difference: String,
    /// The lines that changed it.
    causes: Vec<CauseView>,
}

/// A line that changed what a month's figures are.
#[derive(Serialize, JsonSchema)]
struct CauseView {
    /// The reference of its file.
    reference: String,
    /// The line.
    position: Position,
    /// When it was recorded.
    recorded: Timestamp,
    /// What it did.
    says: String,
    /// The words of whoever wrote it; none where you may not open the file.
    reason: Option<String>,
}

/// A month.
#[derive(Serialize, JsonSchema)]
struct MonthView {
    /// The month, such as `2026-10`.
    month: String,
    /// Its figures as the record stands.
    now: Vec<FigureView>,
    /// The last line of the whole record that was taken in.
    up_to: u64,
    /// What is to be put right or explained before it is issued, errors first.
    faults: Vec<FaultView>,
    /// Every version, oldest first.
    versions: Vec<VersionView>,
    /// What calls for another version, if anything does.
    called_for: Option<OfferView>,
}

/// Something to put right or explain.
#[derive(Serialize, JsonSchema)]
struct FaultView {
    /// The reference of the file.
    reference: String,
    /// The line it is about, where there is one.
    position: Option<Position>,
    /// What is wrong.
    says: &'static str,
    /// Whether it stands in the way; else it is explained.
    error: bool,
    /// Who can put it right.
    owner: String,
}

/// A figure with its definition.
#[derive(Serialize, JsonSchema)]
struct FigureView {
    /// The figure.
    #[serde(flatten)]
    figure: Figure,
    /// What it counts, in words.
    counts: &'static str,
}

/// A version.
#[derive(Serialize, JsonSchema)]
struct VersionView {
    /// The version, from 1.
    version: u16,
    /// Where it stands, in words.
    stands: &'static str,
    /// When it was issued.
    issued: Timestamp,
    /// Its figures.
    figures: Vec<FigureView>,
    /// The files they were counted from, and up to which line; none where you may not open them.
    counted: Option<Vec<Counted>>,
    /// The last line of the whole record when they were counted.
    up_to: u64,
    /// What changed since the version before; blank for the first.
    difference: String,
    /// Why there is another version; blank for the first.
    reason: String,
    /// Everybody who had it.
    had: Vec<HadView>,
}

/// Somebody who had a version.
#[derive(Serialize, JsonSchema)]
struct HadView {
    /// The person, or the body it was sent to.
    name: String,
    /// Their role, in words, for a person.
    role: Option<&'static str>,
    /// How.
    how: String,
    /// When, first.
    at: Timestamp,
}

impl FaultView {
    fn of(fault: &Fault) -> Self {
        Self {
            reference: fault.file.reference(),
            position: fault.line,
            says: fault.rule.label(),
            error: fault.weight == Weight::Error,
            owner: fault.owner.clone(),
        }
    }
}

impl OfferView {
    fn of(offer: Offer, opens: bool) -> Self {
        Self {
            version: offer.version,
            difference: offer.difference,
            causes: offer
                .causes
                .into_iter()
                .map(|cause| CauseView {
                    reference: cause.line.file.reference(),
                    position: cause.line.position,
                    recorded: cause.line.recorded,
                    says: cause.says,
                    reason: opens.then_some(cause.reason),
                })
                .collect(),
        }
    }
}

fn figures(figures: &[Figure]) -> Vec<FigureView> {
    figures
        .iter()
        .map(|figure| FigureView {
            counts: definition(&figure.definition),
            figure: figure.clone(),
        })
        .collect()
}

impl VersionView {
    fn of(version: &Version, held: &Return, opened: &OpenedMonth, opens: bool) -> Self {
        Self {
            version: version.number,
            stands: version.stands(),
            issued: version.at,
            figures: figures(&version.figures),
            counted: opens.then(|| version.counted.clone()),
            up_to: version.up_to,
            difference: version.difference.clone(),
            reason: version.reason.clone(),
            had: had(held, version.number, &opened.readings)
                .into_iter()
                .map(|one| HadView {
                    name: one.name,
                    role: one.role.map(domain::Role::label),
                    how: one.how,
                    at: one.at,
                })
                .collect(),
        }
    }
}

async fn list(
    State(app): State<App>,
    SignedIn(person): SignedIn,
) -> Result<Json<Returns>, WebError> {
    let opens = may_open_counted_files(person.actor.role);
    let returns = returns::list(&app, &person.actor)
        .await?
        .into_iter()
        .filter_map(|(held, offer)| {
            let newest = held.newest()?;
            Some(ReturnSummary {
                month: held.month.key(),
                version: newest.number,
                stands: newest.stands(),
                called_for: offer.map(|offer| OfferView::of(offer, opens)),
            })
        })
        .collect();
    Ok(Json(Returns { returns }))
}

async fn show(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    MonthPath(month): MonthPath,
) -> Result<Json<MonthView>, WebError> {
    let opens = may_open_counted_files(person.actor.role);
    let opened = returns::open(&app, &person.actor, month).await?;
    let versions = opened.held.iter().flat_map(|held| {
        held.versions
            .iter()
            .map(|version| VersionView::of(version, held, &opened, opens))
    });
    Ok(Json(MonthView {
        month: month.key(),
        now: figures(&opened.now.figures),
        up_to: opened.now.up_to,
        faults: opened.now.faults.iter().map(FaultView::of).collect(),
        versions: versions.collect(),
        called_for: opened
            .offer
            .clone()
            .map(|offer| OfferView::of(offer, opens)),
    }))
}

async fn issue(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    MonthPath(month): MonthPath,
    IdempotencyKey(id): IdempotencyKey,
    Json(body): Json<Issue>,
) -> Result<Response, WebError> {
    returns::issue(&app, &person.actor, month, id, body.reason, body.explained)
        .await
        .map(|told| done(&told))
}

async fn sign(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    MonthPath(month): MonthPath,
    IdempotencyKey(id): IdempotencyKey,
    Json(body): Json<Sign>,
) -> Result<Response, WebError> {
    let told = returns::sign(&app, &person.actor, month, id, body.version, body.signature).await?;
    Ok(done(&told))
}

async fn send(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    MonthPath(month): MonthPath,
    IdempotencyKey(id): IdempotencyKey,
    Json(body): Json<Send>,
) -> Result<Response, WebError> {
    let sending = Sending {
        to: body.to,
        name: body.name,
        receipt: body.receipt,
    };
    let told = returns::send(&app, &person.actor, month, id, body.version, sending).await?;
    Ok(done(&told))
}

fn done(told: &Told) -> Response {
    let status = if told.repeated {
        StatusCode::OK
    } else {
        StatusCode::CREATED
    };
    let body = Done {
        position: told.lines.first().map(|line| line.position),
        repeated: told.repeated,
    };
    (status, Json(body)).into_response()
}
