//! Whatever is wrong with foreign tables is told, all of it at once, with its file, line and what to
//! write instead; nothing is written then.

use std::path::Path;

use chippark::import::smt2020::import;
use chippark::scenario::ProblemRecord;
use chippark::units::Duration;

use crate::import::{TINY, copied};
use crate::support::{names_in, outcome, project, said};

/// What is wrong with the tables in a folder.
fn problems(folder: &Path) -> Vec<ProblemRecord> {
    import(folder, Duration::days(730)).unwrap_err().records()
}

/// The small fab with one text in place of another in one of its tables.
fn changed(file: &str, from: &str, to: &str) -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    copied(&project(TINY), root.path());
    let path = root.path().join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    let with = text.replacen(from, to, 1);
    assert_ne!(text, with, "{file} does not hold {from}");
    std::fs::write(path, with).unwrap();
    root
}

/// A table, what is changed in it, and the line, the message and some help of what is told.
type Case = (
    &'static str,
    &'static str,
    &'static str,
    usize,
    &'static str,
    &'static str,
);

/// Mistakes of form: columns, units, words, numbers.
const FORM: [Case; 20] = [
    (
        "order.txt",
        "RUNITS",
        "RUNIT",
        1,
        "no column called `RUNIT`",
        "did you mean `RUNITS`?",
    ),
    (
        "pmcal.txt",
        "MTBPM\t",
        "IGNORE\t",
        1,
        "the column `MTBPM` is missing",
        "needed columns",
    ),
    (
        "fromto.txt",
        "\tmin",
        "\tmins",
        2,
        "no unit of time called `mins`",
        "did you mean `min`?",
    ),
    (
        "fromto.txt",
        "uniform",
        "normal",
        2,
        "no distribution called `normal`",
        "uniform",
    ),
    (
        "fromto.txt",
        "7.5",
        "7,5",
        2,
        "`7,5` in the column `DTIME` is no number",
        "such as 51.69",
    ),
    (
        "fromto.txt",
        "\t2.5",
        "\t",
        2,
        "the cell of the column `DTIME2` is empty",
        "must be filled",
    ),
    (
        "fromto.txt",
        "\t2.5",
        "\t8",
        2,
        "8 in the column `DTIME2` is out of range",
        "at most the mean, 7.5",
    ),
    (
        "fromto.txt",
        "min",
        "min\tx",
        2,
        "this row has 7 cells",
        "leave cells empty",
    ),
    (
        "tool.txt.1l",
        "rule_LSSU",
        "rule_LSU",
        2,
        "no rule called `rule_LSU`",
        "did you mean `rule_LSSU`?",
    ),
    (
        "tool.txt.1l",
        "rank_CR",
        "rank_EDD",
        3,
        "no ranking term called `rank_EDD`",
        "rank_CR",
    ),
    (
        "tool.txt.1l",
        "crit_sameroutestep",
        "crit_x",
        3,
        "no batch criterion called `crit_x`",
        "crit_sameroutestep",
    ),
    (
        "tool.txt.1l",
        "wake_LeastSetupTime",
        "wake_x",
        2,
        "no way to wake a tool called `wake_x`",
        "wake_LeastSetupTime",
    ),
    (
        "tool.txt.1l",
        "\t3.0",
        "\t3.5",
        2,
        "3.5 in the column `STNQTY` is out of range",
        "a whole number from 1",
    ),
    (
        "tool.txt.1l",
        "\t2.0\t3.0",
        "\t3.0\t3.0",
        2,
        "3 in the column `STNCAP` is out of range",
        "from 1 to 2",
    ),
    (
        "route_1.txt",
        "per_lot",
        "per_day",
        4,
        "no measure of a time called `per_day`",
        "per_piece",
    ),
    (
        "route_1.txt",
        "need",
        "always",
        3,
        "no occasion of a setup called `always`",
        "need",
    ),
    (
        "route_1.txt",
        "\t36\t",
        "\t136\t",
        5,
        "136 in the column `StepPercent` is out of range",
        "at most 100",
    ),
    (
        "order.txt",
        "\tno",
        "\tyes",
        2,
        "no kind of hot lot called `yes`",
        "known names: no",
    ),
    (
        "order.txt",
        "\t1\t01/02",
        "\t2\t01/02",
        2,
        "2 in the column `LOTSPERRPT` is out of range",
        "from 1 to 1",
    ),
    (
        "WIP.txt",
        "01/01/18 02:00:10",
        "2018-01-01",
        2,
        "`2018-01-01` in the column `DUE` is no instant",
        "month, day, year",
    ),
];

/// Mistakes of meaning: names that nothing has, cells that do not go together.
const MEANING: [Case; 27] = [
    (
        "setup.txt",
        "SU_2\tSU_1",
        "SU_9\tSU_1",
        2,
        "no setup called `SU_9`",
        "SU_1, SU_2, SU_3",
    ),
    (
        "setupgrp.txt",
        "\tSU_2",
        "\tSU_22",
        3,
        "no setup called `SU_22`",
        "did you mean `SU_2`?",
    ),
    (
        "route_1.txt",
        "Delay_1",
        "Delay_2",
        5,
        "no tool family called `Delay_2`",
        "did you mean `Delay_1`?",
    ),
    (
        "route_1.txt",
        "r_1\t3",
        "r_2\t3",
        4,
        "no route called `r_2`",
        "did you mean `r_1`?",
    ),
    (
        "route_1.txt",
        "004_Delay",
        "003_Etch",
        5,
        "two steps called `003_Etch`",
        "a name of its own",
    ),
    (
        "route_1.txt",
        "r_1\t4",
        "r_1\t3",
        5,
        "two steps called `3`",
        "a name of its own",
    ),
    (
        "route_1.txt",
        "yes\t5",
        "yes\t7",
        3,
        "no step called `7`",
        "known names: 1, 2",
    ),
    (
        "route_1.txt",
        "yes\t5",
        "yes\t2",
        3,
        "step 2 in the column `FORSTEP` is out of range",
        "a later step",
    ),
    (
        "route_1.txt",
        "yes\t5",
        "yes\t4",
        3,
        "done by another tool family",
        "one family only",
    ),
    (
        "route_1.txt",
        "yes\t5",
        "\t5",
        3,
        "the column `FORSTEP` is filled, but",
        "leave the cell empty",
    ),
    (
        "route_1.txt",
        "2\t1.7\tlot",
        "5\t1.7\tlot",
        4,
        "step 5 in the column `RWKSTEP`",
        "an earlier one",
    ),
    (
        "route_1.txt",
        "1.7",
        "100",
        4,
        "100 in the column `REWORK` is out of range",
        "for ever",
    ),
    (
        "route_1.txt",
        "2\t4\thr",
        "1\t4\thr",
        2,
        "step 1 in the column `STEP_CQT`",
        "a later step",
    ),
    (
        "route_1.txt",
        "50\t75",
        "100\t75",
        2,
        "100 in the column `BATCHMN` is out of range",
        "from 1 to 75",
    ),
    (
        "route_1.txt",
        "per_batch",
        "per_lot",
        2,
        "is not per batch, but the tool family `Furnace_1` has",
        "belong to families with batches",
    ),
    (
        "route_1.txt",
        "SU_3\tneed",
        "SU_2\tneed",
        6,
        "the setup `SU_2` has a time in setup.txt, too",
        "one time",
    ),
    (
        "route_1.txt",
        "SU_1",
        "",
        3,
        "the column `WHEN` is filled, but `SETUP` is not",
        "leave the cell",
    ),
    (
        "tool.txt.1l",
        "\tGas",
        "\tGass",
        2,
        "no setup group called `Gass`",
        "did you mean `Gas`?",
    ),
    (
        "route_1.txt",
        "003_Etch\tEtch_1",
        "003_Etch\tDelay_1",
        4,
        "the tool family `Delay_1` does not cascade",
        "`STNCAP` 2",
    ),
    (
        "attach.txt",
        "stngrp\tEtch",
        "stngrp\tEtsch",
        2,
        "no area called `Etsch`",
        "did you mean `Etch`?",
    ),
    (
        "attach.txt",
        "Etch_1_WK",
        "Etch_1_MN",
        4,
        "no calendar of maintenance called `Etch_1_MN`",
        "Etch_1_WK",
    ),
    (
        "attach.txt",
        "2400",
        "2400.5",
        4,
        "2400.5 in the column `FOA` is out of range",
        "a whole number",
    ),
    (
        "fromto.txt",
        "Fab\tFab",
        "Fab\tBay",
        2,
        "no place of tools called `Bay`",
        "known names: Fab, Delay",
    ),
    (
        "part.txt",
        "route_1.txt",
        "route_2.txt",
        2,
        "there is no file `route_2.txt`",
        "its `part.txt` names the routes",
    ),
    (
        "WIP.txt",
        "\t5\t",
        "\t6\t",
        2,
        "no step called `6`",
        "known names: 1, 2",
    ),
    (
        "WIP.txt",
        "Init_Lot_1_2\tpart_1\t10",
        "Init_Lot_1_2\tpart_1\t20",
        2,
        "not of the product and priority",
        "goes on as those",
    ),
    (
        "order.txt",
        "HotLot_1",
        "Lot_1",
        3,
        "two streams called `Lot_1`",
        "a name of its own",
    ),
];

#[test]
fn each_mistake_is_told_where_it_is_with_what_is_allowed() {
    for (file, from, to, line, message, help) in FORM.into_iter().chain(MEANING) {
        let root = changed(file, from, to);
        let found = problems(root.path());
        let is_meant = |record: &ProblemRecord| {
            let named = record.file.as_deref().unwrap_or_default();
            named.ends_with(file)
                && record.line == Some(line)
                && record.message.contains(message)
                && record.help.as_deref().unwrap_or_default().contains(help)
        };
        assert!(
            found.iter().any(is_meant),
            "{file}, {from} -> {to}: {found:#?}"
        );
    }
}

#[test]
fn every_missing_table_is_told() {
    let tables = names_in(&project(TINY));
    assert_eq!(tables.len(), 11);
    for table in tables {
        let root = tempfile::tempdir().unwrap();
        copied(&project(TINY), root.path());
        std::fs::remove_file(root.path().join(&table)).unwrap();
        let found = problems(root.path());
        let name = match table.as_str() {
            "tool.txt.1l" => "tool.txt.1l` or `tool.txt",
            name => name,
        };
        let message = format!("there is no file `{name}` in `{}`", root.path().display());
        // What the table would have named is not missed besides.
        let messages: Vec<_> = found.iter().map(|record| &record.message).collect();
        assert_eq!(messages, [&message], "{table}: {found:#?}");
    }
}

#[test]
fn options_that_mean_something_else_are_refused() {
    let cases = [
        ("SIM_START\t01/01/18 06:00:00\n", "no start of a day"),
        ("USE_CALENDARS(Y/N)\tN\n", "`USE_CALENDARS(Y/N)` is `N`"),
        (
            "ORDER_FILES\tfile\torders.txt\n",
            "there is no file `orders.txt`",
        ),
        (
            "SETUP_FILES\tsetup.txt\n",
            "`SETUP_FILES` does not name a file",
        ),
    ];
    for (options, message) in cases {
        let root = tempfile::tempdir().unwrap();
        copied(&project(TINY), root.path());
        std::fs::write(root.path().join("options.def"), options).unwrap();
        let found = problems(root.path());
        let is_meant =
            |record: &ProblemRecord| record.line == Some(1) && record.message.contains(message);
        assert!(found.iter().any(is_meant), "{options}: {found:#?}");
    }
}

#[test]
fn all_mistakes_come_at_once_with_exit_code_2_and_nothing_is_written() {
    let root = changed("fromto.txt", "7.5", "x");
    let order = root.path().join("order.txt");
    let text = std::fs::read_to_string(&order).unwrap();
    std::fs::write(&order, text.replace("constant\t144", "constant\tsoon")).unwrap();
    std::fs::remove_file(root.path().join("downcal.txt")).unwrap();
    let before = names_in(root.path());
    let words = ["import", "smt2020", ".", "--out", "out"];
    let (code, report, error) = said(&outcome(root.path(), &words));
    assert_eq!((code, report.as_str()), (Some(2), ""));
    for part in [
        "fromto.txt:2:17",
        "order.txt:2:",
        "no file `downcal.txt`",
        "`soon`",
    ] {
        assert!(error.contains(part), "{part} is not in {error}");
    }
    assert_eq!(names_in(root.path()), before);

    let words = ["import", "smt2020", "nowhere", "--out", "out"];
    let (code, _, error) = said(&outcome(root.path(), &words));
    assert_eq!(code, Some(2));
    assert!(error.contains("cannot read `nowhere`"), "{error}");
}
