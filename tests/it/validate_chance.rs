//! What `validate` takes for chance, and reports of products and single tools, on the small fab.

use std::collections::BTreeMap;
use std::path::Path;

use chippark::experiment::{Study, Watch};
use chippark::import::smt2020::import;
use chippark::scenario::Document;
use chippark::units::Duration;
use serde_json::Value;

use crate::support::{outcome, project, said};
use crate::validate::{fab, hours, is_refused_where_it_is, ours, validate};

const FAMILIES: &str = "PERIOD\tSTNFAM\tLOTCOMPS\tDOWN#\tPM#\tLOAD#\n\
                        ~Report time: 01/31/2018 00:00:00 :\n\
                        One\tFurnace_1\t200\t3\t1\t40\n\
                        One\tEtch_1\t600\t8\t6\t500\n";

/// The tools of `Delay_1` are not in it.
const TOOLS: &str = "PERIOD\tSTN\tLOTCOMPS\tCURSTATE\nOne\tEtch_1\t98\tIDLE\n\
                     One\tEtch_1_2\t100\tIDLE\nOne\tEtch_1_3\t102\tIDLE\n\
                     One\tFurnace_1\t100\tIDLE\nOne\tFurnace_1_2\t100\tIDLE\n";

/// A cycle time of the product.
fn products(days: f64) -> String {
    format!(
        "PERIOD\tPART\tCYCLEAVG\tCYCLECUR\n~Report time: 01/31/2018 00:00:00 :\n\
         One\tpart_1\t{}\tx\n",
        hours(days)
    )
}

/// The small fab with the reports of families, products and tools of one period.
fn with_tools() -> tempfile::TempDir {
    let root = fab();
    std::fs::write(root.path().join("stnfam.rep"), FAMILIES).unwrap();
    std::fs::write(root.path().join("part.tsv"), products(1.5)).unwrap();
    std::fs::write(root.path().join("stn_one.tsv"), TOOLS).unwrap();
    root
}

/// The rows of the JSON, and the table.
fn compared(root: &Path, more: &[&str]) -> (Value, String) {
    let words = ["--period", "One", "--json", "c.json", "--force"];
    let (code, table, error) = validate(root, &[&words, more].concat());
    assert_eq!(code, Some(1), "{error}");
    let text = std::fs::read_to_string(root.join("c.json")).unwrap();
    (serde_json::from_str(&text).unwrap(), table)
}

/// The words of a text, however its lines are broken.
fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn row<'a>(found: &'a Value, name: &str, figure: &str) -> &'a Value {
    let rows = found["rows"].as_array().unwrap();
    let row = rows
        .iter()
        .find(|row| row["name"] == name && row["figure"] == figure);
    row.unwrap_or_else(|| panic!("{name} {figure}"))
}

#[test]
fn products_and_single_tools_are_compared_as_by_hand() {
    let root = with_tools();
    let (found, table) = compared(root.path(), &[]);
    let ours = ours(&root.path().join("fab.asd"));
    let of = |key: &str| ours[key];
    // 98, 100 and 102: the variance is 8 / 3.
    for (name, figure, reported, key) in [
        (
            "Etch_1",
            "unevenness",
            (8.0_f64 / 3.0).sqrt(),
            "fab.unevenness/Etch_1",
        ),
        ("Furnace_1", "unevenness", 0.0, "fab.unevenness/Furnace_1"),
        ("Etch_1", "failures", 8.0, "fab.failures/Etch_1"),
        ("Etch_1", "maintenances", 6.0, "fab.maintenances/Etch_1"),
        (
            "Furnace_1",
            "maintenances",
            1.0,
            "fab.maintenances/Furnace_1",
        ),
        ("Furnace_1", "jobs", 40.0, "fab.jobs/Furnace_1"),
    ] {
        let row = row(&found, name, figure);
        for (column, expected) in [("reported", reported), ("mean", of(key))] {
            let found = row[column].as_f64().unwrap();
            assert!(
                (found - expected).abs() < 1e-9,
                "{name} {figure} {column}: {found}"
            );
        }
    }
    // Two slots of a tool show one state several times, and failures cut maintenance in two.
    for figure in ["jobs", "maintenances"] {
        assert_eq!(row(&found, "Etch_1", figure)["verdict"], "unjudged");
    }
    let product = row(&found, "part_1", "cycle time");
    let (lots, hot) = (of("fab.cycle_time/Lot_1"), of("fab.cycle_time/HotLot_1"));
    let mean = product["mean"].as_f64().unwrap();
    let (least, greatest) = (hot.min(lots), hot.max(lots));
    assert!(
        least < mean && mean < greatest,
        "between {least} and {greatest}: {mean}"
    );
    let said = in_one_line(&table);
    assert!(said.contains("not compared for 1 tool families"), "{table}");
    assert!(
        table.lines().all(|line| line.chars().count() <= 80),
        "{table}"
    );
}

#[test]
fn reports_of_products_and_tools_that_make_no_sense_are_refused_where_they_are() {
    for mistake in [
        (
            "stn_one.tsv",
            "Etch_1_3",
            "Etch_1_4",
            4,
            "no tool called `Etch_1_4`",
        ),
        (
            "stn_one.tsv",
            "\t102",
            "\tmany",
            4,
            "`many` in the column `LOTCOMPS`",
        ),
        (
            "stn_one.tsv",
            "Etch_1_3",
            "Etch_1_2",
            4,
            "two rows of the period",
        ),
        (
            "stn_one.tsv",
            "LOTCOMPS",
            "LOTS",
            1,
            "no column of the report can be compared",
        ),
        (
            "part.tsv",
            "CYCLECUR",
            "CYCLEAVG",
            1,
            "two columns called `CYCLEAVG`",
        ),
        (
            "part.tsv",
            "part_1",
            "part_2",
            3,
            "no product called `part_2`",
        ),
        (
            "stnfam.rep",
            "\t40",
            "\t-40",
            3,
            "`-40` in the column `LOAD#`",
        ),
    ] {
        is_refused_where_it_is(with_tools().path(), mistake);
    }
}

/// The figures of single replications of the days 10 to 30, with seed 1.
fn replications(model: &Path, count: u32) -> Vec<BTreeMap<String, f64>> {
    let imported = import(model, Duration::days(30)).unwrap();
    let overrides = ["run.warmup=10 d".to_owned(), "run.until=30 d".to_owned()];
    let count = format!("run.replications={count}");
    let overrides = [&overrides[..], &[count]].concat();
    let document = Document::from_files("fab", &imported.files, &overrides).unwrap();
    let outcomes = Study::new(document)
        .unwrap()
        .run(1, &Watch::none())
        .unwrap();
    let figures = outcomes.iter().map(|outcome| {
        let figures = outcome.figures.iter();
        figures.filter_map(|(key, figure)| Some((key.to_owned(), figure.value?)))
    });
    figures.map(Iterator::collect).collect()
}

/// Cycle times of the order that lie off by one standard deviation of single runs and by ten: with
/// no tolerance both are beyond, and one is chance. Each of our runs is off, too, so that a perfect
/// model would have none within.
#[test]
fn a_noisy_figure_may_be_chance_and_a_wrong_one_is_not() {
    let root = fab();
    std::fs::remove_file(root.path().join("stnfam.rep")).unwrap();
    let runs = replications(&root.path().join("fab.asd"), 5);
    let times: Vec<f64> = runs.iter().map(|run| run["fab.cycle_time/Lot_1"]).collect();
    let mean = times.iter().sum::<f64>() / 5.0;
    let squares: f64 = times.iter().map(|time| (time - mean).powi(2)).sum();
    let sd = (squares / 4.0).sqrt();
    assert!(
        sd * 86_400.0 > 60.0,
        "seconds of the report round less: {sd}"
    );
    for (off, verdict, chance) in [(1.0, "chance", 1), (10.0, "differs", 0)] {
        let report = format!(
            "PERIOD\tORDER\tCYCLEAVG\n~Report time: 01/31/2018 00:00:00 :\n\
             One\tO_Lot_1\t{}\n",
            hours(mean + off * sd)
        );
        std::fs::write(root.path().join("order.tsv"), report).unwrap();
        let words = ["--cycle-time", "0 %", "-r", "5"];
        let (found, table) = compared(root.path(), &words);
        let row = row(&found, "O_Lot_1", "cycle time");
        assert_eq!(row["verdict"], verdict, "{row}");
        // t(0.975; 4) = 2.776445, times sqrt(6 / 5).
        let high = row["one_run_high"].as_f64().unwrap();
        assert!(
            (high - mean - 2.776_445 * 1.2_f64.sqrt() * sd).abs() < 1e-5,
            "{row}"
        );
        let own = &found["own_runs"][0];
        assert_eq!((&own["figures"], &own["greatest"]), (&1.into(), &0.into()));
        let summary = format!("of the other 1, {chance} within what single runs");
        assert!(in_one_line(&table).contains(&summary), "{table}");
    }
    // Two runs say nothing of chance.
    let (found, table) = compared(root.path(), &["--cycle-time", "0 %", "-r", "2"]);
    assert_eq!(found["own_runs"], Value::Null);
    assert_eq!(
        row(&found, "O_Lot_1", "cycle time")["one_run_low"],
        Value::Null
    );
    assert!(
        in_one_line(&table).contains("3 replications or more would say what is chance"),
        "{table}"
    );
}

/// The report of the fab counts the lots of the start as started, and we do not: without a warm-up
/// that is not judged.
#[test]
fn lots_of_the_start_are_no_difference() {
    let root = with_tools();
    let perf = "PERIOD\tLOTSTARTS\tLOTCOMPS\n~Report time: 01/31/2018 00:00:00 :\nOne\t99\t9\n";
    std::fs::write(root.path().join("perf.tsv"), perf).unwrap();
    for (warmup, verdict) in [("0 d", "unjudged"), ("10 d", "differs")] {
        let (found, table) = compared(root.path(), &["--warmup", warmup]);
        let started = row(&found, "", "lots started");
        assert_eq!(started["verdict"], verdict, "{table}");
    }
}

/// Reports without a figure, and results of another scenario, are no agreement.
#[test]
fn nothing_in_common_is_refused() {
    let root = fab();
    let here = root.path();
    let other = project("scenarios/mini-fab.toml");
    let window = [
        "--warmup", "10 d", "--until", "30 d", "-r", "1", "--out", "r",
    ];
    let words = [&["run", other.to_str().unwrap()], &window[..]].concat();
    let (code, _, error) = said(&outcome(here, &words));
    assert_eq!(code, Some(0), "{error}");
    let (code, table, error) = validate(here, &["r", "--period", "One"]);
    assert_eq!((code, table.as_str()), (Some(2), ""), "{error}");
    assert!(error.contains("nothing can be compared"), "{error}");
    let empty = "PERIOD\tSTNFAM\tLOTCOMPS\n~Report time: 01/31/2018 00:00:00 :\nOne\tEtch_1\t\n";
    std::fs::write(here.join("stnfam.rep"), empty).unwrap();
    std::fs::remove_file(here.join("order.tsv")).unwrap();
    let (code, table, error) = validate(here, &["--period", "One"]);
    assert_eq!((code, table.as_str()), (Some(2), ""), "{error}");
    assert!(error.contains("nothing can be compared"), "{error}");
}
