//! From one protocol to the next: which one the log speaks of, since when, and where one that ended well handed over.

use crate::knowledge::Knowledge;
use crate::rehab::history::History;
use crate::rehab::log::StageDecision;
use crate::rehab::stage::{ProtocolId, StageId};
use femoris_measure::Day;

/// A protocol that ended well, and the one that goes on from there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Handover {
    /// The day.
    pub day: Day,
    /// The stage that was left.
    pub from: StageId,
    /// The stage that began.
    pub to: StageId,
    /// Its place among the words on the stage.
    at: usize,
}

/// A day on which a protocol was followed, and the stage that was in force by it; a clinician's stage begins with the word
/// and tells nothing of what was before.
pub(super) type Word = (Day, Option<StageId>);

/// The log since the complaint began, as far as it tells which protocol is followed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words<'a> {
    history: &'a History,
    knowledge: &'a Knowledge,
    onset: Option<Day>,
    /// Words from this place on are not looked at.
    before: usize,
}

impl<'a> Words<'a> {
    /// All of it.
    pub(super) fn of(history: &'a History, knowledge: &'a Knowledge, onset: Option<Day>) -> Self {
        Self { history, knowledge, onset, before: usize::MAX }
    }

    /// Only what was told before a protocol handed over.
    pub(super) fn before(self, handover: Handover) -> Self {
        Self { before: handover.at, ..self }
    }

    fn since(self, day: Day) -> bool {
        self.onset.is_none_or(|onset| day >= onset)
    }

    /// Whenever one protocol handed over to another, oldest first.
    fn handovers(self) -> impl Iterator<Item = Handover> + 'a {
        let decisions =
            self.history.decisions.iter().enumerate().take_while(move |(at, _)| *at < self.before);
        decisions.filter(move |(_, (day, _))| self.since(*day)).filter_map(move |(at, (day, decision))| {
            let StageDecision::Passed { from, to } = *decision else { return None };
            let leads = self.knowledge.stage(from).is_some_and(|stage| stage.next == Some(to));
            let crosses = from.protocol() != to.protocol();
            (leads && crosses).then_some(Handover { day: *day, from, to, at })
        })
    }

    /// The newest hand-over to a protocol that was not left since.
    pub(super) fn entered(self, protocol: ProtocolId) -> Option<Handover> {
        let of = |handover: &Handover| [handover.from.protocol(), handover.to.protocol()].contains(&protocol);
        self.handovers().filter(of).last().filter(|handover| handover.to.protocol() == protocol)
    }

    /// The first day of a protocol since it was left the last time; `None` where nothing was done since.
    pub(super) fn first(self, protocol: ProtocolId) -> Option<Word> {
        let left = self.handovers().filter(|handover| handover.from.protocol() == protocol).last();
        let entered = self.entered(protocol).map(|handover| (handover.day, Some(handover.to)));
        let decisions = self.history.decisions.iter().enumerate().filter(|(at, _)| *at < self.before);
        let decisions =
            decisions.filter(|(at, _)| left.is_none_or(|left| *at > left.at)).map(|(_, (day, decision))| {
                let tells = !matches!(decision, StageDecision::Confirmed { .. });
                (*day, decision.stage(), tells)
            });
        // A session of the day on which it was left is one of before, whenever it was kept.
        let is_after = |day: Day| left.is_none_or(|left| day > left.day);
        let sittings = self.history.sittings.iter().filter(|sitting| sitting.decided <= self.before);
        let sittings = sittings.filter(|sitting| is_after(sitting.day));
        let sittings = sittings.map(|sitting| (sitting.day, sitting.done.stage, true));
        let own = decisions.chain(sittings).filter(|(_, stage, _)| stage.protocol() == protocol);
        let own = own.map(|(day, stage, tells)| (day, Some(stage).filter(|_| tells)));
        entered.into_iter().chain(own).filter(|(day, _)| self.since(*day)).min_by_key(|(day, _)| *day)
    }

    /// The protocol that the newest word is of.
    pub(super) fn newest(self) -> Option<ProtocolId> {
        let sittings =
            self.history.sittings.iter().map(|sitting| (sitting.day, sitting.done.stage.protocol()));
        let handed = |at: usize| self.handovers().find(|handover| handover.at == at);
        let decisions = self.history.decisions.iter().enumerate().map(|(at, (day, decision))| {
            let stage = handed(at).map_or(decision.stage(), |handover| handover.to);
            (*day, stage.protocol())
        });
        let words = sittings.chain(decisions).filter(|(day, _)| self.since(*day));
        words.max_by_key(|(day, _)| *day).map(|(_, protocol)| protocol)
    }
}
