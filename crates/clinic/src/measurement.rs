//! Numbers a runner or a clinician measures, each with its scale.

use crate::finding::FindingId;
use crate::interview::Loads;
use femoris_measure::OutOfRange;
use femoris_measure::ids;

ids! {
    /// A measure; the unit stands in the name. The first seventeen are those of the case contract; the others may stand in
    /// a case too and serve its scores and the gates of rehabilitation.
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
        /// Sore side: how far the shin opens above level with the thigh upright, in degrees; 90 is a straight knee.
        KneeExtensionSoreDeg = "knee_extension_sore_deg",
        /// The same on the other side.
        KneeExtensionOtherDeg = "knee_extension_other_deg",
        /// Sore side: how far the straight leg rises from the floor by itself, in degrees.
        StraightLegRaiseSoreDeg = "straight_leg_raise_sore_deg",
        /// The same on the other side.
        StraightLegRaiseOtherDeg = "straight_leg_raise_other_deg",
        /// Degrees the sore knee stays short of straight, lying on the back.
        LyingKneeShortDeg = "lying_knee_short_deg",
        /// Sore side: single-leg bridges in one go.
        BridgeSoreReps = "bridge_sore_reps",
        /// The same on the other side.
        BridgeOtherReps = "bridge_other_reps",
        /// Sore side: seconds of the long bridge hold on one leg.
        HoldSoreS = "hold_sore_s",
        /// The same on the other side.
        HoldOtherS = "hold_other_s",
        /// Pain in that hold on the sore side, 0 to 10.
        HoldPain = "hold_pain",
        /// Strength of knee flexion lost against the other side with the knee nearly straight, in per cent.
        Isometric15DeficitPct = "isometric_15_deg_deficit_pct",
        /// Pain in a squat on the sore leg to 45 degrees, 0 to 10.
        SingleLegSquatPain = "single_leg_squat_pain",
        /// Pain when the injured place is pressed, 0 to 10.
        PressPain = "press_pain",
        /// Pain when hopping on the sore leg, 0 to 10.
        HopPain = "hop_pain",
        /// Highest pain in five jumps, 0 to 10.
        JumpPain = "jump_pain",
        /// Minutes of walking without a limp.
        WalkingMin = "walking_without_limp_min",
        /// Minutes of sitting before it hurts.
        SittingMin = "sitting_without_pain_min",
        /// Pain when pulling the shoe of the sore side off with the other foot, 0 to 10.
        ShoeTestPain = "shoe_test_pain",
        /// Pain beyond a stretch when bending over the raised sore leg, 0 to 10.
        HingeTestPain = "hinge_test_pain",
        /// How unsure the fast straight-leg raise felt, 0 to 100.
        HTestInsecurity = "h_test_insecurity",
        /// Confidence to run fast, 0 (none) to 10 (as before).
        Confidence = "confidence",
        /// Standing at a wall: how far the small of the back stays off it, in centimetres.
        HollowBackCm = "hollow_back_cm",
        /// Lying on the front: how far the heel of the sore side stays off the buttock, in centimetres.
        HeelToButtockCm = "heel_to_buttock_cm",
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
            Self::PainNow
            | Self::PainWalking
            | Self::PainWorst
            | Self::LoadTestPainBaseline
            | Self::LastRunPeakPain
            | Self::MorningStiffnessMin
            | Self::MorningStiffnessBaselineMin
            | Self::TenderLengthCm
            | Self::TenderDistanceFromSitBoneCm
            | Self::DaysUntilWalkingPainFree
            | Self::SelfPredictedReturnDays
            | Self::VisaH
            | Self::Fash
            | Self::Lefs
            | Self::PressPain
            | Self::WalkingMin
            | Self::SittingMin
            | Self::Confidence
            | Self::HollowBackCm => Loads::No,
            _ => Loads::Yes,
        }
    }

    /// The test whose guards hold for it too, because it strains what is hurt in the same way.
    pub fn test(self) -> Option<FindingId> {
        match self {
            Self::HopPain | Self::JumpPain => Some(FindingId::SingleLegHop),
            Self::ShoeTestPain => Some(FindingId::TakingOffShoeTest),
            Self::HingeTestPain | Self::HTestInsecurity => Some(FindingId::PuranenOrava),
            _ => None,
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
            | Self::LastRunPeakPain
            | Self::HoldPain
            | Self::SingleLegSquatPain
            | Self::PressPain
            | Self::HopPain
            | Self::JumpPain
            | Self::ShoeTestPain
            | Self::HingeTestPain
            | Self::Confidence => ("/10", 0.0, 10.0),
            Self::MorningStiffnessMin
            | Self::MorningStiffnessBaselineMin
            | Self::WalkingMin
            | Self::SittingMin => ("min", 0.0, 1440.0),
            // A better sore side is a negative deficit.
            Self::ActiveKneeExtensionDeficitDeg | Self::StraightLegRaiseDeficitDeg => ("°", -180.0, 180.0),
            Self::KneeExtensionSoreDeg
            | Self::KneeExtensionOtherDeg
            | Self::StraightLegRaiseSoreDeg
            | Self::StraightLegRaiseOtherDeg
            // number: the end of the scale, half a turn
            | Self::LyingKneeShortDeg => ("°", 0.0, 180.0),
            // number: the end of the scale, more than anyone does
            Self::BridgeSoreReps | Self::BridgeOtherReps => ("repetitions", 0.0, 500.0),
            // number: the end of the scale, an hour
            Self::HoldSoreS | Self::HoldOtherS => ("s", 0.0, 3600.0),
            Self::IsometricKneeFlexionDeficitPct | Self::Isometric15DeficitPct => ("%", -100.0, 100.0),
            Self::TenderLengthCm
            | Self::TenderDistanceFromSitBoneCm
            | Self::HollowBackCm
            | Self::HeelToButtockCm => ("cm", 0.0, 60.0),
            Self::DaysUntilWalkingPainFree | Self::SelfPredictedReturnDays => ("days", 0.0, 3650.0),
            Self::VisaH | Self::Fash | Self::HTestInsecurity => ("/100", 0.0, 100.0),
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
        assert_eq!(text, Err("pain_now must be between 0 and 10, not 11".to_owned()));
    }
}
