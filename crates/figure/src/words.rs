//! What a figure shows, in words, for whoever cannot see it.

use crate::model::{Contraction, Drawing, Muscle, Posture};
use crate::render::Side;

fn posture(posture: Posture) -> &'static str {
    match posture {
        Posture::Supine => "Lying on the back.",
        Posture::Prone => "Face down.",
        Posture::SideLying => "Lying on the side.",
        Posture::Kneeling => "Kneeling.",
        Posture::AllFours => "On hands and knees or feet.",
        Posture::Seated => "Sitting on the floor.",
        Posture::Chair => "Sitting.",
        Posture::Standing => "Standing.",
        Posture::Bench => "On a bench.",
        Posture::Gait => "In motion, slowed down.",
    }
}

fn muscle(muscle: Muscle) -> &'static str {
    match muscle {
        Muscle::Hamstring => "Hamstring",
        Muscle::Glutes => "Buttocks",
        Muscle::Quads => "Front of the thigh",
        Muscle::Calf => "Calf",
        Muscle::Trunk => "Trunk",
        Muscle::Adductors => "Inner thigh",
    }
}

fn contraction(contraction: Contraction) -> &'static str {
    match contraction {
        Contraction::Concentric => "shortening",
        Contraction::Eccentric => "lengthening under load",
        Contraction::Isometric => "holding",
        Contraction::Stretch => "being stretched",
    }
}

/// Name, posture, the two phases, muscles, kit and side.
pub(crate) fn describe(drawing: &Drawing, side: Side) -> String {
    let mut said = vec![format!("{}.", drawing.name), posture(drawing.posture).to_owned()];
    let cue = |index: usize| drawing.frames.get(index).map_or("", |frame| frame.cue.trim_end_matches('.'));
    let [first, second] = drawing.pair.map(cue);
    said.push(format!("{first}."));
    if second != first {
        said.push(format!("Then: {second}."));
    }
    for (worker, how) in &drawing.work {
        said.push(format!("{}: {}.", muscle(*worker), contraction(*how)));
    }
    let mut kit: Vec<&str> = Vec::new();
    for name in drawing.kit.iter().filter_map(crate::Kit::name) {
        if !kit.contains(&name) {
            kit.push(name);
        }
    }
    if !kit.is_empty() {
        said.push(format!("Kit: {}.", kit.join(", ")));
    }
    let side = match side {
        Side::Right => "right",
        Side::Left => "left",
    };
    said.push(format!("Shown on the {side} side."));
    said.join(" ")
}
