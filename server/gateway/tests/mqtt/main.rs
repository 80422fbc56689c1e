//! The embedded broker as devices see it.

mod fake;

use fake::{LONG, Platform, SHORT, broker, connected, device, heard, next, options, until};
use gateway::{
    CommandMessage, CommandSink, RejectionReason as Reason, Undelivered,
    simulator::{self, SimulatedDevice, SimulatorConfig},
};
use rumqttc::{AsyncClient, ConnectReturnCode, ConnectionError, LastWill, Packet, QoS, SubscribeReasonCode};
use serde_json::json;
use std::{sync::atomic::Ordering, time::Duration};
use tokio::{sync::watch, time::timeout};

const READING: &str = r#"{"values":{"smoke_obscuration":8.2}}"#;

fn is_puback(packet: &Packet) -> bool {
    matches!(packet, Packet::PubAck(_))
}

async fn say(client: &AsyncClient, topic: &str, payload: &str) {
    if let Err(error) = client.publish(topic, QoS::AtLeastOnce, false, payload).await {
        panic!("{error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_right_credentials_open_the_door_and_no_others() {
    let platform = Platform::new();
    let broker = broker(&platform).await;
    connected(&broker, "A").await;
    for (username, password, reason) in [
        ("A", "guess", Reason::WrongCredentials),
        ("A", "", Reason::WrongCredentials),
        ("X", "secret", Reason::UnknownDevice),
    ] {
        let (_client, mut eventloop) = device(&broker, "someone", username, password);
        match next(&mut eventloop, |_| true, LONG).await {
            Some(Err(ConnectionError::ConnectionRefused(code))) => {
                assert_eq!(code, ConnectReturnCode::BadUserNamePassword);
            }
            other => panic!("{username}/{password}: {other:?}"),
        }
        assert!(platform.has_counted(Some(username), reason));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_cant_take_another_device_s_client_identifier() {
    let platform = Platform::new();
    let broker = broker(&platform).await;
    let (_a, mut a) = connected(&broker, "A").await;
    let (_b, mut b) = device(&broker, "A", "B", "secret");
    assert!(matches!(next(&mut b, |_| true, LONG).await, Some(Err(ConnectionError::ConnectionRefused(_)))));
    assert!(platform.has_counted(Some("B"), Reason::WrongCredentials));
    assert!(next(&mut a, |_| true, SHORT).await.is_none(), "the first one must stay connected");
}

#[tokio::test(flavor = "multi_thread")]
async fn puback_means_stored() {
    let platform = Platform::with_permits(0);
    let broker = broker(&platform).await;
    let (client, mut eventloop) = connected(&broker, "A").await;
    say(&client, "linli/A/observation", READING).await;
    assert!(next(&mut eventloop, is_puback, SHORT).await.is_none(), "acknowledged before it was stored");
    assert!(platform.accepted().is_empty());
    platform.gate.add_permits(1);
    heard(&mut eventloop, is_puback).await;
    let accepted = platform.accepted();
    assert_eq!(accepted.len(), 1);
    assert_eq!(accepted[0].device_code, "A");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_without_acknowledgement_is_taken_as_well() {
    let platform = Platform::new();
    let broker = broker(&platform).await;
    let (client, mut eventloop) = connected(&broker, "A").await;
    client.publish("linli/A/observation", QoS::AtMostOnce, false, READING).await.unwrap();
    next(&mut eventloop, |_| false, SHORT).await;
    until("the reading was stored", || platform.accepted().len() == 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_topic_is_closed() {
    let platform = Platform::new();
    let broker = broker(&platform).await;
    let (client, mut eventloop) = connected(&broker, "A").await;
    for topic in ["linli/B/observation", "linli/A/command", "somewhere/else"] {
        say(&client, topic, READING).await;
        heard(&mut eventloop, is_puback).await;
    }
    assert!(platform.accepted().is_empty());
    assert!(platform.has_counted(Some("A"), Reason::TopicRefused));

    for filter in ["linli/B/command", "linli/+/command", "#", "linli/A/observation"] {
        client.subscribe(filter, QoS::AtLeastOnce).await.unwrap();
        match heard(&mut eventloop, |packet| matches!(packet, Packet::SubAck(_))).await {
            Packet::SubAck(ack) => assert_eq!(ack.return_codes, [SubscribeReasonCode::Failure], "{filter}"),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_malformed_message_is_acknowledged_and_counted() {
    let platform = Platform::new();
    let broker = broker(&platform).await;
    let (client, mut eventloop) = connected(&broker, "A").await;
    for (payload, reason) in
        [("{", Reason::MalformedJson), ("[]", Reason::NotAnObject), ("{}", Reason::NoValues)]
    {
        say(&client, "linli/A/observation", payload).await;
        heard(&mut eventloop, is_puback).await;
        assert!(platform.has_counted(Some("A"), reason));
    }
    say(&client, "linli/A/observation", READING).await;
    heard(&mut eventloop, is_puback).await;
    assert_eq!(platform.accepted().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_acknowledged_while_the_database_is_away() {
    let platform = Platform::new();
    let broker = broker(&platform).await;
    let (client, mut eventloop) = connected(&broker, "A").await;
    platform.is_away.store(true, Ordering::SeqCst);
    say(&client, "linli/A/observation", READING).await;
    match next(&mut eventloop, is_puback, LONG).await {
        Some(Err(_)) => {}
        other => panic!("the connection should have been closed: {other:?}"),
    }
    assert!(platform.accepted().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_huge_packet_closes_its_own_connection_and_is_counted() {
    let platform = Platform::new();
    let broker = broker(&platform).await;
    let (other_client, mut other) = connected(&broker, "B").await;
    let (client, mut eventloop) = connected(&broker, "A").await;
    client.publish("linli/A/observation", QoS::AtLeastOnce, false, vec![b'x'; 10_000_000]).await.unwrap();
    assert!(matches!(next(&mut eventloop, is_puback, LONG).await, Some(Err(_))));
    until("the packet was counted", || platform.has_counted(Some("A"), Reason::TooLarge)).await;
    say(&other_client, "linli/B/observation", READING).await;
    heard(&mut other, is_puback).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_reaches_its_device_and_is_answered() {
    let platform = Platform::new();
    let broker = broker(&platform).await;
    let command = CommandMessage {
        command_id: "019500a2-6a52-7e1c-9d3b-000000000001".into(),
        property: "sounding".into(),
        desired: json!(true),
    };
    assert_eq!(broker.send("A", &command).await, Err(Undelivered::Offline));
    assert_eq!(broker.send("a/b", &command).await, Err(Undelivered::NoSuchDevice));
    let (client, mut eventloop) = connected(&broker, "A").await;
    assert_eq!(broker.send("A", &command).await, Err(Undelivered::NotListening));

    client.subscribe("linli/A/command", QoS::AtLeastOnce).await.unwrap();
    heard(&mut eventloop, |packet| matches!(packet, Packet::SubAck(_))).await;
    assert_eq!(broker.send("A", &command).await, Ok(()));
    let Packet::Publish(publish) = heard(&mut eventloop, |packet| matches!(packet, Packet::Publish(_))).await
    else {
        panic!("no command");
    };
    assert_eq!(publish.topic, "linli/A/command");
    assert_eq!(serde_json::from_slice::<CommandMessage>(&publish.payload).unwrap(), command);

    let answer = json!({ "command_id": command.command_id, "ok": true, "reported": true }).to_string();
    say(&client, "linli/A/ack", &answer).await;
    heard(&mut eventloop, is_puback).await;
    let acks = platform.acks();
    assert_eq!(acks.len(), 1);
    assert_eq!((acks[0].0.as_str(), acks[0].1.ok), ("A", true));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_last_will_commands_nobody() {
    let platform = Platform::new();
    let broker = broker(&platform).await;
    let (victim_client, mut victim) = connected(&broker, "B").await;
    victim_client.subscribe("linli/B/command", QoS::AtLeastOnce).await.unwrap();
    heard(&mut victim, |packet| matches!(packet, Packet::SubAck(_))).await;

    let mut options = options(&broker, "A", "A", "secret");
    options.set_last_will(LastWill::new("linli/B/command", "{}", QoS::AtLeastOnce, false));
    let (client, mut eventloop) = AsyncClient::new(options, 16);
    heard(&mut eventloop, |packet| matches!(packet, Packet::ConnAck(_))).await;
    drop((client, eventloop));

    until("the will was counted", || platform.has_counted(Some("A"), Reason::TopicRefused)).await;
    assert!(next(&mut victim, |packet| matches!(packet, Packet::Publish(_)), SHORT).await.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn coming_and_going_is_reported() {
    let platform = Platform::new();
    let broker = broker(&platform).await;
    let (client, eventloop) = connected(&broker, "A").await;
    until("the device was reported", || platform.presence() == [("A".to_owned(), true)]).await;
    assert!(broker.is_online("A"));
    drop((client, eventloop));
    until("its absence was reported", || {
        platform.presence() == [("A".to_owned(), true), ("A".to_owned(), false)]
    })
    .await;
    assert!(!broker.is_online("A"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_is_sent_away_loses_all_its_connections_and_nobody_else_does() {
    let platform = Platform::new();
    let broker = broker(&platform).await;
    let (_first, mut first) = connected(&broker, "A").await;
    let (second_client, mut second) = device(&broker, "A-2", "A", "secret");
    say(&second_client, "linli/A/observation", READING).await;
    heard(&mut second, is_puback).await;
    let (other_client, mut other) = connected(&broker, "B").await;
    until("all are known", || platform.presence().len() == 2).await;
    broker.send_away("A").await;
    assert!(matches!(next(&mut first, |_| false, LONG).await, Some(Err(_))));
    assert!(matches!(next(&mut second, |_| false, LONG).await, Some(Err(_))));
    until("its absence was reported", || platform.presence().contains(&("A".to_owned(), false))).await;
    say(&other_client, "linli/B/observation", READING).await;
    heard(&mut other, is_puback).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn stopping_sends_everybody_away_and_frees_the_port() {
    let platform = Platform::new();
    let broker = broker(&platform).await;
    let (_client, mut eventloop) = connected(&broker, "A").await;
    broker.stop().await;
    assert!(matches!(next(&mut eventloop, |_| false, LONG).await, Some(Err(_))));
    assert_eq!(platform.presence(), [("A".to_owned(), true), ("A".to_owned(), false)]);
    let again = gateway::broker::serve(broker.local_addr(), platform).await;
    assert!(again.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_of_the_broker_that_falls_is_told_and_a_stop_is_not() {
    let platform = Platform::new();
    let stopped = broker(&platform).await;
    let ended = stopped.ended();
    stopped.stop().await;
    assert!(timeout(SHORT, ended).await.is_err(), "it was stopped");

    let broken = broker(&platform).await;
    assert!(timeout(SHORT, broken.ended()).await.is_err(), "all of it runs");
    platform.is_broken.store(true, Ordering::SeqCst);
    let _line = connected(&broken, "A").await;
    assert!(timeout(LONG, broken.ended()).await.is_ok(), "presence is reported no longer");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_simulated_siren_reports_and_obeys() {
    let platform = Platform::new();
    let broker = broker(&platform).await;
    let (stop, stopped) = watch::channel(false);
    let config = SimulatorConfig {
        port: broker.local_addr().port(),
        pace: 0.001,
        stagger: Duration::ZERO,
        ..SimulatorConfig::default()
    };
    let siren = SimulatedDevice {
        code: "A".into(),
        password: "secret".into(),
        kind: "siren".into(),
        place: String::new(),
    };
    let simulation = tokio::spawn(simulator::run(config, vec![siren], stopped));
    until("the siren reported", || !platform.accepted().is_empty()).await;

    let command =
        CommandMessage { command_id: "c-1".into(), property: "sounding".into(), desired: json!(true) };
    assert_eq!(broker.send("A", &command).await, Ok(()));
    until("the siren answered", || !platform.acks().is_empty()).await;
    let (_, ack) = &platform.acks()[0];
    assert!(ack.ok);
    assert_eq!(ack.reported, json!(true));
    stop.send(true).unwrap();
    simulation.await.unwrap();
}
