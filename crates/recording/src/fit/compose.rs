//! Messages put together for rustyfit's encoder: what a run and a workout are written with.

use embedded_io_adapters::std::FromStd;
use femoris_measure::Instant;
use rustyfit::StreamEncoder;
use rustyfit::profile::typedef::{FitBaseType, MesgNum};
use rustyfit::proto::{Field, Message, Value};

use super::rows::seconds_of;

/// Why a run or a workout could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// A moment lies outside what the format can say.
    #[error(
        "{what} is at {at}, but FIT can only say moments from 1989-12-31 to 2126-02-06; correct the date"
    )]
    OutOfTime {
        /// Which moment.
        what: &'static str,
        /// The moment.
        at: Instant,
    },
    /// More fields of apps than one file may hold.
    #[error("the run has {count} fields of third-party apps; FIT holds at most 255, leave some out")]
    TooManyFields {
        /// How many there are.
        count: usize,
    },
    /// The encoder refused a message.
    #[error("the FIT encoder refused the {message} message: {reason}")]
    Refused {
        /// Which message.
        message: &'static str,
        /// What the encoder says.
        reason: String,
    },
}

/// The encoder, with its errors in our words.
pub(super) struct Out<'a, W: std::io::Write + std::io::Seek> {
    stream: StreamEncoder<'a, FromStd<W>>,
}

impl<'a, W: std::io::Write + std::io::Seek> Out<'a, W> {
    pub(super) fn new(stream: StreamEncoder<'a, FromStd<W>>) -> Self {
        Self { stream }
    }

    pub(super) fn write(&mut self, name: &'static str, mut message: Message) -> Result<(), WriteError> {
        let written = self.stream.write_message(&mut message);
        written.map_err(|error| WriteError::Refused { message: name, reason: format!("{error:?}") })
    }

    /// Closes the file: its length and its checksum.
    pub(super) fn finish(mut self) -> Result<(), WriteError> {
        let finished = self.stream.finish();
        finished
            .map_err(|error| WriteError::Refused { message: "last", reason: format!("{error:?}") })
            .map(drop)
    }
}

pub(super) fn moment(what: &'static str, at: Instant) -> Result<u32, WriteError> {
    seconds_of(at).ok_or(WriteError::OutOfTime { what, at })
}

pub(super) fn message(num: MesgNum, fields: Vec<Field>) -> Message {
    Message { num, fields, ..Message::default() }
}

pub(super) fn field(num: u8, base_type: FitBaseType, value: Value) -> Field {
    Field { num, base_type, value, is_expanded: false }
}

pub(super) fn byte(num: u8, value: u8) -> Field {
    field(num, FitBaseType::UINT8, Value::Uint8(value))
}

pub(super) fn word(num: u8, value: u8) -> Field {
    field(num, FitBaseType::ENUM, Value::Uint8(value))
}

pub(super) fn short(num: u8, value: u16) -> Field {
    field(num, FitBaseType::UINT16, Value::Uint16(value))
}

pub(super) fn long(num: u8, value: u32) -> Field {
    field(num, FitBaseType::UINT32, Value::Uint32(value))
}

pub(super) fn serial(num: u8, value: u32) -> Field {
    field(num, FitBaseType::UINT32Z, Value::Uint32(value))
}

pub(super) fn text(num: u8, value: &str) -> Field {
    // A field holds at most 255 bytes, the closing zero included; a longer text is cut between characters.
    let cut = (0..=value.len().min(254)).rev().find(|at| value.is_char_boundary(*at)).unwrap_or(0);
    field(num, FitBaseType::STRING, Value::String(value[..cut].into()))
}
