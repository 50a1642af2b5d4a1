//! Each walk as a picture: days across, rungs up, pain by colour and shape.

use crate::walk::{Stride, Walk};
use femoris_clinic::readiness::Decision;
use std::fmt::Write as _;
use std::path::Path;

const LEFT: f64 = 60.0;
const WIDE: f64 = 1000.0;
const STEP: f64 = 20.0;
const TOP: f64 = 40.0;
const RUNGS: f64 = 12.0;

pub(crate) fn draw(walks: &[Walk], folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let mut page = String::from(
        "<!doctype html><meta charset=\"utf-8\"><title>Runners over forty weeks</title><style>body{font:16px sans-serif;\
         margin:2rem;max-width:70rem}svg{width:100%;height:auto}</style><h1>Runners over forty weeks</h1><p>Days across, \
         rungs up. A filled dot is a run without pain, a ring one with pain up to 3, a square one above. Bars below: grey, no \
         run by the answer of the day. A flag: back in full training.</p>",
    );
    for walk in walks {
        let svg = svg(walk);
        std::fs::write(folder.join(format!("{}.svg", walk.name)), &svg)?;
        let _ = write!(page, "<h2>{}</h2>{svg}", walk.name);
    }
    std::fs::write(folder.join("index.html"), page)
}

fn svg(walk: &Walk) -> String {
    let days = walk.days.last().map_or(1, |last| last.day + 1);
    let x = |day: i32| LEFT + f64::from(day) / f64::from(days) * WIDE;
    let floor = TOP + RUNGS * STEP;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}: highest rung {}\">\
         <rect width=\"100%\" height=\"100%\" fill=\"#fffdf8\"/><text x=\"10\" y=\"22\" font-size=\"16\">{}</text>",
        LEFT + WIDE + 20.0,
        floor + 50.0,
        walk.name,
        walk.highest(),
        walk.name
    );
    for rung in (0..=12).step_by(3) {
        let y = floor - f64::from(rung) * STEP;
        let _ = write!(
            out,
            "<line x1=\"{LEFT}\" x2=\"{}\" y1=\"{y}\" y2=\"{y}\" stroke=\"#d9d4c7\"/><text x=\"{}\" y=\"{}\" font-size=\"13\" text-anchor=\"end\">{rung}</text>",
            LEFT + WIDE,
            LEFT - 8.0,
            y + 4.0
        );
    }
    let on: Vec<String> = walk
        .days
        .iter()
        .filter_map(|stride| Some((stride.day, stride.rung?.number)))
        .map(|(day, rung)| format!("{:.1},{:.1}", x(day), floor - f64::from(rung) * STEP))
        .collect();
    let _ = write!(out, "<polyline points=\"{}\" fill=\"none\" stroke=\"#8a8272\"/>", on.join(" "));
    for stride in &walk.days {
        mark(&mut out, stride, x(stride.day), floor);
    }
    for week in (0..days).step_by(28) {
        let _ = write!(
            out,
            "<text x=\"{}\" y=\"{}\" font-size=\"13\">week {}</text>",
            x(week),
            floor + 40.0,
            week / 7
        );
    }
    if let Some(day) = walk.returned {
        let (x, y) = (x(day), TOP - 12.0);
        let _ =
            write!(out, "<path d=\"M{x} {floor}V{y}h14l-4 5 4 5h-14\" fill=\"#1c6b4a\" stroke=\"#1c6b4a\"/>");
    }
    out.push_str("</svg>");
    out
}

fn mark(out: &mut String, stride: &Stride, x: f64, floor: f64) {
    if stride.decision > Decision::Modified {
        let _ =
            write!(out, "<rect x=\"{x}\" y=\"{}\" width=\"3\" height=\"8\" fill=\"#a9a294\"/>", floor + 8.0);
    }
    let Some(pain) = stride.pain else { return };
    let y = floor - f64::from(stride.rung.map_or(12, |rung| rung.number)) * STEP;
    let _ = match pain {
        0 => write!(out, "<circle cx=\"{x}\" cy=\"{y}\" r=\"3\" fill=\"#1c6b4a\"/>"),
        1..=3 => write!(
            out,
            "<circle cx=\"{x}\" cy=\"{y}\" r=\"3\" fill=\"#fffdf8\" stroke=\"#b4690e\" stroke-width=\"1.5\"/>"
        ),
        _ => write!(
            out,
            "<rect x=\"{}\" y=\"{}\" width=\"7\" height=\"7\" fill=\"#b3261e\"/>",
            x - 3.5,
            y - 3.5
        ),
    };
}
