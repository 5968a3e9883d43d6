//! Asking a scheduler whether it is there and has executors, before a question waits for them.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::{Fault, Loopback};

/// How long a scheduler may take to say that it is there.
const PATIENCE: Duration = Duration::from_secs(10);

/// The scheduler's own page for probes: 200 with executors, 503 without.
const REQUEST: &str = "GET /readyz HTTP/1.1\r\nHost: scheduler\r\nConnection: close\r\n\r\n";

/// Whether there is a scheduler with an executor.
pub(crate) async fn ready(at: Loopback) -> Result<(), Fault> {
    let missing = |why: String| Fault::NoScheduler { at, why };
    let answer = timeout(PATIENCE, ask(at))
        .await
        .map_err(|_| missing("it did not answer in time".to_owned()))?
        .map_err(|error| missing(error.to_string()))?;
    match answer.split(' ').nth(1) {
        Some("200") => Ok(()),
        Some("503") => Err(Fault::NoExecutor(at)),
        _ => Err(missing("what answers there is something else".to_owned())),
    }
}

async fn ask(at: Loopback) -> std::io::Result<String> {
    let mut connection = TcpStream::connect(at.socket()).await?;
    connection.write_all(REQUEST.as_bytes()).await?;
    let mut answer = Vec::new();
    // The status line is enough, whoever it is that answers.
    connection.take(256).read_to_end(&mut answer).await?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}
