//! What a runner did and felt, day by day: folded from the log and the runs, for whatever moves on by it.

use crate::case::LoadHistory;
use crate::case::standing_until;
use crate::complaint::Complaint;
use crate::event::{Entry, Event, PainMoment};
use crate::illness::Illnesses;
use crate::rehab::gate::RungLimits;
use crate::running::ladder::{PainRules, ProgressRules};
use crate::running::matching::{Done, DoneAs, Measured};
use crate::running::rules::Way;
use femoris_measure::{Day, Metres, MetresPerSecond, PainScore};
use std::collections::BTreeMap;

/// A race the runner wants to run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Goal {
    /// The day of the race.
    pub day: Day,
    /// Its distance.
    pub distance: Metres,
    /// The day it was set.
    pub set_on: Day,
}

/// The running of a day: all its runs together, and what the runner told.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DayRun {
    /// From recordings; `None` where the runner only told of it.
    pub measured: Option<Done>,
    /// Metres of the longest of them; `None` where none has a distance.
    pub longest_m: Option<f64>,
    /// What the runner told.
    pub told: Option<DoneAs>,
}

/// How a run was taken, by the pain around it; what is known to be worse outranks what is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Colour {
    /// Good.
    Green,
    /// Pain or the next morning was not written down, and what was written is good.
    Unknown,
    /// At the limit, whatever else was not written down.
    Amber,
    /// A bad next morning after a run that was not.
    RedMorning,
    /// Too much pain in or after it.
    Red,
}

/// Everything that was done and felt since the complaint, and in the weeks before it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RunRecord {
    /// Days with a run.
    pub runs: BTreeMap<Day, DayRun>,
    /// The first day of the present complaint as far as running goes: the day it was told, or told anew.
    pub began: Option<Day>,
    /// Injuries before the present one.
    pub earlier: u16,
    /// The days full training was taken up again since it began, oldest first. Whether it lasts, the stages say.
    pub returns: Vec<Day>,
    /// The way back, where the runner chose one.
    pub way: Option<Way>,
    /// The newest goal.
    pub goal: Option<Goal>,
    /// Every illness.
    pub illnesses: Illnesses,
    peaks: BTreeMap<Day, PainScore>,
    mornings: BTreeMap<Day, PainScore>,
}

impl RunRecord {
    /// The record up to and including `today`. `done` are the runs of the store, with their days.
    pub fn fold(events: &[Event], done: impl IntoIterator<Item = (Day, Measured)>, today: Day) -> Self {
        let mut record = Self::default();
        for (day, measured) in done.into_iter().filter(|(day, _)| *day <= today) {
            let of_day = record.runs.entry(day).or_default();
            of_day.longest_m = of_day.longest_m.into_iter().chain(measured.metres).reduce(f64::max);
            of_day.measured = Some(match of_day.measured.take() {
                Some(before) => before.plus(measured),
                None => Done::of(measured),
            });
        }
        for event in standing_until(events, today) {
            record.take(event);
        }
        record
    }

    fn take(&mut self, event: &Event) {
        match &event.entry {
            Entry::ComplaintSet(complaint) => self.complaint(event.day, *complaint),
            Entry::PainLogged { moment: PainMoment::NextMorning, score } => {
                self.mornings.insert(event.day, *score);
            }
            Entry::PainLogged { score, .. } => {
                let peak = self.peaks.entry(event.day).or_insert(*score);
                *peak = (*peak).max(*score);
            }
            Entry::HealthTold { health } => self.illnesses.take(event.day, *health),
            Entry::RunTold { told } => self.runs.entry(event.day).or_default().told = Some(*told),
            Entry::WayChosen { way } => self.way = Some(*way),
            Entry::GoalSet { day, distance } => {
                self.goal = Some(Goal { day: *day, distance: *distance, set_on: event.day });
            }
            Entry::FullTraining => self.returns.push(event.day),
            _ => {}
        }
    }

    /// A complaint told for the first time, or a new one: everything begins again.
    fn complaint(&mut self, told: Day, complaint: Complaint) {
        let Some(began) = self.began else {
            self.began = Some(told);
            return;
        };
        if complaint.is_new(began, self.returns.last().copied()) {
            self.began = Some(told);
            self.earlier = self.earlier.saturating_add(1);
            self.returns.clear();
            self.way = None;
        }
    }

    /// The load as it stood before the run of a day. `first_run` is the day of the very first run, which may lie before this
    /// record; `window_days` is how far back a longest run counts.
    pub fn load_before(&self, day: Day, first_run: Option<Day>, window_days: i32) -> LoadHistory {
        let newest = self.runs.range(..day).rev().find(|(_, run)| run.measured.is_some());
        let Some((newest, run)) = newest else { return LoadHistory::default() };
        let metres = |metres: Option<f64>| metres.and_then(|metres| Metres::new(metres).ok());
        let longest = |until: Day| {
            let window = self.runs.range(until.plus_days(-window_days)..until);
            metres(window.filter_map(|(_, run)| run.longest_m).reduce(f64::max))
        };
        LoadHistory {
            first_run: first_run.filter(|first| *first < day),
            longest_before_today: longest(day),
            longest_before_newest: longest(*newest),
            newest_run: metres(run.longest_m).map(|metres| (*newest, metres)),
            newest_run_before_today: Some(*newest),
            ..LoadHistory::default()
        }
    }

    /// Highest pain in or after the run of a day.
    pub fn peak(&self, day: Day) -> Option<PainScore> {
        self.peaks.get(&day).copied()
    }

    /// Pain of the morning after a day.
    pub fn morning_after(&self, day: Day) -> Option<PainScore> {
        self.mornings.get(&day.plus_days(1)).copied()
    }

    /// The usual morning before a run: the middle of the last few. Without any, a morning free of pain is taken for usual.
    fn usual_morning(&self, day: Day, rules: &ProgressRules) -> u8 {
        let from = day.plus_days(1 - i32::from(rules.usual_morning_days));
        let newest = self.mornings.range(from..=day).rev().take(usize::from(rules.usual_mornings));
        let mut scores: Vec<u8> = newest.map(|(_, score)| score.get()).collect();
        scores.sort_unstable();
        // Of two middle values the lower: it asks for more.
        scores.len().checked_sub(1).and_then(|last| scores.get(last / 2)).copied().unwrap_or_default()
    }

    /// Whether the run of a day keeps to what a gate asks beside that it was good.
    pub fn keeps_within(&self, day: Day, limits: &RungLimits, rules: &ProgressRules) -> bool {
        let mornings = [self.morning_after(day), self.morning_after(day.plus_days(1))];
        limits.kept(self.peak(day), mornings, || PainScore::new(self.usual_morning(day, rules)).ok())
    }

    /// How the run of a day was taken.
    pub fn colour(&self, day: Day, pain: &PainRules, rules: &ProgressRules) -> Colour {
        let peak = match self.peak(day) {
            None => Colour::Unknown,
            Some(score) if score > pain.limit => Colour::Red,
            Some(score) if score > pain.good_up_to => Colour::Amber,
            Some(_) => Colour::Green,
        };
        let usual = self.usual_morning(day, rules);
        let morning = match self.morning_after(day) {
            None => Colour::Unknown,
            Some(score) if score.get() >= usual.saturating_add(pain.morning_setback) => Colour::RedMorning,
            Some(score) if score.get() > usual || score > pain.morning_good_up_to => Colour::Amber,
            Some(_) => Colour::Green,
        };
        peak.max(morning)
    }

    /// Days since more pain than this was logged around a run or in the morning; `None` where nothing was ever logged.
    pub fn quiet_days(&self, up_to: PainScore, today: Day) -> Option<u32> {
        let all = || self.peaks.iter().chain(&self.mornings);
        let louder = all().filter(|(_, score)| **score > up_to).map(|(day, _)| *day).max();
        let since = louder.or_else(|| all().map(|(day, _)| *day).min())?;
        u32::try_from(today.days_since(since)).ok()
    }

    /// The newest runs in a row with no more pain than this, in the run and the next morning, since a day where one is named;
    /// `None` without a run.
    pub fn clean_runs(&self, up_to: PainScore, since: Option<Day>, today: Day) -> Option<u32> {
        let began = self.began.unwrap_or(today);
        let began = since.map_or(began, |since| began.max(since)).min(today);
        let mut runs = self.runs.range(began..today).rev().peekable();
        runs.peek()?;
        let clean = |day: &Day| {
            let both = self.peak(*day).zip(self.morning_after(*day));
            both.is_some_and(|(peak, morning)| peak <= up_to && morning <= up_to)
        };
        Some(runs.take_while(|(day, _)| clean(day)).count() as u32)
    }

    /// Usual speed of a run: the middle of the mean speeds of the runs before the complaint, or of late without one.
    pub fn easy_speed(&self, today: Day, look_back_days: i32) -> Option<MetresPerSecond> {
        let to = self.began.unwrap_or(today).min(today);
        let runs = self.runs.range(to.plus_days(-look_back_days)..to);
        let mean = |run: &DayRun| {
            let done = &run.measured.as_ref()?.whole;
            done.metres.zip(done.total_s).filter(|(_, seconds)| *seconds > 0.0).map(|(way, time)| way / time)
        };
        let mut speeds: Vec<f64> = runs.filter_map(|(_, run)| mean(run)).collect();
        speeds.sort_by(f64::total_cmp);
        let middle = speeds.len().checked_sub(1).and_then(|last| speeds.get(last / 2)).copied();
        middle.and_then(|speed| MetresPerSecond::new(speed).ok())
    }

    /// Runs of these days that were told as prescribed.
    pub fn kept_by_word(&self, from: Day, to: Day) -> usize {
        let told = self.runs.range(from..to).filter(|(_, run)| run.told == Some(DoneAs::AsPrescribed));
        told.count()
    }

    /// Seconds run in the days from `from` on, `to` not included; `None` where a run has no known time.
    pub fn seconds(&self, from: Day, to: Day) -> Option<f64> {
        let of = |run: &DayRun| run.measured.as_ref()?.whole.total_s;
        self.runs.range(from..to).map(|(_, run)| of(run)).sum()
    }
}
