//! `femoris runs` and `femoris run ID`: the history, and one run with its series.

use femoris_app::{App, AppError, RunSummary, Standing};
use femoris_measure::{Channel, Samples};
use serde_json::{Map, Value, json};

use crate::output::Done;

pub(crate) fn list(app: &App, limit: u32, page: u32) -> Result<Option<Done>, AppError> {
    let (runs, is_last) = app.nth_page(limit as usize, page as usize)?;
    let text: String = runs.iter().map(line).collect();
    let text = if text.is_empty() { "no runs on this page".to_owned() } else { text };
    let json = json!({
        "page": page,
        "last": is_last,
        "runs": runs.iter().map(summary).collect::<Vec<_>>(),
    });
    Ok(Some(Done::all(json, text)))
}

pub(crate) fn one(app: &App, id: &str) -> Result<Option<Done>, AppError> {
    let found = app.run(id)?;
    let samples = app.samples(id, &Channel::ALL)?;
    let run = &found.run;
    let mut json = summary(&run.summary);
    json["note"] = json!(run.note);
    json["laps"] = run
        .laps
        .iter()
        .map(|lap| {
            json!({
                "start": lap.start.to_string(),
                "distance_m": lap.totals.distance.map(|d| d.get()),
                "timer_s": lap.totals.timer.map(|t| t.get()),
                "manual": lap.manual,
            })
        })
        .collect();
    json["diagnostics"] = run
        .diagnostics
        .iter()
        .map(|d| json!({"severity": d.severity, "code": d.code, "at_byte": d.at_byte, "message": d.message}))
        .collect();
    json["merged"] = found.merged.iter().map(|other| json!(other.id.as_str())).collect();
    json["series"] = series(&samples);
    let mut text = line(&run.summary);
    for diagnostic in &run.diagnostics {
        text.push_str(&format!("  {}: {}\n", diagnostic.severity, diagnostic.message));
    }
    Ok(Some(Done::all(json, text)))
}

fn summary(run: &RunSummary) -> Value {
    json!({
        "id": run.id.as_str(),
        "day": run.day.to_string(),
        "start": run.start.to_string(),
        "sport": run.sport.name(),
        "sub_sport": run.sub_sport,
        "title": run.title,
        "gear": run.gear,
        "distance_m": run.distance.map(|d| d.get()),
        "timer_s": run.timer.map(|t| t.get()),
        "ascent_m": run.ascent.map(|a| a.get()),
        "mean_heart_rate_bpm": run.mean_heart_rate.map(|h| h.get()),
        "mean_cadence_spm": run.mean_cadence.map(|c| c.get()),
        "records": run.records,
        "device": run.device.name,
        "standing": match &run.standing {
            Standing::Shown => json!("shown"),
            Standing::Removed => json!("removed"),
            Standing::Merged { into, .. } => json!({"merged_into": into.as_str()}),
        },
    })
}

/// Columns by the name of their channel, one value or null per row, beside the seconds since the start.
fn series(samples: &Samples) -> Value {
    let first = samples.times_ms().first().copied().unwrap_or_default();
    let mut columns = Map::new();
    let seconds = samples.times_ms().iter().map(|ms| json!((ms - first) as f64 / 1000.0));
    columns.insert("seconds".to_owned(), seconds.collect());
    for channel in samples.channels() {
        let values = (0..samples.len()).map(|row| json!(samples.value(channel, row)));
        columns.insert(channel.name().to_owned(), values.collect());
    }
    Value::Object(columns)
}

fn line(run: &RunSummary) -> String {
    let km = run.distance.map_or("      –".to_owned(), |d| format!("{:7.2}", d.get() / 1000.0));
    let time = run.timer.map_or("–".to_owned(), |t| {
        let whole = t.get().round() as u64;
        format!("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60)
    });
    format!("{}  {}  {km} km  {time:>8}  {}\n", run.id, run.day, printable(&run.title))
}

/// Titles come from anywhere; what would move the cursor stays out of the terminal.
fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(80).collect()
}
