//! Prescribed against done, on recordings generated to obey and to break each rule in one respect: each is found, none is
//! invented. Every rung of every ladder is recorded as it is written, with the noise of a watch, and then once for each rule.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use femoris_clinic::knowledge::Knowledge;
use femoris_clinic::restriction::Terrain;
use femoris_clinic::running::fit::{Fitted, OwnSpeeds, fit};
use femoris_clinic::running::ladder::{Bound, LadderRung};
use femoris_clinic::running::matching::{Aspect, Comparison, DoneAs, Kept, Outcome, Yardstick};
use femoris_clinic::running::position::{Climb, Due, Gates};
use femoris_clinic::running::prescription::{Length, RunBlock, RunCaps, StepKind};
use femoris_clinic::running::record::RunRecord;
use femoris_measure::{
    Channel, Day, Device, Instant, Metres, MetresPerSecond, RecordedRun, Samples, Seconds, Sport, TimerEvent,
    TimerEventKind, Totals,
};

struct Open;

impl Gates for Open {
    fn open(&self, _rung: &LadderRung, _day: Day) -> bool {
        true
    }

    fn left(&self, _day: Day, own: RunCaps, _bound: Bound) -> Option<RunCaps> {
        Some(own)
    }
}

const TOP: f64 = 8.0;

fn speeds(knowledge: &Knowledge) -> OwnSpeeds {
    OwnSpeeds {
        top: MetresPerSecond::new(TOP).ok(),
        easy: None,
        easy_heart_rate: None,
        assumed: knowledge.running.assumed,
    }
}

/// How a recording strays from what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Stray {
    /// Steps by time that are run last this many times as long.
    longer: Option<f64>,
    /// Seconds of running too fast in the middle of the longest easy step.
    fast_s: Option<u32>,
    /// Metres of altitude gained over the first 400 m of it.
    hill: bool,
    /// Rounds of strides more or less.
    strides: i32,
    /// Without altitude.
    no_altitude: bool,
    /// A pause of ten minutes in the middle.
    pause: bool,
}

#[derive(Default)]
struct Tape {
    rows: Vec<(i64, f64, f64)>,
    second: i64,
    altitude: f64,
}

impl Tape {
    /// So many seconds at a speed, with the small errors of a watch that repeat themselves.
    fn go(&mut self, seconds: f64, speed: f64, slope: f64) {
        for _ in 0..seconds.round() as i64 {
            self.second += 1;
            let wobble = [0.0, 0.02, -0.02, 0.01, -0.01][(self.second % 5) as usize];
            self.altitude += speed * slope;
            self.rows.push((self.second, speed * (1.0 + wobble), 100.0 + self.altitude));
        }
    }
}

fn record(asked: &Fitted, stray: Stray) -> RecordedRun {
    let mut tape = Tape::default();
    tape.rows.push((0, 0.0, 100.0));
    let mut strayed = false;
    for block in asked.blocks() {
        let fast = block.steps().iter().any(|step| step.kind == StepKind::Fast);
        let rounds = i32::from(block.times()) + if fast { stray.strides } else { 0 };
        for _ in 0..rounds.max(0) {
            for step in block.steps() {
                let share = step.share.map_or(0.0, |share| f64::midpoint(share.from.get(), share.to.get()));
                let speed = if step.share.is_some() { share / 100.0 * TOP } else { 1.4 };
                let seconds = match step.length {
                    Length::Time(time) => time.get(),
                    Length::Distance(way) => way.get() / speed,
                };
                if step.kind == StepKind::Fast {
                    // Built up, held, eased off.
                    tape.go(2.0, speed * 0.7, 0.0);
                    tape.go(seconds.max(6.0), speed, 0.0);
                    tape.go(2.0, speed * 0.6, 0.0);
                    continue;
                }
                let is_run = step.kind == StepKind::Run;
                let seconds = seconds * stray.longer.filter(|_| is_run).unwrap_or(1.0);
                let first = is_run && !strayed && seconds >= 60.0;
                let cap = asked.caps().speed.map_or(speed, |cap| cap.get());
                if let Some(burst) = stray.fast_s.filter(|_| first) {
                    tape.go(seconds / 2.0, speed, 0.0);
                    tape.go(f64::from(burst), cap * 1.12, 0.0);
                    tape.go(seconds / 2.0 - f64::from(burst), speed, 0.0);
                    strayed = true;
                } else if stray.hill && is_run && !strayed {
                    tape.go(seconds, speed, 0.08);
                    strayed = tape.altitude > 24.0;
                } else {
                    tape.go(seconds, speed, 0.0);
                }
            }
        }
    }
    recorded(tape, stray)
}

fn recorded(tape: Tape, stray: Stray) -> RecordedRun {
    let middle = tape.second / 2;
    let moved = |second: i64| if stray.pause && second > middle { second + 600 } else { second };
    let at = |second: i64| Instant::from_unix_ms(1_760_000_000_000 + moved(second) * 1000);
    let mut samples = Samples::new();
    let mut metres = 0.0;
    for (second, speed, altitude) in &tape.rows {
        samples.push(at(*second));
        samples.set(Channel::Speed, *speed);
        if !stray.no_altitude {
            samples.set(Channel::Altitude, *altitude);
        }
        metres += speed;
    }
    let stop = TimerEvent { at: at(middle), kind: TimerEventKind::Stop };
    let start = TimerEvent { at: at(middle + 1), kind: TimerEventKind::Start };
    RecordedRun {
        sport: Sport::Running,
        sport_word: String::new(),
        sub_sport: String::new(),
        start: at(0),
        device_totals: Totals {
            distance: Metres::new(metres).ok(),
            timer: Seconds::new(tape.second as f64).ok(),
            ..Totals::default()
        },
        computed_totals: Totals::default(),
        samples,
        laps: Vec::new(),
        timer_events: if stray.pause { vec![stop, start] } else { Vec::new() },
        device: Device::default(),
        developer: Vec::new(),
        title: String::new(),
    }
}

/// Every run of every ladder with its own caps.
fn all_runs(knowledge: &Knowledge, speeds: &OwnSpeeds) -> Vec<(String, Fitted)> {
    let record = RunRecord::default();
    let mut all = Vec::new();
    for ladder in &knowledge.running.ladders {
        let climb = Climb {
            ladder,
            progress: &knowledge.running.progress,
            usual_run: Seconds::new(2400.0).expect("a time"),
            yardstick: yardstick(knowledge, speeds),
            record: &record,
            gates: &Open,
        };
        for rung in &ladder.rungs {
            let run = climb.nominal(rung.rung.number, Due::Rung);
            all.extend(run.map(|run| (rung.rung.to_string(), run)));
        }
    }
    all
}

fn yardstick<'a>(knowledge: &'a Knowledge, speeds: &'a OwnSpeeds) -> Yardstick<'a> {
    Yardstick { rules: &knowledge.running.matching, measures: &knowledge.measures, speeds }
}

fn beyond(found: &Comparison) -> Vec<Aspect> {
    found.compared.iter().filter(|one| one.outcome == Outcome::Beyond).map(|one| one.aspect).collect()
}

fn below(found: &Comparison) -> Vec<Aspect> {
    found.compared.iter().filter(|one| one.outcome == Outcome::Below).map(|one| one.aspect).collect()
}

fn has_long_run(run: &Fitted) -> bool {
    let long = |step: &femoris_clinic::running::prescription::RunStep| match step.length {
        Length::Time(time) => step.kind == StepKind::Run && time.get() >= 60.0,
        Length::Distance(_) => false,
    };
    run.blocks().iter().flat_map(RunBlock::steps).any(long)
}

fn has_strides(run: &Fitted) -> bool {
    run.blocks().iter().flat_map(RunBlock::steps).any(|step| step.kind == StepKind::Fast)
}

#[test]
fn what_obeys_is_kept_and_nothing_is_invented() {
    let knowledge = femoris_knowledge::embedded().expect("valid");
    let speeds = speeds(&knowledge);
    let yardstick = yardstick(&knowledge, &speeds);
    for (rung, asked) in all_runs(&knowledge, &speeds) {
        for stray in [Stray::default(), Stray { pause: true, ..Stray::default() }] {
            let found = yardstick.compare_run(&asked, &record(&asked, stray), None);
            assert_eq!(
                (beyond(&found), below(&found)),
                (Vec::new(), Vec::new()),
                "{rung} {stray:?}: {found:#?}"
            );
            assert_eq!(found.kept, Kept::Kept, "{rung} {stray:?}: {found:#?}");
        }
    }
}

#[test]
fn each_broken_rule_is_found_alone_with_its_place() {
    let knowledge = femoris_knowledge::embedded().expect("valid");
    let speeds = speeds(&knowledge);
    let yardstick = yardstick(&knowledge, &speeds);
    let mut found_of = std::collections::BTreeMap::<Aspect, u32>::new();
    for (rung, asked) in all_runs(&knowledge, &speeds).into_iter().filter(|(_, run)| has_long_run(run)) {
        let mut broken = vec![
            (Aspect::Time, Stray { longer: Some(1.5), ..Stray::default() }),
            (Aspect::Speed, Stray { fast_s: Some(20), ..Stray::default() }),
        ];
        if asked.caps().terrain == Terrain::FlatOnly && has_long_run(&asked) {
            broken.push((Aspect::Flat, Stray { hill: true, ..Stray::default() }));
        }
        if has_strides(&asked) {
            broken.push((Aspect::Strides, Stray { strides: 3, ..Stray::default() }));
        }
        for (aspect, stray) in broken {
            // A top speed of 100 % cannot be passed by an eighth and still be human.
            let found = yardstick.compare_run(&asked, &record(&asked, stray), None);
            let also: Vec<Aspect> = beyond(&found).into_iter().filter(|one| *one != aspect).collect();
            let strides_are_time = aspect == Aspect::Strides && also == [Aspect::Time];
            let fast_is_a_stride = aspect == Aspect::Speed && also == [Aspect::Strides];
            assert!(beyond(&found).contains(&aspect), "{rung} {stray:?}: {found:#?}");
            assert!(also.is_empty() || strides_are_time || fast_is_a_stride, "{rung} {stray:?}: {found:#?}");
            assert_eq!(found.kept, Kept::Exceeded);
            let places = found.compared.iter().find(|one| one.aspect == aspect).expect("compared");
            assert!(!places.places.is_empty(), "{rung} {stray:?}: no place");
            assert!(places.places.iter().all(|(from, to)| from < to), "{rung} {stray:?}: {places:?}");
            *found_of.entry(aspect).or_default() += 1;
        }
    }
    let found: Vec<Aspect> = found_of.keys().copied().collect();
    assert_eq!(found, [Aspect::Time, Aspect::Speed, Aspect::Flat, Aspect::Strides]);
}

#[test]
fn a_distance_beyond_its_cap_is_found_from_where_it_is_passed() {
    let knowledge = femoris_knowledge::embedded().expect("valid");
    let speeds = speeds(&knowledge);
    let yardstick = yardstick(&knowledge, &speeds);
    let (_, asked) = all_runs(&knowledge, &speeds).into_iter().find(|(rung, _)| rung == "PR6").expect("PR6");
    let size = asked.size(&speeds);
    let caps = RunCaps { distance: Metres::new(size.metres).ok(), ..*asked.caps() };
    let asked = fit(asked.blocks().to_vec(), caps, &speeds).expect("fits");
    let kept = yardstick.compare_run(&asked, &record(&asked, Stray::default()), None);
    assert_eq!(kept.kept, Kept::Kept, "{kept:#?}");
    let far = Stray { longer: Some(1.5), ..Stray::default() };
    let found = yardstick.compare_run(&asked, &record(&asked, far), None);
    assert!(beyond(&found).contains(&Aspect::Distance), "{found:#?}");
}

#[test]
fn less_is_told_from_more_and_the_runner_fills_in_what_is_not_known() {
    let knowledge = femoris_knowledge::embedded().expect("valid");
    let speeds = speeds(&knowledge);
    let yardstick = yardstick(&knowledge, &speeds);
    for (rung, asked) in all_runs(&knowledge, &speeds).into_iter().filter(|(_, run)| has_long_run(run)) {
        let short = record(&asked, Stray { longer: Some(0.5), ..Stray::default() });
        let found = yardstick.compare_run(&asked, &short, None);
        assert_eq!((found.kept, beyond(&found)), (Kept::Short, Vec::new()), "{rung}: {found:#?}");
        if has_strides(&asked) {
            let few = record(&asked, Stray { strides: -3, ..Stray::default() });
            let found = yardstick.compare_run(&asked, &few, None);
            assert_eq!(below(&found), [Aspect::Strides], "{rung}: {found:#?}");
        }
        if asked.caps().terrain == Terrain::FlatOnly {
            let blind = record(&asked, Stray { no_altitude: true, ..Stray::default() });
            let found = yardstick.compare_run(&asked, &blind, None);
            assert_eq!((found.kept, found.unknown), (Kept::Unknown, vec![Aspect::Flat]), "{rung}");
            let told = yardstick.compare_run(&asked, &blind, Some(DoneAs::AsPrescribed));
            assert_eq!(told.kept, Kept::Kept, "{rung}");
            let more = yardstick.compare_run(&asked, &blind, Some(DoneAs::More));
            assert_eq!(more.kept, Kept::Exceeded, "{rung}");
        }
    }
}
