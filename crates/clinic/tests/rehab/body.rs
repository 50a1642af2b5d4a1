//! The runners of the walks: a thigh that heals with fitting load and is hurt by too much, and what its owner makes of it.
//! Every number here is an estimate, made for the tests.

use crate::common::knowledge;
use femoris_clinic::measurement::MeasureId;
use femoris_clinic::rehab::stage::{ProtocolId, StageId};

/// Who walks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Runner {
    FastHealer,
    Slow,
    /// Something outside the programme makes it flare now and then, in the first three months.
    FlareProne,
    /// Does four days of five, tells four mornings of five; some runs have neither distance nor time.
    Forgetful,
    /// Two sets more than asked and harder than asked until it hurts, then two weeks as told.
    OverEager,
    /// Says that nothing ever hurts, and that every test is passed.
    Liar,
}

impl Runner {
    pub(crate) const ALL: [Self; 6] =
        [Self::FastHealer, Self::Slow, Self::FlareProne, Self::Forgetful, Self::OverEager, Self::Liar];

    /// How fast the thigh gains, with 1 for most.
    fn pace(self) -> f64 {
        match self {
            Self::FastHealer => 1.6,
            Self::Slow => 0.6,
            _ => 1.0,
        }
    }

    /// Something that happens on so many days of ten, the same ones in every run of the test and on no weekday more than on
    /// another.
    pub(crate) fn chance(self, day: i32, of_ten: u32) -> bool {
        let mixed = (day as u32 * 8 + self as u32).wrapping_mul(0x9E37_79B1);
        (mixed >> 16) % 10 < of_ten
    }

    pub(crate) fn does(self, day: i32) -> bool {
        self != Self::Forgetful || !self.chance(day, 2)
    }

    pub(crate) fn tells_morning(self, day: i32) -> bool {
        self != Self::Forgetful || !self.chance(day + 3, 2)
    }

    fn flares(self, day: i32) -> bool {
        self == Self::FlareProne && day % 17 == 9 && day < 90
    }

    /// What is told of a pain.
    pub(crate) fn tells(self, felt: u8) -> u8 {
        if self == Self::Liar { 0 } else { felt }
    }
}

/// The thigh.
#[derive(Debug, Clone)]
pub(crate) struct Body {
    runner: Runner,
    /// Load level that it takes without pain; whole when it takes the hardest of the library.
    capacity: f64,
    /// Pain that is left of what was done, 0 to 10; it fades overnight.
    sore: f64,
    /// Load of each day so far.
    loads: Vec<f64>,
    /// The day on which too much was last done.
    stung: Option<i32>,
}

/// The load level that a whole thigh takes without pain.
const WHOLE: f64 = 10.0;
/// Pain for each load level above what it takes.
const STEEP: f64 = 1.4;
/// What is left of soreness after a night.
const OVERNIGHT: f64 = 0.4;
/// Gained in a night without much soreness, and by a session that fits.
const NIGHT: f64 = 0.02;
const SESSION: f64 = 0.1;
/// Work this far below what it takes makes it no stronger.
const BELOW: f64 = 0.5;
/// Pain up to which a session fits, and lost for each point above it.
const FITS: u8 = 4;
const TORN: f64 = 0.15;

impl Body {
    pub(crate) fn new(runner: Runner, protocol: ProtocolId) -> Self {
        let (capacity, sore) = match protocol {
            ProtocolId::Acute => (2.0, 1.0),
            ProtocolId::Tendon => (3.0, 1.5),
            ProtocolId::Tightness => (6.0, 5.0),
            ProtocolId::Prevention => (8.5, 0.0),
        };
        Self { runner, capacity, sore, loads: Vec::new(), stung: None }
    }

    /// A night goes by.
    pub(crate) fn wakes(&mut self, day: i32) {
        self.sore *= OVERNIGHT;
        if self.runner.flares(day - 1) {
            self.sore += 4.5;
        }
        if self.sore < 2.0 {
            self.gains(NIGHT);
        }
        self.loads.push(0.0);
    }

    fn gains(&mut self, by: f64) {
        self.capacity = (self.capacity + by * self.runner.pace()).min(WHOLE);
    }

    /// Whether the over-eager keeps to the plan after it hurt.
    pub(crate) fn is_sobered(&self, day: i32) -> bool {
        self.stung.is_some_and(|stung| day - stung < 14)
    }

    /// How much is whole again, 0 to 1.
    pub(crate) fn healed(&self) -> f64 {
        self.capacity / WHOLE
    }

    /// Pain on rising.
    pub(crate) fn morning(&self) -> u8 {
        score(self.sore)
    }

    /// Pain of work of this load level.
    pub(crate) fn feels(&self, level: f64) -> u8 {
        // A thigh that flares hurts in all that it does then.
        let part = if self.runner == Runner::FlareProne { 1.0 } else { 0.5 };
        score((level - self.capacity).max(0.0) * STEEP + self.sore * part)
    }

    /// What work did to it: the hardest of it, as a level, what hurt most, and its load.
    pub(crate) fn worked(&mut self, day: i32, hardest: f64, worst: u8, load: f64) {
        let week = |back: usize| self.loads.iter().rev().skip(7 * back).take(7).sum::<f64>();
        let usual = (1..=4).map(week).fold(0.0, f64::max);
        let leap = if usual > 0.0 { (week(0) + load) / usual - 1.5 } else { 0.0 };
        if let Some(today) = self.loads.last_mut() {
            *today += load;
        }
        if leap > 0.0 {
            self.sore += (leap * 2.0).min(2.0);
        }
        if worst > FITS {
            self.capacity = (self.capacity - TORN * f64::from(worst - FITS)).max(1.0);
            self.sore += f64::from(worst) * 0.7;
            self.stung = Some(day);
            return;
        }
        self.sore += f64::from(worst) * 0.25;
        if hardest > self.capacity - BELOW {
            self.gains(SESSION);
        }
    }

    /// What a test comes out as, by what the thigh takes; the liar's always come out well.
    pub(crate) fn tested(&self, id: MeasureId, stage: StageId) -> Option<f64> {
        use MeasureId as M;
        let healed = if self.runner == Runner::Liar { 1.0 } else { (self.healed() / 0.85).min(1.0) };
        let pain = |level: f64| f64::from(self.runner.tells(self.feels(level)));
        let short = 1.0 - healed;
        Some(match id {
            M::PainNow => pain(0.0).max(f64::from(self.runner.tells(self.morning()))),
            M::LoadTestPain => pain(load_test(stage)),
            M::KneeExtensionSoreDeg => 85.0 * (1.0 - short * 0.5),
            M::KneeExtensionOtherDeg => 85.0,
            M::StraightLegRaiseSoreDeg => 80.0 * (1.0 - short * 0.5),
            M::StraightLegRaiseOtherDeg => 80.0,
            M::BridgeSoreReps => (30.0 * healed).floor(),
            M::BridgeOtherReps => 30.0,
            M::HoldSoreS => (60.0 * healed).floor(),
            M::HoldOtherS => 60.0,
            M::WalkingMin | M::SittingMin => (90.0 * healed).floor(),
            M::VisaH | M::Fash => (100.0 * healed).floor(),
            M::Confidence => (10.0 * healed).round(),
            M::PainWalking => pain(1.0),
            M::PressPain => pain(2.0),
            M::SingleLegSquatPain | M::HoldPain => pain(3.0),
            M::ShoeTestPain | M::HingeTestPain => pain(5.0),
            M::HopPain | M::JumpPain => pain(6.0),
            M::LyingKneeShortDeg => (short * 30.0 - 18.0).max(0.0).round(),
            M::HTestInsecurity => (short * 100.0).round(),
            M::IsometricKneeFlexionDeficitPct | M::Isometric15DeficitPct => (short * 100.0).round(),
            M::ActiveKneeExtensionDeficitDeg | M::StraightLegRaiseDeficitDeg => (short * 60.0).round(),
            _ => return None,
        })
    }
}

fn score(pain: f64) -> u8 {
    pain.round().clamp(0.0, 10.0) as u8
}

/// The load level of the daily test of a stage.
fn load_test(stage: StageId) -> f64 {
    let order = &knowledge().protocol(stage.protocol()).expect("a protocol").stages;
    match order.iter().position(|one| one.id == stage) {
        Some(0) | None => 1.0,
        Some(1) => 2.0,
        Some(2) => 3.0,
        Some(_) => 4.0,
    }
}
