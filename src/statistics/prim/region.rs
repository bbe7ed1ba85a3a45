//! Boxes of factor values, and how well a box separates the points that reach a goal from the
//! others.

/// The limits of one factor; none where it is free.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Limits {
    /// The least value inside.
    pub low: Option<f64>,
    /// The largest value inside.
    pub high: Option<f64>,
}

impl Limits {
    pub(super) fn contain(self, value: f64) -> bool {
        self.low.is_none_or(|low| value >= low) && self.high.is_none_or(|high| value <= high)
    }

    /// Whether there is a limit at all.
    #[must_use]
    pub const fn restrict(self) -> bool {
        self.low.is_some() || self.high.is_some()
    }
}

/// A box: the limits of each factor.
#[derive(Clone, Debug, PartialEq)]
pub struct Region {
    /// The limits of each factor.
    pub limits: Vec<Limits>,
}

impl Region {
    /// Whether a point lies inside.
    #[must_use]
    pub fn contains(&self, point: &[f64]) -> bool {
        let pairs = self.limits.iter().zip(point);
        pairs
            .into_iter()
            .all(|(limits, &value)| limits.contain(value))
    }

    /// The same box without the limits of one factor.
    #[must_use]
    pub fn freed(&self, factor: usize) -> Self {
        let mut region = self.clone();
        if let Some(limits) = region.limits.get_mut(factor) {
            *limits = Limits::default();
        }
        region
    }
}

/// How a box does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quality {
    /// The points inside.
    pub points: usize,
    /// The goals inside.
    pub goals: usize,
    /// The share of all goals that are inside.
    pub coverage: f64,
    /// The share of the points inside that are goals; 0 in an empty box.
    pub density: f64,
    /// The share of all points that are inside.
    pub support: f64,
}

impl Quality {
    /// Whether the density is at least that of `other`, compared in whole numbers.
    pub(super) const fn as_dense_as(&self, other: &Self) -> bool {
        self.goals * other.points >= other.goals * self.points
    }

    /// Whether a cut that leaves this of the box `from` gains more density a point than one that
    /// leaves `other`, or as much and leaves more points; where neither gains, whether this beats
    /// the other. Compared in whole numbers.
    pub(super) fn gains_more(&self, other: &Self, from: &Self) -> bool {
        // The gain a point is (g P - G p) / (p P (P - p)), of which P is the same in both.
        let gain = |one: &Self| {
            let (kept, all) = (one.goals * from.points, from.goals * one.points);
            (
                kept.saturating_sub(all),
                one.points * (from.points - one.points),
            )
        };
        let ((own, own_cost), (others, others_cost)) = (gain(self), gain(other));
        if own == 0 && others == 0 {
            return self.beats(other);
        }
        let (own, others) = (
            own as u128 * others_cost as u128,
            others as u128 * own_cost as u128,
        );
        own > others || (own == others && self.points > other.points)
    }

    /// Whether this is the better end of a step: denser, or as dense with more points.
    pub(super) const fn beats(&self, other: &Self) -> bool {
        let (own, others) = (self.goals * other.points, other.goals * self.points);
        own > others || (own == others && self.points > other.points)
    }
}

/// A box with its quality.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The box.
    pub region: Region,
    /// How it does on the points it was found with.
    pub quality: Quality,
}
