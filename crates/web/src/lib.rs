//! axum: routes, pages, wire shapes. Handlers translate; they never decide.
//!
//! Pages are rendered on the server and work without scripts; htmx and a few lines of our own then save reloads.
//! Nothing is loaded from elsewhere, nothing is inline, and only this machine is answered.

mod assets;
mod chart;
mod format;
mod guard;
mod pages;
mod routes;
mod serve;
mod view;
mod wire;
mod words;

use std::sync::Arc;

use axum::Router;
use femoris_app::App;

pub use serve::{ServeError, ServeOptions, serve};

/// All pages and what stands before them, for a server or a test of one's own. Any port of this machine is answered.
pub fn router(app: Arc<App>) -> Router {
    routes::house(app, guard::AllowedHosts::AnyPort)
}
