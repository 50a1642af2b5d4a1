//! Garmin's account export: the lists of activities it puts beside the files, and the kind of a FIT file at a glance.

use femoris_measure::{
    BeatsPerMinute, Device, Instant, Means, Metres, RecordedRun, Samples, StepsPerMinute, Totals,
};
use serde::Deserialize;
use serde_json::Value;

use crate::sport::sport_of;
use crate::track::{seconds, short};
use crate::{Diagnostic, FileKind, Format, Reading};

/// Name of the one member that makes a JSON file such a list.
const MEMBER: &str = "summarizedActivitiesExport";

/// One activity of a list. Lengths are in centimetres and times in milliseconds there, and not here.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Summary {
    pub(crate) id: Option<i64>,
    /// The multisport activity this is a leg of.
    pub(crate) parent: Option<i64>,
    pub(crate) title: String,
    pub(crate) sport_word: String,
    pub(crate) start: Option<Instant>,
    pub(crate) timer_s: Option<f64>,
    pub(crate) elapsed_s: Option<f64>,
    pub(crate) distance_m: Option<f64>,
    pub(crate) ascent_m: Option<f64>,
    pub(crate) descent_m: Option<f64>,
    pub(crate) mean_heart: Option<f64>,
    pub(crate) max_heart: Option<f64>,
    /// Of both legs.
    pub(crate) cadence: Option<f64>,
}

/// Whether this start of a JSON file opens a list of activities.
pub(crate) fn is_list(head: &[u8]) -> bool {
    let start = &head[..head.len().min(1024)];
    start.windows(MEMBER.len()).any(|window| window == MEMBER.as_bytes())
}

/// The activities of a list, or why it cannot be read.
pub(crate) fn summaries(bytes: &[u8]) -> Result<Vec<Summary>, String> {
    let say = |error: serde_json::Error| {
        format!("The list of activities is damaged at line {}, column {}.", error.line(), error.column())
    };
    let lists = match bytes.trim_ascii_start().first() {
        Some(b'{') => vec![serde_json::from_slice::<RawList>(bytes).map_err(say)?],
        _ => serde_json::from_slice::<Vec<RawList>>(bytes).map_err(say)?,
    };
    Ok(lists.into_iter().flat_map(|list| list.activities).map(Summary::from).collect())
}

/// A list as a reading: every activity a part without samples.
pub(crate) fn read(bytes: &[u8]) -> Reading {
    let reading = |parts, diagnostics| Reading {
        format: Format::Summary,
        kind: FileKind::Activity,
        parts,
        diagnostics,
    };
    match summaries(bytes) {
        Ok(list) => reading(list.iter().filter_map(run).collect(), Vec::new()),
        Err(why) => reading(Vec::new(), vec![Diagnostic::error("damaged_list", None, why)]),
    }
}

/// An activity as a run without samples; `None` without a start. The title stays in the note.
pub(crate) fn run(summary: &Summary) -> Option<RecordedRun> {
    let metres = |value: Option<f64>| value.and_then(|v| Metres::new(v).ok());
    let heart = |value: Option<f64>| value.and_then(|v| BeatsPerMinute::new(v).ok());
    let steps = summary.cadence.filter(|steps| *steps > 0.0);
    Some(RecordedRun {
        sport: sport_of(&summary.sport_word),
        sport_word: summary.sport_word.clone(),
        sub_sport: String::new(),
        start: summary.start?,
        device_totals: Totals {
            distance: metres(summary.distance_m),
            timer: summary.timer_s.and_then(seconds),
            elapsed: summary.elapsed_s.and_then(seconds),
            ascent: metres(summary.ascent_m),
            descent: metres(summary.descent_m),
        },
        computed_totals: Totals::default(),
        told: Means {
            heart_rate: heart(summary.mean_heart),
            max_heart_rate: heart(summary.max_heart),
            cadence: steps.and_then(|steps| StepsPerMinute::new(steps).ok()),
        },
        samples: Samples::new(),
        laps: Vec::new(),
        timer_events: Vec::new(),
        device: Device::default(),
        developer: Vec::new(),
        title: String::new(),
    })
}

/// Canonical bytes of an activity, which [`read`] turns into the same run: without the title, so that editing it
/// does not make it another run. Of heart rate and cadence only what is told stands in them.
pub(crate) fn key(summary: &Summary) -> Vec<u8> {
    let scaled = |value: Option<f64>, factor: f64| value.map(|v| v * factor);
    let mut activity = serde_json::json!({
        "activityId": summary.id,
        "activityType": summary.sport_word,
        "startTimeGmt": summary.start.map(Instant::unix_ms),
        "duration": scaled(summary.timer_s, 1000.0),
        "elapsedDuration": scaled(summary.elapsed_s, 1000.0),
        "distance": scaled(summary.distance_m, 100.0),
        "elevationGain": scaled(summary.ascent_m, 100.0),
        "elevationLoss": scaled(summary.descent_m, 100.0),
    });
    for (name, value) in
        [("avgHr", summary.mean_heart), ("maxHr", summary.max_heart), ("avgDoubleCadence", summary.cadence)]
    {
        if let Some(value) = value {
            activity[name] = value.into();
        }
    }
    serde_json::json!([{ MEMBER: [activity] }]).to_string().into_bytes()
}

#[derive(Deserialize)]
struct RawList {
    #[serde(rename = "summarizedActivitiesExport", default)]
    activities: Vec<RawSummary>,
}

/// An activity as written. Values of any type, so that one odd member does not spoil the list.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct RawSummary {
    activity_id: Value,
    parent_id: Value,
    name: Value,
    activity_type: Value,
    begin_timestamp: Value,
    start_time_gmt: Value,
    duration: Value,
    elapsed_duration: Value,
    distance: Value,
    elevation_gain: Value,
    elevation_loss: Value,
    avg_hr: Value,
    max_hr: Value,
    avg_double_cadence: Value,
}

impl From<RawSummary> for Summary {
    fn from(raw: RawSummary) -> Self {
        let text = |value: &Value| value.as_str().map(short).unwrap_or_default();
        let scaled = |value: &Value, unit: f64| value.as_f64().map(|v| v / unit).filter(|v| *v >= 0.0);
        let start_ms = raw.start_time_gmt.as_f64().or_else(|| raw.begin_timestamp.as_f64());
        Self {
            id: raw.activity_id.as_i64(),
            parent: raw.parent_id.as_i64(),
            title: text(&raw.name),
            sport_word: text(&raw.activity_type),
            start: start_ms.map(|ms| Instant::from_unix_ms(ms as i64)),
            timer_s: scaled(&raw.duration, 1000.0),
            elapsed_s: scaled(&raw.elapsed_duration, 1000.0),
            distance_m: scaled(&raw.distance, 100.0),
            ascent_m: scaled(&raw.elevation_gain, 100.0),
            descent_m: scaled(&raw.elevation_loss, 100.0),
            mean_heart: scaled(&raw.avg_hr, 1.0),
            max_heart: scaled(&raw.max_hr, 1.0),
            cadence: scaled(&raw.avg_double_cadence, 1.0),
        }
    }
}

/// What the first message of a FIT file says, without decoding the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Glance {
    /// What the file is for, where it is one file and says so.
    pub(crate) kind: Option<FileKind>,
    /// When it was begun; for an activity of a watch that is its start.
    pub(crate) created: Option<Instant>,
}

/// Looks at the `file_id` message only; `None` where the file does not begin with one.
pub(crate) fn glance(bytes: &[u8]) -> Option<Glance> {
    let header = usize::from(*bytes.first()?);
    let data_size = u32::from_le_bytes(bytes.get(4..8)?.try_into().ok()?);
    // Files may be chained; what is told of the first is then not told of all.
    let alone = header as u64 + u64::from(data_size) + 2 >= bytes.len() as u64;
    let definition = bytes.get(header..)?;
    let [lead, _, order, number_a, number_b, fields, ..] = *definition else { return None };
    let plain_definition = lead & 0xf0 == 0x40;
    if !plain_definition || [number_a, number_b] != [0, 0] {
        return None;
    }
    let fields = usize::from(fields);
    let sizes = definition.get(6..6 + fields * 3)?;
    let mut data = definition.get(6 + fields * 3..)?;
    let [message, rest @ ..] = data else { return None };
    if *message != lead & 0x0f {
        return None;
    }
    data = rest;
    let (mut kind, mut created) = (None, None);
    for field in sizes.chunks_exact(3) {
        let value = data.get(..usize::from(field[1]))?;
        data = &data[value.len()..];
        match (field[0], value) {
            (0, [code]) if alone => kind = Some(kind_of(*code)),
            (4, [_, _, _, _]) => created = fit_time(value, order),
            _ => {}
        }
    }
    Some(Glance { kind, created })
}

fn fit_time(value: &[u8], order: u8) -> Option<Instant> {
    /// 1989-12-31T00:00:00Z, where FIT begins to count.
    const EPOCH_S: i64 = 631_065_600;
    let bytes: [u8; 4] = value.try_into().ok()?;
    let seconds = if order == 0 { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) };
    let usable = seconds != u32::MAX && seconds != 0;
    usable.then(|| Instant::from_unix_ms((EPOCH_S + i64::from(seconds)) * 1000))
}

/// The `file` type of the FIT profile.
fn kind_of(code: u8) -> FileKind {
    match code {
        4 => FileKind::Activity,
        5 => FileKind::Workout,
        6 => FileKind::Course,
        9 => FileKind::Weight,
        2 | 3 => FileKind::Settings,
        15 | 28 | 32 => FileKind::Monitoring,
        _ => FileKind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_reads_back_as_the_same_run() {
        let summary = Summary {
            id: Some(5),
            sport_word: "running".into(),
            start: Some(Instant::from_unix_ms(1_503_470_919_000)),
            timer_s: Some(3_855.291_992_187_5),
            distance_m: Some(12_648.030_273_437_5),
            ..Summary::default()
        };
        assert_eq!(read(&key(&summary)).parts, [run(&summary).expect("it has a start")]);
        assert!(is_list(&key(&summary)));
        let heart = Summary {
            mean_heart: Some(133.0),
            max_heart: Some(153.0),
            cadence: Some(172.234_375),
            ..summary.clone()
        };
        let run = run(&heart).expect("it has a start");
        assert_eq!(run.told.count(), 3);
        assert_eq!(read(&key(&heart)).parts, [run]);
        let plain = String::from_utf8(key(&summary)).expect("JSON");
        assert!(
            !plain.contains("Hr") && !plain.contains("Cadence"),
            "what is not told leaves it as it was: {plain}"
        );
    }

    #[test]
    fn odd_members_spoil_only_themselves() {
        let list = br#"{"summarizedActivitiesExport": [{"name": 7, "distance": "far", "startTimeGmt": 1000.0,
            "duration": -1, "unknown": {"deep": []}}, {}]}"#;
        let summaries = summaries(list).expect("JSON");
        assert_eq!(summaries[0], Summary { start: Some(Instant::from_unix_ms(1000)), ..Summary::default() });
        assert_eq!(summaries.len(), 2);
    }

    #[test]
    fn a_damaged_list_says_where() {
        let why = summaries(b"[{\"summarizedActivitiesExport\": [").expect_err("cut off");
        assert!(why.contains("line 1"), "{why}");
    }

    #[test]
    fn a_glance_tells_monitoring_from_activities() {
        let file = |code: u8| {
            let mut bytes = vec![14, 0x20, 0, 0, 18, 0, 0, 0, b'.', b'F', b'I', b'T', 0, 0];
            bytes.extend([0x40, 0, 0, 0, 0, 2, 0, 1, 0, 4, 4, 0x86, 0, code]);
            bytes.extend(1_000_000_000_u32.to_le_bytes());
            bytes.extend([0, 0]);
            bytes
        };
        let seen = glance(&file(4)).expect("a file_id");
        assert_eq!(seen.created.map(|at| at.to_string()).as_deref(), Some("2021-09-08T01:46:40Z"));
        assert_eq!(seen.kind, Some(FileKind::Activity));
        assert_eq!(glance(&file(32)).and_then(|g| g.kind), Some(FileKind::Monitoring));
        for cut in 0..file(4).len() - 3 {
            let _seen = glance(&file(4)[..cut]);
        }
    }
}
