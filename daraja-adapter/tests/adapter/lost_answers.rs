//! A push that may have arrived is unconfirmed, and is sent once.

use std::cell::Cell;

use daraja_adapter::rejection;
use domain::outcome::QueryAnswer;
use domain::ports::{Stk, StkSent};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::stub::{OAUTH, PUSH, QUERY, Stub};
use crate::support::{checkout_request_id, daraja, daraja_with_a_token, request};

fn why(sent: StkSent) -> String {
    match sent {
        StkSent::Unconfirmed { why } => why,
        other => panic!("not unconfirmed: {other:?}"),
    }
}

/// Pushes to a server that answers each connection's first request with these bytes and closes it.
/// Tells how many connections there were, too.
async fn pushed_to_a_server_that_says(said: &[u8]) -> (StkSent, usize) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let daraja = daraja_with_a_token(&url);
    let connections = Cell::new(0);
    let serve = async {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            connections.set(connections.get() + 1);
            // The request is small enough for one read, and any part of it will do.
            let mut buffer = vec![0; 8 * 1024];
            assert!(stream.read(&mut buffer).await.unwrap() > 0);
            stream.write_all(said).await.unwrap();
        }
    };
    let request = request();
    let sent = tokio::select! {
        sent = daraja.push(&request) => sent,
        () = serve => unreachable!("it serves for ever"),
    };
    (sent, connections.get())
}

#[tokio::test]
async fn a_connection_that_is_cut_loses_the_answer() {
    for said in [
        &b""[..],
        b"HTTP/1.1 200 OK\r\ncontent-le",
        b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{\"ResponseCode\":\"0\",",
        // Even where the status seems to refuse, the body that would say so is not whole.
        b"HTTP/1.1 401 Unauthorized\r\ncontent-length: 500\r\n\r\n{\"errorCode\":",
        b"not http at all\r\n\r\n",
    ] {
        let (sent, connections) = pushed_to_a_server_that_says(said).await;
        why(sent);
        assert_eq!(connections, 1);
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let said =
        b"HTTP/1.1 307 Temporary Redirect\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n\r\n";
    let (sent, connections) = pushed_to_a_server_that_says(said).await;
    assert!(why(sent).contains("http 307"));
    assert_eq!(connections, 1);
}

#[tokio::test]
async fn a_slow_answer_to_a_push_is_lost() {
    let mut stub = Stub::start().await;
    stub.never_reply(PUSH);
    let daraja = daraja(&stub.url());
    let pushed = tokio::spawn(async move { daraja.push(&request()).await });
    stub.asked(PUSH).await;
    // From here on nothing happens but time passing, so it passes at once.
    tokio::time::pause();
    assert!(why(pushed.await.unwrap()).contains("no answer within the time allowed"));
    assert_eq!(stub.received(PUSH).len(), 1);
}

#[tokio::test]
async fn a_slow_answer_to_a_query_is_none() {
    let mut stub = Stub::start().await;
    stub.never_reply(QUERY);
    let daraja = daraja(&stub.url());
    let asked = tokio::spawn(async move { daraja.query(&checkout_request_id()).await });
    stub.asked(QUERY).await;
    tokio::time::pause();
    let answer = asked.await.unwrap();
    assert!(matches!(answer, QueryAnswer::NoAnswer { .. }), "{answer:?}");
}

#[tokio::test]
async fn a_slow_token_means_that_nothing_was_pushed() {
    let mut stub = Stub::start().await;
    stub.never_reply(OAUTH);
    let daraja = daraja(&stub.url());
    let pushed = tokio::spawn(async move { daraja.push(&request()).await });
    stub.asked(OAUTH).await;
    tokio::time::pause();
    let sent = pushed.await.unwrap();
    assert!(
        matches!(&sent, StkSent::Rejected { code, .. } if code == rejection::NO_TOKEN),
        "{sent:?}"
    );
    assert!(stub.received(PUSH).is_empty());
}

#[tokio::test]
async fn a_connection_that_never_comes_about_sent_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    // TLS is not answered, so the connection is never ready for the request.
    let url = format!("https://{}", listener.local_addr().unwrap());
    let daraja = daraja_with_a_token(&url);
    let pushed = tokio::spawn(async move { daraja.push(&request()).await });
    let (mut stream, _) = listener.accept().await.unwrap();
    let mut hello = [0; 1];
    stream.read_exact(&mut hello).await.unwrap();
    tokio::time::pause();
    let sent = pushed.await.unwrap();
    let StkSent::Rejected { code, message } = sent else { panic!("{sent:?}") };
    assert_eq!(code, rejection::UNREACHABLE);
    assert!(message.contains("no connection within the time allowed"), "{message}");
}
