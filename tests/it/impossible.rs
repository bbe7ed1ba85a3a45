//! What can never happen is named before the run: one small park in which everything works, and
//! single changes to it after each of which something never does. The warning names the field to
//! change. And no park in which everything works is warned about.

mod cases;

use chippark::industry::Park;
use chippark::scenario::Document;

use crate::parks;
use cases::{GOODS, MONEY, PEOPLE};

/// A park of 120 days in which everything works.
const BASE: &str = include_str!("impossible/base.toml");

/// The warnings about the base with these overrides.
fn warnings(overrides: &[&str]) -> Vec<String> {
    let overrides: Vec<String> = overrides.iter().map(|&one| one.to_owned()).collect();
    let document = Document::from_text("park.toml", BASE, &overrides);
    let document = document.unwrap_or_else(|problems| panic!("{overrides:?}: {problems}"));
    match Park::compile(&document) {
        Ok(park) => park.warnings(),
        Err(problems) => vec![format!("refused: {problems}")],
    }
}

#[test]
fn each_impossibility_is_named_with_the_field_to_change() {
    assert_eq!(warnings(&[]), Vec::<String>::new());
    let mut faults = Vec::new();
    for (overrides, said) in PEOPLE.iter().chain(GOODS).chain(MONEY) {
        let found = warnings(overrides).join("\n");
        for words in said.iter().filter(|words| !found.contains(**words)) {
            faults.push(format!("{overrides:?}: not said: {words}\n  {found}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Sections that have no use without others.
#[test]
fn sections_without_their_counterparts_are_named() {
    let head = "[scenario]\ntitle = \"a\"\nquestion = \"b\"\n[run]\nstart = 2019-01-01\n\
                until = \"60 d\"\n";
    for (text, words) in [
        (
            "[staffing.fixed]\nengineer = 3\n",
            "`staffing` has no plant",
        ),
        (
            "[services.housing]\nunits = 9\n",
            "nobody ever comes to `services`",
        ),
        (
            "[finance]\nwages.engineer = \"9 CNY\"\n",
            "`finance.wages.engineer`",
        ),
        (
            "[market]\nmodels.desktop = {}\nbuyers.initial = 3\n",
            "the scenario has no `assembly`",
        ),
        (
            "[supply.parts]\nboard = { base_stock = 9, lead = \"1 d\", price = \"1 CNY\" }\n",
            "nothing takes part `board`",
        ),
    ] {
        let park = parks::compiled(&format!("{head}{text}"));
        let found = park.warnings().join("\n");
        assert!(found.contains(words), "{text}: {found}");
    }
}

#[test]
fn two_hundred_parks_in_which_everything_works_have_no_warning() {
    for seed in 0..200 {
        let text = parks::park(seed);
        let found = parks::compiled(&text).warnings();
        assert_eq!(found, Vec::<String>::new(), "park {seed}:\n{text}");
    }
}

/// Every eighth park is run: what it has, works. Each figure belongs to a section.
#[test]
fn what_works_by_the_plan_works_in_the_run() {
    let works = [
        ("talent", "talent.registered_all"),
        ("services", "services.settled"),
        ("research", "research.institutes"),
        ("ventures", "ventures.teams_founded"),
        ("careers", "careers.in_other_industries"),
        ("fab", "fab.wafers_out"),
        ("supply", "supply.spend"),
        ("backend", "backend.good_dies"),
        ("assembly", "assembly.computers_built"),
        ("market", "market.computers_sold"),
    ];
    for seed in (0..200).step_by(8) {
        let text = parks::park(seed);
        let park = parks::compiled(&text);
        let mut run = park.start(park.plan().seed, 0);
        while run.step() {}
        assert_eq!(run.audit(), Vec::<String>::new(), "park {seed}");
        let figures = run.finish().figures;
        let remarks: Vec<_> = figures.remarks().iter().map(|one| &one.detail).collect();
        assert!(remarks.is_empty(), "park {seed}: {remarks:?}");
        for (_, key) in works
            .iter()
            .filter(|(section, _)| text.contains(&format!("[{section}")))
        {
            let value = figures.value(key);
            assert!(value > Some(0.0), "park {seed}: {key} is {value:?}\n{text}");
        }
    }
}
