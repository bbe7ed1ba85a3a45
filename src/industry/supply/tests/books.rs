//! Each book notices what its collectors forget and what is lost.

use super::*;
use crate::industry::supply::state::{DemandState, PartState, SourceState};

#[test]
fn books_notice_forgotten_deliveries_and_orders_and_mislaid_parts() {
    let text = "[supply.parts.disk]\nbase_stock = 4\nprice = \"2 CNY\"\nlead = \"9 d\"\n\
                [supply.demands.shop]\ninterval = \"1 d\"\nkit = { disk = 1 }\n";
    let mut sim = simulation(text, Duration::days(1), (0, 30), 0);
    run(&mut sim);
    let now = sim.clock().tick_end();
    let mut notice = |names: &[&str], plant: &dyn Fn(&mut PartState)| {
        alone::assert_books_notice(&READER, &mut sim, names, |world| {
            let mut parts = world.query::<&mut PartState>();
            plant(&mut parts.iter_mut(world).next().expect("a part"));
        });
    };
    notice(&["supply.on_order/disk"], &|part| part.ordered += 1);
    notice(&["supply.on_order/disk"], &|part| part.delivered += 1);
    notice(&["supply.on_order/disk"], &|part| part.missing += 1);
    // Demands wait, since the stock is empty; the unit that is lost is one below nothing.
    notice(&["supply.stock/disk", "supply.demand/disk"], &|part| {
        assert!(part.stock.waited_for() > 0 && part.stock.on_hand() == 0);
        part.stock.mislay(now);
    });
    alone::assert_books_notice(&READER, &mut sim, &["supply.bills"], |world| {
        let mut sources = world.query::<&mut SourceState>();
        sources.iter_mut(world).next().expect("a source").delivered += 1;
    });
    alone::assert_books_notice(&READER, &mut sim, &["supply.orders/shop"], |world| {
        let mut demands = world.query::<&mut DemandState>();
        let mut demand = demands.iter_mut(world).next().expect("a demand");
        demand.statistics.completed += 1;
    });
}
