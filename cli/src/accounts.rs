//! Who may sign in: the demonstration accounts, until a force's own sign-in is connected.

use web::accounts::DEMO_ACCOUNTS;
use web::{Cost, DemoAccounts};

use crate::outcome::{Problem, Result};

/// The demonstration accounts with a password: the one given, or a new one.
pub(crate) fn demonstration(given: Option<String>) -> Result<(DemoAccounts, String)> {
    let failed = |error| Problem::could_not(format!("the sign-ins cannot be made: {error}"));
    let password = match given {
        Some(password) if password.len() < 12 => {
            return Err(Problem::given(
                "the demonstration password is too short: use 12 characters or more",
            ));
        }
        Some(password) => password,
        None => DemoAccounts::random_password().map_err(failed)?,
    };
    let accounts = DemoAccounts::new(&password, Cost::Full).map_err(failed)?;
    Ok((accounts, password))
}

/// The sign-ins as a table.
pub(crate) fn table() -> String {
    let widest = DEMO_ACCOUNTS
        .iter()
        .map(|account| account.user.len())
        .max()
        .unwrap_or(0);
    DEMO_ACCOUNTS
        .iter()
        .map(|account| format!("  {:widest$}  {}", account.user, account.name))
        .collect::<Vec<_>>()
        .join("\n")
}
