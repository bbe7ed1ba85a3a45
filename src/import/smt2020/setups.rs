//! Setups: the times of `setup.txt` and of the routes, and the minimum runs of `setupgrp.txt`.
//!
//! A scenario has one table of setup times. A time that a route gives is that of its setup from any
//! other one; a setup cannot have two such times, nor one in each place. An unknown name is an
//! error; of a name without effect the import warns.

use std::collections::{BTreeMap, BTreeSet};

use super::super::table::{Cells, Columns, Sheet};
use super::cell::Names;
use super::routes::{Route, StepSetup};
use super::span::SpanLaw;
use super::tools::{FEWEST_SETUPS, Family, LEAST_SETUP};
use crate::scenario::{Fault, Place, TextFiles};

/// The columns of `setup.txt`.
pub const TIMES: Columns = Columns {
    needed: &["CURSETUP", "NEWSETUP", "STIME", "STUNITS"],
    optional: &["SDIST", "STIME2"],
    passed_over: &["IGNORE"],
};

/// The columns of `setupgrp.txt`.
pub const GROUPS: Columns = Columns {
    needed: &["SETUPGRP", "SETUP", "MINRUN"],
    optional: &["MINQUEUE", "MAXQUEUE", "MINNUMSTN", "MAXNUMSTN"],
    passed_over: &["IGNORE"],
};

/// A change of setup.
#[derive(Clone, Debug)]
pub struct Change {
    /// The setup that is left; any, if none.
    pub from: Option<String>,
    /// The setup that is reached.
    pub to: String,
    /// Setup time; none means zero.
    pub time: Option<SpanLaw>,
    /// Jobs that the tool must start before it may change again.
    pub minimum_run: Option<u32>,
}

/// The time of a setup in the columns that `setup.txt` and routes share, constant where no kind of
/// distribution is named; none where the cell of the time is empty.
pub(super) fn setup_time(cells: &mut Cells) -> Option<SpanLaw> {
    cells.get("STIME")?;
    if cells.get("SDIST").is_some() {
        return cells.law(["SDIST", "STIME", "STIME2", "STUNITS"]);
    }
    cells.refuse(&["STIME2"], "the setup time is constant");
    cells.span("STIME", "STUNITS").map(SpanLaw::Constant)
}

/// All setups: those that `setup.txt` reaches, and those that steps need.
#[must_use]
pub fn names(times: &Sheet, routes: &[Route]) -> Names {
    Names::of(times, "NEWSETUP", "setup").and(needed(routes))
}

/// Reads the setup times.
pub fn read_times(sheet: &Sheet, names: &Names, texts: &mut TextFiles) -> Vec<Change> {
    let mut changes: Vec<Change> = Vec::new();
    for row in &sheet.rows {
        let mut cells = sheet.cells(row, texts);
        let from = cells.get("CURSETUP").map(|cell| cell.text.clone());
        let is_known = from.is_none() || cells.name("CURSETUP", names).is_some();
        cells.need("STIME");
        let (to, time) = (cells.text("NEWSETUP"), setup_time(&mut cells));
        let (Some(to), Some(_), true) = (to, time, is_known) else {
            continue;
        };
        let to = to.to_owned();
        if changes
            .iter()
            .any(|known| (&known.from, &known.to) == (&from, &to))
        {
            let (kind, name) = ("times of the setup", to);
            cells.fault("NEWSETUP", Fault::Duplicate { kind, name });
            continue;
        }
        changes.push(Change {
            from,
            to,
            time,
            minimum_run: None,
        });
    }
    changes
}

/// Reads the minimum runs: of each setup group, those of its setups.
pub fn read_groups(
    sheet: &Sheet,
    names: &Names,
    texts: &mut TextFiles,
) -> BTreeMap<String, BTreeMap<String, u32>> {
    let mut groups: BTreeMap<String, BTreeMap<String, u32>> = BTreeMap::new();
    let mut group = None;
    for row in &sheet.rows {
        let mut cells = sheet.cells(row, texts);
        cells.refuse(GROUPS.optional, "only minimum runs are understood");
        group = cells
            .get("SETUPGRP")
            .map(|cell| cell.text.clone())
            .or(group);
        let Some(name) = group.clone() else {
            cells.need("SETUPGRP");
            continue;
        };
        let setup = cells.name("SETUP", names);
        let run = cells.whole("MINRUN", 1, 1_000_000);
        let (Some(setup), Some(run)) = (setup, run) else {
            continue;
        };
        let runs = groups.entry(name).or_default();
        if runs.insert(setup.to_owned(), run).is_some() {
            let (kind, name) = ("rows of the group for the setup", setup.to_owned());
            cells.fault("SETUP", Fault::Duplicate { kind, name });
        }
    }
    groups
}

/// The setups that steps need.
fn needed(routes: &[Route]) -> impl Iterator<Item = &str> {
    let steps = routes.iter().flat_map(|route| &route.steps);
    steps.filter_map(|step| Some(step.setup.as_ref()?.name.as_str()))
}

/// Warnings about setups that no step needs, and setups without a time in any table.
#[must_use]
pub fn warnings(changes: &[Change], routes: &[Route]) -> Vec<String> {
    let needed: BTreeSet<&str> = needed(routes).collect();
    let timed: BTreeSet<&str> = changes
        .iter()
        .filter(|change| change.time.is_some())
        .map(|change| change.to.as_str())
        .collect();
    let idle = timed
        .difference(&needed)
        .map(|name| format!("setup.txt: no step needs the setup `{name}`"));
    let free = needed.difference(&timed).map(|name| {
        format!("the setup `{name}`, which steps need, has no time in any table: it takes no time")
    });
    idle.chain(free).collect()
}

/// Adds the times that the routes give, and the minimum runs of the families that have any.
pub fn complete(
    mut changes: Vec<Change>,
    groups: &BTreeMap<String, BTreeMap<String, u32>>,
    routes: &[Route],
    families: &[Family],
    texts: &mut TextFiles,
) -> Vec<Change> {
    let mut times: BTreeMap<&str, Option<SpanLaw>> = BTreeMap::new();
    for step in routes.iter().flat_map(|route| &route.steps) {
        let Some(setup) = &step.setup else { continue };
        let in_table = changes.iter().any(|change| change.to == setup.name);
        if setup.time.is_some() && in_table {
            let message = format!("the setup `{}` has a time in setup.txt, too", setup.name);
            report(texts, setup.place, message);
        }
        let first = *times.entry(&setup.name).or_insert(setup.time);
        if first != setup.time {
            let message = format!(
                "the setup `{}` has another time at another step",
                setup.name
            );
            report(texts, setup.place, message);
        }
    }
    changes.extend(times.iter().filter_map(|(setup, time)| {
        Some(Change {
            from: None,
            to: (*setup).to_owned(),
            time: Some((*time)?),
            minimum_run: None,
        })
    }));
    let known: BTreeSet<String> = changes.iter().map(|change| change.to.clone()).collect();
    let new = times.keys().filter(|setup| !known.contains(**setup));
    changes.extend(new.map(|setup| Change {
        from: None,
        to: (*setup).to_owned(),
        time: None,
        minimum_run: None,
    }));
    for (setup, run) in minimum_runs(groups, routes, families, texts) {
        for change in changes.iter_mut().filter(|change| change.to == setup) {
            change.minimum_run = Some(run);
        }
    }
    changes
}

/// The minimum runs of the setups that families with minimum runs use. A setup has one for all
/// families that use it.
fn minimum_runs<'a>(
    groups: &BTreeMap<String, BTreeMap<String, u32>>,
    routes: &'a [Route],
    families: &[Family],
    texts: &mut TextFiles,
) -> BTreeMap<&'a str, u32> {
    let mut runs: BTreeMap<&str, u32> = BTreeMap::new();
    for step in routes.iter().flat_map(|route| &route.steps) {
        let Some(setup) = &step.setup else { continue };
        let family = families.iter().find(|family| family.name == step.family);
        let Some(family) = family else { continue };
        let group = family.setup_group.as_ref();
        let run = group.and_then(|group| groups.get(group)?.get(&setup.name));
        let run = run.copied().unwrap_or(1);
        if *runs.entry(&setup.name).or_insert(run) != run {
            let message = format!(
                "the setup `{}` has another minimum run in another family",
                setup.name
            );
            report(texts, setup.place, message);
        }
    }
    runs.retain(|_, run| *run > 1);
    runs
}

fn report(texts: &mut TextFiles, place: Place, message: String) {
    let help = "a scenario has one time and one minimum run of each change of setup";
    texts.report(Some(place), Fault::invalid(message, help));
}

/// Lets lots choose the tool with the least setup only where the reference's counts of setups show
/// it: on tools of two slots, and on those of one slot whose setups take the times of `setup.txt`.
pub fn choose_tools(families: &mut [Family], routes: &[Route]) {
    for family in families {
        let steps = routes.iter().flat_map(|route| &route.steps);
        let own = steps.filter(|step| step.family == family.name);
        let mut setups = own.filter_map(|step| step.setup.as_ref());
        let is_of_table = |setup: &StepSetup| setup.time.is_none();
        family.takes_least_setup &= family.is_cascading || setups.any(is_of_table);
    }
}

/// Leaves the ranking by setup times to the families of `rule_LSSU`, under which it decides. Of
/// lots that tie by it, those go first whose setup the fewest tools are making.
pub fn rank(families: &mut [Family]) {
    for family in families {
        let ranks = &mut family.ranks;
        let place = ranks.iter().position(|rank| *rank == LEAST_SETUP);
        match (place, &family.setup_group) {
            (Some(place), Some(_)) => ranks.insert(place + 1, FEWEST_SETUPS),
            (Some(place), None) => {
                ranks.remove(place);
            }
            (None, Some(_) | None) => {}
        }
    }
}
