//! Only our own pages may change anything: a form sent from another site is refused.

use axum::extract::Request;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::view::error::ErrorPage;

/// Refuses a changing request that a browser says comes from elsewhere.
///
/// A program that sends neither header is no browser and carries nobody's page; it may do what the runner may.
pub(crate) async fn same_origin(request: Request, next: Next) -> Response {
    if is_safe(request.method()) || is_ours(request.headers()) {
        return next.run(request).await;
    }
    (StatusCode::FORBIDDEN, ErrorPage::foreign_form()).into_response()
}

fn is_safe(method: &Method) -> bool {
    [Method::GET, Method::HEAD, Method::OPTIONS].contains(method)
}

fn is_ours(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("unreadable"));
    let site_is_ours = text("sec-fetch-site").is_none_or(|site| site == "same-origin" || site == "none");
    let host = text(header::HOST.as_str()).unwrap_or_default();
    let origin_is_ours = text(header::ORIGIN.as_str()).is_none_or(|origin| {
        origin.strip_prefix("http://").is_some_and(|name| name.eq_ignore_ascii_case(host))
    });
    site_is_ours && origin_is_ours
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pairs: &[(&'static str, &'static str)]) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert("host", "127.0.0.1:7117".parse().expect("a header"));
        for (name, value) in pairs {
            headers.insert(*name, value.parse().expect("a header"));
        }
        is_ours(&headers)
    }

    #[test]
    fn our_pages_and_plain_programs_may_post() {
        assert!(check(&[]));
        assert!(check(&[("sec-fetch-site", "same-origin"), ("origin", "http://127.0.0.1:7117")]));
        assert!(check(&[("origin", "http://127.0.0.1:7117")]));
    }

    #[test]
    fn everyone_elses_pages_may_not() {
        assert!(!check(&[("sec-fetch-site", "cross-site")]));
        assert!(!check(&[("sec-fetch-site", "same-site"), ("origin", "http://127.0.0.1:9")]));
        assert!(!check(&[("origin", "http://127.0.0.1:9")]), "another port is another site");
        assert!(!check(&[("origin", "http://localhost:7117")]), "another name is another site");
        assert!(!check(&[("origin", "https://evil.example")]));
        assert!(!check(&[("origin", "null")]));
    }
}
