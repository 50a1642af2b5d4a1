//! What a run asked, how it was run, and what the runner says about it, as words.

use femoris_app::{LoadOfRun, Twinge, is_beyond_a_short_run, words_of_load};
use femoris_clinic::event::TwingeMark;
use femoris_clinic::knowledge::Knowledge;
use femoris_clinic::load::{
    Above, FormChange, FormMeasure, FormStanding, LoadNote, NoLoad, RunLoad, StrideCount,
};
use femoris_measure::{Day, Effort, Metres, MetresPerSecond, StepsPerMinute};

use crate::format::{self, Units};
use crate::view::run::{Advice, Against, ContextLine, FormRow, LoadView, TwingeView};
use crate::words;

/// Everything the page says about load and form.
pub(super) fn load_view(found: &LoadOfRun, knowledge: &Knowledge, units: Units) -> LoadView {
    let changed = found.form.iter().any(|change| change.standing == FormStanding::Changed);
    LoadView {
        twinges: found.twinges.iter().map(|twinge| twinge_view(twinge, units)).collect(),
        context: context(found, knowledge, units),
        effort: found.effort.map(|(effort, _)| effort.get()),
        efforts: Effort::all().map(Effort::get).collect(),
        session: found.session.map(|session| format!("Effort times minutes: {session:.0}.")),
        form: found.form.iter().map(form_row).collect(),
        form_lead: form_lead(&found.form, changed, found.form_before_complaint),
        advice: advice(knowledge),
        effort_error: None,
        twinge_error: None,
        twinge_at: String::new(),
    }
}

fn twinge_view(twinge: &Twinge, units: Units) -> TwingeView {
    let minute = &twinge.minute;
    let mut parts = Vec::new();
    if let Some(pace) = minute.speed.map(MetresPerSecond::get).and_then(|speed| units.pace_number(speed, 1.0))
    {
        parts.push(format!("pace {pace} per {}", units.long()));
    }
    if let Some(slope) = minute.slope_percent {
        parts.push(match slope.round() as i64 {
            0 => "flat".to_owned(),
            up if up > 0 => format!("{up} % uphill"),
            down => format!("{} % downhill", -down),
        });
    }
    if let Some(cadence) = minute.cadence.map(StepsPerMinute::get) {
        parts.push(format!("{cadence:.0} steps a minute"));
    }
    if let Some(index) = minute.hamstring_index {
        parts.push(format!("hamstring index {index:.0} in that minute"));
    }
    let told = match twinge.marked {
        TwingeMark::Told => "You marked it here.",
        TwingeMark::LapTwice => "You pressed the lap button twice.",
    };
    TwingeView {
        entry: twinge.entry.0,
        at: format::clock(f64::from(twinge.second)),
        minute: if parts.is_empty() {
            "The recording tells nothing about that minute.".to_owned()
        } else {
            format!("That minute: {}.", parts.join(", "))
        },
        told,
    }
}

fn context(found: &LoadOfRun, knowledge: &Knowledge, units: Units) -> Vec<ContextLine> {
    let mut lines = Vec::new();
    lines.extend(found.against_longest.as_ref().map(|note| against(note, knowledge, units)));
    match &found.load {
        Ok(load) => {
            lines.push(index_line(load, knowledge, units));
            lines.extend(graded(load, units));
            lines.push(fast(load, found, units));
            lines.extend(steep(load));
        }
        Err(why) => lines.push(ContextLine::plain("No load for this run.", no_load(*why))),
    }
    lines
}

/// Why a run has no load, in a sentence.
pub(super) fn no_load(why: NoLoad) -> &'static str {
    match why {
        NoLoad::NoSamples => "It has totals and no second-by-second data.",
        NoLoad::NoSpeed => "Neither speed nor distance nor place was recorded.",
        NoLoad::TooSparse => "Its points are too far apart to tell speeds, or cover too little of the way.",
        NoLoad::NoRunning => "Nothing in it is as fast as running.",
        NoLoad::Unreadable => "Its stored samples can no longer be read. The original file is kept.",
    }
}

fn against(note: &LoadNote, knowledge: &Knowledge, units: Units) -> ContextLine {
    let text = words_of_load(note, knowledge).to_owned();
    let title = match note {
        _ if is_beyond_a_short_run(note) => {
            return ContextLine {
                is_estimate: true,
                ..ContextLine::plain("No run to compare the distance with.", text)
            };
        }
        LoadNote::NoBaseline { .. } => "Nothing to compare the distance with.".to_owned(),
        LoadNote::Compared { ratio, longest, .. } => format!(
            "{} of your longest run in the 30 days before, {}.",
            format::percent(*ratio),
            units.distance(longest.get())
        ),
    };
    ContextLine {
        title,
        text,
        is_estimate: false,
        cites: words::cites(&knowledge.load.sources, knowledge.load.tag, knowledge),
    }
}

fn index_line(load: &RunLoad, knowledge: &Knowledge, units: Units) -> ContextLine {
    let (low, high) = load.hamstring_index.range();
    let strides = match load.strides {
        StrideCount::Counted(strides) => {
            format!("{} strides were counted.", format::count(strides.round() as u64))
        }
        StrideCount::Assumed(_) => {
            "No cadence was recorded, so a usual number of strides is assumed.".to_owned()
        }
    };
    let per = load.distance.map(Metres::get).filter(|metres| *metres > 0.0).map_or(String::new(), |metres| {
        let per = load.hamstring_index.middle / metres * units.long_metres();
        format!(" {per:.0} per {}.", units.long())
    });
    ContextLine {
        title: format!("Hamstring index {}.", format::count(load.hamstring_index.middle.round() as u64)),
        text: format!(
            "As many strides of easy running, at {}, would ask as much; {} to {} with other curves.{per} {strides} An index, \
             not a force.",
            units
                .pace_number(knowledge.measures.index.reference, 1.0)
                .map_or_else(|| "4 m/s".to_owned(), |pace| format!("{pace} per {}", units.long())),
            format::count(low.round() as u64),
            format::count(high.round() as u64),
        ),
        is_estimate: true,
        cites: words::cites(&knowledge.measures.index_sources, knowledge.measures.tag, knowledge),
    }
}

fn graded(load: &RunLoad, units: Units) -> Option<ContextLine> {
    let graded = load.graded_distance?;
    let pace = load
        .timer
        .and_then(|timer| units.pace_number(graded.get(), timer.get()))
        .map_or(String::new(), |pace| format!(", {pace} per {}", units.long()));
    Some(ContextLine::plain(
        format!("{} on the flat would have cost as much{pace}.", units.distance(graded.get())),
        "Energy, levelled for hills. It says nothing about the load on your hamstrings.",
    ))
}

fn fast(load: &RunLoad, found: &LoadOfRun, units: Units) -> ContextLine {
    let Some(above) = &load.above else {
        return ContextLine::plain(
            "Fast running cannot be told yet.",
            "It needs your own maximum speed: three runs that reach a similar top speed, or a number you write under Your data.",
        );
    };
    let part = |above: &Above| {
        format!(
            "{} and {} above {:.0} %",
            format::clock(above.seconds),
            units.height(above.metres),
            above.share * 100.0
        )
    };
    let own = found.own.speed.map_or_else(String::new, |own| format!(", {}", units.speed(own.speed().get())));
    let from =
        if found.own.is_told { "which you told" } else { "the fastest that several of your runs support" };
    let ran: Vec<String> = above.iter().filter(|above| above.seconds >= 1.0).map(part).collect();
    let title = if ran.is_empty() {
        format!("Nothing above {:.0} %.", above[0].share * 100.0)
    } else {
        format!("Fast running: {}.", ran.join("; "))
    };
    ContextLine::plain(title, format!("Of your own maximum{own}, {from}."))
}

fn steep(load: &RunLoad) -> Option<ContextLine> {
    let slopes = load.slopes?;
    Some(ContextLine::plain(
        format!(
            "Steep ground: {} up, {} down.",
            format::clock(slopes.climb.seconds),
            format::clock(slopes.descent.seconds)
        ),
        "Five per cent and more. Nobody has measured the force in the hamstrings by slope.",
    ))
}

fn form_lead(form: &[FormChange], changed: bool, before: Option<Day>) -> String {
    if form.is_empty() {
        return "There are not enough earlier runs at these speeds on this device to compare with."
            .to_owned();
    }
    let runs = form.iter().map(|change| change.runs).min().unwrap_or_default() as u64;
    let than = match before {
        Some(day) => format!("{} before {}", format::counted(runs, "run", "runs"), format::date(day)),
        None => format!("{} before this one", format::counted(runs, "run", "runs")),
    };
    if changed {
        format!("Against {than}, at the same speeds on the same device, something changed.")
    } else {
        format!(
            "Against {than}, at the same speeds on the same device: nothing beyond what the device errs by."
        )
    }
}

fn form_row(change: &FormChange) -> FormRow {
    let value = |value: f64| match change.measure {
        FormMeasure::ContactBalance | FormMeasure::VerticalRatio | FormMeasure::LegStiffness => {
            format!("{value:.1}")
        }
        _ => format!("{value:.0}"),
    };
    FormRow {
        name: name_of(change.measure),
        unit: change.measure.unit(),
        now: value(change.now),
        before: value(change.before),
        standing: match change.standing {
            FormStanding::Changed if change.now > change.before => "higher",
            FormStanding::Changed => "lower",
            FormStanding::WithinError => "no change",
        },
        is_changed: change.standing == FormStanding::Changed,
        drawn: drawn(change),
    }
}

/// The line reaches so far that half of it is no change, and farther where the value lies beyond it.
fn drawn(change: &FormChange) -> Against {
    let off = change.now - change.before;
    let reach = (change.needed * 2.0).max(off.abs() * 1.1).max(f64::MIN_POSITIVE);
    let half = 50.0 * change.needed / reach;
    let place = |value: f64| format!("{value:.1}");
    Against { from: place(50.0 - half), width: place(2.0 * half), at: place(49.0 + 50.0 * off / reach) }
}

fn name_of(measure: FormMeasure) -> &'static str {
    match measure {
        FormMeasure::Cadence => "Cadence",
        FormMeasure::StepLength => "Step length",
        FormMeasure::GroundContact => "Ground contact",
        FormMeasure::ContactBalance => "Contact on the left",
        FormMeasure::VerticalOscillation => "Vertical oscillation",
        FormMeasure::VerticalRatio => "Vertical ratio",
        FormMeasure::LegStiffness => "Leg stiffness (pod)",
        FormMeasure::FormPower => "Form power (pod)",
    }
}

fn advice(knowledge: &Knowledge) -> Vec<Advice> {
    let one = |advice: &femoris_clinic::load::FormAdvice| Advice {
        title: knowledge.text(&format!("{}.title", advice.rule)).to_owned(),
        text: knowledge.text(&format!("{}.text", advice.rule)).to_owned(),
        cites: words::cites(&advice.sources, advice.tag, knowledge),
    };
    knowledge.form.advice.iter().map(one).collect()
}

/// Seconds of a time as runners write it: `12:34`, `1:02:03`, or minutes alone.
pub(super) fn seconds_of(text: &str) -> Option<u32> {
    let parts: Vec<u32> =
        text.trim().split(':').map(|part| part.trim().parse().ok()).collect::<Option<_>>()?;
    let sixty = |value: u32| (value < 60).then_some(value);
    match parts.as_slice() {
        [minutes] => minutes.checked_mul(60),
        [minutes, seconds] => minutes.checked_mul(60)?.checked_add(sixty(*seconds)?),
        [hours, minutes, seconds] => {
            hours.checked_mul(3600)?.checked_add(sixty(*minutes)? * 60)?.checked_add(sixty(*seconds)?)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_runners_write_them() {
        for (text, seconds) in [("12:34", 754), (" 1:02:03 ", 3723), ("7", 420), ("0:05", 5), ("90:00", 5400)]
        {
            assert_eq!(seconds_of(text), Some(seconds), "{text}");
        }
        for bad in ["", "12:60", "1:60:00", "a", "1:2:3:4", "-1:00", "99999999:00", "12.5"] {
            assert_eq!(seconds_of(bad), None, "{bad}");
        }
    }
}
