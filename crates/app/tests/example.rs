//! The example runner: every page has something to show, and today has an answer.

#![allow(clippy::expect_used)]

use femoris_app::{App, Clock, ErrorKind};
use femoris_clinic::readiness::Decision;

#[test]
fn maja_has_a_year_of_runs_and_an_answer_for_today() {
    let folder = tempfile::tempdir().expect("a folder");
    let (now, zone) = femoris_testkit::noon();
    let app = App::open(folder.path(), Clock::Fixed(now, zone)).expect("opens");
    app.load_example().expect("loads");
    let totals = app.data_overview().expect("opens").totals;
    assert!((150..300).contains(&totals.runs), "{totals:?}");
    let today = app.today(None).expect("answers");
    assert!(today.has_complaint() && !today.must_ask_danger_signs(), "{:?}", today.verdict.triage);
    assert_eq!(today.verdict.run_today.decision, Decision::Modified, "{:#?}", today.verdict.run_today);
    assert_eq!(today.yesterday, Some(Decision::AsPlanned));
    assert_eq!(today.facts.len(), 3, "{:?}", today.facts);
    assert!(!today.changes.is_empty());
    app.today(None).expect("answers again");
    let kept = app.data_overview().expect("opens").totals.verdicts;
    assert_eq!(kept, 1, "the same answer shown twice is kept once");
    let again = app.load_example().expect_err("the folder is not empty any more");
    assert_eq!(again.kind(), ErrorKind::NotAllowed);
}
