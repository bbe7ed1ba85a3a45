//! Stocks of purchased parts.

use super::{Case, answer};

/// A day, in minutes.
const DAY: f64 = 1440.0;

/// Units bought a day, at 1 CNY each.
fn bought_a_day(case: &Case) -> f64 {
    case.mean("supply.spend") / (case.minutes / DAY)
}

/// Little's law of the orders that wait, of which `rate` come a day.
fn little_of_orders(case: Case, rate: f64) -> Case {
    let backlog = case.mean("supply.order_backlog/customers");
    let wait = case.mean("supply.order_wait/customers");
    case.little("orders that wait", backlog, rate, wait)
}

#[test]
fn base_stock_follows_palm_whatever_the_delivery_time() {
    for name in ["base_stock", "base_stock_random_lead"] {
        let case = Case::run(name).check(&[
            answer("supply.fill_rate/part", 0.01, 0.864_464_422_619, 0.01),
            answer(
                "supply.order_fill_rate/customers",
                0.01,
                0.864_464_422_619,
                0.01,
            ),
            answer("supply.on_hand/part", 1.0, 4.186_937_152_722, 0.02),
            answer("supply.backorders/part", 1.0, 0.186_937_152_722, 0.03),
            answer("supply.order_wait/customers", 1.0, 0.037_387_430_544, 0.03),
            answer("supply.on_order/part", 1.0, 10.0, 0.01),
        ]);
        // Each unit was 2 d on order.
        let rate = bought_a_day(&case);
        let on_order = case.mean("supply.on_order/part");
        let case = case.little("units on order", on_order, rate, 2.0);
        little_of_orders(case, rate).assert();
    }
}

#[test]
fn base_stock_follows_palm_over_a_long_delivery_time() {
    let case = Case::run("base_stock_long_lead").check(&[
        answer("supply.fill_rate/part", 0.01, 0.938_232_589_9, 0.02),
        answer("supply.on_hand/part", 1.0, 91.535_754_807_2, 0.04),
        answer("supply.backorders/part", 1.0, 1.535_754_807_2, 0.35),
        answer("supply.on_order/part", 1.0, 3_360.0, 0.002),
    ]);
    let rate = bought_a_day(&case);
    little_of_orders(case, rate).assert();
}

/// The lines build to order, and to a stock that covers the time of building.
#[test]
fn production_to_stock_follows_palm() {
    let case = Case::run("build_to_stock").check(&[
        answer("market.fill_rate/stocked", 0.01, 0.864_464_422_619, 0.01),
        answer("market.unsold/stocked", 1.0, 4.186_937_152_722, 0.02),
        answer("market.backlog", 1.0, 2.0 + 0.186_937_152_722, 0.03),
    ]);
    case.every(|figures| {
        let never = ["market.fill_rate/to-order", "market.unsold/to-order"];
        let is_zero = |key: &&str| figures.value(key) == Some(0.0);
        let wrong = never.into_iter().find(|key| !is_zero(key));
        wrong.map(|key| format!("{key} of what is built to order is not 0"))
    })
    .assert();
}

#[test]
fn a_supplier_that_is_down_at_times_leaves_orders_waiting() {
    let case = Case::run("supplier_on_off").check(&[
        answer("supply.fill_rate/part", 0.01, 0.932_702_866_689, 0.01),
        answer("supply.backorders/part", 1.0, 3.364_856_665_540, 0.15),
    ]);
    let rate = bought_a_day(&case);
    little_of_orders(case, rate).assert();
}

#[test]
fn kits_wait_for_their_last_part() {
    let case = Case::run("assemble_to_order").check(&[
        answer(
            "supply.order_fill_rate/customers",
            0.01,
            0.871_029_412_832,
            0.01,
        ),
        answer("supply.fill_rate/a", 0.01, 0.916_082_057_969, 0.01),
        answer("supply.fill_rate/b", 0.01, 0.926_149_230_692, 0.01),
        answer(
            "supply.order_backlog/customers",
            1.0,
            0.118_333_875_445,
            0.03,
        ),
        answer("supply.order_wait/customers", 1.0, 0.039_444_625_148, 0.03),
        answer("supply.on_order/a", 1.0, 3.0, 0.01),
        answer("supply.on_order/b", 1.0, 9.0, 0.01),
    ]);
    // Each order uses one part of each of two kinds.
    let rate = bought_a_day(&case) / 2.0;
    little_of_orders(case, rate).assert();
}

#[test]
fn wafers_pulled_by_chips_are_made_to_stock() {
    let case = Case::run("make_to_stock").check(&[
        answer("fab.wip_wafers", 1.0, 1.0, 0.1),
        answer("market.unsold", 1.0, 2.125, 0.025),
        answer("market.backlog", 1.0, 0.125, 0.4),
        answer("market.order_wait_mean", 24.0, 2.0, 0.4),
    ]);
    let backlog = case.mean("market.backlog");
    let wait = case.mean("market.order_wait_mean");
    let rate = case.mean("market.orders") / (case.minutes / DAY);
    case.little("orders that wait", backlog, rate, wait)
        .assert();
}
