//! Knowledge files to the engine's validated types.
//!
//! [`embedded`] is what this build ships, [`from_folder`] is for whoever edits the files. Both report every problem
//! at once, with file, line and how to mend it. Nobody else knows what the files look like.

pub mod answers;
pub mod cases;
mod check;
mod condition;
mod differential;
mod dose;
mod draft;
mod engine;
pub mod figures;
mod interview;
mod load;
mod node;
mod polarity;
mod problem;
mod prognosis;
mod reach;
mod read;
pub mod referral;
mod rehab;
mod running;
pub mod spec;

pub use problem::{Problem, Problems};

use draft::{Draft, whole};
use engine::Engine;
use femoris_clinic::knowledge::Knowledge;
use node::{File, Table};
use problem::Log;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use toml::de::DeValue;

/// File names, relative to the knowledge folder and with `/` between folders, and their text.
pub type Files = BTreeMap<String, String>;

#[derive(rust_embed::RustEmbed)]
#[folder = "../../knowledge/"]
struct Embedded;

/// The folder of worked cases: a specification, not knowledge, so it does not change the version.
const CASES: &str = "cases/";

/// The knowledge this build ships.
pub fn embedded() -> Result<Knowledge, Problems> {
    from_files(&embedded_files())
}

/// The answers this build ships.
pub fn answers() -> Result<answers::Answers, Problems> {
    answers::from_files(&embedded_files())
}

/// The drawings this build ships, by the id of the exercise or test they show.
///
/// ```
/// use femoris_figure::{Side, Size, View};
///
/// let figures = femoris_knowledge::figures().expect("the shipped drawings keep to the rules");
/// let bridge = figures.get("bridge-double").expect("every exercise has one");
/// assert!(bridge.render(View::new(Side::Right, Size::Card).moving()).starts_with("<svg"));
/// ```
pub fn figures() -> Result<figures::Figures, Problems> {
    figures::from_files(&embedded_files())
}

/// A word that changes whenever the positions of a drawing do.
pub fn figures_hash() -> String {
    hash_of(&embedded_files(), figures::owns)
}

/// Whom to see, as this build ships it.
pub fn referrals() -> Result<referral::Referrals, Problems> {
    referral::from_files(&embedded_files())
}

/// The files this build ships, worked cases and answers included.
pub fn embedded_files() -> Files {
    let names = Embedded::iter().filter(|name| is_ours(name));
    let text = |name: &str| Embedded::get(name).map(|file| String::from_utf8_lossy(&file.data).into_owned());
    names.filter_map(|name| Some((name.to_string(), text(&name)?))).collect()
}

/// The knowledge of a folder. Its drawings are looked at too, though no verdict needs them.
pub fn from_folder(folder: &Path) -> Result<Knowledge, Problems> {
    let log = Log::default();
    let mut files = Files::new();
    gather(folder, "", &mut files, &log);
    let mut problems = log.into_problems();
    if let Err(Problems(undrawn)) = figures::from_files(&files) {
        problems.extend(undrawn);
    }
    match from_files(&files) {
        Ok(knowledge) if problems.is_empty() => Ok(knowledge),
        Ok(_) => Err(Problems(problems)),
        Err(Problems(unsound)) => Err(Problems(problems.into_iter().chain(unsound).collect())),
    }
}

fn gather(folder: &Path, prefix: &str, files: &mut Files, log: &Log) {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            return whole(log, prefix, format!("cannot read the folder: {error}"), "check the path");
        }
    };
    for entry in entries.flatten() {
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let path = entry.path();
        if path.is_dir() {
            gather(&path, &format!("{name}/"), files, log);
        } else if is_ours(&name) {
            match std::fs::read_to_string(&path) {
                Ok(text) => {
                    files.insert(name, text);
                }
                Err(error) => {
                    whole(log, &name, format!("cannot read the file: {error}"), "save it as UTF-8 text")
                }
            }
        }
    }
}

/// Tables of knowledge; everything else in the folder is not for us.
fn is_ours(name: &str) -> bool {
    name.ends_with(".toml")
}

/// The knowledge in these files.
pub fn from_files(files: &Files) -> Result<Knowledge, Problems> {
    let log = Log::default();
    let (draft, engine) = read_all(files, &log);
    let problems = log.into_problems();
    if !problems.is_empty() {
        return Err(Problems(problems));
    }
    assemble(draft, engine, &content_hash(files)).ok_or_else(|| Problems(Vec::new()))
}

/// Reads and checks everything but the worked cases and the drawings.
fn read_all(files: &Files, log: &Log) -> (Draft, Option<Engine>) {
    let mut draft = Draft::default();
    let needed = |name: &str| name.ends_with(".toml") && !name.starts_with(CASES) && !figures::owns(name);
    let tables = files.iter().filter(|(name, _)| needed(name));
    for (name, text) in tables {
        read_file(File { name, text }, log, &mut draft);
    }
    check::check(&draft, log);
    answers::check(&draft, log);
    referral::check(&draft, log);
    let engine = engine::build(&draft, log);
    (draft, engine)
}

fn read_file(file: File<'_>, log: &Log, draft: &mut Draft) {
    let parsed = match toml::de::DeTable::parse(file.text) {
        Ok(parsed) => toml::Spanned::new(parsed.span(), DeValue::Table(parsed.into_inner())),
        Err(error) => {
            let line = error.span().map_or(0, |span| file.line(span.start));
            log.add(Problem {
                file: file.name.to_owned(),
                line,
                path: String::new(),
                what: error.message().to_owned(),
                mend: "write valid TOML".to_owned(),
            });
            return;
        }
    };
    let folder = file.name.split('/').next().unwrap_or_default();
    let Some(table) = Table::root(file, log, &parsed) else { return };
    if !read::file(folder, &table, draft) {
        let mend = "put it under sources, triage, examination, differential, readiness, prognosis, load, dose, running, conventions, exercises, protocols, reminders, routines, texts, answers, figures, referral or cases";
        whole(log, file.name, "no such room of the knowledge", mend);
    }
}

fn assemble(draft: Draft, engine: Option<Engine>, version: &str) -> Option<Knowledge> {
    let load = draft.load.into_iter().next()?.thing;
    let Engine { differential, interview, outlook, measures, form, rehab, running, dose } = engine?;
    Some(Knowledge {
        version: version.to_owned(),
        danger_signs: draft.danger_signs.into_iter().map(|placed| placed.thing).collect(),
        flags: draft.flags.into_iter().map(|placed| placed.thing).collect(),
        classes: draft.classes.into_iter().map(|placed| placed.thing).collect(),
        readiness: draft.readiness.into_iter().map(|placed| placed.thing).collect(),
        run_advice: draft.advice,
        reminders: draft.reminders,
        load,
        measures,
        form,
        running,
        differential,
        interview,
        severity: outlook.severity,
        prognosis: outlook.prognosis,
        reinjury: outlook.reinjury,
        dose,
        conventions: rehab.conventions,
        exercises: rehab.exercises,
        protocols: rehab.protocols,
        routines: rehab.routines,
        scales: outlook.scales,
        freshness: draft.freshness,
        sources: draft.sources.into_iter().map(|placed| (placed.thing.id.clone(), placed.thing)).collect(),
        texts: draft.texts,
    })
}

/// Hex digits of a version: enough to tell any two apart that ever meet.
const VERSION_DIGITS: usize = 12;

/// Hash over names and texts in order, without what no verdict rests on: cases, answers and drawings. Line ends are made equal
/// first, so that a checkout cannot change it.
fn content_hash(files: &Files) -> String {
    hash_of(files, |name| {
        !name.starts_with(CASES) && !answers::owns(name) && !referral::owns(name) && !figures::owns(name)
    })
}

fn hash_of(files: &Files, counted: impl Fn(&str) -> bool) -> String {
    let mut hash = Sha256::new();
    for (name, text) in files.iter().filter(|(name, _)| counted(name)) {
        for part in [name.as_str(), &text.replace("\r\n", "\n")] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part.as_bytes());
        }
    }
    let mut hex = String::new();
    for byte in hash.finalize() {
        let _infallible = write!(hex, "{byte:02x}");
    }
    hex.truncate(VERSION_DIGITS);
    hex
}
