//! Every book closes: opening and what came are what went and closing, to the unit and the fen, for
//! any window of statistics.

use std::collections::BTreeMap;

use chippark::engine::Book;
use chippark::industry::{Outcome, Park};
use chippark::scenario::Document;
use serde_json::Value;

use crate::parks::{self, park};
use crate::support::{PROBES, outcome, project, said};

/// Runs a park, audited after every so many ticks.
fn run(park: &Park, name: &str, seed: u64, ticks: u32) -> Outcome {
    let (mut run, mut tick) = (park.start(seed, 0), 0_u32);
    while run.step() {
        tick += 1;
        if tick.is_multiple_of(ticks) {
            assert_eq!(run.audit(), Vec::<String>::new(), "{name}, {}", run.now());
        }
    }
    run.finish()
}

/// The books of an outcome, each of which must close.
fn closed<'a>(outcome: &'a Outcome, name: &str) -> Vec<&'a Book> {
    let books: Vec<&Book> = outcome.figures.books().iter().collect();
    for book in &books {
        assert_eq!(book.difference(), 0, "{name}: {book}");
    }
    books
}

/// Windows that begin and end anywhere: at the start, after a day, in the middle of a month, of a
/// day, of a tick.
fn windows(number: u64, days: u64) -> [String; 2] {
    let minutes = 1_440 * days;
    let (warmup, until) = match number % 6 {
        0 => (0, minutes),
        1 => (1_440, minutes),
        2 => (minutes / 3 + 1, minutes - 7),
        3 => (60 * 31 * 24, minutes - 480),
        4 => (1, minutes),
        _ => (minutes / 2 - 431, minutes / 2 + 17),
    };
    [
        format!("run.warmup=\"{warmup} min\""),
        format!("run.until=\"{until} min\""),
    ]
}

/// A compiled scenario, with overrides.
fn compiled(document: Result<Document, chippark::scenario::Problems>) -> Park {
    let document = document.unwrap_or_else(|problems| panic!("{problems}"));
    Park::compile(&document).unwrap_or_else(|problems| panic!("{problems}"))
}

/// The length of the run of a park's text, in days.
fn days_of(text: &str) -> u64 {
    let table: toml::Table = text.parse().unwrap();
    let until = table["run"]["until"].as_str().unwrap().to_owned();
    until.trim_end_matches(" d").parse().unwrap()
}

/// The terms of books that were seen, and whether any amount of them was not zero.
#[derive(Default)]
struct Terms(BTreeMap<(String, String), bool>);

impl Terms {
    fn see(&mut self, books: &[&Book]) {
        for book in books {
            let kind = book.name.split('/').next().unwrap_or_default();
            for (label, amount) in book.inflows.iter().chain(&book.outflows) {
                let seen = self.0.entry((kind.to_owned(), label.clone()));
                *seen.or_default() |= *amount != 0;
            }
        }
    }
}

#[test]
fn every_book_of_random_parks_closes_in_any_window() {
    let count = std::env::var("CHIPPARK_PARKS").ok();
    let count: u64 = count.map_or(40, |count| count.parse().expect("a number of parks"));
    let every = if count > 100 { 1 } else { 50 };
    for seed in 0..count {
        let text = park(seed);
        let overrides = windows(seed, days_of(&text));
        let name = format!("park {seed} with {overrides:?}");
        let of_park = compiled(Document::from_text("park.toml", &text, &overrides));
        closed(&run(&of_park, &name, seed, every), &name);
    }
}

/// Over the probes and some random parks, everything that can come or go in a book does so once, so
/// that a term that were left out would show as a difference; but for what is named here.
#[test]
fn every_term_of_every_book_counts() {
    let mut terms = Terms::default();
    for (number, probe) in (0..).zip(PROBES) {
        for number in [number, number + 1, number + 3] {
            let document = Document::load(&project(probe), &[]).unwrap();
            let plan = Park::compile(&document).unwrap().plan();
            let days = plan.horizon.as_millis() / 86_400_000;
            let overrides = windows(number, days);
            let name = format!("{probe} with {overrides:?}");
            let of_probe = compiled(Document::load(&project(probe), &overrides));
            terms.see(&closed(&run(&of_probe, &name, 1, u32::MAX), &name));
        }
    }
    // No probe has a channel of technicians, and none that pays for what opens, or has lots in the
    // line at the start, has accounts.
    for (probe, set) in [
        (
            PROBES[0],
            "talent.channels.steady.persons.tier=\"technician\"",
        ),
        (
            "scenarios/probe-talent.toml",
            "finance.overheads_per_month=0 CNY",
        ),
        (
            "scenarios/probe-fab.toml",
            "finance.overheads_per_month=0 CNY",
        ),
    ] {
        let of_probe = compiled(Document::load(&project(probe), &[set.to_owned()]));
        terms.see(&closed(&run(&of_probe, set, 1, u32::MAX), set));
    }
    for seed in 300..310 {
        let of_park = compiled(Document::from_text("park.toml", &park(seed), &[]));
        let name = format!("park {seed}");
        terms.see(&closed(&run(&of_park, &name, seed, u32::MAX), &name));
    }
    let never = terms.0.iter().filter(|(_, seen)| !**seen);
    let never = never.map(|((book, term), _)| format!("{book}: {term}"));
    // Seats of an institute are cut by a programme that ends; tests of research have it.
    assert_eq!(never.collect::<Vec<_>>(), ["research.doctors: left"]);
}

#[test]
fn the_books_are_in_the_summary_and_the_audit_prints_them() {
    let folder = tempfile::tempdir().unwrap();
    let probe = project(PROBES[0]).to_string_lossy().into_owned();
    let words = [
        "run", &probe, "-r", "2", "--audit", "--out", "out", "--until", "60 d",
    ];
    let (code, text, errors) = said(&outcome(folder.path(), &words));
    assert_eq!(code, Some(0), "{errors}");
    assert!(
        text.contains("\n park.people") || text.contains("\npark.people"),
        "{text}"
    );
    assert!(text.trim_end().ends_with("books close"), "{text}");
    let summary = std::fs::read(folder.path().join("out/summary.json")).unwrap();
    let summary: Value = serde_json::from_slice(&summary).unwrap();
    let balance = summary["balance"].as_object().unwrap();
    assert!(balance.len() > 30, "{}", balance.len());
    for (name, book) in balance {
        assert_eq!(book["difference"], 0.0, "{name}");
        let [left, right] = ["left", "right"].map(|side| book[side].as_f64().unwrap());
        assert!((left - right).abs() <= 1e-9 * left.abs(), "{name}: {book}");
    }
    let cash = &balance["finance.account/cash"];
    assert_eq!(cash["unit"], "fen");
    assert!(
        cash["in"]["computer-sales"].as_f64().unwrap() > 0.0,
        "{cash}"
    );
}

/// A fab whose lots cost money, in a scenario without `[finance]`, keeps no books of money but its
/// own bills; with the section, the accounts and what is to be paid have theirs.
#[test]
fn books_of_finance_are_kept_where_the_scenario_has_the_section() {
    let fab = "[scenario]\ntitle = \"a\"\nquestion = \"b\"\n[run]\nstart = 2019-01-01\n\
               until = \"9 d\"\n[fab]\nwafer_cost = \"3000 CNY\"\ntools.mill = { count = 1 }\n\
               products.x = { route = \"r\" }\n\
               routes.r.cut = { tool_group = \"mill\", per = \"lot\", time = \"2 h\" }\n\
               streams.s = { product = \"x\", wafers_per_lot = 25, interval = \"1 d\" }\n";
    let names = |text: &str| -> Vec<String> {
        let park = parks::compiled(text);
        let mut run = park.start(1, 0);
        while run.step() {}
        let figures = run.finish().figures;
        let books = figures.books().iter().map(|book| book.name.clone());
        books
            .filter(|name| name.contains("finance") || name == "park.bills_of_wafers")
            .collect()
    };
    assert_eq!(names(fab), Vec::<String>::new());
    let with_section = names(&format!("{fab}[finance]\n"));
    for name in [
        "finance.account/cash",
        "finance.payable/cash-to-wafers",
        "park.bills_of_wafers",
    ] {
        assert!(
            with_section.iter().any(|book| book == name),
            "{name}: {with_section:?}"
        );
    }
}
