//! The fab of a random park: tool groups, routes, streams, and the people that they need.

use super::Plan;
use super::draw::{Draw, servers};

/// The greatest planned load of tools, without the time in which they are down.
const LOAD: f64 = 0.6;

/// A tool group that is being drawn.
struct Group {
    name: String,
    kind: Kind,
    has_setups: bool,
    /// Tool hours of work a day.
    work: f64,
    /// Whether its tools fail and are maintained.
    fails: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Single,
    Cascade,
    Batch,
}

/// What is common to the lots of a fab.
struct Lots {
    wafers: u32,
    /// Minutes of an operator for a job; 0 for none.
    operator_minutes: u32,
    has_holds: bool,
}

/// The section `[fab]`.
pub(super) fn fab(draw: &mut Draw, plan: &mut Plan) -> String {
    if !plan.sections.fab {
        return String::new();
    }
    let lots = Lots {
        wafers: draw.whole(2, 6),
        operator_minutes: if draw.chance(0.6) {
            draw.whole(3, 12)
        } else {
            0
        },
        has_holds: draw.chance(0.5),
    };
    let both = ["cpu", "bridge"];
    let products = &both[..*draw.pick(&[1, 2])];
    let rates: Vec<f64> = products.iter().map(|_| draw.real(0.7, 3.0)).collect();
    for (&product, rate) in products.iter().zip(&rates) {
        plan.chips.push((product, rate * f64::from(lots.wafers)));
    }
    if draw.chance(0.15) {
        return foundry(draw, products, &rates, lots.wafers);
    }
    let mut groups = groups(draw);
    let mut text = String::new();
    let mut jobs = 0.0;
    let is_hot = draw.chance(0.4);
    for (place, (product, &rate)) in products.iter().zip(&rates).enumerate() {
        let (route, steps) = route(draw, product, &groups, &lots);
        text += &route;
        let hours: f64 = steps.iter().map(|(_, hours)| hours).sum();
        // A lot of constant work in process comes again as soon as the last one is through.
        let hot = if is_hot && place == 0 {
            24.0 / hours
        } else {
            0.0
        };
        for &(group, hours) in &steps {
            groups[group].work += (rate + hot) * hours;
        }
        jobs += (rate + hot) * steps.len() as f64;
    }
    let mut head = head(draw, plan, &lots);
    for group in &groups {
        head += &tools(draw, group, &lots);
    }
    people_of(plan, &groups, &lots, jobs);
    if groups.iter().any(|group| group.has_setups) {
        let run = draw.perhaps(0.5, ", minimum_run = 2");
        text += &format!(
            "[fab.setups]\nany-a = {{ to = \"a\", time = \"12 min\"{run} }}\n\
             any-b = {{ to = \"b\", time = \"15 min\"{run} }}\n"
        );
    }
    head + &text + &streams(draw, plan, products, &rates, &lots, is_hot)
}

/// A fab whose wafers are bought.
fn foundry(draw: &mut Draw, products: &[&str], rates: &[f64], wafers: u32) -> String {
    let mut text = format!(
        "[fab]\nmode = \"foundry\"\n[fab.foundry]\nlead = {}\nprice = \"3000 CNY\"\n",
        draw.law(24.0 * 20.0)
    );
    for (product, rate) in products.iter().zip(rates) {
        text += &format!(
            "[fab.products.{product}]\n[fab.streams.{product}]\nproduct = \"{product}\"\n\
             wafers_per_lot = {wafers}\ninterval = {}\n",
            draw.law(24.0 / rate)
        );
    }
    text
}

fn groups(draw: &mut Draw) -> Vec<Group> {
    let count = draw.whole(2, 6);
    let mut groups = Vec::new();
    for number in 0..count {
        let kind = *draw.pick(&[Kind::Single, Kind::Single, Kind::Cascade, Kind::Batch]);
        groups.push(Group {
            name: format!("group-{number}"),
            kind,
            has_setups: kind == Kind::Single && draw.chance(0.4),
            work: 0.0,
            fails: draw.chance(0.5),
        });
    }
    groups
}

/// The table of a route, and the group and the tool hours of each of its steps.
fn route(
    draw: &mut Draw,
    product: &str,
    groups: &[Group],
    lots: &Lots,
) -> (String, Vec<(usize, f64)>) {
    let mut text =
        format!("[fab.products.{product}]\nroute = \"{product}\"\n[fab.routes.{product}]\n");
    let mut steps = Vec::new();
    // Every group is visited, and some of them again.
    let more = draw.whole(1, 4) as usize;
    let count = groups.len() + more;
    let mut limited = false;
    for number in 0..count {
        let place = number % groups.len();
        let group = &groups[place];
        let hours = draw.real(0.5, 2.5);
        let work = match group.kind {
            Kind::Batch => format!("per = \"batch\", time = \"{hours:.3} h\""),
            Kind::Cascade => format!(
                "per = \"lot\", time = \"{hours:.3} h\", cascade_interval = \"{:.3} h\"",
                0.6 * hours
            ),
            Kind::Single if draw.chance(0.5) => {
                format!("time = \"{:.4} h\"", hours / f64::from(lots.wafers))
            }
            Kind::Single => format!("per = \"lot\", time = {}", draw.law(hours)),
        };
        let mut options = draw.perhaps(0.1, ", sample = 0.5");
        let rework = draw.chance(0.1);
        if rework {
            options += ", rework = 0.08";
            if number > 0 && draw.chance(0.5) {
                options += &format!(", rework_to = \"step-{}\"", number - 1);
            }
        }
        options += &draw.perhaps(0.1, ", lot_scrap = 0.01");
        options += &draw.perhaps(0.1, ", wafer_survival = 0.99");
        if lots.has_holds {
            options += &draw.perhaps(0.3, ", hold = 0.1");
        }
        if group.has_setups {
            options += if number % 2 == 0 {
                ", setup = \"a\""
            } else {
                ", setup = \"b\""
            };
        }
        // Windows of a route do not overlap: no two steps in a row have one.
        limited = !limited && number + 1 < count && draw.chance(0.15);
        if limited {
            let action = draw.pick(&["count", "hold", "scrap", "count"]);
            let action = if *action == "hold" && !lots.has_holds {
                "count"
            } else {
                action
            };
            options += &format!(", queue_limit = \"30 h\", queue_limit_action = \"{action}\"");
        }
        if group.kind == Kind::Single && number >= groups.len() && draw.chance(0.3) {
            options += &format!(", same_tool_as = \"step-{place}\"");
        }
        text += &format!(
            "step-{number} = {{ tool_group = \"{}\", {work}{options} }}\n",
            group.name
        );
        let setup = if group.has_setups { 0.25 } else { 0.0 };
        steps.push((place, 1.2 * hours + setup + 0.2));
    }
    (text, steps)
}

/// The table `[fab]` itself.
fn head(draw: &mut Draw, plan: &Plan, lots: &Lots) -> String {
    let dispatch = draw.pick(&[
        "[\"priority\", \"fifo\"]",
        "\"earliest_due_date\"",
        "\"priority critical_ratio\"",
        "\"shortest_processing_time\"",
        "\"priority least_setup\"",
        "\"queue_time\"",
    ]);
    let mut text = format!("[fab]\ndispatch = {dispatch}\nwafer_cost = \"800 CNY\"\n");
    text += &draw.perhaps(0.5, "transport = \"exponential(mean=8 min)\"\n");
    if lots.operator_minutes > 0 {
        text += &format!("operator_time = \"{} min\"\n", lots.operator_minutes);
    }
    if draw.chance(0.5) {
        text += "defect_density = \"0.3 /cm2\"\n";
    } else {
        text += "[fab.learning]\ninitial_density = \"0.6 /cm2\"\n";
        if draw.chance(0.4) {
            let wafers = draw.whole(5, 500);
            text += &format!("law = \"volume\"\nprior_wafers = {wafers}\n");
        } else {
            let wafers: f64 = plan.chips.iter().map(|(_, wafers)| wafers).sum();
            text += &format!("reference_wafers = \"{wafers:.2} /d\"\n");
        }
    }
    if lots.has_holds {
        text += "[fab.holds]\ntime = \"exponential(mean=1 h)\"\n";
    }
    text
}

/// The row of a tool group, with as many tools as its work needs.
fn tools(draw: &mut Draw, group: &Group, lots: &Lots) -> String {
    // One more than needed where a tool can be down: the others go on.
    let count = servers(group.work / 24.0, LOAD) + u32::from(group.fails);
    let mut text = format!(
        "[fab.tools.{}]\ncount = {count}\nload_time = \"4 min\"\n",
        group.name
    );
    match group.kind {
        Kind::Single => {}
        Kind::Cascade => text += "slots = 2\n",
        Kind::Batch => {
            text += &format!("max_batch = {}\n", 3 * lots.wafers);
            let min = format!("min_batch = {}\nbatch_wait = \"3 h\"\n", 2 * lots.wafers);
            text += &draw.perhaps(0.6, &min);
        }
    }
    if group.fails {
        text += &format!(
            "failure = {}\nrepair = \"exponential(mean=3 h)\"\nrepair_crew = 2\n",
            draw.law(150.0)
        );
        text += &draw.perhaps(
            0.5,
            "maintenance_interval = \"10 d\"\nmaintenance_duration = \"4 h\"\n",
        );
    }
    text
}

/// What the fab needs of operators, technicians and engineers on shift.
fn people_of(plan: &mut Plan, groups: &[Group], lots: &Lots, jobs: f64) {
    if lots.operator_minutes > 0 {
        let busy = 1.3 * jobs * f64::from(lots.operator_minutes) / 60.0 / 24.0;
        plan.on_shift[0] = Some(servers(busy, 0.5) + 1);
    }
    if groups.iter().any(|group| group.fails) {
        let work: f64 = groups.iter().map(|group| group.work).sum();
        // Every group has a tool more than its work, which fails as the others do.
        let tools = work / 24.0 / LOAD + 2.0 * groups.len() as f64;
        plan.on_shift[1] = Some(2 + servers(2.0 * tools * 0.04, 0.5));
    }
    if lots.has_holds {
        plan.on_shift[2] = Some(2);
    }
}

/// The streams of the products, and lots beside them.
fn streams(
    draw: &mut Draw,
    plan: &Plan,
    products: &[&str],
    rates: &[f64],
    lots: &Lots,
    is_hot: bool,
) -> String {
    let wafers = lots.wafers;
    let mut text = String::new();
    for (product, rate) in products.iter().zip(rates) {
        let releases = if draw.chance(0.3) {
            format!("starts = \"{:.3} /d\"", rate * f64::from(wafers))
        } else {
            format!("interval = {}", draw.law(24.0 / rate))
        };
        text += &format!(
            "[fab.streams.{product}]\nproduct = \"{product}\"\nwafers_per_lot = {wafers}\n\
             {releases}\n"
        );
    }
    if is_hot {
        text += &format!(
            "[fab.streams.hot]\nproduct = \"cpu\"\nwafers_per_lot = {wafers}\n\
             constant_wip = 1\npriority = 20\n"
        );
    }
    if draw.chance(0.4) {
        let [first, second] = [draw.whole(0, plan.days / 3), draw.whole(20, plan.days / 2)];
        text += &format!(
            "[fab.streams.orders]\nproduct = \"cpu\"\nwafers_per_lot = {wafers}\n[fab.lots]\n\
             first = {{ stream = \"orders\", start = \"{first} d\" }}\n\
             second = {{ stream = \"orders\", start = \"{second} d\" }}\n"
        );
    }
    if draw.chance(0.4) {
        text += "[fab.initial_lots]\nfront = { stream = \"cpu\", step = \"step-0\" }\n\
                 back = { stream = \"cpu\", step = \"step-1\" }\n";
    }
    text
}
