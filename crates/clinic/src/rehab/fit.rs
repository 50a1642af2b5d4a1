//! Fitting a session into its time and the week into its load: sets grow and exercises join while there is room.

use crate::knowledge::Knowledge;
use crate::rehab::beats;
use crate::rehab::course::Course;
use crate::rehab::exercise::Sides;
use crate::rehab::gate::Need;
use crate::rehab::log::Part;
use crate::rehab::protocol::Stage;
use crate::rehab::session::{Note, Prescription, Scene, SideDose};
use crate::rehab::setting::{Amount, Setting};
use crate::rehab::stage::Occasion;
use crate::rehab::week::{self, Loads, WeekTotal};

/// What may go into a session, each list in the order in which it matters.
pub(super) struct Fitting<'k> {
    /// The stage of the day.
    pub(super) stage: &'k Stage,
    pub(super) warm_up: Vec<Prescription>,
    pub(super) required: Vec<Prescription>,
    pub(super) optional: Vec<Prescription>,
    pub(super) cool_down: Vec<Prescription>,
}

/// Chooses sets and exercises so that the session takes the time it may take, and the week stays under its cap.
pub(super) fn fit<'k>(
    from: Fitting<'k>,
    scene: &Scene<'_, 'k>,
    course: &Course<'k>,
    week: WeekTotal,
) -> (Vec<Prescription>, Vec<Note>) {
    let time = scene.knowledge.dose.time;
    let budget = u32::from(scene.history.length().minutes()) * MINUTE;
    let most = budget + budget * u32::from(time.tolerance_pct) / 100;
    let least = budget - budget * u32::from(time.tolerance_pct) / 100;
    let mut room = Room {
        knowledge: scene.knowledge,
        course,
        stage: from.stage,
        load_left: load_left(scene, course),
        total_left: week.left(),
        lowering_left: lowering_left(scene, course),
        warm_up: Vec::new(),
        items: Vec::new(),
        cool_down: Vec::new(),
        notes: Vec::new(),
    };
    room.around(&from, budget * u32::from(time.around_pct) / 100);
    room.require(from.required.clone(), most);
    // What is required goes before warming up and cooling down at length.
    while room.seconds() > most {
        if room.cool_down.pop().or_else(|| room.warm_up.pop()).is_none() {
            break;
        }
    }
    room.grow(budget, |item| is_asked(item, course.stage));
    room.grow(budget, |_| true);
    room.add(from.optional.clone(), budget);
    room.trim_lowering();
    room.grow(budget, |_| true);
    if room.seconds() < least && room.has_total_for(0.0) {
        room.warm_up.clear();
        room.cool_down.clear();
        room.around(&from, budget.saturating_sub(room.seconds()));
        room.lengthen(Part::WarmUp, budget);
        room.lengthen(Part::CoolDown, budget);
    }
    if room.seconds() < least && !room.notes.contains(&Note::TotalCap) {
        room.notes.push(Note::NoMore);
    }
    let Room { warm_up, items, cool_down, notes, .. } = room;
    (warm_up.into_iter().chain(items.into_iter().map(|held| held.item)).chain(cool_down).collect(), notes)
}

/// Whether the gate of a stage asks for an exercise: it gets its sets before the others, or a short session would never
/// bring what the gate wants to see.
fn is_asked(item: &Prescription, stage: &Stage) -> bool {
    let in_gate =
        |need: &Need| matches!(need, Need::Sessions(sessions) if sessions.any_of.contains(&item.exercise));
    stage.exit.criteria.iter().any(|criterion| in_gate(&criterion.need))
        || stage.key_exercise.as_ref() == Some(&item.exercise)
}

const MINUTE: u32 = 60; // number: seconds of a minute

fn seconds_of(items: &[Prescription]) -> u32 {
    items.iter().map(|item| item.seconds).sum()
}

/// An exercise of the session and how many sets it should have.
struct Held {
    item: Prescription,
    wanted: Vec<u8>,
}

struct Room<'s, 'k> {
    knowledge: &'k Knowledge,
    course: &'s Course<'k>,
    /// Load that the week still has room for; `None` where there is no week to compare with.
    load_left: Option<f64>,
    /// The same for runs and exercises together. It takes sets, but neither what is required nor warming up: who runs more
    /// still does one set of each.
    total_left: Option<f64>,
    /// The stage of the day.
    stage: &'k Stage,
    /// Repetitions of lowering work that the week still has room for; `None` where there is no week to compare with.
    lowering_left: Option<f64>,
    warm_up: Vec<Prescription>,
    items: Vec<Held>,
    cool_down: Vec<Prescription>,
    notes: Vec<Note>,
}

impl Room<'_, '_> {
    fn all(&self) -> impl Iterator<Item = &Prescription> {
        let items = self.items.iter().map(|held| &held.item);
        self.warm_up.iter().chain(items).chain(&self.cool_down)
    }

    fn seconds(&self) -> u32 {
        self.all().map(|item| item.seconds).sum()
    }

    fn load(&self) -> f64 {
        self.all().map(|item| load_of(item, self.knowledge, self.course)).sum()
    }

    /// Whether the week has room for the session as it is and so much more.
    fn has_room_for(&self, more: f64) -> bool {
        self.load_left.is_none_or(|left| self.load() + more <= left)
    }

    /// Whether the week, runs counted, has room for the session as it is and so much more.
    fn has_total_for(&self, more: f64) -> bool {
        self.total_left.is_none_or(|left| self.load() + more <= left)
    }

    fn is_under_cap(&self) -> bool {
        self.has_room_for(0.0)
    }

    fn lowers_too_much(&self) -> bool {
        let lowering = |item| lowering_of(item, self.knowledge);
        self.lowering_left.is_some_and(|left| self.all().map(lowering).sum::<f64>() > left)
    }

    /// Whether an exercise does more lowering work than it begins with.
    fn is_above_lowest(&self, item: &Prescription) -> bool {
        lowering_of(item, self.knowledge) > lowest_lowering(item, self.stage, self.knowledge)
    }

    /// Takes sets of lowering work away, of the last exercises first, as long as the week has no room for them.
    fn trim_lowering(&mut self) {
        while self.lowers_too_much() {
            let can_shrink = |held: &Held| {
                self.is_above_lowest(&held.item) && held.item.sides.iter().any(|side| side.setting.sets > 1)
            };
            let Some(index) = self.items.iter().rposition(can_shrink) else { break };
            let mut item = self.items[index].item.clone();
            for side in &mut item.sides {
                side.setting = side.setting.fewer_sets(1);
            }
            self.items[index].item = self.timed(item);
            self.say_once(Note::LoweringCap);
        }
    }

    fn say_once(&mut self, note: Note) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    fn timed(&self, mut item: Prescription) -> Prescription {
        item.seconds = seconds(&item, self.knowledge);
        item
    }

    /// An exercise with one set, remembering how many it should have.
    fn held(&self, item: Prescription) -> Held {
        let wanted = item.sides.iter().map(|side| side.setting.sets).collect();
        let mut item = item;
        for side in &mut item.sides {
            side.setting.sets = 1;
        }
        Held { item: self.timed(item), wanted }
    }

    /// What is required, one set each; where time is short, timed work and the rest between holds are shortened first. What the week's cap or the time
    /// leave no room for even then is said.
    fn require(&mut self, items: Vec<Prescription>, most: u32) {
        let whole: u32 = items.iter().map(|item| self.held(item.clone()).item.seconds).sum();
        for item in items {
            let item = if whole > most { self.hurried(item) } else { item };
            let held = self.held(item);
            self.items.push(held);
            let own: u32 = self.items.iter().map(|held| held.item.seconds).sum();
            let note = if !self.is_under_cap() {
                Note::WeekCap
            } else if own > most {
                Note::TooShort
            } else {
                continue;
            };
            self.notes.push(note);
            self.items.pop();
        }
    }

    /// Timed work shortened, and a rest no longer than the hold before it.
    fn hurried(&self, mut item: Prescription) -> Prescription {
        let time = self.knowledge.dose.time;
        for side in &mut item.sides {
            match side.setting.amount {
                Amount::Time(seconds) => side.setting.amount = Amount::Time(seconds.min(time.timed_s)),
                Amount::Holds { seconds, .. } => {
                    item.hold_rest_s = item.hold_rest_s.map(|rest| rest.min(seconds));
                }
                _ => {}
            }
        }
        item
    }

    /// One set more for each of these in turn, as long as time and cap have room.
    fn grow(&mut self, budget: u32, of: impl Fn(&Prescription) -> bool) {
        let chosen: Vec<usize> = (0..self.items.len()).filter(|index| of(&self.items[*index].item)).collect();
        loop {
            let grown = chosen.iter().filter(|index| self.grow_one(**index, budget)).count();
            if grown == 0 {
                break;
            }
        }
    }

    fn grow_one(&mut self, index: usize, budget: u32) -> bool {
        let Some(held) = self.items.get(index) else { return false };
        let mut item = held.item.clone();
        let mut grown = false;
        for (side, wanted) in item.sides.iter_mut().zip(&held.wanted) {
            if side.setting.sets < *wanted {
                side.setting.sets += 1;
                grown = true;
            }
        }
        if !grown {
            return false;
        }
        let item = self.timed(item);
        let before = held.item.clone();
        self.items[index].item = item;
        let capped = !self.is_under_cap();
        let total = !self.has_total_for(0.0);
        let lowers = self.lowers_too_much() && self.is_above_lowest(&self.items[index].item);
        if capped || total || lowers || self.seconds() > budget {
            self.items[index].item = before;
            if capped {
                self.say_once(Note::WeekCap);
            } else if total {
                self.say_once(Note::TotalCap);
            } else if lowers {
                self.say_once(Note::LoweringCap);
            }
            return false;
        }
        true
    }

    /// What may join, the best first, each as far as there is room.
    fn add(&mut self, items: Vec<Prescription>, budget: u32) {
        for item in items {
            let held = self.held(item);
            self.items.push(held);
            let total = !self.has_total_for(0.0);
            if self.seconds() > budget || !self.is_under_cap() || total {
                self.items.pop();
                if total {
                    self.say_once(Note::TotalCap);
                }
                continue;
            }
            self.grow(budget, |_| true);
        }
    }

    /// Warming up and cooling down, as long as time and cap have room.
    fn around(&mut self, from: &Fitting, most: u32) {
        self.warm_up = self.steps(&from.warm_up, most);
        let left = most.saturating_sub(seconds_of(&self.warm_up));
        self.cool_down = self.steps(&from.cool_down, left);
    }

    /// Steps of a routine, in order, as long as they fit; timed steps are shortened to fit.
    fn steps(&mut self, steps: &[Prescription], most: u32) -> Vec<Prescription> {
        let mut kept: Vec<Prescription> = Vec::new();
        let mut load = 0.0;
        for step in steps {
            let left = most.saturating_sub(seconds_of(&kept));
            let step = self.timed(step.clone());
            let step = if step.seconds <= left { Some(step) } else { self.shortened(&step, left) };
            let Some(step) = step else { continue };
            let own = load_of(&step, self.knowledge, self.course);
            // Before the session stands, warming up is not what runs take away.
            if !self.items.is_empty() && !self.has_total_for(load + own) {
                self.say_once(Note::TotalCap);
                continue;
            }
            if self.has_room_for(load + own) {
                load += own;
                kept.push(step);
            } else {
                self.notes.push(Note::WeekCap);
            }
        }
        kept
    }

    fn shortened(&self, step: &Prescription, left: u32) -> Option<Prescription> {
        let [SideDose { setting: Setting { amount: Amount::Time(now), .. }, .. }] = step.sides[..] else {
            return None;
        };
        let over = u16::try_from(step.seconds.saturating_sub(left)).ok()?;
        let shorter = now.checked_sub(over).filter(|s| *s >= self.knowledge.dose.time.shortest_s)?;
        Some(self.with_time(step, shorter))
    }

    fn with_time(&self, step: &Prescription, seconds: u16) -> Prescription {
        let mut step = step.clone();
        for side in &mut step.sides {
            side.setting.amount = Amount::Time(seconds);
        }
        self.timed(step)
    }

    /// Fills what is left of the time with more of what is timed around the session.
    fn lengthen(&mut self, part: Part, budget: u32) {
        let steps = if part == Part::WarmUp { self.warm_up.clone() } else { self.cool_down.clone() };
        for (index, step) in steps.iter().enumerate() {
            let left = budget.saturating_sub(self.seconds());
            let [SideDose { setting: Setting { amount: Amount::Time(now), .. }, .. }] = step.sides[..] else {
                continue;
            };
            let most = now.saturating_mul(u16::from(self.knowledge.dose.time.longer_times).saturating_sub(1));
            let more = u16::try_from(left).map_or(most, |left| left.min(most));
            let longer = self.with_time(step, now.saturating_add(more));
            let load = |step: &Prescription| load_of(step, self.knowledge, self.course);
            let fits = longer.seconds.saturating_sub(step.seconds) <= left;
            let more = load(&longer) - load(step);
            if fits && self.has_room_for(more) && self.has_total_for(more) {
                let steps = if part == Part::WarmUp { &mut self.warm_up } else { &mut self.cool_down };
                steps[index] = longer;
            }
        }
    }
}

/// How long an exercise takes, with rests and changes, in seconds.
pub fn seconds(item: &Prescription, knowledge: &Knowledge) -> u32 {
    let time = knowledge.dose.time;
    let rounds = item.sides.iter().map(|side| u32::from(rounds(item, side))).max().unwrap_or(0);
    let of_side =
        |side: &SideDose| u32::from(self::rounds(item, side)) * round_seconds(item, side, knowledge);
    let work: u32 = item.sides.iter().map(of_side).sum();
    let changes = rounds * u32::from(time.side_s) * (item.sides.len().saturating_sub(1) as u32);
    let rest = beats::rest_seconds(item, knowledge);
    work + changes + rounds.saturating_sub(1) * rest + u32::from(time.change_s)
}

/// What is rested between, and what the sides take turns in: sets, or the holds of the only set.
pub fn rounds(item: &Prescription, side: &SideDose) -> u8 {
    match (item.hold_rest_s, side.setting.amount) {
        (Some(_), Amount::Holds { repetitions, .. }) => repetitions,
        _ => side.setting.sets,
    }
}

/// One of these rounds on one side.
pub(super) fn round_seconds(item: &Prescription, side: &SideDose, knowledge: &Knowledge) -> u32 {
    match (item.hold_rest_s, side.setting.amount) {
        (Some(_), Amount::Holds { seconds, .. }) => turns(item, knowledge) * u32::from(seconds),
        _ => set_seconds(item, side, knowledge),
    }
}

/// One set on one side; where the sides take turns, on both. A time or a way counts once, however often the sides change.
pub(super) fn set_seconds(item: &Prescription, side: &SideDose, knowledge: &Knowledge) -> u32 {
    let time = knowledge.dose.time;
    let repetition = item.tempo.map_or(u32::from(time.repetition_s), |tempo| {
        u32::from(side.setting.lower_s.unwrap_or(tempo.lower))
            + u32::from(tempo.pause)
            + u32::from(tempo.lift)
    });
    let turns = turns(item, knowledge);
    let held = |repetitions: u8, seconds: u32| {
        turns * u32::from(repetitions) * (seconds + u32::from(time.release_s))
    };
    match side.setting.amount {
        Amount::Repetitions(n) => turns * u32::from(n) * repetition,
        Amount::Holds { repetitions, seconds } => held(repetitions, u32::from(seconds)),
        Amount::Breaths { repetitions, breaths } => {
            held(repetitions, u32::from(breaths) * u32::from(knowledge.conventions.breath_s))
        }
        Amount::Time(seconds) => u32::from(seconds),
        Amount::Distance(metres) => u32::from(metres / time.metres_per_s.max(1)),
        Amount::Ladder => 0,
    }
}

/// How often each repetition is done: twice where the sides take turns.
pub(super) fn turns(item: &Prescription, knowledge: &Knowledge) -> u32 {
    let exercise = knowledge.exercise(&item.exercise);
    if exercise.is_some_and(|exercise| exercise.sides == Sides::InTurn) { 2 } else { 1 }
}

/// Load of the sore side that an exercise brings when it is done once. Where it is to be done several times a day, the
/// session has it once and the log counts it once, so that what is asked and what was done are counted alike.
pub fn load_of(item: &Prescription, knowledge: &Knowledge, course: &Course<'_>) -> f64 {
    let Some(exercise) = knowledge.exercise(&item.exercise) else { return 0.0 };
    // The sore side comes first; both sides at once have one dose.
    let Some(side) = item.sides.first() else { return 0.0 };
    let effort = course.effort(&exercise.id, side.side);
    side.setting.load(exercise.load.level(), effort, &knowledge.dose, knowledge.conventions.breath_s)
}

/// Repetitions of the sore side that an exercise brings in which the hamstrings only lengthen; 0 for all others.
pub(super) fn lowering_of(item: &Prescription, knowledge: &Knowledge) -> f64 {
    let rules = &knowledge.dose.week;
    let counts = knowledge.exercise(&item.exercise).is_some_and(|exercise| rules.counts_lowering(exercise));
    // The sore side comes first; both sides at once have one dose.
    let side = item.sides.first().filter(|_| counts);
    side.map_or(0.0, |side| side.setting.repetitions(rules, knowledge.conventions.breath_s))
}

/// The same in the lowest dose of a stage, where the exercise begins.
pub(super) fn lowest_lowering(item: &Prescription, stage: &Stage, knowledge: &Knowledge) -> f64 {
    let exercise = knowledge.exercise(&item.exercise);
    let lowest = exercise.and_then(|exercise| {
        let dose = &exercise.dose(Occasion::Stage(stage.id))?.dose;
        Some(Setting::start(exercise, dose))
    });
    let rules = &knowledge.dose.week;
    lowest.map_or(0.0, |lowest| lowest.repetitions(rules, knowledge.conventions.breath_s))
}

/// Load the week has room for: the highest of the weeks before it and the rise that the stage allows, less what was done;
/// `None` in the first one.
pub(super) fn load_left(scene: &Scene<'_, '_>, course: &Course<'_>) -> Option<f64> {
    let (rise, rules) = (u16::from(course.stage.caps.rise_pct), &scene.knowledge.dose.week);
    week::left(&course.loads, scene.history.today, rise, rules)
}

/// Runs and exercises of the week together, against the weeks before.
pub(super) fn week_total(scene: &Scene<'_, '_>, course: &Course<'_>) -> WeekTotal {
    let (rise, dose) = (u16::from(course.stage.caps.rise_pct), &scene.knowledge.dose);
    let loads = Loads { exercises: &course.loads, ran: scene.ran, protocol: course.protocol.id };
    loads.of_week(scene.history.today, rise, &dose.week, &dose.ran)
}

/// Repetitions of lowering work that the week has room for, in the same way.
pub(super) fn lowering_left(scene: &Scene<'_, '_>, course: &Course<'_>) -> Option<f64> {
    let rules = &scene.knowledge.dose.week;
    week::left(&course.lowering, scene.history.today, rules.lowering_rise_pct, rules)
}
