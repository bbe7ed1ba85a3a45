//! The journal of a sweep: a line for each unit, appended when it is done.
//!
//! A process that is killed leaves at most one line without its end, which the next one cuts off:
//! no unit is lost, and none is half there. Values are written by the bits of their doubles, so
//! that what is read is what was written.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::experiment::sweep::UnitFigures;

/// How the names of journals begin and end.
const NAME: (&str, &str) = ("units", ".jsonl");

/// So many processes may run single units of one sweep at one time.
const MOST_FREE: usize = 1_000;

/// What a line of a journal says.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, untagged)]
enum Line {
    /// The keys of the figures of the units that follow.
    Keys {
        /// In the order of the values.
        keys: Vec<String>,
    },
    /// The figures of a unit.
    Unit {
        /// Its id.
        unit: String,
        /// The bits of its values, by the last keys before it; none where nothing was observed.
        values: Vec<Option<u64>>,
    },
}

/// The units of a folder that are done, by id.
pub type Done = BTreeMap<String, UnitFigures>;

/// A journal that is open for one process alone.
#[derive(Debug)]
pub struct Journal {
    writer: Mutex<Writer>,
}

#[derive(Debug)]
struct Writer {
    file: File,
    /// The keys of the last line of keys, if this process has written one.
    keys: Option<Vec<String>>,
}

/// The path of the journal of a part of a sweep, or of the whole.
///
/// ```
/// use chippark::output::sweep::journal::path_of;
/// use std::path::Path;
/// assert_eq!(path_of(Path::new("s"), Some((3, 8))), Path::new("s/units-3-of-8.jsonl"));
/// ```
#[must_use]
pub fn path_of(folder: &Path, part: Option<(usize, usize)>) -> PathBuf {
    let part = part.map_or_else(String::new, |(part, of)| format!("-{part}-of-{of}"));
    folder.join(format!("{}{part}{}", NAME.0, NAME.1))
}

impl Journal {
    /// Opens the journal at a path, makes it if there is none, and cuts off a line without an end.
    ///
    /// # Errors
    /// If the system refuses, or another process has it open.
    pub fn open(path: &Path) -> io::Result<Self> {
        let file = OpenOptions::new()
            .create(true)
            .read(true)
            .append(true)
            .open(path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let text = "another process has its journal open";
                return Err(io::Error::new(io::ErrorKind::ResourceBusy, text));
            }
            Err(TryLockError::Error(error)) => return Err(error),
        }
        let text = std::fs::read(path)?;
        let whole = text
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |last| last + 1);
        if whole < text.len() {
            file.set_len(whole as u64)?;
        }
        Ok(Self {
            writer: Mutex::new(Writer { file, keys: None }),
        })
    }

    /// Opens the first journal of a folder that no other process has open: single units of many
    /// processes need as many files as there are processes at one time.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn open_free(folder: &Path) -> io::Result<Self> {
        let names = (2..).map(|number| folder.join(format!("{}-{number}{}", NAME.0, NAME.1)));
        let mut busy = io::Error::from(io::ErrorKind::ResourceBusy);
        for path in std::iter::once(path_of(folder, None)).chain(names.take(MOST_FREE)) {
            match Self::open(&path) {
                Err(error) if error.kind() == io::ErrorKind::ResourceBusy => busy = error,
                opened => return opened,
            }
        }
        Err(busy)
    }

    /// Appends a unit.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn append(&self, unit: &str, figures: UnitFigures) -> io::Result<()> {
        let (keys, values): (Vec<String>, Vec<Option<f64>>) = figures.into_iter().unzip();
        let line = Line::Unit {
            unit: unit.to_owned(),
            values: values
                .into_iter()
                .map(|value| value.map(f64::to_bits))
                .collect(),
        };
        let mut text = serde_json::to_string(&line)?;
        text.push('\n');
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        if writer.keys.as_ref() != Some(&keys) {
            let line = serde_json::to_string(&Line::Keys { keys: keys.clone() })?;
            text = format!("{line}\n{text}");
            writer.keys = Some(keys);
        }
        // One call, so that lines of keys and their first unit come together.
        writer.file.write_all(text.as_bytes())
    }
}

/// The units of all journals of a folder; none if there is no folder. A last line without an end
/// is passed over.
///
/// # Errors
/// If the system refuses, or a line is not one of a journal.
pub fn done(folder: &Path) -> io::Result<Done> {
    let mut done = Done::new();
    let entries = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(done),
        entries => entries?,
    };
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<_>>()?;
    paths.sort();
    for path in paths.iter().filter(|path| is_journal(path)) {
        read(path, &mut done)?;
    }
    Ok(done)
}

/// Whether a folder has the journal of a sweep.
#[must_use]
pub fn is_in(folder: &Path) -> bool {
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
    files.map(|file| file.path()).any(|path| is_journal(&path))
}

/// Whether a path is that of a journal, by its name.
fn is_journal(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    name.is_some_and(|name| name.starts_with(NAME.0) && name.ends_with(NAME.1))
}

/// Reads a journal.
fn read(path: &Path, done: &mut Done) -> io::Result<()> {
    let mut reader = BufReader::new(File::open(path)?);
    let (mut keys, mut text, mut number) = (Vec::new(), String::new(), 0);
    loop {
        text.clear();
        number += 1;
        if reader.read_line(&mut text)? == 0 || !text.ends_with('\n') {
            return Ok(());
        }
        let wrong = |what: String| {
            let text = format!(
                "`{}`, line {number}: {what}; delete the line to run its unit again",
                path.display()
            );
            io::Error::new(io::ErrorKind::InvalidData, text)
        };
        match serde_json::from_str(&text) {
            Ok(Line::Keys { keys: new }) => keys = new,
            Ok(Line::Unit { unit, values }) if values.len() == keys.len() => {
                let values = values.into_iter().map(|bits| bits.map(f64::from_bits));
                done.insert(unit, keys.iter().cloned().zip(values).collect());
            }
            Ok(Line::Unit { unit, .. }) => {
                return Err(wrong(format!("unit {unit} has other keys")));
            }
            Err(_) => return Err(wrong("this is no line of a journal".to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(value: f64) -> UnitFigures {
        vec![("a".to_owned(), Some(value)), ("b/c".to_owned(), None)]
    }

    /// Cut anywhere, a journal keeps the units whose lines are whole, and can be continued.
    #[test]
    fn a_journal_that_is_cut_anywhere_keeps_its_whole_lines() {
        let folder = tempfile::tempdir().unwrap();
        let path = path_of(folder.path(), None);
        let journal = Journal::open(&path).unwrap();
        for (number, value) in [0.1, f64::MIN_POSITIVE, -1e300].into_iter().enumerate() {
            journal
                .append(&format!("u{number}"), figures(value))
                .unwrap();
        }
        drop(journal);
        let whole = std::fs::read(&path).unwrap();
        for length in 0..=whole.len() {
            std::fs::write(&path, &whole[..length]).unwrap();
            let kept = done(folder.path()).unwrap();
            assert!(kept.values().all(|unit| unit.len() == 2));
            let journal = Journal::open(&path).unwrap();
            journal.append("new", figures(7.5)).unwrap();
            drop(journal);
            let after = done(folder.path()).unwrap();
            assert_eq!(after.len(), kept.len() + 1, "{length}");
            assert_eq!(after["new"], figures(7.5));
        }
        assert_eq!(
            done(folder.path()).unwrap()["u1"],
            figures(f64::MIN_POSITIVE)
        );
    }

    #[test]
    fn one_process_at_a_time_writes_a_journal() {
        let folder = tempfile::tempdir().unwrap();
        let path = path_of(folder.path(), None);
        let journal = Journal::open(&path).unwrap();
        let error = Journal::open(&path).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::ResourceBusy);
        // Single units go to another one.
        let other = Journal::open_free(folder.path()).unwrap();
        other.append("one", figures(1.0)).unwrap();
        assert!(done(folder.path()).unwrap().contains_key("one"));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
        drop(journal);
        Journal::open(&path).unwrap();
    }

    #[test]
    fn what_is_no_journal_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(
            folder.path().join("units.jsonl"),
            "{\"unit\":\"x\",\"values\":[1]}\n",
        )
        .unwrap();
        let error = done(folder.path()).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidData);
        assert!(done(&folder.path().join("nowhere")).unwrap().is_empty());
    }
}
