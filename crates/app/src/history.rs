//! The whole history side by side: distance, hamstring index and pain by day, fast running, and what a research view shows.

use std::collections::BTreeMap;
use std::sync::Arc;

use femoris_clinic::event::{Entry, standing};
use femoris_clinic::load::days::{monotony, strain};
use femoris_clinic::load::{Deviation, Ewma, IndexBand, OwnMaximum, burst_index};
use femoris_clinic::rehab::session;
use femoris_measure::{Day, Effort, PainScore, ZoneOffset};
use femoris_recording::EARLIEST;
use femoris_store::DayTotal;

use crate::loads::OwnSpeed;
use crate::{App, AppError};

/// Weeks that fast running is compared over: one now, the rest before.
const WEEKS: usize = 52;
/// Weeks of the own history that a comparison needs.
const LEAST_WEEKS: usize = 8;
/// Days of the two weighted means of the research view.
const MEANS: (u16, u16) = (7, 28);

/// One day of the history.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HistoryDay {
    /// The day.
    pub day: Day,
    /// Its runs; `None` without any.
    pub total: Option<DayTotal>,
    /// Hamstring index of its runs; `None` where none of them has a load.
    pub index: Option<IndexBand>,
    /// Whether some of its runs have no load, so that the index is of the others only.
    pub index_is_partial: bool,
    /// The worst pain that was logged for it.
    pub pain: Option<PainScore>,
}

/// Fast running above one share of the own maximum speed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Exposure {
    /// The share, 0 to 1.
    pub share: f64,
    /// The speed it is, in m/s.
    pub speed: f64,
    /// Seconds above it in the last seven days.
    pub seconds_7_days: f64,
    /// Metres above it in the last seven days.
    pub metres_7_days: f64,
    /// Metres above it in the last 28 days.
    pub metres_28_days: f64,
    /// Days since a run went above it; `None` when none of the year did.
    pub days_since: Option<i32>,
    /// The last seven days against the own weeks before, in standard deviations; `None` with too few weeks, or with all alike.
    pub deviations: Option<f64>,
}

/// Fast running of the last weeks.
#[derive(Debug, Clone, PartialEq)]
pub struct Exposures {
    /// What the speeds are held against.
    pub own: OwnSpeed,
    /// One for each share; empty while no maximum is known.
    pub ladder: Vec<Exposure>,
}

/// A stretch of the history: of the complaint, or of the way back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryStage {
    /// Its first day.
    pub from: Day,
    /// Its name.
    pub name: String,
}

/// Numbers a research view shows. Description: none of them says what to do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Research {
    /// Metres of the last seven days, of the runs that have a distance.
    pub week_metres: f64,
    /// How many runs of them have none; with any it was more.
    pub week_without: u64,
    /// Mean metres of a week over the three weeks before; `None` without any run in them, or where one has no distance.
    pub before_metres: Option<f64>,
    /// Weighted means of metres a day over 7 and 28 days; `None` without a history of 28 days.
    pub means: Option<(f64, f64)>,
    /// Monotony of effort times minutes over seven days, with the deviation of a sample.
    pub monotony: Option<f64>,
    /// Weekly sum of effort times minutes, times monotony.
    pub strain: Option<f64>,
    /// Days of the seven with a run whose effort is not known.
    pub days_without_effort: usize,
}

impl App {
    /// The days with a run, an index or a logged pain in a range, both ends included, oldest first.
    pub fn history(&self, first: Day, last: Day) -> Result<Arc<Vec<HistoryDay>>, AppError> {
        let today = self.clock.today();
        let read = || self.history_on(today, first, last).map(Arc::new);
        self.recall_read(&self.reads.history, [today, first, last], read)
    }

    /// The history of all days whose date can be believed, until today.
    pub fn whole_history(&self) -> Result<Arc<Vec<HistoryDay>>, AppError> {
        self.history(EARLIEST.day_at(ZoneOffset::UTC), self.clock.today())
    }

    fn history_on(&self, today: Day, first: Day, last: Day) -> Result<Vec<HistoryDay>, AppError> {
        let maximum = self.own_speed_on(today)?.speed.map(OwnMaximum::speed);
        let rules = &self.knowledge.measures;
        let (totals, loads, bursts) = self.with_store(|store| {
            store.read(|reader| {
                Ok((reader.daily(first, last)?, reader.load_days(first, last)?, reader.bursts(first, last)?))
            })
        })?;
        let mut days: BTreeMap<Day, HistoryDay> = BTreeMap::new();
        let empty = |day| HistoryDay { day, total: None, index: None, index_is_partial: false, pain: None };
        for total in totals {
            let day = days.entry(total.day).or_insert_with(|| empty(total.day));
            day.total = Some(total);
            day.index_is_partial = true;
        }
        for load in loads {
            let day = days.entry(load.day).or_insert_with(|| empty(load.day));
            day.index = Some(load.even_index);
            day.index_is_partial = day.total.is_some_and(|total| load.runs < total.runs);
        }
        for (day, bins) in bursts {
            let day = days.entry(day).or_insert_with(|| empty(day));
            day.index = day.index.map(|index| index.plus(burst_index(&bins, maximum, rules)));
        }
        for (day, score) in self.pains(first, last)? {
            days.entry(day).or_insert_with(|| empty(day)).pain = Some(score);
        }
        Ok(days.into_values().collect())
    }

    /// The stretches of the history, oldest first: the time before the complaint, since it began, each stage of rehabilitation
    /// as it began, and full training. None without a complaint whose beginning is known.
    pub fn stages(&self) -> Result<Vec<HistoryStage>, AppError> {
        let events = self.events()?;
        let onset = standing(&events).rev().find_map(|event| match event.entry {
            Entry::ComplaintSet(complaint) => complaint.onset_date,
            _ => None,
        });
        let first = self.with_store(|store| store.read(|reader| reader.span()))?.map(|(first, _)| first);
        let Some((onset, first)) = onset.zip(first) else { return Ok(Vec::new()) };
        let stage = |from: Day, name: &str| HistoryStage { from, name: name.to_owned() };
        let mut stages = vec![stage(first.min(onset), "before"), stage(onset, "since the pain began")];
        // What is refused today takes nothing back of what was done.
        let course = self.with_scene(&events, self.clock.today(), session::walked)?;
        for begun in course.iter().flat_map(|course| course.earlier.iter().chain([&course.begun])) {
            let of = self.knowledge.stage(begun.stage);
            stages.extend(of.map(|of| stage(begun.day.max(onset), &of.words.name)));
        }
        let returned = standing(&events).rev().find(|event| matches!(event.entry, Entry::FullTraining));
        stages.extend(
            returned.filter(|event| event.day > onset).map(|event| stage(event.day, "full training")),
        );
        stages.sort_by_key(|stage| stage.from);
        Ok(newest_of_each_day(stages))
    }

    /// The worst pain of each day with any logged.
    fn pains(&self, first: Day, last: Day) -> Result<BTreeMap<Day, PainScore>, AppError> {
        let events = self.events()?;
        let mut worst: BTreeMap<Day, PainScore> = BTreeMap::new();
        for event in standing(&events).filter(|event| (first..=last).contains(&event.day)) {
            if let Entry::PainLogged { score, .. } = event.entry {
                let slot = worst.entry(event.day).or_insert(score);
                *slot = score.max(*slot);
            }
        }
        Ok(worst)
    }

    /// Fast running of the last weeks against the own year.
    pub fn exposures(&self) -> Result<Exposures, AppError> {
        let today = self.clock.today();
        self.recall_read(&self.reads.exposures, today, || self.exposures_on(today))
    }

    fn exposures_on(&self, today: Day) -> Result<Exposures, AppError> {
        let own = self.own_speed_on(today)?;
        let Some(maximum) = own.speed.map(|speed| speed.speed().get()) else {
            return Ok(Exposures { own, ladder: Vec::new() });
        };
        let first = today.plus_days(1 - 7 * WEEKS as i32);
        let runs = self.with_store(|store| store.read(|reader| reader.speeds(first, today)))?;
        let oldest = runs.first().map(|run| today.days_since(run.day));
        let ladder = self.knowledge.measures.speed.shares.map(|share| {
            let speed = share * maximum;
            let (mut seconds, mut metres, mut days_since) = ([0.0; WEEKS], [0.0; WEEKS], None);
            for run in &runs {
                let ago = today.days_since(run.day);
                let (above_s, above_m) = run.speeds.above(speed);
                let week = (ago / 7).clamp(0, WEEKS as i32 - 1) as usize;
                seconds[week] += above_s;
                metres[week] += above_m;
                if above_s >= 1.0 {
                    days_since = Some(days_since.map_or(ago, |newest: i32| newest.min(ago)));
                }
            }
            // The oldest week that the log reaches back to counts where the whole of it lies behind its first run.
            let known = oldest.map_or(0, |days| ((days + 1) / 7 - 1).max(0) as usize).min(WEEKS - 1);
            Exposure {
                share,
                speed,
                seconds_7_days: seconds[0],
                metres_7_days: metres[0],
                metres_28_days: metres[..4].iter().sum(),
                days_since,
                deviations: deviations(metres[0], &metres[1..=known]),
            }
        });
        Ok(Exposures { own, ladder: ladder.to_vec() })
    }

    /// What a research view shows of the last weeks.
    pub fn research(&self) -> Result<Research, AppError> {
        let today = self.clock.today();
        let first = today.plus_days(1 - 12 * 7);
        let (totals, span) =
            self.with_store(|store| store.read(|reader| Ok((reader.daily(first, today)?, reader.span()?))))?;
        let metres: BTreeMap<Day, Option<f64>> = totals
            .iter()
            .map(|total| (total.day, Some(total.distance.get()).filter(|_| total.is_whole())))
            .collect();
        let of = |from: i32, to: i32| {
            let days = today.plus_days(-from)..=today.plus_days(-to);
            totals.iter().filter(move |total| days.contains(&total.day))
        };
        // Added to nought: the sum of nothing is minus nought, and was shown with its sign.
        let known = |from, to| of(from, to).fold(0.0, |sum, total| sum + total.distance.get());
        let is_whole = |from, to| of(from, to).all(DayTotal::is_whole);
        let (week_metres, before) = (known(6, 0), known(27, 7));
        let began = span.map_or(today, |(first_run, _)| first_run.max(first));
        let long_enough = today.days_since(began) >= i32::from(MEANS.1);
        let efforts = self.session_loads(today)?;
        let unknown = efforts.iter().filter(|effort| effort.is_none()).count();
        Ok(Research {
            week_metres,
            week_without: of(6, 0).map(|total| u64::from(total.without_distance)).sum(),
            before_metres: (before > 0.0 && is_whole(27, 7)).then_some(before / 3.0),
            means: long_enough.then(|| weighted(&metres, began, today)).flatten(),
            monotony: monotony(&efforts, Deviation::Sample),
            strain: strain(&efforts, Deviation::Sample),
            days_without_effort: unknown,
        })
    }

    /// Effort times minutes of the last seven days, oldest first: zero on a rest day, `None` where an effort is missing.
    fn session_loads(&self, today: Day) -> Result<[Option<f64>; 7], AppError> {
        let first = today.plus_days(-6);
        let runs = self.with_store(|store| store.read(|reader| reader.runs_on_days(first, today)))?;
        let events = self.events()?;
        let mut efforts: BTreeMap<&str, Effort> = BTreeMap::new();
        for event in standing(&events) {
            if let Entry::RunEffort { run, effort } = &event.entry {
                efforts.insert(run, *effort);
            }
        }
        let mut days = [Some(0.0); 7];
        for run in runs.iter().filter(|run| run.sport.is_run()) {
            let Ok(place) = usize::try_from(run.day.days_since(first)) else { continue };
            let session = efforts
                .get(run.id.as_str())
                .zip(run.timer)
                .map(|(effort, timer)| f64::from(effort.get()) * timer.get() / 60.0);
            if let Some(day) = days.get_mut(place) {
                *day = day.zip(session).map(|(sum, session)| sum + session);
            }
        }
        Ok(days)
    }
}

/// Stages that began on the same day were passed in it: the last of them stands.
fn newest_of_each_day(stages: Vec<HistoryStage>) -> Vec<HistoryStage> {
    let mut kept: Vec<HistoryStage> = Vec::new();
    for stage in stages {
        match kept.last_mut().filter(|last| last.from == stage.from) {
            Some(last) => *last = stage,
            None => kept.push(stage),
        }
    }
    kept
}

/// The two weighted means of metres a day, rest days counted as zero.
fn weighted(metres: &BTreeMap<Day, Option<f64>>, began: Day, today: Day) -> Option<(f64, f64)> {
    let (mut short, mut long) = (Ewma::of_days(MEANS.0), Ewma::of_days(MEANS.1));
    for ago in (0..=today.days_since(began)).rev() {
        // A day without a run is zero; one that is not known changes nothing.
        let load = metres.get(&today.plus_days(-ago)).copied().unwrap_or(Some(0.0));
        short.add(load);
        long.add(load);
    }
    short.value().zip(long.value())
}

/// How far a value lies from others, in their standard deviations.
fn deviations(value: f64, others: &[f64]) -> Option<f64> {
    if others.len() < LEAST_WEEKS {
        return None;
    }
    let count = others.len() as f64;
    let mean = others.iter().sum::<f64>() / count;
    let squares: f64 = others.iter().map(|other| (other - mean) * (other - mean)).sum();
    let spread = (squares / (count - 1.0)).sqrt();
    (spread > 0.0).then(|| (value - mean) / spread)
}
