//! The result of the examination: what fits best in words, what else it could be, and what would change the picture.

use femoris_clinic::differential::{Candidate, Diagnosis, Differential};
use femoris_clinic::finding::{FindingGroup, FindingId};
use femoris_clinic::interview::Who;
use femoris_clinic::observation::Fact;
use femoris_clinic::readiness::Decision;

use crate::care::CareNeed;
use crate::{App, AppError, NextStep, Today};

/// How a condition stands, in the words of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Likelihood {
    /// More probable than any other.
    FitsBest,
    /// Probable enough to be looked at.
    Possible,
    /// Improbable.
    LessLikely,
    /// However improbable, it must not be missed.
    CannotBeExcluded,
}

/// A condition with the word for how it stands.
#[derive(Debug, Clone)]
pub struct Ranked {
    /// The condition with its band and its evidence.
    pub candidate: Candidate,
    /// How it stands.
    pub likelihood: Likelihood,
}

/// A test or a number that is still open and would move what fits best.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OpenTest {
    /// Which one.
    pub finding: FindingId,
    /// How far it is expected to move what fits best, in shares of 1, up or down.
    pub moves: f64,
    /// Who can do it.
    pub who: Who,
}

/// Everything the page of the result needs.
#[derive(Debug, Clone)]
pub struct Examination {
    /// The answer of the day, with case and verdict.
    pub today: Today,
    /// What comes next in the interview.
    pub next: NextStep,
    /// Whom today's answer sends to, and whom to see where too little is known; `None` where it sends to nobody.
    pub sent_to: Option<&'static CareNeed>,
    /// What fits best, what is possible or less likely, and last what cannot be excluded; nothing where someone must
    /// see it first.
    pub ranked: Vec<Ranked>,
    /// The condition that fits well enough for grade and time to be told of it.
    pub clear: Option<Diagnosis>,
    /// Open questions and tests that would move what fits best, the furthest first.
    pub open: Vec<OpenTest>,
}

/// So many conditions are shown with their bar, however improbable.
const SHOWN: usize = 3;

impl Examination {
    /// Conditions to show with a bar: all but the improbable, of which the first few stand for comparison.
    pub fn shown(&self) -> impl Iterator<Item = &Ranked> {
        let is_shown =
            |(index, one): &(usize, &Ranked)| *index < SHOWN || one.likelihood != Likelihood::LessLikely;
        self.ranked.iter().enumerate().filter(is_shown).map(|(_, one)| one)
    }

    /// Those that are not shown with a bar.
    pub fn rest(&self) -> impl Iterator<Item = &Ranked> {
        self.ranked.iter().skip(SHOWN).filter(|one| one.likelihood == Likelihood::LessLikely)
    }

    /// Whether anything was told of a complaint, *not sure* included.
    pub fn has_complaint(&self) -> bool {
        self.today.state.tells_of_a_complaint()
    }

    /// Whether nothing was told that causes could be told apart by, and no danger sign sends to someone either.
    pub fn knows_too_little(&self) -> bool {
        knows_too_little(&self.today)
    }
}

fn knows_too_little(today: &Today) -> bool {
    let complaint = today.state.complaint;
    let is_started = complaint.location.is_some() || complaint.onset.is_some() || complaint.setting.is_some();
    let mut told = today.state.findings().filter(|(id, _)| id.group() != FindingGroup::DangerSign);
    today.verdict.triage.flags.is_empty() && !is_started && told.next().is_none()
}

impl App {
    /// The result as it stands today.
    pub fn examination(&self) -> Result<Examination, AppError> {
        let today = self.today(None)?;
        let next = self.interview()?.next();
        let too_little = knows_too_little(&today);
        let differential = today.verdict.differential.as_ref().filter(|_| !too_little);
        let ranked = differential.map(|found| self.rank(found)).unwrap_or_default();
        let clear = differential.and_then(|found| found.leading(self.knowledge.severity.applies_from));
        let open = ranked.first().map(|best| self.open_tests(&best.candidate, &today)).unwrap_or_default();
        let sends = today.verdict.run_today.decision == Decision::StopAndRefer;
        let sent_to = if sends || too_little { Some(self.care_need(&today)?) } else { None };
        Ok(Examination { next, sent_to, ranked, clear, open, today })
    }

    fn rank(&self, differential: &Differential) -> Vec<Ranked> {
        let possible = self.knowledge.differential.parts().tuning.possible_from;
        let (mut ranked, mut last) = (Vec::new(), Vec::new());
        for (index, candidate) in differential.candidates.iter().cloned().enumerate() {
            let cannot_be_excluded = differential.banners.contains(&candidate.condition);
            let likelihood = match candidate.probability {
                _ if index == 0 => Likelihood::FitsBest,
                _ if cannot_be_excluded => Likelihood::CannotBeExcluded,
                probability if probability >= possible => Likelihood::Possible,
                _ => Likelihood::LessLikely,
            };
            let list = if likelihood == Likelihood::CannotBeExcluded { &mut last } else { &mut ranked };
            list.push(Ranked { candidate, likelihood });
        }
        ranked.append(&mut last);
        ranked
    }

    /// What is missing for a condition and may be asked in this case.
    fn open_tests(&self, candidate: &Candidate, today: &Today) -> Vec<OpenTest> {
        let methods = &self.knowledge.interview.methods;
        let open = candidate.missing.iter().filter(|missing| {
            let is_test = methods.contains_key(&missing.finding);
            !is_test || today.verdict.offered.contains(&Fact::Finding(missing.finding))
        });
        open.map(|missing| OpenTest {
            finding: missing.finding,
            moves: missing.expected_change.get(),
            who: methods.get(&missing.finding).map_or(Who::Runner, |method| method.who),
        })
        .collect()
    }
}
