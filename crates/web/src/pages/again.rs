//! `/again`: the same tests and numbers again, with the last answers beside them, and every repeated one over time.

use axum::extract::State;
use femoris_app::{Again, App, AppError, Trend, TrendOf};
use femoris_clinic::event::PainMoment;
use femoris_clinic::finding::Finding;
use femoris_clinic::knowledge::Knowledge;
use femoris_clinic::measurement::MeasureId;
use femoris_clinic::observation::Fact;
use femoris_measure::Day;

use super::interview::{Ask, Asking, Typed, is_given, keep, question};
use super::{Answer, Shared, ask, frame, go, refused};
use crate::chart::{ChartView, TrendLine};
use crate::format;
use crate::view::again::{AgainPage, FindingRow};
use crate::view::interview::Question;
use crate::view::{Link, Tab, Toast, show as page};
use crate::wire::{Asked, Sent};
use crate::words;

/// Widths a trend is drawn for.
const WIDTHS: (f64, f64) = (328.0, 600.0);

/// `GET /again`
pub(crate) async fn show(State(app): State<Shared>, Asked(query): Asked) -> Answer {
    let view = ask(&app, move |app| {
        let mut view = again_page(app, None)?;
        view.frame.toast = query.get("kept").map(|kept| Toast {
            text: if kept == "0" { "Nothing was entered, so nothing has changed." } else { "Kept." }
                .to_owned(),
            undo: None,
        });
        Ok(view)
    })
    .await?;
    Ok(page(&view))
}

/// `POST /again`: keeps every answer that was given; what was left open is not asked for.
pub(crate) async fn save(State(app): State<Shared>, Sent(fields): Sent) -> Answer {
    ask(&app, move |app| {
        let again = app.again()?;
        let asks: Vec<Ask> = again
            .before
            .iter()
            .chain(&again.never)
            .filter_map(|fact| Ask::of(*fact))
            .filter(|ask| is_given(*ask, &fields))
            .collect();
        let wrong = keep(app, &asks, &fields)?;
        if wrong.is_empty() {
            return Ok(go(if asks.is_empty() { "/again?kept=0" } else { "/again?kept=1" }));
        }
        Ok(refused(&again_page(app, Some(Typed { fields: &fields, wrong: &wrong }))?))
    })
    .await
}

fn again_page(app: &App, typed: Option<Typed<'_>>) -> Result<AgainPage, AppError> {
    let again = app.again()?;
    let interview = app.interview()?;
    let knowledge = app.knowledge();
    let (frame, _) = frame(app, "Test again", Tab::Today)?;
    let asking = Asking::new(app, &interview, typed)?;
    let questions = |facts: &[Fact]| -> Result<Vec<Question>, AppError> {
        facts.iter().filter_map(|fact| Ask::of(*fact)).map(|ask| question(ask, &asking)).collect()
    };
    let today = again.state.today;
    let (before, never) = (questions(&again.before)?, questions(&again.never)?);
    Ok(AgainPage {
        frame,
        heading: "Test again.".to_owned(),
        lead: lead(&again, knowledge),
        summary: typed.map(|typed| {
            let count = format::counted(typed.wrong.len() as u64, "answer", "answers");
            format!("{count} could not be read. The others are kept.")
        }),
        never_open: before.is_empty() || never.iter().any(|question| question.error.is_some()),
        before,
        never,
        charts: again.trends.iter().map(|trend| chart(trend, today, knowledge)).collect(),
        findings: again.findings.iter().map(|one| finding(one, today, knowledge)).collect(),
        result: Link::new("/result", "The result"),
    })
}

/// When it is due and why.
fn lead(again: &Again, knowledge: &Knowledge) -> Vec<String> {
    let Some((reminder, due)) = &again.due else {
        return vec!["Whenever something changed, and about once a week. The result follows.".to_owned()];
    };
    let today = again.state.today;
    let (due, day) = (*due, format::long_date(*due));
    let when = match due {
        due if due > today => format!("The second examination is due on {day}."),
        due if due == today => "The second examination is due today.".to_owned(),
        _ => format!("The second examination was due on {day}."),
    };
    vec![when, knowledge.text(&format!("{reminder}.text")).to_owned()]
}

fn finding(one: &femoris_app::FindingTrend, today: Day, knowledge: &Knowledge) -> FindingRow {
    let word = |answer| if answer == Finding::Present { "yes" } else { "no" };
    let told = |answer: femoris_clinic::case::Dated<Finding>| {
        format!("{}, {}", word(answer.value), format::short_date(answer.day, today))
    };
    FindingRow {
        name: words::fact_name(Fact::Finding(one.finding), knowledge),
        first: told(one.first),
        last: told(one.last),
        change: match (one.first.value, one.last.value) {
            (first, last) if first == last => "the same",
            (_, last) if last == one.finding.reassuring() => "better",
            _ => "worse",
        },
    }
}

pub(super) fn chart(trend: &Trend, today: Day, knowledge: &Knowledge) -> ChartView {
    let (id, name, unit, scale, class) = axis(trend.of, knowledge);
    let line = TrendLine {
        title: format!("{name}, {unit}"),
        points: trend.values.iter().map(|dated| (dated.day, dated.value)).collect(),
        scale,
        class,
    };
    let title = format!("{id}-t");
    let rows = trend.values.iter().rev();
    ChartView {
        id,
        caption: caption(trend, &name, today),
        narrow: line.draw(WIDTHS.0, &title),
        wide: line.draw(WIDTHS.1, &title),
        table_title: "The numbers",
        heads: vec!["Day".to_owned(), unit.to_owned()],
        rows: rows
            .map(|dated| vec![format::short_date(dated.day, today), words::plain(dated.value)])
            .collect(),
        ..ChartView::default()
    }
}

/// Id, name, unit, what the axis holds and the class of the line.
fn axis(
    of: TrendOf,
    knowledge: &Knowledge,
) -> (&'static str, String, &'static str, std::ops::Range<f64>, &'static str) {
    const PAIN: &str = "of 10";
    match of {
        TrendOf::Measure(id) => {
            let name = words::fact_name(Fact::Measure(id), knowledge);
            let scale = id.scale();
            match scale.unit {
                "/10" if id != MeasureId::Confidence => (id.id(), name, PAIN, 0.0..10.0, "c-pain"),
                unit => {
                    let high = if unit.starts_with('/') { scale.high } else { 1.0 };
                    (id.id(), name, unit.trim_start_matches('/'), 0.0..high, "c-line")
                }
            }
        }
        TrendOf::Pain(moment) => {
            let name = match moment {
                PainMoment::During => "Pain during runs",
                PainMoment::After => "Pain after runs",
                PainMoment::NextMorning => "Pain the next morning",
            };
            (moment.id(), name.to_owned(), PAIN, 0.0..10.0, "c-pain")
        }
    }
}

/// What to see, in one sentence.
fn caption(trend: &Trend, name: &str, today: Day) -> String {
    let (Some(first), Some(last)) = (trend.values.first(), trend.values.last()) else {
        return name.to_owned();
    };
    let shown = |value: f64| match trend.of {
        TrendOf::Measure(id) => words::measure(id, value),
        TrendOf::Pain(_) => words::measure(MeasureId::PainNow, value),
    };
    let moved = last.value - first.value;
    let verdict = match trend.error {
        Some(error) if moved != 0.0 && moved.abs() <= error => {
            format!("that is within the {} by which two testers differ", shown(error))
        }
        _ if moved == 0.0 => "the same".to_owned(),
        _ if moved < 0.0 => format!("{} lower", words::plain(-moved)),
        _ => format!("{} higher", words::plain(moved)),
    };
    let left_out = match trend.left_out {
        0 => String::new(),
        older => {
            format!(" {} not shown.", format::counted(older as u64, "older value is", "older values are"))
        }
    };
    format!(
        "{name}: {} on {}, {} on {}: {verdict}.{left_out}",
        shown(first.value),
        format::short_date(first.day, today),
        shown(last.value),
        format::short_date(last.day, today)
    )
}
