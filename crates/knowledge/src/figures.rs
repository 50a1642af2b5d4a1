//! The drawings of exercises and tests: key positions read from `figures/`, one file each.
//!
//! They show and decide nothing, so they do not belong to the version of the knowledge.

mod kit;
mod pose;

use crate::Files;
use crate::draft::{Draft, Placed, each};
use crate::node::{File, Node, Table};
use crate::problem::{Log, Problems};
use femoris_figure::{
    Arrow, Breach, Camera, Contraction, Drawing, Figure, Frame, Gait, Hand, Joint, Loop, Muscle, Point,
    Posture, Work,
};
use std::collections::BTreeMap;

/// The folder of the drawings.
const FOLDER: &str = "figures/";

/// Whether a file is a drawing.
pub(crate) fn owns(name: &str) -> bool {
    name.starts_with(FOLDER)
}

/// All drawings, by the id of the exercise or test they show.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Figures(BTreeMap<String, Figure>);

impl Figures {
    /// The drawing of an exercise or test.
    pub fn get(&self, id: &str) -> Option<&Figure> {
        self.0.get(id)
    }

    /// Every drawing, in the order of ids.
    pub fn all(&self) -> impl Iterator<Item = &Figure> {
        self.0.values()
    }
}

/// The drawings in these files; other rooms are not looked at.
pub fn from_files(files: &Files) -> Result<Figures, Problems> {
    let log = Log::default();
    let mut draft = Draft::default();
    for (name, text) in files.iter().filter(|(name, _)| owns(name) && name.ends_with(".toml")) {
        crate::read_file(File { name, text }, &log, &mut draft);
    }
    check(&draft, &log);
    let problems = log.into_problems();
    if !problems.is_empty() {
        return Err(Problems(problems));
    }
    Ok(Figures(
        draft.figures.into_iter().map(|placed| (placed.thing.id().to_owned(), placed.thing)).collect(),
    ))
}

/// A file is named as the drawing in it, so that no two can have one name.
fn check(draft: &Draft, log: &Log) {
    for Placed { place, thing } in &draft.figures {
        if place.file != format!("{FOLDER}{}.toml", thing.id()) {
            log.add(place.problem(
                format!("the drawing is {:?}, its file is not", thing.id()),
                "name the file as its id",
            ));
        }
    }
}

/// Reads one drawing.
pub(crate) fn file(table: &Table<'_>, draft: &mut Draft) {
    let Some((drawing, frames)) = drawing(table) else { return };
    match Figure::new(drawing) {
        Ok(figure) => draft.figures.push(Placed { place: table.node.place(), thing: figure }),
        Err(breaches) => {
            for Breach { frame, what, mend } in breaches {
                frame.and_then(|index| frames.get(index)).unwrap_or(&table.node).wrong(what, mend);
            }
        }
    }
}

/// A drawing, and the place of each of its frames.
fn drawing<'a>(table: &Table<'a>) -> Option<(Drawing, Vec<Node<'a>>)> {
    let words = |key: &str| table.required(key).and_then(|node| node.words().map(str::to_owned));
    let (id, name) = (words("id"), words("name"));
    let posture = table
        .required("posture")
        .and_then(|node| node.id("posture", Posture::from_id, Posture::ALL, Posture::id));
    let repeats = table.required("loop").and_then(|node| node.id("loop", Loop::from_id, Loop::ALL, Loop::id));
    let hand = table
        .optional("hand")
        .map_or(Some(Hand::Open), |node| node.id("hand", Hand::from_id, Hand::ALL, Hand::id));
    let camera = table
        .optional("camera")
        .map_or(Some(Camera::Fixed), |node| node.id("camera", Camera::from_id, Camera::ALL, Camera::id));
    let view = table.optional("view").map_or(Some(pose::View::Side), |node| pose::view(&node));
    let work = table.required("work").and_then(|node| work(&node));
    let main = table.required("main").and_then(|node| node.whole());
    let pair = table.required("pair").and_then(|node| pair(&node));
    let nodes = table.required("frame").map(|node| node.some_items()).unwrap_or_default();
    let mut frames = Vec::new();
    if let Some(view) = view {
        each(nodes.clone(), |table| frames.extend(frame(table, view)));
    }
    let mut pieces = Vec::new();
    each(table.list("kit"), |table| pieces.extend(kit::kit(table)));
    let drawing = Drawing {
        id: id?,
        name: name?,
        posture: posture?,
        repeats: repeats?,
        gait: gait(table),
        camera: camera?,
        anchor: table.optional("anchor").and_then(|node| joint(&node)),
        plant: joints(table, "plant").unwrap_or_default(),
        plant_into_swap: joints(table, "plant_into_swap"),
        hand: hand?,
        work: work?,
        work_second_half: table.list("work_second_half").iter().filter_map(self::work).collect(),
        main: main?,
        ghost: table.optional("ghost").and_then(|node| node.whole()),
        pair: pair?,
        arrow: table.optional("arrow").and_then(|node| arrow(&node)),
        kit: pieces,
        frames,
    };
    (drawing.frames.len() == nodes.len()).then_some((drawing, nodes))
}

fn gait(table: &Table<'_>) -> Option<Gait> {
    let half = table.optional("half_s").and_then(|node| node.number());
    let rate = table.optional("rate").and_then(|node| node.number());
    if half.is_some() != rate.is_some() {
        table.node.wrong("half_s and rate belong together", "write both or neither");
    }
    Some(Gait { half: half?, rate: rate? })
}

fn pair(node: &Node<'_>) -> Option<[usize; 2]> {
    let indices: Vec<usize> = node.items().iter().filter_map(Node::whole).collect();
    let pair = <[usize; 2]>::try_from(indices).ok();
    if pair.is_none() {
        node.wrong("two frames expected", "name the two phases that stand on paper");
    }
    pair
}

/// Two numbers.
fn two(node: &Node<'_>) -> Option<[f64; 2]> {
    let numbers: Vec<f64> = node.items().iter().filter_map(Node::number).collect();
    let two = <[f64; 2]>::try_from(numbers).ok();
    if two.is_none() {
        node.wrong("two numbers expected", "write [first, second]");
    }
    two
}

fn point(node: &Node<'_>) -> Option<Point> {
    two(node).map(|[x, y]| Point::new(x, y))
}

fn joint(node: &Node<'_>) -> Option<Joint> {
    node.id("joint", Joint::from_id, &Joint::ALL, Joint::id)
}

fn joints(table: &Table<'_>, key: &str) -> Option<Vec<Joint>> {
    Some(table.optional(key)?.items().iter().filter_map(joint).collect())
}

fn work(node: &Node<'_>) -> Option<Work> {
    let table = node.table()?;
    let mut work = Work::new();
    for muscle in Muscle::ALL {
        if let Some(node) = table.optional(muscle.id()) {
            let how = node.id("contraction", Contraction::from_id, Contraction::ALL, Contraction::id)?;
            work.insert(*muscle, how);
        }
    }
    table.finish();
    Some(work)
}

fn arrow(node: &Node<'_>) -> Option<Arrow> {
    let table = node.table()?;
    let arrow = if let Some(line) = table.optional("line") {
        Some(Arrow::Line(line.items().iter().filter_map(point).collect()))
    } else {
        let joint = table.required("path").and_then(|node| self::joint(&node));
        let frames =
            table.required("frames").map(|node| node.items().iter().filter_map(Node::whole).collect());
        let far = table.optional("out").and_then(|node| node.number());
        let centre = table.optional("centre").and_then(|node| self::joint(&node));
        let offset = table.optional("offset").and_then(|node| point(&node)).unwrap_or_default();
        let stretch = table.optional("stretch").and_then(|node| node.number()).unwrap_or(1.0);
        joint.zip(frames).map(|(joint, frames)| Arrow::Path {
            joint,
            frames,
            out: far.zip(centre),
            offset,
            stretch,
        })
    };
    table.finish();
    arrow
}

fn frame(table: &Table<'_>, view: pose::View) -> Option<Frame> {
    let at = table.required("t").and_then(|node| node.number());
    let cue = table.required("cue").and_then(|node| node.words().map(str::to_owned));
    let pose = pose::pose(table, view);
    let kit = table.optional("kit").map(|node| kit::moved(&node)).unwrap_or_default();
    let work = table.optional("work").and_then(|node| work(&node));
    let plant = joints(table, "plant");
    Some(Frame { at: at?, cue: cue?, pose: pose?, kit, work, plant })
}
