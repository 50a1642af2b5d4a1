//! What one found file is: decoded, judged to be a run or not, and packed for the store. No writing.

use femoris_clinic::event::Entry;
use femoris_measure::{RecordedRun, Sport};
use femoris_recording::walk::{Found, Note, What};
use femoris_recording::{FileKind, Reading, read};
use femoris_store::{PreparedOriginal, PreparedRun, RunFacts, Sha256};

use crate::{App, Outcome};

/// A file with nothing left to do but to write it down.
pub(crate) struct Settled {
    /// For display.
    pub(crate) path: String,
    /// What is to be written.
    pub(crate) fate: Fate,
    /// Bytes it holds of the budget.
    pub(crate) weight: usize,
}

/// What is to be done about a file.
pub(crate) enum Fate {
    /// Only its outcome is recorded.
    Note { sha: Option<Sha256>, outcome: Outcome, why: String },
    /// The store has these bytes; what the export says about them is filled in where the runner said nothing.
    Known { sha: Sha256, note: Note },
    /// Its runs are kept, unless the store has them already.
    Keep { original: PreparedOriginal, runs: Vec<ReadyRun>, is_damaged: bool },
}

/// A run with what follows from it.
pub(crate) struct ReadyRun {
    /// Packed, with its load.
    pub(crate) run: PreparedRun,
    /// Moments that the lap button marked.
    pub(crate) twinges: Vec<Entry>,
}

/// Settles files; works on any thread.
pub(crate) struct Settler<'a> {
    pub(crate) app: &'a App,
}

impl Settler<'_> {
    pub(crate) fn settle(&self, weight: usize, found: Found) -> Settled {
        let fate = match found.what {
            What::Recording { bytes, note } => self.recording(&bytes, note.unwrap_or_default()),
            What::Run { reading, key, note } => {
                self.keep(&key, Sha256::of(&key), reading, &note.unwrap_or_default())
            }
            What::NotARun { why } => Fate::Note { sha: None, outcome: Outcome::NotARun, why },
            What::Refused { why } => Fate::Note { sha: None, outcome: Outcome::Refused, why },
        };
        Settled { path: found.path, fate, weight }
    }

    fn recording(&self, bytes: &[u8], note: Note) -> Fate {
        let sha = Sha256::of(bytes);
        // Known bytes are not decoded again; the writer looks once more, for two copies in one archive.
        let known = self.app.with_store(|store| store.read(|reader| reader.has_original(&sha)));
        if let Ok(true) = known {
            return Fate::Known { sha, note };
        }
        self.keep(bytes, sha, read(bytes), &note)
    }

    fn keep(&self, bytes: &[u8], sha: Sha256, mut reading: Reading, note: &Note) -> Fate {
        let noted = |outcome, why: String| Fate::Note { sha: Some(sha), outcome, why };
        if reading.kind != FileKind::Activity {
            return noted(not_activity(&reading), not_activity_why(&reading));
        }
        if reading.parts.is_empty() {
            return noted(Outcome::Refused, first_finding(&reading, "there is no activity in it"));
        }
        reading.parts.iter_mut().for_each(|part| settle_sport(part, note));
        let runs: Vec<&RecordedRun> = reading.parts.iter().filter(|part| part.sport.is_run()).collect();
        if runs.is_empty() {
            return noted(Outcome::NotARun, no_run(&reading));
        }
        let prepared = PreparedOriginal::prepare_hashed(sha, bytes).and_then(|original| {
            let runs = self.prepare(&runs, &reading, sha, note)?;
            Ok(Fate::Keep { original, runs, is_damaged: reading.is_damaged() })
        });
        prepared.unwrap_or_else(|error| noted(Outcome::Refused, error.to_string()))
    }

    fn prepare(
        &self,
        runs: &[&RecordedRun],
        reading: &Reading,
        sha: Sha256,
        note: &Note,
    ) -> Result<Vec<ReadyRun>, femoris_store::StoreError> {
        let prepare = |(part, recorded): (usize, &&RecordedRun)| {
            let facts = RunFacts {
                original: sha,
                part: u16::try_from(part).unwrap_or(u16::MAX),
                format: reading.format,
                offset: self.app.clock.offset_at(recorded.start),
                title: &note.title,
                note: &note.note,
                gear: &note.gear,
                diagnostics: &reading.diagnostics,
            };
            let run = PreparedRun::prepare(recorded, &facts)?
                .with_load(&self.app.stamp, self.app.measured(recorded));
            let twinges = self.app.marked_by_lap(run.id(), recorded).unwrap_or_else(|error| {
                // The run counts without its marks; the page takes marks too.
                tracing::warn!(%error, "what the lap button marked could not be kept");
                Vec::new()
            });
            Ok(ReadyRun { run, twinges })
        };
        runs.iter().enumerate().map(prepare).collect()
    }
}

/// A recording that does not say what it is becomes a run when the export calls it one, with the export's word, or when it
/// moves like one, with no word. Everything behind it goes by the sport alone: what is kept counts.
fn settle_sport(part: &mut RecordedRun, note: &Note) {
    if part.sport != Sport::Unknown {
        return;
    }
    match femoris_recording::sport_of(&note.sport_word) {
        Sport::Unknown if moves_like_a_run(part) => part.sport = Sport::Running,
        Sport::Running => {
            part.sport = Sport::Running;
            part.sport_word.clone_from(&note.sport_word);
        }
        _ => {}
    }
}

/// Mean speed between a slow jog and what fast runners keep up over the distance, in metres per second: a sprinter's 7.0
/// below 3 km, and 5.0 (18 km/h) beyond, where most bicycles are faster and hardly a runner is. A ride taken for a run would
/// make the longest run longer; a run this fast that nothing names is told by hand. Own choices.
fn moves_like_a_run(part: &RecordedRun) -> bool {
    const SLOW_JOG: f64 = 1.8;
    const FAST: f64 = 7.0;
    const FAST_FOR_LONG: f64 = 5.0;
    const LONG_M: f64 = 3000.0;
    match (part.distance(), part.timer()) {
        (Some((distance, _)), Some((timer, _))) if timer.get() > 0.0 => {
            let fastest = if distance.get() < LONG_M { FAST } else { FAST_FOR_LONG };
            (SLOW_JOG..fastest).contains(&(distance.get() / timer.get()))
        }
        _ => false,
    }
}

fn no_run(reading: &Reading) -> String {
    if reading.parts.iter().all(|part| part.sport == Sport::Unknown) {
        return "it does not say which sport it is, and it does not move like a run".to_owned();
    }
    format!("{}, not a run", sports(reading))
}

fn sports(reading: &Reading) -> String {
    let mut words: Vec<&str> = reading
        .parts
        .iter()
        .map(|part| if part.sport_word.is_empty() { part.sport.name() } else { &part.sport_word })
        .collect();
    words.dedup();
    words.join(", ").replace('_', " ")
}

fn not_activity(reading: &Reading) -> Outcome {
    if reading.kind == FileKind::NotARecording { Outcome::Refused } else { Outcome::NotARun }
}

fn not_activity_why(reading: &Reading) -> String {
    match reading.kind {
        FileKind::Workout => "a planned workout, not a recording".into(),
        FileKind::Course => first_finding(reading, "a course to follow, not a recording"),
        FileKind::Monitoring => "a day of step and pulse monitoring, not a run".into(),
        FileKind::Settings => "settings of a device".into(),
        FileKind::Weight => "body weight".into(),
        FileKind::NotARecording => first_finding(reading, "not a recording"),
        FileKind::Other | FileKind::Activity => "no activity in it".into(),
    }
}

fn first_finding(reading: &Reading, otherwise: &str) -> String {
    reading.diagnostics.iter().max_by_key(|d| d.severity).map_or(otherwise.to_owned(), |d| d.message.clone())
}
