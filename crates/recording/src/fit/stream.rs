//! Walks the messages of one part of a file, and finds its footing again after damage.

use super::content::{Content, Mark, number};
use super::findings::Findings;
use super::rows::Plan;
use super::wire::{BadDefinition, Base, Definition, Message, Order, TIMESTAMP};

/// Records kept of one part: 46 days of one a second. A record may take a single byte, its row takes many.
const MAX_RECORDS: usize = 4_000_000;
/// Records room is made for in advance: three days of one a second.
const RESERVED_RECORDS: usize = 260_000;
/// Places of damage in one part after which reading on is pointless.
const MAX_DAMAGE: usize = 500;
/// A message this many seconds from the one before is taken for a misreading, if damage follows soon after it.
const MISREAD_JUMP_S: u32 = 86_400;
/// How soon: messages after the jump that must be sound.
const PROBATION: u8 = 8;
/// After damage, the next moment must lie this close behind the last good one.
const RESUME_WITHIN_S: u32 = 6 * 3_600;
/// Moments below this count seconds since power-up.
const FIRST_WALL_TIME: u32 = 0x1000_0000;
/// Messages looked at before a place counts as sound.
const RESUME_MESSAGES: usize = 4;

/// One local message number in use.
#[derive(Debug)]
struct Slot {
    definition: Definition,
    /// Where the moment stands, if the definition has one.
    time_at: Option<usize>,
    /// How to read it, if it is a record.
    plan: Option<Plan>,
}

impl Slot {
    fn new(definition: Definition, plan: Option<Plan>) -> Self {
        let time =
            definition.field(TIMESTAMP).filter(|field| matches!(field.base, Base::U32) && field.size >= 4);
        let time_at = time.map(|field| usize::from(field.offset));
        Self { definition, time_at, plan }
    }

    fn time(&self, bytes: &[u8]) -> Option<u32> {
        let raw = *bytes.get(self.time_at?..)?.first_chunk::<4>()?;
        let time = match self.definition.order {
            Order::LowFirst => u32::from_le_bytes(raw),
            Order::HighFirst => u32::from_be_bytes(raw),
        };
        Some(time).filter(|time| *time != u32::MAX)
    }
}

/// What stopped a message from being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Damage {
    UndefinedLocal(u8),
    Definition,
    Truncated,
}

/// What a look ahead found.
#[derive(Debug, Default)]
struct Ahead {
    read: usize,
    timed: usize,
    ended: bool,
}

/// What to go back to when a message at an absurd moment proves to be misread.
#[derive(Debug)]
struct Probation {
    at: usize,
    clock: Option<u32>,
    mark: Mark,
    replaced: Vec<(usize, Option<Slot>)>,
    left: u8,
}

/// One part of a file being read.
#[derive(Debug)]
pub(super) struct Walk<'a> {
    bytes: &'a [u8],
    at: usize,
    end: usize,
    slots: [Option<Slot>; 16],
    /// The newest moment seen, which compressed ones count from.
    clock: Option<u32>,
    probation: Option<Probation>,
    records_left_out: usize,
    content: Content,
}

impl<'a> Walk<'a> {
    /// Messages begin between `start` and `end`; the last may reach to the end of the bytes.
    pub(super) fn new(bytes: &'a [u8], start: usize, end: usize) -> Self {
        Self {
            bytes,
            at: start,
            end: end.min(bytes.len()),
            slots: Default::default(),
            clock: None,
            probation: None,
            records_left_out: 0,
            content: Content::default(),
        }
    }

    /// Reads all messages; what is damaged is reported and stepped over.
    pub(super) fn run(mut self, findings: &mut Findings) -> Content {
        self.run_through(findings);
        if self.records_left_out > 0 {
            let message = format!(
                "Only the first {MAX_RECORDS} records were read; {} more were left out.",
                self.records_left_out
            );
            findings.error("too_many_records", self.at as u64, message);
        }
        if self.content.left_out > 0 {
            let message = format!(
                "{} sessions, laps and timer events were left out: there are more than any recording has.",
                self.content.left_out
            );
            findings.error("too_many_summaries", self.at as u64, message);
        }
        self.content
    }

    fn run_through(&mut self, findings: &mut Findings) {
        for _ in 0..MAX_DAMAGE {
            let Some((damage, at)) = self.run_to_damage() else { return };
            // A checksum that the header's length did not announce is no damage.
            if self.end - at <= 2 && damage != Damage::Definition {
                return;
            }
            let from = self.take_back().unwrap_or(at);
            let next = self.resume_from(from + 1);
            report(findings, damage, from, next.unwrap_or(self.end) - from);
            let Some(next) = next else { return };
            self.at = next;
        }
        findings.error(
            "too_damaged",
            self.at as u64,
            format!("The file is damaged in more than {MAX_DAMAGE} places; reading stopped here."),
        );
    }

    fn run_to_damage(&mut self) -> Option<(Damage, usize)> {
        while self.at < self.end {
            let at = self.at;
            if let Err(damage) = self.step() {
                self.at = at;
                return Some((damage, at));
            }
            if let Some(probation) = &mut self.probation {
                probation.left -= 1;
                if probation.left == 0 {
                    self.probation = None;
                }
            }
        }
        None
    }

    fn step(&mut self) -> Result<(), Damage> {
        let header = self.bytes[self.at];
        if header & 0x80 != 0 {
            let offset = u32::from(header & 0x1F);
            let time = self.clock.map(|clock| clock.wrapping_add(offset.wrapping_sub(clock) & 0x1F));
            self.data(usize::from((header >> 5) & 0x03), time)
        } else if header & 0x40 != 0 {
            self.define(header)
        } else {
            self.data(usize::from(header & 0x0F), None)
        }
    }

    fn define(&mut self, header: u8) -> Result<(), Damage> {
        let rest = &self.bytes[self.at + 1..];
        let (definition, used) = Definition::parse(rest, header).map_err(|bad| match bad {
            BadDefinition::Truncated => Damage::Truncated,
            BadDefinition::ByteOrder => Damage::Definition,
        })?;
        // A definition outside the protocol is either a sloppy writer's, and what follows fits it, or damage.
        if definition.suspicious && self.look_ahead(self.at, 1).is_none() {
            return Err(Damage::Definition);
        }
        let is_record = definition.global == number::RECORD;
        let plan = is_record.then(|| Plan::compile(&definition, &mut self.content.developer));
        if let Some(plan) = &plan {
            // As many records as the bytes that are there can hold, whatever the file claims.
            let rows = self.content.rows.len() + (self.end - self.at) / (definition.size + 1);
            self.content.rows.reserve(plan, rows.min(RESERVED_RECORDS));
        }
        let local = usize::from(header & 0x0F);
        let replaced = self.slots[local].replace(Slot::new(definition, plan));
        if let Some(probation) = &mut self.probation {
            probation.replaced.push((local, replaced));
        }
        self.at += 1 + used;
        Ok(())
    }

    fn data(&mut self, local: usize, header_time: Option<u32>) -> Result<(), Damage> {
        let Some(slot) = &self.slots[local] else { return Err(Damage::UndefinedLocal(local as u8)) };
        let start = self.at + 1;
        let end = start + slot.definition.size;
        let bytes = self.bytes.get(start..end).ok_or(Damage::Truncated)?;
        let time = slot.time(bytes).or(header_time);
        if let (Some(time), Some(clock), None) = (time, self.clock, &self.probation)
            && time.abs_diff(clock) > MISREAD_JUMP_S
        {
            self.probation = Some(Probation {
                at: self.at,
                clock: self.clock,
                mark: self.content.mark(),
                replaced: Vec::new(),
                left: PROBATION,
            });
        }
        let message = Message { definition: &slot.definition, bytes, time };
        match &slot.plan {
            Some(_) if self.content.rows.len() >= MAX_RECORDS => self.records_left_out += 1,
            Some(plan) => self.content.rows.push(&message, plan, &mut self.content.developer),
            None => self.content.add(&message),
        }
        self.clock = time.or(self.clock);
        self.at = end;
        Ok(())
    }

    /// Forgets a message at an absurd moment and what followed it: its bytes were already shifted. Gives its place.
    fn take_back(&mut self) -> Option<usize> {
        let probation = self.probation.take()?;
        self.content.back_to(probation.mark);
        self.clock = probation.clock;
        for (local, slot) in probation.replaced.into_iter().rev() {
            self.slots[local] = slot;
        }
        Some(probation.at)
    }

    /// The next place from which messages make sense again.
    fn resume_from(&self, from: usize) -> Option<usize> {
        (from..self.end).find(|at| self.is_sound(*at))
    }

    /// Whether a few messages in a row can be read here, at least one of them at a believable moment.
    fn is_sound(&self, from: usize) -> bool {
        let ahead = self.look_ahead(from, 0);
        ahead.is_some_and(|ahead| ahead.timed >= 1 && (ahead.read >= 2 || ahead.ended))
    }

    /// Reads a few messages without keeping them; `None` where they make no sense. So many definitions may be odd.
    fn look_ahead(&self, from: usize, mut odd_definitions: u8) -> Option<Ahead> {
        let mut defined: [Option<Slot>; 16] = Default::default();
        let mut at = from;
        let mut ahead = Ahead::default();
        while ahead.read < RESUME_MESSAGES && at < self.end {
            let header = self.bytes[at];
            if header & 0xC0 == 0x40 {
                let (definition, used) = Definition::parse(&self.bytes[at + 1..], header).ok()?;
                if definition.suspicious || definition.size == 0 {
                    odd_definitions = odd_definitions.checked_sub(1)?;
                }
                defined[usize::from(header & 0x0F)] = Some(Slot::new(definition, None));
                at += 1 + used;
            } else {
                let compressed = header & 0x80 != 0;
                let local = usize::from(if compressed { (header >> 5) & 0x03 } else { header & 0x0F });
                let slot = defined[local].as_ref().or(self.slots[local].as_ref())?;
                let bytes = self.bytes.get(at + 1..at + 1 + slot.definition.size)?;
                if let Some(time) = slot.time(bytes) {
                    self.is_believable(time).then_some(())?;
                    ahead.timed += 1;
                }
                at += 1 + slot.definition.size;
            }
            ahead.read += 1;
        }
        ahead.ended = at == self.end;
        Some(ahead)
    }

    fn is_believable(&self, time: u32) -> bool {
        match self.clock {
            Some(clock) => (clock.saturating_sub(60)..=clock.saturating_add(RESUME_WITHIN_S)).contains(&time),
            None => time >= FIRST_WALL_TIME,
        }
    }
}

fn report(findings: &mut Findings, damage: Damage, at: usize, lost: usize) {
    let (code, what) = match damage {
        Damage::UndefinedLocal(local) => {
            ("undefined_local_message", format!("Message type {local} was never defined"))
        }
        Damage::Definition => ("bad_definition", "A message definition makes no sense".to_owned()),
        Damage::Truncated => ("file_ends_early", "The bytes end inside a message".to_owned()),
    };
    findings.error(code, at as u64, format!("{what}; {lost} bytes could not be read."));
}
