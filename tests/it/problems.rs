//! Broken scenarios are refused by the program: exit code 2, the place of the mistake and what to
//! do about it, no panic, and nothing written.

mod cases;

use std::path::Path;

use cases::Text::{Line, Probe, Whole};
use cases::{Case, ENDLESS, MEANT, WRITTEN};

use crate::support::{names_in, outcome, project, said};

/// A line of two tools that runs for a day, to be broken.
const LINE: &str = r#"[scenario]
title = "A line"
question = "Does it run?"

[run]
start = "2018-01-01"
until = "1 d"

[fab]
tools = "tools.csv"
routes.short.cut = { tool_group = "saw", time = "10 min" }
routes.short.clean = { tool_group = "bath", time = "2 min" }
products.plate = { route = "short" }
streams.plates = { product = "plate", interval = "2 h" }
"#;

/// The tools of that line.
const TOOLS: &str = "name,count\nsaw,1\nbath,2\n";

/// The text of a case.
fn text_of(case: &Case) -> String {
    match case.text {
        Line(before, after) => {
            assert!(LINE.contains(before), "{}: nothing to replace", case.what);
            LINE.replacen(before, after, 1)
        }
        Probe(overlay) => {
            let probe = project("scenarios/probe.toml");
            format!("extends = \"{}\"\n{overlay}\n", probe.display())
        }
        Whole(text) => text.to_owned(),
    }
}

/// What `check` and `run` say of `broken.toml` in `folder`, which both must refuse.
fn refusal(folder: &Path, what: &str, words: &[&str]) -> String {
    let before = names_in(folder);
    let mut errors = ["check", "run"].map(|command| {
        let (code, results, errors) = said(&outcome(folder, &[&[command], words].concat()));
        assert_eq!(code, Some(2), "{what}: {command}: {errors}{results}");
        assert_eq!(results, "", "{what}: {command} prints results");
        assert!(!errors.contains("panicked"), "{what}: {errors}");
        assert!(errors.starts_with("error"), "{what}: {errors}");
        errors
    });
    assert_eq!(errors[0], errors[1], "{what}: `check` and `run` differ");
    assert_eq!(names_in(folder), before, "{what}: something was written");
    std::mem::take(&mut errors[0])
}

/// Each case is refused with what it says.
fn assert_refused(cases: &[Case]) {
    let mut faults = Vec::new();
    for case in cases {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("broken.toml"), text_of(case)).unwrap();
        std::fs::write(folder.path().join("tools.csv"), TOOLS).unwrap();
        let errors = refusal(folder.path(), case.what, &["broken.toml"]);
        for words in case.said.iter().filter(|words| !errors.contains(**words)) {
            faults.push(format!("{}: not said: {words}\n{errors}", case.what));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn what_is_wrongly_written_is_refused_at_its_place() {
    assert_refused(WRITTEN);
}

#[test]
fn what_cannot_be_meant_is_refused_at_its_place() {
    assert_refused(MEANT);
}

#[test]
fn what_would_never_end_or_never_fit_is_refused_with_the_estimate() {
    assert_refused(ENDLESS);
}

#[test]
fn the_line_runs_before_it_is_broken() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("line.toml"), LINE).unwrap();
    std::fs::write(folder.path().join("tools.csv"), TOOLS).unwrap();
    let (code, _, errors) = said(&outcome(folder.path(), &["check", "line.toml"]));
    assert_eq!(code, Some(0), "{errors}");
}

/// What comes at a rate is enough to say that a group cannot keep up, whatever else comes to it.
#[test]
fn an_overload_is_warned_of_beside_a_constant_number_of_lots() {
    let folder = tempfile::tempdir().unwrap();
    let closed = "streams.kept = { product = \"plate\", constant_wip = 2 }\n";
    std::fs::write(folder.path().join("line.toml"), format!("{LINE}{closed}")).unwrap();
    std::fs::write(folder.path().join("tools.csv"), TOOLS).unwrap();
    let warns = |tools: &str| {
        let set = format!("fab.streams.plates.interval={tools}");
        let words = ["check", "line.toml", "--set", &set];
        let (code, _, errors) = said(&outcome(folder.path(), &words));
        assert_eq!(code, Some(0), "{errors}");
        errors.contains("has a load of 100 % or more")
    };
    assert!(!warns("1 d"));
    assert!(warns("1 s"));
}

/// What can never be repaired, and what begins when the run is over, is hardly meant.
#[test]
fn crews_that_never_come_and_programmes_after_the_end_are_warned_of() {
    let folder = tempfile::tempdir().unwrap();
    let more = "\n[staffing]\nfixed = { technician = 2 }\n
[policy.programmes]
early = { kind = \"buyers\", start = \"2018-01-01\" }
late = { kind = \"buyers\", start = \"2018-01-02\" }\n";
    std::fs::write(folder.path().join("line.toml"), format!("{LINE}{more}")).unwrap();
    let tools = |crew: u32| {
        let text = format!(
            "name,count,failure,repair,repair_crew\nsaw,1,exponential(mean=9 d),1 h,{crew}\n\
             bath,2,,,9\n"
        );
        std::fs::write(folder.path().join("tools.csv"), text).unwrap();
        said(&outcome(folder.path(), &["check", "line.toml"]))
    };
    let late = "before 1 thing of the scenario: the programme `late` \
                (`policy.programmes.late.start`)";
    let (code, _, errors) = tools(2);
    assert_eq!(code, Some(0), "{errors}");
    assert!(
        errors.contains(late) && !errors.contains("stays down"),
        "{errors}"
    );
    let (_, _, errors) = tools(3);
    assert!(errors.contains("`saw` needs 3 technicians"), "{errors}");
    assert!(!errors.contains("`bath`"), "{errors}");
}

/// Lots that start at the end of the run do not belong to it.
#[test]
fn listed_lots_that_never_come_or_can_only_be_late_are_warned_of() {
    let folder = tempfile::tempdir().unwrap();
    let lots = "streams.orders = { product = \"plate\" }
lots.first = { stream = \"orders\", start = \"2 h\", due = \"2 h\" }
lots.late = { stream = \"orders\", start = \"23 h\", due = \"19 h\" }
lots.at_the_end = { stream = \"orders\", start = \"24 h\", due = \"90 d\" }
lots.after_it = { stream = \"orders\", start = \"30 h\" }\n";
    std::fs::write(folder.path().join("line.toml"), format!("{LINE}{lots}")).unwrap();
    std::fs::write(folder.path().join("tools.csv"), TOOLS).unwrap();
    let too_late = "before 2 things of the scenario: 2 listed lots (`fab.lots`)";
    let late = "1 of 4 listed lots is due before it starts: it can only be late";
    for words in [&["check", "line.toml"][..], &["run", "line.toml", "--all"]] {
        let (code, _, errors) = said(&outcome(folder.path(), words));
        assert_eq!(code, Some(0), "{errors}");
        assert!(
            errors.contains(too_late) && errors.contains(late),
            "{errors}"
        );
    }
    let longer = ["check", "line.toml", "--until", "1801 min"];
    let (_, _, errors) = said(&outcome(folder.path(), &longer));
    assert!(
        !errors.contains("`fab.lots`") && errors.contains(late),
        "{errors}"
    );
    let held_back = "fab.streams.orders.start=24 h";
    let (_, _, errors) = said(&outcome(
        folder.path(),
        &["check", "line.toml", "--set", held_back],
    ));
    assert!(
        errors.contains("before 4 things of the scenario: 4 listed lots (`fab.lots`);"),
        "{errors}"
    );
}

#[test]
fn broken_tables_are_refused_at_the_cell() {
    let cases = [
        (
            "a row too short",
            "name,count\nsaw\nbath,2\n",
            ["tools.csv:2", "1 cell, but the table has 2 columns"],
        ),
        (
            "a row too long",
            "name,count\nsaw,1,3\nbath,2\n",
            ["tools.csv:2", "3 cells"],
        ),
        (
            "a name twice",
            "name,count\nsaw,1\nsaw,1\nbath,2\n",
            ["tools.csv:3", "`saw`"],
        ),
        (
            "an unknown column",
            "name,cuont\nsaw,1\nbath,2\n",
            ["tools.csv:2:5", "did you mean `count`?"],
        ),
        (
            "a word for a count",
            "name,count\nsaw,one\nbath,2\n",
            ["tools.csv:2:5", "a whole number"],
        ),
        (
            "no rows",
            "name,count\n",
            ["broken.toml:11:", "no tool group called `saw`"],
        ),
        ("nothing at all", "", ["tools.csv", "error"]),
    ];
    for (what, table, expected) in cases {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("broken.toml"), LINE).unwrap();
        std::fs::write(folder.path().join("tools.csv"), table).unwrap();
        let errors = refusal(folder.path(), what, &["broken.toml"]);
        for words in expected {
            assert!(errors.contains(words), "{what}: {words}\n{errors}");
        }
    }
}

#[test]
fn what_is_no_text_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("binary.toml"), [0x7f, b'E', b'L', b'F', 0xff, 0]).unwrap();
    std::fs::create_dir(path("folder.toml")).unwrap();
    for (name, words) in [
        ("binary.toml", "text in another encoding than UTF-8"),
        ("folder.toml", "cannot read"),
        ("absent.toml", "cannot read"),
    ] {
        let errors = refusal(folder.path(), name, &[name]);
        assert!(errors.contains(name) && errors.contains(words), "{errors}");
    }
    std::fs::write(path("one.toml"), "extends = \"two.toml\"\n").unwrap();
    std::fs::write(path("two.toml"), "extends = \"one.toml\"\n").unwrap();
    let errors = refusal(folder.path(), "a circle", &["one.toml"]);
    assert!(errors.contains("two.toml:1:11"), "{errors}");
    assert!(errors.contains("one.toml -> "), "{errors}");
}

#[test]
fn overrides_are_checked_as_files_are() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("line.toml"), LINE).unwrap();
    std::fs::write(folder.path().join("tools.csv"), TOOLS).unwrap();
    for (text, words) in [
        ("fab.tool.saw.count=2", "did you mean `tools`?"),
        ("fab.tools.saw.count=0", "from 1 to 10000"),
        ("run.tick=1", "has no unit"),
        ("run.start.day=1", "not a table"),
        ("run", "no `=`"),
    ] {
        let errors = refusal(folder.path(), text, &["line.toml", "--set", text]);
        assert!(errors.contains(words), "{text}: {errors}");
        assert!(errors.contains("--set "), "{text}: {errors}");
    }
}

#[test]
fn a_refusal_shows_file_line_column_the_line_and_the_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let text = LINE
        .replace("until = \"1 d\"", "untill = \"1 d\"")
        .replace("\"bath\"", "\"bat\"");
    std::fs::write(folder.path().join("broken.toml"), text).unwrap();
    std::fs::write(folder.path().join("tools.csv"), TOOLS).unwrap();
    let errors = refusal(folder.path(), "two mistakes", &["broken.toml"]);
    crate::golden::compare("problems", &errors);
}
