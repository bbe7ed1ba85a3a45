//! Planted faults: each law finds its own, so that none is so weak that it holds of everything.
//! What a run left is changed as a mistake in the program would change it, or it is judged by
//! another scenario than the one that ran.

use super::evidence::{Evidence, Point};
use super::laws::LAWS;
use super::{all, judge, meeting};

/// A fault: which law finds it, the mechanisms of the park, and what is changed.
struct Planted {
    law: &'static str,
    mechanisms: &'static [&'static str],
    plant: fn(&mut Evidence),
}

macro_rules! planted {
    ($($law:literal [$($mechanism:literal),*]: $plant:expr;)*) => {
        const PLANTED: &[Planted] = &[$(Planted {
            law: $law,
            mechanisms: &[$($mechanism),*],
            plant: $plant,
        },)*];
    };
}

/// Adds to a figure.
fn raise(of: &mut Evidence, key: &str, by: f64) {
    let figure = of.figures.get_mut(key);
    let figure = figure.unwrap_or_else(|| panic!("no {key}"));
    figure.value = Some(figure.value.unwrap_or(0.0) + by);
}

/// Multiplies a figure.
fn scale(of: &mut Evidence, key: &str, by: f64) {
    let value = of.value(key).unwrap_or_else(|| panic!("no {key}"));
    raise(of, key, (by - 1.0) * value);
}

/// The last point of a metric.
fn last<'a>(of: &'a mut Evidence, metric: &str) -> &'a mut Point {
    let mut points = of.points.iter_mut().rev();
    let point = points.find(|point| point.metric == metric);
    point.unwrap_or_else(|| panic!("no {metric}"))
}

planted! {
    "the audits of every day hold" []: |of| of.audits.push("an order is in two queues".to_owned());
    "every book closes" []: |of| {
        let book = of.books.iter_mut().find(|book| book.name == "park.people");
        book.unwrap().closing -= 1;
    };
    "nothing is negative" []: |of| raise(of, "market.lost", -1.0);
    "nothing is negative" []: |of| last(of, "market.backlog").value = -1.0;
    // Both sides are wrong, so that the book closes.
    "nothing is negative" []: |of| {
        let book = of.books.iter_mut().find(|book| book.name == "market.orders").unwrap();
        book.inflows[0].1 -= 100_000;
        book.outflows[0].1 -= 100_000;
    };
    "shares lie between 0 and 100 %" ["homes"]: |of| raise(of, "services.housing_occupancy", 100.0);
    "shares lie between 0 and 100 %" ["homes"]: |of| {
        last(of, "services.housing_occupancy").value = 101.0;
    };
    "parts make up their whole" ["several models"]: |of| {
        raise(of, "assembly.built_by_model/server", 1.0);
    };
    "parts make up their whole" ["speed grades"]: |of| {
        let grade = of.subjects("backend.chips_by_grade").next().unwrap().0.to_owned();
        raise(of, &format!("backend.chips_by_grade/{grade}"), 1.0);
    };
    "parts make up their whole" ["tiers"]: |of| raise(of, "careers.promoted/technician", 1.0);
    "parts make up their whole" ["founders"]: |of| raise(of, "ventures.in_phase/listing", 0.1);
    "parts make up their whole" ["leaving"]: |of| raise(of, "careers.in_tier/technician", 0.1);
    "line time is not spent twice" []: |of| {
        raise(of, "assembly.unstaffed_share", of.value("assembly.starved_share/cpu").unwrap());
        raise(of, "assembly.starved_share/cpu", 90.0);
    };
    "series tell the same as figures" []: |of| last(of, "talent.registered").value += 1.0;
    "series tell the same as figures" ["academicians and visits"]: |of| {
        last(of, "research.visits").value -= 1.0;
    };
    "orders are served, lost or open" ["patience"]: |of| raise(of, "market.orders_cancelled", 1.0);
    "orders are served, lost or open" ["patience"]: |of| raise(of, "market.lost", 1.0);
    "orders are served, lost or open" ["demands for spares"]: |of| {
        raise(of, "supply.orders_complete/repairs", -1.0);
    };
    // Orders wait until the first computers come.
    "no order waits beside its computers" []: |of| {
        for point in &mut of.points {
            if point.metric == "market.unsold" {
                point.value += 1.0;
            }
        }
    };
    "who came is here or has left" ["homes"]: |of| raise(of, "services.lost_at_housing", 1.0);
    "who came is here or has left" ["recruited staff"]: |of| {
        last(of, "careers.seeking").value += 1.0;
    };
    "everything has its price" []: |of| of.park.add("market.models.desktop.price = \"4501 CNY\"");
    "everything has its price" []: |of| of.park.add("supply.parts.board.price = \"301 CNY\"");
    "everything has its price" []: |of| of.park.add("fab.foundry.price = \"1001 CNY\"");
    "everything has its price" ["overheads, tax and buildings"]: |of| {
        of.park.add("finance.tax_rate = 0.21");
    };
    "everything has its price" ["reinvestment"]: |of| {
        of.park.add("policy.reinvestment.share = 0.001");
    };
    "people are paid for their time" ["fixed staff"]: |of| {
        of.park.add("staffing.fixed.engineer = 5");
    };
    // Paid by the heads of another role.
    "people are paid for their time" ["recruited staff"]: |of| {
        scale(of, "staffing.headcount/technician", 4.0);
    };
    "programmes cost what they are budgeted" ["reform for buyers"]: |of| {
        raise(of, "policy.active_days/reform", 1.0);
    };
    "what waits in vain is named" []: |of| {
        of.points.retain(|point| point.metric != "limits.binding" || point.day < 70.0);
        for point in &mut of.points {
            if point.metric == "market.backlog" {
                point.value += 1.0;
            }
        }
    };
    // Nothing is built for want of people, and nothing is said.
    "what waits in vain is named" ["fixed staff"]: |of| {
        of.named.clear();
        for point in &mut of.points {
            match point.metric {
                "market.backlog" => point.value += 1.0,
                "market.computers_sold" => point.value = 0.0,
                _ => {}
            }
        }
    };
    "the same scenario gives the same figures" []: |of| {
        raise(of, "talent.mean_age", 1e-12);
    };
    "the same scenario gives the same figures" []: |of| last(of, "market.unsold").value += 1.0;
    "Little's law" ["demands for spares"]: |of| scale(of, "supply.order_wait/repairs", 1.01);
    "Little's law" ["recruitment stations"]: |of| scale(of, "talent.lead_time", 1.01);
    "Little's law" ["founders"]: |of| scale(of, "ventures.residence", 1.01);
    "Little's law" []: |of| scale(of, "assembly.built_per_day", 1.01);
    "Little's law" ["recruited staff", "leaving"]: |of| {
        scale(of, "careers.exit_rate/assembler", 1.01);
    };
    "a line is busy for the takt of its computers" []: |of| {
        let takt = of.park.set_number("assembly.takt");
        of.park.add(&format!("assembly.takt = \"{} min\"", 1.1 * takt));
    };
    "banks hold computers for their time" ["banks behind the lines"]: |of| {
        let time = of.park.set_number("assembly.burn_in.time");
        of.park.add(&format!("assembly.burn_in.time = \"{} h\"", 1.1 * time));
    };
    "banks hold computers for their time" ["banks behind the lines"]: |of| {
        of.park.add("assembly.image.time = \"18 min\"");
    };
    "nothing is quicker than its own process" []: |of| {
        of.park.add("assembly.line_time = \"60 d\"");
    };
    "nothing is quicker than its own process" ["packaging"]: |of| {
        of.park.add("backend.steps.bonding.time_per_lot = \"40 d\"");
    };
    "nothing is quicker than its own process" ["recruitment stations"]: |of| {
        of.park.add("talent.channels.stations.tree.workstation.handling = \"30 d\"");
    };
    "stock and orders together stay at the base stock" ["demands for spares"]: |of| {
        let base = of.park.set_number("supply.parts.spare.base_stock");
        of.park.add(&format!("supply.parts.spare.base_stock = {}", base + 1.0));
    };
    "stock and orders together stay at the base stock" []: |of| {
        let base = of.park.set_number("supply.parts.board.base_stock");
        of.park.add(&format!("supply.parts.board.base_stock = {}", base - 50.0));
    };
    // Those that assembly has used are on order a tick later at most.
    "stock and orders together stay at the base stock" []: |of| {
        scale(of, "supply.on_order/board", 0.5);
    };
    "deliveries take their lead" ["lean stock"]: |of| {
        of.park.add("supply.parts.board.lead = \"20 d\"");
    };
}

#[test]
fn each_law_finds_its_planted_fault() {
    let mechanisms = all();
    for (number, planted) in PLANTED.iter().enumerate() {
        let of = mechanisms.iter().copied();
        let of: Vec<_> = of
            .filter(|one| planted.mechanisms.contains(&one.name))
            .collect();
        assert_eq!(
            of.len(),
            planted.mechanisms.len(),
            "{:?}",
            planted.mechanisms
        );
        let mut evidence = meeting(&of, 0);
        assert_eq!(judge(&evidence), []);
        (planted.plant)(&mut evidence);
        let laws: Vec<&str> = judge(&evidence).iter().map(|(law, _)| *law).collect();
        let (law, with) = (planted.law, planted.mechanisms);
        assert!(
            laws.contains(&law),
            "fault {number}, {law} with {with:?}: {laws:?}"
        );
    }
    for law in LAWS {
        let is_planted = PLANTED.iter().any(|planted| planted.law == law.name);
        assert!(is_planted, "no fault is planted for `{}`", law.name);
    }
}
