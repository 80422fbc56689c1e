//! What a monitoring system reads, at an address that is given for it alone.

use crate::{installation::Installation, visitor::Visitor};

#[tokio::test(flavor = "multi_thread")]
async fn metrics_are_told_at_their_own_address_alone() {
    let mut installation = Installation::empty().await;
    let address = installation.tell_metrics();
    installation.start();
    let watcher = Visitor::at(address);
    let answer = watcher.get("/metrics").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), Some("text/plain; version=0.0.4; charset=utf-8"));
    assert!(answer.body.lines().any(|line| line == "linli_database_up 1"), "{}", answer.body);
    for path in ["/", "/readyz", "/api/seat/whoami"] {
        assert_eq!(watcher.get(path).await.status, 404, "{path} is none of a monitoring system's business");
    }
    let answer = Visitor::at(installation.http).get("/metrics").await;
    assert!(answer.body.contains("<title>邻里</title>"), "people get the page: {}", answer.body);
    assert!(!answer.body.contains("linli_"), "{}", answer.body);
}
