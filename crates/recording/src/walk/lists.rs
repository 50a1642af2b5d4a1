//! Lists that come with an export, and which of their lines belong to a recording that was met.

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

use femoris_measure::Sport;

use super::{Found, Note, What};
use crate::garmin_takeout::{self, Summary};
use crate::sport::sport_of;
use crate::strava::{self, Row};
use crate::{Diagnostic, FileKind, Format, Reading};

/// A FIT file is begun within this time of the start its summary gives.
const SAME_START_MS: i64 = 30_000;

/// The lists of one export: of a folder, of an archive, of everything dropped at once.
#[derive(Default)]
pub(super) struct Lists {
    strava: Vec<StravaList>,
    garmin: Vec<GarminList>,
    paths: HashSet<String>,
    /// Route files of an Apple Health export, and whether the workout is a run.
    routes: HashMap<String, bool>,
}

struct StravaList {
    path: String,
    /// Path of the folder it lies in, with a slash at the end.
    folder: String,
    rows: Vec<Row>,
    by_file: HashMap<String, usize>,
    met: Vec<bool>,
}

struct GarminList {
    path: String,
    summaries: Vec<Summary>,
    met: Vec<bool>,
}

/// Takes an outcome.
pub(super) type Give<'g> = &'g mut dyn FnMut(Found) -> ControlFlow<()>;

impl Lists {
    /// Takes in a list and says what it is; `None` when the bytes are no list.
    pub(super) fn add(&mut self, path: &str, bytes: &[u8]) -> Option<Result<(), String>> {
        if garmin_takeout::is_list(bytes) {
            self.paths.insert(path.to_owned());
            return Some(garmin_takeout::summaries(bytes).map(|summaries| {
                let met = vec![false; summaries.len()];
                self.garmin.push(GarminList { path: path.to_owned(), summaries, met });
            }));
        }
        let rows = strava::rows(bytes)?;
        let folder = path.rfind('/').map_or("", |at| &path[..=at]).to_owned();
        let files = rows.iter().enumerate().filter_map(|(at, row)| Some((stem(row.file.as_deref()?), at)));
        let by_file = files.collect();
        let met = vec![false; rows.len()];
        self.paths.insert(path.to_owned());
        self.strava.push(StravaList { path: path.to_owned(), folder, rows, by_file, met });
        Some(Ok(()))
    }

    /// Whether the file at this path was taken in as a list.
    pub(super) fn holds(&self, path: &str) -> bool {
        self.paths.contains(path)
    }

    /// Takes in the route files of an export.
    pub(super) fn add_routes(&mut self, routes: Vec<(String, bool)>) {
        self.routes.extend(routes);
    }

    /// Why a file that is a route of a workout is no recording of its own.
    pub(super) fn route(&self, path: &str) -> Option<&'static str> {
        self.routes.get(path).map(|is_run| match is_run {
            true => "The route of a workout; its positions were joined to the run.",
            false => "The route of a workout that is not a run.",
        })
    }

    /// Whether there is nothing to join.
    pub(super) fn is_empty(&self) -> bool {
        self.paths.is_empty()
    }

    /// What the lists say of a recording, which counts as met from now on.
    pub(super) fn note(&mut self, path: &str, bytes: &[u8]) -> Option<Note> {
        for list in &mut self.strava {
            let inside = path.starts_with(&list.folder);
            if let Some(at) = list.by_file.get(&stem(path)).filter(|_| inside) {
                list.met[*at] = true;
                return list.rows.get(*at).map(|row| row.note.clone());
            }
        }
        if self.garmin.is_empty() {
            return None;
        }
        let created = garmin_takeout::glance(bytes)?.created?.unix_ms();
        self.garmin.iter_mut().find_map(|list| list.meet(created))
    }

    /// What is left when everything was looked at: runs without a file, and how many lines are no runs.
    pub(super) fn leftovers(self, give: Give<'_>) -> ControlFlow<()> {
        for list in self.strava {
            list.leftovers(give)?;
        }
        for list in self.garmin {
            list.leftovers(give)?;
        }
        ControlFlow::Continue(())
    }
}

/// The last part of a path without its packing: `activities/1.FIT.gz` and `1.fit` are the same file.
fn stem(path: &str) -> String {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path).to_lowercase();
    name.strip_suffix(".gz").map(str::to_owned).unwrap_or(name)
}

impl StravaList {
    fn leftovers(&self, give: Give<'_>) -> ControlFlow<()> {
        let mut others = 0;
        for (at, row) in self.rows.iter().enumerate().filter(|(at, _)| !self.met[*at]) {
            let path = format!("{}#{}", self.path, at + 1);
            match strava::run(row) {
                Some(run) if run.sport == Sport::Running => {
                    let mut what = summary(run, strava::key(row), row.note.clone());
                    if let (What::Run { reading, .. }, Some(_)) = (&mut what, &row.file) {
                        reading.diagnostics.push(Diagnostic::warning(
                            "recording_missing",
                            None,
                            "The list names a recording that is not here; only the totals of this run are known.",
                        ));
                    }
                    give(Found { path, what })?;
                }
                None if row.file.is_none() || sport_of(&row.note.sport_word) == Sport::Running => {
                    let why = match row.file {
                        None => "The line has neither a file nor a readable date.",
                        Some(_) => "The line names a recording that is not here, and has no readable date.",
                    };
                    give(Found { path, what: What::Refused { why: why.to_owned() } })?;
                }
                _ => others += 1,
            }
        }
        rest(&self.path, others, give)
    }
}

impl GarminList {
    /// Marks the activity that began then, and the legs of it; the whole is preferred to its first leg.
    fn meet(&mut self, created_ms: i64) -> Option<Note> {
        let near = |summary: &Summary| {
            let distance = summary.start?.unix_ms().abs_diff(created_ms);
            (distance <= SAME_START_MS.unsigned_abs()).then_some((distance, summary.parent.is_some()))
        };
        let candidates = self.summaries.iter().enumerate().filter_map(|(at, s)| Some((near(s)?, at)));
        let ((_, _), at) = candidates.min_by_key(|((distance, leg), _)| (*leg, *distance))?;
        let whole = self.summaries.get(at)?.clone();
        for (met, summary) in self.met.iter_mut().zip(&self.summaries) {
            *met |= summary.parent.is_some() && summary.parent == whole.id;
        }
        self.met[at] = true;
        Some(Note { title: whole.title, sport_word: whole.sport_word, ..Note::default() })
    }

    fn leftovers(&self, give: Give<'_>) -> ControlFlow<()> {
        let mut others = 0;
        for (at, activity) in self.summaries.iter().enumerate().filter(|(at, _)| !self.met[*at]) {
            let is_run = sport_of(&activity.sport_word) == Sport::Running;
            let Some(run) = garmin_takeout::run(activity).filter(|_| is_run) else {
                others += 1;
                continue;
            };
            let path = format!("{}#{}", self.path, at + 1);
            let note = Note {
                title: activity.title.clone(),
                sport_word: activity.sport_word.clone(),
                ..Note::default()
            };
            give(Found { path, what: summary(run, garmin_takeout::key(activity), note) })?;
        }
        rest(&self.path, others, give)
    }
}

fn summary(run: femoris_measure::RecordedRun, key: Vec<u8>, note: Note) -> What {
    let reading = Reading {
        format: Format::Summary,
        kind: FileKind::Activity,
        parts: vec![run],
        diagnostics: Vec::new(),
    };
    What::Run { reading, key, note: Some(note) }
}

/// The list itself as an outcome, with what it held beside runs.
fn rest(path: &str, others: usize, give: Give<'_>) -> ControlFlow<()> {
    let why = match others {
        0 => "A list of activities; what it says was joined to the recordings.".to_owned(),
        1 => "A list of activities; one without a recording here is not a run.".to_owned(),
        _ => format!("A list of activities; {others} without a recording here are not runs."),
    };
    give(Found { path: path.to_owned(), what: What::NotARun { why } })
}
