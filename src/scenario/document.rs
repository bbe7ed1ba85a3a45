//! A loaded scenario: its texts, its merged tree and what can be asked of it.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use super::dated::{changed_between, less};
use super::path::segments;
use super::problem::{Fault, Found, Problem, Problems};
use super::schema::json_schema;
use super::settings::{self, Setting};
use super::source::{Place, SourceFile};
use super::tree::{Entry, Node, Table, Value};
use super::tunable::Tunable;
use super::{FieldPath, check, load, resolved};
use crate::units::Date;

/// The scenario of a folder.
const FOLDER_FILE: &str = "scenario.toml";

/// What was read and where from.
pub(super) struct Tree {
    pub(super) sources: Vec<SourceFile>,
    pub(super) root: Table,
}

impl Tree {
    /// The place of a path, or of the nearest thing around it: at last, the start of the file.
    pub(super) fn place_of(&self, path: &FieldPath) -> Option<Place> {
        let place = self.root.place_of(&path.segments());
        place.or((!self.sources.is_empty()).then_some(load::START))
    }
}

/// A scenario file with what it extends, its tables and overrides, merged but not yet checked
/// against any schema.
#[derive(Clone)]
pub struct Document {
    tree: Arc<Tree>,
    name: String,
    overrides: Vec<String>,
}

impl Document {
    /// Reads the file at `path` (`-` for the standard input, a folder for the `scenario.toml` in
    /// it), the files it names and the overrides `path.to.key=value`, which come last. Any text
    /// that ends in `.csv` is the name of a table's file.
    ///
    /// # Errors
    /// Everything that cannot be read or understood, at once.
    pub fn load(path: &Path, overrides: &[String]) -> Result<Self, Problems> {
        Self::load_by(Arc::new(Json::Bool(true)), path, overrides)
    }

    /// As [`Self::load`], for a scenario that is to be a `T`: only where `T` has a table is a text
    /// that ends in `.csv` the name of its file.
    ///
    /// # Errors
    /// As [`Self::load`].
    pub fn load_as<T: JsonSchema>(path: &Path, overrides: &[String]) -> Result<Self, Problems> {
        Self::load_by(json_schema::<T>(), path, overrides)
    }

    fn load_by(schema: Arc<Json>, path: &Path, overrides: &[String]) -> Result<Self, Problems> {
        if path != Path::new("-") && path.is_dir() {
            let true_path = path.canonicalize();
            let name = true_path.as_deref().unwrap_or(path).file_name();
            let name = name.map_or_else(String::new, |name| name.to_string_lossy().into_owned());
            let tree = load::from_file(schema, &path.join(FOLDER_FILE), overrides)?;
            return Ok(Self::of(tree, name, overrides));
        }
        let name = if path == Path::new("-") {
            "stdin".to_owned()
        } else {
            path.file_stem()
                .map_or_else(String::new, |stem| stem.to_string_lossy().into_owned())
        };
        let tree = load::from_file(schema, path, overrides)?;
        Ok(Self::of(tree, name, overrides))
    }

    /// Reads a text as though it were the file `file_name`; other files that it names are looked
    /// for beside that.
    ///
    /// # Errors
    /// As [`Self::load`].
    pub fn from_text(file_name: &str, text: &str, overrides: &[String]) -> Result<Self, Problems> {
        Self::text_by(Arc::new(Json::Bool(true)), file_name, text, overrides)
    }

    /// As [`Self::from_text`], for a scenario that is to be a `T`; see [`Self::load_as`].
    ///
    /// # Errors
    /// As [`Self::load`].
    pub fn from_text_as<T: JsonSchema>(
        file_name: &str,
        text: &str,
        overrides: &[String],
    ) -> Result<Self, Problems> {
        Self::text_by(json_schema::<T>(), file_name, text, overrides)
    }

    fn text_by(
        schema: Arc<Json>,
        file_name: &str,
        text: &str,
        overrides: &[String],
    ) -> Result<Self, Problems> {
        let stem = Path::new(file_name).file_stem();
        let name = stem.map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
        let tree = load::from_text(schema, file_name, text, overrides)?;
        Ok(Self::of(tree, name, overrides))
    }

    /// Reads the `scenario.toml` among files that are in memory, each with its name, and those of
    /// them that it names; no other files are looked for.
    ///
    /// # Errors
    /// As [`Self::load`].
    pub fn from_files(
        name: &str,
        files: &[(String, String)],
        overrides: &[String],
    ) -> Result<Self, Problems> {
        let tree = load::from_files(Arc::new(Json::Bool(true)), FOLDER_FILE, files, overrides)?;
        Ok(Self::of(tree, name.to_owned(), overrides))
    }

    /// The same scenario, which is to be a `T`, with further overrides after those that it has. Its
    /// files are not read again.
    ///
    /// # Errors
    /// Every override that cannot be applied.
    pub fn with_overrides<T: JsonSchema>(&self, overrides: &[String]) -> Result<Self, Problems> {
        let tree = load::with_overrides(json_schema::<T>(), &self.tree, overrides)?;
        let overrides = [&self.overrides, overrides].concat();
        Ok(Self::of(tree, self.name.clone(), &overrides))
    }

    /// The same scenario as though nothing stood at `path`: a section, a row of a table, a field.
    ///
    /// ```
    /// use chippark::scenario::{Document, FieldPath};
    /// let text = "[line.stations.etch]\nservers = 2\n[line.stations.test]\nservers = 1\n";
    /// let document = Document::from_text("line.toml", text, &[])?;
    /// let shorter = document.without(&FieldPath::from("line.stations.test"))?;
    /// assert_eq!(shorter.resolved_toml(), "[line.stations.etch]\nservers = 2\n");
    /// let problems = shorter.without(&FieldPath::from("line.stations.etsh")).unwrap_err();
    /// assert!(problems.to_string().contains("did you mean `etch`?"));
    /// assert!(shorter.without(&FieldPath::from("line..etch")).is_err());
    /// # Ok::<(), chippark::scenario::Problems>(())
    /// ```
    ///
    /// # Errors
    /// If nothing stands there, the path leads into a list, or it is not well formed.
    pub fn without(&self, path: &FieldPath) -> Result<Self, Problems> {
        let mut root = self.tree.root.clone();
        let names = match segments(path.as_str()) {
            Ok((names, length)) if length == path.as_str().len() => Ok(names),
            Ok(_) => Err("there is an `=` in the path".to_owned()),
            Err((_, message)) => Err(message),
        };
        let names = names.map_err(|message| Fault::invalid(message, "write `path.to.key`"));
        if let Err(fault) = names.and_then(|names| root.remove(&names)) {
            let mut problems = self.problems();
            problems.add(path.clone(), fault);
            return Err(problems);
        }
        let sources = self.tree.sources.clone();
        Ok(Self {
            tree: Arc::new(Tree { sources, root }),
            ..self.clone()
        })
    }

    /// The same scenario with so many fewer of a count (all of them, if no number is given) on the
    /// days from the first of two dates to before the second one.
    ///
    /// # Errors
    /// If no count stands at `path`.
    pub fn less_between(
        &self,
        path: &FieldPath,
        dates: [Date; 2],
        units: Option<u32>,
    ) -> Result<Self, Fault> {
        self.changed(path, |node| {
            changed_between(node, dates, &|value| less(value, units))
        })
    }

    /// The same scenario with the text `text` at `path` on the days from the first of two dates to
    /// before the second one; on others, what stands there, or else `otherwise`.
    ///
    /// # Errors
    /// If the table around `path` does not exist.
    pub fn set_between(
        &self,
        path: &FieldPath,
        dates: [Date; 2],
        [text, otherwise]: [&str; 2],
    ) -> Result<Self, Fault> {
        let names = path.segments();
        let mut root = self.tree.root.clone();
        let Some((name, around)) = names.split_last() else {
            return Err(Fault::unknown_name("value", "", []));
        };
        let place = load::START;
        let around = root.node_at(around).map(|node| &mut node.value);
        if let Some(Value::Table(table)) = around
            && table.get(name).is_none()
        {
            table.entries.push(Entry {
                key: name.clone(),
                place,
                node: Node::new(place, Value::String(otherwise.to_owned())),
            });
        }
        let sources = self.tree.sources.clone();
        let tree = Arc::new(Tree { sources, root });
        let set = |_: &Value| Ok(Value::String(text.to_owned()));
        let document = Self {
            tree,
            ..self.clone()
        };
        document.changed(path, |node| changed_between(node, dates, &set))
    }

    /// The same scenario with another value at `path`.
    fn changed(
        &self,
        path: &FieldPath,
        change: impl FnOnce(&Node) -> Result<Node, Fault>,
    ) -> Result<Self, Fault> {
        let names = path.segments();
        let mut root = self.tree.root.clone();
        let Some(node) = root.node_at(&names) else {
            let (missing, known) = root.first_missing(&names);
            return Err(Fault::unknown_name("value", &missing, known));
        };
        *node = change(node)?;
        let sources = self.tree.sources.clone();
        let tree = Arc::new(Tree { sources, root });
        Ok(Self {
            tree,
            ..self.clone()
        })
    }

    fn of(tree: Tree, name: String, overrides: &[String]) -> Self {
        Self {
            tree: Arc::new(tree),
            name,
            overrides: overrides.to_vec(),
        }
    }

    /// The scenario as the struct `T` that its schema describes. Reads of one document may be
    /// repeated, and with other types.
    ///
    /// # Errors
    /// Everything in which the tree departs from the schema, at once: unknown and missing keys,
    /// wrong types, numbers out of range, names and quantities that are none.
    pub fn read<T: DeserializeOwned + JsonSchema>(&self) -> Result<T, Problems> {
        let read = check::read(&self.tree.root, None);
        read.map(|(file, _)| file)
            .map_err(|found| self.refused(found))
    }

    /// The scenario as the `T` that it is on its first day, and as it is from each later date on
    /// which a value changes, up to its last day, in order of time. `days` finds the first day, and
    /// the day after the last one, in a `T`.
    ///
    /// # Errors
    /// As [`Self::read`], and if a value is not given for the first day.
    pub fn read_over_time<T: DeserializeOwned + JsonSchema>(
        &self,
        days: impl Fn(&T) -> [Date; 2],
    ) -> Result<(T, Vec<(Date, T)>), Problems> {
        let read = |at: Option<Date>| {
            let read = check::read::<T>(&self.tree.root, at);
            read.map_err(|found| self.refused(found))
        };
        let (file, changing) = read(None)?;
        if changing.is_empty() {
            return Ok((file, Vec::new()));
        }
        let [start, end] = days(&file);
        let mut late = Found::default();
        for value in &changing {
            if let Some(first) = value.dates.first().filter(|first| **first > start) {
                let message = format!("the value before {first} is missing");
                let help = format!("give it for {start}, the first day, or for a day before");
                late.push(Problem {
                    path: value.path.clone(),
                    place: Some(value.place),
                    fault: Fault::invalid(message, help),
                });
            }
        }
        if !late.is_empty() {
            return Err(self.refused(late));
        }
        let dates = changing.iter().flat_map(|value| &value.dates);
        let dates: BTreeSet<Date> = dates
            .copied()
            .filter(|date| start < *date && *date < end)
            .collect();
        let later = dates
            .into_iter()
            .map(|date| Ok((date, read(Some(date))?.0)));
        Ok((
            read(Some(start))?.0,
            later.collect::<Result<_, Problems>>()?,
        ))
    }

    fn refused(&self, found: Found) -> Problems {
        Problems::of(Arc::clone(&self.tree), found)
    }

    /// An empty list of problems that knows the places of this document.
    pub fn problems(&self) -> Problems {
        Problems::of(Arc::clone(&self.tree), Found::default())
    }

    /// Every value of the scenario, as the `T` that it is, and every one left at its default, in
    /// the order of the file. What does not belong into a `T` is left out.
    #[must_use]
    pub fn settings<T: JsonSchema>(&self) -> Vec<Setting> {
        settings::settings::<T>(&self.tree)
    }

    /// The number at `path`, as calibration can change it.
    ///
    /// # Errors
    /// If there is none.
    pub fn tunable(&self, path: &FieldPath) -> Result<Tunable, Fault> {
        self.tree.tunable(path)
    }

    /// The file's name without its folder and ending, or the name of the folder that was given.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The same scenario under another name.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        name.clone_into(&mut self.name);
        self
    }

    /// The overrides that were applied, as written.
    #[must_use]
    pub fn overrides(&self) -> &[String] {
        &self.overrides
    }

    /// The files that were read, as named, the scenario itself first.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        let sources = self.tree.sources.iter();
        sources
            .filter(|source| !source.is_override)
            .map(|source| source.name.as_str())
    }

    /// The names of the files that were read, each with the SHA-256, in hexadecimal, of its text
    /// without a byte order mark; the scenario itself first.
    #[must_use]
    pub fn file_digests(&self) -> Vec<(&str, String)> {
        let files = self.tree.sources.iter();
        let files = files.filter(|source| !source.is_override);
        files
            .map(|source| (source.name.as_str(), resolved::sha_256(&source.text)))
            .collect()
    }

    /// The whole scenario as one TOML text without other files. It loads to the same digest.
    #[must_use]
    pub fn resolved_toml(&self) -> String {
        resolved::toml(&self.tree.root)
    }

    /// The SHA-256, in hexadecimal, of what the scenario says: independent of its files' names,
    /// layout, comments and of how it is divided into files and tables.
    #[must_use]
    pub fn digest(&self) -> String {
        self.digest_without(&[])
    }

    /// The digest as though nothing stood at these paths, such as `["run", "seed"]`.
    #[must_use]
    pub fn digest_without(&self, left_out: &[&[&str]]) -> String {
        resolved::digest(&self.tree.root, left_out)
    }
}

impl std::fmt::Debug for Document {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Document({})", self.name)
    }
}
