//! The page of the browser program, as a stranger gets it.

use crate::house::{Browser, House};
use sea_orm::ConnectionTrait;

/// Addresses at which the page is: its own, and some of the program's.
const ADDRESSES: [&str; 4] = ["/", "/index.html", "/signin", "/street/alarm?open=any"];

async fn speaks_of_a_demo(stranger: &Browser, path: &str) -> bool {
    let (status, body) = stranger.get(path).await;
    assert_eq!(status.as_u16(), 200, "{path}");
    let page = String::from_utf8(body).unwrap();
    assert!(page.contains("<title>邻里</title>"), "{path}: {page}");
    page.contains("<meta name=\"demo\"")
}

#[tokio::test]
async fn the_page_tells_a_stranger_that_a_community_is_a_demo_and_of_a_real_one_it_says_nothing() {
    let house = House::new().await;
    let stranger = house.stranger();
    for path in ADDRESSES {
        assert!(speaks_of_a_demo(&stranger, path).await, "{path}");
    }
    house.store().pool().execute_unprepared("DELETE FROM setting WHERE key = 'demo'").await.unwrap();
    for path in ADDRESSES {
        assert!(!speaks_of_a_demo(&stranger, path).await, "{path} of a real community");
    }
}

#[tokio::test]
async fn a_file_that_is_not_there_is_not_answered_with_the_page() {
    let house = House::new().await;
    for path in ["/program-0123456789abcdef/split_wall.wasm", "/style-0123abcd.css", "/vendor/none.mjs"] {
        let (status, _) = house.stranger().get(path).await;
        assert_eq!(status.as_u16(), 404, "{path}: a browser would keep the page in its place");
    }
}
