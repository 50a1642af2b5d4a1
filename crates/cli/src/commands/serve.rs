//! `femoris serve`: the app on this machine's own address.

use std::io::IsTerminal;
use std::path::PathBuf;
use std::sync::Arc;

use femoris_app::{App, AppError, Clock};
use femoris_web::{ServeError, ServeOptions};

use crate::args::ServeArgs;
use crate::output::{Done, to_stderr};

/// Where the app is served unless another port is named or it is taken.
const PORT: u16 = 7311;

pub(crate) fn run(
    args: &ServeArgs,
    folder: impl FnOnce() -> Result<PathBuf, AppError>,
) -> Result<Option<Done>, AppError> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).with_max_level(tracing::Level::WARN).init();
    // The throw-away folder lives as long as this value.
    let demo = args.demo.then(tempfile::tempdir).transpose();
    let demo = demo.map_err(|error| AppError::ours(format!("no temporary folder could be made: {error}")))?;
    let app = match &demo {
        Some(dir) => {
            let app = App::open(dir.path(), Clock::System)?;
            app.load_example()?;
            app
        }
        None => App::open(&folder()?, Clock::System)?,
    };
    let app = Arc::new(app);
    if let Some(watch) = &args.watch {
        app.set_watch_folder(watch)?;
    }
    app.look_after()?;
    let options = ServeOptions { port: args.port.unwrap_or(PORT), or_any: args.port.is_none() };
    femoris_web::serve(app, options, |address| {
        to_stderr(&format!("Femoris is at {address} (Ctrl-C ends it)\n"));
        show(address);
    })
    .map_err(|error| match error {
        // Whoever names a port can name another.
        ServeError::Port { .. } if args.port.is_some() => AppError::refused("--port", error.to_string()),
        _ => AppError::ours(error.to_string()),
    })?;
    Ok(None)
}

/// Opens the address in the browser where somebody sits in front of it; without one, the printed address will do.
fn show(address: &str) {
    if std::io::stderr().is_terminal() && open::that_detached(address).is_err() {
        to_stderr("No browser could be opened; open the address yourself.\n");
    }
}
