//! Numbers a runner or a clinician measures, each with its scale.

use crate::ids::ids;
use crate::interview::Loads;
use femoris_measure::OutOfRange;

ids! {
    /// A measure of the case contract; the unit stands in the name.
    MeasureId {
        /// Pain at this moment, 0 to 10.
        PainNow = "pain_now",
        /// Pain when walking, 0 to 10.
        PainWalking = "pain_walking",
        /// Worst pain so far, 0 to 10.
        PainWorst = "pain_worst",
        /// Pain in three short-lever single-leg bridges, 0 to 10.
        LoadTestPain = "load_test_pain",
        /// The same in the week before, 0 to 10.
        LoadTestPainBaseline = "load_test_pain_baseline",
        /// Highest pain in the last run, 0 to 10.
        LastRunPeakPain = "last_run_peak_pain",
        /// Minutes of morning stiffness.
        MorningStiffnessMin = "morning_stiffness_min",
        /// The same in the week before.
        MorningStiffnessBaselineMin = "morning_stiffness_baseline_min",
        /// Knee extension lost against the other side, in degrees.
        ActiveKneeExtensionDeficitDeg = "active_knee_extension_deficit_deg",
        /// Straight-leg raise lost against the other side, in degrees.
        StraightLegRaiseDeficitDeg = "straight_leg_raise_deficit_deg",
        /// Strength of knee flexion lost against the other side, in per cent.
        IsometricKneeFlexionDeficitPct = "isometric_knee_flexion_deficit_pct",
        /// Length of the tender stretch, in centimetres.
        TenderLengthCm = "tender_length_cm",
        /// Distance of the tender place from the sit bone, in centimetres.
        TenderDistanceFromSitBoneCm = "tender_distance_from_sit_bone_cm",
        /// Days until walking was free of pain.
        DaysUntilWalkingPainFree = "days_until_walking_pain_free",
        /// The runner's own guess of days until return.
        SelfPredictedReturnDays = "self_predicted_return_days",
        /// VISA-H score, 0 to 100.
        VisaH = "visa_h",
        /// FASH score, 0 to 100.
        Fash = "fash",
        /// LEFS score, 0 to 80. Beyond the case contract, which does not name it.
        Lefs = "lefs",
    }
}

/// The scale a measure lives on. Both ends are inclusive.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    /// Unit symbol.
    pub unit: &'static str,
    /// Lowest accepted value.
    pub low: f64,
    /// Highest accepted value.
    pub high: f64,
}

impl MeasureId {
    /// Whether measuring it pulls or loads what is hurt.
    pub fn loads(self) -> Loads {
        match self {
            Self::LoadTestPain
            | Self::ActiveKneeExtensionDeficitDeg
            | Self::StraightLegRaiseDeficitDeg
            | Self::IsometricKneeFlexionDeficitPct => Loads::Yes,
            _ => Loads::No,
        }
    }

    /// The scale: what can be written down at all, not what is healthy.
    pub fn scale(self) -> Scale {
        let (unit, low, high) = match self {
            Self::PainNow
            | Self::PainWalking
            | Self::PainWorst
            | Self::LoadTestPain
            | Self::LoadTestPainBaseline
            | Self::LastRunPeakPain => ("/10", 0.0, 10.0),
            Self::MorningStiffnessMin | Self::MorningStiffnessBaselineMin => ("min", 0.0, 1440.0),
            // A better sore side is a negative deficit.
            Self::ActiveKneeExtensionDeficitDeg | Self::StraightLegRaiseDeficitDeg => ("°", -180.0, 180.0),
            Self::IsometricKneeFlexionDeficitPct => ("%", -100.0, 100.0),
            Self::TenderLengthCm | Self::TenderDistanceFromSitBoneCm => ("cm", 0.0, 60.0),
            Self::DaysUntilWalkingPainFree | Self::SelfPredictedReturnDays => ("days", 0.0, 3650.0),
            Self::VisaH | Self::Fash => ("/100", 0.0, 100.0),
            Self::Lefs => ("/80", 0.0, 80.0),
        };
        Scale { unit, low, high }
    }
}

/// A measured value that lies on its scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measure {
    id: MeasureId,
    value: f64,
}

impl Measure {
    /// Checks the scale; refuses what is not finite.
    pub fn new(id: MeasureId, value: f64) -> Result<Self, OutOfRange> {
        let Scale { unit, low, high } = id.scale();
        if value.is_finite() && (low..=high).contains(&value) {
            Ok(Self { id, value })
        } else {
            Err(OutOfRange { quantity: id.id(), unit, value, low, high })
        }
    }

    /// What was measured.
    pub fn id(self) -> MeasureId {
        self.id
    }

    /// The number, in the unit of [`MeasureId::scale`].
    pub fn value(self) -> f64 {
        self.value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_round_trip() {
        for id in MeasureId::ALL {
            assert_eq!(MeasureId::from_id(id.id()), Some(*id));
        }
    }

    #[test]
    fn a_value_off_its_scale_cannot_be_built() {
        assert!(Measure::new(MeasureId::PainNow, 10.0).is_ok());
        assert!(Measure::new(MeasureId::PainNow, 10.1).is_err());
        assert!(Measure::new(MeasureId::VisaH, f64::NAN).is_err());
        let text = Measure::new(MeasureId::PainNow, 11.0).map_err(|e| e.to_string());
        assert_eq!(text, Err("pain_now must be between 0 and 10 /10, not 11".to_owned()));
    }
}
