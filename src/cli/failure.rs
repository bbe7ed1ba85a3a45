//! Why a command did not do what it was told, and the exit code that says so.

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use thiserror::Error;

use super::terminal;
use crate::experiment::{Interrupted, Stopped};
use crate::output::check::{error_json, problems_json};
use crate::output::folder::FolderError;
use crate::scenario::Problems;

/// Why a command did not do what it was told.
#[derive(Debug, Error)]
pub enum Failure {
    /// The answer is no.
    #[error("{0}")]
    No(String),
    /// The scenario has problems.
    #[error("{0}")]
    Scenario(Problems),
    /// The command line asks for what cannot be.
    #[error("{0}")]
    Usage(String),
    /// The results folder cannot be written.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// A file cannot be read or written.
    #[error("`{}`: {cause}", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
    /// The results cannot be printed.
    #[error("cannot print: {0}")]
    Print(io::Error),
    /// Ctrl-C.
    #[error("interrupted; nothing was written")]
    Interrupted(#[from] Interrupted),
}

impl From<Stopped> for Failure {
    fn from(stopped: Stopped) -> Self {
        match stopped {
            Stopped::Interrupted(interrupted) => interrupted.into(),
            Stopped::NoFigure(no_figure) => Self::Usage(no_figure.to_string()),
        }
    }
}

impl From<Problems> for Failure {
    fn from(problems: Problems) -> Self {
        Self::Scenario(problems)
    }
}

impl Failure {
    /// The failure of a file.
    pub fn of_file(path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        move |cause| Self::File {
            path: path.to_owned(),
            cause,
        }
    }

    /// The exit code.
    #[must_use]
    pub fn code(&self) -> u8 {
        match self {
            Self::Print(cause) if cause.kind() == io::ErrorKind::BrokenPipe => 0,
            Self::No(_) => 1,
            Self::Scenario(_)
            | Self::Usage(_)
            | Self::Folder(_)
            | Self::File { .. }
            | Self::Print(_) => 2,
            Self::Interrupted(_) => 130,
        }
    }

    /// Tells the user, as JSON too where the results would have been JSON, and gives the exit code.
    #[must_use]
    pub fn show(&self, json: bool) -> ExitCode {
        match self {
            // Whoever closed the pipe has read enough.
            Self::Print(_) if self.code() == 0 => {}
            Self::Scenario(problems) => terminal::problems(problems),
            Self::No(_)
            | Self::Usage(_)
            | Self::Folder(_)
            | Self::File { .. }
            | Self::Print(_)
            | Self::Interrupted(_) => terminal::error(&self.to_string()),
        }
        if let Some(text) = self.json().filter(|_| json) {
            // A reader who has gone away does not change why the command failed.
            terminal::print(&text).ok();
        }
        ExitCode::from(self.code())
    }

    /// The failure as JSON; none where nothing can be printed.
    fn json(&self) -> Option<String> {
        let code = match self {
            Self::Print(_) => return None,
            Self::Scenario(problems) => return Some(problems_json(problems)),
            Self::No(_) => "no",
            Self::Usage(_) => "usage",
            Self::Folder(_) => "folder",
            Self::File { .. } => "file",
            Self::Interrupted(_) => "interrupted",
        };
        Some(error_json(code, &self.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exit_codes_are_the_contract() {
        let print = |kind: io::ErrorKind| Failure::Print(kind.into());
        let cases = [
            (Failure::No("worse".to_owned()), 1),
            (Failure::Usage("what?".to_owned()), 2),
            (FolderError::Exists(PathBuf::new()).into(), 2),
            (
                Failure::of_file(Path::new("x"))(io::ErrorKind::NotFound.into()),
                2,
            ),
            (print(io::ErrorKind::StorageFull), 2),
            (print(io::ErrorKind::BrokenPipe), 0),
            (Interrupted.into(), 130),
        ];
        for (failure, code) in cases {
            assert_eq!(failure.code(), code, "{failure}");
        }
    }
}
