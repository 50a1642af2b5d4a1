//! Every stage, kit, length and day of the week: a session builds, fits its time, holds what the stage requires and nothing
//! that is excluded.

use crate::common::{Case, Measured, day, knowledge, week};
use femoris_clinic::case::{CaseState, LoadHistory};
use femoris_clinic::event::Entry;
use femoris_clinic::facts::Facts;
use femoris_clinic::finding::{Finding, FindingId};
use femoris_clinic::observation::Fact;
use femoris_clinic::rehab::exercise::{Ailment, Bar, Exercise};
use femoris_clinic::rehab::kit::{KitPreset, KitSet};
use femoris_clinic::rehab::log::{RehabSettings, SessionLength, StageDecision};
use femoris_clinic::rehab::protocol::{self, Requirement, Slot, Stage};
use femoris_clinic::rehab::session::{DayPlan, Note, Part, Session};
use femoris_clinic::rehab::stage::{Occasion, StageId};
use std::collections::BTreeSet;

fn each(mut look: impl FnMut(&'static Stage, (KitPreset, SessionLength), Session, &Case)) -> usize {
    let first = day("2026-03-02");
    let mut built = 0;
    for stage in StageId::ALL {
        let stage = knowledge().stage(*stage).expect("every stage is written");
        for kind in Measured::kinds_of(stage) {
            for kit in KitPreset::ALL {
                for length in SessionLength::ALL {
                    let mut case = Case::meant_for(stage.id.protocol(), first);
                    case.add(first, Entry::StageDecided(StageDecision::Confirmed { stage: stage.id }));
                    let settings = RehabSettings { kit: Some(*kit), length: Some(*length), ailments: None };
                    case.add(first, Entry::RehabSet(settings));
                    kind.tell(&mut case, first);
                    for offset in 0..=stage.days_up_to.map_or(6, |days| i32::from(days).min(6)) {
                        match case.today(first.plus_days(offset)) {
                            Some(DayPlan::Session(session)) => {
                                built += 1;
                                assert_eq!(session.stage, stage.id);
                                look(stage, (*kit, *length), session, &case);
                            }
                            Some(DayPlan::Rest { .. }) => {}
                            other => panic!("{} {kit} {length} day {offset}: {other:?}", stage.id),
                        }
                    }
                }
            }
        }
    }
    built
}

#[test]
fn every_session_fits_its_time() {
    let mut wrong = BTreeSet::new();
    let built = each(|stage, (kit, length), session, _| {
        let asked = f64::from(length.minutes()) * 60.0;
        let share = f64::from(session.seconds()) / asked;
        if !(0.9..=1.1).contains(&share) || session.notes.contains(&Note::NoMore) {
            wrong.insert(format!("{} {kit} {length}: {:.0} %", stage.id, share * 100.0));
        }
    });
    assert!(built > 500, "only {built} sessions");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn slots(stage: &'static Stage, session: &Session, case: &Case) -> Vec<&'static Slot> {
    let offset = session.day.days_since(day("2026-03-02"));
    let index = usize::try_from(offset).expect("within the week");
    let due = |slot: &&Slot| slot.kind.is_session() && slot.days[index] == protocol::DayPlan::Do;
    week(stage, case, session.day).into_iter().filter(due).collect()
}

fn can_be_done(exercise: &Exercise, stage: StageId, kit: &KitSet) -> bool {
    exercise.dose(Occasion::Stage(stage)).is_some() && exercise.kit.met_by(kit).is_some()
}

#[test]
fn every_session_holds_what_its_stage_requires() {
    let mut missing = BTreeSet::new();
    each(|stage, (preset, length), session, case| {
        let kit = KitSet::of(preset);
        let has = |id| session.items.iter().any(|item| item.exercise == id);
        for slot in slots(stage, &session, case) {
            for item in slot.items.iter().filter(|item| item.requirement == Requirement::Required) {
                let doable = item.choices.iter().filter_map(|id| knowledge().exercise(id));
                let doable = doable.filter(|exercise| can_be_done(exercise, stage.id, &kit));
                // Of heavy and of springy exercises one a week may be new, and here all of them are.
                let springy = |exercise: &Exercise| exercise.springs && stage.caps.energy_apart_h > 0;
                let heavy = |exercise: &Exercise| exercise.load.level() >= knowledge().conventions.heavy_from;
                let waits = |note, of: &dyn Fn(&Exercise) -> bool| {
                    session.notes.contains(&note) && doable.clone().all(of)
                };
                if waits(Note::HeavyRests, &heavy) || waits(Note::EnergyRests, &springy) {
                    continue;
                }
                if !doable.clone().any(|exercise| has(exercise.id.clone())) && slot.pick.is_none() {
                    let names: Vec<String> = item.choices.iter().map(ToString::to_string).collect();
                    let what = names.join("/");
                    missing.insert(format!("{} {preset} {length} {}: {what}", stage.id, slot.id));
                }
            }
        }
    });
    assert!(missing.is_empty(), "{} {missing:#?}", missing.len());
}

#[test]
fn no_session_holds_what_is_excluded_or_needs_what_is_not_there() {
    each(|stage, (preset, length), session, _| {
        let kit = KitSet::of(preset);
        let mut seen = BTreeSet::new();
        for item in &session.items {
            let exercise = knowledge().exercise(&item.exercise).expect("in the library");
            let what = format!("{} {preset} {length} {}", stage.id, exercise.id);
            assert!(exercise.kit.met_by(&kit).is_some(), "{what}: kit");
            let stages: Vec<_> =
                exercise.exclusions.iter().filter(|one| one.stages.contains(&stage.id)).collect();
            let always = |one: &&&femoris_clinic::rehab::exercise::Exclusion| one.bar == Bar::Always;
            assert_eq!(stages.iter().filter(always).count(), 0, "{what}: excluded");
            assert!(item.sides.iter().all(|side| side.setting.sets > 0), "{what}: no sets");
            if item.part == Part::Main {
                assert!(exercise.dose(Occasion::Stage(stage.id)).is_some(), "{what}: no dose");
                assert!(seen.insert(item.exercise.clone()), "{what}: twice");
            }
        }
    });
}

/// Findings of which some exercise says that who has them must not do it.
fn excluding_findings() -> BTreeSet<FindingId> {
    let mut found = BTreeSet::new();
    let bars = knowledge().exercises.values().flat_map(|exercise| &exercise.exclusions);
    for bar in bars.map(|exclusion| &exclusion.bar) {
        if let Bar::Case(when) = bar {
            when.walk(&mut |atom| {
                found.extend(atom.rests_on().into_iter().filter_map(|fact| match fact {
                    Fact::Finding(id) => Some(id),
                    _ => None,
                }));
            });
        }
    }
    found
}

#[test]
fn no_session_holds_what_an_ailment_or_a_finding_of_the_case_excludes() {
    let first = day("2026-03-02");
    let findings = excluding_findings();
    assert!(!findings.is_empty(), "some exercises are excluded by what the case holds");
    let ailments = Ailment::ALL.iter().map(|ailment| (Some(*ailment), None));
    let reasons: Vec<_> = ailments.chain(findings.into_iter().map(|id| (None, Some(id)))).collect();
    let (mut built, mut barred) = (0, BTreeSet::new());
    for stage in StageId::ALL {
        for kit in [KitPreset::None, KitPreset::Gym] {
            for (ailment, finding) in &reasons {
                let mut case = Case::meant_for(stage.protocol(), first);
                case.add(first, Entry::StageDecided(StageDecision::Confirmed { stage: *stage }));
                let told: BTreeSet<Ailment> = ailment.iter().copied().collect();
                let (kit, length) = (Some(kit), Some(SessionLength::Long));
                case.add(first, Entry::RehabSet(RehabSettings { kit, length, ailments: Some(told.clone()) }));
                if let Some(id) = *finding {
                    case.add(first, Entry::FindingAnswered { id, answer: Finding::Present });
                }
                for offset in 0..7 {
                    let today = first.plus_days(offset);
                    // A finding may lead to someone, or refuse the protocol: then nobody gets a session.
                    let Some(DayPlan::Session(session)) = case.today(today) else { continue };
                    built += 1;
                    let state = CaseState::fold(&case.events, today, LoadHistory::default());
                    let facts = Facts::new(&state, &knowledge().freshness);
                    for item in &session.items {
                        let exercise = knowledge().exercise(&item.exercise).expect("in the library");
                        let forbidden = exercise.forbidden(*stage, &facts, &told).map(|bar| &bar.reason);
                        assert_eq!(
                            forbidden, None,
                            "{stage} {today} {} {ailment:?} {finding:?}",
                            exercise.id
                        );
                    }
                    let all = knowledge().exercises.values();
                    let here = all.filter(|exercise| exercise.dose(Occasion::Stage(*stage)).is_some());
                    barred.extend(
                        here.filter(|exercise| exercise.forbidden(*stage, &facts, &told).is_some())
                            .map(|exercise| exercise.id.clone()),
                    );
                }
            }
        }
    }
    assert!(built > 1000 && barred.len() > 20, "{built} sessions, {} exercises barred", barred.len());
}
