//! Surplus chips: those above a level in stock are sold or thrown away (equation E49).

use super::tick::AssemblyTick;
use crate::industry::shared::goods::{Goods, Movement};
use crate::industry::shared::ledger::Account;
use crate::units::{Fen, SimTime};

impl AssemblyTick<'_> {
    /// Sells or throws away the chips that are too many, once lines have taken what they can.
    pub(super) fn clear_surplus(&mut self, now: SimTime) {
        for surplus in &self.plan.surplus {
            let stock = &mut self.parts[usize::from(surplus.part.0)].stock;
            let units = stock.on_hand().saturating_sub(surplus.above);
            if units == 0 {
                continue;
            }
            stock.clear(now, units);
            let count = i64::try_from(units).expect("fewer than 2^63 chips");
            let (chips, amount) = (Goods::Chips(surplus.part), surplus.price * count);
            let movement = if amount > Fen::ZERO {
                self.postings.receive(now, Account::ChipSales, amount);
                Movement::Delivered(chips, units)
            } else {
                Movement::Scrapped(chips, units)
            };
            self.postings.record(movement);
            if surplus.cost > Fen::ZERO {
                let cost = surplus.cost * count;
                self.postings.pay(now, Account::Services, cost);
            }
            self.state.statistics.chip_sales += amount;
        }
    }
}
