//! Four weeks of every stage with every kit and length, trained as asked and taken well: as doses grow, each session still
//! fits its time, holds what its stage requires, and nothing that the case excludes.

use crate::common::{Case, Measured, as_asked, day, knowledge, week};
use femoris_clinic::complaint::{Complaint, Side};
use femoris_clinic::event::Entry;
use femoris_clinic::rehab::exercise::{Ailment, Exercise, ExerciseId};
use femoris_clinic::rehab::kit::{KitPreset, KitSet};
use femoris_clinic::rehab::log::{RehabSettings, SessionLength, StageDecision, WorkedSide};
use femoris_clinic::rehab::protocol::{self, Requirement, Slot, Stage};
use femoris_clinic::rehab::session::{DayPlan, Note, Part, Prescription, Session};
use femoris_clinic::rehab::stage::{Occasion, StageId};
use femoris_clinic::restriction::{Caps, Restriction, RestrictionEffect};
use femoris_measure::{Day, Percent};
use std::collections::{BTreeMap, BTreeSet};

const DAYS: i32 = 28;

/// One way through four weeks.
struct Way {
    stage: &'static Stage,
    kit: KitPreset,
    length: SessionLength,
    side: Side,
    ailment: Option<Ailment>,
    restriction: Option<RestrictionEffect>,
    kind: Measured,
}

impl Way {
    /// Every stage, kit and length; sides, ailments and restrictions take turns, so that each meets each stage.
    fn all() -> Vec<Self> {
        let ailments: Vec<Option<Ailment>> =
            std::iter::once(None).chain(Ailment::ALL.iter().copied().map(Some)).collect();
        let cap = Caps { top_speed: Percent::new(60.0).ok(), ..Caps::default() };
        let restrictions = [None, Some(RestrictionEffect::NoRun), None, Some(RestrictionEffect::Cap(cap))];
        let mut ways: Vec<Self> = Vec::new();
        let stages =
            StageId::ALL.iter().map(|stage| knowledge().stage(*stage).expect("every stage is written"));
        for (stage, kind) in
            stages.flat_map(|stage| Measured::kinds_of(stage).iter().map(move |kind| (stage, *kind)))
        {
            for kit in KitPreset::ALL {
                for length in SessionLength::ALL {
                    let turn = ways.len();
                    ways.push(Self {
                        stage,
                        kit: *kit,
                        length: *length,
                        side: Side::ALL[turn % Side::ALL.len()],
                        ailment: ailments[turn / 2 % ailments.len()],
                        restriction: restrictions[turn / 5 % restrictions.len()].clone(),
                        kind,
                    });
                }
            }
        }
        ways
    }

    fn case(&self, first: Day) -> Case {
        let mut case = Case::meant_for(self.stage.id.protocol(), first);
        let side = Complaint { side: Some(self.side), ..Complaint::default() };
        case.add(first, Entry::ComplaintSet(side));
        case.add(first, Entry::StageDecided(StageDecision::Confirmed { stage: self.stage.id }));
        let ailments = Some(self.ailment.into_iter().collect());
        let settings = RehabSettings { kit: Some(self.kit), length: Some(self.length), ailments };
        case.add(first, Entry::RehabSet(settings));
        if let Some(effect) = self.restriction.clone() {
            let text = "As long as I say.".to_owned();
            case.add(first, Entry::RestrictionSet(Restriction { text, until: None, effect }));
        }
        case
    }

    fn name(&self, session: &Session) -> String {
        let Self { kit, length, side, ailment, kind, .. } = self;
        format!("{} {kit} {length} {side:?} {ailment:?} {kind:?} {}", self.stage.id, session.day)
    }
}

/// What all ways together showed.
#[derive(Default)]
struct Seen {
    built: usize,
    harder: BTreeSet<StageId>,
    wrong: BTreeSet<String>,
    short: BTreeMap<String, usize>,
}

fn walk(way: &Way, seen: &mut Seen) {
    let first = day("2026-03-02");
    let mut case = way.case(first);
    for offset in 0..DAYS {
        let today = first.plus_days(offset);
        case.morning(today, 0);
        if offset % 7 == 6 {
            case.deny_danger_signs(today);
        }
        if offset % 3 == 0 {
            way.kind.tell(&mut case, today);
        }
        match case.today(today) {
            Some(DayPlan::Session(session)) if Some(session.stage) == way.stage.overdue => {
                let up_to = way.stage.days_up_to.expect("a time");
                assert!(offset > i32::from(up_to), "{}: not before its time is over", way.name(&session));
                return;
            }
            Some(DayPlan::Session(session)) => {
                seen.built += 1;
                check(way, &session, &case, seen);
                let done = as_asked(&session, 0, way.stage.felt_up_to.min(6));
                case.log_session(today, &format!("session-{offset}"), session.stage, done);
            }
            Some(DayPlan::Rest { .. }) => {}
            other => panic!("{} {} {today}: {other:?}", way.stage.id, way.kit),
        }
    }
}

fn check(way: &Way, session: &Session, case: &Case, seen: &mut Seen) {
    let name = way.name(session);
    assert_eq!(session.stage, way.stage.id, "{name}: nobody leaves it by days");
    let share = f64::from(session.seconds()) / (f64::from(way.length.minutes()) * 60.0);
    if share > 1.1 {
        seen.wrong.insert(format!("{name}: {:.0} % of its time", share * 100.0));
    }
    let says_why = |note: &&Note| {
        matches!(note, Note::NoMore | Note::WeekCap | Note::TotalCap | Note::LoweringCap | Note::NoRunning)
    };
    if share < 0.9 {
        match session.notes.iter().find(says_why) {
            Some(note) => *seen.short.entry(format!("{} {note}", way.stage.id)).or_default() += 1,
            None => {
                seen.wrong.insert(format!("{name}: {:.0} % of its time, unsaid", share * 100.0));
            }
        }
    }
    let mut sides = session.items.iter().flat_map(|item| &item.sides);
    if sides.any(|side| side.step.is_some_and(|step| step.is_harder())) {
        seen.harder.insert(way.stage.id);
    }
    let told: BTreeSet<Ailment> = way.ailment.into_iter().collect();
    let forbidden = case.with_scene(session.day, |scene| {
        let all = knowledge().exercises.values();
        let barred = all.filter(|one| one.forbidden(way.stage.id, &scene.facts, &told).is_some());
        barred.map(|one| one.id.clone()).collect::<BTreeSet<_>>()
    });
    excluded(way, session, &forbidden, seen);
    required(way, (session, case), &forbidden, seen);
}

/// Nothing that the case, the kit, an ailment or a clinician excludes, and nothing twice; the sore side first.
fn excluded(way: &Way, session: &Session, forbidden: &BTreeSet<ExerciseId>, seen: &mut Seen) {
    let name = way.name(session);
    let kit = KitSet::of(way.kit);
    let mut once = BTreeSet::new();
    for item in &session.items {
        let exercise = knowledge().exercise(&item.exercise).expect("in the library");
        let mut wrong = |what: &str| seen.wrong.insert(format!("{name}: {} {what}", exercise.id));
        if exercise.kit.met_by(&kit).is_none() {
            wrong("needs what is not there");
        }
        if way.restriction == Some(RestrictionEffect::NoRun) && exercise.runs {
            wrong("runs where nobody may run");
        }
        if forbidden.contains(&exercise.id) {
            wrong("is excluded");
        }
        if item.sides.is_empty() || item.sides.iter().any(|side| side.setting.sets == 0) {
            wrong("has no sets");
        }
        let first = item.sides.first().map(|side| side.side);
        if first != Some(WorkedSide::Both) && first != Some(WorkedSide::sore(Some(way.side))) {
            wrong("does not begin with the sore side");
        }
        if item.part == Part::Main {
            if exercise.dose(Occasion::Stage(way.stage.id)).is_none() {
                wrong("has no dose");
            }
            if !once.insert(item.exercise.clone()) {
                wrong("stands twice");
            }
        }
    }
}

fn slots(way: &Way, session: &Session, case: &Case) -> Vec<&'static Slot> {
    let offset = usize::try_from(session.day.days_since(day("2026-03-02"))).expect("after the first") % 7;
    let due = |slot: &&Slot| slot.kind.is_session() && slot.days[offset] == protocol::DayPlan::Do;
    week(way.stage, case, session.day).into_iter().filter(due).collect()
}

/// What the day requires and can be done stands in the session, the exercise that took its place does, or the session says
/// why not.
fn required(
    way: &Way,
    (session, case): (&Session, &Case),
    forbidden: &BTreeSet<ExerciseId>,
    seen: &mut Seen,
) {
    let kit = KitSet::of(way.kit);
    let excuses = [
        Note::HeavyRests,
        Note::EnergyRests,
        Note::WeekCap,
        Note::TotalCap,
        Note::TooShort,
        Note::NoRunning,
        Note::MadeUp,
    ];
    if session.notes.iter().any(|note| excuses.contains(note)) {
        return;
    }
    let stands = |exercise: &Exercise| {
        let is_it = |item: &Prescription| {
            item.exercise == exercise.id || item.instead_of.as_ref() == Some(&exercise.id)
        };
        session.items.iter().any(is_it)
    };
    for slot in slots(way, session, case).into_iter().filter(|slot| slot.pick.is_none()) {
        for item in slot.items.iter().filter(|item| item.requirement == Requirement::Required) {
            let choices: Vec<&Exercise> =
                item.choices.iter().filter_map(|id| knowledge().exercise(id)).collect();
            let doable = |exercise: &&&Exercise| {
                let dosed = exercise.dose(Occasion::Stage(way.stage.id)).is_some();
                dosed && exercise.kit.met_by(&kit).is_some() && !forbidden.contains(&exercise.id)
            };
            let may = choices.iter().any(|exercise| doable(&exercise));
            if may && !choices.iter().any(|exercise| stands(exercise)) {
                let names: Vec<&str> = choices.iter().map(|exercise| exercise.id.as_str()).collect();
                let name = way.name(session);
                seen.wrong.insert(format!("{name}: {} is missing in {}", names.join("/"), slot.id));
            }
        }
    }
}

#[test]
fn four_weeks_of_every_stage_kit_and_length_build_as_doses_grow() {
    let mut seen = Seen::default();
    let ways = Way::all();
    for way in &ways {
        walk(way, &mut seen);
    }
    println!("{} ways, {} sessions, short {:?}", ways.len(), seen.built, seen.short);
    assert!(seen.wrong.is_empty(), "{} {:#?}", seen.wrong.len(), seen.wrong);
    assert!(seen.built > 3000, "only {} sessions", seen.built);
    assert!(seen.harder.len() > 12, "doses grow in {:?} only", seen.harder);
}
