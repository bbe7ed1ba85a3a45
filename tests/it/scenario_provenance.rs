//! Where values come from is data of a scenario: read, inherited, dropped by what is changed,
//! written with the resolved scenario, and no part of what is simulated. And where a text that ends
//! in `.csv` is a table.

use chippark::industry::{Park, ScenarioFile, scenario_digest};
use chippark::scenario::{Document, Setting};

use crate::scenario_park::{BASE, Folder, ParkFile};

const SOURCED: &str = r#"
[provenance]
start = "reported: the annual report of 2018"
season = "assumed"
fab = "looked up: A. Author, 2017, Lines"
"fab.tools.'ETCH, dry'.count" = "derived: three lines"
"fab.tools.*.count" = "assumed: of each"
[fab.test.provenance]
time = "fitted"
"#;

/// A folder with a scenario that says where most of its values come from.
fn sourced() -> Folder {
    let folder = Folder::small();
    std::fs::write(folder.path("base.toml"), format!("{BASE}{SOURCED}")).unwrap();
    folder
}

/// The provenance of each value that is written.
fn stated(document: &Document) -> Vec<(String, String)> {
    let written = document.settings::<ParkFile>().into_iter();
    let written = written.filter(|setting| setting.value.is_some());
    let text = |setting: &Setting| {
        let provenance = setting.provenance.as_ref();
        provenance.map_or_else(|| "-".to_owned(), ToString::to_string)
    };
    written
        .map(|setting| (setting.path.to_string(), text(&setting)))
        .collect()
}

fn of(document: &Document, path: &str) -> String {
    let stated = stated(document);
    let found = stated.iter().find(|(known, _)| known == path);
    found
        .unwrap_or_else(|| panic!("{path}: {stated:#?}"))
        .1
        .clone()
}

#[test]
fn the_nearest_statement_holds() {
    let document = sourced().load("base.toml", &[]).unwrap();
    let fab = "looked up: A. Author, 2017, Lines";
    for (path, expected) in [
        ("start", "reported: the annual report of 2018"),
        ("season", "assumed"),
        ("books.cash", "-"),
        ("fab.dispatch", fab),
        ("fab.tools.LITHO.process_time", fab),
        ("fab.tools.LITHO.count", "assumed: of each"),
        ("fab.tools.\"ETCH, dry\".count", "derived: three lines"),
        ("fab.tools.\"ETCH, dry\".process_time", fab),
        ("fab.upkeep.1.every", fab),
        ("fab.test.time", "fitted"),
    ] {
        assert_eq!(of(&document, path), expected, "{path}");
    }
    document.read::<ParkFile>().unwrap();
}

#[test]
fn the_digest_knows_no_provenance_and_the_resolved_scenario_keeps_it() {
    let document = sourced().load("base.toml", &[]).unwrap();
    let plain = Folder::small().load("base.toml", &[]).unwrap();
    assert_eq!(document.digest(), plain.digest());
    for set in [
        "",
        "season=[2, 3]",
        "provenance=assumed: all of it",
        "fab.upkeep.0.takes=1 h",
    ] {
        let overrides: &[&str] = if set.is_empty() { &[] } else { &[set] };
        let before = sourced().load("base.toml", overrides).unwrap();
        let text = before.resolved_toml();
        let again = Document::from_text("base.toml", &text, &[]).unwrap();
        let (mut left, mut right) = (stated(&before), stated(&again));
        left.sort();
        right.sort();
        assert_eq!(left, right, "{text}");
        assert_eq!(again.digest(), before.digest());
    }
}

#[test]
fn what_is_changed_loses_its_provenance_and_only_that() {
    let folder = sourced();
    let overlay = "extends = \"base.toml\"\nseason = [1]\n[fab.tools.LITHO]\ncount = 7\n";
    std::fs::write(folder.path("more.toml"), overlay).unwrap();
    let changed = ["fab.test.time=9 min"];
    let document = folder.load("more.toml", &changed).unwrap();
    let base = stated(&folder.load("base.toml", &[]).unwrap());
    for (path, before) in base {
        let dropped = ["season", "fab.tools.LITHO.count", "fab.test.time"];
        let expected = if dropped.contains(&&*path) {
            "-"
        } else {
            &before
        };
        assert_eq!(of(&document, &path), expected, "{path}");
    }
    let origin = |path: &str| {
        let mut settings = document.settings::<ParkFile>().into_iter();
        let found = settings.find(|setting| setting.path.as_str() == path);
        found.unwrap().origin.unwrap()
    };
    assert!(origin("season").ends_with("more.toml"));
    assert!(origin("fab.dispatch").ends_with("base.toml"));
    assert!(origin("fab.tools.LITHO.process_time").ends_with("tools.csv"));
    assert_eq!(origin("fab.test.time"), "--set fab.test.time=9 min");
}

#[test]
fn an_overlay_and_an_override_state_theirs() {
    let folder = sourced();
    // Its own text is about what it says itself; a path may be about what it lies over.
    let overlay = "extends = \"base.toml\"\nseason = [1]\n[fab]\nprovenance = \"assumed: more\"\n\
                   tools.LITHO.count = 7\n[provenance]\nbooks = \"derived\"\n";
    std::fs::write(folder.path("more.toml"), overlay).unwrap();
    let set = [
        "season=[2]",
        "provenance.season=assumed: two",
        "fab.test={time = \"1 h\", provenance = \"assumed: an hour\"}",
    ];
    let document = folder.load("more.toml", &set).unwrap();
    for (path, expected) in [
        ("season", "assumed: two"),
        ("fab.tools.LITHO.count", "assumed: more"),
        ("fab.dispatch", "looked up: A. Author, 2017, Lines"),
        ("books.cash", "derived"),
        ("fab.test.time", "assumed: an hour"),
    ] {
        assert_eq!(of(&document, path), expected, "{path}");
    }
}

#[test]
fn statements_that_say_nothing_are_refused_with_their_places() {
    let folder = Folder::small();
    let wrong = "\n[provenance]\nseason = \"asumed\"\nstart = \"looked up\"\nfab = 3\n\
                 \"books.kash\" = \"assumed\"\n[fab.test.provenance]\ntime = \"reported: \"\n";
    std::fs::write(folder.path("wrong.toml"), format!("{BASE}{wrong}")).unwrap();
    let problems = folder.load("wrong.toml", &["provenance.cash=assumed"]);
    let records = problems.unwrap_err().records();
    let said: Vec<String> = records
        .iter()
        .map(|record| {
            format!(
                "{} {} | {}",
                record.path,
                record.message,
                record.help.clone().unwrap_or_default()
            )
        })
        .collect();
    assert_eq!(
        said,
        [
            "provenance.season there is no provenance tag called `asumed` | did you mean \
             `assumed`? known names: reported, derived, looked up, assumed, fitted",
            "provenance.start the provenance `looked up` has no source | name it: `looked up: \
             author, year, title`",
            "provenance.fab expected a text such as \"assumed\", or a table of such texts by key, \
             found the number 3 | ",
            "provenance.books.kash there is no value called `kash` | did you mean `cash`? known \
             names: cash",
            "fab.test.provenance.time the provenance `reported` has no source | name it: \
             `reported: author, year, title`",
            "provenance.cash there is no value called `cash` | known names: start, season, fab, \
             books",
        ]
    );
    assert_eq!(records[0].line, Some(19));
}

/// The number in `6 min`, `2` and the like lies in its range, which is kept and changes nothing; what
/// does not is refused, also where an overlay or an override brings value or range.
#[test]
fn an_assumed_number_lies_in_its_range() {
    let folder = Folder::small();
    let ranged = "\n[provenance]\n\"fab.tools.LITHO.count\" = \"assumed [1 to 4.5, log]: few\"\n";
    std::fs::write(folder.path("ranged.toml"), format!("{BASE}{ranged}")).unwrap();
    let document = folder.load("ranged.toml", &[]).unwrap();
    let litho = "fab.tools.LITHO.count";
    assert_eq!(of(&document, litho), "assumed [1 to 4.5, log]: few");
    assert_eq!(
        document.digest(),
        Folder::small().load("base.toml", &[]).unwrap().digest()
    );
    let changed = folder.load("ranged.toml", &["fab.tools.LITHO.count=9"]);
    assert_eq!(of(&changed.unwrap(), litho), "-");
    for (provenance, expected) in [
        ("assumed [3 to 4]", "2 lies outside of its range [3 to 4]"),
        ("assumed [3 to 2]", "the range from 3 to 2 is empty"),
        ("assumed [0 to 2, log]", "0 has no logarithm"),
        ("assumed [1 to 2, lin]", "a range has no scale `lin`"),
        ("assumed [1, 2]", "a range has no scale `2`"),
        ("assumed [1]", "`1` is no range"),
        ("assumed [1 to inf]", "`1 to inf` is no range"),
        ("fitted [1 to 2]", "what is fitted has no range"),
        (
            "asumed [1 to 2]",
            "there is no provenance tag called `asumed`",
        ),
    ] {
        let set = format!("provenance.{litho}={provenance}");
        let records = folder.load("ranged.toml", &[&set]).unwrap_err().records();
        assert_eq!(records.len(), 1, "{provenance}: {records:?}");
        assert!(records[0].message.contains(expected), "{:?}", records[0]);
    }
    let records = folder.load("ranged.toml", &["provenance.fab.dispatch=assumed [1 to 2]"]);
    let records = records.unwrap_err().records();
    assert!(
        records[0].message.contains("has the range [1 to 2]"),
        "{:?}",
        records[0]
    );
    assert_eq!(records[0].path, "fab.dispatch");
}

const LINE: &str = "\
[scenario]
title = \"a.csv\"
question = \"b.csv\"
[run]
start = \"2018-01-01\"
until = \"30 d\"
[[target]]
id = \"counts\"
metric = \"finance.cash\"
value = 1.0
kind = \"calibrated\"
low = 0
source = \"counts.csv\"
";

#[test]
fn a_text_that_ends_like_a_table_is_one_only_where_a_table_is_wanted() {
    let document = Document::from_text_as::<ScenarioFile>("line.toml", LINE, &[]).unwrap();
    let file: ScenarioFile = document.read().unwrap();
    assert_eq!(file.scenario.title, "a.csv");
    assert_eq!(file.target[0].source, "counts.csv");
    let set = ["scenario.title=other.csv".to_owned()];
    let other = Document::from_text_as::<ScenarioFile>("line.toml", LINE, &set).unwrap();
    assert_eq!(
        other.read::<ScenarioFile>().unwrap().scenario.title,
        "other.csv"
    );

    let folder = Folder::small();
    std::fs::write(folder.path("a.toml"), BASE).unwrap();
    let label = ["fab.tools.LITHO.label=\"tools.csv\"".to_owned()];
    let document = Document::load_as::<ParkFile>(&folder.path("a.toml"), &label).unwrap();
    let park: ParkFile = document.read().unwrap();
    let litho = park.fab.tools.get("LITHO").unwrap();
    assert_eq!(
        (litho.count, litho.label.as_deref()),
        (2, Some("tools.csv"))
    );
    let missing = ["fab.tools=\"none.csv\"".to_owned()];
    let problems = Document::load_as::<ParkFile>(&folder.path("a.toml"), &missing);
    assert_eq!(problems.unwrap_err().records()[0].code, "E0101");
}

#[test]
fn provenance_changes_no_figure() {
    let path = crate::support::project("scenarios/mini-fab.toml");
    let digest = |overrides: &[String]| {
        let document = Document::load_as::<ScenarioFile>(&path, overrides).unwrap();
        Park::compile(&document).unwrap();
        scenario_digest(&document)
    };
    let stated = ["provenance=assumed: any of it".to_owned()];
    assert_eq!(digest(&stated), digest(&[]));
}
