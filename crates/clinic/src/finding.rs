//! Clinical facts with three values, and the list of those the clinic knows.

use femoris_measure::ids;

ids! {
    /// A clinical fact. What nobody asked and what nobody knows are the same: not known.
    #[derive(Default)]
    Finding {
        /// The runner has it.
        Present = "present",
        /// The runner does not have it.
        Absent = "absent",
        /// Not asked, not answered, or not sure. Never reassures.
        #[default]
        Unknown = "unknown",
    }
}

/// What kind of question a finding is the answer to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FindingGroup {
    /// What the runner tells.
    History,
    /// What a physical test shows.
    Test,
    /// What must be asked before anything else.
    DangerSign,
}

ids! {
    /// A finding of the case contract.
    FindingId {
        /// A pop or crack was felt.
        PopFelt = "pop_felt",
        /// Pain or tingling below the knee.
        PainBelowKnee = "pain_below_knee",
        /// Sitting for a while brings it on.
        SittingProvokes = "sitting_provokes",
        /// Cough or back movement changes it.
        BackLinked = "back_linked",
        /// A bruise within a week.
        BruiseWithin7Days = "bruise_within_7_days",
        /// A large bruise.
        LargeBruise = "large_bruise",
        /// Both legs, a wide area.
        BilateralDiffuse = "bilateral_diffuse",
        /// Eases during the run, worse after or the next morning.
        EasesWithWarmUp = "eases_with_warm_up",
        /// Ache at rest or at night.
        RestOrNightPain = "rest_or_night_pain",
        /// A limp when walking.
        LimpWalking = "limp_walking",
        /// The running form has visibly changed.
        RunningFormChanged = "running_form_changed",
        /// Cannot walk fast or climb stairs with little pain.
        CannotWalkFastOrClimbStairs = "cannot_walk_fast_or_climb_stairs",
        /// The last run had settled by the next morning. The one finding whose presence reassures.
        LastRunSettledByNextMorning = "last_run_settled_by_next_morning",
        /// No better after three weeks of changed load.
        NotBetterAfter3Weeks = "not_better_after_3_weeks",
        /// Second recurrence within a year.
        SecondRecurrenceIn12Months = "second_recurrence_in_12_months",
        /// Taking-off-the-shoe test.
        TakingOffShoeTest = "taking_off_shoe_test",
        /// Resisted knee flexion hurts.
        ResistedKneeFlexionPain = "resisted_knee_flexion_pain",
        /// Modified bent-knee stretch.
        ModifiedBentKneeStretch = "modified_bent_knee_stretch",
        /// Puranen-Orava test.
        PuranenOrava = "puranen_orava",
        /// Slump test.
        Slump = "slump",
        /// Either piriformis test.
        PiriformisTests = "piriformis_tests",
        /// Walking with long strides.
        LongStrideWalk = "long_stride_walk",
        /// Standing on one leg for 30 s.
        SingleLegStance30s = "single_leg_stance_30s",
        /// Three or more sacroiliac provocation tests.
        SacroiliacCluster = "sacroiliac_cluster",
        /// Hopping on one leg.
        SingleLegHop = "single_leg_hop",
        /// A gap to feel, or gross weakness.
        PalpableGapOrGrossWeakness = "palpable_gap_or_gross_weakness",
        /// Calf 3 cm larger, or pitting.
        Calf3cmLargerOrPitting = "calf_3cm_larger_or_pitting",
        /// Tender at one place of the muscle belly.
        MuscleBellyTender = "muscle_belly_tender",
        /// Tender at one place of the bone.
        BoneTender = "bone_tender",
        /// New change of bladder or bowel.
        BladderOrBowelChange = "bladder_or_bowel_change",
        /// Numbness of saddle or genitals.
        SaddleNumbness = "saddle_numbness",
        /// New sexual dysfunction.
        NewSexualDysfunction = "new_sexual_dysfunction",
        /// Both legs weak or painful, with back pain.
        BothLegsWeakOrPainfulWithBackPain = "both_legs_weak_or_painful_with_back_pain",
        /// Chest pain or breathlessness.
        ChestPainOrBreathless = "chest_pain_or_breathless",
        /// Leg suddenly cold, pale or numb.
        LegSuddenlyColdPaleOrNumb = "leg_suddenly_cold_pale_or_numb",
        /// Tense, pain out of proportion.
        TensePainOutOfProportion = "tense_pain_out_of_proportion",
        /// Swelling that grows, on a blood thinner.
        ExpandingSwellingOnAnticoagulant = "expanding_swelling_on_anticoagulant",
        /// Dark urine.
        DarkUrine = "dark_urine",
        /// Cannot bear weight.
        CannotBearWeight = "cannot_bear_weight",
        /// Deformity.
        Deformity = "deformity",
        /// Fever or very unwell.
        FeverOrVeryUnwell = "fever_or_very_unwell",
        /// Hot red swelling.
        HotRedSwelling = "hot_red_swelling",
        /// Weakened immune system.
        Immunosuppressed = "immunosuppressed",
        /// Cramp with confusion or collapse.
        CrampWithConfusionOrCollapse = "cramp_with_confusion_or_collapse",
        /// One leg swollen.
        OneSidedLegSwelling = "one_sided_leg_swelling",
        /// Recent surgery, long travel, immobility, pregnancy or postpartum, cancer, earlier clot.
        ClotRisk = "clot_risk",
        /// Foot drop or growing weakness.
        FootDropOrWorseningWeakness = "foot_drop_or_worsening_weakness",
        /// Groin pain when standing on the leg.
        GroinPainOnWeightBearing = "groin_pain_on_weight_bearing",
        /// Weight loss or sweats without explanation.
        UnexplainedWeightLossOrSweats = "unexplained_weight_loss_or_sweats",
        /// Cancer in the past.
        PastCancer = "past_cancer",
        /// A lump that grows.
        GrowingLump = "growing_lump",
        /// Bone pain without explanation.
        UnexplainedBonePain = "unexplained_bone_pain",
        /// Missed periods, restricted eating, repeated stress injuries.
        LowEnergyAvailability = "low_energy_availability",
        /// An earlier stress fracture.
        EarlierStressFracture = "earlier_stress_fracture",
        /// Cold foot or weak pulse on exertion.
        ColdFootOrWeakPulseOnExertion = "cold_foot_or_weak_pulse_on_exertion",
        /// A fluoroquinolone, or a recent steroid injection.
        FluoroquinoloneOrRecentSteroidInjection = "fluoroquinolone_or_recent_steroid_injection",
    }
}

impl FindingId {
    /// Which kind of question it answers.
    pub fn group(self) -> FindingGroup {
        if self >= Self::BladderOrBowelChange {
            FindingGroup::DangerSign
        } else if self >= Self::TakingOffShoeTest {
            FindingGroup::Test
        } else {
            FindingGroup::History
        }
    }

    /// The answer that would reassure.
    pub fn reassuring(self) -> Finding {
        match self {
            Self::LastRunSettledByNextMorning => Finding::Present,
            _ => Finding::Absent,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_round_trip_and_groups_have_the_contract_sizes() {
        for id in FindingId::ALL {
            assert_eq!(FindingId::from_id(id.id()), Some(*id));
        }
        let count = |group| FindingId::ALL.iter().filter(|id| id.group() == group).count();
        assert_eq!(
            [FindingGroup::History, FindingGroup::Test, FindingGroup::DangerSign].map(count),
            [15, 14, 27]
        );
    }

    #[test]
    fn what_is_not_stated_is_not_known() {
        assert_eq!(Finding::default(), Finding::Unknown);
    }
}
