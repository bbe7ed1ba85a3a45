//! Tests of the section `services`.

use super::*;
use crate::scenario::Document;

fn check(text: &str) -> Result<Services, Problems> {
    let document = Document::from_text("services.toml", text, &[])?;
    let file: ServicesFile = document.read()?;
    let mut problems = document.problems();
    let start = "2018-01-03".parse().unwrap();
    let services = file.check(start, &At::root(), &mut problems);
    problems.into_result(())?;
    Ok(services.expect("no problems"))
}

const GOOD: &str = r#"
[window]
documents = 2
error_per_document = 0.1
[window.before]
until = "2019-06-01"
service = "180 min"
documents = 10

[housing]
occupied = "90 %"
builds.first = { units = 1000, ordered = "2017-12-04", lag = "40 d" }
builds.second = { units = 500, ordered = "2018-01-05" }
builds.old = { units = 5, ordered = "2010-01-05" }

[index]
talent_park = { opens = "2019-11-15" }
"#;

#[test]
fn what_is_left_out_is_the_model_of_2019() {
    let services = check(GOOD).unwrap();
    let window = services.window.unwrap();
    assert_eq!((window.regime.windows, window.hours.first_weekday), (14, 2));
    assert!((window.regime.incomplete.get() - 0.19).abs() < 1e-12);
    let (reform, before) = window.before.unwrap();
    assert_eq!(
        (reform.day(), before.windows, before.documents),
        (514, 14, 10)
    );
    assert!((before.incomplete.get() - (1.0 - 0.9_f64.powi(10))).abs() < 1e-12);
    let housing = services.housing.unwrap();
    assert_eq!((housing.units, housing.occupied), (20_000, 18_000));
    let days: Vec<u64> = housing
        .builds
        .iter()
        .map(|build| build.ready.day())
        .collect();
    assert_eq!(days, [10, 367, 0]);
    assert_eq!(services.index.unwrap().talent_park.unwrap().0.day(), 681);
    assert!(check("").unwrap().window.is_none());
}

#[test]
fn every_mistake_is_named_at_its_place() {
    let text = GOOD
        .replace("documents = 2\n", "p_incomplete = 0.1\ncloses = \"8 h\"\n")
        .replace("documents = 10", "p_incomplete = 0.995")
        .replace(
            "[index]",
            "[index]\nweights.house = 0.5\ncommute = \"11 h\"",
        );
    let problems = check(&text).unwrap_err();
    let paths: Vec<&str> = problems
        .iter()
        .map(|problem| problem.path.as_str())
        .collect();
    let expected = [
        "window.closes",
        "window.error_per_document",
        "window.before.p_incomplete",
        "index.weights",
        "index.commute",
    ];
    assert_eq!(paths, expected);
}
