//! The engine's own generator: which quantile meets which in a draw. Fixed seeds, no outside randomness.

/// SplitMix64: a counter through a mixing function, so a stream is named by its seed alone.
#[derive(Debug, Clone)]
pub(super) struct Stream {
    state: u64,
}

impl Stream {
    const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

    /// The stream of one cell: streams with different labels share nothing.
    pub(super) fn of(seed: u64, label: u64) -> Self {
        Self { state: mix(seed ^ mix(label.wrapping_add(Self::STEP))) }
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(Self::STEP);
        mix(self.state)
    }

    /// A whole number below `bound`, by multiplication: bias below 2^-40 for the sizes used here.
    fn below(&mut self, bound: usize) -> usize {
        ((u128::from(self.next()) * bound as u128) >> 64) as usize
    }

    /// A random order of `0..count` (Fisher and Yates).
    pub(super) fn order(&mut self, count: usize) -> Vec<u32> {
        let mut order: Vec<u32> = (0..count as u32).collect();
        for i in (1..count).rev() {
            order.swap(i, self.below(i + 1));
        }
        order
    }
}

fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_holds_every_index_once_and_repeats() {
        let mut order = Stream::of(7, 3).order(2048);
        assert_eq!(order, Stream::of(7, 3).order(2048));
        assert_ne!(order, Stream::of(7, 4).order(2048));
        order.sort_unstable();
        assert!(order.into_iter().eq(0..2048));
    }
}
