//! `femoris providers import FILE...` and `femoris providers search`: a directory in, ranked places out.

use std::io::{IsTerminal, stderr};
use std::path::PathBuf;

use femoris_app::care::{
    Access, CareFound, CareOutcome, DirectoryFile, FileBecame, FileReport, ImportReport, Kind, Known, Point,
    Profession, Ranked, Skill, SortBy, Wheelchair, Widen, Wish,
};
use femoris_app::{App, AppError};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Map, Value, json};

use crate::args::SearchArgs;
use crate::output::{Done, Extent};

pub(crate) fn import(app: &App, files: &[PathBuf]) -> Result<Option<Done>, AppError> {
    let files: Vec<DirectoryFile> =
        files.iter().map(|path| DirectoryFile::open(path)).collect::<Result<_, _>>()?;
    let bar = if stderr().is_terminal() { ProgressBar::new(0) } else { ProgressBar::hidden() };
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {bytes} of {total_bytes}, {msg}") {
        bar.set_style(style);
    }
    let report = app.import_directory(files, &mut |progress| {
        bar.set_length(progress.of);
        bar.set_position(progress.bytes);
        bar.set_message(match &progress.file {
            Some(_) => format!("{} entries kept", progress.kept),
            None => "building the index".to_owned(),
        });
        true
    })?;
    bar.finish_and_clear();
    let count = |became: FileBecame| report.files.iter().filter(|file| file.outcome == became).count();
    let extent = match (count(FileBecame::Read), count(FileBecame::Beside)) {
        (0, _) => Extent::Nothing,
        (read, beside) if read + beside < report.files.len() => Extent::Part,
        _ => Extent::All,
    };
    Ok(Some(Done { json: report_json(&report), text: report_text(&report), extent }))
}

fn became(file: &FileReport) -> (&'static str, Option<&str>) {
    match &file.outcome {
        FileBecame::Read => ("read", None),
        FileBecame::Older => ("older", Some("What is here is newer; nothing was changed.")),
        FileBecame::Refused(why) => ("refused", Some(why)),
        FileBecame::Beside => ("left_out", Some("No directory; it lay beside one in an archive.")),
    }
}

fn report_json(report: &ImportReport) -> Value {
    let file = |file: &FileReport| {
        let (outcome, why) = became(file);
        let counts = &file.counts;
        let mut entry = json!({
            "file": file.name, "outcome": outcome, "met": counts.met, "kept": counts.kept,
            "other_profession": counts.other_profession, "deactivated": counts.deactivated,
            "without_position": counts.without_position, "damaged": counts.damaged, "towns": counts.towns,
            "codes": counts.codes, "updated": file.updated, "gone": file.gone,
        });
        if let Some(format) = file.format {
            entry["kind"] = json!(format.words());
        }
        if let Some(why) = why {
            entry["why"] = json!(why);
        }
        entry
    };
    json!({
        "entries": report.entries, "merged": report.merged,
        "files": report.files.iter().map(file).collect::<Vec<_>>(),
    })
}

fn report_text(report: &ImportReport) -> String {
    let mut text = String::new();
    for file in &report.files {
        let counts = &file.counts;
        match became(file) {
            (_, Some(why)) => text.push_str(&format!("{}: {why}\n", file.name)),
            (_, None) => text.push_str(&format!(
                "{}: {} kept ({} known before), {} of other professions, {} no longer in practice, {} without a position, \
                 {} damaged, {} gone since the last edition; {} towns, {} codes\n",
                file.name,
                counts.kept,
                file.updated,
                counts.other_profession,
                counts.deactivated,
                counts.without_position,
                counts.damaged,
                file.gone,
                counts.towns,
                counts.codes
            )),
        }
    }
    text.push_str(&format!(
        "{} entries in the directory, {} places that several sources list\n",
        report.entries, report.merged
    ));
    text
}

pub(crate) fn search(app: &App, args: &SearchArgs) -> Result<Option<Done>, AppError> {
    let skill = |word: &String| {
        let known = || Skill::ALL.iter().map(|one| one.id()).collect::<Vec<_>>().join(", ");
        Skill::from_id(word).ok_or_else(|| {
            AppError::refused("--skill", format!("there is no skill {word:?}; name one of {}", known()))
        })
    };
    let sort = SortBy::from_word(&args.sort)
        .ok_or_else(|| AppError::refused("--sort", "name one of distance, points, name"))?;
    let wish = Wish {
        need: args.need.clone(),
        near: args.near.clone(),
        within_km: args.within,
        limit: args.limit as usize,
        sort,
        skills: args.skills.iter().map(skill).collect::<Result<_, _>>()?,
        access: Access { wheelchair: args.wheelchair, open_now: args.open_now },
        language: args.language.clone(),
        name: args.name.clone(),
    };
    let found = app.find_care(&wish)?;
    let extent = match found.outcome {
        CareOutcome::Found { .. } => Extent::All,
        CareOutcome::Nothing { .. } => Extent::NotFound,
    };
    Ok(Some(Done { json: found_json(&found, args.within), text: found_text(&found), extent }))
}

fn km(metres: f64) -> f64 {
    (metres / 10.0).round() / 100.0
}

fn found_json(found: &CareFound, within_km: f64) -> Value {
    let mut document = json!({
        "need": found.wanted.id, "title": found.wanted.title,
        "professions": found.wanted.professions.iter().map(|one| one.id()).collect::<Vec<_>>(),
        "within_km": within_km,
    });
    if let Some(call) = found.wanted.need.and_then(|need| need.call_first.as_ref()) {
        document["call_first"] = json!(call);
    }
    match &found.outcome {
        CareOutcome::Found { places, more } => {
            document["more"] = json!(more);
            document["places"] = places.iter().map(place_json).collect();
        }
        CareOutcome::Nothing { looked, widen } => {
            document["places"] = json!([]);
            document["looked_km"] = json!(km(looked.get()));
            document["widen"] = widen.iter().map(widen_json).collect();
        }
    }
    document
}

fn place_json(ranked: &Ranked) -> Value {
    let place = &ranked.place;
    let answers: Map<String, Value> = Point::ALL
        .into_iter()
        .map(|point| (point.id().to_owned(), json!(ranked.points.answer(point).word())))
        .collect();
    let sources = place.listings.iter().map(|listing| {
        json!({
            "key": listing.entry.key.as_str(), "kind": listing.entry.kind.id(), "file": listing.file,
            "licence": listing.licence, "dated": listing.dated.map(|day| day.to_string()),
        })
    });
    json!({
        "key": place.keys().next().map(|key| key.as_str()),
        "name": place.name(),
        "distance_km": ranked.distance.map(|distance| km(distance.get())),
        "professions": place.professions().iter().map(Profession::id).collect::<Vec<_>>(),
        "skills": place.skills().iter().map(Skill::id).collect::<Vec<_>>(),
        "address": place.address(), "phone": place.phone(), "website": place.website(), "email": place.email(),
        "hours": place.hours(), "languages": place.languages(),
        "wheelchair": match place.wheelchair() {
            Some(Wheelchair::Yes) => json!("yes"),
            Some(Wheelchair::Limited) => json!("limited"),
            Some(Wheelchair::No) => json!("no"),
            None => Value::Null,
        },
        "updated": place.updated().map(|day| day.to_string()),
        "points": {"yes": ranked.points.number(), "unknown": ranked.points.unknown(), "of": 9, "answers": answers},
        "sources": sources.collect::<Vec<_>>(),
    })
}

fn widen_json(widen: &Widen) -> Value {
    match widen {
        Widen::Radius(nearest) => json!({"within_km": km(nearest.get()).ceil()}),
        Widen::Skills => json!("without the skills"),
        Widen::Wheelchair => json!("without wheelchair access"),
        Widen::Language => json!("without the language"),
        Widen::Hours => json!("at another time"),
        Widen::Name => json!("without the name"),
        Widen::Directory => json!("another directory"),
    }
}

fn found_text(found: &CareFound) -> String {
    let mut text = String::new();
    if let Some(call) = found.wanted.need.and_then(|need| need.call_first.as_ref()) {
        text.push_str(&format!("{call}\n\n"));
    }
    match &found.outcome {
        CareOutcome::Found { places, more } => {
            text.push_str(&format!("{}, near {}\n", found.wanted.title, printable(&found.near.label)));
            places.iter().for_each(|place| text.push_str(&line(place)));
            if *more {
                text.push_str("there are more; raise --limit\n");
            }
            if places
                .iter()
                .any(|one| one.place.listings.iter().any(|listing| listing.entry.kind == Kind::OpenStreetMap))
            {
                text.push_str(
                    "© OpenStreetMap contributors. A listing proves neither licence nor skill; ask both.\n",
                );
            }
        }
        CareOutcome::Nothing { looked, widen } => {
            text.push_str(&format!("nobody within {} km\n", km(looked.get())));
            for one in widen {
                text.push_str(&match one {
                    Widen::Radius(nearest) => {
                        format!("the nearest is {} km away: --within\n", km(nearest.get()))
                    }
                    Widen::Directory => {
                        "the directory lists nobody of these professions: import another\n".to_owned()
                    }
                    other => {
                        format!("there is somebody {}\n", widen_json(other).as_str().unwrap_or_default())
                    }
                });
            }
        }
    }
    text
}

fn line(ranked: &Ranked) -> String {
    let place = &ranked.place;
    let name =
        Some(place.name()).filter(|name| !name.is_empty()).unwrap_or_else(|| "without a name".to_owned());
    let distance =
        ranked.distance.map_or("–".to_owned(), |distance| format!("{:.1} km", distance.get() / 1000.0));
    let sports = if ranked.points.answer(Point::SportsQualification) == Known::Yes { ", sports" } else { "" };
    let professions: Vec<&str> = place.professions().iter().map(Profession::id).collect();
    format!(
        "{distance:>9}  {} of 9, {} not known  {}  {}{sports}  {}  {}\n",
        ranked.points.number(),
        ranked.points.unknown(),
        printable(&name),
        professions.join(" "),
        printable(&place.address()),
        printable(&place.phone())
    )
}

/// Names come from anywhere; what would move the cursor stays out of the terminal.
fn printable(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).take(80).collect()
}
