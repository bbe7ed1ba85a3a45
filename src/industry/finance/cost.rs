//! What goods cost, by what the cost consists of.

use crate::industry::shared::goods::TestedLot;
use crate::units::{Fen, named_enum};

named_enum! {
    /// What the value of goods consists of.
    pub(super) enum Element {
        /// Purchased parts.
        Parts = "parts",
        /// Wafers and process materials, or what the foundry is paid.
        Wafers = "wafers",
        /// Tests of dies on the wafer.
        Probe = "probe",
        /// Substrates, and work on packages.
        Packaging = "packaging",
        /// The final test of chips.
        Test = "test",
    }
}

/// A cost by what it consists of, in the order of [`Element::ALL`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Cost(pub(super) [Fen; Element::ALL.len()]);

impl Cost {
    /// A cost of one element.
    pub(super) fn of(element: Element, amount: Fen) -> Self {
        let mut cost = Self::default();
        cost.0[element as usize] = amount;
        cost
    }

    /// The sum of its elements.
    pub(super) fn total(&self) -> Fen {
        self.0.iter().copied().sum()
    }

    fn combined(self, other: Self, combine: impl Fn(Fen, Fen) -> Fen) -> Self {
        Self(std::array::from_fn(|place| {
            combine(self.0[place], other.0[place])
        }))
    }

    /// Both together, element by element.
    pub(super) fn plus(self, other: Self) -> Self {
        self.combined(other, |one, other| one + other)
    }

    /// What is left of it, element by element.
    pub(super) fn minus(self, other: Self) -> Self {
        self.combined(other, |one, other| one - other)
    }

    /// The cost of so many units of this cost.
    pub(super) fn times(self, units: u64) -> Self {
        let units = i64::try_from(units).expect("fewer than 2^63 units");
        Self(self.0.map(|amount| amount * units))
    }

    /// The cost of one of so many units, to the nearest fen of each element.
    pub(super) fn of_one(self, units: u64) -> Self {
        let units = i128::from(units.max(1));
        Self(self.0.map(|amount| {
            let rounded = (2 * i128::from(amount.as_fen()) + units).div_euclid(2 * units);
            Fen::new(i64::try_from(rounded).expect("a part of an amount of money"))
        }))
    }
}

/// What probe, packaging and test cost.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct UnitCosts {
    /// A wafer.
    probe: Fen,
    /// A chip.
    packaging: Fen,
    /// A chip.
    test: Fen,
}

impl UnitCosts {
    /// Those of a wafer's probe, a chip's packaging and its test.
    pub(super) const fn new([probe, packaging, test]: [Fen; 3]) -> Self {
        Self {
            probe,
            packaging,
            test,
        }
    }

    /// What the chips of a lot cost beside its wafers.
    pub(super) fn of_lot(&self, lot: &TestedLot) -> Cost {
        let cost = |element, price: Fen, units: u64| {
            let units = i64::try_from(units).expect("fewer than 2^63 chips");
            Cost::of(element, price * units)
        };
        cost(Element::Probe, self.probe, lot.wafers)
            .plus(cost(Element::Packaging, self.packaging, lot.packaged))
            .plus(cost(Element::Test, self.test, lot.tested))
    }
}
