//! What every answer carries: nothing inline, nothing from elsewhere, no frame, no guessing of types.

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// What pages may show pictures from, in the policy above.
const PICTURES: &str = "img-src 'self' data:";

/// The server that the pictures of one page's map may come from, such as `https://maps.example`. Put it into an
/// answer's extensions; every other answer allows none but our own.
#[derive(Debug, Clone)]
pub(crate) struct PicturesFrom(pub(crate) String);

/// A picture opened by itself: the mark carries its own two colour schemes.
const PICTURE_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/// `same-origin` rather than `no-referrer`: with the latter browsers send our own forms with `Origin: null`, and
/// they could not be told from those of a sandboxed foreign page. Nothing goes to another site either way.
const FIXED: [(HeaderName, &str); 4] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Adds the headers to every answer, refusals included.
pub(crate) async fn protect(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let wider = response.extensions().get().and_then(with_pictures);
    let headers = response.headers_mut();
    for (name, value) in FIXED {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let is_picture =
        headers.get(header::CONTENT_TYPE).is_some_and(|mime| mime.as_bytes().starts_with(b"image/svg"));
    let policy = HeaderValue::from_static(if is_picture { PICTURE_POLICY } else { POLICY });
    headers.insert(header::CONTENT_SECURITY_POLICY, wider.unwrap_or(policy));
    // Pages are about one person's health: the browser asks again and shares them with no cache.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-cache"));
    response
}

/// The policy with one more server for pictures.
fn with_pictures(PicturesFrom(origin): &PicturesFrom) -> Option<HeaderValue> {
    HeaderValue::from_str(&POLICY.replacen(PICTURES, &format!("{PICTURES} {origin}"), 1)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_server_is_added_to_the_pictures_and_nothing_else_changes() {
        let wider = with_pictures(&PicturesFrom("https://maps.example".to_owned())).expect("a header");
        let wider = wider.to_str().expect("text");
        assert_eq!(wider.replacen(" https://maps.example", "", 1), POLICY);
        assert!(wider.contains("img-src 'self' data: https://maps.example;"));
    }
}
