//! Two recordings of one run: which counts, what the other is, taking them apart and joining them again.

use axum::extract::{Path, State};
use femoris_app::{App, RunSummary, Standing};

use super::super::{Answer, Shared, ask, go};
use crate::format::{self, Units};
use crate::view::run::{OtherRecording, Twin};
use crate::view::{Toast, Undo};
use crate::wire::{Sent, escaped};

/// `POST /runs/{id}/unmerge`: the twin counts by itself again.
pub(crate) async fn unmerge(State(app): State<Shared>, Path(id): Path<String>, Sent(fields): Sent) -> Answer {
    let twin = fields.trimmed("twin").to_owned();
    let to = format!("/runs/{}?apart={}", escaped(&twin), escaped(&id));
    ask(&app, move |app| app.unmerge_run(&twin)).await?;
    Ok(go(&to))
}

/// `POST /runs/{id}/join`: one of the two counts again.
pub(crate) async fn join(State(app): State<Shared>, Path(id): Path<String>, Sent(fields): Sent) -> Answer {
    let with = fields.trimmed("with").to_owned();
    let counts = ask(&app, move |app| app.join_runs(&id, &with)).await?;
    Ok(go(&format!("/runs/{counts}?joined=1")))
}

/// That two recordings were taken apart, with the way back; only while both count.
pub(super) fn apart(app: &App, id: &str, other: &str) -> Option<Toast> {
    let counts = |id: &str| app.run(id).is_ok_and(|found| found.run.summary.standing == Standing::Shown);
    let both = counts(id) && counts(other);
    let undo =
        Undo { action: format!("/runs/{}/join", escaped(id)), fields: vec![("with", other.to_owned())] };
    both.then(|| Toast { text: "Both recordings count now.".to_owned(), undo: Some(undo) })
}

/// A recording that was joined with the run of the page.
pub(super) fn joined(twin: &RunSummary, units: Units) -> Twin {
    let why = match &twin.standing {
        Standing::Merged { why, .. } => format!("{}.", format::capital(why)),
        Standing::Shown | Standing::Removed => String::new(),
    };
    Twin { id: twin.id.to_string(), other: other(twin, units), why }
}

/// A recording as another one's page tells of it.
pub(super) fn other(run: &RunSummary, units: Units) -> OtherRecording {
    let facts = [
        run.distance.map(|distance| units.distance(distance.get())),
        run.timer.map(|timer| format::clock(timer.get())),
    ];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    OtherRecording {
        href: format!("/runs/{}", run.id),
        name: name(&format::device(&run.device.name), run.format.name()),
        facts: facts.join(", "),
        is_out: run.standing == Standing::Removed,
    }
}

/// `Garmin Forerunner 965, FIT`: what recorded it and in which format it came.
fn name(device: &str, format: &str) -> String {
    let format = match format {
        "apple_health" => "Apple Health".to_owned(),
        "summary" => "a line of a list".to_owned(),
        format => format.to_uppercase(),
    };
    if device.is_empty() { format::capital(&format) } else { format!("{device}, {format}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recording_is_named_by_its_device_and_format() {
        assert_eq!(name("Garmin Forerunner 965", "fit"), "Garmin Forerunner 965, FIT");
        assert_eq!(name("", "gpx"), "GPX");
        assert_eq!(name("", "summary"), "A line of a list");
    }
}
