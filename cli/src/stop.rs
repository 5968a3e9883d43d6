//! Waiting to be told to stop: by the service manager, or by Ctrl-C.

use tokio::signal::unix::{SignalKind, signal};

use crate::outcome::{Problem, Result};

/// Completes at the first SIGTERM or Ctrl-C. Made before the server starts, so that neither is
/// missed.
pub(crate) fn told() -> Result<impl Future<Output = ()> + Send + 'static> {
    let failed = |error| Problem::could_not(format!("signals cannot be received: {error}"));
    let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(failed)?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
