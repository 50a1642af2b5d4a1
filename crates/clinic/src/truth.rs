//! Three truth values, after Kleene: what is not known stays not known until something else settles it.

use femoris_measure::ids;

ids! {
    /// Whether a condition holds.
    Truth {
        /// It does not hold.
        False = "false",
        /// It may hold: something it rests on is not known.
        Unknown = "unknown",
        /// It holds.
        True = "true",
    }
}

impl Truth {
    /// From a comparison that could be made.
    pub fn of(holds: bool) -> Self {
        if holds { Self::True } else { Self::False }
    }

    /// Both hold: the lesser of the two.
    pub fn and(self, other: Self) -> Self {
        self.min(other)
    }

    /// Either holds: the greater of the two.
    pub fn or(self, other: Self) -> Self {
        self.max(other)
    }

    /// It does not hold. Not knowing stays not knowing.
    pub fn negated(self) -> Self {
        match self {
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
            Self::True => Self::False,
        }
    }

    /// It cannot be ruled out.
    pub fn possible(self) -> Self {
        Self::of(self != Self::False)
    }
}

#[cfg(test)]
mod tests {
    use super::Truth::{self, False, True, Unknown};

    #[test]
    fn and_or_written_out() {
        //          left     right    and      or
        let table = [
            (False, False, False, False),
            (False, Unknown, False, Unknown),
            (False, True, False, True),
            (Unknown, False, False, Unknown),
            (Unknown, Unknown, Unknown, Unknown),
            (Unknown, True, Unknown, True),
            (True, False, False, True),
            (True, Unknown, Unknown, True),
            (True, True, True, True),
        ];
        for (left, right, and, or) in table {
            assert_eq!((left.and(right), left.or(right)), (and, or), "{left} {right}");
        }
    }

    #[test]
    fn not_and_possible_written_out() {
        let table = [(False, True, False), (Unknown, Unknown, True), (True, False, True)];
        for (value, not, possible) in table {
            assert_eq!((value.negated(), value.possible()), (not, possible));
        }
        assert_eq!(Truth::from_id("unknown"), Some(Unknown));
    }
}
