//! The web server over TLS, as a browser meets it.

use crate::installation::Installation;
use axum::body::Bytes;
use h2::{
    RecvStream,
    client::{SendRequest, handshake},
};
use http::{
    Request, Response,
    header::{CONTENT_TYPE, COOKIE, ORIGIN, SET_COOKIE, STRICT_TRANSPORT_SECURITY},
};
use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, ServerName},
};
use serde_json::{Value, json};
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::TlsConnector;

/// No answer may take longer.
const PATIENCE: Duration = Duration::from_secs(30);

#[tokio::test(flavor = "multi_thread")]
async fn over_tls_somebody_signs_in_by_http_2_with_a_cookie_that_is_for_this_host_alone() {
    let certified = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let mut installation = Installation::new().await;
    installation.use_certificate(&certified.cert.pem(), &certified.signing_key.serialize_pem());
    installation.start();
    no_answer_without_tls(installation.http).await;

    let server = connect(installation.http, certified.cert.der().clone()).await;
    let own = format!("https://localhost:{}", installation.http.port());
    let visit = Visit { server, host: own.clone() };
    let who = json!({ "account": "demo-street", "password": installation.password("demo-street") });
    let answer = visit.post("/api/seat/sign_in", &own, "", &who).await;
    assert_eq!(answer.status(), 200);
    assert!(answer.headers().contains_key(STRICT_TRANSPORT_SECURITY));
    let cookie = answer.headers()[SET_COOKIE].to_str().unwrap();
    let mut parts = cookie.split("; ");
    let pair = parts.next().unwrap();
    let rules: Vec<&str> = parts.collect();
    assert!(pair.starts_with("__Host-"), "{cookie}");
    for rule in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(rules.contains(&rule), "{rule} is missing: {cookie}");
    }
    assert!(!rules.iter().any(|rule| rule.starts_with("Domain")), "{cookie}");

    let (alarms, all) = ("/api/sensing/list_alarms", json!({ "listing": {} }));
    assert_eq!(visit.post(alarms, &own, pair, &all).await.status(), 200, "the cookie is believed");
    let foreign = visit.post(alarms, "https://evil.example", pair, &all).await;
    assert_eq!(foreign.status(), 403, "but not from another's page");
}

/// Who speaks plain HTTP to the port hears no HTTP, and is sent away at once.
async fn no_answer_without_tls(server: SocketAddr) {
    let mut plain = TcpStream::connect(server).await.unwrap();
    plain.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
    let mut heard = vec![];
    // A reset ends the connection as well as a farewell does.
    let ended = timeout(PATIENCE, plain.read_to_end(&mut heard)).await;
    assert!(ended.is_ok(), "the connection stays open");
    assert!(!heard.starts_with(b"HTTP/"), "{:?}", String::from_utf8_lossy(&heard));
}

/// A connection that trusts this certificate and speaks HTTP/2, which the server must choose.
async fn connect(server: SocketAddr, certificate: CertificateDer<'static>) -> SendRequest<Bytes> {
    let mut roots = RootCertStore::empty();
    roots.add(certificate).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let stream = TcpStream::connect(server).await.unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    let secured = TlsConnector::from(Arc::new(config)).connect(name, stream).await.unwrap();
    assert_eq!(secured.get_ref().1.alpn_protocol(), Some(b"h2".as_slice()));
    let (requests, connection) = handshake(secured).await.unwrap();
    tokio::spawn(async move {
        let _ = connection.await;
    });
    requests
}

/// A browser with an open connection.
struct Visit {
    server: SendRequest<Bytes>,
    host: String,
}

impl Visit {
    /// Posts JSON from a page of `origin`.
    async fn post(&self, path: &str, origin: &str, cookie: &str, body: &Value) -> Response<RecvStream> {
        let request = Request::post(format!("{}{path}", self.host))
            .header(CONTENT_TYPE, "application/json")
            .header(ORIGIN, origin)
            .header(COOKIE, cookie)
            .body(())
            .unwrap();
        let answered = async {
            let mut server = self.server.clone().ready().await.unwrap();
            let (answer, mut upload) = server.send_request(request, false).unwrap();
            upload.send_data(Bytes::from(body.to_string()), true).unwrap();
            answer.await.unwrap()
        };
        timeout(PATIENCE, answered).await.unwrap()
    }
}
