//! Who the runner is, how the complaint began and where it sits.

use femoris_measure::ids;
use femoris_measure::{Day, OutOfRange};

ids! {
    /// Sex as far as it changes what is likely.
    Sex {
        /// Female.
        Female = "female",
        /// Male.
        Male = "male",
    }
}

ids! {
    /// What was happening when it began; chooses the prior.
    Setting {
        /// During fast running.
        FastRunning = "fast_running",
        /// Over weeks in which the load grew.
        GradualBuildUp = "gradual_build_up",
        /// After an unusually hard session.
        AfterHardSession = "after_hard_session",
        /// None of these.
        Other = "other",
    }
}

ids! {
    /// How it began.
    Onset {
        /// In one moment.
        Sudden = "sudden",
        /// Half a day to three days after.
        Delayed = "delayed",
        /// Over days or weeks.
        Gradual = "gradual",
        /// Comes at a fixed distance and goes with rest.
        Exertional = "exertional",
    }
}

ids! {
    /// Which leg.
    Side {
        /// Left.
        Left = "left",
        /// Right.
        Right = "right",
        /// Both.
        Both = "both",
    }
}

impl Side {
    /// The same complaint in the mirror.
    pub fn mirrored(self) -> Self {
        match self {
            Self::Left => Self::Right,
            Self::Right => Self::Left,
            Self::Both => Self::Both,
        }
    }
}

ids! {
    /// Where the pain is worst.
    Location {
        /// At the sit bone.
        SitBone = "sit_bone",
        /// In the belly of the muscle at the back of the thigh.
        ThighBelly = "thigh_belly",
        /// Deep in the buttock.
        DeepButtock = "deep_buttock",
        /// At the outer side of the hip.
        LateralHip = "lateral_hip",
        /// In the groin or at the front of the hip.
        GroinFront = "groin_front",
        /// Behind the knee.
        BehindKnee = "behind_knee",
        /// In the calf or the shin.
        CalfShin = "calf_shin",
        /// In the low back.
        LowBack = "low_back",
    }
}

/// How the complaint began and where it sits. Each part may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Complaint {
    /// What was happening when it began.
    pub setting: Option<Setting>,
    /// How it began.
    pub onset: Option<Onset>,
    /// When it began.
    pub onset_date: Option<Day>,
    /// Which leg.
    pub side: Option<Side>,
    /// Where it is worst.
    pub location: Option<Location>,
}

impl Complaint {
    /// What `newer` says replaces what this says; what it leaves out stays.
    pub fn overlaid_with(self, newer: Self) -> Self {
        Self {
            setting: newer.setting.or(self.setting),
            onset: newer.onset.or(self.onset),
            onset_date: newer.onset_date.or(self.onset_date),
            side: newer.side.or(self.side),
            location: newer.location.or(self.location),
        }
    }

    /// Whether it says that it began on a day or later.
    pub(crate) fn begins_from(self, day: Day) -> bool {
        self.onset_date.is_some_and(|onset| onset >= day)
    }

    /// Whether it is another one than that which was told on a day: it began since the return to full training, or where there
    /// was none, after it was told. Whatever else is told is the same one in more detail.
    pub(crate) fn is_new(self, told: Day, returned: Option<Day>) -> bool {
        self.begins_from(returned.unwrap_or(told.plus_days(1)))
    }
}

/// A runner's age in completed years, 5 to 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct AgeYears(u8);

impl AgeYears {
    const LOW: u8 = 5;
    const HIGH: u8 = 100;

    /// Accepts 5 to 100.
    pub fn new(years: i64) -> Result<Self, OutOfRange> {
        match u8::try_from(years) {
            Ok(years) if (Self::LOW..=Self::HIGH).contains(&years) => Ok(Self(years)),
            _ => Err(OutOfRange {
                quantity: "age",
                unit: "years",
                value: years as f64,
                low: f64::from(Self::LOW),
                high: f64::from(Self::HIGH),
            }),
        }
    }

    /// Completed years.
    pub fn get(self) -> u8 {
        self.0
    }
}

/// How the runner told their age.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgeGiven {
    /// Completed years on the day it was told.
    Years(AgeYears),
    /// The year of birth.
    BirthYear(i16),
}

impl AgeGiven {
    /// The age on `today`, told on `told`. Where the birthday is not known the lower age is taken, because
    /// rules for the young are the more cautious ones. `None` outside 5 to 100.
    pub fn on(self, today: Day, told: Day) -> Option<AgeYears> {
        let years = match self {
            Self::Years(age) => i64::from(age.get()) + whole_years(told, today),
            Self::BirthYear(year) => i64::from(today.ymd().0) - i64::from(year) - 1,
        };
        AgeYears::new(years).ok()
    }
}

fn whole_years(from: Day, to: Day) -> i64 {
    let ((y0, m0, d0), (y1, m1, d1)) = (from.ymd(), to.ymd());
    let not_yet = (m1, d1) < (m0, d0);
    (i64::from(y1) - i64::from(y0) - i64::from(not_yet)).max(0)
}

/// What is known about earlier hamstring strains.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct StrainHistory {
    /// How many there were.
    pub previous_hamstring_strains: Option<u32>,
    /// Months since the last one.
    pub months_since_last_strain: Option<Months>,
}

/// A duration in months, 0 to 1 200.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Months(f64);

impl Months {
    const HIGH: f64 = 1200.0;

    /// Accepts 0 to 1 200.
    pub fn new(value: f64) -> Result<Self, OutOfRange> {
        if value.is_finite() && (0.0..=Self::HIGH).contains(&value) {
            Ok(Self(value))
        } else {
            Err(OutOfRange { quantity: "duration", unit: "months", value, low: 0.0, high: Self::HIGH })
        }
    }

    /// The number of months.
    pub fn get(self) -> f64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().expect("a date")
    }

    #[test]
    fn age_grows_with_time_and_takes_the_lower_bound() {
        let told = AgeGiven::Years(AgeYears::new(17).expect("in range"));
        assert_eq!(told.on(day("2026-11-20"), day("2025-11-21")).map(AgeYears::get), Some(17));
        assert_eq!(told.on(day("2026-11-21"), day("2025-11-21")).map(AgeYears::get), Some(18));
        assert_eq!(
            AgeGiven::BirthYear(2008).on(day("2026-11-21"), day("2026-11-21")).map(AgeYears::get),
            Some(17)
        );
    }

    #[test]
    fn ages_outside_the_contract_are_refused() {
        assert!(AgeYears::new(4).is_err() && AgeYears::new(101).is_err() && AgeYears::new(-1).is_err());
    }
}
