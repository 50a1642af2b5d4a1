//! From the week of a stage to the exercises of a day: what is due, what may be done, who stands in, how much.

use crate::complaint::Side;
use crate::knowledge::Knowledge;
use crate::readiness::Decision;
use crate::rehab::course::{Course, held_back, too_near};
use crate::rehab::dose::Often;
use crate::rehab::exercise::{Exercise, ExerciseId, Group, Sides};
use crate::rehab::fit::{self, Fitting};
use crate::rehab::flare::Restraint;
use crate::rehab::lighter::slept_badly;
use crate::rehab::log::WorkedSide;
use crate::rehab::progress::{Advance, Scope, StandIn, Track};
use crate::rehab::protocol::{self, Item, RaceWeek, Requirement, Slot, Stage, WEEK};
use crate::rehab::routine::{Routine, RoutineStep};
use crate::rehab::session::{
    DayPlan, Note, Part, Prescription, Scene, Session, SideDose, someone_should_look,
};
use crate::rehab::setting::Setting;
use crate::rehab::stage::Occasion;
use crate::rehab::week;
use crate::restriction::RestrictionEffect;
use crate::verdict;
use femoris_measure::Day;
use std::collections::BTreeSet;

/// The session of a day in a course.
pub(super) fn build<'k>(scene: &Scene<'_, 'k>, course: &Course<'k>) -> DayPlan {
    let day = scene.history.today;
    let restraint = course.restraint(day, scene.history, scene.knowledge);
    let stage = stage_of_day(course, restraint);
    let mut builder = Builder::new(scene, course, stage, restraint);
    if restraint.is_rest() {
        let ill = scene.history.illnesses.is_ill(day).then_some(Note::Ill);
        let hurts = (restraint == Restraint::Rest).then_some(Note::SeverePain);
        return DayPlan::Rest { stage: course.stage.id, notes: ill.into_iter().chain(hurts).collect() };
    }
    let due = builder.due_slots();
    if due.is_empty() {
        return DayPlan::Rest { stage: course.stage.id, notes: Vec::new() };
    }
    let required = builder.items(&due, Requirement::Required);
    let optional = builder.items(&due, Requirement::Optional);
    let may = builder.slots(protocol::DayPlan::May);
    let mut extra = builder.items(&may, Requirement::Required);
    extra.extend(builder.items(&may, Requirement::Optional));
    for item in &mut extra {
        item.requirement = Requirement::Optional;
    }
    let warm_up = builder.routine(scene.knowledge.routine(stage.warm_up), Part::WarmUp);
    let cool_down = builder.routine(scene.knowledge.routine(stage.cool_down), Part::CoolDown);
    builder.say_where_it_stands();
    let optional: Vec<Prescription> = optional.into_iter().chain(extra).collect();
    let fitting = Fitting { stage, warm_up, required, optional, cool_down };
    let total = fit::week_total(scene, course);
    let (items, notes) = fit::fit(fitting, scene, course, total);
    builder.notes.extend(notes);
    let items = builder.with_neighbours(items);
    builder.say_what_is_resumed(&items);
    let rules = &scene.knowledge.dose.week;
    let lowers = |id| scene.knowledge.exercise(id).is_some_and(|one| rules.counts_lowering(one));
    let is_due = week::lowering_is_due(course, scene.history.today, scene.knowledge);
    if is_due && items.iter().any(|item| item.part == Part::Main && lowers(&item.exercise)) {
        builder.notes.push(Note::LoweringDue);
    }
    builder.notes.sort();
    builder.notes.dedup();
    // Nobody warms up for nothing.
    if items.iter().all(|item| item.part != Part::Main) {
        builder.notes.retain(|note| note.empties());
        return DayPlan::Rest { stage: course.stage.id, notes: builder.notes };
    }
    DayPlan::Session(Session {
        day,
        protocol: course.protocol.id,
        stage: course.stage.id,
        length: scene.history.length(),
        restraint,
        tolerated: course.tolerated(scene.knowledge),
        items,
        notes: builder.notes,
        week: total,
    })
}

/// One exercise as it would be prescribed today beside others, with at most so many sets; `None` where it may not be done.
pub(super) fn beside<'k>(
    scene: &Scene<'_, 'k>,
    course: &Course<'k>,
    others: impl Iterator<Item = &'k Exercise>,
    (exercise, most_sets): (&'k Exercise, u8),
) -> Option<Prescription> {
    let restraint = course.restraint(scene.history.today, scene.history, scene.knowledge);
    let stage = stage_of_day(course, restraint);
    let mut builder = Builder::new(scene, course, stage, restraint);
    builder.chosen.extend(others.map(|other| other.id.as_str()));
    if restraint.is_rest() || !builder.may(exercise) {
        return None;
    }
    let sides = sides(exercise, scene.facts.state().complaint.side);
    let alone = Resolved { exercise, sides, instead_of: None };
    let mut item = builder.prescribe(&alone, Requirement::Optional)?;
    for side in &mut item.sides {
        side.setting.sets = side.setting.sets.min(most_sets);
    }
    item.seconds = fit::seconds(&item, scene.knowledge);
    Some(item)
}

/// The stage whose week is used: on calm days of a flare the first one, on the days after it the one before.
fn stage_of_day<'k>(course: &Course<'k>, restraint: Restraint) -> &'k Stage {
    let other = match restraint {
        Restraint::Recover | Restraint::Limp | Restraint::Calm | Restraint::Ill | Restraint::Rest => {
            course.protocol.first()
        }
        Restraint::Half => course.stage.back.and_then(|back| course.protocol.stage(back)),
        Restraint::None | Restraint::LighterWeek | Restraint::Mild | Restraint::Sore => None,
    };
    other.unwrap_or(course.stage)
}

/// Whether drills and jumps rest: a clinician forbids running, or the answer of today is to stop. The answer of a day to come
/// is not known yet.
pub(super) fn drills_rest(scene: &Scene<'_, '_>) -> bool {
    let no_run = |effect: &RestrictionEffect| *effect == RestrictionEffect::NoRun;
    let restrictions = &scene.facts.state().restrictions;
    if restrictions.iter().any(|active| no_run(&active.restriction.effect)) {
        return true;
    }
    let answer = || verdict::answer(scene.triage, &scene.facts, scene.knowledge).decision;
    !scene.history.is_ahead() && answer() == Decision::StopAndRefer
}

struct Builder<'s, 'k> {
    scene: &'s Scene<'s, 'k>,
    course: &'s Course<'k>,
    stage: &'k Stage,
    restraint: Restraint,
    drills_rest: bool,
    notes: Vec<Note>,
    /// Exercises that already stand in the session.
    chosen: BTreeSet<&'k str>,
}

/// An exercise that is done, and the sides on which it is.
struct Resolved<'k> {
    exercise: &'k Exercise,
    sides: Vec<WorkedSide>,
    instead_of: Option<&'k Exercise>,
}

impl<'s, 'k> Builder<'s, 'k> {
    fn new(scene: &'s Scene<'s, 'k>, course: &'s Course<'k>, stage: &'k Stage, restraint: Restraint) -> Self {
        let drills_rest = drills_rest(scene);
        Self { scene, course, stage, restraint, drills_rest, notes: Vec::new(), chosen: BTreeSet::new() }
    }

    fn knowledge(&self) -> &'k Knowledge {
        self.scene.knowledge
    }

    /// Which day of the stage's week a day is.
    fn day_of_week(&self, back: usize) -> usize {
        let days = self.scene.history.today.days_since(self.course.begun.day).max(0);
        let today = usize::try_from(days).unwrap_or(0) % WEEK;
        (today + WEEK - back % WEEK) % WEEK
    }

    fn slots(&self, plan: protocol::DayPlan) -> Vec<&'k Slot> {
        let today = self.day_of_week(0);
        let of_day = |slot: &&Slot| slot.kind.is_session() && slot.days[today] == plan;
        self.stage.week_in(&self.scene.facts).filter(of_day).collect()
    }

    /// What is due today, and where that is nothing, what was missed in the two days before. Never both. On a day to come
    /// nothing was missed yet.
    fn due_slots(&mut self) -> Vec<&'k Slot> {
        let due = self.slots(protocol::DayPlan::Do);
        if !due.is_empty() || self.scene.history.is_ahead() {
            return due;
        }
        let today = self.scene.history.today;
        let done = |back: usize| {
            let from = today.plus_days(-i32::try_from(back).unwrap_or(0));
            self.course.colours.iter().rev().any(|seen| seen.day >= from && seen.day < today)
        };
        let in_stage = |back: &usize| {
            today.days_since(self.course.begun.day) >= i32::try_from(*back).unwrap_or(i32::MAX)
        };
        for back in (1..=2).filter(in_stage).filter(|back| !done(*back)) {
            let then = self.day_of_week(back);
            let missed = |slot: &&Slot| slot.kind.is_session() && slot.days[then] == protocol::DayPlan::Do;
            let slots: Vec<&Slot> = self.stage.week_in(&self.scene.facts).filter(missed).collect();
            if !slots.is_empty() {
                self.notes.push(Note::MadeUp);
                return slots;
            }
        }
        Vec::new()
    }

    /// The exercises of the slots that are required, or those that are not.
    fn items(&mut self, slots: &[&'k Slot], requirement: Requirement) -> Vec<Prescription> {
        let mut found = Vec::new();
        for slot in slots {
            let mut left = slot.pick.map_or(usize::MAX, usize::from);
            for item in &slot.items {
                if left == 0 {
                    break;
                }
                let of_kind = item.requirement == requirement;
                // Items of the other kind use up the pick as well: they are looked at in their own turn.
                let prescribed = if of_kind { self.item(item) } else { Vec::new() };
                let counts = if of_kind { !prescribed.is_empty() } else { item.requirement < requirement };
                left -= usize::from(counts);
                found.extend(prescribed);
            }
        }
        found
    }

    fn item(&mut self, item: &'k Item) -> Vec<Prescription> {
        let choices = item.choices.iter().filter_map(|id| self.knowledge().exercise(id));
        let choices: Vec<&Exercise> = choices.collect();
        let Some(chosen) = choices.iter().copied().find(|choice| self.may(choice)) else {
            self.say_why_not(&choices);
            return Vec::new();
        };
        let mut resolved: Vec<Resolved<'k>> = Vec::new();
        for side in sides(chosen, self.scene.facts.state().complaint.side) {
            let stand_in = self.stand_in(chosen, side);
            let side = if stand_in.sides == Sides::Each { side } else { WorkedSide::Both };
            let other = stand_in.id != chosen.id;
            match resolved.iter_mut().find(|one| one.exercise.id == stand_in.id) {
                Some(one) if !one.sides.contains(&side) => one.sides.push(side),
                Some(_) => {}
                None => resolved.push(Resolved {
                    exercise: stand_in,
                    sides: vec![side],
                    instead_of: other.then_some(chosen),
                }),
            }
        }
        let mut prescribed = Vec::new();
        for one in resolved {
            if self.chosen.insert(one.exercise.id.as_str()) {
                prescribed.extend(self.prescribe(&one, item.requirement));
            }
        }
        prescribed
    }

    /// Whether an exercise may be done today: it has a dose, its kit is to hand, nothing forbids it, and it is not too
    /// soon for heavy or springy work.
    fn may(&self, exercise: &Exercise) -> bool {
        let rests = self.is_too_soon(exercise) || self.rests_for_race(exercise);
        self.is_open(exercise) && !rests && !self.is_barred(exercise) && self.is_calm_enough(exercise)
    }

    /// The same in place of one that stands in the session: that one is no newcomer beside it.
    fn may_instead(&self, exercise: &Exercise, of: &Exercise) -> bool {
        let mut without = self.chosen.clone();
        without.remove(of.id.as_str());
        let notes = Vec::new();
        let Self { scene, course, stage, restraint, drills_rest, .. } = *self;
        Self { scene, course, stage, restraint, drills_rest, notes, chosen: without }.may(exercise)
    }

    fn is_open(&self, exercise: &Exercise) -> bool {
        let dosed = exercise.dose(Occasion::Stage(self.stage.id)).is_some();
        let kit = exercise.kit.met_by(&self.scene.history.kit()).is_some();
        let facts = &self.scene.facts;
        // Both the stage of the day and that of the course must allow it.
        let forbids =
            |stage: &Stage| exercise.forbidden(stage.id, facts, &self.scene.history.ailments()).is_some();
        let stages_allow = !forbids(self.stage) && !forbids(self.course.stage);
        dosed && kit && stages_allow && !exercise.is_left_out(facts) && self.is_borne(exercise)
    }

    /// Whether every kind that the complaint may be bears it, done as the stage has it.
    fn is_borne(&self, exercise: &Exercise) -> bool {
        let work = exercise.dose(Occasion::Stage(self.stage.id)).map(|stage| stage.dose.work);
        work.is_none_or(|work| self.course.stage.variant_against(exercise, work, &self.scene.facts).is_none())
    }

    fn is_too_soon(&self, exercise: &Exercise) -> bool {
        self.heavy_is_too_soon(exercise) || self.energy_is_too_soon(exercise)
    }

    fn heavy_is_too_soon(&self, exercise: &Exercise) -> bool {
        let caps = self.stage.caps;
        if !self.is_heavy(exercise) {
            return false;
        }
        let today = self.scene.history.today;
        let days = &self.course.heavy_days;
        let in_week =
            days.iter().filter(|day| **day < today && today.days_since(**day) < WEEK as i32).count();
        // Both ways: fast runs wait for heavy work, and heavy work for them.
        let fast = self.scene.ran.was_fast(today, caps.heavy_apart_h);
        let too_near = too_near(days, today, caps.heavy_apart_h) || fast;
        let newcomer = || self.is_second_newcomer(exercise, self.course.newcomer, |one| self.is_heavy(one));
        too_near || in_week >= usize::from(caps.heavy_sessions) || newcomer()
    }

    fn is_heavy(&self, exercise: &Exercise) -> bool {
        exercise.load.level() >= self.knowledge().conventions.heavy_from
    }

    /// One exercise of a kind at a time may be new: of a week, and of a session.
    fn is_second_newcomer(
        &self,
        exercise: &Exercise,
        newest: Option<Day>,
        of_kind: impl Fn(&Exercise) -> bool,
    ) -> bool {
        let days = i32::from(self.knowledge().dose.step.newcomer_days);
        let today = self.scene.history.today;
        let recent = || newest.is_some_and(|day| today.days_since(day) < days);
        let mut others = self.chosen.iter().filter(|id| **id != exercise.id.as_str());
        let is_new = |id: &&str| self.exercise(id).is_some_and(|other| of_kind(other) && self.is_new(other));
        self.is_new(exercise) && (recent() || others.any(is_new))
    }

    fn exercise(&self, id: &str) -> Option<&'k Exercise> {
        self.knowledge().exercise(&ExerciseId::new(id)?)
    }

    fn is_new(&self, exercise: &Exercise) -> bool {
        self.course.tracks.keys().all(|(id, _)| *id != exercise.id)
    }

    /// Before a race no heavy exercise is new and none is done on the last days; some stages do holds only.
    fn rests_for_race(&self, exercise: &Exercise) -> bool {
        let today = self.scene.history.today;
        let Some(race) = self.course.races.near(today) else { return false };
        let caps = self.stage.caps;
        let is_strength =
            !matches!(exercise.group, Group::Mobility | Group::SoftTissue | Group::Running | Group::Drill);
        if caps.race_week == RaceWeek::Holds && is_strength && !exercise.is_isometric() {
            return true;
        }
        let is_heavy = self.is_heavy(exercise);
        let too_near = race.days_since(today) * HOURS < i32::from(caps.heavy_apart_h);
        is_heavy && (too_near || self.is_new(exercise))
    }

    /// Where a stage keeps springy days apart, it also brings springy exercises one at a time.
    fn energy_is_too_soon(&self, exercise: &Exercise) -> bool {
        let apart_h = self.stage.caps.energy_apart_h;
        if apart_h == 0 || !exercise.springs {
            return false;
        }
        let too_near = too_near(&self.course.energy_days, self.scene.history.today, apart_h);
        too_near || self.is_second_newcomer(exercise, self.newest_springy(), |one| one.springs)
    }

    /// The newest day on which a springy exercise was new.
    fn newest_springy(&self) -> Option<Day> {
        let springs = |id: &ExerciseId| self.knowledge().exercise(id).is_some_and(|one| one.springs);
        let tracks = self.course.tracks.iter().filter(|((id, _), _)| springs(id));
        tracks.filter_map(|(_, track)| track.began).max()
    }

    /// A session runs nothing: the run of the day does, within what it permits. Where a clinician forbids running, drills rest too.
    fn is_barred(&self, exercise: &Exercise) -> bool {
        exercise.runs || (exercise.group == Group::Drill && self.drills_rest)
    }

    /// Calm days are for holds and for what hardly loads the hamstrings.
    fn is_calm_enough(&self, exercise: &Exercise) -> bool {
        let up_to = self.knowledge().dose.flare.calm_level;
        let is_light = exercise.load.level() <= up_to && exercise.group != Group::Drill;
        !self.restraint.is_calm() || exercise.is_isometric() || is_light
    }

    fn say_why_not(&mut self, choices: &[&Exercise]) {
        let open = |choice: &&&Exercise| self.is_open(choice);
        let note = choices.iter().filter(open).find_map(|choice| {
            if self.is_barred(choice) {
                Some(Note::NoRunning)
            } else if !self.is_calm_enough(choice) {
                Some(Note::CalmRests)
            } else if self.rests_for_race(choice) {
                Some(Note::RaceRests)
            } else if self.energy_is_too_soon(choice) {
                Some(Note::EnergyRests)
            } else {
                self.heavy_is_too_soon(choice).then_some(Note::HeavyRests)
            }
        });
        let is_left_out = |choice: &&Exercise| {
            choice.is_left_out(&self.scene.facts) && choice.dose(Occasion::Stage(self.stage.id)).is_some()
        };
        let left_out = || choices.iter().any(is_left_out).then_some(Note::LeftOut);
        let note = note.or_else(left_out);
        self.notes.extend(note);
    }

    /// Who stands in for an exercise on a side: the easier neighbour for some days after it was too much, the harder one
    /// once it became too little; itself where none of those may be done. A harder one that has a place of its own in the
    /// week is done there: elsewhere it would take that place away. None takes over shortly before a race.
    fn stand_in(&self, exercise: &'k Exercise, side: WorkedSide) -> &'k Exercise {
        let mut now = exercise;
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        while seen.insert(now.id.as_str()) {
            let track = self.track(now, side);
            let (neighbours, harder): (Vec<&Exercise>, bool) = match track.map(|track| track.stand_in) {
                Some(StandIn::Easier { until }) if self.scene.history.today <= until => {
                    (self.knowledge().easier_than(now).collect(), false)
                }
                Some(StandIn::Harder) => (self.knowledge().harder_than(now).collect(), true),
                _ => return now,
            };
            let too_late = |one: &Exercise| self.race_is_near() && self.is_new(one);
            let is_free = |one: &Exercise| !(harder && (self.stage.has_place_for(&one.id) || too_late(one)));
            match neighbours
                .into_iter()
                .find(|one| is_free(one) && self.may(one) && !seen.contains(one.id.as_str()))
            {
                Some(next) => now = next,
                None => return now,
            }
        }
        now
    }

    fn race_is_near(&self) -> bool {
        self.course.races.near(self.scene.history.today).is_some()
    }

    fn track(&self, exercise: &Exercise, side: WorkedSide) -> Option<&Track> {
        let side = if exercise.sides == Sides::Each { side } else { WorkedSide::Both };
        self.course.tracks.get(&(exercise.id.clone(), side))
    }

    fn prescribe(&self, one: &Resolved<'k>, requirement: Requirement) -> Option<Prescription> {
        let exercise = one.exercise;
        let stage_dose = exercise.dose(Occasion::Stage(self.stage.id))?;
        let scope = self.scope(exercise)?;
        let doses = one.sides.iter().map(|side| self.side(*side, exercise, &scope)).collect::<Vec<_>>();
        Some(Prescription {
            exercise: exercise.id.clone(),
            part: Part::Main,
            sides: doses,
            tempo: stage_dose.dose.tempo,
            rest_s: stage_dose.dose.rest_s,
            hold_rest_s: stage_dose.dose.hold_rest_s,
            times: match stage_dose.dose.often {
                Often::Daily(times) => times.from(),
                _ => 1,
            },
            stop: exercise.stop_in(self.stage.id),
            requirement,
            kit: exercise.kit.met_by(&self.scene.history.kit())?.clone(),
            instead_of: one.instead_of.map(|other| other.id.clone()),
            note: stage_dose.note.clone(),
            easier: None,
            harder: None,
            seconds: 0,
        })
    }

    /// Each exercise with the first easier and the first harder one that may be done instead and does not stand in the session.
    fn with_neighbours(&self, items: Vec<Prescription>) -> Vec<Prescription> {
        let stands: BTreeSet<ExerciseId> = items.iter().map(|item| item.exercise.clone()).collect();
        let with = |mut item: Prescription| {
            let exercise = self.knowledge().exercise(&item.exercise);
            let Some(exercise) = exercise.filter(|_| item.part == Part::Main) else { return item };
            let free = |other: &&Exercise| !stands.contains(&other.id) && self.may_instead(other, exercise);
            item.easier = self.knowledge().easier_than(exercise).find(free).map(|other| other.id.clone());
            item.harder = self.knowledge().harder_than(exercise).find(free).map(|other| other.id.clone());
            item
        };
        items.into_iter().map(with).collect()
    }

    /// Says what of the session is taken up again after a pause, or after an illness.
    fn say_what_is_resumed(&mut self, items: &[Prescription]) {
        let today = self.scene.history.today;
        let rules = &self.knowledge().dose;
        let notes = items.iter().filter(|item| item.part == Part::Main).filter_map(|item| {
            let exercise = self.knowledge().exercise(&item.exercise)?;
            let scope = self.scope(exercise)?;
            let mut tracks = item.sides.iter().filter_map(|side| self.track(exercise, side.side));
            let resumed = tracks.find(|track| track.pause(today, &scope).is_some())?;
            let ill = resumed.waits_after_illness(rules);
            Some(if ill { Note::AfterIllness } else { Note::AfterPause })
        });
        let notes: Vec<Note> = notes.collect();
        self.notes.extend(notes);
    }

    fn scope<'a>(&self, exercise: &'a Exercise) -> Option<Scope<'a>>
    where
        'k: 'a,
    {
        Scope::in_stage(exercise, self.stage, Advance::Open, &self.knowledge().dose)
    }

    fn side(&self, side: WorkedSide, exercise: &Exercise, scope: &Scope<'_>) -> SideDose {
        let today = self.scene.history.today;
        let track = self.track(exercise, side).cloned().map(|track| track.moved_to(scope));
        let track = track.unwrap_or_else(|| Track::new(exercise, scope.dose));
        let setting = held_back(track.on(today, scope), self.restraint, self.knowledge(), exercise);
        SideDose { side, setting, step: Some(track.step_on(today, scope)) }
    }

    fn routine(&self, routine: Option<&'k Routine>, part: Part) -> Vec<Prescription> {
        let steps = routine.map(|routine| routine.steps.as_slice()).unwrap_or_default();
        steps.iter().filter_map(|step| self.routine_step(step, part)).collect()
    }

    fn routine_step(&self, step: &'k RoutineStep, part: Part) -> Option<Prescription> {
        let kit = self.scene.history.kit();
        let ailments = self.scene.history.ailments();
        let allowed = |exercise: &&Exercise| {
            let facts = &self.scene.facts;
            let forbidden = exercise.forbidden(self.course.stage.id, facts, &ailments);
            let rests = self.is_barred(exercise) || !self.is_calm_enough(exercise);
            let against =
                self.course.stage.variant_against(exercise, step.dose.work, &self.scene.facts).is_some();
            exercise.kit.met_by(&kit).is_some()
                && forbidden.is_none()
                && !exercise.is_left_out(facts)
                && !rests
                && !against
        };
        let known = step.choices.iter().filter_map(|id| self.knowledge().exercise(id));
        let exercise = known.filter(allowed).find(|one| !self.chosen.contains(one.id.as_str()))?;
        let setting = Setting::start(exercise, &step.dose);
        let sides = sides(exercise, self.scene.facts.state().complaint.side);
        Some(Prescription {
            exercise: exercise.id.clone(),
            part,
            sides: sides.into_iter().map(|side| SideDose { side, setting, step: None }).collect(),
            tempo: step.dose.tempo,
            rest_s: step.dose.rest_s,
            hold_rest_s: step.dose.hold_rest_s,
            times: 1,
            stop: exercise.stop_in(self.course.stage.id),
            requirement: Requirement::Optional,
            kit: exercise.kit.met_by(&kit)?.clone(),
            instead_of: None,
            note: step.note.clone(),
            easier: None,
            harder: None,
            seconds: 0,
        })
    }

    fn say_where_it_stands(&mut self) {
        let day = self.scene.history.today;
        if self.course.is_held(day) {
            self.notes.push(Note::Held);
        }
        if self.course.failed_retests(day).next().is_some() {
            self.notes.push(Note::Retest);
        }
        if self.course.is_rechecked() {
            self.notes.push(Note::Recheck);
        }
        if self.race_is_near() {
            self.notes.push(Note::Race);
        }
        if self.course.is_held_by_runs(day, self.scene.history, self.knowledge()) {
            self.notes.push(Note::RunHurt);
        }
        if self.course.is_careful(self.knowledge()) {
            self.notes.extend(self.course.careful.map(Note::of_less_pain));
        }
        if slept_badly(self.scene.history, day, &self.knowledge().dose.lighter) {
            self.notes.push(Note::BadNights);
        }
        if someone_should_look(self.course, self.scene).is_some() {
            self.notes.push(Note::SeeSomeone);
        }
    }
}

pub(super) const HOURS: i32 = 24; // number: hours of a day

/// The sides an exercise is done on, the sore one first.
fn sides(exercise: &Exercise, sore: Option<Side>) -> Vec<WorkedSide> {
    match (exercise.sides, WorkedSide::sore(sore)) {
        (Sides::Together | Sides::InTurn, _) => vec![WorkedSide::Both],
        (Sides::Each, WorkedSide::Right) => vec![WorkedSide::Right, WorkedSide::Left],
        (Sides::Each, _) => vec![WorkedSide::Left, WorkedSide::Right],
    }
}
