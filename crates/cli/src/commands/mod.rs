//! One command per file: each calls a use-case and says what came of it.

mod calendar;
mod data;
mod examine;
mod import;
mod knowledge;
mod log;
mod plan;
mod providers;
mod read;
mod running;
mod runs;
mod serve;
mod today;
mod workout;

use std::path::PathBuf;

use femoris_app::{App, AppError, Clock};

use self::data::Consent;
use crate::args::{Cli, Command, KnowledgeCommand, ProvidersCommand, ServeArgs};
use crate::output::Done;

/// Runs the command; without one, serves.
pub(crate) fn run(cli: &Cli) -> Result<Option<Done>, AppError> {
    let folder = || data_folder(cli.data.clone());
    let app = || App::open(&folder()?, Clock::System);
    if cli.command.is_some() && cli.serve != ServeArgs::default() {
        let why = "they are for serving; write them after `femoris serve`, or without any command";
        return Err(AppError::refused("--port, --demo, --watch", why));
    }
    match &cli.command {
        None => serve::run(&cli.serve, folder),
        Some(Command::Serve(args)) => serve::run(args, folder),
        Some(Command::Read { files }) => read::run(files),
        Some(Command::Import { paths }) => import::run(&app()?, paths),
        Some(Command::Examine { case }) => examine::run(case),
        Some(Command::Today { date }) => today::run(&app()?, date.as_deref()),
        Some(Command::Workout { date, out }) => workout::run(&app()?, date.as_deref(), out),
        Some(Command::Plan { pass: true }) => plan::pass(&app()?),
        Some(Command::Plan { pass: false }) => plan::run(&app()?),
        Some(Command::Calendar { out, at }) => calendar::run(&app()?, out, at.as_deref()),
        Some(Command::Log { entry }) => log::run(&app()?, entry),
        Some(Command::Runs { limit, page }) => runs::list(&app()?, *limit, *page),
        Some(Command::Run { id }) => runs::one(&app()?, id),
        Some(Command::Providers { what: ProvidersCommand::Import { files } }) => {
            providers::import(&app()?, files)
        }
        Some(Command::Providers { what: ProvidersCommand::Search(args) }) => providers::search(&app()?, args),
        Some(Command::Knowledge { what: KnowledgeCommand::Check { dir } }) => {
            knowledge::check(dir.as_deref())
        }
        Some(Command::Backup { file }) => data::backup(&app()?, file),
        Some(Command::Restore { file, yes }) => data::restore(&folder()?, file, Consent::from_flag(yes)),
        Some(Command::Export { dir }) => data::export(&app()?, dir),
        Some(Command::Erase { yes }) => data::erase(&folder()?, Consent::from_flag(yes)),
    }
}

/// The folder named, else the user's data folder of this platform.
fn data_folder(named: Option<PathBuf>) -> Result<PathBuf, AppError> {
    if let Some(folder) = named {
        return Ok(folder);
    }
    directories::ProjectDirs::from("", "", "femoris").map(|dirs| dirs.data_dir().to_owned()).ok_or_else(
        || AppError::refused("--data", "this user has no home folder; name a folder with --data DIR"),
    )
}
