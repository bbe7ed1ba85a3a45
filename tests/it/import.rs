//! Foreign tables become the scenario that they mean: of a small made-up fab in full, of the
//! testbed by its published counts, and the same from either form of the tables.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use chippark::import::smt2020::{self, Imported, TESTBED_VARIABLE, import};
use chippark::units::{Duration, DurationLaw};

use crate::support::{names_in, outcome, project, said};

/// The made-up fab.
pub(crate) const TINY: &str = "tests/import/tiny";

/// The testbed's tables, which are not part of the project: from where they were put, if anywhere.
pub(crate) fn testbed() -> Option<PathBuf> {
    let found = smt2020::testbed();
    // A check that silently checks nothing is worse than none.
    let is_needed = ["CI", TESTBED_VARIABLE].map(|name| std::env::var_os(name).is_some());
    assert!(found.is_ok() || is_needed == [false; 2], "{found:?}");
    found.ok()
}

fn two_years(folder: &Path) -> Imported {
    import(folder, Duration::days(730)).unwrap()
}

/// The text of a file of an imported scenario.
fn file<'a>(imported: &'a Imported, name: &str) -> &'a str {
    let found = imported.files.iter().find(|(known, _)| known == name);
    &found.unwrap_or_else(|| panic!("there is no {name}")).1
}

/// What the report says of something.
fn reported<'a>(imported: &'a Imported, name: &str) -> &'a str {
    let lines = imported.report.lines().map(str::trim_start);
    let mut said = lines.filter_map(|line| line.strip_prefix(name)?.strip_prefix("  "));
    said.next()
        .unwrap_or_else(|| panic!("nothing of {name}"))
        .trim()
}

/// Copies the files of a folder to where they may be changed.
pub(crate) fn copied(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for name in names_in(from) {
        std::fs::write(to.join(&name), std::fs::read(from.join(&name)).unwrap()).unwrap();
    }
}

/// Writes the tables as the original program has them: UTF-16 with a byte order mark, lines that
/// end with CR LF, remarks, one ranking term a row, and options that say which files are used.
fn as_original(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    let write = |name: &str, text: &str| {
        let text = text.replace('\n', "\r\n");
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        let bytes: Vec<u8> = units.flat_map(u16::to_le_bytes).collect();
        std::fs::write(to.join(name), bytes).unwrap();
    };
    for name in names_in(from) {
        let text = std::fs::read_to_string(from.join(&name)).unwrap();
        let mut lines = text.lines();
        let header = lines.next().unwrap();
        let ranks = header.split('\t').position(|column| column == "FWLRANK");
        let mut original = format!("~ made of {name}\n{header}\n");
        for line in lines {
            let Some(ranks) = ranks else {
                let _ = writeln!(original, "{line}\n\t\t~ and a remark");
                continue;
            };
            let mut cells: Vec<&str> = line.split('\t').collect();
            let mut terms = cells[ranks].split(';');
            cells[ranks] = terms.next().unwrap();
            let _ = writeln!(original, "{}", cells.join("\t"));
            for term in terms {
                let _ = writeln!(original, "{}{term}", "\t".repeat(ranks));
            }
        }
        write(name.trim_end_matches(".1l"), &original);
    }
    let single = [
        ("STATION_FILES", "tool.txt"),
        ("SETUPGROUP_FILES", "setupgrp.txt"),
        ("SETUP_FILES", "setup.txt"),
        ("PRODUCT_FILES", "part.txt"),
        ("DOWNCAL_FILES", "downcal.txt"),
        ("PMCAL_FILES", "pmcal.txt"),
        ("ATTACH_FILES", "attach.txt"),
        ("FROMTO_FILES", "fromto.txt"),
        ("PERIOD_FILE", "period.txt"),
    ];
    let mut options = "COMMENT_CHARACTER\t~\nSIM_START\t01/01/18 00:00:00\nUSE_CALENDARS(Y/N)\tY\n\
                       SEQ_ADDS_SETUP_DELAYS\tN\nORDER_FILES\tfile\torder.txt\n\
                       \tfile\t~order_high.txt\n\tfile\twip.TXT\n"
        .to_owned();
    for (key, name) in single {
        let _ = writeln!(options, "{key}\tfile\t{name}");
    }
    write("options.def", &options);
}

#[test]
fn the_small_fab_is_the_scenario_that_its_tables_mean() {
    let imported = two_years(&project(TINY));
    let names: Vec<&str> = imported
        .files
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(
        names,
        [
            "scenario.toml",
            "tools.csv",
            "maintenance.csv",
            "setups.csv",
            "transports.csv",
            "initial_lots.csv",
            "route_1.csv",
        ]
    );
    // A family of `rule_LSSU` ranks by setups, after priority as `FWLRANK` says, and then by those
    // under way.
    assert_eq!(
        file(&imported, "tools.csv"),
        "name,count,slots,max_batch,batch_by,location,dispatch,tool_choice,load_time,unload_time,\
         failure,failure_first,repair,repair_crew\n\
         Etch_1,3,2,,,Fab,priority least_setup fewest_setups_under_way fifo,least_setup,\
         1 min,1 min,\
         exponential(mean=10080 min),exponential(mean=10080 min),exponential(mean=231.84 min),0\n\
         Furnace_1,2,,75,route_step,Fab,priority critical_ratio,longest_idle,1 min,1.5 min,,,,0\n\
         Delay_1,40,,,,Delay,priority fifo,longest_idle,,,,,,0\n"
    );
    assert_eq!(
        file(&imported, "maintenance.csv"),
        "name,tool_group,interval,first,wafers,first_wafers,duration\n\
         Furnace_1_MN,Furnace_1,30 d,27.3 d,,,\"uniform(low=11.01 h, high=16.51 h)\"\n\
         Etch_1_WK,Etch_1,,,2500,2400,\"uniform(low=6.99 h, high=10.49 h)\"\n"
    );
    assert_eq!(
        file(&imported, "setups.csv"),
        "name,from,to,time,minimum_run\nSU_2>SU_1,SU_2,SU_1,7 min,7\nSU_2,,SU_2,12 min,5\n\
         SU_3,,SU_3,8 min,\n"
    );
    assert_eq!(
        file(&imported, "transports.csv"),
        "name,from,to,time\nFab>Fab,Fab,Fab,\"uniform(low=5 min, high=10 min)\"\n"
    );
    assert_eq!(
        file(&imported, "initial_lots.csv"),
        "name,stream,step,due,wafers\nInit_Lot_1_2,Lot_1,005_Etch,7210 s,\n\
         Init_HotLot_1_1,HotLot_1,003_Etch,0 s,24\n"
    );
    assert_eq!(
        file(&imported, "route_1.csv"),
        "step,tool_group,per,time,cascade_interval,min_batch,max_batch,setup,same_tool_as,sample,\
         rework,rework_to,queue_limit,queue_limit_to\n\
         001_Furnace,Furnace_1,batch,\"uniform(low=228 min, high=252 min)\",,50,75,,,,,,4 h,\
         002_Etch\n\
         002_Etch,Etch_1,wafer,\"uniform(low=0.8094 min, high=0.8946 min)\",0.639 min,\
         ,,SU_1,,,,,,\n\
         003_Etch,Etch_1,lot,\"uniform(low=19 min, high=21 min)\",15 min,,,SU_2,,,1.7 %,\
         002_Etch,,\n\
         004_Delay,Delay_1,lot,\"uniform(low=114 min, high=126 min)\",,,,,,36 %,,,,\n\
         005_Etch,Etch_1,wafer,1.14 min,0.855 min,,,SU_3,002_Etch,,,,,\n"
    );
}

#[test]
fn the_small_fab_says_how_it_runs_and_what_is_released() {
    let imported = two_years(&project(TINY));
    let scenario = file(&imported, "scenario.toml");
    let body = &scenario[scenario.find("[scenario]").unwrap()..];
    assert_eq!(
        body,
        "[scenario]\ntitle = \"tiny\"\n\
         question = \"Do cycle times, due dates and tool states agree with \
         the reference runs?\"\n\n\
         [run]\nstart = \"2018-01-01\"\nuntil = \"730 d\"\ntick = \"1 d\"\nobserve = \"30 d\"\n\
         seed = 1\nreplications = 10\n\n\
         [fab]\ntools = \"tools.csv\"\nmaintenance = \"maintenance.csv\"\nsetups = \"setups.csv\"\n\
         transports = \"transports.csv\"\ninitial_lots = \"initial_lots.csv\"\n\n\
         [fab.routes]\nr_1 = \"route_1.csv\"\n\n[fab.products.part_1]\nroute = \"r_1\"\n\n\
         [fab.streams.Lot_1]\nproduct = \"part_1\"\npriority = 10\nwafers_per_lot = 25\n\
         interval = \"144 min\"\nlots = 200000\ndue_after = \"129601 s\"\n\n\
         [fab.streams.HotLot_1]\nproduct = \"part_1\"\npriority = 20\nwafers_per_lot = 25\n\
         start = \"21600 s\"\ninterval = \"2 d\"\nlots = 2000\ndue_after = \"64800 s\"\n"
    );
    assert_eq!(
        reported(&imported, "part_1"),
        "5 steps, 4.4 of them executed by a mean lot"
    );
    assert_eq!(reported(&imported, "releases"), "10.50 lots a day");
    assert_eq!(reported(&imported, "lot moves"), "46 a day");
}

#[test]
fn lots_listed_one_by_one_are_taken_as_far_as_the_run_goes() {
    let root = tempfile::tempdir().unwrap();
    copied(&project(TINY), root.path());
    let list = "LOT\tPART\tPRIOR\tPIECES\tSTART\tDUE\tORDER\n\
                Lot_1_1\tpart_1\t10\t25\t01/01/18 00:00:00\t01/02/18 00:00:00\tO_1\n\
                HotLot_1_1\tpart_1\t20\t25\t01/01/18 00:00:30\t01/01/18 12:00:00\tO_2\n\
                Lot_1_2\tpart_1\t10\t25\t01/03/18 00:00:00\t01/04/18 06:00:00\tO_1\n\
                Lot_1_3\tpart_1\t10\t25\t01/11/18 00:00:00\t01/12/18 00:00:00\tO_1\n";
    std::fs::write(root.path().join("order.txt"), list).unwrap();
    let imported = import(root.path(), Duration::days(10)).unwrap();
    assert_eq!(
        file(&imported, "lots.csv"),
        "name,stream,start,due\nLot_1_1,Lot_1,0 s,86400 s\nHotLot_1_1,HotLot_1,30 s,43200 s\n\
         Lot_1_2,Lot_1,172800 s,280800 s\n"
    );
    let scenario = file(&imported, "scenario.toml");
    let streams = &scenario[scenario.find("[fab.streams").unwrap()..];
    assert_eq!(
        streams,
        "[fab.streams.Lot_1]\nproduct = \"part_1\"\npriority = 10\nwafers_per_lot = 25\n\n\
         [fab.streams.HotLot_1]\nproduct = \"part_1\"\npriority = 20\nwafers_per_lot = 25\n"
    );
    assert!(
        scenario.contains("start before 10 d: 1 are left out"),
        "{scenario}"
    );
    assert!(file(&imported, "initial_lots.csv").contains("Init_Lot_1_2,Lot_1,005_Etch,"));
    assert_eq!(reported(&imported, "releases"), "0.30 lots a day");
}

#[test]
fn both_forms_of_the_tables_are_the_same_scenario_byte_for_byte() {
    let folders = std::iter::once(project(TINY)).chain(testbed());
    for folder in folders {
        let root = tempfile::tempdir().unwrap();
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let original = root.path().join(format!("{name}.asd"));
        as_original(&folder, &original);
        let (plain, original) = (two_years(&folder), two_years(&original));
        assert!(plain.files == original.files, "{name} differs");
        let (_, untaken) = original.report.split_once(&plain.report).unwrap();
        assert_eq!(untaken.trim(), "not taken            period.txt");
    }
}

#[test]
fn the_testbed_has_the_counts_of_its_description() {
    let Some(folder) = testbed() else { return };
    let imported = two_years(&folder);
    let figures = [
        ("tools", "1443 in 106 families"),
        ("Dry_Etch", "362 in 21"),
        ("Litho", "203 in 11"),
        ("Wet_Etch", "112 in 14"),
        ("TF", "90 in 11"),
        ("Diffusion", "75 in 10"),
        ("Dielectric", "59 in 10"),
        ("Litho_Met", "53 in 4"),
        ("Implant", "35 in 9"),
        ("Planar", "34 in 6"),
        ("Def_Met", "16 in 7"),
        ("TF_Met", "4 in 2"),
        ("Delay_32", "400 in 1"),
        ("breakdowns", "of 105 families"),
        ("maintenance", "292 plans"),
        ("part_3", "583 steps, 522.1 of them executed by a mean lot"),
        ("part_4", "343 steps, 308.4 of them executed by a mean lot"),
        ("batch steps", "28"),
        ("cascading steps", "379"),
        ("setup steps", "93"),
        ("rework steps", "14"),
        ("queue-time windows", "66"),
        ("dedicated steps", "18"),
        ("delay steps", "34"),
        ("releases", "57.20 lots a day"),
        ("lot moves", "23756 a day"),
        ("initial lots", "2255"),
    ];
    for (name, expected) in figures {
        assert_eq!(reported(&imported, name), expected, "{name}");
    }
    let tools = file(&imported, "tools.csv");
    let of = |family: &str| tools.lines().find(|line| line.starts_with(family)).unwrap();
    // One slot and times of the route, one slot and times of `setup.txt`, two slots.
    assert!(of("LithoTrack_FE_115,").contains(",priority fifo,longest_idle,"));
    assert!(of("DE_BE_13,").contains(",priority fifo,least_setup,"));
    assert!(of("Implant_119,").contains(",priority fifo,least_setup,"));
    // Setup times rank under `rule_LSSU`, in their place.
    let ranks = ",priority least_setup fewest_setups_under_way fifo,least_setup,";
    assert!(of("Implant_128,").contains(ranks));
    assert_eq!(tools.matches(ranks).count(), 3);
    let runs = file(&imported, "setups.csv").lines();
    assert_eq!(runs.filter(|line| line.ends_with(" min,7")).count(), 9);
}

/// The rows of a written table as texts by column.
fn rows(table: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    reader.deserialize().map(Result::unwrap).collect()
}

/// The mean of a written time in days; none where the cell is empty.
fn days(text: &str) -> f64 {
    let law = |text: &str| text.parse::<DurationLaw>().unwrap().mean().as_days();
    if text.is_empty() { 0.0 } else { law(text) }
}

/// The raw process time of a lot of 25 wafers in days, from the written tables alone: each step's
/// time, loading and unloading by the share of lots that execute it, and the mean transport from
/// the step executed before it.
fn raw_process_time(imported: &Imported, route: &str) -> f64 {
    let tools = rows(file(imported, "tools.csv"));
    let by_name: BTreeMap<&str, _> = tools
        .iter()
        .map(|row| (row["name"].as_str(), row))
        .collect();
    let transport = days(&rows(file(imported, "transports.csv"))[0]["time"]);
    let (mut total, mut last_was_in_fab) = (0.0, 0.0);
    for step in rows(file(imported, route)) {
        let tool = by_name[step["tool_group"].as_str()];
        let share = match step["sample"].strip_suffix(" %") {
            Some(percent) => percent.parse::<f64>().unwrap() / 100.0,
            None => 1.0,
        };
        let (time, interval) = (days(&step["time"]), &step["cascade_interval"]);
        let work = match (step["per"].as_str(), interval.as_str()) {
            ("wafer", "") => 25.0 * time,
            ("wafer", interval) => time + 24.0 * days(interval),
            _ => time,
        };
        let is_in_fab = f64::from(u8::from(tool["location"] == "Fab"));
        let handling = days(&tool["load_time"]) + days(&tool["unload_time"]);
        total += share * (work + handling + is_in_fab * last_was_in_fab * transport);
        last_was_in_fab = share * is_in_fab + (1.0 - share) * last_was_in_fab;
    }
    total
}

#[test]
fn the_testbed_has_the_raw_process_times_of_its_description() {
    let Some(folder) = testbed() else { return };
    let imported = two_years(&folder);
    for (route, published) in [("route_3.csv", 27.15), ("route_4.csv", 15.98)] {
        let days = raw_process_time(&imported, route);
        assert!(
            (days - published).abs() < 0.01,
            "{route}: {days} d, not {published} d"
        );
    }
}

#[test]
fn the_command_writes_a_folder_once_and_replaces_it_on_demand() {
    let root = tempfile::tempdir().unwrap();
    let tiny = project(TINY).to_string_lossy().into_owned();
    let words = ["import", "smt2020", &tiny, "--out", "fab/tiny"];
    let (code, report, notes) = said(&outcome(root.path(), &words));
    assert_eq!(code, Some(0), "{notes}");
    assert!(
        report.starts_with("tools                45 in 3 families\n"),
        "{report}"
    );
    assert!(notes.contains("`fab/tiny`"), "{notes}");
    let written = names_in(&root.path().join("fab/tiny"));
    assert_eq!(written.len(), 7, "{written:?}");
    assert_eq!(names_in(&root.path().join("fab")), ["tiny"]);

    let (code, _, error) = said(&outcome(root.path(), &words));
    assert_eq!(code, Some(2));
    assert!(error.contains("`--force` overwrites it"), "{error}");
    let (code, ..) = said(&outcome(root.path(), &[&words[..], &["--force"]].concat()));
    assert_eq!(code, Some(0));
}

#[test]
fn what_may_be_a_mistake_in_the_tables_is_warned_of() {
    let root = tempfile::tempdir().unwrap();
    copied(&project(TINY), root.path());
    assert_eq!(
        two_years(root.path()).warnings,
        ["fromto.txt: no row from or to `Delay`, so that transport there takes no time"]
    );
    let path = root.path().join("setup.txt");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(
        &path,
        text.replace("\tSU_2", "\tSU_4").replace("SU_2\t", "\t"),
    )
    .unwrap();
    let imported = two_years(root.path());
    assert_eq!(
        imported.warnings[..2],
        [
            "setup.txt: no step needs the setup `SU_4`",
            "the setup `SU_2`, which steps need, has no time in any table: it takes no time"
        ]
    );
}
