//! Nothing is called firmer than what it cites.

use crate::draft::{Draft, Placed};
use crate::node::Place;
use crate::problem::Log;
use femoris_clinic::evidence::{SourceId, Tag};
use femoris_clinic::rehab::exercise::Exercise;
use femoris_clinic::rehab::protocol::{Protocol, Stage};
use std::collections::BTreeMap;

/// The tag of every source.
type Tags<'a> = BTreeMap<&'a SourceId, Tag>;

pub(super) fn check(draft: &Draft, log: &Log) {
    let tags: Tags<'_> = draft.sources.iter().map(|placed| (&placed.thing.id, placed.thing.tag)).collect();
    let firm = |what: &str, tag: Tag, sources: &[SourceId], place: &Place| {
        let best = sources.iter().filter_map(|id| tags.get(id)).min();
        if best.is_some_and(|best| *best > tag) {
            log.add(place.problem(
                format!("{what} is called {tag}, but no source of it is"),
                "cite a firmer source, or set the tag to that of the best one",
            ));
        }
    };
    for Placed { place, thing } in &draft.rehab.exercises {
        exercise(thing, &mut |what, tag, sources| firm(what, tag, sources, place));
    }
    for Placed { place, thing } in &draft.rehab.protocols {
        protocol(thing, &mut |what, tag, sources| firm(what, tag, sources, place));
    }
    for Placed { place, thing } in &draft.rehab.routines {
        firm("the routine", thing.tag, &thing.sources, place);
    }
    for Placed { place, thing } in &draft.rehab.conventions {
        firm("a convention", thing.tag, &thing.sources, place);
        for rule in &thing.stop_rules {
            firm(&format!("the stop rule {}", rule.code), rule.tag, &rule.sources, place);
        }
    }
}

type Say<'a> = dyn FnMut(&str, Tag, &[SourceId]) + 'a;

fn exercise(exercise: &Exercise, say: &mut Say<'_>) {
    say("the exercise", exercise.tag, &exercise.sources);
    say("the load", exercise.load.tag, &exercise.load.sources);
    for dose in &exercise.doses {
        let on: Vec<&str> = dose.on.iter().map(|on| on.id()).collect();
        say(&format!("the dose for {}", on.join(", ")), dose.tag, &dose.sources);
    }
    if let Some(build_up) = &exercise.build_up {
        say("the build-up", build_up.tag, &build_up.sources);
    }
}

fn protocol(protocol: &Protocol, say: &mut Say<'_>) {
    say("the protocol", protocol.tag, &protocol.sources);
    for guard in &protocol.guards {
        say(guard.id.as_str(), guard.tag, &guard.sources);
    }
    for rule in &protocol.daily {
        say(rule.id.as_str(), rule.tag, &rule.sources);
    }
    for stage in &protocol.stages {
        self::stage(stage, say);
    }
}

fn stage(stage: &Stage, say: &mut Say<'_>) {
    say(stage.id.id(), stage.tag, &stage.sources);
    for variant in &stage.variants {
        say(variant.id.as_str(), variant.tag, &variant.sources);
    }
    for criterion in stage.entry.criteria.iter().chain(&stage.exit.criteria) {
        say(criterion.id.as_str(), criterion.tag, &criterion.sources);
    }
}
