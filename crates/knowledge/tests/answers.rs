//! The shipped answers: whole, calm, found by what runners type, and no part of the version.

#![allow(clippy::expect_used)]

use femoris_knowledge::answers::{Answers, Standing};
use femoris_knowledge::{answers, embedded, embedded_files, from_files};

fn shipped() -> Answers {
    answers().expect("the shipped knowledge has no problem")
}

#[test]
fn every_answer_is_whole_and_can_be_shown() {
    let answers = shipped();
    assert!(answers.all().len() >= 45, "{}", answers.all().len());
    for answer in answers.all() {
        assert!(answer.question.ends_with('?'), "{}", answer.id);
        assert!(answer.also_asked.len() >= 3, "{} is asked in too few ways to be found", answer.id);
        for id in answer.sources() {
            assert!(answers.source(id).is_some(), "{} cites {id}", answer.id);
        }
        for next in &answer.see_also {
            assert!(answers.get(next.as_str()).is_some(), "{} leads to {next}", answer.id);
        }
    }
    let listed: usize = answers.by_topic().map(|(_, answers)| answers.count()).sum();
    assert_eq!(listed, answers.all().len(), "every answer stands under one topic");
}

#[test]
fn every_answer_is_reached_from_another() {
    let answers = shipped();
    let reached =
        |id: &str| answers.all().iter().any(|answer| answer.see_also.iter().any(|next| next.as_str() == id));
    let lonely: Vec<&str> =
        answers.all().iter().map(|answer| answer.id.as_str()).filter(|id| !reached(id)).collect();
    assert!(lonely.is_empty(), "no answer leads to {lonely:?}");
}

#[test]
fn some_answers_tell_both_sides_and_some_say_that_nobody_knows() {
    let answers = shipped();
    let count = |standing| answers.all().iter().filter(|answer| answer.standing() == standing).count();
    assert!(count(Standing::Disputed) >= 10, "{}", count(Standing::Disputed));
    assert!(count(Standing::Open) >= 2, "{}", count(Standing::Open));
}

#[test]
fn the_three_roles_come_with_their_drawing() {
    let answers = shipped();
    let roles = answers.get("three-roles").expect("it ships");
    let figure = answers.figure(roles).expect("it is drawn");
    assert!(figure.svg.starts_with("<svg") && figure.svg.contains("class="));
    for class in class_names(&figure.svg) {
        assert!(
            femoris_figure::STYLE.contains(&format!(".{class}")) || class == "t3",
            "the class {class} has no rule"
        );
    }
}

fn class_names(svg: &str) -> std::collections::BTreeSet<&str> {
    let lists = svg.split("class=\"").skip(1).filter_map(|rest| rest.split('"').next());
    lists.flat_map(str::split_whitespace).collect()
}

#[test]
fn a_reworded_answer_leaves_the_version_alone() {
    let version = embedded().expect("valid").version;
    let mut files = embedded_files();
    let ice = files.get_mut("answers/ice.toml").expect("it ships");
    *ice = ice.replacen("short = \"", "short = \"In short: ", 1);
    let sources = files.get_mut("sources/answers.toml").expect("it ships");
    *sources = sources.replacen("taken = \"", "taken = \"in short: ", 1);
    assert_eq!(from_files(&files).expect("valid").version, version);
}

/// What a runner types, and the answer that must stand first, or among the first three.
const FIRST: &[(&str, &str)] = &[
    ("what is hamstring pain", "what-is-hamstring-pain"),
    ("is it ok to stretch", "stretching"),
    ("should i stretch my hamstring", "stretching"),
    ("pain when sitting", "sitting"),
    ("why does sitting hurt", "sitting"),
    ("how long until i can run", "how-long"),
    ("recovery time", "how-long"),
    ("ibuprofen", "painkillers"),
    ("nsaids", "painkillers"),
    ("can i take naproxen", "painkillers"),
    ("dry needling", "needles"),
    ("acupuncture", "needles"),
    ("ice or heat", "ice"),
    ("icing", "ice"),
    ("shockwave", "shockwave"),
    ("shock wave", "shockwave"),
    ("prp", "prp"),
    ("cortisone shot", "injections"),
    ("do i need an mri", "scan"),
    ("surgery", "surgery"),
    ("foam roller", "foam-rolling"),
    ("lacrosse ball", "lacrosse-ball"),
    ("deep tissue massage", "massage"),
    ("nordic curls", "nordic"),
    ("acwr", "acwr"),
    ("10 % rule", "ten-percent"),
    ("10 percent rule", "ten-percent"),
    ("cadence", "cadence"),
    ("treadmill", "treadmill"),
    ("uphill", "hills"),
    ("new shoes", "shoes"),
    ("insoles", "shoes"),
    ("sciatica", "sciatica"),
    ("tingling below the knee", "sciatica"),
    ("piriformis syndrome", "piriformis"),
    ("swollen calf", "blood-clot"),
    ("dvt", "blood-clot"),
    ("stress fracture", "stress-fracture"),
    ("my teenage son", "teenagers"),
    ("felt a pop", "pop"),
    ("bruise behind my thigh", "bruise"),
    ("cramps in a marathon", "cramp"),
    ("doms", "is-it-doms"),
    ("warm up", "warm-up"),
    ("can i bike", "cross-training"),
    ("losing fitness", "fitness-loss"),
    ("can i race", "race"),
    ("when can i sprint again", "speed"),
    ("why does it keep coming back", "why-it-comes-back"),
    ("chance of re-injury", "how-likely-again"),
    ("when to see a doctor", "when-to-see-someone"),
    ("which physio should i see", "who-to-see"),
    ("dark urine", "dark-urine"),
    ("weak glutes", "glutes"),
    ("deadlifts", "which-movements-irritate"),
    ("scar tissue", "break-down-scar"),
    ("grade 2", "grades"),
    ("is it a strain or the tendon", "strain-or-tendon"),
    ("can i run", "can-i-run"),
    ("how much pain is ok", "pain-scale"),
    ("tight hamstrings", "tightness"),
    ("running with tendinopathy", "tendon-running"),
    ("how does the hamstring work in the stride", "three-roles"),
    ("alcohol", "heat-and-alcohol"),
    ("what to eat", "sleep-and-food"),
    ("pulled hamstring what now", "first-days"),
    ("can i squat with hamstring tendinopathy", "which-movements-irritate"),
    ("pain after sitting all day at work", "sitting"),
    ("sharp pain behind thigh while sprinting", "symptoms"),
    ("how long for grade 2 tear", "grades"),
    ("can i walk with a pulled hamstring", "first-days"),
    ("is it bad to run on a sore hamstring", "can-i-run"),
    ("pins and needles in foot", "sciatica"),
    ("pain in groin when running", "stress-fracture"),
    ("hip pain when lying on side", "side-hip-pain"),
    ("how to tape hamstring", "compression"),
    ("magnesium for cramps", "cramp"),
    ("can i drink beer", "heat-and-alcohol"),
    ("carbon plated shoes", "shoes"),
    ("my kid hurt his hamstring at football", "teenagers"),
    ("massage gun", "massage"),
    ("running after 50", "older-runners"),
    ("warmup", "warm-up"),
    ("x-ray", "scan"),
    ("couch to 5k after injury", "when-to-start-running"),
    ("does stretching cause injury", "stretching"),
    ("mri normal but still pain", "nerve-tension"),
    ("is this medical advice", "app-instead-of-clinician"),
];

const AMONG_THREE: &[(&str, &str)] = &[
    ("butt bone hurts", "sit-bone-pain"),
    ("high hamstring", "sit-bone-pain"),
    ("my hamstring hurts after a long run", "is-it-doms"),
    ("left leg weaker than right", "both-legs-equal"),
    ("torn off the bone", "avulsion"),
    ("can i go to the gym", "which-movements-irritate"),
    ("running form", "form"),
    ("compression sleeve", "compression"),
    ("garmin balance", "watch-numbers"),
    ("am i healed", "healed"),
    ("flare up after running", "setback"),
];

/// What must not end at a page about exercises.
const DANGER: &[(&str, &str)] = &[
    ("numb between the legs", "when-to-see-someone"),
    ("can't control my bladder", "when-to-see-someone"),
    ("chest pain", "when-to-see-someone"),
    ("short of breath swollen leg", "when-to-see-someone"),
    ("fever and leg pain", "when-to-see-someone"),
    ("lump in my thigh", "when-to-see-someone"),
    ("brown pee", "dark-urine"),
    ("calf swollen after flight", "blood-clot"),
    ("foot drop", "sciatica"),
    ("groin pain hopping", "stress-fracture"),
    ("heard a crack in my buttock", "pop"),
    ("period stopped", "energy"),
];

fn names<'a>(answers: &'a Answers, query: &str) -> Vec<&'a str> {
    answers.search(query, 3).iter().map(|hit| hit.answer.id.as_str()).collect()
}

#[test]
fn what_runners_type_finds_its_answer() {
    let answers = shipped();
    let first = FIRST.iter().filter(|(query, id)| names(&answers, query).first() != Some(id));
    let three = AMONG_THREE.iter().filter(|(query, id)| !names(&answers, query).contains(id));
    let missed: Vec<String> = first
        .chain(three)
        .map(|(query, id)| format!("{query:?} -> {id}, found {:?}", names(&answers, query)))
        .collect();
    assert!(missed.is_empty(), "{} missed\n{}", missed.len(), missed.join("\n"));
}

#[test]
fn words_of_danger_lead_to_whoever_can_help() {
    let answers = shipped();
    let missed = DANGER.iter().filter(|(query, id)| !names(&answers, query).contains(id));
    let missed: Vec<String> =
        missed.map(|(query, id)| format!("{query:?} -> {id}, found {:?}", names(&answers, query))).collect();
    assert!(missed.is_empty(), "{} missed\n{}", missed.len(), missed.join("\n"));
    for (query, _) in DANGER {
        let hits = answers.search(query, 1);
        let helped = hits.iter().all(|hit| {
            hit.answer.when_to_seek_help.is_some() || hit.answer.id.as_str() == "when-to-see-someone"
        });
        assert!(
            helped,
            "{query:?} leads first to {:?}, which does not say when to seek help",
            names(&answers, query)
        );
    }
}

#[test]
fn half_typed_and_misspelt_words_find_it_too() {
    let answers = shipped();
    for (query, id) in [
        ("ibuprof", "painkillers"),
        ("shockw", "shockwave"),
        ("strecthing", "stretching"),
        ("ibuprofin", "painkillers"),
        ("masage", "massage"),
        ("siatica", "sciatica"),
        ("cortisome injection", "injections"),
        ("IBUPROFEN?", "painkillers"),
        ("  nordic   curl ", "nordic"),
    ] {
        assert_eq!(names(&answers, query).first(), Some(&id), "{query:?}: {:?}", names(&answers, query));
    }
}

#[test]
fn nothing_is_found_for_nothing() {
    let answers = shipped();
    for query in ["", "   ", "?!", "xylophone", "qqqqqqq zzzzz"] {
        assert!(answers.search(query, 5).is_empty(), "{query:?}");
    }
    assert!(answers.search("ice", 0).is_empty());
}

#[test]
fn the_same_query_gives_the_same_hits_in_order_of_score() {
    let (one, other) = (shipped(), shipped());
    for (query, _) in FIRST {
        let (a, b) = (one.search(query, 10), other.search(query, 10));
        assert_eq!(a, b, "{query:?}");
        assert!(a.windows(2).all(|pair| pair[0].score >= pair[1].score), "{query:?}");
    }
}

#[test]
fn a_snippet_marks_what_was_sought() {
    let answers = shipped();
    let hits = answers.search("steroid injection weaker tendon", 1);
    let snippet = &hits.first().expect("it is found").snippet;
    let marked: Vec<&str> = snippet.marks.iter().map(|mark| &snippet.text[mark.clone()]).collect();
    assert!(marked.contains(&"tendon"), "{marked:?} in {:?}", snippet.text);
    assert!(snippet.marks.windows(2).all(|pair| pair[0].end <= pair[1].start), "marks do not overlap");
}

#[test]
fn hostile_queries_do_no_harm() {
    let answers = shipped();
    let long = "stretch ".repeat(50_000);
    for query in
        [long.as_str(), "\u{0}\u{202e}ice", "ｉｃｅ", "😀 sit-bone 😀", "''''", "’", "İİİİİ stretching"]
    {
        let _hits = answers.search(query, 3);
    }
}
