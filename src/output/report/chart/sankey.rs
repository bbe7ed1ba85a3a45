//! Sankey diagrams: how a quantity divides and joins on its way, from left to right.

use maud::{Markup, html};

use super::{Caption, Data, Shape, WIDTH, at, colour_of, cut, figure, label, rectangle};
use crate::output::number;

/// A place that the quantity passes or ends at.
#[derive(Clone, Debug)]
pub struct Node {
    /// What it is called.
    pub name: String,
    /// Its column, counted from the left.
    pub column: usize,
}

/// A part of the quantity on its way between two nodes, by their places in the list.
#[derive(Clone, Copy, Debug)]
pub struct Flow {
    /// Where it comes from.
    pub from: usize,
    /// Where it goes to, in a later column.
    pub to: usize,
    /// How much.
    pub value: f64,
}

const LEFT: f64 = 10.0;
const RIGHT: f64 = WIDTH - 150.0;
const TOP: f64 = 10.0;
const HEIGHT: f64 = 300.0;
const NODE: f64 = 12.0;
const GAP: f64 = 16.0;

/// A node in its place: its top, and how much of it is taken on either side.
struct Placed {
    x: f64,
    y: f64,
    height: f64,
    taken: [f64; 2],
}

/// A diagram of flows in one unit. Flows of nothing are left out.
#[must_use]
pub fn sankey(caption: &Caption, unit: &str, nodes: &[Node], flows: &[Flow]) -> Markup {
    let flows: Vec<Flow> = flows
        .iter()
        .copied()
        .filter(|flow| flow.value > 0.0)
        .collect();
    let size = |node: usize| {
        let sum = |end: fn(&Flow) -> usize| -> f64 {
            let touching = flows.iter().filter(|flow| end(flow) == node);
            touching.map(|flow| flow.value).sum()
        };
        sum(|flow| flow.from).max(sum(|flow| flow.to))
    };
    let sizes: Vec<f64> = (0..nodes.len()).map(size).collect();
    let mut placed = place(nodes, &sizes);
    let scale = placed.iter().zip(&sizes);
    let scale = scale.fold(0.0, |scale: f64, (node, size)| {
        if *size > 0.0 {
            node.height / size
        } else {
            scale
        }
    });
    let mut bands = Vec::new();
    for flow in &flows {
        let thick = (flow.value * scale).max(0.6);
        let (from, to) = (&placed[flow.from], &placed[flow.to]);
        let (x1, y1) = (from.x + NODE, from.y + from.taken[1]);
        let (x2, y2) = (to.x, to.y + to.taken[0]);
        let path = band((x1, y1), (x2, y2), thick);
        placed[flow.from].taken[1] += thick;
        placed[flow.to].taken[0] += thick;
        let told = told_of(nodes, flow, unit);
        bands.push((path, flow.from, told));
    }
    let drawn = html! {
        @for (path, from, told) in &bands {
            path class=(format!("flow {}", colour_of(*from))) d=(path) { title { (told) } }
        }
        @for (row, node) in nodes.iter().enumerate() {
            @if sizes[row] > 0.0 { (node_of(node, row, sizes[row], unit, &placed[row])) }
        }
        // Above all else, so that a name is read where nodes of the next column are near.
        @for (row, node) in nodes.iter().enumerate() {
            @if sizes[row] > 0.0 { (name_of(node, sizes[row], &placed[row])) }
        }
    };
    let rows = flows.iter().map(|flow| {
        let (from, to) = (&nodes[flow.from].name, &nodes[flow.to].name);
        vec![from.clone(), to.clone(), number::amount(flow.value)]
    });
    let head = ["from", "to", unit];
    figure(
        caption,
        TOP + HEIGHT + 16.0,
        (Shape::Filled, &[]),
        &drawn,
        &Data::new(&head, rows.collect()),
    )
}

/// The area of a flow from one place to another, so thick.
fn band((x1, y1): (f64, f64), (x2, y2): (f64, f64), thick: f64) -> String {
    let middle = f64::midpoint(x1, x2);
    let [x1, x2, middle] = [x1, x2, middle].map(at);
    let [top1, top2, bottom1, bottom2] = [y1, y2, y1 + thick, y2 + thick].map(at);
    format!(
        "M{x1} {top1}C{middle} {top1} {middle} {top2} {x2} {top2}\
         V{bottom2}C{middle} {bottom2} {middle} {bottom1} {x1} {bottom1}Z"
    )
}

fn told_of(nodes: &[Node], flow: &Flow, unit: &str) -> String {
    let (from, to) = (&nodes[flow.from].name, &nodes[flow.to].name);
    format!("{from} to {to}: {} {unit}", number::amount(flow.value))
}

/// Nodes in columns, as high as the fullest column allows.
fn place(nodes: &[Node], sizes: &[f64]) -> Vec<Placed> {
    let columns = nodes.iter().map(|node| node.column).max().unwrap_or(0) + 1;
    let of_column = |column: usize| {
        let rows = nodes.iter().zip(sizes);
        rows.filter(move |(node, size)| node.column == column && **size > 0.0)
    };
    let scale = (0..columns).map(|column| {
        let count = of_column(column).count() as f64;
        let sum: f64 = of_column(column).map(|(_, size)| size).sum();
        if sum > 0.0 {
            (HEIGHT - GAP * (count - 1.0).max(0.0)) / sum
        } else {
            f64::MAX
        }
    });
    let scale = scale.fold(f64::MAX, f64::min);
    let step = (RIGHT - LEFT) / (columns.saturating_sub(1)).max(1) as f64;
    let mut next = vec![TOP; columns];
    let places = nodes.iter().zip(sizes).map(|(node, size)| {
        let height = if *size > 0.0 { size * scale } else { 0.0 };
        let y = next[node.column];
        if *size > 0.0 {
            next[node.column] += height + GAP;
        }
        let x = LEFT + step * node.column as f64;
        Placed {
            x,
            y,
            height,
            taken: [0.0; 2],
        }
    });
    places.collect()
}

fn node_of(node: &Node, row: usize, size: f64, unit: &str, placed: &Placed) -> Markup {
    let told = format!("{}: {} {unit}", node.name, number::amount(size));
    let size = (NODE, placed.height.max(1.0));
    let class = format!("fill {}", colour_of(row));
    rectangle((placed.x, placed.y), size, &class, &told)
}

fn name_of(node: &Node, size: f64, placed: &Placed) -> Markup {
    let text = format!("{} {}", cut(&node.name, 22), number::amount(size));
    let middle = placed.y + placed.height / 2.0 + 4.0;
    html! { g.names.halo { (label(placed.x + NODE + 5.0, middle, "start", &text)) } }
}
