//! Which address is answered by whom, and what stands before all of them.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use femoris_app::App;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

use crate::guard::{AllowedHosts, known_host, protect, same_origin};
use crate::view::error::ErrorPage;
use crate::{assets, pages};

/// Bytes of an ordinary form: every field at its longest fits many times.
const LARGEST_FORM: usize = 64 * 1024;
/// How long an ordinary page may take before it is given up.
const LONGEST_PAGE: Duration = Duration::from_secs(20);

/// The whole house behind one door. The order of layers is from the inside out.
pub(crate) fn house(app: Arc<App>, hosts: AllowedHosts) -> Router {
    let ordinary = pages::ordinary()
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, LONGEST_PAGE));
    let rooms = Router::new()
        .merge(ordinary)
        .merge(pages::heavy())
        .with_state(Arc::clone(&app))
        .route("/assets/{name}", get(assets::serve))
        .route("/worker.js", get(assets::worker))
        .fallback(pages::nowhere)
        .method_not_allowed_fallback(pages::nowhere)
        .layer(from_fn(in_our_voice))
        .layer(CsrfLayer::new());
    // Nothing can be changed there, and the layer above writes whole addresses into the finest log.
    let fetched = pages::fetched()
        .with_state(app)
        .method_not_allowed_fallback(pages::nowhere)
        .layer(from_fn(in_our_voice));
    rooms
        .merge(fetched)
        .layer(from_fn(same_origin))
        .layer(from_fn_with_state(hosts, known_host))
        .layer(CompressionLayer::new())
        .layer(from_fn(protect))
        .layer(TraceLayer::new_for_http().make_span_with(span))
}

/// The pattern that matched, never the address itself: queries and ids may carry what is private.
fn span(request: &Request) -> tracing::Span {
    let path = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str);
    tracing::debug_span!("request", method = %request.method(), path)
}

/// Refusals of the layers below carry no page; they get one here.
async fn in_our_voice(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let has_page = response.headers().contains_key(axum::http::header::CONTENT_TYPE);
    match response.status() {
        StatusCode::SERVICE_UNAVAILABLE if !has_page => {
            (StatusCode::SERVICE_UNAVAILABLE, ErrorPage::too_slow()).into_response()
        }
        StatusCode::PAYLOAD_TOO_LARGE if !has_page => {
            (StatusCode::PAYLOAD_TOO_LARGE, ErrorPage::too_large()).into_response()
        }
        _ => response,
    }
}
