//! Prescribed against done, on recordings generated to obey and to break each rule in one respect: each is found, none is
//! invented. Every rung of every ladder is recorded as it is written, with the noise of a watch, and then once for each rule.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use femoris_clinic::knowledge::Knowledge;
use femoris_clinic::restriction::Terrain;
use femoris_clinic::running::fit::{Fitted, OwnSpeeds, fit};
use femoris_clinic::running::ladder::{Bound, LadderRung};
use femoris_clinic::running::matching::{Aspect, Compared, Comparison, DoneAs, Kept, Outcome, Yardstick};
use femoris_clinic::running::places::Place;
use femoris_clinic::running::position::{Climb, Due, Gates};
use femoris_clinic::running::prescription::{Length, RunBlock, RunCaps, StepKind};
use femoris_clinic::running::record::RunRecord;
use femoris_clinic::running::rules::MatchRules;
use femoris_measure::{
    Channel, Day, Device, Instant, Means, Metres, MetresPerSecond, RecordedRun, Samples, Seconds, Sport,
    TimerEvent, TimerEventKind, Totals,
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
    /// Seconds of running too fast in the middle of the longest easy step …
    fast_s: Option<u32>,
    /// … in so many pieces with twenty seconds between them, where it is more than one.
    pieces: u32,
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
                    for piece in 0..stray.pieces.max(1) {
                        tape.go(if piece > 0 { 20.0 } else { 0.0 }, speed, 0.0);
                        tape.go(f64::from(burst), cap * 1.12, 0.0);
                    }
                    let spent = f64::from(stray.pieces.max(1) * (burst + 20) - 20);
                    tape.go(seconds / 2.0 - spent, speed, 0.0);
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
        told: Means::default(),
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
            let found = yardstick.compare_runs(&asked, &[&record(&asked, stray)], None);
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
            let found = yardstick.compare_runs(&asked, &[&record(&asked, stray)], None);
            let also: Vec<Aspect> = beyond(&found).into_iter().filter(|one| *one != aspect).collect();
            let strides_are_time = aspect == Aspect::Strides && also == [Aspect::Time];
            let fast_is_a_stride = aspect == Aspect::Speed && also == [Aspect::Strides];
            assert!(beyond(&found).contains(&aspect), "{rung} {stray:?}: {found:#?}");
            assert!(also.is_empty() || strides_are_time || fast_is_a_stride, "{rung} {stray:?}: {found:#?}");
            assert_eq!(found.kept, Kept::Exceeded);
            let places = found.compared.iter().find(|one| one.aspect == aspect).expect("compared");
            assert!(!places.places.is_empty(), "{rung} {stray:?}: no place");
            assert!(
                places.places.iter().all(|place| place.from_s < place.to_s),
                "{rung} {stray:?}: {places:?}"
            );
            *found_of.entry(aspect).or_default() += 1;
        }
    }
    let found: Vec<Aspect> = found_of.keys().copied().collect();
    assert_eq!(found, [Aspect::Time, Aspect::Speed, Aspect::Flat, Aspect::Strides]);
}

fn speed_of(found: &Comparison) -> &Compared {
    found.compared.iter().find(|one| one.aspect == Aspect::Speed).expect("compared")
}

fn run_of(knowledge: &Knowledge, speeds: &OwnSpeeds, rung: &str) -> Fitted {
    let all = all_runs(knowledge, speeds);
    all.into_iter().find(|(of, _)| of == rung).map(|(_, run)| run).expect("a rung")
}

#[test]
fn speed_is_told_by_the_longest_piece_and_seconds_that_a_watch_got_wrong_are_none() {
    let knowledge = femoris_knowledge::embedded().expect("valid");
    let speeds = speeds(&knowledge);
    let yardstick = yardstick(&knowledge, &speeds);
    let asked = run_of(&knowledge, &speeds, "PR6");
    let found = |fast_s: u32, pieces: u32| {
        let stray = Stray { fast_s: Some(fast_s), pieces, ..Stray::default() };
        yardstick.compare_runs(&asked, &[&record(&asked, stray)], None)
    };
    let spikes = found(1, 8);
    assert_eq!((spikes.kept, speed_of(&spikes).longest_s), (Kept::Kept, Some(0.0)), "{spikes:#?}");
    let short = found(4, 3);
    assert_eq!(short.kept, Kept::Kept, "three times four seconds are no faster run: {short:#?}");
    let speed = speed_of(&short);
    assert!(speed.done > 9.0 && speed.longest_s.is_some_and(|longest| (3.0..=5.0).contains(&longest)));
    let long = found(20, 2);
    let speed = speed_of(&long);
    assert_eq!((long.kept, speed.outcome, speed.places.len()), (Kept::Exceeded, Outcome::Beyond, 2));
    let longest = speed.places.iter().map(Place::lasts_s).fold(0.0, f64::max);
    assert_eq!(speed.longest_s, Some(longest), "what decides is what is drawn: {speed:#?}");
    assert!((longest - 20.0).abs() <= 2.0 && speed.done > 36.0, "{speed:#?}");
    let cap = asked.caps().speed.expect("a cap").get();
    let by = speed.places[0].speed.expect("seen").get() / cap;
    assert!((1.08..1.14).contains(&by), "by an eighth: {by}");
}

#[test]
fn many_short_pieces_are_more_too_once_they_are_a_share_of_the_run() {
    let knowledge = femoris_knowledge::embedded().expect("valid");
    let speeds = speeds(&knowledge);
    let asked = run_of(&knowledge, &speeds, "PR6");
    let rules = MatchRules { speed_over_share: 0.005, ..knowledge.running.matching.clone() };
    let strict = Yardstick { rules: &rules, ..yardstick(&knowledge, &speeds) };
    let stray = Stray { fast_s: Some(4), pieces: 4, ..Stray::default() };
    let found = strict.compare_runs(&asked, &[&record(&asked, stray)], None);
    assert_eq!((found.kept, speed_of(&found).places.len()), (Kept::Exceeded, 4), "{found:#?}");
}

/// The same recording as two files, cut after so many seconds.
fn cut(run: &RecordedRun, after_s: i64) -> [RecordedRun; 2] {
    let times = run.samples.times_ms();
    let start = times[0];
    let part = |from: i64, to: i64| {
        let mut samples = Samples::new();
        let mut metres = 0.0;
        for row in (0..times.len()).filter(|row| (from..=to).contains(&((times[*row] - start) / 1000))) {
            samples.push(Instant::from_unix_ms(times[row]));
            for channel in [Channel::Speed, Channel::Altitude] {
                let value = run.samples.value(channel, row);
                value.into_iter().for_each(|value| samples.set(channel, value));
            }
            metres += run.samples.value(Channel::Speed, row).unwrap_or_default();
        }
        let timer = Seconds::new((samples.len() - 1) as f64).ok();
        let totals = Totals { distance: Metres::new(metres).ok(), timer, ..Totals::default() };
        RecordedRun { samples, device_totals: totals, ..run.clone() }
    };
    [part(0, after_s), part(after_s, i64::MAX)]
}

#[test]
fn a_run_in_two_files_is_held_against_the_day_as_one() {
    let knowledge = femoris_knowledge::embedded().expect("valid");
    let speeds = speeds(&knowledge);
    let yardstick = yardstick(&knowledge, &speeds);
    let asked = run_of(&knowledge, &speeds, "PR6");
    let whole = record(&asked, Stray::default());
    let [first, second] = cut(&whole, 900);
    let alone = yardstick.compare_runs(&asked, &[&first], None);
    assert_eq!(alone.kept, Kept::Short);
    let both = yardstick.compare_runs(&asked, &[&first, &second], None);
    assert_eq!(both.kept, Kept::Kept, "{both:#?}");
    let twice = yardstick.compare_runs(&asked, &[&whole, &whole], None);
    assert!(beyond(&twice).contains(&Aspect::Time), "{twice:#?}");
    let time = twice.compared.iter().find(|one| one.aspect == Aspect::Time).expect("compared");
    assert!(time.places.iter().all(|place| place.run == 1), "the second of them is too much: {time:#?}");
}

#[test]
fn what_one_file_does_not_tell_is_not_known_unless_the_other_is_too_much_alone() {
    let knowledge = femoris_knowledge::embedded().expect("valid");
    let speeds = speeds(&knowledge);
    let yardstick = yardstick(&knowledge, &speeds);
    let asked = run_of(&knowledge, &speeds, "PR6");
    let whole = record(&asked, Stray::default());
    let blind = RecordedRun {
        samples: Samples::new(),
        device_totals: Totals { timer: Seconds::new(30.0).ok(), ..Totals::default() },
        ..whole.clone()
    };
    let found = yardstick.compare_runs(&asked, &[&whole, &blind], None);
    assert_eq!((found.kept, beyond(&found)), (Kept::Unknown, Vec::new()), "{found:#?}");
    assert!(found.unknown.contains(&Aspect::Speed), "{found:#?}");
    let fast = record(&asked, Stray { fast_s: Some(30), ..Stray::default() });
    let found = yardstick.compare_runs(&asked, &[&fast, &blind], None);
    assert_eq!((found.kept, speed_of(&found).outcome), (Kept::Exceeded, Outcome::Beyond), "{found:#?}");
    assert!(!found.unknown.contains(&Aspect::Speed) && !speed_of(&found).places.is_empty());
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
    let kept = yardstick.compare_runs(&asked, &[&record(&asked, Stray::default())], None);
    assert_eq!(kept.kept, Kept::Kept, "{kept:#?}");
    let far = Stray { longer: Some(1.5), ..Stray::default() };
    let found = yardstick.compare_runs(&asked, &[&record(&asked, far)], None);
    assert!(beyond(&found).contains(&Aspect::Distance), "{found:#?}");
}

#[test]
fn less_is_told_from_more_and_the_runner_fills_in_what_is_not_known() {
    let knowledge = femoris_knowledge::embedded().expect("valid");
    let speeds = speeds(&knowledge);
    let yardstick = yardstick(&knowledge, &speeds);
    for (rung, asked) in all_runs(&knowledge, &speeds).into_iter().filter(|(_, run)| has_long_run(run)) {
        let short = record(&asked, Stray { longer: Some(0.5), ..Stray::default() });
        let found = yardstick.compare_runs(&asked, &[&short], None);
        assert_eq!((found.kept, beyond(&found)), (Kept::Short, Vec::new()), "{rung}: {found:#?}");
        if has_strides(&asked) {
            let few = record(&asked, Stray { strides: -3, ..Stray::default() });
            let found = yardstick.compare_runs(&asked, &[&few], None);
            assert_eq!(below(&found), [Aspect::Strides], "{rung}: {found:#?}");
        }
        if asked.caps().terrain == Terrain::FlatOnly {
            let blind = record(&asked, Stray { no_altitude: true, ..Stray::default() });
            let found = yardstick.compare_runs(&asked, &[&blind], None);
            assert_eq!((found.kept, found.unknown), (Kept::Unknown, vec![Aspect::Flat]), "{rung}");
            let told = yardstick.compare_runs(&asked, &[&blind], Some(DoneAs::AsPrescribed));
            assert_eq!(told.kept, Kept::Kept, "{rung}");
            let more = yardstick.compare_runs(&asked, &[&blind], Some(DoneAs::More));
            assert_eq!(more.kept, Kept::Exceeded, "{rung}");
        }
    }
}
