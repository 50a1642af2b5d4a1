//! Words for kinds of exercise, in the languages and spellings of watches and services.

use femoris_measure::Sport;

const RUNNING: &[&str] = &[
    "run",
    "runs",
    "running",
    "jog",
    "jogging",
    "trail",
    "treadmill",
    "lauf",
    "laufen",
    "traillauf",
    "laufband",
    "course",
    "courir",
    "carrera",
    "correr",
    "corsa",
    "corrida",
    "hardlopen",
    "hardloop",
    "hardloopsessie",
    "loopsessie",
    "løb",
    "løp",
    "löpning",
    "juoksu",
    "bieg",
    "bieganie",
    "běh",
    "бег",
    "ランニング",
    "跑步",
];
const WALKING: &[&str] = &[
    "walk",
    "walking",
    "gehen",
    "spaziergang",
    "marche",
    "caminata",
    "caminar",
    "andar",
    "camminata",
    "caminhada",
    "wandelen",
    "wandeling",
    "promenad",
    "spacer",
];
const HIKING: &[&str] = &[
    "hike",
    "hiking",
    "trekking",
    "wandern",
    "wanderung",
    "randonnée",
    "randonnee",
    "senderismo",
    "excursionismo",
    "excursión",
    "escursione",
    "escursionismo",
    "trilha",
    "hiken",
    "mountaineering",
];
const CYCLING: &[&str] = &[
    "ride",
    "bike",
    "biking",
    "cycling",
    "cycle",
    "ebike",
    "mtb",
    "bmx",
    "velomobile",
    "handcycle",
    "gravel",
    "rad",
    "radfahren",
    "radfahrt",
    "radsport",
    "fahrrad",
    "vélo",
    "velo",
    "vtt",
    "cyclisme",
    "ciclismo",
    "bicicleta",
    "bici",
    "pedalada",
    "pedalata",
    "giro",
    "fietsen",
    "fietsrit",
    "rit",
    "wielrennen",
    "cykling",
];
const SWIMMING: &[&str] = &[
    "swim",
    "swimming",
    "schwimmen",
    "natation",
    "natación",
    "natacion",
    "nadar",
    "nuoto",
    "natação",
    "natacao",
    "zwemmen",
    "simning",
];

/// The kind of exercise a device's or service's word means; no word is [`Sport::Unknown`], a strange one [`Sport::Other`].
///
/// Cycling is asked before running so that `Bike Run` style compounds of bicycle makers stay rides, and hiking before
/// walking because several languages hike with the word for a walk and one more.
pub fn sport_of(word: &str) -> Sport {
    let words = split(word);
    let any = |list: &[&str]| words.iter().any(|w| list.contains(&w.as_str()));
    match words.as_slice() {
        [] => Sport::Unknown,
        // The numbers Strava's own GPX export wrote for years.
        [number] if number == "9" => Sport::Running,
        [number] if number == "1" => Sport::Cycling,
        _ if any(&["transition"]) => Sport::Transition,
        _ if any(&["ski", "skiing", "skate", "skating", "row", "rowing"]) => Sport::Other,
        _ if any(CYCLING) => Sport::Cycling,
        _ if any(SWIMMING) => Sport::Swimming,
        _ if any(HIKING) && !any(&["run", "running", "corrida", "corsa", "carrera"]) => Sport::Hiking,
        _ if any(WALKING) => Sport::Walking,
        _ if any(RUNNING) => Sport::Running,
        _ => Sport::Other,
    }
}

/// Lower-case words; `TrailRun`, `trail_running` and `HKWorkoutActivityTypeRunning` are split too.
fn split(word: &str) -> Vec<String> {
    let word = word.trim().trim_start_matches("HKWorkoutActivityType");
    let mut words = vec![String::new()];
    let mut after_lower = false;
    for letter in word.chars().take(200) {
        if !letter.is_alphanumeric() || (after_lower && letter.is_uppercase()) {
            words.push(String::new());
        }
        after_lower = letter.is_lowercase();
        if let (true, Some(last)) = (letter.is_alphanumeric(), words.last_mut()) {
            last.extend(letter.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_watches_and_services() {
        for (expected, words) in [
            (
                Sport::Running,
                &[
                    "Running",
                    "run",
                    "TrailRun",
                    "trail_running",
                    "Virtual Run",
                    "9",
                    "Lauf",
                    "Traillauf",
                    "Course à pied",
                    "Carrera",
                    "Corsa",
                    "Corrida",
                    "Hardloopsessie",
                    "treadmill_running",
                    "HKWorkoutActivityTypeRunning",
                    "Corrida em trilha",
                    "ultra_run",
                ][..],
            ),
            (Sport::Walking, &["Walk", "Walking", "Spaziergang", "Caminhada", "Wandeling"]),
            (Sport::Hiking, &["Hike", "Wanderung", "Randonnée", "hiking", "Escursione"]),
            (Sport::Cycling, &["Biking", "E-Bike Ride", "1", "Radfahrt", "Sortie à vélo", "mountain_biking"]),
            (Sport::Swimming, &["lap_swimming", "Swim", "Schwimmen", "Natación"]),
            (Sport::Transition, &["transition_v2"]),
            (Sport::Other, &["Weight Training", "Elliptical", "Workout", "golf", "Other", "Langlauf"]),
            (Sport::Unknown, &["", "  ", "-"]),
        ] {
            for word in words {
                assert_eq!(sport_of(word), expected, "{word}");
            }
        }
    }
}
