//! Walks the messages of one part of a file, and finds its footing again after damage.

use super::content::{Content, number};
use super::findings::Findings;
use super::rows::Plan;
use super::wire::{BadDefinition, Base, Definition, Message, TIMESTAMP};

/// Places of damage in one part after which reading on is pointless.
const MAX_DAMAGE: usize = 500;
/// A record this many seconds from the one before is taken for a misreading, when damage follows it.
const MISREAD_JUMP_S: u32 = 86_400;
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
        let time = if self.definition.big_endian { u32::from_be_bytes(raw) } else { u32::from_le_bytes(raw) };
        Some(time).filter(|time| *time != u32::MAX)
    }
}

/// What stopped a message from being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Damage {
    UndefinedLocal(u8),
    ByteOrder,
    Truncated,
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
    /// The moment of the record before the newest, and where the newest begins.
    previous: Option<u32>,
    newest_at: Option<usize>,
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
            previous: None,
            newest_at: None,
            content: Content::default(),
        }
    }

    /// Reads all messages; what is damaged is reported and stepped over.
    pub(super) fn run(mut self, findings: &mut Findings) -> Content {
        for _ in 0..MAX_DAMAGE {
            let Some((damage, at)) = self.run_to_damage() else { return self.content };
            // A checksum that the header's length did not announce is no damage.
            if self.end - at <= 2 && damage != Damage::ByteOrder {
                return self.content;
            }
            let from = if self.newest_is_misread() { self.take_back(at) } else { at };
            let next = self.resume_from(from + 1);
            report(findings, damage, from, next.map_or(self.end, |next| next) - from);
            let Some(next) = next else { return self.content };
            self.at = next;
            self.newest_at = None;
        }
        findings.error(
            "too_damaged",
            self.at as u64,
            format!("The file is damaged in more than {MAX_DAMAGE} places; reading stopped here."),
        );
        self.content
    }

    fn run_to_damage(&mut self) -> Option<(Damage, usize)> {
        while self.at < self.end {
            let at = self.at;
            if let Err(damage) = self.step() {
                self.at = at;
                return Some((damage, at));
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
        let (definition, used) = Definition::parse(rest, header & 0x20 != 0).map_err(|bad| match bad {
            BadDefinition::Truncated => Damage::Truncated,
            BadDefinition::ByteOrder => Damage::ByteOrder,
        })?;
        let is_record = definition.global == number::RECORD;
        let plan = is_record.then(|| Plan::compile(&definition, &mut self.content.developer));
        self.slots[usize::from(header & 0x0F)] = Some(Slot::new(definition, plan));
        self.at += 1 + used;
        Ok(())
    }

    fn data(&mut self, local: usize, header_time: Option<u32>) -> Result<(), Damage> {
        let Some(slot) = &self.slots[local] else { return Err(Damage::UndefinedLocal(local as u8)) };
        let start = self.at + 1;
        let end = start + slot.definition.size;
        let bytes = self.bytes.get(start..end).ok_or(Damage::Truncated)?;
        let time = slot.time(bytes).or(header_time);
        let message = Message { definition: &slot.definition, bytes, time };
        if let Some(plan) = &slot.plan {
            self.previous = self.content.rows.last_time();
            self.newest_at = Some(self.at);
            self.content.rows.push(&message, plan, &mut self.content.developer);
        } else {
            self.newest_at = None;
            self.content.add(&message);
        }
        self.clock = time.or(self.clock);
        self.at = end;
        Ok(())
    }

    /// Whether the message before the damage is a record at an absurd moment: its bytes were already shifted.
    fn newest_is_misread(&self) -> bool {
        let (Some(_), Some(before), Some(newest)) =
            (self.newest_at, self.previous, self.content.rows.last_time())
        else {
            return false;
        };
        newest.abs_diff(before) > MISREAD_JUMP_S
    }

    fn take_back(&mut self, at: usize) -> usize {
        self.content.rows.drop_newest(&mut self.content.developer);
        self.clock = self.previous;
        self.newest_at.unwrap_or(at)
    }

    /// The next place from which messages make sense again.
    fn resume_from(&self, from: usize) -> Option<usize> {
        (from..self.end).find(|at| self.is_sound(*at))
    }

    /// Whether a few messages in a row can be read here, at least one of them at a believable moment.
    fn is_sound(&self, from: usize) -> bool {
        let mut defined: [Option<Slot>; 16] = Default::default();
        let (mut at, mut timed, mut read) = (from, 0, 0);
        while read < RESUME_MESSAGES && at < self.end {
            let header = self.bytes[at];
            if header & 0xC0 == 0x40 {
                let parsed = Definition::parse(&self.bytes[at + 1..], header & 0x20 != 0);
                let Some((definition, used)) = parsed.ok().filter(|(d, _)| !d.suspicious && d.size > 0)
                else {
                    return false;
                };
                defined[usize::from(header & 0x0F)] = Some(Slot::new(definition, None));
                at += 1 + used;
            } else {
                let compressed = header & 0x80 != 0;
                let local = usize::from(if compressed { (header >> 5) & 0x03 } else { header & 0x0F });
                let Some(slot) = defined[local].as_ref().or(self.slots[local].as_ref()) else { return false };
                let Some(bytes) = self.bytes.get(at + 1..at + 1 + slot.definition.size) else { return false };
                match slot.time(bytes) {
                    Some(time) if self.is_believable(time) => timed += 1,
                    Some(_) => return false,
                    None => {}
                }
                at += 1 + slot.definition.size;
            }
            read += 1;
        }
        timed >= 1 && (read >= 2 || at == self.end)
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
        Damage::ByteOrder => ("bad_definition", "A definition has an impossible byte order".to_owned()),
        Damage::Truncated => ("file_ends_early", "The bytes end inside a message".to_owned()),
    };
    findings.error(code, at as u64, format!("{what}; {lost} bytes could not be read."));
}
