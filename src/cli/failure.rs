//! Why a command failed, and its exit code.

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use thiserror::Error;

use super::terminal;
use crate::experiment::calibrate::CalibrateError;
use crate::experiment::compare::CompareError;
use crate::experiment::compare::vary::VaryError;
use crate::experiment::optimise::OptimiseError;
use crate::experiment::precision::PrecisionError;
use crate::experiment::sweep::SweepError;
use crate::experiment::tune::TuneError;
use crate::experiment::verify::{Disagreement, UnknownCase};
use crate::experiment::{Interrupted, OpenBooks, RunError, TargetsMissed};
use crate::generate::SizeError;
use crate::output::bench::CheckError;
use crate::output::check::{error_json, problems_json};
use crate::output::folder::FolderError;
use crate::scenario::Problems;

/// Why a command failed.
#[derive(Debug, Error)]
pub enum Failure {
    /// The command ran, and the check that it makes failed.
    #[error("{0}")]
    Check(String),
    /// The scenario is invalid.
    #[error("{0}")]
    Scenario(#[from] Problems),
    /// The command line asks for something impossible.
    #[error("{0}")]
    Usage(String),
    /// A folder cannot be written.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// A file cannot be read or written.
    #[error("`{}`: {cause}", .path.display())]
    File {
        /// The path of the file.
        path: PathBuf,
        /// The error of the system.
        cause: io::Error,
    },
    /// The results cannot be printed.
    #[error("cannot print: {0}")]
    Print(io::Error),
    /// A run, or the program, cannot go on.
    #[error(
        "{0}\nEither a number of the scenario lies far beyond what the model can hold, or this is \
         a mistake of chippark {version}: please report it with the scenario",
        version = crate::version::line()
    )]
    Broken(String),
    /// The user pressed Ctrl-C.
    #[error("interrupted; nothing was written")]
    Interrupted(#[from] Interrupted),
    /// The user pressed Ctrl-C, and what was done until then is kept.
    #[error("interrupted; {0}")]
    Paused(String),
}

impl From<RunError> for Failure {
    fn from(error: RunError) -> Self {
        match error {
            RunError::Interrupted(interrupted) => interrupted.into(),
            RunError::UnknownFigure(unknown) => Self::Usage(unknown.to_string()),
            RunError::Broken(broken) => Self::Broken(broken.to_string()),
        }
    }
}

impl From<PrecisionError> for Failure {
    fn from(error: PrecisionError) -> Self {
        match error {
            PrecisionError::Scenario(problems) => problems.into(),
            PrecisionError::Run(error) => error.into(),
            PrecisionError::NotReported(_) => Self::Usage(error.to_string()),
        }
    }
}

impl From<CalibrateError> for Failure {
    fn from(error: CalibrateError) -> Self {
        match error {
            CalibrateError::Scenario(problems) => problems.into(),
            CalibrateError::Run(error) => error.into(),
            CalibrateError::Unobserved { .. } => Self::Check(error.to_string()),
            CalibrateError::Reinvestment
            | CalibrateError::NoParameter
            | CalibrateError::NotCovered { .. }
            | CalibrateError::BadParameter(_)
            | CalibrateError::OutsideOfRange { .. } => Self::Usage(error.to_string()),
        }
    }
}

impl From<CompareError> for Failure {
    fn from(error: CompareError) -> Self {
        match error {
            CompareError::Scenario(problems) => problems.into(),
            CompareError::Run(error) => error.into(),
            CompareError::Goal(_)
            | CompareError::NoBetter(_)
            | CompareError::UnknownFigure { .. }
            | CompareError::NotCovered { .. } => Self::Usage(error.to_string()),
        }
    }
}

impl From<VaryError> for Failure {
    fn from(error: VaryError) -> Self {
        match error {
            VaryError::Scenario(problems) => problems.into(),
            VaryError::Text(..) | VaryError::NoNumber { .. } => Self::Usage(error.to_string()),
        }
    }
}

impl From<SweepError> for Failure {
    fn from(error: SweepError) -> Self {
        match error {
            SweepError::Run(error) => error.into(),
            SweepError::Design(_) | SweepError::Points(_) | SweepError::Keep(_) => {
                Self::Usage(error.to_string())
            }
        }
    }
}

impl From<OptimiseError> for Failure {
    fn from(error: OptimiseError) -> Self {
        match error {
            OptimiseError::Sweep(error) => error.into(),
            OptimiseError::Unobserved(_) => Self::Check(error.to_string()),
            OptimiseError::Budget { .. } | OptimiseError::Figure(_) | OptimiseError::Method(_) => {
                Self::Usage(error.to_string())
            }
        }
    }
}

impl From<TuneError> for Failure {
    fn from(error: TuneError) -> Self {
        match error {
            TuneError::Run(error) => error.into(),
            TuneError::Unobserved { .. } => Self::Check(error.to_string()),
            TuneError::Reinvestment
            | TuneError::NoParameter
            | TuneError::NoTarget
            | TuneError::UnknownTarget { .. }
            | TuneError::NotCovered { .. }
            | TuneError::BadParameter(_)
            | TuneError::Levels { .. }
            | TuneError::OutsideOfRange { .. }
            | TuneError::TooFewReplications { .. }
            | TuneError::TooFewTries { .. }
            | TuneError::Point { .. }
            | TuneError::Method(_)
            | TuneError::Keep(_) => Self::Usage(error.to_string()),
        }
    }
}

impl From<CheckError> for Failure {
    fn from(error: CheckError) -> Self {
        match error {
            CheckError::Slower(_) => Self::Check(error.to_string()),
            CheckError::NothingToCompare => Self::Usage(error.to_string()),
        }
    }
}

impl From<OpenBooks> for Failure {
    fn from(open: OpenBooks) -> Self {
        Self::Check(open.to_string())
    }
}

impl From<TargetsMissed> for Failure {
    fn from(missed: TargetsMissed) -> Self {
        Self::Check(missed.to_string())
    }
}

impl From<Disagreement> for Failure {
    fn from(disagreement: Disagreement) -> Self {
        Self::Check(disagreement.to_string())
    }
}

impl From<UnknownCase> for Failure {
    fn from(unknown: UnknownCase) -> Self {
        Self::Usage(unknown.to_string())
    }
}

impl From<SizeError> for Failure {
    fn from(error: SizeError) -> Self {
        Self::Usage(error.to_string())
    }
}

impl Failure {
    /// Makes a failure of the error of a file.
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
            Self::Check(_) => 1,
            Self::Scenario(_)
            | Self::Usage(_)
            | Self::Folder(_)
            | Self::File { .. }
            | Self::Broken(_)
            | Self::Print(_) => 2,
            Self::Interrupted(_) | Self::Paused(_) => 130,
        }
    }

    /// The failure of a panic with this message.
    pub(super) fn of_panic() -> Self {
        Self::Broken(super::panics::last())
    }

    /// Reports the failure, as JSON too where the results would have been JSON; returns the exit
    /// code.
    #[must_use]
    pub fn show(&self, json: bool) -> ExitCode {
        match self {
            Self::Scenario(problems) => terminal::problems(problems),
            Self::Check(_)
            | Self::Usage(_)
            | Self::Folder(_)
            | Self::File { .. }
            | Self::Broken(_)
            | Self::Print(_)
            | Self::Interrupted(_)
            | Self::Paused(_) => terminal::error(&self.to_string()),
        }
        if let Some(text) = self.json().filter(|_| json) {
            // A closed pipe does not change why the command failed.
            terminal::print(&text).ok();
        }
        ExitCode::from(self.code())
    }

    /// The failure as JSON; none where nothing can be printed.
    fn json(&self) -> Option<String> {
        let code = match self {
            Self::Print(_) => return None,
            Self::Scenario(problems) => return Some(problems_json(problems)),
            // The codes are part of the JSON contract.
            Self::Check(_) => "no",
            Self::Usage(_) => "usage",
            Self::Folder(_) => "folder",
            Self::File { .. } => "file",
            Self::Broken(_) => "broken",
            Self::Interrupted(_) | Self::Paused(_) => "interrupted",
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
            (Failure::Check("worse".to_owned()), 1),
            (Failure::Usage("what?".to_owned()), 2),
            (FolderError::Exists(PathBuf::new()).into(), 2),
            (
                Failure::of_file(Path::new("x"))(io::ErrorKind::NotFound.into()),
                2,
            ),
            (print(io::ErrorKind::StorageFull), 2),
            (Failure::Broken("no".to_owned()), 2),
            (Interrupted.into(), 130),
        ];
        for (failure, code) in cases {
            assert_eq!(failure.code(), code, "{failure}");
        }
    }
}
