//! Returns: counting a month, issuing a version, signing and sending it.
//!
//! Figures are never sent by a browser or a program: the server counts them from the record when
//! a version is issued, and `casework` decides whether it may be.

use casework::monthly::{self, Entry};
use casework::notice::Reading;
use casework::permission::may_see_returns;
use casework::returns::{self, Cause, Count, Fault, NotLaidOut, Return, Row, Template, Version};
use casework::{Command, File, Refusal};
use domain::event::{
    Counted, Figure, Recipient, ReturnIssued, ReturnKind, ReturnSent, ReturnSigned,
};
use domain::{Actor, CommandId, Event, FileId, Month, Position, When};
use record::{Held, Seen};
use serde::Serialize;

use super::{Told, decide, note, request};
use crate::app::App;
use crate::error::WebError;

/// The one return there is.
pub const KIND: ReturnKind = ReturnKind::Section136Monthly;

/// A month as somebody looks at it.
#[derive(Debug, Clone)]
pub struct OpenedMonth {
    /// The month.
    pub month: Month,
    /// Its return, once a version was issued.
    pub held: Option<Return>,
    /// Who looked at the return, oldest first.
    pub readings: Vec<Reading>,
    /// What the record says of the month now.
    pub now: Computed,
    /// What calls for another version, if anything does.
    pub offer: Option<Offer>,
}

/// The figures of a month as the record stands.
#[derive(Debug, Clone)]
pub struct Computed {
    /// The figures.
    pub figures: Vec<Figure>,
    /// The files they were counted from.
    pub counted: Vec<Counted>,
    /// The last line of the whole record that was taken in.
    pub up_to: u64,
    /// What is to be put right or explained before they are issued, errors first.
    pub faults: Vec<Fault>,
    /// What each file gave.
    entries: Vec<Entry>,
    /// Files that were counted once and are disposed of: they cannot be counted again.
    gone: Vec<FileId>,
}

/// Another version, called for by what was recorded since the newest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The version it would be.
    pub version: u16,
    /// What changed, in one line.
    pub difference: String,
    /// The lines that changed it.
    pub causes: Vec<Cause>,
}

impl Computed {
    /// What stands in the way, and what is to be explained: how many of each.
    pub fn weigh(&self) -> (usize, usize) {
        returns::weigh(&self.faults)
    }
}

impl Offer {
    /// The words of whoever made the corrections, for the reason; without the files' references.
    pub fn reason(&self) -> String {
        let words: Vec<&str> = self
            .causes
            .iter()
            .map(|cause| cause.reason.as_str())
            .filter(|reason| !reason.is_empty())
            .collect();
        words.join(". ")
    }
}

/// Refuses somebody who has nothing to do with returns.
pub fn permitted(actor: &Actor) -> Result<(), WebError> {
    if may_see_returns(actor.role) {
        return Ok(());
    }
    Err(WebError::Forbidden(
        "returns are for the analyst, the liaison officer and the records manager".into(),
    ))
}

fn file_of(app: &App, month: Month) -> FileId {
    returns::file_of(&app.force(), KIND, month)
}

/// Every return there is, newest month first, with what calls for another version.
pub async fn list(app: &App, actor: &Actor) -> Result<Vec<(Return, Option<Offer>)>, WebError> {
    permitted(actor)?;
    let mut found = Vec::new();
    for (month, file) in app.live().months().returns() {
        let Some(held) = app.record().read(file).await? else {
            continue;
        };
        let Some(held) = Return::of(&File::fold(file, &held.lines)) else {
            continue;
        };
        let offer = offer(app, month, &held).await?;
        found.push((held, offer));
    }
    Ok(found)
}

/// Opens a month. That somebody looked at its return is recorded first.
pub async fn open(app: &App, actor: &Actor, month: Month) -> Result<OpenedMonth, WebError> {
    permitted(actor)?;
    let file = file_of(app, month);
    let read = app.record().read(file).await?;
    if let Some(held) = &read {
        note(app, actor, file, held.last_position(), Seen::Viewed).await?;
    }
    let readings = app
        .record()
        .accesses(file)
        .await?
        .iter()
        .filter_map(crate::live::reading)
        .collect();
    let held = read.and_then(|held| Return::of(&File::fold(file, &held.lines)));
    let counted = held.as_ref().and_then(Return::newest);
    let now = count(app, month, counted).await?;
    let offer = match &held {
        Some(held) => offer(app, month, held).await?,
        None => None,
    };
    Ok(OpenedMonth {
        month,
        held,
        readings,
        now,
        offer,
    })
}

/// Counts a month from the record, and reads again what an earlier version counted.
async fn count(app: &App, month: Month, before: Option<&Version>) -> Result<Computed, WebError> {
    let up_to = app.record().head().await?.seq;
    app.live().followed_to(up_to).await;
    let mut files = app.live().months().files(month);
    for counted in before.iter().flat_map(|version| &version.counted) {
        if !files.contains(&counted.file) {
            files.push(counted.file);
        }
    }
    let mut held = Vec::new();
    let mut gone = Vec::new();
    for file in files {
        match app.record().read(file).await? {
            Some(Held {
                disposed: Some(_), ..
            }) => gone.push(file),
            Some(read) => held.push(File::fold(file, &read.lines)),
            None => {}
        }
    }
    let count = Count::of(&held, month, &app.profile());
    Ok(Computed {
        faults: count.faults,
        figures: count.figures,
        counted: count.counted,
        up_to,
        entries: count.entries,
        gone,
    })
}

/// What calls for another version, worked out once for as long as no file of the month changes.
async fn offer(app: &App, month: Month, held: &Return) -> Result<Option<Offer>, WebError> {
    let up_to = app.record().head().await?.seq;
    app.live().followed_to(up_to).await;
    let months = app.live().months();
    let changes = match months.offer(month) {
        Ok(offer) => return Ok(offer),
        Err(changes) => changes,
    };
    let offer = work_out(app, month, held).await?;
    months.keep(month, changes, offer.clone());
    Ok(offer)
}

async fn work_out(app: &App, month: Month, held: &Return) -> Result<Option<Offer>, WebError> {
    let Some(last) = held.newest() else {
        return Ok(None);
    };
    let now = count(app, month, Some(last)).await?;
    let was_counted = |file| last.counted.iter().find(|counted| counted.file == file);
    // A file that was counted and is disposed of can no longer be counted: the figures stand.
    if now.gone.iter().any(|file| was_counted(*file).is_some()) {
        return Ok(None);
    }
    // What was not counted when it was issued does not call for another version by itself.
    let then: Vec<Figure> = now
        .figures
        .iter()
        .filter(|figure| {
            let mut before = last.figures.iter();
            before.any(|before| before.definition == figure.definition)
        })
        .cloned()
        .collect();
    let Some(difference) = returns::difference(&last.figures, &then) else {
        return Ok(None);
    };
    let mut files: Vec<FileId> = last
        .counted
        .iter()
        .chain(&now.counted)
        .map(|counted| counted.file)
        .collect();
    files.sort_unstable();
    files.dedup();
    let profile = app.profile();
    let mut causes = Vec::new();
    for file in files {
        if let Some(read) = app.record().read(file).await? {
            let position: Option<Position> = was_counted(file).map(|counted| counted.position);
            causes.extend(returns::causes(&read.lines, position, month, &profile));
        }
    }
    causes.sort_by_key(|cause| cause.line.recorded);
    Ok(Some(Offer {
        version: last.number.saturating_add(1),
        difference,
        causes,
    }))
}

/// Issues the next version of a month's return, with figures counted now.
pub async fn issue(
    app: &App,
    actor: &Actor,
    month: Month,
    id: CommandId,
    reason: String,
    explained: String,
) -> Result<Told, WebError> {
    permitted(actor)?;
    let file = file_of(app, month);
    // What was asked is the month and the words: sent twice it is one version, whatever was
    // recorded in between.
    let asked = (month, &reason, &explained);
    let held = app.record().read(file).await?;
    let held = held.and_then(|held| Return::of(&File::fold(file, &held.lines)));
    let last = held.as_ref().and_then(Return::newest);
    let now = count(app, month, last).await?;
    let (errors, warnings) = now.weigh();
    if errors > 0 {
        return Err(WebError::Refused(Box::new(Refusal::unready(errors))));
    }
    let issued = ReturnIssued {
        warnings: u32::try_from(warnings).unwrap_or(u32::MAX),
        explained: explained.clone(),
        which: KIND,
        period: month,
        version: last.map_or(1, |last| last.number.saturating_add(1)),
        difference: last
            .and_then(|last| returns::difference(&last.figures, &now.figures))
            .unwrap_or_default(),
        figures: now.figures,
        counted: now.counted,
        up_to: now.up_to,
        reason: reason.clone(),
    };
    write(app, actor, file, id, issued.into(), &asked).await
}

/// The numbers of the national return of a month: of a version, or as the record stands.
pub fn national(
    opened: &OpenedMonth,
    version: Option<u16>,
) -> Result<(Template, Vec<Row>), WebError> {
    let template = Template::shipped()
        .map_err(|faults| WebError::internal(&format!("the layout: {}", faults.join("; "))))?;
    let figures = match version {
        None => &opened.now.figures,
        Some(number) => {
            let held = opened.held.as_ref().ok_or(WebError::NotFound)?;
            &held.version(number).ok_or(WebError::NotFound)?.figures
        }
    };
    match template.rows(figures) {
        Ok(rows) => Ok((template, rows)),
        Err(fault @ NotLaidOut::NotCounted(_)) => Err(WebError::Unreadable(fault.to_string())),
        Err(fault) => Err(WebError::internal(&fault.to_string())),
    }
}

/// A signed version as it leaves the force. That somebody took it out is in the return's log.
pub async fn export(
    app: &App,
    actor: &Actor,
    month: Month,
    version: u16,
) -> Result<(Template, Vec<Row>), WebError> {
    let opened = open(app, actor, month).await?;
    let found = national(&opened, Some(version))?;
    let held = opened.held.as_ref().ok_or(WebError::NotFound)?;
    let signed = held.version(version).is_some_and(Version::is_signed);
    if !signed {
        return Err(WebError::Refused(Box::new(Refusal::unsigned())));
    }
    let read = app.record().read(held.file).await?;
    let last = read.ok_or(WebError::NotFound)?.last_position();
    note(app, actor, held.file, last, Seen::Exported).await?;
    Ok(found)
}

/// The files that figures count, as the record stands.
pub fn files_of(opened: &OpenedMonth, definitions: &[String]) -> Vec<Counted> {
    let mut files: Vec<Counted> = opened
        .now
        .entries
        .iter()
        .filter(|entry| {
            definitions
                .iter()
                .any(|id| monthly::is_counted_in(entry, id, opened.month) == Some(true))
        })
        .map(|entry| entry.counted)
        .collect();
    files.sort_unstable_by_key(|counted| counted.file);
    files.dedup();
    files
}

/// Signs a version.
pub async fn sign(
    app: &App,
    actor: &Actor,
    month: Month,
    id: CommandId,
    version: u16,
    signature: String,
) -> Result<Told, WebError> {
    permitted(actor)?;
    let (file, issued) = version_of(app, month, version).await?;
    let asked = (month, version, &signature);
    let event = ReturnSigned {
        issued,
        signature: signature.clone(),
    };
    write(app, actor, file, id, event.into(), &asked).await
}

/// Where a version was sent.
#[derive(Debug, Clone, Serialize)]
pub struct Sending {
    /// To whom.
    pub to: Recipient,
    /// The body or the person, by name.
    pub name: String,
    /// What shows that it arrived.
    pub receipt: String,
}

/// Records that a version was sent.
pub async fn send(
    app: &App,
    actor: &Actor,
    month: Month,
    id: CommandId,
    version: u16,
    sending: Sending,
) -> Result<Told, WebError> {
    permitted(actor)?;
    let (file, issued) = version_of(app, month, version).await?;
    let asked = (month, version, &sending);
    let event = ReturnSent {
        issued,
        to: sending.to,
        name: sending.name.clone(),
        receipt: sending.receipt.clone(),
    };
    write(app, actor, file, id, event.into(), &asked).await
}

async fn version_of(
    app: &App,
    month: Month,
    version: u16,
) -> Result<(FileId, domain::EventId), WebError> {
    let file = file_of(app, month);
    let held = app.record().read(file).await?.ok_or(WebError::NotFound)?;
    Return::of(&File::fold(file, &held.lines))
        .and_then(|held| held.version(version).map(|version| version.line))
        .map(|line| (file, line))
        .ok_or(WebError::NotFound)
}

async fn write(
    app: &App,
    actor: &Actor,
    file: FileId,
    id: CommandId,
    event: Event,
    asked: &impl Serialize,
) -> Result<Told, WebError> {
    let rules = app.rules();
    let now = app.now();
    let kind = event.kind();
    let command = Command {
        happened: When::now(now),
        event,
        despite: None,
    };
    let request = request(actor, now, id, &(file, kind, asked))?;
    let amended = app
        .record()
        .amend(file, request, |held| {
            let current = File::fold(file, &held.lines);
            decide(&current, id, &command, &rules, actor, now).map(|decision| decision.events)
        })
        .await
        .map_err(WebError::from)?;
    if let Some(last) = app.record().head().await.ok().map(|head| head.seq) {
        // The next page lists it.
        app.live().followed_to(last).await;
    }
    app.metrics().lines_written(amended.lines.len());
    Ok(Told {
        file,
        lines: amended.lines,
        advice: Vec::new(),
        repeated: amended.repeated,
    })
}
