//! Every run of every ladder, and of the plan, keeps to every cap: for three runners, under every answer and limit.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use femoris_clinic::complaint::Complaint;
use femoris_clinic::event::{Entry, Event, PainMoment, Sequence};
use femoris_clinic::knowledge::Knowledge;
use femoris_clinic::rehab::gate::LadderId;
use femoris_clinic::restriction::Terrain;
use femoris_clinic::running::fit::{Fitted, OwnSpeeds, fit};
use femoris_clinic::running::ladder::{Bound, Ladder, LadderRung};
use femoris_clinic::running::matching::{DoneAs, Yardstick};
use femoris_clinic::running::position::{Climb, Due, Gates};
use femoris_clinic::running::prescription::{RunBlock, RunCaps, RunTarget, StepKind};
use femoris_clinic::running::record::RunRecord;
use femoris_clinic::running::rules::RunRule;
use femoris_knowledge::embedded;
use femoris_measure::{BeatsPerMinute, Day, Instant, Metres, MetresPerSecond, PainScore, Percent, Seconds};

struct Open;

impl Gates for Open {
    fn open(&self, _rung: &LadderRung, _day: Day) -> bool {
        true
    }

    fn left(&self, _day: Day, own: RunCaps, _bound: Bound) -> Option<RunCaps> {
        Some(own)
    }
}

/// A slow beginner, a club runner, and one of whom no speed is known.
fn runners(knowledge: &Knowledge) -> [(&'static str, OwnSpeeds); 3] {
    let speed = |speed: f64| MetresPerSecond::new(speed).ok();
    let assumed = knowledge.running.assumed;
    [
        ("beginner", OwnSpeeds { top: speed(5.0), easy: speed(2.2), easy_heart_rate: None, assumed }),
        ("club runner", OwnSpeeds { top: speed(8.3), easy: speed(3.3), easy_heart_rate: None, assumed }),
        (
            "unknown",
            OwnSpeeds { top: None, easy: None, easy_heart_rate: BeatsPerMinute::new(145.0).ok(), assumed },
        ),
    ]
}

fn limits() -> Vec<RunCaps> {
    let mut all = Vec::new();
    for minutes in [None, Some(5.0), Some(20.0), Some(40.0)] {
        for metres in [None, Some(2000.0), Some(6000.0)] {
            for share in [None, Some(30.0), Some(60.0), Some(85.0)] {
                for terrain in [Terrain::Any, Terrain::FlatOnly] {
                    all.push(RunCaps {
                        running: minutes.and_then(|minutes: f64| Seconds::new(minutes * 60.0).ok()),
                        distance: metres.and_then(|metres| Metres::new(metres).ok()),
                        share: share.and_then(|share| Percent::new(share).ok()),
                        terrain,
                        fast: None,
                        speed: None,
                    });
                }
            }
        }
    }
    all
}

fn tighter<T: PartialOrd>(a: Option<T>, b: Option<T>) -> Option<T> {
    match (a, b) {
        (Some(a), Some(b)) => Some(if b < a { b } else { a }),
        (a, b) => a.or(b),
    }
}

fn holds(what: &str, run: &Fitted, speeds: &OwnSpeeds) {
    let (caps, size) = (run.caps(), run.size(speeds));
    assert!(
        caps.running.is_none_or(|most| size.running_s <= most.get() + 1e-9),
        "{what}: {size:?} over {caps:?}"
    );
    assert!(
        caps.distance.is_none_or(|most| size.metres <= most.get() + 1e-9),
        "{what}: {size:?} over {caps:?}"
    );
    assert!(caps.fast.is_none_or(|most| size.fast <= u32::from(most)), "{what}: {size:?} over {caps:?}");
    for step in run.blocks().iter().flat_map(RunBlock::steps) {
        if let (Some(share), Some(most)) = (step.share, caps.share) {
            assert!(share.to <= most && share.from <= share.to, "{what}: {step:?} over {caps:?}");
        }
        match step.target {
            RunTarget::Speed { low, high } => {
                assert!(
                    low <= high && caps.speed.is_none_or(|most| high <= most),
                    "{what}: {step:?} over {caps:?}"
                );
            }
            RunTarget::HeartRate { .. } => assert!(speeds.top.is_none(), "{what}: {step:?}"),
            RunTarget::Open => {}
        }
        assert!(step.kind != StepKind::Hill || caps.terrain == Terrain::Any, "{what}: a hill on flat ground");
        assert!(!step.name.is_empty(), "{what}: a step without a name");
    }
}

#[test]
fn caps_hold_in_every_step_of_every_rung_for_three_runners_under_every_limit() {
    let knowledge = embedded().expect("valid");
    let record = RunRecord::default();
    let (mut runs, mut rungs) = (0, 0);
    for (who, speeds) in runners(&knowledge) {
        let yardstick =
            Yardstick { rules: &knowledge.running.matching, measures: &knowledge.measures, speeds: &speeds };
        for ladder in &knowledge.running.ladders {
            let climb = Climb {
                ladder,
                progress: &knowledge.running.progress,
                usual_run: Seconds::new(2700.0).expect("a time"),
                yardstick,
                record: &record,
                gates: &Open,
            };
            for rung in ladder.rungs.iter().filter(|rung| !rung.blocks.is_empty()) {
                rungs += 1;
                for due in [Due::Rung, Due::Between] {
                    if due == Due::Between && ladder.between.is_empty() {
                        continue;
                    }
                    let what = format!("{who} on {}", rung.rung);
                    let nominal = climb.nominal(rung.rung.number, due).expect("runs without limits");
                    holds(&what, &nominal, &speeds);
                    for limit in limits() {
                        let (blocks, own) = climb.asked(rung.rung.number, due).expect("a rung to run");
                        let caps = RunCaps {
                            running: tighter(own.running, limit.running),
                            distance: tighter(own.distance, limit.distance),
                            share: tighter(own.share, limit.share),
                            terrain: own.terrain.max(limit.terrain),
                            fast: own.fast,
                            speed: None,
                        };
                        if let Some(run) = fit(blocks, caps, &speeds) {
                            runs += 1;
                            holds(&what, &run, &speeds);
                        }
                    }
                }
            }
        }
    }
    assert_eq!(rungs, 3 * (12 + 12 + 10 + 8), "every rung with running, for every runner");
    assert!(runs > 10_000, "{runs}");
}

/// Everything is open, and exercises were taken badly lately.
struct Strained;

impl Gates for Strained {
    fn open(&self, _rung: &LadderRung, _day: Day) -> bool {
        true
    }

    fn left(&self, _day: Day, own: RunCaps, _bound: Bound) -> Option<RunCaps> {
        Some(own)
    }

    fn strained(&self, _day: Day) -> bool {
        true
    }
}

#[test]
fn while_exercises_are_too_much_the_ladder_holds_its_rung() {
    let knowledge = embedded().expect("valid");
    let first: Day = "2026-03-02".parse().expect("a date");
    let mut events = Vec::new();
    let mut add = |day: Day, entry| {
        let sequence = Sequence(events.len() as u64 + 1);
        events.push(Event { sequence, at: Instant::from_unix_ms(0), day, entry });
    };
    add(first, Entry::ComplaintSet(Complaint { onset_date: Some(first), ..Complaint::default() }));
    for offset in 0..16 {
        let (day, score) = (first.plus_days(offset), PainScore::NONE);
        add(day, Entry::PainLogged { moment: PainMoment::NextMorning, score });
        if offset % 2 == 0 {
            add(day, Entry::RunTold { told: DoneAs::AsPrescribed });
            add(day, Entry::PainLogged { moment: PainMoment::During, score });
            add(day, Entry::PainLogged { moment: PainMoment::After, score });
        }
    }
    let today = first.plus_days(16);
    let record = RunRecord::fold(&events, [], today);
    let (_, speeds) = runners(&knowledge)[0];
    let (rules, measures) = (&knowledge.running.matching, &knowledge.measures);
    let ladder = knowledge.running.ladder(LadderId::WalkRun).expect("a ladder");
    let position = |gates: &dyn Gates| {
        let climb = Climb {
            ladder,
            progress: &knowledge.running.progress,
            usual_run: Seconds::new(2700.0).expect("a time"),
            yardstick: Yardstick { rules, measures, speeds: &speeds },
            record: &record,
            gates,
        };
        climb.position(today)
    };
    assert!(position(&Open).rung > ladder.first());
    let held = position(&Strained);
    assert_eq!((held.rung, held.held_by), (ladder.first(), Some(RunRule::HeldByStrength)));
}

#[test]
fn one_lever_at_a_time_and_hills_and_speed_last() {
    let knowledge = embedded().expect("valid");
    let ladder = |id| knowledge.running.ladder(id).expect("a ladder");
    for id in LadderId::ALL {
        let tops: Vec<f64> = ladder(*id).rungs.iter().map(|rung| rung.top.get()).collect();
        assert!(tops.windows(2).all(|pair| pair[0] <= pair[1]), "{id}: {tops:?}");
    }
    let first = |ladder: &Ladder, kind| {
        let has =
            |rung: &&LadderRung| rung.blocks.iter().flat_map(RunBlock::steps).any(|step| step.kind == kind);
        ladder.rungs.iter().find(has).map(|rung| rung.rung.number)
    };
    let tendon = ladder(LadderId::Tendon);
    assert!(first(tendon, StepKind::Hill) > first(tendon, StepKind::Fast), "hills before speed");
    assert_eq!(first(ladder(LadderId::Acute), StepKind::Hill), None);
    assert_eq!(first(ladder(LadderId::WalkRun), StepKind::Fast), None);
}
