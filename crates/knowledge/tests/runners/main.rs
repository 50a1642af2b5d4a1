//! Thirteen simulated runners over forty weeks. The ladder never skips a gate, never exceeds its caps and never deadlocks.
//!
//! With `FEMORIS_PICTURES` naming a folder, each way is drawn there (`cargo xtask runners`).

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod body;
mod picture;
mod walk;

use body::{Body, Habit};
use femoris_clinic::rehab::stage::StageId;
use walk::{Walk, walk};

const DAYS: i32 = 280;

fn runners() -> Vec<Body> {
    vec![
        Body::strained("keeps-to-it", Habit::KeepsToIt),
        Body::strained("overshoots", Habit::Overshoots),
        Body::tendon("stops", Habit::StopsFor { from: 70, days: 40 }),
        Body::strained("races", Habit::Races { on: 200 }),
        Body::strained("re-injures", Habit::ReInjures { on: 150 }),
        Body::tendon("trail", Habit::Trail),
        Body::strained("treadmill", Habit::Treadmill),
        Body::tendon("no-watch", Habit::NoWatch),
        Body::tendon("keeps-running", Habit::KeepsRunning),
        Body::tendon("says-zero", Habit::SaysZero),
        Body::strained("falls-back", Habit::FallsBack { after: 14 }),
        Body::strained("hurts-in-one", Habit::HurtsIn { every: 23 }),
        Body::tendon("tendon-hurts", Habit::HurtsIn { every: 29 }),
    ]
}

#[test]
fn thirteen_runners_climb_without_skipping_a_gate_or_getting_stuck() {
    let knowledge = femoris_knowledge::embedded().expect("valid");
    let (runners, knowledge) = (runners(), &knowledge);
    let walks: Vec<Walk> = std::thread::scope(|scope| {
        let of = |body| scope.spawn(move || walk(body, knowledge, DAYS));
        let walking: Vec<_> = runners.iter().map(of).collect();
        walking.into_iter().map(|walk| walk.join().expect("a walk")).collect()
    });
    if let Some(folder) = std::env::var_os("FEMORIS_PICTURES") {
        picture::draw(&walks, std::path::Path::new(&folder)).expect("pictures are written");
    }
    for walk in &walks {
        let last = walk.days.last().map(|stride| &stride.left);
        println!(
            "{}: R{}, back on {:?}, {:?}, left {last:?}",
            walk.name,
            walk.highest(),
            walk.returned,
            walk.stages()
        );
        walk.climbs_one_rung_at_a_time();
        walk.passes_every_gate(knowledge);
        walk.keeps_to_its_stages(knowledge);
        walk.rests_after_each_run();
        walk.keeps_to_its_caps();
        walk.never_runs_against_the_answer();
        walk.is_never_stuck();
    }
    let reached = |name: &str| walks.iter().find(|walk| walk.name == name).expect("a runner").highest();
    assert_eq!(reached("keeps-to-it"), 12, "who keeps to it gets to the top");
    assert_eq!(reached("treadmill"), 12, "telling is enough where a treadmill shows nothing");
    assert_eq!(reached("no-watch"), 12, "telling is enough without a watch");
    assert!(reached("trail") >= 7, "whoever takes hills where it should be flat gets on, but late");
    let of = |name: &str| walks.iter().find(|walk| walk.name == name).expect("a runner");
    assert!(of("overshoots").said("run.over_again"), "overshoot is talked about");
    assert!(of("keeps-to-it").returned.is_some(), "and back to full training");
    assert!(!of("keeps-to-it").said("run.over_again"), "and not where there is none");
    let last = |name: &str| of(name).stages().last().map(|(_, stage)| *stage);
    assert_eq!(last("keeps-to-it"), Some(StageId::A5), "the programme ends with the return");
    for name in ["stops", "trail", "no-watch", "keeps-running"] {
        assert_eq!(last(name), Some(StageId::P5), "{name}: {:?}", of(name).stages());
    }
    let fell = of("falls-back");
    let back = fell.returned.expect("back in full training") + 14;
    assert!(fell.said("run.return_undone"), "a return that did not hold is told");
    assert_eq!(fell.lowest_after(back + 2), Some(10), "the ladder begins anew: {:?}", fell.stages());
    let ran = |stride: &&walk::Stride| stride.ran && stride.rung.is_some() && stride.day > back;
    let first = fell.days.iter().find(ran).expect("a run after it");
    assert!(first.day < back + 10, "within days: {}", first.day);
    assert!(fell.returned_anew.is_some(), "and full training is taken up anew: {:?}", fell.stages());
    assert_eq!(last("falls-back"), Some(StageId::A5));
    assert_eq!(of("keeps-to-it").returned_anew, None, "who does not fall returns once");
    for name in ["hurts-in-one", "tendon-hurts"] {
        assert!(of(name).lessened > 1, "{name}: {} came back with less", of(name).lessened);
    }
    assert_eq!(of("re-injures").lowest_after(151), Some(0), "a new injury begins from below");
}
