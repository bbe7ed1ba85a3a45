//! The section as written becomes a plan, or all of its mistakes at once.

use schemars::JsonSchema;
use serde::Deserialize;

use super::*;
use crate::scenario::{Document, Problems};

/// A file with only this section.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct File {
    /// The section under test.
    policy: PolicyFile,
}

fn check(text: &str) -> Result<Policy, Problems> {
    let document = Document::from_text("city.toml", text, &[])?;
    let file: File = document.read()?;
    let mut problems = document.problems();
    let start = "2018-01-01".parse().unwrap();
    let policy = file.policy.check(start, &At::from("policy"), &mut problems);
    Ok(problems
        .into_result(policy)?
        .expect("no problem, so a section"))
}

const CITY: &str = r#"
[policy.programmes.settle]
kind = "settle_campaign"
start = "2019-01-01"
end = "2020-01-01"
intensity = 2
budget_per_year = "20 M CNY"
[policy.reinvestment]
enabled = true
"#;

#[test]
fn intensity_is_a_factor_on_the_amount_and_the_budget() {
    let policy = check(CITY).unwrap();
    let settle = &policy.programmes[0];
    assert!((settle.strength - 2.0).abs() < 1e-15);
    assert_eq!(settle.budget_per_year, Fen::yuan(40_000_000));
    assert_eq!(settle.start, SimTime::ZERO + Duration::days(365));
    assert_eq!(settle.active_before(SimTime::MAX), Duration::days(365));
    assert!(policy.reinvestment.is_some());
    let off = check(&CITY.replace("true", "false")).unwrap();
    assert!(off.reinvestment.is_none());
}

#[test]
fn all_mistakes_are_found_at_once() {
    let text = CITY.replace("2020-01-01", "2018-12-31");
    let text = format!("{text}housing = 0.9\nwindow_cost = \"0 CNY\"\n");
    let problems = check(&text).expect_err("three mistakes");
    let paths: Vec<String> = problems.iter().map(|p| p.path.to_string()).collect();
    assert_eq!(paths.len(), 3);
    for path in [
        "programmes.settle.end",
        "reinvestment",
        "reinvestment.window_cost",
    ] {
        assert!(
            paths.contains(&format!("policy.{path}")),
            "{path} in {paths:?}"
        );
    }
}
