//! A run held against what was prescribed for its day.

use femoris_app::RunAgainst;
use femoris_clinic::running::matching::{Aspect, Compared, Kept, Outcome};
use femoris_measure::MetresPerSecond;

use crate::format::{self, Units};
use crate::view::running::{AgainstCard, AgainstRow, OverTable};

/// Stretches that are named one by one.
const NAMED: usize = 3;

/// Rows of the table of stretches that were too fast.
const MOST_STRETCHES: usize = 20;

/// Where a run was faster than asked, for its chart.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Overshoot {
    /// Seconds from and to, since the start of the recording.
    pub(crate) stretches: Vec<(f64, f64)>,
    /// The fastest that was asked.
    pub(crate) cap: MetresPerSecond,
}

/// The stretches beyond the cap on speed; `None` where there was no cap or it was kept, and where nobody was asked anything.
pub(crate) fn overshoot(against: &RunAgainst) -> Option<Overshoot> {
    if !against.is_guided {
        return None;
    }
    let (asked, found) = against.prescribed.as_ref().zip(against.comparison.as_ref())?;
    let too_fast = |one: &&Compared| one.aspect == Aspect::Speed && one.outcome == Outcome::Beyond;
    let stretches = found.compared.iter().find(too_fast)?.places.clone();
    let cap = asked.caps().speed.filter(|_| !stretches.is_empty())?;
    Some(Overshoot { stretches, cap })
}

/// The card; `None` where nobody prescribes anything to this runner.
pub(crate) fn card(against: &RunAgainst, units: Units) -> Option<AgainstCard> {
    if !against.is_guided {
        return None;
    }
    let (Some(prescribed), Some(found)) = (&against.prescribed, &against.comparison) else {
        return Some(AgainstCard {
            title: "A day without a run".to_owned(),
            line: "No run was prescribed for this day. It counts as more than that; the next one waits a day longer."
                .to_owned(),
            ..AgainstCard::default()
        });
    };
    let line = match found.kept {
        Kept::Kept => "Done as it was written. With a calm next morning it counts for the next step.",
        Kept::Exceeded => "More than was written. That is no harm done; it does not count for the next step.",
        Kept::Short => "Less than was written. That is fine; the same run comes again.",
        Kept::Unknown => "The recording cannot tell whether it was kept. Say so on the page of the day.",
    };
    let names: Vec<&str> = found.unknown.iter().map(|aspect| name(*aspect)).collect();
    Some(AgainstCard {
        title: format!("Against “{}”", prescribed.name),
        line: line.to_owned(),
        rows: found.compared.iter().map(|one| row(one, units)).collect(),
        unknown: (!names.is_empty()).then(|| format!("Not recorded: {}.", names.join(", ").to_lowercase())),
        over: overshoot(against).map(|over| over_table(&over, units)),
    })
}

/// What the chart marks, as a table.
fn over_table(over: &Overshoot, units: Units) -> OverTable {
    let seconds: f64 = over.stretches.iter().map(|(from, to)| to - from).sum();
    let cap = units
        .pace_number(over.cap.get(), 1.0)
        .map_or_else(String::new, |pace| format!(" than {pace} per {}", units.long()));
    let row =
        |(from, to): &(f64, f64)| [format::clock(*from), format::clock(*to), format!("{:.0} s", to - from)];
    let more = over.stretches.len().saturating_sub(MOST_STRETCHES) as u64;
    OverTable {
        lead: format!(
            "Faster{cap} for {seconds:.0} s in {}, marked on the pace.",
            format::counted(over.stretches.len() as u64, "place", "places")
        ),
        rows: over.stretches.iter().take(MOST_STRETCHES).map(row).collect(),
        more: (more > 0).then(|| format!("And {}.", format::counted(more, "more place", "more places"))),
    }
}

fn name(aspect: Aspect) -> &'static str {
    match aspect {
        Aspect::Time => "Time",
        Aspect::Distance => "Distance",
        Aspect::Speed => "Above the top speed",
        Aspect::Flat => "Steep ground",
        Aspect::Strides => "Fast strides",
    }
}

fn row(one: &Compared, units: Units) -> AgainstRow {
    let number = |value: f64| match one.aspect {
        Aspect::Time => format::clock(value),
        Aspect::Distance => units.distance(value),
        Aspect::Speed => format!("{value:.0} s"),
        Aspect::Flat => units.height(value),
        Aspect::Strides => format!("{value:.0}"),
    };
    AgainstRow {
        name: name(one.aspect),
        asked: number(one.asked),
        done: number(one.done),
        outcome: match one.outcome {
            Outcome::Within => "kept",
            Outcome::Beyond => "more",
            Outcome::Below => "less",
        },
        places: places(&one.places),
    }
}

fn places(places: &[(f64, f64)]) -> Option<String> {
    let named: Vec<String> = places
        .iter()
        .take(NAMED)
        .map(|(from, to)| format!("{} to {}", format::clock(*from), format::clock(*to)))
        .collect();
    let more = places.len().saturating_sub(NAMED) as u64;
    let rest = (more > 0).then(|| format!(", and {}", format::counted(more, "more place", "more places")));
    (!named.is_empty()).then(|| format!("at {}{}", named.join(", "), rest.unwrap_or_default()))
}
