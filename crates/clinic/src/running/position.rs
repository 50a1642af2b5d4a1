//! Where a runner stands on a ladder: a fold over the days that were run, one rung at a time.

use crate::rehab::flare::Flare;
use crate::rehab::gate::LadderId;
use crate::running::back::{self, FullTraining};
use crate::running::fit::{Fitted, OwnSpeeds, fit};
use crate::running::ladder::{AfterBreak, Bound, Ladder, LadderRung, ProgressRules};
use crate::running::matching::{Done, Kept, Yardstick};
use crate::running::prescription::{Length, RunBlock, RunCaps};
use crate::running::record::{Colour, DayRun, RunRecord};
use crate::running::rules::RunRule;
use femoris_measure::{Day, Percent, Seconds};

/// Says of any day whether what must hold before a rung held on it, and what its answer left of a run.
pub trait Gates {
    /// Whether a first run on this rung is open on this day. Not knowing does not open it.
    fn open(&self, rung: &LadderRung, day: Day) -> bool;

    /// The lowest of the last rungs that stages of these days open, the first and the last included; `None` where nothing
    /// bounds this ladder.
    fn last_rung(&self, _ladder: LadderId, _from: Day, _to: Day) -> Option<u8> {
        None
    }

    /// The days of full training, on which no ladder was climbed.
    fn full_training(&self) -> &FullTraining {
        &back::NEVER
    }

    /// The rung with which the ladder begins anew in the stage of a day; `None` where the stage names none on this ladder.
    fn anew(&self, _ladder: LadderId, _day: Day) -> Option<u8> {
        None
    }

    /// Whether exercises were taken so badly a short while before a day that the ladder stays where it is. Whoever does none
    /// has not.
    fn strained(&self, _day: Day) -> bool {
        false
    }

    /// The newest session that hurt more than is tolerated, of the days from one on and before another.
    fn flare(&self, _from: Day, _before: Day) -> Option<Flare> {
        None
    }

    /// Rungs that illness takes which was over by a day, and not yet by an earlier one.
    fn rungs_for_illness(&self, _not_by: Day, _by: Day) -> u8 {
        0
    }

    /// Why a run with fast parts is to be an easy one on a day, with the days of those before it; `None` where it may be fast.
    fn eases(&self, _day: Day, _fast: &[Day]) -> Option<RunRule> {
        None
    }

    /// What a day left of a run's own caps, by all that was known before that run; `None` where it left no run.
    fn left(&self, day: Day, own: RunCaps, bound: Bound) -> Option<RunCaps>;
}

/// Which run of a rung is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// The rung itself.
    Rung,
    /// The easy run between two fast ones, or in place of one.
    Between,
}

/// Where a runner stands before the run of a day.
#[derive(Debug, Clone, PartialEq)]
pub struct Position {
    /// The rung of the next run.
    pub rung: u8,
    /// Good runs on it so far that count.
    pub good: u8,
    /// Why it is this rung.
    pub why: RunRule,
    /// No run before this day; `None` where nothing is to rest from.
    pub earliest: Option<Day>,
    /// Which run is next.
    pub due: Due,
    /// Why an easy run stands in place of a fast one; `None` where it does not, or is due by the ladder's own days.
    pub eased_by: Option<RunRule>,
    /// There is nothing to run yet: what must hold before the lowest rung does not.
    pub closed: bool,
    /// A gate, exercises taken badly or a race near by, keeps the runner from the next rung.
    pub held_by: Option<RunRule>,
    /// The day of the newest run.
    pub last: Option<Day>,
    /// Days of runs with too much pain, or with a bad next morning.
    pub setbacks: Vec<Day>,
    /// Days of runs that went beyond what was prescribed, or were on a day of rest.
    pub overshoots: Vec<Day>,
    /// Every good run: its day and its rung, oldest first.
    pub good_runs: Vec<(Day, u8)>,
    /// The top rung has all its good runs.
    pub done: bool,
    /// The newest run on the rung itself and not between.
    last_on_rung: Option<Day>,
    /// Days of runs on rungs with fast parts, oldest first.
    fast: Vec<Day>,
    /// The newest day that was come to.
    came: Option<Day>,
    /// The newest session that hurt too much.
    flare: Option<Flare>,
    /// The rung of the newest run on the ladder.
    ran: Option<u8>,
}

/// Everything a position is folded with.
#[derive(Clone, Copy)]
pub struct Climb<'a> {
    /// The ladder.
    pub ladder: &'a Ladder,
    /// How a runner moves.
    pub progress: &'a ProgressRules,
    /// Running time of the runner's usual run.
    pub usual_run: Seconds,
    /// What runs are compared with.
    pub yardstick: Yardstick<'a>,
    /// What was done.
    pub record: &'a RunRecord,
    /// What is open.
    pub gates: &'a dyn Gates,
}

impl Climb<'_> {
    /// The position before any run of `today`.
    pub fn position(&self, today: Day) -> Position {
        let began = self.began(today);
        let mut position = Position::new(self);
        for (day, run) in self.record.runs.range(began..today) {
            if self.gates.full_training().holds_on(*day) {
                position.pass(*day, self);
            } else {
                position.come_to(*day, self);
                position.take(*day, run, self);
            }
        }
        position.come_to(today, self);
        position
    }

    /// The first day of the present complaint; the day itself without one.
    fn began(&self, day: Day) -> Day {
        self.record.began.map_or(day, |began| began.min(day))
    }

    /// A rung's run with its own caps alone.
    pub fn nominal(&self, number: u8, due: Due) -> Option<Fitted> {
        let (blocks, caps) = self.asked(number, due)?;
        fit(blocks, caps, self.speeds())
    }

    /// A rung's run as a day left it; `None` where it left none.
    fn left(&self, day: Day, number: u8, due: Due) -> Option<Fitted> {
        let (blocks, own) = self.asked(number, due)?;
        let bound = self.ladder.rung(number)?.bound;
        fit(blocks, self.gates.left(day, own, bound)?, self.speeds())
    }

    /// Whether a day left so little of a run, or slowed it so far, that doing it is not doing the rung.
    fn is_less(&self, left: &Fitted, whole: &Fitted) -> bool {
        let (left_s, whole_s) = (left.size(self.speeds()).running_s, whole.size(self.speeds()).running_s);
        left_s < whole_s * self.yardstick.rules.time_under || left.caps().share < whole.caps().share
    }

    /// A rung's blocks and caps before anything of the day is laid on.
    pub fn asked(&self, number: u8, due: Due) -> Option<(Vec<RunBlock>, RunCaps)> {
        let rung = self.ladder.rung(number).filter(|rung| !rung.blocks.is_empty())?;
        let (body, top) = match due {
            Due::Rung => (self.body(rung), rung.top),
            Due::Between => (self.ladder.between.clone(), self.ladder.between_top),
        };
        let mut blocks = self.ladder.warm_up.clone();
        blocks.extend(body);
        blocks.extend(self.ladder.cool_down.iter().cloned());
        let size = crate::running::fit::size(&blocks, self.speeds());
        let caps = RunCaps {
            running: Seconds::new(size.running_s).ok(),
            share: Some(top),
            terrain: rung.terrain,
            fast: u16::try_from(size.fast).ok(),
            ..RunCaps::default()
        };
        Some((blocks, caps))
    }

    fn speeds(&self) -> &OwnSpeeds {
        self.yardstick.speeds
    }

    /// The steps of a rung; where they are a share of the usual run, with that length.
    fn body(&self, rung: &LadderRung) -> Vec<RunBlock> {
        let Some(share) = rung.of_usual else { return rung.blocks.clone() };
        let whole = self.usual_run.get() * share.get() / Percent::HIGH;
        let step = self.speeds().assumed.step.get();
        let length = Seconds::new(((whole / step).floor() * step).max(step));
        let mut blocks = rung.blocks.clone();
        for block in &mut blocks {
            if let (RunBlock::Once(step), Ok(length)) = (block, &length) {
                step.length = Length::Time(*length);
            }
        }
        blocks
    }

    fn near_race(&self, day: Day) -> bool {
        let freeze = i32::from(self.progress.freeze_before_race_days);
        self.record.goal.is_some_and(|goal| (0..=freeze).contains(&goal.day.days_since(day)))
    }
}

impl Position {
    fn new(climb: &Climb<'_>) -> Self {
        let rung = climb.ladder.first();
        let why = if climb.record.earlier > 0 { RunRule::NewInjury } else { RunRule::Begins };
        Self {
            rung,
            // A rung without running asks for no run: only its gate keeps the runner there.
            good: 0,
            why,
            earliest: None,
            due: Due::Rung,
            eased_by: None,
            closed: true,
            held_by: None,
            last: None,
            setbacks: Vec::new(),
            overshoots: Vec::new(),
            good_runs: Vec::new(),
            done: false,
            last_on_rung: None,
            fast: Vec::new(),
            came: None,
            flare: None,
            ran: None,
        }
    }

    /// What a day changes before its run: breaks and illness, the stage, the next rung, and whether a fast run is due.
    fn come_to(&mut self, day: Day, climb: &Climb<'_>) {
        self.begin_anew(day, climb);
        self.after_break(day, climb);
        self.after_flare(day, climb);
        self.stay_in_stage(day, climb);
        self.move_up(day, climb);
        let rung = climb.ladder.rung(self.rung);
        self.closed = rung.is_none_or(|rung| {
            let lowest = rung.rung.number == climb.ladder.first();
            rung.blocks.is_empty() || (lowest && !climb.gates.open(rung, day))
        });
        let rung = rung.filter(|_| !climb.ladder.between.is_empty());
        let apart = rung.and_then(|rung| rung.apart_days).zip(self.last_on_rung);
        let soon = apart.is_some_and(|(apart, last)| day.days_since(last) < i32::from(apart));
        let fast = rung.filter(|rung| !soon && rung.is_fast());
        self.eased_by = fast.and_then(|_| climb.gates.eases(day, &self.fast));
        self.due = if soon || self.eased_by.is_some() { Due::Between } else { Due::Rung };
    }

    /// From a lower rung on where full training ended since the day before: with that of the stage, or some below the last
    /// that was run. What was run well before counts no more.
    fn begin_anew(&mut self, day: Day, climb: &Climb<'_>) {
        if !climb.gates.full_training().ended_within(self.came, day) {
            return;
        }
        let below = climb.ladder.lower(self.ran.unwrap_or_default(), climb.progress.anew_back);
        let of_stage = climb.gates.anew(climb.ladder.id, day).unwrap_or(below);
        self.rung = below.min(of_stage).max(climb.ladder.first());
        (self.good, self.done, self.last_on_rung) = (0, false, None);
        self.good_runs.clear();
        self.why = RunRule::BeginsAnew;
        // Stages of full training and of before bound nothing any more, and the flare that led here takes no more rungs.
        self.came = Some(day);
    }

    fn after_break(&mut self, day: Day, climb: &Climb<'_>) {
        let gap = self.last.map_or(0, |last| day.days_since(last));
        let longest = climb.progress.breaks.iter().rev().find(|rule| gap >= i32::from(rule.from_days));
        let ill = self.came.map_or(0, |came| climb.gates.rungs_for_illness(came, day));
        // The days of an illness are part of the break around it: the larger step back is taken, not both.
        match longest.map(|rule| rule.then) {
            Some(AfterBreak::Restart) => {
                self.rung = climb.ladder.first();
                self.why = RunRule::AfterBreak;
            }
            Some(AfterBreak::Lower(rungs)) if rungs >= ill => {
                self.rung = climb.ladder.lower(self.rung, rungs);
                self.why = RunRule::AfterBreak;
            }
            _ if ill > 0 => {
                self.rung = climb.ladder.lower(self.rung, ill);
                self.why = RunRule::AfterIllness;
            }
            Some(_) if self.good > 0 => self.why = RunRule::AfterBreak,
            Some(_) => {}
            None => return,
        }
        self.good = 0;
        self.done = false;
    }

    /// Lower after a session that hurt too much, once for all of them since the day before; a run that hurt too much on the same
    /// day has led back already. Its days of rest hold wherever the ladder stands.
    fn after_flare(&mut self, day: Day, climb: &Climb<'_>) {
        self.flare = climb.gates.flare(climb.began(day), day);
        let Some(flare) = self.came.and_then(|came| climb.gates.flare(came, day)) else { return };
        let is_led_back = self.setbacks.last() == Some(&flare.day) && self.why == RunRule::BackByPain;
        if !is_led_back {
            (self.rung, self.good, self.done) = (climb.ladder.lower(self.rung, flare.rungs), 0, false);
            self.why = RunRule::BackByFlare;
        }
    }

    /// Down to the last rung that the stages since the day before opened: a stage that was fallen back to takes the ladder
    /// with it, even where nobody ran in it.
    fn stay_in_stage(&mut self, day: Day, climb: &Climb<'_>) {
        let since = self.came.map_or(day, |came| came.plus_days(1).min(day));
        self.came = Some(day);
        let last = climb.gates.last_rung(climb.ladder.id, since, day);
        let Some(last) = last.filter(|last| *last < self.rung) else { return };
        (self.rung, self.good, self.done) = (last.max(climb.ladder.first()), 0, false);
        self.why = RunRule::BackByStage;
    }

    /// One rung up where the count is full, nothing is near and the gate is open.
    fn move_up(&mut self, day: Day, climb: &Climb<'_>) {
        self.held_by = None;
        let Some(rung) = climb.ladder.rung(self.rung) else { return };
        if self.good < rung.good {
            return;
        }
        let Some(next) = climb.ladder.rung(self.rung.saturating_add(1)) else {
            self.done = true;
            return;
        };
        if climb.gates.strained(day) {
            self.held_by = Some(RunRule::HeldByStrength);
        } else if climb.near_race(day) {
            self.held_by = Some(RunRule::HeldByRace);
        } else if !climb.gates.open(next, day) {
            self.held_by = Some(RunRule::HeldByGate);
        } else {
            // From a rung without running the way begins, it does not go on.
            if !rung.blocks.is_empty() {
                self.why = RunRule::Up;
            }
            self.rung = next.rung.number;
            self.good = 0;
        }
    }

    fn take(&mut self, day: Day, run: &DayRun, climb: &Climb<'_>) {
        let rests = self.flare.is_some_and(|flare| flare.lasts(day));
        let too_early = rests || self.earliest.is_some_and(|earliest| day < earliest);
        let kept = self.kept(day, run, climb);
        let (due, fast) = (self.due, climb.ladder.rung(self.rung).is_some_and(LadderRung::is_fast));
        if too_early || kept == Kept::Exceeded {
            self.overshoots.push(day);
        }
        let colour = climb.record.colour(day, &climb.ladder.pain, climb.progress);
        let mut rest = 1 + i32::from(climb.ladder.rest_days);
        self.ran = (!self.closed).then_some(self.rung).or(self.ran);
        let lower = |rung, by| climb.ladder.lower(rung, by);
        match colour {
            Colour::Red => {
                self.setbacks.push(day);
                (self.rung, self.good, self.done) = (lower(self.rung, climb.progress.stop_back), 0, false);
                self.why = RunRule::BackByPain;
            }
            Colour::RedMorning => {
                self.setbacks.push(day);
                (self.rung, self.good, self.done) = (lower(self.rung, climb.progress.morning_back), 0, false);
                self.why = RunRule::BackByMorning;
                rest += i32::from(climb.progress.morning_rest_days);
            }
            Colour::Amber => (self.good, self.why) = (0, RunRule::HeldByPain),
            Colour::Unknown => self.why = RunRule::HeldUnknown,
            Colour::Green => self.count(day, kept, too_early, climb),
        }
        if due == Due::Rung {
            self.last_on_rung = Some(day);
            self.fast.extend(fast.then_some(day));
        }
        self.last = Some(day);
        self.earliest = Some(day.plus_days(rest));
    }

    /// A run of full training: it moves nobody on the ladder, but asks for its day of rest, and may have been a setback.
    fn pass(&mut self, day: Day, climb: &Climb<'_>) {
        let colour = climb.record.colour(day, &climb.ladder.pain, climb.progress);
        let mut rest = 1 + i32::from(climb.ladder.rest_days);
        if colour >= Colour::RedMorning {
            self.setbacks.push(day);
        }
        if colour == Colour::RedMorning {
            rest += i32::from(climb.progress.morning_rest_days);
        }
        self.last = Some(day);
        self.earliest = Some(day.plus_days(rest));
    }

    /// How a run stands against the rung, and against what the answer of its day left of it.
    fn kept(&self, day: Day, run: &DayRun, climb: &Climb<'_>) -> Kept {
        // Past the last rung the plan takes over, and only pain counts.
        if self.done {
            return Kept::Short;
        }
        // Where there was nothing to run, any run is more than that.
        let Some(whole) = climb.nominal(self.rung, self.due).filter(|_| !self.closed) else {
            return Kept::Exceeded;
        };
        let unknown = Done::default();
        let done = run.measured.as_ref().unwrap_or(&unknown);
        let against = |asked: &Fitted| climb.yardstick.compare(asked, done, run.told).kept;
        let kept = against(&whole);
        if kept == Kept::Exceeded {
            return kept;
        }
        match climb.left(day, self.rung, self.due) {
            None => Kept::Exceeded,
            Some(left) if against(&left) == Kept::Exceeded => Kept::Exceeded,
            Some(left) if kept == Kept::Kept && climb.is_less(&left, &whole) => Kept::Short,
            Some(_) => kept,
        }
    }

    /// A run without trouble counts where it was the run that was asked for.
    fn count(&mut self, day: Day, kept: Kept, too_early: bool, climb: &Climb<'_>) {
        self.why = match kept {
            _ if too_early => RunRule::HeldOver,
            Kept::Exceeded => RunRule::HeldOver,
            Kept::Short => RunRule::HeldShort,
            Kept::Unknown => RunRule::HeldUnknown,
            Kept::Kept if self.due == Due::Between => self.why,
            Kept::Kept => {
                self.good_runs.push((day, self.rung));
                let full = climb.ladder.rung(self.rung).map_or(u8::MAX, |rung| rung.good);
                self.good = self.good.saturating_add(1).min(full);
                RunRule::Counting
            }
        };
    }

    /// Good runs from a day on, and since the last setback, with their days: each rung as often as it was run well.
    pub fn good_days_since(&self, since: Option<Day>) -> impl Iterator<Item = (Day, u8)> + '_ {
        let setback = self.setbacks.last().copied();
        let counts = move |day: Day| since.is_none_or(|since| day >= since) && Some(day) > setback;
        self.good_runs.iter().copied().filter(move |(day, _)| counts(*day))
    }

    /// Overshoots within so many days before a day.
    pub fn overshoots_within(&self, days: u16, before: Day) -> usize {
        within(&self.overshoots, days, before)
    }
}

/// How many of these days lie within so many days before a day.
pub(super) fn within(days_of: &[Day], days: u16, before: Day) -> usize {
    days_of.iter().filter(|day| before.days_since(**day) <= i32::from(days)).count()
}
