//! Why a folder is not written.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

/// Why a folder is not written.
#[derive(Debug, Error)]
pub enum FolderError {
    /// It exists.
    #[error("`{}` exists; `--force` overwrites it, `--out DIR` writes elsewhere", .0.display())]
    Exists(PathBuf),
    /// It has the complete results of this run, without a file that is asked for.
    #[error(
        "`{}` has the results of this run, but no `{file}`; `--force` runs it again and overwrites \
         them, `--out DIR` writes elsewhere", .path.display()
    )]
    Lacks {
        /// The folder.
        path: PathBuf,
        /// The first file that is missing.
        file: &'static str,
    },
    /// It exists, and the command never overwrites.
    #[error("`{}` exists; `--out DIR` writes elsewhere", .0.display())]
    Taken(PathBuf),
    /// A file of it cannot be read.
    #[error("cannot read `{}`: {cause}", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The error of the system.
        cause: io::Error,
    },
    /// It has the complete results of another run.
    #[error(
        "`{}` has the results of {other}; `--force` overwrites them, `--out DIR` writes elsewhere",
        .path.display()
    )]
    OtherRun {
        /// The folder.
        path: PathBuf,
        /// The run whose results it has.
        other: String,
    },
    /// It is the folder that the program runs in, or holds that.
    #[error(
        "`{}` is the folder that you are in or holds it, and results take the place of a folder as \
         a whole; name a folder in it, such as `--out run`",
        .0.display()
    )]
    Here(PathBuf),
    /// It is empty or may be overwritten, but the system lets nothing take its place.
    #[error(
        "nothing can take the place of `{}`: {cause}; it may be a mount point or belong to another \
         user: name a folder in it, such as `{}`",
        .path.display(),
        .path.join("run").display()
    )]
    Fixed {
        /// The folder.
        path: PathBuf,
        /// The error of the system.
        cause: io::Error,
    },
    /// It exists, but is not a results folder.
    #[error(
        "`{}` exists and holds no results, so that `--force` does not overwrite it either; \
         `--out DIR` writes elsewhere",
        .0.display()
    )]
    NotResults(PathBuf),
    /// It exists, but is not the folder of a scenario.
    #[error(
        "`{}` exists and holds no scenario, so that `--force` does not overwrite it either; \
         `--out DIR` writes elsewhere",
        .0.display()
    )]
    NotScenario(PathBuf),
    /// It has other files, too.
    #[error(
        "`{}` holds `{name}`, which does not belong to {what}, so that `--force` does not \
         overwrite it either; `--out DIR` writes elsewhere",
        .path.display()
    )]
    Foreign {
        /// The folder.
        path: PathBuf,
        /// The first of the other files, by name.
        name: String,
        /// The contents that would have been overwritten.
        what: &'static str,
    },
    /// The system refuses.
    #[error("cannot write `{}`: {cause}", .path.display())]
    Io {
        /// The folder.
        path: PathBuf,
        /// The error of the system.
        cause: io::Error,
    },
}
