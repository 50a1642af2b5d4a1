//! Why this answer: every rule that spoke, what it saw, what it rests on.

use femoris_app::{Today, is_beyond_a_short_run, words_of_load};
use femoris_clinic::knowledge::Knowledge;
use femoris_clinic::load::{AboutRun, LoadNote};
use femoris_clinic::observation::Fact;
use femoris_clinic::readiness::{Reason as Spoke, ReasonKind};

use super::Look;
use crate::format;
use crate::view::today::{DangerBanner, Reason};
use crate::words;

/// A banner for every red flag, most urgent first.
pub(crate) fn danger(today: &Today, knowledge: &Knowledge) -> Vec<DangerBanner> {
    let flags = today.verdict.triage.flags.iter();
    flags
        .map(|flag| {
            let seen: Vec<String> =
                flag.because.iter().map(|seen| words::observation(seen, knowledge)).collect();
            let why = knowledge.text(&format!("{}.why", flag.rule));
            DangerBanner {
                title: knowledge.text(&format!("{}.title", flag.rule)).to_owned(),
                action: knowledge.text(&format!("{}.action", flag.rule)).to_owned(),
                because: format!("{why} You told: {}.", seen.join("; ")),
                cites: words::cites(&flag.sources, flag.tag, knowledge),
            }
        })
        .collect()
}

/// Every reason behind the answer, those that decided first; danger signs stand in their own banners.
pub(super) fn reasons(today: &Today, look: Look<'_>) -> Vec<Reason> {
    let run = &today.verdict.run_today;
    let mut list: Vec<Reason> = run
        .reasons
        .iter()
        .filter(|reason| reason.kind != ReasonKind::Flag)
        .map(|spoke| reason(spoke, look))
        .collect();
    list.extend(class(today, look));
    list.extend(load(today, look));
    list.extend(missing(today, look));
    if let Some(first) = list.first_mut() {
        first.open = true;
    }
    list
}

fn reason(spoke: &Spoke, look: Look<'_>) -> Reason {
    let seen: Vec<String> =
        spoke.observed.iter().map(|seen| words::observation(seen, look.knowledge)).collect();
    let says = words::decision(spoke.says).to_lowercase();
    let title = match spoke.kind {
        ReasonKind::NotKnown => "Too little is known".to_owned(),
        ReasonKind::Clinician => format!("Your clinician: {says}"),
        ReasonKind::Advice => "On every run".to_owned(),
        ReasonKind::Flag | ReasonKind::Restricts | ReasonKind::Permits if seen.is_empty() => {
            format!("A rule says: {says}")
        }
        ReasonKind::Flag | ReasonKind::Restricts => format!("{}: {says}", seen.join(", ")),
        ReasonKind::Permits => format!("{} allows: {says}", seen.join(", ")),
    };
    let text = look.knowledge.text(&format!("{}.reason", spoke.rule)).to_owned();
    let bounds = spoke.observed.iter().filter_map(|seen| {
        let bound = words::bound(seen.fact, seen.bound)?;
        Some(format!("{}: {bound}.", words::observation(seen, look.knowledge)))
    });
    let lines = std::iter::once(text).chain(bounds).filter(|line| !line.is_empty()).collect();
    Reason { title, lines, cites: words::cites(&spoke.sources, spoke.tag, look.knowledge), open: false }
}

/// What the complaint was taken for, because that chooses the rules.
fn class(today: &Today, look: Look<'_>) -> Option<Reason> {
    use femoris_clinic::readiness::InjuryClass;
    let class = today.verdict.run_today.class;
    if class == InjuryClass::Unclassified {
        let text = look.knowledge.text("class.unclassified");
        return (!text.is_empty()).then(|| Reason {
            title: "Which rules apply".to_owned(),
            lines: vec![text.to_owned()],
            cites: Vec::new(),
            open: false,
        });
    }
    let rule = look.knowledge.classes.iter().find(|rule| rule.class == class)?;
    Some(Reason {
        title: "Which rules apply".to_owned(),
        lines: vec![format!(
            "The rules for: {}. That is no diagnosis; it chooses the questions that count.",
            look.knowledge.text(&format!("{}.name", rule.id)).to_lowercase()
        )],
        cites: words::cites(&rule.sources, rule.tag, look.knowledge),
        open: false,
    })
}

fn load(today: &Today, look: Look<'_>) -> Vec<Reason> {
    let notes = today.verdict.run_today.load.notes.iter().map(|note| load_reason(note, look));
    notes.chain(split(today, look)).collect()
}

/// The offer to split the run that is thought of.
fn split(today: &Today, look: Look<'_>) -> Option<Reason> {
    let (rule, most) = today.verdict.run_today.load.split.as_ref()?;
    let rules = &look.knowledge.load.split;
    Some(Reason {
        title: format!("Or split it: no part beyond {}", look.units.distance(most.get())),
        lines: vec![look.knowledge.text(&format!("{rule}.reason")).to_owned()],
        cites: words::cites(&rules.sources, rules.tag, look.knowledge),
        open: false,
    })
}

/// What was said about the run that is thought of.
pub(super) fn of_planned(today: &Today, look: Look<'_>) -> Vec<Reason> {
    let notes = &today.verdict.run_today.load.notes;
    let about_it = |note: &&LoadNote| match note {
        LoadNote::NoBaseline { .. } => true,
        LoadNote::Compared { about, .. } => *about == AboutRun::Planned,
    };
    let note = notes.iter().find(about_it).map(|note| load_reason(note, look));
    note.into_iter().chain(split(today, look)).collect()
}

fn load_reason(note: &LoadNote, look: Look<'_>) -> Reason {
    let rules = &look.knowledge.load;
    let is_short = is_beyond_a_short_run(note);
    let title = match note {
        LoadNote::NoBaseline { .. } => "Distance: nothing to compare with".to_owned(),
        LoadNote::Compared { about, ratio, longest, .. } => {
            let run = match about {
                AboutRun::Planned => "The run you think of",
                AboutRun::Newest => "Your last run",
            };
            let (share, longest) = (format::percent(*ratio), look.units.distance(longest.get()));
            if is_short {
                format!("{run}: no run to compare with")
            } else {
                format!("{run}: {share} of the longest before it, {longest}")
            }
        }
    };
    let cites = if is_short { Vec::new() } else { words::cites(&rules.sources, rules.tag, look.knowledge) };
    Reason { title, lines: vec![words_of_load(note, look.knowledge).to_owned()], cites, open: false }
}

/// What would change the answer.
fn missing(today: &Today, look: Look<'_>) -> Option<Reason> {
    let missing = &today.verdict.run_today.missing;
    if missing.is_empty() {
        return None;
    }
    let name = |fact: &Fact| format::small(&words::fact_name(*fact, look.knowledge));
    let names: Vec<String> = missing.iter().map(name).collect();
    Some(Reason {
        title: "What would change this answer".to_owned(),
        lines: vec![format!("Not known today: {}. A reassuring answer could allow more.", names.join(", "))],
        cites: Vec::new(),
        open: false,
    })
}
