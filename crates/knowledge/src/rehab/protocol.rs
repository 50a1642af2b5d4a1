//! `protocols/*.toml`: one protocol each, with its guards, stages, weeks and rules for the day.

use super::conventions::stage_id;
use super::exercise::whole_span;
use super::gate::{gate, rung};
use super::{choices, mention};
use crate::condition;
use crate::draft::{Cited, Draft, Placed, condition as condition_of, each, tag};
use crate::node::{Node, Table};
use femoris_clinic::evidence::RuleId;
use femoris_clinic::rehab::cause::CauseId;
use femoris_clinic::rehab::dose::Span;
use femoris_clinic::rehab::gate::Rung;
use femoris_clinic::rehab::protocol::{
    Careful, CarefulCase, CarefulRule, DailyRule, DailyTopic, DayPlan, Guard, Item, PainPolicy, Protocol,
    RaceWeek, Refuses, Requirement, Runs, Slot, SlotKind, Stage, StageWords, WEEK, WeekCaps,
};
use femoris_clinic::rehab::routine::RoutineId;
use femoris_clinic::rehab::stage::{ProtocolId, StageId};
use femoris_clinic::rehab::variant::{NoStretch, Variant};
use femoris_measure::PainScore;

/// Reads one protocol.
pub(crate) fn protocol(table: &Table<'_>, draft: &mut Draft) {
    let Some(head) = table.required("protocol") else { return };
    let (mut guards, mut stages, mut daily) = (Vec::new(), Vec::new(), Vec::new());
    each(table.list("guard"), |table| guards.extend(guard(table, draft)));
    each(table.list("stage"), |table| stages.extend(stage(table, draft)));
    each(table.list("daily"), |table| daily.extend(daily_rule(table, draft)));
    let Some(head) = head.table() else { return };
    let id = head
        .required("id")
        .and_then(|node| node.id("protocol", ProtocolId::from_id, ProtocolId::ALL, ProtocolId::id));
    let meant_for = head.required("meant_for").and_then(|node| condition::read(&node));
    let careful = head.list("careful").iter().filter_map(careful).collect();
    let first_if = head.optional("first_if").and_then(|node| condition::read(&node));
    let after_pause = head.required("after_pause").and_then(|node| after_pause(&node, &stages));
    let words = two_words(&head, "name", "about");
    let (sources, tag) = (draft.sources_of(&head), tag(&head));
    head.finish();
    let (Some(id), Some(meant_for), Some(after_pause), Some((name, about)), Some(sources), Some(tag)) =
        (id, meant_for, after_pause, words, sources, tag)
    else {
        return;
    };
    let thing = Protocol {
        id,
        name,
        about,
        meant_for,
        careful,
        first_if,
        after_pause,
        guards,
        stages,
        daily,
        sources,
        tag,
    };
    draft.rehab.protocols.push(Placed { place: head.node.place(), thing });
}

/// `{ why = …, when = … }` or `{ why = …, grade = … }`, with the days it holds for where it ends.
fn careful(node: &Node<'_>) -> Option<CarefulRule> {
    let table = node.table()?;
    let why =
        table.required("why").and_then(|node| node.id("reason", Careful::from_id, Careful::ALL, Careful::id));
    let when = match (table.optional("when"), table.optional("grade")) {
        (Some(node), None) => condition::read(&node).map(CarefulCase::Case),
        (None, Some(node)) => node.words().map(|id| CarefulCase::Grade(RuleId::new(id))),
        _ => {
            node.wrong("a rule for less pain is for a case or from a grade on", "add either when or grade");
            None
        }
    };
    let days = table.optional("days").map(|node| node.whole());
    table.finish();
    let days = match days {
        None => None,
        Some(days) => Some(days?),
    };
    Some(CarefulRule { why: why?, when: when?, days })
}

/// A stage of the same protocol.
fn after_pause(node: &Node<'_>, stages: &[Stage]) -> Option<StageId> {
    let id = stage_id(node)?;
    if stages.iter().all(|stage| stage.id != id) {
        node.wrong(format!("{id} is no stage of this protocol"), "name one of its stages");
        return None;
    }
    Some(id)
}

/// Two fields of `[….text.en]`.
pub(super) fn two_words(table: &Table<'_>, first: &str, second: &str) -> Option<(String, String)> {
    let languages = table.required("text").and_then(|node| node.table())?;
    let english = languages.required("en").and_then(|node| node.table())?;
    languages.finish();
    let text = |key: &str| english.required(key).and_then(|node| node.words()).map(|t| t.trim().to_owned());
    let (first, second) = (text(first), text(second));
    english.finish();
    Some((first?, second?))
}

fn guard(table: &Table<'_>, draft: &mut Draft) -> Option<Guard> {
    let cited = draft.cited(table, &["reason", "action"]);
    let when = table.required("when").and_then(|node| match node.is_text() {
        true => of_the_whole(&node),
        false => condition::read(&node).map(Refuses::Case),
    });
    let Cited { id, sources, tag } = cited?;
    Some(Guard { id: RuleId::new(&id), when: when?, sources, tag })
}

const OPEN_TRIAGE: &str = "open_triage";
const STOP_AND_REFER: &str = "stop_and_refer";

/// A guard that looks at what was decided of the case, not at one of its facts.
fn of_the_whole(node: &Node<'_>) -> Option<Refuses> {
    match node.text()? {
        OPEN_TRIAGE => Some(Refuses::OpenTriage),
        STOP_AND_REFER => Some(Refuses::StopAndRefer),
        other => {
            node.unknown("guard", other, [OPEN_TRIAGE, STOP_AND_REFER]);
            None
        }
    }
}

fn stage(table: &Table<'_>, draft: &mut Draft) -> Option<Stage> {
    let id = table.required("id").and_then(|node| stage_id(&node));
    let words = stage_words(table);
    let policy = table
        .required("policy")
        .and_then(|node| node.id("policy", PainPolicy::from_id, PainPolicy::ALL, PainPolicy::id));
    let before_up_to = table.optional("before_up_to").map(|node| before_up_to(&node));
    let felt_up_to = table.required("felt_up_to").and_then(|node| node.whole());
    let (entry, exit) = (gate(table, "entry", draft), gate(table, "exit", draft));
    let next = table.optional("next").map(|node| stage_id(&node));
    let overdue = table.optional("overdue").map(|node| stage_id(&node));
    let back = table.optional("back").map(|node| stage_id(&node));
    let runs = table.required("runs").and_then(|node| runs(&node));
    let caps = table.required("caps").and_then(|node| caps(&node));
    let key_exercise = table.optional("key_exercise").and_then(|node| mention(&node, draft));
    let causes = table.optional("causes").map(|node| node.some_items()).unwrap_or_default();
    let causes = causes.iter().filter_map(cause).collect();
    let mut variants = Vec::new();
    each(table.list("variant"), |table| variants.extend(variant(table, draft)));
    let mut week = Vec::new();
    let slots = table.required("slot").map(|node| node.some_items()).unwrap_or_default();
    each(slots, |table| week.extend(slot(table, draft)));
    let routine = |key: &str| {
        table
            .required(key)
            .and_then(|node| node.id("routine", RoutineId::from_id, RoutineId::ALL, RoutineId::id))
    };
    let (warm_up, cool_down) = (routine("warm_up"), routine("cool_down"));
    let (usual_days, days_up_to) =
        (whole_span(table, "usual_days"), table.optional("days_up_to").and_then(|node| node.whole()));
    let (sources, tag) = (draft.sources_of(table), tag(table));
    Some(Stage {
        id: id?,
        words: words?,
        usual_days,
        policy: policy?,
        before_up_to: before_up_to.flatten(),
        felt_up_to: felt_up_to?,
        entry,
        exit,
        days_up_to,
        next: next.flatten(),
        overdue: overdue.flatten(),
        causes,
        variants,
        back: back.flatten(),
        runs: runs?,
        caps: caps?,
        key_exercise,
        week,
        warm_up: warm_up?,
        cool_down: cool_down?,
        sources: sources?,
        tag: tag?,
    })
}

fn cause(node: &Node<'_>) -> Option<CauseId> {
    node.id("cause", CauseId::from_id, CauseId::ALL, CauseId::id)
}

/// A kind that a complaint of the stage may be, with the still stretches that it does not bear.
fn variant(table: &Table<'_>, draft: &mut Draft) -> Option<Variant> {
    let no_stretch = table
        .optional("no_stretch")
        .map(|node| node.id("kind of stretch", NoStretch::from_id, NoStretch::ALL, NoStretch::id));
    let words: &[&str] = if no_stretch.is_some() { &["name", "text", "why_not"] } else { &["name", "text"] };
    let cited = draft.cited(table, words);
    let when = condition_of(table);
    let Cited { id, sources, tag } = cited?;
    Some(Variant { id: RuleId::new(&id), when: when?, no_stretch: no_stretch.flatten(), sources, tag })
}

/// Pain on the scale from 0 to 10.
fn before_up_to(node: &Node<'_>) -> Option<PainScore> {
    let pain = PainScore::new(node.whole()?).ok();
    if pain.is_none() {
        node.wrong("pain is scored from 0 to 10", "write a whole number from 0 to 10");
    }
    pain
}

fn stage_words(table: &Table<'_>) -> Option<StageWords> {
    let languages = table.required("text").and_then(|node| node.table())?;
    let english = languages.required("en").and_then(|node| node.table())?;
    languages.finish();
    let text = |key: &str| english.required(key).and_then(|node| node.words()).map(|t| t.trim().to_owned());
    let (name, aim, load_test) = (text("name"), text("aim"), text("load_test"));
    english.finish();
    Some(StageWords { name: name?, aim: aim?, load_test: load_test? })
}

fn runs(node: &Node<'_>) -> Option<Runs> {
    let table = node.table()?;
    let rungs = table.optional("rungs").map(|node| rungs(&node));
    let rungs = rungs.flatten();
    let anew = match table.optional("anew") {
        Some(node) => anew(&node, rungs),
        None => rungs.map(Span::from),
    };
    let when = table.optional("when").map(|node| condition::read(&node));
    let quality = table.required("quality_per_week").and_then(|node| node.whole());
    let minutes_up_to = table.optional("minutes_up_to").and_then(|node| node.whole());
    let volume_up_to_pct = table.optional("volume_up_to_pct").and_then(|node| node.whole());
    let text = table.required("text").and_then(|node| node.words());
    table.finish();
    Some(Runs {
        rungs,
        anew,
        when: when.flatten(),
        quality_per_week: quality?,
        minutes_up_to,
        volume_up_to_pct,
        text: text?.trim().to_owned(),
    })
}

/// A rung of those that are open.
fn anew(node: &Node<'_>, open: Option<Span<Rung>>) -> Option<Rung> {
    let found = rung(node)?;
    let is_open = open.is_some_and(|open| open.from().ladder == found.ladder && open.contains(found));
    if !is_open {
        node.wrong(format!("{found} is not open in the stage"), "name a rung of rungs");
    }
    is_open.then_some(found)
}

/// `["R1", "R2"]`, on one ladder.
fn rungs(node: &Node<'_>) -> Option<Span<Rung>> {
    let read: Vec<Rung> = node.items().iter().filter_map(rung).collect();
    let span = match read[..] {
        [from, to] if from.ladder == to.ladder => Span::new(from, to),
        _ => None,
    };
    if span.is_none() {
        node.wrong("two rungs of one ladder expected", "write the lower rung first");
    }
    span
}

fn caps(node: &Node<'_>) -> Option<WeekCaps> {
    let table = node.table()?;
    let rise_pct = table.required("rise_pct").and_then(|node| node.whole());
    let heavy_sessions = table.required("heavy_sessions").and_then(|node| node.whole());
    let heavy_apart_h = table.required("heavy_apart_h").and_then(|node| node.whole());
    let energy_apart_h = table.optional("energy_apart_h").map_or(Some(0), |node| node.whole());
    let lighter_every = table.optional("lighter_every_weeks").map(|node| node.whole());
    let race_week = table.optional("race_week").map_or(Some(RaceWeek::Same), |node| {
        node.id("kind of week", RaceWeek::from_id, RaceWeek::ALL, RaceWeek::id)
    });
    table.finish();
    Some(WeekCaps {
        rise_pct: rise_pct?,
        heavy_sessions: heavy_sessions?,
        heavy_apart_h: heavy_apart_h?,
        energy_apart_h: energy_apart_h?,
        lighter_every: lighter_every.flatten(),
        race_week: race_week?,
    })
}

/// `days = "x-x-x-o"`: x to be done, o if you like, - not; `do` and `may` list what is done, each a list of choices; `only`
/// names the kind of complaint that the slot is for.
fn slot(table: &Table<'_>, draft: &mut Draft) -> Option<Slot> {
    let words = |key: &str| table.required(key).and_then(|node| node.words()).map(str::to_owned);
    let (id, name) = (words("id"), words("name"));
    let kind = table
        .required("kind")
        .and_then(|node| node.id("kind", SlotKind::from_id, SlotKind::ALL, SlotKind::id));
    let days = table.required("days").and_then(|node| days(&node));
    let mut items = Vec::new();
    for (key, requirement) in [("do", Requirement::Required), ("may", Requirement::Optional)] {
        for node in table.list(key) {
            items.push(Item { choices: choices(&node, draft), requirement });
        }
    }
    if items.is_empty() {
        table.node.wrong("nothing is done in it", "add do or may");
    }
    let pick = table.optional("pick");
    let count: Option<u8> = pick.as_ref().and_then(Node::whole);
    if let (Some(node), Some(count)) = (pick, count)
        && (count == 0 || usize::from(count) >= items.len())
    {
        node.wrong(format!("{count} of {} can not be meant", items.len()), "pick fewer than there are");
    }
    let only = table.optional("only").and_then(|node| node.words().map(RuleId::new));
    Some(Slot { id: id?, name: name?, kind: kind?, days: days?, items, pick: count, only })
}

fn days(node: &Node<'_>) -> Option<[DayPlan; WEEK]> {
    let text = node.text()?;
    let plan = |letter: char| match letter {
        'x' => Some(DayPlan::Do),
        'o' => Some(DayPlan::May),
        '-' => Some(DayPlan::Off),
        _ => None,
    };
    let days: Option<Vec<DayPlan>> = text.chars().map(plan).collect();
    let week = days.and_then(|days| <[DayPlan; WEEK]>::try_from(days).ok());
    match week {
        Some(week) if week.iter().any(|plan| *plan != DayPlan::Off) => Some(week),
        Some(_) => {
            node.wrong("it is done on no day", "mark a day with x or o");
            None
        }
        None => {
            node.wrong("seven days expected", "write seven letters: x to be done, o if you like, - not");
            None
        }
    }
}

fn daily_rule(table: &Table<'_>, draft: &mut Draft) -> Option<DailyRule> {
    let cited = draft.cited(table, &["name", "text"]);
    let topic = table
        .required("topic")
        .and_then(|node| node.id("topic", DailyTopic::from_id, DailyTopic::ALL, DailyTopic::id));
    let nodes = table.required("stages").map(|node| node.some_items()).unwrap_or_default();
    let stages: Vec<StageId> = nodes.iter().filter_map(stage_id).collect();
    let days_up_to = table.optional("days_up_to").and_then(|node| node.whole());
    let Cited { id, sources, tag } = cited?;
    Some(DailyRule { id: RuleId::new(&id), topic: topic?, stages, days_up_to, sources, tag })
}
