//! The checksum of the protocol: CRC-16 with the reflected polynomial 0xA001, starting at zero.

/// One table per byte of an eight-byte block, so that a block costs eight independent look-ups.
const TABLES: [[u16; 256]; 8] = tables();

const fn tables() -> [[u16; 256]; 8] {
    let mut tables = [[0u16; 256]; 8];
    let mut byte = 0;
    while byte < 256 {
        let mut crc = byte as u16;
        let mut bit = 0;
        while bit < 8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xA001 } else { crc >> 1 };
            bit += 1;
        }
        tables[0][byte] = crc;
        byte += 1;
    }
    let mut table = 1;
    while table < 8 {
        let mut byte = 0;
        while byte < 256 {
            let before = tables[table - 1][byte];
            tables[table][byte] = (before >> 8) ^ tables[0][(before & 0xFF) as usize];
            byte += 1;
        }
        table += 1;
    }
    tables
}

/// Checksum of these bytes.
pub(super) fn crc16(bytes: &[u8]) -> u16 {
    let mut crc = 0u16;
    let (blocks, rest) = bytes.as_chunks::<8>();
    for block in blocks {
        let [low, high] = crc.to_le_bytes();
        crc = TABLES[7][usize::from(block[0] ^ low)]
            ^ TABLES[6][usize::from(block[1] ^ high)]
            ^ TABLES[5][usize::from(block[2])]
            ^ TABLES[4][usize::from(block[3])]
            ^ TABLES[3][usize::from(block[4])]
            ^ TABLES[2][usize::from(block[5])]
            ^ TABLES[1][usize::from(block[6])]
            ^ TABLES[0][usize::from(block[7])];
    }
    for byte in rest {
        crc = (crc >> 8) ^ TABLES[0][usize::from(crc.to_le_bytes()[0] ^ byte)];
    }
    crc
}

#[cfg(test)]
mod tests {
    use super::crc16;

    /// Bit by bit, as the definition reads; the judge of the tables.
    fn naive(bytes: &[u8]) -> u16 {
        bytes.iter().fold(0u16, |crc, byte| {
            (0..8).fold(crc ^ u16::from(*byte), |c, _| if c & 1 == 1 { (c >> 1) ^ 0xA001 } else { c >> 1 })
        })
    }

    #[test]
    fn the_published_check_value_holds() {
        assert_eq!(crc16(b"123456789"), 0xBB3D);
    }

    #[test]
    fn every_length_agrees_with_the_definition() {
        let bytes: Vec<u8> = (0..200u32).map(|n| (n * 37 + 11) as u8).collect();
        for length in 0..bytes.len() {
            assert_eq!(crc16(&bytes[..length]), naive(&bytes[..length]), "{length} bytes");
        }
    }
}
