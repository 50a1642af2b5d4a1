//! The shipped drawings: complete, still where they should be, the same every time, and described in words.

#![allow(clippy::expect_used)]

use femoris_figure::{Figure, Joint, Loop, Motion, Pose, Side, SidePose, Size, View};
use femoris_knowledge::figures::Figures;
use std::collections::BTreeSet;

fn figures() -> Figures {
    femoris_knowledge::figures().expect("the shipped drawings keep to the rules")
}

fn views() -> impl Iterator<Item = View> {
    let sides = [Side::Right, Side::Left].into_iter();
    sides.flat_map(|side| [Size::Small, Size::Card, Size::Player].map(|size| View::new(side, size)))
}

/// The exercises that protocols are made of, in the order of their index.
const EXERCISES: &str = include_str!("exercise_ids.txt");

#[test]
fn every_exercise_and_every_home_test_is_drawn() {
    let figures = figures();
    let exercises: Vec<&str> = EXERCISES.lines().collect();
    assert_eq!(exercises.len(), 85);
    let tests = [
        "taking-off-shoe-test",
        "modified-bent-knee-stretch",
        "puranen-orava",
        "slump",
        "single-leg-bridge",
        "active-knee-extension",
        "straight-leg-raise",
        "single-leg-hop",
        "single-leg-stance-30s",
        "long-stride-walk",
        "resisted-knee-flexion-pain",
    ];
    let tests = tests.map(|name| format!("test-{name}"));
    let missing: Vec<&str> = exercises
        .into_iter()
        .chain(tests.iter().map(String::as_str))
        .filter(|id| figures.get(id).is_none())
        .collect();
    assert!(missing.is_empty(), "not drawn: {missing:?}");
}

#[test]
fn every_drawing_of_a_test_is_shown_with_it_and_every_one_that_is_named_exists() {
    let figures = figures();
    let knowledge = femoris_knowledge::embedded().expect("the shipped knowledge loads");
    let named: BTreeSet<&str> = knowledge.interview.drawings.values().map(String::as_str).collect();
    let missing: Vec<&&str> = named.iter().filter(|id| figures.get(id).is_none()).collect();
    assert!(missing.is_empty(), "named and not drawn: {missing:?}");
    let drawn = figures.all().map(Figure::id).filter(|id| id.starts_with("test-"));
    let unused: Vec<&str> = drawn.filter(|id| !named.contains(id)).collect();
    assert!(unused.is_empty(), "drawn and not shown with any test: {unused:?}");
}

#[test]
fn a_drawing_is_called_as_its_exercise() {
    let figures = figures();
    let named = |text: &str| -> Option<String> {
        let table: toml::Table = text.parse().ok()?;
        let english = table.get("text")?.get("en")?;
        Some(english.get("name")?.as_str()?.to_owned())
    };
    let mut seen = 0;
    for (name, text) in femoris_knowledge::embedded_files() {
        let Some(id) = name.strip_prefix("exercises/").and_then(|name| name.strip_suffix(".toml")) else {
            continue;
        };
        assert_eq!(figures.get(id).map(|figure| figure.name().to_owned()), named(&text), "{id}");
        seen += 1;
    }
    assert!(seen >= 85, "only {seen} exercises");
}

#[test]
fn what_stays_put_stays_put_in_every_step() {
    for figure in figures().all() {
        let drawing = figure.drawing();
        for pair in drawing.frames.windows(2) {
            let [from, to] = pair else { continue };
            let plants = to.plant.as_ref().unwrap_or(&drawing.plant);
            for joint in plants {
                let (a, b) = (from.pose.joints().at(*joint), to.pose.joints().at(*joint));
                for step in 0..=20 {
                    let s = f64::from(step) / 20.0;
                    let joints = from.pose.toward(&to.pose, s, drawing.anchor, plants).joints();
                    let slip = joints.at(*joint).distance(a + (b - a) * s);
                    assert!(slip < 1.0, "{}: {} slips {slip:.1} u", figure.id(), joint.id());
                }
            }
        }
    }
}

#[test]
fn a_movement_half_way_is_where_the_specification_has_it() {
    let figures = figures();
    let drawing = figures.get("glider").expect("it is there").drawing();
    let [from, to, ..] = drawing.frames.as_slice() else { panic!("it has frames") };
    let Pose::Side(pose) = from.pose.toward(&to.pose, 0.5, drawing.anchor, &drawing.plant) else {
        panic!("it is seen from the side")
    };
    let near = |a: f64, b: f64| assert!((a - b).abs() < 0.2, "{a} is not {b}");
    near(pose.root.x, -82.0);
    near(pose.root.y, 514.5);
    near(pose.hip.near, 31.5);
    near(pose.hip.far, -8.1);
    near(pose.knee.near, 21.3);
    near(pose.knee.far, 16.2);
    near(pose.ankle.near, 0.9);
    near(pose.ankle.far, 15.3);
}

#[test]
fn nothing_passes_through_the_floor_on_the_way() {
    let mut under: Vec<String> = Vec::new();
    for figure in figures().all() {
        let drawing = figure.drawing();
        for (index, pair) in drawing.frames.windows(2).enumerate() {
            let [from, to] = pair else { continue };
            let plants = to.plant.as_ref().unwrap_or(&drawing.plant);
            let deepest = (0..=12)
                .flat_map(|step| {
                    let s = f64::from(step) / 12.0;
                    let pose = from.pose.toward(&to.pose, s, drawing.anchor, plants);
                    let joints = pose.joints();
                    // Toes give way, and a hand whose wrist is bent lies where it grips.
                    let gives_way = |joint: &Joint| match (joint, &pose) {
                        (Joint::Toe(_), _) => true,
                        (Joint::Hand(side), Pose::Side(pose)) => pose.wrist.of(*side).abs() > 20.0,
                        _ => false,
                    };
                    let solid: Vec<Joint> =
                        Joint::ALL.into_iter().filter(|joint| !gives_way(joint)).collect();
                    solid.into_iter().map(move |joint| (joints.at(joint), joint)).collect::<Vec<_>>()
                })
                .map(|(place, joint)| (place.y - drawing.ground(place.x), joint))
                .min_by(|a, b| a.0.total_cmp(&b.0));
            if let Some((y, joint)) = deepest.filter(|(y, _)| *y < -8.5) {
                under.push(format!("{} after frame {index}: {} at {y:.0} u", figure.id(), joint.id()));
            }
        }
    }
    assert!(under.is_empty(), "{}", under.join("\n"));
}

#[test]
fn the_same_figure_is_drawn_the_same_and_nothing_in_it_is_inline() {
    for figure in figures().all() {
        for view in views() {
            for view in [view, view.moving()] {
                let svg = figure.render(view);
                assert_eq!(svg, figure.render(view), "{}", figure.id());
                assert!(well_formed(&svg), "{}", figure.id());
                for banned in ["style=", "<style", "<script", "onload", "http://", "https://", "NaN", "inf"] {
                    let clean = svg.replace("http://www.w3.org/2000/svg", "");
                    assert!(!clean.contains(banned), "{} has {banned}", figure.id());
                }
            }
        }
    }
}

/// Every group that is opened is closed.
fn well_formed(svg: &str) -> bool {
    let count = |part: &str| svg.matches(part).count();
    count("<g>") + count("<g ") == count("</g>") && count("<svg") == 1 && svg.ends_with("</svg>")
}

#[test]
fn the_left_is_the_right_mirrored() {
    for figure in figures().all() {
        let right = figure.render(View::new(Side::Right, Size::Card));
        let left = figure.render(View::new(Side::Left, Size::Card));
        assert!(left.contains("scale(-1 1)") && !right.contains("scale(-1 1)"), "{}", figure.id());
        let (open, rest) = left.split_once("scale(-1 1)\">").expect("it is mirrored");
        let inside = rest.strip_suffix("</g></svg>").expect("the mirror holds everything");
        let bare = |text: &str| text.replace("flc0-", "frc0-");
        assert!(right.ends_with(&format!("{}</svg>", bare(inside))), "{}", figure.id());
        assert!(open.contains("left side") && right.contains("right side"), "{}", figure.id());
    }
}

#[test]
fn every_figure_says_what_it_shows() {
    for figure in figures().all() {
        let words = figure.describe(Side::Right);
        assert!(words.starts_with(figure.name()), "{words}");
        assert!(words.split_whitespace().count() >= 10, "{words}");
        assert!(words.ends_with("Shown on the right side."), "{words}");
    }
}

#[test]
fn no_two_figures_of_a_page_share_an_id() {
    let mut seen = BTreeSet::new();
    let figures = figures();
    let pictures = figures.all().flat_map(|figure| {
        let moving = [0, 1].map(|copy| figure.render(View::new(Side::Right, Size::Card).moving().copy(copy)));
        moving.into_iter().chain([figure.print_pair(Side::Right)])
    });
    for svg in pictures {
        for part in svg.split(" id=\"").skip(1) {
            let id = part.split('"').next().unwrap_or_default().to_owned();
            assert!(svg.contains(&format!("href=\"#{id}\"")), "nothing uses {id}");
            assert!(seen.insert(id.clone()), "{id} stands twice");
        }
    }
}

#[test]
fn a_figure_in_motion_carries_its_still() {
    for figure in figures().all() {
        let view = View::new(Side::Right, Size::Card);
        assert_eq!(view.motion, Motion::Still);
        let (still, moving) = (figure.render(view), figure.render(view.moving()));
        assert!(!still.contains("<animate"), "{}", figure.id());
        let control = figure.with_control(view);
        if figure.moves() {
            assert!(moving.contains("class=\"mv\"") && moving.contains("class=\"st\""), "{}", figure.id());
            assert!(moving.contains("<animate"), "{} does not move", figure.id());
            assert!(control.contains("type=\"checkbox\"") && control.contains("<label"), "{}", figure.id());
        } else {
            assert_eq!(figure.drawing().repeats, Loop::Hold, "{}", figure.id());
            assert_eq!(moving, still, "{}", figure.id());
            assert!(!control.contains("<input"), "{}", figure.id());
        }
    }
}

#[test]
fn a_figure_that_breaks_the_rules_is_refused() {
    let figures = figures();
    let mut drawing = figures.get("bridge-double").map(Figure::drawing).expect("it is there").clone();
    if let Some(frame) = drawing.frames.first_mut() {
        frame.pose =
            Pose::Side(SidePose { root: femoris_figure::Point::new(0.0, 40.0), ..SidePose::default() });
    }
    drawing.main = 9;
    let breaches = Figure::new(drawing).expect_err("the hip is in the floor");
    let said: String = breaches.iter().map(|breach| format!("{}\n", breach.what)).collect();
    assert!(said.contains("hip 40 u is under"), "{said}");
    assert!(said.contains("main names a frame that is not there"), "{said}");
}

#[test]
fn a_drawing_with_mistakes_is_refused_with_file_line_and_mend() {
    let said = |from: &str, to: &str| -> Vec<String> {
        let mut files = femoris_knowledge::embedded_files();
        let rdl = files.get_mut("figures/rdl.toml").expect("it ships");
        assert!(rdl.contains(from), "{from}");
        *rdl = rdl.replacen(from, to, 1);
        let problems = femoris_knowledge::figures::from_files(&files).expect_err("it has a mistake");
        problems.0.iter().map(ToString::to_string).collect()
    };
    let cases = [
        ("at = \"grip.near\"", "at = \"grip.neer\"", "did you mean grip.near?"),
        ("kind = \"barbell\"", "kind = \"barbel\"", "did you mean barbell?"),
        ("posture = \"standing\"", "posture = \"stand\"", "unknown posture"),
        ("t = 3", "t = 6", "frame[2]: the time does not rise; put the frames in order"),
        ("trunk = 70", "trunk = 70\nshin = 4", "unknown key"),
        ("hip = [95.2, 95.2]", "hip = [95.2, 250]", "hip 250 is outside -35 to 185"),
        ("main = 1", "main = 9", "main names a frame that is not there"),
        ("id = \"rdl\"", "id = \"rdl-heavy\"", "name the file as its id"),
    ];
    for (from, to, expected) in cases {
        let said = said(from, to);
        let line = said.iter().find(|line| line.contains(expected));
        assert!(line.is_some_and(|line| line.starts_with("figures/rdl.toml:")), "{to}: {said:#?}");
    }
}

#[test]
fn drawings_leave_the_version_alone() {
    let version = femoris_knowledge::embedded().expect("valid").version;
    let mut files = femoris_knowledge::embedded_files();
    files.remove("figures/rdl.toml").expect("it ships");
    assert_eq!(femoris_knowledge::from_files(&files).expect("valid").version, version);
}
