//! The kit: outlines in the world, or held by a joint.

use super::Scene;
use super::camera::Bounds;
use crate::geometry::Point;
use crate::joint::{Joint, Joints, Leg, Limb};
use crate::kit::{Facing, Kit, Moved, Rolling, Span, Tie};
use crate::motion::Still;
use crate::pose::Pose;
use crate::svg::{Out, number, whole};

/// Radius of the bell, and its middle beyond the grip.
const BELL: f64 = 56.0;
const BELL_BEYOND: f64 = 72.0;
/// Radius of a foam roller, and of a lacrosse ball: larger than life, or a small picture would not show it.
const ROLLER: f64 = 42.0;
const LACROSSE: f64 = 28.0;
/// Height and thickness of a wall; height of a chair's seat.
const WALL: f64 = 900.0;
const WALL_THICK: f64 = 40.0;
const SEAT: f64 = 276.0;

/// Includes what a piece of kit covers in one position.
pub(crate) fn extent(kit: &Kit, joints: &Joints, moved: &Moved, bounds: &mut Bounds) {
    let mut area = |x: Span, h: f64| {
        bounds.include(Point::new(x.from, 0.0), 0.0);
        bounds.include(Point::new(x.to, h), 0.0);
    };
    match kit {
        Kit::Mat(x) => area(*x, 2.0),
        Kit::Rug { x, y, skew } => area(Span { from: x.from, to: x.to + skew }, y.to),
        Kit::Treadmill(x) => area(Span { from: x.from, to: x.to }, 0.0),
        Kit::Box { x, h } | Kit::Block { x, h } | Kit::Bench { x, h } | Kit::Pad { x, h } => area(*x, *h),
        Kit::CurlBench { x, h } => area(*x, *h),
        Kit::Bench45 => area(Span { from: -60.0, to: 520.0 }, 500.0),
        Kit::Ball { r } => {
            if let Some(Rolling { at, .. }) = moved.ball {
                bounds.include(at, *r);
            }
        }
        Kit::FoamRoller => {
            if let Some(Rolling { at, .. }) = moved.roller {
                bounds.include(at, ROLLER);
            }
        }
        Kit::Barbell { at, r } => {
            if let Some(place) = at.map(|joint| joints.at(joint)).or(moved.bar) {
                bounds.include(place, *r);
            }
        }
        Kit::Dumbbell { at } => bounds.include(joints.at(*at), 78.0),
        Kit::Kettlebell { at } => {
            bounds.include(beyond(joints, *at, BELL_BEYOND), BELL);
        }
        Kit::Band { from, to } | Kit::Strap { from, to } => {
            for tie in [from, to] {
                bounds.include(place(*tie, joints), 8.0);
            }
        }
        Kit::AnkleBar { at } => {
            area(Span { from: at.x - 110.0, to: at.x + 30.0 }, at.y + 44.0);
        }
        Kit::Post { x, h } | Kit::Rail { x, h } | Kit::SideRail { x, h } => {
            area(Span { from: x - 45.0, to: x + 45.0 }, *h + 17.0);
        }
        Kit::Chair { x, facing } => {
            let far = x + 280.0 * facing.sign();
            area(Span { from: x.min(far), to: x.max(far) }, 530.0);
        }
        Kit::Wall { x, facing } => {
            let far = x - WALL_THICK * facing.sign();
            area(Span { from: x.min(far), to: x.max(far) }, WALL);
        }
        Kit::LacrosseBall { at } => bounds.include(*at, LACROSSE),
        Kit::Bike { at } => area(Span { from: at.x - 330.0, to: at.x + 330.0 }, at.y + 480.0),
        Kit::Slider { .. } | Kit::MiniBand { .. } | Kit::Slope { .. } | Kit::Phone { .. } => {}
    }
}

/// The place that lies `distance` beyond what a hand holds, in line with the forearm.
fn beyond(joints: &Joints, at: Joint, distance: f64) -> Point {
    let side = if at == Joint::Grip(Limb::Far) { Limb::Far } else { Limb::Near };
    let arm = joints.arms.of(side);
    let way = arm.wrist - arm.elbow;
    joints.at(at) + way * (distance / way.x.hypot(way.y).max(1.0))
}

fn place(tie: Tie, joints: &Joints) -> Point {
    match tie {
        Tie::Joint(joint) => joints.at(joint),
        Tie::Place(point) => point,
    }
}

/// Draws the kit that lies behind the body.
pub(crate) fn behind(out: &mut Out, scene: &Scene<'_>, kit: &[Kit]) {
    for piece in kit.iter().filter(|piece| !piece.in_front()) {
        held(out, scene, piece);
    }
}

/// Draws the kit that lies in front of the body.
pub(crate) fn in_front(out: &mut Out, scene: &Scene<'_>, kit: &[Kit]) {
    for piece in kit.iter().filter(|piece| piece.in_front()) {
        held(out, scene, piece);
    }
    for piece in kit {
        roller_over_ankles(out, piece);
    }
}

/// Kit whose place follows the clip; the rest stands still.
fn held(out: &mut Out, scene: &Scene<'_>, kit: &Kit) {
    match kit {
        Kit::Ball { r } => rolling(
            out,
            scene,
            |moved| moved.ball,
            |out| {
                out.element("circle", &format!("class=\"kf\" r=\"{}\"", whole(*r)));
                seams(out, *r);
            },
        ),
        Kit::FoamRoller => rolling(
            out,
            scene,
            |moved| moved.roller,
            |out| {
                out.element("circle", &format!("class=\"kf\" r=\"{}\"", whole(ROLLER)));
                out.element("circle", "class=\"kf\" r=\"16\"");
                out.path("kt", "M0 -38V-18");
            },
        ),
        Kit::Slider { at } => {
            let places = scene.each(|still| Point::new(still.joints.at(*at).x, 0.0));
            out.travel(&scene.clock, &places, |out| {
                out.element("rect", "class=\"kd\" x=\"-62\" y=\"-7\" width=\"124\" height=\"15\" rx=\"7\"");
            });
        }
        Kit::Barbell { at, r } => {
            let middle = |still: &Still| match at {
                Some(joint) => still.joints.at(*joint),
                None => still.kit.bar.unwrap_or(still.joints.hip),
            };
            out.travel(&scene.clock, &scene.each(middle), |out| {
                out.element("circle", &format!("class=\"kp\" r=\"{}\"", whole(*r)));
                out.element("circle", "class=\"kd\" r=\"20\"");
            });
        }
        Kit::Dumbbell { at } => out.travel(&scene.clock, &scene.each(|still| still.joints.at(*at)), |out| {
            out.element("rect", "class=\"kd\" x=\"-66\" y=\"-8\" width=\"132\" height=\"16\" rx=\"6\"");
            out.element("rect", "class=\"kf\" x=\"-78\" y=\"-34\" width=\"42\" height=\"68\" rx=\"10\"");
            out.element("rect", "class=\"kf\" x=\"36\" y=\"-34\" width=\"42\" height=\"68\" rx=\"10\"");
        }),
        Kit::Kettlebell { at } => kettlebell(out, scene, *at),
        Kit::Band { from, to } => line(out, scene, "ba", *from, *to),
        Kit::Strap { from, to } => line(out, scene, "ks", *from, *to),
        Kit::MiniBand { at } => {
            line(out, scene, "ba", Tie::Joint(*at), Tie::Joint(at.swapped()));
        }
        Kit::Phone { on } => phone(out, scene, *on),
        Kit::Bike { at } => bike(out, scene, *at),
        Kit::CurlBench { x, h } => {
            bench_legs(out, *x, *h);
            rect(out, "kf", *x, (*h, 46.0), 18.0);
            let pad = scene.each(|still| behind_ankle(&still.joints.legs.near));
            line(out, scene, "kl", Tie::Joint(Joint::Knee(Limb::Near)), Tie::Joint(Joint::Ankle(Limb::Near)));
            out.travel(&scene.clock, &pad, |out| out.element("circle", "class=\"kf\" r=\"30\""));
        }
        standing => fixed(out, standing),
    }
}

/// Where the roller of a leg-curl machine lies: behind the lower shank.
fn behind_ankle(leg: &Leg) -> Point {
    let way = leg.ankle - leg.knee;
    let along = way * (1.0 / way.x.hypot(way.y).max(1.0));
    leg.ankle - along * 26.0 + Point::new(along.y, -along.x) * 48.0
}

fn rolling(
    out: &mut Out,
    scene: &Scene<'_>,
    of: impl Fn(&Moved) -> Option<Rolling>,
    shape: impl FnOnce(&mut Out),
) {
    let places: Vec<Rolling> = scene.clip.stills.iter().filter_map(|still| of(&still.kit)).collect();
    if places.len() != scene.clip.stills.len() {
        return;
    }
    let middles: Vec<Point> = places.iter().map(|rolling| rolling.at).collect();
    let turns: Vec<f64> = places.iter().map(|rolling| -rolling.turn).collect();
    out.travel(&scene.clock, &middles, |out| out.turn(&scene.clock, &turns, shape));
}

fn seams(out: &mut Out, r: f64) {
    let (x, y, mid) = (whole(r * 0.42), whole(r * 0.9), whole(r * 0.36));
    out.path("kt", &format!("M-{x} -{y}Q0 -{mid} {x} -{y}M-{x} {y}Q0 {mid} {x} {y}"));
}

fn kettlebell(out: &mut Out, scene: &Scene<'_>, at: Joint) {
    let places = scene.each(|still| still.joints.at(at));
    let turns = scene.each(|still| {
        let way = beyond(&still.joints, at, 1.0) - still.joints.at(at);
        (-way.x).atan2(-way.y).to_degrees()
    });
    out.travel(&scene.clock, &places, |out| {
        out.turn(&scene.clock, &turns, |out| {
            out.path("kl", "M-30 62L-22 8Q0 -10 22 8L30 62");
            out.element("circle", &format!("class=\"kb\" cy=\"{}\" r=\"{}\"", BELL_BEYOND, BELL));
        });
    });
}

/// A line between two ties, drawn as a path that follows both ends.
fn line(out: &mut Out, scene: &Scene<'_>, class: &str, from: Tie, to: Tie) {
    let ends = |still: &Still| (place(from, &still.joints), place(to, &still.joints));
    let paths = scene.each(|still| {
        let (a, b) = ends(still);
        format!("M{}L{}", crate::svg::point(a), crate::svg::point(b))
    });
    let first = paths.first().map_or("", String::as_str);
    out.push(&format!("<path class=\"{class}\" d=\"{first}\">"));
    out.animate(&scene.clock, "d", &paths);
    out.push("</path>");
}

fn phone(out: &mut Out, scene: &Scene<'_>, on: Limb) {
    let middle = |still: &Still| {
        let leg = still.joints.legs.of(on);
        leg.knee + (leg.ankle - leg.knee) * 0.42
    };
    let turns = scene.each(|still| match still.pose {
        Pose::Side(pose) => pose.trunk - pose.hip.of(on) + pose.knee.of(on),
        Pose::Front(_) => 0.0,
    });
    out.travel(&scene.clock, &scene.each(middle), |out| {
        out.turn(&scene.clock, &turns, |out| {
            out.element("rect", "class=\"kf\" x=\"26\" y=\"-48\" width=\"22\" height=\"104\" rx=\"8\"");
            out.path("ba", "M37 -26V34");
        });
    });
}

/// A stationary bicycle; each pedal is under its foot.
fn bike(out: &mut Out, scene: &Scene<'_>, at: Point) {
    let (x, y) = (at.x, -at.y);
    let abs = |dx: f64, dy: f64| format!("{} {}", whole(x + dx), whole(y + dy));
    let floor =
        format!("M{} -6H{}M{} -6H{}", whole(x - 300.0), whole(x - 130.0), whole(x + 130.0), whole(x + 300.0));
    let frame = format!(
        "M{}L{}M{}L{}M{}L{}M{}L{}L{}",
        format_args!("{} -6", whole(x - 215.0)),
        abs(0.0, 0.0),
        abs(0.0, 0.0),
        format_args!("{} -6", whole(x + 215.0)),
        abs(0.0, 0.0),
        abs(-118.0, -330.0),
        abs(60.0, 0.0),
        abs(190.0, -440.0),
        abs(255.0, -452.0),
    );
    out.path("kl", &format!("{floor}{frame}"));
    out.element(
        "rect",
        &format!(
            "class=\"kf\" x=\"{}\" y=\"{}\" width=\"150\" height=\"34\" rx=\"16\"",
            whole(x - 200.0),
            whole(y - 348.0)
        ),
    );
    out.element(
        "circle",
        &format!("class=\"kf\" cx=\"{}\" cy=\"{}\" r=\"104\"", whole(x + 150.0), whole(y + 10.0)),
    );
    out.element("circle", &format!("class=\"kf\" cx=\"{}\" cy=\"{}\" r=\"46\"", whole(x), whole(y)));
    for side in [Limb::Far, Limb::Near] {
        line(out, scene, "kl", Tie::Place(at), Tie::Joint(Joint::Ball(side)));
    }
}

/// A rectangle; `y` is its top (y up) and its height.
fn rect(out: &mut Out, class: &str, x: Span, y: (f64, f64), round: f64) {
    let (top, height) = y;
    out.element(
        "rect",
        &format!(
            "class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{}\"",
            whole(x.from),
            whole(-top),
            whole(x.width()),
            whole(height),
            whole(round)
        ),
    );
}

/// Kit that stands in the world.
fn fixed(out: &mut Out, kit: &Kit) {
    match kit {
        Kit::Mat(x) => rect(out, "mat", *x, (2.0, 18.0), 8.0),
        Kit::Box { x, h } => {
            rect(out, "kf", *x, (*h, *h), 10.0);
            if *h > 100.0 {
                out.path("kt", &format!("M{} {}H{}", whole(x.from), whole(34.0 - h), whole(x.to)));
            }
        }
        Kit::Block { x, h } | Kit::Pad { x, h } => rect(out, "kf", *x, (*h, *h), 10.0),
        Kit::Bench { x, h } => {
            bench_legs(out, *x, *h);
            rect(out, "kf", *x, (*h, 52.0), 18.0);
        }
        Kit::Rug { x, y, skew } => {
            let (low, high) = (-y.from, -y.to);
            let d = format!("M{} {low}H{}L{} {high}H{}Z", x.from, x.to, x.to + skew, x.from + skew);
            out.path("mat", &d);
        }
        Kit::Bench45 => bench45(out),
        Kit::AnkleBar { at } => {
            let (x, y) = (at.x - 40.0, -at.y);
            out.path("kl", &format!("M{x} {y}V-6M{} -6H{}", x - 70.0, x + 60.0));
        }
        Kit::Post { x, h } => out.path("kl", &format!("M{x} -{h}V-6M{} -6H{}", x - 45.0, x + 45.0)),
        Kit::Rail { x, h } => {
            out.path("kl", &format!("M{x} -{h}V-6M{} -6H{}", x - 45.0, x + 45.0));
            out.element("circle", &format!("class=\"kd\" cx=\"{x}\" cy=\"-{h}\" r=\"17\""));
        }
        Kit::SideRail { x, h } => {
            let d = format!("M{x} -{h}V-6M{} -6H{}M{} -{h}H{}", x - 45.0, x + 45.0, x - 45.0, x + 45.0);
            out.path("kl kr", &d);
        }
        Kit::Chair { x, facing } => chair(out, *x, *facing),
        Kit::Wall { x, facing } => wall(out, *x, *facing),
        Kit::LacrosseBall { at } => {
            for class in ["h", "kd"] {
                let (x, y) = (whole(at.x), whole(-at.y));
                let circle = format!("class=\"{class}\" cx=\"{x}\" cy=\"{y}\" r=\"{}\"", whole(LACROSSE));
                out.element("circle", &circle);
            }
        }
        Kit::Treadmill(x) => {
            rect(out, "kd", *x, (-6.0, 34.0), 17.0);
            let dots: String = (1..8)
                .map(|i| format!("M{} 23h20", whole(x.from + x.width() * f64::from(i) / 8.0)))
                .collect();
            out.path("kt", &dots);
        }
        Kit::Slope { degrees } => {
            let rise = degrees.to_radians().tan();
            let d = format!("M-2000 {}L2000 {}", whole(2000.0 * rise), whole(-2000.0 * rise));
            out.path("fl", &d);
        }
        _ => {}
    }
}

fn bench_legs(out: &mut Out, x: Span, h: f64) {
    let legs: String = [x.from + 60.0, x.to - 60.0]
        .into_iter()
        .map(|leg| {
            format!("M{} {}V-6M{} -6H{}", whole(leg), whole(52.0 - h), whole(leg - 40.0), whole(leg + 40.0))
        })
        .collect();
    out.path("kl", &legs);
}

fn bench45(out: &mut Out) {
    out.path("kl", "M-60 -6H520M40 -6L300 -330M440 -6L330 -360M-10 -110L150 -150");
    out.path("kw", "M-86 -188L-66 -188L66 -54L66 -36L48 -36L-86 -170Z");
    out.element(
        "rect",
        "class=\"kf\" x=\"-36\" y=\"-112\" width=\"72\" height=\"224\" rx=\"30\" \
         transform=\"translate(362 -404) rotate(45)\"",
    );
}

/// The padded rollers that hold a body down, over the ankles.
fn roller_over_ankles(out: &mut Out, kit: &Kit) {
    match kit {
        Kit::AnkleBar { at } => {
            out.path("kl", &format!("M{} {}H{}", at.x - 40.0, -at.y - 18.0, at.x));
            let circle = format!("class=\"kf\" cx=\"{}\" cy=\"{}\" r=\"30\"", at.x + 6.0, -at.y - 14.0);
            out.element("circle", &circle);
        }
        Kit::Bench45 => out.element("circle", "class=\"kf\" cx=\"-12\" cy=\"-226\" r=\"26\""),
        _ => {}
    }
}

fn chair(out: &mut Out, x: f64, facing: Facing) {
    let to = |dx: f64| number(x + dx * facing.sign(), 0);
    let legs = format!("M{0} -6V-262M{1} -6V-262M{0} -262L{2} -420", to(18.0), to(250.0), to(6.0));
    out.path("kl", &legs);
    let (left, back) = match facing {
        Facing::Right => (x, x - 16.0),
        Facing::Left => (x - 280.0, x - 18.0),
    };
    rect(out, "kf", Span { from: left, to: left + 280.0 }, (SEAT, 36.0), 12.0);
    rect(out, "kf", Span { from: back, to: back + 34.0 }, (530.0, 150.0), 12.0);
}

fn wall(out: &mut Out, x: f64, facing: Facing) {
    let left = match facing {
        Facing::Right => x - WALL_THICK,
        Facing::Left => x,
    };
    rect(out, "kf", Span { from: left, to: left + WALL_THICK }, (WALL, WALL), 0.0);
    let strokes: String =
        (0..6).map(|i| format!("M{} {}l40 -40", whole(left), whole(-60.0 - 140.0 * f64::from(i)))).collect();
    out.path("kt", &strokes);
}
