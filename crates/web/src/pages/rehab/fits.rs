//! What fits the runner: what is to hand, how long a session may take, and what else hurts.

use std::collections::BTreeSet;

use femoris_app::AppError;
use femoris_clinic::rehab::exercise::Ailment;
use femoris_clinic::rehab::kit::KitPreset;
use femoris_clinic::rehab::log::{RehabSettings, SessionLength};

use super::said;
use crate::pages::exercises::said::ailment;
use crate::view::Choice;
use crate::wire::Fields;

/// Reads what a form says about it; what it does not ask stays as it was. `ailments` says that the form asked for them,
/// for nothing ticked means that nothing else hurts.
pub(super) fn read(fields: &Fields) -> Result<RehabSettings, AppError> {
    let kit = fields.get("kit").map(|id| {
        KitPreset::from_id(id).ok_or_else(|| AppError::refused("kit", format!("there is no kit {id:?}")))
    });
    let length = fields.get("minutes").map(|id| {
        SessionLength::from_id(id)
            .ok_or_else(|| AppError::refused("minutes", format!("15, 30 or 45 expected, not {id:?}")))
    });
    let known = |id: &str| {
        let refused = || AppError::refused("ailment", format!("choose from the list; {id:?} is not on it"));
        Ailment::from_id(id).ok_or_else(refused)
    };
    let ailments: Option<Result<BTreeSet<Ailment>, AppError>> =
        fields.get("ailments").map(|_| fields.all("ailment").map(known).collect());
    Ok(RehabSettings { kit: kit.transpose()?, length: length.transpose()?, ailments: ailments.transpose()? })
}

pub(super) fn kits(settings: &RehabSettings) -> Vec<Choice> {
    let kit = settings.kit.unwrap_or(KitPreset::None);
    KitPreset::ALL.iter().map(|one| choice(one.id(), said::kit(*one).to_owned(), *one == kit)).collect()
}

pub(super) fn lengths(settings: &RehabSettings) -> Vec<Choice> {
    let length = settings.length.unwrap_or_default();
    SessionLength::ALL
        .iter()
        .map(|one| choice(one.id(), format!("{} minutes", one.id()), *one == length))
        .collect()
}

pub(super) fn ailments(settings: &RehabSettings) -> Vec<Choice> {
    let told = settings.ailments.clone().unwrap_or_default();
    Ailment::ALL.iter().map(|one| choice(one.id(), ailment(*one).to_owned(), told.contains(one))).collect()
}

fn choice(value: &str, label: String, chosen: bool) -> Choice {
    Choice { value: value.to_owned(), label, note: None, chosen }
}
