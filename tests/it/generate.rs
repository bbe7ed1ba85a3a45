//! Generated fabs: as large as asked for, loaded as asked for at any size, and valid scenarios.

use std::path::Path;

use chippark::experiment::bench::fab_scenario;
use chippark::generate::{FabSize, SyntheticFab};
use chippark::industry::Park;
use chippark::scenario::Document;

use crate::support::{outcome, said};

/// The park of a generated fab.
fn park(size: FabSize) -> Park {
    let files = SyntheticFab::new(size).unwrap().files();
    let document = Document::from_files("fab", &files, &[]);
    Park::compile(&document.unwrap()).unwrap_or_else(|problems| panic!("{problems}"))
}

/// The loads of the tool groups of a generated fab, by name.
fn loads(size: FabSize) -> Vec<(String, f64)> {
    let loads = park(size).loads().into_iter();
    let groups = loads.filter(|row| row.kind == "tool group");
    groups.map(|row| (row.name, row.load.unwrap())).collect()
}

#[test]
fn every_tool_group_is_loaded_and_none_too_much_at_any_size() {
    for (tools, load) in [(11, 0.8), (60, 0.5), (1_000, 0.8), (4_000, 0.9)] {
        let size = FabSize {
            load,
            ..FabSize::of(tools)
        };
        let loads = loads(size);
        assert_eq!(loads.len(), size.groups as usize);
        for (name, found) in &loads {
            assert!(*found > 0.0 && *found < 0.97, "{tools}: {name} {found}");
        }
    }
}

#[test]
fn tools_have_the_same_load_at_any_size() {
    let mean = |tools| {
        let loads = loads(FabSize::of(tools));
        let etch = loads.iter().filter(|(name, _)| name.starts_with("etch"));
        let etch: Vec<f64> = etch.map(|(_, load)| *load).collect();
        etch.iter().sum::<f64>() / etch.len() as f64
    };
    let (small, large) = (mean(1_000), mean(8_000));
    // Rounding to whole tools leaves some of them idle.
    assert!((0.76..0.88).contains(&small), "{small}");
    assert!((large / small - 1.0).abs() < 0.03, "{small} {large}");
    let moves = |tools| {
        SyntheticFab::new(FabSize::of(tools))
            .unwrap()
            .moves_per_day()
    };
    let ratio = moves(8_000) / moves(1_000);
    assert!((7.5..8.5).contains(&ratio), "{ratio}");
}

#[test]
fn tools_are_as_many_as_asked_for_and_the_same_each_time() {
    let size = FabSize {
        groups: 40,
        products: 3,
        ..FabSize::of(777)
    };
    let files = |size| SyntheticFab::new(size).unwrap().files();
    let tools = &files(size)
        .into_iter()
        .find(|(name, _)| name == "tools.csv");
    let tools = &tools.as_ref().unwrap().1;
    let counts = tools.lines().skip(1).map(|line| line.split(',').nth(1));
    let counts: Vec<u32> = counts
        .map(|count| count.unwrap().parse().unwrap())
        .collect();
    assert_eq!((counts.len(), counts.iter().sum::<u32>()), (40, 777));
    assert!(files(size) == files(size), "not the same fab twice");
    let other = FabSize { seed: 2, ..size };
    assert!(files(size) != files(other), "the seed changes nothing");
}

#[test]
fn sizes_that_cannot_be_are_refused() {
    let usual = FabSize::of(1_000);
    let cases = [
        (FabSize::of(10), "10 tools"),
        (FabSize { groups: 5, ..usual }, "5 tool groups"),
        (
            FabSize {
                groups: 1_001,
                ..usual
            },
            "1001 tool groups",
        ),
        (
            FabSize {
                products: 0,
                ..usual
            },
            "0 products",
        ),
        (FabSize { load: 1.2, ..usual }, "a load of 1.2"),
        (
            FabSize {
                load: f64::NAN,
                ..usual
            },
            "a load of NaN",
        ),
    ];
    for (size, expected) in cases {
        let refused = SyntheticFab::new(size).err();
        assert!(
            refused.is_some_and(|error| error.to_string().contains(expected)),
            "{expected}"
        );
    }
}

#[test]
fn a_generated_folder_is_the_scenario_that_was_made_and_replaces_nothing() {
    let here = tempfile::tempdir().unwrap();
    let words = ["generate", "fab", "--tools", "120", "--out", "a/fab"];
    let (code, _, errors) = said(&outcome(here.path(), &words));
    assert_eq!(code, Some(0), "{errors}");
    let (code, _, errors) = said(&outcome(here.path(), &words));
    assert_eq!(code, Some(2), "what is there is not replaced");
    assert!(errors.contains("exists; `--out DIR`"), "{errors}");

    let written = Document::load(&here.path().join("a/fab/scenario.toml"), &[]).unwrap();
    let files = SyntheticFab::new(FabSize::of(120)).unwrap().files();
    let made = Document::from_files("fab", &files, &[]).unwrap();
    assert_eq!(written.digest(), made.digest());
    assert!(Path::new(&here.path().join("a/fab/routes/product-1.csv")).exists());
}

#[test]
fn a_load_is_a_share_in_either_form() {
    let here = tempfile::tempdir().unwrap();
    let digest = |load: &str, out: &str| {
        let words = ["generate", "fab", "--tools", "11", "--load", load];
        let (code, _, errors) = said(&outcome(
            here.path(),
            &[&words[..], &["--out", out]].concat(),
        ));
        assert_eq!(code, Some(0), "{errors}");
        Document::load(&here.path().join(out), &[])
            .unwrap()
            .digest()
    };
    let by_number = digest("0.7", "number");
    assert_eq!(by_number, digest("70 %", "per-cent"));
    assert_ne!(by_number, digest("60%", "less"));
    let words = [
        "generate", "fab", "--tools", "11", "--load", "70", "--out", "no",
    ];
    let (code, _, errors) = said(&outcome(here.path(), &words));
    assert_eq!(code, Some(2));
    assert!(errors.contains("a percentage such as `5 %`"), "{errors}");
}

#[test]
fn a_generated_fab_flows() {
    let (files, overrides) = fab_scenario(60, 60);
    let document = Document::from_files("fab", &files, &overrides).unwrap();
    let park = Park::compile(&document).unwrap();
    let mut run = park.start(1, 0);
    while run.step() {}
    assert_eq!(run.audit(), Vec::<String>::new());
    let figures = run.finish().figures;
    let moves = figures.value("fab.moves").unwrap() / 60.0;
    let expected = SyntheticFab::new(FabSize::of(60)).unwrap().moves_per_day();
    // From empty, fewer steps are done until the line is full.
    assert!(
        moves > 0.5 * expected && moves < 1.02 * expected,
        "{moves} {expected}"
    );
    assert!(figures.value("fab.throughput/product-1-regular").unwrap() > 0.0);
}
