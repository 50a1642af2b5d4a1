//! What to be reminded of on a day that follows from the case: a second look after a week.

use crate::complaint::Complaint;
use crate::evidence::{RuleId, SourceId, Tag};
use crate::readiness::InjuryClass;
use femoris_measure::Day;

/// Something to do a number of days after it began. Its wording stands under `<id>.title` and `<id>.text`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reminder {
    /// Its id.
    pub id: RuleId,
    /// The classes of injury it is for; at least one.
    pub classes: Vec<InjuryClass>,
    /// How many days after the onset.
    pub after_onset_days: u16,
    /// What it rests on.
    pub sources: Vec<SourceId>,
    /// How sure that is.
    pub tag: Tag,
}

impl Reminder {
    /// The day it is for in a case of this class; `None` where it is for other classes, or nobody knows when it began.
    pub fn due(&self, class: InjuryClass, complaint: &Complaint) -> Option<Day> {
        let onset = complaint.onset_date.filter(|_| self.classes.contains(&class))?;
        Some(onset.plus_days(i32::from(self.after_onset_days)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_due_days_after_a_known_onset_in_its_class() {
        let reminder = Reminder {
            id: RuleId::new("again"),
            classes: vec![InjuryClass::Muscle],
            after_onset_days: 7,
            sources: Vec::new(),
            tag: Tag::Verified,
        };
        let began = Complaint { onset_date: Day::from_ymd(2026, 11, 28), ..Complaint::default() };
        assert_eq!(reminder.due(InjuryClass::Muscle, &began), Day::from_ymd(2026, 12, 5));
        assert_eq!(reminder.due(InjuryClass::Tendon, &began), None);
        assert_eq!(reminder.due(InjuryClass::Muscle, &Complaint::default()), None);
    }
}
