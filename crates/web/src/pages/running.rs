//! `/running`: the run of the day, the ladder, what is left to pass, a race in mind; and its part of other pages.

mod against;
mod steps;

pub(super) use against::{Overshoot, card as against, overshoot};

use axum::extract::State;
use femoris_app::{App, AppError, Running};
use femoris_clinic::rehab::gate::{Passage, Standing};
use femoris_clinic::running::day::RunOfDay;
use femoris_clinic::running::goal::{Fits, GoalAnswer};
use femoris_clinic::running::matching::DoneAs;
use femoris_clinic::running::prescription::RunReason;
use femoris_clinic::running::record::Goal;
use femoris_clinic::running::rules::Way;
use femoris_clinic::truth::Truth;
use femoris_measure::Day;

use super::result::outlook::again;
use super::today::danger;
use super::{Answer, Shared, ask, at_field, frame, go, refused, without_field};
use crate::format::{self, Units};
use crate::view::error::PageError;
use crate::view::running::{GateLine, GoalView, LadderView, RunCard, RungLine, RunningPage, WhyLine};
use crate::view::{Choice, Tab, show as page};
use crate::wire::{Fields, Sent};
use crate::words;

/// `GET /running`
pub(crate) async fn show(State(app): State<Shared>) -> Answer {
    let view = ask(&app, |app| running_page(app, &Fields::default(), None)).await?;
    Ok(page(&view))
}

/// `POST /running/goal`
pub(crate) async fn goal(State(app): State<Shared>, Sent(fields): Sent) -> Answer {
    let sent = fields.clone();
    let set = ask(&app, move |app| {
        let units: Units = app.settings()?.units.into();
        let day: Day = sent
            .trimmed("race_day")
            .parse()
            .map_err(|_| AppError::refused("race_day", "name a day such as 2027-04-11"))?;
        let distance = units.metres_of(sent.trimmed("distance")).ok_or_else(|| {
            AppError::refused("distance", format!("name a distance in {} such as 10", units.long()))
        })?;
        app.set_goal(day, distance)
    })
    .await;
    match set {
        Ok(_) => Ok(go("/running#goal-h")),
        Err(error) => {
            let error = at_field(error)?;
            let view = ask(&app, move |app| running_page(app, &fields, Some(error))).await?;
            Ok(refused(&view))
        }
    }
}

/// `POST /running/told`: one tap for whoever has no watch, and for what a watch cannot see.
pub(crate) async fn told(State(app): State<Shared>, Sent(fields): Sent) -> Answer {
    let told = fields.get("told").and_then(DoneAs::from_id).ok_or_else(|| {
        PageError::Unreadable("Say as prescribed, less or more; something else was sent.".to_owned())
    })?;
    ask(&app, move |app| app.tell_run(None, told)).await?;
    Ok(go("/today#run"))
}

/// `POST /running/way`
pub(crate) async fn way(State(app): State<Shared>, Sent(fields): Sent) -> Answer {
    let way = fields.get("way").and_then(Way::from_id).ok_or_else(|| {
        PageError::Unreadable("Choose one of the two ways; something else was sent.".to_owned())
    })?;
    ask(&app, move |app| app.choose_way(way)).await?;
    Ok(go("/running"))
}

/// `POST /running/return`: full training again, where everything before it is met.
pub(crate) async fn back(State(app): State<Shared>) -> Answer {
    match ask(&app, |app| app.take_up_full_training()).await {
        Ok(_) => Ok(go("/running#watch-h")),
        Err(error) => {
            let error = at_field(error)?;
            let view = ask(&app, move |app| running_page(app, &Fields::default(), Some(error))).await?;
            Ok(refused(&view))
        }
    }
}

fn running_page(app: &App, sent: &Fields, wrong: Option<AppError>) -> Result<RunningPage, AppError> {
    let (frame, units) = frame(app, "Your running", Tab::Today)?;
    let running = app.running(None)?;
    let told = |field: &str| wrong.as_ref().filter(|error| error.field() == Some(field)).map(without_field);
    let (race_day_error, distance_error) = (told("race_day"), told("distance"));
    let is_at_field = race_day_error.is_some() || distance_error.is_some();
    let back = running.as_ref().and_then(|running| running.day.back.as_ref());
    let knowledge = app.knowledge();
    Ok(RunningPage {
        danger: if running.is_none() { danger(&app.today(None)?, knowledge) } else { Vec::new() },
        run: running.as_ref().map(|running| card(app, running, units)),
        ladder: running.as_ref().and_then(|running| ladder(app, running)),
        ways: running.as_ref().and_then(|running| running.way).map(ways).unwrap_or_default(),
        back: back.map(|back| gate(app, back)).unwrap_or_default(),
        may_return: back.is_some_and(Passage::is_open),
        again: match running.as_ref().and_then(|running| running.watched_since) {
            Some(_) => app.today(None)?.verdict.reinjury.as_ref().map(|found| again(found, knowledge)),
            None => None,
        },
        watch_lead: running.as_ref().and_then(|running| running.watched_since).map(|since| {
            let rules = (&knowledge.running.back, &knowledge.reinjury);
            format!(
                "You came back on {}. Watch it until {}, most closely in the first {} weeks.",
                format::date(since),
                format::date(since.plus_days(i32::from(rules.0.watch_days) - 1)),
                rules.1.densest_weeks
            )
        }),
        watch: match running.as_ref().and_then(|running| running.watched_since) {
            Some(_) => knowledge.running.back.watch.clone(),
            None => Vec::new(),
        },
        goal: match &running {
            Some(running) => running.goal.map(|goal| goal_view(&goal, units)),
            None => app.goal()?.map(|goal| kept_goal(&goal, units)),
        },
        race_day: sent.trimmed("race_day").to_owned(),
        distance: sent.trimmed("distance").to_owned(),
        distance_unit: units.long(),
        error: wrong.as_ref().filter(|_| !is_at_field).map(without_field),
        race_day_error,
        distance_error,
        frame,
    })
}

/// The run of the day as a card.
pub(super) fn card(app: &App, running: &Running, units: Units) -> RunCard {
    let look = |reason: &RunReason| app.knowledge().text(&format!("{}.reason", reason.rule)).to_owned();
    let line = |reason: &RunReason| WhyLine {
        text: look(reason),
        cites: words::cites(&reason.sources, reason.tag, app.knowledge()),
    };
    let said = running.day.said.iter().map(look).collect();
    match &running.day.run {
        RunOfDay::Run(run) if running.is_done => RunCard {
            title: "Today’s run is done".to_owned(),
            more: None,
            because: format!("It was to be: {}.", format::small(&run.name)),
            steps: Vec::new(),
            sum: None,
            notes: Vec::new(),
            said,
            told: told_choices(running),
            why: run.why.iter().map(line).collect(),
        },
        RunOfDay::Run(run) => RunCard {
            title: run.name.clone(),
            more: None,
            because: run.why.first().map(look).unwrap_or_default(),
            steps: steps::lines(run.blocks(), units),
            sum: Some(steps::sum(run, units)),
            notes: run.notes.clone(),
            said,
            told: told_choices(running),
            why: run.why.iter().map(line).collect(),
        },
        RunOfDay::None(none) => RunCard {
            title: "No run today".to_owned(),
            more: None,
            because: none.why.first().map(look).unwrap_or_default(),
            steps: Vec::new(),
            sum: none.again.map(|day| format!("Next run: {}.", format::long_date(day))),
            notes: Vec::new(),
            said,
            told: Vec::new(),
            why: none.why.iter().map(line).collect(),
        },
    }
}

fn told_choices(running: &Running) -> Vec<Choice> {
    DoneAs::ALL.iter().map(|one| told_choice(*one, running.told)).collect()
}

fn told_choice(one: DoneAs, told: Option<DoneAs>) -> Choice {
    let label = match one {
        DoneAs::AsPrescribed => "As written",
        DoneAs::Less => "Less",
        DoneAs::More => "More",
    };
    Choice { value: one.id().to_owned(), label: label.to_owned(), note: None, chosen: told == Some(one) }
}

fn ways(chosen: Way) -> Vec<Choice> {
    let label = |way: Way| match way {
        Way::Ladder => "Step by step",
        Way::KeepRunning => "Keep running, with less",
    };
    let choice = |way: &Way| Choice {
        value: way.id().to_owned(),
        label: label(*way).to_owned(),
        note: None,
        chosen: *way == chosen,
    };
    Way::ALL.iter().map(choice).collect()
}

fn ladder(app: &App, running: &Running) -> Option<LadderView> {
    let on = running.day.ladder.as_ref()?;
    let ladder = app.knowledge().running.ladder(on.ladder)?;
    let rungs = ladder.rungs.iter().map(|rung| RungLine {
        id: rung.rung.to_string(),
        name: rung.name.clone(),
        top: format!("{:.0} %", rung.top.get()),
        is_here: rung.rung.number == on.position.rung,
        good: match rung.rung.number.cmp(&on.position.rung) {
            std::cmp::Ordering::Less => "done".to_owned(),
            std::cmp::Ordering::Equal if rung.good > 0 => format!("{} of {}", on.position.good, rung.good),
            _ => "–".to_owned(),
        },
    });
    Some(LadderView {
        name: ladder.name.clone(),
        about: ladder.about.clone(),
        rungs: rungs.collect(),
        gate: on.next_gate.as_ref().map(|passage| gate(app, passage)).unwrap_or_default(),
    })
}

fn gate(app: &App, passage: &Passage) -> Vec<GateLine> {
    let knowledge = app.knowledge();
    let line = |standing: &Standing| {
        let text = |field: &str| knowledge.text(&format!("{}.{field}", standing.criterion)).to_owned();
        GateLine {
            name: text("name"),
            how: text("how"),
            met: match standing.met {
                Truth::True => "met",
                Truth::False => "not met",
                Truth::Unknown => "not known",
            },
            cites: Vec::new(),
        }
    };
    passage.standings.iter().map(line).collect()
}

fn race(goal: &Goal, units: Units) -> String {
    format!("{} on {}", units.distance(goal.distance.get()), format::long_date(goal.day))
}

/// A race is kept while a danger sign is open, and not answered.
fn kept_goal(goal: &Goal, units: Units) -> GoalView {
    let lines = [
        "Your race is kept.",
        "Whether it fits is left open while a danger sign is. How long the way there takes depends on what is found. Do \
         first what stands with the sign; the answer stands here as soon as no sign is open.",
    ];
    GoalView { title: race(goal, units), lines: lines.map(str::to_owned).to_vec() }
}

fn goal_view(answer: &GoalAnswer, units: Units) -> GoalView {
    let race = race(&answer.goal, units);
    let days = |days: u32| format::counted(u64::from(days), "day", "days");
    let needed = answer.ladder_days + answer.return_days + answer.build_days;
    let first = match answer.fits {
        Fits::Comfortable => "It fits, with room for a setback.".to_owned(),
        Fits::Tight => match answer.days_left.unsigned_abs().saturating_sub(needed) {
            0 => "It fits only if everything goes well: there is no day to spare.".to_owned(),
            spare => {
                format!("It fits only if nearly everything goes well: {} to spare for setbacks.", days(spare))
            }
        },
        Fits::No => "It does not fit by that day, even if everything goes well.".to_owned(),
        Fits::Past => "That day has been. Set another one when you like.".to_owned(),
        Fits::Unknown => "We cannot say: there are no runs to start from yet.".to_owned(),
    };
    let mut lines = vec![first];
    if matches!(answer.fits, Fits::Comfortable | Fits::Tight | Fits::No) {
        lines.push(sum_of_goal(answer, units));
        if let Some(earliest) = answer.earliest.filter(|_| answer.fits == Fits::No) {
            lines.push(format!("The first day it could fit: {}.", format::long_date(earliest)));
        }
    }
    GoalView { title: race, lines }
}

/// What the time until a race is needed for.
fn sum_of_goal(answer: &GoalAnswer, units: Units) -> String {
    let days = |days: u32| format::counted(u64::from(days), "day", "days");
    let long_run = units.distance(answer.long_run.get());
    let parts = [
        (answer.ladder_days, "for the ladder".to_owned()),
        (answer.return_days, "for what must be met after it".to_owned()),
        (answer.build_days, format!("to build the long run up to {long_run}")),
    ];
    let needed: Vec<String> = parts
        .into_iter()
        .filter(|(needs, _)| *needs > 0)
        .map(|(needs, what)| format!("{} {what}", days(needs)))
        .collect();
    let left = days(answer.days_left.unsigned_abs());
    if needed.is_empty() {
        return format!(
            "Your longest run of late reaches the {long_run} that such a race asks for. You have {left}."
        );
    }
    format!("At the least: {}. You have {left}. These are estimates.", needed.join(", "))
}
