//! Tests of the section `talent`.

use super::*;
use crate::industry::shared::hours::WorkWeek;
use crate::industry::shared::people::Tier;
use crate::industry::talent::Talent;
use crate::industry::talent::channel::Kind;
use crate::industry::talent::channel::students::choice::logistic;
use crate::scenario::{At, Document, Problems};

fn check(text: &str) -> Result<Talent, Problems> {
    let document = Document::from_text("talent.toml", text, &[])?;
    let file: TalentFile = document.read()?;
    let mut problems = document.problems();
    let start = "2018-01-03".parse().unwrap();
    let talent = file.check(start, &At::root(), &mut problems);
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

[channels.conference]
kind = "conference"
dates = ["2018-11-10"]
persons.high_end = { tier = "leading" }
persons.other = { tier = "doctor", share_engineer = 0.5 }

[awareness]
date = "2019-06-01"

[channels.steady]
kind = "poisson"
rate = "5 /d"
persons = { tier = "technician", share_operator = "60 %", share_assembler = 0.3 }
"#;

#[test]
fn what_is_left_out_is_the_model_of_2019() {
    let talent = check(GOOD).unwrap();
    let [students, stations, conference, steady] = &talent.channels[..] else {
        panic!("four channels");
    };
    let Kind::Students(students) = &students.kind else {
        panic!("students first");
    };
    assert_eq!(students.graduates, [(2018, 8.2e6), (2019, 8.34e6)]);
    let share = logistic(students.choice.base);
    assert!(
        (share * 8.2e6 - 53_922.0).abs() < 5.0,
        "2018: {}",
        share * 8.2e6
    );
    let Kind::Stations(tree) = &stations.kind else {
        panic!("then stations");
    };
    assert_eq!((tree.count(), tree.gravity_reach), (87, 800.0));
    assert_eq!(
        (tree.tree.nodes, tree.tree.hours.week),
        ([87, 7, 4, 1], WorkWeek::new(7, Date::ymd(2018, 1, 3)))
    );
    assert_eq!(stations.profiles[0].tier, Tier::Leading);
    let Kind::Conference(plan) = &conference.kind else {
        panic!("then the conference");
    };
    assert_eq!(
        (plan.invited, plan.pool, plan.yearly),
        (1_000, 30_000, false)
    );
    assert!((plan.mean_returns() - 46.0).abs() < 1e-9);
    assert_eq!(
        conference
            .profiles
            .iter()
            .map(|of| of.tier)
            .collect::<Vec<_>>(),
        [Tier::Leading, Tier::Doctor]
    );
    assert_eq!(talent.awareness.unwrap().half_life, Duration::days(60));
    let other = steady.profiles[0].occupations[0];
    assert!((other - (1.0 - 0.6 - 0.004 - 0.0035 - 0.3)).abs() < 1e-12);
}

#[test]
fn every_mistake_is_named_at_its_place() {
    let text = GOOD
        .replace("2018 =", "year =")
        .replace("\"5 /d\"", "\"5 /s\"")
        .replace("share_engineer = 0.5", "share_engineer = 1.0")
        .replace(
            "date = \"2019-06-01\"",
            "date = \"2019-06-01\"\nhalf_life = \"1 min\"",
        )
        .replace("share_assembler = 0.3", "share_assembler = 0.9")
        .replace(
            "kind = \"stations\"",
            "kind = \"stations\"\ngravity_delta = \"1 m\"\ntree.workstations = 3\n\
             tree.hours.closes = \"0 h\"",
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
        "channels.stations.tree.hours.closes",
        "channels.conference.persons.other",
        "awareness.half_life",
        "channels.steady.rate",
        "channels.steady.persons",
    ];
    assert_eq!(paths, expected);
    let unknown = GOOD.replace("rate =", "rat =");
    assert!(check(&unknown).is_err());
}
