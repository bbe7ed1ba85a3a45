//! Tool families: `tool.txt`, with one row a family or several rows that continue each other.

use super::super::table::{Cells, Columns, Row, Sheet};
use super::cell::Names;
use super::span::Span;
use crate::scenario::{Fault, Place, TextFiles};

/// The columns of `tool.txt`. `STN` only names the single tools.
pub const COLUMNS: Columns = Columns {
    needed: &[
        "STNFAM",
        "RULE",
        "FWLRANK",
        "LTIME",
        "LTUNITS",
        "ULTIME",
        "ULTUNITS",
        "STNQTY",
        "STNGRP",
        "STNFAMLOC",
    ],
    optional: &[
        "STN",
        "WAKERESRANK",
        "BATCHCRITF",
        "BATCHPER",
        "STNCAP",
        "STNFAMSTEP_ACTLIST",
        "PRERULERWL",
        "SETUPGRP",
    ],
    passed_over: &["IGNORE"],
};

/// Columns that rows without a family continue as a list.
const LISTS: [&str; 2] = ["FWLRANK", "BATCHCRITF"];
/// The signs between the entries of a list.
const BETWEEN: [char; 2] = [';', '|'];

/// The ranking terms, and the dispatch rules of a scenario that they correspond to.
const RANKS: [(&str, &str); 4] = [
    ("rank_HP", "priority"),
    ("rank_RSETUP", LEAST_SETUP),
    ("rank_FIFO", "fifo"),
    ("rank_CR", "critical_ratio"),
];

/// The rule of a scenario that ranks by setup times.
pub const LEAST_SETUP: &str = "least_setup";

/// The rule of a scenario that ranks by setups under way, which stands in for one that the model
/// does not state.
pub const FEWEST_SETUPS: &str = "fewest_setups_under_way";

/// The list of actions that the steps of the fab follow: sampling, transport, queue, setup, load,
/// process, unload, rework.
const ACTIONS: &str = "Custom_actlist_ASISemiOpersDuringSetupAndAdditionalLoadUnload";

/// Which lots may share a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BatchBy {
    /// Lots at the same step of the same route.
    RouteStep,
    /// Lots at a step of the same name.
    StepName,
    /// Lots of the same product family at a step of the same name.
    FamilyStepName,
}

/// A tool family.
#[derive(Clone, Debug)]
pub struct Family {
    /// The name of the family.
    pub name: String,
    /// The number of tools.
    pub count: u32,
    /// The name of its first tool, from which those of the others are made; its own, if the table
    /// gives none.
    pub first_tool: String,
    /// The area, by which breakdowns and maintenance may be attached.
    pub area: String,
    /// The place of its tools.
    pub location: String,
    /// Whether its tools have two serial slots.
    pub is_cascading: bool,
    /// Which lots may share a batch, if it works on batches.
    pub batch_by: Option<BatchBy>,
    /// How waiting lots are ranked.
    pub ranks: Vec<&'static str>,
    /// Whether a lot takes the tool with the least setup, not the one idle for longest.
    pub takes_least_setup: bool,
    /// The setup group whose minimum runs bind it.
    pub setup_group: Option<String>,
    /// Time to load a job.
    pub load: Span,
    /// Time to unload a job.
    pub unload: Span,
    /// The place of its row in the file.
    pub place: Place,
}

/// Reads the families; `groups` are the setup groups.
pub fn read(sheet: &Sheet, groups: &Names, texts: &mut TextFiles) -> Vec<Family> {
    let Some(names) = sheet.columns.iter().position(|name| name == "STNFAM") else {
        return Vec::new();
    };
    let mut families: Vec<Family> = Vec::new();
    // The first row of the family, and those that continue it.
    let mut row = 0;
    while row < sheet.rows.len() {
        let is_continued = |row: &Row| row.cells[names].is_none();
        let more = sheet.rows[row + 1..].iter();
        let more = more.take_while(|row| is_continued(row)).count();
        let (first, rest) = (&sheet.rows[row], &sheet.rows[row + 1..=row + more]);
        row += 1 + more;
        let lists = LISTS.map(|column| joined(sheet, first, rest, column));
        for continued in rest {
            let mut cells = sheet.cells(continued, texts);
            for column in sheet.columns.iter().filter(|name| !name.is_empty()) {
                let is_list = LISTS.contains(&column.as_str());
                if !is_list && !COLUMNS.passed_over.contains(&column.as_str()) && column != "STN" {
                    let reason = "a row without `STNFAM` continues the lists of the one above";
                    cells.refuse(&[column.as_str()], reason);
                }
            }
        }
        let mut cells = sheet.cells(first, texts);
        let Some(family) = family(&mut cells, groups, &lists) else {
            continue;
        };
        if families.iter().any(|known| known.name == family.name) {
            let (kind, name) = ("tool families", family.name);
            cells.fault("STNFAM", Fault::Duplicate { kind, name });
            continue;
        }
        families.push(family);
    }
    families
}

/// The entries of a list in the first row of a family and those that continue it, with the row of
/// each.
fn joined<'a>(sheet: &'a Sheet, first: &'a Row, rest: &'a [Row], column: &str) -> Vec<&'a str> {
    let Some(place) = sheet.columns.iter().position(|name| name == column) else {
        return Vec::new();
    };
    let rows = std::iter::once(first).chain(rest);
    let cells = rows.filter_map(|row| row.cells[place].as_ref());
    let entries = cells.flat_map(|cell| cell.text.split(BETWEEN));
    let entries = entries.map(str::trim).filter(|entry| !entry.is_empty());
    entries.collect()
}

fn family(cells: &mut Cells, groups: &Names, [ranks, criteria]: &[Vec<&str>; 2]) -> Option<Family> {
    let name = cells.text("STNFAM");
    let count = cells.whole("STNQTY", 1, 10_000);
    let (area, location) = (cells.text("STNGRP"), cells.text("STNFAMLOC"));
    let has_minimum_runs = cells.word(
        "RULE",
        "rule",
        &[("rule_HotLotFIRST", false), ("rule_LSSU", true)],
    );
    let setup_group = match has_minimum_runs {
        Some(true) => cells.name("SETUPGRP", groups),
        Some(false) => {
            let reason = "minimum runs belong to `rule_LSSU`";
            cells.refuse(&["SETUPGRP"], reason);
            None
        }
        None => None,
    };
    let least_setup = [("wake_LeastSetupTime", true)];
    let takes_least_setup = cells.optional_word("WAKERESRANK", "way to wake a tool", &least_setup);
    let ranks = read_ranks(cells, ranks);
    let batch_by = read_batch(cells, criteria);
    let (load, unload) = (
        cells.span("LTIME", "LTUNITS"),
        cells.span("ULTIME", "ULTUNITS"),
    );
    let slots = match cells.get("STNCAP") {
        Some(_) => cells.whole("STNCAP", 1, 2),
        None => Some(1),
    };
    cells.optional_word("STNFAMSTEP_ACTLIST", "list of actions", &[(ACTIONS, ())]);
    cells.optional_word("PRERULERWL", "value of `PRERULERWL`", &[("no", ())]);
    let first_tool = cells.get("STN").map(|cell| cell.text.as_str()).or(name);
    Some(Family {
        name: name?.to_owned(),
        count: count?,
        first_tool: first_tool?.to_owned(),
        area: area?.to_owned(),
        location: location?.to_owned(),
        is_cascading: slots? == 2,
        batch_by: batch_by?,
        ranks: ranks?,
        takes_least_setup: takes_least_setup.unwrap_or(false),
        setup_group: setup_group.map(str::to_owned),
        load: load?,
        unload: unload?,
        place: cells.place(),
    })
}

/// The ranking terms as rules of a scenario, each at most once.
fn read_ranks(cells: &mut Cells, words: &[&str]) -> Option<Vec<&'static str>> {
    cells.need("FWLRANK")?;
    let mut ranks = Vec::new();
    for word in words {
        let Some((_, rule)) = RANKS.iter().find(|(known, _)| known == word) else {
            let known = RANKS.iter().map(|(known, _)| *known);
            cells.fault("FWLRANK", Fault::unknown_name("ranking term", word, known));
            return None;
        };
        if ranks.contains(rule) {
            let (kind, name) = ("ranking terms", (*word).to_owned());
            cells.fault("FWLRANK", Fault::Duplicate { kind, name });
            return None;
        }
        ranks.push(*rule);
    }
    Some(ranks)
}

/// Which lots may share a batch: `Some(None)` for a family without batches, `None` for a mistake.
#[expect(clippy::option_option, reason = "a mistake is not the same as none")]
fn read_batch(cells: &mut Cells, criteria: &[&str]) -> Option<Option<BatchBy>> {
    let known = [
        "crit_sameroutestep",
        "crit_samestepname",
        "crit_samepartfam|crit_samestepname",
    ];
    cells.optional_word("BATCHPER", "measure of batches", &[("piece", ())]);
    let by = match criteria {
        [] => {
            let reason = "a family without `BATCHCRITF` makes no batches";
            cells.refuse(&["BATCHPER"], reason);
            return Some(None);
        }
        ["crit_sameroutestep"] => BatchBy::RouteStep,
        ["crit_samestepname"] => BatchBy::StepName,
        ["crit_samepartfam", "crit_samestepname"] => BatchBy::FamilyStepName,
        _ => {
            let written = criteria.join("|");
            let fault = Fault::unknown_name("batch criterion", &written, known);
            cells.fault("BATCHCRITF", fault);
            return None;
        }
    };
    Some(Some(by))
}
