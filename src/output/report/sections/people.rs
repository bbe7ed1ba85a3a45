//! People: how they come, what becomes of them, and who works in the chain.

use maud::{Markup, html};

use super::super::chart::{Caption, Flow, Node, sankey};
use super::super::read::Run;
use super::course;

/// The flow of persons, and the courses of people; none if the scenario has no people.
pub(super) fn section(run: &Run) -> Option<Markup> {
    let charts = [
        flows(run),
        course(
            run,
            "chart-registered",
            "Who registers, by channel",
            "talent.registered",
            "persons",
        ),
        course(
            run,
            "chart-tiers",
            "Residents by tier",
            "careers.in_tier",
            "persons",
        ),
        course(
            run,
            "chart-employed",
            "Employed in the chain, by role",
            "careers.employed",
            "persons",
        ),
        course(
            run,
            "chart-shortage",
            "Posts that lack people",
            "staffing.shortage",
            "%",
        ),
        course(
            run,
            "chart-window",
            "Queue at the service window",
            "services.window_queue",
            "persons",
        ),
    ];
    let charts: Vec<Markup> = charts.into_iter().flatten().collect();
    (!charts.is_empty()).then(|| html! { @for chart in &charts { (chart) } })
}

/// A diagram under construction: its nodes by name.
#[derive(Default)]
pub(super) struct Builder {
    nodes: Vec<Node>,
    flows: Vec<Flow>,
}

impl Builder {
    fn node(&mut self, name: &str, column: usize) -> usize {
        let is_it = |node: &Node| node.name == name && node.column == column;
        if let Some(found) = self.nodes.iter().position(is_it) {
            return found;
        }
        let name = name.to_owned();
        self.nodes.push(Node { name, column });
        self.nodes.len() - 1
    }

    /// Adds a flow between two nodes, each with its column.
    pub(super) fn add(&mut self, from: (&str, usize), to: (&str, usize), value: f64) {
        let from = self.node(from.0, from.1);
        let to = self.node(to.0, to.1);
        self.flows.push(Flow { from, to, value });
    }

    /// The diagram; none if nothing flows.
    pub(super) fn drawn(&self, caption: &Caption, unit: &str) -> Option<Markup> {
        let is_drawn = self.flows.iter().any(|flow| flow.value > 0.0);
        is_drawn.then(|| sankey(caption, unit, &self.nodes, &self.flows))
    }
}

/// From registration by channel to posts in the chain.
fn flows(run: &Run) -> Option<Markup> {
    let book = |key: &str| run.summary.balance.get(key);
    let mut diagram = Builder::default();
    let (registered, settled, seeking) = ("registered", "settled", "seek a post in chips");
    for (channel, &count) in &book("talent.persons")?.came {
        diagram.add((channel, 0), (registered, 1), count);
    }
    if let Some(services) = book("services.persons") {
        for (fate, &count) in &services.out {
            diagram.add((registered, 1), (fate, 2), count);
        }
        diagram.add((registered, 1), ("not settled yet", 2), services.closing);
    }
    if let Some(others) = book("careers.in_other_industries") {
        let count = others.came.get("settled").copied().unwrap_or(0.0);
        diagram.add((settled, 2), ("other industries", 3), count);
    }
    for (key, of_role) in &run.summary.balance {
        let Some(role) = key.strip_prefix("careers.seekers/") else {
            continue;
        };
        let came = of_role.came.get("settled").copied().unwrap_or(0.0);
        diagram.add((settled, 2), (seeking, 3), came);
        let hired = of_role.out.get("hired").copied().unwrap_or(0.0);
        diagram.add((seeking, 3), (role, 4), hired);
    }
    let caption = Caption::new(
        "chart-people",
        "From registration to posts in the chain",
        "Persons in the whole run, as means over replications. Those who seek a post and are not \
         hired give up, leave or still seek; they end in the diagram where they seek. Staff of the \
         start is not in it, and who leaves a post later stays in it.",
    );
    diagram.drawn(&caption, "persons")
}
