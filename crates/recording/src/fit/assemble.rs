//! From what the messages said to recorded runs, one per session.

use femoris_measure::{
    Channel, Device, Lap, Means, RecordedRun, Samples, Series, TimerEvent, TimerEventKind, Totals,
};

use super::content::{Content, RawLap, Session};
use super::findings::Findings;
use super::rows::{CADENCE_STEPS, instant};
use super::words;
use crate::FileKind;

/// Makes runs of one part of a file: one per session, or a computed one where the summary is missing.
pub(super) fn runs(
    mut content: Content,
    kind: FileKind,
    at: u64,
    findings: &mut Findings,
) -> Vec<RecordedRun> {
    let timed = timed_rows(&content, at, findings);
    let summed_up = !content.sessions.is_empty();
    let sessions = sessions(&mut content, &timed);
    if sessions.is_empty() {
        return Vec::new();
    }
    // A course has no summary to miss.
    if !summed_up && kind == FileKind::Activity {
        let message = "The file has no summary of the activity; its totals are computed from the records.";
        findings.warning("session_missing", at, message);
    }
    let starts: Vec<u32> = sessions.iter().map(|(start, _)| *start).collect();
    let mut laps = split(std::mem::take(&mut content.laps), &starts, |lap| lap.start);
    let mut events = split(std::mem::take(&mut content.events), &starts, |(time, _)| *time);
    let device = device(&content);
    let nameless = content.developer.nameless();
    if nameless > 0 {
        let message = format!("{nameless} fields of an app carry no name; they are numbered instead.");
        findings.info("developer_field_unnamed", at, message);
    }
    let title = content.title.take().unwrap_or_default();
    let mut all_samples = samples(content, &timed, &starts).into_iter();
    let mut runs = Vec::with_capacity(sessions.len());
    let mut counted = 0;
    for (index, (start, session)) in sessions.into_iter().enumerate() {
        let (mut samples, developer) = all_samples.next().unwrap_or_default();
        let sport = words::sport(session.sport, session.sub_sport);
        settle_cadence(&mut samples, if words::on_feet(sport) { 2 } else { 1 });
        counted = settle_distance(&mut samples, counted);
        runs.push(RecordedRun {
            sport,
            sport_word: words::sport_word(session.sport),
            sub_sport: words::sub_sport_word(session.sub_sport),
            start: instant(start),
            device_totals: session.totals,
            computed_totals: Totals::default(),
            told: Means::default(),
            samples,
            laps: laps[index].drain(..).map(lap).collect(),
            timer_events: timer_events(std::mem::take(&mut events[index])),
            device: device.clone(),
            developer,
            title: title.clone(),
        });
    }
    runs
}

/// Rows that say when they were taken; reports those that do not.
fn timed_rows(content: &Content, at: u64, findings: &mut Findings) -> Vec<usize> {
    let (all, untimed) = (content.rows.len(), content.rows.untimed());
    if content.timed_by_length > 0 {
        let message = format!(
            "{} records carry no moment; the end of the pool length each of them closes was taken.",
            content.timed_by_length
        );
        findings.info("time_from_lengths", at, message);
    }
    match untimed.len() {
        0 => return (0..all).collect(),
        n if n == all => {
            let message = format!("None of the {all} records says when it was taken; they cannot be used.");
            findings.error("no_timestamps", at, message);
        }
        n => {
            let message = format!("{n} of {all} records do not say when they were taken; they are left out.");
            findings.warning("records_without_time", at, message);
        }
    }
    let mut missing = untimed.iter().copied().peekable();
    (0..all).filter(|row| missing.next_if_eq(row).is_none()).collect()
}

/// The sessions in order of their start.
fn sessions(content: &mut Content, timed: &[usize]) -> Vec<(u32, Session)> {
    let times = content.rows.times();
    let first = timed.first().map(|row| times[*row]);
    let mut rows_before = 0;
    let mut sessions = Vec::new();
    for session in std::mem::take(&mut content.sessions) {
        let since = timed.partition_point(|row| *row < rows_before);
        let of_rows = timed.get(since).map(|row| times[*row]);
        rows_before = session.rows_before;
        if let Some(start) = session.start.or(of_rows).or(content.created) {
            sessions.push((start, session));
        }
    }
    if sessions.is_empty()
        && let Some(start) = first
    {
        sessions.push((start, guessed_session(content)));
    }
    sessions.sort_by_key(|(start, _)| *start);
    sessions
}

/// A session for a file that has none: the sport as any other message says it.
fn guessed_session(content: &Content) -> Session {
    let by_lap = content.laps.iter().find_map(|lap| lap.sport).map(|sport| (sport, None));
    let by_record =
        content.rows.activity_type.and_then(words::sport_of_activity_type).map(|sport| (sport, None));
    let (sport, sub_sport) = content.sport.or(by_lap).or(by_record).unzip();
    Session { sport, sub_sport: sub_sport.flatten(), ..Session::default() }
}

/// Which session a moment belongs to: the last that had begun, or the first.
fn session_at(starts: &[u32], time: u32) -> usize {
    starts.partition_point(|start| *start <= time).saturating_sub(1)
}

fn split<T>(items: Vec<T>, starts: &[u32], time: impl Fn(&T) -> u32) -> Vec<Vec<T>> {
    let mut parts: Vec<Vec<T>> = starts.iter().map(|_| Vec::new()).collect();
    for item in items {
        parts[session_at(starts, time(&item))].push(item);
    }
    parts
}

/// Samples and developer fields of each session. The usual file has one session and nothing to leave out.
fn samples(
    content: Content,
    timed: &[usize],
    starts: &[u32],
) -> Vec<(Samples, Vec<femoris_measure::DeveloperSeries>)> {
    let Content { rows, developer, .. } = content;
    let power = developer.power();
    let power_of = |samples: &mut Samples, rows: &[usize]| {
        if let (Some(power), None) = (&power, samples.column(Channel::Power)) {
            samples.put_column(Channel::Power, super::rows::select(power, rows));
        }
    };
    if starts.len() == 1 && timed.len() == rows.len() {
        let mut samples = rows.into_samples();
        power_of(&mut samples, timed);
        return vec![(samples, developer.into_series())];
    }
    let times = rows.times();
    let mut parts: Vec<Vec<usize>> = starts.iter().map(|_| Vec::new()).collect();
    for row in timed {
        parts[session_at(starts, times[*row])].push(*row);
    }
    let make = |part: Vec<usize>| {
        let mut samples = rows.select(&part);
        power_of(&mut samples, &part);
        let developer = if developer.is_empty() { Vec::new() } else { developer.select(&part) };
        (samples, developer)
    };
    parts.into_iter().map(make).collect()
}

/// Brings cadence from 1/128 revolution to hundredths, counting both feet where it is steps.
fn settle_cadence(samples: &mut Samples, feet: i64) {
    let Some(column) = samples.column(Channel::Cadence) else { return };
    let settle = |raw: i32| {
        let hundredths = (i64::from(raw) * feet * 100 + CADENCE_STEPS / 2) / CADENCE_STEPS;
        i32::try_from(hundredths).ok()
    };
    let settled: Series = column.iter_steps().map(|steps| steps.and_then(settle)).collect();
    samples.put_column(Channel::Cadence, settled);
}

/// Lets the distance of a later session begin at its own start. Gives where the device's counter then stood.
fn settle_distance(samples: &mut Samples, counted: i32) -> i32 {
    let Some(column) = samples.column(Channel::Distance) else { return counted };
    let mut present = column.iter_steps().flatten();
    let Some(first) = present.next() else { return counted };
    let last = present.last().unwrap_or(first);
    // A device that starts each session at zero has nothing to subtract.
    if counted > 0 && first >= counted {
        let own: Series =
            column.iter_steps().map(|steps| steps.map(|steps| steps.saturating_sub(counted))).collect();
        samples.put_column(Channel::Distance, own);
        return last;
    }
    last
}

fn lap(raw: RawLap) -> Lap {
    Lap { start: instant(raw.start), totals: raw.totals, manual: raw.manual }
}

/// Timer events in order; what repeats the state before it is left out.
fn timer_events(mut raw: Vec<(u32, TimerEventKind)>) -> Vec<TimerEvent> {
    raw.sort_by_key(|(time, _)| *time);
    raw.dedup_by_key(|(_, kind)| *kind);
    raw.into_iter().map(|(time, kind)| TimerEvent { at: instant(time), kind }).collect()
}

fn device(content: &Content) -> Device {
    let (maker, creator) = (&content.maker, &content.creator);
    let same_make = creator.manufacturer.is_some() && creator.manufacturer == maker.manufacturer;
    let written = maker.name.as_deref().or(creator.name.as_deref().filter(|_| same_make));
    Device {
        name: words::device_name(
            maker.manufacturer.or(creator.manufacturer),
            maker.product.or(creator.product.filter(|_| same_make)),
            written,
        ),
        serial: maker.serial.or(creator.serial),
    }
}
