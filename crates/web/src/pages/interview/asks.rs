//! What can be asked on a page of its own, what it is called, and the two opening screens that hold several.

use femoris_clinic::finding::{FindingGroup, FindingId};
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
    PreviousStrains,
    MonthsSinceLastStrain,
}

/// A screen of the opening: a few short questions that choose the rules.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Opening {
    pub(crate) path: &'static str,
    pub(crate) heading: &'static str,
    pub(crate) lead: &'static str,
    pub(crate) asks: &'static [Ask],
}

/// After the danger signs and the place, before the questions that the engine chooses.
pub(crate) const OPENING: [Opening; 2] = [
    Opening {
        path: "began",
        heading: "How it began",
        lead: "How it began decides which causes are common at all.",
        asks: &[Ask::Onset, Ask::Setting, Ask::OnsetDate],
    },
    Opening {
        path: "you",
        heading: "About you",
        lead: "Some rules are for the young only, and an earlier strain counts.",
        asks: &[Ask::Age, Ask::Sex, Ask::PreviousStrains],
    },
];

/// Where a fact is asked, if it is; the answer leads back to the page it was asked from.
pub(crate) fn ask_at(fact: Fact, from: &str) -> Option<String> {
    match fact {
        Fact::Location | Fact::Side => Some(format!("/pain/where?from={from}")),
        Fact::Finding(id) if id.group() == FindingGroup::DangerSign => {
            Some(format!("/pain?from={from}#{id}"))
        }
        _ => Ask::of(fact).map(|ask| format!("/pain/ask/{}?from={from}", ask.name())),
    }
}

impl Ask {
    /// The question about a fact, where it has one on a page of its own.
    pub(crate) fn of(fact: Fact) -> Option<Self> {
        match fact {
            Fact::Finding(id) if id.group() == FindingGroup::DangerSign => None,
            Fact::Finding(id) => Some(Self::Finding(id)),
            Fact::Measure(id) => Some(Self::Measure(id)),
            Fact::Setting => Some(Self::Setting),
            Fact::Onset => Some(Self::Onset),
            Fact::DaysSinceOnset => Some(Self::OnsetDate),
            Fact::Age => Some(Self::Age),
            Fact::Sex => Some(Self::Sex),
            Fact::PreviousStrains => Some(Self::PreviousStrains),
            Fact::MonthsSinceLastStrain => Some(Self::MonthsSinceLastStrain),
            Fact::Location | Fact::Side | Fact::DistanceRatio | Fact::Health | Fact::Chance(_) => None,
        }
    }

    /// The way back from [`Self::of`].
    pub(crate) fn fact(self) -> Fact {
        match self {
            Self::Finding(id) => Fact::Finding(id),
            Self::Measure(id) => Fact::Measure(id),
            Self::Setting => Fact::Setting,
            Self::Onset => Fact::Onset,
            Self::OnsetDate => Fact::DaysSinceOnset,
            Self::Age => Fact::Age,
            Self::Sex => Fact::Sex,
            Self::PreviousStrains => Fact::PreviousStrains,
            Self::MonthsSinceLastStrain => Fact::MonthsSinceLastStrain,
        }
    }

    /// The question with this name.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        let own = [
            Self::Setting,
            Self::Onset,
            Self::OnsetDate,
            Self::Age,
            Self::Sex,
            Self::PreviousStrains,
            Self::MonthsSinceLastStrain,
        ];
        own.into_iter()
            .find(|ask| ask.name() == name)
            .or_else(|| MeasureId::from_id(name).map(Self::Measure))
            .or_else(|| FindingId::from_id(name).and_then(|id| Self::of(Fact::Finding(id))))
    }

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
            Self::PreviousStrains => "previous_hamstring_strains",
            Self::MonthsSinceLastStrain => "months_since_last_strain",
        }
    }

    /// The question. What is clinical about it stands in the knowledge.
    pub(crate) fn question(self, knowledge: &Knowledge) -> String {
        let own = match self {
            Self::Finding(_) | Self::Measure(_) => {
                return self.words("question", knowledge).unwrap_or_else(|| self.name().to_owned());
            }
            Self::Setting => "What were you doing when it began?",
            Self::Onset => "How did it begin?",
            Self::OnsetDate => "On which day, roughly?",
            Self::Age => "How old are you?",
            Self::Sex => "Which sex were you given at birth?",
            Self::PreviousStrains => "How many hamstring strains did you have before this?",
            Self::MonthsSinceLastStrain => "How many months ago was the last strain?",
        };
        own.to_owned()
    }

    /// Help or why, where there is some.
    pub(crate) fn words(self, field: &str, knowledge: &Knowledge) -> Option<String> {
        match self {
            Self::Finding(id) => words::finding_text(id, field, knowledge),
            Self::Measure(id) => words::measure_text(id, field, knowledge),
            Self::PreviousStrains if field == "help" => Some("In either leg. 0 is an answer too.".to_owned()),
            Self::Setting
            | Self::Onset
            | Self::OnsetDate
            | Self::Age
            | Self::Sex
            | Self::PreviousStrains
            | Self::MonthsSinceLastStrain => None,
        }
    }

    /// What *not sure* is called: a test may be left out.
    pub(crate) fn not_sure(self) -> &'static str {
        match self {
            Self::Finding(id) if id.group() == FindingGroup::Test => "Not sure, or not tested",
            Self::Measure(_) => "Not sure, or not measured",
            _ => "Not sure",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_question_is_found_by_its_name() {
        let findings = FindingId::ALL.iter().map(|id| Fact::Finding(*id));
        let measures = MeasureId::ALL.iter().map(|id| Fact::Measure(*id));
        for ask in findings.chain(measures).filter_map(Ask::of) {
            assert_eq!(Ask::from_name(ask.name()), Some(ask));
            assert_eq!(Ask::of(ask.fact()), Some(ask));
        }
        for ask in OPENING.iter().flat_map(|screen| screen.asks) {
            assert_eq!(Ask::from_name(ask.name()), Some(*ask));
        }
        assert_eq!(Ask::from_name("dark_urine"), None, "danger signs stand on their own screen");
        assert_eq!(Ask::from_name("nothing"), None);
    }

    #[test]
    fn a_fact_on_the_card_leads_to_its_question() {
        let load = Fact::Measure(MeasureId::LoadTestPain);
        assert_eq!(ask_at(load, "today").as_deref(), Some("/pain/ask/load_test_pain?from=today"));
        let urine = Fact::Finding(FindingId::DarkUrine);
        assert_eq!(ask_at(urine, "today").as_deref(), Some("/pain?from=today#dark_urine"));
        assert_eq!(ask_at(Fact::DistanceRatio, "today"), None);
    }
}
