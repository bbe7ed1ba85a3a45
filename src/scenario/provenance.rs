//! Where the values of a scenario come from: the reserved key `provenance` of any table.
//!
//! Its value is a text for everything that the file says in that table, or a table from paths below
//! it to such texts, where `*` is any name. The statements are taken out of the tree before a
//! schema sees it, and kept beside each value; the statement with the longest path holds.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use super::FieldPath;
use super::load::Loader;
use super::problem::{Fault, Problem};
use super::range::AssumedRange;
use super::source::Place;
use super::tree::{Entry, Node, Table, Value};

/// The name in a path that stands for every name.
const ANY: &str = "*";

/// The reserved key.
pub(super) const PROVENANCE: &str = "provenance";

/// How a value is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProvenanceTag {
    /// A report of what is modelled says it.
    Reported,
    /// It follows from what is reported.
    Derived,
    /// It was looked up in public sources.
    LookedUp,
    /// It is an assumption.
    Assumed,
    /// It was fitted to a reported figure.
    Fitted,
}

impl ProvenanceTag {
    /// Every tag.
    pub const ALL: [Self; 5] = [
        Self::Reported,
        Self::Derived,
        Self::LookedUp,
        Self::Assumed,
        Self::Fitted,
    ];

    /// The tag as scenarios write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reported => "reported",
            Self::Derived => "derived",
            Self::LookedUp => "looked up",
            Self::Assumed => "assumed",
            Self::Fitted => "fitted",
        }
    }

    /// Whether it says nothing without a source.
    const fn needs_source(self) -> bool {
        matches!(self, Self::Reported | Self::LookedUp)
    }
}

/// Where a value comes from. Its text is `tag` or `tag: source or remark`; an assumption may have a
/// range, as in `assumed [0.1 to 0.3]: half to twice`.
#[derive(Clone, Debug, PartialEq)]
pub struct Provenance {
    /// How the value is known.
    pub tag: ProvenanceTag,
    /// The range within which an assumed number is thought to lie.
    pub range: Option<AssumedRange>,
    /// The source, or what else there is to say; may be empty.
    pub source: String,
}

impl FromStr for Provenance {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        let (name, source) = text.split_once(':').unwrap_or((text, ""));
        let (name, range) = match name
            .trim()
            .strip_suffix(']')
            .and_then(|name| name.split_once('['))
        {
            Some((name, range)) => (name, Some(range)),
            None => (name, None),
        };
        let (name, source) = (name.trim(), source.trim().to_owned());
        let known = ProvenanceTag::ALL;
        let Some(tag) = known.into_iter().find(|tag| tag.name() == name) else {
            let known = known.map(ProvenanceTag::name);
            return Err(Fault::unknown_name("provenance tag", name, known));
        };
        if source.is_empty() && tag.needs_source() {
            let message = format!("the provenance `{name}` has no source");
            let help = format!("name it: `{name}: author, year, title`");
            return Err(Fault::invalid(message, help));
        }
        if range.is_some() && tag != ProvenanceTag::Assumed {
            let message = format!("what is {name} has no range");
            return Err(Fault::invalid(message, "give ranges to what is assumed"));
        }
        let range = range.map(str::parse).transpose()?;
        Ok(Self { tag, range, source })
    }
}

impl fmt::Display for Provenance {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { tag, range, source } = self;
        formatter.write_str(tag.name())?;
        if let Some(range) = range {
            write!(formatter, " {range}")?;
        }
        match source.as_str() {
            "" => Ok(()),
            source => write!(formatter, ": {source}"),
        }
    }
}

/// What a file says of the provenance of everything below a path.
pub(super) struct Statement {
    /// The path from the root.
    path: Vec<String>,
    /// How many names of the path lead to the table that says it.
    depth: usize,
    provenance: Arc<Provenance>,
    place: Place,
}

impl Loader<'_> {
    /// Takes the statements out of the value at `path` and all below it.
    pub(super) fn take_statements(
        &mut self,
        node: &mut Node,
        path: &mut Vec<String>,
        taken: &mut Vec<Statement>,
    ) {
        if let Value::Table(table) = &mut node.value {
            let own = |entry: &Entry| entry.key == PROVENANCE;
            if let Some(row) = table.entries.iter().position(own) {
                let entry = table.entries.remove(row);
                self.statement(&entry.node, path.len(), path, taken);
            }
        }
        node.each_child(path, &mut |node, path| {
            self.take_statements(node, path, taken);
        });
    }

    /// What `node`, the value of a key `provenance` at `depth`, says of `path` and below it.
    pub(super) fn statement(
        &mut self,
        node: &Node,
        depth: usize,
        path: &mut Vec<String>,
        taken: &mut Vec<Statement>,
    ) {
        let fault = match &node.value {
            Value::String(text) => match text.parse() {
                Ok(provenance) => {
                    return taken.push(Statement {
                        path: path.clone(),
                        depth,
                        provenance: Arc::new(provenance),
                        place: node.place,
                    });
                }
                Err(fault) => fault,
            },
            Value::Table(table) => {
                for entry in &table.entries {
                    let length = path.len();
                    path.extend(FieldPath::from(&*entry.key).segments());
                    self.statement(&entry.node, depth, path, taken);
                    path.truncate(length);
                }
                return;
            }
            Value::Integer { .. }
            | Value::Float { .. }
            | Value::Boolean(_)
            | Value::Datetime(_)
            | Value::Array(_) => Fault::WrongType {
                found: node.value.described(),
                allowed: "a text such as \"assumed\", or a table of such texts by key".to_owned(),
            },
        };
        self.problems.push(Problem {
            path: said_at(path, depth),
            place: Some(node.place),
            fault,
        });
    }

    /// Reports statements about paths that do not exist.
    pub(super) fn refuse_statements(&mut self, root: &Node, statements: Vec<Statement>) {
        for statement in statements {
            let Statement {
                path, depth, place, ..
            } = statement;
            let (name, known) = root.first_missing(&path);
            self.problems.push(Problem {
                path: said_at(&path, depth),
                place: Some(place),
                fault: Fault::unknown_name("value", name, known),
            });
        }
    }
}

/// Where a statement about `path` stands in a file: in the table to which its first `depth` names
/// lead.
fn said_at(path: &[String], depth: usize) -> FieldPath {
    let (table, below) = path.split_at(depth);
    let names = table.iter().map(String::as_str).chain([PROVENANCE]);
    let names = names.chain(below.iter().map(String::as_str));
    names.fold(FieldPath::root(), |path, name| path.field(name))
}

/// Gives the values below the statements' paths their provenance. Of several that hold for a value,
/// that of the longest path counts; of equally long ones, that with the fewest `*`, then the one
/// written nearest. The statements whose paths do not exist come back.
pub(super) fn apply(root: &mut Node, mut statements: Vec<Statement>) -> Vec<Statement> {
    if statements.is_empty() {
        return statements;
    }
    statements.sort_by_key(|Statement { path, depth, .. }| {
        let named = path.iter().filter(|name| *name != ANY).count();
        (path.len(), named, *depth)
    });
    let mut branch = Branch::default();
    for (rank, statement) in statements.iter().enumerate() {
        branch.grow(&statement.path, rank);
    }
    let mut is_used = vec![false; statements.len()];
    root.state(&[&branch], None, &statements, &mut is_used);
    let mut is_used = is_used.into_iter();
    statements.retain(|_| !is_used.next().unwrap_or_default());
    statements
}

/// The paths of statements as a tree, so that one walk over a scenario applies them all: a table
/// may have as many statements as rows.
#[derive(Default)]
struct Branch<'a> {
    /// The statements whose paths end here, by rank: the last one holds.
    ends: Vec<usize>,
    below: BTreeMap<&'a str, Self>,
}

impl<'a> Branch<'a> {
    fn grow(&mut self, path: &'a [String], rank: usize) {
        match path.split_first() {
            None => self.ends.push(rank),
            Some((name, rest)) => self.below.entry(name).or_default().grow(rest, rank),
        }
    }
}

/// What the values of a part of a scenario have in common.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Shared<'a> {
    /// There are no values.
    Nothing,
    /// All have this provenance, or none has one.
    Same(Option<&'a Provenance>),
    /// They differ.
    Differs,
}

/// What the values in all of `nodes` have in common.
fn shared<'a>(nodes: impl Iterator<Item = &'a Node>) -> Shared<'a> {
    nodes.fold(Shared::Nothing, |before, node| {
        match (before, node.shared_provenance()) {
            (shared, Shared::Nothing) | (Shared::Nothing, shared) => shared,
            (before, own) if before == own => own,
            (_, _) => Shared::Differs,
        }
    })
}

impl Table {
    pub(super) fn shared_provenance(&self) -> Shared<'_> {
        shared(self.entries.iter().map(|entry| &entry.node))
    }
}

impl Node {
    /// Gives every value here and below the provenance of the statement of the highest rank among
    /// those that hold for it: `given` by what is around, and those in `branches`.
    fn state(
        &mut self,
        branches: &[&Branch],
        given: Option<usize>,
        statements: &[Statement],
        is_used: &mut [bool],
    ) {
        let mut best = given;
        for &rank in branches.iter().flat_map(|branch| &branch.ends) {
            is_used[rank] = true;
            best = best.max(Some(rank));
        }
        if let Some(rank) = best {
            self.provenance = Some(Arc::clone(&statements[rank].provenance));
        }
        if best.is_none() && branches.is_empty() {
            return;
        }
        self.each_child(&mut Vec::new(), &mut |node, at| {
            let name = at.last().map_or("", String::as_str);
            let below = branches.iter().flat_map(|branch| {
                let any = (name != ANY).then(|| branch.below.get(ANY)).flatten();
                branch.below.get(name).into_iter().chain(any)
            });
            let below: Vec<&Branch> = below.collect();
            node.state(&below, best, statements, is_used);
        });
    }

    pub(super) fn shared_provenance(&self) -> Shared<'_> {
        if self.is_leaf() {
            return Shared::Same(self.provenance.as_deref());
        }
        shared(self.children().into_iter().map(|(_, node)| node))
    }

    /// The first name on `path` that does not exist, and those that exist beside it.
    fn first_missing<'a>(&'a self, path: &'a [String]) -> (&'a str, Vec<&'a str>) {
        let mut node = self;
        for name in path {
            let children = node.children().into_iter();
            let mut found = children.filter(|(key, _)| name == ANY || key == name);
            let Some((_, inner)) = found.next() else {
                return (name, node.value.keys());
            };
            node = inner;
        }
        ("", Vec::new())
    }
}
