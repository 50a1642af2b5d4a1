//! A session as a workout: sets, repetitions, timed holds and rests, side by side.
//!
//! A watch takes no block within a block, and only so many steps. Where a session needs more, it is told with less detail:
//! without the pauses between exercises, or with warming up and cooling down as one step each.

use std::num::NonZeroU16;

use femoris_clinic::knowledge::Knowledge;
use femoris_clinic::rehab::beats;
use femoris_clinic::rehab::dose::RangeUnit;
use femoris_clinic::rehab::exercise::Exercise;
use femoris_clinic::rehab::fit;
use femoris_clinic::rehab::log::WorkedSide;
use femoris_clinic::rehab::session::{Part, Prescription, Session, SideDose};
use femoris_clinic::rehab::setting::Amount;
use femoris_measure::Seconds;
use femoris_recording::fit::workout::{
    Block, MOST_STEPS, Step, StepKind, Target, Until, Workout, WorkoutSport,
};

use super::exercises::on_watch;
use crate::AppError;

/// How much of a session is said step by step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Detail {
    /// Everything, with a pause between exercises that lasts until the lap button.
    Full,
    /// Every exercise.
    Exercises,
    /// The main part with its pauses; warming up and cooling down are a step each.
    MainPart,
    /// The main part alone; warming up and cooling down are a step each.
    MainExercises,
}

impl Detail {
    const ALL: [Self; 4] = [Self::Full, Self::Exercises, Self::MainPart, Self::MainExercises];

    fn has_pauses(self) -> bool {
        matches!(self, Self::Full | Self::MainPart)
    }

    fn says(self, part: Part) -> bool {
        part == Part::Main || matches!(self, Self::Full | Self::Exercises)
    }
}

/// What comes after the last round of an exercise. The order is by how well it leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum AtTheEnd {
    /// The next exercise, as on the page.
    Next,
    /// The same rest as after the rounds before it: fewer steps.
    Rest,
}

/// The workout of a session.
pub(super) fn workout(session: &Session, knowledge: &Knowledge) -> Result<Workout, AppError> {
    let name = format!("{} {}", knowledge.text("calendar.session"), session.day);
    let ways =
        Detail::ALL.into_iter().flat_map(|detail| [(detail, AtTheEnd::Next), (detail, AtTheEnd::Rest)]);
    let workouts = ways.map(|(detail, at_the_end)| Workout {
        name: name.as_str().into(),
        sport: WorkoutSport::Strength,
        blocks: Telling { session, knowledge, detail, at_the_end }.blocks(),
    });
    let mut fitting = workouts.filter(|workout| workout.step_count() <= MOST_STEPS);
    let workout = fitting.next().ok_or_else(|| {
        AppError::refused(
            "session",
            format!("it has more than {MOST_STEPS} steps, more than a watch takes; choose a shorter session"),
        )
    })?;
    if workout.blocks.is_empty() {
        return Err(AppError::not_found("today's session has nothing that a watch could lead through"));
    }
    Ok(workout)
}

struct Telling<'a> {
    session: &'a Session,
    knowledge: &'a Knowledge,
    detail: Detail,
    at_the_end: AtTheEnd,
}

impl Telling<'_> {
    fn blocks(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        for part in [Part::WarmUp, Part::Main, Part::CoolDown] {
            let items: Vec<&Prescription> = self.session.part(part).collect();
            if !self.detail.says(part) {
                blocks.extend(self.as_one(part, &items).map(Block::Once));
                continue;
            }
            for item in items {
                let told = self.item(item);
                if self.detail.has_pauses() && !told.is_empty() && !blocks.is_empty() {
                    blocks.push(Block::Once(self.ready(item)));
                }
                blocks.extend(told);
            }
        }
        blocks
    }

    /// A whole part as one step until the lap button, with the names of what is in it.
    fn as_one(&self, part: Part, items: &[&Prescription]) -> Option<Step> {
        let names: Vec<&str> =
            items.iter().filter_map(|item| Some(self.exercise(item)?.words.name.as_str())).collect();
        let key = if part == Part::WarmUp { "watch.warm_up" } else { "watch.cool_down" };
        let step = rest(self.knowledge.text(key), Until::LapButton);
        (!names.is_empty()).then(|| Step { kind: kind(part), note: names.join(", ").as_str().into(), ..step })
    }

    fn exercise(&self, item: &Prescription) -> Option<&Exercise> {
        self.knowledge.exercise(&item.exercise)
    }

    /// Time to get ready for an exercise.
    fn ready(&self, item: &Prescription) -> Step {
        let next = self.exercise(item).map_or("", |exercise| exercise.words.name.as_str());
        Step { note: next.into(), ..rest(self.knowledge.text("watch.next"), Until::LapButton) }
    }

    /// The sets of one exercise.
    fn item(&self, item: &Prescription) -> Vec<Block> {
        let Some(exercise) = self.exercise(item) else { return Vec::new() };
        let sides: Vec<(u16, Vec<Step>)> = item
            .sides
            .iter()
            .map(|side| (u16::from(fit::rounds(item, side)), self.set(item, exercise, side)))
            .collect();
        // Holds with nothing but letting go between them: one side after the other.
        if sides.iter().any(|(_, steps)| steps.len() > 1) {
            let each = item.sides.iter().zip(sides);
            let holds = |(side, (_, steps)): (&SideDose, (u16, Vec<Step>))| match side.setting.amount {
                Amount::Holds { repetitions, .. } => {
                    rounds(u16::from(repetitions), steps, None, self.at_the_end)
                }
                _ => rounds(u16::from(side.setting.sets), steps, None, self.at_the_end),
            };
            return each.flat_map(holds).collect();
        }
        let pause = Seconds::new(f64::from(beats::rest_seconds(item, self.knowledge)));
        let pause = pause.ok().filter(|pause| pause.get() >= 1.0);
        let pause = pause.map(|pause| rest(self.knowledge.text("watch.rest"), Until::Time(pause)));
        in_turn(sides, pause.as_ref(), self.at_the_end)
    }

    /// One set on one side, or one hold where holds have their rest: a step, and for several timed holds in a single set
    /// without it, the hold and letting go.
    fn set(&self, item: &Prescription, exercise: &Exercise, side: &SideDose) -> Vec<Step> {
        let seconds = |value: u16| Seconds::new(f64::from(value)).ok().filter(|time| time.get() >= 1.0);
        let count = |value: u8| NonZeroU16::new(u16::from(value)).map(Until::Repetitions);
        let (until, said) = match side.setting.amount {
            Amount::Repetitions(n) => (count(n), String::new()),
            Amount::Holds { repetitions: n, seconds: s } if n == 1 || side.setting.sets == 1 => {
                (seconds(s).filter(|_| n > 0).map(Until::Time), String::new())
            }
            Amount::Holds { repetitions: n, seconds: s } => (count(n), format!("Hold each for {s} s.")),
            Amount::Breaths { repetitions: n, breaths: b } => (count(n), format!("{b} calm breaths each.")),
            Amount::Time(s) => (seconds(s).map(Until::Time), String::new()),
            Amount::Distance(m) => {
                let way = femoris_measure::Metres::new(f64::from(m)).ok().filter(|way| way.get() >= 1.0);
                (way.map(Until::Distance), String::new())
            }
            // Runs have a workout of their own.
            Amount::Ladder => (None, String::new()),
        };
        let Some(until) = until else { return Vec::new() };
        let name = match side.side {
            WorkedSide::Both => exercise.words.name.clone(),
            WorkedSide::Left => format!("Left: {}", exercise.words.name),
            WorkedSide::Right => format!("Right: {}", exercise.words.name),
        };
        let work = Step {
            name: name.as_str().into(),
            kind: kind(item.part),
            until,
            target: Target::Open,
            note: self.note(item, exercise, side, &said).as_str().into(),
            exercise: on_watch(&item.exercise.to_string()),
        };
        match side.setting.amount {
            Amount::Holds { repetitions, .. }
                if repetitions > 1 && side.setting.sets == 1 && item.hold_rest_s.is_none() =>
            {
                let release = seconds(self.knowledge.dose.time.release_s).map(Until::Time);
                let release = release.map(|until| rest(self.knowledge.text("watch.release"), until));
                [Some(work), release].into_iter().flatten().collect()
            }
            _ => vec![work],
        }
    }

    /// What a watch has room to say: how it is held, how slowly, how far, with what weight, and when to stop.
    fn note(&self, item: &Prescription, exercise: &Exercise, side: &SideDose, said: &str) -> String {
        let setting = side.setting;
        let tempo = item.tempo.map(|tempo| {
            let lower = setting.lower_s.unwrap_or(tempo.lower);
            let still = if tempo.pause > 0 { format!(" {} s still,", tempo.pause) } else { String::new() };
            format!("{lower} s down,{still} {} s up.", tempo.lift)
        });
        let range = exercise.range.as_ref().zip(setting.range).map(|(lever, at)| match lever.unit {
            RangeUnit::HipBend => format!("Hip bent {at}°."),
            RangeUnit::KneeBend => format!("Knee bent {at}°."),
            RangeUnit::StepsOut => format!("{at} steps out."),
            RangeUnit::Height => format!("{at} cm high."),
            RangeUnit::Level => format!("Level {at}."),
        });
        let share = setting.share.map(|share| format!("{share} % of full effort."));
        let weight = setting.added.weight.map(|weight| format!("{weight}."));
        let stop = self
            .knowledge
            .conventions
            .stop_rule(item.stop)
            .map(|rule| self.session.limit(rule))
            .map(|pain| format!("Stop above {} of 10.", pain.get()));
        let own = Some(item.note.clone());
        let parts = [stop, Some(said.to_owned()), tempo, range, share, weight, own];
        let parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
        parts.join(" ")
    }
}

/// Sides that take turns round by round, with a pause after each round; where one has more rounds, it ends alone.
fn in_turn(sides: Vec<(u16, Vec<Step>)>, pause: Option<&Step>, at_the_end: AtTheEnd) -> Vec<Block> {
    let together = sides.iter().map(|(times, _)| *times).min().unwrap_or(0);
    let most = sides.iter().map(|(times, _)| *times).max().unwrap_or(0);
    let of = |least: u16| {
        let working = sides.iter().filter(move |(times, _)| *times > least);
        working.flat_map(|(_, steps)| steps.clone()).collect::<Vec<Step>>()
    };
    let alone = rounds(most - together, of(together), pause.cloned(), at_the_end);
    // Rounds that others follow end in a pause.
    let between = if alone.is_empty() { at_the_end } else { AtTheEnd::Rest };
    let mut blocks = rounds(together, of(0), pause.cloned(), between);
    // A single round brings none with it.
    if together == 1 && !alone.is_empty() {
        blocks.extend(pause.cloned().map(Block::Once));
    }
    blocks.extend(alone);
    blocks
}

fn kind(part: Part) -> StepKind {
    match part {
        Part::WarmUp => StepKind::WarmUp,
        Part::Main | Part::Outing => StepKind::Active,
        Part::CoolDown => StepKind::CoolDown,
    }
}

fn rest(name: &str, until: Until) -> Step {
    Step {
        name: name.into(),
        kind: StepKind::Rest,
        until,
        target: Target::Open,
        note: "".into(),
        exercise: None,
    }
}

/// The same steps so many times, with a pause between the rounds, and after the last one of several where that is wanted.
fn rounds(times: u16, mut steps: Vec<Step>, pause: Option<Step>, at_the_end: AtTheEnd) -> Vec<Block> {
    let once = |steps: Vec<Step>| steps.into_iter().map(Block::Once);
    let last = match (&pause, at_the_end) {
        _ if times == 0 || steps.is_empty() => return Vec::new(),
        _ if times == 1 => return once(steps).collect(),
        (Some(_), AtTheEnd::Next) => steps.clone(),
        _ => Vec::new(),
    };
    steps.extend(pause);
    let times = times - u16::from(!last.is_empty());
    let mut blocks: Vec<Block> = match times {
        1 => once(steps).collect(),
        times => vec![Block::Repeat { times, steps }],
    };
    blocks.extend(once(last));
    blocks
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use femoris_clinic::rehab::exercise::Sides;
    use femoris_clinic::rehab::flare::Restraint;
    use femoris_clinic::rehab::kit::KitSet;
    use femoris_clinic::rehab::log::SessionLength;
    use femoris_clinic::rehab::protocol::{Requirement, Stage};
    use femoris_clinic::rehab::setting::Setting;
    use femoris_clinic::rehab::stage::Occasion;
    use femoris_clinic::rehab::week::WeekTotal;
    use femoris_recording::fit::workout::{Label, read_workout};
    use femoris_testkit::{judged, noon};

    use super::*;

    /// An exercise as a stage prescribes it to a newcomer, or with as many sets as its dose allows.
    fn prescribed(exercise: &Exercise, on: Occasion, part: Part, most: bool) -> Option<Prescription> {
        let dose = &exercise.dose(on)?.dose;
        let mut setting = Setting::start(exercise, dose);
        if most {
            setting.sets = dose.sets.to();
        }
        let sides = match exercise.sides {
            Sides::Together | Sides::InTurn => vec![WorkedSide::Both],
            Sides::Each => vec![WorkedSide::Left, WorkedSide::Right],
        };
        Some(Prescription {
            exercise: exercise.id.clone(),
            part,
            sides: sides.into_iter().map(|side| SideDose { side, setting, step: None }).collect(),
            tempo: dose.tempo,
            rest_s: dose.rest_s,
            hold_rest_s: dose.hold_rest_s,
            times: 1,
            stop: exercise.stop,
            requirement: Requirement::Required,
            kit: KitSet::default(),
            instead_of: None,
            note: "As told.".to_owned(),
            easier: None,
            harder: None,
            seconds: 0,
        })
    }

    /// A session of a stage with one choice of each of its exercises: the first, the second and so on where there are more.
    fn session(knowledge: &Knowledge, stage: &Stage, choice: usize, most: bool) -> Session {
        let around = |on, part| {
            let fitting = knowledge.exercises.values().filter_map(move |one| prescribed(one, on, part, most));
            fitting.skip(choice).take(6)
        };
        let slots = stage.week.iter().filter(|slot| slot.kind.is_session()).flat_map(|slot| &slot.items);
        let main = slots.filter_map(|item| {
            let id = item.choices.get(choice).or(item.choices.first())?;
            prescribed(knowledge.exercise(id)?, Occasion::Stage(stage.id), Part::Main, most)
        });
        let mut items: Vec<Prescription> = around(Occasion::WarmUp, Part::WarmUp).collect();
        items.extend(main.take(8));
        items.extend(around(Occasion::CoolDown, Part::CoolDown));
        Session {
            day: "2026-11-28".parse().expect("a day"),
            protocol: stage.id.protocol(),
            stage: stage.id,
            length: SessionLength::default(),
            restraint: Restraint::None,
            tolerated: knowledge.conventions.tolerated(stage.policy),
            items,
            notes: Vec::new(),
            week: WeekTotal::NoRuns,
        }
    }

    fn every_session(knowledge: &Knowledge) -> Vec<Session> {
        let stages = knowledge.protocols.iter().flat_map(|protocol| &protocol.stages);
        stages
            .flat_map(|stage| {
                let variants = (0..4).flat_map(|choice| [(choice, false), (choice, true)]);
                variants.map(|(choice, most)| session(knowledge, stage, choice, most)).collect::<Vec<_>>()
            })
            .collect()
    }

    /// How often each exercise is set to work, by its name on the watch.
    fn played(workout: &Workout) -> BTreeMap<String, usize> {
        let mut counts = BTreeMap::new();
        for step in workout.played().filter(|step| step.kind == StepKind::Active) {
            *counts.entry(step.name.to_string()).or_default() += 1;
        }
        counts
    }

    #[test]
    fn every_session_fits_a_watch_and_reads_back() {
        let knowledge = crate::knowledge::built_in().expect("valid");
        let mut names = 0;
        for (index, session) in every_session(&knowledge).iter().enumerate() {
            let workout = workout(session, &knowledge).expect("a workout");
            let bytes = judged::workout(&format!("session-{index}"), &workout, noon().0);
            assert_eq!(read_workout(&bytes).as_ref(), Ok(&workout), "{index}");
            names += workout.played().filter(|step| step.exercise.is_some()).count();
        }
        assert!(names > 500, "Garmin names only {names} of the steps");
    }

    #[test]
    fn sets_are_neither_lost_nor_added() {
        let knowledge = crate::knowledge::built_in().expect("valid");
        for session in every_session(&knowledge) {
            let workout = workout(&session, &knowledge).expect("a workout");
            let counts = played(&workout);
            let mut wanted: BTreeMap<String, usize> = BTreeMap::new();
            for item in session.part(Part::Main) {
                let exercise = knowledge.exercise(&item.exercise).expect("known");
                for side in &item.sides {
                    let setting = side.setting;
                    let times = match setting.amount {
                        Amount::Ladder => continue,
                        Amount::Holds { repetitions, .. } if setting.sets == 1 => repetitions,
                        _ => setting.sets,
                    };
                    let name = match side.side {
                        WorkedSide::Both => exercise.words.name.clone(),
                        WorkedSide::Left => format!("Left: {}", exercise.words.name),
                        WorkedSide::Right => format!("Right: {}", exercise.words.name),
                    };
                    let name = Label::from(name.as_str()).to_string();
                    *wanted.entry(name).or_default() += usize::from(times);
                }
            }
            assert_eq!(counts, wanted, "{}", session.stage);
        }
    }

    /// Sides of the work of one exercise in the order in which they come, and the seconds rested between them.
    fn on_the_watch(blocks: Vec<Block>) -> Vec<(String, f64)> {
        let workout = Workout { name: "One".into(), sport: WorkoutSport::Strength, blocks };
        let mut seen: Vec<(String, f64)> = Vec::new();
        for step in workout.played() {
            match (step.kind, step.until) {
                (StepKind::Rest, Until::Time(time)) => {
                    if let Some((_, rested)) = seen.last_mut().filter(|_| step.name.to_string() == "Rest") {
                        *rested += time.get();
                    }
                }
                _ => {
                    seen.push((step.name.to_string().split(": ").next().unwrap_or_default().to_owned(), 0.0))
                }
            }
        }
        seen
    }

    fn on_the_page(item: &Prescription, knowledge: &Knowledge) -> Vec<(String, f64)> {
        use femoris_clinic::rehab::beats::{Moment, beats};
        let mut seen: Vec<(String, f64)> = Vec::new();
        for beat in beats(item, knowledge) {
            let side = if beat.side == WorkedSide::Left { "Left" } else { "Right" };
            match beat.moment {
                // A watch has no time for changing sides, nor for letting go of the only hold of a set.
                Moment::Ready | Moment::ChangeSide | Moment::Release => {}
                Moment::Rest => {
                    if let Some((_, rested)) = seen.last_mut() {
                        *rested += f64::from(beat.seconds);
                    }
                }
                _ => seen.push((side.to_owned(), 0.0)),
            }
        }
        seen
    }

    #[test]
    fn sides_take_turns_and_rest_on_the_watch_as_on_the_page() {
        let knowledge = crate::knowledge::built_in().expect("valid");
        let mut holds = 0;
        for session in every_session(&knowledge) {
            let (detail, at_the_end) = (Detail::Full, AtTheEnd::Next);
            let telling = Telling { session: &session, knowledge: &knowledge, detail, at_the_end };
            for item in session.items.iter().filter(|item| item.sides.len() == 2) {
                let is_one_step = item.sides.iter().all(|side| match side.setting.amount {
                    Amount::Holds { repetitions, .. } => repetitions == 1 || side.setting.sets == 1,
                    Amount::Breaths { repetitions, .. } => repetitions == 1,
                    Amount::Ladder => false,
                    _ => true,
                });
                let (watch, page) = (on_the_watch(telling.item(item)), on_the_page(item, &knowledge));
                if is_one_step && item.hold_rest_s.is_some() {
                    holds += 1;
                }
                if is_one_step {
                    assert_eq!(watch, page, "{} {}", session.stage, item.exercise);
                }
            }
        }
        assert!(holds > 10, "only {holds} exercises rest between holds");
    }

    #[test]
    fn a_session_that_no_watch_takes_is_refused_in_words() {
        let knowledge = crate::knowledge::built_in().expect("valid");
        let stage = knowledge.protocols.first().and_then(|protocol| protocol.first()).expect("a stage");
        let mut long = session(&knowledge, stage, 0, true);
        let main: Vec<Prescription> = long.part(Part::Main).cloned().collect();
        long.items = main.iter().cycle().take(60).cloned().collect();
        let refused = workout(&long, &knowledge).expect_err("too long");
        assert!(refused.to_string().contains("choose a shorter session"), "{refused}");
        long.items.clear();
        let empty = workout(&long, &knowledge).expect_err("empty");
        assert_eq!(empty.kind(), crate::ErrorKind::NotFound);
    }
}
