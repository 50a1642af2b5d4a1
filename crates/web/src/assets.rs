//! Style sheets, scripts, the font and the mark: embedded, named by their content, packed once.

use std::borrow::Cow;
use std::io::Write;
use std::sync::{LazyLock, OnceLock};

use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "assets/"]
struct Embedded;

/// One served file. The URL carries a hash of the content, so that a browser may keep it for ever.
struct Asset {
    name: &'static str,
    url: String,
    mime: &'static str,
    bytes: Cow<'static, [u8]>,
    packed: OnceLock<Vec<u8>>,
}

const FONT: &str = "source-sans-3.woff2";
const FONT_AS_WRITTEN: &str = "fonts/source-sans-3.woff2";

/// Name as templates use it, mime type, and the embedded files it is made of, in order.
const BUNDLES: [(&str, &str, &[&str]); 8] = [
    (FONT, "font/woff2", &[FONT_AS_WRITTEN]),
    (
        "app.css",
        "text/css; charset=utf-8",
        &[
            "tokens.css",
            "base.css",
            "rooms.css",
            "pages.css",
            "examination.css",
            "care.css",
            "sheet.css",
            "player.css",
        ],
    ),
    ("charts.css", "text/css; charset=utf-8", &["vendor/uplot/uPlot.min.css", "charts.css"]),
    ("htmx.js", "text/javascript; charset=utf-8", &["vendor/htmx/htmx.min.js"]),
    ("app.js", "text/javascript; charset=utf-8", &["app.js", "outbox.js"]),
    ("player.js", "text/javascript; charset=utf-8", &["player-sound.js", "player.js"]),
    ("charts.js", "text/javascript; charset=utf-8", &["vendor/uplot/uPlot.iife.min.js", "charts.js"]),
    ("mark.svg", "image/svg+xml", &["mark.svg"]),
];

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    let mut assets: Vec<Asset> = Vec::with_capacity(BUNDLES.len());
    for (name, mime, parts) in BUNDLES {
        let mut bytes = joined(parts);
        if name == "app.css" {
            // The drawings bring their style along.
            bytes.to_mut().extend_from_slice(femoris_app::figures::STYLE.as_bytes());
        }
        if let (true, Some(font)) = (mime.starts_with("text/css"), assets.first()) {
            bytes = point_at_font(&bytes, &font.url).into();
        }
        let url = hashed_url(name, &bytes);
        assets.push(Asset { name, url, mime, bytes, packed: OnceLock::new() });
    }
    assets
});

fn joined(parts: &[&str]) -> Cow<'static, [u8]> {
    let mut files = parts.iter().filter_map(|part| Embedded::get(part));
    match (parts.len(), files.next()) {
        (1, Some(only)) => only.data,
        (_, first) => {
            let mut whole = Vec::new();
            for file in first.into_iter().chain(files) {
                whole.extend_from_slice(&file.data);
                whole.push(b'\n');
            }
            whole.into()
        }
    }
}

/// The style sheets name the font by its own path; served, it stands beside them under its hashed name.
fn point_at_font(css: &[u8], font_url: &str) -> Vec<u8> {
    String::from_utf8_lossy(css).replace(FONT_AS_WRITTEN, font_url).into_bytes()
}

fn hashed_url(name: &str, bytes: &[u8]) -> String {
    let (stem, end) = name.rsplit_once('.').unwrap_or((name, "bin"));
    format!("/assets/{stem}.{}.{end}", name_of(bytes))
}

/// A short name for content: another content has another. It guards nothing.
pub(crate) fn name_of(bytes: &[u8]) -> String {
    format!("{:016x}", fnv1a(bytes))
}

/// Names a version of a file; guards nothing.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Where templates find a file; an unknown name leads to a 404 and fails the test below.
pub(crate) fn url(name: &str) -> &'static str {
    ASSETS.iter().find(|asset| asset.name == name).map_or("/assets/missing", |asset| asset.url.as_str())
}

impl Asset {
    fn packs_well(&self) -> bool {
        !self.mime.starts_with("font/")
    }

    fn packed(&self) -> &[u8] {
        self.packed.get_or_init(|| {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
            match encoder.write_all(&self.bytes).and_then(|()| encoder.finish()) {
                Ok(packed) => packed,
                Err(error) => {
                    tracing::error!(asset = self.name, %error, "could not be packed");
                    Vec::new()
                }
            }
        })
    }
}

/// `GET /assets/{name}`: exact names only, so no path leads anywhere else.
pub(crate) async fn serve(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let wanted = ASSETS.iter().find(|asset| asset.url.strip_prefix("/assets/") == Some(name.as_str()));
    let Some(asset) = wanted else {
        return (StatusCode::NOT_FOUND, "There is no such file.").into_response();
    };
    let mut response = if asset.packs_well() && accepts_gzip(&headers) && !asset.packed().is_empty() {
        ([(header::CONTENT_ENCODING, "gzip")], asset.packed()).into_response()
    } else {
        match &asset.bytes {
            Cow::Borrowed(bytes) => (*bytes).into_response(),
            Cow::Owned(bytes) => bytes.as_slice().to_vec().into_response(),
        }
    };
    let set = response.headers_mut();
    set.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.mime));
    set.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    set.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    response
}

/// Everything a page of ours loads, by its address: what a browser keeps for when there is no network.
pub(crate) fn all() -> impl Iterator<Item = &'static str> {
    const NOT_ON_A_SESSION: [&str; 2] = ["charts.css", "charts.js"];
    ASSETS.iter().filter(|asset| !NOT_ON_A_SESSION.contains(&asset.name)).map(|asset| asset.url.as_str())
}

/// `GET /worker.js`: it keeps pages for when there is no network, so it stands at the root, under a name that never changes,
/// and is asked for anew each time.
pub(crate) async fn worker() -> Response {
    let Some(file) = Embedded::get("worker.js") else {
        return (StatusCode::NOT_FOUND, "There is no such file.").into_response();
    };
    let headers =
        [(header::CONTENT_TYPE, "text/javascript; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
    (headers, file.data).into_response()
}

fn accepts_gzip(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.split(',').any(|part| part.trim().split(';').next() == Some("gzip")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bundle_is_there_and_the_sheet_names_the_served_font() {
        for asset in ASSETS.iter() {
            assert!(!asset.bytes.is_empty(), "{} is empty", asset.name);
        }
        let sheet = ASSETS.iter().find(|asset| asset.name == "app.css").expect("the sheet");
        let text = String::from_utf8_lossy(&sheet.bytes);
        assert!(text.contains(url(FONT)) && !text.contains(FONT_AS_WRITTEN));
    }

    #[test]
    fn a_changed_file_has_a_new_name() {
        assert_ne!(hashed_url("a.css", b"a"), hashed_url("a.css", b"b"));
    }

    #[test]
    fn licences_are_embedded_beside_what_they_cover() {
        for file in ["vendor/htmx/LICENSE", "vendor/uplot/LICENSE", "fonts/OFL.txt"] {
            assert!(Embedded::get(file).is_some(), "{file}");
        }
    }
}
