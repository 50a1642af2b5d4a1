//! What is logged and imported today changes the answer of tomorrow.

#![allow(clippy::expect_used)]

use std::path::{Path, PathBuf};

use femoris_app::{App, Change, Clock, NewEntry, Source, Today, Unwatched};
use femoris_clinic::case::LoadHistory;
use femoris_clinic::complaint::{AgeGiven, AgeYears, Complaint, Location, Onset, Setting, Side};
use femoris_clinic::event::{Entry, PainMoment};
use femoris_clinic::finding::{Finding, FindingId};
use femoris_clinic::measurement::{Measure, MeasureId};
use femoris_clinic::readiness::Decision;
use femoris_measure::{Instant, PainScore};
use femoris_testkit::{noon, run_of, usual_runs};

const DAY_MS: i64 = 86_400_000;

/// A runner's app at noon, so many days on.
fn app(folder: &Path, days_on: i64) -> App {
    let (now, zone) = noon();
    let now = Instant::from_unix_ms(now.unix_ms() + days_on * DAY_MS);
    App::open(&folder.join("data"), Clock::Fixed(now, zone)).expect("opens")
}

fn pain(moment: PainMoment, score: u8) -> Entry {
    Entry::PainLogged { moment, score: PainScore::new(score).expect("0 to 10") }
}

fn log(app: &App, entries: impl IntoIterator<Item = Entry>) {
    let entries = entries.into_iter().map(|entry| NewEntry { day: None, entry });
    app.log(entries.collect(), None).expect("kept");
}

fn import(app: &App, files: Vec<PathBuf>) {
    app.import(files.into_iter().map(Source::path).collect(), &Unwatched).expect("imports");
}

/// What a sore tendon tells of itself on a day on which it may run.
fn good_day() -> [Entry; 2] {
    [(MeasureId::LoadTestPain, 2.0), (MeasureId::MorningStiffnessMin, 5.0)]
        .map(|(id, value)| Entry::Measured(Measure::new(id, value).expect("on its scale")))
}

/// What a runner with a sore tendon has told by today, every danger sign denied.
fn told(app: &App) -> Vec<Entry> {
    let complaint = Complaint {
        setting: Some(Setting::GradualBuildUp),
        onset: Some(Onset::Gradual),
        onset_date: Some(app.clock().today().plus_days(-40)),
        side: Some(Side::Left),
        location: Some(Location::SitBone),
    };
    let age = AgeYears::new(34).ok().map(AgeGiven::Years);
    let more = [FindingId::PopFelt, FindingId::LimpWalking, FindingId::RunningFormChanged];
    let absent = app.knowledge().danger_signs.iter().copied().chain(more);
    let answers = absent.map(|id| Entry::FindingAnswered { id, answer: Finding::Absent });
    let settled = FindingId::LastRunSettledByNextMorning;
    [Entry::RunnerDescribed { age, sex: None }, Entry::ComplaintSet(complaint)]
        .into_iter()
        .chain(answers)
        .chain([Entry::FindingAnswered { id: settled, answer: Finding::Present }])
        .chain(good_day())
        .collect()
}

/// The answer of tomorrow, after what happens today and what tomorrow's morning brings besides a good load test.
fn tomorrow(today: impl FnOnce(&App, &Path), morning: Option<u8>) -> Today {
    let folder = tempfile::tempdir().expect("a folder");
    let app_today = app(folder.path(), 0);
    import(&app_today, usual_runs(folder.path(), app_today.clock().today()));
    log(&app_today, told(&app_today));
    today(&app_today, folder.path());
    drop(app_today);
    let app = app(folder.path(), 1);
    log(&app, good_day());
    log(&app, morning.map(|score| pain(PainMoment::NextMorning, score)));
    app.today(None).expect("answers")
}

fn decision(today: impl FnOnce(&App, &Path), morning: Option<u8>) -> Decision {
    tomorrow(today, morning).verdict.run_today.decision
}

fn hurt(score: u8) -> impl Fn(&App, &Path) {
    move |app, _| log(app, [pain(PainMoment::During, score)])
}

fn ran(app: &App, folder: &Path) {
    import(app, vec![run_of(folder, app.clock().today(), &[(3_600, 3.0)])]);
}

#[test]
fn pain_in_todays_run_counts_tomorrow() {
    assert_eq!(decision(|_, _| {}, None), Decision::AsPlanned);
    assert_eq!(decision(hurt(3), None), Decision::Modified, "nobody knows how it settled");
    assert_eq!(decision(hurt(6), None), Decision::NoRun);
    assert_eq!(decision(hurt(6), Some(0)), Decision::NoRun, "settled or not");
}

#[test]
fn how_the_next_morning_is_counts() {
    let answers = [Some(0), Some(1), Some(3)].map(|morning| decision(hurt(2), morning));
    assert_eq!(answers, [Decision::AsPlanned, Decision::Modified, Decision::NoRun]);
}

#[test]
fn a_run_that_comes_in_today_counts_tomorrow() {
    let (without, with) = (tomorrow(|_, _| {}, None), tomorrow(ran, None));
    let run = with.day.plus_days(-1);
    let metres = |load: &LoadHistory| load.longest_before_today.map(|way| way.get().round());
    assert_eq!((metres(&without.state.load), metres(&with.state.load)), (Some(5_040.0), Some(10_800.0)));
    assert_eq!(with.state.load.newest_run.map(|(day, _)| day), Some(run));
    assert_eq!(with.state.load.runs_in_30_days, without.state.load.runs_in_30_days + 1);
    assert_eq!(with.verdict.run_today.decision, Decision::Modified, "nobody knows how it settled");
    assert_eq!(decision(ran, Some(0)), Decision::AsPlanned);
}

#[test]
fn a_danger_sign_that_is_not_sure_today_changes_the_answer_that_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let app_today = app(folder.path(), 0);
    import(&app_today, usual_runs(folder.path(), app_today.clock().today()));
    log(&app_today, told(&app_today));
    drop(app_today);
    let app = app(folder.path(), 1);
    log(&app, good_day());
    log(&app, [Entry::FindingAnswered { id: FindingId::ClotRisk, answer: Finding::Unknown }]);
    let today = app.today(None).expect("answers");
    assert_eq!((today.yesterday, today.decision()), (Some(Decision::Modified), Decision::NoRun));
    let change = Change::Decision { from: Decision::Modified, to: Decision::NoRun };
    assert!(today.changes.contains(&change), "{:?}", today.changes);
}
