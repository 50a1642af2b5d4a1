//! The kit of a drawing in a file.

use super::{joint, point, two};
use crate::node::{Node, Table};
use femoris_figure::{Facing, Kit, Limb, Moved, Rolling, Span, Tie};

/// Every kind, for complaints.
const KINDS: [&str; 28] = [
    "mat",
    "rug",
    "box",
    "block",
    "bench",
    "bench-45",
    "curl-bench",
    "ball",
    "slider",
    "band",
    "mini-band",
    "strap",
    "barbell",
    "dumbbell",
    "kettlebell",
    "pad",
    "ankle-bar",
    "post",
    "rail",
    "side-rail",
    "chair",
    "wall",
    "foam-roller",
    "lacrosse-ball",
    "bike",
    "treadmill",
    "slope",
    "phone",
];

pub(super) fn kit(table: &Table<'_>) -> Option<Kit> {
    let kind = table.required("kind")?;
    let number = |key: &str| table.required(key).and_then(|node| node.number());
    let span =
        |key: &str| table.required(key).and_then(|node| two(&node)).map(|[from, to]| Span { from, to });
    let at = || table.required("at").and_then(|node| joint(&node));
    let place = || table.required("at").and_then(|node| point(&node));
    Some(match kind.text()? {
        "mat" => Kit::Mat(span("x")?),
        "rug" => Kit::Rug { x: span("x")?, y: span("y")?, skew: number("skew")? },
        "box" => Kit::Box { x: span("x")?, h: number("h")? },
        "block" => Kit::Block { x: span("x")?, h: number("h")? },
        "bench" => Kit::Bench { x: span("x")?, h: number("h")? },
        "bench-45" => Kit::Bench45,
        "curl-bench" => Kit::CurlBench { x: span("x")?, h: number("h")? },
        "ball" => Kit::Ball { r: number("r")? },
        "slider" => Kit::Slider { at: at()? },
        "band" => Kit::Band { from: tie(table, "from")?, to: tie(table, "to")? },
        "mini-band" => Kit::MiniBand { at: at()? },
        "strap" => Kit::Strap { from: tie(table, "from")?, to: tie(table, "to")? },
        "barbell" => Kit::Barbell { at: table.optional("at").and_then(|node| joint(&node)), r: number("r")? },
        "dumbbell" => Kit::Dumbbell { at: at()? },
        "kettlebell" => Kit::Kettlebell { at: at()? },
        "pad" => Kit::Pad { x: span("x")?, h: number("h")? },
        "ankle-bar" => Kit::AnkleBar { at: place()? },
        "post" => Kit::Post { x: number("x")?, h: number("h")? },
        "rail" => Kit::Rail { x: number("x")?, h: number("h")? },
        "side-rail" => Kit::SideRail { x: number("x")?, h: number("h")? },
        "chair" => Kit::Chair { x: number("x")?, facing: facing(table)? },
        "wall" => Kit::Wall { x: number("x")?, facing: facing(table)? },
        "foam-roller" => Kit::FoamRoller,
        "lacrosse-ball" => Kit::LacrosseBall { at: place()? },
        "bike" => Kit::Bike { at: place()? },
        "treadmill" => Kit::Treadmill(span("x")?),
        "slope" => Kit::Slope { degrees: number("degrees")? },
        "phone" => Kit::Phone { on: Limb::Near },
        other => {
            kind.unknown("piece of kit", other, KINDS);
            return None;
        }
    })
}

fn facing(table: &Table<'_>) -> Option<Facing> {
    const BOTH: [Facing; 2] = [Facing::Right, Facing::Left];
    fn id(facing: Facing) -> &'static str {
        match facing {
            Facing::Right => "right",
            Facing::Left => "left",
        }
    }
    let from_id = |word: &str| BOTH.into_iter().find(|facing| id(*facing) == word);
    table.required("facing").and_then(|node| node.id("direction", from_id, &BOTH, id))
}

/// A joint by its name, or a place.
fn tie(table: &Table<'_>, key: &str) -> Option<Tie> {
    let node = table.required(key)?;
    if node.is_list() { point(&node).map(Tie::Place) } else { joint(&node).map(Tie::Joint) }
}

/// Where the kit is that moves by itself: `ball = [x, y, turn]`, `roller` the same, `bar = [x, y]`.
pub(super) fn moved(node: &Node<'_>) -> Moved {
    let Some(table) = node.table() else { return Moved::default() };
    let moved = Moved {
        ball: table.optional("ball").and_then(|node| rolling(&node)),
        roller: table.optional("roller").and_then(|node| rolling(&node)),
        bar: table.optional("bar").and_then(|node| point(&node)),
    };
    table.finish();
    moved
}

fn rolling(node: &Node<'_>) -> Option<Rolling> {
    let numbers: Vec<f64> = node.items().iter().filter_map(Node::number).collect();
    if let [x, y, turn] = numbers.as_slice() {
        return Some(Rolling { at: femoris_figure::Point::new(*x, *y), turn: *turn });
    }
    node.wrong("three numbers expected", "write [x, y, turn]");
    None
}
