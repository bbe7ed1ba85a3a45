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
    // Of the models in the list, in tenders, and that of the contract, which has none of its own.
    let prices = [4_500, 20_000, 4_500, 20_000, 0].map(Fen::yuan);
    assert_eq!(market.prices, prices);
    let weights: Vec<f64> = market.sales.iter().map(|sale| sale.weight).collect();
    assert_eq!(weights, [1.0, 0.25]);
    assert!(market.sales.iter().all(|sale| sale.own.is_none()));
    let [start, end] = [SimTime::ZERO, SimTime::MAX];
    assert!(
        market
            .sales
            .iter()
            .all(|sale| (sale.launch, sale.end) == (start, end))
    );
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

#[test]
fn models_are_sold_within_their_time_and_have_orders_of_their_own() {
    let text = MARKET.replace(
        "weight = 0.25",
        "launch = \"2018-07-01\"\nend = \"2019-01-01\"\norders = \"10 /mo\"\nweight = 0\n\
         [market.models.desktop]\nweight = 0",
    );
    let market = check(&text).unwrap();
    let server = &market.sales[1];
    let day = |day| SimTime::ZERO + Duration::days(day);
    assert_eq!((server.launch, server.end), (day(181), day(365)));
    let own = server.own.as_ref().unwrap();
    assert!((own.rate.get_per_month() - 10.0).abs() < 1e-12);
    assert_eq!(own.due, Duration::days(30));
    assert!((own.computers.law().mean() - 200.0).abs() < 1e-12);
}

/// The paths of the problems of the section with a text in place of its line `computers = 10000`,
/// and what the first one says.
fn problems(text: &str, with: &str) -> (Vec<String>, String) {
    let problems = check(&MARKET.replace(text, with)).expect_err("a mistake");
    let paths = problems.iter().map(|p| p.path.to_string()).collect();
    (paths, format!("{problems:?}"))
}

#[test]
fn terms_and_times_that_cannot_be_are_refused() {
    let server = "[market.models.server]";
    let cases = [
        (
            server,
            "elasticity = 1\n[market.models.server]\nlaunch = \"2019-01-01\"\nend = \"2018-12-31\"",
            "models.server.end",
            "2019-01-01",
        ),
        (
            server,
            "[market.models.server]\ncomputers = 5",
            "models.server.computers",
            "orders",
        ),
        (
            server,
            "[market.models.server]\ndue = \"5 d\"",
            "models.server.due",
            "orders",
        ),
        (
            server,
            "[market.models.server]\norders = \"1 /d\"\ncomputers = 0.5",
            "models.server.computers",
            "whole number",
        ),
        (
            "price = \"20 k CNY\"",
            "price = \"0 CNY\"\n[market.contracts.none]\ndate = \"2018-03-01\"\ncomputers = 1\n\
             price = \"-1 CNY\"\n[market.models.other]",
            "models.other",
            "desktop",
        ),
        (
            "computers = 10000",
            "computers = 10000\nprice = \"-1 CNY\"",
            "contracts.schools.price",
            "0 CNY or more",
        ),
        (
            "max_unsold = 9000",
            "max_unsold = 9000\ngoodwill = { recovery = \"0 d\" }",
            "goodwill.recovery",
            "above 0 d",
        ),
    ];
    for (text, with, path, says) in cases {
        let (paths, all) = problems(text, with);
        assert!(
            paths.contains(&format!("market.{path}")),
            "{path}: {paths:?}"
        );
        assert!(all.contains(says), "{path}: {all}");
    }
}

#[test]
fn an_elastic_demand_needs_prices() {
    let free = MARKET.replace("\"20 k CNY\"", "\"0 CNY\"");
    assert!(check(&free).is_ok());
    let elastic = free.replace("max_unsold", "elasticity = 1\nmax_unsold");
    let problems = check(&elastic).expect_err("no price to compare with");
    assert_eq!(
        problems.iter().next().unwrap().path.to_string(),
        "market.models.server.price"
    );
}

#[test]
fn a_contract_is_for_a_model_that_is_on_sale_on_its_day() {
    let with = |window: &str| {
        check(&MARKET.replace(
            "[market.tenders]",
            &format!("[market.models.desktop]\n{window}\n[market.tenders]"),
        ))
    };
    assert!(with("launch = \"2019-09-01\"").is_ok());
    assert!(with("end = \"2019-09-02\"").is_ok());
    for window in ["launch = \"2019-09-02\"", "end = \"2019-09-01\""] {
        let problems = with(window).expect_err("not on sale");
        let paths: Vec<String> = problems.iter().map(|p| p.path.to_string()).collect();
        assert_eq!(paths, ["market.contracts.schools.date"]);
    }
}
