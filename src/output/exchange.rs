//! How a file or folder comes to its place: written beside it, flushed, and put there by one
//! rename, so that there is always the whole old one, the whole new one, or nothing.
//!
//! What is not ready lies in a folder `.unfinished-PROCESS-NUMBER` beside the place, with a locked
//! file `lock`, the new under `new` and, while names are exchanged, the old under `old`, both with
//! the name of the place. Where the system exchanges two names at once, the place is never empty;
//! elsewhere the old moves aside first, and comes back if the new one cannot take its place. The
//! system unlocks the file when a process ends in whatever way, so the next one that writes beside
//! the same place knows the folder as litter: it puts an `old` back whose place is empty, and
//! removes the rest.

use std::ffi::OsStr;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf, absolute};
use std::sync::atomic::{AtomicU32, Ordering};

use super::disk::{Disk, create_folders, remove_all, remove_folders};

/// How the names of folders of unfinished work begin.
const UNFINISHED: &str = ".unfinished-";
const LOCK: &str = "lock";
const NEW: &str = "new";
const OLD: &str = "old";

/// What is written.
pub(super) enum Content<'a> {
    /// One file with this text.
    File(&'a [u8]),
    /// A folder of files, each with its path in it and its contents.
    Folder(Vec<(PathBuf, Parts<'a>)>),
}

/// The contents of a file, part by part. A part is made when it is written, so that they need not
/// be in memory together.
pub(super) type Parts<'a> = Box<dyn Iterator<Item = io::Result<Vec<u8>>> + 'a>;

/// Contents of one part.
pub(super) fn whole(contents: impl Into<Vec<u8>>) -> Parts<'static> {
    Box::new(std::iter::once(Ok(contents.into())))
}

/// Writes a file or folder, completely or not at all. Only with `replace` does it take the place
/// of something other than an empty folder. Folders above it are made.
///
/// # Errors
/// If something is there or the system refuses. Then the old is there as it was; where even that
/// was refused, the error says where it is.
pub(super) fn put(
    disk: &dyn Disk,
    place: &Path,
    content: Content,
    replace: bool,
) -> io::Result<()> {
    let place = &absolute(place)?;
    let parent = folder_of(place);
    create_folders(disk, parent)?;
    sweep(disk, parent);
    let mut work = Unfinished::beside(disk, place)?;
    let done = work.write(content).and_then(|()| work.install(replace));
    work.clear();
    done
}

/// Tries what [`put`] does at its end and undoes it: a place that cannot be renamed, such as a
/// mount point or a folder of another user, is known before a run.
///
/// # Errors
/// If the system refuses.
pub(super) fn try_place(disk: &dyn Disk, place: &Path) -> io::Result<()> {
    let place = &absolute(place)?;
    let parent = folder_of(place);
    let made = create_folders(disk, parent)?;
    sweep(disk, parent);
    let tried = Unfinished::beside(disk, place).and_then(|mut work| {
        let tried = work.rehearse();
        work.clear();
        tried
    });
    remove_folders(disk, &made);
    tried
}

/// The folder of a file or folder.
#[must_use]
pub fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    }
}

/// A folder of unfinished work.
struct Unfinished<'a> {
    disk: &'a dyn Disk,
    place: &'a Path,
    name: &'a OsStr,
    folder: PathBuf,
    /// Locked while this process works here.
    lock: Option<File>,
    /// Whether the old must stay here, since it could not be put back.
    keeps_old: bool,
}

impl<'a> Unfinished<'a> {
    fn beside(disk: &'a dyn Disk, place: &'a Path) -> io::Result<Self> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = place.file_name().ok_or(io::ErrorKind::InvalidInput)?;
        let process = std::process::id();
        loop {
            let number = NUMBER.fetch_add(1, Ordering::Relaxed);
            let folder = folder_of(place).join(format!("{UNFINISHED}{process}-{number}"));
            match disk.create_folder(&folder) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
                made => made?,
            }
            let mut work = Self {
                disk,
                place,
                name,
                folder,
                lock: None,
                keeps_old: false,
            };
            match work.prepare() {
                Ok(true) => return Ok(work),
                // Another process took the folder for litter before it was locked.
                Ok(false) => {}
                Err(error) => {
                    work.clear();
                    return Err(error);
                }
            }
        }
    }

    /// Makes what is in the folder at first; whether it is ours.
    fn prepare(&mut self) -> io::Result<bool> {
        let lock = self.folder.join(LOCK);
        match self.disk.write(&lock, b"") {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            written => written?,
        }
        let Ok(file) = File::open(&lock) else {
            return Ok(false);
        };
        if matches!(file.try_lock(), Err(TryLockError::WouldBlock)) {
            return Ok(false);
        }
        self.lock = Some(file);
        self.disk.create_folder(&self.folder.join(NEW))?;
        self.disk.create_folder(&self.folder.join(OLD))?;
        Ok(true)
    }

    fn new_one(&self) -> PathBuf {
        self.folder.join(NEW).join(self.name)
    }

    fn old_one(&self) -> PathBuf {
        self.folder.join(OLD).join(self.name)
    }

    /// Writes the new one and waits until it is on the disk.
    fn write(&self, content: Content) -> io::Result<()> {
        let new = self.new_one();
        match content {
            Content::File(bytes) => {
                self.disk.write(&new, bytes)?;
                self.disk.flush(&new)?;
            }
            Content::Folder(files) => {
                self.disk.create_folder(&new)?;
                let mut folders = vec![new.clone()];
                for (name, parts) in files {
                    let file = new.join(name);
                    let made = create_folders(self.disk, folder_of(&file))?;
                    folders.extend(made);
                    self.disk.write(&file, b"")?;
                    for part in parts {
                        self.disk.append(&file, &part?)?;
                    }
                    self.disk.flush(&file)?;
                }
                for folder in &folders {
                    self.disk.flush(folder)?;
                }
            }
        }
        self.disk.flush(folder_of(&new))
    }

    /// Gives the new one its place.
    fn install(&mut self, replace: bool) -> io::Result<()> {
        let (new, place) = (self.new_one(), self.place);
        let is_there = fs::symlink_metadata(place).is_ok();
        if replace && is_there {
            self.replace()?;
        } else if new.is_dir() {
            // This fails if the folder there is not empty.
            self.disk.rename(&new, place)?;
        } else {
            self.disk.rename_new(&new, place)?;
        }
        // The new one has its place, whether or not the system says when that is on the disk.
        self.disk.flush(folder_of(place)).ok();
        Ok(())
    }

    /// Puts the new one in the place of the old one.
    fn replace(&mut self) -> io::Result<()> {
        let (new, old) = (self.new_one(), self.old_one());
        if self.disk.exchange(&new, self.place).is_ok() {
            return Ok(());
        }
        self.disk.rename(self.place, &old)?;
        let Err(cause) = self.disk.rename(&new, self.place) else {
            return Ok(());
        };
        self.put_back(&old, cause)
    }

    /// Puts the old one back in its place after `cause`.
    fn put_back(&mut self, old: &Path, cause: io::Error) -> io::Result<()> {
        if self.disk.rename(old, self.place).is_ok() {
            return Err(cause);
        }
        self.keeps_old = true;
        let text = format!("{cause}; what was there is now `{}`", old.display());
        Err(io::Error::new(cause.kind(), text))
    }

    /// Moves what is at the place away and back; where nothing is, tries whether it can have its
    /// name.
    fn rehearse(&mut self) -> io::Result<()> {
        if fs::symlink_metadata(self.place).is_err() {
            return self.disk.create_folder(&self.new_one());
        }
        let old = self.old_one();
        self.disk.rename(self.place, &old)?;
        match self.disk.rename(&old, self.place) {
            Ok(()) => Ok(()),
            Err(cause) => self.put_back(&old, cause),
        }
    }

    /// Removes the folder; what cannot be removed is litter for the next process.
    fn clear(self) {
        if !self.keeps_old {
            remove_work(self.disk, &self.folder);
        }
        drop(self.lock);
    }
}

/// Removes a folder of unfinished work: the lock last, since without it nobody would know the
/// folder as litter.
fn remove_work(disk: &dyn Disk, folder: &Path) {
    for part in [NEW, OLD, LOCK] {
        let is_left = remove_all(disk, &folder.join(part));
        if is_left.is_err_and(|error| error.kind() != io::ErrorKind::NotFound) {
            return;
        }
    }
    disk.remove_folder(folder).ok();
}

/// Puts back what killed processes have left aside in a folder, and removes the rest of theirs.
fn sweep(disk: &dyn Disk, folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_unfinished = entry.file_name().to_string_lossy().starts_with(UNFINISHED);
        if is_unfinished && entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            sweep_one(disk, folder, &entry.path());
        }
    }
}

fn sweep_one(disk: &dyn Disk, folder: &Path, litter: &Path) {
    let Ok(lock) = File::open(litter.join(LOCK)) else {
        // Killed before it had a lock, or removed but for its folder.
        disk.remove_folder(litter).ok();
        return;
    };
    if lock.try_lock().is_err() {
        return; // A process is at work there.
    }
    let left = fs::read_dir(litter.join(OLD)).into_iter().flatten();
    for old in left.flatten() {
        let place = folder.join(old.file_name());
        let is_free = fs::symlink_metadata(&place).is_err();
        if is_free && disk.rename(&old.path(), &place).is_err() {
            return;
        }
    }
    remove_work(disk, litter);
}

#[cfg(test)]
mod tests;
