//! Forward kinematics against the hip positions that the key-frames were worked out with by hand.

use femoris_figure::{Joint, Joints, Limb, Pair, Point, SidePose};

const FRAMES: &str = include_str!("evidence_hips.txt");
/// Their lengths are rounded to hundredths of a body height.
const TOLERANCE: f64 = 8.0;

/// The foot of these frames is one stiff piece from heel to toe.
fn place(joints: &Joints, joint: Joint) -> Point {
    let Joint::Toe(side) = joint else { return joints.at(joint) };
    let (heel, ball) = (joints.at(Joint::Heel(side)), joints.at(Joint::Ball(side)));
    heel + (ball - heel) * (152.0 / 112.0)
}

#[test]
fn a_pinned_joint_brings_the_hip_where_the_evidence_has_it() {
    let pair = |text: &str| {
        let (near, far) = text.split_once('/').unwrap();
        Pair::new(near.parse::<f64>().unwrap(), far.parse::<f64>().unwrap())
    };
    let mut frames = 0;
    for line in FRAMES.lines().filter(|line| !line.starts_with('#')) {
        let [name, trunk, hip, knee, ankle, pin, x, y, hip_x, hip_y] =
            line.split_whitespace().collect::<Vec<_>>().try_into().expect("ten columns");
        let number = |text: &str| 1000.0 * text.parse::<f64>().unwrap();
        let pose = SidePose {
            root: Point::default(),
            trunk: trunk.parse().unwrap(),
            hip: pair(hip),
            knee: pair(knee),
            ankle: pair(ankle),
            ..SidePose::default()
        };
        let joint = Joint::from_id(pin).expect("a joint");
        let root = Point::new(number(x), number(y)) - place(&pose.joints(), joint);
        let wrong = root.distance(Point::new(number(hip_x), number(hip_y)));
        assert!(wrong <= TOLERANCE, "{name}: the hip is {wrong:.1} u from where it should be");
        frames += 1;
    }
    assert_eq!(frames, 80);
}

#[test]
fn joints_stand_where_the_specification_of_the_drawings_has_them() {
    let near = |pose: &SidePose, joint: Joint, x: f64, y: f64| {
        let wrong = pose.joints().at(joint).distance(Point::new(x, y));
        assert!(wrong <= 1.0, "{} is {wrong:.1} u off", joint.id());
    };
    let both = |angle: f64| Pair::new(angle, angle);
    let scoop = SidePose {
        root: Point::new(-78.0, 488.0),
        trunk: 80.0,
        neck: -10.0,
        curl: 16.0,
        hip: Pair::new(111.4, 111.8),
        knee: Pair::new(3.6, 43.7),
        ankle: Pair::new(-1.7, 11.9),
        shoulder: both(76.0),
        elbow: both(4.0),
        ..SidePose::default()
    };
    near(&scoop, Joint::Shoulder, 203.0, 538.0);
    near(&scoop, Joint::Head, 330.0, 566.0);
    near(&scoop, Joint::Knee(Limb::Near), 50.0, 279.0);
    near(&scoop, Joint::Ankle(Limb::Near), 164.0, 61.0);
    near(&scoop, Joint::Hand(Limb::Near), 190.0, 152.0);
    near(&scoop, Joint::Ankle(Limb::Far), 0.0, 39.0);
}
