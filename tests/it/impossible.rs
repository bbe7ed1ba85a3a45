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

/// A run that ends on the 15th day, before the institute, the home of the academicians, the
/// conference and so on: what it cannot see is one sentence, whose remedy is a later end.
#[test]
fn what_a_cut_run_does_not_reach_is_one_sentence() {
    let found = warnings(&["run.until=2019-01-16"]);
    let late: Vec<_> = found
        .iter()
        .filter(|text| text.contains("the run ends on"))
        .collect();
    assert_eq!((found.len(), late.len()), (1, 1), "{found:#?}");
    for words in [
        "the run ends on 2019-01-16, before ",
        "the news of the city (`talent.awareness.date`), ",
        "the programme `homes` (`policy.programmes.homes.start`)",
        "let it end later (`--until`, or `until` of `[run]`)",
    ] {
        assert!(late[0].contains(words), "{words}: {found:#?}");
    }
    let document = Document::from_text("park.toml", BASE, &["run.until=15 d".to_owned()]);
    let park = Park::compile(&document.unwrap()).unwrap();
    let short = park.warnings_naming(1).join("\n");
    assert!(
        short.contains("more, which `chippark check` lists"),
        "{short}"
    );
    assert!(!short.contains("the programme `homes`"), "{short}");
}

/// A fab of one tool, whose lots take 200 d of the 100 d that the run takes. A single lot waits for
/// nobody, whether it is listed or all that its stream starts; the second of two waits.
#[test]
fn a_lot_that_is_longer_than_the_run_is_no_overload() {
    let fab = |stream: &str, more: &str| {
        parks::compiled(&format!(
            "[scenario]\ntitle = \"a\"\nquestion = \"b\"\n[run]\nstart = 2019-01-01\n\
             until = \"100 d\"\n[fab]\ntools.mill = {{ count = 1 }}\n\
             products.x = {{ route = \"r\" }}\n\
             routes.r.cut = {{ tool_group = \"mill\", per = \"lot\", time = \"200 d\" }}\n\
             streams.s = {{ product = \"x\", wafers_per_lot = 25{stream} }}\n{more}"
        ))
    };
    let listed = |lots: &str| format!("[fab.lots]\n{lots}");
    let first = "one = { stream = \"s\", start = \"1 d\" }\n";
    let second = "two = { stream = \"s\", start = \"2 d\" }\n";
    for park in [
        fab("", &listed(first)),
        fab(", interval = \"1 h\", lots = 1", ""),
    ] {
        let found = park.warnings().join("\n");
        assert!(
            found.contains("the end of the first lot of stream `s`"),
            "{found}"
        );
        assert!(!found.contains("load of 100 %"), "{found}");
        let loads = park.loads();
        let row = loads.iter().find(|row| row.name == "mill").unwrap();
        assert_eq!(row.load, None, "{row:?}");
        assert!(row.note.starts_with("1 tool, one for each lot"), "{row:?}");
    }
    let found = fab("", &listed(&format!("{first}{second}")))
        .warnings()
        .join("\n");
    assert!(
        found.contains("`mill` has a load of 100 % or more"),
        "{found}"
    );
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
