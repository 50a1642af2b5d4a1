//! Lists of runs: pages, months, what was taken away or merged.

use femoris_measure::{Day, Instant};
use femoris_store::duplicates::Extent;
use femoris_store::{Cursor, RunId, Standing, StoreError};

use crate::build::{Home, Recording, bare_run, home};

fn put_at(home: &Home, number: u32, hour: i64) -> Recording {
    let start = Instant::from_unix_ms(hour * 3_600_000);
    let run = bare_run(start, Some(1000.0 + f64::from(number)), Some(1800.0));
    let one = Recording::new(format!("file {number}").into_bytes(), run);
    one.put_into(&home.store);
    one
}

#[test]
fn pages_visit_every_run_once_newest_first() {
    let home = home();
    // Several runs begin at the very same moment, so that a page ends between them.
    let mut expected: Vec<RunId> = (0..60).map(|i| put_at(&home, i, i64::from(i / 7)).id().clone()).collect();
    expected.reverse();
    for limit in [1, 3, 7, 59, 60, 100] {
        let mut seen = Vec::new();
        let mut cursor = None;
        loop {
            let page = home.store.read(|reader| reader.runs_page(limit, cursor)).expect("a page");
            assert!(page.runs.len() <= limit);
            seen.extend(page.runs.into_iter().map(|run| run.id));
            let Some(next) = page.next else { break };
            cursor = Cursor::from_text(&next.to_text());
            assert_eq!(cursor, Some(next));
        }
        assert_eq!(seen, expected, "pages of {limit}");
    }
}

#[test]
fn a_cursor_is_only_what_it_gave_out() {
    for bad in ["", ".", "1", "1.", ".1", "1.2.3", "1,2", "x.y", "99999999999999999999.1"] {
        assert_eq!(Cursor::from_text(bad), None, "{bad}");
    }
}

#[test]
fn a_month_holds_its_days_in_the_runners_zone() {
    let home = home();
    // The runner's zone is one hour east: 23:30 UTC on the last of October is in November.
    let hours_to = |day: &str| i64::from(day.parse::<Day>().expect("a date").days_since_epoch()) * 24;
    let late = put_at(&home, 1, hours_to("2023-10-31") + 23);
    let last = put_at(&home, 2, hours_to("2023-11-30") + 22);
    let next = put_at(&home, 3, hours_to("2023-11-30") + 23);
    let month = |year, month| {
        let runs = home.store.read(|reader| reader.runs_in_month(year, month)).expect("a month");
        runs.into_iter().map(|run| run.id).collect::<Vec<_>>()
    };
    assert_eq!(month(2023, 11), [late.id().clone(), last.id().clone()]);
    assert_eq!(month(2023, 12), [next.id().clone()]);
    assert_eq!(month(2023, 13), []);
    assert_eq!(month(i16::MAX, 12), []);
}

#[test]
fn merging_hides_and_unmerging_shows_again() {
    let home = home();
    let (a, b, c) = (put_at(&home, 1, 0), put_at(&home, 2, 0), put_at(&home, 3, 0));
    let change =
        |work: &dyn Fn(&femoris_store::Writer<'_>) -> Result<(), StoreError>| home.store.batch(|w| work(w));
    let standing =
        |run: &Recording| home.store.read(|reader| reader.summary(run.id())).expect("there").standing;
    let shown = || home.store.read(|reader| reader.runs_page(10, None)).expect("a page").runs.len();

    change(&|writer| writer.merge(a.id(), b.id(), "they overlap")).expect("merged");
    assert_eq!(standing(&a), Standing::Merged { into: b.id().clone(), why: "they overlap".into() });
    assert_eq!(shown(), 2);
    let merged = home.store.read(|reader| reader.merged_into(b.id())).expect("a list");
    assert_eq!(merged.into_iter().map(|run| run.id).collect::<Vec<_>>(), [a.id().clone()]);

    for (run, into) in [(&c, &a), (&b, &a), (&b, &b)] {
        let refused = change(&|writer| writer.merge(run.id(), into.id(), "no"));
        assert!(matches!(refused, Err(StoreError::Refused { .. })), "no chains into a merged run, no loops");
    }
    change(&|writer| writer.merge(b.id(), c.id(), "these too")).expect("merged");
    assert_eq!(shown(), 1);
    change(&|writer| writer.unmerge(a.id())).expect("taken apart");
    assert_eq!((standing(&a), shown()), (Standing::Shown, 2));

    change(&|writer| writer.remove(a.id())).expect("removed");
    assert_eq!((standing(&a), shown()), (Standing::Removed, 1));
    assert_eq!(home.store.read(|reader| reader.removed_runs()).expect("a list").len(), 1);
    a.put_into(&home.store);
    assert_eq!(standing(&a), Standing::Removed, "importing again does not bring it back");
    change(&|writer| writer.bring_back(a.id())).expect("back");
    assert_eq!((standing(&a), shown()), (Standing::Shown, 2));
}

#[test]
fn candidates_are_those_that_overlap_or_begin_together() {
    let home = home();
    let (early, here, late) = (put_at(&home, 1, 10), put_at(&home, 2, 12), put_at(&home, 3, 14));
    let found = |extent: &Extent| -> Vec<RunId> {
        let runs = home.store.read(|reader| reader.candidates(extent)).expect("candidates");
        runs.into_iter().map(|run| run.id).collect()
    };
    let at = |start_h: f64, end_h: f64| Extent {
        start: Instant::from_unix_ms((start_h * 3_600_000.0) as i64),
        end: Instant::from_unix_ms((end_h * 3_600_000.0) as i64),
        ..Extent::from(here.prepared.summary())
    };
    assert_eq!(found(&at(12.1, 12.2)), [here.id().clone()]);
    assert_eq!(found(&at(9.0, 15.0)), [early.id().clone(), here.id().clone(), late.id().clone()]);
    assert_eq!(found(&at(12.6, 13.9)), []);
    assert_eq!(found(&at(13.9997, 13.9998)), [late.id().clone()], "begins within two seconds of it");
    home.store.batch(|writer| writer.merge(here.id(), late.id(), "x")).expect("merged");
    assert_eq!(found(&at(12.1, 12.2)), [], "a merged run is no candidate");
    home.store.batch(|writer| writer.remove(early.id())).expect("removed");
    assert_eq!(found(&at(9.0, 15.0)), [late.id().clone()], "nor is one that was taken away");
}

#[test]
fn the_longest_run_leaves_one_out() {
    let home = home();
    let (short, long) = (put_at(&home, 1, 24), put_at(&home, 500, 48));
    let day = |n: i32| Day::from_days_since_epoch(n).expect("a day");
    let longest = |excluding: Option<&RunId>, to: i32| {
        let found = home.store.read(|reader| reader.longest_run(day(0), day(to), excluding)).expect("asked");
        found.map(|run| run.id)
    };
    assert_eq!(longest(None, 5).as_ref(), Some(long.id()));
    assert_eq!(longest(Some(long.id()), 5).as_ref(), Some(short.id()));
    assert_eq!(longest(None, 1).as_ref(), Some(short.id()));
    assert_eq!(longest(Some(short.id()), 1), None);
    let newest =
        |n| home.store.read(|reader| reader.newest_run_until(day(n))).expect("asked").map(|run| run.id);
    assert_eq!(
        (newest(0), newest(1).as_ref(), newest(9).as_ref()),
        (None, Some(short.id()), Some(long.id()))
    );
}

#[test]
fn runs_at_the_ends_of_time_are_listed_like_others() {
    let home = home();
    for (number, ms) in [i64::MIN, -1, 0, i64::MAX].into_iter().enumerate() {
        let run = bare_run(Instant::from_unix_ms(ms), Some(10.0), Some(3.2e8));
        let one = Recording::new(format!("file {number}").into_bytes(), run);
        let near = home.store.read(|reader| reader.candidates(&Extent::from(one.prepared.summary())));
        assert!(near.expect("candidates").len() <= number);
        one.put_into(&home.store);
    }
    let page = home.store.read(|reader| reader.runs_page(2, None)).expect("a page");
    let rest = home.store.read(|reader| reader.runs_page(2, page.next)).expect("the rest");
    let starts: Vec<i64> = page.runs.iter().chain(&rest.runs).map(|run| run.start.unix_ms()).collect();
    assert_eq!(starts, [i64::MAX, 0, -1, i64::MIN]);
    assert_eq!(rest.next, None);
}
