//! What must hold between files: ids are unique and exist, sources are used, bands tile, rules can be reached.

use crate::draft::{Draft, Placed, whole};
use crate::problem::Log;
use crate::{polarity, reach};
use femoris_clinic::finding::{FindingGroup, FindingId};
use femoris_clinic::load::LoadRules;
use femoris_clinic::measurement::MeasureId;
use femoris_clinic::readiness::{CLINICIAN, Decision, InjuryClass, NOT_KNOWN, RuleKind};
use femoris_clinic::spelling::closest;
use std::collections::{BTreeMap, BTreeSet};

/// Wording that belongs to no rule file.
const NEEDED_TEXTS: [&str; 35] = [
    "safety_net.text",
    "not_known.reason",
    "clinician.reason",
    "outcome.refer_emergency",
    "outcome.refer_same_day",
    "outcome.refer_48h",
    "outcome.refer_2_weeks",
    "outcome.cleared",
    "class.unclassified",
    "review.not_reviewed",
    "calendar.name",
    "calendar.session",
    "calendar.session_text",
    "calendar.run",
    "calendar.run_text",
    "calendar.test",
    "calendar.test_text",
    "watch.warm_up",
    "watch.cool_down",
    "watch.rest",
    "watch.release",
    "watch.next",
    "watch.intro",
    "watch.garmin_name",
    "watch.garmin",
    "watch.other_name",
    "watch.other",
    "watch.none_name",
    "watch.none",
    "watch.untested",
    "watch.first_someone",
    "watch.rest_day",
    "watch.no_run",
    "watch.run_done",
    "watch.no_protocol",
];

pub(crate) fn check(draft: &Draft, log: &Log) {
    ids(draft, log);
    sources(draft, log);
    danger_signs(draft, log);
    examination(draft, log);
    rules(draft, log);
    load(draft, log);
    for key in NEEDED_TEXTS {
        if !draft.texts.contains_key(key) {
            whole(
                log,
                "texts",
                format!("the text {key} is missing"),
                format!("add {key} to a file under texts"),
            );
        }
    }
}

fn ids(draft: &Draft, log: &Log) {
    let mut seen = BTreeSet::from([NOT_KNOWN, CLINICIAN]);
    for Placed { place, thing: id } in &draft.ids {
        if !seen.insert(id) {
            log.add(place.problem(format!("the id {id} is taken"), "choose another id"));
        }
    }
}

fn sources(draft: &Draft, log: &Log) {
    let mut known = BTreeMap::new();
    for Placed { place, thing: source } in &draft.sources {
        if known.insert(source.id.as_str(), place).is_some() {
            log.add(place.problem(format!("the source {} stands twice", source.id), "merge the two"));
        }
    }
    let mut unused: BTreeMap<&str, _> = known.clone();
    for Placed { place, thing: id } in &draft.cited {
        unused.remove(id.as_str());
        if !known.contains_key(id.as_str()) {
            let mend = match closest(id.as_str(), known.keys().copied()) {
                Some(near) => format!("did you mean {near}?"),
                None => "add it to a file under sources".to_owned(),
            };
            log.add(place.problem(format!("there is no source {id}"), mend));
        }
    }
    for (id, place) in unused {
        log.add(
            place.problem(format!("the source {id} is never used"), "cite it where it is used, or remove it"),
        );
    }
}

/// Every danger sign is asked exactly once, and nothing else is in the list.
fn danger_signs(draft: &Draft, log: &Log) {
    let mut listed = BTreeSet::new();
    for Placed { place, thing: id } in &draft.danger_signs {
        if id.group() != FindingGroup::DangerSign {
            log.add(place.problem(format!("{id} is no danger sign"), "remove it from the list"));
        }
        if !listed.insert(*id) {
            log.add(place.problem(format!("{id} is asked twice"), "remove one"));
        }
    }
    let mut raised = BTreeSet::new();
    for flag in &draft.flags {
        flag.thing.when.walk(&mut |atom| {
            raised.extend(atom.rests_on());
        });
    }
    let signs = FindingId::ALL.iter().filter(|id| id.group() == FindingGroup::DangerSign);
    for id in signs {
        if !listed.contains(id) {
            whole(log, "triage", format!("the danger sign {id} is never asked"), "add it to ask_in_order");
        }
        if !raised.contains(&femoris_clinic::observation::Fact::Finding(*id)) {
            whole(log, "triage", format!("the danger sign {id} raises no flag"), "use it in a flag");
        }
    }
}

fn examination(draft: &Draft, log: &Log) {
    for id in FindingId::ALL.iter().filter(|id| !draft.findings.contains(id)) {
        whole(log, "examination", format!("the finding {id} has no question"), "add a [[finding]]");
    }
    for id in MeasureId::ALL.iter().filter(|id| !draft.measures.contains(id)) {
        whole(log, "examination", format!("the measure {id} has no question"), "add a [[measure]]");
    }
}

fn rules(draft: &Draft, log: &Log) {
    for Placed { place, thing: flag } in &draft.flags {
        let steps = flag.more_urgent.iter().map(|(_, when)| when);
        for when in std::iter::once(&flag.when).chain(steps) {
            reach::check(when, place, log);
            polarity::raises(when, place, log);
        }
    }
    for Placed { place, thing: class } in &draft.classes {
        reach::check(&class.when, place, log);
    }
    for Placed { place, thing: rule } in &draft.readiness {
        reach::check(&rule.when, place, log);
        match rule.kind {
            RuleKind::Restrict => polarity::raises(&rule.when, place, log),
            RuleKind::Permit => polarity::permits(&rule.when, place, log),
        }
        if rule.kind == RuleKind::Restrict && rule.decision == Decision::AsPlanned {
            log.add(
                place.problem(
                    "a restriction to as_planned restricts nothing",
                    "name a more cautious decision",
                ),
            );
        }
        if rule.kind == RuleKind::Permit && rule.decision > Decision::Modified {
            log.add(place.problem("a permission must permit running", "set modified or as_planned"));
        }
    }
    for class in [InjuryClass::Muscle, InjuryClass::Tendon, InjuryClass::Soreness] {
        if !draft.classes.iter().any(|rule| rule.thing.class == class) {
            whole(log, "readiness", format!("no rule leads to the class {class}"), "add a [[class]]");
        }
        let permits = |rule: &&Placed<femoris_clinic::readiness::ReadinessRule>| {
            rule.thing.kind == RuleKind::Permit && rule.thing.classes.contains(&class)
        };
        if draft.readiness.iter().filter(permits).count() == 0 {
            whole(
                log,
                "readiness",
                format!("nothing ever permits running to the class {class}"),
                "add a permit",
            );
        }
    }
}

fn load(draft: &Draft, log: &Log) {
    let [Placed { place, thing: rules }] = draft.load.as_slice() else {
        whole(log, "load", "there must be exactly one [spike]", "add it, or remove the others");
        return;
    };
    tile(rules, |what, mend| log.add(place.problem(what, mend)));
    let ends = rules.bands.iter().any(|band| band.up_to == Some(rules.suggested_ratio));
    if !ends {
        log.add(
            place.problem(
                "suggested_ratio is the end of no band",
                "set it to the up_to of the reference band",
            ),
        );
    }
}

fn tile(rules: &LoadRules, mut wrong: impl FnMut(&str, &str)) {
    let ends: Vec<Option<f64>> = rules.bands.iter().map(|band| band.up_to).collect();
    match ends.split_last() {
        Some((None, inner)) if inner.iter().all(Option::is_some) => {
            let inner: Vec<f64> = inner.iter().flatten().copied().collect();
            if inner.windows(2).any(|pair| pair[0] >= pair[1]) {
                wrong("the bands overlap", "let up_to rise from band to band");
            }
        }
        _ => wrong("the bands leave a gap", "give every band but the last an up_to"),
    }
}
