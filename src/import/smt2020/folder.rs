//! The files of the tables: by fixed names, or, in an original folder, by its `options.def`.

use std::path::{Path, PathBuf};

use super::super::table::{self, Row};
use super::super::text;
use super::cell::Instant;
use crate::scenario::{Fault, FileId, Place, TextFiles};

/// The file that lists the files in use, if there is one.
const OPTIONS: &str = "options.def";
/// The start of the model, where no file gives it.
const START: &str = "01/01/18 00:00:00";

/// The kinds of tables, by what they list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Tool families.
    Tools,
    /// Minimum runs of setups.
    SetupGroups,
    /// Setup times.
    Setups,
    /// Products.
    Parts,
    /// Calendars of breakdowns.
    Downs,
    /// Calendars of maintenance.
    Maintenance,
    /// Which tool families have which breakdowns and maintenance.
    Attached,
    /// Transport times.
    Transports,
    /// Lots to be released, and lots that are in the line at the start.
    Orders,
}

/// Each table: its key in `options.def`, and the files that hold it where that is missing. Of
/// several names of one table, the first that exists is taken; orders are all of them.
const TABLES: [(Role, &str, &[&str]); 9] = [
    (Role::Tools, "STATION_FILES", &["tool.txt.1l", "tool.txt"]),
    (Role::SetupGroups, "SETUPGROUP_FILES", &["setupgrp.txt"]),
    (Role::Setups, "SETUP_FILES", &["setup.txt"]),
    (Role::Parts, "PRODUCT_FILES", &["part.txt"]),
    (Role::Downs, "DOWNCAL_FILES", &["downcal.txt"]),
    (Role::Maintenance, "PMCAL_FILES", &["pmcal.txt"]),
    (Role::Attached, "ATTACH_FILES", &["attach.txt"]),
    (Role::Transports, "FROMTO_FILES", &["fromto.txt"]),
    (Role::Orders, "ORDER_FILES", &["order.txt", "WIP.txt"]),
];

/// Settings that change what the tables mean, and the only value that is understood.
const SETTINGS: [(&str, &str); 4] = [
    ("COMMENT_CHARACTER", "~"),
    ("SEQ_ADDS_SETUP_DELAYS", "N"),
    ("USE_CALENDARS(Y/N)", "Y"),
    ("FIELD_SUB_DELIMIT_CHARACTER", "|"),
];

/// The sign before the name of a file of the other simulator's own library.
const LIBRARY: char = '$';

/// The folder of a model.
pub struct Folder {
    path: PathBuf,
    /// The names of its entries.
    present: Vec<String>,
    files: Vec<(Role, PathBuf)>,
    /// The tables of which a file is missing.
    missing: Vec<Role>,
    /// When the model starts.
    pub start: Instant,
    /// Files named in `options.def` that are not read.
    pub not_taken: Vec<String>,
}

impl Folder {
    /// Finds the tables in a folder; what is missing is reported.
    pub fn open(path: &Path, texts: &mut TextFiles) -> Option<Self> {
        let present = match text::names_in(path) {
            Ok(present) => present,
            Err(reason) => {
                let file = path.to_string_lossy().into_owned();
                let help = "name a folder that holds the tables".to_owned();
                texts.report(None, Fault::Unreadable { file, reason, help });
                return None;
            }
        };
        let start = Instant::parse(START)?;
        let mut folder = Self {
            path: path.to_owned(),
            present,
            files: Vec::new(),
            missing: Vec::new(),
            start,
            not_taken: Vec::new(),
        };
        let options = folder.file(OPTIONS);
        let options = options.map_or_else(Vec::new, |path| Options::read(&path, texts));
        folder.settle(&options, texts);
        Some(folder)
    }

    /// The path of a file in the folder, whatever the case of its name; none if it is missing.
    #[must_use]
    pub fn file(&self, name: &str) -> Option<PathBuf> {
        let alike = |present: &&String| present.eq_ignore_ascii_case(name);
        let exact = self.present.iter().find(|present| *present == name);
        let found = exact.or_else(|| self.present.iter().find(alike))?;
        Some(self.path.join(found))
    }

    /// The files of a table, in order.
    pub fn files(&self, role: Role) -> impl Iterator<Item = &Path> {
        let files = self.files.iter().filter(move |(known, _)| *known == role);
        files.map(|(_, path)| path.as_path())
    }

    /// Whether a file of a table is missing.
    #[must_use]
    pub fn lacks(&self, role: Role) -> bool {
        self.missing.contains(&role)
    }

    /// The path of the folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The folder's own name, without an ending.
    #[must_use]
    pub fn name(&self) -> String {
        let true_path = self.path.canonicalize();
        let stem = true_path.as_deref().unwrap_or(&self.path).file_stem();
        stem.map_or_else(String::new, |stem| stem.to_string_lossy().into_owned())
    }

    /// Takes the files and the start from the options, where there are any.
    fn settle(&mut self, options: &[Options], texts: &mut TextFiles) {
        let mut missing_names = Vec::new();
        for (role, key, names) in TABLES {
            let named: Vec<&Options> = options.iter().filter(|option| option.key == key).collect();
            if named.is_empty() {
                missing_names.extend(self.settle_by_name(role, names));
            }
            for option in named {
                for (name, place) in option.files(texts) {
                    if !self.take(role, &name) {
                        texts.report(Some(place), missing(&format!("`{name}`"), &self.path));
                    }
                }
            }
        }
        if !missing_names.is_empty() {
            texts.report(None, missing(&missing_names.join(", "), &self.path));
        }
        for option in options {
            if let Some((_, expected)) = SETTINGS.iter().find(|(key, _)| *key == option.key) {
                option.expect(expected, texts);
            } else if option.key == "SIM_START" {
                self.start = option.instant(texts).unwrap_or(self.start);
            } else if !TABLES.iter().any(|(_, key, _)| *key == option.key) {
                self.not_taken.extend(option.named_files());
            }
        }
    }

    /// Takes the files of the fixed names: all of the orders, else the first that exists. Returns
    /// the missing files, for an error message.
    fn settle_by_name(&mut self, role: Role, names: &[&str]) -> Vec<String> {
        let alike = if role == Role::Orders { 1 } else { names.len() };
        let mut missing = Vec::new();
        for names in names.chunks(alike) {
            let first = names.iter().find(|name| self.file(name).is_some());
            if !self.take(role, first.unwrap_or(&names[0])) {
                missing.push(format!("`{}`", names.join("` or `")));
            }
        }
        missing
    }

    /// Takes a file of a table; false if it is missing.
    fn take(&mut self, role: Role, name: &str) -> bool {
        let file = self.file(name);
        let is_there = file.is_some();
        match file {
            Some(path) => self.files.push((role, path)),
            None => self.missing.push(role),
        }
        is_there
    }
}

/// The fault that files are missing from the folder; `names` has their names in quotes.
#[must_use]
pub fn missing(names: &str, folder: &Path) -> Fault {
    let message = format!("there is no file {names} in `{}`", folder.display());
    let help = "a folder of tables has files of the usual names, or an `options.def` that says \
                where they are; its `part.txt` names the routes";
    Fault::invalid(message, help)
}

/// What a folder says of the reports of a run.
pub(super) struct Outputs {
    /// The names of reports, by their keys in `options.def`.
    named: Vec<(String, String)>,
    /// The file of periods, if there is one.
    pub(super) periods: Option<PathBuf>,
}

impl Outputs {
    /// The name of the report of a key.
    pub(super) fn named(&self, key: &str) -> Option<&str> {
        let found = self.named.iter().find(|(known, _)| known == key);
        found.map(|(_, name)| name.as_str())
    }
}

/// The names of reports and of the file of periods in a folder, which was read before.
pub(super) fn outputs(path: &Path, texts: &mut TextFiles) -> Outputs {
    let options = path.join(OPTIONS);
    let options = if options.is_file() {
        Options::read(&options, texts)
    } else {
        Vec::new()
    };
    let (mut named, mut periods) = (Vec::new(), Some(path.join("period.txt")));
    for Options { key, values, .. } in options {
        match &values[..] {
            [_, _, (word, _), (name, _)] if word == "outfile" => named.push((key, name.clone())),
            [(word, _), (name, _)] if word == "file" && key == "PERIOD_FILE" => {
                periods = Some(path.join(name));
            }
            _ => {}
        }
    }
    Outputs {
        named,
        periods: periods.filter(|path| path.is_file()),
    }
}

/// One line of `options.def`: a key and its values. A line without a key goes on with the last one.
struct Options {
    key: String,
    values: Vec<(String, Place)>,
    place: Place,
}

impl Options {
    fn read(path: &Path, texts: &mut TextFiles) -> Vec<Self> {
        match texts.read(path) {
            Some(file) => Self::parse(file, texts),
            None => Vec::new(),
        }
    }

    fn parse(file: FileId, texts: &TextFiles) -> Vec<Self> {
        let mut options: Vec<Self> = Vec::new();
        for Row { cells, place } in table::rows(texts.text(file), file) {
            let mut cells = cells.into_iter();
            let key = cells.next().flatten().map(|cell| cell.text);
            let Some(key) = key.or_else(|| options.last().map(|last| last.key.clone())) else {
                continue;
            };
            let values = cells.flatten().map(|cell| (cell.text, cell.place));
            let values = values.collect();
            options.push(Self { key, values, place });
        }
        options
    }

    /// The files named after the word `file`; a name that is a remark names none.
    fn files(&self, texts: &mut TextFiles) -> Vec<(String, Place)> {
        match &self.values[..] {
            [] => Vec::new(),
            [(word, _)] if matches!(word.as_str(), "file" | "none") => Vec::new(),
            [(word, _), file] if word == "file" => vec![file.clone()],
            [..] => {
                let message = format!("`{}` does not name a file", self.key);
                let help = "write `file`, a tab, and its name";
                texts.report(Some(self.place), Fault::invalid(message, help));
                Vec::new()
            }
        }
    }

    /// The file that a line names whose key is not known, but for those of the simulator's library.
    fn named_files(&self) -> Option<String> {
        match &self.values[..] {
            [(word, _), (name, _)] if word == "file" && !name.starts_with(LIBRARY) => {
                Some(name.clone())
            }
            _ => None,
        }
    }

    /// Reports any other value than `expected`. For the sign of remarks, the table reader has cut
    /// the value off as a remark.
    fn expect(&self, expected: &str, texts: &mut TextFiles) {
        if let Some((value, place)) = self.values.first().filter(|(value, _)| value != expected) {
            let message = format!("`{}` is `{value}`", self.key);
            let help = format!("only `{expected}` is understood");
            texts.report(Some(*place), Fault::invalid(message, help));
        }
    }

    /// The instant, where it is the only value.
    fn instant(&self, texts: &mut TextFiles) -> Option<Instant> {
        let (text, place) = self.values.first()?;
        let instant = Instant::parse(text).filter(|instant| instant.second == 0);
        if instant.is_none() {
            let message = format!(
                "`{}` is `{text}`, which is not the start of a day",
                self.key
            );
            let help = "write month, day, year and midnight, such as `01/01/18 00:00:00`";
            texts.report(Some(*place), Fault::invalid(message, help));
        }
        instant
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_tables_that_are_missing_are_told_at_once() {
        let root = tempfile::tempdir().unwrap();
        let told = || {
            let mut texts = TextFiles::default();
            assert!(Folder::open(root.path(), &mut texts).is_some());
            let records = texts.into_result(()).unwrap_err().records();
            assert_eq!(records.len(), 1, "{records:#?}");
            let record = records.into_iter().next().unwrap();
            (record.message, record.help.unwrap())
        };
        let (message, help) = told();
        let folder = root.path().display();
        let all = "`tool.txt.1l` or `tool.txt`, `setupgrp.txt`, `setup.txt`, `part.txt`, \
                   `downcal.txt`, \
                   `pmcal.txt`, `attach.txt`, `fromto.txt`, `order.txt`, `WIP.txt`";
        assert_eq!(message, format!("there is no file {all} in `{folder}`"));
        for form in ["files of the usual names", "`options.def`"] {
            assert!(help.contains(form), "{help}");
        }
        let options = TABLES.map(|(_, key, names)| format!("{key}\tfile\t{}\n", names[0]));
        std::fs::write(root.path().join(OPTIONS), options[1..].concat()).unwrap();
        for (_, _, names) in TABLES {
            std::fs::write(root.path().join(names[0]), "").unwrap();
        }
        std::fs::remove_file(root.path().join("tool.txt.1l")).unwrap();
        let (message, _) = told();
        let either = "`tool.txt.1l` or `tool.txt`";
        assert_eq!(message, format!("there is no file {either} in `{folder}`"));
    }

    #[test]
    fn a_line_without_a_key_goes_on_and_a_remark_names_no_file() {
        let mut texts = TextFiles::default();
        let text = "COMMENT_CHARACTER\t~\r\nORDER_FILES\tfile\torder.txt\r\n\tfile\t~old.txt\r\n\
                    \tfile\tWIP.txt\r\n~ORDER_FILES\tfile\tno.txt\r\nPERIOD_FILE\tnone\r\n";
        let file = texts.add(OPTIONS, text.to_owned());
        let options = Options::parse(file, &texts);
        let orders = options.iter().filter(|option| option.key == "ORDER_FILES");
        let names: Vec<String> = orders
            .flat_map(|option| option.files(&mut texts))
            .map(|(name, _)| name)
            .collect();
        assert_eq!(names, ["order.txt", "WIP.txt"]);
        texts.into_result(()).unwrap();
    }
}
