//! What every handler holds.

use std::sync::{Arc, OnceLock, PoisonError, RwLock};
use std::time::Duration;

use casework::Setting;
use domain::{Actor, Force};
use figures::estimate::Validation;
use figures::evidence::Evidence;
use jiff::Timestamp;
use record::Record;
use tokio::sync::watch;

use crate::accounts::Accounts;
use crate::clock::Clock;
use crate::live::Live;
use crate::ops::Metrics;
use crate::recognises::Recognises;
use crate::session::{Limits, SessionClock, Sessions};
use crate::suggestions::Suggestions;

/// The server: the record and what is decided with. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    record: Record,
    rules: RwLock<Rules>,
    clock: Arc<dyn Clock>,
    accounts: Arc<dyn Accounts>,
    sessions: Sessions,
    live: Live,
    metrics: Metrics,
    evidence: OnceLock<Arc<dyn Evidence>>,
    suggestions: OnceLock<Arc<Suggestions>>,
    recognises: OnceLock<Arc<dyn Recognises>>,
    validation: OnceLock<Validation>,
    options: Options,
    stopping: watch::Sender<bool>,
}

/// The configuration decisions are taken under. Replaced as a whole.
#[derive(Clone)]
pub struct Rules {
    /// The force's configuration.
    pub force: Arc<Force>,
    /// The law and policy in force, read from it.
    pub profile: Arc<law::Profile>,
}

impl Rules {
    /// The rules of a force.
    pub fn of(force: Force) -> Self {
        let profile = Arc::new(law::Profile::from_force(&force));
        Self {
            force: Arc::new(force),
            profile,
        }
    }
}

/// How the server behaves.
#[derive(Debug, Clone)]
pub struct Options {
    /// Whether browsers reach it over TLS. Cookies are then `Secure` and bound to the host.
    pub secure: bool,
    /// How long a session lasts.
    pub sessions: Limits,
    /// How often open files are looked at for alarms; never, when none (a rehearsal asks).
    pub tick_every: Option<Duration>,
    /// How often a live stream sends something, so that a page can tell silence from calm.
    pub beat: Duration,
    /// How long a request may take before it is given up.
    pub request_timeout: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            secure: false,
            sessions: Limits::default(),
            tick_every: Some(Duration::from_secs(5)),
            beat: Duration::from_secs(15),
            request_timeout: Duration::from_secs(30),
        }
    }
}

/// What a server is made of.
pub struct Parts {
    /// The record.
    pub record: Record,
    /// The force's configuration.
    pub force: Force,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Who may sign in.
    pub accounts: Arc<dyn Accounts>,
    /// What sessions expire by. [`SessionClock::machine`] outside tests.
    pub session_clock: SessionClock,
    /// How it behaves.
    pub options: Options,
}

impl App {
    /// Puts a server together. [`App::start`] sets its readers going.
    pub fn new(parts: Parts) -> Self {
        let sessions = Sessions::new(parts.options.sessions, parts.session_clock);
        Self(Arc::new(Inner {
            record: parts.record,
            rules: RwLock::new(Rules::of(parts.force)),
            clock: parts.clock,
            accounts: parts.accounts,
            sessions,
            live: Live::new(),
            metrics: Metrics::default(),
            evidence: OnceLock::new(),
            suggestions: OnceLock::new(),
            recognises: OnceLock::new(),
            validation: OnceLock::new(),
            options: parts.options,
            stopping: watch::Sender::new(false),
        }))
    }

    /// Gives it what answers the pages of figures. A server has one or none; a second is not taken.
    #[must_use]
    pub fn with_evidence(self, evidence: Arc<dyn Evidence>) -> Self {
        // What was given first stays: pages already answer from it.
        let _stays = self.0.evidence.set(evidence);
        self
    }

    /// What answers the pages of figures, where the server was given one.
    pub fn evidence(&self) -> Option<&dyn Evidence> {
        self.0.evidence.get().map(Arc::as_ref)
    }

    /// Gives it suggestions of the same person in other files. A server has one file of them or
    /// none; a second is not taken.
    #[must_use]
    pub fn with_suggestions(self, suggestions: Arc<Suggestions>) -> Self {
        let _stays = self.0.suggestions.set(suggestions);
        self
    }

    /// Where suggestions are read from, where the server was given any.
    pub(crate) fn suggestions(&self) -> Option<Arc<Suggestions>> {
        self.0.suggestions.get().map(Arc::clone)
    }

    /// Gives it somebody who recognises people, before [`App::start`]: the reader tells them of
    /// every file from the first. A server has one or none; a second is not taken.
    #[must_use]
    pub fn with_recognises(self, recognises: Arc<dyn Recognises>) -> Self {
        let _stays = self.0.recognises.set(recognises);
        self
    }

    /// Who recognises people, where the server was given anybody.
    pub(crate) fn recognises(&self) -> Option<Arc<dyn Recognises>> {
        self.0.recognises.get().map(Arc::clone)
    }

    /// Gives it how often the text reader was right on labelled texts, for estimates of hidden
    /// demand. A server has one or none; a second is not taken.
    #[must_use]
    pub fn with_validation(self, validation: Validation) -> Self {
        let _stays = self.0.validation.set(validation);
        self
    }

    /// How often the text reader was right, where the server was told.
    pub(crate) fn validation(&self) -> Option<&Validation> {
        self.0.validation.get()
    }

    /// Begins to follow the record, and to look at open files for alarms. Needs a tokio runtime.
    pub fn start(&self) {
        crate::live::start(self);
    }

    /// The record.
    pub fn record(&self) -> &Record {
        &self.0.record
    }

    /// The force's configuration and the law, as they are at this moment.
    pub fn rules(&self) -> Rules {
        self.0
            .rules
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The force's configuration.
    pub fn force(&self) -> Arc<Force> {
        self.rules().force
    }

    /// The law and policy in force.
    pub fn profile(&self) -> Arc<law::Profile> {
        self.rules().profile
    }

    /// Puts a new configuration in. Every open file is looked at again.
    pub fn replace_force(&self, force: Force) {
        *self.0.rules.write().unwrap_or_else(PoisonError::into_inner) = Rules::of(force);
        self.0.live.look_again();
    }

    /// The instant it is now.
    pub fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// Who may sign in.
    pub fn accounts(&self) -> &dyn Accounts {
        self.0.accounts.as_ref()
    }

    /// Who is signed in.
    pub fn sessions(&self) -> &Sessions {
        &self.0.sessions
    }

    /// Open files in memory, and who watches them.
    pub fn live(&self) -> &Live {
        &self.0.live
    }

    /// What is counted.
    pub fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    /// How the server behaves.
    pub fn options(&self) -> &Options {
        &self.0.options
    }

    /// Tells streams and tasks to end.
    pub fn stop(&self) {
        self.0.stopping.send_replace(true);
    }

    /// Becomes true when the server is stopping.
    pub fn stopping(&self) -> watch::Receiver<bool> {
        self.0.stopping.subscribe()
    }
}

impl Rules {
    /// What a decision is taken with.
    pub fn setting<'a>(&'a self, actor: &'a Actor, now: Timestamp) -> Setting<'a> {
        Setting {
            actor,
            now,
            force: &self.force,
            profile: &self.profile,
        }
    }
}
