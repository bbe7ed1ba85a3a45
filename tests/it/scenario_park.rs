//! A small park that shows every kind of field, for the tests of scenario files.

use std::path::{Path, PathBuf};

use chippark::scenario::{Document, Named, ProblemRecord, Problems};
use chippark::units::{Date, Duration, DurationLaw, Fen, Share};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A small park that shows every kind of field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ParkFile {
    /// The first day.
    pub(crate) start: Date,
    /// Shares of each month.
    pub(crate) season: Option<Vec<f64>>,
    /// The section of tools and lots.
    pub(crate) fab: FabFile,
    /// The section of money.
    #[serde(default)]
    pub(crate) books: Option<BooksFile>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FabFile {
    /// Who is served first.
    pub(crate) dispatch: Rule,
    /// The tool groups, by name.
    pub(crate) tools: Named<ToolFile>,
    #[serde(default)]
    pub(crate) upkeep: Vec<UpkeepFile>,
    pub(crate) test: Option<TestFile>,
}

/// The order of service.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Rule {
    /// First in, first out.
    Fifo,
    ShortestJob,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ToolFile {
    /// How many tools there are.
    #[schemars(range(min = 1, max = 500))]
    pub(crate) count: u16,
    /// How long one lot takes.
    pub(crate) process_time: DurationLaw,
    /// The share of lots that pass.
    #[serde(default = "whole")]
    pub(crate) yields: Share,
    /// What the group is also called.
    pub(crate) label: Option<String>,
    pub(crate) is_batch: Option<bool>,
    #[schemars(range(min = 0.0))]
    pub(crate) weight: Option<f64>,
}

fn whole() -> Share {
    Share::ONE
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, tag = "kind", rename_all = "snake_case")]
pub(crate) enum UpkeepFile {
    Daily { takes: Duration },
    ByWafers { every: u32, takes: Duration },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TestFile {
    pub(crate) time: Duration,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BooksFile {
    pub(crate) cash: Fen,
}

pub(crate) const TOOLS: &str = "\
# The tool groups of a small line.
name,count,process_time,yields,label,is_batch
LITHO,2,exponential(mean=40 min),0.99,12,
\"ETCH, dry\",3,51.69 min,,\"the \"\"old\"\" one\",true
";

pub(crate) const BASE: &str = "\
start = 2018-01-01
season = [0.5, 1, 1.5]

[fab]
dispatch = \"fifo\"
tools = \"tools.csv\"
upkeep = [
    { kind = \"daily\", takes = \"20 min\" },
    { kind = \"by_wafers\", every = 500, takes = \"2 h\" },
]

[fab.test]
time = \"3 min\"

[books]
cash = \"15 bn CNY\"
";

/// A folder with files, gone at the end.
pub(crate) struct Folder(tempfile::TempDir);

impl Folder {
    pub(crate) fn with(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        Self(folder)
    }

    pub(crate) fn small() -> Self {
        Self::with(&[("base.toml", BASE), ("tools.csv", TOOLS)])
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn load(&self, name: &str, overrides: &[&str]) -> Result<Document, Problems> {
        let overrides: Vec<String> = overrides.iter().map(|text| (*text).to_owned()).collect();
        Document::load(&self.path(name), &overrides)
    }

    pub(crate) fn read(&self, name: &str, overrides: &[&str]) -> Result<ParkFile, Problems> {
        self.load(name, overrides)?.read()
    }

    /// Each problem as `file:line:column code message`.
    pub(crate) fn faults(&self, name: &str, overrides: &[&str]) -> Vec<String> {
        let problems = self.read(name, overrides).unwrap_err();
        problems.records().into_iter().map(brief).collect()
    }
}

/// A problem on one line; the file without its folder.
pub(crate) fn brief(record: ProblemRecord) -> String {
    let file = record.file.unwrap_or_default();
    let file = if file.starts_with("--set") {
        file
    } else {
        let name = Path::new(&file).file_name().unwrap_or_default();
        name.to_string_lossy().into_owned()
    };
    let position = match (record.line, record.column) {
        (Some(line), Some(column)) => format!(":{line}:{column}"),
        _ => String::new(),
    };
    format!("{file}{position} {} {}", record.code, record.message)
}

/// The problems of a text that stands alone.
pub(crate) fn faults_of(text: &str) -> Vec<String> {
    let document = Document::from_text("park.toml", text, &[]);
    let problems = document
        .and_then(|document| document.read::<ParkFile>())
        .unwrap_err();
    problems.records().into_iter().map(brief).collect()
}
