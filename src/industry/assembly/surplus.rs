//! Surplus chips: those above a level in stock are sold or thrown away (equation E49).

use super::spec::{AssemblyFile, SurplusFile};
use super::tick::AssemblyTick;
use crate::industry::shared::flow::PartId;
use crate::industry::shared::goods::{Goods, Movement};
use crate::industry::shared::ledger::Account;
use crate::industry::shared::names::Names;
use crate::scenario::{Fault, FieldPath, Problems};
use crate::units::{Fen, SimTime};

/// What becomes of the chips of one kind of which there are too many.
#[derive(Clone, Copy, Debug)]
pub(super) struct Surplus {
    pub(super) part: PartId,
    /// As many stay in stock.
    above: u64,
    /// What a chip brings; nothing if it is thrown away.
    price: Fen,
    /// What it costs to sell a chip or to throw it away.
    cost: Fen,
}

impl AssemblyFile {
    /// The rows of surplus chips; each must be one of chips made here.
    pub(super) fn check_surplus(
        &self,
        names: &Names,
        at: &FieldPath,
        problems: &mut Problems,
    ) -> Vec<Surplus> {
        let mut checked = Vec::new();
        for (name, row) in self.surplus.iter() {
            let SurplusFile { above, price, cost } = row;
            let at = at.field(name);
            for (field, amount) in [("price", price), ("cost", cost)] {
                if *amount < Fen::ZERO {
                    let fault = Fault::out_of_range(amount, "0 CNY or more");
                    problems.add(at.field(field), fault);
                }
            }
            let chip = names.product(name).and_then(|_| names.part(name));
            let Some(part) = chip else {
                let chips = names.products.iter().map(String::as_str);
                problems.unknown_name(at, "chip made here", name, chips);
                continue;
            };
            checked.push(Surplus {
                part,
                above: u64::from(*above),
                price: *price,
                cost: *cost,
            });
        }
        checked
    }
}

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
