//! An entry as a kind and a flat list of named values, so that a store can write it without knowing it.

use super::{Entry, PainMoment, Sequence, TwingeMark, TwingeMinute, Unsure};
use crate::complaint::{AgeGiven, AgeYears, Complaint, Months, StrainHistory};
use crate::finding::{Finding, FindingId};
use crate::illness::Health;
use crate::measurement::{Measure, MeasureId};
use crate::rehab::exercise::ExerciseId;
use crate::restriction::{Caps, Restriction, RestrictionEffect, Terrain};
use crate::running::matching::DoneAs;
use crate::running::rules::Way;
use femoris_measure::{
    Day, Effort, Instant, Metres, MetresPerSecond, Minutes, OutOfRange, PainScore, Percent, Seconds,
    SleepScore, StepsPerMinute,
};

mod rehab;

/// One value of a flat entry.
#[derive(Debug, Clone, PartialEq)]
pub enum FieldValue {
    /// Words or an id.
    Text(String),
    /// A number with a fraction.
    Number(f64),
    /// A whole number.
    Integer(i64),
    /// A civil date.
    Day(Day),
}

/// Why a flat entry is not an entry.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum EntryError {
    /// No entry of that kind.
    #[error("{kind:?} is no kind of entry")]
    Kind {
        /// What arrived.
        kind: String,
    },
    /// A field that the kind needs is not there.
    #[error("{kind}.{field} is missing")]
    Missing {
        /// The kind of entry.
        kind: &'static str,
        /// The field.
        field: &'static str,
    },
    /// A field that the kind does not have.
    #[error("{kind}.{field} is not a field of this entry")]
    Unexpected {
        /// The kind of entry.
        kind: &'static str,
        /// The field.
        field: String,
    },
    /// A field holds another type or an id that does not exist.
    #[error("{kind}.{field} must be {expected}")]
    Wrong {
        /// The kind of entry.
        kind: &'static str,
        /// The field.
        field: &'static str,
        /// What it should be.
        expected: &'static str,
    },
    /// A field holds a number off its scale.
    #[error("{kind}.{field}: {source}")]
    OutOfRange {
        /// The kind of entry.
        kind: &'static str,
        /// The field.
        field: &'static str,
        /// Which bound was broken.
        source: OutOfRange,
    },
}

type Fields = Vec<(&'static str, FieldValue)>;

impl Entry {
    /// Stable name of the kind of entry.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::RunnerDescribed { .. } => "runner_described",
            Self::ComplaintSet(_) => "complaint_set",
            Self::FindingAnswered { .. } => "finding_answered",
            Self::Measured(_) => "measured",
            Self::NotSure(_) => "not_sure",
            Self::HistorySet(_) => "history_set",
            Self::PainLogged { .. } => "pain_logged",
            Self::SleepRated { .. } => "sleep_rated",
            Self::HealthTold { .. } => "health_told",
            Self::RunRecorded { .. } => "run_recorded",
            Self::RunRemoved { .. } => "run_removed",
            Self::RunEffort { .. } => "run_effort",
            Self::Twinge { .. } => "twinge",
            Self::RunPlanned { .. } => "run_planned",
            Self::RestrictionSet(_) => "restriction_set",
            Self::RestrictionLifted { .. } => "restriction_lifted",
            Self::RunTold { .. } => "run_told",
            Self::WayChosen { .. } => "way_chosen",
            Self::GoalSet { .. } => "goal_set",
            Self::FullTraining => "full_training",
            Self::SessionLogged(_) => "session_logged",
            Self::ExerciseLogged(_) => "exercise_logged",
            Self::RehabSet(_) => "rehab_set",
            Self::StageDecided(_) => "stage_decided",
            Self::Withdrawn { .. } => "withdrawn",
        }
    }

    /// Its values under stable names. A value that is not known has no field.
    pub fn fields(&self) -> Fields {
        let mut out = Out(Vec::new());
        match self {
            Self::RunnerDescribed { age, sex } => {
                match age {
                    Some(AgeGiven::Years(age)) => out.integer("age_years", i64::from(age.get())),
                    Some(AgeGiven::BirthYear(year)) => out.integer("birth_year", i64::from(*year)),
                    None => {}
                }
                out.id("sex", sex.map(|sex| sex.id()));
            }
            Self::ComplaintSet(complaint) => complaint_fields(complaint, &mut out),
            Self::FindingAnswered { id, answer } => {
                out.id("finding", Some(id.id()));
                out.id("answer", Some(answer.id()));
            }
            Self::Measured(measure) => {
                out.id("measure", Some(measure.id().id()));
                out.number("value", Some(measure.value()));
            }
            Self::NotSure(about) => out.id("about", Some(about.id())),
            Self::HistorySet(history) => {
                if let Some(count) = history.previous_hamstring_strains {
                    out.integer("previous_hamstring_strains", i64::from(count));
                }
                out.number("months_since_last_strain", history.months_since_last_strain.map(Months::get));
            }
            Self::PainLogged { moment, score } => {
                out.id("moment", Some(moment.id()));
                out.integer("score", i64::from(score.get()));
            }
            Self::SleepRated { score } => out.integer("score", i64::from(score.get())),
            Self::HealthTold { health } => out.id("health", Some(health.id())),
            Self::RunRecorded { run, start, distance, duration } => {
                out.id("run", Some(run));
                out.integer("start_ms", start.unix_ms());
                out.number("distance_m", distance.map(Metres::get));
                out.number("duration_s", duration.map(Seconds::get));
            }
            Self::RunRemoved { run } => out.id("run", Some(run)),
            Self::RunEffort { run, effort } => {
                out.id("run", Some(run));
                out.integer("effort", i64::from(effort.get()));
            }
            Self::Twinge { run, second, marked, minute } => {
                out.id("run", Some(run));
                out.integer("second", i64::from(*second));
                out.id("marked", Some(marked.id()));
                out.number("speed_m_per_s", minute.speed.map(MetresPerSecond::get));
                out.number("slope_pct", minute.slope_percent);
                out.number("cadence", minute.cadence.map(StepsPerMinute::get));
                out.number("hamstring_index", minute.hamstring_index);
            }
            Self::RunPlanned { distance, minutes } => {
                out.number("distance_m", distance.map(Metres::get));
                out.number("minutes", minutes.map(Minutes::get));
            }
            Self::RestrictionSet(restriction) => restriction_fields(restriction, &mut out),
            Self::RestrictionLifted { restriction } => out.sequence("restriction", *restriction),
            Self::RunTold { told } => out.id("told", Some(told.id())),
            Self::WayChosen { way } => out.id("way", Some(way.id())),
            Self::GoalSet { day, distance } => {
                out.day("race_day", Some(*day));
                out.number("distance_m", Some(distance.get()));
            }
            Self::FullTraining => {}
            Self::SessionLogged(done) => rehab::session_fields(done, &mut out),
            Self::ExerciseLogged(done) => rehab::exercise_fields(done, &mut out),
            Self::RehabSet(settings) => rehab::settings_fields(settings, &mut out),
            Self::StageDecided(decision) => rehab::decision_fields(*decision, &mut out),
            Self::Withdrawn { entry } => out.sequence("entry", *entry),
        }
        out.0
    }

    /// The way back. Names every field that is missing, unexpected, of a wrong type or off its scale.
    pub fn from_parts<S: AsRef<str>>(kind: &str, fields: &[(S, FieldValue)]) -> Result<Self, EntryError> {
        let kind = KINDS
            .iter()
            .find(|known| **known == kind)
            .ok_or_else(|| EntryError::Kind { kind: kind.to_owned() })?;
        let mut taken = Taken { kind, fields, used: Vec::new() };
        let entry = read(kind, &mut taken)?;
        taken.nothing_left()?;
        Ok(entry)
    }
}

const KINDS: [&str; 25] = [
    "runner_described",
    "complaint_set",
    "finding_answered",
    "measured",
    "not_sure",
    "history_set",
    "pain_logged",
    "sleep_rated",
    "health_told",
    "run_recorded",
    "run_removed",
    "run_effort",
    "twinge",
    "run_planned",
    "restriction_set",
    "restriction_lifted",
    "run_told",
    "way_chosen",
    "goal_set",
    "full_training",
    "session_logged",
    "exercise_logged",
    "rehab_set",
    "stage_decided",
    "withdrawn",
];

fn complaint_fields(complaint: &Complaint, out: &mut Out) {
    out.id("setting", complaint.setting.map(|v| v.id()));
    out.id("onset", complaint.onset.map(|v| v.id()));
    out.day("onset_date", complaint.onset_date);
    out.id("side", complaint.side.map(|v| v.id()));
    out.id("location", complaint.location.map(|v| v.id()));
}

fn restriction_fields(restriction: &Restriction, out: &mut Out) {
    out.id("text", Some(&restriction.text));
    out.day("until", restriction.until);
    match &restriction.effect {
        RestrictionEffect::NoRun => out.id("effect", Some("no_run")),
        RestrictionEffect::LeaveOut(exercise) => {
            out.id("effect", Some("leave_out"));
            out.id("exercise", Some(exercise.as_str()));
        }
        RestrictionEffect::Cap(caps) => {
            out.id("effect", Some("cap"));
            out.number("volume_from_pct", caps.volume_from.map(Percent::get));
            out.number("volume_to_pct", caps.volume_to.map(Percent::get));
            out.number("top_speed_pct", caps.top_speed.map(Percent::get));
            out.id("terrain", Some(caps.terrain.id()));
            out.number("minutes", caps.minutes.map(Minutes::get));
            out.number("distance_m", caps.distance.map(Metres::get));
        }
    }
}

struct Out(Fields);

impl Out {
    fn id(&mut self, name: &'static str, value: Option<&str>) {
        if let Some(value) = value {
            self.0.push((name, FieldValue::Text(value.to_owned())));
        }
    }

    fn number(&mut self, name: &'static str, value: Option<f64>) {
        if let Some(value) = value {
            self.0.push((name, FieldValue::Number(value)));
        }
    }

    fn integer(&mut self, name: &'static str, value: i64) {
        self.0.push((name, FieldValue::Integer(value)));
    }

    fn day(&mut self, name: &'static str, value: Option<Day>) {
        if let Some(value) = value {
            self.0.push((name, FieldValue::Day(value)));
        }
    }

    fn sequence(&mut self, name: &'static str, value: Sequence) {
        self.integer(name, i64::try_from(value.0).unwrap_or(i64::MAX));
    }
}

fn read<S: AsRef<str>>(kind: &'static str, from: &mut Taken<'_, S>) -> Result<Entry, EntryError> {
    Ok(match kind {
        "runner_described" => Entry::RunnerDescribed {
            age: read_age(from)?,
            sex: from.id("sex", crate::complaint::Sex::from_id)?,
        },
        "complaint_set" => Entry::ComplaintSet(Complaint {
            setting: from.id("setting", crate::complaint::Setting::from_id)?,
            onset: from.id("onset", crate::complaint::Onset::from_id)?,
            onset_date: from.day("onset_date")?,
            side: from.id("side", crate::complaint::Side::from_id)?,
            location: from.id("location", crate::complaint::Location::from_id)?,
        }),
        "finding_answered" => Entry::FindingAnswered {
            id: from.id("finding", FindingId::from_id)?.ok_or(from.missing("finding"))?,
            answer: from.id("answer", Finding::from_id)?.ok_or(from.missing("answer"))?,
        },
        "measured" => {
            let id = from.id("measure", MeasureId::from_id)?.ok_or(from.missing("measure"))?;
            let value = from.number("value")?.ok_or(from.missing("value"))?;
            Entry::Measured(Measure::new(id, value).map_err(|source| from.range("value", source))?)
        }
        "not_sure" => Entry::NotSure(from.id("about", Unsure::from_id)?.ok_or(from.missing("about"))?),
        "history_set" => Entry::HistorySet(StrainHistory {
            previous_hamstring_strains: from.whole("previous_hamstring_strains")?,
            months_since_last_strain: from.quantity("months_since_last_strain", Months::new)?,
        }),
        "pain_logged" => Entry::PainLogged {
            moment: from.id("moment", PainMoment::from_id)?.ok_or(from.missing("moment"))?,
            score: read_scale(from, "score", PainScore::new)?,
        },
        "sleep_rated" => Entry::SleepRated { score: read_scale(from, "score", SleepScore::new)? },
        "health_told" => {
            Entry::HealthTold { health: from.id("health", Health::from_id)?.ok_or(from.missing("health"))? }
        }
        "run_recorded" => Entry::RunRecorded {
            run: from.text("run")?.ok_or(from.missing("run"))?,
            start: Instant::from_unix_ms(from.integer("start_ms")?.ok_or(from.missing("start_ms"))?),
            distance: from.quantity("distance_m", Metres::new)?,
            duration: from.quantity("duration_s", Seconds::new)?,
        },
        "run_removed" => Entry::RunRemoved { run: from.text("run")?.ok_or(from.missing("run"))? },
        "run_effort" => Entry::RunEffort {
            run: from.text("run")?.ok_or(from.missing("run"))?,
            effort: read_scale(from, "effort", Effort::new)?,
        },
        "twinge" => read_twinge(from)?,
        "run_planned" => Entry::RunPlanned {
            distance: from.quantity("distance_m", Metres::new)?,
            minutes: from.quantity("minutes", Minutes::new)?,
        },
        "run_told" => Entry::RunTold { told: from.id("told", DoneAs::from_id)?.ok_or(from.missing("told"))? },
        "way_chosen" => Entry::WayChosen { way: from.id("way", Way::from_id)?.ok_or(from.missing("way"))? },
        "goal_set" => Entry::GoalSet {
            day: from.day("race_day")?.ok_or(from.missing("race_day"))?,
            distance: from.quantity("distance_m", Metres::new)?.ok_or(from.missing("distance_m"))?,
        },
        "full_training" => Entry::FullTraining,
        "restriction_set" => Entry::RestrictionSet(read_restriction(from)?),
        "restriction_lifted" => Entry::RestrictionLifted {
            restriction: Sequence(from.whole("restriction")?.ok_or(from.missing("restriction"))?),
        },
        "session_logged" => rehab::read_session(from)?,
        "exercise_logged" => rehab::read_exercise(from)?,
        "rehab_set" => rehab::read_settings(from)?,
        "stage_decided" => rehab::read_decision(from)?,
        "withdrawn" => {
            Entry::Withdrawn { entry: Sequence(from.whole("entry")?.ok_or(from.missing("entry"))?) }
        }
        other => return Err(EntryError::Kind { kind: other.to_owned() }),
    })
}

fn read_age<S: AsRef<str>>(from: &mut Taken<'_, S>) -> Result<Option<AgeGiven>, EntryError> {
    let years = from.integer("age_years")?;
    let born = from.integer("birth_year")?;
    match (years, born) {
        (Some(years), _) => {
            let age = AgeYears::new(years).map_err(|source| from.range("age_years", source))?;
            Ok(Some(AgeGiven::Years(age)))
        }
        (None, Some(year)) => i16::try_from(year)
            .map(|year| Some(AgeGiven::BirthYear(year)))
            .map_err(|_| from.wrong("birth_year", "a year such as 1987")),
        (None, None) => Ok(None),
    }
}

/// A field that must be there, on the scale that `new` makes.
fn read_scale<T, S: AsRef<str>>(
    from: &mut Taken<'_, S>,
    field: &'static str,
    new: fn(u8) -> Result<T, OutOfRange>,
) -> Result<T, EntryError> {
    let value = from.whole::<u8>(field)?.ok_or(from.missing(field))?;
    new(value).map_err(|source| from.range(field, source))
}

fn read_twinge<S: AsRef<str>>(from: &mut Taken<'_, S>) -> Result<Entry, EntryError> {
    Ok(Entry::Twinge {
        run: from.text("run")?.ok_or(from.missing("run"))?,
        second: from.whole("second")?.ok_or(from.missing("second"))?,
        marked: from.id("marked", TwingeMark::from_id)?.ok_or(from.missing("marked"))?,
        minute: TwingeMinute {
            speed: from.quantity("speed_m_per_s", MetresPerSecond::new)?,
            slope_percent: from.number("slope_pct")?,
            cadence: from.quantity("cadence", StepsPerMinute::new)?,
            hamstring_index: from.number("hamstring_index")?,
        },
    })
}

fn read_restriction<S: AsRef<str>>(from: &mut Taken<'_, S>) -> Result<Restriction, EntryError> {
    let text = from.text("text")?.ok_or(from.missing("text"))?;
    let until = from.day("until")?;
    let effect = match from.text("effect")?.as_deref() {
        Some("no_run") => RestrictionEffect::NoRun,
        Some("cap") => RestrictionEffect::Cap(Caps {
            volume_from: from.quantity("volume_from_pct", Percent::new)?,
            volume_to: from.quantity("volume_to_pct", Percent::new)?,
            top_speed: from.quantity("top_speed_pct", Percent::new)?,
            terrain: from.id("terrain", Terrain::from_id)?.unwrap_or_default(),
            minutes: from.quantity("minutes", Minutes::new)?,
            distance: from.quantity("distance_m", Metres::new)?,
        }),
        Some("leave_out") => {
            let id = from.text("exercise")?.ok_or(from.missing("exercise"))?;
            let id = ExerciseId::new(&id).ok_or(from.wrong("exercise", "the id of an exercise"))?;
            RestrictionEffect::LeaveOut(id)
        }
        Some(_) => return Err(from.wrong("effect", "no_run, cap or leave_out")),
        None => return Err(from.missing("effect")),
    };
    Ok(Restriction { text, until, effect })
}

struct Taken<'a, S> {
    kind: &'static str,
    fields: &'a [(S, FieldValue)],
    used: Vec<&'static str>,
}

impl<S: AsRef<str>> Taken<'_, S> {
    fn take(&mut self, name: &'static str) -> Option<&FieldValue> {
        self.used.push(name);
        self.fields.iter().find(|(field, _)| field.as_ref() == name).map(|(_, value)| value)
    }

    fn missing(&self, field: &'static str) -> EntryError {
        EntryError::Missing { kind: self.kind, field }
    }

    fn wrong(&self, field: &'static str, expected: &'static str) -> EntryError {
        EntryError::Wrong { kind: self.kind, field, expected }
    }

    fn range(&self, field: &'static str, source: OutOfRange) -> EntryError {
        EntryError::OutOfRange { kind: self.kind, field, source }
    }

    fn text(&mut self, name: &'static str) -> Result<Option<String>, EntryError> {
        match self.take(name) {
            None => Ok(None),
            Some(FieldValue::Text(text)) => Ok(Some(text.clone())),
            Some(_) => Err(self.wrong(name, "text")),
        }
    }

    fn id<T>(&mut self, name: &'static str, from_id: fn(&str) -> Option<T>) -> Result<Option<T>, EntryError> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        from_id(&text).map(Some).ok_or_else(|| self.wrong(name, "one of its ids"))
    }

    /// A store that writes 3.0 as 3 gives a whole number back: both are read.
    fn number(&mut self, name: &'static str) -> Result<Option<f64>, EntryError> {
        match self.take(name) {
            None => Ok(None),
            Some(FieldValue::Number(value)) => Ok(Some(*value)),
            Some(FieldValue::Integer(value)) => Ok(Some(*value as f64)),
            Some(_) => Err(self.wrong(name, "a number")),
        }
    }

    fn quantity<T>(
        &mut self,
        name: &'static str,
        new: fn(f64) -> Result<T, OutOfRange>,
    ) -> Result<Option<T>, EntryError> {
        let value = self.number(name)?;
        value.map(new).transpose().map_err(|source| self.range(name, source))
    }

    fn integer(&mut self, name: &'static str) -> Result<Option<i64>, EntryError> {
        match self.take(name) {
            None => Ok(None),
            Some(FieldValue::Integer(value)) => Ok(Some(*value)),
            Some(_) => Err(self.wrong(name, "a whole number")),
        }
    }

    fn whole<T: TryFrom<i64>>(&mut self, name: &'static str) -> Result<Option<T>, EntryError> {
        let value = self.integer(name)?;
        value
            .map(T::try_from)
            .transpose()
            .map_err(|_| self.wrong(name, "a whole number that is not negative"))
    }

    /// A store without dates gives them back as text: both are read.
    fn day(&mut self, name: &'static str) -> Result<Option<Day>, EntryError> {
        match self.take(name) {
            None => Ok(None),
            Some(FieldValue::Day(day)) => Ok(Some(*day)),
            Some(FieldValue::Text(text)) => {
                let day = text.parse();
                day.map(Some).map_err(|_| self.wrong(name, "a date such as 2026-11-21"))
            }
            Some(_) => Err(self.wrong(name, "a date such as 2026-11-21")),
        }
    }

    fn nothing_left(&self) -> Result<(), EntryError> {
        let unknown = self.fields.iter().find(|(field, _)| !self.used.contains(&field.as_ref()));
        match unknown {
            None => Ok(()),
            Some((field, _)) => {
                Err(EntryError::Unexpected { kind: self.kind, field: field.as_ref().to_owned() })
            }
        }
    }
}
