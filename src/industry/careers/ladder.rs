//! How people rise from tier to tier: a dwell that follows an Erlang law, beside the hazard of
//! leaving (equation E11).

use super::spec::Promotion;
use crate::engine::Keyed;
use crate::industry::shared::people::{Occupation, Tier};
use crate::units::Duration;

/// The number of tiers that people rise from by dwell: students, technicians, engineers, doctors.
const LOWER: usize = 4;

/// How long people stay in a tier.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ladder {
    /// What a technician of the chip chain needs to rise.
    pub(super) promotion: Promotion,
    /// The number of stages k of the Erlang law.
    pub(super) stages: u32,
    /// The mean dwell, by tier.
    pub(super) means: [Duration; LOWER],
}

impl Ladder {
    /// How long the person of a key stays in a tier: Erlang with k stages, drawn by the person's
    /// key and tier, so that every call gives the same draw. None in the tiers that nobody rises
    /// from.
    #[inline]
    pub(super) fn dwell(&self, draws: Keyed, key: u64, tier: Tier) -> Option<Duration> {
        let tier = tier as usize;
        let mean = self.means.get(tier)?.as_millis() as f64;
        let occasion = |pair: u32| ((tier as u64) << 8) | u64::from(pair);
        // The sum of k exponentials is the logarithm of a product of k uniforms.
        let mut product = 1.0;
        for pair in 0..self.stages.div_ceil(2) {
            let draw = draws.draw(key, occasion(pair));
            product *= draw.uniform();
            if 2 * pair + 1 < self.stages {
                product *= draw.other().uniform();
            }
        }
        let amount = -libm::log(f64::max(product, f64::MIN_POSITIVE));
        Some(Duration::from_millis_f64(
            amount * mean / f64::from(self.stages),
        ))
    }
}

/// The tier above.
pub(super) const fn above(tier: Tier) -> Tier {
    match tier {
        Tier::Student => Tier::Technician,
        Tier::Technician => Tier::Engineer,
        Tier::Engineer => Tier::Doctor,
        Tier::Doctor => Tier::Leading,
        Tier::Leading | Tier::Academician => Tier::Academician,
    }
}

/// The tier that a post of an occupation goes with.
pub(super) const fn of_post(occupation: Occupation) -> Tier {
    match occupation {
        Occupation::Other => Tier::Student,
        Occupation::Operator | Occupation::Technician | Occupation::Assembler => Tier::Technician,
        Occupation::Engineer => Tier::Engineer,
    }
}
