//! Reads a scenario and every file it names into one tree.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value as Json;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::decode::{MOST_BYTES, Unread, without_mark};
use super::document::Tree;
use super::problem::{Fault, Found, Problem, Problems};
use super::range::refuse_outside;
use super::source::{FileId, Place, SourceFile};
use super::tree::{Entry, Node, Table, Value};
use super::{FieldPath, decode, nearby, overrides, provenance};

/// The values and cells of all files of a scenario together.
const MOST_VALUES: usize = 4_000_000;
/// How many files one scenario may name.
const MOST_FILES: usize = 1_000;
/// How deep files may name each other.
const DEEPEST_CHAIN: usize = 16;
/// How deep tables and lists may lie within each other.
const DEEPEST_TREE: usize = 64;
/// The key by which a scenario names the one it is laid over.
const EXTENDS: &str = "extends";
/// The key of the CSV files that say over time what the values at the paths of their columns are.
const PLANS: &str = "plans";
/// The key of the paths of what it does not take over.
const WITHOUT: &str = "without";

/// The start of the file that was named first.
pub(super) const START: Place = Place {
    file: FileId(0),
    start: 0,
    end: 0,
};

/// The tree of a file (`-` for the standard input) with overrides applied. `schema` says where a
/// text may be the name of a table's file.
pub(super) fn from_file(
    schema: Arc<Json>,
    path: &Path,
    overrides: &[String],
) -> Result<Tree, Problems> {
    let mut loader = Loader::new(schema);
    let root = if path == Path::new("-") {
        match loader.text_of(std::io::stdin().lock(), "stdin", None) {
            Some(text) => loader.scenario("stdin", text, Path::new("")),
            None => Table::default(),
        }
    } else {
        loader.file(path, &path.to_string_lossy(), None, Loader::scenario)
    };
    loader.finish(root, overrides)
}

/// The tree of a text that stands for the file `name`.
pub(super) fn from_text(
    schema: Arc<Json>,
    name: &str,
    text: &str,
    overrides: &[String],
) -> Result<Tree, Problems> {
    let mut loader = Loader::new(schema);
    let folder = Path::new(name).parent().unwrap_or(Path::new(""));
    let root = loader.scenario(name, without_mark(text.to_owned()), folder);
    loader.finish(root, overrides)
}

/// The tree of the file `name` among files in memory, the only ones there are.
pub(super) fn from_files(
    schema: Arc<Json>,
    name: &str,
    files: &[(String, String)],
    overrides: &[String],
) -> Result<Tree, Problems> {
    let mut loader = Loader {
        in_memory: Some(files),
        ..Loader::new(schema)
    };
    let root = loader.file(Path::new(name), name, None, Loader::scenario);
    loader.finish(root, overrides)
}

/// A tree that was read before, with further overrides applied.
pub(super) fn with_overrides(
    schema: Arc<Json>,
    tree: &Tree,
    overrides: &[String],
) -> Result<Tree, Problems> {
    let loader = Loader {
        sources: tree.sources.clone(),
        ..Loader::new(schema)
    };
    loader.finish(tree.root.clone(), overrides)
}

/// The fault of a file that cannot be opened, with what to name instead. `is_named` says whether
/// another file names it.
fn missing(path: &Path, name: &str, is_named: bool, reason: impl ToString) -> Fault {
    let rule = if is_named {
        "a file that a scenario names is looked for from the scenario's folder"
    } else {
        "name the file of a scenario; `chippark generate` writes one"
    };
    let nearby = nearby::files_like(path).map(|files| format!("{files}; "));
    Fault::Unreadable {
        file: name.to_owned(),
        reason: reason.to_string(),
        help: format!("{}{rule}", nearby.unwrap_or_default()),
    }
}

/// What has been read so far.
pub(super) struct Loader<'a> {
    /// What the scenario is to be.
    pub(super) schema: Arc<Json>,
    pub(super) sources: Vec<SourceFile>,
    pub(super) problems: Found,
    /// How many bytes and values may still be read.
    bytes_left: u64,
    pub(super) values_left: usize,
    /// The files that are being read, outermost first: their true paths and their names.
    chain: Vec<(PathBuf, String)>,
    /// The files that there are, by name, where they are not those of the system.
    in_memory: Option<&'a [(String, String)]>,
}

impl Loader<'_> {
    const fn new(schema: Arc<Json>) -> Self {
        Self {
            schema,
            sources: Vec::new(),
            problems: Found {
                kept: Vec::new(),
                more: 0,
            },
            bytes_left: MOST_BYTES,
            values_left: MOST_VALUES,
            chain: Vec::new(),
            in_memory: None,
        }
    }

    fn finish(mut self, root: Table, overrides: &[String]) -> Result<Tree, Problems> {
        let mut root = Node::new(START, Value::Table(root));
        for text in overrides {
            overrides::apply(&mut self, &mut root, text);
        }
        refuse_outside(&mut root, &mut Vec::new(), &mut |problem| {
            self.problems.push(problem);
        });
        let Self {
            sources, problems, ..
        } = self;
        let root = root.into_table();
        let tree = Tree { sources, root };
        if problems.is_empty() {
            Ok(tree)
        } else {
            Err(Problems::of(tree.into(), problems))
        }
    }

    pub(super) fn report(&mut self, place: Option<Place>, fault: Fault) {
        self.problems.push(Problem {
            path: FieldPath::root(),
            place,
            fault,
        });
    }

    fn refuse(&mut self, place: Option<Place>, fault: Fault) -> Table {
        self.report(place, fault);
        Table::default()
    }

    /// Takes in a text.
    pub(super) fn source(&mut self, name: &str, text: String, is_override: bool) -> FileId {
        self.sources.push(SourceFile::new(name, text, is_override));
        FileId(self.sources.len() - 1)
    }

    /// Reads a file that `named_at` names, unless it is already being read.
    pub(super) fn file(
        &mut self,
        path: &Path,
        name: &str,
        named_at: Option<Place>,
        read: impl FnOnce(&mut Self, &str, String, &Path) -> Table,
    ) -> Table {
        let true_path = match self.in_memory {
            Some(_) => path.to_owned(),
            None => path.canonicalize().unwrap_or_else(|_| path.to_owned()),
        };
        if let Some(first) = self.chain.iter().position(|(known, _)| *known == true_path) {
            let names = self.chain[first..].iter().map(|(_, name)| name.clone());
            let chain = names.chain(std::iter::once(name.to_owned())).collect();
            return self.refuse(named_at, Fault::Cycle { chain });
        }
        if self.chain.len() >= DEEPEST_CHAIN || self.sources.len() >= MOST_FILES {
            let fault = Fault::TooLarge {
                what: "the number of files that name each other".to_owned(),
                allowed: format!("{DEEPEST_CHAIN} in a chain, {MOST_FILES} in all"),
            };
            return self.refuse(named_at, fault);
        }
        let Some(text) = self.text(path, name, named_at) else {
            return Table::default();
        };
        self.chain.push((true_path, name.to_owned()));
        let table = read(self, name, text, path.parent().unwrap_or(Path::new("")));
        self.chain.pop();
        table
    }

    /// The text of a file; none where it cannot be read, which is reported.
    fn text(&mut self, path: &Path, name: &str, named_at: Option<Place>) -> Option<String> {
        if let Some(files) = self.in_memory {
            let found = files.iter().find(|(known, _)| Path::new(known) == path);
            if found.is_none() {
                let fault = missing(path, name, named_at.is_some(), "there is no such file");
                self.report(named_at, fault);
            }
            return found.map(|(_, text)| without_mark(text.clone()));
        }
        match std::fs::File::open(path) {
            Ok(file) => self.text_of(file, name, named_at),
            Err(error) => {
                let fault = missing(path, name, named_at.is_some(), error);
                self.report(named_at, fault);
                None
            }
        }
    }

    /// All of a file as text; none where it is too long or no text, which is reported.
    fn text_of(&mut self, file: impl Read, name: &str, named_at: Option<Place>) -> Option<String> {
        match decode::read(file, name, &mut self.bytes_left) {
            Ok(text) => Some(text),
            Err(Unread { fault, shown }) => {
                let place = shown.map(|(text, start)| Place {
                    file: self.source(name, text, false),
                    start,
                    end: start,
                });
                self.report(place.or(named_at), *fault);
                None
            }
        }
    }

    /// Counts `count` more values; whether that many may be held. That they may not is reported
    /// once.
    pub(super) fn takes(&mut self, count: usize, place: Place) -> bool {
        if self.values_left >= count {
            self.values_left -= count;
            return true;
        }
        if self.values_left > 0 {
            self.values_left = 0;
            let fault = Fault::TooLarge {
                what: "the number of values".to_owned(),
                allowed: format!("at most {MOST_VALUES}, empty cells included"),
            };
            self.report(Some(place), fault);
        }
        false
    }

    /// The table of a TOML text, laid over the one it extends.
    fn scenario(&mut self, name: &str, text: String, folder: &Path) -> Table {
        let file = self.source(name, text.clone(), false);
        let (parsed, errors) = DeTable::parse_recoverable(&text);
        for error in errors {
            let span = error.span().unwrap_or(0..0);
            let place = Place {
                file,
                start: span.start,
                end: span.end,
            };
            let message = error.message().trim().replace('\n', "; ");
            self.report(Some(place), Fault::Syntax { message });
        }
        let reading = Reading {
            text: &text,
            file,
            offset: 0,
        };
        let mut table = self.table(parsed.get_ref(), reading, 0);
        let plans = table.take(PLANS);
        let base = table.take(EXTENDS);
        let without = table.take(WITHOUT);
        let mut root = Node::new(START, Value::Table(table));
        self.include(&mut root, folder, &mut Vec::new());
        let mut statements = Vec::new();
        self.take_statements(&mut root, &mut Vec::new(), &mut statements);
        let mut about_base = provenance::apply(&mut root, statements);
        if let Some(base) = base {
            root = self.laid_over(&base.node, without.as_ref(), root, folder);
            about_base = provenance::apply(&mut root, about_base);
        } else if let Some(without) = without {
            let help = "name the file with `extends`";
            let fault = Fault::invalid("`without` leaves out nothing of no file", help);
            self.report(Some(without.place), fault);
        }
        self.refuse_statements(&root, about_base);
        let mut table = root.into_table();
        if let Some(plans) = plans {
            self.lay_plans(&plans.node, &mut table, folder);
        }
        table
    }

    /// `overlay` laid over the scenario that `base` names, less what lies at the paths of `without`.
    fn laid_over(
        &mut self,
        base: &Node,
        without: Option<&Entry>,
        overlay: Node,
        folder: &Path,
    ) -> Node {
        let Value::String(name) = &base.value else {
            let fault = Fault::WrongType {
                found: base.value.described(),
                allowed: "the name of a file".to_owned(),
            };
            self.report(Some(base.place), fault);
            return overlay;
        };
        let path = folder.join(name);
        let shown = path.to_string_lossy();
        let mut below = self.file(&path, &shown, Some(base.place), Self::scenario);
        if let Some(without) = without {
            self.leave_out(&mut below, &without.node);
        }
        below.merge(overlay.into_table());
        Node::new(START, Value::Table(below))
    }

    /// Takes what lies at the paths of a list out of a table; a path that leads nowhere is reported.
    fn leave_out(&mut self, below: &mut Table, paths: &Node) {
        let Value::Array(items) = &paths.value else {
            let fault = Fault::WrongType {
                found: paths.value.described(),
                allowed: "a list of paths, such as [\"fab\", \"market.tenders\"]".to_owned(),
            };
            return self.report(Some(paths.place), fault);
        };
        for item in items {
            let fault = if let Value::String(path) = &item.value {
                if below
                    .remove(&FieldPath::from(path.as_str()).segments())
                    .is_ok()
                {
                    continue;
                }
                let message = format!("the scenario below says nothing at `{path}`");
                Fault::invalid(message, "leave the path out, or correct it")
            } else {
                Fault::WrongType {
                    found: item.value.described(),
                    allowed: "a path".to_owned(),
                }
            };
            self.report(Some(item.place), fault);
        }
    }

    /// A table of the parser as ours.
    fn table(&mut self, parsed: &DeTable, reading: Reading, depth: usize) -> Table {
        let entries = parsed.iter().map(|(key, value)| Entry {
            key: key.get_ref().to_string(),
            place: reading.place(key),
            node: self.node(value, reading, depth + 1),
        });
        Table {
            entries: entries.collect(),
            from_csv: false,
        }
    }

    /// A value of the parser as ours.
    pub(super) fn node(
        &mut self,
        parsed: &Spanned<DeValue>,
        reading: Reading,
        depth: usize,
    ) -> Node {
        let place = reading.place(parsed);
        if !self.takes(1, place) {
            return Node::new(place, Value::Boolean(false));
        }
        if depth > DEEPEST_TREE {
            let fault = Fault::TooLarge {
                what: "the depth of tables within tables".to_owned(),
                allowed: format!("at most {DEEPEST_TREE}"),
            };
            self.report(Some(place), fault);
            let value = Value::Boolean(false);
            return Node::new(place, value);
        }
        let value = match parsed.get_ref() {
            DeValue::String(text) => Value::String(text.to_string()),
            DeValue::Integer(integer) => {
                match i64::from_str_radix(integer.as_str(), integer.radix()) {
                    Ok(value) => Value::Integer {
                        value,
                        text: value.to_string(),
                    },
                    Err(_) => self.too_large(place, integer.as_str()),
                }
            }
            DeValue::Float(float) => match float.as_str().parse::<f64>() {
                Ok(value) if value.is_finite() => Value::Float {
                    value,
                    text: float.as_str().to_owned(),
                },
                Ok(_) | Err(_) => self.too_large(place, float.as_str()),
            },
            DeValue::Boolean(value) => Value::Boolean(*value),
            DeValue::Datetime(datetime) => Value::Datetime(datetime.to_string()),
            DeValue::Array(items) => {
                let items = items.iter().map(|item| self.node(item, reading, depth + 1));
                Value::Array(items.collect())
            }
            DeValue::Table(table) => Value::Table(self.table(table, reading, depth)),
        };
        Node::new(place, value)
    }

    fn too_large(&mut self, place: Place, shown: &str) -> Value {
        let allowed = "a finite number, if whole then of at most 63 bits";
        self.report(Some(place), Fault::out_of_range(shown, allowed));
        Value::Boolean(false)
    }
}

/// The text being turned into a tree, and where it lies in its file.
#[derive(Clone, Copy)]
pub(super) struct Reading<'a> {
    pub(super) text: &'a str,
    pub(super) file: FileId,
    pub(super) offset: usize,
}

impl Reading<'_> {
    fn place<T>(&self, parsed: &Spanned<T>) -> Place {
        let span = parsed.span();
        Place {
            file: self.file,
            start: self.offset + span.start.min(self.text.len()),
            end: self.offset + span.end.min(self.text.len()),
        }
    }
}

/// The value of a table's cell: a number, a date or a truth where TOML would read one, else its
/// text.
pub(super) fn cell(text: &str) -> Value {
    let is_plain = text
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"+-.:".contains(&byte));
    let parsed = is_plain.then(|| DeValue::parse(text).ok()).flatten();
    // Where a text is wanted, the cell is that text: so each value keeps it as it is written.
    let written = text.to_owned();
    match parsed.as_ref().map(Spanned::get_ref) {
        Some(DeValue::Integer(integer)) if integer.radix() == 10 => match text.parse::<i64>() {
            Ok(value) => Value::Integer {
                value,
                text: written,
            },
            Err(_) => Value::String(written),
        },
        Some(DeValue::Float(_)) => match text.parse::<f64>() {
            Ok(value) if value.is_finite() => Value::Float {
                value,
                text: written,
            },
            Ok(_) | Err(_) => Value::String(written),
        },
        Some(DeValue::Boolean(value)) => Value::Boolean(*value),
        Some(DeValue::Datetime(_)) => Value::Datetime(written),
        Some(DeValue::String(_) | DeValue::Integer(_) | DeValue::Array(_) | DeValue::Table(_))
        | None => Value::String(written),
    }
}
