//! What other models of the other simulator have: its own folder as it is, listed lots with wafers
//! and priorities of their own, setups at every lot, setup times that vary, batches by product
//! family, and order files that options switch.

use std::path::{Path, PathBuf};

use chippark::experiment::Study;
use chippark::import::smt2020::{Imported, import};
use chippark::scenario::Document;
use chippark::units::Duration;

use crate::import::{TINY, copied, testbed};
use crate::support::project;

/// The small fab in a folder of its own, with texts in place of others in its tables.
fn changed(changes: &[(&str, &str, &str)]) -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    copied(&project(TINY), root.path());
    for (file, from, to) in changes {
        let path = root.path().join(file);
        let text = std::fs::read_to_string(&path).unwrap();
        let with = text.replace(from, to);
        assert_ne!(text, with, "{file} does not hold {from}");
        std::fs::write(path, with).unwrap();
    }
    root
}

/// The model for two years, which the program takes as a scenario.
fn imported(folder: &Path) -> Imported {
    let imported = import(folder, Duration::days(730)).unwrap();
    let document = Document::from_files("tiny", &imported.files, &[]);
    Study::new(document.unwrap()).unwrap();
    imported
}

fn file<'a>(imported: &'a Imported, name: &str) -> &'a str {
    let found = imported.files.iter().find(|(known, _)| known == name);
    &found.unwrap_or_else(|| panic!("there is no {name}")).1
}

/// The original folder of the testbed's tables, beside them.
fn original() -> Option<PathBuf> {
    let folder = testbed()?.join("../original/HVLM_Model.asd");
    folder.is_dir().then_some(folder)
}

/// The text tables were made of the original, and differ from it in three things: the title is the
/// name of the folder; the first lot of `WIP.txt` was lost; and the stream `SuperHotLot` of the
/// original has the number of its product as those of all others have.
#[test]
fn the_original_folder_and_the_text_tables_are_the_same_model() {
    let (Some(plain), Some(original)) = (testbed(), original()) else {
        return;
    };
    let (plain, original) = (imported(&plain), imported(&original));
    let names = |imported: &Imported| -> Vec<String> {
        imported
            .files
            .iter()
            .map(|(name, _)| name.clone())
            .collect()
    };
    assert_eq!(names(&plain), names(&original));
    let lost = "Init_Lot_3_1,Lot_3,664_Dry_Etch,0 s\n";
    for (name, text) in &original.files {
        let same = text
            .replace(lost, "")
            .replace(",SuperHotLot,", ",SuperHotLot_3,")
            .replace("[fab.streams.SuperHotLot]", "[fab.streams.SuperHotLot_3]")
            .replace("title = \"HVLM_Model\"", "title = \"HVLM\"");
        assert!(same == file(&plain, name), "{name} differs");
    }
    assert!(file(&original, "initial_lots.csv").contains(lost));
    // Reports, routes that products name and the library of the simulator are nothing to be taken.
    let (_, untaken) = original.report.split_once("not taken").unwrap();
    assert_eq!(
        untaken.trim(),
        "CustomActl.txt, userdef.txt, state.txt, period.txt"
    );
}

#[test]
fn listed_lots_have_wafers_priorities_and_due_dates_of_their_own() {
    let orders = "LOT\tPART\tPRIOR\tPIECES\tSTART\tDUE\tORDER\tHOTLOT\n\
                  Eng_1_1\tpart_1\t10\t1\t01/01/18 00:00:00\t01/05/18 00:00:00\tO_Eng\tno\n\
                  Eng_1_2\tpart_1\t10\t25\t01/01/18 01:00:00\t01/04/18 00:00:00\tO_Eng\tno\n\
                  Eng_1_3\tpart_1\t20\t1\t01/01/18 02:00:00\t01/03/18 00:00:00\tO_Eng\tno\n\
                  Eng_1_4\tpart_1\t30\t7\t01/01/18 03:00:00\t01/02/18 00:00:00\tO_Eng\tno\n";
    let root = changed(&[(
        "WIP.txt",
        "Init_Lot_1_2\tpart_1\t10",
        "Init_Eng_1_9\tpart_1\t15",
    )]);
    std::fs::write(root.path().join("order.txt"), orders).unwrap();
    // Lots of fewer wafers than a batch needs come together with others.
    let imported = imported(root.path());
    assert_eq!(
        file(&imported, "lots.csv"),
        "name,stream,start,due,wafers,priority\n\
         Eng_1_1,Eng_1,0 s,345600 s,,\n\
         Eng_1_2,Eng_1,3600 s,259200 s,25,\n\
         Eng_1_3,Eng_1,7200 s,172800 s,,20\n\
         Eng_1_4,Eng_1,10800 s,86400 s,7,30\n"
    );
    // The lot of the start whose stream is named is of it, the other one of its product's.
    assert_eq!(
        file(&imported, "initial_lots.csv"),
        "name,stream,step,due,wafers,priority\n\
         Init_Eng_1_9,Eng_1,005_Etch,7210 s,25,15\n\
         Init_HotLot_1_1,Eng_1,003_Etch,0 s,24,20\n"
    );
    let model = imported.model.unwrap();
    let streams: Vec<&String> = model.orders.of_orders["O_Eng"].iter().collect();
    assert_eq!(streams, ["Eng_1"]);
}

#[test]
fn setups_at_every_lot_and_times_that_vary_are_those_of_the_scenario() {
    let root = changed(&[
        (
            "setup.txt",
            "STIME\tSTUNITS",
            "SDIST\tSTIME\tSTIME2\tSTUNITS",
        ),
        ("setup.txt", "SU_1\t7\tmin", "SU_1\tuniform\t7\t2\tmin"),
        ("setup.txt", "SU_2\t12\tmin", "SU_2\tconstant\t12\t\tmin"),
        ("route_1.txt", "SU_2\tneed", "SU_2\talways"),
    ]);
    let imported = imported(root.path());
    assert_eq!(
        file(&imported, "setups.csv"),
        "name,from,to,time,minimum_run\nSU_2>SU_1,SU_2,SU_1,\"uniform(low=5 min, high=9 min)\",7\n\
         SU_2,,SU_2,12 min,5\nSU_3,,SU_3,8 min,\n"
    );
    let route = file(&imported, "route_1.csv");
    let always: Vec<&str> = route
        .lines()
        .filter(|line| line.contains(",always,"))
        .collect();
    assert_eq!(always.len(), 1);
    assert!(always[0].starts_with("003_Etch,"), "{route}");
    let warned = imported
        .warnings
        .iter()
        .filter(|warning| warning.contains("setup"));
    assert_eq!(warned.count(), 0, "{:?}", imported.warnings);
}

/// Two products of two families on one route: each family has its own names of steps, so that lots
/// of both share no batch; with the step's name alone as criterion they do.
#[test]
fn products_of_two_families_share_a_route_and_no_batch() {
    let two = (
        "part.txt",
        "Saleable\tproduct_1\tpart_1\troute_1.txt\tr_1",
        "Saleable\tproduct_1\tpart_1\troute_1.txt\tr_1\n\
         Engineering\tproduct_2\tpart_2\troute_1.txt\tr_1\n\
         Engineering\tproduct_1\tpart_3\troute_1.txt\tr_1",
    );
    let by = |criterion| ("tool.txt.1l", "crit_sameroutestep", criterion);
    let root = changed(&[two, by("crit_samepartfam|crit_samestepname")]);
    let imported_by_family = imported(root.path());
    let scenario = file(&imported_by_family, "scenario.toml");
    for line in [
        "r_1 = \"route_1.csv\"",
        "\"r_1@product_2\" = \"route_1-2.csv\"",
        "[fab.products.part_2]\nroute = \"r_1@product_2\"",
        "[fab.products.part_3]\nroute = \"r_1\"",
    ] {
        assert!(scenario.contains(line), "{line}: {scenario}");
    }
    let [one, two_] = ["route_1.csv", "route_1-2.csv"].map(|name| file(&imported_by_family, name));
    assert!(
        one.contains("\n001_Furnace@product_1,Furnace_1,batch,"),
        "{one}"
    );
    assert!(
        two_.contains("\n001_Furnace@product_2,Furnace_1,batch,"),
        "{two_}"
    );
    assert!(
        two_.contains(",50,75,"),
        "minimum and maximum in wafers: {two_}"
    );
    assert!(file(&imported_by_family, "tools.csv").contains(",75,step_name,"));

    let root = changed(&[two, by("crit_samestepname")]);
    let by_name = imported(root.path());
    assert!(file(&by_name, "route_1-2.csv").contains("\n001_Furnace,Furnace_1,batch,"));
}

/// Super-hot lots are of streams whose lots reserve tools; others of the same product are not.
#[test]
fn hot_lots_that_reserve_tools_are_a_stream_that_does() {
    let root = changed(&[
        ("order.txt", "O_HotLot_1\tno", "O_HotLot_1\tyes"),
        ("WIP.txt", "O_Init_WIP\t\t", "O_Init_WIP\tyes\t"),
    ]);
    let imported = imported(root.path());
    let scenario = file(&imported, "scenario.toml");
    let (before, hot) = scenario.split_once("[fab.streams.HotLot_1]").unwrap();
    assert!(hot.contains("reserves_next_tool = true\n"), "{hot}");
    assert!(!before.contains("reserves_next_tool"), "{before}");
    assert!(file(&imported, "initial_lots.csv").contains("Init_HotLot_1_1,HotLot_1,"));
}

/// Of several files of orders, the options say which are used.
#[test]
fn options_switch_files_of_orders() {
    let high = "LOT\tPART\tPRIOR\tPIECES\tSTART\tDUE\n\
                Lot_1_1\tpart_1\t10\t25\t01/01/18 00:00:00\t01/02/18 00:00:00\n";
    let low = high
        .replace("Lot_1_1", "Lot_1_2")
        .replace("01/02/18", "01/09/18");
    let options = "ORDER_FILES\tfile\torder_high.txt\n\t~file\torder_low.txt\n\tfile\tWIP.txt\n";
    let root = changed(&[]);
    let write = |name: &str, text: &str| std::fs::write(root.path().join(name), text).unwrap();
    write("order_high.txt", high);
    write("order_low.txt", &low);
    write("options.def", options);
    assert!(file(&imported(root.path()), "lots.csv").contains("Lot_1_1,Lot_1,0 s,86400 s"));
    let other = options
        .replace("order_high", "~order_x")
        .replace("~file", "file");
    write("options.def", &other);
    assert!(file(&imported(root.path()), "lots.csv").contains("Lot_1_2,Lot_1,0 s,691200 s"));
}

/// As many listed lots as two years of a large fab have are read, checked and kept in order.
#[test]
fn tens_of_thousands_of_listed_lots_are_read() {
    use std::fmt::Write as _;
    let mut orders = "LOT\tPART\tPRIOR\tPIECES\tSTART\tDUE\tORDER\n".to_owned();
    for number in 0..42_000 {
        let (day, minute) = (number / 1_440 % 28 + 1, number % 1_440);
        let (wafers, priority) = (number % 25 + 1, 10 + number % 3);
        let (hour, minute) = (minute / 60, minute % 60);
        let at = |month: u32| format!("{month:02}/{day:02}/18 {hour:02}:{minute:02}:00");
        let (start, due) = (at(1), at(3));
        let _ = writeln!(
            orders,
            "Eng_1_{number}\tpart_1\t{priority}\t{wafers}\t{start}\t{due}\tO_Eng"
        );
    }
    let root = changed(&[]);
    std::fs::write(root.path().join("order.txt"), orders).unwrap();
    let imported = imported(root.path());
    let lots = file(&imported, "lots.csv");
    assert_eq!(lots.lines().count(), 42_001);
    assert!(lots.contains("\nEng_1_41999,Eng_1,"));
    assert_eq!(
        file(&imported, "scenario.toml")
            .matches("[fab.streams.")
            .count(),
        1
    );
}
