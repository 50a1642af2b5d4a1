//! What goes on while pages are served: runs without a load are measured, and the watched folder is looked at.

use std::sync::{Arc, Weak};
use std::thread;
use std::time::Duration;

use crate::{App, AppError};

/// Time between two looks.
const PAUSE: Duration = Duration::from_secs(5);

impl App {
    /// Starts the thread that looks after things. It ends by itself when the app is gone.
    pub fn look_after(self: &Arc<Self>) -> Result<(), AppError> {
        let app = Arc::downgrade(self);
        thread::Builder::new()
            .name("caretaker".into())
            .spawn(move || care(&app))
            .map(|_| ())
            .map_err(|error| AppError::ours(format!("no thread could be started: {error}")))
    }
}

fn care(app: &Weak<App>) {
    loop {
        match app.upgrade() {
            Some(app) => round(&app),
            None => return,
        }
        thread::sleep(PAUSE);
    }
}

/// One round. What fails is logged and tried again in the next one.
fn round(app: &Arc<App>) {
    // A batch is over in a moment; the thread that holds the last of the app is this one then.
    let alone = || Arc::strong_count(app) == 1;
    if let Err(error) = app.measure_missing(&alone) {
        tracing::warn!(%error, "runs could not be measured");
    }
    if let Err(error) = app.look_at_watched() {
        tracing::warn!(%error, "the watched folder could not be looked at");
    }
}
