//! The run of a day, what came of it, goals, and the return to full training.

use femoris_clinic::case::CaseState;
use femoris_clinic::event::{Entry, Event, Sequence};
use femoris_clinic::load::OwnMaximum;
use femoris_clinic::readiness::{Decision, RunToday};
use femoris_clinic::rehab::followed::Followed;
use femoris_clinic::rehab::history::History;
use femoris_clinic::rehab::plan::LadderRecord;
use femoris_clinic::running::day::{NoRun, NoStages, RunOfDay, Runner, RunningDay};
use femoris_clinic::running::fit::OwnSpeeds;
use femoris_clinic::running::goal::GoalAnswer;
use femoris_clinic::running::matching::{Comparison, DoneAs};
use femoris_clinic::running::prescription::PrescribedRun;
use femoris_clinic::running::record::{Goal, RunRecord};
use femoris_clinic::running::rules::{RunRule, Way};
use femoris_clinic::triage::{Outcome, Triage};
use femoris_measure::{BeatsPerMinute, ClockJumps, Day, Metres, RecordedRun};
use femoris_store::RunId;

use crate::reads::DoneRuns;
use crate::runs::run_id;
use crate::{App, AppError, NewEntry, Units};

/// How far back runs are looked at: longer than any complaint is climbed back from.
const RECORD_DAYS: i32 = 400;
/// Days before the complaint that say what was usual: more than any look back asks for.
const BEFORE_DAYS: i32 = 60;
/// The farthest a race may lie ahead: five years.
const FARTHEST_RACE_DAYS: i32 = 5 * 366;
/// Runs with a heart rate that say what is usual.
const LEAST_HEART_RATES: usize = 3;
/// The longest run that is taken for one that somebody plans for a day: farther is more likely a slip.
const FARTHEST_PLAN_M: f64 = 300_000.0;
/// The shortest race a goal may be.
const SHORTEST_RACE_M: f64 = 100.0;

/// The running of a day, for its page.
#[derive(Debug, Clone)]
pub struct Running {
    /// The run or none, and where the runner stands.
    pub day: RunningDay,
    /// What is to be said about the goal.
    pub goal: Option<GoalAnswer>,
    /// The name of the ladder that is climbed.
    pub ladder_name: Option<String>,
    /// Which way back is taken, where there are two to choose from.
    pub way: Option<Way>,
    /// How the runner told that the day's run was done.
    pub told: Option<DoneAs>,
    /// Whether a run of this day came in or was told: what was prescribed is not asked for again.
    pub is_done: bool,
    /// Whether anything was told of a complaint, *not sure* included.
    pub hurts: bool,
    /// The answer as it stands now: what was felt in the day's own run may have changed it since.
    pub answer: Decision,
    /// The day full training was taken up again, while it lasts.
    pub back_since: Option<Day>,
    /// The same, while the months after it last.
    pub watched_since: Option<Day>,
}

/// A run held against what was prescribed for its day.
#[derive(Debug, Clone)]
pub struct RunAgainst {
    /// What was prescribed; `None` where it was a day without a run.
    pub prescribed: Option<PrescribedRun>,
    /// How the day compares; `None` where nothing was prescribed.
    pub comparison: Option<Comparison>,
    /// Which of the runs of the day this one is, from 0, in their order.
    pub place: usize,
    /// How many runs the day had.
    pub runs: usize,
    /// What the runner was guided by that day; `None` where by nothing.
    pub guide: Option<Guide>,
}

/// What a runner was guided by on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guide {
    /// The way back from a complaint.
    Ladder,
    /// A plan: for a race, or after the return.
    Plan,
}

/// Everything the running of a day is decided from, kept together while it is.
struct Basis<'k> {
    state: CaseState,
    triage: Triage,
    answer: RunToday,
    record: RunRecord,
    speeds: OwnSpeeds,
    /// `None` where a danger sign leads to someone first, before any run.
    followed: Option<Followed<'k>>,
}

impl App {
    /// The running of a day, today where none is named; `None` where danger signs lead to someone first. Once the day's run
    /// is done, it is what was prescribed before it.
    pub fn running(&self, day: Option<Day>) -> Result<Option<Running>, AppError> {
        let events = self.events()?;
        let mut basis = self.running_basis(&events, day.unwrap_or_else(|| self.clock.today()))?;
        let Outcome::Cleared(_) = &basis.triage.outcome else { return Ok(None) };
        let answer = basis.answer.decision;
        let hurts = basis.state.tells_of_a_complaint();
        let today = basis.state.today;
        let is_done = basis.record.runs.contains_key(&today) || basis.record.peak(today).is_some();
        if is_done {
            basis = self.before_run(&events, basis);
        }
        let Outcome::Cleared(cleared) = &basis.triage.outcome else { return Ok(None) };
        let runner = self.runner(&events, &basis);
        let mut day = runner.day(cleared);
        // What was felt in the run may have changed the answer; before it, the plan has looked at the answer itself.
        if is_done && answer > Decision::Modified && matches!(day.run, RunOfDay::Run(_)) {
            day.said.insert(0, self.knowledge.running.reason(RunRule::NotToday));
        }
        let back_since = runner.full_training().since();
        if matches!(day.run, RunOfDay::Run(_)) && self.waits_for_signs(&events, &basis, back_since.is_some())
        {
            let why = vec![self.knowledge.running.reason(RunRule::NotToday)];
            day.run = RunOfDay::None(NoRun { why, again: None });
        }
        let ladder = day.ladder.as_ref().and_then(|on| self.knowledge.running.ladder(on.ladder));
        let way = self
            .knowledge
            .running
            .way(basis.answer.class)
            .filter(|rule| ladder.is_some() && rule.ladder != rule.keep)
            .map(|rule| basis.record.way.unwrap_or(rule.usual));
        let watch = i32::from(self.knowledge.running.back.watch_days);
        Ok(Some(Running {
            goal: runner.goal(day.ladder.as_ref()),
            ladder_name: ladder.map(|ladder| ladder.name.clone()),
            way,
            told: basis.record.runs.get(&today).and_then(|run| run.told),
            watched_since: back_since.filter(|since| today.days_since(*since) < watch),
            back_since,
            is_done,
            hurts,
            answer,
            day,
        }))
    }

    /// Whether danger signs that are open keep from running whoever told of a complaint. In full training signs that only grew
    /// old do not; one that was answered with *not sure* does.
    fn waits_for_signs(&self, events: &[Event], basis: &Basis<'_>, is_back: bool) -> bool {
        let open = basis.triage.unanswered.len();
        let unasked = || self.unasked_signs(events, &basis.triage, basis.state.today).len();
        open > 0 && basis.state.tells_of_a_complaint() && (!is_back || open > unasked())
    }

    /// The race in mind, kept while danger signs leave no answer to it; `None` without one.
    pub fn goal(&self) -> Result<Option<Goal>, AppError> {
        let today = self.clock.today();
        Ok(RunRecord::fold(&self.events()?, [], today).goal)
    }

    /// The run that was or is prescribed for a day; `None` on a day without one.
    pub fn prescribed_run(&self, day: Day) -> Result<Option<PrescribedRun>, AppError> {
        Ok(self.running(Some(day))?.and_then(|running| match running.day.run {
            RunOfDay::Run(run) => Some(*run),
            RunOfDay::None(_) => None,
        }))
    }

    /// The days of the next runs on the ladder up to a day, as they fall when each goes well; `None` where no ladder is climbed.
    pub(crate) fn ladder_days(&self, today: Day, until: Day) -> Result<Option<Vec<Day>>, AppError> {
        let events = self.events()?;
        let basis = self.running_basis(&events, today)?;
        let Outcome::Cleared(cleared) = &basis.triage.outcome else { return Ok(None) };
        let day = self.runner(&events, &basis).day(cleared);
        let climbed = day.ladder.filter(|on| !on.position.done);
        let Some(ladder) = climbed.and_then(|on| self.knowledge.running.ladder(on.ladder)) else {
            return Ok(None);
        };
        let apart = 1 + i32::from(ladder.rest_days);
        let first = match day.run {
            RunOfDay::Run(_) if basis.record.runs.contains_key(&today) => Some(today.plus_days(apart)),
            RunOfDay::Run(_) => Some(today),
            RunOfDay::None(none) => none.again,
        };
        let next = |day: &Day| Some(day.plus_days(apart));
        Ok(Some(std::iter::successors(first, next).take_while(|day| *day <= until).collect()))
    }

    /// A run, with its recording and the other runs of its day, held against what was prescribed for the day. Who is guided by
    /// nothing, and a run that counts for nothing, is held against nothing.
    pub fn run_against(&self, id: &str, recorded: &RecordedRun) -> Result<RunAgainst, AppError> {
        let id = run_id(id)?;
        self.recall_read(&self.reads.against, id.clone(), || self.held_against(id, recorded))
    }

    fn held_against(&self, id: RunId, recorded: &RecordedRun) -> Result<RunAgainst, AppError> {
        let (of_day, run) = self.with_store(|store| {
            store.read(|reader| {
                let run = reader.summary(&id)?;
                Ok((reader.runs_on_days(run.day, run.day)?, run))
            })
        })?;
        let of_day: Vec<_> = of_day.into_iter().filter(|one| one.sport.is_run()).collect();
        let nothing =
            RunAgainst { prescribed: None, comparison: None, place: 0, runs: of_day.len(), guide: None };
        let Some(place) = of_day.iter().position(|one| one.id == id) else { return Ok(nothing) };
        let events = self.events()?;
        let basis = self.before_run(&events, self.running_basis(&events, run.day)?);
        let Outcome::Cleared(cleared) = &basis.triage.outcome else { return Ok(nothing) };
        let runner = self.runner(&events, &basis);
        let day = runner.day(cleared);
        let guide = match &day.ladder {
            Some(_) => Some(Guide::Ladder),
            None => basis.record.goal.map(|goal| goal.set_on).or(basis.record.began).map(|_| Guide::Plan),
        };
        let against = RunAgainst { place, guide, ..nothing };
        let RunOfDay::Run(prescribed) = day.run else { return Ok(against) };
        let mut recordings = Vec::with_capacity(of_day.len());
        for one in of_day.iter().filter(|one| one.id != id) {
            recordings.push(self.recorded(one.id.as_str())?);
        }
        let mut runs: Vec<&RecordedRun> = recordings.iter().collect();
        runs.insert(place, recorded);
        let told = basis.record.runs.get(&run.day).and_then(|run| run.told);
        let mut comparison = runner.yardstick().compare_runs(&prescribed.run, &runs, told);
        // Told as the page counts, without the jumps of a clock.
        let jumps: Vec<ClockJumps> = runs.iter().map(|run| ClockJumps::of(run)).collect();
        for place in comparison.compared.iter_mut().flat_map(|compared| &mut compared.places) {
            let Some(jumps) = jumps.get(place.run) else { continue };
            (place.from_s, place.to_s) = (jumps.of_run(place.from_s), jumps.of_run(place.to_s));
        }
        Ok(RunAgainst { prescribed: Some(*prescribed), comparison: Some(comparison), ..against })
    }

    /// Sets a race as the goal. Whether it fits is answered honestly elsewhere; a day that is over is refused.
    pub fn set_goal(&self, day: Day, distance: Metres) -> Result<Sequence, AppError> {
        let ahead = day.days_since(self.clock.today());
        if ahead < 0 {
            return Err(AppError::refused("race_day", format!("{day} is over; name a day from today on")));
        }
        if ahead > FARTHEST_RACE_DAYS {
            return Err(AppError::refused("race_day", "name a day within five years"));
        }
        if distance.get() < SHORTEST_RACE_M {
            let least = match self.settings()?.units {
                Units::Kilometres => "100 m",
                Units::Miles => "a tenth of a mile",
            };
            return Err(AppError::refused("distance", format!("name a distance of at least {least}")));
        }
        self.log_one(Entry::GoalSet { day, distance })
    }

    /// Says how far the runner thinks of running today; the answer holds it against the longest run of 30 days.
    pub fn plan_run(&self, distance: Metres) -> Result<Sequence, AppError> {
        if distance.get() <= 0.0 || distance.get() > FARTHEST_PLAN_M {
            let most = match self.settings()?.units {
                Units::Kilometres => "300 km",
                Units::Miles => "186 miles",
            };
            let told = format!("name a distance above 0 and up to {most}");
            return Err(AppError::refused("planned_distance", told));
        }
        self.log_one(Entry::RunPlanned { distance: Some(distance), minutes: None })
    }

    /// Tells how the run of a day was done.
    pub fn tell_run(&self, day: Option<Day>, told: DoneAs) -> Result<Sequence, AppError> {
        let places = self.log(vec![NewEntry { day, entry: Entry::RunTold { told } }], None)?;
        places.first().copied().ok_or_else(|| AppError::ours("the log took nothing"))
    }

    /// Chooses the way back.
    pub fn choose_way(&self, way: Way) -> Result<Sequence, AppError> {
        self.log_one(Entry::WayChosen { way })
    }

    /// Takes up full training again, where everything before it is met.
    pub fn take_up_full_training(&self) -> Result<Sequence, AppError> {
        let running = self.running(None)?;
        let is_open = running.and_then(|running| running.day.back).is_some_and(|back| back.is_open());
        if !is_open {
            return Err(AppError::not_allowed(
                "what must be met before full training is not met yet; the plan lists what is left",
            ));
        }
        self.log_one(Entry::FullTraining)
    }

    fn log_one(&self, entry: Entry) -> Result<Sequence, AppError> {
        let places = self.log(vec![NewEntry { day: None, entry }], None)?;
        places.first().copied().ok_or_else(|| AppError::ours("the log took nothing"))
    }

    /// Good runs on the ladder since the present stage began and since the last setback, and full weeks, for the gates of
    /// rehabilitation.
    pub(crate) fn ladder_record(&self, events: &[Event], day: Day) -> Result<LadderRecord, AppError> {
        let basis = self.running_basis(events, day)?;
        let Outcome::Cleared(cleared) = &basis.triage.outcome else {
            return Ok(LadderRecord::default());
        };
        let runner = self.runner(events, &basis);
        let since = basis.followed.as_ref().and_then(Followed::course).map(|course| course.begun.day);
        Ok(LadderRecord::of(&runner, &runner.day(cleared), since))
    }

    fn running_basis(&self, events: &[Event], day: Day) -> Result<Basis<'_>, AppError> {
        let state = self.state_on(events, day)?;
        let (triage, answer) = self.decide(&state);
        let followed = self.rehab_followed(&state, &History::fold(events, day));
        let record = RunRecord::fold(events, self.done_until(events, day)?.iter().cloned(), day);
        let top = self.own_speed_on(day)?.speed.map(OwnMaximum::speed);
        let easy = record.easy_speed(day, i32::from(self.knowledge.running.plan.look_back_days));
        let assumed = self.knowledge.running.assumed;
        let easy_heart_rate = self.easy_heart_rate(record.began.unwrap_or(day).min(day))?;
        let speeds = OwnSpeeds { top, easy, easy_heart_rate, assumed };
        Ok(Basis { state, triage, answer, record, speeds, followed })
    }

    /// The same before the day's own run, which is what will be held against it.
    fn before_run<'k>(&'k self, events: &[Event], basis: Basis<'k>) -> Basis<'k> {
        let (day, first_run) = (basis.state.today, basis.state.load.first_run);
        let load = basis.record.load_before(day, first_run, self.knowledge.load.baseline_days);
        let state = CaseState::before_run(events, day, load);
        let (triage, answer) = self.decide(&state);
        Basis { state, triage, answer, ..basis }
    }

    fn runner<'a>(&'a self, events: &'a [Event], basis: &'a Basis<'_>) -> Runner<'a> {
        Runner {
            state: &basis.state,
            events,
            record: &basis.record,
            answer: &basis.answer,
            speeds: &basis.speeds,
            stages: match &basis.followed {
                Some(followed) => followed,
                None => &NoStages,
            },
            knowledge: &self.knowledge,
        }
    }

    /// The usual heart rate of a run: the middle of the means of the runs in the weeks before a day; `None` where too few of
    /// them recorded one.
    fn easy_heart_rate(&self, before: Day) -> Result<Option<BeatsPerMinute>, AppError> {
        let first = before.plus_days(-i32::from(self.knowledge.running.plan.look_back_days));
        let runs =
            self.with_store(|store| store.read(|reader| reader.runs_on_days(first, before.plus_days(-1))))?;
        let means = runs.iter().filter(|run| run.sport.is_run()).filter_map(|run| run.mean_heart_rate);
        let mut means: Vec<f64> = means.map(BeatsPerMinute::get).collect();
        means.sort_by(f64::total_cmp);
        let enough = means.len() >= LEAST_HEART_RATES;
        let middle = means.len().checked_sub(1).and_then(|last| means.get(last / 2)).filter(|_| enough);
        Ok(middle.and_then(|mean| BeatsPerMinute::new(*mean).ok()))
    }

    /// The runs since the complaint, up to a day, each with what was measured of it; and those of some weeks before, with
    /// distance and time only. A window, not the whole history.
    fn done_until(&self, events: &[Event], day: Day) -> Result<DoneRuns, AppError> {
        let told = RunRecord::fold(events, [], day).began;
        let began = told.unwrap_or(day).clamp(day.plus_days(-RECORD_DAYS), day);
        self.done_on_days(began.plus_days(-BEFORE_DAYS), day, began)
    }
}
