//! A scenario file is read with all it names, and every mistake in it is told at once, at its
//! place.

use std::path::{Path, PathBuf};

use chippark::scenario::{At, Document, Fault, Named, Problems};
use chippark::units::{Date, Duration, DurationLaw, Fen, Share};
use proptest::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A small park that shows every kind of field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ParkFile {
    /// The first day.
    start: Date,
    /// Shares of each month.
    season: Option<Vec<f64>>,
    /// The fab.
    fab: FabFile,
    /// The books.
    #[serde(default)]
    books: Option<BooksFile>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FabFile {
    /// Who is served first.
    dispatch: Rule,
    /// The tool groups, by name.
    tools: Named<ToolFile>,
    #[serde(default)]
    upkeep: Vec<UpkeepFile>,
    test: Option<TestFile>,
}

/// The order of service.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Rule {
    /// First in, first out.
    Fifo,
    ShortestJob,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ToolFile {
    /// How many tools there are.
    #[schemars(range(min = 1, max = 500))]
    count: u16,
    /// How long one lot takes.
    process_time: DurationLaw,
    /// The share of lots that pass.
    #[serde(default = "whole")]
    yields: Share,
    /// What the group is also called.
    label: Option<String>,
    is_batch: Option<bool>,
    #[schemars(range(min = 0.0))]
    weight: Option<f64>,
}

fn whole() -> Share {
    Share::ONE
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, tag = "kind", rename_all = "snake_case")]
enum UpkeepFile {
    Daily { takes: Duration },
    ByWafers { every: u32, takes: Duration },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct TestFile {
    time: Duration,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct BooksFile {
    cash: Fen,
}

const TOOLS: &str = "\
# The tool groups of a small line.
name,count,process_time,yields,label,is_batch
LITHO,2,exponential(mean=40 min),0.99,12,
\"ETCH, dry\",3,51.69 min,,\"the \"\"old\"\" one\",true
";

const BASE: &str = "\
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
struct Folder(tempfile::TempDir);

impl Folder {
    fn with(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        Self(folder)
    }

    fn small() -> Self {
        Self::with(&[("base.toml", BASE), ("tools.csv", TOOLS)])
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn load(&self, name: &str, overrides: &[&str]) -> Result<Document, Problems> {
        let overrides: Vec<String> = overrides.iter().map(|text| (*text).to_owned()).collect();
        Document::load(&self.path(name), &overrides)
    }

    fn read(&self, name: &str, overrides: &[&str]) -> Result<ParkFile, Problems> {
        self.load(name, overrides)?.read()
    }

    /// Each problem as "file:line:column code message".
    fn faults(&self, name: &str, overrides: &[&str]) -> Vec<String> {
        let problems = self.read(name, overrides).unwrap_err();
        problems.records().into_iter().map(brief).collect()
    }
}

/// A problem on one line; the file without its folder.
fn brief(record: chippark::scenario::ProblemRecord) -> String {
    let file = record.file.unwrap_or_default();
    let file = match file.starts_with("--set") {
        true => file,
        false => Path::new(&file)
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
    };
    let position = match (record.line, record.column) {
        (Some(line), Some(column)) => format!(":{line}:{column}"),
        _ => String::new(),
    };
    format!("{file}{position} {} {}", record.code, record.message)
}

/// The problems of a text that stands alone.
fn faults_of(text: &str) -> Vec<String> {
    let document = Document::from_text("park.toml", text, &[]);
    let problems = document
        .and_then(|document| document.read::<ParkFile>())
        .unwrap_err();
    problems.records().into_iter().map(brief).collect()
}

#[test]
fn a_file_is_read_with_its_table() {
    let folder = Folder::small();
    let park = folder.read("base.toml", &[]).unwrap();
    assert_eq!(park.start, Date::new(2018, 1, 1).unwrap());
    assert_eq!(park.season, Some(vec![0.5, 1.0, 1.5]));
    assert_eq!(park.fab.dispatch, Rule::Fifo);
    assert_eq!(
        park.fab.tools.names().collect::<Vec<_>>(),
        ["LITHO", "ETCH, dry"]
    );
    let litho = park.fab.tools.get("LITHO").unwrap();
    assert_eq!((litho.count, litho.yields), (2, Share::new(0.99).unwrap()));
    assert_eq!(
        litho.process_time,
        "exponential(mean=40 min)".parse().unwrap()
    );
    assert_eq!((litho.label.as_deref(), litho.is_batch), (Some("12"), None));
    let etch = park.fab.tools.get("ETCH, dry").unwrap();
    assert_eq!(
        (etch.count, etch.yields, etch.is_batch),
        (3, Share::ONE, Some(true))
    );
    assert_eq!(etch.label.as_deref(), Some("the \"old\" one"));
    let takes = Duration::hours(2);
    assert_eq!(
        park.fab.upkeep[1],
        UpkeepFile::ByWafers { every: 500, takes }
    );
    assert_eq!(park.books.unwrap().cash, Fen::yuan(15_000_000_000));
}

#[test]
fn marks_and_line_ends_of_other_systems_are_tolerated() {
    let folder = Folder::small();
    let expected = folder.load("base.toml", &[]).unwrap().digest();
    let foreign = |text: &str| format!("\u{feff}{}", text.replace('\n', "\r\n"));
    let other = Folder::with(&[
        ("base.toml", &foreign(BASE)),
        ("tools.csv", &foreign(TOOLS)),
    ]);
    assert_eq!(other.load("base.toml", &[]).unwrap().digest(), expected);
    assert_eq!(
        other.read("base.toml", &[]).unwrap(),
        folder.read("base.toml", &[]).unwrap()
    );
}

#[test]
fn an_overlay_changes_what_it_names_and_nothing_else() {
    let folder = Folder::small();
    let overlay = "\
extends = \"base.toml\"
season = [1]
[fab.tools.LITHO]
count = 7
[fab.tools.IMPLANT]
count = 1
process_time = \"1 h\"
";
    std::fs::write(folder.path("more.toml"), overlay).unwrap();
    let mut expected = folder.read("base.toml", &[]).unwrap();
    expected.season = Some(vec![1.0]);
    expected.fab.tools.0[0].1.count = 7;
    let implant = ToolFile {
        count: 1,
        process_time: DurationLaw::constant(Duration::hours(1)),
        yields: Share::ONE,
        label: None,
        is_batch: None,
        weight: None,
    };
    expected.fab.tools.0.push(("IMPLANT".to_owned(), implant));
    let document = folder.load("more.toml", &[]).unwrap();
    assert_eq!(document.read::<ParkFile>().unwrap(), expected);
    assert_eq!(document.name(), "more");
    assert_eq!(document.files().count(), 3);
}

#[test]
fn a_table_file_replaces_the_table_below_it() {
    let folder = Folder::small();
    let other = "name,count,process_time\nTEST,1,3 min\n";
    std::fs::write(folder.path("other.csv"), other).unwrap();
    let overlay = "extends = \"base.toml\"\nfab.tools = \"other.csv\"\n";
    std::fs::write(folder.path("more.toml"), overlay).unwrap();
    let park = folder.read("more.toml", &[]).unwrap();
    assert_eq!(park.fab.tools.names().collect::<Vec<_>>(), ["TEST"]);
    assert_eq!(park.fab.dispatch, Rule::Fifo);
}

#[test]
fn overrides_come_last_and_are_checked_the_same_way() {
    let folder = Folder::small();
    let set = [
        "fab.tools.LITHO.process_time=40 min",
        "fab.tools.LITHO.process_time=45 min",
        "fab.tools.\"ETCH, dry\".count = 9",
        "fab.upkeep.1.every=250",
        "season=[2, 3]",
        "books.cash=-1.5 bn CNY",
        "start=2019-06-01",
    ];
    let park = folder.read("base.toml", &set).unwrap();
    let span = DurationLaw::constant(Duration::minutes(45));
    assert_eq!(park.fab.tools.get("LITHO").unwrap().process_time, span);
    assert_eq!(park.fab.tools.get("ETCH, dry").unwrap().count, 9);
    let takes = Duration::hours(2);
    assert_eq!(
        park.fab.upkeep[1],
        UpkeepFile::ByWafers { every: 250, takes }
    );
    assert_eq!(park.season, Some(vec![2.0, 3.0]));
    assert_eq!(park.books.unwrap().cash, Fen::yuan(-1_500_000_000));
    assert_eq!(park.start, Date::new(2019, 6, 1).unwrap());
    let document = folder.load("base.toml", &set).unwrap();
    assert_eq!(document.overrides(), set);
    assert_eq!(
        folder.faults(
            "base.toml",
            &["fab.tools.LITHO.count=0", "fab.dispach=fifo"]
        ),
        [
            "--set fab.tools.LITHO.count=0 E0107 0 is out of range",
            "--set fab.dispach=fifo E0104 there is no key `dispach` here",
        ]
    );
}

#[test]
fn overrides_that_lead_nowhere_are_refused() {
    let folder = Folder::small();
    for (text, message) in [
        ("fab", "there is no `=` in the override"),
        ("=3", "a name is empty"),
        ("fab..x=3", "a name is empty"),
        ("fab.\"x=3", "a quote is left open"),
        ("start.day=3", "`start` is the date 2018-01-01, not a table"),
        (
            "season.7=3",
            "the list `season` has no element `7`: there are 3, from 0",
        ),
    ] {
        assert_eq!(
            folder.faults("base.toml", &[text]),
            [format!("--set {text} E0114 {message}")]
        );
    }
}

#[test]
fn files_that_name_each_other_in_a_circle_are_refused() {
    let folder = Folder::with(&[
        ("a.toml", "extends = \"b.toml\"\n"),
        ("b.toml", "# over a\nextends = \"a.toml\"\n"),
        ("self.toml", "x = \"loop.csv\"\n"),
        ("loop.csv", "name,more\na,loop.csv\n"),
        ("odd.toml", "extends = 3\n"),
    ]);
    let found = folder.faults("a.toml", &[]);
    let [found] = &found[..] else {
        panic!("{found:?}")
    };
    let expected = "b.toml:2:11 E0103 these files name each other in a circle: ";
    assert!(found.starts_with(expected), "{found}");
    assert_eq!(found.matches("a.toml").count(), 2, "{found}");
    let found = folder.faults("self.toml", &[]);
    assert!(found[0].starts_with("loop.csv:2:3 E0103"), "{found:?}");
    assert_eq!(
        folder.faults("odd.toml", &[]),
        ["odd.toml:1:11 E0106 expected the name of a file, found the number 3"]
    );
}

#[test]
fn a_chain_of_files_has_an_end() {
    let names: Vec<(String, String)> = (0..40)
        .map(|file| {
            (
                format!("f{file}.toml"),
                format!("extends = \"f{}.toml\"\n", file + 1),
            )
        })
        .collect();
    let files: Vec<(&str, &str)> = names
        .iter()
        .map(|(name, text)| (&**name, &**text))
        .collect();
    let found = Folder::with(&files).faults("f0.toml", &[]);
    assert_eq!(
        found,
        ["f15.toml:1:11 E0112 the number of files that name each other is too large"]
    );
}

#[test]
fn what_cannot_be_read_is_said_plainly() {
    let folder = Folder::with(&[("empty.toml", ""), ("names.toml", "x = \"none.csv\"\n")]);
    std::fs::write(
        folder.path("binary.toml"),
        [0x7f, b'E', b'L', b'F', 0xff, 0],
    )
    .unwrap();
    std::fs::create_dir(folder.path("folder.toml")).unwrap();
    assert_eq!(
        folder.faults("empty.toml", &[]),
        [
            "empty.toml:1:1 E0105 the key `start` is missing",
            "empty.toml:1:1 E0105 the key `fab` is missing",
        ]
    );
    let found = folder.faults("binary.toml", &[]);
    assert!(
        found[0].ends_with("it is not UTF-8 text (byte 4)"),
        "{found:?}"
    );
    let found = folder.faults("folder.toml", &[]);
    assert!(found[0].contains("E0101 cannot read"), "{found:?}");
    let found = folder.faults("absent.toml", &[]);
    assert!(found[0].contains("E0101 cannot read"), "{found:?}");
    let found = folder.faults("names.toml", &[]);
    assert!(
        found[0].starts_with("names.toml:1:5 E0101 cannot read"),
        "{found:?}"
    );
}

#[test]
fn all_mistakes_of_a_file_are_told_at_once_at_their_places() {
    let text = "\
start = \"2018-02-30\"
seasons = [1]

[fab]
dispatch = \"fiffo\"
upkeep = [{ kind = \"weekly\", takes = \"1 h\" }, { kind = \"daily\" }, { takes = \"1 h\" }]

[fab.tools.LITHO]
count = 0
process_time = 51.69
yields = 1.5
is_batch = 1

[fab.tools.ETCH]
count = 2.0
weight = -1

[fab.tools.CMP]
count = 70_000
process_time = [1]
label = { a = 1 }

[books]
cash = \"15 bn\"
bonus = 3
";
    assert_eq!(
        faults_of(text),
        [
            "park.toml:1:9 E0109 `2018-02-30` is not a date of the calendar",
            "park.toml:2:1 E0104 there is no key `seasons` here",
            "park.toml:5:12 E0108 there is no choice called `fiffo`",
            "park.toml:6:20 E0108 there is no choice called `weekly`",
            "park.toml:6:47 E0105 the key `takes` is missing",
            "park.toml:6:67 E0105 the key `kind` is missing",
            "park.toml:9:9 E0107 0 is out of range",
            "park.toml:10:16 E0109 `51.69` has no unit",
            "park.toml:11:10 E0109 `1.5` is not within 0 and 1",
            "park.toml:12:12 E0106 expected true or false, found the number 1",
            "park.toml:14:12 E0105 the key `process_time` is missing",
            "park.toml:15:9 E0106 expected a whole number, found the number 2.0",
            "park.toml:16:10 E0107 -1 is out of range",
            "park.toml:19:9 E0107 70000 is out of range",
            "park.toml:20:16 E0106 expected a text such as \"51.69 min\", found a list",
            "park.toml:21:9 E0106 expected a text, found a table",
            "park.toml:24:8 E0109 `bn` is no unit of money",
            "park.toml:25:1 E0104 there is no key `bonus` here",
        ]
    );
}

#[test]
fn an_unknown_key_is_refused_at_every_level() {
    let folder = Folder::small();
    for path in [
        "",
        "fab.",
        "fab.tools.LITHO.",
        "fab.upkeep.0.",
        "fab.test.",
        "books.",
    ] {
        let set = format!("{path}colour=3");
        assert_eq!(
            folder.faults("base.toml", &[&set]),
            [format!("--set {set} E0104 there is no key `colour` here")]
        );
    }
}

#[test]
fn tables_with_faults_are_told_cell_by_cell() {
    let tools = "\
name,count,process_time,count
LITHO,2,40 min,3
LITHO,1,1 h,1
ETCH,2
,1,1 h,1
\"CMP,1,1 h,1
";
    let folder = Folder::with(&[("base.toml", BASE), ("tools.csv", tools)]);
    assert_eq!(
        folder.faults("base.toml", &[]),
        [
            "tools.csv:1:25 E0110 there are two columns called `count`",
            "tools.csv:3:1 E0110 there are two rows called `LITHO`",
            "tools.csv:4:1 E0111 this row has 2 cells, but the table has 4 columns",
            "tools.csv:5:1 E0113 the first cell, which names the row, is empty",
            "tools.csv:6:1 E0102 this quote is not closed",
            "tools.csv:6:1 E0111 this row has 1 cells, but the table has 4 columns",
        ]
    );
    let tools = "name,count,process_time,width\nLITHO,many,40,3\n\nETCH,,1 h,\n";
    let folder = Folder::with(&[("base.toml", BASE), ("tools.csv", tools)]);
    assert_eq!(
        folder.faults("base.toml", &[]),
        [
            "tools.csv:2:7 E0106 expected a whole number, found the text \"many\"",
            "tools.csv:2:12 E0109 `40` has no unit",
            "tools.csv:2:15 E0104 there is no key `width` here",
            "tools.csv:4:1 E0105 the key `count` is missing",
        ]
    );
    let folder = Folder::with(&[("base.toml", BASE), ("tools.csv", "# nothing\n")]);
    assert_eq!(
        folder.faults("base.toml", &[]),
        ["tools.csv:1:1 E0113 the table is empty"]
    );
}

#[test]
fn what_is_no_toml_is_told_at_its_place() {
    let found = faults_of("start = 2018-01-01\nstart = 3\nfab = \n");
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(
        found[0].starts_with("park.toml:2:1 E0102 duplicate key"),
        "{found:?}"
    );
    assert!(found[1].starts_with("park.toml:3:7 E0102"), "{found:?}");
    let found = faults_of("a = nan\nb = 99999999999999999999\n");
    assert_eq!(
        found,
        [
            "park.toml:1:5 E0107 nan is out of range",
            "park.toml:2:5 E0107 99999999999999999999 is out of range",
        ]
    );
    let deep = format!("{}1", "a.b.c.d.e.f.g.h.".repeat(9) + "z = ");
    let found = faults_of(&deep);
    assert!(
        found[0].contains("E0112") || found[0].contains("E0102"),
        "{found:?}"
    );
    assert!(!faults_of(&format!("{}x = 1", "a.".repeat(100_000))).is_empty());
    assert!(!faults_of(&format!("x = {}", "[".repeat(100_000))).is_empty());
}

#[test]
fn checks_over_the_struct_find_the_place_of_a_path() {
    let folder = Folder::small();
    let document = folder.load("base.toml", &["books.cash=3 CNY"]).unwrap();
    let mut problems = document.problems();
    let fault = || Fault::invalid("no", "yes");
    let tools = At::root().field("fab").field("tools");
    problems.add("books.cash", fault());
    problems.add(tools.field("LITHO").field("count"), fault());
    problems.add(tools.field("ETCH, dry").field("weight"), fault());
    problems.add("fab.upkeep.1.every", fault());
    problems.add("fab.nothing.here", fault());
    problems.add("nothing", fault());
    let problems = problems.into_result(()).unwrap_err();
    let places = problems.records().into_iter().map(|record| {
        let path = record.path.clone();
        format!("{path} at {}", brief(record).split(' ').next().unwrap())
    });
    assert_eq!(
        places.collect::<Vec<_>>(),
        [
            "nothing at base.toml:1:1",
            "fab.nothing.here at base.toml:4:2",
            "fab.upkeep.1.every at base.toml:9:35",
            "fab.tools.LITHO.count at tools.csv:3:7",
            "fab.tools.\"ETCH, dry\".weight at tools.csv:4:1",
            "books.cash at --set",
        ]
    );
}

#[test]
fn the_resolved_text_stands_alone_and_means_the_same() {
    let folder = Folder::small();
    let set = [
        "fab.tools.LITHO.label=+5",
        "fab.tools.\"ETCH, dry\".weight=1_0.50e1",
    ];
    let document = folder.load("base.toml", &set).unwrap();
    let text = document.resolved_toml();
    let again = Document::from_text("base.toml", &text, &[]).unwrap();
    assert_eq!(again.digest(), document.digest(), "{text}");
    assert_eq!(
        again.read::<ParkFile>().unwrap(),
        document.read::<ParkFile>().unwrap()
    );
    let third = Document::from_text("base.toml", &again.resolved_toml(), &[]).unwrap();
    assert_eq!(third.digest(), document.digest());
    assert_eq!(again.files().count(), 1);
    let plain = folder.load("base.toml", &[]).unwrap();
    assert_ne!(plain.digest(), document.digest());
    let remarked = format!("# A remark.\n{}", BASE.replace(" = ", "="));
    std::fs::write(folder.path("other.toml"), remarked).unwrap();
    assert_eq!(
        folder.load("other.toml", &[]).unwrap().digest(),
        plain.digest()
    );
}

#[test]
fn a_fault_looks_like_those_of_the_compiler() {
    let text = "\
start = 2018-01-01

[fab]
dispatch = \"fifo\"

[fab.tools.LITHO]
cuont = 2
process_time = \"40\"
";
    let document = Document::from_text("park.toml", text, &["fab.dispatch=lifo".to_owned()]);
    let problems = document.unwrap().read::<ParkFile>().unwrap_err();
    insta::assert_snapshot!(problems.render(false), @r#"
    error[E0105]: the key `count` is missing
     --> park.toml:6:12
      |
    6 | [fab.tools.LITHO]
      |            ^^^^^
      |
      = help: `count`: How many tools there are (a whole number)

    error[E0104]: there is no key `cuont` here
     --> park.toml:7:1
      |
    7 | cuont = 2
      | ^^^^^
      |
      = help: did you mean `count`? allowed keys: count, process_time, yields, label, is_batch, weight

    error[E0109]: `40` has no unit
     --> park.toml:8:16
      |
    8 | process_time = "40"
      |                ^^^^
      |
      = help: write a number and a unit, such as `51.69 min`; units: ms, s, min, h, d, wk, mo, y

    error[E0108]: there is no choice called `lifo`
     --> command line:1:20
      |
    1 | --set fab.dispatch=lifo
      |                    ^^^^
      |
      = help: did you mean `fifo`? known names: shortest_job, fifo
    "#);
    assert!(problems.render(true).contains("\u{1b}["));
    let json = serde_json::to_value(&problems.records()[0]).unwrap();
    let expected = serde_json::json!({
        "code": "E0105",
        "message": "the key `count` is missing",
        "path": "fab.tools.LITHO",
        "file": "park.toml",
        "line": 6,
        "column": 12,
        "help": "`count`: How many tools there are (a whole number)",
    });
    assert_eq!(json, expected);
}

#[test]
fn at_most_twenty_problems_are_shown() {
    use std::fmt::Write as _;
    let keys = (0..25).fold(String::new(), |mut text, key| {
        let _ = writeln!(text, "key{key} = 1");
        text
    });
    let document = Document::from_text("park.toml", &keys, &[]).unwrap();
    let problems = document.read::<ParkFile>().unwrap_err();
    assert_eq!(problems.len(), 27);
    let shown = problems.render(false);
    assert_eq!(shown.matches("error[").count(), 20);
    assert!(shown.ends_with("\nand 7 more\n"), "{shown}");
    assert_eq!(problems.records().len(), 27);
}

/// Loads and reads, and shows what is wrong: nothing of this may panic.
fn exercise(text: &str, overrides: &[String]) {
    let read = Document::from_text("park.toml", text, overrides).and_then(|document| {
        let again = Document::from_text("again.toml", &document.resolved_toml(), &[])?;
        assert_eq!(
            again.digest(),
            document.digest(),
            "{}",
            document.resolved_toml()
        );
        document.read::<ParkFile>()
    });
    if let Err(problems) = read {
        assert!(!problems.render(false).is_empty());
        assert!(!problems.records().is_empty());
    }
}

/// The whole of the small park as one text.
fn whole_text() -> String {
    Folder::small()
        .load("base.toml", &[])
        .unwrap()
        .resolved_toml()
}

proptest! {
    #[test]
    fn no_bytes_make_the_loader_panic(bytes: Vec<u8>, table: Vec<u8>, set: String) {
        let folder = Folder::with(&[("named.toml", "fab.tools = \"any.csv\"\n")]);
        std::fs::write(folder.path("any.toml"), &bytes).unwrap();
        std::fs::write(folder.path("any.csv"), &table).unwrap();
        for name in ["any.toml", "named.toml"] {
            if let Err(problems) = folder.read(name, &[&set]) {
                prop_assert!(!problems.render(false).is_empty());
            }
        }
    }

    #[test]
    fn no_text_makes_the_loader_panic(text in "\\PC*|([a-c.=\\[\\]{}\",0-9 \n]{0,40})", set in "[a-c.=\"0-9\\[\\]]{0,20}") {
        exercise(&text, &[set]);
    }

    #[test]
    fn no_change_of_a_sound_file_makes_the_loader_panic(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), "\\PC|[=\\[\\]{}\".,0-9\n]|", any::<bool>()), 1..6),
    ) {
        let mut letters: Vec<String> = whole_text().chars().map(String::from).collect();
        for (at, change, is_inserted) in changes {
            let at = at.index(letters.len());
            if is_inserted {
                letters.insert(at, change);
            } else {
                letters[at] = change;
            }
        }
        exercise(&letters.concat(), &[]);
    }

    #[test]
    fn cells_of_any_text_are_read_as_they_are(cells in proptest::collection::vec("[^\\s#][^\r]{0,12}[^\\s]", 1..6)) {
        #[derive(Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        struct Rows { rows: Named<Row> }
        #[derive(Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        struct Row { text: String }
        let rows = cells.iter().enumerate().map(|(row, cell)| {
            format!("r{row},\"{}\"\n", cell.replace('"', "\"\""))
        });
        let table = format!("name,text\n{}", rows.collect::<String>());
        let folder = Folder::with(&[("any.toml", "rows = \"any.csv\"\n"), ("any.csv", &table)]);
        let found = folder.load("any.toml", &[]).unwrap().read::<Rows>().unwrap();
        let found: Vec<String> = found.rows.into_iter().map(|(_, row)| row.text).collect();
        prop_assert_eq!(found, cells);
    }
}
