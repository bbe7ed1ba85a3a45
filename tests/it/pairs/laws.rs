//! Laws that hold in every park, whatever mechanisms meet in it: of counts, shares, money and
//! people. Those of times are in `times`.

use super::evidence::Evidence;
use super::park::{DAYS, number};

/// A law, as what a run has against it.
pub(super) struct Law {
    pub(super) name: &'static str,
    pub(super) faults: fn(&Evidence) -> Vec<String>,
}

macro_rules! laws {
    ($($name:literal: $faults:path;)*) => {
        /// What each run is judged by, in the order in which broken laws are listed.
        pub(super) const LAWS: &[Law] = &[$(Law { name: $name, faults: $faults },)*];
    };
}

laws! {
    "the audits of every day hold": audited;
    "every book closes": books_close;
    "nothing is negative": nothing_is_negative;
    "shares lie between 0 and 100 %": shares_are_shares;
    "parts make up their whole": parts_make_up_their_whole;
    "line time is not spent twice": line_time_is_spent_once;
    "series tell the same as figures": series_agree;
    "orders are served, lost or open": orders_end_or_wait;
    "no order waits beside its computers": no_order_beside_stock;
    "who came is here or has left": people_are_somewhere;
    "everything has its price": everything_has_its_price;
    "people are paid for their time": people_are_paid;
    "programmes cost what they are budgeted": programmes_cost_their_budget;
    "what waits in vain is named": what_waits_is_named;
    "the same scenario gives the same figures": runs_agree;
    "Little's law": super::times::little;
    "a line is busy for the takt of its computers": super::times::lines_keep_their_takt;
    "banks hold computers for their time": super::times::banks_take_their_time;
    "nothing is quicker than its own process": super::times::nothing_is_too_quick;
    "stock and orders together stay at the base stock": super::times::stock_keeps_its_base;
    "deliveries take their lead": super::times::deliveries_take_their_lead;
}

/// A fault if both are not the same but for `off`.
pub(super) fn same(what: &str, one: f64, other: f64, off: f64) -> Option<String> {
    ((one - other).abs() > off).then(|| format!("{what}: {one} against {other}"))
}

/// A fault if the first is greater than the second by more than `off`.
pub(super) fn at_most(what: &str, one: f64, other: f64, off: f64) -> Option<String> {
    (one > other + off).then(|| format!("{what}: {one} above {other}"))
}

/// Rounding of sums of floating-point numbers of this size.
pub(super) fn rounding(size: f64) -> f64 {
    1e-9 * size.abs().max(1.0)
}

fn audited(of: &Evidence) -> Vec<String> {
    of.audits.clone()
}

fn books_close(of: &Evidence) -> Vec<String> {
    let open = of.books.iter().filter(|book| book.difference() != 0);
    open.map(ToString::to_string).collect()
}

/// Figures that may be negative: what is left of money, what lacks to what is owed, and changes.
const SIGNED: &[&str] = &[
    "finance.cash",
    "finance.profit",
    "finance.gross_margin",
    "finance.operating_profit",
    "finance.net_profit",
    "finance.net_margin_share",
    "finance.net_present_value",
    "finance.equity",
    "finance.total_assets",
    "finance.unit_cost_of/rounding",
    "finance.value_added_growth",
    "supply.position",
    "fab.chip_position",
    "talent.tier_growth",
    "talent.growth_year",
    "talent.mean_age_change",
];

fn nothing_is_negative(of: &Evidence) -> Vec<String> {
    let is_signed = |key: &str| SIGNED.iter().any(|signed| key.starts_with(signed));
    let figures = of.figures.iter();
    let figures = figures.filter(|(key, found)| found.value < Some(0.0) && !is_signed(key));
    let mut faults: Vec<String> = figures
        .filter_map(|(key, found)| Some(format!("{key} is {}", found.value?)))
        .collect();
    let points = of.points.iter();
    let points = points.filter(|point| point.value < 0.0 && !is_signed(point.metric));
    faults.extend(points.map(|point| format!("{} is {}", point.metric, point.value)));
    for book in &of.books {
        // What rounding leaves has either sign.
        let flows = book.inflows.iter().chain(&book.outflows);
        let mut flows = flows.filter(|(label, _)| label != "rounding");
        // Accounts other than cash say what was paid in all; cash and earnings may be negative.
        let is_account = book.name.starts_with("finance.account/")
            || book.name == "finance.ledger/cash"
            || book.name == "finance.ledger/retained-earnings";
        if flows.any(|(_, amount)| *amount < 0)
            || (!is_account && book.opening.min(book.closing) < 0)
        {
            faults.push(format!("an amount is negative in {book}"));
        }
    }
    faults
}

/// Figures in per cent that are no shares: growth, and work that goes on after closing.
const NO_SHARES: &[&str] = &[
    "finance.value_added_growth",
    "supply.position",
    "finance.gross_margin_share",
    "finance.net_margin_share",
    "talent.tier_growth",
    "talent.growth_year",
    "talent.tree_utilisation",
    "services.window_utilisation",
    "staffing.busy_share",
];

fn shares_are_shares(of: &Evidence) -> Vec<String> {
    let is_share = |key: &str| !NO_SHARES.iter().any(|other| key.starts_with(other));
    let is_off = |value: f64| !(0.0..=100.0 + 1e-9).contains(&value);
    let figures = of.figures.iter();
    let figures = figures.filter(|(key, found)| {
        found.unit == "%" && is_share(key) && found.value.is_some_and(is_off)
    });
    let mut faults: Vec<String> = figures
        .filter_map(|(key, found)| Some(format!("{key} is {} %", found.value?)))
        .collect();
    let points = of.points.iter().filter(|point| point.unit == "%");
    let points = points.filter(|point| is_share(point.metric) && is_off(point.value));
    faults.extend(points.map(|point| format!("{} is {} %", point.metric, point.value)));
    faults
}

/// A whole and the metric of its parts by subject.
const PARTS: &[(&str, &str)] = &[
    ("talent.registered_all", "talent.registered"),
    ("talent.registered_all", "talent.registered_tier"),
    ("assembly.computers_built", "assembly.built_by_model"),
    ("assembly.kits_started", "assembly.kits_by_model"),
    ("assembly.scrapped", "assembly.scrapped_by_model"),
    ("assembly.computers_built", "market.computers_received"),
    ("market.computers_sold", "market.computers_sold"),
    ("finance.unit_cost", "finance.unit_cost_of"),
    ("research.projects", "research.projects_from"),
    ("research.rd_spend", "research.rd_spend_from"),
    ("ventures.projects", "ventures.projects_from"),
    ("ventures.active", "ventures.in_phase"),
    ("services.settled", "careers.settled"),
    ("careers.left", "careers.left_tier"),
];

fn parts_make_up_their_whole(of: &Evidence) -> Vec<String> {
    let mut faults = Vec::new();
    for (whole, parts) in PARTS {
        if let Some(all) = of.value(whole) {
            faults.extend(same(
                &format!("{whole} and the sum of {parts}"),
                all,
                of.sum(parts),
                rounding(all),
            ));
        }
    }
    let shares: Vec<f64> = of
        .subjects("limits.share")
        .map(|(_, share)| share)
        .collect();
    if !shares.is_empty() {
        let all = shares.iter().sum();
        faults.extend(same("shares of what bound", all, 100.0, 1e-6));
    }
    let people = of.sum("careers.employed")
        + of.sum("careers.seeking")
        + of.count("careers.in_other_industries");
    let tiers = of.sum("careers.in_tier");
    faults.extend(same(
        "people by tier and by work",
        tiers,
        people,
        rounding(people),
    ));
    faults.extend(same(
        "those who rose from a tier and those who rose to one",
        of.sum("careers.promoted"),
        of.sum("careers.promoted_to"),
        0.0,
    ));
    for (product, chips) in of.subjects("backend.chips") {
        let grades = of.subjects("backend.chips_by_grade");
        let of_product = |(subject, _): &(&str, f64)| subject.starts_with(&format!("{product}-"));
        let grades: Vec<f64> = grades.filter(of_product).map(|(_, count)| count).collect();
        if !grades.is_empty() {
            let all = grades.iter().sum();
            faults.extend(same(&format!("grades of {product}"), all, chips, 0.0));
        }
    }
    let dies = of.sum("backend.chips") + of.sum("backend.dies_lost") + of.growth("backend.dies/");
    faults.extend(same("dies", of.count("backend.dies_started"), dies, 0.0));
    faults
}

fn line_time_is_spent_once(of: &Evidence) -> Vec<String> {
    let spent = of.count("assembly.line_utilisation")
        + of.count("assembly.unstaffed_share")
        + of.sum("assembly.starved_share");
    at_most("line time", spent, 100.0, 1e-9)
        .into_iter()
        .collect()
}

/// Metrics whose points say how many since the point before.
const FLOWS: &[&str] = &["talent.registered", "services.settled"];
/// Metrics whose points say how many since the start of the run.
const TOTALS: &[&str] = &[
    "market.computers_sold",
    "backend.chips",
    "ventures.graduated",
    "research.visits",
];

/// What the points of the window add up to.
fn series_agree(of: &Evidence) -> Vec<String> {
    let mut faults = Vec::new();
    let count = |metric: &str| {
        let subjects: Vec<f64> = of.subjects(metric).map(|(_, count)| count).collect();
        let all = of.value(metric).filter(|_| subjects.is_empty());
        all.unwrap_or(subjects.iter().sum())
    };
    for metric in FLOWS {
        let points = of.points_of(metric);
        let points = points.filter(|point| point.day > of.warmup());
        let sum = points.map(|point| point.value).sum();
        faults.extend(same(metric, sum, count(metric), 0.0));
    }
    for metric in TOTALS {
        let levels = of.levels(metric);
        let before = levels.get(&(of.warmup() as u32)).copied().unwrap_or(0.0);
        faults.extend(same(metric, levels[&DAYS] - before, count(metric), 0.0));
    }
    faults
}

fn orders_end_or_wait(of: &Evidence) -> Vec<String> {
    let count = |key: &str| of.count(key);
    let mut faults = Vec::new();
    let ended = count("market.orders_complete") + count("market.orders_cancelled");
    faults.extend(same(
        "orders",
        count("market.orders"),
        ended + of.growth("market.orders"),
        0.0,
    ));
    let levels = of.levels("market.backlog");
    let before = levels.get(&(of.warmup() as u32)).copied().unwrap_or(0.0);
    faults.extend(same(
        "computers ordered",
        count("market.computers_ordered"),
        count("market.computers_sold") + count("market.lost") + levels[&DAYS] - before,
        0.0,
    ));
    for (demand, orders) in of.subjects("supply.orders") {
        let complete = count(&format!("supply.orders_complete/{demand}"))
            + count(&format!("supply.orders_lost/{demand}"));
        let open = of.growth(&format!("supply.orders/{demand}"));
        let what = format!("orders of {demand}");
        faults.extend(same(&what, orders, complete + open, 0.0));
    }
    faults
}

/// One model: computers lie unsold only while nobody waits.
fn no_order_beside_stock(of: &Evidence) -> Vec<String> {
    if of.park.rows("assembly.models").count() > 1 {
        return Vec::new();
    }
    let unsold = of.levels("market.unsold");
    let backlog = of.levels("market.backlog");
    let days = backlog.iter().zip(&unsold);
    days.filter(|((_, backlog), (_, unsold))| **backlog > 0.0 && **unsold > 0.0)
        .map(|((day, backlog), (_, unsold))| format!("day {day}: {backlog} wait, {unsold} lie"))
        .collect()
}

fn people_are_somewhere(of: &Evidence) -> Vec<String> {
    let here = |day: u32| {
        let metrics = [
            "careers.in_other_industries",
            "careers.seeking",
            "careers.employed",
        ];
        metrics
            .map(|metric| of.levels(metric)[&day])
            .iter()
            .sum::<f64>()
    };
    let before = if of.is_whole() {
        let initial = of.park.rows("staffing.initial");
        let heads = initial.filter(|(role, _)| *role != "experience");
        heads.filter_map(|(_, heads)| number(heads)).sum()
    } else {
        here(of.warmup() as u32)
    };
    let left = [
        "careers.left",
        "services.lost_at_window",
        "services.lost_at_housing",
    ];
    let left: f64 = left.iter().map(|key| of.count(key)).sum();
    let found = here(DAYS) - before + of.growth("services.persons") + left;
    let hired: f64 = of
        .subjects("staffing.hired")
        .map(|(_, people)| people)
        .sum();
    let came = of.count("talent.registered_all") + hired;
    same("people", came, found, 0.0).into_iter().collect()
}

/// The months of the statistics, which begin and end with one.
fn months(of: &Evidence) -> f64 {
    (of.days() / 30.0).round()
}

/// What contracts with a price of their own brought above the price of their model.
fn agreed_above_list(of: &Evidence) -> f64 {
    let delivered = of.subjects("market.contract_delivered");
    let above = delivered.filter_map(|(contract, computers)| {
        let agreed = of
            .park
            .number(&format!("market.contracts.{contract}.price"))?;
        Some((agreed - of.park.set_number("market.models.desktop.price")) * computers)
    });
    above.sum()
}

fn everything_has_its_price(of: &Evidence) -> Vec<String> {
    let park = &of.park;
    let mut faults = Vec::new();
    let mut yuan = |what: &str, one: f64, other: f64, off: f64| {
        faults.extend(same(what, one, other, off + rounding(one)));
    };
    let price = |path: String| park.set_number(&path);
    let sold = of.subjects("market.computers_sold");
    let sold: f64 = sold
        .map(|(model, count)| price(format!("market.models.{model}.price")) * count)
        .sum();
    let revenue = of.count("finance.revenue");
    let chips = of.count("finance.chip_sales");
    let sold = sold + agreed_above_list(of) + chips;
    yuan("revenue", revenue, sold, 0.0);
    yuan("chips", chips, of.count("assembly.surplus_sales"), 0.0);
    let penalties = of.count("finance.running_cost/penalties");
    yuan("penalties", penalties, of.count("market.penalties"), 0.0);
    let parts = of.subjects("supply.received");
    let parts: f64 = parts
        .map(|(part, count)| price(format!("supply.parts.{part}.price")) * count)
        .sum();
    yuan("spent on parts", of.count("supply.spend"), parts, 0.0);
    let wafers = of.count("fab.wafer_starts") * price("fab.foundry.price".to_owned());
    yuan(
        "materials",
        of.count("finance.materials"),
        parts + wafers,
        0.0,
    );
    let share = |key: &str, default: f64| park.number(&format!("finance.{key}")).unwrap_or(default);
    let added = revenue * share("value_added_share", 0.22);
    yuan("value added", of.count("finance.value_added"), added, 0.01);
    // Tax accrues to the fen each day.
    let tax = added * share("tax_rate", 0.12);
    yuan("tax", of.count("finance.tax"), tax, 0.01 * of.days());
    let overheads = months(of) * share("overheads_per_month", 0.0);
    yuan("overheads", of.count("finance.overheads"), overheads, 0.0);
    let costs = ["materials", "wages", "overheads", "services", "tax"];
    let costs: f64 = costs
        .iter()
        .map(|cost| of.count(&format!("finance.{cost}")))
        .sum();
    let profit = revenue - costs - penalties;
    yuan("profit", of.count("finance.profit"), profit, 0.02);
    let spending = park.number("finance.spending.hall.amount").unwrap_or(0.0);
    let lines = park.number("finance.assets.lines.price").unwrap_or(0.0);
    let lines = lines * park.number("assembly.lines").unwrap_or(0.0);
    let committed = spending * 1e6 + lines;
    faults.extend(at_most(
        "buildings",
        of.count("finance.capital_spent"),
        committed,
        0.0,
    ));
    let most = of.count("finance.tax") * park.number("policy.reinvestment.share").unwrap_or(0.0);
    if of.is_whole() {
        faults.extend(at_most(
            "reinvested",
            of.count("policy.reinvested"),
            most,
            0.01 * 12.0,
        ));
    }
    faults
}

/// Fixed people have their months; those who come and go the time that they are on the roster,
/// in months of 28 to 31 days.
fn people_are_paid(of: &Evidence) -> Vec<String> {
    let [mut least, mut most] = [0.0; 2];
    for (role, wage) in of.park.rows("finance.wages") {
        let wage = number(wage).unwrap_or(0.0);
        if let Some(heads) = of.park.number(&format!("staffing.fixed.{role}")) {
            least += heads * wage * months(of);
            most += heads * wage * months(of);
        } else {
            let time = of.count(&format!("staffing.headcount/{role}")) * of.days();
            least += time / 31.0 * wage;
            most += time / 28.0 * wage;
        }
    }
    let wages = of.count("finance.wages");
    let mut faults: Vec<String> = at_most("least wages", least, wages, 0.01 * 6.0)
        .into_iter()
        .collect();
    faults.extend(at_most("wages", wages, most, 0.01 * 6.0));
    faults
}

fn programmes_cost_their_budget(of: &Evidence) -> Vec<String> {
    let mut faults = Vec::new();
    for (name, programme) in of.park.rows("policy.programmes") {
        let path = |key: &str| format!("policy.programmes.{name}.{key}");
        let unit = programme
            .get("budget_per_year")
            .and_then(|text| text.as_str());
        let unit = match unit.and_then(|text| text.split(' ').nth(1)) {
            Some("k") => 1e3,
            Some("M") => 1e6,
            _ => 1.0,
        };
        let budget = of.park.number(&path("budget_per_year")).unwrap_or(0.0) * unit;
        let intensity = of.park.number(&path("intensity")).unwrap_or(1.0);
        let years = of.count(&format!("policy.active_days/{name}")) / 365.0;
        let spent = of.count(&format!("policy.spent/{name}"));
        faults.extend(same(name, spent, budget * intensity * years, 0.011));
    }
    faults
}

/// What binds is known of each day on which orders wait, once computers have been sold or where
/// lines need no people: lines that lack both people and parts wait for neither. And where orders
/// wait in vain in the last quarter of the run, something was said.
fn what_waits_is_named(of: &Evidence) -> Vec<String> {
    let backlog = of.levels("market.backlog");
    let binding = of.levels("limits.binding");
    let sold = of.levels("market.computers_sold");
    let mut faults = Vec::new();
    if of.park.at("assembly.shift").is_none() {
        let is_unstaffed = of.park.at("staffing").is_none();
        let days = (2..=DAYS).filter(|day| {
            let before = day - 1;
            let is_asked = backlog[&before] > 0.0 && (is_unstaffed || sold[&before] > 0.0);
            is_asked && binding[day] < 1.0
        });
        faults.extend(days.map(|day| format!("nothing bound on day {day}, and orders waited")));
    }
    let from = DAYS - DAYS / 4 - 1;
    let waits = (from..=DAYS).all(|day| backlog[&day] > 0.0);
    if waits && sold[&from] == sold[&DAYS] && of.named.is_empty() {
        faults.push("orders wait in vain, and nothing is said".to_owned());
    }
    faults
}

fn runs_agree(of: &Evidence) -> Vec<String> {
    let Some((figures, points)) = &of.again else {
        return Vec::new();
    };
    let mut faults = Vec::new();
    if *figures != of.figures {
        faults.push("figures differ".to_owned());
    }
    if *points != of.points {
        faults.push("series differ".to_owned());
    }
    faults
}
