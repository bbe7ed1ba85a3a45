//! The one file that a command may write, such as that of `--save`: refused before the work if it
//! cannot be written, and written whole after it.

use std::path::{Path, PathBuf, absolute};

use super::{Failure, interrupt};
use crate::output::file::{check_place, write_file};

/// A file that can be written.
#[derive(Debug)]
pub(super) struct OutputFile<'a> {
    /// The path as the user names it.
    named: &'a Path,
    /// The same place, whatever folder the process is in later.
    place: PathBuf,
    force: bool,
}

impl<'a> OutputFile<'a> {
    /// The file at a path; only `force` lets it overwrite one.
    ///
    /// # Errors
    /// If a file is there, or the system refuses.
    pub(super) fn choose(named: &'a Path, force: bool) -> Result<Self, Failure> {
        if !force && named.exists() {
            let text = format!("`{}` exists; `--force` overwrites it", named.display());
            return Err(Failure::Usage(text));
        }
        let place = absolute(named).map_err(Failure::of_file(named))?;
        check_place(&place).map_err(Failure::of_file(named))?;
        Ok(Self {
            named,
            place,
            force,
        })
    }

    /// The path as the user names it.
    pub(super) const fn named(&self) -> &Path {
        self.named
    }

    /// Writes it, completely or not at all.
    ///
    /// # Errors
    /// If the system refuses.
    pub(super) fn write(&self, text: &str) -> Result<(), Failure> {
        let write = || write_file(&self.place, text, self.force);
        interrupt::uncut(|| write().map_err(Failure::of_file(self.named)))
    }
}
