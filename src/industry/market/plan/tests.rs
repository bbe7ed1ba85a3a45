//! Checks of the section `[market]`.

use super::*;
use crate::scenario::Document;
use schemars::JsonSchema;
use serde::Deserialize;

/// A file with only this section.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct File {
    /// Who buys.
    market: MarketFile,
}

fn check(text: &str) -> Result<Market, Problems> {
    let document = Document::from_text("park.toml", text, &[])?;
    let file: File = document.read()?;
    let names = Names {
        models: vec!["desktop".to_owned(), "server".to_owned()],
        ..Names::default()
    };
    let mut problems = document.problems();
    let start = "2018-01-01".parse().unwrap();
    let market = file
        .market
        .check(start, &names, &FieldPath::from("market"), &mut problems);
    Ok(problems
        .into_result(market)?
        .expect("no problem, so a section"))
}

const MARKET: &str = r#"
[market]
max_unsold = 9000
[market.models.server]
price = "20 k CNY"
weight = 0.25
[market.tenders]
[market.buyers]
initial = 20
accredit_start = "2018-02-01"
[market.contracts.schools]
date = "2019-09-01"
computers = 10000
model = "desktop"
"#;

#[test]
fn what_a_section_leaves_out_is_the_default() {
    let market = check(MARKET).unwrap();
    assert_eq!(market.prices, [Fen::yuan(4_500), Fen::yuan(20_000)]);
    assert_eq!(market.weights, [1.0, 0.25]);
    assert_eq!(market.thresholds.unwrap().resume_below, 4_500);
    let (tenders, buyers) = (market.tenders.unwrap(), market.buyers.unwrap());
    assert!((tenders.rate.get_per_year() - 6.0).abs() < 1e-12);
    assert!((tenders.computers.law().mean() - 5_000.0).abs() < 1e-9);
    assert_eq!(buyers.accredit_start, SimTime::ZERO + Duration::days(31));
    assert!((buyers.computers.law().mean() - 200.0).abs() < 1e-12);
    assert_eq!(market.contracts[0].due, Duration::days(90));
    assert_eq!(market.contracts[0].at, SimTime::ZERO + Duration::days(608));
}

#[test]
fn all_mistakes_are_found_at_once() {
    let text = MARKET
        .replace(
            "max_unsold = 9000",
            "max_unsold = 9000\nresume_below = 9001",
        )
        .replace("\"20 k CNY\"", "\"-20 k CNY\"")
        .replace("models.server", "models.servers")
        .replace("\"desktop\"", "\"desktp\"");
    let problems = check(&text).expect_err("four mistakes");
    let paths: Vec<String> = problems.iter().map(|p| p.path.to_string()).collect();
    let expected = [
        "resume_below",
        "models.servers",
        "models.servers.price",
        "contracts.schools.model",
    ];
    assert_eq!(paths, expected.map(|field| format!("market.{field}")));
}

#[test]
fn some_model_must_be_ordered_and_a_resumption_needs_a_hold() {
    let no_model = MARKET.replace(
        "weight = 0.25",
        "weight = 0\n[market.models.desktop]\nweight = 0",
    );
    assert_eq!(check(&no_model).expect_err("no weight").len(), 1);
    let no_hold = MARKET.replace("max_unsold", "resume_below");
    assert_eq!(check(&no_hold).expect_err("no hold").len(), 1);
}
