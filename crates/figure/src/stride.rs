//! One running stride in six poses, with the length and the load of the hamstring through it.
//!
//! Angles and lengths come from one runner's recording and a published model; what they are stands with the data. The
//! picture says *muscle and tendon*, never *fibre*: what the fibres do while the leg swings is disputed.

mod chart;
mod course;
mod live;

use crate::draw::{Dress, Scene, shadow, side};
use crate::geometry::Point;
use crate::joint::Pair;
use crate::kit::Moved;
use crate::model::{Contraction, Frame, Hand, Work};
use crate::motion::Clip;
use crate::pose::{Pose, SidePose};
use crate::svg::{Clock, Out, escaped, whole};
use crate::validate::Breach;
use course::Course;

/// The runner at one share of the stride.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moment {
    /// Percent of the stride, from one landing of a foot to its next.
    pub percent: f64,
    /// Flexion of the hip, degrees.
    pub hip: f64,
    /// Flexion of the knee, degrees.
    pub knee: f64,
    /// Length of muscle and tendon, as a share of its length in standing.
    pub length: f64,
}

/// One of the drawn poses.
#[derive(Debug, Clone, PartialEq)]
pub struct Phase {
    /// Percent of the stride.
    pub percent: f64,
    /// Its name.
    pub name: String,
    /// What the hamstring does.
    pub note: String,
    /// The same as a colour.
    pub work: Contraction,
    /// Height of the hip, u; judged.
    pub height: f64,
    /// Ankles, degrees; judged.
    pub ankle: Pair<f64>,
    /// Shoulders, degrees; judged.
    pub shoulder: Pair<f64>,
}

/// How much a part of the stride loads the hamstring, compared with the rest of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Load {
    /// Least.
    Light,
    /// Second.
    High,
    /// Most.
    Highest,
}

impl Load {
    /// Every step.
    pub const ALL: [Self; 3] = [Self::Light, Self::High, Self::Highest];

    /// Its name in the data.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::High => "high",
            Self::Highest => "highest",
        }
    }

    /// The step of this name.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|load| load.id() == id)
    }

    /// Height of its bar.
    fn bar(self) -> f64 {
        match self {
            Self::Light => 6.0,
            Self::High => 16.0,
            Self::Highest => 28.0,
        }
    }
}

/// A part of the stride, percent.
#[derive(Debug, Clone, PartialEq)]
pub struct Part<T> {
    /// Where it begins.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
    /// What holds there.
    pub is: T,
    /// The same in words.
    pub words: String,
}

/// Everything the picture of a stride is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Stride {
    /// What it shows, above it.
    pub title: String,
    /// What it shows, for whoever cannot see it.
    pub describes: String,
    /// What the curve is.
    pub axis: String,
    /// What the bars are.
    pub load_axis: String,
    /// Lean of the trunk, and tilt of the pelvis that the hip angles are measured from, degrees.
    pub lean: f64,
    /// See [`Stride::lean`].
    pub tilt: f64,
    /// The angles and lengths through the stride.
    pub course: Vec<Moment>,
    /// Six poses.
    pub phases: Vec<Phase>,
    /// What the muscle does in each part of the curve. The words of the first of a kind explain its colour.
    pub work: Vec<Part<Contraction>>,
    /// How much it is loaded.
    pub load: Vec<Part<Load>>,
    /// On the ground and in the air.
    pub ground: [Part<()>; 2],
}

/// The page: width and height, columns and rows of the poses, and how large a pose is drawn.
const PAGE: (f64, f64) = (720.0, 1190.0);
const COLUMNS: [f64; 3] = [130.0, 360.0, 590.0];
const ROWS: [f64; 2] = [330.0, 648.0];
const SCALE: f64 = 0.232;
/// The leg on the other side is half a stride away.
const HALF: f64 = 50.0;
/// Arms of a runner stay bent, degrees.
const ELBOW: f64 = 85.0;

impl Stride {
    /// What would make the picture wrong.
    fn check(&self) -> Vec<Breach> {
        let wrong = |what: &str, mend: &'static str| Breach { frame: None, what: what.to_owned(), mend };
        let mut found = Vec::new();
        let rising = |values: &[f64]| values.windows(2).all(|pair| pair[0] < pair[1]);
        let percents: Vec<f64> = self.course.iter().map(|moment| moment.percent).collect();
        if percents.len() < 4 || !rising(&percents) || percents.first() != Some(&0.0) {
            found.push(wrong(
                "the stride does not run from its start",
                "give at least four rising percents from 0",
            ));
        }
        let all = percents.iter().copied().chain(self.phases.iter().map(|phase| phase.percent));
        let parts = self.work.iter().flat_map(|part| [part.from, part.to]);
        let parts = parts.chain(self.load.iter().flat_map(|part| [part.from, part.to]));
        if all.chain(parts).any(|percent| !(0.0..=100.0).contains(&percent)) {
            found.push(wrong("a percent is outside the stride", "stay between 0 and 100"));
        }
        if self.phases.len() != COLUMNS.len() * ROWS.len() {
            found.push(wrong("there are not six poses", "give six"));
        }
        if self.course.iter().any(|moment| !(0.5..=1.5).contains(&moment.length)) {
            found.push(wrong("a muscle cannot be that long", "give lengths as shares of standing"));
        }
        found
    }

    /// The picture as one `svg` element, classes only: [`crate::STYLE`] gives them their colours. Every breach of what it
    /// must keep to is named, not only the first.
    pub fn render(&self) -> Result<String, Vec<Breach>> {
        let breaches = self.check();
        if !breaches.is_empty() {
            return Err(breaches);
        }
        let course = Course::new(&self.course);
        let mut out = Out::default();
        out.push(&format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"fg\" viewBox=\"0 0 {} {}\" role=\"img\" \
             aria-label=\"{}\">",
            PAGE.0,
            PAGE.1,
            escaped(&self.describes)
        ));
        text(&mut out, "t1", Point::new(24.0, 40.0), &self.title);
        let places = ROWS.into_iter().flat_map(|y| COLUMNS.map(|x| Point::new(x, y)));
        for (index, (phase, place)) in self.phases.iter().zip(places).enumerate() {
            self.phase(&mut out, &course, (index, phase), place);
        }
        chart::draw(&mut out, self, &course);
        out.push("</svg>");
        Ok(out.finish())
    }

    fn phase(&self, out: &mut Out, course: &Course, (index, phase): (usize, &Phase), place: Point) {
        let pose = self.pose(course, phase);
        let frame = Frame {
            at: 0.0,
            cue: phase.name.clone(),
            pose: Pose::Side(pose),
            kit: Moved::default(),
            work: None,
            plant: None,
        };
        let clip = Clip::still(&frame, Work::new());
        let prefix = format!("stride{index}");
        let scene = Scene {
            clip: &clip,
            clock: Clock::new(&clip),
            prefix: &prefix,
            hand: Hand::Open,
            dress: Dress::Full,
        };
        let at = format!("transform=\"translate({} {}) scale({SCALE})\"", whole(place.x), whole(place.y));
        out.group(&at, |out| {
            out.element("line", "class=\"fl\" x1=\"-420\" y1=\"4\" x2=\"420\" y2=\"4\"");
            shadow::shadows(out, &scene);
            side::body(out, &scene);
            let length = course.length(phase.percent);
            out.path(&format!("ho {}", chart::class(phase.work)), &live::hamstring(&pose, length));
        });
        numbered(out, Point::new(place.x - 92.0, place.y - 208.0), index, 15.0);
        text(out, "t2", Point::new(place.x, place.y + 28.0), &phase.name);
        text(out, "t3", Point::new(place.x, place.y + 52.0), &phase.note);
    }

    fn pose(&self, course: &Course, phase: &Phase) -> SidePose {
        let other = (phase.percent + HALF) % 100.0;
        // The model's hip angle is measured from a tilted pelvis; the drawing measures from the trunk.
        let hip = |percent: f64| course.hip(percent) - self.tilt + self.lean;
        SidePose {
            root: Point::new(0.0, phase.height),
            trunk: self.lean,
            hip: Pair::new(hip(phase.percent), hip(other)),
            knee: Pair::new(course.knee(phase.percent), course.knee(other)),
            ankle: phase.ankle,
            shoulder: phase.shoulder,
            elbow: Pair::new(ELBOW, ELBOW),
            ..SidePose::default()
        }
    }
}

fn text(out: &mut Out, class: &str, at: Point, words: &str) {
    out.push(&format!(
        "<text class=\"{class}\" x=\"{}\" y=\"{}\">{}</text>",
        whole(at.x),
        whole(at.y),
        escaped(words)
    ));
}

/// A number in a disc, counted from 1.
fn numbered(out: &mut Out, at: Point, index: usize, radius: f64) {
    out.element(
        "circle",
        &format!("class=\"num\" cx=\"{}\" cy=\"{}\" r=\"{radius}\"", whole(at.x), whole(at.y)),
    );
    text(out, "nt", Point::new(at.x, at.y + 7.0), &(index + 1).to_string());
}
