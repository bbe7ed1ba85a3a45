//! The section as written becomes a plan, or all of its mistakes at once.

use schemars::JsonSchema;
use serde::Deserialize;

use super::*;
use crate::industry::finance::assets::Payment;
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
    let context = context(&["finance"]);
    let at = FieldPath::from("finance");
    let finance = file.finance.check(&context, &at, &mut problems);
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
    let built = &finance.assets[0];
    let (start, length) = (SimTime::ZERO, Duration::days(90));
    assert_eq!(built.payment, Payment::Daily { start, length });
    assert_eq!((built.ready, built.life), (start + length, None));
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

#[test]
fn an_asset_says_how_many_there_are_and_what_it_names_exists() {
    let of = |row: &str| {
        let problems = check(&format!("[finance.assets]\ntool = {{ {row} }}\n"));
        let problems = problems.expect_err("a mistake");
        let found: Vec<String> = problems.iter().map(ToString::to_string).collect();
        found.concat()
    };
    let neither = of("price = \"5 CNY\"");
    assert!(neither.contains("needs `counted` or `units`"), "{neither}");
    let both = of("price = \"5 CNY\", units = 2, counted = \"fab.tools\"");
    assert!(both.contains("`counted` or `units`"), "{both}");
    let unknown = of("price = \"5 CNY\", counted = \"fab.tools.mil\"");
    assert!(unknown.contains("no counted place called"), "{unknown}");
    let no_life = of("price = \"5 CNY\", units = 2, life = \"0 d\"");
    assert!(no_life.contains("a life of no time"), "{no_life}");
    let negative = of("price = \"-5 CNY\", units = 2");
    assert!(negative.contains("-5 CNY is out of range"), "{negative}");
    let huge = of("price = \"900 bn CNY\", units = 1000000000");
    assert!(huge.contains("is out of range"), "{huge}");
}
