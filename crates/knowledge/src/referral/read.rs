//! The files of the room.

use super::{Basis, Must, Need, NeedSheet, Profession, Question, QuestionSheet, Skill};
use crate::draft::{Draft, Placed, each, tag};
use crate::node::{Node, Place, Table};
use femoris_clinic::evidence::RuleId;
use femoris_clinic::readiness::InjuryClass;
use femoris_clinic::triage::Urgency;

/// What `urgency` says where there is no referral.
const NO_URGENCY: &str = "none";

/// Reads one file of the folder.
pub(crate) fn file(table: &Table<'_>, draft: &mut Draft) {
    each(table.list("profession"), |table| profession(table, draft));
    each(table.list("skill"), |table| skill(table, draft));
    each(table.list("need"), |table| need(table, draft));
    each(table.list("question"), |table| question(table, draft));
    if let Some(node) = table.optional("freshness") {
        each(vec![node], |table| {
            draft.referral.fresh_days = table.required("days").and_then(|node| node.whole());
            let _cited = basis(table, draft);
        });
    }
}

fn owned(table: &Table<'_>, key: &str) -> Option<String> {
    text(table.required(key)?)
}

/// Words for people: no exclamation marks.
fn text(node: Node<'_>) -> Option<String> {
    let words = node.words()?;
    if words.contains('!') {
        node.wrong("an exclamation mark", "say it calmly, with a full stop");
    }
    Some(words.trim().to_owned())
}

fn basis(table: &Table<'_>, draft: &mut Draft) -> Option<Basis> {
    let (sources, tag) = (draft.sources_of(table), tag(table));
    Some(Basis { sources: sources?, tag: tag? })
}

fn profession(table: &Table<'_>, draft: &mut Draft) {
    let word = |key| owned(table, key);
    let (id, name, plural) = (word("id"), word("name"), word("plural"));
    let (good_for, not_for) = (word("good_for"), word("not_for"));
    let basis = basis(table, draft);
    if let (Some(id), Some(name), Some(plural), Some(good_for), Some(not_for), Some(basis)) =
        (id, name, plural, good_for, not_for, basis)
    {
        let thing = Profession { id, name, plural, good_for, not_for, basis };
        draft.referral.professions.push(Placed { place: table.node.place(), thing });
    }
}

fn skill(table: &Table<'_>, draft: &mut Draft) {
    let (id, name, says) = (owned(table, "id"), owned(table, "name"), owned(table, "says"));
    let basis = basis(table, draft);
    if let (Some(id), Some(name), Some(says), Some(basis)) = (id, name, says, basis) {
        let thing = Skill { id, name, says, basis };
        draft.referral.skills.push(Placed { place: table.node.place(), thing });
    }
}

/// Ids of rules, each with its place.
type Rules = (Vec<RuleId>, Vec<Place>);

fn rules(table: &Table<'_>, key: &str) -> Rules {
    table.list(key).iter().filter_map(|node| Some((RuleId::new(node.words()?), node.place()))).unzip()
}

/// What a need is chosen by.
struct When {
    urgency: Option<Urgency>,
    flags: Rules,
    readiness: Rules,
    classes: Vec<InjuryClass>,
}

fn when(table: &Table<'_>) -> Option<When> {
    let node = table.required("urgency")?;
    let urgency = match node.text()? {
        NO_URGENCY => None,
        _ => Some(node.id("urgency", Urgency::from_id, Urgency::ALL, Urgency::id)?),
    };
    let class = |node: &Node<'_>| node.id("class", InjuryClass::from_id, InjuryClass::ALL, InjuryClass::id);
    Some(When {
        urgency,
        flags: rules(table, "flags"),
        readiness: rules(table, "readiness"),
        classes: table.list("classes").iter().filter_map(class).collect(),
    })
}

fn need(table: &Table<'_>, draft: &mut Draft) {
    let word = |key| owned(table, key);
    let (id, title, timing, say) = (word("id"), word("title"), word("timing"), word("say"));
    let must = table.required("must").and_then(|node| node.id("must", Must::from_id, Must::ALL, Must::id));
    let when = when(table);
    let call_first = table.optional("call_first").and_then(text);
    let professions = table.required("professions").map(|node| node.some_items()).unwrap_or_default();
    let bring = table.required("bring").map(|node| node.some_items()).unwrap_or_default();
    let basis = basis(table, draft);
    let (Some(id), Some(title), Some(timing), Some(say)) = (id, title, timing, say) else { return };
    let (Some(must), Some(When { urgency, flags, readiness, classes }), Some(basis)) = (must, when, basis)
    else {
        return;
    };
    let need = Need {
        id,
        must,
        urgency,
        flags: flags.0,
        readiness: readiness.0,
        classes,
        professions: professions.iter().filter_map(|node| Some(node.words()?.to_owned())).collect(),
        title,
        timing,
        call_first,
        say,
        bring: bring.into_iter().filter_map(text).collect(),
        basis,
    };
    let professions = professions.iter().map(Node::place).collect();
    let thing = NeedSheet { need, flags: flags.1, readiness: readiness.1, professions };
    draft.referral.needs.push(Placed { place: table.node.place(), thing });
}

fn question(table: &Table<'_>, draft: &mut Draft) {
    let word = |key| owned(table, key);
    let (id, ask, why) = (word("id"), word("ask"), word("why"));
    let mut leads = Vec::new();
    let mut lead = |node: Option<Node<'_>>| {
        let node = node?;
        let to = node.words()?.to_owned();
        leads.push((node.place(), to.clone()));
        Some(to)
    };
    let (yes, unsure) = (lead(table.required("yes")), lead(table.required("unsure")));
    let no = lead(table.optional("no"));
    if let (Some(id), Some(ask), Some(why), Some(yes), Some(unsure)) = (id, ask, why, yes, unsure) {
        let thing = QuestionSheet { question: Question { id, ask, why, yes, unsure, no }, leads };
        draft.referral.questions.push(Placed { place: table.node.place(), thing });
    }
}
