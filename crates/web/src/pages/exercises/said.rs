//! Exercises and doses in words: names, units and order.

use femoris_clinic::knowledge::Knowledge;
use femoris_clinic::rehab::dose::{Dose, Often};
use femoris_clinic::rehab::exercise::{
    Ailment, Contraction, Group, HipBend, HipRange, Muscle, Sides, Worked,
};
use femoris_clinic::rehab::kit::{Kit, KitNeed, KitPreset, KitSet};
use femoris_clinic::rehab::stage::{Occasion, StageId};

/// The heading of a shelf.
pub(super) fn shelf(group: Group) -> &'static str {
    match group {
        Group::Hold => "Holds and first contractions",
        Group::Hip => "Bridges and the hip",
        Group::Knee => "Curls and Nordics",
        Group::Length => "Lengthening under load",
        Group::Hinge => "Hinge, squat, lunge, calf",
        Group::Trunk => "Trunk, control and quick feet",
        Group::Mobility => "Mobility and stretching",
        Group::SoftTissue => "Ball and roller",
        Group::Running => "Walking, cycling, running",
        Group::Drill => "Drills and jumps",
    }
}

/// What a runner has.
pub(super) fn preset(kit: KitPreset) -> &'static str {
    match kit {
        KitPreset::None => "Nothing but a chair and a floor",
        KitPreset::Bands => "Bands",
        KitPreset::Ball => "Bands, balls and a roller",
        KitPreset::Gym => "A gym",
    }
}

/// Muscles, each once, with what they do.
pub(super) fn muscles(worked: &[Worked]) -> String {
    let mut named: Vec<(Muscle, Vec<&'static str>)> = Vec::new();
    for one in worked {
        let does = contraction(one.contraction);
        match named.iter_mut().find(|(muscle, _)| *muscle == one.muscle) {
            Some((_, all)) => all.push(does),
            None => named.push((one.muscle, vec![does])),
        }
    }
    let parts: Vec<String> =
        named.into_iter().map(|(one, does)| format!("{} ({})", muscle(one), does.join(" and "))).collect();
    parts.join(", ")
}

fn muscle(muscle: Muscle) -> &'static str {
    match muscle {
        Muscle::Hamstrings => "hamstrings",
        Muscle::BicepsFemorisLong => "outer hamstring, long head",
        Muscle::BicepsFemorisShort => "outer hamstring, short head",
        Muscle::Semitendinosus => "inner hamstring, the long thin one",
        Muscle::Semimembranosus => "inner hamstring, the flat one",
        Muscle::GluteusMaximus => "large buttock muscle",
        Muscle::GluteusMedius => "side of the buttock",
        Muscle::DeepRotators => "deep rotators of the hip",
        Muscle::Adductors => "inner thigh",
        Muscle::Quadriceps => "front of the thigh",
        Muscle::HipFlexors => "hip flexors",
        Muscle::Gastrocnemius => "calf",
        Muscle::Soleus => "deep calf",
        Muscle::Abdominals => "belly",
        Muscle::Obliques => "oblique belly muscles",
        Muscle::BackExtensors => "back",
        Muscle::Foot => "foot",
    }
}

fn contraction(contraction: Contraction) -> &'static str {
    match contraction {
        Contraction::Isometric => "holds",
        Contraction::Concentric => "shortens",
        Contraction::Eccentric => "lengthens under load",
        Contraction::Stretch => "is stretched",
        Contraction::Pressure => "is pressed",
    }
}

/// How far the hip is bent.
pub(super) fn hip(hip: HipRange) -> String {
    let word = |bend: HipBend| match bend {
        HipBend::Low => "nearly straight",
        HipBend::Mid => "half bent",
        HipBend::High => "bent far",
    };
    match (hip.least(), hip.most()) {
        (one, other) if one == other => word(one).to_owned(),
        (least, most) => format!("from {} to {}", word(least), word(most)),
    }
}

/// What it needs, the best first.
pub(super) fn kit(need: &KitNeed) -> String {
    let set = |set: &KitSet| {
        let things: Vec<&str> = set.iter().map(thing).collect();
        if things.is_empty() { "nothing".to_owned() } else { things.join(" and ") }
    };
    need.alternatives().iter().map(set).collect::<Vec<_>>().join(", or ")
}

fn thing(kit: Kit) -> &'static str {
    match kit {
        Kit::Chair => "a chair or sofa",
        Kit::Step => "a step",
        Kit::Strap => "a belt or towel",
        Kit::Slider => "a towel on a smooth floor",
        Kit::Backpack => "a filled backpack",
        Kit::Anchor => "something that holds the ankles",
        Kit::Space => "some metres of space",
        Kit::Ground => "a flat way to run",
        Kit::Hill => "a gentle slope",
        Kit::MiniBand => "a loop band",
        Kit::LongBand => "a long band",
        Kit::StabilityBall => "a stability ball",
        Kit::MassageBall => "a small hard ball",
        Kit::FoamRoller => "a foam roller",
        Kit::Bench => "a bench",
        Kit::Dumbbell => "a dumbbell",
        Kit::Kettlebell => "a kettlebell",
        Kit::Barbell => "a bar",
        Kit::RomanChair => "a bench for back extensions",
        Kit::LegCurlMachine => "a leg-curl machine",
        Kit::Cable => "a cable pulley",
        Kit::Treadmill => "a treadmill",
        Kit::Bike => "a bike",
    }
}

/// Something else that bothers the runner.
pub(crate) fn ailment(ailment: Ailment) -> &'static str {
    match ailment {
        Ailment::KneeCap => "Pain at the kneecap",
        Ailment::BackBending => "A back that hurts when you bend",
        Ailment::BackArching => "A back that hurts when you arch it",
        Ailment::Shoulder => "A sore shoulder",
        Ailment::Groin => "A sore groin",
        Ailment::Achilles => "A sore Achilles tendon",
        Ailment::Balance => "Trouble with balance",
        Ailment::Saddle => "A saddle that hurts",
    }
}

/// Which sides work.
pub(super) fn sides(sides: Sides) -> &'static str {
    match sides {
        Sides::Together => "both together",
        Sides::Each => "one after the other; the dose is for each side",
        Sides::InTurn => "in turn; the dose is for each side",
    }
}

/// A dose in one line.
pub(super) fn dose(dose: &Dose) -> String {
    let mut parts = vec![dose.amount().unwrap_or_else(|| "as your rung of the ladder says".to_owned())];
    parts.extend(dose.effort.share.map(|share| format!("at {share}\u{a0}% of full effort")));
    parts.extend(dose.effort.repetition_maximum.map(|(first, last)| {
        format!("from a weight you can lift {first} times to one you can lift {last} times")
    }));
    parts.extend(dose.effort.felt_up_to.map(|felt| format!("effort up to {felt} of 10")));
    parts.extend(
        dose.tempo
            .filter(|tempo| tempo.lower + tempo.pause + tempo.lift > 0)
            .map(|tempo| format!("{} s down, {} s up{}", tempo.lower, tempo.lift, pause(tempo.pause))),
    );
    if let Some(rest) = dose.hold_rest_s {
        parts.push(format!("{rest} s of rest between holds"));
    } else if dose.rest_s > 0 && dose.sets.to() > 1 {
        parts.push(format!("{} s of rest", dose.rest_s));
    }
    parts.extend(often(dose.often));
    parts.join(", ")
}

fn pause(seconds: u8) -> String {
    if seconds == 0 { String::new() } else { format!(" with {seconds} s between") }
}

fn often(often: Often) -> Option<String> {
    match often {
        Often::Daily(times) if times.to() == 1 => Some("every day".to_owned()),
        Often::Daily(times) => Some(format!("{times} times a day")),
        Often::Weekly(days) if days.to() == 1 => Some("once a week".to_owned()),
        Often::Weekly(days) => Some(format!("{days} days a week")),
        Often::EveryDays(2) => Some("every other day".to_owned()),
        Often::EveryDays(days) => Some(format!("every {days} days")),
        Often::WithRoutine => None,
    }
}

/// Where a dose is meant to be used.
pub(super) fn occasions(on: &[Occasion], knowledge: &Knowledge) -> String {
    let named = on.iter().map(|on| match on {
        Occasion::Stage(id) => match knowledge.stage(*id) {
            Some(stage) => format!("{id} {}", stage.words.name),
            None => id.to_string(),
        },
        Occasion::WarmUp => "Warm-up".to_owned(),
        Occasion::CoolDown => "Cool-down".to_owned(),
    });
    named.collect::<Vec<_>>().join(", ")
}

/// Stages by their ids; empty where all are meant.
pub(super) fn stages(stages: &[StageId]) -> String {
    stages.iter().map(|stage| stage.id()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use femoris_clinic::rehab::dose::{Effort, Span, Tempo, Work};

    #[test]
    fn a_dose_is_one_line() {
        let dose = Dose {
            sets: Span::one(3),
            work: Work::Repetitions(Span::one(8)),
            effort: Effort { felt_up_to: Some(7), ..Effort::default() },
            tempo: Some(Tempo { lower: 3, pause: 1, lift: 2 }),
            rest_s: 90,
            hold_rest_s: None,
            often: Often::EveryDays(2),
            range: None,
        };
        let told = super::dose(&dose);
        assert_eq!(
            told,
            "3 × 8, effort up to 7 of 10, 3 s down, 2 s up with 1 s between, 90 s of rest, every other day"
        );
    }
}
