//! Each operation of writing fails, or is the last one of a killed process: what was there is there
//! still, or what is new is there; the next process removes what is left.

use std::cell::Cell;
use std::fs;

use super::*;
use crate::output::disk::System;

/// What happens at the operation with which a disk turns bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mishap {
    /// It fails, and those after it do not.
    Fails,
    /// It and all after it fail: the disk is full or gone.
    FailsOn,
    /// The process ends before it. Nothing is done any more, not even cleaning up.
    KilledBefore,
    /// The process ends in the middle of it: of what it writes, half is written.
    KilledWithin,
}

/// A disk that turns bad with one of its operations.
struct Bad {
    mishap: Mishap,
    /// Operations until then.
    left: Cell<u32>,
    /// Whether the system can exchange two names.
    exchanges: bool,
}

/// A disk that does not turn bad.
const fn good() -> Bad {
    Bad {
        mishap: Mishap::Fails,
        left: Cell::new(0),
        exchanges: true,
    }
}

impl Bad {
    /// Does one operation, or not.
    fn act(&self, act: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
        let left = self.left.get();
        self.left.set(left.saturating_sub(1));
        let is_turning = left == 1;
        let is_bad = match self.mishap {
            Mishap::Fails => is_turning,
            Mishap::FailsOn | Mishap::KilledBefore | Mishap::KilledWithin => left <= 1,
        };
        if is_bad {
            Err(io::ErrorKind::StorageFull.into())
        } else {
            act()
        }
    }
}

impl Disk for Bad {
    fn create_folder(&self, path: &Path) -> io::Result<()> {
        self.act(|| System.create_folder(path))
    }

    fn write(&self, path: &Path, contents: &[u8]) -> io::Result<()> {
        if self.mishap == Mishap::KilledWithin && self.left.get() == 1 {
            System.write(path, &contents[..contents.len() / 2]).unwrap();
        }
        self.act(|| System.write(path, contents))
    }

    fn append(&self, path: &Path, contents: &[u8]) -> io::Result<()> {
        if self.mishap == Mishap::KilledWithin && self.left.get() == 1 {
            System
                .append(path, &contents[..contents.len() / 2])
                .unwrap();
        }
        self.act(|| System.append(path, contents))
    }

    fn flush(&self, path: &Path) -> io::Result<()> {
        // Nothing here ends with the power: only whether it fails matters.
        self.act(|| fs::symlink_metadata(path).map(drop))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.act(|| System.rename(from, to))
    }

    fn rename_new(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.act(|| System.rename_new(from, to))
    }

    fn exchange(&self, one: &Path, other: &Path) -> io::Result<()> {
        if !self.exchanges {
            return Err(io::ErrorKind::Unsupported.into());
        }
        self.act(|| System.exchange(one, other))
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.act(|| System.remove_file(path))
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        self.act(|| System.remove_folder(path))
    }
}

fn files(text: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let names = ["run.json", "summary.json", "routes/one.csv"];
    names
        .map(|name| (name.into(), format!("{text} {name}").into_bytes()))
        .to_vec()
}

/// What is at a place: nothing, or a file or folder that is whole, by the word in its files.
fn whole_at(place: &Path, is_folder: bool) -> Option<&'static str> {
    if !place.exists() {
        return None;
    }
    let is = |word: &str| {
        if !is_folder {
            return fs::read_to_string(place).unwrap() == word;
        }
        let mut wanted = files(word).into_iter();
        fs::read_dir(place).unwrap().count() == 3
            && wanted.all(|(name, text)| fs::read(place.join(name)).unwrap() == text)
    };
    let whole = ["old", "new"].into_iter().find(|word| is(word));
    assert!(
        whole.is_some(),
        "what is at {} is not whole",
        place.display()
    );
    whole
}

fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.collect()
}

/// Writes over something old, or in a free place, on a disk that turns bad with operation `left`;
/// whether it turned bad.
fn try_once(is_folder: bool, has_old: bool, mishap: Mishap, left: u32, exchanges: bool) -> bool {
    let case = format!("{is_folder} {has_old} {mishap:?} {left} {exchanges}");
    let root = tempfile::tempdir().unwrap();
    let place = root.path().join("here");
    let (old, new) = (files("old"), files("new"));
    let content = |text: &'static str, files| {
        if is_folder {
            let files: &[(PathBuf, Vec<u8>)] = files;
            let in_parts = |(name, text): &(PathBuf, Vec<u8>)| {
                let parts = text.chunks(5).map(|part| Ok(part.to_vec()));
                let parts: Vec<_> = parts.collect();
                (name.clone(), Box::new(parts.into_iter()) as Parts)
            };
            Content::Folder(files.iter().map(in_parts).collect())
        } else {
            Content::File(text.as_bytes())
        }
    };
    if has_old {
        put(&good(), &place, content("old", &old), false).unwrap();
    }
    let bad = Bad {
        mishap,
        left: Cell::new(left),
        exchanges,
    };
    let done =
        try_place(&bad, &place).and_then(|()| put(&bad, &place, content("new", &new), has_old));
    let turned_bad = bad.left.get() == 0;
    let before = has_old.then_some("old");
    let found = whole_at(&place, is_folder);
    match mishap {
        Mishap::Fails => {
            let expected = if done.is_ok() { Some("new") } else { before };
            assert_eq!(found, expected, "{case}");
        }
        // With the process, nothing is said any more. Where names cannot be exchanged, the old may
        // be aside.
        Mishap::FailsOn | Mishap::KilledBefore | Mishap::KilledWithin => {
            let is_aside = found.is_none() && !exchanges;
            // The trial moves it aside, too.
            let is_tried = found.is_none() && has_old;
            assert!(
                found == before || found == Some("new") || is_aside || is_tried,
                "{case}: {found:?}"
            );
        }
    }
    // The next process that writes beside it.
    put(
        &good(),
        &root.path().join("other"),
        Content::File(b"x"),
        true,
    )
    .unwrap();
    let found = whole_at(&place, is_folder);
    assert!(found == before || found == Some("new"), "{case}: {found:?}");
    assert!(done.is_err() || found == Some("new"), "{case}: {found:?}");
    let mut expected = vec!["other"];
    expected.extend(found.map(|_| "here"));
    let mut names = names_in(root.path());
    names.sort();
    expected.sort_unstable();
    assert_eq!(names, expected, "{case}");
    turned_bad
}

#[test]
fn whatever_operation_is_the_last_nothing_is_lost_and_nothing_is_left() {
    let mut tried = 0;
    for mishap in [
        Mishap::Fails,
        Mishap::FailsOn,
        Mishap::KilledBefore,
        Mishap::KilledWithin,
    ] {
        for case in 0..8 {
            let (is_folder, has_old) = (case & 1 == 0, case & 2 == 0);
            let exchanges = case & 4 == 0;
            let mut left = 1;
            while try_once(is_folder, has_old, mishap, left, exchanges) {
                left += 1;
            }
            tried += left - 1;
        }
    }
    // At least 20 operations in each of the 32 cases.
    assert!(tried > 640, "{tried}");
}

#[test]
fn a_process_at_work_keeps_its_folder() {
    let root = tempfile::tempdir().unwrap();
    let place = root.path().join("here");
    let work = Unfinished::beside(&System, &place).unwrap();
    sweep(&System, root.path());
    assert!(work.folder.join(NEW).is_dir());
    let folder = work.folder.clone();
    // What a killed process leaves: the folder without a lock that is held.
    drop(work);
    sweep(&System, root.path());
    assert!(!folder.exists());
}
