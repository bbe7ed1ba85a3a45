//! The tree of a scenario: values that know where they were written.

use std::borrow::Cow;
use std::sync::Arc;

use super::problem::Fault;
use super::provenance::Provenance;
use super::source::Place;

/// A value, its place, and where it comes from if the scenario says so.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) place: Place,
    pub(super) value: Value,
    /// That of a value that is no table.
    pub(super) provenance: Option<Arc<Provenance>>,
}

/// A value. Scalars keep their text, so that a table's cell "12" can be a number or a name, as
/// its column needs.
#[derive(Clone, Debug)]
pub(super) enum Value {
    String(String),
    Integer { value: i64, text: String },
    Float { value: f64, text: String },
    Boolean(bool),
    Datetime(String),
    Array(Vec<Node>),
    Table(Table),
}

/// A table in file order.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    pub(super) entries: Vec<Entry>,
    /// Whether it was read from a CSV file: it then replaces a table it overlays, as a whole.
    pub(super) from_csv: bool,
}

/// One entry of a table.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) key: String,
    /// The place of the key.
    pub(super) place: Place,
    pub(super) node: Node,
}

impl Table {
    pub(super) fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    pub(super) fn get_mut(&mut self, key: &str) -> Option<&mut Entry> {
        self.entries.iter_mut().find(|entry| entry.key == key)
    }

    /// Lays `overlay` over this table: tables merge key by key, everything else is replaced, and
    /// what is new comes last. A table read from CSV replaces the one below it.
    pub(super) fn merge(&mut self, overlay: Self) {
        let keys = self.entries.iter().enumerate();
        let rows: std::collections::BTreeMap<String, usize> =
            keys.map(|(row, entry)| (entry.key.clone(), row)).collect();
        for entry in overlay.entries {
            let Some(&row) = rows.get(&entry.key) else {
                self.entries.push(entry);
                continue;
            };
            match (&mut self.entries[row].node.value, entry.node.value) {
                (Value::Table(below), Value::Table(above)) if !above.from_csv => below.merge(above),
                (_, value) => {
                    let node = Node {
                        value,
                        ..entry.node
                    };
                    self.entries[row] = Entry { node, ..entry };
                }
            }
        }
    }

    /// Takes out the entry of a key, if there is one.
    pub(super) fn take(&mut self, key: &str) -> Option<Entry> {
        let row = self.entries.iter().position(|entry| entry.key == key)?;
        Some(self.entries.remove(row))
    }

    /// Takes out what `path` names, if it lies in tables only.
    pub(super) fn remove(&mut self, path: &[String]) -> Result<(), Fault> {
        let unknown = |table: &Self, name: &str| {
            let keys = table.entries.iter().map(|entry| entry.key.as_str());
            Err(Fault::unknown_name("entry", name, keys))
        };
        let Some((name, rest)) = path.split_first() else {
            return unknown(self, "");
        };
        let Some(row) = self.entries.iter().position(|entry| entry.key == *name) else {
            return unknown(self, name);
        };
        match (&mut self.entries[row].node.value, rest) {
            (_, []) => {
                self.entries.remove(row);
                Ok(())
            }
            (Value::Table(table), rest) => table.remove(rest),
            (_, [inner, ..]) => unknown(&Self::default(), inner),
        }
    }

    /// What `path` names, if it lies in tables only.
    pub(super) fn value_of(&self, path: &[String]) -> Option<&Value> {
        let (name, rest) = path.split_first()?;
        let value = &self.get(name)?.node.value;
        match value {
            _ if rest.is_empty() => Some(value),
            Value::Table(table) => table.value_of(rest),
            Value::String(_)
            | Value::Integer { .. }
            | Value::Float { .. }
            | Value::Boolean(_)
            | Value::Datetime(_)
            | Value::Array(_) => None,
        }
    }

    /// What `path` names, if it lies in tables only.
    pub(super) fn node_at(&mut self, path: &[String]) -> Option<&mut Node> {
        let (name, rest) = path.split_first()?;
        let node = &mut self.get_mut(name)?.node;
        if rest.is_empty() {
            return Some(node);
        }
        match &mut node.value {
            Value::Table(table) => table.node_at(rest),
            Value::String(_)
            | Value::Integer { .. }
            | Value::Float { .. }
            | Value::Boolean(_)
            | Value::Datetime(_)
            | Value::Array(_) => None,
        }
    }

    /// The place of what `path` names, or of the last thing on the way to it that exists; `None`
    /// if not even the first name does.
    pub(super) fn place_of(&self, path: &[String]) -> Option<Place> {
        let (name, rest) = path.split_first()?;
        let entry = self.get(name)?;
        Some(entry.node.place_of(rest).unwrap_or(match entry.node.value {
            Value::Table(_) => entry.place,
            Value::String(_)
            | Value::Integer { .. }
            | Value::Float { .. }
            | Value::Boolean(_)
            | Value::Datetime(_)
            | Value::Array(_) => entry.node.place,
        }))
    }
}

impl Node {
    pub(super) const fn new(place: Place, value: Value) -> Self {
        Self {
            place,
            value,
            provenance: None,
        }
    }

    /// The table that this is; an empty one if it is none.
    pub(super) fn into_table(self) -> Table {
        if let Value::Table(table) = self.value {
            table
        } else {
            Table::default()
        }
    }

    /// Does something with each entry of a table or element of a list. `path` is that of this
    /// value; what is done is given the child's.
    pub(super) fn each_child(
        &mut self,
        path: &mut Vec<String>,
        act: &mut dyn FnMut(&mut Self, &mut Vec<String>),
    ) {
        match &mut self.value {
            Value::Table(table) => {
                for entry in &mut table.entries {
                    path.push(entry.key.clone());
                    act(&mut entry.node, path);
                    path.pop();
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter_mut().enumerate() {
                    path.push(index.to_string());
                    act(item, path);
                    path.pop();
                }
            }
            Value::String(_)
            | Value::Integer { .. }
            | Value::Float { .. }
            | Value::Boolean(_)
            | Value::Datetime(_) => {}
        }
    }

    /// The entries of a table or the elements of a list, with their keys or numbers.
    pub(super) fn children(&self) -> Vec<(Cow<'_, str>, &Self)> {
        match &self.value {
            Value::Table(table) => {
                let entries = table.entries.iter();
                entries
                    .map(|entry| (Cow::Borrowed(entry.key.as_str()), &entry.node))
                    .collect()
            }
            Value::Array(items) => {
                let items = items.iter().enumerate();
                items
                    .map(|(index, item)| (Cow::Owned(index.to_string()), item))
                    .collect()
            }
            Value::String(_)
            | Value::Integer { .. }
            | Value::Float { .. }
            | Value::Boolean(_)
            | Value::Datetime(_) => Vec::new(),
        }
    }

    /// Whether it has a provenance of its own: no table does, and no list of tables.
    pub(super) fn is_leaf(&self) -> bool {
        match &self.value {
            Value::Table(_) => false,
            Value::Array(items) => items.iter().all(Self::is_leaf),
            Value::String(_)
            | Value::Integer { .. }
            | Value::Float { .. }
            | Value::Boolean(_)
            | Value::Datetime(_) => true,
        }
    }

    fn place_of(&self, path: &[String]) -> Option<Place> {
        match &self.value {
            Value::Table(table) => table.place_of(path),
            Value::Array(items) => {
                let (index, rest) = path.split_first()?;
                let item = items.get(index.parse::<usize>().ok()?)?;
                Some(item.place_of(rest).unwrap_or(item.place))
            }
            Value::String(_)
            | Value::Integer { .. }
            | Value::Float { .. }
            | Value::Boolean(_)
            | Value::Datetime(_) => None,
        }
    }
}

impl Value {
    /// The text of a value that is one.
    pub(super) fn string(&self) -> Option<&str> {
        if let Self::String(text) = self {
            Some(text)
        } else {
            None
        }
    }

    /// The keys of a table; none of any other value.
    pub(super) fn keys(&self) -> Vec<&str> {
        let entries = if let Self::Table(table) = self {
            &table.entries[..]
        } else {
            &[]
        };
        entries.iter().map(|entry| entry.key.as_str()).collect()
    }

    /// The text of a scalar; `None` for lists and tables.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::String(text)
            | Self::Integer { text, .. }
            | Self::Float { text, .. }
            | Self::Datetime(text) => Some(text),
            Self::Boolean(true) => Some("true"),
            Self::Boolean(false) => Some("false"),
            Self::Array(_) | Self::Table(_) => None,
        }
    }

    /// What it is, for "found ...".
    pub(super) fn described(&self) -> String {
        match self {
            Self::String(text) => format!("the text \"{}\"", shortened(text)),
            Self::Integer { text, .. } | Self::Float { text, .. } => {
                format!("the number {}", shortened(text))
            }
            Self::Boolean(value) => value.to_string(),
            Self::Datetime(text) => format!("the date {text}"),
            Self::Array(_) => "a list".to_owned(),
            Self::Table(_) => "a table".to_owned(),
        }
    }
}

/// At most 60 characters of a text, for a message.
pub(super) fn shortened(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}
