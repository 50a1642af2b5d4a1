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

/// What is chosen: what was typed into a form that was refused, or what is kept.
#[derive(Clone, Copy)]
pub(super) struct Chosen<'a> {
    pub(super) settings: &'a RehabSettings,
    pub(super) typed: Option<&'a Fields>,
}

impl Chosen<'_> {
    /// Whether one of several is chosen.
    fn is(&self, field: &str, one: &str, kept: bool) -> bool {
        self.typed.and_then(|typed| typed.get(field)).map_or(kept, |typed| typed == one)
    }

    pub(super) fn kits(&self) -> Vec<Choice> {
        let kit = self.settings.kit.unwrap_or(KitPreset::None);
        let chosen = |one: &KitPreset| self.is("kit", one.id(), *one == kit);
        KitPreset::ALL.iter().map(|one| choice(one.id(), said::kit(*one).to_owned(), chosen(one))).collect()
    }

    pub(super) fn lengths(&self) -> Vec<Choice> {
        let length = self.settings.length.unwrap_or_default();
        let chosen = |one: &SessionLength| self.is("minutes", one.id(), *one == length);
        let named = |one: &SessionLength| choice(one.id(), format!("{} minutes", one.id()), chosen(one));
        SessionLength::ALL.iter().map(named).collect()
    }

    pub(super) fn ailments(&self) -> Vec<Choice> {
        let told = self.settings.ailments.clone().unwrap_or_default();
        let typed = self.typed.filter(|typed| typed.get("ailments").is_some());
        let chosen = |one: &Ailment| match typed {
            Some(typed) => typed.all("ailment").any(|id| id == one.id()),
            None => told.contains(one),
        };
        let named = |one: &Ailment| choice(one.id(), ailment(*one).to_owned(), chosen(one));
        Ailment::ALL.iter().map(named).collect()
    }
}

fn choice(value: &str, label: String, chosen: bool) -> Choice {
    Choice { value: value.to_owned(), label, note: None, chosen }
}
