//! One position of a body in a file.

use super::{point, two};
use crate::node::{Node, Table};
use femoris_figure::{FrontPose, Pair, Point, Pose, SidePose};

/// The side a drawing is seen from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum View {
    Side,
    Front,
}

impl View {
    const ALL: [Self; 2] = [Self::Side, Self::Front];

    fn id(self) -> &'static str {
        match self {
            Self::Side => "side",
            Self::Front => "front",
        }
    }
}

pub(super) fn view(node: &Node<'_>) -> Option<View> {
    node.id("view", |id| View::ALL.into_iter().find(|view| view.id() == id), &View::ALL, View::id)
}

pub(super) fn pose(table: &Table<'_>, view: View) -> Option<Pose> {
    match view {
        View::Side => side(table).map(Pose::Side),
        View::Front => front(table).map(Pose::Front),
    }
}

fn side(table: &Table<'_>) -> Option<SidePose> {
    let angle = |key: &str| table.optional(key).map_or(Some(0.0), |node| node.number());
    let pair = |key: &str, usual: f64| {
        let node = table.optional(key);
        node.map_or(Some([usual, usual]), |node| two(&node)).map(|[near, far]| Pair::new(near, far))
    };
    Some(SidePose {
        root: table.required("root").and_then(|node| point(&node))?,
        trunk: angle("trunk")?,
        neck: angle("neck")?,
        curl: angle("curl")?,
        hip: pair("hip", 0.0)?,
        knee: pair("knee", 0.0)?,
        ankle: pair("ankle", 0.0)?,
        shoulder: pair("shoulder", 0.0)?,
        elbow: pair("elbow", 0.0)?,
        wrist: pair("wrist", 0.0)?,
        leg_scale: pair("leg_scale", 1.0)?,
        arm_scale: pair("arm_scale", 1.0)?,
    })
}

fn front(table: &Table<'_>) -> Option<FrontPose> {
    let pair = |key: &str| -> Option<Pair<Point>> {
        let node = table.required(key)?;
        let points: Vec<Point> = node.items().iter().filter_map(point).collect();
        if let [near, far] = points.as_slice() {
            return Some(Pair::new(*near, *far));
        }
        node.wrong("two places expected", "write [[x, y], [x, y]], near side first");
        None
    };
    let foot = table.optional("foot").map_or(Some([0.0, 0.0]), |node| two(&node));
    Some(FrontPose {
        hip: pair("hip")?,
        knee: pair("knee")?,
        ankle: pair("ankle")?,
        shoulder: pair("shoulder")?,
        elbow: pair("elbow")?,
        hand: pair("hand")?,
        head: table.required("head").and_then(|node| point(&node))?,
        foot: foot.map(|[near, far]| Pair::new(near, far))?,
    })
}
