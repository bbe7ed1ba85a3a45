//! Results folders: written completely or not at all, overwritten only on request, and known again
//! when the same run is asked for once more.

use std::fs;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::disk::System;
use super::exchange::{Content, Parts, put};
pub use super::folder::SCENARIO;
use super::folder::{check_trial, is_free, only, place_of, refusal};
pub use super::folder_error::FolderError;
use super::report::PAGE;
use super::series::{self, SeriesFiles, is_series};
use super::table::Extent;
use super::{Results, RunRecord, lots, metrics, rows, summary_file, table};
use crate::units::spoken::plural;
use crate::version;

/// The folder of all results folders, unless the user names one.
const ROOT: &str = "results";
/// The summary: a folder that has it has complete results.
pub const SUMMARY: &str = "summary.json";
/// The file of a results folder that says which build made it.
pub const RECORD: &str = "run.json";
/// Every figure of every replication.
pub(super) const REPLICATIONS: &str = "replications.csv";
/// Statements of money by month.
pub(super) const STATEMENTS: &str = "statements.csv";
/// What bound by month.
pub(super) const LIMITS: &str = "limits.csv";
/// What the traced lots went through.
const LOTS: &str = "lots.csv";
/// Their visits to tools.
const VISITS: &str = "visits.csv";
/// The tables of the terminal.
pub const TABLES: &str = "summary.txt";

/// The text of a results file, in parts that are made when they are written.
type Texts<'a> = Box<dyn Iterator<Item = String> + 'a>;

/// How the text of a results file is made.
type Text = for<'a> fn(&'a Results<'a>, &'a RunRecord) -> Texts<'a>;

/// A text in one part.
fn whole<'a>(text: impl FnOnce() -> String + 'a) -> Texts<'a> {
    Box::new(std::iter::once_with(text))
}

/// The files of text that a results folder can have.
const FILES: [(&str, Text); 13] = [
    (SUMMARY, |results, _| {
        whole(|| summary_file::summary_json(results))
    }),
    (TABLES, |results, _| {
        whole(|| table::run_table(results, Extent::All))
    }),
    (REPLICATIONS, |results, _| {
        whole(|| rows::replications_csv(results))
    }),
    ("targets.csv", |results, _| {
        whole(|| rows::targets_csv(results))
    }),
    (STATEMENTS, |results, _| {
        Box::new(rows::statements_csv(results))
    }),
    (LIMITS, |results, _| Box::new(rows::limits_csv(results))),
    (LOTS, |results, _| whole(|| lots::lots_csv(results))),
    (VISITS, |results, _| whole(|| lots::visits_csv(results))),
    (series::LONG, |results, _| {
        Box::new(rows::series_csv(results))
    }),
    (series::WIDE, |results, _| {
        whole(|| rows::series_wide_csv(results))
    }),
    ("metrics.csv", |results, _| {
        whole(|| metrics::metrics_csv(results))
    }),
    (RECORD, |results, record| whole(|| record.json(results))),
    (SCENARIO, |results, _| {
        whole(|| results.study.document().resolved_toml())
    }),
];
/// So many hex digits of a scenario's digest are in the name of its folder: nobody finds two
/// scenarios with the same ones by trying.
pub const DIGITS: usize = 16;

/// Which run it is that a folder has the results of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunName {
    /// The name of the scenario.
    pub scenario: String,
    /// A name for people, before the digest in that of the folder; empty if there is none.
    pub label: String,
    /// The digest of the scenario.
    pub digest: String,
    /// The seed of its random streams.
    pub seed: u64,
    /// The numbers of the replications.
    pub replications: Range<u32>,
}

impl RunName {
    /// The folder of the run, where the user names none:
    /// `results/<scenario>/<digest16>-s<seed>-r<replications>`, with the numbers of the first and
    /// the last replication where the first is not 0, and after `<label>-` where it has a label.
    #[must_use]
    fn path(&self) -> PathBuf {
        let digits = self.digest.get(..DIGITS).unwrap_or(&self.digest);
        let Range { start, end } = self.replications;
        let numbers = match start {
            0 => end.to_string(),
            first => format!("{first}-{}", end.saturating_sub(1)),
        };
        let dash = if self.label.is_empty() { "" } else { "-" };
        let run = format!("{}{dash}{digits}-s{}-r{numbers}", self.label, self.seed);
        Path::new(ROOT).join(&self.scenario).join(run)
    }
}

/// What is at the place of a results folder that may be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// Nothing, or what may be overwritten.
    Free,
    /// The complete results of this very run by this build of the program.
    Done,
}

/// The path of a results folder, and whether it may be overwritten.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    /// The path as the user names it.
    path: PathBuf,
    /// The same place, whatever folder the process is in later.
    place: PathBuf,
    run: RunName,
    replace: bool,
    /// The files of the series, which are most of its bytes.
    series: SeriesFiles,
    /// Whether it has the trace of lots.
    has_lots: bool,
}

/// Whether a file has the trace of lots.
fn is_of_lots(file: &str) -> bool {
    [LOTS, VISITS].contains(&file)
}

impl Folder {
    /// The folder that the user names for a run, or else the one of its name. `replace` allows it
    /// to overwrite the results of another run.
    #[must_use]
    pub fn choose(named: Option<&Path>, run: RunName, replace: bool, series: SeriesFiles) -> Self {
        let path = named.map_or_else(|| run.path(), Path::to_owned);
        Self {
            place: place_of(&path),
            path,
            run,
            replace,
            series,
            has_lots: false,
        }
    }

    /// The same folder with the trace of lots, if there is one.
    #[must_use]
    pub fn with_lots(self, has_lots: bool) -> Self {
        Self { has_lots, ..self }
    }

    /// The path of the folder, as the user names it.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The names of the files that it has.
    fn files(&self) -> impl Iterator<Item = &'static str> + use<> {
        let others = FILES.into_iter().map(|(name, _)| name);
        let has_lots = self.has_lots;
        let others = others.filter(move |name| !is_series(name) && (has_lots || !is_of_lots(name)));
        others.chain(self.series.names())
    }

    /// Checks whether the folder may be written now, and tries what writing does at its end. Called
    /// before a run, so that the run is not in vain.
    ///
    /// # Errors
    /// If something exists that must not be overwritten, or the system refuses.
    pub fn check(&self) -> Result<Found, FolderError> {
        let found = self.check_contents()?;
        check_trial(&self.path, &self.place)?;
        Ok(found)
    }

    /// Checks whether what is there may be overwritten.
    fn check_contents(&self) -> Result<Found, FolderError> {
        let path = || self.path.clone();
        if is_free(&self.place) {
            return Ok(Found::Free);
        }
        if !self.place.join(SUMMARY).is_file() {
            return Err(FolderError::NotResults(path()));
        }
        // What `replace` would not overwrite either is said at once.
        let is_ours = |name: &str| {
            let mut names = FILES.iter().map(|(file, _)| *file);
            name == PAGE || is_series(name) || names.any(|file| file == name)
        };
        only(&self.path, &self.place, "the results of a run", is_ours)?;
        if self.replace {
            return Ok(Found::Free);
        }
        if let Some(other) = other_run(&self.place, &self.run) {
            return Err(FolderError::OtherRun {
                path: path(),
                other,
            });
        }
        let is_missing = |name: &&str| !self.place.join(name).is_file();
        match self.files().find(is_missing) {
            None => Ok(Found::Done),
            Some(file) => Err(FolderError::Lacks { path: path(), file }),
        }
    }

    /// The text of one of its files.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn read(&self, file: &str) -> Result<String, FolderError> {
        fs::read_to_string(self.place.join(file)).map_err(|cause| FolderError::Unreadable {
            path: self.path.join(file),
            cause,
        })
    }

    /// Writes the folder beside its place, and lets it take its place when it is complete. The
    /// results of the same run are written again.
    ///
    /// # Errors
    /// If something exists that must not be overwritten, or the system refuses; then what was there
    /// is there still.
    pub fn write(&self, results: &Results<'_>, record: &RunRecord) -> Result<(), FolderError> {
        let replace = self.check_contents()? == Found::Done || self.replace;
        let files = self.files().map(|file| {
            let parts = parts(file, results, record);
            (PathBuf::from(file), parts)
        });
        put(
            &System,
            &self.place,
            Content::Folder(files.collect()),
            replace,
        )
        .map_err(|cause| refusal(&self.path, cause))
    }
}

/// The contents of a file of a results folder, which are made when they are written.
fn parts<'a>(file: &str, results: &'a Results<'a>, record: &'a RunRecord) -> Parts<'a> {
    match FILES.iter().find(|(name, _)| *name == file) {
        Some((_, text)) => Box::new(text(results, record).map(|part| Ok(part.into_bytes()))),
        None => Box::new(std::iter::once_with(|| {
            series::parquet(results).map_err(io::Error::other)
        })),
    }
}

/// The contents of a file of a results folder.
///
/// # Errors
/// If this program cannot write its format.
fn contents(file: &str, results: &Results<'_>, record: &RunRecord) -> Result<Vec<u8>, String> {
    let parts: io::Result<Vec<Vec<u8>>> = parts(file, results, record).collect();
    parts
        .map(|parts| parts.concat())
        .map_err(|error| error.to_string())
}

/// The files of results that depend on nothing but the run and the source of the program, with
/// those of the series that are named. The scenario is not among them, since it is what is run
/// again, and neither is the trace of lots.
///
/// # Errors
/// If this program cannot write the format of a file.
pub fn repeatable(
    results: &Results<'_>,
    series: &[String],
) -> Result<Vec<(&'static str, Vec<u8>)>, String> {
    let record = RunRecord::default();
    let texts = FILES.into_iter().map(|(name, _)| name);
    let names = texts.chain([series::PARQUET]).filter(|name| {
        let is_named = series.iter().any(|one| one == name);
        let is_repeated = ![RECORD, SCENARIO].contains(name) && !is_of_lots(name);
        is_repeated && (is_named || !is_series(name))
    });
    let files = names.map(|name| Ok((name, contents(name, results, &record)?)));
    files.collect()
}

/// The name of the scenario whose results are in a folder.
///
/// # Errors
/// A sentence that says why it is no results folder.
pub fn name_of(folder: &Path) -> Result<String, String> {
    let path = folder.join(SUMMARY);
    let text = fs::read_to_string(&path).map_err(|error| error.to_string());
    let name = text.and_then(|text| {
        let summary: serde_json::Value =
            serde_json::from_str(&text).map_err(|error| error.to_string())?;
        let name = summary["scenario"].as_str().map(str::to_owned);
        name.ok_or_else(|| "it names no scenario".to_owned())
    });
    name.map_err(|error| {
        format!(
            "`{}`: {error}; name the results folder of a run",
            path.display()
        )
    })
}

/// The run whose complete results are in a folder, unless it is this one by this build.
fn other_run(folder: &Path, run: &RunName) -> Option<String> {
    let json = |file: &str| -> Option<serde_json::Value> {
        serde_json::from_str(&fs::read_to_string(folder.join(file)).ok()?).ok()
    };
    let (summary, record) = (
        json(SUMMARY).unwrap_or_default(),
        json(RECORD).unwrap_or_default(),
    );
    let text = |file: &serde_json::Value, key: &str| file[key].as_str().map(str::to_owned);
    let unknown = || "unknown".to_owned();
    let digest = text(&summary, "scenario_digest").unwrap_or_else(unknown);
    if digest != run.digest {
        return Some(format!("another scenario, with the digest {digest}"));
    }
    let number = |key: &str| summary[key].as_u64().unwrap_or_default();
    let Range { start, end } = run.replications;
    let numbers = [run.seed, u64::from(start), u64::from(end - start)];
    let theirs = ["seed", "first_replication", "replications"].map(number);
    if theirs != numbers {
        let [seed, first, count] = theirs;
        let count = plural(count, "replication", "replications");
        return Some(format!(
            "another run of this scenario, with seed {seed} and {count} from number \
             {first}"
        ));
    }
    (text(&record, "source").as_deref() != Some(version::SOURCE)).then(|| {
        let version = text(&record, "version").unwrap_or_else(unknown);
        format!(
            "this run by another build of chippark, of version {version} (this is {})",
            version::line()
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::exchange::whole;

    fn run(replications: Range<u32>) -> RunName {
        RunName {
            scenario: "pilot".to_owned(),
            label: String::new(),
            digest: "0123456789abcdef01".to_owned(),
            seed: 7,
            replications,
        }
    }

    fn folder(path: &Path, replace: bool) -> Folder {
        Folder::choose(Some(path), run(0..2), replace, SeriesFiles::default())
    }

    fn write(path: &Path, files: &[(&str, String)], replace: bool) -> io::Result<()> {
        let files = files.iter();
        let files = files.map(|(name, text)| (PathBuf::from(name), whole(text.as_str())));
        put(&System, path, Content::Folder(files.collect()), replace)
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
        let series = SeriesFiles::default();
        let place = |numbers| Folder::choose(None, run(numbers), false, series).path;
        assert_eq!(
            place(0..2),
            Path::new("results/pilot/0123456789abcdef-s7-r2")
        );
        assert_eq!(
            place(20..30),
            Path::new("results/pilot/0123456789abcdef-s7-r20-29")
        );
        let label = "two-shifts".to_owned();
        let named = RunName { label, ..run(0..2) };
        assert_eq!(
            Folder::choose(None, named, false, series).path,
            Path::new("results/pilot/two-shifts-0123456789abcdef-s7-r2")
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
            Err(FolderError::OtherRun { .. })
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
}
