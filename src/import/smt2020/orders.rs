//! Lots: those released in streams, those listed one by one, and those in the line at the start.

use std::collections::{BTreeMap, BTreeSet};

use super::super::table::{Cells, Columns, Sheet};
use super::cell::{Instant, Names};
use super::routes::{Part, Route};
use super::span::SpanLaw;
use crate::scenario::{Fault, Place, TextFiles};
use crate::units::Duration;

/// The columns of the tables of orders, of any kind.
pub const COLUMNS: Columns = Columns {
    needed: &["LOT", "PART", "PRIOR", "PIECES", "START", "DUE"],
    optional: &[
        "RDIST",
        "REPEAT",
        "REPEAT2",
        "RUNITS",
        "RPT#",
        "LOTSPERRPT",
        "CURSTEP",
        "HOTLOT",
        "ORDER",
    ],
    passed_over: &["TRACE", "IGNORE"],
};

/// The properties that lots of a stream share.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Kind {
    /// The product.
    pub part: String,
    /// The priority; higher goes first.
    pub priority: u32,
    /// Wafers in a lot.
    pub wafers: u32,
    /// Whether its lots reserve a tool of their next step.
    pub reserves: bool,
}

/// A stream of lots.
#[derive(Clone, Debug)]
pub struct Stream {
    /// The name of the stream.
    pub name: String,
    /// The properties that its lots share.
    pub kind: Kind,
    /// How its lots are released; none if they are listed one by one.
    pub repeated: Option<Repeated>,
}

/// Lots that are released again and again.
#[derive(Clone, Copy, Debug)]
pub struct Repeated {
    /// When the first lot is released.
    pub start: Duration,
    /// The time between two lots.
    pub interval: SpanLaw,
    /// The greatest number of lots.
    pub lots: Option<u32>,
    /// Time from the release of a lot to its due date.
    pub due_after: Duration,
}

/// A lot of the list.
#[derive(Clone, Debug)]
pub struct Lot {
    /// The name of the lot.
    pub name: String,
    /// The stream that it belongs to.
    pub stream: String,
    /// When it is released.
    pub start: Duration,
    /// When it is due.
    pub due: Duration,
    /// How many wafers it has, if not as many as its stream says.
    pub wafers: Option<u32>,
    /// Its priority, if not that of its stream.
    pub priority: Option<u32>,
}

/// A lot that is in the line at the start.
#[derive(Clone, Debug)]
pub struct InitialLot {
    /// The name of the lot.
    pub name: String,
    /// The stream that it belongs to.
    pub stream: String,
    /// The step that it waits for: the row in the route of its product.
    pub step: usize,
    /// When it is due.
    pub due: Duration,
    /// How many wafers it has, if not as many as the lots of its stream.
    pub wafers: Option<u32>,
    /// Its priority, if not that of the lots of its stream.
    pub priority: Option<u32>,
}

/// All lots.
#[derive(Debug, Default)]
pub struct Orders {
    /// The streams to which lots belong.
    pub streams: Vec<Stream>,
    /// The lots that are listed.
    pub lots: Vec<Lot>,
    /// The lots that are in the line at the start.
    pub initial: Vec<InitialLot>,
    /// How many listed lots are left out, since they start after the end.
    pub left_out: usize,
    /// The streams whose lots belong to each order that a table names, without lots of the start.
    pub of_orders: BTreeMap<String, BTreeSet<String>>,
    /// The orders of lots that are in the line at the start.
    pub initial_orders: BTreeSet<String>,
}

/// A row of any kind.
struct Order<'a> {
    name: &'a str,
    /// The order that it belongs to.
    part_of: Option<&'a str>,
    kind: Kind,
    start: Duration,
    due: Duration,
    /// The row of the step that it waits for.
    step: Option<usize>,
    place: Place,
}

/// What is needed to read orders.
pub struct Reader<'a> {
    /// The instant of the start.
    pub start: Instant,
    /// The end of the run: lots that start later are left out.
    pub until: Duration,
    /// The products.
    pub parts: &'a [Part],
    /// The names of the products.
    pub names: &'a Names,
    /// The routes of the products.
    pub routes: &'a [Route],
    /// Whether all tables of orders are there. If not, unknown streams are no mistake.
    pub is_whole: bool,
}

impl Reader<'_> {
    /// Reads the tables of orders.
    pub fn read(&self, sheets: &[Sheet], texts: &mut TextFiles) -> Orders {
        let mut orders = Orders::default();
        let (mut listed, mut initial) = (Vec::new(), Vec::new());
        let before = texts.count();
        for sheet in sheets {
            for row in &sheet.rows {
                let mut cells = sheet.cells(row, texts);
                let is_repeated = cells.get("REPEAT").is_some();
                let Some(order) = self.order(&mut cells) else {
                    continue;
                };
                if is_repeated {
                    add_stream(&order, &mut orders.streams, &mut cells);
                    orders.belongs(order.part_of, order.name);
                    continue;
                }
                let repeated = ["RDIST", "REPEAT2", "RUNITS", "RPT#", "LOTSPERRPT"];
                cells.refuse(&repeated, "`REPEAT` is not");
                match order.step {
                    Some(step) => initial.push((order, step)),
                    None => listed.push(order),
                }
            }
        }
        list(listed, self.until, &mut orders);
        if !self.is_whole || texts.count() > before {
            // A stream that could not be read would be missed by each of its lots.
            return orders;
        }
        let mut names = BTreeSet::new();
        for (order, step) in initial {
            if !names.insert(order.name) {
                let (kind, name) = ("lots at the start", order.name.to_owned());
                texts.report(Some(order.place), Fault::Duplicate { kind, name });
            }
            let lot = initial_lot(&order, step, &mut orders.streams, texts);
            orders.initial.extend(lot);
            if let Some(name) = order.part_of
                && !orders.initial_orders.contains(name)
            {
                orders.initial_orders.insert(name.to_owned());
            }
        }
        orders
    }

    fn order<'a>(&self, cells: &mut Cells<'a, '_>) -> Option<Order<'a>> {
        let name = cells.text("LOT");
        let part = cells.name("PART", self.names);
        let priority = cells.whole("PRIOR", 0, 10_000);
        let wafers = cells.whole("PIECES", 1, 10_000);
        let (start, due) = (
            cells.seconds("START", self.start),
            cells.seconds("DUE", self.start),
        );
        let answers = [("no", false), ("yes", true)];
        let reserves = cells.optional_word("HOTLOT", "answer", &answers);
        let is_initial = cells.get("CURSTEP").is_some();
        if start.is_some_and(|start| start < 0) && !is_initial {
            let fault =
                Fault::out_of_range("an instant before the start of the model", "a later one");
            cells.fault("START", fault);
        }
        if is_initial && start.is_some_and(|start| start > 0) {
            let message = "a lot that is at a step already does not start later";
            let help = "leave `CURSTEP` empty, or start it with the model";
            cells.fault("START", Fault::invalid(message, help));
        }
        let step = if is_initial {
            Some(self.step(cells, part?)?)
        } else {
            None
        };
        let (start, due) = (start?, due?);
        if due < start && !is_initial {
            let fault = Fault::out_of_range("a due date before the start", "a later one");
            cells.fault("DUE", fault);
        }
        Some(Order {
            name: name?,
            part_of: cells.get("ORDER").map(|cell| cell.text.as_str()),
            kind: Kind {
                part: part?.to_owned(),
                priority: priority?,
                wafers: wafers?,
                reserves: reserves.unwrap_or(false),
            },
            start: span(start),
            due: span(due),
            step,
            place: cells.place(),
        })
    }

    /// The row of the step that a lot waits for.
    fn step(&self, cells: &mut Cells, part: &str) -> Option<usize> {
        let part = self.parts.iter().find(|known| known.name == part)?;
        let route = self.routes.iter().find(|route| route.name == part.route)?;
        let text = cells.text("CURSTEP")?;
        let row = route.steps.iter().position(|step| step.id == text);
        if row.is_none() && route.is_whole {
            let known = route.steps.iter().map(|step| step.id.as_str());
            cells.fault("CURSTEP", Fault::unknown_name("step", text, known));
        }
        row
    }
}

/// Adds a stream of lots that are released again and again.
fn add_stream(order: &Order, streams: &mut Vec<Stream>, cells: &mut Cells) {
    cells.refuse(&["CURSTEP"], "a stream starts at the first step");
    let interval = cells.law(["RDIST", "REPEAT", "REPEAT2", "RUNITS"]);
    let lots = match cells.get("RPT#") {
        Some(_) => cells.whole("RPT#", 1, u32::MAX).map(Some),
        None => Some(None),
    };
    let one = "LOTSPERRPT";
    if cells.get(one).is_some() {
        cells.whole(one, 1, 1);
    }
    if interval.is_some_and(|interval| interval.mean().is_zero()) {
        let fault = Fault::out_of_range("0 in the column `REPEAT`", "above 0");
        cells.fault("REPEAT", fault);
    }
    if streams.iter().any(|known| known.name == order.name) {
        let (kind, name) = ("streams", order.name.to_owned());
        cells.fault("LOT", Fault::Duplicate { kind, name });
        return;
    }
    let (Some(interval), Some(lots)) = (interval, lots) else {
        return;
    };
    streams.push(Stream {
        name: order.name.to_owned(),
        kind: order.kind.clone(),
        repeated: Some(Repeated {
            start: order.start,
            interval,
            lots,
            due_after: order.due.saturating_sub(order.start),
        }),
    });
}

/// A span of whole seconds; none where they are negative.
fn span(seconds: i64) -> Duration {
    Duration::seconds(u64::try_from(seconds).unwrap_or(0))
}

/// The name of a lot without its number, if it ends with two numbers: that of the product and that
/// of the lot.
fn stem(name: &str) -> &str {
    let cut = |name: &'_ str| -> Option<usize> {
        let (stem, number) = name.rsplit_once('_')?;
        let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        (is_number && !stem.is_empty()).then_some(stem.len())
    };
    match cut(name) {
        Some(end) if cut(&name[..end]).is_some() => &name[..end],
        Some(_) | None => name,
    }
}

impl Orders {
    /// Notes that lots of a stream belong to an order.
    fn belongs(&mut self, order: Option<&str>, stream: &str) {
        let Some(order) = order else { return };
        if !self.of_orders.contains_key(order) {
            self.of_orders.insert(order.to_owned(), BTreeSet::new());
        }
        let streams = self.of_orders.get_mut(order);
        if let Some(streams) = streams.filter(|streams| !streams.contains(stream)) {
            streams.insert(stream.to_owned());
        }
    }
}

/// Adds the lots of the list, and their streams: lots of one product whose names differ in the
/// number only, and that all reserve tools or all do not. A stream has the wafers and the priority
/// of its first lot; others have their own.
fn list(listed: Vec<Order>, until: Duration, orders: &mut Orders) {
    let mut streams: BTreeMap<(&str, &str, bool), (String, &Kind)> = BTreeMap::new();
    for Order { name, kind, .. } in &listed {
        let key = (stem(name), kind.part.as_str(), kind.reserves);
        if streams.contains_key(&key) {
            continue;
        }
        let is_taken = |stream: &Stream| stream.name == key.0;
        let name = if orders.streams.iter().any(is_taken) {
            unlike(&orders.streams, format!("{}-{}", key.0, key.1))
        } else {
            key.0.to_owned()
        };
        orders.streams.push(Stream {
            name: name.clone(),
            kind: kind.clone(),
            repeated: None,
        });
        streams.insert(key, (name, kind));
    }
    let mut names: BTreeMap<&str, u32> = BTreeMap::new();
    for order in &listed {
        if order.start >= until {
            orders.left_out += 1;
            continue;
        }
        let times = names.entry(order.name).or_default();
        *times += 1;
        let name = match *times {
            1 => order.name.to_owned(),
            times => format!("{}#{times}", order.name),
        };
        let kind = &order.kind;
        let key = (stem(order.name), kind.part.as_str(), kind.reserves);
        let (stream, usual) = &streams[&key];
        orders.belongs(order.part_of, stream);
        orders.lots.push(Lot {
            name,
            stream: stream.clone(),
            start: order.start,
            due: order.due,
            wafers: (kind.wafers != usual.wafers).then_some(kind.wafers),
            priority: (kind.priority != usual.priority).then_some(kind.priority),
        });
    }
}

/// A lot that is in the line at the start, `Init_<stream>_<number>`: of the stream in its name, if
/// that has its product, or else of the only one that has its product and its priority, or of the
/// first that has its product. A priority that is not the stream's is its own. Where no stream has
/// its product, the lots of the start of this product are a stream of their own. Lots that reserve
/// tools and others are of different streams.
fn initial_lot(
    order: &Order,
    step: usize,
    streams: &mut Vec<Stream>,
    texts: &mut TextFiles,
) -> Option<InitialLot> {
    let kind = &order.kind;
    let has_part =
        |stream: &&Stream| stream.kind.part == kind.part && stream.kind.reserves == kind.reserves;
    let is_like = |stream: &&Stream| has_part(stream) && stream.kind.priority == kind.priority;
    let said = order.name.strip_prefix("Init_").unwrap_or(order.name);
    let said = stem(said);
    let named = streams.iter().find(|stream| stream.name == said);
    let named = named.filter(has_part);
    let mut alike = streams.iter().filter(is_like);
    let stream = match (named, alike.next(), alike.next()) {
        (Some(stream), ..) | (None, Some(stream), None) => stream.clone(),
        (None, Some(_), Some(_)) => {
            let known = streams.iter().filter(is_like);
            let known = known.map(|stream| stream.name.as_str());
            let fault = Fault::unknown_name("stream", said, known);
            texts.report(Some(order.place), fault);
            return None;
        }
        (None, None, _) => {
            let first = streams.iter().find(has_part).cloned();
            first.unwrap_or_else(|| {
                let stream = Stream {
                    name: unlike(streams, format!("Init_{}", kind.part)),
                    kind: kind.clone(),
                    repeated: None,
                };
                streams.push(stream.clone());
                stream
            })
        }
    };
    Some(InitialLot {
        name: order.name.to_owned(),
        stream: stream.name,
        step,
        due: order.due,
        wafers: (kind.wafers != stream.kind.wafers).then_some(kind.wafers),
        priority: (kind.priority != stream.kind.priority).then_some(kind.priority),
    })
}

/// A name that no stream has.
fn unlike(streams: &[Stream], name: String) -> String {
    let is_taken = |name: &String| streams.iter().any(|stream| stream.name == *name);
    let mut longer = std::iter::successors(Some(name), |name| Some(format!("{name}'")));
    longer.find(|name| !is_taken(name)).unwrap_or_default()
}
