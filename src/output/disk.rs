//! The operations of the file system by which results are written. There is one table of them, so
//! that a test can let each one fail, or be the last before the process is killed.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// What writing asks of the file system. Whatever changes a disk is done through it.
pub(super) trait Disk {
    /// Makes a folder in an existing one.
    fn create_folder(&self, path: &Path) -> io::Result<()>;
    /// Writes a new file with its contents, which may still be in the system's memory afterwards.
    fn write(&self, path: &Path, contents: &[u8]) -> io::Result<()>;
    /// Adds to a file that [`Disk::write`] wrote.
    fn append(&self, path: &Path, contents: &[u8]) -> io::Result<()>;
    /// Waits until a file or the entries of a folder are on the disk.
    fn flush(&self, path: &Path) -> io::Result<()>;
    /// Renames a file or folder. What is there is replaced if it is a file or an empty folder.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Renames a file to a name that nothing has.
    fn rename_new(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Exchanges two names at one instant.
    fn exchange(&self, one: &Path, other: &Path) -> io::Result<()>;
    /// Takes the name of a file away, and so the file.
    fn remove_file(&self, path: &Path) -> io::Result<()>;
    /// Removes an empty folder.
    fn remove_folder(&self, path: &Path) -> io::Result<()>;
}

/// The disk of the system.
pub(super) struct System;

impl Disk for System {
    fn create_folder(&self, path: &Path) -> io::Result<()> {
        fs::create_dir(path)
    }

    fn write(&self, path: &Path, contents: &[u8]) -> io::Result<()> {
        File::create_new(path)?.write_all(contents)
    }

    fn append(&self, path: &Path, contents: &[u8]) -> io::Result<()> {
        let mut file = File::options().append(true).open(path)?;
        file.write_all(contents)
    }

    fn flush(&self, path: &Path) -> io::Result<()> {
        // Other systems do not open folders.
        if cfg!(unix) || path.is_file() {
            File::open(path)?.sync_all()
        } else {
            Ok(())
        }
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn rename_new(&self, from: &Path, to: &Path) -> io::Result<()> {
        // A second name is only made where there is none; then the first goes.
        match fs::hard_link(from, to) {
            Ok(()) => fs::remove_file(from),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
            // Some disks have no second names.
            Err(_) if fs::symlink_metadata(to).is_err() => fs::rename(from, to),
            Err(error) => Err(error),
        }
    }

    #[cfg(target_os = "linux")]
    fn exchange(&self, one: &Path, other: &Path) -> io::Result<()> {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
    }

    #[cfg(not(target_os = "linux"))]
    fn exchange(&self, _: &Path, _: &Path) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        fs::remove_dir(path)
    }
}

/// Makes a folder and those above it that are missing; returns those that were made, the innermost
/// first.
pub(super) fn create_folders(disk: &dyn Disk, path: &Path) -> io::Result<Vec<PathBuf>> {
    let missing = path.ancestors().take_while(|folder| !folder.is_dir());
    let missing: Vec<PathBuf> = missing.map(Path::to_owned).collect();
    for (made, folder) in missing.iter().rev().enumerate() {
        match disk.create_folder(folder) {
            // Another process may have made it in the meantime.
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                remove_folders(disk, &missing[missing.len() - made..]);
                return Err(error);
            }
            Ok(()) | Err(_) => {}
        }
    }
    Ok(missing)
}

/// Removes those of these folders that are empty, in their order.
pub(super) fn remove_folders(disk: &dyn Disk, folders: &[PathBuf]) {
    for folder in folders {
        if disk.remove_folder(folder).is_err() {
            return;
        }
    }
}

/// Removes a file, or a folder with all that is in it.
pub(super) fn remove_all(disk: &dyn Disk, path: &Path) -> io::Result<()> {
    if !fs::symlink_metadata(path)?.is_dir() {
        return disk.remove_file(path);
    }
    for entry in fs::read_dir(path)? {
        remove_all(disk, &entry?.path())?;
    }
    disk.remove_folder(path)
}
