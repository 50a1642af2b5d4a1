//! Forty weeks, day by day: log, ask, train, pass, run, log. Running and the programme decide together, as in the application.

use crate::body::{Body, Habit};
use femoris_clinic::case::{CaseState, LoadHistory};
use femoris_clinic::complaint::{AgeGiven, AgeYears};
use femoris_clinic::event::{Entry, Event, PainMoment, Sequence};
use femoris_clinic::facts::Facts;
use femoris_clinic::finding::{Finding, FindingId};
use femoris_clinic::knowledge::Knowledge;
use femoris_clinic::measurement::{Measure, MeasureId};
use femoris_clinic::readiness::{Decision, RunToday, decide};
use femoris_clinic::rehab::exercise::{ExerciseId, Group};
use femoris_clinic::rehab::flare::Restraint;
use femoris_clinic::rehab::followed::Followed;
use femoris_clinic::rehab::gate::{Need, Rung, Sessions};
use femoris_clinic::rehab::history::History;
use femoris_clinic::rehab::log::{Amounts, Doing, ExerciseDone, Form, SessionDone, SessionId, StageDecision};
use femoris_clinic::rehab::outing::{Outing, OutingMinutes};
use femoris_clinic::rehab::plan::{self, LadderRecord};
use femoris_clinic::rehab::progress::Step;
use femoris_clinic::rehab::ran::Ran;
use femoris_clinic::rehab::session::{self, DayPlan, Part, Prescription, Scene, Session};
use femoris_clinic::rehab::setting::{Amount, Setting};
use femoris_clinic::rehab::stage::StageId;
use femoris_clinic::running::day::{RunOfDay, Runner, RunningDay};
use femoris_clinic::running::fit::OwnSpeeds;
use femoris_clinic::running::matching::{DoneAs, Measured};
use femoris_clinic::running::prescription::{PrescribedRun, RunSource};
use femoris_clinic::running::record::RunRecord;
use femoris_clinic::running::rules::Way;
use femoris_clinic::triage::{Outcome, triage};
use femoris_measure::{Day, Effort, Instant, Metres, MetresPerSecond, PainScore, Percent, Seconds};
use std::collections::BTreeSet;

/// Days from one test of the gates to the next.
const TESTED_EVERY: i32 = 3;

/// A day of a walk.
pub(crate) struct Stride {
    pub(crate) day: i32,
    pub(crate) decision: Decision,
    pub(crate) rung: Option<Rung>,
    pub(crate) run: Option<PrescribedRun>,
    pub(crate) ran: bool,
    pub(crate) pain: Option<u8>,
    pub(crate) said: Vec<String>,
    /// Why there was no run.
    pub(crate) why: Vec<String>,
    pub(crate) gates_left: usize,
    /// Whether the gate of the rung is open on the day; judged apart from the engine's own climb.
    pub(crate) gate_open: bool,
    /// The stage of the programme; `None` where it stands still or there is none.
    pub(crate) stage: Option<StageId>,
    /// The stage that may begin, which it does.
    pub(crate) passed: Option<StageId>,
    /// What is left of its gate.
    pub(crate) left: Vec<String>,
}

pub(crate) struct Walk {
    pub(crate) name: &'static str,
    pub(crate) days: Vec<Stride>,
    pub(crate) returned: Option<i32>,
    /// The day full training was taken up anew.
    pub(crate) returned_anew: Option<i32>,
    /// How often an exercise that had hurt was asked again, with less.
    pub(crate) lessened: u32,
    rest_days: i32,
    speeds: OwnSpeeds,
}

struct Log {
    events: Vec<Event>,
    first: Day,
}

impl Log {
    fn add(&mut self, day: i32, entry: Entry) {
        let sequence = Sequence(self.events.len() as u64 + 1);
        let at = Instant::from_unix_ms(i64::from(day) * 86_400_000);
        self.events.push(Event { sequence, at, day: self.first.plus_days(day), entry });
    }

    fn measure(&mut self, day: i32, id: MeasureId, value: f64) {
        self.add(day, Entry::Measured(Measure::new(id, value).expect("on its scale")));
    }

    fn absent(&mut self, day: i32, id: FindingId) {
        self.add(day, Entry::FindingAnswered { id, answer: Finding::Absent });
    }

    fn pain(&mut self, day: i32, moment: PainMoment, score: u8) {
        self.add(day, Entry::PainLogged { moment, score: PainScore::new(score).expect("0 to 10") });
    }
}

pub(crate) fn walk(body: &Body, knowledge: &Knowledge, days: i32) -> Walk {
    let first = Day::from_ymd(2026, 1, 5).expect("a Monday");
    let mut log = Log { events: Vec::new(), first };
    let mut done: Vec<(Day, Measured)> = Vec::new();
    let (mut injured_on, mut hurt) = (0, 0);
    let mut returns: Vec<i32> = Vec::new();
    let mut strides = Vec::new();
    let mut after_pain = AfterPain::default();
    before(&mut done, body, first);
    begin(&mut log, body, 0);
    for day in 0..days {
        if let Habit::ReInjures { on } = body.habit
            && day == on
        {
            injured_on = day;
            begin(&mut log, body, day);
        }
        if let Habit::StopsFor { from, days } = body.habit
            && (from..from + days).contains(&day)
        {
            continue;
        }
        morning(&mut log, body, (day, injured_on), hurt, knowledge);
        if let (Habit::FallsBack { after }, Some(back)) = (body.habit, returns.first())
            && (back + after..back + after + 2).contains(&day)
        {
            log.measure(day, MeasureId::LoadTestPain, 5.0);
        }
        let tests = (day - injured_on) % TESTED_EVERY == 0;
        let today = Today::of((&log, &done), day, tests, body, knowledge);
        let mut stride = today.stride(day);
        hurt = 0;
        if let Some(session) = &today.session {
            after_pain.look(body, session, day, knowledge);
            hurt = train(&mut log, body, session, (day, injured_on), &after_pain);
        }
        tell(&mut log, body, &today, day, knowledge);
        if let Some((from, to)) = today.pass {
            log.add(day, Entry::StageDecided(StageDecision::Passed { from, to }));
        }
        if let Some(run) = &stride.run {
            let ran = run_it(&mut log, &mut done, body, run, (day, injured_on));
            hurt = hurt.max(ran);
            stride.ran = true;
            stride.pain = Some(ran);
        }
        if today.may_return {
            log.add(day, Entry::FullTraining);
            returns.push(day);
        }
        strides.push(stride);
    }
    let rest_days = 1;
    let (returned, returned_anew) = (returns.first().copied(), returns.get(1).copied());
    Walk {
        name: body.name,
        days: strides,
        returned,
        returned_anew,
        lessened: after_pain.lessened,
        rest_days,
        speeds: speeds(body, knowledge),
    }
}

/// Five weeks of four runs each before it began, for whoever has a watch.
fn before(done: &mut Vec<(Day, Measured)>, body: &Body, first: Day) {
    if matches!(body.habit, Habit::NoWatch | Habit::Treadmill) {
        return;
    }
    for day in (-35..0).filter(|day: &i32| [0, 2, 4, 6].contains(&day.rem_euclid(7))) {
        let run = Measured { total_s: Some(2400.0), metres: Some(7000.0), ..Measured::default() };
        done.push((first.plus_days(day), run));
    }
}

fn begin(log: &mut Log, body: &Body, day: i32) {
    let onset = log.first.plus_days(day);
    log.add(day, Entry::RunnerDescribed { age: AgeYears::new(34).ok().map(AgeGiven::Years), sex: None });
    [FindingId::PopFelt, FindingId::BoneTender, FindingId::PalpableGapOrGrossWeakness]
        .into_iter()
        .for_each(|id| log.absent(day, id));
    log.add(
        day,
        Entry::ComplaintSet(femoris_clinic::complaint::Complaint {
            onset_date: Some(onset),
            ..body.complaint
        }),
    );
    if body.habit == Habit::KeepsRunning {
        log.add(day, Entry::WayChosen { way: Way::KeepRunning });
    }
    if let Habit::Races { on } = body.habit {
        let race = log.first.plus_days(on);
        log.add(day, Entry::GoalSet { day: race, distance: Metres::new(10_000.0).expect("a way") });
    }
}

/// What the runner logs in the morning: everything the gates and the answer ask for, as the body has it.
fn morning(log: &mut Log, body: &Body, (day, injured_on): (i32, i32), hurt: u8, knowledge: &Knowledge) {
    let days = day - injured_on;
    let healed = body.healed(days);
    let lost = 1.0 - healed;
    let says_zero = body.habit == Habit::SaysZero;
    let sore = |score: f64| if says_zero { 0.0 } else { score.round().clamp(0.0, 9.0) };
    let early = sore((lost - 0.75) * 12.0);
    log.pain(day, PainMoment::NextMorning, if says_zero { 0 } else { hurt.saturating_sub(3) });
    for id in [MeasureId::PainNow, MeasureId::PainWalking, MeasureId::LoadTestPain] {
        log.measure(day, id, early);
    }
    log.measure(day, MeasureId::MorningStiffnessMin, 5.0);
    if day % 5 == 0 {
        knowledge.danger_signs.iter().for_each(|id| log.absent(day, *id));
    }
    for id in [
        FindingId::LimpWalking,
        FindingId::CannotWalkFastOrClimbStairs,
        FindingId::RunningFormChanged,
        FindingId::MuscleBellyTender,
        FindingId::ResistedKneeFlexionPain,
        FindingId::LargeBruise,
    ] {
        log.absent(day, id);
    }
    if days % TESTED_EVERY == 0 {
        test(log, body, day, days);
    }
}

/// What the gates ask to be measured, as the body has it.
fn test(log: &mut Log, body: &Body, day: i32, days: i32) {
    let healed = body.healed(days);
    let lost = 1.0 - healed;
    let sore = |score: f64| if body.habit == Habit::SaysZero { 0.0 } else { score.round().clamp(0.0, 9.0) };
    log.measure(day, MeasureId::WalkingMin, 60.0);
    log.measure(day, MeasureId::SittingMin, (healed * 90.0).round());
    for (id, value) in [
        (MeasureId::LyingKneeShortDeg, (lost * 12.0 - 6.0).round().max(0.0)),
        (MeasureId::SingleLegSquatPain, sore(lost * 3.0 - 1.0)),
        (MeasureId::HoldPain, sore(lost * 4.0)),
        (MeasureId::KneeExtensionOtherDeg, 75.0),
        (MeasureId::KneeExtensionSoreDeg, 75.0 * (0.6 + 0.4 * healed)),
        (MeasureId::StraightLegRaiseOtherDeg, 80.0),
        (MeasureId::StraightLegRaiseSoreDeg, 80.0 * (0.6 + 0.4 * healed)),
        (MeasureId::HoldOtherS, 60.0),
        (MeasureId::HoldSoreS, 60.0 * (0.3 + 0.7 * healed)),
        (MeasureId::BridgeOtherReps, 30.0),
        (MeasureId::BridgeSoreReps, (30.0 * (0.3 + 0.7 * healed)).round()),
        (MeasureId::IsometricKneeFlexionDeficitPct, 60.0 * lost),
        (MeasureId::Isometric15DeficitPct, 60.0 * lost),
        (MeasureId::PressPain, sore(lost * 6.0)),
        (MeasureId::HopPain, sore(lost * 6.0)),
        (MeasureId::JumpPain, sore(lost * 6.0)),
        (MeasureId::HTestInsecurity, (lost * 30.0).round()),
        (MeasureId::Confidence, (healed * 10.2).round().min(10.0)),
        (MeasureId::ShoeTestPain, sore(lost * 5.0)),
        (MeasureId::HingeTestPain, sore(lost * 5.0)),
        (MeasureId::VisaH, (healed * 100.0).round()),
    ] {
        log.measure(day, id, value);
    }
}

/// What hurt, until it or what stands in for it is asked again.
#[derive(Default)]
struct AfterPain {
    last: Option<(i32, StageId, Prescription)>,
    lessened: u32,
}

impl AfterPain {
    fn hurt_on(&self, day: i32, exercise: &ExerciseId) -> bool {
        self.last.as_ref().is_some_and(|(on, _, item)| *on == day && item.exercise == *exercise)
    }

    /// What hurt comes back as less of it or as nothing heavier, once nothing else holds the session back; then chooses what
    /// hurts today.
    fn look(&mut self, body: &Body, session: &Session, day: i32, knowledge: &Knowledge) {
        let level = |id: &ExerciseId| knowledge.exercise(id).map_or(0, |exercise| exercise.load.level());
        if let Some((on, stage, before)) = self.last.take_if(|_| session.restraint == Restraint::None) {
            let who = format!("{} day {day}: {} hurt on day {on}", body.name, before.exercise);
            let of = |item: &&Prescription| item.exercise == before.exercise;
            let stands_in = |item: &&Prescription| item.instead_of.as_ref() == Some(&before.exercise);
            let main = || session.part(Part::Main);
            if session.stage != stage {
                // Another stage has another dose.
            } else if let Some(now) = main().find(of) {
                for (now, before) in now.sides.iter().zip(&before.sides) {
                    let (is_less, is_more) = against(now.setting, before.setting);
                    // After a week of the easier exercise it may be what it was, where that was the lowest dose.
                    let came_back = now.step == Some(Step::Return);
                    assert!(!is_more && (is_less || came_back), "{who}: {before:?}, now {now:?}");
                    self.lessened += u32::from(is_less);
                }
            } else if let Some(other) = main().find(stands_in) {
                assert!(level(&other.exercise) <= level(&before.exercise), "{who}: {}", other.exercise);
                self.lessened += 1;
            } else {
                self.last = Some((on, stage, before));
            }
        }
        if body.is_hurt_on(day) && session.restraint == Restraint::None {
            let heaviest = session.part(Part::Main).max_by_key(|item| level(&item.exercise));
            self.last = heaviest.map(|item| (day, session.stage, item.clone()));
        }
    }
}

/// Whether there is less of something than before, and whether there is more of anything.
fn against(now: Setting, before: Setting) -> (bool, bool) {
    let each = |amount| match amount {
        Amount::Repetitions(n) => u32::from(n),
        Amount::Holds { repetitions, seconds } => u32::from(repetitions) * u32::from(seconds),
        Amount::Breaths { repetitions, breaths } => u32::from(repetitions) * u32::from(breaths),
        Amount::Time(n) | Amount::Distance(n) => u32::from(n),
        Amount::Ladder => 0,
    };
    let of = |one: Setting| {
        let (range, share) = (one.range.map_or(0, i32::from), one.share.map_or(0, i32::from));
        [i32::from(one.sets), each(one.amount) as i32, range, share, i32::from(one.added.steps)]
    };
    let pairs = of(now).into_iter().zip(of(before));
    (pairs.clone().any(|(now, before)| now < before), pairs.clone().any(|(now, before)| now > before))
}

/// Does the session as it is asked and logs it. Gives the pain.
fn train(
    log: &mut Log,
    body: &Body,
    session: &Session,
    (day, injured_on): (i32, i32),
    after_pain: &AfterPain,
) -> u8 {
    let sore = body.sore(day - injured_on);
    let id = SessionId::new(&format!("session-{day}")).expect("an id");
    log.add(day, Entry::SessionLogged(whole(id.clone(), session.stage)));
    for item in &session.items {
        let hurt = if after_pain.hurt_on(day, &item.exercise) { 5 } else { sore };
        for side in &item.sides {
            let (repetitions, seconds) = match side.setting.amount {
                Amount::Repetitions(n) | Amount::Breaths { repetitions: n, .. } => (Some(n), None),
                Amount::Holds { repetitions, seconds } => (Some(repetitions), Some(seconds)),
                Amount::Time(seconds) => (None, Some(seconds)),
                Amount::Distance(_) | Amount::Ladder => (None, None),
            };
            let amounts = Amounts {
                sets: side.setting.sets,
                sets_asked: Some(side.setting.sets),
                repetitions,
                seconds,
                range: side.setting.range,
                share: side.setting.share,
                pain: PainScore::new(hurt).ok(),
                effort: Effort::new(5).ok(),
                form: Some(Form::Kept),
                weight: None,
                stopped: None,
            };
            let done = ExerciseDone {
                session: id.clone(),
                exercise: item.exercise.clone(),
                side: side.side,
                part: item.part,
                doing: Doing::Done(amounts),
                instead_of: None,
            };
            log.add(day, Entry::ExerciseLogged(done));
        }
    }
    sore
}

/// Walks and rides of a gate, each told for itself; the run of half an hour too where no watch tells it.
fn tell(log: &mut Log, body: &Body, today: &Today, day: i32, knowledge: &Knowledge) {
    let Some(stage) = today.stage else { return };
    let is_run =
        |need: &Sessions| need.any_of.iter().any(|id| knowledge.exercise(id).is_some_and(|one| one.runs));
    let told = |need: &&Sessions| !is_run(need) || body.habit == Habit::NoWatch;
    for (number, need) in today.outings.iter().filter(told).enumerate() {
        let seconds = need.seconds.unwrap_or(600);
        let outing = Outing {
            name: SessionId::new(&format!("outing-{day}-{number}")).expect("an id"),
            day: None,
            exercise: need.any_of[0].clone(),
            minutes: OutingMinutes::new(seconds.div_ceil(60)).expect("minutes"),
            pain: PainScore::new(0).expect("0 to 10"),
            pain_after: None,
            next_morning: None,
            painkiller: Finding::Absent,
            limp: Finding::Absent,
        };
        let report = outing.report(stage, log.first.plus_days(day));
        log.add(day, Entry::SessionLogged(report.done));
        report.exercises.into_iter().for_each(|done| log.add(day, Entry::ExerciseLogged(done)));
    }
}

fn whole(session: SessionId, stage: StageId) -> SessionDone {
    SessionDone {
        session,
        stage,
        minutes: None,
        pain_after: None,
        painkiller: Finding::Absent,
        limp: Finding::Absent,
        alarms: BTreeSet::new(),
    }
}

/// Runs what is prescribed, as this runner does, and logs it. Gives the pain.
fn run_it(
    log: &mut Log,
    done: &mut Vec<(Day, Measured)>,
    body: &Body,
    run: &PrescribedRun,
    (day, injured_on): (i32, i32),
) -> u8 {
    let wild = matches!(body.habit, Habit::Overshoots | Habit::SaysZero) && day % 3 != 0;
    let (more, faster) = if wild { (1.35, 1.12) } else { (1.0, 1.0) };
    let pain = body.pain(run, day - injured_on, faster);
    let pain = if body.habit == Habit::SaysZero { 0 } else { pain };
    let mut measured = body.done(run, more, faster);
    if body.habit == Habit::Trail && day % 4 < 2 {
        measured.steep_m = Some(600.0);
    }
    let measured_s = measured.total_s;
    match body.habit {
        Habit::NoWatch => log.add(day, Entry::RunTold { told: DoneAs::AsPrescribed }),
        Habit::Treadmill => {
            let known = Measured { total_s: measured.total_s, ..Measured::default() };
            done.push((log.first.plus_days(day), known));
            log.add(day, Entry::RunTold { told: DoneAs::AsPrescribed });
        }
        _ => {
            done.push((log.first.plus_days(day), measured));
            // Uphill strides leave no trace a watch could tell.
            log.add(day, Entry::RunTold { told: DoneAs::AsPrescribed });
        }
    }
    if body.habit != Habit::NoWatch {
        let duration = measured_s.and_then(|seconds| Seconds::new(seconds).ok());
        let start = Instant::from_unix_ms(i64::from(day) * 86_400_000);
        log.add(day, Entry::RunRecorded { run: format!("run-{day}"), start, distance: None, duration });
    }
    log.pain(day, PainMoment::During, pain);
    log.pain(day, PainMoment::After, pain.saturating_sub(1));
    pain
}

/// The engine's word on a day.
struct Today {
    answer: RunToday,
    running: Option<RunningDay>,
    may_return: bool,
    gate_open: bool,
    session: Option<Session>,
    stage: Option<StageId>,
    /// What the gate of the stage asks for beside the sessions.
    outings: Vec<Sessions>,
    /// The stage that is left and the one that begins, where the gate is open.
    pass: Option<(StageId, StageId)>,
    left: Vec<String>,
}

impl Today {
    fn of(
        (log, done): (&Log, &[(Day, Measured)]),
        day: i32,
        tests: bool,
        body: &Body,
        knowledge: &Knowledge,
    ) -> Self {
        let today = log.first.plus_days(day);
        let state = CaseState::fold(&log.events, today, load(done, today));
        let facts = Facts::new(&state, &knowledge.freshness);
        let triage = triage(&facts, knowledge);
        let Outcome::Cleared(cleared) = &triage.outcome else {
            panic!("{} on day {day}: {:?}", body.name, triage.flags);
        };
        let answer = decide(cleared, &facts, knowledge);
        let record = RunRecord::fold(&log.events, done.iter().cloned(), today);
        let speeds = speeds(body, knowledge);
        let history = History::fold(&log.events, today);
        let (top, from) = (MetresPerSecond::new(body.top).ok(), knowledge.measures.clean.running_from);
        let ran = Ran::of(done.iter().cloned(), &history, top, &knowledge.dose.ran, from);
        let scene = Scene { facts, triage: &triage, history: &history, ran: &ran, knowledge };
        let followed = Followed::of(&scene);
        let runner = Runner {
            state: &state,
            events: &log.events,
            record: &record,
            answer: &answer,
            speeds: &speeds,
            stages: &followed,
            knowledge,
        };
        let running = runner.day(cleared);
        let may_return = running.back.as_ref().is_some_and(|back| back.is_open());
        let gate_open = gate_open(&running, &facts, knowledge);
        let session = match session::today(cleared, &scene) {
            DayPlan::Session(session) => Some(session),
            DayPlan::Rest { .. } | DayPlan::Refused(_) => None,
        };
        let course = followed.course();
        let runs = LadderRecord::of(&runner, &running, course.map(|course| course.begun.day));
        // Gates are looked at when they were tested.
        let plan = tests.then(|| plan::plan(&scene, &runs).ok()).flatten();
        let stage = course.map(|course| course.stage.id);
        let pass = plan.as_ref().and_then(|plan| Some((plan.course.stage.id, plan.may_pass_to(today)?)));
        let needs = plan.iter().flat_map(|plan| &plan.gate).map(|view| &view.criterion.need);
        let outings = needs.filter_map(|need| outing(need, knowledge)).collect();
        let left = plan.iter().flat_map(|plan| plan.passage.left());
        let left = left.map(|standing| format!("{} {}", standing.criterion, standing.met)).collect();
        Self { answer, running: Some(running), may_return, gate_open, session, stage, outings, pass, left }
    }

    fn stride(&self, day: i32) -> Stride {
        let running = self.running.as_ref().expect("cleared");
        let (run, why) = match &running.run {
            RunOfDay::Run(run) => (Some((**run).clone()), Vec::new()),
            RunOfDay::None(none) => (None, none.why.iter().map(|why| why.rule.to_string()).collect()),
        };
        Stride {
            day,
            decision: self.answer.decision,
            rung: running.ladder.as_ref().map(|on| Rung { ladder: on.ladder, number: on.position.rung }),
            run,
            ran: false,
            pain: None,
            said: running.said.iter().map(|said| said.rule.to_string()).collect(),
            why,
            gates_left: running
                .ladder
                .as_ref()
                .and_then(|on| on.next_gate.as_ref())
                .map_or(0, |gate| gate.left().count()),
            gate_open: self.gate_open,
            stage: self.stage,
            passed: self.pass.map(|(_, to)| to),
            left: self.left.clone(),
        }
    }
}

/// The walk, ride or run that a criterion asks for.
fn outing(need: &Need, knowledge: &Knowledge) -> Option<Sessions> {
    let Need::Sessions(sessions) = need else { return None };
    let outside =
        |id: &ExerciseId| knowledge.exercise(id).is_some_and(|exercise| exercise.group == Group::Running);
    let any_of: Vec<ExerciseId> = sessions.any_of.iter().filter(|id| outside(id)).cloned().collect();
    (!any_of.is_empty()).then(|| Sessions { any_of, ..sessions.clone() })
}

fn speeds(body: &Body, knowledge: &Knowledge) -> OwnSpeeds {
    OwnSpeeds {
        top: MetresPerSecond::new(body.top).ok(),
        easy: MetresPerSecond::new(2.9).ok(),
        easy_heart_rate: None,
        assumed: knowledge.running.assumed,
    }
}

/// The measured criteria of the rung's gate, judged by themselves; criteria about runs are the engine's to keep.
fn gate_open(running: &RunningDay, facts: &Facts<'_>, knowledge: &Knowledge) -> bool {
    use femoris_clinic::truth::Truth;
    let Some(on) = &running.ladder else { return true };
    let ladder = knowledge.running.ladder(on.ladder).expect("a ladder");
    let Some(rung) = ladder.rung(on.position.rung) else { return true };
    rung.gate.criteria.iter().all(|criterion| match &criterion.need {
        Need::Case(when) => when.evaluate(facts) == Truth::True,
        _ => true,
    })
}

/// What the store's daily sums would say.
fn load(done: &[(Day, Measured)], today: Day) -> LoadHistory {
    let before = |day: Day, from: i32| {
        let metres = done.iter().filter(|(at, _)| *at < day && day.days_since(*at) <= from);
        metres.filter_map(|(_, run)| run.metres).reduce(f64::max).and_then(|way| Metres::new(way).ok())
    };
    let newest = done.last().and_then(|(day, run)| Some((*day, Metres::new(run.metres?).ok()?)));
    LoadHistory {
        first_run: done.first().map(|(day, _)| *day),
        longest_before_today: before(today, 30),
        longest_before_newest: newest.and_then(|(day, _)| before(day, 30)),
        newest_run: newest,
        newest_run_before_today: done.iter().rev().map(|(day, _)| *day).find(|day| *day < today),
        runs_in_30_days: 0,
        planned_today: None,
    }
}

impl Walk {
    pub(crate) fn highest(&self) -> u8 {
        self.on_ladder().map(|(_, rung)| rung.number).max().unwrap_or_default()
    }

    pub(crate) fn said(&self, rule: &str) -> bool {
        self.days.iter().any(|stride| stride.said.iter().any(|said| said == rule))
    }

    pub(crate) fn lowest_after(&self, day: i32) -> Option<u8> {
        let later = self.days.iter().filter(|stride| stride.day >= day && stride.day < day + 7);
        later.filter_map(|stride| stride.rung).map(|rung| rung.number).min()
    }

    fn on_ladder(&self) -> impl Iterator<Item = (&Stride, Rung)> {
        self.days.iter().filter_map(|stride| Some((stride, stride.rung?)))
    }

    pub(crate) fn climbs_one_rung_at_a_time(&self) {
        let on: Vec<_> = self.on_ladder().collect();
        let mut last_up: Option<i32> = None;
        for pair in on.windows(2) {
            let ((_, before), (stride, now)) = (&pair[0], &pair[1]);
            assert!(now.number <= before.number + 1, "{} day {}: {before} to {now}", self.name, stride.day);
            if now.number > before.number {
                let apart = last_up.map_or(i32::MAX, |last| stride.day - last);
                // Nothing is run below the first rung: to come to it is no step.
                if now.number <= 1 {
                    continue;
                }
                assert!(apart >= 2, "{} day {}: two steps in {apart} days", self.name, stride.day);
                last_up = Some(stride.day);
            }
        }
    }

    /// On the day a rung is reached for the first time its gate is open.
    pub(crate) fn passes_every_gate(&self, knowledge: &Knowledge) {
        let mut reached = 0;
        for (stride, rung) in self.on_ladder() {
            let ladder = knowledge.running.ladder(rung.ladder).expect("a ladder");
            if rung.number > reached && rung.number > ladder.first() {
                assert!(stride.gate_open, "{} day {}: {rung} without its gate", self.name, stride.day);
            }
            reached = reached.max(rung.number);
        }
    }

    /// A later stage begins only on the day after its gate was seen open, and no run is above the rungs of its stage.
    pub(crate) fn keeps_to_its_stages(&self, knowledge: &Knowledge) {
        let mut passed = BTreeSet::new();
        let mut before: Option<StageId> = None;
        for stride in &self.days {
            let who = format!("{} day {}", self.name, stride.day);
            let Some(stage) = stride.stage else { continue };
            if let Some(before) = before
                && stage > before
                && stage.protocol() == before.protocol()
            {
                assert!(passed.contains(&stage), "{who}: {stage} after {before}, whose gate was never open");
            }
            let runs = knowledge.stage(stage).map(|stage| &stage.runs);
            let rungs = runs.and_then(|runs| runs.rungs.as_ref());
            let on_ladder = stride.run.as_ref().filter(|run| run.source == RunSource::Ladder);
            if let Some(((run, rung), span)) = on_ladder.zip(stride.rung).zip(rungs)
                && span.to().ladder == rung.ladder
            {
                assert!(rung <= span.to(), "{who}: {rung} in {stage}: {run:?}");
            }
            before = Some(stage);
            passed.extend(stride.passed);
        }
    }

    /// Stages in the order they were entered, with the day of each.
    pub(crate) fn stages(&self) -> Vec<(i32, StageId)> {
        let mut stages: Vec<(i32, StageId)> = Vec::new();
        for stride in &self.days {
            if let Some(stage) =
                stride.stage.filter(|stage| stages.last().is_none_or(|(_, last)| last != stage))
            {
                stages.push((stride.day, stage));
            }
        }
        stages
    }

    pub(crate) fn rests_after_each_run(&self) {
        let mut last: Option<i32> = None;
        for stride in self
            .days
            .iter()
            .filter(|stride| stride.run.as_ref().is_some_and(|run| run.source != RunSource::Plan))
        {
            if let Some(last) = last {
                assert!(stride.day - last > self.rest_days, "{} day {}: no rest", self.name, stride.day);
            }
            last = Some(stride.day);
        }
    }

    pub(crate) fn keeps_to_its_caps(&self) {
        for (stride, run) in self.days.iter().filter_map(|stride| Some((stride, stride.run.as_ref()?))) {
            let (caps, size) = (run.caps(), run.run.size(&self.speeds));
            let most = |cap: Option<f64>, is: f64| cap.is_none_or(|cap| is <= cap + 1e-6);
            assert!(
                most(caps.running.map(|time| time.get()), size.running_s)
                    && most(caps.distance.map(|way| way.get()), size.metres)
                    && most(caps.fast.map(f64::from), f64::from(size.fast)),
                "{} day {}: {size:?} beyond {caps:?}",
                self.name,
                stride.day
            );
            for step in run.blocks().iter().flat_map(|block| block.steps()) {
                let within = |most: &Percent| step.share.is_none_or(|share| share.to <= *most);
                assert!(caps.share.as_ref().is_none_or(within), "{} day {}: {step:?}", self.name, stride.day);
            }
        }
    }

    pub(crate) fn never_runs_against_the_answer(&self) {
        for stride in &self.days {
            let may = stride.decision <= Decision::Modified;
            assert!(
                may || stride.run.is_none(),
                "{} day {}: a run against the answer",
                self.name,
                stride.day
            );
        }
    }

    /// Within any three weeks there is a run, or it is said what is in the way.
    pub(crate) fn is_never_stuck(&self) {
        let mut silent = 0;
        for stride in &self.days {
            let speaks = stride.run.is_some() || !stride.why.is_empty();
            assert!(speaks, "{} day {}: neither a run nor a reason", self.name, stride.day);
            let waits =
                stride.run.is_none() && stride.gates_left == 0 && stride.decision <= Decision::Modified;
            silent = if waits { silent + 1 } else { 0 };
            assert!(
                silent < 21,
                "{} day {}: nothing to do for three weeks: {:?}",
                self.name,
                stride.day,
                stride.why
            );
        }
    }
}
