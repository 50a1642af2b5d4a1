//! What is said about a distance against the longest run of the 30 days before.

use femoris_clinic::knowledge::Knowledge;
use femoris_clinic::load::LoadNote;

/// A longest run below this, in metres, does not stand for what a runner is used to: a watch that was started by mistake,
/// a way to the bus. An estimate of ours; no study asked for it.
const SHORTEST_REFERENCE_M: f64 = 1000.0;

/// Whether a distance goes beyond a run that is too short to compare with. A share of it is a number without sense; the
/// band, and with it what is suggested, stays as it is.
pub fn is_beyond_a_short_run(note: &LoadNote) -> bool {
    matches!(note, LoadNote::Compared { hazard: Some(_), longest, .. } if longest.get() < SHORTEST_REFERENCE_M)
}

/// The sentence of a note.
pub fn words_of_load<'k>(note: &LoadNote, knowledge: &'k Knowledge) -> &'k str {
    let (LoadNote::NoBaseline { rule } | LoadNote::Compared { rule, .. }) = note;
    if is_beyond_a_short_run(note) {
        return knowledge.text("short_reference.reason");
    }
    knowledge.text(&format!("{rule}.reason"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use femoris_clinic::evidence::RuleId;
    use femoris_clinic::load::{AboutRun, Hazard};
    use femoris_measure::Metres;

    fn note(longest: f64, hazard: Option<Hazard>) -> LoadNote {
        LoadNote::Compared {
            about: AboutRun::Newest,
            rule: RuleId::new("LC4"),
            ratio: 2.5,
            hazard,
            longest: Metres::new(longest).expect("in range"),
        }
    }

    #[test]
    fn only_what_goes_beyond_a_short_run_is_without_a_share() {
        let hazard = Some(Hazard { ratio: 2.28, low: 1.5, high: 3.48 });
        assert!(is_beyond_a_short_run(&note(12.0, hazard)) && is_beyond_a_short_run(&note(999.0, hazard)));
        assert!(!is_beyond_a_short_run(&note(1000.0, hazard)));
        assert!(!is_beyond_a_short_run(&note(500.0, None)), "as far as before is what it is");
        assert!(!is_beyond_a_short_run(&LoadNote::NoBaseline { rule: RuleId::new("LC0") }));
    }
}
