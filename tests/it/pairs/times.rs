//! Laws of times: Little's law, times of processes, stocks and leads.

use toml::Value;

use super::evidence::Evidence;
use super::laws::{at_most, rounding, same};
use super::park::{TICK, number};

/// Days of a month.
const MONTH: f64 = 365.0 / 12.0;

/// A span of time in hours: that of a constant, or the least of a law.
fn hours(value: &Value) -> f64 {
    let Some(text) = value.as_str() else {
        return 0.0;
    };
    let text = match text.split_once("low=") {
        Some((_, low)) => low,
        None if text.contains('(') => return 0.0,
        None => text,
    };
    let mut words = text.split([' ', ',', ')']);
    let count: f64 = words
        .next()
        .and_then(|word| word.parse().ok())
        .unwrap_or(0.0);
    let unit = match words.next() {
        Some("s") => 1.0 / 3600.0,
        Some("min") => 1.0 / 60.0,
        Some("h") => 1.0,
        Some("d") => 24.0,
        unit => panic!("{unit:?} in {text}"),
    };
    count * unit
}

/// The time at a path in hours; none where it is left out.
fn hours_at(of: &Evidence, path: &str) -> f64 {
    of.park.at(path).map_or(0.0, hours)
}

/// From an empty start, the mean time of those who began and ended is twice the area under their
/// number over both of them (M7), so that the area is the mean number times the window.
fn little_of(what: &str, mean: Option<f64>, [began, ended]: [f64; 2], area: f64) -> Option<String> {
    same(
        what,
        mean? * (began + ended) / 2.0,
        area,
        1e-6 * area.max(1.0),
    )
}

pub(super) fn little(of: &Evidence) -> Vec<String> {
    let mut faults = Vec::new();
    let (count, days) = (|key: &str| of.count(key), of.days());
    faults.extend(same(
        "computers a day",
        count("assembly.built_per_day") * days,
        count("assembly.computers_built"),
        rounding(count("assembly.computers_built")),
    ));
    for (role, rate) in of.subjects("careers.exit_rate") {
        let years = count(&format!("careers.employed/{role}")) * days / 365.0;
        let exits = count(&format!("careers.exits/{role}"));
        faults.extend(same(&format!("exits of {role}"), rate * years, exits, 1e-6));
    }
    if !of.is_whole() {
        return faults;
    }
    // Those that are lost never wait, and those that give up have no wait that counts.
    let is_served = |demand: &str| count(&format!("supply.orders_lost/{demand}")) == 0.0;
    let demands = of.subjects("supply.orders");
    for (demand, orders) in demands.filter(|(demand, _)| is_served(demand)) {
        let mean = of.value(&format!("supply.order_wait/{demand}"));
        let complete = count(&format!("supply.orders_complete/{demand}"));
        let area = count(&format!("supply.order_backlog/{demand}")) * days;
        let what = format!("orders of {demand}");
        faults.extend(little_of(&what, mean, [orders, complete], area));
    }
    let handled = count("talent.registered/stations") + count("talent.leads_lost/stations");
    faults.extend(little_of(
        "leads",
        of.value("talent.lead_time"),
        [of.sum("talent.leads_found"), handled],
        of.sum("talent.tree_leads") * days,
    ));
    let ended =
        of.sum("ventures.failed") + of.sum("ventures.out_of_money") + count("ventures.graduated");
    faults.extend(little_of(
        "ventures",
        of.value("ventures.residence").map(|months| months * MONTH),
        [count("ventures.entered/incubation"), ended],
        count("ventures.active") * days,
    ));
    faults
}

/// Hours of a carrier on a line.
fn carrier_hours(of: &Evidence) -> f64 {
    hours_at(of, "assembly.takt") * of.park.set_number("assembly.carrier_size")
        / of.park.set_number("assembly.oee")
}

/// Lines around the clock: each carrier that began in the window is on its line for its time, but
/// for those that the ends of the window cut, one a line.
pub(super) fn lines_keep_their_takt(of: &Evidence) -> Vec<String> {
    if of.park.at("assembly.shift").is_some() {
        return Vec::new();
    }
    let (lines, each) = (of.park.set_number("assembly.lines"), carrier_hours(of));
    let busy = of.count("assembly.line_utilisation") / 100.0 * lines * 24.0 * of.days();
    let carriers = of.count("assembly.kits_started") / of.park.set_number("assembly.carrier_size");
    let what = "hours of lines and of their carriers";
    same(what, busy, carriers * each, lines * each + 1e-6 * carriers)
        .into_iter()
        .collect()
}

/// From an empty start, everything that was built has been in each bank for its time, and nothing
/// that was not begun.
pub(super) fn banks_take_their_time(of: &Evidence) -> Vec<String> {
    let mut faults = Vec::new();
    if !of.is_whole() {
        return faults;
    }
    let [began, built] = ["assembly.kits_started", "assembly.computers_built"];
    for bank in ["burn_in", "image"] {
        let Some(slots) = of.park.number(&format!("assembly.{bank}.slots")) else {
            continue;
        };
        let share = of.count(&format!("assembly.utilisation/{bank}")) / 100.0;
        let area = share * slots * 24.0 * of.days();
        let each = hours_at(of, &format!("assembly.{bank}.time"));
        let off = rounding(area);
        faults.extend(at_most(bank, area, of.count(began) * each, off));
        faults.extend(at_most(bank, of.count(built) * each, area, off));
    }
    faults
}

/// Whoever ended took at least this time each: all times of a mean are at least those of the ones
/// that ended, and at its end no more are cut than there are more than at its start.
fn at_least(what: &str, mean: Option<f64>, [ended, more]: [f64; 2], least: f64) -> Option<String> {
    let times = mean? * (ended + more.max(0.0) / 2.0);
    at_most(what, ended * least, times, rounding(times))
}

pub(super) fn nothing_is_too_quick(of: &Evidence) -> Vec<String> {
    let mut faults = Vec::new();
    let mut least = carrier_hours(of) + hours_at(of, "assembly.line_time");
    for bank in ["burn_in", "image", "final_test"] {
        least += hours_at(of, &format!("assembly.{bank}.time"));
    }
    let built = of.count("assembly.computers_built");
    let more = of.growth("assembly.computers/");
    let mean = of.value("assembly.cycle_time");
    faults.extend(at_least("computers", mean, [built, more], least - 1e-6));
    let steps = of.park.rows("backend.steps");
    let steps = steps.filter_map(|(_, step)| step.get("time_per_lot").map(hours));
    let own = steps.sum::<f64>() + hours_at(of, "backend.burn_in.time");
    let lots = of.count("backend.lots_out");
    let mean = of.value("backend.cycle_time").map(|days| 24.0 * days);
    let more = of.growth("backend.lots");
    faults.extend(at_least("lots of chips", mean, [lots, more], own));
    let levels = ["station", "workstation", "centre", "headquarter"];
    let handling = levels.map(|level| {
        let path = format!("talent.channels.stations.tree.{level}.handling");
        hours_at(of, &path)
    });
    let handled = of.count("talent.registered/stations") + of.count("talent.leads_lost/stations");
    let more = of.sum("talent.leads_found") - handled;
    let mean = of.value("talent.lead_time").map(|days| 24.0 * days);
    let own = handling.iter().sum();
    faults.extend(at_least("leads", mean, [handled, more], own));
    faults
}

/// Of parts that are never more than their base stock: what lies here, is on order and is owed.
/// Assembly's use is known at the end of a tick, so that a part of it is not on order yet.
pub(super) fn stock_keeps_its_base(of: &Evidence) -> Vec<String> {
    let mut faults = Vec::new();
    for (part, plan) in of.park.rows("supply.parts") {
        let Some(base) = plan.get("base_stock").and_then(number) else {
            continue;
        };
        if plan.get("initial_stock").and_then(number) > Some(base) {
            continue;
        }
        let on_order = of.count(&format!("supply.on_order/{part}"));
        let figure = |metric: &str| of.value(&format!("{metric}/{part}"));
        if let Some(here) = figure("supply.on_hand") {
            let owed = of.count(&format!("supply.backorders/{part}"));
            let position = here + on_order - owed;
            faults.extend(same(part, position, base, rounding(base)));
        } else if let Some(here) = figure("assembly.on_hand") {
            let used = figure("assembly.parts_used").unwrap_or(0.0);
            let late = used * TICK / 24.0 / of.days();
            let position = here + on_order;
            faults.extend(at_most(part, position, base, rounding(base)));
            faults.extend(at_most(part, base - late, position, rounding(base)));
        }
    }
    faults
}

/// From the start of the run on: what was delivered has been on order for its lead, but for the
/// stock of the start, and for what assembly used in the tick before its order.
pub(super) fn deliveries_take_their_lead(of: &Evidence) -> Vec<String> {
    let mut faults = Vec::new();
    if !of.is_whole() {
        return faults;
    }
    for (part, plan) in of.park.rows("supply.parts") {
        let given = |key: &str| plan.get(key).and_then(number);
        let lot = given("reorder_point").zip(given("order_quantity"));
        let most = given("base_stock")
            .or(given("order_up_to"))
            .or(lot.map(|(point, quantity)| point + quantity));
        let initial = given("initial_stock").or(most).unwrap_or(0.0);
        let least = plan.get("lead").map_or(0.0, hours) - TICK;
        let delivered = of.count(&format!("supply.received/{part}")) - initial;
        let area = of.count(&format!("supply.on_order/{part}")) * 24.0 * of.days();
        let off = rounding(area);
        faults.extend(at_most(part, delivered * least, area, off));
    }
    faults
}
