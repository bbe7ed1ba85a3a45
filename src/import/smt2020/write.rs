//! Writing of a model as the files of a scenario.

use std::fmt::Write as _;

use super::Model;
use super::orders::{Kind, Repeated, Stream};
use super::routes::Step;
use super::setups::Change;
use super::tools::{BatchBy, Family};
use super::upkeep::Due;
use crate::scenario::{toml_key, toml_text};
use crate::units::Duration;

/// The files, with their names.
#[must_use]
pub fn files(model: &Model) -> Vec<(String, String)> {
    let mut tables = vec![
        ("tools", "tools.csv".to_owned(), tools(model)),
        (
            "maintenance",
            "maintenance.csv".to_owned(),
            maintenance(model),
        ),
        ("setups", "setups.csv".to_owned(), setups(model)),
        ("transports", "transports.csv".to_owned(), transports(model)),
        ("lots", "lots.csv".to_owned(), lots(model)),
        (
            "initial_lots",
            "initial_lots.csv".to_owned(),
            initial_lots(model),
        ),
    ];
    tables.retain(|(_, _, table)| !table.rows.is_empty());
    let scenario = scenario(model, &tables);
    let routes = model.routes.iter().map(|route| {
        let table = route_table(&route.steps, model);
        (route_file(&route.file), table.text())
    });
    let tables = tables
        .iter()
        .map(|(_, name, table)| (name.clone(), table.text()));
    let scenario = ("scenario.toml".to_owned(), scenario);
    std::iter::once(scenario)
        .chain(tables)
        .chain(routes)
        .collect()
}

/// The name of a route's table.
fn route_file(stem: &str) -> String {
    if stem.starts_with("route") {
        format!("{stem}.csv")
    } else {
        format!("route_{stem}.csv")
    }
}

/// The comment at the top of `scenario.toml`.
const REMARKS: &str = "\
# Imported from the tables part, tool, route, setup, setupgrp, downcal, pmcal, attach, fromto, order
# and WIP of an AutoSched model.
#
# The super-hot lots are included, as a stream of their own. Left out is what the tables only name:
# groups of products, orders, single tools, remarks. Lots rank by setup times under rule_LSSU and
# nowhere else. Tools of one slot whose setups take times of the route are chosen by idleness, also
# with wake_LeastSetupTime. fewest_setups_under_way stands in for a rule that the model's
# documentation does not state: with these three, setups and queues agree with the reference's.
";

fn scenario(model: &Model, tables: &[(&str, String, Table)]) -> String {
    let mut text = REMARKS.to_owned();
    if model.orders.left_out > 0 {
        let _ = writeln!(
            text,
            "#\n# Lots are listed as far as they start before {}: {} are left out.",
            whole(model.until),
            model.orders.left_out
        );
    }
    let title = toml_text(&model.name);
    let _ = write!(
        text,
        "\n[scenario]\ntitle = {title}\n\
         question = \"Do cycle times, due dates and tool states agree with the reference \
         runs?\"\n\n\
         [run]\nstart = \"{}\"\nuntil = \"{}\"\ntick = \"1 d\"\nobserve = \"30 d\"\nseed = 1\n\
         replications = 10\n\n[fab]\n",
        model.start,
        whole(model.until)
    );
    for (key, file, _) in tables {
        let _ = writeln!(text, "{key} = \"{file}\"");
    }
    text.push_str("\n[fab.routes]\n");
    for route in &model.routes {
        let file = route_file(&route.file);
        let _ = writeln!(text, "{} = {}", toml_key(&route.name), toml_text(&file));
    }
    for part in &model.parts {
        let (name, route) = (toml_key(&part.name), toml_text(&part.route));
        let _ = write!(text, "\n[fab.products.{name}]\nroute = {route}\n");
    }
    for stream in &model.orders.streams {
        write_stream(stream, &mut text);
    }
    text
}

fn write_stream(stream: &Stream, text: &mut String) {
    let Stream {
        name,
        kind:
            Kind {
                part,
                priority,
                wafers,
                reserves,
            },
        repeated,
    } = stream;
    let (name, part) = (toml_key(name), toml_text(part));
    let _ = write!(
        text,
        "\n[fab.streams.{name}]\nproduct = {part}\npriority = {priority}\n\
         wafers_per_lot = {wafers}\n"
    );
    if *reserves {
        text.push_str("reserves_next_tool = true\n");
    }
    let Some(Repeated {
        start,
        interval,
        lots,
        due_after,
    }) = repeated
    else {
        return;
    };
    if !start.is_zero() {
        let _ = writeln!(text, "start = \"{}\"", seconds(*start));
    }
    let _ = writeln!(text, "interval = \"{interval}\"");
    if let Some(lots) = lots {
        let _ = writeln!(text, "lots = {lots}");
    }
    let _ = writeln!(text, "due_after = \"{}\"", seconds(*due_after));
}

/// The span between two instants of the tables, which are whole seconds.
fn seconds(span: Duration) -> String {
    format!("{} s", span.as_millis() / Duration::seconds(1).as_millis())
}

/// A span in days, if it is a whole number of days.
fn whole(span: Duration) -> String {
    let day = Duration::days(1).as_millis();
    match span.as_millis() {
        millis if millis % day == 0 => format!("{} d", millis / day),
        _ => span.to_string(),
    }
}

/// A table to be written: the names of its columns, and its rows. Empty cells are empty texts.
struct Table {
    columns: &'static [&'static str],
    rows: Vec<Vec<String>>,
}

impl Table {
    /// As comma-separated values, without the columns in which no cell is filled.
    fn text(&self) -> String {
        let is_filled = |column: usize| self.rows.iter().any(|row| !row[column].is_empty());
        let kept: Vec<usize> = (0..self.columns.len())
            .filter(|column| is_filled(*column))
            .collect();
        let names = kept.iter().map(|column| self.columns[*column]);
        let mut text = names.collect::<Vec<_>>().join(",");
        text.push('\n');
        for row in &self.rows {
            for (place, column) in kept.iter().enumerate() {
                text.push_str(if place == 0 { "" } else { "," });
                text.push_str(&csv_cell(&row[*column]));
            }
            text.push('\n');
        }
        text
    }
}

/// A cell, in quotes where it needs them.
fn csv_cell(text: &str) -> String {
    if text.contains([',', '"']) || text.starts_with('#') {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

/// A text, or an empty cell.
fn text_of(value: Option<impl ToString>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

fn tools(model: &Model) -> Table {
    let columns = &[
        "name",
        "count",
        "slots",
        "max_batch",
        "batch_by",
        "location",
        "dispatch",
        "tool_choice",
        "load_time",
        "unload_time",
        "failure",
        "failure_first",
        "repair",
        "repair_crew",
    ];
    let rows = model.families.iter().map(|family| {
        let Family {
            name,
            count,
            location,
            load,
            unload,
            ..
        } = family;
        let breakdown = model.breakdowns.iter();
        let breakdown = breakdown.clone().find(|known| known.family == *name);
        let steps = model.routes.iter().flat_map(|route| &route.steps);
        let batches = steps.filter(|step| step.family == *name);
        let largest = batches
            .filter_map(|step| step.batch)
            .map(|(_, most)| most)
            .max();
        let batch_by = largest.and(family.batch_by).map(|by| match by {
            BatchBy::RouteStep => "route_step",
            BatchBy::StepName | BatchBy::FamilyStepName => "step_name",
        });
        let dispatch = if family.ranks.is_empty() {
            "fifo".to_owned()
        } else {
            family.ranks.join(" ")
        };
        let choice = if family.takes_least_setup {
            "least_setup"
        } else if family.is_cascading {
            "any"
        } else {
            "longest_idle"
        };
        vec![
            name.clone(),
            count.to_string(),
            text_of(family.is_cascading.then_some(2)),
            text_of(largest),
            text_of(batch_by),
            location.clone(),
            dispatch,
            choice.to_owned(),
            text_of(Some(load).filter(|load| !load.is_zero())),
            text_of(Some(unload).filter(|unload| !unload.is_zero())),
            text_of(breakdown.map(|breakdown| breakdown.failure)),
            text_of(breakdown.map(|breakdown| breakdown.first)),
            text_of(breakdown.map(|breakdown| breakdown.repair)),
            "0".to_owned(),
        ]
    });
    Table {
        columns,
        rows: rows.collect(),
    }
}

fn maintenance(model: &Model) -> Table {
    let columns = &[
        "name",
        "tool_group",
        "interval",
        "first",
        "wafers",
        "first_wafers",
        "duration",
    ];
    let rows = model.plans.iter().map(|plan| {
        let due = match plan.due {
            Due::Interval(interval, first) => [
                interval.to_string(),
                first.to_string(),
                String::new(),
                String::new(),
            ],
            Due::Wafers(wafers, first) => [
                String::new(),
                String::new(),
                wafers.to_string(),
                first.to_string(),
            ],
        };
        let names = [plan.name.clone(), plan.family.clone()];
        let duration = [plan.duration.to_string()];
        names.into_iter().chain(due).chain(duration).collect()
    });
    Table {
        columns,
        rows: rows.collect(),
    }
}

fn setups(model: &Model) -> Table {
    let rows = model.changes.iter().map(|change| {
        let Change {
            from,
            to,
            time,
            minimum_run,
        } = change;
        let name = match from {
            Some(from) => format!("{from}>{to}"),
            None => to.clone(),
        };
        vec![
            name,
            text_of(from.as_ref()),
            to.clone(),
            time.map_or_else(|| "0 min".to_owned(), |time| time.to_string()),
            text_of(*minimum_run),
        ]
    });
    Table {
        columns: &["name", "from", "to", "time", "minimum_run"],
        rows: rows.collect(),
    }
}

fn transports(model: &Model) -> Table {
    let rows = model.transports.iter().map(|(from, to, time)| {
        vec![
            format!("{from}>{to}"),
            from.clone(),
            to.clone(),
            time.to_string(),
        ]
    });
    Table {
        columns: &["name", "from", "to", "time"],
        rows: rows.collect(),
    }
}

fn lots(model: &Model) -> Table {
    let rows = model.orders.lots.iter().map(|lot| {
        vec![
            lot.name.clone(),
            lot.stream.clone(),
            seconds(lot.start),
            seconds(lot.due),
            text_of(lot.wafers),
            text_of(lot.priority),
        ]
    });
    Table {
        columns: &["name", "stream", "start", "due", "wafers", "priority"],
        rows: rows.collect(),
    }
}

fn initial_lots(model: &Model) -> Table {
    let rows = model.orders.initial.iter().map(|lot| {
        vec![
            lot.name.clone(),
            lot.stream.clone(),
            step_of(model, &lot.stream, lot.step),
            seconds(lot.due),
            text_of(lot.wafers),
            text_of(lot.priority),
        ]
    });
    Table {
        columns: &["name", "stream", "step", "due", "wafers", "priority"],
        rows: rows.collect(),
    }
}

/// The name of a step of a stream's product.
fn step_of(model: &Model, stream: &str, step: usize) -> String {
    let stream = model
        .orders
        .streams
        .iter()
        .find(|known| known.name == stream);
    let part = stream.map(|stream| stream.kind.part.as_str());
    let part = model
        .parts
        .iter()
        .find(|known| Some(known.name.as_str()) == part);
    let route = part.map(|part| part.route.as_str());
    let route = model
        .routes
        .iter()
        .find(|known| Some(known.name.as_str()) == route);
    let step = route.and_then(|route| route.steps.get(step));
    text_of(step.map(|step| step.name.as_str()))
}

fn route_table(steps: &[Step], model: &Model) -> Table {
    let columns = &[
        "step",
        "tool_group",
        "per",
        "time",
        "cascade_interval",
        "min_batch",
        "max_batch",
        "setup",
        "setup_when",
        "same_tool_as",
        "sample",
        "rework",
        "rework_to",
        "queue_limit",
        "queue_limit_to",
    ];
    let name_of = |step: usize| steps.get(step).map(|step| step.name.as_str());
    let percent = |share: super::super::decimal::Decimal| format!("{share} %");
    let rows = steps.iter().map(|step| {
        debug_assert!(
            model
                .families
                .iter()
                .any(|family| family.name == step.family)
        );
        let always = step.setup.as_ref().is_some_and(|setup| setup.is_repeated);
        vec![
            step.name.clone(),
            step.family.clone(),
            step.per.to_owned(),
            step.time.to_string(),
            text_of(step.cascade),
            text_of(step.batch.map(|(least, _)| least)),
            text_of(step.batch.map(|(_, most)| most)),
            text_of(step.setup.as_ref().map(|setup| setup.name.as_str())),
            text_of(always.then_some("always")),
            text_of(step.same_tool_as.and_then(name_of)),
            text_of(step.sample.map(percent)),
            text_of(step.rework.map(|(share, _)| percent(share))),
            text_of(step.rework.and_then(|(_, to)| name_of(to))),
            text_of(step.limit.map(|(limit, _)| limit)),
            text_of(step.limit.and_then(|(_, end)| name_of(end))),
        ]
    });
    Table {
        columns,
        rows: rows.collect(),
    }
}
