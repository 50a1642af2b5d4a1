//! Invented runs of an invented runner, so that every page has something to show and every benchmark something
//! to chew. Made from a seed, without clock or chance: the same seed gives the same runs.

mod course;
mod random;
mod session;

use femoris_measure::{Day, Instant, RecordedRun};

use self::random::Random;
use self::session::{Form, Outline, Stretch, Until};

/// What a run of the season was meant to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlannedKind {
    /// Comfortable.
    Easy,
    /// The long one of the week.
    Long,
    /// A stretch at a hard but even pace.
    Tempo,
    /// Fast repetitions with jogs between.
    Intervals,
    /// Fast repetitions, cut short when something pulled in the thigh.
    Twinge {
        /// Second of timer time at which it happened.
        at_second: u32,
    },
    /// Short and careful, after the twinge.
    Careful,
}

impl PlannedKind {
    /// Snake-case name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Easy => "easy",
            Self::Long => "long",
            Self::Tempo => "tempo",
            Self::Intervals => "intervals",
            Self::Twinge { .. } => "twinge",
            Self::Careful => "careful",
        }
    }
}

/// Days the season covers, the first included.
pub const SEASON_DAYS: i32 = 365;
/// Day of the season, counted from zero, on which something pulls.
pub const TWINGE_DAY: i32 = 346;

/// Second of the interval run at which it pulls: in the middle of the fourth repetition.
const TWINGE_SECOND: u32 = 2_010;
/// The week in which the faster block begins.
const BLOCK_WEEK: i32 = 34;
/// Day of the plan's week, which begins on whatever day the season does; the name is for the reader.
const FRIDAY: i32 = 5;
const SERIAL: u32 = 3_412_007_001;

/// Twelve months of training, three to five runs a week: a build-up, a faster block, a twinge in an interval
/// session and careful running until the last day. Days run from `start_day` for [`SEASON_DAYS`].
pub fn season(start_day: Day, seed: u64) -> impl Iterator<Item = (RecordedRun, PlannedKind)> {
    (0..SEASON_DAYS).filter_map(move |day| {
        let kind = planned(day)?;
        // Each day has numbers of its own: a run does not depend on the ones before it.
        let mut random = Random::new(seed ^ (day as u64 + 1).wrapping_mul(0xA076_1D64_78BD_642F));
        // Weather and work take the odd Friday run: there are always three others in its week.
        if day % 7 == FRIDAY && day < TWINGE_DAY && random.chance(0.25) {
            return None;
        }
        let outline = outline(start_day, day, kind, &mut random);
        Some((session::run(&outline, &mut random), kind))
    })
}

/// This many runs of about 47 minutes each, one a day, for benchmarks.
pub fn history(count: u32, seed: u64) -> impl Iterator<Item = RecordedRun> {
    (0..count).map(move |index| {
        let mut random = Random::new(seed ^ (u64::from(index) + 1).wrapping_mul(0xE703_7ED1_A0B4_28DB));
        let minutes = 47.0 + random.bell() * 9.0;
        steady(minutes.clamp(20.0, 90.0) * 60.0, i64::from(index) * 86_400, &mut random)
    })
}

/// This many runs of this many minutes each, one a day, for tests that bring in many.
pub fn short_history(count: u32, minutes: u32, seed: u64) -> impl Iterator<Item = RecordedRun> {
    (0..count).map(move |index| {
        let mut random = Random::new(seed ^ (u64::from(index) + 1).wrapping_mul(0xE703_7ED1_A0B4_28DB));
        steady(f64::from(minutes) * 60.0, i64::from(index) * 86_400, &mut random)
    })
}

/// One even run of this many minutes, for benchmarks.
pub fn steady_run(minutes: u32, seed: u64) -> RecordedRun {
    steady(f64::from(minutes) * 60.0, 0, &mut Random::new(seed))
}

/// An even run, some seconds after the morning of 2015-01-03.
fn steady(seconds: f64, offset_s: i64, random: &mut Random) -> RecordedRun {
    const FIRST_S: i64 = 1_420_266_000;
    let stretches = vec![Stretch { until: Until::Seconds(seconds), speed_m_per_s: 3.05, lap_button: false }];
    let start = Instant::from_unix_ms((FIRST_S + offset_s) * 1000);
    let pauses = random.chance(0.3);
    session::run(&Outline { start, serial: SERIAL, form: form(180, true), stretches, pauses }, random)
}

/// What the plan says for a day of the season.
fn planned(day: i32) -> Option<PlannedKind> {
    use PlannedKind::{Careful, Easy, Intervals, Long, Tempo, Twinge};
    if day == TWINGE_DAY {
        return Some(Twinge { at_second: TWINGE_SECOND });
    }
    if day > TWINGE_DAY {
        // Nothing for four days, then every third or fourth.
        return [5, 8, 12, 15, 18].contains(&(day - TWINGE_DAY)).then_some(Careful);
    }
    let (week, weekday) = (day / 7, day % 7);
    let lighter_week = week % 4 == 3;
    match (weekday, week) {
        (1, BLOCK_WEEK..) if !lighter_week => Some(Intervals),
        (1, _) => Some(Easy),
        (2, BLOCK_WEEK..) if !lighter_week => Some(Easy),
        (3, 14..) if !lighter_week => Some(Tempo),
        (3, _) => Some(Easy),
        (FRIDAY, 9..) if !lighter_week => Some(Easy),
        (6, _) => Some(Long),
        _ => None,
    }
}

/// Fitness grows over the season; summer lies in its middle.
fn form(day: i32, pod: bool) -> Form {
    let season = f64::from(day) / f64::from(SEASON_DAYS);
    Form {
        beats_per_speed: 33.5 - 3.5 * season,
        temperature: (11.0 - 10.0 * (season * std::f64::consts::TAU).cos()).round(),
        balance: 49.8,
        pod,
        twinge_at: None,
    }
}

fn outline(start_day: Day, day: i32, kind: PlannedKind, random: &mut Random) -> Outline {
    let morning = day % 7 == 6;
    let hour_s = if morning { 8 * 3600 } else { 17 * 3600 + 1800 };
    let second = i64::from(start_day.days_since_epoch() + day) * 86_400 + hour_s + random.below(2400) as i64;
    let mut form = form(day, day >= 150);
    if let PlannedKind::Twinge { at_second } = kind {
        form.twinge_at = Some(at_second);
    }
    if kind == PlannedKind::Careful {
        // The sore side is spared a little.
        form.balance = 50.9;
    }
    let pauses = matches!(kind, PlannedKind::Easy | PlannedKind::Long) && random.chance(0.35);
    let start = Instant::from_unix_ms(second * 1000);
    Outline { start, serial: SERIAL, form, stretches: stretches(day, kind, random), pauses }
}

/// The run as it was planned, by day of the season: longer until the block, faster in it.
fn stretches(day: i32, kind: PlannedKind, random: &mut Random) -> Vec<Stretch> {
    let season = f64::from(day) / f64::from(SEASON_DAYS);
    let lighter = if (day / 7) % 4 == 3 { 0.75 } else { 1.0 };
    let easy = 2.82 + 0.25 * season + random.bell() * 0.04;
    let even = |metres: f64, speed: f64| Stretch {
        until: Until::Metres((metres * lighter / 100.0).round() * 100.0),
        speed_m_per_s: speed,
        lap_button: false,
    };
    match kind {
        PlannedKind::Easy => vec![even(6_000.0 + 3_500.0 * season + random.bell() * 500.0, easy)],
        PlannedKind::Long => {
            vec![even(10_000.0 + 11_000.0 * season.min(0.9) + random.bell() * 600.0, easy - 0.05)]
        }
        PlannedKind::Tempo => vec![
            even(2_000.0, easy),
            even(3_000.0 + 4_000.0 * season, 3.35 + 0.35 * season),
            even(1_500.0, easy - 0.1),
        ],
        PlannedKind::Intervals | PlannedKind::Twinge { .. } => intervals(day, easy),
        PlannedKind::Careful => {
            let since = f64::from(day - TWINGE_DAY);
            vec![even(2_000.0 + 140.0 * since, 2.55)]
        }
    }
}

/// A warm-up, fast kilometres with two minutes of jogging between, a cool-down. One more each month of the block.
fn intervals(day: i32, easy: f64) -> Vec<Stretch> {
    let repetitions = 5 + (day / 7 - BLOCK_WEEK).max(0) / 5;
    let fast = 3.95 + 0.0025 * f64::from(day - BLOCK_WEEK * 7);
    let part = |until, speed_m_per_s| Stretch { until, speed_m_per_s, lap_button: true };
    let mut parts = vec![part(Until::Metres(2_500.0), easy)];
    for _ in 0..repetitions {
        parts.push(part(Until::Metres(1_000.0), fast));
        parts.push(part(Until::Seconds(120.0), 2.2));
    }
    parts.push(part(Until::Metres(1_500.0), easy - 0.15));
    parts
}
