//! From wafers to sold computers in a random park, and the people on shift.

use super::Plan;
use super::draw::{Draw, date, servers};

/// The greatest planned load of a station.
const LOAD: f64 = 0.7;
/// Seconds of a day.
const DAY: f64 = 86_400.0;

/// The section `[backend]`. From here on, the plan holds good chips in place of wafers.
pub(super) fn backend(draw: &mut Draw, plan: &mut Plan) -> String {
    if !plan.sections.backend {
        plan.chips.clear();
        return String::new();
    }
    let diameter = *draw.pick(&[100, 150]);
    let usable = std::f64::consts::PI * (f64::from(diameter) / 2.0 - 4.0).powi(2);
    let [mut dies, mut wafers] = [0.0; 2];
    let mut text = format!(
        "[backend]\npackage_yield = {:.3}\nwafer = {{ diameter = \"{diameter} mm\" }}\n",
        draw.real(0.95, 1.0)
    );
    let law = draw.pick(&["negative_binomial", "poisson", "murphy_triangular"]);
    text += &draw.perhaps(0.7, &format!("yield = {{ law = \"{law}\" }}\n"));
    for (product, rate) in &mut plan.chips {
        let area = draw.real(90.0, 200.0);
        let of_wafer = usable / area;
        dies += *rate * of_wafer;
        wafers += *rate;
        // Half of the dies that fit are good or better; the plan takes a fifth for granted.
        *rate *= 0.2 * of_wafer;
        text += &format!("[backend.products.{product}]\ndie_area = \"{area:.1} mm2\"\n");
        text += &draw.perhaps(0.4, "bins = { mean = \"2.1 GHz\", sd = \"0.15 GHz\" }\n");
    }
    // A lot of constant work in process and listed lots come on top.
    let [dies, wafers] = [2.5 * dies, 2.5 * wafers];
    text += &format!(
        "[backend.probe]\ntesters = {}\nsites = 2\ntime_per_die = \"20 s\"\n",
        servers(dies * 10.0 / DAY, LOAD)
    );
    if draw.chance(0.6) {
        let per_wafer = draw.whole(5, 30);
        let busy = wafers * (f64::from(per_wafer) + 20.0) * 60.0 / DAY;
        text += &format!(
            "[backend.steps]\ndicing = {{ servers = {}, time_per_lot = \"20 min\", \
             time_per_wafer = \"{per_wafer} min\" }}\n",
            servers(busy, LOAD)
        );
    }
    if draw.chance(0.4) {
        text += &format!(
            "[backend.burn_in]\novens = {}\ntime = \"6 h\"\n",
            servers(wafers * 0.25, LOAD)
        );
    }
    text += &format!(
        "[backend.final_test]\ntesters = {}\nsites = 2\ntime_per_chip = \"30 s\"\n",
        servers(dies * 15.0 / DAY, LOAD)
    );
    text
}

/// The sections `[supply]` and `[assembly]`.
pub(super) fn supply_and_assembly(draw: &mut Draw, plan: &mut Plan) -> String {
    // So many computers a day have their chips, or are planned where no chip is needed.
    let chips = plan.chips.iter().map(|&(_, chips)| chips);
    let computers = chips.fold(f64::INFINITY, f64::min);
    let has_chips = computers.is_finite();
    let computers = if has_chips {
        computers
    } else {
        draw.real(20.0, 200.0)
    };
    let carrier = draw.whole(1, 12);
    let mut text = String::new();
    let mut parts: Vec<(&str, u32)> = Vec::new();
    if plan.sections.supply {
        let purchased: &[&[(&str, u32)]] = &[&[("board", 1)], &[("board", 1), ("screw", 6)]];
        if plan.sections.assembly {
            parts = draw.pick(purchased).to_vec();
        }
        text += &supply(draw, plan, &parts, computers, carrier);
    }
    if plan.sections.assembly {
        let chips = plan.chips.iter().map(|&(chip, _)| (chip, 1));
        let kit: Vec<(&str, u32)> = chips.chain(parts).collect();
        text += &assembly(draw, plan, &kit, computers, carrier);
        plan.computers = 0.5 * computers;
    }
    text
}

fn supply(
    draw: &mut Draw,
    plan: &Plan,
    parts: &[(&str, u32)],
    computers: f64,
    carrier: u32,
) -> String {
    let mut text = "[supply]\n".to_owned();
    text += &draw.perhaps(0.4, "review = \"12 h\"\n");
    for (part, units) in parts {
        let lead = draw.real(2.0, 12.0);
        // What is used in three leads and two carriers of the larger model.
        let stock = f64::from(*units) * (3.0 * 4.0 * computers * lead + 4.0 * f64::from(carrier));
        let supplier = draw.perhaps(
            0.4,
            "supplier = { up = \"exponential(mean=20 d)\", down = \"exponential(mean=2 d)\" }\n",
        );
        text += &format!(
            "[supply.parts.{part}]\nbase_stock = {stock:.0}\nlead = {}\nprice = \"3 CNY\"\n\
             {supplier}",
            draw.law(24.0 * lead)
        );
    }
    // The parts of demands have a stock of their own.
    if !plan.sections.assembly || draw.chance(0.4) {
        text += &format!(
            "[supply.parts.spare]\nbase_stock = 60\nlead = {}\nprice = \"2 CNY\"\n\
             [supply.demands.repairs]\ninterval = {}\nquantity = \"uniform(low=1, high=4)\"\n\
             kit = {{ spare = 1 }}\n",
            draw.law(72.0),
            draw.law(12.0),
        );
    }
    text
}

fn assembly(
    draw: &mut Draw,
    plan: &mut Plan,
    kit: &[(&'static str, u32)],
    computers: f64,
    carrier: u32,
) -> String {
    let takt = draw.real(2.0, 8.0);
    let (shift, open) = *draw.pick(&[
        ("", 1.0),
        (
            "shift = { opens = \"7 h\", closes = \"21 h\", days_per_week = 6 }\n",
            0.5,
        ),
        (
            "shift = { opens = \"8 h\", closes = \"16 h\", days_per_week = 5 }\n",
            0.238,
        ),
    ]);
    // Chips may come five times as fast as the plan takes for granted.
    let lines = servers(2.0 * computers * takt / 1440.0 / open, 0.5).min(20);
    let most = f64::from(lines) * open * 1440.0 / takt;
    let each = draw.whole(2, 6);
    let buffer = 20 * carrier;
    let mut text = format!(
        "[assembly]\nlines = {lines}\ntakt = \"{takt:.2} min\"\ncarrier_size = {carrier}\n\
         assemblers_per_line = {each}\nbuffer = {buffer}\n{shift}"
    );
    let kit: Vec<String> = kit
        .iter()
        .map(|(part, units)| format!("{part} = {units}"))
        .collect();
    let kit = kit.join(", ");
    text += &format!("models.desktop = {{ kit = {{ {kit} }}, share = 2.0 }}\n");
    plan.models.push("desktop");
    if draw.chance(0.5) {
        text += &format!("models.server = {{ kit = {{ {kit} }}, share = 1.0 }}\n");
        plan.models.push("server");
    }
    // A line works for so many hours of a day only; its banks take what it makes meanwhile.
    let rate = most / open / DAY;
    let slots = |seconds: f64| servers(rate * seconds, LOAD) + carrier;
    if draw.chance(0.4) {
        text += &format!(
            "[assembly.burn_in]\nslots = {}\ntime = \"4 h\"\n",
            slots(4.0 * 3600.0)
        );
    }
    if draw.chance(0.4) {
        text += &format!(
            "[assembly.image]\nslots = {}\ntime = \"10 min\"\n",
            slots(600.0)
        );
    }
    if draw.chance(0.5) {
        text += &draw.perhaps(0.6, "[assembly.board]\ncoverage = 0.9\n");
        text += &format!(
            "[assembly.final_test]\nslots = {}\ntime = \"5 min\"\nfirst_pass = 0.95\n\
             [assembly.rework]\nbenches = {}\ntime = \"30 min\"\nscrap = 0.05\n",
            slots(300.0),
            slots(0.3 * 1800.0)
        );
    }
    plan.on_shift[3] = Some(each * lines);
    text
}

/// The section `[market]`, whose orders ask for fewer computers than are built.
pub(super) fn market(draw: &mut Draw, plan: &mut Plan) -> String {
    if !plan.sections.market {
        return String::new();
    }
    let mut text = "[market]\n".to_owned();
    text += &draw.perhaps(0.5, "payment_term = \"10 d\"\n");
    text += &draw.perhaps(0.4, "patience = \"40 d\"\n");
    let held = format!("max_unsold = {:.0}\n", 100.0 + 10.0 * plan.computers);
    text += &draw.perhaps(0.5, &held);
    for model in &plan.models {
        text += &format!("models.{model} = {{ price = \"4500 CNY\", weight = 1.0 }}\n");
    }
    // A buyer orders four computers a week.
    let buyers = servers(0.5 * plan.computers / 4.0 * 7.0, 1.0);
    text += &format!(
        "[market.buyers]\ninitial = {buyers}\norders = \"1 /wk\"\n\
         computers = \"uniform(low=2, high=6)\"\ndue = \"20 d\"\n"
    );
    if draw.chance(0.4) {
        let rate = draw.real(20.0, 60.0);
        text += &format!(
            "[market.tenders]\nrate = \"{rate:.1} /y\"\n\
             computers = \"lognormal(mean={:.2}, cv=0.6)\"\n",
            (0.2 * plan.computers * 365.0 / rate).max(2.0)
        );
    }
    if draw.chance(0.4) {
        text += &format!(
            "[market.contracts]\nschools = {{ date = \"{}\", computers = {:.0} }}\n",
            date(draw.whole(10, plan.days / 2)),
            5.0 * plan.computers + 1.0
        );
    }
    text
}

/// The section `[staffing]`: each role that there is work for has people who are always there, or
/// persons who hold posts at the start.
pub(super) fn staffing(draw: &mut Draw, plan: &mut Plan) -> String {
    if !plan.sections.staffing {
        return String::new();
    }
    let crews = draw.real(3.0, 5.0);
    let mut text = format!("[staffing]\ncrews = {crews:.2}\nengineer_base = 5\n");
    let mut tables = ["[staffing.fixed]\n", "[staffing.initial]\n"].map(str::to_owned);
    let persons = draw.chance(0.5);
    for (place, role) in ["operator", "technician", "engineer", "assembler"]
        .iter()
        .enumerate()
    {
        // With careers, a role without people is one that waits for the first ones.
        let people = plan.on_shift[place].or(plan.sections.careers.then_some(2));
        let Some(people) = people else {
            continue;
        };
        plan.paid[place] = true;
        if persons && draw.chance(0.6) {
            // Some leave in a year, and some lack skill.
            let heads = servers(f64::from(people) * crews * 1.5, 1.0) + 3;
            tables[1] += &format!("{role} = {heads}\n");
        } else {
            tables[0] += &format!("{role} = {people}\n");
        }
    }
    for table in tables.iter().filter(|table| table.contains('=')) {
        text += table;
    }
    text
}
