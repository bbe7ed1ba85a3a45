//! Products and their routes: `part.txt` and the tables of steps that it names.

use std::collections::BTreeMap;

use super::super::decimal::Decimal;
use super::super::table::{Cells, Columns, Sheet};
use super::cell::Names;
use super::folder::{Folder, missing};
use super::setups::setup_time;
use super::span::{Span, SpanLaw};
use super::tools::{BatchBy, Family};
use crate::scenario::{Fault, Place, TextFiles};

/// The columns of `part.txt`.
pub const PARTS: Columns = Columns {
    needed: &["PART", "ROUTEFILE", "ROUTE"],
    optional: &["PARTFAM"],
    passed_over: &["PARTGRP", "IGNORE"],
};

/// The columns of a route.
pub const STEPS: Columns = Columns {
    needed: &[
        "ROUTE", "STEP", "DESC", "STNFAM", "PDIST", "PTIME", "PTIME2", "PTUNITS", "PTPER",
    ],
    optional: &[
        "BATCHMN",
        "BATCHMX",
        "SETUP",
        "WHEN",
        "SDIST",
        "STIME",
        "STIME2",
        "STUNITS",
        "SVESTN",
        "FORSTEP",
        "BatchInterval",
        "BatchIntUnits",
        "PartInterval",
        "PartIntUnits",
        "RWKSTEP",
        "REWORK",
        "RWKTYPE",
        "StepPercent",
        "STEP_CQT",
        "CQT",
        "CQTUNITS",
    ],
    passed_over: &["IGNORE"],
};

/// A product.
#[derive(Clone, Debug)]
pub struct Part {
    /// The name of the product.
    pub name: String,
    /// The name of its route.
    pub route: String,
}

/// The steps that lots of some products go through.
#[derive(Clone, Debug)]
pub struct Route {
    /// The name of the route.
    pub name: String,
    /// The name of its file, without an ending.
    pub file: String,
    /// Its steps, in order.
    pub steps: Vec<Step>,
    /// Whether every step could be read. If not, references to unknown steps are no mistake.
    pub is_whole: bool,
}

/// A step of a route.
#[derive(Clone, Debug)]
pub struct Step {
    /// The name by which others refer to it in the tables.
    pub id: String,
    /// The name of its operation, unique in the route and shared between routes.
    pub name: String,
    /// The tool family.
    pub family: String,
    /// The measure of the time: per `wafer`, `lot` or `batch`.
    pub per: &'static str,
    /// The process time.
    pub time: SpanLaw,
    /// The time after which the next wafer or lot may enter.
    pub cascade: Option<Span>,
    /// Fewest and most wafers of a batch.
    pub batch: Option<(u32, u32)>,
    /// The setup that it needs.
    pub setup: Option<StepSetup>,
    /// Percentage of lots that execute it; none means all.
    pub sample: Option<Decimal>,
    /// Percentage of lots that go back, and the step to which they do.
    pub rework: Option<(Decimal, usize)>,
    /// The step on whose tool it is done.
    pub same_tool_as: Option<usize>,
    /// The queue-time window: the step that must start soon, and how soon.
    pub limit: Option<(Span, usize)>,
}

/// The setup that a step needs.
#[derive(Clone, Debug)]
pub struct StepSetup {
    /// The name of the setup.
    pub name: String,
    /// The time that the route gives for it.
    pub time: Option<SpanLaw>,
    /// Whether it is made for every lot, also on a tool that has it.
    pub is_repeated: bool,
    /// The place where it is named.
    pub place: Place,
}

/// Reads the products and the routes that they name, each file once.
pub fn read(
    sheet: &Sheet,
    folder: &Folder,
    (families, names): (&[Family], &Names),
    texts: &mut TextFiles,
) -> (Vec<Part>, Vec<Route>) {
    let (mut parts, mut routes): (Vec<Part>, Vec<Route>) = (Vec::new(), Vec::new());
    let mut read: BTreeMap<&str, Vec<(&str, Option<&str>)>> = BTreeMap::new();
    for row in &sheet.rows {
        let mut cells = sheet.cells(row, texts);
        let (name, file, route) = (
            cells.text("PART"),
            cells.text("ROUTEFILE"),
            cells.text("ROUTE"),
        );
        let family = cells.get("PARTFAM").map(|cell| cell.text.as_str());
        let (Some(name), Some(file), Some(route)) = (name, file, route) else {
            continue;
        };
        if parts.iter().any(|part| part.name == name) {
            let (kind, name) = ("products", name.to_owned());
            cells.fault("PART", Fault::Duplicate { kind, name });
            continue;
        }
        // Products of each family have a route of their own, so that steps of each have names of
        // their own where only lots of one family share batches.
        let forms = read.entry(route).or_default();
        let form = forms.iter().position(|(_, other)| *other == family);
        let number = form.unwrap_or(forms.len());
        let own_name = match number {
            0 => route.to_owned(),
            _ => format!("{route}@{}", family.unwrap_or_default()),
        };
        parts.push(Part {
            name: name.to_owned(),
            route: own_name.clone(),
        });
        if forms.iter().any(|(other, _)| *other != file) {
            let message = format!("the route `{route}` has another file above");
            let help = "a route has one file";
            cells.fault("ROUTE", Fault::invalid(message, help));
            continue;
        }
        if form.is_some() {
            continue;
        }
        forms.push((file, family));
        let Some(path) = folder.file(file) else {
            cells.fault("ROUTEFILE", missing(&format!("`{file}`"), folder.path()));
            continue;
        };
        let steps = Sheet::read(&path, STEPS, texts);
        let stem = path.file_stem().map(|stem| stem.to_string_lossy());
        let mut reader = Reader {
            route,
            product_family: family,
            families,
            names,
            ids: step_ids(&steps, texts),
        };
        let read = reader.steps(&steps, texts);
        let stem = stem.map_or_else(String::new, |stem| stem.to_lowercase());
        routes.push(Route {
            name: own_name,
            file: match number {
                0 => stem,
                number => format!("{stem}-{}", number + 1),
            },
            is_whole: steps.is_whole && read.len() == steps.rows.len(),
            steps: read,
        });
    }
    (parts, routes)
}

/// The rows of the steps by their names in the tables; a duplicate name is reported.
fn step_ids(sheet: &Sheet, texts: &mut TextFiles) -> (Names, BTreeMap<String, usize>) {
    let mut rows = BTreeMap::new();
    for (index, row) in sheet.rows.iter().enumerate() {
        let mut cells = sheet.cells(row, texts);
        let Some(id) = cells.text("STEP") else {
            continue;
        };
        if rows.insert(id.to_owned(), index).is_some() {
            let (kind, name) = ("steps", id.to_owned());
            cells.fault("STEP", Fault::Duplicate { kind, name });
        }
    }
    (Names::of(sheet, "STEP", "step"), rows)
}

/// What is needed to read the steps of a route.
struct Reader<'a> {
    route: &'a str,
    product_family: Option<&'a str>,
    families: &'a [Family],
    names: &'a Names,
    ids: (Names, BTreeMap<String, usize>),
}

impl Reader<'_> {
    fn steps(&mut self, sheet: &Sheet, texts: &mut TextFiles) -> Vec<Step> {
        let mut steps: Vec<Option<Step>> = Vec::new();
        let mut dedications: BTreeMap<usize, usize> = BTreeMap::new();
        let mut window_ends = 0;
        for (index, row) in sheet.rows.iter().enumerate() {
            let mut cells = sheet.cells(row, texts);
            let step = self.step(&mut cells, index);
            if let Some(target) = self.dedicated(&mut cells, index) {
                if dedications.insert(target, index).is_some() {
                    let message = "another step has the tool of that step chosen already";
                    let help = "each step can be bound to one earlier step";
                    cells.fault("FORSTEP", Fault::invalid(message, help));
                }
                let families = [index, target].map(|row| sheet.rows.get(row));
                let families = families.map(|row| family_of(sheet, row));
                if families[0] != families[1] {
                    let message = "that step is done by another tool family";
                    let help = "a tool can be kept within one family only";
                    cells.fault("FORSTEP", Fault::invalid(message, help));
                }
            }
            if let Some((_, end)) = step.as_ref().and_then(|step| step.limit) {
                if index < window_ends {
                    let message = "this queue-time window begins within another one";
                    let help = "windows may follow each other, but not overlap";
                    cells.fault("STEP_CQT", Fault::invalid(message, help));
                }
                window_ends = end;
            }
            if let Some(step) = &step {
                let mut before = steps.iter().flatten();
                if before.any(|other| other.name == step.name) {
                    let (kind, name) = ("steps", step.name.clone());
                    cells.fault("DESC", Fault::Duplicate { kind, name });
                }
            }
            steps.push(step);
        }
        if steps.is_empty() && sheet.is_whole {
            let what = format!("the route `{}`", self.route);
            texts.report(None, Fault::Empty { what });
        }
        for (target, source) in dedications {
            if let Some(Some(step)) = steps.get_mut(target) {
                step.same_tool_as = Some(source);
            }
        }
        // Where a step is missing, its mistake is reported, and nothing is written.
        steps.into_iter().flatten().collect()
    }

    fn step(&self, cells: &mut Cells, index: usize) -> Option<Step> {
        let route = cells.text("ROUTE");
        if let Some(other) = route.filter(|route| *route != self.route) {
            let known = [self.route];
            cells.fault("ROUTE", Fault::unknown_name("route", other, known));
        }
        // An empty cell was reported when the steps were numbered.
        let (id, name) = (cells.get("STEP"), cells.text("DESC"));
        let family = cells.name("STNFAM", self.names);
        let pers = [
            ("per_piece", "wafer"),
            ("per_lot", "lot"),
            ("per_batch", "batch"),
        ];
        let per = cells.word("PTPER", "measure of a time", &pers);
        let time = cells.law(["PDIST", "PTIME", "PTIME2", "PTUNITS"]);
        let setup = setup(cells);
        let sample = cells.optional_percentage("StepPercent");
        let rework = self.rework(cells, index);
        let limit = self.limit(cells, index);
        let family = self
            .families
            .iter()
            .find(|known| Some(known.name.as_str()) == family);
        let batch = batch(cells, per?, family?);
        let cascade = cascade(cells, per?, family?);
        let hundred = "100".parse().ok();
        Some(Step {
            id: id?.text.clone(),
            name: self.step_name(name?, family?),
            family: family?.name.clone(),
            per: per?,
            time: time?,
            cascade,
            batch,
            setup,
            sample: sample.filter(|share| Some(*share) != hundred),
            rework,
            same_tool_as: None,
            limit,
        })
    }

    /// The name of the operation; with that of the product family where only lots of one family
    /// share a batch, so that steps of other families have other names.
    fn step_name(&self, name: &str, family: &Family) -> String {
        match (family.batch_by, self.product_family) {
            (Some(BatchBy::FamilyStepName), Some(product)) => format!("{name}@{product}"),
            _ => name.to_owned(),
        }
    }

    /// The step that a cell names, which must lie on the right side of this one.
    fn step_named(
        &self,
        cells: &mut Cells,
        column: &str,
        is_right: impl Fn(usize) -> bool,
        where_to: &str,
    ) -> Option<usize> {
        let (names, rows) = &self.ids;
        let step = *rows.get(cells.name(column, names)?)?;
        if !is_right(step) {
            let found = cells.text(column)?;
            let found = format!("step {found} in the column `{column}`");
            cells.fault(column, Fault::out_of_range(found, where_to));
            return None;
        }
        Some(step)
    }

    /// The later step that is to be done on the tool of this one.
    fn dedicated(&self, cells: &mut Cells, index: usize) -> Option<usize> {
        let is_kept = cells.optional_word("SVESTN", "answer", &[("yes", true), ("no", false)]);
        if is_kept != Some(true) {
            cells.refuse(&["FORSTEP"], "`SVESTN` is not `yes`");
            return None;
        }
        self.step_named(cells, "FORSTEP", |step| step > index, "a later step")
    }

    fn rework(&self, cells: &mut Cells, index: usize) -> Option<(Decimal, usize)> {
        if cells.get("REWORK").is_none() {
            let reason = "`REWORK` is not";
            cells.refuse(&["RWKSTEP", "RWKTYPE"], reason);
            return None;
        }
        let share = cells.optional_percentage("REWORK");
        cells.word("RWKTYPE", "kind of rework", &[("lot", ())]);
        let to = |step| step <= index;
        let step = self.step_named(cells, "RWKSTEP", to, "this step or an earlier one");
        if share?.whole() == Some(100) {
            let allowed = "less than 100, since lots would go back without end";
            cells.fault(
                "REWORK",
                Fault::out_of_range("100 in the column `REWORK`", allowed),
            );
        }
        Some((share?, step?))
    }

    fn limit(&self, cells: &mut Cells, index: usize) -> Option<(Span, usize)> {
        if cells.get("STEP_CQT").is_none() {
            cells.refuse(&["CQT", "CQTUNITS"], "`STEP_CQT` is not");
            return None;
        }
        let span = cells.span("CQT", "CQTUNITS");
        let end = self.step_named(cells, "STEP_CQT", |step| step > index, "a later step");
        Some((span?, end?))
    }
}

/// The tool family named in a row.
fn family_of<'a>(sheet: &'a Sheet, row: Option<&'a super::super::table::Row>) -> Option<&'a str> {
    let column = sheet.columns.iter().position(|name| name == "STNFAM")?;
    Some(&row?.cells.get(column)?.as_ref()?.text)
}

/// The setup that a step needs.
fn setup(cells: &mut Cells) -> Option<StepSetup> {
    let Some(cell) = cells.get("SETUP") else {
        let columns = ["WHEN", "SDIST", "STIME", "STIME2", "STUNITS"];
        cells.refuse(&columns, "`SETUP` is not");
        return None;
    };
    let occasions = [("need", false), ("always", true)];
    let is_repeated = cells.word("WHEN", "occasion of a setup", &occasions);
    Some(StepSetup {
        is_repeated: is_repeated.unwrap_or(false),
        name: cell.text.clone(),
        time: setup_time(cells),
        place: cell.place,
    })
}

/// The size of a step's batches; steps per batch and families that make them go together.
fn batch(cells: &mut Cells, per: &str, family: &Family) -> Option<(u32, u32)> {
    match (per == "batch", family.batch_by.is_some()) {
        (false, false) => {
            cells.refuse(&["BATCHMN", "BATCHMX"], "the time is not per batch");
            None
        }
        (true, true) => {
            let most = cells.whole("BATCHMX", 1, 1_000_000);
            let least = cells.whole("BATCHMN", 1, most.unwrap_or(1_000_000));
            Some((least?, most?))
        }
        (is_per_batch, _) => {
            let (which, has) = if is_per_batch {
                ("is", "has no")
            } else {
                ("is not", "has a")
            };
            let message = format!(
                "the time {which} per batch, but the tool family `{}` {has} `BATCHCRITF`",
                family.name
            );
            let help = "steps per batch belong to families with batches, and no others do";
            cells.fault("PTPER", Fault::invalid(message, help));
            None
        }
    }
}

/// The interval of a cascading step, of wafers or of lots as its time is.
fn cascade(cells: &mut Cells, per: &str, family: &Family) -> Option<Span> {
    let wafers = ["PartInterval", "PartIntUnits"];
    let lots = ["BatchInterval", "BatchIntUnits"];
    let (of_this, other) = match per {
        "wafer" => (wafers, lots),
        "lot" => (lots, wafers),
        _ => {
            let reason = "steps per batch do not cascade";
            cells.refuse(&[wafers, lots].concat(), reason);
            return None;
        }
    };
    cells.refuse(&other, "the time is per another measure");
    let [interval, unit] = of_this;
    let span = cells.optional_span(interval, unit);
    if span.is_some() && !family.is_cascading {
        let message = format!("the tool family `{}` does not cascade", family.name);
        let help = "a step with an interval needs tools with `STNCAP` 2";
        cells.fault(interval, Fault::invalid(message, help));
    }
    span
}
