//! The walk itself: every source is recognised by content and opened, unpacked, entered or named.

use std::fs::File;
use std::io::{self, BufReader};
use std::ops::ControlFlow;
use std::path::PathBuf;

use super::folder::{self, Listed, words};
use super::hold::{Bounds, Spent, Stop, fill, pour};
use super::lists::Lists;
use super::source::{Gunzipped, Plain, ReadSeek, Source};
use super::{Count, Found, Limits, What};
use crate::recognise::{HEAD_BYTES, Look, look};
use crate::{FileKind, garmin_takeout, strava};

/// Bytes that recognise everything but an XML file with a long prologue and a table with long headers.
const FIRST_LOOK_BYTES: usize = 4096;
/// Kinds of files that hold no list, by the ends of their names; a hint that saves opening them twice.
const NO_LISTS: [&str; 17] = [
    "fit", "gpx", "tcx", "gz", "zip", "jpg", "jpeg", "png", "gif", "heic", "webp", "mp4", "mov", "pdf",
    "html", "kml", "db",
];

/// When a file of an export is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// Before the files that it names: an Apple Health export before its routes.
    First,
    /// Whenever.
    Any,
}

/// Goes on or stops because the receiver asked.
pub(super) type Flow = ControlFlow<()>;

/// One walk in progress.
pub(super) struct Walker<'a> {
    pub(super) limits: &'a Limits,
    pub(super) spent: Spent,
    /// Lists of the export at hand and of those it lies in, the innermost last.
    scopes: Vec<Lists>,
    sink: &'a mut dyn FnMut(Found) -> Flow,
    pub(super) count: Count,
}

impl<'a> Walker<'a> {
    pub(super) fn new(limits: &'a Limits, sink: &'a mut dyn FnMut(Found) -> Flow) -> Self {
        Self { limits, spent: Spent::default(), scopes: Vec::new(), sink, count: Count::default() }
    }

    /// Files and folders, all of one export.
    pub(super) fn roots(&mut self, roots: &[PathBuf]) -> Flow {
        let (files, over) = folder::list(roots, self.limits.entries);
        self.scopes.push(Lists::default());
        let (first, then) = self.prepare(files);
        for file in first.into_iter().chain(then) {
            self.file(file)?;
        }
        if over {
            let why =
                format!("There are more than {} files; the rest was not looked at.", self.limits.entries);
            self.refuse("", why)?;
        }
        self.leave()
    }

    /// Takes in the lists among files and parts those that must come first from the others.
    fn prepare(&mut self, files: Vec<Listed>) -> (Vec<Listed>, Vec<Listed>) {
        files.into_iter().partition(|file| {
            if file.problem.is_some() || !comes_first(&file.shown) {
                return false;
            }
            let Ok(mut reader) = File::open(&file.path) else { return false };
            self.take_list(&file.shown, &mut Plain { reader: &mut reader, folder: None }) == Turn::First
        })
    }

    /// One source that is open already.
    pub(super) fn upload(&mut self, name: &str, reader: &mut dyn ReadSeek) -> Flow {
        self.scopes.push(Lists::default());
        let path = shown_name(name);
        self.spent.entries += 1;
        self.source(&path, &mut Plain { reader, folder: None }, 0)?;
        self.leave()
    }

    fn file(&mut self, file: Listed) -> Flow {
        self.spent.entries += 1;
        if let Some(what) = file.problem {
            return self.give(&file.shown, what);
        }
        match File::open(&file.path) {
            Ok(open) => {
                let mut source = Plain { reader: &mut BufReader::new(open), folder: file.path.parent() };
                self.source(&file.shown, &mut source, 0)
            }
            Err(error) => self.refuse(&file.shown, words(&error)),
        }
    }

    /// Enters an export: its lists are asked before those of the export it lies in.
    pub(super) fn enter(&mut self) {
        self.scopes.push(Lists::default());
    }

    /// Leaves an export: what its lists hold and nothing matched comes now.
    pub(super) fn leave(&mut self) -> Flow {
        let Some(lists) = self.scopes.pop() else { return Flow::Continue(()) };
        if lists.is_empty() {
            return Flow::Continue(());
        }
        lists.leftovers(&mut |found| self.hand_over(found))
    }

    /// Recognises a source and does with it what its kind asks for. `depth` counts the packings around it.
    pub(super) fn source(&mut self, path: &str, source: &mut dyn Source, depth: u32) -> Flow {
        if self.holds_list(path) {
            return Flow::Continue(());
        }
        let mut head = Vec::new();
        let seen = match self.first_look(source, &mut head) {
            Ok(seen) => seen,
            Err(error) => return self.refuse(path, words(&error)),
        };
        match seen {
            Look::Fit | Look::Gpx | Look::Tcx => self.recording(path, source),
            Look::AppleHealth => self.apple(path, source),
            Look::Gzip | Look::Zip if depth >= self.limits.depth => {
                self.refuse(path, too_deep(self.limits.depth))
            }
            Look::Gzip => self.source(path, &mut Gunzipped(source), depth + 1),
            Look::Zip => self.zip(path, source, depth + 1),
            Look::Json | Look::Text => self.text(path, source, &head, seen),
            Look::Empty => self.other(path, "has no bytes; it may not have been copied whole"),
            Look::Other(words) => self.other(path, &format!("looks like {words}")),
        }
    }

    fn first_look(&mut self, source: &mut dyn Source, head: &mut Vec<u8>) -> io::Result<Look> {
        let mut reader = source.open()?;
        // A source that breaks off early is still recognised by what came.
        let ended = fill(&mut *reader, head, FIRST_LOOK_BYTES, &mut self.spent);
        if head.is_empty() {
            ended?;
        } else if matches!(ended, Ok(false)) && (look(head) == Look::Text || look(head) == look(b"<")) {
            let _ended = fill(&mut *reader, head, HEAD_BYTES, &mut self.spent);
        }
        Ok(look(head))
    }

    fn recording(&mut self, path: &str, source: &mut dyn Source) -> Flow {
        let packed = source.packed_bytes();
        let bounds = Bounds { limits: self.limits, bytes: self.limits.recording_bytes, packed };
        let mut bytes = Vec::new();
        let poured = match source.open() {
            Ok(mut reader) => pour(&mut *reader, &mut bytes, 0, &bounds, &mut self.spent),
            Err(cause) => Err(Stop::Unreadable { cause }),
        };
        match poured {
            // What came before an archive breaks off is worth reading; the reader says that it was cut.
            Err(Stop::Unreadable { .. }) if !bytes.is_empty() => {}
            Err(stop) => return self.refuse(path, stop.to_string()),
            Ok(()) => {}
        }
        if let Some(why) = self.scopes.iter().find_map(|lists| lists.route(path)) {
            return self.give(path, What::NotARun { why: why.to_owned() });
        }
        let kind = garmin_takeout::glance(&bytes).and_then(|glance| glance.kind);
        if let Some(why) = kind.and_then(not_an_activity) {
            return self.give(path, What::NotARun { why: why.to_owned() });
        }
        let note = self.scopes.iter_mut().rev().find_map(|lists| lists.note(path, &bytes));
        self.give(path, What::Recording { bytes, note })
    }

    fn text(&mut self, path: &str, source: &mut dyn Source, head: &[u8], seen: Look) -> Flow {
        if is_list(seen, head) {
            return match self.add_list(path, source) {
                Some(Err(why)) => self.refuse(path, why),
                // Its lines come when the export is left.
                Some(Ok(())) => Flow::Continue(()),
                None => self.other(path, "looks like a list, but not of activities"),
            };
        }
        self.other(path, if seen == Look::Json { "looks like JSON text" } else { "looks like plain text" })
    }

    /// Something that is no recording: refused if its name promised one, else just named.
    fn other(&mut self, path: &str, what: &str) -> Flow {
        if promises_recording(path) {
            return self.refuse(path, format!("The file is named like a recording but {what}."));
        }
        self.give(path, What::NotARun { why: format!("The file {what}.") })
    }

    /// Takes in a source if it is a list, and says when it is its turn to be looked at. Problems are left until then.
    pub(super) fn take_list(&mut self, path: &str, source: &mut dyn Source) -> Turn {
        let mut head = Vec::new();
        let seen = self.first_look(source, &mut head);
        let listed = seen.as_ref().is_ok_and(|seen| is_list(*seen, &head));
        if listed {
            let _noted_later = self.add_list(path, source);
        }
        if matches!(seen, Ok(Look::AppleHealth)) { Turn::First } else { Turn::Any }
    }

    /// Remembers the route files of an export, which are no recordings of their own.
    pub(super) fn note_routes(&mut self, routes: Vec<(String, bool)>) {
        if let Some(lists) = self.scopes.last_mut() {
            lists.add_routes(routes);
        }
    }

    fn add_list(&mut self, path: &str, source: &mut dyn Source) -> Option<Result<(), String>> {
        let packed = source.packed_bytes();
        let bounds = Bounds { limits: self.limits, bytes: self.limits.list_bytes, packed };
        let mut bytes = Vec::new();
        let poured = match source.open() {
            Ok(mut reader) => pour(&mut *reader, &mut bytes, 0, &bounds, &mut self.spent),
            Err(cause) => Err(Stop::Unreadable { cause }),
        };
        if let Err(stop) = poured {
            return Some(Err(stop.to_string()));
        }
        self.scopes.last_mut()?.add(path, &bytes)
    }

    fn holds_list(&self, path: &str) -> bool {
        self.scopes.last().is_some_and(|lists| lists.holds(path))
    }

    pub(super) fn refuse(&mut self, path: &str, why: String) -> Flow {
        self.give(path, What::Refused { why })
    }

    pub(super) fn give(&mut self, path: &str, what: What) -> Flow {
        self.hand_over(Found { path: path.to_owned(), what })
    }

    fn hand_over(&mut self, found: Found) -> Flow {
        self.count.add(&found.what);
        let flow = (self.sink)(found);
        self.count.stopped |= flow.is_break();
        flow
    }
}

pub(super) fn too_deep(most: u32) -> String {
    format!("It is packed more than {most} times over; unpack it first.")
}

/// A name as people may see it: no way out of its folder, no control characters, at most 300 letters.
pub(super) fn shown_name(name: &str) -> String {
    let parts = name.split(['/', '\\']).filter(|part| !matches!(*part, "" | "." | ".."));
    let joined = parts.collect::<Vec<_>>().join("/");
    let visible = |c: char| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c };
    let shown: String = joined.chars().take(300).map(visible).collect();
    if shown.is_empty() { "(no name)".to_owned() } else { shown }
}

/// Whether a name leaves open that the file is a list or an export of Apple Health.
pub(super) fn comes_first(name: &str) -> bool {
    let end = name.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase()).unwrap_or_default();
    !NO_LISTS.contains(&end.as_str())
}

/// Whether a text opens a list of activities of some service.
fn is_list(seen: Look, head: &[u8]) -> bool {
    match seen {
        Look::Text => strava::is_list(head),
        Look::Json => garmin_takeout::is_list(head),
        _ => false,
    }
}

fn promises_recording(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    let name = path.rsplit('/').next().unwrap_or(&path);
    let name = name.strip_suffix(".gz").unwrap_or(name);
    // Macs put a shadow named `._1.fit` beside every file of an archive.
    !name.starts_with("._") && [".fit", ".gpx", ".tcx"].iter().any(|end| name.ends_with(end))
}

/// Why a sound FIT file is nothing to import; `None` for an activity.
fn not_an_activity(kind: FileKind) -> Option<&'static str> {
    match kind {
        FileKind::Activity => None,
        FileKind::Workout => Some("A planned workout, not a recording."),
        FileKind::Course => Some("A course to follow, not a recording."),
        FileKind::Monitoring => Some("All-day monitoring, not an activity."),
        FileKind::Settings => Some("Settings of the device, not an activity."),
        FileKind::Weight => Some("Body weight, not an activity."),
        FileKind::Other | FileKind::NotARecording => Some("A FIT file of another kind, not an activity."),
    }
}
