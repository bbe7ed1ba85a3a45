//! The page of a run fits a terminal: at most 30 lines of 80 columns, for every shipped scenario,
//! and says what the files say.

use std::path::{Path, PathBuf};

use chippark::experiment::{Study, Watch, cores};
use chippark::industry::ScenarioFile;
use chippark::output::Results;
use chippark::output::page::{LINES, page};
use chippark::output::table::{Extent, part_of, run_table};
use chippark::output::words::WIDTH;
use chippark::scenario::Document;
use clap::CommandFactory as _;

use crate::support::{names_in, outcome, project, said};

/// What a run of 100 days of the mini-fab says.
fn mini_fab(here: &Path, words: &[&str]) -> (Option<i32>, String, String) {
    let path = project("scenarios/mini-fab.toml").display().to_string();
    let short = ["run", &path, "--until", "100 d", "-r", "2"];
    said(&outcome(here, &[&short[..], words].concat()))
}

fn text_of(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

/// The scenarios in a folder.
fn scenarios_in(folder: &str) -> Vec<PathBuf> {
    let names = names_in(&project(folder)).into_iter();
    let names = names.filter(|name| Path::new(name).extension().is_some_and(|end| end == "toml"));
    names.map(|name| project(folder).join(name)).collect()
}

/// Two replications of the first days of a scenario.
fn study(path: &Path) -> Study {
    let settings = ["run.until=90 d", "run.warmup=0 d", "run.replications=2"];
    let settings = settings.map(str::to_owned);
    let document = Document::load_as::<ScenarioFile>(path, &settings);
    let document = document.unwrap_or_else(|problems| panic!("{}", problems.render(false)));
    let study = Study::new(document);
    study.unwrap_or_else(|problems| panic!("{}", problems.render(false)))
}

/// The lines of a text that a terminal would break.
fn too_wide(text: &str) -> Vec<&str> {
    let lines = text.lines();
    lines.filter(|line| line.chars().count() > WIDTH).collect()
}

#[test]
fn the_page_of_every_shipped_scenario_fits_a_terminal() {
    let folders = ["scenarios", "scenarios/what-if", "scenarios/planning"];
    let scenarios: Vec<PathBuf> = folders.into_iter().flat_map(scenarios_in).collect();
    assert!(scenarios.len() > 30);
    for path in scenarios {
        let name = path.display();
        let study = study(&path);
        let outcomes = study.run(cores(), &Watch::none());
        let outcomes = outcomes.unwrap_or_else(|error| panic!("{name}: {error}"));
        let results = Results::of(&study, &outcomes);
        let page = page(&results);
        assert!(page.lines().count() <= LINES, "{name}:\n{page}");
        assert_eq!(too_wide(&page), Vec::<&str>::new(), "{name}:\n{page}");
        let with_targets = run_table(&results, Extent::Targets);
        assert_eq!(too_wide(&with_targets), Vec::<&str>::new(), "{name}");
        let all = run_table(&results, Extent::All);
        assert_eq!(part_of(&all, Extent::Targets), with_targets, "{name}");
        assert_eq!(part_of(&all, Extent::Page), page, "{name}");
        assert!(page.contains("More: --all ("), "{name}:\n{page}");
    }
}

/// What is there already is shown as it was printed, and its targets without another run.
#[test]
fn a_finished_run_shows_its_page_again_and_its_targets_on_request() {
    let here = tempfile::tempdir().unwrap();
    let pilot = crate::support::pilot();
    let run = |more: &[&str]| {
        let words = ["run", &pilot, "--until", "60 d", "--warmup", "0 d"];
        said(&outcome(here.path(), &[&words[..], more].concat()))
    };
    let (code, first, errors) = run(&[]);
    assert_eq!(code, Some(0), "{errors}");
    assert!(errors.contains("`chippark report results/"), "{errors}");
    assert!(errors.matches("warning: ").count() <= 4, "{errors}");
    let (_, again, errors) = run(&[]);
    assert!(errors.contains("nothing was run"), "{errors}");
    assert_eq!(first, again);
    let (_, targets, errors) = run(&["--targets"]);
    assert!(errors.contains("nothing was run"), "{errors}");
    assert!(targets.starts_with(&first), "{targets}");
    assert!(
        targets.contains("talent.tree_stations in 2019"),
        "{targets}"
    );
    let (_, all, errors) = run(&["--all"]);
    assert!(errors.contains("nothing was run"), "{errors}");
    assert!(all.starts_with(&targets), "{all}");
    assert!(all.contains("services.window_queue"), "{all}");
    // What only running shows runs again, and leaves what is there, with the page made of it.
    let mut folders = std::fs::read_dir(here.path().join("results/jinhua-2019")).unwrap();
    let page = folders.next().unwrap().unwrap().path().join("report.html");
    std::fs::write(&page, "a page").unwrap();
    let (code, audited, errors) = run(&["--audit"]);
    assert_eq!(code, Some(0), "{errors}");
    assert!(errors.contains("nothing was written"), "{errors}");
    assert!(audited.starts_with(&first), "{audited}");
    assert_eq!(text_of(&page), "a page");
    let (code, _, errors) = run(&["--series", "wide"]);
    assert_eq!(code, Some(2), "{errors}");
    let lacks = "has the results of this run, but no `series-wide.csv`; `--force`";
    assert!(errors.contains(lacks), "{errors}");
}

/// The wide table has the values of the long one, each in the column of its figure.
#[test]
fn series_are_long_wide_or_left_out_and_are_reproduced_in_their_form() {
    let here = tempfile::tempdir().unwrap();
    for (folder, options) in [
        ("long", &["--series", "long"][..]),
        ("wide", &["--series", "wide"]),
        ("none", &["--series", "none"]),
        ("off", &["--no-series"]),
    ] {
        let words = [options, &["--quiet", "--out", folder]].concat();
        assert_eq!(
            mini_fab(here.path(), &words),
            (Some(0), String::new(), String::new())
        );
        let files = names_in(&here.path().join(folder));
        let series: Vec<&String> = files
            .iter()
            .filter(|name| name.starts_with("series"))
            .collect();
        let expected: &[&str] = match folder {
            "long" => &["series.csv"],
            "wide" => &["series-wide.csv"],
            _ => &[],
        };
        assert_eq!(series, expected, "{folder}");
        let (code, printed, errors) = said(&outcome(here.path(), &["reproduce", folder]));
        assert_eq!(code, Some(0), "{errors}");
        assert_eq!(
            printed.contains("series"),
            !expected.is_empty(),
            "{printed}"
        );
    }
    let wide = text_of(&here.path().join("wide/series-wide.csv"));
    let mut lines = wide.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let header = lines.next().unwrap();
    let mut of_wide = Vec::new();
    for row in lines {
        assert_eq!(row.len(), header.len());
        for (key, value) in header
            .iter()
            .zip(&row)
            .skip(2)
            .filter(|(_, value)| !value.is_empty())
        {
            of_wide.push(format!("{},{},{key},{value}", row[0], row[1]));
        }
    }
    let long = text_of(&here.path().join("long/series.csv"));
    let of_long = long.lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.split(',').collect();
        let [replication, time, subject, measure, value] = cells[..] else {
            panic!("{line}");
        };
        let slash = if subject.is_empty() { "" } else { "/" };
        format!("{replication},{time},{measure}{slash}{subject},{value}")
    });
    let mut of_long: Vec<String> = of_long.collect();
    of_long.sort();
    of_wide.sort();
    assert!(!of_long.is_empty());
    assert_eq!(of_long, of_wide);
    let units = text_of(&here.path().join("wide/metrics.csv"));
    for key in header.iter().skip(2) {
        let metric = key.split('/').next().unwrap();
        let row = units
            .lines()
            .find(|line| line.starts_with(&format!("{metric},")));
        assert!(row.is_some(), "`metrics.csv` has no unit of {metric}");
    }
}

#[test]
#[cfg(feature = "parquet")]
fn series_in_parquet_have_the_rows_of_the_text() {
    use parquet::file::reader::{FileReader as _, SerializedFileReader};

    let here = tempfile::tempdir().unwrap();
    let words = ["--parquet", "--quiet", "--out", "a"];
    assert_eq!(mini_fab(here.path(), &words).0, Some(0));
    let folder = here.path().join("a");
    let file = std::fs::File::open(folder.join("series.parquet")).unwrap();
    let reader = SerializedFileReader::new(file).unwrap();
    let rows = reader.get_row_iter(None).unwrap().map(|row| {
        let cells = row.unwrap().into_columns();
        let cells = cells
            .iter()
            .filter(|(name, _)| !["unit", "series"].contains(&name.as_str()));
        let cells = cells.map(|(_, field)| field.to_string().trim_matches('"').to_owned());
        cells.collect::<Vec<_>>().join(",")
    });
    let text = text_of(&folder.join("series.csv"));
    assert_eq!(rows.count() + 1, text.lines().count());
    let (code, printed, errors) = said(&outcome(here.path(), &["reproduce", "a"]));
    assert_eq!(code, Some(0), "{errors}");
    assert!(printed.contains("series.parquet"), "{printed}");
}

#[test]
#[cfg(not(feature = "parquet"))]
fn series_in_parquet_need_the_feature() {
    let here = tempfile::tempdir().unwrap();
    let (code, _, errors) = mini_fab(here.path(), &["--parquet"]);
    assert_eq!(code, Some(2));
    assert!(errors.contains("--features parquet"), "{errors}");
    assert!(names_in(here.path()).is_empty());
}

/// People name a folder, or the title of a scenario does whose file has no telling name; the same
/// run under the same name is found again.
#[test]
fn results_have_names_that_people_can_read() {
    let here = tempfile::tempdir().unwrap();
    let named = ["--name", "two-shifts_v1.2", "--no-series"];
    assert_eq!(mini_fab(here.path(), &named).0, Some(0));
    let (_, _, errors) = mini_fab(here.path(), &named);
    assert!(errors.contains("nothing was run"), "{errors}");
    let folders = names_in(&here.path().join("results/mini-fab"));
    assert_eq!(folders.len(), 1);
    let rest = folders[0].strip_prefix("two-shifts_v1.2-").unwrap();
    assert!(rest.ends_with("-s1-r2") && rest.len() == 16 + 6, "{rest}");
    for wrong in ["two shifts", "../up", ".hidden", ""] {
        let (code, _, errors) = mini_fab(here.path(), &["--name", wrong]);
        assert_eq!(code, Some(2), "{wrong}");
        assert!(errors.contains("letters, digits"), "{errors}");
    }
    let line = "[scenario]\ntitle = \"Two shifts: a try\"\nquestion = \"?\"\n\
                [run]\nstart = 2018-01-01\nuntil = \"30 d\"\n";
    std::fs::write(here.path().join("scenario.toml"), line).unwrap();
    let (code, _, errors) = said(&outcome(here.path(), &["run", "scenario.toml"]));
    assert_eq!(code, Some(0), "{errors}");
    let folders = names_in(&here.path().join("results/scenario"));
    assert!(folders[0].starts_with("two-shifts-a-try-"), "{folders:?}");
}

#[test]
fn every_command_has_a_manual_page() {
    let here = tempfile::tempdir().unwrap();
    let (_, help, _) = said(&outcome(here.path(), &["man", "--help"]));
    assert!(help.contains("chippark man run | man -l -"), "{help}");
    for command in chippark::cli::Cli::command().get_subcommands() {
        let name = command.get_name();
        let (code, page, errors) = said(&outcome(here.path(), &["man", name]));
        assert_eq!(code, Some(0), "{name}: {errors}");
        assert!(page.contains(&format!(".TH chippark-{name} 1")), "{page}");
    }
}
