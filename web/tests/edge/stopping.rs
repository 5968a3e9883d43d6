//! A stop that loses nothing.

use std::net::Ipv4Addr;
use std::time::Duration;

use axum::http::StatusCode;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use uuid::Uuid;

use crate::stage::Stage;

async fn send(
    address: std::net::SocketAddr,
    token: &str,
    body: &Value,
) -> Option<(StatusCode, Value)> {
    let stream = TcpStream::connect(address).await.ok()?;
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
        .await
        .ok()?;
    tokio::spawn(connection);
    let request = hyper::Request::post("/api/v1/files")
        .header("host", "lantern.test")
        .header("authorization", format!("Bearer {token}"))
        .header("idempotency-key", Uuid::now_v7().to_string())
        .header("content-type", "application/json")
        .body(Full::new(Bytes::from(body.to_string())))
        .unwrap();
    let response = sender.send_request(request).await.ok()?;
    let status = response.status();
    let bytes = response.into_body().collect().await.ok()?.to_bytes();
    Some((status, serde_json::from_slice(&bytes).ok()?))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_was_acknowledged_while_stopping_is_in_the_record() {
    let stage = Stage::new().await;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let app = stage.app.clone();
    let server = tokio::spawn(web::serve_router(
        app,
        stage.router.clone(),
        listener,
        async move { drop(stopped.await) },
    ));
    let body = json!({
        "happened": { "moment": { "precision": "exact", "at": stage.app.now() },
            "source": "lantern" },
        "opened": { "channel": "on_sight" },
    });
    let senders: Vec<_> = (0..8)
        .map(|_| {
            let (token, body) = (stage.token("pc_4471"), body.clone());
            tokio::spawn(async move {
                let mut acknowledged = Vec::new();
                // Until the server takes no more.
                while let Some((status, answer)) = send(address, &token, &body).await {
                    if status == StatusCode::CREATED {
                        acknowledged.push(answer["file"].as_str().unwrap().to_owned());
                    }
                }
                acknowledged
            })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(500)).await;
    stop.send(()).unwrap();
    tokio::time::timeout(Duration::from_secs(30), server)
        .await
        .unwrap()
        .unwrap()
        .unwrap();
    let mut acknowledged = Vec::new();
    for sender in senders {
        acknowledged.extend(sender.await.unwrap());
    }
    assert!(!acknowledged.is_empty());

    let record = stage.reopened().await;
    for file in &acknowledged {
        let held = record.read(file.parse().unwrap()).await.unwrap();
        assert!(
            held.is_some_and(|held| held.lines.len() == 1),
            "{file} was acknowledged"
        );
    }
}
