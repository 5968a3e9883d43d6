//! Sets of classes of cues, as bits.

/// How many classes there can be.
pub(crate) const MOST: u32 = 384;

/// A set of classes, by their numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub(crate) struct Classes(u128, u128, u128);

impl Classes {
    /// The set of one class. A number of [`MOST`] or more is in no set.
    pub(crate) const fn one(class: u32) -> Self {
        match class {
            0..128 => Self(1 << class, 0, 0),
            128..256 => Self(0, 1 << (class - 128), 0),
            256..MOST => Self(0, 0, 1 << (class - 256)),
            _ => Self(0, 0, 0),
        }
    }

    pub(crate) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0, self.1 | other.1, self.2 | other.2)
    }

    /// The classes that are in both.
    pub(crate) const fn meeting(self, other: Self) -> Self {
        Self(self.0 & other.0, self.1 & other.1, self.2 & other.2)
    }

    pub(crate) const fn has(self, class: u32) -> bool {
        self.meets(Self::one(class))
    }

    /// Whether any class is in both.
    pub(crate) const fn meets(self, other: Self) -> bool {
        (self.0 & other.0) | (self.1 & other.1) | (self.2 & other.2) != 0
    }

    /// Whether every class of the other is here.
    pub(crate) const fn holds(self, other: Self) -> bool {
        self.0 & other.0 == other.0 && self.1 & other.1 == other.1 && self.2 & other.2 == other.2
    }

    /// The numbers, in order.
    pub(crate) fn numbers(self) -> impl Iterator<Item = u32> {
        let Self(low, middle, high) = self;
        let mut parts = [(0, low), (128, middle), (256, high)];
        std::iter::from_fn(move || {
            let (from, left) = parts.iter_mut().find(|(_, left)| *left != 0)?;
            let class = *from + left.trailing_zeros();
            *left &= *left - 1;
            Some(class)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_hold_what_was_put_in_on_both_sides_of_each_border() {
        let set = [0, 127, 128, 255, 256, 383]
            .into_iter()
            .fold(Classes::default(), |set, class| {
                set.and(Classes::one(class))
            });
        assert_eq!(
            set.numbers().collect::<Vec<_>>(),
            [0, 127, 128, 255, 256, 383]
        );
        assert!(set.has(128) && !set.has(1) && !set.has(384));
        assert!(set.holds(Classes::one(127)) && !set.holds(Classes::one(3)));
    }
}
