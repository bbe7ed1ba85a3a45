//! All mistakes in a scenario are reported at once, with their places and what to do.

use chippark::scenario::{Document, Fault, FieldPath};

use crate::scenario_park::{BASE, Folder, ParkFile, brief, faults_of};

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
        found[0].starts_with("binary.toml:1:5 E0101")
            && found[0].ends_with("is text in another encoding than UTF-8"),
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
count = 2.5
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
            "park.toml:1:9 E0109 `2018-02-30` is a date that no calendar has",
            "park.toml:2:1 E0104 there is no key `seasons` here",
            "park.toml:5:12 E0108 there is no choice called `fiffo`",
            "park.toml:6:20 E0108 there is no choice called `weekly`",
            "park.toml:6:47 E0105 the key `takes` is missing",
            "park.toml:6:67 E0105 the key `kind` is missing",
            "park.toml:9:9 E0107 0 is out of range",
            "park.toml:10:16 E0109 `51.69` has no unit",
            "park.toml:11:10 E0109 `1.5` is not between 0 and 1",
            "park.toml:12:12 E0106 expected true or false, found the number 1",
            "park.toml:14:12 E0105 the key `process_time` is missing",
            "park.toml:15:9 E0106 expected a whole number, found the number 2.5",
            "park.toml:16:10 E0107 -1 is out of range",
            "park.toml:19:9 E0107 70000 is out of range",
            "park.toml:20:16 E0106 expected a text such as \"51.69 min\", found a list",
            "park.toml:21:9 E0106 expected a text, found a table",
            "park.toml:24:8 E0109 `bn` is not a unit of money",
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
    let tools = FieldPath::root().field("fab").field("tools");
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
