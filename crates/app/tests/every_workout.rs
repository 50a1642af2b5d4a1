//! Every stage, kit, length and day of the week: the session that is prescribed fits a watch.

#![allow(clippy::expect_used)]

use std::path::Path;

use femoris_app::{App, Clock, ErrorKind, NewEntry, Prescribed};
use femoris_clinic::complaint::{AgeGiven, AgeYears, Complaint, Location, Onset, Setting, Side};
use femoris_clinic::event::Entry;
use femoris_clinic::finding::{Finding, FindingId};
use femoris_clinic::measurement::{Measure, MeasureId};
use femoris_clinic::rehab::kit::KitPreset;
use femoris_clinic::rehab::log::{RehabSettings, SessionLength, StageDecision};
use femoris_clinic::rehab::stage::{ProtocolId, StageId};
use femoris_measure::Day;
use femoris_recording::fit::workout::{MOST_STEPS, read_workout};
use femoris_testkit::noon;

/// The last day of a week after whose first the case was told.
const LAST: i32 = 6;

/// What a runner tells whom a protocol is meant for, every danger sign denied.
fn told(app: &App, first: Day, stage: StageId) -> Vec<Entry> {
    let protocol = stage.protocol();
    let (onset, location, setting) = match protocol {
        ProtocolId::Acute => (Onset::Sudden, Location::ThighBelly, Setting::FastRunning),
        ProtocolId::Tendon => (Onset::Gradual, Location::SitBone, Setting::GradualBuildUp),
        ProtocolId::Tightness => (Onset::Delayed, Location::ThighBelly, Setting::AfterHardSession),
        ProtocolId::Prevention => (Onset::Gradual, Location::ThighBelly, Setting::Other),
    };
    let complaint = Complaint {
        setting: Some(setting),
        onset: Some(onset),
        onset_date: Some(first.plus_days(-3)),
        side: Some(Side::Right),
        location: Some(location),
    };
    let age = AgeYears::new(34).ok().map(AgeGiven::Years);
    let more = [FindingId::PopFelt, FindingId::LargeBruise, FindingId::LimpWalking, FindingId::BoneTender];
    let absent = app.knowledge().danger_signs.iter().copied().chain(more);
    let answers = absent.map(|id| Entry::FindingAnswered { id, answer: Finding::Absent });
    let both = (FindingId::BilateralDiffuse, Finding::Present);
    let both = (protocol == ProtocolId::Tightness).then_some(both);
    let pain = if protocol == ProtocolId::Prevention { 0.0 } else { 2.0 };
    let pain = Measure::new(MeasureId::PainNow, pain).expect("on its scale");
    [Entry::RunnerDescribed { age, sex: None }, Entry::ComplaintSet(complaint), Entry::Measured(pain)]
        .into_iter()
        .chain(answers)
        .chain(both.map(|(id, answer)| Entry::FindingAnswered { id, answer }))
        .chain([Entry::StageDecided(StageDecision::Confirmed { stage })])
        .collect()
}

/// What tells the kinds of tightness apart: each of them, none of them, and nothing measured.
fn kinds_of(stage: StageId) -> Vec<Vec<Entry>> {
    let measured = |sore, other, back, heel| {
        let values = [
            (MeasureId::KneeExtensionSoreDeg, sore),
            (MeasureId::KneeExtensionOtherDeg, other),
            (MeasureId::HollowBackCm, back),
            (MeasureId::HeelToButtockCm, heel),
        ];
        values.map(|(id, value)| Entry::Measured(Measure::new(id, value).expect("on its scale"))).to_vec()
    };
    let slump = |answer| Entry::FindingAnswered { id: FindingId::Slump, answer };
    let (short, long, none) =
        (measured(50.0, 70.0, 4.0, 3.0), measured(75.0, 75.0, 8.0, 15.0), measured(75.0, 75.0, 4.0, 3.0));
    if stage.protocol() != ProtocolId::Tightness {
        return vec![Vec::new()];
    }
    let mut kinds = vec![Vec::new(), vec![slump(Finding::Present)]];
    kinds.extend([short, long, none].map(|mut kind| {
        kind.push(slump(Finding::Absent));
        kind
    }));
    kinds
}

fn log(app: &App, day: Day, entries: Vec<Entry>) {
    let entries = entries.into_iter().map(|entry| NewEntry { day: Some(day), entry });
    app.log(entries.collect(), None).expect("kept");
}

/// Every session of a week of a stage as the file for a watch; returns how many there are.
fn week_of(stage: StageId, kind: Vec<Entry>, folder: &Path) -> usize {
    let (now, zone) = noon();
    let app = App::open(folder, Clock::Fixed(now, zone)).expect("opens");
    let first = app.clock().today().plus_days(-LAST);
    log(&app, first, told(&app, first, stage).into_iter().chain(kind).collect());
    let mut fitting = 0;
    for kit in KitPreset::ALL {
        for length in SessionLength::ALL {
            let set = RehabSettings { kit: Some(*kit), length: Some(*length), ailments: None };
            log(&app, first, vec![Entry::RehabSet(set)]);
            for day in (0..=LAST).map(|offset| first.plus_days(offset)) {
                let named = || format!("{stage} {kit} {length} {day}");
                match app.workout_file(Prescribed::Session, Some(day)) {
                    Ok(bytes) => {
                        let steps = read_workout(&bytes).expect("reads back").step_count();
                        assert!((1..=MOST_STEPS).contains(&steps), "{}: {steps} steps", named());
                        fitting += 1;
                    }
                    // A day of rest, or one after the stage's last.
                    Err(error) => assert_eq!(error.kind(), ErrorKind::NotFound, "{}: {error}", named()),
                }
            }
        }
    }
    fitting
}

#[test]
fn every_session_of_the_library_fits_a_watch() {
    let mut all = 0;
    for stage in StageId::ALL {
        for kind in kinds_of(*stage) {
            let folder = tempfile::tempdir().expect("a folder");
            let fitting = week_of(*stage, kind, folder.path());
            assert!(fitting > 30, "{stage}: only {fitting} sessions");
            all += fitting;
        }
    }
    assert!(all > 1_500, "only {all} sessions");
}
