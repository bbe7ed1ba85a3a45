//! The echelon inventory position of chip products, on which wafer starts can be pulled
//! (equation E34).
//!
//! The position of a product is what there is of it after its wafers were started, in whatever
//! form, less what open orders for computers ask for: wafers in the fab by the chips that they are
//! expected to give, lots in the back end likewise, chips in stock, and the chips in computers that
//! are not sold. Each subsystem adds what it holds at the end of each tick, from the back end to
//! the market; the fab acts on the sum from the next tick on, with its own wafers as they are at
//! the moment.

use bevy_ecs::prelude::*;

use super::flow::{ModelId, ProductId};

/// The position of one product.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Position {
    /// Chips of it behind the fab, less those that open orders ask for.
    behind_fab: f64,
    /// Wafers of it that left the fab in this tick, whose chips are not yet in `behind_fab`.
    wafers_out: u32,
    /// Chips that a wafer in the fab is expected to give.
    chips_per_wafer: f64,
}

/// The positions of all products; a resource of a run in which some stream of lots is pulled.
#[derive(Resource, Clone, Debug, PartialEq)]
pub struct ChipPositions {
    products: Vec<Position>,
    /// The chips made here in a computer of each model.
    kits: Vec<Vec<(ProductId, u32)>>,
    /// Density of killing defects of wafers that leave the fab at present, per square centimetre.
    defects_per_cm2: f64,
}

impl ChipPositions {
    /// Nothing of so many products, in a fab whose wafers have this density of killing defects.
    #[must_use]
    pub fn new(products: usize, defects_per_cm2: f64) -> Self {
        Self {
            products: vec![Position::default(); products],
            kits: Vec::new(),
            defects_per_cm2,
        }
    }

    /// The chips made here in a computer of each model, by [`ModelId`].
    pub fn set_kits(&mut self, kits: Vec<Vec<(ProductId, u32)>>) {
        self.kits = kits;
    }

    /// Density of killing defects of wafers that leave the fab at present, per square centimetre.
    #[must_use]
    pub const fn defects_per_cm2(&self) -> f64 {
        self.defects_per_cm2
    }

    /// The position of a product with so many wafers in the fab.
    #[must_use]
    pub fn of(&self, product: ProductId, wafers_in_fab: u64) -> f64 {
        let position = &self.products[usize::from(product.0)];
        let wafers = wafers_in_fab as f64 + f64::from(position.wafers_out);
        position.behind_fab + wafers * position.chips_per_wafer
    }

    /// Wafers of a product leave the fab.
    pub fn wafers_out(&mut self, product: ProductId, wafers: u16) {
        self.products[usize::from(product.0)].wafers_out += u32::from(wafers);
    }

    /// The fab has ended its tick; everything behind it is counted anew.
    pub fn count_anew(&mut self, defects_per_cm2: f64) {
        self.defects_per_cm2 = defects_per_cm2;
        for position in &mut self.products {
            position.behind_fab = 0.0;
            position.wafers_out = 0;
        }
    }

    /// A wafer of a product that is in the fab is expected to give so many chips.
    pub fn expect_of_wafer(&mut self, product: ProductId, chips: f64) {
        self.products[usize::from(product.0)].chips_per_wafer = chips;
    }

    /// So many chips of a product are behind the fab.
    pub fn add_chips(&mut self, product: ProductId, chips: f64) {
        self.products[usize::from(product.0)].behind_fab += chips;
    }

    /// So many computers of a model are there, or are asked for if the number is negative.
    pub fn add_computers(&mut self, model: ModelId, computers: i64) {
        let kit = self.kits.get(usize::from(model.0));
        for &(product, units) in kit.into_iter().flatten() {
            let chips = computers as f64 * f64::from(units);
            self.products[usize::from(product.0)].behind_fab += chips;
        }
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "sums of small whole numbers are exact")]
mod tests {
    use super::*;

    #[test]
    fn a_position_is_what_is_not_sold_less_what_is_asked_for() {
        let mut positions = ChipPositions::new(2, 0.5);
        let (cpu, bridge) = (ProductId(0), ProductId(1));
        positions.set_kits(vec![vec![(cpu, 2), (bridge, 1)]]);
        positions.expect_of_wafer(cpu, 100.0);
        // 25 wafers in the fab, 25 that left in this tick.
        positions.wafers_out(cpu, 25);
        assert_eq!(positions.of(cpu, 25), 5_000.0);
        // The back end has the chips of the latter; 300 are in stock, 10 computers are there, and
        // 40 are asked for.
        positions.count_anew(0.5);
        positions.add_chips(cpu, 2_500.0);
        positions.add_chips(cpu, 300.0);
        positions.add_computers(ModelId(0), 10);
        positions.add_computers(ModelId(0), -40);
        assert_eq!(positions.of(cpu, 25), 2_500.0 + 2_500.0 + 300.0 - 60.0);
        assert_eq!(positions.of(bridge, 0), -30.0);
    }
}
