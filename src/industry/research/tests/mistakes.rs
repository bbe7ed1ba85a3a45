//! Mistakes in the section.

use super::check;

#[test]
fn an_empty_section_is_valid_and_so_is_every_part_alone() {
    for text in [
        "[research]\n",
        "[research.visits]\n",
        "[research.contacts]\n",
        "[research.reputation]\n",
        "[research.matching]\n",
        "[research.home]\nrooms = 3\nopened = \"2019-05-01\"\n",
        "[research.recuperation]\nevents.one = { date = \"2019-05-01\" }\n",
    ] {
        assert!(check(text).is_ok(), "{text}");
    }
}

#[test]
fn all_mistakes_are_found_at_once() {
    let text = r#"
[research.academicians]
arrivals.all = { date = "2019-05-01", persons = 18 }
channel = "academician"
activity_split = [0.5, 0.5, 0.5, 0]
[research.contacts]
lasts = "1 h"
[research.visits]
mix = [1.5, -0.5, 0, 0]
rate = "2000 /d"
[research.institutes.graphene]
seats = 10
start = "2019-01-01"
channel = "nobody"
[research.projects]
rd_per_project = "0 CNY"
duration = "1 h"
"#;
    let problems = check(text).expect_err("eight mistakes");
    let mut paths: Vec<String> = problems.iter().map(|p| p.path.to_string()).collect();
    paths.sort();
    let expected = [
        "academicians.activity_split",
        "academicians.channel",
        "contacts.lasts",
        "institutes.graphene.channel",
        "projects.duration",
        "projects.rd_per_project",
        "visits.mix",
        "visits.rate",
    ];
    assert_eq!(paths, expected.map(|path| format!("research.{path}")));
}
