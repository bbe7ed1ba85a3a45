//! Result and scenario folders: written completely or not at all, and overwriting only on request.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::disk::System;
use super::exchange::{Content, put, try_place};
pub use super::folder_error::FolderError;
use super::{Results, RunRecord, metrics, rows, summary_file};

/// The folder of all results folders, unless the user names one.
const ROOT: &str = "results";
/// The summary: a folder that has it has complete results.
const SUMMARY: &str = "summary.json";

/// How the text of a results file is made.
type Text = fn(&Results<'_>, &RunRecord) -> String;

/// The files of a results folder.
const FILES: [(&str, Text); 6] = [
    (SUMMARY, |results, _| summary_file::summary_json(results)),
    ("replications.csv", |results, _| {
        rows::replications_csv(results)
    }),
    ("series.csv", |results, _| rows::series_csv(results)),
    ("metrics.csv", |results, _| metrics::metrics_csv(results)),
    (RECORD, |_, record| record.json()),
    (SCENARIO, |results, _| {
        results.study.document().resolved_toml()
    }),
];
/// The scenario file of a folder.
const SCENARIO: &str = "scenario.toml";
/// The file of a results folder that says which version made it.
const RECORD: &str = "run.json";
/// So many hex digits of a scenario's digest are in the name of its folder: nobody finds two
/// scenarios with the same ones by trying.
pub const DIGITS: usize = 16;

/// The path of a results folder, and whether it may be overwritten.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    /// The path as the user names it.
    path: PathBuf,
    /// The same place, whatever folder the process is in later.
    place: PathBuf,
    replace: bool,
    /// The digest of the scenario, where the name of the folder follows from it.
    digest: Option<String>,
}

impl Folder {
    /// The folder that the user names, or else `results/<scenario>/<digest16>-s<seed>-r<n>`.
    /// `replace` allows it to overwrite the results of another run.
    #[must_use]
    pub fn choose(
        named: Option<&Path>,
        scenario: &str,
        scenario_digest: &str,
        (seed, replications): (u64, u32),
        replace: bool,
    ) -> Self {
        let digits = scenario_digest.get(..DIGITS).unwrap_or(scenario_digest);
        let default = || {
            let run = format!("{digits}-s{seed}-r{replications}");
            Path::new(ROOT).join(scenario).join(run)
        };
        let path = named.map_or_else(default, Path::to_owned);
        Self {
            place: place_of(&path),
            path,
            replace,
            digest: named.is_none().then(|| scenario_digest.to_owned()),
        }
    }

    /// The path of the folder, as the user names it.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Checks whether the folder may be written now, and tries what writing does at its end. Called
    /// before a run, so that the run is not in vain.
    ///
    /// # Errors
    /// If something exists that must not be overwritten, or the system refuses.
    pub fn check(&self) -> Result<(), FolderError> {
        self.check_contents()?;
        check_trial(&self.path, &self.place)
    }

    /// Checks whether what is there may be overwritten.
    fn check_contents(&self) -> Result<(), FolderError> {
        let path = || self.path.clone();
        if is_free(&self.place) {
            return Ok(());
        }
        if !self.place.join(SUMMARY).is_file() {
            return Err(FolderError::NotResults(path()));
        }
        // What `replace` would not overwrite either is said at once.
        let is_ours = |name: &str| FILES.iter().any(|(file, _)| *file == name);
        only(&self.path, &self.place, "the results of a run", is_ours)?;
        if self.replace {
            return Ok(());
        }
        Err(match &self.digest {
            None => FolderError::Exists(path()),
            Some(digest) => match other_run(&self.place, digest) {
                None => FolderError::SameRun(path()),
                Some(other) => FolderError::OtherRun {
                    path: path(),
                    other,
                },
            },
        })
    }

    /// Writes the folder beside its place, and lets it take its place when it is complete.
    ///
    /// # Errors
    /// If something exists that must not be overwritten, or the system refuses; then what was there
    /// is there still.
    pub fn write(&self, results: &Results<'_>, record: &RunRecord) -> Result<(), FolderError> {
        self.check_contents()?;
        let files = FILES.map(|(file, text)| (PathBuf::from(file), text(results, record)));
        put(&System, &self.place, &Content::Folder(&files), self.replace)
            .map_err(|cause| refusal(&self.path, cause))
    }
}

/// The absolute path of a place, the true one where something is there.
fn place_of(path: &Path) -> PathBuf {
    let absolute = || std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    path.canonicalize().unwrap_or_else(|_| absolute())
}

/// The run whose complete results are in a folder, unless it is the one of this scenario and
/// version. Seed and number of replications are in the folder's name.
fn other_run(folder: &Path, digest: &str) -> Option<String> {
    let field = |file: &str, key: &str| -> Option<String> {
        let text = fs::read_to_string(folder.join(file)).ok()?;
        let file: serde_json::Value = serde_json::from_str(&text).ok()?;
        Some(file.get(key)?.as_str()?.to_owned())
    };
    let (own_version, unknown) = (env!("CARGO_PKG_VERSION"), || "unknown".to_owned());
    let version = field(RECORD, "version").unwrap_or_else(unknown);
    let other = field(SUMMARY, "scenario_digest").unwrap_or_else(unknown);
    if other != digest {
        Some(format!("another scenario, with the digest {other}"))
    } else if version != own_version {
        Some(format!(
            "this run by version {version} of chippark (this is {own_version})"
        ))
    } else {
        None
    }
}

/// Tries whether a folder can take its place.
fn check_trial(path: &Path, place: &Path) -> Result<(), FolderError> {
    let path = path.to_owned();
    let is_there = fs::symlink_metadata(place).is_ok();
    let here = std::env::current_dir().and_then(|here| here.canonicalize());
    if is_there && here.is_ok_and(|here| here.starts_with(place)) {
        return Err(FolderError::Here(path));
    }
    match try_place(&System, place) {
        Ok(()) => Ok(()),
        Err(cause) if is_there => Err(FolderError::Fixed { path, cause }),
        Err(cause) => Err(refusal(&path, cause)),
    }
}

/// Whether the path does not exist or is an empty folder.
fn is_free(path: &Path) -> bool {
    let is_empty = || fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_none());
    fs::symlink_metadata(path).is_err() || is_empty()
}

/// Checks whether the folder of an imported scenario may be written. `replace` allows it to
/// overwrite a folder that has only a `scenario.toml` and tables.
///
/// # Errors
/// If something exists that must not be overwritten.
pub fn check_scenario(path: &Path, replace: bool) -> Result<(), FolderError> {
    let place = &place_of(path);
    if is_free(place) {
        return check_trial(path, place);
    }
    if !place.join(SCENARIO).is_file() {
        return Err(FolderError::NotScenario(path.to_owned()));
    }
    let is_table = |name: &str| Path::new(name).extension().is_some_and(|end| end == "csv");
    only(path, place, "a scenario and its tables", |name| {
        name == SCENARIO || is_table(name)
    })?;
    if !replace {
        return Err(FolderError::Exists(path.to_owned()));
    }
    check_trial(path, place)
}

/// Checks that the folder at a place, which the user calls `path`, holds only files that belong to
/// `what`.
fn only(
    path: &Path,
    place: &Path,
    what: &'static str,
    is_ours: impl Fn(&str) -> bool,
) -> Result<(), FolderError> {
    let foreign = || -> io::Result<Option<String>> {
        let mut first: Option<String> = None;
        for entry in fs::read_dir(place)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let is_ours = entry.file_type()?.is_file() && is_ours(&name);
            let is_first = first.as_ref().is_none_or(|first| name < *first);
            if !is_ours && is_first {
                first = Some(name);
            }
        }
        Ok(first)
    };
    let path = path.to_owned();
    match foreign() {
        Ok(None) => Ok(()),
        Ok(Some(name)) => Err(FolderError::Foreign { path, name, what }),
        Err(cause) => Err(FolderError::Io { path, cause }),
    }
}

/// Writes the folder of an imported scenario, completely or not at all.
///
/// # Errors
/// As [`check_scenario`], or if the system refuses; then nothing is left behind.
pub fn write_scenario(
    path: &Path,
    files: &[(String, String)],
    replace: bool,
) -> Result<(), FolderError> {
    check_scenario(path, replace)?;
    put_all(path, files, replace)
}

/// Writes the folder of a new scenario, completely or not at all. It must not exist, not even
/// empty.
///
/// # Errors
/// If it exists or the system refuses; then nothing is left behind.
pub fn write_new_scenario(path: &Path, files: &[(String, String)]) -> Result<(), FolderError> {
    if fs::symlink_metadata(path).is_ok() {
        return Err(FolderError::Taken(path.to_owned()));
    }
    put_all(path, files, false)
}

fn put_all(path: &Path, files: &[(String, String)], replace: bool) -> Result<(), FolderError> {
    let files = files.iter();
    let files = files.map(|(name, text)| (PathBuf::from(name), text.clone()));
    let files: Vec<(PathBuf, String)> = files.collect();
    put(&System, &place_of(path), &Content::Folder(&files), replace)
        .map_err(|cause| refusal(path, cause))
}

/// The error of a folder that was not written: another run was first, or the system refuses.
fn refusal(path: &Path, cause: io::Error) -> FolderError {
    let path = path.to_owned();
    let is_full = [
        io::ErrorKind::DirectoryNotEmpty,
        io::ErrorKind::AlreadyExists,
    ];
    if is_full.contains(&cause.kind()) {
        FolderError::Exists(path)
    } else {
        FolderError::Io { path, cause }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(path: &Path, replace: bool) -> Folder {
        Folder::choose(Some(path), "pilot", "0123456789abcdef01", (7, 2), replace)
    }

    fn write(path: &Path, files: &[(&str, String)], replace: bool) -> io::Result<()> {
        let files = files.iter();
        let files = files.map(|(name, text)| (PathBuf::from(name), text.clone()));
        let files: Vec<(PathBuf, String)> = files.collect();
        put(&System, path, &Content::Folder(&files), replace)
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
    fn the_default_path_names_scenario_seed_and_replications() {
        let place = Folder::choose(None, "pilot", "0123456789abcdef01", (7, 2), false);
        assert_eq!(
            place.path(),
            Path::new("results/pilot/0123456789abcdef-s7-r2")
        );
    }

    #[test]
    fn a_complete_folder_leaves_nothing_beside_it() {
        let root = tempfile::tempdir().unwrap();
        let place = folder(&root.path().join("a/run"), false);
        place.check().unwrap();
        let files = [
            ("summary.json", "1".to_owned()),
            ("run.json", "2".to_owned()),
        ];
        write(place.path(), &files, false).unwrap();
        assert_eq!(entries(place.path()), ["run.json", "summary.json"]);
        assert_eq!(entries(&root.path().join("a")), ["run"]);
    }

    #[test]
    fn results_are_overwritten_only_on_request_and_then_completely() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("run");
        let old = [
            ("summary.json", "old".to_owned()),
            ("run.json", String::new()),
        ];
        write(&path, &old, false).unwrap();
        assert!(matches!(
            folder(&path, false).check(),
            Err(FolderError::Exists(_))
        ));
        folder(&path, true).check().unwrap();
        let new = [("summary.json", "new".to_owned())];
        // A run that started before the folder existed does not overwrite it either.
        let late = write(&path, &new, false).map_err(|cause| refusal(&path, cause));
        assert!(matches!(late, Err(FolderError::Exists(_))));
        write(&path, &new, true).unwrap();
        assert_eq!(entries(&path), ["summary.json"]);
        assert_eq!(
            fs::read_to_string(path.join("summary.json")).unwrap(),
            "new"
        );
        assert_eq!(entries(root.path()), ["run"]);
    }

    #[test]
    fn a_folder_of_other_files_is_never_overwritten() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join("letter.txt"), "dear").unwrap();
        for force in [false, true] {
            let refused = folder(root.path(), force).check();
            assert!(matches!(refused, Err(FolderError::NotResults(_))));
            let refused = check_scenario(root.path(), force);
            assert!(matches!(refused, Err(FolderError::NotScenario(_))));
        }
    }

    #[test]
    fn results_are_not_overwritten_while_other_files_are_among_them() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("run");
        write(&path, &[("summary.json", "old".to_owned())], false).unwrap();
        fs::write(path.join("notes.txt"), "mine").unwrap();
        // A folder with the name of a result file.
        fs::create_dir(path.join("run.json")).unwrap();
        let refused = |foreign: &str| {
            for force in [false, true] {
                let refused = folder(&path, force).check();
                let name = match &refused {
                    Err(FolderError::Foreign { name, .. }) => name.as_str(),
                    _ => "",
                };
                assert_eq!(name, foreign, "{refused:?}");
            }
        };
        refused("notes.txt");
        fs::remove_file(path.join("notes.txt")).unwrap();
        refused("run.json");
        fs::remove_dir(path.join("run.json")).unwrap();
        folder(&path, true).check().unwrap();
    }

    #[test]
    fn when_the_system_refuses_nothing_is_left_behind() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("file");
        fs::write(&file, "").unwrap();
        assert!(write(&file.join("run"), &[], false).is_err());
        assert_eq!(entries(root.path()), ["file"]);
    }

    #[test]
    fn a_scenario_overwrites_only_a_scenario_and_only_on_request() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("fab");
        let files = |text: &str| {
            let names = ["scenario.toml", "tools.csv"];
            names.map(|name| (name.to_owned(), text.to_owned()))
        };
        write_scenario(&path, &files("old"), false).unwrap();
        let again = write_scenario(&path, &files("new"), false);
        assert!(matches!(again, Err(FolderError::Exists(_))));
        assert_eq!(fs::read_to_string(path.join("tools.csv")).unwrap(), "old");
        write_scenario(&path, &files("new")[..1], true).unwrap();
        assert_eq!(entries(&path), ["scenario.toml"]);
        fs::write(path.join("notes.txt"), "mine").unwrap();
        let refused = write_scenario(&path, &files("newer"), true);
        assert!(
            matches!(&refused, Err(FolderError::Foreign { name, .. }) if name == "notes.txt"),
            "{refused:?}"
        );
        assert_eq!(entries(&path), ["notes.txt", "scenario.toml"]);
        assert_eq!(entries(root.path()), ["fab"]);
    }

    #[test]
    fn a_new_scenario_has_its_files_in_folders_and_overwrites_nothing() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("a/fab");
        let file = |name: &str| (name.to_owned(), name.to_owned());
        write_new_scenario(&path, &[file("scenario.toml"), file("routes/one.csv")]).unwrap();
        let text = fs::read_to_string(path.join("routes/one.csv")).unwrap();
        assert_eq!(text, "routes/one.csv");
        assert_eq!(entries(&root.path().join("a")), ["fab"]);
        let empty = root.path().join("empty");
        fs::create_dir(&empty).unwrap();
        for place in [&path, &empty] {
            let again = write_new_scenario(place, &[file("other")]);
            assert!(matches!(again, Err(FolderError::Taken(_))));
            assert!(!place.join("other").exists());
        }
    }
}
