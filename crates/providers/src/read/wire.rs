//! Protocol buffers, as far as OpenStreetMap's files need them. Never reads past the end of its bytes.

/// The bytes are not what the format promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Broken;

/// A value of a message.
#[derive(Debug, Clone, Copy)]
pub(super) enum Value<'a> {
    Number(u64),
    Bytes(&'a [u8]),
}

impl<'a> Value<'a> {
    pub(super) fn bytes(self) -> Result<&'a [u8], Broken> {
        match self {
            Self::Bytes(bytes) => Ok(bytes),
            Self::Number(_) => Err(Broken),
        }
    }

    pub(super) fn number(self) -> Result<u64, Broken> {
        match self {
            Self::Number(number) => Ok(number),
            Self::Bytes(_) => Err(Broken),
        }
    }

    pub(super) fn signed(self) -> Result<i64, Broken> {
        self.number().map(zigzag)
    }
}

/// The number behind a zigzag-coded one.
pub(super) fn zigzag(number: u64) -> i64 {
    (number >> 1) as i64 ^ -((number & 1) as i64)
}

/// A message, field by field.
#[derive(Debug, Clone, Copy)]
pub(super) struct Message<'a>(pub(super) &'a [u8]);

impl<'a> Message<'a> {
    fn varint(&mut self) -> Result<u64, Broken> {
        let mut number = 0;
        for (index, byte) in self.0.iter().take(10).enumerate() {
            number |= u64::from(byte & 0x7f) << (7 * index);
            if byte & 0x80 == 0 {
                self.0 = &self.0[index + 1..];
                return Ok(number);
            }
        }
        Err(Broken)
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], Broken> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or(Broken)?;
        self.0 = rest;
        Ok(taken)
    }

    /// The next field; `None` at the end.
    pub(super) fn field(&mut self) -> Result<Option<(u64, Value<'a>)>, Broken> {
        if self.0.is_empty() {
            return Ok(None);
        }
        let tag = self.varint()?;
        let value = match tag & 7 {
            0 => Value::Number(self.varint()?),
            1 => Value::Bytes(self.take(8)?),
            2 => {
                let length = usize::try_from(self.varint()?).map_err(|_| Broken)?;
                Value::Bytes(self.take(length)?)
            }
            5 => Value::Bytes(self.take(4)?),
            _ => return Err(Broken),
        };
        Ok(Some((tag >> 3, value)))
    }
}

/// Numbers packed one after the other.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Packed<'a>(pub(super) &'a [u8]);

impl Packed<'_> {
    pub(super) fn next_number(&mut self) -> Result<Option<u64>, Broken> {
        if self.0.is_empty() {
            return Ok(None);
        }
        let mut message = Message(self.0);
        let number = message.varint()?;
        self.0 = message.0;
        Ok(Some(number))
    }

    pub(super) fn next_signed(&mut self) -> Result<Option<i64>, Broken> {
        Ok(self.next_number()?.map(zigzag))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_length_reaches_past_the_end() {
        let mut short = Message(&[0x0a, 0x7f, 1, 2]);
        assert!(short.field().is_err());
        assert!(Message(&[0xff; 11]).field().is_err(), "a number without an end");
        assert_eq!(zigzag(3), -2);
    }
}
