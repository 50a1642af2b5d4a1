//! Find care: whom today's verdict sends to, who is near, and what the runner knows about them.
//!
//! This is where a referral becomes a need: the directory is asked with professions and a place, and never sees why.

mod directory;
mod find;
mod own;
mod pictures;

use std::sync::OnceLock;

use femoris_clinic::evidence::RuleId;
use femoris_clinic::readiness::Decision;
use femoris_clinic::triage::Outcome as TriageOutcome;
use femoris_knowledge::Problems;
pub use femoris_knowledge::referral::{
    Basis, Must, Need as CareNeed, Profession as ProfessionWords, Question, Referrals, Skill as SkillWords,
};
pub use femoris_providers::hours::open_at;
pub use femoris_providers::index::{
    Dataset, FileReport, ImportReport, Listing, Outcome as FileBecame, Place as CarePlace, Widen,
};
pub use femoris_providers::vocabulary::Kind;
pub use femoris_providers::{
    Known, NinePoints, OpenState, Own, Point, Precision, Profession, Skill, Skills, SortBy, WeekMinute,
    Wheelchair,
};
pub use femoris_store::OwnPlace;

pub use directory::{Directories, DirectoryFile, DirectoryState, DirectoryStatus};
pub use find::{Access, CareFound, CareOutcome, Near, Ranked, Wanted, Wish};
pub use pictures::{Informed, MapPictures, PictureAddress};

pub(crate) use directory::DirectoryJob;

use crate::{App, AppError, Today};

/// Whom to see, for what: the referral room of the knowledge, read once per process. Every profession and skill it
/// names is one that the directory knows.
pub fn referrals() -> Result<&'static Referrals, AppError> {
    static REFERRALS: OnceLock<Result<Referrals, Problems>> = OnceLock::new();
    REFERRALS.get_or_init(femoris_knowledge::referrals).as_ref().map_err(|problems| {
        AppError::ours(format!(
            "the referrals of this build have {} problems; run its tests",
            problems.0.len()
        ))
    })
}

/// The need of whoever was not sure about a danger sign.
const OPEN_SIGNS: &str = "open_signs";

impl App {
    /// The need that a day's verdict leads to.
    pub fn care_need(&self, today: &Today) -> Result<&'static CareNeed, AppError> {
        let run = &today.verdict.run_today;
        let need = match &today.verdict.triage.outcome {
            TriageOutcome::Refer(urgency) => {
                let flags = today.verdict.triage.flags.iter().map(|flag| flag.rule.clone());
                referrals()?.need_of(Some(*urgency), run.class, &flags.collect::<Vec<RuleId>>())
            }
            TriageOutcome::Cleared(_) if run.decision == Decision::StopAndRefer => {
                let said = run.reasons.iter().filter(|reason| reason.says == run.decision);
                let said: Vec<RuleId> = said.map(|reason| reason.rule.clone()).collect();
                referrals()?.need_without_flag(&said)
            }
            TriageOutcome::Cleared(_) if today.is_unsure_of_signs() => referrals()?.need(OPEN_SIGNS),
            TriageOutcome::Cleared(_) => referrals()?.need_of(None, run.class, &[]),
        };
        need.ok_or_else(|| AppError::ours("no need fits this verdict; run the tests of the knowledge"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_directory_know_the_same_professions_and_skills() {
        let room = referrals().expect("the room");
        let ids: Vec<&str> = room.professions.iter().map(|one| one.id.as_str()).collect();
        assert_eq!(ids, Profession::ALL.iter().map(|one| one.id()).collect::<Vec<_>>());
        let ids: Vec<&str> = room.skills.iter().map(|one| one.id.as_str()).collect();
        assert_eq!(ids, Skill::ALL.iter().map(|one| one.id()).collect::<Vec<_>>());
    }
}
