//! A house of its own for each test: an empty or an example data folder, a clock that stands still, a browser's manners.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use femoris_app::{App, Clock};
use femoris_measure::{Instant, ZoneOffset};
use tower::ServiceExt;

pub(crate) const HOST: &str = "127.0.0.1:7311";
const LARGEST: usize = 64 << 20;

/// A router, and the folder that lives as long.
pub(crate) struct House {
    pub(crate) app: Arc<App>,
    router: Router,
    _folder: tempfile::TempDir,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl Reply {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The text of the first heading, tags taken out.
    pub(crate) fn heading(&self) -> String {
        let text = self.text();
        let Some(start) = text.find("<h1") else { return String::new() };
        let inner = text[start..].split_once('>').map_or("", |(_, rest)| rest);
        let inner = inner.split("</h1>").next().unwrap_or_default();
        let mut plain = String::new();
        let mut inside = false;
        for letter in inner.chars() {
            match letter {
                '<' => inside = true,
                '>' => inside = false,
                other if !inside => plain.push(other),
                _ => {}
            }
        }
        plain.trim().to_owned()
    }
}

impl House {
    /// Nothing in it.
    pub(crate) fn empty() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let at: Instant = "2026-11-21T10:00:00Z".parse().expect("a moment");
        let app = App::open(folder.path(), Clock::Fixed(at, ZoneOffset::from_seconds(3600))).expect("opens");
        let app = Arc::new(app);
        Self { router: femoris_web::router(Arc::clone(&app)), app, _folder: folder }
    }

    /// Of whoever told by the forms of the interview that pain began slowly, where, and who they are; no danger sign.
    pub(crate) async fn told_of_gradual_pain(location: &str, age: u8, sex: &str) -> Self {
        let house = Self::empty();
        let place = format!("side=left&location={location}");
        let you = format!(
            "age_years_known=typed&age_years={age}&sex={sex}&previous_hamstring_strains_known=unknown"
        );
        let forms = [
            ("/pain", "rest=absent"),
            ("/pain/where", &place),
            ("/pain/began", "onset=gradual&setting=gradual_build_up&onset_date_known=unknown"),
            ("/pain/you", &you),
        ];
        for (path, form) in forms {
            assert_eq!(house.post(path, form).await.status, 303, "{path}");
        }
        house
    }

    /// With the example runner.
    pub(crate) fn example() -> Self {
        let house = Self::empty();
        house.app.load_example().expect("the example runner");
        house
    }

    /// Sends a request as it is; only the host is filled in where there is none.
    pub(crate) async fn send(&self, request: Request<Body>) -> Reply {
        let mut request = request;
        request.headers_mut().entry(header::HOST).or_insert(HOST.parse().expect("a header"));
        let response = self.router.clone().oneshot(request).await.expect("a router never fails");
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, LARGEST).await.expect("a body").to_vec();
        Reply { status: parts.status, headers: parts.headers, bytes }
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.send(Request::get(path).body(Body::empty()).expect("a request")).await
    }

    /// A form as our own page sends it.
    pub(crate) async fn post(&self, path: &str, form: &str) -> Reply {
        self.send(
            Request::builder()
                .method(Method::POST)
                .uri(path)
                .header("content-type", "application/x-www-form-urlencoded")
                .header("origin", format!("http://{HOST}"))
                .header("sec-fetch-site", "same-origin")
                .body(Body::from(form.to_owned()))
                .expect("a request"),
        )
        .await
    }

    /// Files as a browser's form sends them, all under one field name.
    pub(crate) async fn upload(&self, path: &str, field: &str, files: &[(&str, &[u8])]) -> Reply {
        const EDGE: &str = "----edge";
        let mut body = Vec::new();
        for (name, bytes) in files {
            let head = format!(
                "--{EDGE}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
            );
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{EDGE}--\r\n").as_bytes());
        self.send(
            Request::post(path)
                .header("content-type", format!("multipart/form-data; boundary={EDGE}"))
                .header("origin", format!("http://{HOST}"))
                .body(Body::from(body))
                .expect("a request"),
        )
        .await
    }

    /// Waits until no import is under way.
    pub(crate) async fn settle(&self) {
        while self.app.latest_import().is_some_and(|status| status.state == femoris_app::ImportState::Running)
        {
            tokio::task::yield_now().await;
        }
    }
}

/// A run around a small circle as GPX, one point every ten seconds.
pub(crate) fn gpx(day: &str, name: &str, points: u32) -> String {
    let mut text = format!(
        "<?xml version=\"1.0\"?><gpx version=\"1.1\" creator=\"test\" xmlns=\"http://www.topografix.com/GPX/1/1\"><trk><name>{name}</name><type>running</type><trkseg>"
    );
    for point in 0..points {
        let angle = f64::from(point) / 60.0;
        let (lat, lon) = (48.1 + angle.sin() * 0.005, 11.5 + angle.cos() * 0.005);
        let (h, m, s) = (7 + point * 10 / 3600, point * 10 / 60 % 60, point * 10 % 60);
        text.push_str(&format!(
            "<trkpt lat=\"{lat:.6}\" lon=\"{lon:.6}\"><ele>520</ele><time>{day}T{h:02}:{m:02}:{s:02}Z</time></trkpt>"
        ));
    }
    text.push_str("</trkseg></trk></gpx>");
    text
}
