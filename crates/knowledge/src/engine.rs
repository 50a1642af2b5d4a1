//! The parts of the knowledge that are fitted together from several files before the engine can use them.

use crate::draft::Draft;
use crate::problem::Log;
use crate::prognosis::{self, Outlook};
use crate::rehab::{self, Rehab};
use crate::{differential, dose, interview, load, running};
use femoris_clinic::differential::Model;
use femoris_clinic::interview::Interview;
use femoris_clinic::load::{FormRules, MeasureRules};
use femoris_clinic::rehab::rules::DoseRules;
use femoris_clinic::running::rules::RunningRules;

/// What the engine weighs and asks with.
pub(crate) struct Engine {
    pub(crate) differential: Model,
    pub(crate) interview: Interview,
    pub(crate) outlook: Outlook,
    pub(crate) measures: MeasureRules,
    pub(crate) form: FormRules,
    pub(crate) rehab: Rehab,
    pub(crate) dose: DoseRules,
    pub(crate) running: RunningRules,
}

/// All parts, so that the problems of each are reported; the whole only where each is whole.
pub(crate) fn build(draft: &Draft, log: &Log) -> Option<Engine> {
    let differential = differential::build(draft, log);
    let interview = interview::build(draft, log);
    let outlook = prognosis::build(draft, log);
    let measures = load::build(draft, log);
    let form = load::build_form(draft, log);
    let rehab = rehab::build(draft, log);
    let dose = dose::build(draft, log);
    let running = running::build(draft, log);
    Some(Engine {
        differential: differential?,
        interview: interview?,
        outlook: outlook?,
        measures: measures?,
        form: form?,
        rehab: rehab?,
        dose: dose?,
        running: running?,
    })
}
