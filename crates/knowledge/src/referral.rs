//! From a verdict to whom to see: professions, skills and what is known of them, needs, and five questions.
//!
//! They choose words and people, never a verdict, so they do not belong to the version of the knowledge.

mod check;
mod read;

pub(crate) use check::check;
pub(crate) use read::file;

use crate::Files;
use crate::draft::{Draft, Placed};
use crate::node::Place;
use crate::problem::{Log, Problems};
use femoris_clinic::evidence::{RuleId, Source, SourceId, Tag};
use femoris_clinic::readiness::InjuryClass;
use femoris_clinic::triage::Urgency;
use std::collections::{BTreeMap, BTreeSet};

/// Whether a file belongs to this room and so not to the version of the knowledge.
pub(crate) fn owns(name: &str) -> bool {
    name.starts_with("referral/")
}

/// What something rests on, and how sure that is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basis {
    /// At least one.
    pub sources: Vec<SourceId>,
    /// No firmer than the softest of the sources.
    pub tag: Tag,
}

/// A kind of professional or place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profession {
    /// Its id, the same as in the directory.
    pub id: String,
    /// Name of one.
    pub name: String,
    /// Name of several, within a sentence.
    pub plural: String,
    /// What they are a good choice for.
    pub good_for: String,
    /// What they are not.
    pub not_for: String,
    /// What that rests on.
    pub basis: Basis,
}

/// A method or credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skill {
    /// Its id, the same as in the directory.
    pub id: String,
    /// Name.
    pub name: String,
    /// What the evidence says about it for hamstrings.
    pub says: String,
    /// What that rests on.
    pub basis: Basis,
}

/// What must be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Must {
    /// Emergency care.
    Emergency,
    /// A look today.
    SameDayCare,
    /// A picture.
    Imaging,
    /// An examination.
    Assessment,
    /// Guided exercise.
    Rehab,
}

impl Must {
    /// All of them.
    pub const ALL: &'static [Self] =
        &[Self::Emergency, Self::SameDayCare, Self::Imaging, Self::Assessment, Self::Rehab];

    /// The id.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Emergency => "emergency",
            Self::SameDayCare => "same_day_care",
            Self::Imaging => "imaging",
            Self::Assessment => "assessment",
            Self::Rehab => "rehab",
        }
    }

    /// The one with this id.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|one| one.id() == id)
    }
}

/// Whom to see, how soon, what to say and what to bring.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// Its id.
    pub id: String,
    /// What must be done.
    pub must: Must,
    /// How urgent the referral is; `None` where there is none.
    pub urgency: Option<Urgency>,
    /// Any of these flags must be raised; empty for any.
    pub flags: Vec<RuleId>,
    /// It is also for whom any of these readiness rules says to see someone, without a flag.
    pub readiness: Vec<RuleId>,
    /// The class must be one of these; empty for any.
    pub classes: Vec<InjuryClass>,
    /// Ids of professions, first choice first.
    pub professions: Vec<String>,
    /// The need as a heading.
    pub title: String,
    /// How soon.
    pub timing: String,
    /// Whom to call before anything else; always there for what cannot wait until tomorrow.
    pub call_first: Option<String>,
    /// What to say when booking.
    pub say: String,
    /// What to bring.
    pub bring: Vec<String>,
    /// What that rests on.
    pub basis: Basis,
}

impl Need {
    /// Whether it cannot wait until tomorrow.
    pub fn is_urgent(&self) -> bool {
        matches!(self.urgency, Some(Urgency::Now | Urgency::SameDay))
    }

    fn fits(&self, urgency: Option<Urgency>, class: InjuryClass, flags: &[RuleId]) -> bool {
        let for_any = self.flags.is_empty() && self.readiness.is_empty();
        self.urgency == urgency
            && (for_any || self.flags.iter().any(|flag| flags.contains(flag)))
            && (self.classes.is_empty() || self.classes.contains(&class))
    }
}

/// One of the five questions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Its id.
    pub id: String,
    /// The question.
    pub ask: String,
    /// Why it is asked.
    pub why: String,
    /// The need that *yes* leads to.
    pub yes: String,
    /// The need that *not sure* leads to: never a calmer one than going on.
    pub unsure: String,
    /// The need that *no* leads to; `None` goes on to the next question.
    pub no: Option<String>,
}

/// The whole room, checked.
#[derive(Debug, Clone)]
pub struct Referrals {
    /// Professions in the order they are listed.
    pub professions: Vec<Profession>,
    /// Skills in the order they are listed.
    pub skills: Vec<Skill>,
    /// Needs in the order they are tried.
    pub needs: Vec<Need>,
    /// The questions in the order they are asked.
    pub questions: Vec<Question>,
    /// For how many days an entry counts as fresh.
    pub fresh_days: u16,
    sources: BTreeMap<SourceId, Source>,
}

impl Referrals {
    /// The need of a verdict: the first that fits. The checks make sure that one fits every verdict.
    pub fn need_of(&self, urgency: Option<Urgency>, class: InjuryClass, flags: &[RuleId]) -> Option<&Need> {
        self.needs.iter().find(|need| need.fits(urgency, class, flags))
    }

    /// The need of an answer that says to see someone without a flag: the first that names a rule which said so. The checks make
    /// sure that each of those rules is named.
    pub fn need_without_flag(&self, said: &[RuleId]) -> Option<&Need> {
        self.needs.iter().find(|need| need.readiness.iter().any(|rule| said.contains(rule)))
    }

    /// The need with this id.
    pub fn need(&self, id: &str) -> Option<&Need> {
        self.needs.iter().find(|need| need.id == id)
    }

    /// The profession with this id.
    pub fn profession(&self, id: &str) -> Option<&Profession> {
        self.professions.iter().find(|one| one.id == id)
    }

    /// The skill with this id.
    pub fn skill(&self, id: &str) -> Option<&Skill> {
        self.skills.iter().find(|one| one.id == id)
    }

    /// The sources that something rests on.
    pub fn sources_of(&self, basis: &Basis) -> impl Iterator<Item = &Source> {
        basis.sources.iter().filter_map(|id| self.sources.get(id))
    }
}

/// The room in these files. Problems anywhere in the knowledge are reported, since it cites its sources and flags.
pub fn from_files(files: &Files) -> Result<Referrals, Problems> {
    let log = Log::default();
    let (draft, _) = crate::read_all(files, &log);
    let problems = log.into_problems();
    if problems.is_empty() { Ok(assemble(draft)) } else { Err(Problems(problems)) }
}

fn assemble(draft: Draft) -> Referrals {
    fn things<T>(placed: Vec<Placed<T>>) -> Vec<T> {
        placed.into_iter().map(|placed| placed.thing).collect()
    }
    let Sheets { professions, skills, needs, questions, fresh_days } = draft.referral;
    let (professions, skills): (Vec<Profession>, Vec<Skill>) = (things(professions), things(skills));
    let needs: Vec<Need> = needs.into_iter().map(|placed| placed.thing.need).collect();
    let bases = professions.iter().map(|one| &one.basis).chain(skills.iter().map(|one| &one.basis));
    let cited: BTreeSet<SourceId> = bases
        .chain(needs.iter().map(|one| &one.basis))
        .flat_map(|basis| basis.sources.iter().cloned())
        .collect();
    let sources = draft.sources.into_iter().map(|placed| placed.thing);
    let sources = sources
        .filter(|source| cited.contains(&source.id))
        .map(|source| (source.id.clone(), source))
        .collect();
    let questions = questions.into_iter().map(|placed| placed.thing.question).collect();
    Referrals { professions, skills, needs, questions, fresh_days: fresh_days.unwrap_or_default(), sources }
}

/// What the files hold before anything is checked against anything else.
#[derive(Default)]
pub(crate) struct Sheets {
    professions: Vec<Placed<Profession>>,
    skills: Vec<Placed<Skill>>,
    needs: Vec<Placed<NeedSheet>>,
    questions: Vec<Placed<QuestionSheet>>,
    fresh_days: Option<u16>,
}

/// A need with the places of what it names.
struct NeedSheet {
    need: Need,
    flags: Vec<Place>,
    readiness: Vec<Place>,
    professions: Vec<Place>,
}

/// A question with the places of the needs it names.
struct QuestionSheet {
    question: Question,
    leads: Vec<(Place, String)>,
}
