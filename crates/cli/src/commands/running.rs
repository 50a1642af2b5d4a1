//! The run of the day for `femoris today`, and what came of a run for `femoris run`.

use femoris_app::{App, AppError, RunAgainst, Running};
use femoris_clinic::rehab::gate::Passage;
use femoris_clinic::running::day::RunOfDay;
use femoris_clinic::running::prescription::{Length, PrescribedRun, RunBlock, RunReason, RunStep, RunTarget};
use femoris_clinic::truth::Truth;
use serde_json::{Value, json};

/// The running of a day; null where danger signs lead to someone first.
pub(super) fn to_json(app: &App, running: Option<&Running>) -> Value {
    let Some(running) = running else { return Value::Null };
    let reasons = |list: &[RunReason]| list.iter().map(|one| reason(app, one)).collect::<Vec<_>>();
    let (run, rest) = match &running.day.run {
        RunOfDay::Run(run) => (prescribed(app, run), Value::Null),
        RunOfDay::None(none) => {
            let again = none.again.map(|day| day.to_string());
            (Value::Null, json!({"reasons": reasons(&none.why), "again": again}))
        }
    };
    json!({
        "run": run,
        "no_run": rest,
        "ladder": running.day.ladder.as_ref().map(|on| json!({
            "id": on.ladder.id(),
            "rung": on.position.rung,
            "good_runs": on.position.good,
            "next_gate": on.next_gate.as_ref().map(passage),
        })),
        "said": reasons(&running.day.said),
        "return": running.day.back.as_ref().map(passage),
        "goal": running.goal.map(|goal| json!({
            "race_day": goal.goal.day.to_string(),
            "distance_m": goal.goal.distance.get(),
            "fits": goal.fits.id(),
            "days_left": goal.days_left,
            "ladder_days": goal.ladder_days,
            "return_days": goal.return_days,
            "build_days": goal.build_days,
            "earliest": goal.earliest.map(|day| day.to_string()),
        })),
    })
}

fn passage(passage: &Passage) -> Value {
    let standing = |one: &femoris_clinic::rehab::gate::Standing| json!({"criterion": one.criterion.as_str(), "met": met(one.met)});
    passage.standings.iter().map(standing).collect()
}

fn met(truth: Truth) -> &'static str {
    match truth {
        Truth::True => "met",
        Truth::False => "not_met",
        Truth::Unknown => "unknown",
    }
}

fn reason(app: &App, reason: &RunReason) -> Value {
    let text = app.knowledge().text(&format!("{}.reason", reason.rule));
    let sources: Vec<&str> = reason.sources.iter().map(|source| source.as_str()).collect();
    json!({"rule": reason.rule.as_str(), "text": text, "sources": sources, "tag": reason.tag.id()})
}

fn prescribed(app: &App, run: &PrescribedRun) -> Value {
    let caps = run.caps();
    json!({
        "name": run.name,
        "source": run.source.id(),
        "rung": run.rung.map(|rung| rung.to_string()),
        "blocks": run.blocks().iter().map(block).collect::<Vec<_>>(),
        "caps": {
            "running_s": caps.running.map(|time| time.get()),
            "distance_m": caps.distance.map(|way| way.get()),
            "top_speed_pct": caps.share.map(|share| share.get()),
            "top_speed_m_s": caps.speed.map(|speed| speed.get()),
            "terrain": caps.terrain.id(),
            "fast_strides": caps.fast,
        },
        "notes": run.notes,
        "reasons": run.why.iter().map(|one| reason(app, one)).collect::<Vec<_>>(),
    })
}

fn block(block: &RunBlock) -> Value {
    json!({"times": block.times(), "steps": block.steps().iter().map(step).collect::<Vec<_>>()})
}

fn step(step: &RunStep) -> Value {
    let (seconds, metres) = match step.length {
        Length::Time(time) => (Some(time.get()), None),
        Length::Distance(way) => (None, Some(way.get())),
    };
    let target = match step.target {
        RunTarget::Open => Value::Null,
        RunTarget::Speed { low, high } => json!({"speed_m_s": [low.get(), high.get()]}),
        RunTarget::HeartRate { low, high } => json!({"heart_rate_bpm": [low.get(), high.get()]}),
    };
    json!({"kind": step.kind.id(), "name": step.name, "seconds": seconds, "metres": metres, "target": target,
        "note": step.note})
}

/// The run of the day in plain words, for a terminal.
pub(super) fn to_text(app: &App, running: Option<&Running>) -> String {
    let Some(running) = running else { return String::new() };
    let words = |reason: &RunReason| app.knowledge().text(&format!("{}.reason", reason.rule)).to_owned();
    let mut text = String::new();
    match &running.day.run {
        RunOfDay::Run(run) => {
            text.push_str(&format!("\nrun: {}\n", run.name));
            run.blocks().iter().for_each(|block| text.push_str(&block_text(block)));
            run.why.first().into_iter().for_each(|why| text.push_str(&format!("  {}\n", words(why))));
            run.notes.iter().for_each(|note| text.push_str(&format!("  {note}\n")));
        }
        RunOfDay::None(none) => {
            text.push_str("\nno run today\n");
            none.why.iter().for_each(|why| text.push_str(&format!("  {}\n", words(why))));
        }
    }
    running.day.said.iter().for_each(|said| text.push_str(&format!("  {}\n", words(said))));
    text
}

fn block_text(block: &RunBlock) -> String {
    let parts: Vec<String> = block.steps().iter().map(step_text).collect();
    match block.times() {
        1 => format!("  {}\n", parts.join(", ")),
        times => format!("  {times} times: {}\n", parts.join(", ")),
    }
}

fn step_text(step: &RunStep) -> String {
    let length = match step.length {
        Length::Time(time) => format!("{:.0} s", time.get()),
        Length::Distance(way) => format!("{:.0} m", way.get()),
    };
    let target = match step.target {
        RunTarget::Speed { low, high } => format!(" at {:.1} to {:.1} m/s", low.get(), high.get()),
        RunTarget::HeartRate { high, .. } => format!(" up to {:.0} beats", high.get()),
        RunTarget::Open => String::new(),
    };
    format!("{} {length}{target}", step.name.to_lowercase())
}

/// A run held against what was prescribed for its day; null where nothing was.
pub(super) fn against(app: &App, id: &str) -> Result<Value, AppError> {
    let against = app.run_against(id, &app.recorded(id)?)?;
    let RunAgainst { prescribed: asked, comparison, place, runs, .. } = against;
    let Some((asked, found)) = asked.zip(comparison) else { return Ok(Value::Null) };
    let compared = found.compared.iter().map(|one| {
        let of_run = one.places.iter().filter(|found| found.run == place);
        let places: Vec<_> = of_run.map(|found| (found.from_s, found.to_s)).collect();
        json!({"aspect": one.aspect.id(), "asked": one.asked, "done": one.done, "outcome": one.outcome.id(),
            "longest_s": one.longest_s, "places_s": places})
    });
    Ok(json!({
        "prescribed": prescribed(app, &asked),
        "kept": found.kept.id(),
        "runs_of_day": runs,
        "compared": compared.collect::<Vec<_>>(),
        "not_known": found.unknown.iter().map(|aspect| aspect.id()).collect::<Vec<_>>(),
    }))
}
