//! One exercise of the session: its words, its fields, how it goes beat by beat, and what may be done instead.

use femoris_app::figures::Side;
use femoris_app::{App, AppError};
use femoris_clinic::rehab::beats::{Beat, Moment};
use femoris_clinic::rehab::log::WorkedSide;
use femoris_clinic::rehab::session::{Prescription, Session, SideDose};
use femoris_clinic::rehab::setting::Amount;
use femoris_clinic::rehab::swap::Swap;

use super::{Back, said};
use crate::pages::figures::{Cut, picture};
use crate::view::rehab::{Doable, ItemShown, SideShown, SwapShown};
use crate::words;

/// What every exercise of a session is shown by.
#[derive(Clone, Copy)]
pub(super) struct Around<'a> {
    pub(super) session: &'a Session,
    /// The side that its drawing shows.
    pub(super) side: Side,
    pub(super) back: Back<'a>,
}

/// An exercise with what may be done instead; `None` where the library does not know it.
pub(super) fn item(
    app: &App,
    index: usize,
    (item, swap): (&Prescription, Option<&Swap>),
    around: Around<'_>,
) -> Result<Option<ItemShown>, AppError> {
    let group = format!("e{index}");
    let Some(main) = doable(app, group.clone(), item, around)? else { return Ok(None) };
    let mut swaps = Vec::new();
    if let Some(swap) = swap {
        for (reason, other) in [("easier", &swap.easier), ("harder", &swap.harder)] {
            let Some(other) = other else { continue };
            let instead = doable(app, format!("{group}-{reason}"), other, around)?;
            swaps.extend(instead.map(|doable| SwapShown {
                reason,
                instead_of: item.exercise.to_string(),
                doable,
            }));
        }
    }
    let knowledge = app.knowledge();
    let step = item.sides.first().and_then(|side| side.step);
    Ok(Some(ItemShown {
        picture: picture(item.exercise.as_str(), around.side, Cut::Small)?,
        why: step.map(|step| knowledge.text(&format!("step.{step}")).to_owned()),
        main,
        swaps,
    }))
}

fn doable(
    app: &App,
    group: String,
    item: &Prescription,
    around: Around<'_>,
) -> Result<Option<Doable>, AppError> {
    let Around { session, side, back } = around;
    let knowledge = app.knowledge();
    let Some(exercise) = knowledge.exercise(&item.exercise) else { return Ok(None) };
    let drawn = picture(exercise.id.as_str(), side, Cut::Moving)?;
    let stop = knowledge.conventions.stop_rule(item.stop).map(|rule| (rule, session.limit(rule)));
    let beats: Vec<String> = app.beats(item).iter().map(beat).collect();
    Ok(Some(Doable {
        exercise: exercise.id.to_string(),
        part: item.part.id(),
        href: format!("/exercises/{}", exercise.id),
        name: exercise.words.name.clone(),
        drawing: drawn.as_ref().map_or(String::new(), |drawn| drawn.src.clone()),
        describes: drawn.map_or(String::new(), |drawn| drawn.describes),
        dose: said::dose(item, knowledge),
        rest: said::rest(item),
        limit: stop.map_or(session.tolerated, |(_, limit)| limit).get(),
        stop: stop.map_or(String::new(), |(rule, limit)| rule.said(limit)),
        start: exercise.words.start.clone(),
        steps: exercise.words.steps.clone(),
        beats: beats.join(" "),
        sides: item.sides.iter().map(|side| side_shown(&group, side, back.of(&group, item))).collect(),
        group,
    }))
}

/// `kind:side:set:seconds`, with `:number` for repetitions and metres, and `:number:of` for holds.
fn beat(beat: &Beat) -> String {
    let (kind, numbers) = match beat.moment {
        Moment::Ready => ("ready", String::new()),
        Moment::Count(n) => ("count", format!(":{n}")),
        Moment::Hold { number, of } => ("hold", format!(":{number}:{of}")),
        Moment::Release => ("release", String::new()),
        Moment::Keep => ("keep", String::new()),
        Moment::Way(metres) => ("way", format!(":{metres}")),
        Moment::Ladder => ("ladder", String::new()),
        Moment::ChangeSide => ("change", String::new()),
        Moment::Rest => ("rest", String::new()),
    };
    format!("{kind}:{}:{}:{}{numbers}", beat.side, beat.set, beat.seconds)
}

impl<'a> Back<'a> {
    /// What was typed about an exercise; nothing where its place has another one by now.
    fn of(self, group: &str, item: &Prescription) -> Self {
        match self {
            Self::Typed(fields, _)
                if fields.trimmed(&format!("{group}-exercise")) == item.exercise.as_str() =>
            {
                self
            }
            _ => Self::No,
        }
    }

    /// What was typed into a field.
    fn typed(self, name: &str) -> Option<&'a str> {
        match self {
            Self::Typed(fields, _) => fields.get(name).map(str::trim),
            Self::No | Self::Fits(..) => None,
        }
    }

    /// The last part of the name of the field that was refused, where it begins with a prefix.
    fn wrong(self, prefix: &str) -> Option<String> {
        match self {
            Self::Typed(_, no) => Some(no.at.as_deref()?.strip_prefix(prefix)?.strip_prefix('-')?.to_owned()),
            Self::No | Self::Fits(..) => None,
        }
    }
}

fn side_shown(group: &str, side: &SideDose, back: Back<'_>) -> SideShown {
    let (repetitions, seconds) = match side.setting.amount {
        Amount::Repetitions(n) | Amount::Breaths { repetitions: n, .. } => (Some(n), None),
        Amount::Holds { repetitions, seconds } => (Some(repetitions), Some(seconds)),
        Amount::Time(seconds) => (None, Some(seconds)),
        Amount::Distance(_) | Amount::Ladder => (None, None),
    };
    let field = format!("{group}-{}", side.side);
    let typed =
        |name: &str, planned: String| back.typed(&format!("{field}-{name}")).map_or(planned, str::to_owned);
    let kept = |number: Option<u16>| number.map_or(String::new(), |number| number.to_string());
    SideShown {
        side: side.side.id(),
        name: match side.side {
            WorkedSide::Both => "",
            WorkedSide::Left => "left",
            WorkedSide::Right => "right",
        },
        did: typed("did", String::new()),
        sets: typed("sets", side.setting.sets.to_string()),
        repetitions: repetitions.map(|n| typed("repetitions", n.to_string())),
        seconds: seconds.map(|n| typed("seconds", n.to_string())),
        pain: typed("pain", String::new()),
        effort: typed("effort", String::new()),
        form: typed("form", String::new()),
        wrong: back.wrong(&field),
        takes_weight: side.setting.added.steps > 0 || side.setting.added.weight.is_some(),
        weight: typed(
            "weight_kg",
            side.setting.added.weight.map_or(String::new(), |kg| words::plain(kg.get())),
        ),
        range: kept(side.setting.range),
        share: kept(side.setting.share.map(u16::from)),
        stopped: typed("stopped", String::new()),
        field,
    }
}
