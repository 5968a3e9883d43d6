//! Numbers that look like chance and are the same everywhere.

/// A small generator with a seed (SplitMix64), so that the simulations below are the same
/// everywhere.
pub(crate) struct Seeded(pub(crate) u64);

impl Seeded {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// From 0 up to 1.
    pub(crate) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A Poisson count, by multiplying (Knuth); large expectations are drawn in parts.
    pub(crate) fn poisson(&mut self, expected: f64) -> u64 {
        if expected > 30.0 {
            return self.poisson(30.0) + self.poisson(expected - 30.0);
        }
        let limit = (-expected).exp();
        let (mut count, mut product) = (0, self.unit());
        while product > limit {
            count += 1;
            product *= self.unit();
        }
        count
    }

    pub(crate) fn binomial(&mut self, of: u64, p: f64) -> u64 {
        (0..of).filter(|_| self.unit() < p).count() as u64
    }
}
