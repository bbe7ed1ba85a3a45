//! The commands `sweep` and `sensitivity`: killed and resumed, extended, in parts, and what they
//! say of mistakes.

use std::path::Path;
use std::time::Duration;

use serde_json::Value;

use crate::support::{chippark, names_in, outcome, project, said};

const SPACE: &str = r#"
[factors.wafers]
paths = ["fab.tools.E.count"]
levels = [1, 2]
[factors.time]
paths = ["fab.tools.AB.count"]
low = 2
high = 4
integer = true
"#;

/// The words of a sweep of the mini-fab in a folder.
fn words(folder: &Path, design: &str, replications: &str, more: &[&str]) -> Vec<String> {
    let space = folder.join("space.toml");
    std::fs::write(&space, SPACE).unwrap();
    let scenario = project("scenarios/mini-fab.toml");
    let text = |path: &Path| path.to_string_lossy().into_owned();
    let fixed = [
        "sweep".to_owned(),
        text(&scenario),
        "--space".to_owned(),
        text(&space),
        format!("--design={design}"),
        "--metrics=fab.wip,fab.cycle_time/*".to_owned(),
        "--until=200 d".to_owned(),
        "-r".to_owned(),
        replications.to_owned(),
        "--no-progress".to_owned(),
        "--out=sweep".to_owned(),
    ];
    let more = more.iter().map(|word| (*word).to_owned());
    fixed.into_iter().chain(more).collect()
}

fn run(folder: &Path, design: &str, replications: &str, more: &[&str]) -> (Option<i32>, String) {
    let words = words(folder, design, replications, more);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (code, _, errors) = said(&outcome(folder, &words));
    (code, errors)
}

/// The tables of a sweep, without its journals and the record of its command.
fn tables(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let folder = folder.join("sweep");
    let names = names_in(&folder).into_iter();
    let names = names.filter(|name| !name.starts_with("units") && name != "run.json");
    names
        .map(|name| {
            let bytes = std::fs::read(folder.join(&name)).unwrap();
            (name, bytes)
        })
        .collect()
}

/// Killed at ten moments and started again, a sweep has the same bytes as in one go.
#[test]
fn a_sweep_that_is_killed_goes_on_and_ends_with_the_same_bytes() {
    let whole = tempfile::tempdir().unwrap();
    assert_eq!(run(whole.path(), "full", "20", &["--jobs=2"]).0, Some(0));
    let killed = tempfile::tempdir().unwrap();
    let words = words(killed.path(), "full", "20", &["--jobs=1"]);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    for moment in 0..10_u64 {
        let mut process = chippark(killed.path(), &words).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(40 + 35 * moment));
        process.kill().unwrap();
        process.wait().unwrap();
    }
    let (code, errors) = run(killed.path(), "full", "20", &["--jobs=1"]);
    assert_eq!(code, Some(0), "{errors}");
    assert_eq!(tables(whole.path()), tables(killed.path()));
    let names: Vec<String> = tables(whole.path())
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert_eq!(
        names,
        ["design.csv", "metrics.csv", "results.csv", "sweep.json"]
    );
}

/// Ctrl-C once a unit is in the journal: what is done is kept and counted.
#[test]
#[cfg(target_os = "linux")]
fn ctrl_c_keeps_the_units_that_are_done() {
    let here = tempfile::tempdir().unwrap();
    let words = words(here.path(), "full", "100000", &["--jobs=1"]);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut command = chippark(here.path(), &words);
    let child = command
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let journal = here.path().join("sweep/units.jsonl");
    while std::fs::metadata(&journal).map_or(0, |found| found.len()) == 0 {
        std::thread::sleep(Duration::from_millis(5));
    }
    let mut kill = std::process::Command::new("kill");
    kill.args(["-INT", &child.id().to_string()]);
    assert!(kill.status().unwrap().success());
    let (code, _, errors) = said(&child.wait_with_output().unwrap());
    assert_eq!(code, Some(130), "{errors}");
    let text = std::fs::read_to_string(&journal).unwrap();
    let units = text
        .lines()
        .filter(|line| line.starts_with("{\"unit\""))
        .count();
    let kept = format!("interrupted; {units} of 600000 units are kept in `sweep`");
    assert!(errors.contains(&kept), "{errors}");
}

#[test]
fn a_sweep_is_extended_by_what_is_new_and_may_be_run_in_parts() {
    let here = tempfile::tempdir().unwrap();
    let says = |errors: &str, text: &str| assert!(errors.contains(text), "{errors}");
    says(
        &run(here.path(), "full", "2", &[]).1,
        "6 points x 2 replications: 12 units, 12 to run",
    );
    says(&run(here.path(), "full", "3", &[]).1, "18 units, 6 to run");
    says(
        &run(here.path(), "full", "3", &["--plan"]).1,
        "18 units, 0 to run",
    );
    let parts = tempfile::tempdir().unwrap();
    says(
        &run(parts.path(), "full", "3", &["--part=0/2"]).1,
        "9 units of other parts are missing",
    );
    says(
        &run(parts.path(), "full", "3", &["--part=1/2"]).1,
        "the results are in",
    );
    says(&run(parts.path(), "full", "3", &[]).1, "18 units, 0 to run");
    assert_eq!(tables(here.path()), tables(parts.path()));
    let journals = names_in(&parts.path().join("sweep")).into_iter();
    let journals = journals.filter(|name| name.starts_with("units"));
    assert!(journals.count() <= 3);
}

/// One tool E is the bottleneck: it moves the work in process, and AB does not.
#[test]
fn the_bottleneck_is_the_factor_that_matters() {
    let here = tempfile::tempdir().unwrap();
    assert_eq!(run(here.path(), "full", "5", &[]).0, Some(0));
    let words = ["sensitivity", "sweep", "--metrics=fab.wip", "--json"];
    let (code, results, errors) = said(&outcome(here.path(), &words));
    assert_eq!(code, Some(0), "{errors}");
    let results: Value = serde_json::from_str(&results).unwrap();
    let factors = results["figures"][0]["factors"].as_array().unwrap();
    let coefficient = |place: usize| factors[place]["coefficient"].as_f64().unwrap().abs();
    assert!(coefficient(0) > 0.9 && coefficient(1) < 0.3, "{results}");
    let (code, table, _) = said(&outcome(here.path(), &words[..3]));
    assert_eq!(code, Some(0));
    assert!(
        table.lines().all(|line| line.chars().count() <= 80),
        "{table}"
    );
}

#[test]
fn mistakes_are_told_before_anything_runs() {
    let here = tempfile::tempdir().unwrap();
    let cases = [
        (["--design=lhs", "-r", "1"], "is no design"),
        (["--design=sobol:8", "-r", "0"], "0 is not in 1.."),
    ];
    for (words, part) in cases {
        let words = [&["sweep", "x.toml", "--space=y.toml"][..], &words[..]].concat();
        let (code, _, errors) = said(&outcome(here.path(), &words));
        assert_eq!(code, Some(2));
        assert!(errors.contains(part), "{errors}");
    }
    let (code, errors) = run(here.path(), "morris:0", "1", &[]);
    assert_eq!(code, Some(2), "{errors}");
    let (code, _, errors) = said(&outcome(here.path(), &["sensitivity", "nowhere"]));
    assert_eq!(code, Some(2));
    assert!(
        errors.contains("name the folder of a complete sweep"),
        "{errors}"
    );
    assert!(!here.path().join("sweep").exists());
}

/// The shipped space of talent fits the scenario that it is for, and so do the ranges of 17
/// assumptions in the scenario itself.
#[test]
fn the_shipped_spaces_fit_their_scenario() {
    let here = tempfile::tempdir().unwrap();
    let path = |name: &str| project(name).to_string_lossy().into_owned();
    let talent = format!("--space={}", path("spaces/talent.toml"));
    for (space, points) in [(talent.as_str(), 896), ("--assumed", 1216)] {
        let scenario = path("scenarios/jinhua-2019.toml");
        let words = ["sweep", &scenario, space, "--design=saltelli:64", "--plan"];
        let (code, _, errors) = said(&outcome(here.path(), &words));
        assert_eq!(code, Some(0), "{errors}");
        let text = format!("{points} points x 1 replications");
        assert!(errors.contains(&text), "{errors}");
    }
}

/// A name that no metric has, another sweep's folder, and a run's folder are refused before
/// anything runs.
#[test]
fn results_of_others_are_not_overwritten_and_names_are_checked() {
    let here = tempfile::tempdir().unwrap();
    let mut typo = words(here.path(), "full", "1", &[]);
    for (name, part) in [
        ("fab.wpi", "did you mean `fab.wip`"),
        (
            "fab.wip@2018-06-01",
            "`--metrics fab.wip --until 2018-06-01`",
        ),
    ] {
        typo[5] = format!("--metrics={name}");
        let typo: Vec<&str> = typo.iter().map(String::as_str).collect();
        let (code, _, errors) = said(&outcome(here.path(), &typo));
        assert_eq!(code, Some(2));
        assert!(errors.contains(part), "{errors}");
    }
    assert_eq!(run(here.path(), "full", "1", &[]).0, Some(0));
    let before = tables(here.path());
    let (code, errors) = run(here.path(), "full", "1", &["--seed=5"]);
    assert_eq!(code, Some(2));
    assert!(errors.contains("results of another sweep"), "{errors}");
    assert_eq!(tables(here.path()), before);
    std::fs::create_dir(here.path().join("of-a-run")).unwrap();
    std::fs::write(here.path().join("of-a-run/summary.json"), "{}").unwrap();
    let mut elsewhere = words(here.path(), "full", "1", &[]);
    elsewhere[10] = "--out=of-a-run".to_owned();
    let elsewhere: Vec<&str> = elsewhere.iter().map(String::as_str).collect();
    let (code, _, errors) = said(&outcome(here.path(), &elsewhere));
    assert_eq!(code, Some(2));
    assert!(errors.contains("results of a run"), "{errors}");
}

/// Units one by one, as jobs of a cluster, and those of another folder give the same tables.
#[test]
fn units_are_run_by_number_by_the_jobs_of_a_cluster_and_taken_from_other_folders() {
    let whole = tempfile::tempdir().unwrap();
    assert_eq!(run(whole.path(), "full", "1", &[]).0, Some(0));
    let here = tempfile::tempdir().unwrap();
    let plan = words(here.path(), "full", "1", &["--plan", "--units=2..4"]);
    let plan: Vec<&str> = plan.iter().map(String::as_str).collect();
    let (code, plan, errors) = said(&outcome(here.path(), &plan));
    assert_eq!(code, Some(0), "{errors}");
    let rows: Vec<&str> = plan.lines().collect();
    assert_eq!(rows[0], "unit,point,replication,seed,id,done");
    assert!(
        rows[1].starts_with("2,2,0,1,") && rows[1].ends_with(",false"),
        "{plan}"
    );
    assert_eq!(rows.len(), 3);
    assert!(!here.path().join("sweep").exists(), "a plan writes nothing");

    assert_eq!(run(here.path(), "full", "1", &["--units=0"]).0, Some(0));
    assert_eq!(run(here.path(), "full", "1", &["--units=1..3"]).0, Some(0));
    let job = words(here.path(), "full", "1", &["--part=auto"]);
    let job: Vec<&str> = job.iter().map(String::as_str).collect();
    let mut job = chippark(here.path(), &job);
    job.env("SLURM_ARRAY_TASK_ID", "1")
        .env("SLURM_ARRAY_TASK_MIN", "0")
        .env("SLURM_ARRAY_TASK_MAX", "1");
    assert!(job.output().unwrap().status.success());
    let names = names_in(&here.path().join("sweep"));
    assert_eq!(names, ["units-1-of-2.jsonl", "units.jsonl"]);
    let (code, errors) = run(here.path(), "full", "1", &["--part=auto"]);
    assert_eq!(code, Some(2));
    assert!(
        errors.contains("no variable of one is set: SLURM_ARRAY_TASK_ID"),
        "{errors}"
    );
    let (code, errors) = run(here.path(), "full", "1", &["--units=6"]);
    assert_eq!(code, Some(2));
    assert!(errors.contains("have the numbers 0 to 5"), "{errors}");

    let other = tempfile::tempdir().unwrap();
    let from = format!("--from={}", here.path().join("sweep").display());
    let (code, errors) = run(other.path(), "full", "1", &[&from]);
    assert_eq!(code, Some(0));
    assert!(errors.contains("6 units, 1 to run"), "{errors}");
    assert_eq!(tables(other.path()), tables(whole.path()));
    let record = std::fs::read(other.path().join("sweep/run.json")).unwrap();
    let record: Value = serde_json::from_slice(&record).unwrap();
    assert_eq!(
        (&record["units_run"], &record["command_line"][1]),
        (&1.into(), &"sweep".into())
    );
    // What was taken stands in the folder itself.
    assert!(
        run(other.path(), "full", "1", &[])
            .1
            .contains("6 units, 0 to run")
    );
}

/// Points of a table are run, are known by their values, and are checked before the first run.
#[test]
fn points_come_from_a_table_and_are_checked_before_anything_runs() {
    let here = tempfile::tempdir().unwrap();
    std::fs::write(here.path().join("points.csv"), "time,wafers\n2,1\n4,2\n").unwrap();
    let (code, errors) = run(here.path(), "points.csv", "1", &[]);
    assert_eq!(code, Some(0), "{errors}");
    let design = std::fs::read_to_string(here.path().join("sweep/design.csv")).unwrap();
    assert_eq!(design, "point,wafers,time\n0,1,2\n1,2,4\n");
    let words = ["sensitivity", "sweep", "--metrics=fab.wip"];
    let (code, _, errors) = said(&outcome(here.path(), &words));
    assert_eq!(code, Some(1), "two points are too few: {errors}");
    std::fs::write(here.path().join("points.csv"), "time,wafers\n2,1\n9,2\n").unwrap();
    let (code, errors) = run(here.path(), "points.csv", "1", &[]);
    assert_eq!(code, Some(2));
    let mistake = "line 3: `time` is 9, and its values are whole numbers from 2 to 4";
    assert!(errors.contains(mistake), "{errors}");
    std::fs::write(here.path().join("points.csv"), "time,wafers\n3,1\n").unwrap();
    let (code, errors) = run(here.path(), "points.csv", "1", &[]);
    assert_eq!(code, Some(2), "other points are another sweep");
    assert!(errors.contains("results of another sweep"), "{errors}");

    let invalid = SPACE.replace("levels = [1, 2]", "levels = [1, -1, -2]");
    let mut full = words_of(here.path(), "full", &invalid);
    full.push("--out=other".to_owned());
    let full: Vec<&str> = full.iter().map(String::as_str).collect();
    let (code, _, errors) = said(&outcome(here.path(), &full));
    assert_eq!(code, Some(2));
    assert!(
        errors.contains("is invalid at 6 points; nothing was run"),
        "{errors}"
    );
    assert!(!here.path().join("other").exists());
}

/// The words of a sweep over another space, without a folder.
fn words_of(folder: &Path, design: &str, space: &str) -> Vec<String> {
    let mut words = words(folder, design, "1", &[]);
    words.retain(|word| !word.starts_with("--out"));
    std::fs::write(folder.join("space.toml"), space).unwrap();
    words
}

/// The Parquet files have the rows of the CSV files.
#[test]
#[cfg(feature = "parquet")]
fn parquet_files_have_the_rows_of_the_csv_files() {
    use parquet::file::reader::{FileReader as _, SerializedFileReader};
    use parquet::record::Field;

    let here = tempfile::tempdir().unwrap();
    assert_eq!(run(here.path(), "full", "2", &["--parquet"]).0, Some(0));
    for name in ["design", "results"] {
        let text = std::fs::read_to_string(here.path().join(format!("sweep/{name}.csv"))).unwrap();
        let file = std::fs::File::open(here.path().join(format!("sweep/{name}.parquet"))).unwrap();
        let reader = SerializedFileReader::new(file).unwrap();
        let cell = |field: &Field| match field {
            Field::Null => String::new(),
            Field::Long(value) => value.to_string(),
            // As in JSON: `2.0` for two.
            Field::Double(value) => serde_json::Number::from_f64(*value).unwrap().to_string(),
            Field::Str(value) => value.clone(),
            other => panic!("{other:?}"),
        };
        let rows = reader.get_row_iter(None).unwrap().map(|row| {
            let row = row.unwrap().into_columns();
            let cells: Vec<String> = row.iter().map(|(_, field)| cell(field)).collect();
            cells.join(",")
        });
        let rows: Vec<String> = rows.collect();
        let expected: Vec<&str> = text.lines().skip(1).collect();
        assert_eq!(rows, expected, "{name}");
        let fields = reader.metadata().file_metadata().schema().get_fields();
        let names: Vec<&str> = fields.iter().map(|field| field.name()).collect();
        assert_eq!(names.join(","), text.lines().next().unwrap());
    }
}

/// A program without the feature says so before anything runs.
#[test]
#[cfg(not(feature = "parquet"))]
fn parquet_needs_its_feature() {
    let here = tempfile::tempdir().unwrap();
    let (code, errors) = run(here.path(), "full", "1", &["--parquet"]);
    assert_eq!(code, Some(2));
    assert!(errors.contains("--features parquet"), "{errors}");
    assert!(!here.path().join("sweep").exists());
}
