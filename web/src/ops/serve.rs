//! Listening, and stopping without losing anything.

use std::future::Future;
use std::io;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;

use crate::app::App;

/// How long requests that have begun may take to finish once the server is told to stop.
const PATIENCE: Duration = Duration::from_secs(20);

/// Serves until `shutdown` completes; then takes no new requests, ends live streams, lets
/// requests that have begun finish, and closes the record with a checkpoint.
///
/// Fails when the listener does, or when the record could not be closed properly; what was
/// acknowledged is on the disk either way.
pub async fn serve(
    app: App,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let router = crate::router(app.clone());
    serve_router(app, router, listener, shutdown).await
}

/// The same for a router that has more than [`crate::router`], as a rehearsal's has.
pub async fn serve_router(
    app: App,
    router: Router,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    app.start();
    let ending = app.clone();
    let mut told = app.stopping();
    let server = axum::serve(listener, router).with_graceful_shutdown(async move {
        shutdown.await;
        tracing::info!("stopping: no new requests");
        ending.stop();
    });
    let out_of_patience = async move {
        // Fails only when the server is gone, and then nobody waits for this.
        drop(told.wait_for(|stopping| *stopping).await);
        tokio::time::sleep(PATIENCE).await;
    };
    tokio::select! {
        outcome = server => outcome?,
        () = out_of_patience => tracing::warn!("some requests did not finish and were cut off"),
    }
    app.record()
        .close()
        .await
        .map_err(|error| io::Error::other(error.for_operator()))?;
    tracing::info!("stopped: the record is closed");
    Ok(())
}
