//! Breakdowns and maintenance: `downcal.txt`, `pmcal.txt`, and `attach.txt`, which attaches them to
//! tool families.

use std::collections::{BTreeMap, BTreeSet};

use super::super::table::{Cells, Columns, Sheet};
use super::cell::Names;
use super::span::{Span, SpanLaw};
use super::tools::Family;
use crate::scenario::{Fault, TextFiles};

/// The columns of `downcal.txt`.
pub const DOWNS: Columns = Columns {
    needed: &[
        "DOWNCALNAME",
        "DOWNCALTYPE",
        "MTTFDIST",
        "MTTF",
        "MTTFUNITS",
        "MTTRDIST",
        "MTTR",
        "MTTRUNITS",
    ],
    optional: &["MTTF2", "MTTR2"],
    passed_over: &["IGNORE"],
};

/// The columns of `pmcal.txt`.
pub const MAINTENANCE: Columns = Columns {
    needed: &[
        "PMCALNAME",
        "PMCALTYPE",
        "MTBPM",
        "MTBPMUNITS",
        "MTTRDIST",
        "MTTR",
        "MTTR2",
        "MTTRUNITS",
    ],
    optional: &[],
    passed_over: &["IGNORE"],
};

/// The columns of `attach.txt`.
pub const ATTACHED: Columns = Columns {
    needed: &[
        "CALNAME", "CALTYPE", "RESTYPE", "RESNAME", "FOADIST", "FOA", "FOAUNITS",
    ],
    optional: &["FOA2"],
    passed_over: &["IGNORE"],
};

/// The breakdowns of a tool family's tools.
#[derive(Clone, Debug)]
pub struct Breakdown {
    /// The tool family.
    pub family: String,
    /// Time to the first failure.
    pub first: SpanLaw,
    /// Time from a repair to the next failure.
    pub failure: SpanLaw,
    /// The repair time.
    pub repair: SpanLaw,
}

/// When maintenance is due: by the calendar or after so many wafers, and when first for the last
/// tool of a family.
#[derive(Clone, Copy, Debug)]
pub enum Due {
    /// By the calendar: the time from one due date to the next.
    Interval(Span, Span),
    /// After so many wafers.
    Wafers(u32, u32),
}

/// A plan of maintenance.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The name of the plan.
    pub name: String,
    /// The tool family.
    pub family: String,
    /// When maintenance is due.
    pub due: Due,
    /// The time that maintenance takes.
    pub duration: SpanLaw,
}

/// How often maintenance is due, from `pmcal.txt`.
#[derive(Clone, Copy)]
enum Every {
    Interval(Span),
    Wafers(u32),
}

/// The calendars of breakdowns by name: time to failure, time to repair.
type Downs = BTreeMap<String, (SpanLaw, SpanLaw)>;
/// The calendars of maintenance by name.
type Plans = BTreeMap<String, (Every, SpanLaw)>;

/// Reads the breakdowns and maintenance of the families from the three tables, and the names in
/// rows that attach a calendar to a family or area that is not there: such rows change nothing.
pub fn read(
    [downs, plans, attached]: [&Sheet; 3],
    families: &[Family],
    tools: &Sheet,
    texts: &mut TextFiles,
) -> (Vec<Breakdown>, Vec<Plan>, Vec<String>) {
    let names = [
        Names::of(downs, "DOWNCALNAME", "calendar of breakdowns"),
        Names::of(plans, "PMCALNAME", "calendar of maintenance"),
        Names::of(tools, "STNFAM", "tool family"),
        Names::of(tools, "STNGRP", "area"),
    ];
    let (downs, plans) = (read_downs(downs, texts), read_plans(plans, texts));
    let (mut breakdowns, mut maintenance) = (Vec::new(), Vec::new());
    let mut dangling = Vec::new();
    for row in &attached.rows {
        let mut cells = attached.cells(row, texts);
        let is_plan = cells.word(
            "CALTYPE",
            "kind of calendar",
            &[("down", false), ("pm", true)],
        );
        let targets = targets(&mut cells, families, &names, &mut dangling);
        match is_plan {
            Some(false) => {
                let breakdown = breakdown(&mut cells, &names[0], &downs);
                for family in &targets {
                    let Some((first, failure, repair)) = breakdown else {
                        continue;
                    };
                    add(
                        &mut breakdowns,
                        family,
                        (first, failure, repair),
                        &mut cells,
                    );
                }
            }
            Some(true) => {
                if let Some((name, due, duration)) = plan(&mut cells, &names[1], &plans) {
                    let is_only = targets.len() == 1;
                    maintenance.extend(targets.into_iter().map(|family| Plan {
                        name: if is_only {
                            name.clone()
                        } else {
                            format!("{name}@{family}")
                        },
                        family,
                        due,
                        duration,
                    }));
                }
            }
            None => {}
        }
    }
    distinct(&mut maintenance);
    (breakdowns, maintenance, dangling)
}

/// A warning about rows that name families or areas which are not there.
#[must_use]
pub fn warning(dangling: &[String]) -> Option<String> {
    /// So many names are listed.
    const LISTED: usize = 8;
    let names: BTreeSet<&str> = dangling.iter().map(String::as_str).collect();
    let listed: Vec<&str> = names.iter().take(LISTED).copied().collect();
    let more = match names.len().saturating_sub(LISTED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    (!dangling.is_empty()).then(|| {
        format!(
            "attach.txt: {} rows are passed over, since no row of the tools has the families or \
             areas that they name: {}{more}",
            dangling.len(),
            listed.join(", ")
        )
    })
}

/// Makes the names of plans unique where several rows attach one calendar.
fn distinct(plans: &mut [Plan]) {
    let mut times: BTreeMap<String, u32> = BTreeMap::new();
    for plan in &*plans {
        *times.entry(plan.name.clone()).or_default() += 1;
    }
    for plan in plans.iter_mut().filter(|plan| times[&plan.name] > 1) {
        plan.name = format!("{}@{}", plan.name, plan.family);
    }
}

/// Adds the breakdowns of a family, which can have one calendar of them.
fn add(
    breakdowns: &mut Vec<Breakdown>,
    family: &str,
    (first, failure, repair): (SpanLaw, SpanLaw, SpanLaw),
    cells: &mut Cells,
) {
    if breakdowns.iter().any(|known| known.family == family) {
        let message = format!("the tool family `{family}` has another calendar of breakdowns");
        let help = "a tool group has one distribution of failures and one of repairs";
        cells.fault("CALNAME", Fault::invalid(message, help));
        return;
    }
    breakdowns.push(Breakdown {
        family: family.to_owned(),
        first,
        failure,
        repair,
    });
}

/// The families that a row of `attach.txt` refers to: one, or all of an area. A name that nothing
/// has is added to those that are `dangling`.
fn targets(
    cells: &mut Cells,
    families: &[Family],
    names: &[Names; 4],
    dangling: &mut Vec<String>,
) -> Vec<String> {
    let kinds = [("stnfam", false), ("stngrp", true)];
    let Some(is_area) = cells.word("RESTYPE", "kind of resource", &kinds) else {
        return Vec::new();
    };
    let Some(name) = cells.text("RESNAME") else {
        return Vec::new();
    };
    let names = &names[if is_area { 3 } else { 2 }];
    if names.lacks(name) {
        dangling.push(name.to_owned());
    }
    let is_meant = |family: &&Family| (if is_area { &family.area } else { &family.name }) == name;
    let meant = families.iter().filter(is_meant);
    meant.map(|family| family.name.clone()).collect()
}

fn breakdown(
    cells: &mut Cells,
    names: &Names,
    downs: &Downs,
) -> Option<(SpanLaw, SpanLaw, SpanLaw)> {
    let name = cells.name("CALNAME", names);
    let first = cells.law(["FOADIST", "FOA", "FOA2", "FOAUNITS"]);
    let (failure, repair) = *downs.get(name?)?;
    Some((first?, failure, repair))
}

fn plan(cells: &mut Cells, names: &Names, plans: &Plans) -> Option<(String, Due, SpanLaw)> {
    let name = cells.name("CALNAME", names);
    cells.word(
        "FOADIST",
        "distribution of first maintenance",
        &[("constant", ())],
    );
    cells.refuse(&["FOA2"], "the first maintenance is at a constant time");
    let name = name?;
    let (every, duration) = *plans.get(name)?;
    let due = match every {
        Every::Interval(interval) => Due::Interval(interval, cells.span("FOA", "FOAUNITS")?),
        Every::Wafers(wafers) => {
            cells.optional_word("FOAUNITS", "unit of wafers", &[("pieces", ())]);
            Due::Wafers(wafers, cells.whole("FOA", 1, 1_000_000_000)?)
        }
    };
    Some((name.to_owned(), due, duration))
}

fn read_downs(sheet: &Sheet, texts: &mut TextFiles) -> Downs {
    let mut downs = BTreeMap::new();
    for row in &sheet.rows {
        let mut cells = sheet.cells(row, texts);
        let name = cells.text("DOWNCALNAME");
        cells.word("DOWNCALTYPE", "kind of breakdowns", &[("mttf_by_cal", ())]);
        let failure = cells.law(["MTTFDIST", "MTTF", "MTTF2", "MTTFUNITS"]);
        let repair = cells.law(["MTTRDIST", "MTTR", "MTTR2", "MTTRUNITS"]);
        let (Some(name), Some(failure), Some(repair)) = (name, failure, repair) else {
            continue;
        };
        insert(
            &mut downs,
            name,
            (failure, repair),
            "DOWNCALNAME",
            &mut cells,
        );
    }
    downs
}

fn read_plans(sheet: &Sheet, texts: &mut TextFiles) -> Plans {
    let mut plans = BTreeMap::new();
    for row in &sheet.rows {
        let mut cells = sheet.cells(row, texts);
        let name = cells.text("PMCALNAME");
        let kinds = [("mtbpm_by_cal", false), ("mtbpm_by_pieces", true)];
        let every = match cells.word("PMCALTYPE", "kind of maintenance", &kinds) {
            Some(false) => cells.span("MTBPM", "MTBPMUNITS").map(Every::Interval),
            Some(true) => {
                cells.word("MTBPMUNITS", "unit of wafers", &[("pieces", ())]);
                let wafers = cells.whole("MTBPM", 1, 1_000_000_000);
                wafers.map(Every::Wafers)
            }
            None => None,
        };
        let duration = cells.law(["MTTRDIST", "MTTR", "MTTR2", "MTTRUNITS"]);
        let (Some(name), Some(every), Some(duration)) = (name, every, duration) else {
            continue;
        };
        insert(&mut plans, name, (every, duration), "PMCALNAME", &mut cells);
    }
    plans
}

fn insert<T>(
    calendars: &mut BTreeMap<String, T>,
    name: &str,
    calendar: T,
    column: &str,
    cells: &mut Cells,
) {
    if calendars.insert(name.to_owned(), calendar).is_some() {
        let (kind, name) = ("calendars", name.to_owned());
        cells.fault(column, Fault::Duplicate { kind, name });
    }
}
