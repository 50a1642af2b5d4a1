//! `/today`: the one answer, the log with one tap per number, what changed, why.

mod card;
mod how;
mod reasons;

pub(crate) use self::card::card as answer_card;
pub(crate) use self::how::{health, sleep};
pub(crate) use self::reasons::danger;

use axum::extract::State;
use femoris_app::{App, AppError, Change, NewEntry, NextStep, PainOfDay, Today};
use femoris_clinic::event::{Entry, PainMoment, Sequence};
use femoris_clinic::finding::FindingId;
use femoris_clinic::knowledge::Knowledge;
use femoris_clinic::observation::{Fact, Value};
use femoris_clinic::readiness::Decision;
use femoris_clinic::running::day::RunOfDay;
use femoris_clinic::triage::Outcome;
use femoris_clinic::verdict::Verdict;
use femoris_measure::PainScore;

use super::interview::given;
use super::{Answer, Shared, ask, at_field, frame, go, refused, without_field};
use crate::format::{self, Units};
use crate::view::error::PageError;
use crate::view::running::RunCard;
use crate::view::today::{LogRow, Planned, TodayPage, WeekDay};
use crate::view::{Link, Tab, Toast, Undo, show as page};
use crate::wire::{Asked, Fields, Sent};
use crate::words;

/// So many answers that no longer count are named; the others are counted.
const NAMED: usize = 3;

/// `GET /today`
pub(crate) async fn show(State(app): State<Shared>, Asked(fields): Asked) -> Answer {
    let view = ask(&app, move |app| today_page(app, &fields, Wrong::Nothing)).await?;
    Ok(page(&view))
}

/// `POST /today/planned`: how far the runner thinks of running.
pub(crate) async fn planned(State(app): State<Shared>, Sent(fields): Sent) -> Answer {
    let typed = fields.trimmed("planned_distance").to_owned();
    let sent = typed.clone();
    let planned = ask(&app, move |app| {
        let units: Units = app.settings()?.units.into();
        let distance = units.metres_of(&sent).ok_or_else(|| {
            AppError::refused("planned_distance", format!("name a distance in {} such as 10", units.long()))
        })?;
        app.plan_run(distance)
    })
    .await;
    match planned {
        Ok(entry) => Ok(go(&format!("/today?planned={}#planned", entry.0))),
        Err(error) => {
            let told = without_field(&at_field(error)?);
            let wrong = Wrong::Planned { typed, told };
            let view = ask(&app, move |app| today_page(app, &Fields::default(), wrong)).await?;
            Ok(refused(&view))
        }
    }
}

/// What was sent and refused.
enum Wrong {
    Nothing,
    Pain(Option<PainMoment>),
    Sleep,
    Health,
    Planned { typed: String, told: String },
}

/// `POST /log`: one tap, one entry.
pub(crate) async fn log(State(app): State<Shared>, Sent(fields): Sent) -> Answer {
    ask(&app, move |app| {
        let moment = fields.get("moment").and_then(PainMoment::from_id);
        let score = fields
            .get("score")
            .and_then(|text| text.parse().ok())
            .and_then(|score| PainScore::new(score).ok());
        match (moment, score) {
            (Some(moment), Some(score)) => {
                let places =
                    app.log(vec![NewEntry { day: None, entry: Entry::PainLogged { moment, score } }], None)?;
                let place = places.first().map(|sequence| sequence.0).unwrap_or_default();
                Ok(go(&format!("/today?logged={place}#log")))
            }
            (moment, _) => Ok(refused(&today_page(app, &Fields::default(), Wrong::Pain(moment))?)),
        }
    })
    .await
}

/// `POST /log/undo`
pub(crate) async fn undo(State(app): State<Shared>, Sent(fields): Sent) -> Answer {
    let place = fields.get("entry").and_then(|text| text.parse().ok()).map(Sequence).ok_or_else(|| {
        PageError::Unreadable("The entry to take back has a number, and none was sent.".to_owned())
    })?;
    ask(&app, move |app| match app.standing_entry(place)? {
        Some(
            Entry::PainLogged { .. }
            | Entry::SleepRated { .. }
            | Entry::HealthTold { .. }
            | Entry::RunPlanned { .. },
        ) => app.withdraw(place).map(|_| ()),
        _ => Err(AppError::not_found("There is no such entry to take back.")),
    })
    .await?;
    Ok(go("/today?undone=1#log"))
}

fn today_page(app: &App, query: &Fields, wrong: Wrong) -> Result<TodayPage, AppError> {
    let today = app.today(None)?;
    let knowledge = app.knowledge();
    let (mut frame, units) = frame(app, "Today", Tab::Today)?;
    frame.toast = toast(app, query, &today.pain)?;
    let asked = DangerSigns { open: &today.unasked_signs };
    let basis = basis(&today, &asked);
    let look = Look { knowledge, units };
    let running = match basis {
        Basis::SignsOpen => None,
        Basis::NothingTold | Basis::Told => app.running(None)?,
    };
    let is_back = running.as_ref().is_some_and(|running| running.back_since.is_some());
    // A way back that has no run today has no room for another one either.
    let has_room = match &running {
        Some(running) if basis == Basis::Told && !is_back => matches!(running.day.run, RunOfDay::Run(_)),
        Some(_) | None => true,
    };
    Ok(TodayPage {
        frame,
        card: card::card(&today, basis, running.as_ref(), look),
        facts: card::facts(&today, basis, running.as_ref(), look),
        run: running.as_ref().map(|running| RunCard {
            more: Some(Link::new("/running", "Your running")),
            ..super::running::card(app, running, units)
        }),
        danger: reasons::danger(&today, knowledge),
        unanswered: asked.sentence(&today, basis),
        session: if basis == Basis::Told { super::rehab::card(app)? } else { None },
        planned: planned_run(&today, basis, &wrong, look).filter(|_| has_room),
        log: if basis == Basis::NothingTold { Vec::new() } else { log_rows(&today.pain, &wrong) },
        how: (basis != Basis::NothingTold || today.state.is_ill()).then(|| how::row(&today, &wrong, query)),
        changes: changes(&today, is_back, look),
        nothing_changed: nothing_changed(&today).to_owned(),
        // A danger sign is its own reason, told in its banner.
        reasons: match basis {
            Basis::Told if today.verdict.triage.flags.is_empty() && !today.is_open() && !is_back => {
                reasons::reasons(&today, look)
            }
            Basis::Told | Basis::NothingTold | Basis::SignsOpen => Vec::new(),
        },
        safety_net: words::sentences(knowledge.text("safety_net.text")),
        week: week(&today, units),
        week_line: week_line(&today, units),
        onward: onward(app, &today.verdict, basis)?,
        answers: given(&today.state, knowledge, "today"),
    })
}

/// The result, whom to see, and on to the questions, where one is left that counts. Under a danger sign there is nothing to
/// send to a watch.
fn onward(app: &App, verdict: &Verdict, basis: Basis) -> Result<Vec<Link>, AppError> {
    if basis != Basis::Told {
        return Ok(Vec::new());
    }
    let interview = app.interview()?;
    let is_left = matches!(interview.next(), NextStep::Ask(_));
    let more = is_left.then(|| Link::new("/pain/next", "Go on with the questions"));
    let again = interview.due_again.map(|_| Link::new("/again", "Second examination is due"));
    let first =
        [Link::new("/result", "What it probably is"), Link::new("/care", "Whom to see, and who is near")];
    let may_train = matches!(verdict.triage.outcome, Outcome::Cleared(_));
    let watch = may_train.then(|| Link::new("/today/watch", "On your watch"));
    Ok(first.into_iter().chain(again).chain(more).chain(watch).collect())
}

/// What words need: the knowledge and the runner's units.
#[derive(Clone, Copy)]
pub(crate) struct Look<'a> {
    pub(crate) knowledge: &'a Knowledge,
    pub(crate) units: Units,
}

/// What there is to answer from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Basis {
    /// Nobody said that anything hurts.
    NothingTold,
    /// Danger signs nobody was asked about yet: they come before any decision.
    SignsOpen,
    /// Enough for an answer.
    Told,
}

fn basis(today: &Today, signs: &DangerSigns<'_>) -> Basis {
    if !today.state.tells_of_a_complaint() {
        Basis::NothingTold
    } else if today.verdict.triage.flags.is_empty() && !signs.open.is_empty() {
        Basis::SignsOpen
    } else {
        Basis::Told
    }
}

/// Danger signs nobody has answered, and those answered with *not sure*.
struct DangerSigns<'a> {
    open: &'a [FindingId],
}

impl DangerSigns<'_> {
    fn sentence(&self, today: &Today, basis: Basis) -> Option<String> {
        let unsure = today.verdict.triage.unanswered.len().saturating_sub(self.open.len()) as u64;
        if basis == Basis::NothingTold {
            return None;
        }
        match (self.open.len() as u64, unsure) {
            (0, 0) => None,
            // The card says so by itself.
            (0, _) if today.is_open() => None,
            (0, unsure) => Some(format!(
                "You were not sure about {}.",
                format::counted(unsure, "danger sign", "danger signs")
            )),
            (open, _) => Some(format!(
                "{} not answered yet.",
                format::counted(open, "danger sign is", "danger signs are")
            )),
        }
    }
}

/// Only of what stands in the log: an address alone says nothing.
fn toast(app: &App, query: &Fields, pain: &PainOfDay) -> Result<Option<Toast>, AppError> {
    if query.get("undone").is_some() {
        return Ok(Some(Toast { text: "Taken back.".to_owned(), undo: None }));
    }
    let undo =
        |place: u64| Undo { action: "/log/undo".to_owned(), fields: vec![("entry", place.to_string())] };
    let entry = |name: &str| query.get(name).and_then(|text| text.parse().ok());
    if let Some(place) = entry("planned") {
        let is_plan = matches!(app.standing_entry(Sequence(place))?, Some(Entry::RunPlanned { .. }));
        let text = "Kept for today.".to_owned();
        return Ok(is_plan.then(|| Toast { text, undo: Some(undo(place)) }));
    }
    if let Some(place) = entry("told") {
        let told = how::told(app, Sequence(place))?;
        return Ok(told.map(|text| Toast { text, undo: Some(undo(place)) }));
    }
    let Some(place) = entry("logged") else { return Ok(None) };
    let rows = [("during the run", pain.during), ("after", pain.after), ("this morning", pain.next_morning)];
    let found = rows.into_iter().find_map(|(name, logged)| {
        let (score, sequence) = logged?;
        (sequence.0 == place).then_some((name, score))
    });
    Ok(found.map(|(name, score)| Toast {
        text: format!("Kept: {}/10 {name}.", score.get()),
        undo: Some(undo(place)),
    }))
}

/// Offered where running is not ruled out.
fn planned_run(today: &Today, basis: Basis, wrong: &Wrong, look: Look<'_>) -> Option<Planned> {
    let may_run = matches!(today.decision(), Decision::AsPlanned | Decision::Modified);
    let is_offered = match basis {
        Basis::NothingTold => !today.state.is_ill(),
        Basis::Told => may_run,
        Basis::SignsOpen => false,
    };
    let planned = today.state.load.planned_today;
    let (typed, error) = match wrong {
        Wrong::Planned { typed, told } => (typed.clone(), Some(told.clone())),
        Wrong::Nothing | Wrong::Pain(_) | Wrong::Sleep | Wrong::Health => {
            (planned.map(|distance| look.units.distance_number(distance.get())).unwrap_or_default(), None)
        }
    };
    is_offered.then(|| Planned {
        unit: look.units.long(),
        typed,
        error,
        said: planned.map(|_| reasons::of_planned(today, look)).unwrap_or_default(),
    })
}

fn log_rows(pain: &PainOfDay, wrong: &Wrong) -> Vec<LogRow> {
    let rows = [
        (PainMoment::During, "During the run, at its worst", pain.during),
        (PainMoment::After, "Within hours after", pain.after),
        (PainMoment::NextMorning, "This morning, after yesterday’s run", pain.next_morning),
    ];
    rows.into_iter()
        .enumerate()
        .map(|(index, (moment, legend, logged))| LogRow {
            moment: moment.id(),
            legend: legend.to_owned(),
            chosen: logged.map(|(score, _)| score.get()),
            error: match wrong {
                Wrong::Pain(at) if at.map_or(index == 0, |at| at == moment) => {
                    Some("Choose a whole number from 0 to 10.".to_owned())
                }
                _ => None,
            },
        })
        .collect()
}

/// In full training the plan answers, and no change of another answer is told.
fn changes(today: &Today, is_back: bool, look: Look<'_>) -> Vec<String> {
    let mut gone = Vec::new();
    let mut lines = Vec::new();
    for one in &today.changes {
        match one {
            Change::Decision { .. } if is_back => {}
            Change::Fact { fact, to: Value::Unknown, .. } => gone.push(*fact),
            other => lines.push(change(other, look)),
        }
    }
    lines.extend(no_longer(&gone, look.knowledge));
    lines
}

/// What was told and counts no longer, in one line however much it is.
fn no_longer(gone: &[Fact], knowledge: &Knowledge) -> Option<String> {
    let named = gone.iter().take(NAMED).map(|fact| format::small(&words::fact_name(*fact, knowledge)));
    let named = named.collect::<Vec<_>>().join(", ");
    match gone.len().saturating_sub(NAMED) {
        _ if gone.is_empty() => None,
        0 => Some(format!("No longer counts today: {named}.")),
        more => Some(format!("No longer counts today: {named} and {more} more.")),
    }
}

fn change(change: &Change, look: Look<'_>) -> String {
    let (name, value) = (|fact| words::fact_name(fact, look.knowledge), words::value);
    match change {
        Change::Decision { from, to } => {
            format!("The answer went from “{}” to “{}”.", words::decision(*from), words::decision(*to))
        }
        Change::Fact { fact, from: Value::Unknown, to } => {
            format!("{}: {}, newly told.", name(*fact), value(*fact, *to))
        }
        Change::Fact { fact, from, to } => {
            format!("{}: {} became {}.", name(*fact), value(*fact, *from), value(*fact, *to))
        }
        Change::Sleep { from: Some(from), to } => {
            format!("Last night’s sleep: {}/10, after {}/10 the night before.", to.get(), from.get())
        }
        Change::Sleep { from: None, to } => format!("Last night’s sleep: {}/10, newly told.", to.get()),
        Change::Run { distance: Some(distance) } => {
            format!("A run of {} came in.", look.units.distance(distance.get()))
        }
        Change::Run { distance: None } => "A run without a distance came in.".to_owned(),
    }
}

fn nothing_changed(today: &Today) -> &'static str {
    if today.yesterday.is_some() {
        "Nothing. The answer rests on the same facts."
    } else {
        "Nothing to compare with yet."
    }
}

fn week(today: &Today, units: Units) -> Vec<WeekDay> {
    today
        .week
        .iter()
        .map(|(day, total)| {
            let ran = total.as_ref().filter(|total| total.runs > 0);
            let ahead = *day > today.day;
            let word = match ran {
                Some(total) => units.known_distance(total.distance.get(), total.without_distance.into()),
                None if ahead || *day == today.day => "–".to_owned(),
                None => "none".to_owned(),
            };
            WeekDay {
                name: format::short_weekday(*day),
                word,
                ran: ran.is_some(),
                is_today: *day == today.day,
                ahead,
            }
        })
        .collect()
}

fn week_line(today: &Today, units: Units) -> String {
    let totals = || today.week.iter().filter_map(|(_, total)| total.as_ref());
    let runs: u64 = totals().map(|total| u64::from(total.runs)).sum();
    let metres: f64 = totals().map(|total| total.distance.get()).sum();
    let without: u64 = totals().map(|total| u64::from(total.without_distance)).sum();
    match runs {
        0 => format!("No run this week yet. Numbers are {}.", units.long()),
        _ => format!(
            "{} and {} this week.",
            format::counted(runs, "run", "runs"),
            units.at_least(metres, without)
        ),
    }
}
