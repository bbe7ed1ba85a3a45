//! Tests of the section `talent`.

use super::*;
use crate::scenario::Document;

fn check(text: &str) -> Result<Talent, Problems> {
    let document = Document::from_text("talent.toml", text, &[])?;
    let file: TalentFile = document.read()?;
    let mut problems = document.problems();
    let talent = file.check(&At::root(), &mut problems);
    problems.into_result(())?;
    Ok(talent.expect("no problems"))
}

const GOOD: &str = r#"
[channels.students]
kind = "students"
national_graduates = { 2019 = 8_340_000, 2018 = 8_200_000 }
persons = { tier = "student" }

[channels.stations]
kind = "stations"
regions.shanghai = { stations = 40, population = 24e6, distance = "300 km" }
regions.beijing = { stations = 47, population = 21e6, distance = "1300 km" }
persons = { tier = "leading", age = "uniform(low=30, high=50)", share_engineer = 0.1 }

[channels.steady]
kind = "poisson"
rate = "5 /d"
persons = { tier = "technician", share_operator = "60 %", share_assembler = 0.3 }
"#;

#[test]
fn what_is_left_out_is_the_model_of_2019() {
    let talent = check(GOOD).unwrap();
    let [students, stations, steady] = &talent.channels[..] else {
        panic!("three channels");
    };
    let Kind::Students(students) = &students.kind else {
        panic!("students first");
    };
    assert_eq!(students.graduates, [(2018, 8.2e6), (2019, 8.34e6)]);
    let share = crate::industry::talent::choice::logistic(students.choice.base);
    assert!(
        (share * 8.2e6 - 53_922.0).abs() < 5.0,
        "2018: {}",
        share * 8.2e6
    );
    let Kind::Stations(tree) = &stations.kind else {
        panic!("then stations");
    };
    assert_eq!((tree.count(), tree.gravity_reach), (87, 800.0));
    assert_eq!(stations.persons.tier, Tier::Leading);
    let other = steady.persons.occupations[0];
    assert!((other - (1.0 - 0.6 - 0.004 - 0.0035 - 0.3)).abs() < 1e-12);
}

#[test]
fn every_mistake_is_named_at_its_place() {
    let text = GOOD
        .replace("2018 =", "year =")
        .replace("\"5 /d\"", "\"5 /s\"")
        .replace("share_assembler = 0.3", "share_assembler = 0.9")
        .replace(
            "kind = \"stations\"",
            "kind = \"stations\"\ngravity_delta = \"1 m\"",
        )
        .replace(
            "kind = \"students\"",
            "kind = \"students\"\nseason = [1,1,1,1,1,1,1,1,1,1,1,2]",
        );
    let problems = check(&text).unwrap_err();
    let paths: Vec<&str> = problems
        .iter()
        .map(|problem| problem.path.as_str())
        .collect();
    let expected = [
        "channels.students.season",
        "channels.students.national_graduates.year",
        "channels.stations.gravity_delta",
        "channels.steady.rate",
        "channels.steady.persons",
    ];
    assert_eq!(paths, expected);
    let unknown = GOOD.replace("rate =", "rat =");
    assert!(check(&unknown).is_err());
}
