//! Tables in the forms in which spreadsheets save them: read where that is safe, and else named.

use chippark::experiment::Study;
use chippark::industry::ScenarioFile;
use chippark::scenario::{Document, ProblemRecord};

const SCENARIO: &str = "
[scenario]
title = 'T'
question = 'Q?'
[run]
start = '2018-01-01'
until = '1 d'
[fab]
tools = 'tools.csv'
routes.r.s = { tool_group = '光刻 1', per = 'lot', time = '1 min' }
products.p = { route = 'r' }
streams.s = { product = 'p', starts = '25 /d' }
";

const TOOLS: &str = "name,count,location\n光刻 1,3,\"hall, east\"\n";

/// The scenario with these bytes as its table of tools.
fn with(tools: &[u8]) -> Result<Study, Vec<ProblemRecord>> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("scenario.toml");
    std::fs::write(&path, SCENARIO).unwrap();
    std::fs::write(folder.path().join("tools.csv"), tools).unwrap();
    let document = Document::load_as::<ScenarioFile>(&path, &[]);
    document
        .and_then(Study::new)
        .map_err(|problems| problems.records())
}

fn refusal(tools: &[u8]) -> ProblemRecord {
    let mut records = with(tools).unwrap_err();
    assert!(!records.is_empty());
    records.swap_remove(0)
}

#[test]
fn what_a_spreadsheet_saves_is_read_as_the_table_that_it_is() {
    let plain = with(TOOLS.as_bytes()).unwrap();
    let utf_16: Vec<u8> = format!("\u{feff}{TOOLS}")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let forms: [(&str, Vec<u8>); 8] = [
        ("a byte order mark", format!("\u{feff}{TOOLS}").into_bytes()),
        ("UTF-16", utf_16),
        (
            "semicolons",
            "name;count;location\n光刻 1;3;hall, east\n".into(),
        ),
        (
            "tabs",
            "name\tcount\tlocation\r\n光刻 1\t3\thall, east\r\n".into(),
        ),
        (
            "a line with the separator",
            "sep=;\nname;count;location\n光刻 1;3;hall, east\n".into(),
        ),
        (
            "rows of commas",
            format!(",,\n{TOOLS},,\n  ,\t,\n,,\n").into_bytes(),
        ),
        (
            "columns without names",
            "name,count,location,,\n光刻 1,3,\"hall, east\",,\n".into(),
        ),
        (
            "columns without names in one row only",
            "name,count,location\n光刻 1,3,\"hall, east\",,,\n".into(),
        ),
    ];
    for (form, bytes) in forms {
        let read = with(&bytes).unwrap_or_else(|problems| panic!("{form}: {problems:?}"));
        assert_eq!(read.digest(), plain.digest(), "{form}");
    }
    // Another text for the same count.
    with("name,count,location\n光刻 1,3.0,\n".as_bytes()).unwrap();
}

#[test]
fn what_is_no_such_table_is_named_at_its_place_with_the_way_to_save_it() {
    let cases: [(&[u8], &str, Option<usize>); 5] = [
        (b"PK\x03\x04\x14\0\x06\0", "a workbook (xlsx)", Some(1)),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1",
            "an old workbook (xls)",
            Some(1),
        ),
        (b"name,count\n\xb9\xe2\xbf\xcc 1,3\n", "GBK", Some(2)),
        (
            b"name,count\n\xe9tch,3\n",
            "another encoding than UTF-8",
            Some(2),
        ),
        (b"\xff\xfe\x00\xd8", "damaged UTF-16", Some(1)),
    ];
    for (bytes, words, line) in cases {
        let record = refusal(bytes);
        assert!(
            record.message.contains(words),
            "{words}: {}",
            record.message
        );
        assert_eq!((record.code, record.line), ("E0101", line), "{words}");
        let help = record.help.unwrap();
        assert!(help.contains("CSV UTF-8"), "{words}: {help}");
    }
    let record = refusal("name,count\n光刻 1,3.5\n".as_bytes());
    assert_eq!(
        record.message,
        "expected a whole number, found the number 3.5"
    );
    let record = refusal("name,count\n光刻 1,3,4\n".as_bytes());
    assert_eq!(record.code, "E0111");
}

#[test]
fn names_that_would_do_harm_elsewhere_are_refused() {
    let cases = [
        (
            "\"\u{1b}[31mred\"",
            "the name `\u{fffd}[31mred` has a control character",
        ),
        ("\"two\nlines\"", "has a control character"),
        (
            "a/b",
            "the name `a/b` has a `/`, which separates the parts of a metric's key",
        ),
        (
            "=1+1",
            "a spreadsheet would take the name `=1+1` for a formula",
        ),
        ("+1", "for a formula"),
        ("-1", "for a formula"),
        ("@sum", "for a formula"),
        ("\" \"", "a name is empty"),
        ("\" x\"", "begins or ends with a space"),
    ];
    for (name, words) in cases {
        let record = refusal(format!("name,count\n光刻 1,1\n{name},1\n").as_bytes());
        assert!(record.message.contains(words), "{name}: {}", record.message);
        assert_eq!((record.code, record.line), ("E0115", Some(3)), "{name}");
        assert!(!record.message.contains('\u{1b}'));
    }
    for name in ["a-b", "a=b", "Überlauf (2)", "195 M1 M1.barrier+seed", "#1"] {
        let table = format!("name,count\n光刻 1,1\n\"{name}\",1\n");
        assert!(with(table.as_bytes()).is_ok(), "{name}");
    }
}
