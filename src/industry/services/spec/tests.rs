//! Tests of the section `services`.

use super::*;
use crate::industry::services::Services;
use crate::industry::shared::hours::WorkWeek;
use crate::scenario::{At, Document, Problems};

fn check(text: &str) -> Result<Services, Problems> {
    let document = Document::from_text("services.toml", text, &[])?;
    let file: ServicesFile = document.read()?;
    let mut problems = document.problems();
    let start = "2018-01-03".parse().unwrap();
    let services = file.check(
        start,
        !text.contains("unreformed"),
        &At::root(),
        &mut problems,
    );
    problems.into_result(())?;
    Ok(services.expect("no problems"))
}

const GOOD: &str = r#"
[window]
documents = 2
error_per_document = 0.1
[window.before]
service = "180 min"
documents = 10

[housing]
occupied = "90 %"
builds.first = { units = 1000, ordered = "2017-12-04", lag = "40 d" }
builds.second = { units = 500, ordered = "2018-01-05" }
builds.old = { units = 5, ordered = "2010-01-05" }

[index]
talents_park = { opens = "2019-11-15", functions = { future = 0.014 } }
transport.road = { opens = "2019-06-01", commute = "20 min" }
transport.bus = { opens = "2018-06-01", commute = "30 min", cost = "2 M CNY" }

[index.education]
capacity = 140
need = 150
builds.school = { places = 5, ordered = "2018-01-05", cost = "10 M CNY" }
"#;

#[test]
fn what_is_left_out_is_the_model_of_2019() {
    let services = check(GOOD).unwrap();
    let window = services.window.unwrap();
    let from_wednesday = WorkWeek::new(5, Date::ymd(2018, 1, 3));
    assert_eq!(
        (window.regime.windows, window.hours.week),
        (14, from_wednesday)
    );
    assert!((window.regime.incomplete.get() - 0.19).abs() < 1e-12);
    let before = window.before.unwrap();
    assert_eq!((before.windows, before.documents), (14, 10));
    assert!((before.incomplete.get() - (1.0 - 0.9_f64.powi(10))).abs() < 1e-12);
    let housing = services.housing.unwrap();
    assert_eq!((housing.units, housing.occupied), (20_000, 18_000));
    let days: Vec<u64> = housing
        .builds
        .iter()
        .map(|build| build.ready.day())
        .collect();
    assert_eq!(days, [10, 367, 0]);
    let index = services.index.unwrap();
    let park = index.talents_park.unwrap();
    assert_eq!((park.opens.day(), park.event_days), (681, 7));
    assert!((park.bonus - 0.03).abs() < 1e-12);
    let commutes: Vec<(u64, f64)> = index
        .transport
        .iter()
        .map(|(at, c)| (at.day(), *c))
        .collect();
    assert_eq!(commutes, [(149, 30.0), (514, 20.0)]);
    assert_eq!(index.education.builds[0].0.day(), 367);
    let bills = services.bills.iter().map(|bill| (bill.at.day(), bill.cost));
    let expected = [(149, Fen::yuan(2_000_000)), (367, Fen::yuan(10_000_000))];
    assert_eq!(bills.collect::<Vec<_>>(), expected);
    assert!(check("# unreformed").unwrap().window.is_none());
}

#[test]
fn every_mistake_is_named_at_its_place() {
    let text = GOOD
        .replace("documents = 2\n", "p_incomplete = 0.1\ncloses = \"8 h\"\n")
        .replace("documents = 10", "p_incomplete = 0.995")
        .replace(
            "[index]",
            "[index]\nweights.house = 0.5\ncommute = \"11 h\"",
        )
        .replace(
            "opens = \"2019-11-15\"",
            "opens = \"2019-11-15\", events = \"2 /d\"",
        )
        .replace("cost = \"2 M CNY\"", "cost = \"-2 CNY\"")
        .replace("[housing]", "# unreformed\n[housing]");
    let problems = check(&text).unwrap_err();
    let paths: Vec<&str> = problems
        .iter()
        .map(|problem| problem.path.as_str())
        .collect();
    let expected = [
        "window.closes",
        "window.error_per_document",
        "window.before",
        "window.before.p_incomplete",
        "index.weights",
        "index.commute",
        "index.talents_park.events",
        "index.transport.bus.cost",
    ];
    assert_eq!(paths, expected);
    let unsaid = GOOD.split("[window.before]").next().unwrap();
    let problems = check(unsaid).unwrap_err();
    assert!(
        problems
            .iter()
            .any(|problem| problem.path.as_str() == "window.before")
    );
}
