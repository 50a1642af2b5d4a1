//! Apple Health's `export.xml`: running workouts with their samples, from files of any size.
//!
//! Records stand before the workouts they belong to and are sorted by kind, so the file is read twice: once for the
//! workouts, once for the samples that fall into one. Only those are held, 16 bytes each; where even they are too many
//! the latest workouts are put off to another reading of the file. Memory is bounded, whatever the export.

mod build;
mod collect;
mod lenient;
mod survey;
mod units;

use std::collections::BTreeMap;
use std::io::{self, Cursor, Read};
use std::ops::ControlFlow;

use femoris_measure::RecordedRun;

use crate::{Diagnostic, FileKind, Format, Reading};

/// Samples held at once: 32 MB.
const MOST_SAMPLES: usize = 2_000_000;

/// An export that can be read from its start as often as needed.
pub(crate) trait Again {
    /// Begins at the start.
    fn open(&mut self) -> io::Result<Box<dyn Read + '_>>;
    /// The bytes of a route file that a workout names, where there is such a file.
    fn route(&mut self, path: &str) -> Option<Vec<u8>>;
}

/// A running workout of the export.
pub(crate) struct AppleRun {
    pub(crate) run: RecordedRun,
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// Canonical bytes that [`read`] turns into the same run.
    pub(crate) key: Vec<u8>,
}

/// What an export holds beside its running workouts.
#[derive(Debug, Default)]
pub(crate) struct Rest {
    /// How many workouts of other kinds, by Apple's word without its prefix.
    pub(crate) others: BTreeMap<String, u64>,
    /// Files of routes that belong to some workout, and whether it is a run.
    pub(crate) routes: Vec<(String, bool)>,
    /// Findings about the file as a whole.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// Takes a run; may ask to stop.
pub(crate) type Give<'g> = &'g mut dyn FnMut(AppleRun) -> ControlFlow<()>;

/// Hands over every running workout in the order of their starts, then says what else there is. `about` hears of it
/// before the first run comes.
pub(crate) fn stream(
    source: &mut dyn Again,
    about: &mut dyn FnMut(&Rest),
    give: Give<'_>,
) -> io::Result<(Rest, ControlFlow<()>)> {
    stream_within(source, MOST_SAMPLES, about, give)
}

fn stream_within(
    source: &mut dyn Again,
    most_samples: usize,
    about: &mut dyn FnMut(&Rest),
    give: Give<'_>,
) -> io::Result<(Rest, ControlFlow<()>)> {
    let (workouts, rest) = survey::survey(source.open()?);
    about(&rest);
    let mut from = 0;
    while from < workouts.len() {
        let batch = collect::collect(source.open()?, &workouts, from, most_samples);
        for (at, samples) in batch.samples.into_iter().enumerate() {
            let Some(workout) = workouts.get(from + at) else { break };
            let routes: Vec<Vec<u8>> = workout.routes.iter().filter_map(|path| source.route(path)).collect();
            if give(build::run(workout, samples, &routes)).is_break() {
                return Ok((rest, ControlFlow::Break(())));
            }
        }
        from = batch.end.max(from + 1);
    }
    Ok((rest, ControlFlow::Continue(())))
}

/// An export, or the part of one kept for a run, that is in memory.
pub(crate) fn read(bytes: &[u8]) -> Reading {
    struct InMemory<'b>(&'b [u8]);
    impl Again for InMemory<'_> {
        fn open(&mut self) -> io::Result<Box<dyn Read + '_>> {
            Ok(Box::new(Cursor::new(self.0)))
        }
        fn route(&mut self, _path: &str) -> Option<Vec<u8>> {
            None
        }
    }
    let (mut parts, mut found) = (Vec::new(), Vec::new());
    let streamed = stream(&mut InMemory(bytes), &mut |_| {}, &mut |run| {
        parts.push(run.run);
        found.extend(run.diagnostics);
        ControlFlow::Continue(())
    });
    let mut diagnostics = match streamed {
        Ok((rest, _)) => rest.findings(),
        Err(error) => {
            vec![Diagnostic::error("unreadable", None, format!("The export cannot be read: {error}."))]
        }
    };
    diagnostics.extend(found);
    let kind = if parts.is_empty() { FileKind::Other } else { FileKind::Activity };
    Reading { format: Format::AppleHealth, kind, parts, diagnostics }
}

impl Rest {
    /// A sentence about the workouts that are no runs.
    pub(crate) fn sentence(&self) -> String {
        let count: u64 = self.others.values().sum();
        let mut words: Vec<_> = self.others.iter().collect();
        words.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
        let named: Vec<String> = words.iter().take(5).map(|(word, n)| format!("{n} {word}")).collect();
        let more = if words.len() > 5 { " and others" } else { "" };
        match count {
            0 => "An Apple Health export; all of its workouts are runs.".to_owned(),
            1 => format!("An Apple Health export; one workout is not a run ({}).", named.join(", ")),
            _ => {
                format!("An Apple Health export; {count} workouts are not runs ({}{more}).", named.join(", "))
            }
        }
    }

    fn findings(self) -> Vec<Diagnostic> {
        let mut findings = Vec::new();
        if !self.others.is_empty() {
            findings.push(Diagnostic::info("not_runs", None, self.sentence()));
        }
        findings.extend(self.diagnostics);
        findings
    }
}

#[cfg(test)]
mod tests;
