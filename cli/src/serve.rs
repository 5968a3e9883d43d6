//! `lantern serve`: a force's server.

use std::path::Path;
use std::sync::Arc;

use ::lake::{Follow, LakeError};
use domain::Force;
use extracts::How;
use linkage::model::Model;
use linkage::run::Settings;
use record::{Options, Record};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tracing_subscriber::EnvFilter;
use web::suggestions::Suggestions;
use web::{App, Parts, SessionClock, SystemClock};

use crate::arguments::Serve;
use crate::outcome::{Answer, Problem, Result};
use crate::recogniser::Recogniser;
use crate::{accounts, lake, report, screen, stop, store};

/// What is logged when LANTERN_LOG does not say otherwise.
const LOGGED: &str = "info,sqlx=warn";

pub(crate) async fn serve(wanted: Serve) -> Result<Answer> {
    let force = read_force(&wanted.force)?;
    refuse_what_is_not_safe(&wanted)?;
    log_in_json()?;
    let given = std::env::var("LANTERN_DEMO_PASSWORD").ok();
    let printed = given.is_none();
    let (demonstration, password) = accounts::demonstration(given)?;

    let options = Options {
        checkpoint_file: wanted.checkpoints.clone(),
        ..Options::default()
    };
    let record = store::open_or_make(&wanted.store, wanted.create_keys, options).await?;
    let listener = TcpListener::bind(wanted.listen).await.map_err(|error| {
        Problem::could_not(format!("cannot listen on {}: {error}", wanted.listen))
    })?;
    let following = wanted
        .lake
        .as_deref()
        .map(|root| follow(root, &record, &force, &wanted.store.keys))
        .transpose()?
        .flatten();
    let mut app = App::new(Parts {
        record,
        force,
        clock: Arc::new(SystemClock),
        accounts: Arc::new(demonstration),
        session_clock: SessionClock::machine(),
        options: web::Options {
            secure: wanted.secure,
            ..web::Options::default()
        },
    });
    if let Some(root) = &wanted.lake {
        app = app.with_evidence(lake::evidence(root)?);
    }
    if let Some(path) = &wanted.suggestions {
        app = app.with_suggestions(Suggestions::at(path));
    }
    if wanted.recognise {
        let model = wanted.recognise_model.as_deref();
        app = app.with_recognises(Recogniser::new(model.map(kept_model).transpose()?));
    }
    if let Some(path) = &wanted.labelled {
        app = app.with_validation(report::labelled(path)?);
    }
    if printed {
        screen::note(format!("demonstration password: {password}"));
    }
    if wanted.checkpoints.is_none() {
        tracing::warn!(
            "no --checkpoints file: a record put back to an older copy would not be found"
        );
    }
    let stopped = stop::told()?;
    tracing::info!(listen = %wanted.listen, secure = wanted.secure, "serving");
    let served = web::serve(app, listener, stopped).await;
    if let Some(following) = following {
        following.abort();
    }
    served.map_err(|error| Problem::could_not(format!("the server stopped: {error}")))?;
    Ok(Answer::Yes)
}

/// A model that was kept, for names, dates of birth, postcodes and sexes.
fn kept_model(path: &Path) -> Result<Model> {
    let how = How {
        column: Vec::new(),
        threshold: Settings::default().threshold,
        model: Some(path.to_owned()),
        threads: None,
    };
    let settings = extracts::settings(&how, &[])?;
    settings
        .model
        .ok_or_else(|| Problem::could_not("no model was read"))
}

/// Follows the record into the lake for as long as the server runs. Pages do not wait for it, and
/// trouble with it does not stop them: a lake that came to harm is not followed, and the pages of
/// figures name what is damaged.
pub(crate) fn follow(
    root: &Path,
    record: &Record,
    force: &Force,
    keys: &Path,
) -> Result<Option<JoinHandle<()>>> {
    let pseudonyms = lake::pseudonyms(keys)?;
    let mut follow = match Follow::open(root, record.clone(), force, pseudonyms) {
        Ok(follow) => follow,
        Err(error @ (LakeError::Damaged { .. } | LakeError::Manifest { .. })) => {
            tracing::error!("the lake is not followed, and its figures do not grow: {error}");
            return Ok(None);
        }
        Err(error) => return Err(lake::problem(error)),
    };
    Ok(Some(tokio::spawn(async move {
        follow
            .keep_following(&|caught| match caught {
                Ok(caught) => tracing::debug!(line = caught.up_to, "the lake is up to the record"),
                Err(error) => tracing::warn!("the lake could not follow the record: {error}"),
            })
            .await;
    })))
}

/// Only the demonstration accounts exist until a force's own sign-in is connected, and they have
/// one password: other machines may reach them only where somebody asked for that, over TLS.
fn refuse_what_is_not_safe(wanted: &Serve) -> Result<()> {
    if wanted.listen.ip().is_loopback() {
        return Ok(());
    }
    if !wanted.demo_accounts {
        return Err(Problem::given(format!(
            "{} can be reached from other machines, and the only accounts are those of the \
             demonstration: listen on 127.0.0.1, or add --demo-accounts for a trial with invented \
             people",
            wanted.listen
        )));
    }
    if !wanted.secure {
        return Err(Problem::given(format!(
            "{} can be reached from other machines without TLS: put a proxy that ends TLS in front \
             and add --secure, or listen on 127.0.0.1",
            wanted.listen
        )));
    }
    Ok(())
}

/// A force's configuration from its file.
pub(crate) fn read_force(path: &Path) -> Result<Force> {
    let text = std::fs::read_to_string(path).map_err(|error| Problem::unreadable(path, &error))?;
    Ok(Force::read(&path.display().to_string(), &text)?)
}

/// One JSON object a line on standard output. No personal data is ever logged.
fn log_in_json() -> Result<()> {
    let filter = match std::env::var("LANTERN_LOG") {
        Ok(given) => EnvFilter::try_new(&given).map_err(|error| {
            Problem::given(format!(
                "LANTERN_LOG is not a list of levels such as `{LOGGED}`: {error}"
            ))
        })?,
        Err(_) => EnvFilter::new(LOGGED),
    };
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_env_filter(filter)
        .try_init()
        .map_err(|error| Problem::could_not(format!("logging could not be started: {error}")))
}
