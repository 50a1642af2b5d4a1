//! A figure as SVG.

use crate::draw::camera::{self, Frame};
use crate::draw::{Dress, Scene, arrow, front, kit, shadow, side};
use crate::kit::Kit;
use crate::model::Figure;
use crate::motion::Clip;
use crate::pose::Pose;
use crate::svg::{Clock, Out, escaped, whole};
use crate::words;

/// Which side of the body is nearer to the viewer: the sore or the working one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// The right; the figure faces right. For both sides as well.
    Right,
    /// The left: mirrored.
    Left,
}

/// How large the figure will be shown, which decides its shape and its detail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Size {
    /// Between 64 and 150 px wide, square: heavier lines, no ghost, no marks.
    Small,
    /// From 150 px, square.
    Card,
    /// The session player, 4 wide for 3 high.
    Player,
}

impl Size {
    fn aspect(self) -> f64 {
        match self {
            Self::Small | Self::Card => 1.0,
            Self::Player => 4.0 / 3.0,
        }
    }

    fn dress(self) -> Dress {
        match self {
            Self::Small => Dress::Plain,
            Self::Card | Self::Player => Dress::Full,
        }
    }
}

/// Whether the figure moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Motion {
    /// It moves; the still inside is shown where motion is not wanted.
    Moving,
    /// One picture.
    Still,
}

/// How a figure is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct View {
    /// The nearer side.
    pub side: Side,
    /// Its size.
    pub size: Size,
    /// Whether it moves.
    pub motion: Motion,
    /// Which of several equal pictures on one page this is: each needs ids of its own.
    pub copy: u16,
}

impl View {
    /// A still picture, the first of its kind on its page.
    pub const fn new(side: Side, size: Size) -> Self {
        Self { side, size, motion: Motion::Still, copy: 0 }
    }

    /// The same in motion.
    pub const fn moving(self) -> Self {
        Self { motion: Motion::Moving, ..self }
    }

    /// The same, as picture number `copy` of its kind on a page.
    pub const fn copy(self, copy: u16) -> Self {
        Self { copy, ..self }
    }

    fn prefix(self, figure: &Figure) -> String {
        let side = if self.side == Side::Right { 'r' } else { 'l' };
        let size = match self.size {
            Size::Small => 's',
            Size::Card => 'c',
            Size::Player => 'p',
        };
        format!("f{side}{size}{}-{}-", self.copy, figure.id())
    }
}

/// Share of the width that the floor leaves free at each end, and where it lies.
const FLOOR_INSET: f64 = 0.04;
const FLOOR: f64 = 4.0;

impl Figure {
    /// The figure as one `svg` element. Classes only: [`crate::STYLE`] gives them their colours.
    pub fn render(&self, view: View) -> String {
        let frame = camera::frame(self.drawing(), view.size.aspect());
        let prefix = view.prefix(self);
        let mut out = Out::default();
        self.open(&mut out, frame, view);
        mirrored(&mut out, view.side, frame, 0.0, |out| {
            if view.motion == Motion::Moving && self.moves() {
                out.group("class=\"mv\"", |out| self.moving(out, frame, view.size, &format!("{prefix}m")));
                out.group("class=\"st\"", |out| self.still(out, frame, view.size, &format!("{prefix}s")));
            } else {
                self.still(out, frame, view.size, &format!("{prefix}s"));
            }
        });
        out.push("</svg>");
        out.finish()
    }

    /// The figure in motion with a control that stops it, which works without a script: whatever moves for longer than
    /// five seconds has one.
    pub fn with_control(&self, view: View) -> String {
        if !self.moves() {
            return format!(
                "<div class=\"fg-box\"><div class=\"fg-stage\">{}</div></div>",
                self.render(view)
            );
        }
        let id = format!("{}on", view.prefix(self));
        format!(
            "<div class=\"fg-box\"><input type=\"checkbox\" class=\"fg-moves\" id=\"{id}\" checked>\
             <label for=\"{id}\">Moving</label><div class=\"fg-stage\">{}</div></div>",
            self.render(view.moving())
        )
    }

    /// Both phases side by side, numbered, for paper.
    pub fn print_pair(&self, side: Side) -> String {
        let frame = camera::frame(self.drawing(), 1.0);
        let wide = Frame { width: 2.0 * frame.width, ..frame };
        let mut out = Out::default();
        self.open(&mut out, wide, View::new(side, Size::Card));
        let both = self.drawing().pair;
        for (place, index) in both.into_iter().enumerate() {
            let shift = place as f64 * frame.width;
            let prefix = format!("{}p{place}", View::new(side, Size::Card).prefix(self));
            mirrored(&mut out, side, frame, shift, |out| {
                self.phase(out, frame, index, &prefix);
            });
            let (x, y) = (frame.x + shift + 0.05 * frame.width, frame.y + 0.09 * frame.height);
            out.push(&format!(
                "<text class=\"no\" x=\"{}\" y=\"{}\" aria-hidden=\"true\">{}</text>",
                whole(x),
                whole(y),
                place + 1
            ));
        }
        out.push("</svg>");
        out.finish()
    }

    /// What the figure shows, in words.
    pub fn describe(&self, side: Side) -> String {
        words::describe(self.drawing(), side)
    }

    /// Whether anything moves in it; a hold that is only held is one picture.
    pub fn moves(&self) -> bool {
        self.drawing().frames.windows(2).any(|pair| match pair {
            [from, to] => from.pose != to.pose || from.kit != to.kit,
            _ => false,
        })
    }

    fn open(&self, out: &mut Out, frame: Frame, view: View) {
        let class = if view.size == Size::Small { "fg sm" } else { "fg" };
        out.push(&format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"{class}\" viewBox=\"{} {} {} {}\" role=\"img\" \
             aria-label=\"{}\">",
            whole(frame.x),
            whole(frame.y),
            whole(frame.width),
            whole(frame.height),
            escaped(&self.describe(view.side))
        ));
    }

    fn scene<'a>(&self, clip: &'a Clip, prefix: &'a str, dress: Dress) -> Scene<'a> {
        Scene { clip, clock: Clock::new(clip), prefix, hand: self.drawing().hand, dress }
    }

    fn moving(&self, out: &mut Out, frame: Frame, size: Size, prefix: &str) {
        let clip = Clip::moving(self.drawing());
        let scene = self.scene(&clip, prefix, size.dress());
        self.ground(out, frame);
        out.group("", |out| {
            if clip.fades {
                out.fade(&scene.clock);
            }
            self.content(out, &scene, |_| {});
        });
    }

    fn still(&self, out: &mut Out, frame: Frame, size: Size, prefix: &str) {
        let drawing = self.drawing();
        let dress = size.dress();
        let clip = Clip::still(self.frame(drawing.main), drawing.work.clone());
        let scene = self.scene(&clip, prefix, dress);
        self.ground(out, frame);
        self.content(out, &scene, |out| {
            if let (Some(ghost), Dress::Full) = (drawing.ghost, dress) {
                let clip = Clip::still(self.frame(ghost), drawing.work.clone());
                let scene = self.scene(&clip, prefix, Dress::Ghost);
                out.group("class=\"gh\"", |out| self.body(out, &scene));
            }
        });
        arrow::arrow(out, drawing, dress);
    }

    fn phase(&self, out: &mut Out, frame: Frame, index: usize, prefix: &str) {
        let drawing = self.drawing();
        let clip = Clip::still(self.frame(index), drawing.work.clone());
        let scene = self.scene(&clip, prefix, Dress::Full);
        self.ground(out, frame);
        self.content(out, &scene, |_| {});
        if index == drawing.main {
            arrow::arrow(out, drawing, Dress::Full);
        }
    }

    fn ground(&self, out: &mut Out, frame: Frame) {
        if self.has_no_floor() {
            return;
        }
        let inset = FLOOR_INSET * frame.width;
        out.element(
            "line",
            &format!(
                "class=\"fl\" x1=\"{}\" y1=\"{FLOOR}\" x2=\"{}\" y2=\"{FLOOR}\"",
                whole(frame.x + inset),
                whole(frame.x + frame.width - inset)
            ),
        );
    }

    /// A hill is ground of its own, and seen from above there is no edge of the floor.
    fn has_no_floor(&self) -> bool {
        self.drawing().kit.iter().any(|kit| {
            matches!(kit, Kit::Slope { .. }) || matches!(kit, Kit::Rug { skew, .. } if *skew == 0.0)
        })
    }

    fn content(&self, out: &mut Out, scene: &Scene<'_>, behind: impl FnOnce(&mut Out)) {
        let drawing = self.drawing();
        kit::behind(out, scene, &drawing.kit);
        if !self.has_no_floor() {
            shadow::shadows(out, scene);
        }
        behind(out);
        self.body(out, scene);
        kit::in_front(out, scene, &drawing.kit);
    }

    fn body(&self, out: &mut Out, scene: &Scene<'_>) {
        match scene.clip.stills.first().map(|still| still.pose) {
            Some(Pose::Side(_)) => side::body(out, scene),
            Some(Pose::Front(_)) => front::body(out, scene),
            None => {}
        }
    }
}

/// Shifted to the right, and for the left side turned about the middle of the frame.
fn mirrored(out: &mut Out, side: Side, frame: Frame, shift: f64, inner: impl FnOnce(&mut Out)) {
    match side {
        Side::Right if shift == 0.0 => inner(out),
        Side::Right => out.at(shift, 0.0, inner),
        Side::Left => {
            let about = whole(2.0 * frame.x + frame.width + shift);
            out.group(&format!("transform=\"translate({about} 0) scale(-1 1)\""), inner);
        }
    }
}
