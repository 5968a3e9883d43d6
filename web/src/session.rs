//! Who is signed in.
//!
//! Sessions are kept in memory: a restart signs everybody out, and nothing on a disk lets anybody
//! in. A token is 256 random bits; only its hash is kept, so what is in memory does not sign in.
//! A session ends after a while without use, and after a tour of duty whatever happens.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use domain::Actor;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq as _;

use crate::app::App;
use crate::error::WebError;
use crate::surface::Surface;

/// How long a session lasts.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Without use.
    pub idle: Duration,
    /// At most, used or not.
    pub absolute: Duration,
}

impl Default for Limits {
    /// An hour without use, twelve in all: one tour of duty.
    fn default() -> Self {
        Self {
            idle: Duration::from_hours(1),
            absolute: Duration::from_hours(12),
        }
    }
}

/// What sessions expire by: time since the server began, not the time of day, so that a
/// corrected clock signs nobody in or out.
#[derive(Clone)]
pub struct SessionClock(Arc<dyn Fn() -> Duration + Send + Sync>);

impl SessionClock {
    /// The machine's steady clock.
    pub fn machine() -> Self {
        let began = Instant::now();
        Self(Arc::new(move || began.elapsed()))
    }

    /// A clock moved by hand.
    pub fn by_hand(clock: impl Fn() -> Duration + Send + Sync + 'static) -> Self {
        Self(Arc::new(clock))
    }
}

/// How somebody shows who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carrier {
    /// A cookie: a browser. Unsafe requests need the token against forgery as well.
    Cookie,
    /// A bearer token: a program.
    Bearer,
}

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub struct Person {
    /// Who they are, as lines of the record name them.
    pub actor: Actor,
    /// The token every form of theirs carries in the hidden field `csrf`.
    pub csrf: String,
    key: SessionKey,
}

/// The hash a session is kept under.
type SessionKey = [u8; 32];

/// Sessions one account may have at once; the oldest gives way.
const SESSIONS_PER_ACCOUNT: usize = 20;

/// The sessions of this server.
pub struct Sessions {
    table: Mutex<HashMap<SessionKey, Session>>,
    limits: Limits,
    clock: SessionClock,
}

struct Session {
    actor: Actor,
    csrf: String,
    carrier: Carrier,
    began: Duration,
    used: Duration,
}

impl Sessions {
    pub(crate) fn new(limits: Limits, clock: SessionClock) -> Self {
        Self {
            table: Mutex::new(HashMap::new()),
            limits,
            clock,
        }
    }

    fn table(&self) -> MutexGuard<'_, HashMap<SessionKey, Session>> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins a session and gives its token, which is told once and not kept.
    pub fn begin(&self, actor: Actor, carrier: Carrier) -> Result<String, WebError> {
        let token = random_token()?;
        let csrf = random_token()?;
        let now = (self.clock.0)();
        let mut table = self.table();
        table.retain(|_, session| self.limits.hold(session, now));
        let mut own: Vec<_> = table
            .iter()
            .filter(|(_, session)| session.actor.user == actor.user)
            .map(|(key, session)| (session.used, *key))
            .collect();
        own.sort_unstable();
        let surplus = (own.len() + 1).saturating_sub(SESSIONS_PER_ACCOUNT);
        for (_, key) in own.into_iter().take(surplus) {
            table.remove(&key);
        }
        table.insert(
            key_of(&token),
            Session {
                actor,
                csrf,
                carrier,
                began: now,
                used: now,
            },
        );
        Ok(token)
    }

    /// Who a token belongs to, if it still holds.
    pub fn find(&self, token: &str, carrier: Carrier) -> Option<Person> {
        let key = key_of(token);
        let now = (self.clock.0)();
        let mut table = self.table();
        let session = table.get_mut(&key)?;
        if session.carrier != carrier {
            return None;
        }
        if !self.limits.hold(session, now) {
            table.remove(&key);
            return None;
        }
        session.used = now;
        Some(Person {
            actor: session.actor.clone(),
            csrf: session.csrf.clone(),
            key,
        })
    }

    /// Keeps a session in use while a live page is open: a board on a wall must not go dark in
    /// the middle of a tour. False when the session has ended; twelve hours end it all the same.
    pub fn keep(&self, person: &Person) -> bool {
        let now = (self.clock.0)();
        let mut table = self.table();
        let Some(session) = table.get_mut(&person.key) else {
            return false;
        };
        let holds = self.limits.hold(session, now);
        if holds {
            session.used = now;
        }
        holds
    }

    /// Ends the session of somebody.
    pub fn end(&self, person: &Person) {
        self.table().remove(&person.key);
    }

    /// How many hold.
    pub fn count(&self) -> usize {
        let now = (self.clock.0)();
        self.table()
            .values()
            .filter(|session| self.limits.hold(session, now))
            .count()
    }
}

impl Limits {
    fn hold(&self, session: &Session, now: Duration) -> bool {
        now.saturating_sub(session.used) < self.idle
            && now.saturating_sub(session.began) < self.absolute
    }
}

fn key_of(token: &str) -> SessionKey {
    Sha256::digest(token.as_bytes()).into()
}

/// 256 random bits in hexadecimal.
pub(crate) fn random_token() -> Result<String, WebError> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes)
        .map_err(|_| WebError::internal("the system gives no random bytes"))?;
    Ok(bytes
        .iter()
        .fold(String::with_capacity(64), |mut text, byte| {
            text.push(hex_digit(byte >> 4));
            text.push(hex_digit(byte & 15));
            text
        }))
}

fn hex_digit(nibble: u8) -> char {
    char::from_digit(u32::from(nibble), 16).unwrap_or('0')
}

/// Whether two tokens are the same, taking as long when they are not.
pub(crate) fn same_token(one: &str, other: &str) -> bool {
    one.len() == other.len() && bool::from(one.as_bytes().ct_eq(other.as_bytes()))
}

/// Who is asking, signed in or not. Put in every request by `recognise`.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// Who they are, when signed in.
    pub person: Option<Person>,
    /// The token every form shown to them carries in the hidden field `csrf`.
    pub csrf: String,
    /// Night or day, when they chose one.
    pub night: Option<bool>,
}

impl Visitor {
    /// Somebody nothing is known of.
    pub(crate) fn stranger() -> Self {
        Self {
            person: None,
            csrf: String::new(),
            night: None,
        }
    }
}

/// The name of a cookie: bound to the host where there is TLS.
pub(crate) fn cookie_name(app: &App, name: &str) -> String {
    if app.options().secure {
        format!("__Host-lantern-{name}")
    } else {
        format!("lantern-{name}")
    }
}

/// A `Set-Cookie` value. `age` of none ends with the browser session; nought removes it.
pub(crate) fn set_cookie(
    app: &App,
    name: &str,
    value: &str,
    age: Option<Duration>,
) -> Option<HeaderValue> {
    // A link in the force's log must open a case, and browsers hold `Strict` cookies back then.
    // What writes is guarded by the token besides.
    let site = if name == SESSION_COOKIE {
        "Lax"
    } else {
        "Strict"
    };
    let name = cookie_name(app, name);
    let mut text = format!("{name}={value}; Path=/; HttpOnly; SameSite={site}");
    if app.options().secure {
        text.push_str("; Secure");
    }
    if let Some(age) = age {
        text.push_str("; Max-Age=");
        text.push_str(&age.as_secs().to_string());
    }
    HeaderValue::from_str(&text).ok()
}

/// The value of one of our cookies.
pub(crate) fn cookie<'a>(app: &App, headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let wanted = cookie_name(app, name);
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == wanted)
        .map(|(_, value)| value)
}

/// The cookie that carries a session.
pub(crate) const SESSION_COOKIE: &str = "session";
/// The cookie that carries the token of forms shown before anybody signed in.
const FORM_COOKIE: &str = "form";
/// The cookie that carries the choice of night or day.
pub const NIGHT_COOKIE: &str = "night";

/// Middleware: finds out who is asking and puts a [`Visitor`] in the request.
pub(crate) async fn recognise(
    State(app): State<App>,
    mut request: Request,
    next: Next,
) -> Response {
    let headers = request.headers();
    let bearer = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "))
        .and_then(|token| app.sessions().find(token.trim(), Carrier::Bearer))
        .filter(|_| Surface::of(request.uri().path()) == Surface::Api);
    let with_bearer = bearer.is_some();
    let person = bearer.or_else(|| {
        let token = cookie(&app, headers, SESSION_COOKIE)?;
        app.sessions().find(token, Carrier::Cookie)
    });
    let held = cookie(&app, headers, FORM_COOKIE).filter(|value| value.len() == 64);
    let fresh =
        person.is_none() && held.is_none() && Surface::of(request.uri().path()) == Surface::Page;
    let csrf = match (&person, held) {
        (Some(person), _) => person.csrf.clone(),
        (None, Some(held)) => held.to_owned(),
        (None, None) if fresh => random_token().unwrap_or_default(),
        (None, None) => String::new(),
    };
    let night = cookie(&app, headers, NIGHT_COOKIE).map(|value| value == "1");
    let form_cookie = fresh
        .then(|| set_cookie(&app, FORM_COOKIE, &csrf, None))
        .flatten();
    request.extensions_mut().insert(if with_bearer {
        Carrier::Bearer
    } else {
        Carrier::Cookie
    });
    request.extensions_mut().insert(Visitor {
        person,
        csrf,
        night,
    });
    let mut response = next.run(request).await;
    if let Some(form_cookie) = form_cookie {
        response
            .headers_mut()
            .append(header::SET_COOKIE, form_cookie);
    }
    response
}

/// Extractor: somebody who is signed in. Pages send others to sign in, the API answers 401.
pub struct SignedIn(pub Person);

impl<S: Send + Sync> FromRequestParts<S> for SignedIn {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, WebError> {
        parts
            .extensions
            .get::<Visitor>()
            .and_then(|visitor| visitor.person.clone())
            .map(Self)
            .ok_or(WebError::SignInNeeded)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, WebError> {
        Ok(parts
            .extensions
            .get::<Self>()
            .cloned()
            .unwrap_or_else(Self::stranger))
    }
}
