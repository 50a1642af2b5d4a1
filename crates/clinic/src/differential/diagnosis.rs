//! The 22 classes of the model: 21 conditions and everything else.

use femoris_measure::ids;
use std::ops::{Index, IndexMut};

ids! {
    /// One class of the differential. Names and wording live in `knowledge/differential/conditions.toml`.
    Diagnosis {
        /// Hamstring muscle strain, acute.
        Hsi = "HSI",
        /// Proximal hamstring tendinopathy.
        Pht = "PHT",
        /// Proximal hamstring avulsion.
        Pha = "PHA",
        /// Distal hamstring tendinopathy.
        Dht = "DHT",
        /// Apophysitis or avulsion of the ischium in adolescence.
        Apo = "APO",
        /// Delayed-onset muscle soreness.
        Doms = "DOMS",
        /// Exercise-associated muscle cramp.
        Eamc = "EAMC",
        /// Hamstring tightness, neural tension or back-related hamstring.
        Tnt = "TNT",
        /// Lumbar radiculopathy or sciatica.
        Lsr = "LSR",
        /// Deep gluteal or piriformis syndrome.
        Dgs = "DGS",
        /// Ischiofemoral impingement.
        Ifi = "IFI",
        /// Ischial bursitis.
        Isb = "ISB",
        /// Gluteal tendinopathy.
        Gtp = "GTP",
        /// Sacroiliac joint pain.
        Sij = "SIJ",
        /// Femoral, pelvic or sacral bone stress injury.
        Bsi = "BSI",
        /// Adductor strain.
        Add = "ADD",
        /// Posterior cruciate ligament, popliteus or Baker's cyst.
        Kne = "KNE",
        /// Deep vein thrombosis.
        Dvt = "DVT",
        /// Chronic exertional compartment syndrome.
        Cecs = "CECS",
        /// Vascular claudication, endofibrosis or entrapment.
        Vas = "VAS",
        /// Medial tibial stress syndrome.
        Mts = "MTS",
        /// Anything else.
        Oth = "OTH",
    }
}

impl Diagnosis {
    /// How many classes there are.
    pub const COUNT: usize = Self::ALL.len();

    pub(crate) fn index(self) -> usize {
        self as usize
    }
}

/// One value for every class: none can be forgotten and none is there twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PerDiagnosis<T>([T; Diagnosis::COUNT]);

impl<T> PerDiagnosis<T> {
    /// Asks for the value of each class in turn.
    pub fn from_fn(mut value: impl FnMut(Diagnosis) -> T) -> Self {
        Self(std::array::from_fn(|i| value(Diagnosis::ALL[i])))
    }

    /// The classes with their values, in the order of the evidence tables.
    pub fn iter(&self) -> impl Iterator<Item = (Diagnosis, &T)> {
        Diagnosis::ALL.iter().copied().zip(&self.0)
    }
}

impl<T> Index<Diagnosis> for PerDiagnosis<T> {
    type Output = T;

    fn index(&self, condition: Diagnosis) -> &T {
        &self.0[condition.index()]
    }
}

impl<T> IndexMut<Diagnosis> for PerDiagnosis<T> {
    fn index_mut(&mut self, condition: Diagnosis) -> &mut T {
        &mut self.0[condition.index()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_positions_agree() {
        for (position, condition) in Diagnosis::ALL.iter().copied().enumerate() {
            assert_eq!(condition.index(), position);
            assert_eq!(Diagnosis::from_id(condition.id()), Some(condition));
        }
        assert_eq!(Diagnosis::from_id("CES"), None);
    }
}
