//! What an exercise needs to hand.

use femoris_measure::ids;
use std::collections::BTreeSet;

ids! {
    /// A thing or a place an exercise needs. A floor and a wall are taken for granted.
    Kit {
        /// A chair, a sofa or a low table.
        Chair = "chair",
        /// A step or a stair.
        Step = "step",
        /// A belt, strap or towel.
        Strap = "strap",
        /// A towel on a smooth floor, socks or sliders.
        Slider = "slider",
        /// Something heavy that can be held, such as a filled backpack.
        Backpack = "backpack",
        /// Something that holds the ankles: a partner or a sofa's edge.
        Anchor = "anchor",
        /// Ten to thirty metres of even ground.
        Space = "space",
        /// A way to run, a hundred metres of it flat.
        Ground = "ground",
        /// A gentle slope.
        Hill = "hill",
        /// A small loop band.
        MiniBand = "mini_band",
        /// A long elastic band.
        LongBand = "long_band",
        /// A stability ball.
        StabilityBall = "stability_ball",
        /// A hard ball of the size of a fist.
        MassageBall = "massage_ball",
        /// A foam roller.
        FoamRoller = "foam_roller",
        /// A bench to lean on.
        Bench = "bench",
        /// Dumbbells.
        Dumbbell = "dumbbell",
        /// A kettlebell.
        Kettlebell = "kettlebell",
        /// A bar with plates.
        Barbell = "barbell",
        /// A Roman chair or a bench for back extensions.
        RomanChair = "roman_chair",
        /// A leg-curl machine.
        LegCurlMachine = "leg_curl_machine",
        /// A cable pulley.
        Cable = "cable",
        /// A treadmill.
        Treadmill = "treadmill",
        /// A bicycle, standing or moving.
        Bike = "bike",
    }
}

ids! {
    /// What a runner says to have, as one answer.
    KitPreset {
        /// Nothing but what a flat and a street have.
        None = "none",
        /// That and elastic bands.
        Bands = "bands",
        /// That, bands, a stability ball, a small ball and a roller.
        Ball = "ball",
        /// A gym.
        Gym = "gym",
    }
}

/// Things to hand.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KitSet(BTreeSet<Kit>);

impl KitSet {
    /// These things.
    pub fn new(things: impl IntoIterator<Item = Kit>) -> Self {
        Self(things.into_iter().collect())
    }

    /// What a flat and a street have.
    pub fn household() -> Self {
        Self::new([
            Kit::Chair,
            Kit::Step,
            Kit::Strap,
            Kit::Slider,
            Kit::Backpack,
            Kit::Anchor,
            Kit::Space,
            Kit::Ground,
            Kit::Hill,
        ])
    }

    /// What comes with an answer.
    pub fn of(preset: KitPreset) -> Self {
        let bands = [Kit::MiniBand, Kit::LongBand];
        let balls = [Kit::StabilityBall, Kit::MassageBall, Kit::FoamRoller];
        let more = match preset {
            KitPreset::None => Vec::new(),
            KitPreset::Bands => bands.to_vec(),
            KitPreset::Ball => [&bands[..], &balls[..]].concat(),
            KitPreset::Gym => Kit::ALL.to_vec(),
        };
        let mut set = Self::household();
        set.0.extend(more);
        set
    }

    /// Whether a thing is to hand.
    pub fn has(&self, kit: Kit) -> bool {
        self.0.contains(&kit)
    }

    /// The things, in the order of [`Kit`].
    pub fn iter(&self) -> impl Iterator<Item = Kit> + '_ {
        self.0.iter().copied()
    }

    /// With this thing too.
    pub fn with(mut self, kit: Kit) -> Self {
        self.0.insert(kit);
        self
    }
}

/// What an exercise needs: one of these sets, the best first; an empty set needs nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KitNeed(Vec<KitSet>);

impl KitNeed {
    /// One of these; `None` without any, for then nothing would do.
    pub fn new(any_of: Vec<KitSet>) -> Option<Self> {
        (!any_of.is_empty()).then_some(Self(any_of))
    }

    /// The best set that is to hand.
    pub fn met_by(&self, to_hand: &KitSet) -> Option<&KitSet> {
        self.0.iter().find(|needed| needed.0.is_subset(&to_hand.0))
    }

    /// All of them, the best first.
    pub fn alternatives(&self) -> &[KitSet] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_set_to_hand_is_taken() {
        let need = KitNeed::new(vec![KitSet::new([Kit::Barbell]), KitSet::new([Kit::Backpack])]);
        let need = need.expect("two sets");
        assert_eq!(need.met_by(&KitSet::of(KitPreset::Gym)), Some(&KitSet::new([Kit::Barbell])));
        assert_eq!(need.met_by(&KitSet::of(KitPreset::None)), Some(&KitSet::new([Kit::Backpack])));
        assert_eq!(need.met_by(&KitSet::default()), None);
    }

    #[test]
    fn each_answer_brings_what_the_one_before_brings() {
        let sets: Vec<KitSet> = KitPreset::ALL.iter().map(|preset| KitSet::of(*preset)).collect();
        assert!(sets.windows(2).all(|pair| pair[0].0.is_subset(&pair[1].0)));
    }
}
