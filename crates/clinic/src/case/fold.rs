//! From a log of events to the state on a day: the newest answer about the newest day wins.

use super::{ActiveRestriction, CaseState, Dated, LoadHistory};
use crate::complaint::{AgeGiven, Complaint, Months, Onset};
use crate::event::{Entry, Event, PainMoment, Told, Unsure, withdrawn};
use crate::finding::{Finding, FindingId};
use crate::measurement::{Measure, MeasureId};
use femoris_measure::{Day, Metres, PainScore};
use std::collections::BTreeMap;

/// A baseline looks back over the week before the day itself, as the case contract says.
const BASELINE_DAYS: i32 = 7;
/// How far back values are kept to tell a trend; longer than any rule looks.
const TRAIL_DAYS: i32 = 28;

impl CaseState {
    /// The state on `today` of a case with these events. Events of later days are not seen, so any past day can
    /// be replayed. `load` comes from the store’s daily aggregates; a distance that the log plans for the day goes before.
    pub fn fold(events: &[Event], today: Day, load: LoadHistory) -> Self {
        CaseFold::of(events, today).on(today, load)
    }

    /// The same before the day's own run: the pain that was logged around it is not seen.
    pub fn before_run(events: &[Event], today: Day, load: LoadHistory) -> Self {
        Replay::new(events, today).before_run(today, load)
    }
}

/// A log that was read once up to a day, for the states on that day and on days after it.
#[derive(Debug, Clone)]
pub struct CaseFold {
    state: CaseState,
    age: Option<(AgeGiven, Day)>,
    log: PainLog,
    /// What was planned last for the day up to which the log was read.
    planned: Option<Option<Metres>>,
    /// The day full training was taken up and the complaint as it stood then, until one is told that began since.
    returned: Option<(Day, Complaint)>,
}

impl CaseFold {
    fn empty(day: Day) -> Self {
        let (log, state) = (PainLog::default(), CaseState::empty(day));
        Self { state, age: None, log, planned: None, returned: None }
    }

    /// A new day: what was planned for the day before is of no other, and old values fall out of the trail.
    fn come_to(&mut self, day: Day) {
        if self.state.today != day {
            (self.state.today, self.planned) = (day, None);
            self.state.trail.retain(|(of, _)| day.days_since(*of) < TRAIL_DAYS);
        }
    }

    /// Reads what the events say up to and including `until`.
    pub fn of(events: &[Event], until: Day) -> Self {
        let mut fold = Self::empty(until);
        for event in standing_until(events, until) {
            fold.take(event);
        }
        fold
    }

    /// The state on the day up to which the log was read, or on a later one as it stands when nothing more is told until then.
    pub fn on(&self, today: Day, load: LoadHistory) -> CaseState {
        let mut state = self.state.clone();
        let planned = self.planned.filter(|_| today == state.today);
        state.today = today;
        state.load = load;
        state.load.planned_today = planned.unwrap_or(state.load.planned_today);
        state.age = self.age.and_then(|(given, told)| given.on(today, told));
        state.restrictions.retain(|active| active.restriction.holds_on(today));
        state.trail.retain(|(day, _)| today.days_since(*day) < TRAIL_DAYS);
        // Values of a measure stay in their order; which measure comes first does not matter and is made equal.
        state.trail.sort_by_key(|(day, measure)| (measure.id(), *day));
        self.log.derive(&mut state);
        derive_baselines(&mut state);
        state
    }
}

/// A log gone through once, for several days as they were before their runs. Days are asked for in their order; an earlier one
/// than before is answered as well, from the beginning.
#[derive(Debug, Clone)]
pub struct Replay<'a> {
    events: Vec<&'a Event>,
    next: usize,
    so_far: CaseFold,
}

impl<'a> Replay<'a> {
    /// From the events up to and including the last day that will be asked for.
    pub fn new(events: &'a [Event], last: Day) -> Self {
        Self { events: standing_until(events, last), next: 0, so_far: CaseFold::empty(last) }
    }

    /// The state of a day before its own run. The other events of the day are seen on a copy: on later days all of them are.
    pub fn before_run(&mut self, day: Day, load: LoadHistory) -> CaseState {
        if self.next.checked_sub(1).and_then(|last| self.events.get(last)).is_some_and(|last| last.day >= day)
        {
            (self.next, self.so_far) = (0, CaseFold::empty(day));
        }
        while let Some(event) = self.events.get(self.next).filter(|event| event.day < day) {
            self.so_far.come_to(event.day);
            self.so_far.take(event);
            self.next += 1;
        }
        let around = |entry: &Entry| match entry {
            Entry::PainLogged { moment, .. } => *moment != PainMoment::NextMorning,
            Entry::RunRecorded { .. } => true,
            _ => false,
        };
        let mut then = self.so_far.clone();
        then.come_to(day);
        let of_day = self.events[self.next..].iter().take_while(|event| event.day == day);
        of_day.filter(|event| !around(&event.entry)).for_each(|event| then.take(event));
        then.on(day, load)
    }
}

/// Events up to `today` that were not withdrawn by then, by the day they are about and then by their place in the log.
pub(crate) fn standing_until(events: &[Event], today: Day) -> Vec<&Event> {
    let mut seen: Vec<&Event> = events.iter().filter(|event| event.day <= today).collect();
    seen.sort_by_key(|event| event.sequence);
    let gone = withdrawn(seen.iter().copied());
    seen.retain(|event| !gone.contains(&event.sequence));
    seen.sort_by_key(|event| (event.day, event.sequence));
    seen
}

impl CaseFold {
    fn take(&mut self, event: &Event) {
        let Self { state, age, log, planned, returned } = self;
        match &event.entry {
            Entry::RunnerDescribed { age: told, sex } => {
                *age = told.map(|told| (told, event.day)).or(*age);
                state.sex = sex.or(state.sex);
            }
            Entry::ComplaintSet(complaint) => {
                if let Some((_, before)) = returned.take_if(|(back, _)| complaint.begins_from(*back)) {
                    one_strain_more(state, before, event.day);
                }
                state.complaint = state.complaint.overlaid_with(*complaint);
            }
            Entry::FindingAnswered { id, answer } => state.set_finding_on(*id, *answer, event.day),
            Entry::Measured(measure) => {
                state.set_measure_on(*measure, event.day);
                if state.today.days_since(event.day) < TRAIL_DAYS {
                    state.trail.push((event.day, *measure));
                }
            }
            Entry::NotSure(Unsure::Measure(id)) => state.set_unsure_on(*id, event.day),
            Entry::NotSure(Unsure::Told(told)) => forget(state, *told, age),
            Entry::HistorySet(history) => {
                let old = state.history;
                state.history.previous_hamstring_strains =
                    history.previous_hamstring_strains.or(old.previous_hamstring_strains);
                state.history.months_since_last_strain =
                    history.months_since_last_strain.or(old.months_since_last_strain);
            }
            Entry::PainLogged { moment, score } => log.add(event.day, *moment, *score),
            Entry::HealthTold { health } => state.tell_health(*health, event.day),
            Entry::RunRecorded { run, .. } => {
                log.runs.insert(run.clone(), event.day);
            }
            Entry::RunRemoved { run } => {
                log.runs.remove(run);
            }
            Entry::RunPlanned { distance, .. } => {
                if event.day == state.today {
                    *planned = Some(*distance);
                }
            }
            Entry::RestrictionSet(restriction) => state
                .restrictions
                .push(ActiveRestriction { set_by: Some(event.sequence), restriction: restriction.clone() }),
            Entry::RestrictionLifted { restriction } => {
                state.restrictions.retain(|active| active.set_by != Some(*restriction));
            }
            // What running is prescribed by has a record of its own.
            Entry::RunTold { .. } | Entry::WayChosen { .. } | Entry::GoalSet { .. } => {}
            Entry::FullTraining => *returned = Some((event.day, state.complaint)),
            // What a run was like is shown beside it; no rule of the day reads it.
            Entry::RunEffort { .. } | Entry::Twinge { .. } | Entry::Withdrawn { .. } => {}
            // Rehabilitation keeps its own account: see `rehab::history`.
            Entry::SleepRated { .. }
            | Entry::SessionLogged(_)
            | Entry::ExerciseLogged(_)
            | Entry::RehabSet(_)
            | Entry::StageDecided(_) => {}
        }
    }
}

/// A complaint that began since full training was taken up is a new one: where the one before was a strain, it is an earlier
/// strain now, at least one of as many as were told.
fn one_strain_more(state: &mut CaseState, before: Complaint, today: Day) {
    if before.onset != Some(Onset::Sudden) {
        return;
    }
    let told = state.history.previous_hamstring_strains.unwrap_or_default();
    let ago = before.onset_date.map(|onset| f64::from(today.days_since(onset)) / DAYS_OF_MONTH);
    state.history.previous_hamstring_strains = Some(told.saturating_add(1));
    state.history.months_since_last_strain = ago.and_then(|months| Months::new(months).ok());
}

/// Days of a month, on average.
const DAYS_OF_MONTH: f64 = 30.4; // number: days of a year, by twelve

fn forget(state: &mut CaseState, told: Told, age: &mut Option<(AgeGiven, Day)>) {
    match told {
        Told::Setting => state.complaint.setting = None,
        Told::Onset => state.complaint.onset = None,
        Told::OnsetDate => state.complaint.onset_date = None,
        Told::Side => state.complaint.side = None,
        Told::Location => state.complaint.location = None,
        Told::Age => *age = None,
        Told::Sex => state.sex = None,
        Told::PreviousStrains => state.history.previous_hamstring_strains = None,
        Told::MonthsSinceLastStrain => state.history.months_since_last_strain = None,
    }
}

/// Pain around runs, by day, and the days there were runs.
#[derive(Debug, Clone, Default)]
struct PainLog {
    runs: BTreeMap<String, Day>,
    run_peaks: BTreeMap<Day, PainScore>,
    mornings: BTreeMap<Day, PainScore>,
}

impl PainLog {
    fn add(&mut self, day: Day, moment: PainMoment, score: PainScore) {
        match moment {
            PainMoment::During | PainMoment::After => {
                let peak = self.run_peaks.entry(day).or_insert(score);
                *peak = score.max(*peak);
            }
            PainMoment::NextMorning => {
                self.mornings.insert(day, score);
            }
        }
    }

    /// Fills in peak and settling of the last run from what was logged. An answer given before that run says
    /// nothing about it and is dropped; an answer given since then stands unless the log says worse.
    fn derive(&self, state: &mut CaseState) {
        self.derive_pain_now(state);
        let run_days = || self.runs.values().chain(self.run_peaks.keys()).copied();
        let newest = run_days().chain(state.load.newest_run.map(|(day, _)| day)).max();
        if let Some(run) = newest {
            self.derive_peak(state, run);
        }
        let earlier = run_days()
            .chain(state.load.newest_run.map(|(day, _)| day))
            .chain(state.load.newest_run_before_today)
            .filter(|day| *day < state.today)
            .max();
        if let Some(run) = earlier {
            self.derive_settled(state, run);
        }
        outlive(state, newest);
    }

    /// A morning of severe pain is pain of today, whatever is told of the hours since. A lower one says nothing about them.
    fn derive_pain_now(&self, state: &mut CaseState) {
        let today = state.today;
        let Some(morning) = self.mornings.get(&today).filter(|score| is_severe(score.get().into())) else {
            return;
        };
        raise(state, MeasureId::PainNow, *morning, today);
    }

    fn derive_peak(&self, state: &mut CaseState, run: Day) {
        let id = MeasureId::LastRunPeakPain;
        if state.dated_measure(id).is_some_and(|dated| dated.day < run) {
            state.clear_measure(id);
        }
        if let Some(peak) = self.run_peaks.get(&run) {
            raise(state, id, *peak, run);
        }
    }

    fn derive_settled(&self, state: &mut CaseState, run: Day) {
        let id = FindingId::LastRunSettledByNextMorning;
        let answered = state.dated_finding(id).is_some_and(|dated| dated.day > run);
        let logged = self.settled(run);
        // Who is not sure today is not asked again today, and the log knows no more.
        if logged == Finding::Unknown && state.not_sure_today(id) {
            return;
        }
        if !answered || logged == Finding::Absent {
            let morning = run.plus_days(1);
            state.set_finding_on(id, logged, morning);
        }
    }

    /// Whether the pain was back where it usually is by the next morning. Without a usual morning to compare
    /// with, no pain at all counts as settled, severe pain and pain as high as in the run as not, and the rest is not known.
    fn settled(&self, run: Day) -> Finding {
        let Some(morning) = self.mornings.get(&run.plus_days(1)) else { return Finding::Unknown };
        if *morning == PainScore::NONE {
            return Finding::Present;
        }
        let week = run.plus_days(1 - BASELINE_DAYS)..=run;
        let usual =
            lower_median(self.mornings.range(week).map(|(_, score)| f64::from(score.get())).collect());
        let score = f64::from(morning.get());
        match (usual, self.run_peaks.get(&run)) {
            (Some(usual), _) if score <= usual => Finding::Present,
            (Some(_), _) => Finding::Absent,
            (None, Some(peak)) if morning >= peak => Finding::Absent,
            (None, _) if is_severe(morning.get().into()) => Finding::Absent,
            (None, _) => Finding::Unknown,
        }
    }
}

/// Pain in the band that the pain-monitoring models call high risk, in which nobody runs.
fn is_severe(score: f64) -> bool {
    const ACCEPTABLE: f64 = 5.0; // number: the highest acceptable pain of Thomeé 1997 and Silbernagel 2007, as in the rule RD2c
    score > ACCEPTABLE
}

/// After two days of rest a test that is passed tells how the leg is: what a run before them was like forbids nothing any more, and permits
/// nothing either. Without it an injury's own run would forbid running until somebody ran.
fn outlive(state: &mut CaseState, newest_run: Option<Day>) {
    const REST_DAYS: i32 = 2; // number: step 6 of the readiness rules, rest from impact for 48 hours and repeat the test
    const TOLERATED: f64 = 3.0; // number: the highest load test that is tolerated, Goom 2016, as in the rule RD6a
    const WALKED: f64 = 2.0; // number: the highest pain of fast walking after a strain, step 3 of the readiness rules
    // After a sudden tear nobody does a load test: there walking and resting tell.
    let (tests, limit): (&[MeasureId], f64) = match state.complaint.onset {
        Some(Onset::Sudden) => (&[MeasureId::PainNow, MeasureId::PainWalking], WALKED),
        _ => (&[MeasureId::LoadTestPain], TOLERATED),
    };
    // What was told after the newest run that is known may be about one that is not.
    let rested = |told: Day| {
        let tested_from = newest_run.map_or(told, |run| run.max(told)).plus_days(REST_DAYS);
        let passed = |dated: Dated<f64>| dated.day >= tested_from && dated.value <= limit;
        tests.iter().any(|id| state.dated_measure(*id).is_some_and(passed))
    };
    let peak = state.dated_measure(MeasureId::LastRunPeakPain);
    let is_over = peak.is_some_and(|peak| is_severe(peak.value) && rested(peak.day));
    let settled = state.dated_finding(FindingId::LastRunSettledByNextMorning);
    let is_forgotten = settled.is_some_and(|told| told.value == Finding::Absent && rested(told.day));
    if is_over {
        state.set_unsure_on(MeasureId::LastRunPeakPain, state.today);
    }
    if is_forgotten {
        state.set_finding_on(FindingId::LastRunSettledByNextMorning, Finding::Unknown, state.today);
    }
}

/// Sets a score of pain of a day unless a higher one is known of that day or since.
fn raise(state: &mut CaseState, id: MeasureId, score: PainScore, day: Day) {
    let score = f64::from(score.get());
    let is_higher = state.dated_measure(id).is_none_or(|known| known.day < day || known.value < score);
    if let Some(measure) = Measure::new(id, score).ok().filter(|_| is_higher) {
        state.set_measure_on(measure, day);
    }
}

/// Baselines nobody gave in that week are the median of the week before; with no measure in it they stay unknown.
fn derive_baselines(state: &mut CaseState) {
    let pairs = [
        (MeasureId::LoadTestPain, MeasureId::LoadTestPainBaseline),
        (MeasureId::MorningStiffnessMin, MeasureId::MorningStiffnessBaselineMin),
    ];
    for (of, baseline) in pairs {
        let Some(newest) = state.dated_measure(of) else { continue };
        let given = state.dated_measure(baseline);
        if given.is_some_and(|given| newest.day.days_since(given.day) < BASELINE_DAYS) {
            continue;
        }
        let from = newest.day.plus_days(-BASELINE_DAYS);
        let week = state.trail(of).filter(|dated| dated.day >= from && dated.day < newest.day);
        let usual = lower_median(week.map(|dated| dated.value).collect());
        if let Some(measure) = usual.and_then(|usual| Measure::new(baseline, usual).ok()) {
            state.set_measure_on(measure, newest.day);
        }
    }
}

/// The lower of the two middle values when there are two: a lower baseline is the more cautious one.
fn lower_median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.len().checked_sub(1)? / 2;
    values.get(middle).copied()
}
