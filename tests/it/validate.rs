//! A model is compared with the reports of another simulator as one would by hand, and reports that
//! make no sense are refused with file, line and column.

use std::collections::BTreeMap;
use std::path::Path;

use chippark::experiment::{Study, Watch};
use chippark::import::smt2020::import;
use chippark::scenario::Document;
use chippark::units::Duration;
use serde_json::Value;

use crate::import::{TINY, copied, testbed};
use crate::support::{names_in, outcome, project, said};

/// Statistics begin on day 10; the reports are of day 30 and of day 40.
const PERIODS: &str = "PERIOD\tPERIODSTART\tREPORT\tRESET\n\
                       WarmUp\t01/01/18 00:00:00\tyes\tyes\n\
                       One\t01/11/18 00:00:00\tyes\tno\n\
                       Two\t01/31/18 00:00:00\tyes\tno\n\
                       Three\t02/10/18 00:00:00\tyes\tno\n";

/// The columns are in the order of no definition, and some are not compared.
const ORDERS: &str = "PERIOD\tRELATIVE\tORDER\tCYCLEAVG\tCYCLESTD\tNETONTIME\tONTIME%\tLATEAVG\t\
                      LATESTD\tONTIMEAVG\tWIPLOTAVG\n\
                      ~Report time: 01/31/2018 00:00:00 : \t\t\n\
                      One\tY\tO_Lot_1\t36:30:00\t05:00:00\t1000:00:00\t80.00\t10:00:00\t01:00:00\t\
                      15:00:00\t16.25\n\
                      ~Report time: 02/10/2018 00:00:00 :\n\
                      Two\tY\tO_Lot_1\t99:00:00\t05:00:00\t1000:00:00\t80.00\t10:00:00\t01:00:00\t\
                      15:00:00\t16.25\n\
                      Two\tY\tO_Init_WIP\t\t\t\t\t\t\t\t0.00\n";

const FAMILIES: &str = "PERIOD\tRELATIVE\tSTNFAM\tLOTCOMPS\tDOWN%\tSETUP%\tUTIL%\tFWLAVG\t\
                        SETUP#\n\
                        ~Report time: 01/31/2018 00:00:00 : \n\
                        One\tY\tFurnace_1\t200\t0.00\t0.00\t70.00\t7.50\t0\n\
                        One\tY\tEtch_1\t600\t2.25\t9.00\t30.00\t1.00\t60\n";

/// The small fab with reports in a folder beside it.
pub(crate) fn fab() -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    let model = root.path().join("fab.asd");
    copied(&project(TINY), &model);
    std::fs::write(model.join("period.txt"), PERIODS).unwrap();
    std::fs::write(root.path().join("order.tsv"), ORDERS).unwrap();
    std::fs::write(root.path().join("stnfam.rep"), FAMILIES).unwrap();
    root
}

/// The means over three replications of the model over the days 10 to 30, with seed 1.
pub(crate) fn ours(model: &Path) -> BTreeMap<String, f64> {
    let imported = import(model, Duration::days(30)).unwrap();
    let overrides = ["run.warmup=10 d", "run.until=30 d", "run.replications=3"];
    let overrides = overrides.map(str::to_owned);
    let document = Document::from_files("fab", &imported.files, &overrides).unwrap();
    let outcomes = Study::new(document)
        .unwrap()
        .run(1, &Watch::none())
        .unwrap();
    let mut means = BTreeMap::new();
    for outcome in &outcomes {
        for (key, figure) in outcome.figures.iter() {
            *means.entry(key.to_owned()).or_insert(0.0) += figure.value.unwrap_or(0.0) / 3.0;
        }
    }
    means
}

pub(crate) fn validate(folder: &Path, more: &[&str]) -> (Option<i32>, String, String) {
    let words = ["validate", "fab.asd", "--jobs", "1"];
    let count: &[&str] = if more.contains(&"-r") {
        &[]
    } else {
        &["-r", "3"]
    };
    said(&outcome(folder, &[&words, count, more].concat()))
}

/// A figure worked out by hand: of what, which, what the reports say, what the model says, and by
/// how much they may differ.
struct ByHand {
    name: &'static str,
    figure: &'static str,
    reported: f64,
    mean: f64,
    tolerance: Option<f64>,
}

/// Ten figures by hand: times in days of the hours in the reports, tolerances of the defaults.
fn by_hand(ours: &BTreeMap<String, f64>) -> Vec<ByHand> {
    let of = |metric: &str, subject: &str| ours[&format!("fab.{metric}/{subject}")];
    let used = [
        "setup_share",
        "loading_share",
        "process_share",
        "unloading_share",
    ];
    let used = used.map(|metric| of(metric, "Etch_1")).iter().sum();
    let day = 24.0;
    let lot = |metric| of(metric, "Lot_1");
    let order = "O_Lot_1";
    // The lots of the order: 1,000 h over .8 of 15 h less .2 of 10 h. Late by .2 of 10 h.
    let rows = [
        (order, "throughput", 100.0, lot("throughput"), Some(0.3)),
        (
            order,
            "cycle time",
            36.5 / day,
            lot("cycle_time"),
            Some(0.365 / day),
        ),
        (
            order,
            "cycle time sd",
            5.0 / day,
            lot("cycle_time_sd"),
            Some(0.35 / day),
        ),
        (order, "on time", 80.0, lot("on_time"), Some(3.0)),
        (order, "lateness", 2.0 / day, lot("tardiness"), None),
        (order, "wip", 16.25, lot("lots_in_line"), Some(0.1625)),
        (
            "Etch_1",
            "down",
            2.25,
            of("down_share", "Etch_1"),
            Some(1.0),
        ),
        (
            "Etch_1",
            "setup",
            9.0,
            of("setup_share", "Etch_1"),
            Some(1.0),
        ),
        ("Etch_1", "utilisation", 30.0, used, Some(1.0)),
        (
            "Furnace_1",
            "waiting lots",
            7.5,
            of("queue_length", "Furnace_1"),
            Some(0.75),
        ),
    ];
    let row = |(name, figure, reported, mean, tolerance)| ByHand {
        name,
        figure,
        reported,
        mean,
        tolerance,
    };
    rows.map(row).into()
}

/// Asserts that a figure was compared as by hand; whether it differs beyond its tolerance.
fn is_as_by_hand(expected: &ByHand, rows: &[Value]) -> bool {
    let ByHand {
        name,
        figure,
        reported,
        mean,
        tolerance,
    } = *expected;
    let row = rows
        .iter()
        .find(|row| row["name"] == name && row["figure"] == figure);
    let row = row.unwrap_or_else(|| panic!("{name} {figure}"));
    let values = [
        ("reported", reported),
        ("mean", mean),
        ("difference", mean - reported),
    ];
    for (key, value) in values {
        let found = row[key].as_f64().unwrap();
        let is_close = (found - value).abs() < 1e-9 * value.abs().max(1.0);
        assert!(is_close, "{name} {figure}: {row}");
    }
    let of_one_run = ["one_run_low", "one_run_high"].map(|key| row[key].as_f64().unwrap());
    let verdict = match tolerance {
        None => "unjudged",
        Some(most) if (mean - reported).abs() <= most => "agrees",
        Some(_) if of_one_run[0] <= reported && reported <= of_one_run[1] => "chance",
        Some(_) => "differs",
    };
    assert_eq!(row["verdict"], verdict, "{row}");
    ["chance", "differs"].contains(&verdict)
}

#[test]
fn ten_figures_are_compared_as_by_hand() {
    let root = fab();
    let (code, table, error) = validate(
        root.path(),
        &["--period", "One", "--json", "compared.json", "--all"],
    );
    assert_eq!(code, Some(1), "{error}");
    assert!(
        table.lines().all(|line| line.chars().count() <= 80),
        "{table}"
    );
    let text = std::fs::read_to_string(root.path().join("compared.json")).unwrap();
    let found: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(found["from"], "2018-01-11");
    assert_eq!(found["to"], "2018-01-31");
    assert_eq!(found["replications"], 3);
    let ours = ours(&root.path().join("fab.asd"));
    let rows = found["rows"].as_array().unwrap();
    let differing = by_hand(&ours)
        .into_iter()
        .filter(|expected| is_as_by_hand(expected, rows));
    let differing = differing.count();
    assert!(
        (1..9).contains(&differing),
        "{differing}: some differ, and some do not"
    );
    // Lots for a certain tool are in no list of the reports; two jobs show a setup twice.
    for figure in ["waiting lots", "setups a lot"] {
        let is_it = |row: &&Value| row["name"] == "Etch_1" && row["figure"] == figure;
        let row = rows.iter().find(is_it).unwrap();
        assert_eq!(row["verdict"], "unjudged", "{row}");
    }
}

/// A later period has another window; where one report has no rows of it, nothing is compared. Lots
/// of the start are of no order that is.
#[test]
fn a_later_period_has_its_own_window() {
    let root = fab();
    let (code, table, _) = validate(root.path(), &["--reports", "."]);
    assert_eq!(code, Some(2), "the families have no second period: {table}");
    std::fs::remove_file(root.path().join("stnfam.rep")).unwrap();
    let (code, table, error) = validate(root.path(), &["--warmup", "9 d"]);
    assert_eq!(code, Some(1), "{error}");
    assert!(
        table.starts_with("Two: 2018-01-10 to 2018-02-10, 3 replications\n"),
        "{table}"
    );
    assert!(!table.contains("O_Init_WIP"), "{table}");
}

/// A hour as the reports write it.
pub(crate) fn hours(days: f64) -> String {
    let seconds = (days * 86_400.0).round();
    let (hours, rest) = ((seconds / 3_600.0).floor(), seconds % 3_600.0);
    format!("{hours:02}:{:02}:{:02}", (rest / 60.0).floor(), rest % 60.0)
}

#[test]
fn a_model_that_agrees_is_code_0_and_results_need_no_run() {
    let root = fab();
    let ours = ours(&root.path().join("fab.asd"));
    let of = |key: &str| ours[&format!("fab.{key}/Lot_1")];
    let orders = format!(
        "PERIOD\tORDER\tCYCLEAVG\tONTIME%\tWIPLOTAVG\tLOTCOMPS\n\
         ~Report time: 01/31/2018 00:00:00 :\nOne\tO_Lot_1\t{}\t{:.2}\t{:.2}\t{:.2}\n",
        hours(of("cycle_time")),
        of("on_time"),
        of("lots_in_line"),
        of("throughput")
    );
    std::fs::write(root.path().join("order.tsv"), orders).unwrap();
    std::fs::remove_file(root.path().join("stnfam.rep")).unwrap();
    let (code, table, error) = validate(root.path(), &[]);
    assert_eq!(code, Some(0), "{table}{error}");
    assert!(
        table.contains("4 of 4 figures within their tolerances"),
        "{table}"
    );

    // The same from the results of a run over the same window, and no other.
    let run = |words: &[&str]| said(&outcome(root.path(), words));
    let (code, _, error) = run(&["import", "smt2020", "fab.asd", "--out", "fab"]);
    assert_eq!(code, Some(0), "{error}");
    for (until, expected) in [("30 d", 0), ("31 d", 2)] {
        let words = [
            "run", "fab", "-r", "3", "--jobs", "1", "--warmup", "10 d", "--until", until,
        ];
        let (code, _, error) = run(&[&words[..], &["--out", until]].concat());
        assert_eq!(code, Some(0), "{error}");
        let (code, found, error) = run(&["validate", "fab.asd", until]);
        assert_eq!(code, Some(expected), "{error}");
        if expected == 0 {
            assert_eq!(found, table);
        } else {
            assert!(
                error.contains("`--warmup \"10 d\" --until \"30 d\"`"),
                "{error}"
            );
        }
    }
    // Each tolerance moves its verdict.
    for option in ["--cycle-time", "--throughput", "--wip"] {
        let (code, ..) = validate(root.path(), &[option, "0 %"]);
        assert!([Some(0), Some(1)].contains(&code));
    }
    let worse = std::fs::read_to_string(root.path().join("order.tsv")).unwrap();
    let worse = worse.replace(&format!("\t{:.2}\t", of("on_time")), "\t50.00\t");
    std::fs::write(root.path().join("order.tsv"), worse).unwrap();
    let (code, table, _) = validate(root.path(), &["--seed", "1"]);
    assert_eq!(code, Some(1), "{table}");
    assert!(table.contains("3 of 4 figures"), "{table}");
    let (code, table, _) = validate(root.path(), &["--on-time", "60"]);
    assert_eq!(code, Some(0), "{table}");
}

/// Mistakes in reports: in which file, what is written as what, and the line and the message of the
/// error.
const MISTAKES: [Mistake; 13] = [
    (
        "order.tsv",
        "ORDER",
        "ORDRE",
        1,
        "the column `ORDER` is missing",
    ),
    (
        "order.tsv",
        "36:30:00",
        "36:70:00",
        3,
        "`36:70:00` in the column `CYCLEAVG` is no time",
    ),
    (
        "order.tsv",
        "80.00",
        "180.00",
        3,
        "`180.00` in the column `ONTIME%` is no percentage",
    ),
    (
        "order.tsv",
        "O_Lot_1\t36",
        "O_Lot_7\t36",
        3,
        "no order called `O_Lot_7`",
    ),
    (
        "order.tsv",
        "One\tY\tO_Lot_1",
        "One\tY\t",
        3,
        "the cell of the column `ORDER` is empty",
    ),
    (
        "order.tsv",
        "Two\tY\tO_Init_WIP",
        "Two\tY\tO_Lot_1",
        6,
        "two rows of the period",
    ),
    (
        "stnfam.rep",
        "Etch_1",
        "Etch_2",
        4,
        "no tool family called `Etch_2`",
    ),
    (
        "stnfam.rep",
        "2.25",
        "-2.25",
        4,
        "`-2.25` in the column `DOWN%`",
    ),
    (
        "stnfam.rep",
        "9.00",
        "9,00",
        4,
        "`9,00` in the column `SETUP%`",
    ),
    (
        "order.tsv",
        "01/31/2018 00:00:00 : \t\t",
        "01/41/2018 00:00:00 : \t\t",
        2,
        "the time at which the period ends is not understood",
    ),
    (
        "order.tsv",
        "~Report time: 02/10/2018 00:00:00 :\n",
        "",
        4,
        "the period `Two` has no time of its own: that above its rows is of `One`",
    ),
    (
        "stnfam.rep",
        "01/31/2018",
        "01/30/2018",
        3,
        "another report has another end of `One`",
    ),
    (
        "stnfam.rep",
        "60\n",
        "60\t1\t2\n",
        4,
        "this row has 11 cells",
    ),
];

/// A mistake in a report: the file, a text of it and what stands there in its place, the line, and
/// what is said of it.
pub(crate) type Mistake = (
    &'static str,
    &'static str,
    &'static str,
    usize,
    &'static str,
);

/// Makes a mistake in a report of a folder, and requires that it is refused with its place.
pub(crate) fn is_refused_where_it_is(root: &Path, (file, from, to, line, message): Mistake) {
    let path = root.join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    let with = text.replacen(from, to, 1);
    assert_ne!(text, with, "{file} does not hold {from}");
    std::fs::write(&path, with).unwrap();
    let (code, table, error) = validate(root, &["--period", "One"]);
    assert_eq!((code, table.as_str()), (Some(2), ""), "{message}: {error}");
    assert!(error.contains(message), "{message}: {error}");
    assert!(
        error.contains(&format!("{file}:{line}:")),
        "{message}: {error}"
    );
}

#[test]
fn reports_that_make_no_sense_are_refused_where_they_are() {
    for mistake in MISTAKES {
        is_refused_where_it_is(fab().path(), mistake);
    }
}

#[test]
fn what_cannot_be_compared_is_refused() {
    let root = fab();
    for (words, message) in [
        (&["--period", "Four"][..], "no period called `Four`"),
        (
            &["--period", "One", "--warmup", "30 d"],
            "begin at or after its end",
        ),
        (
            &["--reports", "fab.asd"],
            "there are no reports in `fab.asd`",
        ),
        (&["nowhere", "--period", "One"], "nowhere"),
        (
            &["--period", "One", "--json", "order.tsv"],
            "`--force` overwrites it",
        ),
        (&["--on-time", "101"], "points from 0 to 100"),
    ] {
        let (code, _, error) = validate(root.path(), words);
        assert_eq!(code, Some(2), "{words:?}: {error}");
        assert!(error.contains(message), "{words:?}: {error}");
    }
    assert_eq!(
        names_in(root.path()),
        ["fab.asd", "order.tsv", "stnfam.rep"]
    );
}

/// The reports of the testbed are read; it is run by whoever wants to know how it agrees.
#[test]
fn the_reports_of_the_testbed_are_those_of_its_model() {
    use chippark::import::smt2020::reports;
    use chippark::scenario::TextFiles;
    let Some(folder) = testbed() else { return };
    let model = folder.join("../original/HVLM_Model.asd");
    if !model.is_dir() {
        return;
    }
    let imported = import(&model, Duration::days(1)).unwrap().model.unwrap();
    let mut texts = TextFiles::default();
    let found = reports::read(&model, None, None, imported.origin, &mut texts);
    let found = texts.into_result(found).unwrap();
    assert_eq!(found.period, "Period_3");
    assert_eq!(
        (found.from, found.to),
        (Duration::days(365), Duration::days(1_460))
    );
    assert_eq!((found.orders.len(), found.families.len()), (6, 106));
    for (name, _) in &found.orders {
        let orders = &imported.orders;
        let is_initial = orders.initial_orders.contains(name);
        assert!(orders.of_orders.contains_key(name) || is_initial, "{name}");
    }
    let (_, lot_3) = found
        .orders
        .iter()
        .find(|(name, _)| name == "O_Lot_3")
        .unwrap();
    let days = lot_3.get("CYCLEAVG").unwrap() / 24.0;
    assert!((days - 51.47).abs() < 0.01, "{days}");
    let fab = found.fab.unwrap();
    assert_eq!(fab.get("LOTCOMPS"), Some(62_647.0));
}
