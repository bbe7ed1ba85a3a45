//! The section as written becomes a plan, or all of its mistakes at once.

use schemars::JsonSchema;
use serde::Deserialize;

use super::*;
use crate::scenario::{Document, FieldPath, Problems};

/// A file with only this section.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct File {
    /// Money.
    finance: FinanceFile,
}

fn check(text: &str) -> Result<Finance, Problems> {
    let document = Document::from_text("park.toml", text, &[])?;
    let file: File = document.read()?;
    let mut problems = document.problems();
    let start = "2018-01-01".parse().unwrap();
    let finance = file
        .finance
        .check(start, true, &FieldPath::from("finance"), &mut problems);
    let finance = problems.into_result(finance)?;
    Ok(finance.expect("no problem, so a section"))
}

const PARK: &str = r#"
[finance]
minimum_cash = "50 M CNY"
overheads_per_month = "2 M CNY"
[finance.capital.first]
date = "2017-06-01"
amount = "5 bn CNY"
[finance.capital.second]
date = "2018-01-31"
amount = "10 bn CNY"
[finance.spending.fab]
amount = "9 bn CNY"
start = "2018-01-01"
end = "2018-04-01"
[finance.wages]
engineer = "15 k CNY"
"#;

#[test]
fn a_section_is_what_it_says_and_the_rest_is_the_default() {
    let finance = check(PARK).unwrap();
    let receipts = [
        (SimTime::ZERO, Fen::yuan(5_000_000_000)),
        (
            SimTime::ZERO + Duration::days(30),
            Fen::yuan(10_000_000_000),
        ),
    ];
    assert_eq!(
        finance.capital, receipts,
        "what was paid before the start is there"
    );
    assert_eq!(finance.spending[0].length, Duration::days(90));
    assert_eq!(finance.wages, [0, 0, 15_000, 0].map(Fen::yuan));
    assert_eq!(finance.value_added_share, Share::clamped(0.22));
    assert!((finance.chain_factor - 1.0).abs() < 1e-15);
}

#[test]
fn all_mistakes_are_found_at_once() {
    let text = PARK
        .replace("end = \"2018-04-01\"", "end = \"2018-01-01\"")
        .replace("15 k CNY", "-15 k CNY")
        .replace("\"2 M CNY\"", "\"-2 M CNY\"");
    let text = format!(
        "{text}[finance.city]\nvalue_added = \"0 CNY\"\ngrowth = 0.1\n\
             [finance.city.comparator_growth]\nhangzhou = -1.0\n"
    );
    let problems = check(&text).expect_err("five mistakes");
    let paths: Vec<String> = problems.iter().map(|p| p.path.to_string()).collect();
    let expected = [
        "overheads_per_month",
        "spending.fab.end",
        "wages.engineer",
        "city.value_added",
        "city.comparator_growth.hangzhou",
    ];
    assert_eq!(paths, expected.map(|field| format!("finance.{field}")));
}
