//! The testbed SMT2020 and other models in the tables that `AutoSched` reads, as scenarios.
//!
//! Read [`import`] first. [`folder`] finds the tables, [`tools`], [`setups`], [`routes`],
//! [`upkeep`], [`transports`] and [`orders`] read them, with [`cell`] for the values of cells and
//! [`span`] for times; [`mod@write`] makes the files of a scenario of them, [`report`] a summary of
//! what was read. [`reports`] reads what a run of the other program reported, by [`periods`]. The
//! meaning of the tables is that of Kopp, Hassoun, Kalir and Moench, "SMT2020 - A Semiconductor
//! Manufacturing Testbed", IEEE Transactions on Semiconductor Manufacturing 33(4), 2020. Whatever
//! is not understood is an error; `docs/import.md` lists what is ignored.

pub mod cell;
pub mod folder;
pub mod orders;
pub mod periods;
pub mod report;
mod report_columns;
pub mod reports;
pub mod routes;
pub mod setups;
pub mod span;
pub mod tools;
pub mod transports;
pub mod upkeep;
pub mod write;

use std::path::{Path, PathBuf};

use super::table::Sheet;
use crate::scenario::{Problems, TextFiles};
use crate::units::{Date, Duration};
use cell::{Instant, Names};
use folder::{Folder, Role};
use orders::Orders;
use routes::{Part, Route};
use setups::Change;
use span::SpanLaw;
use tools::Family;
use upkeep::{Breakdown, Plan};

/// The contents of the tables of a model.
#[derive(Debug)]
pub struct Model {
    /// The name of the model.
    pub name: String,
    /// The instant at which it starts.
    pub start: Date,
    /// The length of the run.
    pub until: Duration,
    /// The tool families.
    pub families: Vec<Family>,
    /// Breakdowns of the tool families.
    pub breakdowns: Vec<Breakdown>,
    /// Maintenance of the tool families.
    pub plans: Vec<Plan>,
    /// The names in rows that attach a calendar to a tool family or area that is not there.
    pub dangling: Vec<String>,
    /// Changes of setup.
    pub changes: Vec<Change>,
    /// Transport times, between two places.
    pub transports: Vec<(String, String, SpanLaw)>,
    /// The products.
    pub parts: Vec<Part>,
    /// The routes of the products, with their steps.
    pub routes: Vec<Route>,
    /// The lots.
    pub orders: Orders,
    /// Files named in the folder's options that are not read.
    pub not_taken: Vec<String>,
    /// The instant of the start, as the tables count time.
    pub origin: Instant,
}

/// An imported model.
#[derive(Debug)]
pub struct Imported {
    /// The files of the scenario, with their names: `scenario.toml` and its tables.
    pub files: Vec<(String, String)>,
    /// A summary of what was read, for users.
    pub report: String,
    /// Warnings about possible mistakes in the tables, in sentences.
    pub warnings: Vec<String>,
    /// What the tables say; none where they could not be read at all.
    pub model: Option<Model>,
}

/// The folder of the public testbed's tables, unless the variable [`TESTBED_VARIABLE`] is set.
const TESTBED: &str = "../shared/smt2020/HVLM";
/// The environment variable that names the folder of the public testbed's tables.
pub const TESTBED_VARIABLE: &str = "CHIPPARK_SMT2020";

/// The folder of the public testbed's tables, which are not part of the project.
///
/// # Errors
/// If they are not there, in a sentence.
pub fn testbed() -> Result<PathBuf, String> {
    let folder = std::env::var_os(TESTBED_VARIABLE).map_or(TESTBED.into(), PathBuf::from);
    if folder.join("part.txt").is_file() {
        return Ok(folder);
    }
    let folder = folder.display();
    Err(format!(
        "`{folder}` holds no tables; {TESTBED_VARIABLE} names their folder"
    ))
}

/// The model in the tables of a folder, for runs of length `until`: lots that are listed one by one
/// are taken as far as they start by then.
///
/// # Errors
/// If anything is missing or not understood: all mistakes.
pub fn import(folder: &Path, until: Duration) -> Result<Imported, Problems> {
    let mut texts = TextFiles::default();
    let model = read(folder, until, &mut texts);
    let model = texts.into_result(model)?;
    Ok(model.map_or_else(
        || Imported {
            files: Vec::new(),
            report: String::new(),
            warnings: Vec::new(),
            model: None,
        },
        |model| Imported {
            files: write::files(&model),
            report: report::report(&model),
            warnings: model.warnings(),
            model: Some(model),
        },
    ))
}

impl Model {
    /// Warnings about possible mistakes in the tables.
    fn warnings(&self) -> Vec<String> {
        let mut warnings = setups::warnings(&self.changes, &self.routes);
        warnings.extend(upkeep::warning(&self.dangling));
        warnings.extend(transports::warnings(&self.transports, &self.families));
        warnings
    }
}

/// The files that the options name and that are not read: the products name those of the routes.
fn not_taken(folder: &Folder, parts: &Sheet) -> Vec<String> {
    let is_route = |name: &str| {
        let mut routes = parts.column("ROUTEFILE");
        routes.any(|cell| cell.text.eq_ignore_ascii_case(name))
    };
    let named = folder.not_taken.iter();
    named.filter(|name| !is_route(name)).cloned().collect()
}

/// Reads all tables; none if the folder itself cannot be read, which is reported.
fn read(path: &Path, until: Duration, texts: &mut TextFiles) -> Option<Model> {
    let folder = Folder::open(path, texts)?;
    let mut sheet = |role: Role, columns| {
        let file = folder.files(role).next();
        file.map_or_else(Sheet::default, |file| Sheet::read(file, columns, texts))
    };
    let tools = sheet(Role::Tools, tools::COLUMNS);
    let groups = sheet(Role::SetupGroups, setups::GROUPS);
    let times = sheet(Role::Setups, setups::TIMES);
    let parts = sheet(Role::Parts, routes::PARTS);
    let downs = sheet(Role::Downs, upkeep::DOWNS);
    let maintenance = sheet(Role::Maintenance, upkeep::MAINTENANCE);
    let attached = sheet(Role::Attached, upkeep::ATTACHED);
    let transports = sheet(Role::Transports, transports::COLUMNS);
    let has_orders = !folder.lacks(Role::Orders);
    let orders = folder.files(Role::Orders);
    let orders: Vec<Sheet> = orders
        .map(|file| Sheet::read(file, orders::COLUMNS, texts))
        .collect();

    let group_names = Names::of(&groups, "SETUPGRP", "setup group");
    let families = Names::of(&tools, "STNFAM", "tool family");
    let part_names = Names::of(&parts, "PART", "product");
    let mut model = Model {
        name: folder.name(),
        start: folder.start.date,
        origin: folder.start,
        until,
        families: tools::read(&tools, &group_names, texts),
        breakdowns: Vec::new(),
        plans: Vec::new(),
        dangling: Vec::new(),
        changes: Vec::new(),
        transports: transports::read(&transports, &tools, texts),
        parts: Vec::new(),
        routes: Vec::new(),
        orders: Orders::default(),
        not_taken: not_taken(&folder, &parts),
    };
    let known = (&model.families[..], &families);
    (model.parts, model.routes) = routes::read(&parts, &folder, known, texts);
    let upkeep = [&downs, &maintenance, &attached];
    (model.breakdowns, model.plans, model.dangling) =
        upkeep::read(upkeep, &model.families, &tools, texts);
    setups::rank(&mut model.families);
    setups::choose_tools(&mut model.families, &model.routes);
    let setup_names = setups::names(&times, &model.routes);
    model.changes = setups::read_times(&times, &setup_names, texts);
    let runs = setups::read_groups(&groups, &setup_names, texts);
    let Model {
        changes,
        routes,
        families,
        ..
    } = &mut model;
    *changes = setups::complete(std::mem::take(changes), &runs, routes, families, texts);
    let reader = orders::Reader {
        start: folder.start,
        until,
        parts: &model.parts,
        names: &part_names,
        routes: &model.routes,
        is_whole: has_orders && orders.iter().all(|sheet| sheet.is_whole),
    };
    model.orders = reader.read(&orders, texts);
    Some(model)
}
