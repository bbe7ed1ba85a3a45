//! The files of a synthetic fab: TOML and CSV tables.

use std::fmt::Write as _;

use super::areas::{GAS_MINIMUM_RUN, GAS_MINUTES, Kind, TO_FAILURE, TOOLS_FOR_MINIMUM_RUN, place};
use super::{
    AREAS, Group, HOT, MAINTENANCE, MAINTENANCE_EVERY, OVERHAUL, OVERHAUL_EVERY, SyntheticFab,
    WAFERS,
};

/// Why writing to a string cannot fail.
const IN_MEMORY: &str = "a string takes everything";

/// A table of the scenario: named rows of cells. An empty cell is an absent key.
struct Sheet {
    /// Its path in the section `fab`.
    key: String,
    /// The file that holds it.
    file: String,
    columns: &'static [&'static str],
    /// The name of each row and its cells.
    rows: Vec<(String, Vec<String>)>,
}

impl Sheet {
    /// The text of the CSV file.
    fn csv(&self) -> String {
        let quoted = |cell: &String| {
            let needs = cell.contains(',');
            if needs {
                format!("\"{cell}\"")
            } else {
                cell.clone()
            }
        };
        let mut text = format!("name,{}\n", self.columns.join(","));
        for (name, cells) in &self.rows {
            let cells: Vec<String> = cells.iter().map(quoted).collect();
            writeln!(text, "{name},{}", cells.join(",")).expect(IN_MEMORY);
        }
        text
    }
}

/// The files of a fab, each with its path and its text.
pub(super) fn files(fab: &SyntheticFab) -> Vec<(String, String)> {
    let tables = tables(fab);
    let mut scenario = head(fab);
    for table in &tables {
        writeln!(scenario, "{} = \"{}\"", table.key, table.file).expect(IN_MEMORY);
    }
    let tables = tables.iter().map(|table| (table.file.clone(), table.csv()));
    std::iter::once(("scenario.toml".to_owned(), scenario))
        .chain(tables)
        .collect()
}

/// The scenario file up to the names of its tables.
fn head(fab: &SyntheticFab) -> String {
    let size = &fab.size;
    format!(
        "# A synthetic fab of {} tools in {} groups with {} products. Without setups, a tool group
# is loaded to about {} % while its tools are up, at {:.2} lot starts per day. Every figure is an
# assumption: the fab is for benches, and a start for a scenario of one's own.

[scenario]
title = \"A synthetic fab of {} tools\"
question = \"How fast is a fab of this size simulated, and what does it do?\"

[run]
start = \"2018-01-01\"
until = \"730 d\"
warmup = \"120 d\"
tick = \"1 d\"
observe = \"30 d\"
seed = {}

[fab]
dispatch = [\"priority\", \"fifo\"]
transport = \"uniform(low=5 min, high=10 min)\"
",
        size.tools,
        size.groups,
        size.products,
        (100.0 * size.load).round(),
        24.0 * fab.lots_per_hour,
        size.tools,
        size.seed,
    )
}

fn tables(fab: &SyntheticFab) -> Vec<Sheet> {
    let routes = (0..fab.routes.len()).map(|product| route(fab, product));
    [tools(fab), maintenance(fab), setups(fab)]
        .into_iter()
        .chain(routes)
        .chain([products(fab), streams(fab)])
        .collect()
}

/// The name of a product and of its route.
fn product_name(product: usize) -> String {
    format!("product-{}", product + 1)
}

/// A uniform time within a share of its mean either way.
fn about(mean: f64, share: f64, unit: &str) -> String {
    let [low, high] = [mean * (1.0 - share), mean * (1.0 + share)];
    format!("uniform(low={low:.3} {unit}, high={high:.3} {unit})")
}

fn tools(fab: &SyntheticFab) -> Sheet {
    let row = |group: &Group| {
        let wafers_an_hour = WAFERS * 60.0 / group.minutes_per_lot();
        let wafers = (group.target * MAINTENANCE_EVERY * wafers_an_hour).round();
        let first = group.first * MAINTENANCE_EVERY;
        let or_empty = |wanted: bool, text: String| if wanted { text } else { String::new() };
        let batch = |lots: u32| format!("{}", f64::from(lots) * WAFERS);
        let (most, least) = match group.area.kind {
            Kind::Batch(lots, ..) => (batch(lots), batch(lots - 1)),
            Kind::Wafer(..) | Kind::Lot(..) => (String::new(), String::new()),
        };
        let cells = vec![
            group.tools.to_string(),
            or_empty(group.cascade.is_some(), "2".to_owned()),
            most,
            least,
            format!("exponential(mean={TO_FAILURE} h)"),
            format!("exponential(mean={} h)", group.area.repair),
            "0".to_owned(),
            or_empty(group.by_calendar, format!("{MAINTENANCE_EVERY} h")),
            or_empty(group.by_calendar, format!("{first:.1} h")),
            or_empty(!group.by_calendar, wafers.to_string()),
            about(MAINTENANCE, 0.25, "h"),
            or_empty(
                !group.setups.is_empty(),
                "priority least_setup fifo".to_owned(),
            ),
            "1 min".to_owned(),
            "1 min".to_owned(),
        ];
        (group.name.clone(), cells)
    };
    Sheet {
        key: "tools".to_owned(),
        file: "tools.csv".to_owned(),
        columns: &[
            "count",
            "slots",
            "max_batch",
            "min_batch",
            "failure",
            "repair",
            "repair_crew",
            "maintenance_interval",
            "maintenance_first",
            "maintenance_wafers",
            "maintenance_duration",
            "dispatch",
            "load_time",
            "unload_time",
        ],
        rows: fab.groups.iter().map(row).collect(),
    }
}

/// The overhauls of every group, which come beside the maintenance of its row in the tool table.
fn maintenance(fab: &SyntheticFab) -> Sheet {
    let row = |group: &Group| {
        let first = (1.0 - group.first / 2.0) * OVERHAUL_EVERY;
        let cells = vec![
            group.name.clone(),
            format!("{OVERHAUL_EVERY} h"),
            format!("{first:.1} h"),
            about(OVERHAUL, 0.25, "h"),
        ];
        (format!("{} overhaul", group.name), cells)
    };
    Sheet {
        key: "maintenance".to_owned(),
        file: "maintenance.csv".to_owned(),
        columns: &["tool_group", "interval", "first", "duration"],
        rows: fab.groups.iter().map(row).collect(),
    }
}

fn setups(fab: &SyntheticFab) -> Sheet {
    let mut with_setups = fab.groups.iter().filter(|group| !group.setups.is_empty());
    let is_large = with_setups.all(|group| group.tools >= TOOLS_FOR_MINIMUM_RUN);
    let run = if is_large {
        GAS_MINIMUM_RUN.to_string()
    } else {
        String::new()
    };
    let gases = AREAS[place::IMPLANT].setups.iter().zip(GAS_MINUTES);
    let row = |(gas, minutes): (&&str, u32)| {
        let name = (*gas).to_owned();
        (
            name.clone(),
            vec![name, format!("{minutes} min"), run.clone()],
        )
    };
    Sheet {
        key: "setups".to_owned(),
        file: "setups.csv".to_owned(),
        columns: &["to", "time", "minimum_run"],
        rows: gases.map(row).collect(),
    }
}

fn route(fab: &SyntheticFab, product: usize) -> Sheet {
    let row = |step: &super::Step| {
        let group = &fab.groups[step.group];
        let (per, unit) = match group.area.kind {
            Kind::Wafer(..) => ("wafer", "s"),
            Kind::Lot(..) => ("lot", "min"),
            Kind::Batch(..) => ("batch", "min"),
        };
        let share = |value: f64, usual: f64| {
            let is_usual = (value - usual).abs() < f64::EPSILON;
            if is_usual {
                String::new()
            } else {
                value.to_string()
            }
        };
        let cascade = group
            .cascade
            .map(|share| format!("{:.2} s", group.time * share));
        let limit = step.draft.queue_hours.map(|hours| format!("{hours} h"));
        let cells = vec![
            group.name.clone(),
            per.to_owned(),
            about(group.time, 0.05, unit),
            cascade.unwrap_or_default(),
            step.same_tool_as.clone().unwrap_or_default(),
            step.setup.unwrap_or_default().to_owned(),
            share(step.draft.sample, 1.0),
            share(step.draft.rework, 0.0),
            step.rework_to.clone().unwrap_or_default(),
            limit.unwrap_or_default(),
        ];
        (step.name.clone(), cells)
    };
    let name = product_name(product);
    Sheet {
        key: format!("routes.{name}"),
        file: format!("routes/{name}.csv"),
        columns: &[
            "tool_group",
            "per",
            "time",
            "cascade_interval",
            "same_tool_as",
            "setup",
            "sample",
            "rework",
            "rework_to",
            "queue_limit",
        ],
        rows: fab.routes[product].iter().map(row).collect(),
    }
}

fn products(fab: &SyntheticFab) -> Sheet {
    let row = |product| {
        (
            product_name(product),
            vec![product_name(product), "2.2".to_owned()],
        )
    };
    Sheet {
        key: "products".to_owned(),
        file: "products.csv".to_owned(),
        columns: &["route", "due_factor"],
        rows: (0..fab.routes.len()).map(row).collect(),
    }
}

/// A regular and a hot stream of lots for each product, with staggered starts.
fn streams(fab: &SyntheticFab) -> Sheet {
    let count = fab.routes.len() as f64;
    let row = |product: usize, is_hot: bool| {
        let (kind, priority, share, shift) = if is_hot {
            ("hot", "20", HOT, 0.5)
        } else {
            ("regular", "10", 1.0 - HOT, 0.0)
        };
        let minutes = 60.0 * count / fab.lots_per_hour / share;
        let start = minutes * (product as f64 + shift) / count;
        let cells = vec![
            product_name(product),
            priority.to_owned(),
            format!("{start:.3} min"),
            format!("{minutes:.3} min"),
        ];
        (format!("{}-{kind}", product_name(product)), cells)
    };
    let pairs = (0..fab.routes.len()).flat_map(|product| [row(product, false), row(product, true)]);
    Sheet {
        key: "streams".to_owned(),
        file: "streams.csv".to_owned(),
        columns: &["product", "priority", "start", "interval"],
        rows: pairs.collect(),
    }
}
