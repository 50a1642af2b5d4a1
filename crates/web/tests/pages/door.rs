//! Who may knock and what every answer carries.

use axum::body::Body;
use axum::http::{Method, Request};

use crate::house::{HOST, House};

#[tokio::test]
async fn foreign_hosts_are_turned_away() {
    let house = House::empty();
    for host in ["evil.example", "127.0.0.1.evil.example:7311", "evil.example:7311", "192.168.1.5:7311", ""] {
        let request = Request::get("/").header("host", host).body(Body::empty()).expect("a request");
        let reply = house.send(request).await;
        assert_eq!(reply.status, 421, "{host}");
        assert!(reply.heading().contains("not answered"), "{host}: a page in words");
    }
    let mut two = Request::get("/").header("host", HOST).body(Body::empty()).expect("a request");
    two.headers_mut().append("host", "evil.example".parse().expect("a header"));
    assert_eq!(house.send(two).await.status, 421, "two hosts are none");
}

#[tokio::test]
async fn forms_from_elsewhere_change_nothing() {
    let house = House::example();
    let before = house.app.events().expect("events").len();
    let foreign: [&[(&str, &str)]; 5] = [
        &[("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")],
        &[("sec-fetch-site", "same-site"), ("origin", "http://127.0.0.1:9")],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[("sec-fetch-site", "cross-site")],
    ];
    for headers in foreign {
        for path in ["/log", "/pain", "/data/erase", "/data/settings", "/import", "/example"] {
            let mut request = Request::builder()
                .method(Method::POST)
                .uri(path)
                .header("content-type", "application/x-www-form-urlencoded");
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            let body = Body::from("confirm=delete&moment=during&score=3");
            let reply = house.send(request.body(body).expect("a request")).await;
            assert_eq!(reply.status, 403, "{path} {headers:?}");
        }
    }
    assert_eq!(house.app.events().expect("events").len(), before, "nothing was written");
}

#[tokio::test]
async fn no_path_leads_out_of_the_house() {
    let house = House::empty();
    let long = format!("/runs/{}", "9".repeat(5000));
    let tricks = [
        "/assets/../Cargo.toml",
        "/assets/..%2f..%2f..%2fetc%2fpasswd",
        "/assets/%2e%2e/%2e%2e/etc/passwd",
        "/assets//etc/passwd",
        "/assets/..%5c..%5cetc%5cpasswd",
        "/runs/..%2f..%2fetc%2fpasswd",
        "/runs/%00",
        "/runs/x/original",
        "/runs/x/series.json",
        "/import/..",
        "/import/-1",
        "/import/99999999999999999999",
        "/pain/nothing",
        "/%ff%fe",
        "/.env",
        "/today/",
        &long,
    ];
    for path in tricks {
        let reply = house.get(path).await;
        assert!(reply.status.is_client_error(), "{path}: {}", reply.status);
        assert!(!reply.text().contains("root:"), "{path}");
    }
}

#[tokio::test]
async fn every_answer_forbids_what_no_page_needs() {
    let house = House::empty();
    for path in ["/", "/pain", "/today", "/import", "/runs", "/data", "/about", "/nowhere"] {
        let reply = house.get(path).await;
        let policy = reply.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{path}: {policy}");
        assert!(policy.contains("frame-ancestors 'none'") && policy.contains("form-action 'self'"), "{path}");
        assert_eq!(reply.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(reply.header("referrer-policy"), "same-origin", "{path}");
        assert_eq!(reply.header("cross-origin-opener-policy"), "same-origin", "{path}");
        assert_eq!(reply.header("cross-origin-resource-policy"), "same-origin", "{path}");
        assert_eq!(reply.header("cache-control"), "private, no-cache", "{path}");
        assert!(!reply.headers.contains_key("access-control-allow-origin"), "{path}");
    }
}

#[tokio::test]
async fn an_unknown_page_says_so_in_words() {
    let house = House::empty();
    let reply = house.get("/nowhere").await;
    assert_eq!((reply.status.as_u16(), reply.heading().as_str()), (404, "There is no such page."));
    assert!(reply.text().contains("href=\"/\""));
    let wrong_method = house.post("/about", "").await;
    assert!(wrong_method.status.is_client_error() && !wrong_method.heading().is_empty());
}

#[tokio::test]
async fn a_form_that_is_too_large_is_refused_with_a_page() {
    let house = House::empty();
    let reply = house.post("/import/path", &format!("path={}", "x".repeat(100_000))).await;
    assert_eq!(reply.status, 413);
    assert_eq!(reply.heading(), "That is too much at once.");
}
