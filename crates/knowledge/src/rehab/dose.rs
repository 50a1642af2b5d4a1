//! Doses: `{ on = ["A1"], sets = 3, repetitions = [10, 15], per_week = 3 }` and its like.

use super::conventions::tempo;
use crate::draft::{Draft, each, tag};
use crate::node::{Node, Table};
use femoris_clinic::rehab::dose::{
    BuildUp, BuildUpWeek, Dose, Effort, Often, RangeLever, RangeUnit, Span, StageDose, Work,
};
use femoris_clinic::rehab::exercise::{Contraction, Group, Worked};
use femoris_clinic::rehab::protocol::Conventions;
use femoris_clinic::rehab::stage::Occasion;
use std::str::FromStr;

/// What of an exercise decides on the tempo and rest of a dose that names none.
pub(super) struct Kind {
    pub(super) group: Group,
    pub(super) level: u8,
    pub(super) lifts_and_lowers: bool,
}

impl Kind {
    pub(super) fn new(group: Group, level: u8, muscles: &[Worked]) -> Self {
        let moves =
            |worked: &Worked| matches!(worked.contraction, Contraction::Concentric | Contraction::Eccentric);
        let shelf = matches!(group, Group::Hip | Group::Knee | Group::Length | Group::Hinge | Group::Trunk);
        Self { group, level, lifts_and_lowers: shelf && muscles.iter().any(moves) }
    }
}

/// A number, or `[from, to]`.
pub(super) fn span<T: Copy + PartialOrd + FromStr>(node: &Node<'_>) -> Option<Span<T>> {
    if !node.is_list() {
        return node.whole().map(Span::one);
    }
    let (from, to) = pair(node)?;
    let span = Span::new(from, to);
    if span.is_none() {
        node.wrong("it runs backwards", "write the lower number first");
    }
    span
}

/// `[a, b]`, in the order of the file.
pub(super) fn pair<T: Copy + FromStr>(node: &Node<'_>) -> Option<(T, T)> {
    let numbers: Vec<T> = node.items().iter().filter_map(Node::whole).collect();
    let [a, b] = numbers[..] else {
        node.wrong("two numbers expected", "write [from, to]");
        return None;
    };
    Some((a, b))
}

fn optional<T: Copy + PartialOrd + FromStr>(table: &Table<'_>, key: &str) -> Option<Span<T>> {
    table.optional(key).and_then(|node| span(&node))
}

/// Reads a dose and what it is for.
pub(super) fn stage_dose(
    table: &Table<'_>,
    kind: &Kind,
    range: Option<&RangeLever>,
    draft: &mut Draft,
) -> Option<StageDose> {
    let on = table.required("on").map(|node| node.some_items()).unwrap_or_default();
    let on: Vec<Occasion> = on.iter().filter_map(occasion).collect();
    let note = table.optional("note").and_then(|node| node.words()).unwrap_or_default();
    let (sources, tag) = (draft.sources_of(table), tag(table));
    let dose = dose(table, kind, draft)?;
    opens(table, &dose, range);
    Some(StageDose { on, dose, note: note.to_owned(), sources: sources?, tag: tag? })
}

fn occasion(node: &Node<'_>) -> Option<Occasion> {
    let text = node.text()?;
    let found = Occasion::from_id(text);
    if found.is_none() {
        node.unknown("stage or routine", text, Occasion::all().map(Occasion::id));
    }
    found
}

/// A part of the range that is open must hold a setting.
fn opens(table: &Table<'_>, dose: &Dose, range: Option<&RangeLever>) {
    let Some(open) = dose.range else { return };
    match range {
        None => table.node.wrong("the exercise has no range to open", "add [range] or remove range"),
        Some(lever) if lever.first(Some(open)).is_none() => {
            table.node.wrong("no setting of the range is open", "widen range to a setting");
        }
        Some(_) => {}
    }
}

/// Reads the numbers of a dose; what it leaves out comes from the conventions.
pub(super) fn dose(table: &Table<'_>, kind: &Kind, draft: &Draft) -> Option<Dose> {
    let sets = table.optional("sets").map_or(Some(Span::one(1)), |node| span(&node));
    let work = work(table);
    let effort = effort(table);
    let often = often(table);
    let range = optional(table, "range");
    let own_tempo = table.optional("tempo");
    let own_rest = table.optional("rest_s");
    let conventions = &draft.rehab.conventions.first()?.thing;
    let work = work?;
    let tempo = match &own_tempo {
        Some(node) => Some(tempo(node)?),
        None => default_tempo(kind, work, conventions),
    };
    let sets = sets?;
    let own_rest = match own_rest {
        Some(node) => Some(node.whole()?),
        None => None,
    };
    let rest_s = own_rest.unwrap_or_else(|| default_rest(kind, conventions));
    // In one set of several holds a rest that is given lies between the holds.
    let in_set = matches!(work, Work::Holds { repetitions, .. } if repetitions.to() > 1) && sets.to() == 1;
    let hold_rest_s = own_rest.filter(|_| in_set);
    Some(Dose { sets, work, effort: effort?, tempo, rest_s, hold_rest_s, often: often?, range })
}

fn default_tempo(
    kind: &Kind,
    work: Work,
    conventions: &Conventions,
) -> Option<femoris_clinic::rehab::dose::Tempo> {
    let counted = matches!(work, Work::Repetitions(_));
    (counted && kind.lifts_and_lowers).then_some(conventions.tempo)
}

/// Nothing is rested from in mobility and soft-tissue work, and a run has its own pauses.
fn default_rest(kind: &Kind, conventions: &Conventions) -> u16 {
    match kind.group {
        Group::Mobility | Group::SoftTissue | Group::Running => 0,
        _ if kind.level >= conventions.rest_from => conventions.rest_s.1,
        _ => conventions.rest_s.0,
    }
}

/// Exactly one kind of work.
fn work(table: &Table<'_>) -> Option<Work> {
    let repetitions = optional(table, "repetitions");
    let hold = optional(table, "hold_s");
    let breaths = optional(table, "breaths");
    let seconds = optional(table, "seconds");
    let minutes: Option<Span<u16>> = optional(table, "minutes");
    let metres = optional(table, "metres");
    let ladder = table.optional("ladder").and_then(|node| node.text());
    let minutes = minutes.and_then(|span| Span::new(span.from() * MINUTE, span.to() * MINUTE));
    let whole = match (repetitions, hold, breaths, seconds.or(minutes), metres, ladder) {
        (Some(repetitions), None, None, None, None, None) => Some(Work::Repetitions(repetitions)),
        (Some(repetitions), Some(seconds), None, None, None, None) => {
            Some(Work::Holds { repetitions, seconds })
        }
        (None, Some(seconds), None, None, None, None) => {
            Some(Work::Holds { repetitions: Span::one(1), seconds })
        }
        (Some(repetitions), None, Some(breaths), None, None, None) => {
            Some(Work::Breaths { repetitions, breaths })
        }
        (None, None, None, Some(time), None, None) => Some(Work::Time(time)),
        (None, None, None, None, Some(metres), None) => Some(Work::Distance(metres)),
        (None, None, None, None, None, Some(LADDER)) => Some(Work::Ladder),
        _ => None,
    };
    if whole.is_none() {
        table.node.wrong(
            "a dose needs one kind of work",
            "write repetitions, repetitions and hold_s, repetitions and breaths, seconds, minutes, metres or ladder = \"rung\"",
        );
    }
    whole
}

const MINUTE: u16 = 60;
const LADDER: &str = "rung";

fn effort(table: &Table<'_>) -> Option<Effort> {
    let felt = table.optional("felt_up_to");
    let felt_up_to: Option<u8> = felt.as_ref().and_then(Node::whole);
    if let (Some(node), Some(felt)) = (&felt, felt_up_to)
        && felt > 10
    {
        node.wrong(format!("{felt} is not on the scale of effort"), "write 0 to 10");
        return None;
    }
    let share_node = table.optional("share_pct");
    let share: Option<Span<u8>> = share_node.as_ref().and_then(span);
    if let (Some(node), Some(share)) = (&share_node, share)
        && share.to() > 100
    {
        node.wrong(format!("{} is more than all of it", share.to()), "write up to 100 per cent");
        return None;
    }
    let maximum_node = table.optional("repetition_maximum");
    let repetition_maximum: Option<(u8, u8)> = maximum_node.as_ref().and_then(pair);
    if let (Some(node), Some((first, last))) = (&maximum_node, repetition_maximum)
        && first < last
    {
        node.wrong("the weight would get lighter", "write the larger number of repetitions first");
        return None;
    }
    Some(Effort { felt_up_to, share, repetition_maximum })
}

/// At most one way to say how often; none: with the routine it stands in.
fn often(table: &Table<'_>) -> Option<Often> {
    let daily = optional(table, "per_day");
    let weekly: Option<Span<u8>> = optional(table, "per_week");
    let every: Option<u8> = table.optional("every_days").and_then(|node| node.whole());
    match (daily, weekly, every) {
        (None, None, None) => Some(Often::WithRoutine),
        (Some(times), None, None) => Some(Often::Daily(times)),
        (None, Some(days), None) => Some(Often::Weekly(days)),
        (None, None, Some(days)) => Some(Often::EveryDays(days)),
        _ => {
            table.node.wrong("two ways to say how often", "keep one of per_day, per_week, every_days");
            None
        }
    }
}

/// `[range]` of an exercise.
pub(super) fn range_lever(node: &Node<'_>) -> Option<RangeLever> {
    let table = node.table()?;
    let unit = table
        .required("unit")
        .and_then(|node| node.id("unit", RangeUnit::from_id, RangeUnit::ALL, RangeUnit::id));
    let nodes = table.required("settings").map(|node| node.items()).unwrap_or_default();
    let settings: Vec<u16> = nodes.iter().filter_map(Node::whole).collect();
    table.finish();
    let unit = unit?;
    let falls = unit == RangeUnit::KneeBend;
    let in_order = settings.windows(2).all(|pair| if falls { pair[0] > pair[1] } else { pair[0] < pair[1] });
    if settings.len() < 2 || !in_order {
        node.wrong(
            "the settings do not go from easy to hard",
            "write at least two: bend of the knee falling, everything else rising",
        );
        return None;
    }
    Some(RangeLever { unit, settings })
}

/// `[build_up]` of an exercise.
pub(super) fn build_up(node: &Node<'_>, draft: &mut Draft) -> Option<BuildUp> {
    let table = node.table()?;
    let mut weeks = Vec::new();
    each(table.list("week"), |table| {
        let sessions = table.required("sessions").and_then(|node| span(&node));
        let sets = table.required("sets").and_then(|node| node.whole());
        let repetitions = table.required("repetitions").and_then(|node| span(&node));
        if let (Some(sessions), Some(sets), Some(repetitions)) = (sessions, sets, repetitions) {
            weeks.push(BuildUpWeek { sessions, sets, repetitions });
        }
    });
    let again = table.required("again_from").and_then(|node| node.whole::<u8>());
    let (sources, tag) = (draft.sources_of(&table), tag(&table));
    table.finish();
    let again_from = again?;
    if weeks.len() < 2 || again_from == 0 || usize::from(again_from) > weeks.len() {
        node.wrong("the build-up has no such week", "write two weeks or more and take one of them up again");
        return None;
    }
    Some(BuildUp { weeks, again_from, sources: sources?, tag: tag? })
}
