//! All mistakes in foreign tables are reported at once, with file, line and what to write instead;
//! nothing is written then.

mod cases;

use std::path::Path;

use cases::{FORM, MEANING};

use chippark::import::smt2020::import;
use chippark::scenario::ProblemRecord;
use chippark::units::Duration;

use crate::import::{TINY, copied};
use crate::support::{names_in, outcome, project, said};

/// What is wrong with the tables in a folder.
fn problems(folder: &Path) -> Vec<ProblemRecord> {
    import(folder, Duration::days(730)).unwrap_err().records()
}

/// The small fab with one text in place of another in one of its tables.
fn changed(file: &str, from: &str, to: &str) -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    copied(&project(TINY), root.path());
    let path = root.path().join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    let with = text.replacen(from, to, 1);
    assert_ne!(text, with, "{file} does not hold {from}");
    std::fs::write(path, with).unwrap();
    root
}

#[test]
fn each_mistake_is_told_where_it_is_with_what_is_allowed() {
    for (file, from, to, line, message, help) in FORM.into_iter().chain(MEANING) {
        let root = changed(file, from, to);
        let found = problems(root.path());
        let is_meant = |record: &ProblemRecord| {
            let named = record.file.as_deref().unwrap_or_default();
            named.ends_with(file)
                && record.line == Some(line)
                && record.message.contains(message)
                && record.help.as_deref().unwrap_or_default().contains(help)
        };
        assert!(
            found.iter().any(is_meant),
            "{file}, {from} -> {to}: {found:#?}"
        );
    }
}

#[test]
fn every_missing_table_is_told() {
    let tables = names_in(&project(TINY));
    assert_eq!(tables.len(), 11);
    for table in tables {
        let root = tempfile::tempdir().unwrap();
        copied(&project(TINY), root.path());
        std::fs::remove_file(root.path().join(&table)).unwrap();
        let found = problems(root.path());
        let name = match table.as_str() {
            "tool.txt.1l" => "tool.txt.1l` or `tool.txt",
            name => name,
        };
        let message = format!("there is no file `{name}` in `{}`", root.path().display());
        // What the table would have named is not missed besides.
        let messages: Vec<_> = found.iter().map(|record| &record.message).collect();
        assert_eq!(messages, [&message], "{table}: {found:#?}");
    }
}

#[test]
fn options_that_mean_something_else_are_refused() {
    let cases = [
        ("SIM_START\t01/01/18 06:00:00\n", "not the start of a day"),
        ("USE_CALENDARS(Y/N)\tN\n", "`USE_CALENDARS(Y/N)` is `N`"),
        (
            "ORDER_FILES\tfile\torders.txt\n",
            "there is no file `orders.txt`",
        ),
        (
            "SETUP_FILES\tsetup.txt\n",
            "`SETUP_FILES` does not name a file",
        ),
    ];
    for (options, message) in cases {
        let root = tempfile::tempdir().unwrap();
        copied(&project(TINY), root.path());
        std::fs::write(root.path().join("options.def"), options).unwrap();
        let found = problems(root.path());
        let is_meant =
            |record: &ProblemRecord| record.line == Some(1) && record.message.contains(message);
        assert!(found.iter().any(is_meant), "{options}: {found:#?}");
    }
}

#[test]
fn all_mistakes_come_at_once_with_exit_code_2_and_nothing_is_written() {
    let root = changed("fromto.txt", "7.5", "x");
    let order = root.path().join("order.txt");
    let text = std::fs::read_to_string(&order).unwrap();
    std::fs::write(&order, text.replace("constant\t144", "constant\tsoon")).unwrap();
    std::fs::remove_file(root.path().join("downcal.txt")).unwrap();
    let before = names_in(root.path());
    let words = ["import", "smt2020", ".", "--out", "out"];
    let (code, report, error) = said(&outcome(root.path(), &words));
    assert_eq!((code, report.as_str()), (Some(2), ""));
    for part in [
        "fromto.txt:2:17",
        "order.txt:2:",
        "no file `downcal.txt`",
        "`soon`",
    ] {
        assert!(error.contains(part), "{part} is not in {error}");
    }
    assert_eq!(names_in(root.path()), before);

    let words = ["import", "smt2020", "nowhere", "--out", "out"];
    let (code, _, error) = said(&outcome(root.path(), &words));
    assert_eq!(code, Some(2));
    assert!(error.contains("cannot read `nowhere`"), "{error}");
}

#[test]
fn what_a_scenario_cannot_express_but_hardly_matters_is_one_warning_with_a_count() {
    let root = tempfile::tempdir().unwrap();
    copied(&project(TINY), root.path());
    let change = |file: &str, change: &dyn Fn(String) -> String| {
        let path = root.path().join(file);
        let text = std::fs::read_to_string(&path).unwrap();
        let with = change(text.clone());
        assert_ne!(text, with, "{file}");
        std::fs::write(path, with).unwrap();
    };
    change("attach.txt", &|text| {
        let more = ["Etsch", "Gone", "Gone"];
        let more =
            more.map(|name| format!("BREAK_Etch\tdown\tstngrp\t{name}\texponential\t9\tmin"));
        format!("{}\n{}\n", text.trim_end(), more.join("\n"))
    });
    let imported = import(root.path(), Duration::days(730)).unwrap();
    let expected = "attach.txt: 3 rows are passed over, since no row of the tools has the families \
                    or areas that they name: Etsch, Gone";
    let told = imported.warnings.iter();
    let told: Vec<_> = told.filter(|told| told.starts_with(expected)).collect();
    assert_eq!(told.len(), 1, "{:#?}", imported.warnings);
}

#[test]
fn nothing_is_written_that_the_check_would_refuse() {
    // A scenario has at most 10,000 tools in a group.
    let root = changed("tool.txt.1l", "\t2.0\tDiffusion", "\t20000.0\tDiffusion");
    let words = ["import", "smt2020", ".", "--out", "out"];
    let (code, report, error) = said(&outcome(root.path(), &words));
    assert_eq!((code, report.as_str()), (Some(2), ""), "{error}");
    assert!(!root.path().join("out").exists());
}
