//! A run, with the other runs of its day, held against what was prescribed for the day.

use femoris_app::{Guide, RunAgainst};
use femoris_clinic::running::matching::{Aspect, Compared, Kept, Outcome};
use femoris_clinic::running::places::Place;
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
    /// The stretches of this run, in their order.
    pub(crate) stretches: Vec<Place>,
    /// The fastest that was asked.
    pub(crate) cap: MetresPerSecond,
}

/// The stretches beyond the cap on speed; `None` where there was no cap or it was kept, and where nobody was asked anything.
pub(crate) fn overshoot(against: &RunAgainst) -> Option<Overshoot> {
    against.guide?;
    let (asked, found) = against.prescribed.as_ref().zip(against.comparison.as_ref())?;
    let too_fast = |one: &&Compared| one.aspect == Aspect::Speed && one.outcome == Outcome::Beyond;
    let places = &found.compared.iter().find(too_fast)?.places;
    let stretches: Vec<Place> = places.iter().filter(|one| one.run == against.place).copied().collect();
    let cap = asked.caps().speed.filter(|_| !stretches.is_empty())?;
    Some(Overshoot { stretches, cap })
}

/// The card; `None` where nobody prescribes anything to this runner.
pub(crate) fn card(against: &RunAgainst, units: Units) -> Option<AgainstCard> {
    let guide = against.guide?;
    let (Some(prescribed), Some(found)) = (&against.prescribed, &against.comparison) else {
        return Some(AgainstCard {
            title: "A day without a run".to_owned(),
            verdict: "more",
            line: match guide {
                Guide::Ladder => {
                    "No run was written for this day. It counts as more than that, and not for the next step."
                }
                Guide::Plan => {
                    "The plan had no run for this day. What comes next is made from what you ran, not from what was \
                     planned."
                }
            }
            .to_owned(),
            ..AgainstCard::default()
        });
    };
    let of = Of { against, cap: prescribed.caps().speed, units };
    let names: Vec<&str> = found.unknown.iter().map(|aspect| name(*aspect)).collect();
    let together = (against.runs > 1)
        .then(|| format!("This day has {} runs. They are held against it together.", against.runs));
    Some(AgainstCard {
        title: format!("Against “{}”", prescribed.name),
        verdict: verdict(found.kept),
        line: line(found.kept, guide).to_owned(),
        together,
        rows: found.compared.iter().map(|one| of.row(one)).collect(),
        unknown: (!names.is_empty()).then(|| format!("Not recorded: {}.", names.join(", ").to_lowercase())),
        over: overshoot(against).map(|over| over_table(&over, units)),
    })
}

fn verdict(kept: Kept) -> &'static str {
    match kept {
        Kept::Kept => "kept",
        Kept::Exceeded => "more",
        Kept::Short => "less",
        Kept::Unknown => "cannot be told",
    }
}

/// What comes of it.
fn line(kept: Kept, guide: Guide) -> &'static str {
    match (kept, guide) {
        (Kept::Kept, Guide::Ladder) => {
            "Done as it was written. With a calm next morning it counts for the next step."
        }
        (Kept::Kept, Guide::Plan) => "Done as it was written.",
        (Kept::Exceeded, Guide::Ladder) => {
            "More than was written. That is no harm done; it does not count for the next step."
        }
        (Kept::Exceeded, Guide::Plan) => {
            "More than was written. That is no harm done. Let the next run be as it is written."
        }
        (Kept::Short, Guide::Ladder) => "Less than was written. That is fine; the same run comes again.",
        (Kept::Short, Guide::Plan) => {
            "Less than was written. That is fine; what comes next is made from what you ran."
        }
        (Kept::Unknown, _) => {
            "The recording does not tell whether it was kept. On its day you can say so on Today."
        }
    }
}

/// What the chart marks, as a table.
fn over_table(over: &Overshoot, units: Units) -> OverTable {
    let row = |place: &Place| {
        let pace = place.speed.and_then(|speed| units.pace_number(speed.get(), 1.0));
        [
            format::clock(place.from_s),
            format::clock(place.to_s),
            format::clock(place.lasts_s()),
            pace.unwrap_or_else(|| "–".to_owned()),
        ]
    };
    let more = over.stretches.len().saturating_sub(MOST_STRETCHES) as u64;
    OverTable {
        lead: "Every place that was faster than asked, marked on the pace.".to_owned(),
        pace_head: format!("Pace, min/{}", units.long()),
        rows: over.stretches.iter().take(MOST_STRETCHES).map(row).collect(),
        more: (more > 0).then(|| format!("And {}.", format::counted(more, "more place", "more places"))),
    }
}

fn name(aspect: Aspect) -> &'static str {
    match aspect {
        Aspect::Time => "Time",
        Aspect::Distance => "Distance",
        Aspect::Speed => "Top speed",
        Aspect::Flat => "Flat ground",
        Aspect::Strides => "Fast strides",
    }
}

/// What the rows of a card are written from.
struct Of<'a> {
    against: &'a RunAgainst,
    cap: Option<MetresPerSecond>,
    units: Units,
}

impl Of<'_> {
    fn row(&self, one: &Compared) -> AgainstRow {
        AgainstRow {
            name: name(one.aspect),
            outcome: match one.outcome {
                Outcome::Within => "kept",
                Outcome::Beyond => "more",
                Outcome::Below => "less",
            },
            text: match one.aspect {
                Aspect::Time => self.plain(one, format::clock),
                Aspect::Distance => self.plain(one, |metres| self.units.distance(metres)),
                Aspect::Strides => self.plain(one, |count| format!("{count:.0}")),
                Aspect::Flat => self.flat(one),
                Aspect::Speed => self.speed(one),
            },
        }
    }

    fn plain(&self, one: &Compared, number: impl Fn(f64) -> String) -> String {
        let from = match one.aspect {
            Aspect::Strides => self.places(&one.places, "the extra ones at "),
            Aspect::Time | Aspect::Distance | Aspect::Speed | Aspect::Flat => self.beyond_from(&one.places),
        };
        let up_to = if one.aspect == Aspect::Distance { "Up to " } else { "" };
        let asked = if up_to.is_empty() { "Asked" } else { "asked" };
        match up_to {
            "" => format!("{asked} {}, done {}{from}.", number(one.asked), number(one.done)),
            _ => format!("{up_to}{} {asked}, done {}{from}.", number(one.asked), number(one.done)),
        }
    }

    /// From where on it was more than asked.
    fn beyond_from(&self, places: &[Place]) -> String {
        let Some(first) = places.first() else { return String::new() };
        if first.run == self.against.place {
            return format!(", beyond it from {} on", format::clock(first.from_s));
        }
        let whole = places.iter().any(|place| place.run == self.against.place);
        if whole {
            ", beyond it before this run began".to_owned()
        } else {
            ", beyond it in another run".to_owned()
        }
    }

    fn flat(&self, one: &Compared) -> String {
        let metres = self.units.way(one.done);
        match one.outcome {
            Outcome::Within if one.done < 1.0 => "No steep ground.".to_owned(),
            Outcome::Within | Outcome::Below => format!("Steep for {metres}, which is too little to count."),
            Outcome::Beyond => {
                format!("Flat ground asked, steep for {metres}{}.", self.places(&one.places, ": "))
            }
        }
    }

    /// The longest piece without a break, where it was and how fast; then all of it.
    fn speed(&self, one: &Compared) -> String {
        let asked = self.cap.and_then(|cap| self.pace(cap));
        let asked = asked.map_or_else(String::new, |pace| format!(" than {pace}"));
        let longest = one.longest_s.unwrap_or_default();
        if one.done < 1.0 {
            return format!("Never faster{asked}.");
        }
        let (all, longest_text) = (format::clock(one.done), format::clock(longest));
        if one.outcome == Outcome::Within {
            return format!(
                "Faster{asked} for {longest_text} at a time and {all} in all, which is too short to count."
            );
        }
        let place = one.places.iter().max_by(|a, b| a.lasts_s().total_cmp(&b.lasts_s()));
        let at = place.map_or_else(String::new, |place| self.at(place));
        let count = format::counted(one.places.len() as u64, "place", "places");
        match one.places.len() {
            0 | 1 => format!("Faster{asked} for {longest_text} without a break{at}."),
            _ => format!(
                "Faster{asked}: the longest piece was {longest_text} without a break{at}. In all {all}, in {count}."
            ),
        }
    }

    /// Where a piece was, and how fast.
    fn at(&self, place: &Place) -> String {
        let pace = place.speed.and_then(|speed| self.pace(speed));
        let pace = pace.map_or_else(String::new, |pace| format!(", at {pace}"));
        if place.run != self.against.place {
            return format!("{pace}, in another run of the day");
        }
        format!("{pace}, from {} to {}", format::clock(place.from_s), format::clock(place.to_s))
    }

    fn pace(&self, speed: MetresPerSecond) -> Option<String> {
        self.units.pace_number(speed.get(), 1.0).map(|pace| format!("{pace} per {}", self.units.long()))
    }

    /// The first few places of this run, and how many more there are.
    fn places(&self, places: &[Place], before: &str) -> String {
        let (here, elsewhere): (Vec<&Place>, Vec<&Place>) =
            places.iter().partition(|place| place.run == self.against.place);
        let span =
            |place: &&Place| format!("{} to {}", format::clock(place.from_s), format::clock(place.to_s));
        let mut parts: Vec<String> = here.iter().take(NAMED).map(span).collect();
        let more = here.len().saturating_sub(NAMED) as u64;
        if more > 0 {
            parts.push(format!("and {}", format::counted(more, "more place", "more places")));
        }
        if !elsewhere.is_empty() {
            parts.push("in another run of the day".to_owned());
        }
        let joiner = if before.starts_with(':') { before.to_owned() } else { format!(", {before}") };
        if parts.is_empty() { String::new() } else { format!("{joiner}{}", parts.join(", ")) }
    }
}
