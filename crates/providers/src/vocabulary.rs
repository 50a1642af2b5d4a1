//! The words of this room: professions, skills and kinds of directory, each with a stable id, and sets of them.
//!
//! What is stored is the place of a word in its list: the lists only grow at their ends.

use femoris_measure::ids;

/// Declares the set that goes with a vocabulary.
macro_rules! set {
    ($(#[$doc:meta])* $set:ident of $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
        pub struct $set(u32);

        impl $set {
            /// None.
            pub const EMPTY: Self = Self(0);

            /// As one number, for storing.
            pub const fn bits(self) -> u32 {
                self.0
            }

            /// From a stored number; bits that mean nothing here are dropped.
            pub fn from_bits(bits: u32) -> Self {
                Self(bits & ((1 << $name::ALL.len()) - 1))
            }

            /// With one more.
            #[must_use]
            pub fn with(self, one: $name) -> Self {
                Self(self.0 | (1 << one as u32))
            }

            /// All of both.
            #[must_use]
            pub fn union(self, other: Self) -> Self {
                Self(self.0 | other.0)
            }

            /// Whether this one is in it.
            pub fn has(self, one: $name) -> bool {
                self.0 & (1 << one as u32) != 0
            }

            /// Whether all of the other are in it.
            pub fn has_all(self, other: Self) -> bool {
                self.0 & other.0 == other.0
            }

            /// Whether there is none.
            pub fn is_empty(self) -> bool {
                self.0 == 0
            }

            /// Each, in the fixed order.
            pub fn iter(self) -> impl Iterator<Item = $name> {
                $name::ALL.iter().copied().filter(move |one| self.has(*one))
            }
        }

        impl FromIterator<$name> for $set {
            fn from_iter<I: IntoIterator<Item = $name>>(all: I) -> Self {
                all.into_iter().fold(Self::EMPTY, Self::with)
            }
        }
    };
}

ids! {
    /// A kind of professional or place that a runner may be sent to.
    Profession {
        /// Physiotherapist, physical therapist.
        Physiotherapist = "physiotherapist",
        /// Certified athletic trainer.
        AthleticTrainer = "athletic_trainer",
        /// Physician with a sports medicine specialty.
        SportsPhysician = "sports_physician",
        /// Physician of physical and rehabilitation medicine.
        RehabilitationPhysician = "rehabilitation_physician",
        /// Orthopaedic surgeon.
        OrthopaedicSurgeon = "orthopaedic_surgeon",
        /// Chiropractor.
        Chiropractor = "chiropractor",
        /// Osteopath.
        Osteopath = "osteopath",
        /// Massage therapist.
        MassageTherapist = "massage_therapist",
        /// Acupuncturist.
        Acupuncturist = "acupuncturist",
        /// Podiatrist.
        Podiatrist = "podiatrist",
        /// Dietitian.
        Dietitian = "dietitian",
        /// A doctor's practice without a specialty that is listed here.
        Physician = "physician",
        /// A clinic with several doctors.
        Clinic = "clinic",
        /// A hospital not known to take emergencies.
        Hospital = "hospital",
        /// A hospital that takes emergencies.
        EmergencyDepartment = "emergency_department",
        /// A physician of emergency medicine; a person, not a place to walk into.
        EmergencyPhysician = "emergency_physician",
    }
}

set!(
    /// A set of professions.
    Professions of Profession
);

ids! {
    /// A method, credential or background that a directory or the runner may state.
    Skill {
        /// Active Release Technique.
        ActiveRelease = "active_release",
        /// Graston and other instrument-assisted soft tissue work.
        Graston = "graston",
        /// Acupuncture.
        Acupuncture = "acupuncture",
        /// Massage.
        Massage = "massage",
        /// Fascial Stretch Therapy.
        FascialStretch = "fascial_stretch",
        /// A corrective exercise certificate.
        CorrectiveExercise = "corrective_exercise",
        /// Dry needling.
        DryNeedling = "dry_needling",
        /// A sports qualification or specialty.
        SportsBackground = "sports_background",
        /// Functional Movement Screen.
        MovementScreen = "movement_screen",
        /// Shockwave therapy.
        Shockwave = "shockwave",
        /// Running or gait analysis.
        GaitAnalysis = "gait_analysis",
        /// Imaging in house.
        Imaging = "imaging",
    }
}

set!(
    /// A set of skills.
    Skills of Skill
);

ids! {
    /// Where entries come from.
    Kind {
        /// An OpenStreetMap extract.
        OpenStreetMap = "openstreetmap",
        /// The monthly file of the US registry of providers.
        Nppes = "nppes",
        /// A plain list of the runner's own.
        OwnList = "own_list",
        /// A FHIR Plan-Net bundle.
        PlanNet = "plan_net",
    }
}

impl Kind {
    /// The licence under which such a directory is published; `None` where the file would have to say.
    pub fn licence(self) -> Option<&'static str> {
        match self {
            Self::OpenStreetMap => Some("Open Database License 1.0, © OpenStreetMap contributors"),
            Self::Nppes => Some("public data of the US Centers for Medicare & Medicaid Services"),
            Self::OwnList | Self::PlanNet => None,
        }
    }
}

/// What a code of the NUCC health care provider taxonomy says: the profession, and whether it names sports.
pub fn of_taxonomy(code: &str) -> Option<(Profession, Skills)> {
    use Profession as P;
    let sports = Skills::EMPTY.with(Skill::SportsBackground);
    let plain = Skills::EMPTY;
    Some(match code {
        "2251S0007X" => (P::Physiotherapist, sports),
        "2255A2300X" => (P::AthleticTrainer, sports),
        "207QS0010X" | "207RS0010X" | "2081S0010X" | "2080S0010X" | "2083S0010X" | "207PS0010X"
        | "2084S0010X" => (P::SportsPhysician, sports),
        "208100000X" => (P::RehabilitationPhysician, plain),
        "207XX0005X" => (P::OrthopaedicSurgeon, sports),
        "207X00000X" | "207XP3100X" => (P::OrthopaedicSurgeon, plain),
        "111NS0005X" => (P::Chiropractor, sports),
        "111N00000X" | "111NR0400X" => (P::Chiropractor, plain),
        "225700000X" => (P::MassageTherapist, plain.with(Skill::Massage)),
        "171100000X" => (P::Acupuncturist, plain.with(Skill::Acupuncture)),
        "213ES0000X" => (P::Podiatrist, sports),
        "213E00000X" => (P::Podiatrist, plain),
        "207P00000X" => (P::EmergencyPhysician, plain),
        _ if code.starts_with("2251") => (P::Physiotherapist, plain),
        _ if code.starts_with("133V") => (P::Dietitian, plain),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_lead_back_and_sets_hold_what_was_put_in() {
        for one in Profession::ALL {
            assert_eq!(Profession::from_id(one.id()), Some(*one));
        }
        let set: Professions = [Profession::Physician, Profession::Osteopath].into_iter().collect();
        assert_eq!(Professions::from_bits(set.bits()), set);
        assert!(set.has(Profession::Osteopath) && !set.has(Profession::Clinic));
        assert_eq!(set.iter().count(), 2);
        assert_eq!(Skills::from_bits(u32::MAX).iter().count(), Skill::ALL.len());
    }

    #[test]
    fn mislabels_seen_in_public_code_are_not_repeated() {
        let (profession, skills) = of_taxonomy("2251S0007X").expect("sports physiotherapy");
        assert!(profession == Profession::Physiotherapist && skills.has(Skill::SportsBackground));
        assert_eq!(of_taxonomy("207XX0005X").map(|(p, _)| p), Some(Profession::OrthopaedicSurgeon));
        // Foot surgery, sometimes called sports medicine; and a deactivated code.
        assert_eq!(of_taxonomy("213ES0103X"), None);
        assert_eq!(of_taxonomy("213EG0000X"), None);
        assert_eq!(of_taxonomy("225200000X"), None, "an assistant is not whom one books");
    }
}
