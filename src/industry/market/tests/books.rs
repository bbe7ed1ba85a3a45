//! Each book notices what its collectors forget and what is lost.

use super::*;

#[test]
fn books_notice_forgotten_orders_and_bills_and_a_lost_computer() {
    let mut sim = sim(TWO_CONTRACTS, 10);
    build(&mut sim, vec![(1, 0, 4)]);
    finish(&mut sim);
    let mut notice = |names: &[&str], plant: &dyn Fn(&mut FinishedGoods)| {
        alone::assert_books_notice(&READER, &mut sim, names, |world| {
            plant(&mut world.resource_mut::<FinishedGoods>());
        });
    };
    notice(&["market.computers/server"], &|goods| goods.stock[1] += 1);
    notice(&["market.computers/server"], &|goods| {
        goods.statistics.built[1] += 1;
    });
    notice(&["market.orders"], &|goods| goods.statistics.completed += 1);
    notice(&["market.orders"], &|goods| goods.statistics.cancelled += 1);
    notice(&["market.ordered"], &|goods| goods.statistics.lost[0] += 1);
    notice(&["market.bills"], &|goods| {
        goods.statistics.billed += Fen::new(1);
    });
    notice(&["market.penalties"], &|goods| {
        goods.statistics.penalties += Fen::new(1);
    });
    notice(&["market.bills"], &|goods| {
        goods.statistics.shipped_at[0] += 1;
    });
    let lost = ["market.orders", "market.ordered"];
    alone::assert_books_notice(&READER, &mut sim, &lost, |world| {
        let mut orders = world.query_filtered::<Entity, With<Order>>();
        let order = orders.iter(world).next().expect("an order that waits");
        world.despawn(order);
    });
}
