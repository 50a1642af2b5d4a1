//! The stages of the protocols, by name.

use femoris_measure::ids;
use std::fmt;

ids! {
    /// A way back, or a way to stay.
    ProtocolId {
        /// After a strain of the muscle.
        Acute = "acute",
        /// For the tendon at the sit bone.
        Tendon = "tendon",
        /// For tightness and soreness without an injury.
        Tightness = "tightness",
        /// For the healthy runner.
        Prevention = "prevention",
    }
}

impl ProtocolId {
    /// Whether it is the way back from an injury, which one day without pain does not end.
    pub fn is_injury(self) -> bool {
        matches!(self, Self::Acute | Self::Tendon)
    }
}

ids! {
    /// A stage of a protocol. Within one protocol the order is that of the way.
    StageId {
        /// Acute: protect.
        A0 = "A0",
        /// Acute: early load.
        A1 = "A1",
        /// Acute: build.
        A2 = "A2",
        /// Acute: lengthen and run.
        A3 = "A3",
        /// Acute: speed and return.
        A4 = "A4",
        /// Acute: maintain.
        A5 = "A5",
        /// Tendon: calm a flare.
        P0 = "P0",
        /// Tendon: hold.
        P1 = "P1",
        /// Tendon: slow and heavy, hip nearly straight.
        P2 = "P2",
        /// Tendon: slow and heavy, into the bend of the hip.
        P3 = "P3",
        /// Tendon: store energy.
        P4 = "P4",
        /// Tendon: maintain.
        P5 = "P5",
        /// Tightness: the first two days.
        T0 = "T0",
        /// Tightness: the week after.
        T1 = "T1",
        /// Tightness that stays.
        T2 = "T2",
        /// Prevention: foundation.
        V1 = "V1",
        /// Prevention: build.
        V2 = "V2",
        /// Prevention: maintain.
        V3 = "V3",
    }
}

impl StageId {
    /// The protocol it belongs to.
    pub fn protocol(self) -> ProtocolId {
        match self {
            Self::A0 | Self::A1 | Self::A2 | Self::A3 | Self::A4 | Self::A5 => ProtocolId::Acute,
            Self::P0 | Self::P1 | Self::P2 | Self::P3 | Self::P4 | Self::P5 => ProtocolId::Tendon,
            Self::T0 | Self::T1 | Self::T2 => ProtocolId::Tightness,
            Self::V1 | Self::V2 | Self::V3 => ProtocolId::Prevention,
        }
    }
}

/// Where a dose is meant to be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Occasion {
    /// In a session of this stage.
    Stage(StageId),
    /// In a warm-up.
    WarmUp,
    /// In a cool-down.
    CoolDown,
}

impl Occasion {
    const WARM_UP: &'static str = "W";
    const COOL_DOWN: &'static str = "C";

    /// The stable id: that of the stage, `W` or `C`.
    pub fn id(self) -> &'static str {
        match self {
            Self::Stage(stage) => stage.id(),
            Self::WarmUp => Self::WARM_UP,
            Self::CoolDown => Self::COOL_DOWN,
        }
    }

    /// The one with this id.
    pub fn from_id(id: &str) -> Option<Self> {
        match id {
            Self::WARM_UP => Some(Self::WarmUp),
            Self::COOL_DOWN => Some(Self::CoolDown),
            stage => StageId::from_id(stage).map(Self::Stage),
        }
    }

    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        StageId::ALL.iter().map(|stage| Self::Stage(*stage)).chain([Self::WarmUp, Self::CoolDown])
    }
}

impl fmt::Display for Occasion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_round_trip() {
        assert!(Occasion::all().all(|occasion| Occasion::from_id(occasion.id()) == Some(occasion)));
        assert_eq!(Occasion::from_id("A9"), None);
    }
}
