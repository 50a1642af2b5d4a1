//! Which questions stand on which screen, in what order.

use femoris_clinic::finding::FindingId;
use femoris_clinic::knowledge::Knowledge;
use femoris_clinic::measurement::MeasureId;
use femoris_clinic::observation::Fact;

use crate::words;

/// A question of the interview.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ask {
    Finding(FindingId),
    Measure(MeasureId),
    Setting,
    Onset,
    OnsetDate,
    Age,
    Sex,
}

/// One screen.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Step {
    pub(crate) path: &'static str,
    pub(crate) heading: &'static str,
    pub(crate) lead: Option<&'static str>,
    pub(crate) asks: &'static [Ask],
}

/// Short screens; those that change from day to day stand at the end and can be answered alone from today's page.
pub(crate) const STEPS: [Step; 10] = [
    Step {
        path: "you",
        heading: "About you",
        lead: Some("Some rules are for the young only."),
        asks: &[Ask::Age, Ask::Sex],
    },
    Step {
        path: "began",
        heading: "How it began",
        lead: None,
        asks: &[Ask::Onset, Ask::Setting, Ask::OnsetDate],
    },
    Step {
        path: "first-days",
        heading: "The first days",
        lead: None,
        asks: &[
            Ask::Finding(FindingId::PopFelt),
            Ask::Finding(FindingId::BruiseWithin7Days),
            Ask::Finding(FindingId::LargeBruise),
        ],
    },
    Step {
        path: "pattern",
        heading: "How it behaves",
        lead: None,
        asks: &[
            Ask::Finding(FindingId::BilateralDiffuse),
            Ask::Finding(FindingId::SittingProvokes),
            Ask::Finding(FindingId::EasesWithWarmUp),
            Ask::Finding(FindingId::PainBelowKnee),
        ],
    },
    Step {
        path: "course",
        heading: "The last weeks",
        lead: None,
        asks: &[
            Ask::Finding(FindingId::NotBetterAfter3Weeks),
            Ask::Finding(FindingId::SecondRecurrenceIn12Months),
            Ask::Finding(FindingId::RestOrNightPain),
        ],
    },
    Step {
        path: "walking",
        heading: "Walking and stairs",
        lead: None,
        asks: &[
            Ask::Finding(FindingId::LimpWalking),
            Ask::Finding(FindingId::CannotWalkFastOrClimbStairs),
            Ask::Finding(FindingId::RunningFormChanged),
        ],
    },
    Step {
        path: "now",
        heading: "Pain now",
        lead: None,
        asks: &[Ask::Measure(MeasureId::PainNow), Ask::Measure(MeasureId::PainWalking)],
    },
    Step {
        path: "morning",
        heading: "This morning",
        lead: None,
        asks: &[
            Ask::Measure(MeasureId::MorningStiffnessMin),
            Ask::Measure(MeasureId::MorningStiffnessBaselineMin),
        ],
    },
    Step {
        path: "load-test",
        heading: "The load test",
        lead: Some(
            "The same small test every day, at the same time. It says more about today than how it feels.",
        ),
        asks: &[Ask::Measure(MeasureId::LoadTestPain), Ask::Measure(MeasureId::LoadTestPainBaseline)],
    },
    Step {
        path: "last-run",
        heading: "Your last run",
        lead: None,
        asks: &[
            Ask::Measure(MeasureId::LastRunPeakPain),
            Ask::Finding(FindingId::LastRunSettledByNextMorning),
        ],
    },
];

/// Where a fact is asked, if it is.
pub(crate) fn step_of(fact: Fact) -> Option<String> {
    let ask = match fact {
        Fact::Location | Fact::Side => return Some("/pain/where?from=today".to_owned()),
        Fact::Finding(id) if id.group() == femoris_clinic::finding::FindingGroup::DangerSign => {
            return Some(format!("/pain#{id}"));
        }
        Fact::Finding(id) => Ask::Finding(id),
        Fact::Measure(id) => Ask::Measure(id),
        Fact::Setting => Ask::Setting,
        Fact::Onset => Ask::Onset,
        Fact::DaysSinceOnset => Ask::OnsetDate,
        Fact::Age => Ask::Age,
        Fact::Sex => Ask::Sex,
        Fact::PreviousStrains | Fact::MonthsSinceLastStrain | Fact::DistanceRatio | Fact::Chance(_) => {
            return None;
        }
    };
    let step = STEPS.iter().find(|step| step.asks.contains(&ask))?;
    Some(format!("/pain/{}?from=today#{}", step.path, ask.name()))
}

impl Ask {
    /// The field's name in the form: the id of the case contract.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Finding(id) => id.id(),
            Self::Measure(id) => id.id(),
            Self::Setting => "setting",
            Self::Onset => "onset",
            Self::OnsetDate => "onset_date",
            Self::Age => "age_years",
            Self::Sex => "sex",
        }
    }

    /// The question. What is clinical about it stands in the knowledge.
    pub(crate) fn text(self, field: &str, knowledge: &Knowledge) -> String {
        let own = match self {
            Self::Finding(id) => {
                return words::finding_text(id, field, knowledge).unwrap_or_else(|| id.id().to_owned());
            }
            Self::Measure(id) => {
                return words::measure_text(id, field, knowledge).unwrap_or_else(|| id.id().to_owned());
            }
            Self::Setting => "What were you doing when it began?",
            Self::Onset => "How did it begin?",
            Self::OnsetDate => "On which day, roughly?",
            Self::Age => "How old are you?",
            Self::Sex => "Which sex were you given at birth?",
        };
        own.to_owned()
    }

    /// Help or why, where the knowledge has some.
    pub(crate) fn extra(self, field: &str, knowledge: &Knowledge) -> Option<String> {
        match self {
            Self::Finding(id) => words::finding_text(id, field, knowledge),
            Self::Measure(id) => words::measure_text(id, field, knowledge),
            Self::Setting | Self::Onset | Self::OnsetDate | Self::Age | Self::Sex => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_question_is_asked_twice_and_paths_differ() {
        let asks: Vec<Ask> = STEPS.iter().flat_map(|step| step.asks).copied().collect();
        for ask in &asks {
            assert_eq!(asks.iter().filter(|other| *other == ask).count(), 1, "{}", ask.name());
        }
        for step in STEPS {
            assert_eq!(STEPS.iter().filter(|other| other.path == step.path).count(), 1, "{}", step.path);
            assert_ne!(step.path, "where", "that one stands before the steps");
        }
    }

    #[test]
    fn a_fact_on_the_card_leads_to_its_question() {
        let load = Fact::Measure(MeasureId::LoadTestPain);
        assert_eq!(step_of(load).as_deref(), Some("/pain/load-test?from=today#load_test_pain"));
        assert_eq!(step_of(Fact::Finding(FindingId::DarkUrine)).as_deref(), Some("/pain#dark_urine"));
        assert_eq!(step_of(Fact::DistanceRatio), None);
    }
}
