//! `cargo xtask fuzz`: the decoders fed with damaged bytes, through cargo-fuzz where it is installed.

use anyhow::{Context, Result, bail, ensure};

use crate::shell;

const SECONDS: u32 = 60;

/// Runs the fuzzing targets, or the one that is named.
pub(crate) fn run(arguments: &[&str]) -> Result<()> {
    let (seconds, wanted) = parse(arguments)?;
    ensure!(shell::root().join("fuzz/Cargo.toml").is_file(), "there is no fuzz/ folder here");
    if shell::output(&mut shell::cargo(&["fuzz", "--version"])).is_err() {
        bail!("cargo-fuzz is not installed: `cargo install cargo-fuzz` (a C++ compiler is needed too)");
    }
    let listed = shell::output(&mut fuzz(&["list"]))?;
    let mut targets: Vec<&str> = listed.lines().collect();
    if let Some(wanted) = wanted {
        ensure!(targets.contains(&wanted), "no target named `{wanted}`; there are: {}", targets.join(", "));
        targets = vec![wanted];
    }
    let limit = format!("-max_total_time={seconds}");
    for target in targets {
        let corpus = format!("fuzz/corpus/{target}");
        std::fs::create_dir_all(shell::root().join(&corpus))
            .with_context(|| format!("could not make {corpus}"))?;
        let mut run = vec!["run", target, &corpus];
        match samples(target) {
            Some(samples) => run.push(samples),
            None => println!(
                "skipped: there are no samples for {target} here, so it begins with what it finds by itself"
            ),
        }
        run.extend(["--", &limit, "-timeout=10", "-rss_limit_mb=2048", "-max_len=65536"]);
        shell::run(&mut fuzz(&run))
            .with_context(|| format!("target {target}: what it found lies under fuzz/artifacts/{target}"))?;
    }
    Ok(())
}

/// Real and damaged files to begin with, where the folder beside the workspace has them.
fn samples(target: &str) -> Option<&'static str> {
    let folder = match target {
        "fit" | "workout" => "../shared/data/fit",
        "gpx" | "tcx" => "../shared/data/gps",
        "lists" | "zip" => "../shared/data/exports",
        "case_file" => "fuzz/seeds/case_file",
        "directory" => "../shared/data/directory",
        _ => return None,
    };
    shell::root().join(folder).is_dir().then_some(folder)
}

fn parse<'a>(arguments: &[&'a str]) -> Result<(u32, Option<&'a str>)> {
    match arguments {
        [] => Ok((SECONDS, None)),
        ["--seconds", number, rest @ ..] => {
            let seconds = number
                .parse()
                .with_context(|| format!("--seconds takes a whole number of seconds, not `{number}`"))?;
            match rest {
                [] => Ok((seconds, None)),
                [target] => Ok((seconds, Some(target))),
                _ => bail!("one target at a time, or none for all of them"),
            }
        }
        [target] if !target.starts_with('-') => Ok((SECONDS, Some(target))),
        _ => bail!("usage: cargo xtask fuzz [--seconds N] [TARGET]"),
    }
}

/// cargo-fuzz asks for nightly flags; the bootstrap variable lets the pinned compiler take them. SQLite holds two private tables of
/// one name, which the sanitizer would take for a fault.
fn fuzz(arguments: &[&str]) -> std::process::Command {
    let mut command = shell::cargo(&["fuzz"]);
    command.args(arguments).env("RUSTC_BOOTSTRAP", "1").env("ASAN_OPTIONS", "detect_odr_violation=0");
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_and_target_are_both_optional() {
        assert_eq!(parse(&[]).unwrap(), (60, None));
        assert_eq!(parse(&["fit"]).unwrap(), (60, Some("fit")));
        assert_eq!(parse(&["--seconds", "600"]).unwrap(), (600, None));
        assert_eq!(parse(&["--seconds", "5", "gpx"]).unwrap(), (5, Some("gpx")));
        assert!(parse(&["--seconds", "soon"]).is_err());
        assert!(parse(&["--verbose"]).is_err());
        assert!(parse(&["--seconds", "5", "gpx", "fit"]).is_err());
    }
}
