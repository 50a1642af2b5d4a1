//! Green, amber or red: how the body took an exercise, and a session.

use crate::finding::Finding;
use crate::rehab::log::{Form, SkipReason};
use crate::rehab::rules::ColourRules;
use femoris_measure::PainScore;
use femoris_measure::ids;

ids! {
    /// How it was taken. The order is by caution.
    Colour {
        /// Well.
        Green = "green",
        /// Just about.
        Amber = "amber",
        /// Badly.
        Red = "red",
    }
}

ids! {
    /// What decided on the colour.
    ColourRule {
        /// Pain at its worst.
        Peak = "peak",
        /// The morning after.
        Morning = "morning",
        /// The way of walking.
        Gait = "gait",
        /// Repetitions and position.
        Quality = "quality",
        /// A sign that stops the programme.
        Alarm = "alarm",
        /// A painkiller hides pain.
        Masked = "masked",
    }
}

/// What is known about how it was taken. It is green by what is known alone: pain, the morning after, and that no painkiller hid
/// it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reaction {
    /// Pain that the policy of the stage tolerates.
    pub limit: PainScore,
    /// Worst pain in it and in the hour after.
    pub peak: Option<PainScore>,
    /// Pain on the morning after.
    pub morning: Option<PainScore>,
    /// Usual pain in the morning before it.
    pub base: Option<PainScore>,
    /// A limp.
    pub limp: Finding,
    /// Share of the planned repetitions that were done, in per cent; `None` where they are not counted.
    pub done_pct: Option<u8>,
    /// Why the rest was left; `None` where nobody told.
    pub stopped: Option<SkipReason>,
    /// Whether the position held.
    pub form: Option<Form>,
    /// A painkiller before it.
    pub painkiller: Finding,
    /// A sign that stops the programme.
    pub alarm: Finding,
}

/// A colour and what decided on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judged {
    /// The colour; `None` while nothing speaks against green but the morning, the pain or a painkiller is not known.
    pub colour: Option<Colour>,
    /// What decided, where it is not green.
    pub because: Option<ColourRule>,
}

impl Reaction {
    /// The colour: that of the most cautious rule. A painkiller lets it be amber at best.
    pub fn judge(&self, rules: &ColourRules) -> Judged {
        let seen = [
            (ColourRule::Alarm, self.alarm_colour()),
            (ColourRule::Morning, self.morning_colour(rules)),
            (ColourRule::Peak, self.peak_colour(rules)),
            (ColourRule::Gait, self.gait_colour()),
            (ColourRule::Quality, self.quality_colour(rules)),
            (ColourRule::Masked, self.masked_colour()),
        ];
        let worst = seen.iter().filter_map(|(rule, colour)| Some((*rule, (*colour)?))).fold(
            None,
            |worst: Option<(ColourRule, Colour)>, one| match worst {
                Some(worst) if worst.1 >= one.1 => Some(worst),
                _ => Some(one),
            },
        );
        match worst {
            Some((rule, colour)) if colour > Colour::Green => {
                Judged { colour: Some(colour), because: Some(rule) }
            }
            _ if self.is_open() => Judged { colour: None, because: None },
            _ => Judged { colour: Some(Colour::Green), because: None },
        }
    }

    /// Whether something that it takes to be green is not known.
    fn is_open(&self) -> bool {
        self.peak.is_none() || self.morning.is_none() || self.painkiller == Finding::Unknown
    }

    /// Whether it was red by what was told of it, whatever the morning after says: a flare.
    pub fn is_flare(&self, rules: &ColourRules) -> bool {
        Self { morning: None, ..*self }.judge(rules).colour == Some(Colour::Red)
    }

    fn peak_colour(&self, rules: &ColourRules) -> Option<Colour> {
        let (peak, limit) = (self.peak?.get(), self.limit.get());
        Some(if peak > limit {
            Colour::Red
        } else if peak + rules.below_limit > limit {
            Colour::Amber
        } else {
            Colour::Green
        })
    }

    /// Without a usual morning to compare with, only a quiet one is green and one above the limit is red.
    fn morning_colour(&self, rules: &ColourRules) -> Option<Colour> {
        let morning = self.morning?.get();
        let Some(base) = self.base.map(PainScore::get) else {
            return Some(match morning {
                0 => Colour::Green,
                _ if morning > self.limit.get() => Colour::Red,
                _ => Colour::Amber,
            });
        };
        Some(if morning >= base + rules.worse_by {
            Colour::Red
        } else if morning > base || morning > rules.quiet_morning {
            Colour::Amber
        } else {
            Colour::Green
        })
    }

    fn gait_colour(&self) -> Option<Colour> {
        (self.limp == Finding::Present).then_some(Colour::Red)
    }

    fn alarm_colour(&self) -> Option<Colour> {
        (self.alarm == Finding::Present).then_some(Colour::Red)
    }

    fn masked_colour(&self) -> Option<Colour> {
        (self.painkiller == Finding::Present).then_some(Colour::Amber)
    }

    fn quality_colour(&self, rules: &ColourRules) -> Option<Colour> {
        // What was left for another reason is no flare.
        let may_be_pain = self.stopped.is_none_or(|reason| reason == SkipReason::Pain);
        let hurt = may_be_pain && self.peak.is_none_or(|peak| peak > PainScore::NONE);
        let slipped = (self.form == Some(Form::Slipped)).then_some(Colour::Amber);
        let fewer = self.done_pct.map(|done| match done {
            100.. => Colour::Green,
            _ if done < rules.done_pct && hurt => Colour::Red,
            _ => Colour::Amber,
        });
        slipped.max(fewer)
    }
}
