//! One believable run, second by second: a plan of stretches becomes samples as a watch would have taken them.

use femoris_measure::{
    Channel, DeveloperSeries, Device, Instant, Lap, Means, Metres, RecordedRun, Samples, Seconds, Series,
    Sport, TimerEvent, TimerEventKind, Totals,
};

use super::course::Course;
use super::random::{Random, Wander};
use crate::clean;

/// Seconds it takes the heart to follow most of a change of effort.
const HEART_LAG_S: f64 = 32.0;
/// Automatic laps.
const LAP_M: f64 = 1_000.0;

/// What ends a stretch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Until {
    Metres(f64),
    Seconds(f64),
}

/// Part of a run at one intention.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Stretch {
    pub(super) until: Until,
    pub(super) speed_m_per_s: f64,
    /// Whether the runner presses the lap button at its end.
    pub(super) lap_button: bool,
}

/// How fit the runner is on the day, and what hurts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Form {
    /// Heart beats per minute for each m/s of even running; falls as fitness grows.
    pub(super) beats_per_speed: f64,
    /// Degrees Celsius in the shade.
    pub(super) temperature: f64,
    /// Share of ground contact on the left foot in per cent.
    pub(super) balance: f64,
    /// Whether the foot pod is worn.
    pub(super) pod: bool,
    /// Second of timer time at which something pulls; from there on it is a walk home.
    pub(super) twinge_at: Option<u32>,
}

/// Everything one run is made from.
#[derive(Debug, Clone)]
pub(super) struct Outline {
    pub(super) start: Instant,
    pub(super) serial: u32,
    pub(super) form: Form,
    pub(super) stretches: Vec<Stretch>,
    /// Whether there is a stop on the way, at a crossing or a tap.
    pub(super) pauses: bool,
}

/// The run while it is being run.
#[derive(Debug)]
struct Runner<'a> {
    random: &'a mut Random,
    course: Course,
    form: Form,
    samples: Samples,
    spring: Series,
    laps: Vec<Lap>,
    events: Vec<TimerEvent>,
    now_s: i64,
    timer_s: u32,
    metres: f64,
    speed: f64,
    heart: f64,
    lap_start: (i64, u32, f64),
    noise: [Wander; 4],
}

/// Runs the outline.
pub(super) fn run(outline: &Outline, random: &mut Random) -> RecordedRun {
    let planned: f64 = outline.stretches.iter().map(Stretch::metres).sum();
    let rounds = (planned / 6_000.0).ceil().max(1.0);
    let start_s = outline.start.unix_ms().div_euclid(1000);
    let mut runner = Runner {
        course: Course::new(planned / rounds, random),
        random,
        form: outline.form,
        samples: Samples::new(),
        spring: Series::new(),
        laps: Vec::new(),
        events: vec![TimerEvent { at: outline.start, kind: TimerEventKind::Start }],
        now_s: start_s,
        timer_s: 0,
        metres: 0.0,
        speed: 1.2,
        heart: 84.0,
        lap_start: (start_s, 0, 0.0),
        noise: Default::default(),
    };
    let pause_at = outline.pauses.then(|| runner.random.between(0.3, 0.7) * planned);
    runner.run_all(&outline.stretches, pause_at);
    runner.finish(outline)
}

impl Stretch {
    fn metres(&self) -> f64 {
        match self.until {
            Until::Metres(metres) => metres,
            Until::Seconds(seconds) => seconds * self.speed_m_per_s,
        }
    }
}

impl Runner<'_> {
    fn run_all(&mut self, stretches: &[Stretch], mut pause_at: Option<f64>) {
        for stretch in stretches {
            let (from_m, from_s) = (self.metres, self.timer_s);
            loop {
                if self.form.twinge_at == Some(self.timer_s) {
                    return self.walk_home();
                }
                self.second(stretch.speed_m_per_s);
                if pause_at.is_some_and(|at| self.metres >= at) {
                    pause_at = None;
                    self.pause();
                }
                let done = match stretch.until {
                    Until::Metres(metres) => self.metres - from_m >= metres,
                    Until::Seconds(seconds) => f64::from(self.timer_s - from_s) >= seconds,
                };
                if !stretch.lap_button && self.metres - self.lap_start.2 >= LAP_M {
                    self.lap(false);
                }
                if done {
                    break;
                }
            }
            if stretch.lap_button {
                self.lap(true);
            }
        }
    }

    /// Something pulled: three seconds to a stop, half a minute of standing, a walk with a hand on the thigh.
    fn walk_home(&mut self) {
        for speed in [2.4, 0.9, 0.2] {
            self.speed = speed;
            self.second(speed);
        }
        self.form.balance += 3.1;
        (0..30).for_each(|_| self.second(0.0));
        (0..600).for_each(|_| self.second(1.3));
    }

    fn second(&mut self, target: f64) {
        let (_, slope) = self.course.clone().advance(target.max(0.1));
        let wanted = if target > 0.0 {
            target * (1.0 - 2.2 * slope) + self.noise[0].step(self.random, 0.9, 0.09)
        } else {
            0.0
        };
        self.speed += (wanted.max(0.0) - self.speed) * 0.35;
        let moving = if self.speed < 0.05 { 0.0 } else { self.speed };
        let (point, slope) = self.course.advance(moving);
        self.metres += moving;
        // The heart follows effort late and drifts upwards with time and heat.
        let effort = moving * (1.0 + 3.0 * slope.max(0.0));
        let drift = 1.0 + f64::from(self.timer_s) / 3600.0 * (0.02 + self.form.temperature.max(0.0) * 0.001);
        let rest = 62.0 + 0.2 * self.form.temperature.max(0.0);
        let steady = (rest + effort * self.form.beats_per_speed * drift).min(192.0);
        self.heart += (steady - self.heart) / HEART_LAG_S;
        self.samples.push(Instant::from_unix_ms(self.now_s * 1000));
        let (north, east) =
            (self.noise[1].step(self.random, 0.96, 1.6), self.noise[2].step(self.random, 0.96, 1.6));
        self.samples.set(Channel::Latitude, point.latitude + north / 111_195.0);
        self.samples.set(Channel::Longitude, point.longitude + east / 76_000.0);
        // Watches write altitude in steps of a fifth of a metre.
        let altitude = point.altitude_m + self.noise[3].step(self.random, 0.98, 0.5);
        self.samples.set(Channel::Altitude, (altitude * 5.0).round() / 5.0);
        self.samples.set(Channel::Distance, self.metres);
        self.samples.set(Channel::Speed, moving);
        self.samples.set(Channel::HeartRate, (self.heart + self.random.bell() * 0.6).round());
        self.samples.set(Channel::Temperature, (self.form.temperature + 5.0).round());
        self.form_of_running(moving, slope);
        self.now_s += 1;
        self.timer_s += 1;
    }

    /// Cadence and running dynamics; standing still has none.
    fn form_of_running(&mut self, speed: f64, slope: f64) {
        if speed < 0.6 {
            return self.samples.set(Channel::Cadence, 0.0);
        }
        let walking = speed < 2.0;
        let steps_per_min = if walking { 84.0 + 17.0 * speed } else { 146.0 + 8.2 * speed };
        let cadence = (steps_per_min + self.random.bell() * 1.2).round();
        let step_mm = speed * 60.0 / cadence * 1000.0;
        self.samples.set(Channel::Cadence, cadence);
        if walking {
            return;
        }
        let rise_mm = 78.0 + 5.5 * (speed - 2.5) + self.random.bell() * 1.5;
        let contact_ms = 318.0 - 30.0 * (speed - 2.2) + self.random.bell() * 3.0;
        let watts = (73.0 * speed * (1.04 + 4.0 * slope.max(-0.1)) + self.random.bell() * 5.0).max(40.0);
        self.samples.set(Channel::StepLength, step_mm);
        self.samples.set(Channel::VerticalOscillation, rise_mm);
        self.samples.set(Channel::VerticalRatio, rise_mm / step_mm * 100.0);
        self.samples.set(Channel::GroundContact, contact_ms);
        self.samples.set(Channel::ContactBalance, self.form.balance + self.random.bell() * 0.25);
        self.samples.set(Channel::Power, watts.round());
        if self.form.pod {
            let stiffness = 9.4 + 0.5 * (speed - 3.0) + self.random.bell() * 0.12;
            self.spring.pad_to(self.samples.len() - 1);
            self.spring.push(Some((stiffness * 8.0).round() as i32 * 125));
        }
    }

    fn pause(&mut self) {
        let at = |second: i64| Instant::from_unix_ms(second * 1000);
        let waited = 25 + self.random.below(70) as i64;
        self.events.push(TimerEvent { at: at(self.now_s), kind: TimerEventKind::Stop });
        self.now_s += waited;
        self.events.push(TimerEvent { at: at(self.now_s), kind: TimerEventKind::Start });
        self.heart -= (self.heart - 100.0).max(0.0) * (1.0 - (-(waited as f64) / 60.0).exp());
        self.speed = 0.8;
    }

    fn lap(&mut self, manual: bool) {
        let (from_s, from_timer_s, from_m) = self.lap_start;
        let totals = Totals {
            distance: centimetres(self.metres - from_m),
            timer: Seconds::new(f64::from(self.timer_s - from_timer_s)).ok(),
            elapsed: Seconds::new((self.now_s - from_s) as f64).ok(),
            ascent: None,
            descent: None,
        };
        self.laps.push(Lap { start: Instant::from_unix_ms(from_s * 1000), totals, manual: Some(manual) });
        self.lap_start = (self.now_s, self.timer_s, self.metres);
    }

    fn finish(mut self, outline: &Outline) -> RecordedRun {
        let end = Instant::from_unix_ms(self.now_s * 1000);
        if self.timer_s > self.lap_start.1 {
            self.lap(false);
        }
        self.events.push(TimerEvent { at: end, kind: TimerEventKind::Stop });
        let elapsed = (self.now_s * 1000 - outline.start.unix_ms()) as f64 / 1000.0;
        let unit = "kN/m".to_owned();
        let spring = DeveloperSeries { name: "Leg Spring Stiffness".to_owned(), unit, series: self.spring };
        let mut run = RecordedRun {
            sport: Sport::Running,
            sport_word: "running".to_owned(),
            sub_sport: "generic".to_owned(),
            start: outline.start,
            device_totals: Totals::default(),
            computed_totals: Totals::default(),
            told: Means::default(),
            samples: self.samples,
            laps: self.laps,
            timer_events: self.events,
            device: Device { name: "garmin fr965".to_owned(), serial: Some(outline.serial) },
            developer: if self.form.pod { vec![spring] } else { Vec::new() },
            title: String::new(),
        };
        clean::finish(&mut run, &mut Vec::new());
        let whole = |metres: Option<Metres>| metres.and_then(|m| Metres::new(m.get().round()).ok());
        run.device_totals = Totals {
            distance: centimetres(self.metres),
            timer: Seconds::new(f64::from(self.timer_s)).ok(),
            elapsed: Seconds::new(elapsed).ok(),
            ascent: whole(run.computed_totals.ascent),
            descent: whole(run.computed_totals.descent),
        };
        run
    }
}

/// Metres in the steps a watch writes.
fn centimetres(metres: f64) -> Option<Metres> {
    Metres::new((metres * 100.0).round() / 100.0).ok()
}
