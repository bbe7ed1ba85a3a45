//! The work of reading grows with the size of a scenario, not with its square, whether it is right
//! or wrong.

use std::fmt::Write as _;

use chippark::experiment::Study;
use chippark::industry::ScenarioFile;
use chippark::scenario::{Document, Problems};
use rustix::time::{ClockId, clock_gettime};

const HEAD: &str = "
[scenario]
title = 'T'
question = 'Q?'
[run]
start = '2018-01-01'
until = '1 d'
[fab]
";

/// A scenario with a table of `rows` rows, by kind.
fn scenario(kind: &str, rows: usize) -> Vec<(String, String)> {
    let table = |header: &str, row: &dyn Fn(usize) -> String| {
        let mut text = format!("{header}\n");
        for number in 0..rows {
            let _ = writeln!(text, "{}", row(number));
        }
        text
    };
    let (mut tools, mut steps) = ("name,count\nA,9\n".to_owned(), String::new());
    let mut streams = "name,product,starts\ns,p,25 /d\n".to_owned();
    let mut products = "name,route\np,r\n".to_owned();
    let (mut more, mut extra) = (String::new(), String::new());
    let plain = "name,tool_group,time,per";
    match kind {
        "steps" => steps = table(plain, &|row| format!("s{row},A,1 min,lot")),
        "ways back" => {
            steps = table(&format!("{plain},rework,rework_to"), &|row| {
                format!("s{row},A,1 min,lot,0.01,s{}", row / 9 * 9)
            });
        }
        "provenance" => {
            steps = table(&format!("{plain},provenance"), &|row| {
                format!("s{row},A,1 min,lot,assumed")
            });
        }
        "tool groups" => {
            tools = table("name,count", &|row| format!("A{row},1"));
            steps = table(plain, &|row| format!("s{row},A{row},1 min,lot"));
        }
        "products" => {
            products = table("name,route", &|row| format!("p{row},r"));
            streams = table("name,product,starts", &|row| format!("s{row},p{row},1 /y"));
        }
        "lots" => {
            "name,product\ns,p\n".clone_into(&mut streams);
            more = table("name,stream,start", &|row| format!("l{row},s,{row} min"));
            "lots = 'more.csv'".clone_into(&mut extra);
        }
        "lots of the start" => {
            steps = table(plain, &|row| format!("s{row},A,1 min,lot"));
            more = table("name,stream,step,wafers", &|row| {
                format!("l{row},s,s{},25", rows - 1 - row)
            });
            "initial_lots = 'more.csv'".clone_into(&mut extra);
        }
        "wrong names" => {
            tools = table("name,count", &|row| format!("tool-{row},1"));
            steps = table(plain, &|row| format!("s{row},tol-{row},1 min,lot"));
        }
        "wrong keys" => {
            steps = table(&format!("{plain},colour"), &|row| {
                format!("s{row},A,1 min,lot,red")
            });
        }
        "missing keys" => steps = table("name,tool_group", &|row| format!("s{row},A")),
        _ => panic!("there is no kind `{kind}`"),
    }
    if steps.is_empty() {
        steps = format!("{plain}\ns,A,1 min,lot\n");
    }
    files([tools, steps, products, streams, more], &extra)
}

/// The files of a scenario with these tables.
fn files(tables: [String; 5], extra: &str) -> Vec<(String, String)> {
    let [tools, steps, products, streams, more] = tables;
    let text = format!(
        "{HEAD}tools = 'tools.csv'\nproducts = 'products.csv'\nstreams = 'streams.csv'\n\
         {extra}\n[fab.routes]\nr = 'steps.csv'\n"
    );
    let files = [
        ("scenario.toml", text),
        ("tools.csv", tools),
        ("steps.csv", steps),
        ("products.csv", products),
        ("streams.csv", streams),
        ("more.csv", more),
    ];
    files.map(|(name, text)| (name.to_owned(), text)).to_vec()
}

fn read(files: &[(String, String)]) -> Result<Study, Problems> {
    let document = Document::from_files("fab", files, &[])?;
    Study::new(document.with_overrides::<ScenarioFile>(&[])?)
}

/// The least of three times that the processor needs to read a scenario, in seconds; whether it is
/// valid.
fn work(files: &[(String, String)]) -> (f64, bool) {
    let now = || {
        let time = clock_gettime(ClockId::ThreadCPUTime);
        time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9
    };
    let mut least = (f64::INFINITY, false);
    for _ in 0..3 {
        let start = now();
        let is_valid = read(files).is_ok();
        least = (least.0.min(now() - start), is_valid);
    }
    least
}

#[test]
fn four_times_the_rows_are_at_most_eight_times_the_work() {
    let kinds = [
        ("steps", true),
        ("ways back", true),
        ("provenance", true),
        ("tool groups", true),
        ("products", true),
        ("lots", true),
        ("lots of the start", true),
        ("wrong keys", false),
        ("missing keys", false),
    ];
    for (kind, valid) in kinds {
        let (few, is_valid) = work(&scenario(kind, 2_000));
        assert_eq!(
            is_valid,
            valid,
            "{kind}: {:?}",
            read(&scenario(kind, 20)).err()
        );
        let (many, _) = work(&scenario(kind, 8_000));
        // Linear work is four times as much, quadratic work sixteen times.
        assert!(many / few < 8.0, "{kind}: {few:.4} s and {many:.4} s");
    }
}

#[test]
fn problems_are_counted_beyond_the_first_thousand_and_do_not_list_all_names() {
    let problems = read(&scenario("wrong names", 3_000)).unwrap_err();
    assert_eq!(problems.len(), 3_000);
    let records = problems.records();
    assert_eq!(records.len(), 1_000);
    let first = records[0].help.as_deref().unwrap();
    // The first 16 names, the number of the others, and the most similar one.
    assert!(
        first.starts_with("did you mean `tool-0`? known names: tool-0, tool-1, "),
        "{first}"
    );
    assert!(first.ends_with("tool-15 and 2984 more"), "{first}");
    // Half a million comparisons are 166 times 3,000 names: then no similar name is looked for.
    let asked = records.iter().filter(|record| {
        let help = record.help.as_deref().unwrap_or_default();
        help.starts_with("did you mean")
    });
    assert!(asked.count() <= 166);
    assert!(problems.render(false).ends_with("\nand 2980 more\n"));
}
