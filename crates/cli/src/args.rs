//! What may be typed: the commands and their arguments.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// An open hamstring clinic for runners. Nothing leaves this machine.
#[derive(Debug, Parser)]
#[command(name = "femoris", version, propagate_version = true, max_term_width = 100)]
#[command(after_help = "Without a command, femoris serves the app on this machine (femoris serve).\n\
Exit codes: 0 done, 1 done in part, 2 refused, 3 not found, 4 not allowed, 5 our fault.")]
pub(crate) struct Cli {
    /// Folder that holds everything Femoris keeps [default: the user's data folder of this platform]
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,

    /// Print one JSON document on standard output instead of text
    #[arg(long, global = true)]
    pub(crate) json: bool,

    /// How to serve, where no command is named.
    #[command(flatten)]
    pub(crate) serve: ServeArgs,

    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve the app on 127.0.0.1 and print its address
    Serve(ServeArgs),
    /// Decode recordings and show what is in them; stores nothing
    Read {
        /// FIT, GPX or TCX files
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Bring recordings into the data folder: files, folders, .gz and .zip, nested too
    Import {
        /// Files, folders or whole exports
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
    },
    /// Turn a case file into a verdict; needs no data folder
    Examine {
        /// A case file (JSON, femoris-case/1); - reads standard input
        #[arg(value_name = "CASE.json")]
        case: PathBuf,
    },
    /// Today's answer and its reasons
    Today {
        /// The day to answer for, such as 2026-11-21 [default: today]
        #[arg(long, value_name = "DATE")]
        date: Option<String>,
    },
    /// Write the session and the run of a day as FIT workouts that a watch leads through
    Workout {
        /// The day, such as 2026-11-21 [default: today]
        #[arg(long, value_name = "DATE")]
        date: Option<String>,
        /// Folder to write to; made if it is not there
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
    /// Stages, gates and where the runner stands
    Plan {
        /// Move on to the next stage, where every test of the gate is passed
        #[arg(long)]
        pass: bool,
    },
    /// Write the plan as a calendar that any calendar program reads
    Calendar {
        /// File to write, such as plan.ics; replaced if it is there
        #[arg(long, value_name = "FILE.ics")]
        out: PathBuf,
        /// Time of day of the session, such as 18:00; kept for later
        #[arg(long, value_name = "HH:MM")]
        at: Option<String>,
    },
    /// Enter pain, answers and measurements
    Log {
        #[command(subcommand)]
        entry: LogEntry,
    },
    /// The history, newest first
    Runs {
        /// Runs a page, 1 to 200
        #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=200))]
        limit: u32,
        /// Page, from 1
        #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
        page: u32,
    },
    /// One run with its series
    Run {
        /// Identifier as `femoris runs` prints it
        id: String,
    },
    /// Find care: bring in a directory, search it
    Providers {
        #[command(subcommand)]
        what: ProvidersCommand,
    },
    /// Look into the knowledge
    Knowledge {
        #[command(subcommand)]
        what: KnowledgeCommand,
    },
    /// Write a consistent copy of everything to one file, also while serving
    Backup {
        /// File to write; must not exist yet
        file: PathBuf,
    },
    /// Put a backup back in place of what is there
    Restore {
        /// A file written by `femoris backup`
        file: PathBuf,
        /// Do it without asking
        #[arg(long)]
        yes: bool,
    },
    /// Write everything in open formats, original recordings included
    Export {
        /// Folder to write; must be empty or not exist yet
        dir: PathBuf,
    },
    /// Delete everything Femoris keeps
    Erase {
        /// Do it without asking
        #[arg(long)]
        yes: bool,
    },
}

/// How to serve.
#[derive(Debug, Args, Default, PartialEq, Eq)]
pub(crate) struct ServeArgs {
    /// Port on 127.0.0.1; 0 takes any free one [default: 7311, or a free one where that is taken]
    #[arg(long, value_name = "N")]
    pub(crate) port: Option<u16>,
    /// Use a throw-away folder with an example runner
    #[arg(long)]
    pub(crate) demo: bool,
    /// Folder whose new recordings come in by themselves, remembered from then on; an empty one watches none
    #[arg(long, value_name = "DIR")]
    pub(crate) watch: Option<String>,
}

/// What to enter.
#[derive(Debug, Subcommand)]
pub(crate) enum LogEntry {
    /// A pain score from 0 to 10
    Pain {
        /// Which pain
        moment: MomentArg,
        /// 0 (none) to 10 (worst imaginable)
        score: u8,
        /// The day it belongs to, such as 2026-11-21 [default: today]
        #[arg(long, value_name = "DATE")]
        date: Option<String>,
    },
    /// How well the night before was slept, 0 (not at all) to 10 (as well as can be)
    Sleep {
        /// 0 to 10
        score: u8,
        /// The day after that night, such as 2026-11-21 [default: today]
        #[arg(long, value_name = "DATE")]
        date: Option<String>,
    },
    /// Being ill, or well again; with a fever answer fever_or_very_unwell too
    Health {
        /// Which of the two
        health: HealthArg,
        /// The first day of it, such as 2026-11-21 [default: today]
        #[arg(long, value_name = "DATE")]
        date: Option<String>,
    },
    /// The answer to a question: present, absent or unknown
    Answer {
        /// Finding as the case-file contract names it, such as limp_walking
        finding: String,
        /// present, absent or unknown
        answer: String,
    },
    /// The result of a test or measurement
    Test {
        /// Measure as the case-file contract names it, such as load_test_pain
        measure: String,
        /// The number, in the unit the name says
        #[arg(allow_negative_numbers = true)]
        value: f64,
    },
    /// How hard a run was, 0 (rest) to 10 (as hard as can be)
    Effort {
        /// The run, as `femoris runs` prints it
        run: String,
        /// 0 to 10
        effort: u8,
    },
    /// The moment of a run at which something pulled
    Twinge {
        /// The run, as `femoris runs` prints it
        run: String,
        /// Time since its start, pauses included, such as 42:10
        at: String,
    },
    /// A session that was done, as JSON: its name, stage and exercises
    Session {
        /// A file; - reads standard input
        #[arg(value_name = "SESSION.json")]
        file: PathBuf,
    },
    /// A walk, a ride or an easy run beside the sessions, told without a watch
    Outing {
        /// What it was: one the stage asks for or offers, such as walk-warmup or bike-easy
        exercise: String,
        /// How long it took, in whole minutes
        minutes: u16,
        /// Worst pain in it, 0 to 10
        #[arg(long, value_name = "SCORE")]
        pain: u8,
        /// Worst pain in the hour after it, 0 to 10
        #[arg(long, value_name = "SCORE")]
        after: Option<u8>,
        /// Pain of the next morning, 0 to 10
        #[arg(long, value_name = "SCORE")]
        morning: Option<u8>,
        /// A painkiller was taken in the twelve hours before
        #[arg(long)]
        painkiller: bool,
        /// There was a limp in it or after it
        #[arg(long)]
        limp: bool,
        /// The day it belongs to, such as 2026-11-21 [default: today]
        #[arg(long, value_name = "DATE")]
        date: Option<String>,
    },
    /// How sure you are to run fast again, 0 to 10; once a week
    Confidence {
        /// 0 (not at all) to 10 (as before)
        score: f64,
    },
    /// A clinician's word on the stage
    Stage {
        /// What is said
        word: StageWord,
        /// The stage, such as A2
        stage: String,
        /// With held: the last day it holds, such as 2026-11-21
        #[arg(long, value_name = "DATE")]
        until: Option<String>,
    },
    /// What is to hand, how long a session may take, your top speed, the folder new recordings come in from
    Settings {
        /// none, bands, ball or gym
        #[arg(long)]
        kit: Option<String>,
        /// 15, 30 or 45
        #[arg(long)]
        minutes: Option<String>,
        /// Own maximum speed; empty: found in the history
        #[arg(long, value_name = "KMH")]
        own_maximum: Option<String>,
        /// A folder that `femoris serve` watches; empty: none
        #[arg(long, value_name = "DIR")]
        watch_folder: Option<String>,
    },
    /// How the run of the day was done: as_prescribed, less or more
    Run {
        /// as_prescribed, less or more
        told: String,
        /// The day it belongs to, such as 2026-11-21 [default: today]
        #[arg(long, value_name = "DATE")]
        date: Option<String>,
    },
    /// The run you think of today; `femoris today` holds it against your longest run of 30 days
    Planned {
        /// Distance in km
        km: f64,
    },
    /// A race you have in mind; the answer whether it fits stands in `femoris today`
    Goal {
        /// Day of the race, such as 2027-04-11
        race_day: String,
        /// Distance in km
        km: f64,
    },
    /// Withdraw an entry by its number; it stays in the log as withdrawn
    Undo {
        /// Number as `femoris log` printed it
        number: i64,
    },
}

/// When the pain was felt.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum MomentArg {
    /// At its worst during the run
    During,
    /// Within an hour after
    After,
    /// The next morning
    NextMorning,
}

/// How the runner is.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum HealthArg {
    /// Ill: the programme pauses
    Ill,
    /// Well again
    Well,
}

/// What a clinician says about a stage.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum StageWord {
    /// It is this stage
    Confirmed,
    /// Stay in this stage
    Held,
}

/// What to do with the knowledge.
#[derive(Debug, Subcommand)]
pub(crate) enum KnowledgeCommand {
    /// Load everything and print every problem at once
    Check {
        /// A knowledge folder [default: the one built in]
        dir: Option<PathBuf>,
    },
}

/// What to do with the directory of people and places that can help.
#[derive(Debug, Subcommand)]
pub(crate) enum ProvidersCommand {
    /// Bring directories in: .osm.pbf, NPPES, NUCC codes, towns and postal codes, FHIR bundles, own lists
    Import {
        /// Files, recognised by their content, also packed (.zip, .gz); a newer edition takes the place of the older one
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Who is near, for a need; nothing leaves this machine
    Search(SearchArgs),
}

/// Whom to look for, and where.
#[derive(Debug, Args)]
pub(crate) struct SearchArgs {
    /// Where from: LAT,LON, or a town or postal code of an imported file
    #[arg(long, value_name = "LAT,LON", allow_hyphen_values = true)]
    pub(crate) near: String,
    /// A need such as tendon_rehab, or a profession such as physiotherapist
    #[arg(long)]
    pub(crate) need: String,
    /// How far at most, in kilometres
    #[arg(long, value_name = "KM", default_value_t = 25.0)]
    pub(crate) within: f64,
    /// Places at most, 1 to 200
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=200))]
    pub(crate) limit: u32,
    /// distance, points or name
    #[arg(long, default_value = "distance")]
    pub(crate) sort: String,
    /// A skill that must be stated, such as shockwave; may be repeated
    #[arg(long = "skill", value_name = "SKILL")]
    pub(crate) skills: Vec<String>,
    /// Only where a wheelchair is said to get in
    #[arg(long)]
    pub(crate) wheelchair: bool,
    /// Only where it is known to be open now
    #[arg(long)]
    pub(crate) open_now: bool,
    /// A language, such as de
    #[arg(long, default_value = "")]
    pub(crate) language: String,
    /// The beginning of a name
    #[arg(long, default_value = "")]
    pub(crate) name: String,
}
