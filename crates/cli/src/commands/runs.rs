//! `femoris runs` and `femoris run ID`: the history, and one run with its series.

use femoris_app::{App, AppError, LoadOfRun, RunSummary, Standing, Units};
use femoris_clinic::load::{FormStanding, StrideCount};
use femoris_measure::{Channel, Samples};
use serde_json::{Map, Value, json};

use crate::lengths;
use crate::output::Done;

pub(crate) fn list(app: &App, limit: u32, page: u32) -> Result<Option<Done>, AppError> {
    let (runs, is_last) = app.nth_page(limit as usize, page as usize)?;
    let units = app.settings()?.units;
    let text: String = runs.iter().map(|run| line(run, units)).collect();
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
    json["against"] = super::running::against(app, id)?;
    json["series"] = series(&samples);
    let load = app.load_of_run(id)?;
    json["load"] = load_json(&load);
    let units = app.settings()?.units;
    let mut text = line(&run.summary, units);
    text.push_str(&load_text(&load, units));
    for diagnostic in &run.diagnostics {
        text.push_str(&format!("  {}: {}\n", diagnostic.severity, diagnostic.message));
    }
    Ok(Some(Done::all(json, text)))
}

/// The load of a run. What is not known is null.
fn load_json(found: &LoadOfRun) -> Value {
    let twinges: Vec<Value> = found
        .twinges
        .iter()
        .map(|twinge| {
            json!({
                "entry": twinge.entry.0, "second": twinge.second, "marked": twinge.marked.id(),
                "speed_m_per_s": twinge.minute.speed.map(|speed| speed.get()),
                "slope_pct": twinge.minute.slope_percent,
                "cadence_spm": twinge.minute.cadence.map(|cadence| cadence.get()),
                "hamstring_index": twinge.minute.hamstring_index,
            })
        })
        .collect();
    let form = found.form.iter().map(|change| {
        let changed = change.standing == FormStanding::Changed;
        json!({"measure": change.measure.id(), "unit": change.measure.unit(), "now": change.now,
               "before": change.before, "changed": changed})
    });
    let mut json = json!({
        "own_maximum_kmh": found.own.speed.map(|own| own.kmh()),
        "own_maximum_told": found.own.is_told,
        "effort": found.effort.map(|(effort, _)| effort.get()),
        "session_effort": found.session,
        "twinges": twinges,
        "form": form.collect::<Vec<_>>(),
    });
    match &found.load {
        Err(why) => json["none_because"] = json!(why.id()),
        Ok(load) => {
            let (low, high) = load.hamstring_index.range();
            json["hamstring_index"] =
                json!({"middle": load.hamstring_index.middle, "low": low, "high": high});
            json["strides"] = json!(load.strides.get());
            json["strides_counted"] = json!(matches!(load.strides, StrideCount::Counted(_)));
            json["graded_distance_m"] = json!(load.graded_distance.map(|metres| metres.get()));
            json["climb_s"] = json!(load.slopes.map(|slopes| slopes.climb.seconds));
            json["descent_s"] = json!(load.slopes.map(|slopes| slopes.descent.seconds));
            json["peak_m_per_s"] = json!(load.peak.map(|peak| peak.get()));
            let above = load.above.iter().flatten();
            let above =
                above.map(|one| json!({"share": one.share, "seconds": one.seconds, "metres": one.metres}));
            json["above"] = above.collect();
        }
    }
    json
}

fn load_text(found: &LoadOfRun, units: Units) -> String {
    let mut text = match &found.load {
        Err(why) => format!("  no load: {}\n", why.id().replace('_', " ")),
        Ok(load) => {
            let (low, high) = load.hamstring_index.range();
            let index = load.hamstring_index.middle;
            let mut text =
                format!("  hamstring index {index:.0} ({low:.0} to {high:.0}); an index, not a force\n");
            if let Some(graded) = load.graded_distance {
                let graded = lengths::long(graded.get(), units);
                text.push_str(&format!("  levelled for hills {graded:.2} {}\n", units.word()));
            }
            for above in load.above.iter().flatten() {
                let (share, seconds) = (above.share * 100.0, above.seconds);
                let way = lengths::short(above.metres, units);
                text.push_str(&format!("  above {share:.0} % of own maximum: {seconds:.0} s, {way}\n"));
            }
            text
        }
    };
    if let Some((effort, _)) = found.effort {
        text.push_str(&format!("  effort {} of 10\n", effort.get()));
    }
    for twinge in &found.twinges {
        text.push_str(&format!("  twinge at {}:{:02}\n", twinge.second / 60, twinge.second % 60));
    }
    text
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

fn line(run: &RunSummary, units: Units) -> String {
    let way =
        run.distance.map_or("      –".to_owned(), |d| format!("{:7.2}", lengths::long(d.get(), units)));
    let time = run.timer.map_or("–".to_owned(), |t| {
        let whole = t.get().round() as u64;
        format!("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60)
    });
    let unit = units.word();
    format!("{}  {}  {way} {unit}  {time:>8}  {}\n", run.id, run.day, printable(&run.title))
}

/// Titles come from anywhere; what would move the cursor stays out of the terminal.
fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(80).collect()
}
