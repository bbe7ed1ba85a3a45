//! A scenario file is read with all it names: tables, the file it extends, overrides.

use chippark::scenario::Document;
use chippark::units::{Date, Duration, DurationLaw, Fen, Share};

use crate::scenario_park::{BASE, Folder, ParkFile, Rule, TOOLS, ToolFile, UpkeepFile};

#[test]
fn a_file_is_read_with_its_table() {
    let folder = Folder::small();
    let park = folder.read("base.toml", &[]).unwrap();
    assert_eq!(park.start, Date::new(2018, 1, 1).unwrap());
    assert_eq!(park.season, Some(vec![0.5, 1.0, 1.5]));
    assert_eq!(park.fab.dispatch, Rule::Fifo);
    assert_eq!(
        park.fab.tools.names().collect::<Vec<_>>(),
        ["LITHO", "ETCH, dry"]
    );
    let litho = park.fab.tools.get("LITHO").unwrap();
    assert_eq!((litho.count, litho.yields), (2, Share::new(0.99).unwrap()));
    assert_eq!(
        litho.process_time,
        "exponential(mean=40 min)".parse().unwrap()
    );
    assert_eq!((litho.label.as_deref(), litho.is_batch), (Some("12"), None));
    let etch = park.fab.tools.get("ETCH, dry").unwrap();
    assert_eq!(
        (etch.count, etch.yields, etch.is_batch),
        (3, Share::ONE, Some(true))
    );
    assert_eq!(etch.label.as_deref(), Some("the \"old\" one"));
    let takes = Duration::hours(2);
    assert_eq!(
        park.fab.upkeep[1],
        UpkeepFile::ByWafers { every: 500, takes }
    );
    assert_eq!(park.books.unwrap().cash, Fen::yuan(15_000_000_000));
}

#[test]
fn a_folder_stands_for_the_scenario_in_it() {
    let folder = Folder::with(&[("scenario.toml", BASE), ("tools.csv", TOOLS)]);
    let named = folder.load("scenario.toml", &[]).unwrap();
    let whole = folder.load("", &["fab.tools.LITHO.count=9"]).unwrap();
    let path = folder.path("").canonicalize().unwrap();
    assert_eq!(whole.name(), path.file_name().unwrap().to_string_lossy());
    assert_eq!(folder.load("", &[]).unwrap().digest(), named.digest());
    let park: ParkFile = whole.read().unwrap();
    assert_eq!(park.fab.tools.get("LITHO").unwrap().count, 9);

    let empty = Folder::with(&[]);
    assert_eq!(empty.load("", &[]).unwrap_err().records()[0].code, "E0101");
}

#[test]
fn files_in_memory_are_read_as_a_folder_and_nothing_beside_them() {
    let overlay = "extends = \"base.toml\"\nfab.tools.LITHO.count = 9\n";
    let files = |list: &[(&str, &str)]| -> Vec<(String, String)> {
        let owned = |&(name, text): &(&str, &str)| (name.to_owned(), text.to_owned());
        list.iter().map(owned).collect()
    };
    let all = [
        ("tools.csv", TOOLS),
        ("base.toml", BASE),
        ("scenario.toml", overlay),
    ];
    let set = ["fab.tools.LITHO.yields=97 %".to_owned()];
    let read = Document::from_files("in memory", &files(&all), &set).unwrap();
    let folder = Folder::with(&all);
    let written = folder.load("", &["fab.tools.LITHO.yields=97 %"]).unwrap();
    assert_eq!(read.digest(), written.digest());
    assert_eq!(read.name(), "in memory");
    let names: Vec<&str> = read.files().collect();
    assert_eq!(names, ["scenario.toml", "base.toml", "tools.csv"]);

    let code = |list: &[(&str, &str)]| {
        let refused = Document::from_files("in memory", &files(list), &[]).unwrap_err();
        refused.records()[0].code
    };
    // Of this name there is a file where the tests run, and it is none of these.
    let outside = "extends = \"Cargo.toml\"\n";
    assert_eq!(code(&[("scenario.toml", outside)]), "E0101");
    assert_eq!(code(&all[..2]), "E0101");
    let itself = "extends = \"scenario.toml\"\n";
    assert_eq!(code(&[("scenario.toml", itself)]), "E0103");
}

#[test]
fn marks_and_line_ends_of_other_systems_are_tolerated() {
    let folder = Folder::small();
    let expected = folder.load("base.toml", &[]).unwrap().digest();
    let foreign = |text: &str| format!("\u{feff}{}", text.replace('\n', "\r\n"));
    let other = Folder::with(&[
        ("base.toml", &foreign(BASE)),
        ("tools.csv", &foreign(TOOLS)),
    ]);
    assert_eq!(other.load("base.toml", &[]).unwrap().digest(), expected);
    assert_eq!(
        other.read("base.toml", &[]).unwrap(),
        folder.read("base.toml", &[]).unwrap()
    );
}

#[test]
fn an_overlay_changes_what_it_names_and_nothing_else() {
    let folder = Folder::small();
    let overlay = "\
extends = \"base.toml\"
season = [1]
[fab.tools.LITHO]
count = 7
[fab.tools.IMPLANT]
count = 1
process_time = \"1 h\"
";
    std::fs::write(folder.path("more.toml"), overlay).unwrap();
    let mut expected = folder.read("base.toml", &[]).unwrap();
    expected.season = Some(vec![1.0]);
    expected.fab.tools.0[0].1.count = 7;
    let implant = ToolFile {
        count: 1,
        process_time: DurationLaw::constant(Duration::hours(1)),
        yields: Share::ONE,
        label: None,
        is_batch: None,
        weight: None,
    };
    expected.fab.tools.0.push(("IMPLANT".to_owned(), implant));
    let document = folder.load("more.toml", &[]).unwrap();
    assert_eq!(document.read::<ParkFile>().unwrap(), expected);
    assert_eq!(document.name(), "more");
    assert_eq!(document.files().count(), 3);
}

#[test]
fn an_overlay_leaves_out_what_it_is_without() {
    let folder = Folder::small();
    let written = |text: &str| std::fs::write(folder.path("less.toml"), text).unwrap();
    written("extends = \"base.toml\"\nwithout = [\"books\", 'fab.tools.\"ETCH, dry\"']\n");
    let park = folder.read("less.toml", &[]).unwrap();
    assert_eq!(park.fab.tools.names().collect::<Vec<_>>(), ["LITHO"]);
    assert!(park.books.is_none());
    for (text, part) in [
        (
            "extends = \"base.toml\"\nwithout = [\"fab.nothing\"]",
            "says nothing at",
        ),
        ("extends = \"base.toml\"\nwithout = [3]", "expected a path"),
        (
            "extends = \"base.toml\"\nwithout = \"fab\"",
            "expected a list of paths",
        ),
        ("without = [\"fab\"]", "`extends`"),
    ] {
        written(text);
        let problems = folder.load("less.toml", &[]).unwrap_err().to_string();
        assert!(problems.contains(part), "{problems}");
    }
}

#[test]
fn a_table_file_replaces_the_table_below_it() {
    let folder = Folder::small();
    let other = "name,count,process_time\nTEST,1,3 min\n";
    std::fs::write(folder.path("other.csv"), other).unwrap();
    let overlay = "extends = \"base.toml\"\nfab.tools = \"other.csv\"\n";
    std::fs::write(folder.path("more.toml"), overlay).unwrap();
    let park = folder.read("more.toml", &[]).unwrap();
    assert_eq!(park.fab.tools.names().collect::<Vec<_>>(), ["TEST"]);
    assert_eq!(park.fab.dispatch, Rule::Fifo);
}

#[test]
fn overrides_come_last_and_are_checked_the_same_way() {
    let folder = Folder::small();
    let set = [
        "fab.tools.LITHO.process_time=40 min",
        "fab.tools.LITHO.process_time=45 min",
        "fab.tools.\"ETCH, dry\".count = 9",
        "fab.upkeep.1.every=250",
        "season=[2, 3]",
        "books.cash=-1.5 bn CNY",
        "start=2019-06-01",
    ];
    let park = folder.read("base.toml", &set).unwrap();
    let span = DurationLaw::constant(Duration::minutes(45));
    assert_eq!(park.fab.tools.get("LITHO").unwrap().process_time, span);
    assert_eq!(park.fab.tools.get("ETCH, dry").unwrap().count, 9);
    let takes = Duration::hours(2);
    assert_eq!(
        park.fab.upkeep[1],
        UpkeepFile::ByWafers { every: 250, takes }
    );
    assert_eq!(park.season, Some(vec![2.0, 3.0]));
    assert_eq!(park.books.unwrap().cash, Fen::yuan(-1_500_000_000));
    assert_eq!(park.start, Date::new(2019, 6, 1).unwrap());
    let document = folder.load("base.toml", &set).unwrap();
    assert_eq!(document.overrides(), set);
    assert_eq!(
        folder.faults(
            "base.toml",
            &["fab.tools.LITHO.count=0", "fab.dispach=fifo"]
        ),
        [
            "--set fab.tools.LITHO.count=0 E0107 0 is out of range",
            "--set fab.dispach=fifo E0104 there is no key `dispach` here",
        ]
    );
}

#[test]
fn files_that_name_each_other_in_a_circle_are_refused() {
    let folder = Folder::with(&[
        ("a.toml", "extends = \"b.toml\"\n"),
        ("b.toml", "# over a\nextends = \"a.toml\"\n"),
        ("self.toml", "x = \"loop.csv\"\n"),
        ("loop.csv", "name,more\na,loop.csv\n"),
        ("odd.toml", "extends = 3\n"),
    ]);
    let found = folder.faults("a.toml", &[]);
    let [found] = &found[..] else {
        panic!("{found:?}")
    };
    let expected = "b.toml:2:11 E0103 these files name each other in a circle: ";
    assert!(found.starts_with(expected), "{found}");
    assert_eq!(found.matches("a.toml").count(), 2, "{found}");
    let found = folder.faults("self.toml", &[]);
    assert!(found[0].starts_with("loop.csv:2:3 E0103"), "{found:?}");
    assert_eq!(
        folder.faults("odd.toml", &[]),
        ["odd.toml:1:11 E0106 expected the name of a file, found the number 3"]
    );
}

#[test]
fn a_chain_of_files_has_an_end() {
    let names: Vec<(String, String)> = (0..40)
        .map(|file| {
            (
                format!("f{file}.toml"),
                format!("extends = \"f{}.toml\"\n", file + 1),
            )
        })
        .collect();
    let files: Vec<(&str, &str)> = names
        .iter()
        .map(|(name, text)| (&**name, &**text))
        .collect();
    let found = Folder::with(&files).faults("f0.toml", &[]);
    assert_eq!(
        found,
        ["f15.toml:1:11 E0112 the number of files that name each other is too large"]
    );
}

#[test]
fn the_resolved_text_stands_alone_and_means_the_same() {
    let folder = Folder::small();
    let set = [
        "fab.tools.LITHO.label=+5",
        "fab.tools.\"ETCH, dry\".weight=1_0.50e1",
    ];
    let document = folder.load("base.toml", &set).unwrap();
    let text = document.resolved_toml();
    let again = Document::from_text("base.toml", &text, &[]).unwrap();
    assert_eq!(again.digest(), document.digest(), "{text}");
    assert_eq!(
        again.read::<ParkFile>().unwrap(),
        document.read::<ParkFile>().unwrap()
    );
    let third = Document::from_text("base.toml", &again.resolved_toml(), &[]).unwrap();
    assert_eq!(third.digest(), document.digest());
    assert_eq!(again.files().count(), 1);
    let plain = folder.load("base.toml", &[]).unwrap();
    assert_ne!(plain.digest(), document.digest());
    let litho: [&[&str]; 2] = [&["fab", "tools", "LITHO", "label"], &["nothing"]];
    let only = &["fab.tools.LITHO.label=+5"];
    let changed = folder.load("base.toml", only).unwrap();
    assert_eq!(changed.digest_without(&litho), plain.digest_without(&litho));
    assert_ne!(changed.digest_without(&litho), plain.digest());
    assert_ne!(changed.digest_without(&litho[1..]), plain.digest());
    let remarked = format!("# A remark.\n{}", BASE.replace(" = ", "="));
    std::fs::write(folder.path("other.toml"), remarked).unwrap();
    assert_eq!(
        folder.load("other.toml", &[]).unwrap().digest(),
        plain.digest()
    );
}
