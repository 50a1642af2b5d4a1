//! A run held against what was prescribed for its day.

use femoris_app::{App, AppError, RunAgainst};
use femoris_clinic::running::matching::{Aspect, Compared, Kept, Outcome};

use crate::format::{self, Units};
use crate::view::running::{AgainstCard, AgainstRow};

/// Stretches that are named one by one.
const NAMED: usize = 3;

/// The card; `None` where nobody prescribes anything to this runner.
pub(crate) fn card(app: &App, id: &str, units: Units) -> Result<Option<AgainstCard>, AppError> {
    let against = app.run_against(id)?;
    if !against.is_guided {
        return Ok(None);
    }
    let RunAgainst { prescribed, comparison, .. } = against;
    let (Some(prescribed), Some(found)) = (prescribed, comparison) else {
        return Ok(Some(AgainstCard {
            title: "A day without a run".to_owned(),
            line: "No run was prescribed for this day. It counts as more than that; the next one waits a day longer."
                .to_owned(),
            rows: Vec::new(),
            unknown: None,
        }));
    };
    let line = match found.kept {
        Kept::Kept => "Done as it was written. With a calm next morning it counts for the next step.",
        Kept::Exceeded => "More than was written. That is no harm done; it does not count for the next step.",
        Kept::Short => "Less than was written. That is fine; the same run comes again.",
        Kept::Unknown => "The recording cannot tell whether it was kept. Say so on the page of the day.",
    };
    let names: Vec<&str> = found.unknown.iter().map(|aspect| name(*aspect)).collect();
    Ok(Some(AgainstCard {
        title: format!("Against “{}”", prescribed.name),
        line: line.to_owned(),
        rows: found.compared.iter().map(|one| row(one, units)).collect(),
        unknown: (!names.is_empty()).then(|| format!("Not recorded: {}.", names.join(", ").to_lowercase())),
    }))
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
