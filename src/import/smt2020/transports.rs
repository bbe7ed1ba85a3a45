//! Transport times: `fromto.txt`.

use std::collections::BTreeSet;

use super::super::table::{Columns, Sheet};
use super::cell::Names;
use super::span::SpanLaw;
use super::tools::Family;
use crate::scenario::{Fault, TextFiles};

/// The columns of `fromto.txt`.
pub const COLUMNS: Columns = Columns {
    needed: &["FROMLOC", "TOLOC", "DDIST", "DTIME", "DUNITS"],
    optional: &["DTIME2"],
    passed_over: &["IGNORE"],
};

/// Reads the times between the places of the tools.
pub fn read(sheet: &Sheet, tools: &Sheet, texts: &mut TextFiles) -> Vec<(String, String, SpanLaw)> {
    let places = Names::of(tools, "STNFAMLOC", "place of tools");
    let mut transports: Vec<(String, String, SpanLaw)> = Vec::new();
    for row in &sheet.rows {
        let mut cells = sheet.cells(row, texts);
        let (from, to) = (cells.name("FROMLOC", &places), cells.name("TOLOC", &places));
        let time = cells.law(["DDIST", "DTIME", "DTIME2", "DUNITS"]);
        let (Some(from), Some(to), Some(time)) = (from, to, time) else {
            continue;
        };
        let mut known = transports.iter();
        if known.any(|known| (known.0.as_str(), known.1.as_str()) == (from, to)) {
            let (kind, name) = ("transport times", format!("{from} to {to}"));
            cells.fault_of_row(Fault::Duplicate { kind, name });
        }
        transports.push((from.to_owned(), to.to_owned(), time));
    }
    transports
}

/// Warnings about places that no row names, where the table names others.
#[must_use]
pub fn warnings(ways: &[(String, String, SpanLaw)], families: &[Family]) -> Vec<String> {
    if ways.is_empty() {
        return Vec::new();
    }
    let named: BTreeSet<&str> = ways.iter().flat_map(|way| [&*way.0, &*way.1]).collect();
    let places: BTreeSet<&str> = families.iter().map(|family| &*family.location).collect();
    let said = |place| {
        format!("fromto.txt: no row from or to `{place}`, so that transport there takes no time")
    };
    places.difference(&named).map(said).collect()
}
