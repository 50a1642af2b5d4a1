//! Generated cases and logs: fast, repeatable, and often enough near the edges of rules.

use femoris_clinic::case::{CaseState, LoadHistory};
use femoris_clinic::complaint::{AgeGiven, AgeYears, Complaint, Location, Onset, Setting, Sex, Side};
use femoris_clinic::event::{Entry, Event, PainMoment, Sequence};
use femoris_clinic::finding::{Finding, FindingGroup, FindingId};
use femoris_clinic::measurement::{Measure, MeasureId};
use femoris_measure::{Day, Instant, Metres, PainScore};

/// SplitMix64: the same cases on every machine.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    pub(crate) fn one_in(&mut self, chance: usize) -> bool {
        self.below(chance) == 0
    }

    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    fn maybe<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        (!self.one_in(6)).then(|| *self.pick(from))
    }
}

fn today() -> Day {
    Day::from_ymd(2026, 11, 21).expect("a date")
}

fn complaint(dice: &mut Dice) -> Complaint {
    // Half of the cases are the three common pictures, so that every class is met often.
    let (setting, onset, location) = match dice.below(6) {
        0 => (Some(Setting::GradualBuildUp), Some(Onset::Gradual), Some(Location::SitBone)),
        1 => (Some(Setting::FastRunning), Some(Onset::Sudden), Some(Location::ThighBelly)),
        2 => (Some(Setting::AfterHardSession), Some(Onset::Delayed), Some(Location::ThighBelly)),
        _ => (dice.maybe(Setting::ALL), dice.maybe(Onset::ALL), dice.maybe(Location::ALL)),
    };
    let ago = [0, 1, 3, 4, 5, 6, 7, 8, 20, 100];
    let onset_date = dice.maybe(&ago).map(|days| today().plus_days(-days));
    Complaint { setting, onset, onset_date, side: dice.maybe(Side::ALL), location }
}

/// Danger signs and alarming answers are rare enough that every decision is met.
fn answer(dice: &mut Dice, id: FindingId, calm: bool) -> Finding {
    let alarm = match (id.group(), calm) {
        (FindingGroup::DangerSign, true) => 400,
        (FindingGroup::DangerSign, false) => 40,
        (_, true) => 12,
        (_, false) => 4,
    };
    if dice.one_in(alarm) {
        match id.reassuring() {
            Finding::Present => Finding::Absent,
            _ => Finding::Present,
        }
    } else if dice.below(4) == 0 {
        Finding::Unknown
    } else {
        id.reassuring()
    }
}

fn measure(dice: &mut Dice, id: MeasureId, calm: bool) -> Option<Measure> {
    let scale = id.scale();
    let edge = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 10.0];
    let low = [0.0, 0.0, 1.0, 2.0, 3.0];
    let value = match id {
        MeasureId::MorningStiffnessMin | MeasureId::MorningStiffnessBaselineMin => {
            *dice.pick(&[0.0, 5.0, 10.0, 11.0, 15.0, 16.0, 40.0])
        }
        _ if scale.high <= 10.0 && calm => *dice.pick(&low),
        _ if scale.high <= 10.0 => *dice.pick(&edge),
        _ => (scale.high - scale.low) * dice.below(100) as f64 / 100.0 + scale.low,
    };
    if dice.one_in(4) { None } else { Measure::new(id, value).ok() }
}

fn load(dice: &mut Dice) -> LoadHistory {
    let metres = |dice: &mut Dice| Metres::new(dice.below(30_000) as f64).ok();
    LoadHistory {
        first_run: dice.maybe(&[10, 29, 30, 400]).map(|days| today().plus_days(-days)),
        longest_before_today: metres(dice),
        longest_before_newest: None,
        newest_run: None,
        newest_run_before_today: None,
        runs_in_30_days: dice.below(30) as u32,
        planned_today: metres(dice).filter(|_| dice.one_in(2)),
    }
}

/// A case.
pub(crate) fn case(dice: &mut Dice) -> CaseState {
    let mut state = CaseState::empty(today());
    let calm = !dice.one_in(3);
    state.age = dice.maybe(&[12, 17, 18, 30, 46, 70]).and_then(|years| AgeYears::new(years).ok());
    state.sex = dice.maybe(Sex::ALL);
    state.complaint = complaint(dice);
    state.load = load(dice);
    for id in FindingId::ALL {
        let answer = answer(dice, *id, calm);
        state.set_finding(*id, answer);
    }
    // Soreness needs the one finding that is otherwise rare.
    if state.complaint.setting == Some(Setting::AfterHardSession) && !dice.one_in(3) {
        state.set_finding(FindingId::BilateralDiffuse, Finding::Present);
    }
    for id in MeasureId::ALL {
        if let Some(measure) = measure(dice, *id, calm) {
            state.set_measure(measure);
        }
    }
    state
}

/// A log of some weeks, in which no two entries of a day are about the same thing.
pub(crate) fn log(dice: &mut Dice) -> (Vec<Event>, Day, LoadHistory) {
    let mut entries: Vec<(Day, Entry)> = Vec::new();
    let start = today().plus_days(-40);
    let age = AgeYears::new(34).expect("in range");
    entries
        .push((start, Entry::RunnerDescribed { age: Some(AgeGiven::Years(age)), sex: dice.maybe(Sex::ALL) }));
    entries.push((start, Entry::ComplaintSet(complaint(dice))));
    for back in (0..30).rev() {
        let day = today().plus_days(-back);
        for id in FindingId::ALL {
            if dice.one_in(30) {
                entries.push((day, Entry::FindingAnswered { id: *id, answer: answer(dice, *id, true) }));
            }
        }
        for id in MeasureId::ALL {
            if dice.one_in(6) {
                entries.extend(measure(dice, *id, true).map(|measure| (day, Entry::Measured(measure))));
            }
        }
        for moment in PainMoment::ALL {
            if dice.one_in(3) {
                let score = PainScore::new(dice.below(5) as u8).expect("in range");
                entries.push((day, Entry::PainLogged { moment: *moment, score }));
            }
        }
    }
    let numbered = entries.into_iter().zip(1..);
    let events = numbered.map(|((day, entry), n)| Event {
        sequence: Sequence(n),
        at: Instant::from_unix_ms(i64::from(day.days_since_epoch()) * 86_400_000),
        day,
        entry,
    });
    (events.collect(), today(), load(dice))
}

/// The same log, every date moved.
pub(crate) fn shifted(events: &[Event], days: i32) -> Vec<Event> {
    let moved = events.iter().cloned().map(|mut event| {
        event.day = event.day.plus_days(days);
        if let Entry::ComplaintSet(complaint) = &mut event.entry {
            complaint.onset_date = complaint.onset_date.map(|day| day.plus_days(days));
        }
        event
    });
    moved.collect()
}

/// The same load, every date moved.
pub(crate) fn shifted_load(load: LoadHistory, days: i32) -> LoadHistory {
    LoadHistory { first_run: load.first_run.map(|day| day.plus_days(days)), ..load }
}

/// The same entries, those of a day in another order.
pub(crate) fn reordered_within_days(events: &[Event], dice: &mut Dice) -> Vec<Event> {
    let mut keyed: Vec<(Day, usize, Event)> =
        events.iter().cloned().map(|event| (event.day, dice.below(1000), event)).collect();
    keyed.sort_by_key(|(day, key, _)| (*day, *key));
    keyed
        .into_iter()
        .zip(1..)
        .map(|((_, _, mut event), n)| {
            event.sequence = Sequence(n);
            event
        })
        .collect()
}
