//! `/`: three ways to start, until there is something to come back to.

use axum::extract::State;

use super::{Answer, Shared, ask, at_field, go, open_frame};
use crate::view::show as page;
use crate::view::welcome::WelcomePage;
use crate::words;

/// `GET /`
pub(crate) async fn show(State(app): State<Shared>) -> Answer {
    let view = ask(&app, |app| {
        let totals = app.data_overview()?.totals;
        if totals.events > 0 || totals.shown + totals.merged + totals.removed > 0 {
            return Ok(None);
        }
        let (frame, _) = open_frame(app, "Welcome")?;
        let emergency = words::sentences(app.knowledge().text("safety_net.text")).into_iter().next();
        Ok(Some(WelcomePage { frame, emergency }))
    })
    .await?;
    Ok(view.map_or_else(|| go("/today"), |view| page(&view)))
}

/// `POST /example`: where there is something already, it is left alone.
pub(crate) async fn example(State(app): State<Shared>) -> Answer {
    match ask(&app, |app| app.start_example()).await {
        Ok(_) => Ok(go("/today")),
        Err(error) => {
            at_field(error)?;
            Ok(go("/today"))
        }
    }
}
