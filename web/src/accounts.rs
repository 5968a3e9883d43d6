//! Who may sign in.
//!
//! [`Accounts`] is where OpenID Connect goes: an implementation that answers
//! [`Accounts::elsewhere`] with the address of the force's identity provider, and turns the claims
//! that come back into a [`domain::Actor`] (role, rank, organisation and place are claims the
//! force maps). Everything after that, sessions and permission, stays as it is. The route the
//! provider returns to is added in `sign_in.rs`.

mod demo;
mod throttle;

use std::future::Future;
use std::pin::Pin;

use domain::Actor;

pub use demo::{Cost, DEMO_ACCOUNTS, DemoAccount, DemoAccounts};
pub(crate) use throttle::Throttle;

/// An answer that may take a while.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Who may sign in.
pub trait Accounts: Send + Sync + 'static {
    /// Checks a name and a password. Takes as long for a name nobody has.
    fn check<'a>(
        &'a self,
        name: &'a str,
        password: &'a str,
    ) -> Answer<'a, Result<Actor, SignInRefused>>;

    /// Where to send a browser to sign in, when that is not here.
    fn elsewhere(&self) -> Option<String> {
        None
    }
}

/// Why somebody was not signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignInRefused {
    /// The name or the password is wrong; which of them is not said.
    #[error("the account or the password is not right")]
    NotRight,
    /// Too many tries for this name.
    #[error("too many tries: wait {seconds} seconds and try again")]
    TooManyTries {
        /// How long to wait.
        seconds: u64,
    },
    /// Passwords cannot be checked at the moment.
    #[error("sign-in is not working: try again in a moment")]
    NotWorking,
}
