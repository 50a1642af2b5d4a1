//! Short lists of whole numbers as bytes: seven bits a byte, the lowest first, the highest bit while more follow.

/// Bits of a number in one byte.
const BITS: u32 = 7;
const MORE: u8 = 0x80;

/// Appends a number.
pub(crate) fn put(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= u64::from(MORE) {
        bytes.push((number as u8) | MORE);
        number >>= BITS;
    }
    bytes.push(number as u8);
}

/// Takes a number from the front; `None` where the bytes end within it or it is too large.
pub(crate) fn take(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0u64;
    for shift in (0..u64::BITS).step_by(BITS as usize) {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        let part = u64::from(first & !MORE);
        let placed = part << shift;
        if placed >> shift != part {
            return None;
        }
        number |= placed;
        if first & MORE == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back_and_broken_ones_do_not() {
        let numbers = [0, 1, 127, 128, 16_383, 16_384, u64::from(u32::MAX), u64::MAX];
        let mut bytes = Vec::new();
        numbers.iter().for_each(|number| put(&mut bytes, *number));
        let mut rest = bytes.as_slice();
        for number in numbers {
            assert_eq!(take(&mut rest), Some(number));
        }
        assert!(rest.is_empty());
        for broken in [&[][..], &[0x80], &[0xff; 10], &[0xff; 20]] {
            assert_eq!(take(&mut &broken[..]), None, "{broken:?}");
        }
    }
}
