//! The results folder: complete or not there at all, and never in the place of another one unless
//! that is asked for.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::{Results, RunRecord, rows, summary_file};

/// Where runs write unless told otherwise.
const ROOT: &str = "results";

/// Why there is no new results folder.
#[derive(Debug, Error)]
pub enum FolderError {
    /// Something is there already.
    #[error("`{}` exists already; --force replaces it, --out DIR writes elsewhere", .0.display())]
    Exists(PathBuf),
    /// The complete results of the same run are there already.
    #[error(
        "`{}` holds the results of this very run (same scenario, seed and replications) already; \
         --force replaces them, --out DIR writes elsewhere",
        .0.display()
    )]
    SameRun(PathBuf),
    /// What is there is not a results folder, so that it is not replaced.
    #[error("`{}` is there and holds no results; it is not replaced", .0.display())]
    NotResults(PathBuf),
    /// The system refuses.
    #[error("cannot write `{}`: {cause}", .path.display())]
    Io {
        /// What could not be written.
        path: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
}

/// A place for a results folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    path: PathBuf,
    replace: bool,
    is_default: bool,
}

impl Folder {
    /// The place that the user names, or `results/<scenario>/<digest8>-s<seed>-r<n>`; `replace`
    /// allows it to hold the results of another run.
    #[must_use]
    pub fn choose(
        named: Option<&Path>,
        scenario: &str,
        scenario_digest: &str,
        (seed, replications): (u64, u32),
        replace: bool,
    ) -> Self {
        let digest = scenario_digest.get(..8).unwrap_or(scenario_digest);
        let default = || {
            let run = format!("{digest}-s{seed}-r{replications}");
            Path::new(ROOT).join(scenario).join(run)
        };
        Self {
            path: named.map_or_else(default, Path::to_owned),
            replace,
            is_default: named.is_none(),
        }
    }

    /// The path of the folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether the folder may be written now. Asked before a run, so that nobody waits for nothing,
    /// and again by [`Self::write`].
    ///
    /// # Errors
    /// If something is there that must stay.
    pub fn check(&self) -> Result<(), FolderError> {
        let path = || self.path.clone();
        let is_empty =
            || fs::read_dir(&self.path).is_ok_and(|mut entries| entries.next().is_none());
        if fs::symlink_metadata(&self.path).is_err() || is_empty() {
            return Ok(());
        }
        let is_complete = self.path.join("summary.json").is_file();
        match (self.replace, is_complete) {
            (true, true) => Ok(()),
            (true, false) => Err(FolderError::NotResults(path())),
            (false, true) if self.is_default => Err(FolderError::SameRun(path())),
            (false, _) => Err(FolderError::Exists(path())),
        }
    }

    /// Writes the folder under a temporary name beside its place and renames it when it is whole.
    ///
    /// # Errors
    /// If it may not be written ([`Self::check`]) or the system refuses; then nothing is left.
    pub fn write(&self, results: &Results<'_>, record: &RunRecord) -> Result<(), FolderError> {
        self.check()?;
        let files = [
            ("summary.json", summary_file::summary_json(results)),
            ("replications.csv", rows::replications_csv(results)),
            ("series.csv", rows::series_csv(results)),
            ("run.json", record.json()),
            ("scenario.toml", results.document.resolved_toml()),
        ];
        let failed = |cause| FolderError::Io {
            path: self.path.clone(),
            cause,
        };
        self.put(&files).map_err(failed)
    }

    fn put(&self, files: &[(&str, String)]) -> io::Result<()> {
        let parent = match self.path.parent() {
            Some(parent) if parent != Path::new("") => parent,
            _ => Path::new("."),
        };
        fs::create_dir_all(parent)?;
        let beside = || {
            tempfile::Builder::new()
                .prefix(".unfinished-")
                .tempdir_in(parent)
        };
        let unfinished = beside()?;
        let whole = unfinished.path().join("whole");
        fs::create_dir(&whole)?;
        for (name, text) in files {
            fs::write(whole.join(name), text)?;
        }
        if fs::symlink_metadata(&self.path).is_ok() {
            // The old folder goes away only after the new one is whole.
            fs::rename(&self.path, unfinished.path().join("replaced"))?;
        }
        fs::rename(&whole, &self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(path: &Path, replace: bool) -> Folder {
        Folder::choose(Some(path), "pilot", "0123456789ab", (7, 2), replace)
    }

    fn entries(path: &Path) -> Vec<String> {
        let entries = fs::read_dir(path).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn the_default_place_tells_scenario_seed_and_replications_apart() {
        let place = Folder::choose(None, "pilot", "0123456789ab", (7, 2), false);
        assert_eq!(place.path(), Path::new("results/pilot/01234567-s7-r2"));
    }

    #[test]
    fn a_folder_is_whole_and_leaves_nothing_beside_it() {
        let root = tempfile::tempdir().unwrap();
        let place = folder(&root.path().join("a/run"), false);
        place.check().unwrap();
        let files = [
            ("summary.json", "1".to_owned()),
            ("run.json", "2".to_owned()),
        ];
        place.put(&files).unwrap();
        assert_eq!(entries(place.path()), ["run.json", "summary.json"]);
        assert_eq!(entries(&root.path().join("a")), ["run"]);
    }

    #[test]
    fn results_are_replaced_only_on_demand_and_then_wholly() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("run");
        folder(&path, false)
            .put(&[("summary.json", "old".to_owned()), ("x", String::new())])
            .unwrap();
        assert!(matches!(
            folder(&path, false).check(),
            Err(FolderError::Exists(_))
        ));
        folder(&path, true).check().unwrap();
        folder(&path, true)
            .put(&[("summary.json", "new".to_owned())])
            .unwrap();
        assert_eq!(entries(&path), ["summary.json"]);
        assert_eq!(
            fs::read_to_string(path.join("summary.json")).unwrap(),
            "new"
        );
        assert_eq!(entries(root.path()), ["run"]);
    }

    #[test]
    fn a_folder_of_something_else_is_never_replaced() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join("letter.txt"), "dear").unwrap();
        let refused = folder(root.path(), true).check();
        assert!(matches!(refused, Err(FolderError::NotResults(_))));
    }

    #[test]
    fn when_the_system_refuses_nothing_is_left() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("file");
        fs::write(&file, "").unwrap();
        assert!(folder(&file.join("run"), false).put(&[]).is_err());
        assert_eq!(entries(root.path()), ["file"]);
    }
}
