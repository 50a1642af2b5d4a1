//! Only names of this machine: a foreign name that resolves to it (DNS rebinding) is refused.

use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::view::error::ErrorPage;

/// The names of the loopback interface.
const NAMES: [&str; 3] = ["127.0.0.1", "localhost", "[::1]"];

/// Which `Host` headers are answered.
#[derive(Debug, Clone, Copy)]
pub(crate) enum AllowedHosts {
    /// A loopback name with any port: for a router nobody has bound yet.
    AnyPort,
    /// A loopback name with this port.
    Port(u16),
}

impl AllowedHosts {
    fn allow(self, host: &str) -> bool {
        NAMES.iter().any(|name| {
            let Some(rest) = host.strip_prefix(name) else { return false };
            match (self, rest.strip_prefix(':')) {
                (Self::AnyPort, None) => rest.is_empty(),
                (Self::AnyPort, Some(port)) => port.parse::<u16>().is_ok(),
                // A browser leaves out the port of plain HTTP.
                (Self::Port(ours), None) => rest.is_empty() && ours == 80,
                (Self::Port(ours), Some(port)) => port.parse() == Ok(ours),
            }
        })
    }
}

/// Refuses every request that was sent to another name.
pub(crate) async fn known_host(
    State(allowed): State<AllowedHosts>,
    request: Request,
    next: Next,
) -> Response {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let host = hosts.next().and_then(|value| value.to_str().ok());
    match (host, hosts.next()) {
        (Some(host), None) if allowed.allow(&host.to_ascii_lowercase()) => next.run(request).await,
        _ => (StatusCode::MISDIRECTED_REQUEST, ErrorPage::wrong_host()).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_names_with_our_port() {
        let allowed = AllowedHosts::Port(7117);
        for good in ["127.0.0.1:7117", "localhost:7117", "[::1]:7117"] {
            assert!(allowed.allow(good), "{good}");
        }
        let bad = [
            "127.0.0.1",
            "127.0.0.1:80",
            "127.0.0.1.evil.example:7117",
            "evil.example:7117",
            "localhost.evil.example",
            "localhost:7117:7117",
            "127.0.0.1:7117@evil.example",
            "",
        ];
        for host in bad {
            assert!(!allowed.allow(host), "{host}");
        }
    }

    #[test]
    fn before_a_port_is_bound_any_port_will_do_but_no_other_name() {
        assert!(AllowedHosts::AnyPort.allow("localhost") && AllowedHosts::AnyPort.allow("localhost:1"));
        assert!(!AllowedHosts::AnyPort.allow("localhost:x") && !AllowedHosts::AnyPort.allow("localhostx"));
    }
}
