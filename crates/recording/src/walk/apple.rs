//! An Apple Health export on its way through the walk.

use std::io::{self, Read};

use super::folder::words;
use super::hold::{Bounds, Metered, Spent, pour};
use super::source::Source;
use super::walker::{Flow, Walker, shown_name};
use super::{Limits, What};
use crate::apple_health::{Again, Rest, stream};
use crate::{FileKind, Format, Reading};

/// The export, read as often as needed and counted each time.
struct Export<'a> {
    source: &'a mut dyn Source,
    spent: &'a mut Spent,
    limits: &'a Limits,
}

impl Again for Export<'_> {
    fn open(&mut self) -> io::Result<Box<dyn Read + '_>> {
        let packed = self.source.packed_bytes();
        let inner = self.source.open()?;
        let bounds = Bounds { limits: self.limits, bytes: u64::MAX, packed };
        Ok(Box::new(Metered { inner, spent: self.spent, bounds, so_far: 0 }))
    }

    fn route(&mut self, path: &str) -> Option<Vec<u8>> {
        let mut reader = self.source.sibling(path)?;
        let bounds = Bounds { limits: self.limits, bytes: self.limits.recording_bytes, packed: None };
        let mut bytes = Vec::new();
        pour(&mut *reader, &mut bytes, 0, &bounds, self.spent).ok()?;
        Some(bytes)
    }
}

impl Walker<'_> {
    /// Gives every running workout as a run of its own, then a sentence about the rest.
    pub(super) fn apple(&mut self, path: &str, source: &mut dyn Source) -> Flow {
        let mut spent = std::mem::take(&mut self.spent);
        let limits = self.limits;
        let mut export = Export { source, spent: &mut spent, limits };
        let folder = path.rfind('/').map_or("", |at| &path[..=at]).to_owned();
        let mut routes = Vec::new();
        let mut about = |rest: &Rest| {
            routes.extend(
                rest.routes.iter().map(|(way, is_run)| (format!("{folder}{}", shown_name(way)), *is_run)),
            );
        };
        let mut given = 0_u64;
        let streamed = stream(&mut export, &mut about, &mut |workout| {
            given += 1;
            let reading = Reading {
                format: Format::AppleHealth,
                kind: FileKind::Activity,
                parts: vec![workout.run],
                diagnostics: workout.diagnostics,
            };
            self.give(&format!("{path}#{given}"), What::Run { reading, key: workout.key, note: None })
        });
        self.spent = spent;
        self.note_routes(routes);
        let rest = match streamed {
            Ok((rest, Flow::Continue(()))) => rest,
            Ok((_, Flow::Break(()))) => return Flow::Break(()),
            Err(error) => return self.refuse(path, words(&error)),
        };
        match rest.diagnostics.first() {
            Some(damage) => self.refuse(path, damage.message.clone()),
            None => self.give(path, What::NotARun { why: rest.sentence() }),
        }
    }
}
