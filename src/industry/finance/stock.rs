//! What stock is worth (equation E34): units of each kind of goods at a moving average cost in
//! whole fen a unit, so that the value is units times cost to the fen.

use std::collections::BTreeMap;

use super::chart::Line;
use super::cost::{Cost, Element, UnitCosts};
use super::journal::Journal;
use crate::engine::collectors;
use crate::industry::shared::goods::{Goods, Movement, TestedLot};
use crate::industry::shared::subsystem::Present;
use crate::units::Fen;

/// A stock of one kind of goods. Its value is its units times the cost of one.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Pool {
    pub(super) units: u64,
    /// What a unit costs.
    pub(super) cost: Cost,
    /// What rounding left out of the value: at most half a fen a unit and element. It is in the
    /// next average, so that errors of rounding do not add up.
    rest: Cost,
    /// Units that came in and went since the start.
    pub(super) flows: UnitFlows,
}

collectors! {
    /// Units of a pool that came in and went.
    #[derive(Copy)]
    pub(super) struct UnitFlows {
        /// Units that came in.
        pub(super) came: u64,
        /// Units that became something else or were delivered.
        pub(super) used: u64,
        /// Units that were thrown away.
        pub(super) scrapped: u64,
    }
}

impl Pool {
    /// The value of all units.
    pub(super) fn value(&self) -> Cost {
        self.cost.times(self.units)
    }

    /// Units come in for this cost in all. Returns what the value lacks of it by rounding.
    fn receive(&mut self, units: u64, cost: Cost) -> Fen {
        let booked = self.value().plus(cost);
        self.units += units;
        self.flows.came += units;
        let exact = booked.plus(self.rest);
        self.cost = exact.of_one(self.units);
        self.rest = exact.minus(self.value());
        booked.total() - self.value().total()
    }

    /// Units go. Returns what they cost.
    ///
    /// # Panics
    /// If there are fewer: goods move in causal order.
    fn give(&mut self, units: u64) -> Cost {
        let left = self.units.checked_sub(units);
        self.units = left.expect("no more goes than there is");
        let most = Fen::new(i64::try_from(self.units / 2).expect("fewer than 2^63 units"));
        self.rest = Cost(self.rest.0.map(|rest| rest.clamp(-most, most)));
        self.cost.times(units)
    }
}

/// All stock of the park, and what kits that are about to begin have taken from it.
#[derive(Clone, Debug, Default)]
pub(super) struct Stocks {
    pub(super) pools: BTreeMap<Goods, Pool>,
    kit: Cost,
    /// What was sold has cost, since the start.
    pub(super) sold: Cost,
    costs: UnitCosts,
    /// Whether the park has somebody who takes wafers, chips and computers.
    takes: Takers,
}

/// The sections that take what another makes. What nobody takes is delivered as it is.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Takers {
    wafers: bool,
    chips: bool,
    computers: bool,
}

impl Takers {
    /// Those of a scenario with these sections.
    pub(super) fn of(present: &Present) -> Self {
        Self {
            wafers: present.has("backend"),
            chips: present.has("assembly"),
            computers: present.has("market"),
        }
    }
}

impl Stocks {
    /// No stock, of a park where a lot and a chip cost so much.
    pub(super) fn new(costs: UnitCosts, takes: Takers) -> Self {
        Self {
            costs,
            takes,
            ..Self::default()
        }
    }

    /// Goods move. Returns what has to be paid for services on them.
    pub(super) fn take(&mut self, movement: Movement, journal: &mut Journal) -> Fen {
        match movement {
            Movement::Bought(goods, units, amount) => {
                if let Goods::PartUnderWay(_) = goods {
                    // Suppliers of parts were paid for work on them.
                    journal.enter(Line::of(goods), Line::Parts, amount);
                }
                self.receive(goods, units, own_cost(goods, amount), journal);
            }
            Movement::There(goods, units, cost) => {
                let cost = own_cost(goods, cost).times(units);
                journal.enter(Line::of(goods), Line::Opening, cost.total());
                self.receive(goods, units, cost, journal);
            }
            Movement::Tested(lot) => return self.test(lot, journal),
            Movement::Used(goods, units) => {
                let cost = self.give(goods, units, |flows| &mut flows.used);
                journal.enter(Line::UnderWay, Line::of(goods), cost.total());
                self.kit = self.kit.plus(cost);
            }
            Movement::Begun(model, units) => {
                let cost = std::mem::take(&mut self.kit);
                self.receive(Goods::UnderWay(model), units, cost, journal);
            }
            Movement::PartBegun(row, units) => {
                let cost = std::mem::take(&mut self.kit);
                self.receive(Goods::PartUnderWay(row), units, cost, journal);
            }
            Movement::PartMade(row, goods, [begun, made]) => {
                self.make(Goods::PartUnderWay(row), goods, [begun, made], journal);
            }
            Movement::Built(model, units) => {
                let (from, to) = (Goods::UnderWay(model), Goods::Computers(model));
                if self.takes.computers {
                    self.convert(from, to, units, journal);
                } else {
                    self.deliver(from, units, journal);
                }
            }
            Movement::Finished(goods, units) => {
                if !self.takes.wafers {
                    self.deliver(goods, units, journal);
                }
            }
            Movement::Delivered(goods, units) => self.deliver(goods, units, journal),
            Movement::Returned(goods, units) => {
                let cost = self.pools.entry(goods).or_default().cost.times(units);
                journal.enter(Line::of(goods), Line::GoodsSold, cost.total());
                self.sold = self.sold.minus(cost);
                self.receive(goods, units, cost, journal);
            }
            Movement::Scrapped(goods, units) => {
                let cost = self.give(goods, units, |flows| &mut flows.scrapped);
                journal.enter(Line::Scrap, Line::of(goods), cost.total());
            }
        }
        Fen::ZERO
    }

    /// The value of the stock of a line, counted from its pools.
    pub(super) fn value(&self, line: Line) -> Fen {
        let pools = self.pools.iter();
        let of_line = pools.filter(|(goods, _)| Line::of(**goods) == line);
        of_line.map(|(_, pool)| pool.value().total()).sum()
    }

    /// Units that came and went, by goods.
    pub(super) fn flows(&self) -> BTreeMap<Goods, UnitFlows> {
        let pools = self.pools.iter();
        pools.map(|(goods, pool)| (*goods, pool.flows)).collect()
    }

    fn give(
        &mut self,
        goods: Goods,
        units: u64,
        flow: impl Fn(&mut UnitFlows) -> &mut u64,
    ) -> Cost {
        let pool = self.pools.entry(goods).or_default();
        *flow(&mut pool.flows) += units;
        pool.give(units)
    }

    /// Units come in, whose cost is entered already; what rounding leaves is an expense.
    fn receive(&mut self, goods: Goods, units: u64, cost: Cost, journal: &mut Journal) {
        let pool = self.pools.entry(goods).or_default();
        let rest = pool.receive(units, cost);
        journal.enter(Line::Rounding, Line::of(goods), rest);
    }

    fn convert(&mut self, from: Goods, to: Goods, units: u64, journal: &mut Journal) {
        let cost = self.give(from, units, |flows| &mut flows.used);
        journal.enter(Line::of(to), Line::of(from), cost.total());
        self.receive(to, units, cost, journal);
    }

    /// Parts of which so many were begun become so many others; of none, their cost is lost.
    fn make(&mut self, from: Goods, to: Goods, [begun, made]: [u64; 2], journal: &mut Journal) {
        let cost = self.give(from, begun, |flows| &mut flows.used);
        let line = if made > 0 { Line::of(to) } else { Line::Scrap };
        journal.enter(line, Line::of(from), cost.total());
        if made > 0 {
            self.receive(to, made, cost, journal);
        }
    }

    fn deliver(&mut self, goods: Goods, units: u64, journal: &mut Journal) {
        let cost = self.give(goods, units, |flows| &mut flows.used);
        journal.enter(Line::GoodsSold, Line::of(goods), cost.total());
        self.sold = self.sold.plus(cost);
    }

    /// The chips of a lot are ready: they cost its wafers, and probe, packaging and test. Returns
    /// what these cost.
    fn test(&mut self, lot: TestedLot, journal: &mut Journal) -> Fen {
        let wafers = Goods::Wafers(lot.product);
        let materials = self.give(wafers, lot.wafers, |flows| &mut flows.used);
        let services = self.costs.of_lot(&lot);
        let cost = materials.plus(services);
        let line = match (lot.chips, self.takes.chips) {
            (0, _) => Line::Scrap,
            (_, true) => Line::Chips,
            (_, false) => Line::GoodsSold,
        };
        journal.enter(line, Line::Wafers, materials.total());
        journal.enter(line, Line::Payables, services.total());
        if line == Line::Chips {
            self.receive(Goods::Chips(lot.part), lot.chips, cost, journal);
        } else if line == Line::GoodsSold {
            self.sold = self.sold.plus(cost);
        }
        services.total()
    }
}

/// The cost of goods that come from outside.
fn own_cost(goods: Goods, amount: Fen) -> Cost {
    let is_wafers = matches!(goods, Goods::Wafers(_));
    let element = if is_wafers {
        Element::Wafers
    } else {
        Element::Parts
    };
    Cost::of(element, amount)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::industry::shared::flow::{ModelId, PartId, ProductId};

    const PART: Goods = Goods::Part(PartId(0));
    const WAFERS: Goods = Goods::Wafers(ProductId(0));
    const CHIPS: Goods = Goods::Chips(PartId(1));
    const MODEL: ModelId = ModelId(0);

    fn units(stocks: &Stocks, goods: Goods) -> u64 {
        stocks.pools.get(&goods).map_or(0, |pool| pool.units)
    }

    /// A movement that is possible now, of so many units at most and perhaps of this amount.
    fn movement(stocks: &Stocks, kind: u8, most: u64, amount: i64) -> Vec<Movement> {
        let there = |goods| most.min(units(stocks, goods));
        let (under_way, computers) = (Goods::UnderWay(MODEL), Goods::Computers(MODEL));
        match kind {
            0 => vec![Movement::Bought(PART, most, Fen::new(amount))],
            1 => vec![Movement::Bought(WAFERS, most, Fen::new(amount))],
            2 => vec![Movement::There(WAFERS, most, Fen::new(amount % 977))],
            3 => vec![Movement::Scrapped(WAFERS, there(WAFERS))],
            4 => vec![Movement::Tested(TestedLot {
                product: ProductId(0),
                part: PartId(1),
                wafers: there(WAFERS),
                packaged: 3 * most,
                tested: 2 * most,
                chips: most * u64::from(amount % 3 > 0),
            })],
            5 => vec![
                Movement::Used(PART, there(PART)),
                Movement::Used(CHIPS, there(CHIPS)),
                Movement::Begun(MODEL, most),
            ],
            6 => vec![Movement::Built(MODEL, there(under_way))],
            7 => vec![Movement::Scrapped(under_way, there(under_way))],
            8 => vec![Movement::Delivered(computers, there(computers))],
            _ => vec![Movement::Delivered(PART, there(PART))],
        }
    }

    proptest! {
        /// Whatever moves, the value of each stock in the journal is units times cost, what came
        /// in is in stock, sold, scrapped or left by rounding, and rounding does not add up: it is
        /// below half a fen a unit and element.
        #[test]
        fn stock_is_units_times_cost_and_no_fen_is_lost(
            moves in prop::collection::vec((0_u8..10, 1_u64..2_000, 0_i64..100_000_000), 1..120),
        ) {
            let takes = Takers { wafers: true, chips: true, computers: true };
            let costs = UnitCosts::new([31, 7, 3].map(Fen::new));
            let mut stocks = Stocks::new(costs, takes);
            let mut journal = Journal::default();
            for (kind, most, amount) in moves {
                for movement in movement(&stocks, kind, most, amount) {
                    if let Movement::Bought(goods, _, amount) = movement {
                        journal.enter(Line::of(goods), Line::Payables, amount);
                    }
                    let services = stocks.take(movement, &mut journal);
                    prop_assert!(services >= Fen::ZERO);
                }
                let bought = -journal.balance(Line::Payables) - journal.balance(Line::Opening);
                let mut inside = Fen::ZERO;
                for line in Line::STOCKS {
                    prop_assert_eq!(journal.balance(line), stocks.value(line));
                    inside += stocks.value(line);
                }
                let gone = [Line::GoodsSold, Line::Scrap, Line::Rounding];
                let gone: Fen = gone.map(|line| journal.balance(line)).into_iter().sum();
                prop_assert_eq!(inside + gone, bought);
                prop_assert_eq!(stocks.sold.total(), journal.balance(Line::GoodsSold));
                for pool in stocks.pools.values() {
                    let most = i64::try_from(pool.units).unwrap();
                    for rest in pool.rest.0 {
                        prop_assert!(2 * rest.as_fen().abs() <= most);
                    }
                }
            }
        }
    }

    #[test]
    fn what_nobody_takes_is_delivered() {
        let mut stocks = Stocks::new(UnitCosts::default(), Takers::default());
        let mut journal = Journal::default();
        stocks.take(Movement::There(WAFERS, 5, Fen::new(100)), &mut journal);
        stocks.take(Movement::Finished(WAFERS, 5), &mut journal);
        assert_eq!(journal.balance(Line::GoodsSold), Fen::new(500));
        stocks.take(Movement::There(PART, 4, Fen::new(9)), &mut journal);
        stocks.take(Movement::Used(PART, 4), &mut journal);
        stocks.take(Movement::Begun(MODEL, 2), &mut journal);
        stocks.take(Movement::Built(MODEL, 2), &mut journal);
        assert_eq!(journal.balance(Line::GoodsSold), Fen::new(536));
        assert_eq!(stocks.sold.0[Element::Parts as usize], Fen::new(36));
    }
}
