//! Stages that were fallen back to: what undoes a return to full training.

use crate::rehab::course::{Arrival, Begun, Course};
use crate::rehab::stage::{ProtocolId, StageId};
use femoris_measure::Day;

/// The first day after one on which a stage was fallen back to, by itself or by a clinician's word, or begun anew after a long
/// pause. Prevention is no way back: nothing is undone in it.
pub(super) fn after(course: &Course<'_>, after: Day) -> Option<Day> {
    if course.protocol.id == ProtocolId::Prevention {
        return None;
    }
    let begun: Vec<&Begun> = course.earlier.iter().chain([&course.begun]).collect();
    let fell = |pair: &&[&Begun]| pair[1].day > after && is_fall(pair[0].stage, pair[1]);
    begun.windows(2).find(fell).map(|pair| pair[1].day)
}

fn is_fall(before: StageId, now: &Begun) -> bool {
    match now.arrival {
        Arrival::Fallback | Arrival::Pause | Arrival::Retest => true,
        Arrival::Clinician => now.stage < before,
        Arrival::Start | Arrival::Gate | Arrival::Overdue => false,
    }
}
