use daraja_sim::{Config, Simulator, StartError};
use tokio::{io::AsyncReadExt, net::TcpStream};

use crate::support::{Daraja, PAYER, PUSH, Receiver, loopback, push_body, within_patience};

#[tokio::test]
async fn a_taken_port_is_named_with_its_remedy() {
    let first = Simulator::start(Config::default(), loopback()).await.unwrap();
    let taken = first.address();
    let error = Simulator::start(Config::default(), taken).await.unwrap_err();
    assert!(matches!(error, StartError::Listen { .. }), "{error:?}");
    let text = error.to_string();
    assert!(text.contains(&taken.to_string()), "{text}");
    assert!(text.contains("choose another port"), "{text}");
}

#[tokio::test]
async fn a_configuration_that_cannot_work_is_refused() {
    let standing_still = Config { speed: 0, ..Config::default() };
    let error = Simulator::start(standing_still, loopback()).await.unwrap_err();
    assert!(matches!(error, StartError::Speed), "{error:?}");

    let short_code = Config { short_code: "12 34".to_owned(), ..Config::default() };
    let error = Simulator::start(short_code, loopback()).await.unwrap_err();
    assert!(matches!(error, StartError::ShortCode(_)), "{error:?}");
}

#[tokio::test]
async fn the_base_url_can_be_called_even_if_every_address_is_listened_on() {
    let everywhere = "0.0.0.0:0".parse().unwrap();
    let simulator = Simulator::start(Config::default(), everywhere).await.unwrap();
    assert_eq!(simulator.base_url(), format!("http://127.0.0.1:{}", simulator.address().port()));
}

/// Holds once the other side has closed this connection.
async fn assert_closed(mut stream: TcpStream) {
    let mut rest = Vec::new();
    within_patience(stream.read_to_end(&mut rest))
        .await
        .unwrap_or_else(|error| panic!("not closed in order: {error}"));
    assert_eq!(rest, b"");
}

#[tokio::test]
async fn stopping_waits_for_no_payer_and_for_no_silent_caller() {
    let receiver = Receiver::start().await;
    let daraja = Daraja::start(Config::default()).await;
    daraja.push(&push_body("254700000003", &receiver.url())).await;
    let silent = TcpStream::connect(daraja.simulator.address()).await.unwrap();
    within_patience(daraja.simulator.stop()).await;
    assert_closed(silent).await;
    assert!(receiver.is_empty());
}

#[tokio::test]
async fn stopping_ends_a_push_whose_receiver_hangs() {
    let mut receiver = Receiver::holding().await;
    let daraja = Daraja::start(Config::default()).await;
    let body = push_body("254700000007", &receiver.url());
    let pushing = tokio::spawn(daraja.post(PUSH).json(&body).send());
    receiver.next().await;
    within_patience(daraja.simulator.stop()).await;
    assert_eq!(within_patience(pushing).await.unwrap().unwrap().status(), 200);
}

#[tokio::test]
async fn dropping_stops_too() {
    let receiver = Receiver::start().await;
    let daraja = Daraja::start(Config::default()).await;
    daraja.push(&push_body(PAYER, &receiver.url())).await;
    let silent = TcpStream::connect(daraja.simulator.address()).await.unwrap();
    drop(daraja);
    assert_closed(silent).await;
}
