//! The messages of a workout file as they stand in it, gathered before anything is made of them.

use crate::fit::wire::Message;

/// Steps kept of one file: more than any watch takes, few enough to bound memory.
const KEPT: usize = 1_000;

/// What the messages say.
#[derive(Debug, Default, Clone)]
pub(in crate::fit) struct RawWorkout {
    pub(super) name: String,
    pub(super) sport: Option<u8>,
    /// How many steps the file says it has.
    pub(super) announced: Option<usize>,
    pub(super) steps: Vec<RawStep>,
    /// Steps beyond what is kept.
    pub(super) left_out: usize,
}

/// One step's fields.
#[derive(Debug, Default, Clone)]
pub(super) struct RawStep {
    pub(super) name: String,
    pub(super) note: String,
    pub(super) intensity: Option<u8>,
    pub(super) duration_type: Option<u8>,
    pub(super) duration: Option<u32>,
    pub(super) target_type: Option<u8>,
    pub(super) target: Option<u32>,
    pub(super) low: Option<u32>,
    pub(super) high: Option<u32>,
    pub(super) category: Option<u16>,
    pub(super) exercise: Option<u16>,
}

impl RawWorkout {
    /// Takes in the message about the whole.
    pub(in crate::fit) fn add_workout(&mut self, message: &Message<'_>) {
        self.sport = message.get(4).or(self.sport);
        self.announced = message.get(6).or(self.announced);
        if let Some(name) = message.text(8) {
            self.name = name;
        }
    }

    /// Takes in a step.
    pub(in crate::fit) fn add_step(&mut self, message: &Message<'_>) {
        if self.steps.len() >= KEPT {
            self.left_out += 1;
            return;
        }
        self.steps.push(RawStep {
            name: message.text(0).unwrap_or_default(),
            note: message.text(8).unwrap_or_default(),
            intensity: message.get(7),
            duration_type: message.get(1),
            duration: message.get(2),
            target_type: message.get(3),
            target: message.get(4),
            low: message.get(5),
            high: message.get(6),
            category: message.get(10),
            exercise: message.get(11),
        });
    }
}
