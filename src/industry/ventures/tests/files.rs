//! The section as written: its defaults, and its mistakes, all at once.

use schemars::JsonSchema;
use serde::Deserialize;

use super::*;
use crate::industry::shared::names::Names;
use crate::industry::ventures::spec::VenturesFile;
use crate::scenario::{At, Document, Problems};

/// A file with only this section.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct File {
    /// Founders and their companies.
    ventures: VenturesFile,
}

fn check(text: &str) -> Result<Ventures, Problems> {
    let document = Document::from_text("founders.toml", text, &[])?;
    let file: File = document.read()?;
    let mut problems = document.problems();
    let names = Names {
        channels: vec!["students".to_owned(), "founders".to_owned()],
        programme_channels: vec!["founders".to_owned()],
        ..Names::default()
    };
    let ventures = file
        .ventures
        .check(&names, &At::from("ventures"), &mut problems);
    Ok(problems
        .into_result(ventures)?
        .expect("no problem, so a section"))
}

const FOUNDERS: &str = r#"
[ventures]
channel = "founders"
own_funds = "1 M CNY"
own_funds_cv = 0
contest.dates = ["2019-06-20"]
contest.countries.uk = { weight = 3, enclave_share = 0.5 }
contest.countries.usa = { weight = 1 }
enclaves = { places.shanghai = { m2 = "10000 m2" }, places.hangzhou = { m2 = "15000 m2" } }
phases.incubation = { pass = 0.85, time = "6 mo", land = "1.5 m2", grant = "10 CNY" }
pools = { fund_per_month = "1 CNY", equipment = 1, land = "1 m2" }
"#;

#[test]
fn defaults_are_those_of_the_model() {
    let ventures = check(FOUNDERS).unwrap();
    assert_eq!(ventures.channel, Some(ChannelId(1)));
    assert_eq!(ventures.team_mean, 4.0);
    assert_eq!(ventures.own_funds, Some(Law::Constant { value: 1e8 }));
    let contest = ventures.contest.unwrap();
    assert_eq!((contest.projects, contest.admit_share), (226.0, 1.0));
    assert_eq!([0.74, 0.76].map(|draw| contest.country(draw)), [0, 1]);
    let enclaves = ventures.enclaves.unwrap();
    assert_eq!(
        (enclaves.p_transfer, enclaves.stay.mean()),
        (0.4, months(18))
    );
    assert_eq!([0, 1].map(|place| enclaves.slots(place, 1.0)), [90, 135]);
    assert_eq!(enclaves.slots(1, 2.0), 271);
    assert_eq!(enclaves.m2(), 25_000.0);
    assert_eq!(ventures.phases[0].needs, [0, 0, 1_500_000, 1_000]);
    let guarantee = ventures.guarantee.unwrap();
    assert_eq!((guarantee.cost_factor, guarantee.without_pass), (0.8, 0.9));
    assert_eq!(guarantee.patience, Duration::days(90));
}

#[test]
fn all_mistakes_are_found_at_once() {
    let text = FOUNDERS
        .replace("\"founders\"", "\"founder\"")
        .replace("1 M CNY", "-1 M CNY")
        .replace("weight = 3", "weight = 0")
        .replace("weight = 1", "weight = 0")
        .replace("equipment = 1", "equipment = 0")
        .replace("grant =", "equipment = 2, grant =");
    let enclaves = text.lines().find(|line| line.starts_with("enclaves"));
    let text = text.replace(enclaves.unwrap(), "");
    let problems = check(&text).expect_err("five mistakes");
    let mut paths: Vec<String> = problems.iter().map(|p| p.path.to_string()).collect();
    paths.sort();
    let expected = [
        "ventures.channel",
        "ventures.contest.countries",
        "ventures.contest.countries.uk.enclave_share",
        "ventures.own_funds",
        "ventures.phases.incubation.equipment",
    ];
    assert_eq!(paths, expected);
}

#[test]
fn founders_come_only_through_a_channel_of_programmes() {
    let text = FOUNDERS.replace("\"founders\"", "\"students\"");
    let problems = check(&text).expect_err("students register by themselves");
    let said: Vec<String> = problems.iter().map(|p| p.fault.to_string()).collect();
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains("of kind `programme`"), "{said:?}");
}
