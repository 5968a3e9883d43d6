//! `lantern demo`: a living night in an invented force, on this machine only.

pub(crate) mod night;
mod place;

use std::sync::Arc;
use std::time::Duration;

use domain::Force;
use jiff::Timestamp;
use record::{Options, Record};
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;
use web::{App, Parts, SessionClock, SystemClock};

use crate::arguments::{Demo, Store};
use crate::outcome::{Answer, Problem, Result};
use crate::recogniser::Recogniser;
use crate::{accounts, lake, screen, serve, stop, store};
use night::{World, keep_living};
use place::{Place, Told};

/// The demonstration force.
pub(crate) const KENT: &str = include_str!("../../forces/kent.toml");

/// The port asked for first: easy to find again.
const PORT: u16 = 8136;

pub(crate) async fn demo(wanted: Demo) -> Result<Answer> {
    log_troubles();
    let place = Place::new(&wanted.dir);
    if wanted.fresh {
        place.clear()?;
    }
    let force = Force::read("forces/kent.toml", KENT)?;
    let told = place.told_or_begin(wanted.seed, Timestamp::now())?;
    let listener = listen(wanted.port).await?;
    let stopped = stop::told()?;

    let record = open(&place).await?;
    let world = World::new(record.clone(), force.clone())?;
    let plan = ::night::Plan::busy_night(told.seed, told.opening);
    let happenings = ::night::Night::new(&force, plan.clone())
        .map_err(|error| Problem::could_not(error.to_string()))?;
    // Ctrl-C must work while the night is being told, too.
    let mut stopped = Box::pin(stopped);
    let rest = tokio::select! {
        rest = world.catch_up(plan.begins, happenings) => rest?,
        () = &mut stopped => {
            record.close().await?;
            screen::note("stopped before the night was ready; starting again goes on from here");
            return Ok(Answer::Yes);
        }
    };

    let (demonstration, password) =
        accounts::demonstration(std::env::var("LANTERN_DEMO_PASSWORD").ok())?;
    let app = App::new(Parts {
        record: record.clone(),
        force: force.clone(),
        clock: Arc::new(SystemClock),
        accounts: Arc::new(demonstration),
        session_clock: SessionClock::machine(),
        options: web::Options::default(),
    })
    .with_evidence(lake::evidence(&place.lake())?)
    .with_recognises(Recogniser::new(None));
    let counting = serve::follow(&place.lake(), &record, &force, &place.keys())?;
    let address = listener
        .local_addr()
        .map_err(|error| Problem::could_not(format!("the port is not known: {error}")))?;
    let living = tokio::spawn(keep_living(World::new(record, force)?, rest));
    let serving = tokio::spawn(web::serve(app.clone(), listener, stopped));
    // The address is told once the board has everything to show.
    while !app.live().has_caught_up() && !serving.is_finished() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    welcome(&wanted, &told, &address.to_string(), &password)?;
    let served = serving.await;
    living.abort();
    if let Some(counting) = counting {
        counting.abort();
    }
    match served {
        Ok(Ok(())) => Ok(Answer::Yes),
        Ok(Err(error)) => Err(Problem::could_not(format!("the server stopped: {error}"))),
        Err(error) => Err(Problem::could_not(format!("the server broke off: {error}"))),
    }
}

async fn open(place: &Place) -> Result<Record> {
    let keys = place.keys();
    let store = Store {
        record: place.address()?,
        keys: keys.clone(),
    };
    if !keys.exists() {
        store::make_keys(&keys)?;
    }
    store::open_or_make(&store, false, Options::default()).await
}

/// Listens on the port asked for, else on the usual one, else on any that is free.
async fn listen(asked: Option<u16>) -> Result<TcpListener> {
    let bind = |port| TcpListener::bind(("127.0.0.1", port));
    let bound = match asked {
        Some(port) => bind(port).await,
        None => match bind(PORT).await {
            Err(_) => bind(0).await,
            bound => bound,
        },
    };
    bound.map_err(|error| {
        let port = asked.unwrap_or(0);
        Problem::could_not(format!("cannot listen on 127.0.0.1:{port}: {error}"))
    })
}

fn welcome(wanted: &Demo, told: &Told, address: &str, password: &str) -> Result<()> {
    screen::say(format!(
        "\nLantern shows a busy Friday night in an invented force.\n\n  \
         http://{address}\n\n\
         Sign in with any of these names. Their password is {password}\n\n{}\n\n\
         Nobody in it is real. The night is moved so that its busiest moment is now, and it goes\n\
         on while this runs. Ctrl-C stops it; starting again continues it.\n\
         Kept in {} (seed {}).",
        accounts::table(),
        wanted.dir.display(),
        told.seed,
    ))
}

/// Troubles go to standard error; a demonstration needs no other log.
fn log_troubles() {
    let filter = std::env::var("LANTERN_LOG")
        .ok()
        .and_then(|given| EnvFilter::try_new(given).ok())
        .unwrap_or_else(|| EnvFilter::new("warn,sqlx=error"));
    // Fails only when a log was begun before, which nothing does.
    let _begun = tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(filter)
        .try_init();
}
