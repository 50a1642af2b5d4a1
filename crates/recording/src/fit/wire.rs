//! Bytes of the protocol: file headers, definitions, and fields read out of a message.

/// Signature at byte 8 of every file header.
pub(super) const SIGNATURE: &[u8; 4] = b".FIT";
/// Field number of the timestamp in every message.
pub(super) const TIMESTAMP: u8 = 253;

/// Bit of a definition's header byte: fields of third-party apps are listed after the standard ones.
const HAS_DEVELOPER_FIELDS: u8 = 0x20;

/// A file header. One file may hold several, one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Header {
    /// Bytes the header takes.
    pub(super) size: usize,
    /// Bytes of messages the header claims; zero when the recording was never closed.
    pub(super) data_size: usize,
    /// The header's own checksum, when it has one that is not zero.
    pub(super) checksum: Option<u16>,
    /// Whether its length was one the protocol knows (12 or 14 bytes).
    pub(super) known_size: bool,
}

impl Header {
    /// The header at the start of these bytes, if the signature is there.
    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        let fixed = bytes.get(..12)?;
        if &fixed[8..12] != SIGNATURE {
            return None;
        }
        let data_size = u32::from_le_bytes([fixed[4], fixed[5], fixed[6], fixed[7]]) as usize;
        let known_size = matches!(fixed[0], 12 | 14);
        // A damaged length byte: 14 is what every device of the last decade writes.
        let size = if fixed[0] == 12 { 12 } else { 14 };
        let checksum = match (size, bytes.get(12..14)) {
            (14, Some(crc)) => Some(u16::from_le_bytes([crc[0], crc[1]])).filter(|crc| *crc != 0),
            _ => None,
        };
        Some(Self { size: size.min(bytes.len()), data_size, checksum, known_size })
    }
}

/// Which byte of a number comes first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Order {
    #[default]
    LowFirst,
    HighFirst,
}

/// Types a field can have; the number is the low five bits of the code on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Base {
    Enum,
    I8,
    U8,
    I16,
    U16,
    I32,
    U32,
    Text,
    F32,
    F64,
    U8z,
    U16z,
    U32z,
    Bytes,
    I64,
    U64,
    U64z,
}

impl Base {
    /// The type with this code; codes nobody defined are read as opaque bytes.
    pub(super) fn from_code(code: u8) -> Self {
        Self::known(code).unwrap_or(Self::Bytes)
    }

    /// The type with this code, if the protocol has it.
    pub(super) fn known(code: u8) -> Option<Self> {
        const ALL: [Base; 17] = [
            Base::Enum,
            Base::I8,
            Base::U8,
            Base::I16,
            Base::U16,
            Base::I32,
            Base::U32,
            Base::Text,
            Base::F32,
            Base::F64,
            Base::U8z,
            Base::U16z,
            Base::U32z,
            Base::Bytes,
            Base::I64,
            Base::U64,
            Base::U64z,
        ];
        ALL.get(usize::from(code & 0x1F)).copied().filter(|_| code & 0x60 == 0)
    }

    /// Bytes of one value.
    pub(super) fn width(self) -> usize {
        match self {
            Self::Enum | Self::I8 | Self::U8 | Self::Text | Self::U8z | Self::Bytes => 1,
            Self::I16 | Self::U16 | Self::U16z => 2,
            Self::I32 | Self::U32 | Self::U32z | Self::F32 => 4,
            Self::F64 | Self::I64 | Self::U64 | Self::U64z => 8,
        }
    }

    /// The first value in these bytes as a whole number; `None` for the type's mark of absence.
    #[inline]
    pub(super) fn whole(self, bytes: &[u8], order: Order) -> Option<i64> {
        match self {
            Self::Enum | Self::U8 => bytes.first().filter(|v| **v != u8::MAX).map(|v| i64::from(*v)),
            Self::U8z => bytes.first().filter(|v| **v != 0).map(|v| i64::from(*v)),
            Self::I8 => bytes.first().map(|v| *v as i8).filter(|v| *v != i8::MAX).map(i64::from),
            Self::I16 => {
                array(bytes, order).map(i16::from_le_bytes).filter(|v| *v != i16::MAX).map(i64::from)
            }
            Self::U16 => {
                array(bytes, order).map(u16::from_le_bytes).filter(|v| *v != u16::MAX).map(i64::from)
            }
            Self::U16z => array(bytes, order).map(u16::from_le_bytes).filter(|v| *v != 0).map(i64::from),
            Self::I32 => {
                array(bytes, order).map(i32::from_le_bytes).filter(|v| *v != i32::MAX).map(i64::from)
            }
            Self::U32 => {
                array(bytes, order).map(u32::from_le_bytes).filter(|v| *v != u32::MAX).map(i64::from)
            }
            Self::U32z => array(bytes, order).map(u32::from_le_bytes).filter(|v| *v != 0).map(i64::from),
            Self::I64 => array(bytes, order).map(i64::from_le_bytes).filter(|v| *v != i64::MAX),
            Self::U64 | Self::U64z => {
                array(bytes, order).map(u64::from_le_bytes).and_then(|v| i64::try_from(v).ok())
            }
            Self::F32 | Self::F64 => self.number(bytes, order).map(|v| v.round() as i64),
            Self::Text | Self::Bytes => None,
        }
    }

    /// The first value in these bytes as a number; `None` for the type's mark of absence.
    pub(super) fn number(self, bytes: &[u8], order: Order) -> Option<f64> {
        match self {
            Self::F32 => array(bytes, order).map(|b| f64::from(f32::from_le_bytes(b))),
            Self::F64 => array(bytes, order).map(f64::from_le_bytes),
            _ => self.whole(bytes, order).map(|v| v as f64),
        }
        .filter(|v| v.is_finite())
    }
}

/// The first `N` bytes in little-endian order, whatever order they came in.
#[inline]
fn array<const N: usize>(bytes: &[u8], order: Order) -> Option<[u8; N]> {
    let mut value = *bytes.first_chunk::<N>()?;
    if order == Order::HighFirst {
        value.reverse();
    }
    Some(value)
}

/// Where a field lies in its message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Field {
    pub(super) number: u8,
    pub(super) offset: u16,
    pub(super) size: u8,
    pub(super) base: Base,
}

/// Where a field of a third-party app lies in its message; its type is told elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DeveloperField {
    pub(super) number: u8,
    pub(super) developer: u8,
    pub(super) offset: u16,
    pub(super) size: u8,
}

/// The layout of the messages that follow under one local number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Definition {
    pub(super) global: u16,
    pub(super) order: Order,
    pub(super) fields: Vec<Field>,
    pub(super) developer: Vec<DeveloperField>,
    /// Bytes of a message without its header byte.
    pub(super) size: usize,
    /// Whether anything in it lies outside the protocol: a reason to doubt it after damage.
    pub(super) suspicious: bool,
}

/// Why a definition could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BadDefinition {
    /// The bytes end inside it.
    Truncated,
    /// Its byte order is neither of the two there are.
    ByteOrder,
}

impl Definition {
    /// Reads the definition that follows this header byte; gives it and the bytes it took.
    pub(super) fn parse(bytes: &[u8], header: u8) -> Result<(Self, usize), BadDefinition> {
        use BadDefinition::{ByteOrder, Truncated};
        let [reserved, order, low, high, count] = *bytes.first_chunk::<5>().ok_or(Truncated)?;
        let (order, global) = match order {
            0 => (Order::LowFirst, [low, high]),
            1 => (Order::HighFirst, [high, low]),
            _ => return Err(ByteOrder),
        };
        let mut definition =
            Self { global: u16::from_le_bytes(global), order, suspicious: reserved != 0, ..Self::default() };
        let mut used = 5 + usize::from(count) * 3;
        for entry in bytes.get(5..used).ok_or(Truncated)?.as_chunks::<3>().0 {
            definition.push_field(*entry);
        }
        if header & HAS_DEVELOPER_FIELDS != 0 {
            let count = usize::from(*bytes.get(used).ok_or(Truncated)?);
            let entries = bytes.get(used + 1..used + 1 + count * 3).ok_or(Truncated)?;
            for [number, size, developer] in entries.as_chunks::<3>().0.iter().copied() {
                let offset = definition.size as u16;
                definition.developer.push(DeveloperField { number, developer, offset, size });
                definition.size += usize::from(size);
            }
            used += 1 + count * 3;
        }
        Ok((definition, used))
    }

    fn push_field(&mut self, [number, size, code]: [u8; 3]) {
        let base = Base::from_code(code);
        self.suspicious |= Base::known(code).is_none() || !usize::from(size).is_multiple_of(base.width());
        // At most 510 fields of 255 bytes: the offset always fits.
        let offset = self.size as u16;
        self.fields.push(Field { number, offset, size, base });
        self.size += usize::from(size);
    }

    /// The field with this number.
    pub(super) fn field(&self, number: u8) -> Option<&Field> {
        self.fields.iter().find(|field| field.number == number)
    }
}

/// One message: its layout and its bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Message<'a> {
    pub(super) definition: &'a Definition,
    pub(super) bytes: &'a [u8],
    /// Moment the message carries, in its own field or in its header, in seconds of the protocol's epoch.
    pub(super) time: Option<u32>,
}

impl<'a> Message<'a> {
    /// Bytes of a field.
    pub(super) fn raw(&self, number: u8) -> Option<(&'a [u8], Base)> {
        let field = self.definition.field(number)?;
        let start = usize::from(field.offset);
        Some((self.bytes.get(start..start + usize::from(field.size))?, field.base))
    }

    /// A field as a whole number.
    pub(super) fn whole(&self, number: u8) -> Option<i64> {
        let (bytes, base) = self.raw(number)?;
        base.whole(bytes, self.definition.order)
    }

    /// A field as an unsigned number of a narrower type; `None` where it does not fit.
    pub(super) fn get<T: TryFrom<i64>>(&self, number: u8) -> Option<T> {
        self.whole(number).and_then(|value| T::try_from(value).ok())
    }

    /// All values of an array field, absent ones as `None`.
    pub(super) fn list(&self, number: u8) -> impl Iterator<Item = Option<i64>> + 'a {
        let (bytes, base) = self.raw(number).unwrap_or((&[], Base::U8));
        let order = self.definition.order;
        bytes.chunks_exact(base.width()).map(move |value| base.whole(value, order))
    }

    /// A text field up to its first zero byte; what is not UTF-8 is replaced, control characters are dropped.
    pub(super) fn text(&self, number: u8) -> Option<String> {
        let (bytes, _) = self.raw(number).filter(|(_, base)| *base == Base::Text)?;
        let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
        let text: String =
            String::from_utf8_lossy(&bytes[..end]).chars().filter(|c| !c.is_control()).collect();
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_read_in_both_byte_orders_and_know_absence() {
        assert_eq!(Base::U16.whole(&[0x34, 0x12], Order::LowFirst), Some(0x1234));
        assert_eq!(Base::U16.whole(&[0x12, 0x34], Order::HighFirst), Some(0x1234));
        assert_eq!(Base::U16.whole(&[0xFF, 0xFF], Order::LowFirst), None);
        assert_eq!(Base::I32.whole(&[0x7F, 0xFF, 0xFF, 0xFF], Order::HighFirst), None);
        assert_eq!(Base::I8.whole(&[0xFF], Order::LowFirst), Some(-1));
        assert_eq!(Base::U32z.whole(&[0; 4], Order::LowFirst), None);
        assert_eq!(Base::F32.number(&1.5f32.to_be_bytes(), Order::HighFirst), Some(1.5));
        assert_eq!(Base::F32.number(&[0xFF; 4], Order::LowFirst), None);
        assert_eq!(Base::U32.whole(&[1, 2], Order::LowFirst), None, "too few bytes for the type");
    }

    #[test]
    fn a_definition_tells_where_fields_lie() {
        let bytes = [0, 1, 0, 20, 2, 253, 4, 0x86, 3, 1, 2, 1, 7, 2, 0];
        let (definition, used) = Definition::parse(&bytes, 0x60).expect("a definition");
        assert_eq!((definition.global, definition.size, used), (20, 7, bytes.len()));
        assert_eq!(definition.field(3).map(|f| f.offset), Some(4));
        assert_eq!(definition.developer[0].offset, 5);
        assert_eq!(Definition::parse(&bytes[..9], 0x60), Err(BadDefinition::Truncated));
        assert_eq!(Definition::parse(&[0, 7, 0, 20, 0], 0x40), Err(BadDefinition::ByteOrder));
    }
}
