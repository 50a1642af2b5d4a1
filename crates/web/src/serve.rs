//! Listening on this machine, until told to stop.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use femoris_app::App;
use tokio::net::TcpListener;

use crate::guard::AllowedHosts;
use crate::routes::house;

/// How to serve.
#[derive(Debug, Clone, Copy)]
pub struct ServeOptions {
    /// Port on the loopback interface; 0 takes any free one.
    pub port: u16,
    /// Whether any free port will do when this one is taken.
    pub or_any: bool,
}

/// Why serving could not begin or go on.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The port could not be taken.
    #[error("port {port} cannot be used: {source}; name another with --port, or stop what uses it")]
    Port {
        /// The port.
        port: u16,
        /// Why not.
        source: std::io::Error,
    },
    /// The machine gave no threads to serve with.
    #[error("the server could not be started: {0}")]
    Start(std::io::Error),
    /// The server stopped by itself.
    #[error("the server stopped: {0}")]
    Stopped(std::io::Error),
}

/// Serves on the loopback interface until the program is asked to end (Ctrl-C, or SIGTERM); requests under way are
/// finished first. `ready` is called once with the address, as soon as it is answered.
pub fn serve(app: Arc<App>, options: ServeOptions, ready: impl FnOnce(&str)) -> Result<(), ServeError> {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(ServeError::Start)?;
    runtime.block_on(async {
        let (listener, address) = listen(options).await?;
        let router = house(app, AllowedHosts::Port(address.port()));
        ready(&format!("http://{address}/"));
        axum::serve(listener, router)
            .with_graceful_shutdown(told_to_stop())
            .await
            .map_err(ServeError::Stopped)
    })
}

async fn listen(options: ServeOptions) -> Result<(TcpListener, SocketAddr), ServeError> {
    let at = |source| ServeError::Port { port: options.port, source };
    let listener = match TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).await {
        Err(error) if options.or_any && error.kind() == std::io::ErrorKind::AddrInUse => {
            TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(at)?
        }
        other => other.map_err(at)?,
    };
    let address = listener.local_addr().map_err(at)?;
    Ok((listener, address))
}

/// Ends when the program is asked to end.
async fn told_to_stop() {
    let interrupt = async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            tracing::error!(%error, "Ctrl-C cannot be heard");
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(error) => {
                tracing::error!(%error, "SIGTERM cannot be heard");
                std::future::pending::<()>().await;
            }
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_taken_port_is_refused_or_another_is_found() {
        let (_held, address) = listen(ServeOptions { port: 0, or_any: false }).await.expect("a free port");
        assert!(address.ip().is_loopback());
        let strict = listen(ServeOptions { port: address.port(), or_any: false }).await;
        assert!(matches!(strict, Err(ServeError::Port { port, .. }) if port == address.port()));
        let (_other, other) =
            listen(ServeOptions { port: address.port(), or_any: true }).await.expect("another port");
        assert_ne!(other.port(), address.port());
    }
}
