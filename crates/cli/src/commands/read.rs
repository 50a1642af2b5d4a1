//! `femoris read FILE...`: what is in recordings, stored nowhere.

use std::path::{Path, PathBuf};

use femoris_app::{AppError, ErrorKind, read_file};
use femoris_measure::{Channel, DeveloperSeries, Provenance, RecordedRun};
use femoris_recording::{Diagnostic, Reading};
use serde_json::{Value, json};

use crate::output::{Busy, Done, Extent, to_stderr};

pub(crate) fn run(files: &[PathBuf]) -> Result<Option<Done>, AppError> {
    let mut entries = Vec::new();
    let mut text = String::new();
    let (mut whole, mut unusable) = (0, 0);
    let mut first_failure = None;
    let busy = Busy::with(format!("reading {} files", files.len()));
    for path in files {
        match read_file(path) {
            Ok(reading) => {
                whole += usize::from(!reading.is_damaged() && !reading.is_unusable());
                unusable += usize::from(reading.is_unusable());
                text.push_str(&describe(path, &reading));
                entries.push(to_json(path, &reading));
            }
            Err(error) => {
                unusable += 1;
                if files.len() > 1 {
                    to_stderr(&format!("femoris: {error}\n"));
                }
                entries.push(unreadable(path, &error));
                first_failure.get_or_insert(error);
            }
        }
    }
    drop(busy);
    // A lone file that cannot be reached ends with the code of its reason: not found, not allowed.
    if let (1, Some(error)) = (files.len(), first_failure) {
        return Err(error);
    }
    let extent = if whole == files.len() {
        Extent::All
    } else if unusable == files.len() {
        Extent::Nothing
    } else {
        Extent::Part
    };
    Ok(Some(Done { json: Value::Array(entries), text, extent }))
}

fn unreadable(path: &Path, error: &AppError) -> Value {
    let code = match error.kind() {
        ErrorKind::NotFound => "not_found",
        ErrorKind::NotAllowed => "not_allowed",
        ErrorKind::Refused | ErrorKind::Ours => "unreadable",
    };
    json!({
        "file": path.display().to_string(), "format": "unknown", "kind": "not_a_recording", "parts": [],
        "diagnostics": [{"severity": "error", "code": code, "message": error.to_string()}],
    })
}

fn to_json(path: &Path, reading: &Reading) -> Value {
    json!({
        "file": path.display().to_string(),
        "format": reading.format.name(),
        "kind": reading.kind.name(),
        "parts": reading.parts.iter().map(part).collect::<Vec<_>>(),
        "diagnostics": reading.diagnostics.iter().map(diagnostic).collect::<Vec<_>>(),
    })
}

fn part(run: &RecordedRun) -> Value {
    let sport = if run.sport_word.is_empty() { run.sport.name() } else { &run.sport_word };
    json!({
        "sport": sport,
        "sub_sport": run.sub_sport,
        "start": run.start.to_string(),
        "distance_m": run.distance().map(|(d, _)| rounded(d.get())),
        "timer_s": run.timer().map(|(t, _)| rounded(t.get())),
        "elapsed_s": run.elapsed().map(|(t, _)| rounded(t.get())),
        "totals": totals_from(run),
        "records": run.samples.len(),
        "laps": run.laps.len(),
        "has": present(run),
        "device": run.device.name,
    })
}

/// Whose totals stand in the reading: the device's where distance and timer are both its own, as far as there are
/// any; ours as soon as one of them had to be computed.
fn totals_from(run: &RecordedRun) -> &'static str {
    let from = [run.distance().map(|(_, from)| from), run.timer().map(|(_, from)| from)];
    let mut known = from.into_iter().flatten().peekable();
    let all_of_the_device = known.peek().is_some() && known.all(|from| from == Provenance::Device);
    if all_of_the_device { "device" } else { "computed" }
}

fn present(run: &RecordedRun) -> Vec<&'static str> {
    const DYNAMICS: [Channel; 5] = [
        Channel::GroundContact,
        Channel::ContactBalance,
        Channel::VerticalOscillation,
        Channel::VerticalRatio,
        Channel::StepLength,
    ];
    let has = |channel| run.samples.column(channel).is_some();
    [
        ("position", has(Channel::Latitude) && has(Channel::Longitude)),
        ("heart_rate", has(Channel::HeartRate)),
        ("cadence", has(Channel::Cadence)),
        ("speed", has(Channel::Speed)),
        ("altitude", has(Channel::Altitude)),
        ("running_dynamics", DYNAMICS.into_iter().any(has)),
        ("power", has(Channel::Power)),
        ("developer_fields", !run.developer.is_empty()),
    ]
    .into_iter()
    .filter_map(|(name, there)| there.then_some(name))
    .collect()
}

fn diagnostic(found: &Diagnostic) -> Value {
    let mut entry = json!({"severity": found.severity.name(), "code": found.code, "message": found.message});
    if let Some(at) = found.at_byte {
        entry["at_byte"] = json!(at);
    }
    entry
}

/// Milliseconds and millimetres are as fine as any device writes.
fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

fn describe(path: &Path, reading: &Reading) -> String {
    let mut text = format!(
        "{}: {} {}\n",
        path.display(),
        reading.format.name().to_uppercase(),
        reading.kind.name().replace('_', " ")
    );
    for run in &reading.parts {
        let km = run.distance().map_or("no distance".into(), |(d, _)| format!("{:.2} km", d.get() / 1000.0));
        let time = run.timer().map_or("no time".into(), |(t, _)| clock_time(t.get()));
        let sport = if run.sport_word.is_empty() { run.sport.name() } else { &run.sport_word };
        text.push_str(&format!(
            "  {sport} {}, {km} in {time} ({} totals), {} records, {} laps\n    has: {}\n{}",
            run.start,
            totals_from(run),
            run.samples.len(),
            run.laps.len(),
            present(run).join(", "),
            of_apps(&run.developer)
        ));
    }
    for found in &reading.diagnostics {
        let place = found.at_byte.map_or(String::new(), |at| format!(" at byte {at}"));
        text.push_str(&format!("  {}{place}: {} [{}]\n", found.severity.name(), found.message, found.code));
    }
    text
}

/// The fields of third-party apps, by the names that the apps gave them.
fn of_apps(fields: &[DeveloperSeries]) -> String {
    let named = fields.iter().map(|field| match (field.name.as_str(), field.unit.as_str()) {
        ("", _) => "one without a name".to_owned(),
        (name, "") => name.to_owned(),
        (name, unit) => format!("{name} ({unit})"),
    });
    let names = named.collect::<Vec<_>>().join(", ");
    if names.is_empty() { names } else { format!("    of apps: {names}\n") }
}

fn clock_time(seconds: f64) -> String {
    let whole = seconds.round() as u64;
    format!("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60)
}

#[cfg(test)]
mod tests {
    use femoris_measure::Series;

    use super::*;

    #[test]
    fn fields_of_apps_are_told_by_their_names() {
        let field = |name: &str, unit: &str| DeveloperSeries {
            name: name.to_owned(),
            unit: unit.to_owned(),
            series: Series::new(),
        };
        let fields = [field("Leg Spring Stiffness", "kN/m"), field("Form", ""), field("", "W")];
        assert_eq!(of_apps(&fields), "    of apps: Leg Spring Stiffness (kN/m), Form, one without a name\n");
        assert_eq!(of_apps(&[]), "");
    }
}
