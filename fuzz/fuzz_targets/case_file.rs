//! Case files: any bytes are a case or are refused, and a case that is written down reads back as itself with the
//! same verdict.
#![no_main]

use std::sync::OnceLock;

use femoris_clinic::knowledge::Knowledge;
use femoris_clinic::verdict::verdict;
use femoris_exchange::{case_file, verdict_json};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(state) = case_file::parse(data) else { return };
    let knowledge = knowledge();
    let answer = verdict(&state, knowledge);
    let written = case_file::write(&state, &knowledge.freshness).to_string();
    let again = case_file::parse(&written).expect("what was written can be read");
    assert_eq!(
        verdict_json::write(&answer, knowledge),
        verdict_json::write(&verdict(&again, knowledge), knowledge)
    );
});

fn knowledge() -> &'static Knowledge {
    static KNOWLEDGE: OnceLock<Knowledge> = OnceLock::new();
    KNOWLEDGE.get_or_init(|| femoris_knowledge::embedded().expect("the knowledge has no problems"))
}
