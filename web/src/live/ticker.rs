//! Writes what time alone brings about: escalations opened, raised and closed.

use std::time::Duration;

use domain::actor::OrganisationKind;
use domain::{Actor, FileId, NewEvent, Organisation, UserId};
use record::{AmendError, Request};
use sha2::{Digest as _, Sha256};

use super::follow::look_again;
use crate::app::App;
use crate::error::WebError;

/// Looks at open files every so often.
pub(super) async fn run(app: App, every: Duration) {
    let mut clock = tokio::time::interval(every);
    clock.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        clock.tick().await;
        if !app.live().has_caught_up() {
            continue;
        }
        if let Err(error) = write_due(&app).await {
            tracing::error!("what is due could not be written: {}", for_log(&error));
        }
    }
}

fn for_log(error: &WebError) -> String {
    crate::error::for_operator(error).unwrap_or_else(|| error.to_string())
}

/// Writes what is due now, and looks at every open file again. Gives the number of lines written.
pub async fn tick_now(app: &App) -> Result<usize, WebError> {
    let written = write_due(app).await?;
    look_again(app).await;
    Ok(written)
}

async fn write_due(app: &App) -> Result<usize, WebError> {
    let system = lantern(app)?;
    let ids: Vec<FileId> = app.live().jobs().keys().copied().collect();
    let mut written = 0;
    for id in ids {
        written += write_due_of(app, &system, id).await?;
        tokio::task::yield_now().await;
    }
    Ok(written)
}

/// Lantern itself, as lines name it.
fn lantern(app: &App) -> Result<Actor, WebError> {
    let user = UserId::new("lantern").map_err(|error| WebError::internal(&error.to_string()))?;
    let organisation = Organisation {
        id: app.force().id.clone(),
        kind: OrganisationKind::Police,
    };
    Ok(Actor::lantern(user, organisation))
}

/// What is due in one file. The same need has the same command id everywhere, so two servers that
/// see it write it once; the decision is taken again on what the file holds then.
async fn write_due_of(app: &App, system: &Actor, id: FileId) -> Result<usize, WebError> {
    let (rules, now) = (app.rules(), app.now());
    let due = {
        let job = app.live().jobs().get(&id).cloned();
        let Some(job) = job else { return Ok(0) };
        casework::tick(&job.file, now, &rules.force, &rules.profile)
    };
    let mut written = 0;
    for one in due {
        let command = one.command;
        let request = Request {
            id: command,
            by: system.clone(),
            now,
            // The id says it all: what is written may differ between two servers' clocks.
            digest: Sha256::digest(command.uuid().as_bytes()).into(),
        };
        let amended = app
            .record()
            .amend(
                id,
                request,
                |held| -> Result<Vec<NewEvent>, std::convert::Infallible> {
                    let file = casework::File::fold(id, &held.lines);
                    let due = casework::tick(&file, now, &rules.force, &rules.profile);
                    let still = due.into_iter().find(|due| due.command == command);
                    Ok(still.map(|due| due.events).unwrap_or_default())
                },
            )
            .await;
        let amended = match amended {
            Ok(amended) => amended,
            Err(AmendError::Record(error)) => return Err(error.into()),
            Err(AmendError::Refused(never)) => match never {},
        };
        if !amended.repeated {
            written += amended.lines.len();
            app.metrics().lines_written(amended.lines.len());
        }
        if let Some(last) = amended.lines.last() {
            app.live().reached(id, last.position).await;
        }
    }
    Ok(written)
}
