//! The results of the shipped scenarios, word for word: a change of a result is a change of these
//! files. Three scenarios keep every figure, so that a reviewer reads which of them moved; the
//! others keep the digest of all figures. `UPDATE=1 cargo test --test it golden` writes them anew.

use std::path::Path;

use crate::support::{names_in, outcome, project, said};

/// The scenarios of which every figure is kept.
const WHOLE: [&str; 3] = ["jinhua-2019", "mini-fab", "probe"];

/// How long the scenarios run here: long enough for the pilot line to make chips.
const HORIZON: &str = "730 d";

/// Compares a text with `tests/golden/<name>.txt`, or writes that file where `UPDATE` is set.
pub(crate) fn compare(name: &str, text: &str) {
    let path = project("tests/golden").join(format!("{name}.txt"));
    if std::env::var_os("UPDATE").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        return;
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        expected == text,
        "{} differs; `UPDATE=1 cargo test --test it golden` writes it anew.\n\
         --- expected\n{expected}\n--- found\n{text}",
        path.display()
    );
}

/// Every figure of the first replication, a line each, sorted by key.
fn figures(replications_csv: &str) -> String {
    let mut lines = replications_csv.lines();
    let mut cells = || lines.next().expect("a line").split(',').skip(1);
    let (keys, values): (Vec<&str>, Vec<&str>) = (cells().collect(), cells().collect());
    assert_eq!(keys.len(), values.len(), "no cell is quoted");
    let mut figures: Vec<String> = keys
        .iter()
        .zip(&values)
        .map(|(key, value)| format!("{key} = {value}\n"))
        .collect();
    figures.sort();
    figures.concat()
}

/// The page after a run with all targets, and every figure or the digest of them.
fn table_of(scenario: &Path, options: &[&str], whole: bool) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = scenario.to_string_lossy().into_owned();
    let words = ["run", &path, "--out", "out", "--no-progress", "--targets"];
    let words = [&words[..], options].concat();
    let (code, page, errors) = said(&outcome(folder.path(), &words));
    assert_eq!(code, Some(0), "{path}: {errors}");
    let summary = std::fs::read(folder.path().join("out/summary.json")).unwrap();
    let summary: serde_json::Value = serde_json::from_slice(&summary).unwrap();
    let digest = summary["result_digest"].as_str().unwrap();
    if whole {
        let replications = std::fs::read_to_string(folder.path().join("out/replications.csv"));
        return format!("{page}\n{}", figures(&replications.unwrap()));
    }
    format!("{page}\nresults {digest}\n")
}

#[test]
fn golden_tables_of_the_probes() {
    for scenario in names_in(&project("scenarios")) {
        if let Some(name) = scenario.strip_suffix(".toml")
            && name.starts_with("probe")
        {
            let path = project("scenarios").join(&scenario);
            compare(name, &table_of(&path, &[], WHOLE.contains(&name)));
        }
    }
}

#[test]
fn golden_tables_of_the_shipped_scenarios() {
    let names = names_in(&project("scenarios"));
    let shipped = names.iter().filter_map(|name| name.strip_suffix(".toml"));
    let shipped: Vec<&str> = shipped.filter(|name| !name.starts_with("probe")).collect();
    assert!(shipped.contains(&"jinhua-2019"));
    let of_folder = names_in(&project("scenarios/what-if"));
    let what_ifs = of_folder
        .iter()
        .filter_map(|name| name.strip_suffix(".toml"));
    let what_ifs: Vec<String> = what_ifs.map(|name| format!("what-if/{name}")).collect();
    assert!(!what_ifs.is_empty());
    for name in shipped
        .into_iter()
        .chain(what_ifs.iter().map(String::as_str))
    {
        let path = project("scenarios").join(format!("{name}.toml"));
        let options = [
            "--until",
            HORIZON,
            "--warmup",
            "0 d",
            "--set",
            "run.tick=8 h",
        ];
        compare(name, &table_of(&path, &options, WHOLE.contains(&name)));
    }
}
