//! The log of a case: every entry survives its flat form, and the fold keeps to its rules.

#![allow(clippy::expect_used, clippy::panic, clippy::print_stdout, reason = "a test fails by panicking")]

use femoris_clinic::case::{CaseState, LoadHistory};
use femoris_clinic::complaint::{
    AgeGiven, AgeYears, Complaint, Location, Months, Onset, Setting, Sex, Side, StrainHistory,
};
use femoris_clinic::event::{
    Entry, EntryError, Event, FieldValue, PainMoment, Sequence, Told, TwingeMark, TwingeMinute, Unsure,
};
use femoris_clinic::finding::{Finding, FindingId};
use femoris_clinic::illness::Health;
use femoris_clinic::measurement::{Measure, MeasureId};
use femoris_clinic::rehab::exercise::ExerciseId;
use femoris_clinic::restriction::{Caps, Restriction, RestrictionEffect, Terrain};
use femoris_clinic::running::{matching::DoneAs, rules::Way};
use femoris_measure::{
    Day, Effort, Instant, Metres, MetresPerSecond, Minutes, PainScore, Percent, Seconds, SleepScore,
    StepsPerMinute,
};

fn day(text: &str) -> Day {
    text.parse().expect("a date")
}

/// Every vocabulary in full, and each optional field both there and not.
fn every_kind_of_entry() -> Vec<Entry> {
    let mut entries = vec![
        Entry::RunnerDescribed { age: AgeYears::new(34).ok().map(AgeGiven::Years), sex: Some(Sex::Female) },
        Entry::RunnerDescribed { age: Some(AgeGiven::BirthYear(1987)), sex: None },
        Entry::RunnerDescribed { age: None, sex: Some(Sex::Male) },
        Entry::ComplaintSet(Complaint::default()),
        Entry::ComplaintSet(Complaint {
            setting: Some(Setting::Other),
            onset: Some(Onset::Exertional),
            onset_date: Some(day("2026-09-01")),
            side: Some(Side::Both),
            location: Some(Location::LowBack),
        }),
        Entry::HistorySet(StrainHistory::default()),
        Entry::HistorySet(StrainHistory {
            previous_hamstring_strains: Some(3),
            months_since_last_strain: Months::new(7.5).ok(),
        }),
        Entry::RestrictionLifted { restriction: Sequence(7) },
        Entry::Withdrawn { entry: Sequence(0) },
        Entry::RunTold { told: DoneAs::More },
        Entry::WayChosen { way: Way::KeepRunning },
        Entry::GoalSet { day: day("2027-04-11"), distance: Metres::new(21_097.5).expect("in range") },
        Entry::FullTraining,
        restriction(RestrictionEffect::NoRun, None),
        restriction(RestrictionEffect::LeaveOut(ExerciseId::new("nordic-eccentric").expect("an id")), None),
        restriction(RestrictionEffect::Cap(Caps::default()), Some(day("2026-12-24"))),
        restriction(
            RestrictionEffect::Cap(Caps {
                volume_from: Percent::new(50.0).ok(),
                volume_to: Percent::new(70.0).ok(),
                top_speed: Percent::new(66.6).ok(),
                terrain: Terrain::FlatOnly,
                minutes: Minutes::new(30.0).ok(),
                distance: Metres::new(5000.0).ok(),
            }),
            None,
        ),
    ];
    entries.extend(entries_about_runs());
    for id in FindingId::ALL {
        entries.extend(Finding::ALL.iter().map(|answer| Entry::FindingAnswered { id: *id, answer: *answer }));
    }
    for id in MeasureId::ALL {
        let scale = id.scale();
        let values = [scale.low, scale.high, (scale.low + scale.high) / 3.0];
        entries.extend(values.iter().filter_map(|value| Measure::new(*id, *value).ok()).map(Entry::Measured));
        entries.push(Entry::NotSure(Unsure::Measure(*id)));
    }
    entries.extend(Told::ALL.iter().map(|told| Entry::NotSure(Unsure::Told(*told))));
    for moment in PainMoment::ALL {
        entries.extend((0..=10).filter_map(|score| {
            Some(Entry::PainLogged { moment: *moment, score: PainScore::new(score).ok()? })
        }));
    }
    entries
        .extend((0..=10).filter_map(|score| Some(Entry::SleepRated { score: SleepScore::new(score).ok()? })));
    entries.extend(Health::ALL.iter().map(|health| Entry::HealthTold { health: *health }));
    entries
}

/// Entries about runs, each optional field both there and not.
fn entries_about_runs() -> Vec<Entry> {
    vec![
        Entry::RunRecorded {
            run: "r1".to_owned(),
            start: Instant::from_unix_ms(-5),
            distance: Metres::new(10_012.4).ok(),
            duration: Seconds::new(3301.0).ok(),
        },
        Entry::RunRecorded {
            run: String::new(),
            start: Instant::from_unix_ms(0),
            distance: None,
            duration: None,
        },
        Entry::RunRemoved { run: "r1".to_owned() },
        Entry::RunEffort { run: "r1".to_owned(), effort: Effort::new(10).expect("0 to 10") },
        Entry::RunEffort { run: String::new(), effort: Effort::new(0).expect("0 to 10") },
        Entry::Twinge {
            run: "r1".to_owned(),
            second: 0,
            marked: TwingeMark::LapTwice,
            minute: TwingeMinute::default(),
        },
        Entry::Twinge {
            run: "r1".to_owned(),
            second: 754,
            marked: TwingeMark::Told,
            minute: TwingeMinute {
                speed: MetresPerSecond::new(3.25).ok(),
                slope_percent: Some(-4.5),
                cadence: StepsPerMinute::new(171.0).ok(),
                hamstring_index: Some(62.5),
            },
        },
        Entry::RunPlanned { distance: Metres::new(8000.0).ok(), minutes: None },
        Entry::RunPlanned { distance: None, minutes: Minutes::new(40.0).ok() },
    ]
}

fn restriction(effect: RestrictionEffect, until: Option<Day>) -> Entry {
    Entry::RestrictionSet(Restriction { text: "\u{202e}no hills, \"please\"".to_owned(), until, effect })
}

#[test]
fn every_entry_survives_its_flat_form() {
    for entry in every_kind_of_entry() {
        let fields = entry.fields();
        assert_eq!(Entry::from_parts(entry.kind(), &fields), Ok(entry.clone()), "{entry:?}");
    }
}

#[test]
fn every_entry_survives_a_store_without_dates_and_fractions() {
    for entry in every_kind_of_entry() {
        let stored: Vec<(&str, FieldValue)> = entry
            .fields()
            .into_iter()
            .map(|(name, value)| {
                let value = match value {
                    FieldValue::Day(day) => FieldValue::Text(day.to_string()),
                    FieldValue::Number(number) if number.fract() == 0.0 => FieldValue::Integer(number as i64),
                    other => other,
                };
                (name, value)
            })
            .collect();
        assert_eq!(Entry::from_parts(entry.kind(), &stored), Ok(entry));
    }
}

#[test]
fn a_broken_flat_entry_is_named_field_by_field() {
    for entry in every_kind_of_entry() {
        let kind = entry.kind();
        let mut fields = entry.fields();
        fields.push(("colour", FieldValue::Text("red".to_owned())));
        let unexpected = EntryError::Unexpected { kind, field: "colour".to_owned() };
        assert_eq!(Entry::from_parts(kind, &fields), Err(unexpected));
    }
    let empty: [(&str, FieldValue); 0] = [];
    let missing = EntryError::Missing { kind: "finding_answered", field: "finding" };
    assert_eq!(Entry::from_parts("finding_answered", &empty), Err(missing));
    assert!(matches!(Entry::from_parts("finding", &empty), Err(EntryError::Kind { .. })));
    let score = |value| [("moment", FieldValue::Text("after".to_owned())), ("score", value)];
    let off_scale = Entry::from_parts("pain_logged", &score(FieldValue::Integer(11)));
    assert!(matches!(off_scale, Err(EntryError::OutOfRange { field: "score", .. })));
    let sleep = Entry::from_parts("sleep_rated", &[("score", FieldValue::Integer(11))]);
    assert!(matches!(sleep, Err(EntryError::OutOfRange { field: "score", .. })));
    let health = Entry::from_parts("health_told", &[("health", FieldValue::Text("fine".to_owned()))]);
    assert!(matches!(health, Err(EntryError::Wrong { field: "health", .. })));
    let negative = Entry::from_parts("pain_logged", &score(FieldValue::Integer(-1)));
    assert!(matches!(negative, Err(EntryError::Wrong { field: "score", .. })));
}

/// A log written one event a line: `(day, entry)`, numbered from 1.
fn log(entries: Vec<(&str, Entry)>) -> Vec<Event> {
    let numbered = entries.into_iter().zip(1..);
    let events = numbered.map(|((on, entry), n)| Event {
        sequence: Sequence(n),
        at: Instant::from_unix_ms(0),
        day: day(on),
        entry,
    });
    events.collect()
}

fn state(entries: Vec<(&str, Entry)>, today: &str) -> CaseState {
    CaseState::fold(&log(entries), day(today), LoadHistory::default())
}

fn answer(id: FindingId, answer: Finding) -> Entry {
    Entry::FindingAnswered { id, answer }
}

fn measured(id: MeasureId, value: f64) -> Entry {
    Entry::Measured(Measure::new(id, value).expect("on its scale"))
}

fn pain(moment: PainMoment, score: u8) -> Entry {
    Entry::PainLogged { moment, score: PainScore::new(score).expect("0 to 10") }
}

const LIMP: FindingId = FindingId::LimpWalking;
const SETTLED: FindingId = FindingId::LastRunSettledByNextMorning;

#[test]
fn the_last_answer_about_the_newest_day_wins() {
    let entries = vec![
        ("2026-11-20", answer(LIMP, Finding::Present)),
        ("2026-11-21", answer(LIMP, Finding::Absent)),
        ("2026-11-19", answer(LIMP, Finding::Present)),
    ];
    assert_eq!(state(entries.clone(), "2026-11-21").finding(LIMP), Finding::Absent);
    assert_eq!(
        state(entries, "2026-11-20").finding(LIMP),
        Finding::Present,
        "a past day is replayed as it was"
    );
}

#[test]
fn a_withdrawn_answer_never_was_and_withdrawing_that_brings_it_back() {
    let mut entries = vec![
        ("2026-11-21", answer(LIMP, Finding::Present)),
        ("2026-11-21", Entry::Withdrawn { entry: Sequence(1) }),
    ];
    assert_eq!(state(entries.clone(), "2026-11-21").finding(LIMP), Finding::Unknown);
    entries.push(("2026-11-21", Entry::Withdrawn { entry: Sequence(2) }));
    assert_eq!(state(entries, "2026-11-21").finding(LIMP), Finding::Present);
}

#[test]
fn not_sure_takes_back_a_number_and_is_not_asked_again_that_day() {
    let pain = |value: f64| Entry::Measured(Measure::new(MeasureId::PainNow, value).expect("on the scale"));
    let unsure = || Entry::NotSure(Unsure::Measure(MeasureId::PainNow));
    let told = vec![("2026-11-20", pain(6.0)), ("2026-11-21", pain(1.0)), ("2026-11-21", unsure())];
    let now = state(told.clone(), "2026-11-21");
    assert_eq!((now.measure(MeasureId::PainNow), now.unsure_today(MeasureId::PainNow)), (None, true));
    assert_eq!(now.trail(MeasureId::PainNow).map(|dated| dated.value).collect::<Vec<_>>(), [6.0]);
    assert!(!state(told.clone(), "2026-11-22").unsure_today(MeasureId::PainNow));
    let again: Vec<_> = told.into_iter().chain([("2026-11-21", pain(2.0))]).collect();
    let again = state(again, "2026-11-21");
    assert_eq!(
        (again.measure(MeasureId::PainNow), again.unsure_today(MeasureId::PainNow)),
        (Some(2.0), false)
    );
}

#[test]
fn not_sure_takes_back_what_was_told() {
    let complaint = Complaint {
        side: Some(Side::Left),
        location: Some(Location::SitBone),
        onset: Some(Onset::Gradual),
        ..Complaint::default()
    };
    let told = vec![
        ("2026-11-20", Entry::ComplaintSet(complaint)),
        ("2026-11-21", Entry::NotSure(Unsure::Told(Told::Location))),
    ];
    assert_eq!(state(told, "2026-11-21").complaint, Complaint { location: None, ..complaint });
}

#[test]
fn only_a_clinician_or_its_end_lifts_a_restriction() {
    let set = || ("2026-11-01", restriction(RestrictionEffect::NoRun, None));
    let held = |entries, today| state(entries, today).restrictions.len();
    let withdrawn = vec![set(), ("2026-11-02", Entry::Withdrawn { entry: Sequence(1) })];
    assert_eq!(held(withdrawn, "2026-11-21"), 1);
    let lifted = vec![set(), ("2026-11-10", Entry::RestrictionLifted { restriction: Sequence(1) })];
    assert_eq!((held(lifted.clone(), "2026-11-09"), held(lifted, "2026-11-10")), (1, 0));
    let ends = vec![("2026-11-01", restriction(RestrictionEffect::NoRun, Some(day("2026-11-20"))))];
    assert_eq!((held(ends.clone(), "2026-11-20"), held(ends, "2026-11-21")), (1, 0));
}

#[test]
fn a_run_makes_the_answers_about_an_earlier_run_unknown() {
    let run = |id: &str| Entry::RunRecorded {
        run: id.to_owned(),
        start: Instant::from_unix_ms(0),
        distance: None,
        duration: None,
    };
    let before = vec![
        ("2026-11-17", run("a")),
        ("2026-11-17", measured(MeasureId::LastRunPeakPain, 2.0)),
        ("2026-11-18", answer(SETTLED, Finding::Present)),
    ];
    let known = state(before.clone(), "2026-11-18");
    assert_eq!(
        (known.finding(SETTLED), known.measure(MeasureId::LastRunPeakPain)),
        (Finding::Present, Some(2.0))
    );
    let mut after = before;
    after.push(("2026-11-20", run("b")));
    let asked_again = state(after.clone(), "2026-11-21");
    assert_eq!(
        (asked_again.finding(SETTLED), asked_again.measure(MeasureId::LastRunPeakPain)),
        (Finding::Unknown, None)
    );
    after.push(("2026-11-21", Entry::RunRemoved { run: "b".to_owned() }));
    assert_eq!(
        state(after, "2026-11-21").finding(SETTLED),
        Finding::Present,
        "a run that was removed says nothing"
    );
}

#[test]
fn not_sure_how_a_run_settled_stands_for_the_day_unless_the_log_knows() {
    let run = |id: &str| Entry::RunRecorded {
        run: id.to_owned(),
        start: Instant::from_unix_ms(0),
        distance: None,
        duration: None,
    };
    let mut entries = vec![("2026-11-18", run("a")), ("2026-11-21", answer(SETTLED, Finding::Unknown))];
    let today = state(entries.clone(), "2026-11-21");
    assert!(
        today.finding(SETTLED) == Finding::Unknown && today.not_sure_today(SETTLED),
        "not asked again today"
    );
    assert!(!state(entries.clone(), "2026-11-22").not_sure_today(SETTLED), "asked again tomorrow");
    entries.push(("2026-11-19", pain(PainMoment::NextMorning, 7)));
    assert_eq!(
        state(entries, "2026-11-21").finding(SETTLED),
        Finding::Absent,
        "severe pain in the morning after"
    );
}

#[test]
fn peak_and_settling_come_from_the_pain_log() {
    let around = |morning| {
        vec![
            ("2026-11-20", pain(PainMoment::During, 3)),
            ("2026-11-20", pain(PainMoment::After, 4)),
            ("2026-11-21", pain(PainMoment::NextMorning, morning)),
        ]
    };
    let settled = |morning| state(around(morning), "2026-11-21").finding(SETTLED);
    assert_eq!(state(around(0), "2026-11-21").measure(MeasureId::LastRunPeakPain), Some(4.0));
    assert_eq!([0, 2, 4].map(settled), [Finding::Present, Finding::Unknown, Finding::Absent]);
    assert_eq!(state(around(0), "2026-11-20").finding(SETTLED), Finding::Unknown, "the morning has not come");
}

#[test]
fn the_log_takes_back_a_better_answer_but_not_a_worse_one() {
    let answered = || {
        vec![
            ("2026-11-20", pain(PainMoment::During, 2)),
            ("2026-11-21", measured(MeasureId::LastRunPeakPain, 3.0)),
            ("2026-11-21", answer(SETTLED, Finding::Present)),
            ("2026-11-21", measured(MeasureId::PainNow, 1.0)),
        ]
    };
    let seen = |more: &[(PainMoment, u8)]| {
        let mut entries = answered();
        entries.extend(more.iter().map(|(moment, score)| ("2026-11-21", pain(*moment, *score))));
        let state = state(entries, "2026-11-21");
        let measure = |id| state.measure(id);
        (measure(MeasureId::LastRunPeakPain), state.finding(SETTLED), measure(MeasureId::PainNow))
    };
    assert_eq!(seen(&[]), (Some(3.0), Finding::Present, Some(1.0)));
    assert_eq!(seen(&[(PainMoment::NextMorning, 2)]).1, Finding::Absent, "as high as in the run");
    let severe = seen(&[(PainMoment::NextMorning, 8)]);
    assert_eq!(severe, (Some(3.0), Finding::Absent, Some(8.0)), "a severe morning is pain of the day");
    assert_eq!(
        seen(&[(PainMoment::NextMorning, 5)]).2,
        Some(1.0),
        "a lower one says nothing of the hours since"
    );
    assert_eq!(seen(&[(PainMoment::After, 8)]).0, Some(8.0));
    let alone = state(vec![("2026-11-21", pain(PainMoment::NextMorning, 9))], "2026-11-21");
    assert_eq!(alone.measure(MeasureId::PainNow), Some(9.0));
    let old = vec![
        ("2026-11-18", measured(MeasureId::PainNow, 9.0)),
        ("2026-11-21", pain(PainMoment::NextMorning, 8)),
    ];
    let of_today =
        state(old, "2026-11-21").dated_measure(MeasureId::PainNow).map(|told| (told.day, told.value));
    assert_eq!(of_today, Some((day("2026-11-21"), 8.0)), "an older score says nothing of today");
    let mild = state(vec![("2026-11-21", pain(PainMoment::NextMorning, 1))], "2026-11-21");
    assert_eq!(mild.measure(MeasureId::PainNow), None, "a mild one reassures nobody about now");
}

#[test]
fn after_two_days_of_rest_a_test_and_not_the_last_run_tells_how_the_leg_is() {
    let scored = |onset, test: Option<(&'static str, MeasureId)>, score: f64, today| {
        let mut entries = vec![
            ("2026-11-16", Entry::ComplaintSet(Complaint { onset: Some(onset), ..Complaint::default() })),
            ("2026-11-16", measured(MeasureId::LastRunPeakPain, 7.0)),
            ("2026-11-16", answer(SETTLED, Finding::Absent)),
            ("2026-11-16", measured(MeasureId::PainNow, 4.0)),
            ("2026-11-16", measured(MeasureId::LoadTestPain, 4.0)),
        ];
        entries.extend(test.map(|(on, id)| (on, measured(id, score))));
        let state = state(entries, today);
        (state.measure(MeasureId::LastRunPeakPain), state.finding(SETTLED))
    };
    let told = |onset, test, today| scored(onset, test, 1.0, today);
    let (forbids, open) = ((Some(7.0), Finding::Absent), (None, Finding::Unknown));
    let (sudden, gradual) = (Onset::Sudden, Onset::Gradual);
    assert_eq!(told(sudden, None, "2026-12-20"), forbids, "nothing was tested since");
    assert_eq!(told(sudden, Some(("2026-11-17", MeasureId::PainNow)), "2026-11-18"), forbids, "too soon");
    assert_eq!(told(sudden, Some(("2026-11-18", MeasureId::PainNow)), "2026-11-18"), open);
    assert_eq!(told(sudden, Some(("2026-11-20", MeasureId::PainWalking)), "2026-11-20"), open);
    assert_eq!(told(gradual, Some(("2026-11-20", MeasureId::PainNow)), "2026-11-20"), forbids);
    assert_eq!(told(gradual, Some(("2026-11-20", MeasureId::LoadTestPain)), "2026-11-20"), open);
    let failed = Some(("2026-11-20", MeasureId::LoadTestPain));
    assert_eq!(scored(gradual, failed, 6.0, "2026-11-20"), forbids, "a test that fails frees nobody");
    let failed = Some(("2026-11-20", MeasureId::PainNow));
    assert_eq!(scored(sudden, failed, 5.0, "2026-11-20"), forbids);
    // A run that nobody brought in: what is told of it is newer than the newest that is known.
    let unknown_run = vec![
        ("2026-11-10", pain(PainMoment::During, 2)),
        ("2026-11-20", measured(MeasureId::LoadTestPain, 1.0)),
        ("2026-11-21", measured(MeasureId::LastRunPeakPain, 8.0)),
    ];
    assert_eq!(state(unknown_run, "2026-11-21").measure(MeasureId::LastRunPeakPain), Some(8.0));
    let run_since = vec![
        ("2026-11-16", Entry::ComplaintSet(Complaint { onset: Some(sudden), ..Complaint::default() })),
        ("2026-11-19", pain(PainMoment::During, 8)),
        ("2026-11-20", measured(MeasureId::PainNow, 1.0)),
    ];
    assert_eq!(state(run_since, "2026-11-20").measure(MeasureId::LastRunPeakPain), Some(8.0));
}

#[test]
fn with_usual_mornings_settled_means_back_to_them() {
    let with_morning = |score| {
        let mut entries: Vec<(&str, Entry)> = ["2026-11-16", "2026-11-17", "2026-11-18", "2026-11-20"]
            .into_iter()
            .zip([2, 1, 2, 1])
            .map(|(on, usual)| (on, pain(PainMoment::NextMorning, usual)))
            .collect();
        entries.push(("2026-11-20", pain(PainMoment::During, 5)));
        entries.push(("2026-11-21", pain(PainMoment::NextMorning, score)));
        state(entries, "2026-11-21").finding(SETTLED)
    };
    assert_eq!([1, 2].map(with_morning), [Finding::Present, Finding::Absent]);
}

#[test]
fn baselines_are_the_week_before_and_never_replace_a_given_one() {
    let week = vec![
        ("2026-11-10", measured(MeasureId::LoadTestPain, 9.0)),
        ("2026-11-15", measured(MeasureId::LoadTestPain, 1.0)),
        ("2026-11-18", measured(MeasureId::LoadTestPain, 2.0)),
        ("2026-11-20", measured(MeasureId::LoadTestPain, 3.0)),
        ("2026-11-21", measured(MeasureId::LoadTestPain, 4.0)),
    ];
    assert_eq!(state(week.clone(), "2026-11-21").measure(MeasureId::LoadTestPainBaseline), Some(2.0));
    let mut given = week;
    given.push(("2026-11-21", measured(MeasureId::LoadTestPainBaseline, 5.0)));
    assert_eq!(state(given, "2026-11-21").measure(MeasureId::LoadTestPainBaseline), Some(5.0));
    let alone = vec![("2026-11-21", measured(MeasureId::LoadTestPain, 4.0))];
    assert_eq!(
        state(alone, "2026-11-21").measure(MeasureId::LoadTestPainBaseline),
        None,
        "missing stays missing"
    );
}

#[test]
fn a_plan_is_for_its_day() {
    let planned =
        || vec![("2026-11-21", Entry::RunPlanned { distance: Metres::new(8000.0).ok(), minutes: None })];
    let planned_on = |today| state(planned(), today).load.planned_today.map(Metres::get);
    assert_eq!((planned_on("2026-11-21"), planned_on("2026-11-22")), (Some(8000.0), None));
    let mut again = planned();
    again.push(("2026-11-21", Entry::RunPlanned { distance: Metres::new(6000.0).ok(), minutes: None }));
    let newest = state(again, "2026-11-21").load.planned_today;
    assert_eq!(newest.map(Metres::get), Some(6000.0), "the newest plan counts");
}

#[test]
fn an_illness_keeps_its_first_day_until_the_runner_is_well() {
    let ill = || Entry::HealthTold { health: Health::Ill };
    let told = vec![
        ("2026-11-18", ill()),
        ("2026-11-20", ill()),
        ("2026-11-22", Entry::HealthTold { health: Health::Well }),
    ];
    let on = |today: &str| state(told.clone(), today);
    assert!(!on("2026-11-17").is_ill(), "it was still to come");
    let before = on("2026-11-21");
    assert!(before.is_ill());
    assert_eq!(before.health.map(|told| told.day), Some(day("2026-11-18")));
    let after = on("2026-11-22");
    assert_eq!((after.is_ill(), after.health.map(|told| told.day)), (false, Some(day("2026-11-22"))));
}
