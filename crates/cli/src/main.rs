//! The `femoris` command: arguments in, a use-case called, text or JSON out.

mod args;
mod commands;
mod input;
mod lengths;
mod output;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let cli = match args::Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return output::usage(&error),
    };
    output::finish(output::Form::from_flag(&cli.json), commands::run(&cli))
}
