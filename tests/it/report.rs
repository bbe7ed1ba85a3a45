//! Pages of results: what they say is what the files say, names cannot break them, and what is no
//! results folder is refused. That they are drawn is checked in a browser: `tests/browser/check`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use chippark::experiment::Study;
use chippark::output::number::figure;
use chippark::output::targets::allowed;
use chippark::scenario::Document;
use chippark::statistics::{Estimate, Interval};

use crate::support::{outcome, said};

/// A park with people, a fab, computers, orders and money.
const PARK: &str = "scenarios/probe.toml";

/// Figures of several rooms.
const HEADLINES: [&str; 5] = [
    "market.computers_sold",
    "fab.wip",
    "fab.cycle_time",
    "careers.left",
    "finance.revenue",
];

/// Runs a scenario of the project into a folder, and gives its path.
fn results(folder: &Path, name: &str, words: &[&str]) -> PathBuf {
    let out = folder.join(name);
    let scenario = crate::support::project(PARK);
    let mut all = vec!["run", scenario.to_str().unwrap(), "--until", "60 d", "-q"];
    let headlines = format!("scenario.headlines={HEADLINES:?}");
    all.extend(["--set", &headlines]);
    all.extend(["--out", out.to_str().unwrap()]);
    all.extend(words);
    let (code, _, errors) = said(&outcome(folder, &all));
    assert_eq!(code, Some(0), "{errors}");
    out
}

/// The page that a command line of `report` makes, and where.
fn page(folder: &Path, words: &[&str], at: &Path) -> String {
    let mut all = vec!["report"];
    all.extend(words);
    let (code, _, errors) = said(&outcome(folder, &all));
    assert_eq!(code, Some(0), "{errors}");
    fs::read_to_string(at).unwrap()
}

/// The texts between two marks.
fn between<'a>(text: &'a str, from: &'a str, to: &'a str) -> impl Iterator<Item = &'a str> {
    let parts = text.split(from).skip(1);
    parts.filter_map(move |part| part.split(to).next())
}

#[test]
fn a_page_says_what_the_files_say() {
    let root = tempfile::tempdir().unwrap();
    let run = results(root.path(), "run", &["-r", "3"]);
    let text = page(
        root.path(),
        &["run", "--late", "--tools", "litho"],
        &run.join("report.html"),
    );
    let summary = fs::read_to_string(run.join("summary.json")).unwrap();
    let summary: serde_json::Value = serde_json::from_str(&summary).unwrap();
    for key in ["scenario_digest", "result_digest"] {
        let digest = summary[key].as_str().unwrap();
        assert!(text.contains(&digest[..16]), "{key}");
    }
    // The headline figures with the digits that the terminal gives them.
    let text = text.replace("<wbr>", "");
    let rows: Vec<&str> = between(&text, "<tr><th scope=\"row\">", "</tr>").collect();
    let mut seen = 0;
    for (key, entry) in summary["metrics"].as_object().unwrap() {
        let is_headline = HEADLINES.contains(&key.split('/').next().unwrap());
        let is_all =
            !key.contains('/') || !HEADLINES[..1].contains(&key.split('/').next().unwrap());
        if !is_headline || !is_all {
            continue;
        }
        let interval = entry["ci95"].as_array().map(|ends| Interval {
            low: ends[0].as_f64().unwrap(),
            high: ends[1].as_f64().unwrap(),
        });
        let estimate = entry["mean"].as_f64().map(|mean| Estimate {
            count: 3,
            mean,
            sd: entry["sd"].as_f64(),
            interval,
            is_skewed: false,
        });
        let row = rows
            .iter()
            .find(|row| row.contains(&format!("<code>{key}</code>")));
        let row = row.unwrap_or_else(|| panic!("{key} is not on the page"));
        let shown = format!("<td class=\"number\">{}</td>", figure(estimate));
        assert!(row.contains(&shown), "{key}: {shown}: {row}");
        seen += 1;
    }
    assert!(seen >= HEADLINES.len(), "{seen}");
    let sections: Vec<&str> = between(&text, "<section id=\"", "\"").collect();
    let expected = [
        "answer", "trust", "bound", "people", "fab", "chain", "money", "spread", "late", "tools",
    ];
    assert_eq!(sections, expected);
}

/// The chart of a tool group has what its tools did in the days that were asked for.
#[test]
fn a_page_draws_the_tools_of_a_group() {
    let root = tempfile::tempdir().unwrap();
    let run = results(root.path(), "run", &[]);
    let words = [
        "run",
        "--tools",
        "litho",
        "--from",
        "2018-12-20",
        "--days",
        "2",
    ];
    let text = page(root.path(), &words, &run.join("report.html"));
    let section = between(&text, "<section id=\"tools\"", "</section>")
        .next()
        .unwrap();
    let window = "2018-12-20 00:00 to 2018-12-22 00:00";
    assert!(section.contains(window), "{section}");
    // Shares account for all of the time.
    let shares = between(section, window, "</p>").next().unwrap();
    let shares: Vec<f64> = shares
        .split(" %")
        .filter_map(|text| text.rsplit(' ').next()?.parse().ok())
        .collect();
    assert!(
        (shares.iter().sum::<f64>() - 100.0).abs() < 0.3,
        "{shares:?}"
    );
    let rows: Vec<&str> = between(section, "<tbody>", "</tbody>").collect();
    for words in [
        "tool 1",
        "tool 2",
        "loading, processing, unloading",
        "2018-12-21",
    ] {
        assert!(rows[0].contains(words), "{words}: {section}");
    }
}

/// Each chart has a title, a description and a table, ids are unique, and links lead somewhere.
#[test]
fn a_page_can_be_read_without_seeing_it() {
    let root = tempfile::tempdir().unwrap();
    let run = results(root.path(), "run", &["-r", "2"]);
    let text = page(root.path(), &["run"], &run.join("report.html"));
    let charts: Vec<&str> = between(&text, "<figure class=\"chart\"", "</figure>").collect();
    assert!(charts.len() > 15, "{}", charts.len());
    for chart in charts {
        for part in [
            "<figcaption>",
            "<svg role=\"img\"",
            "<title",
            "<desc",
            "<tbody>",
        ] {
            assert!(chart.contains(part), "{part}: {chart}");
        }
    }
    let ids: Vec<&str> = between(&text, " id=\"", "\"").collect();
    let unique: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), unique.len());
    for link in between(&text, "href=\"#", "\"") {
        assert!(unique.contains(link), "{link}");
    }
    for address in ["http://", "https://", "src=", "@import", "url("] {
        assert!(
            !text.contains(address),
            "a page asks for nothing: {address}"
        );
    }
}

#[test]
fn names_cannot_break_a_page() {
    let root = tempfile::tempdir().unwrap();
    let title = "scenario.title=\"</title><script>alert(1)</script> & 'more'\"";
    let run = results(root.path(), "run", &["--set", title]);
    let text = page(root.path(), &["run"], &run.join("report.html"));
    assert!(!text.contains("<script>alert"), "a title is text");
    assert!(text.contains("&lt;script&gt;alert(1)"));
}

/// The same runs beside each other have the difference and the verdict of `compare`.
#[test]
fn runs_beside_each_other_are_compared_as_compare_does() {
    let root = tempfile::tempdir().unwrap();
    let other = [
        "-r",
        "4",
        "--set",
        "market.models.desktop.price=\"9000 CNY\"",
    ];
    results(root.path(), "base", &["-r", "4"]);
    results(root.path(), "other", &other);
    let out = root.path().join("both.html");
    let words = ["base", "other", "--out", "both.html"];
    let text = page(root.path(), &words, &out).replace("<wbr>", "");
    let scenario = crate::support::project(PARK);
    let compared = outcome(
        root.path(),
        &[
            "compare",
            scenario.to_str().unwrap(),
            "--vary",
            "market.models.desktop.price=\"9000 CNY\"",
            "-r",
            "4",
            "--until",
            "60 d",
            "--metrics",
            &HEADLINES.join(","),
        ],
    );
    let (code, table, errors) = said(&compared);
    assert_eq!(code, Some(0), "{errors}");
    let rows: Vec<&str> = table.lines().filter(|line| line.contains(" ± ")).collect();
    assert!(!rows.is_empty(), "{table}");
    let price = "market.models.desktop.price";
    let setting = text.split_once(&format!("<code>{price}</code></th>"));
    let setting = setting.and_then(|(_, row)| row.split("</tr>").next());
    assert_eq!(
        setting,
        Some("<td>4500 CNY</td><td>9000 CNY</td>"),
        "the one setting that differs"
    );
    let name = format!("<th scope=\"col\">{price} = 9000 CNY</th>");
    assert!(text.contains(&name), "the other run is called by it");
    for row in rows {
        let key = row.split_whitespace().next().unwrap();
        let found = between(&text, "<tr><th scope=\"row\"><code>", "</tr>")
            .find(|line| line.starts_with(&format!("{key}</code>")));
        let found = found.unwrap_or_else(|| panic!("{key} is not on the page"));
        let is_shown = !row.contains('?');
        assert_eq!(is_shown, !found.contains("not shown"), "{row}\n{found}");
    }
}

/// A fab alone has neither revenue nor sales, which is not the same as none.
#[test]
fn figures_of_sections_that_a_run_lacks_are_not_compared() {
    let root = tempfile::tempdir().unwrap();
    results(root.path(), "park", &["-r", "2"]);
    let scenario = crate::support::project("scenarios/mini-fab.toml");
    let words = [
        "run",
        scenario.to_str().unwrap(),
        "-r",
        "2",
        "--until",
        "60 d",
        "-q",
    ];
    let warmup = ["--set", "run.warmup=\"10 d\"", "--out", "fab"];
    let run = outcome(root.path(), &[&words[..], &warmup].concat());
    let (code, _, errors) = said(&run);
    assert_eq!(code, Some(0), "{errors}");
    let out = root.path().join("both.html");
    let text = page(root.path(), &["park", "fab", "--out", "both.html"], &out);
    let text = text.replace("<wbr>", "");
    assert!(text.contains("is of another time than the base"), "{text}");
    let row = between(&text, "<code>finance.revenue</code></th>", "</tr>").next();
    let row = row.expect("the base has the figure");
    assert!(
        row.contains("not compared") && row.ends_with("<td class=\"number\">-</td>"),
        "{row}"
    );
    let row = between(&text, "<code>fab.wip</code></th>", "</tr>").next();
    assert!(
        row.is_some_and(|row| !row.ends_with("<td class=\"number\">-</td>")),
        "{row:?}"
    );
}

#[test]
fn what_is_no_results_folder_is_refused() {
    let root = tempfile::tempdir().unwrap();
    let run = results(root.path(), "run", &[]);
    let refused = |words: &[&str]| {
        let (code, _, errors) = said(&outcome(root.path(), words));
        assert_eq!(code, Some(2), "{errors}");
        errors
    };
    assert!(refused(&["report", "nowhere"]).contains("name the results folder of a run"));
    assert!(refused(&["report", "run", "run", "--late"]).contains("name one folder"));
    assert!(refused(&["report", "run", "run", "--tools", "litho"]).contains("name one folder"));
    let unknown = refused(&["report", "run", "--tools", "lito"]);
    assert!(
        unknown.contains("no tool group `lito`; did you mean `litho`?"),
        "{unknown}"
    );
    let outside = refused(&["report", "run", "--tools", "litho", "--from", "2017-01-01"]);
    assert!(
        outside.contains("outside of the run, 2018-11-15 to 2019-01-14"),
        "{outside}"
    );
    assert!(refused(&["report", "run", "--days", "3"]).contains("--tools"));
    let series = run.join("series.csv");
    let text = fs::read_to_string(&series).unwrap();
    let (first, _) = text.rsplit_once(',').unwrap();
    fs::write(&series, format!("{first},NaN\n")).unwrap();
    let broken = refused(&["report", "run"]);
    assert!(
        broken.contains("a value is `NaN`, which is no number"),
        "{broken}"
    );
    fs::write(&series, text).unwrap();
    assert!(refused(&["report", "run", "--live"]).contains("live/build"));
    // A page is made anew, but no other file is overwritten without being asked.
    page(root.path(), &["run"], &run.join("report.html"));
    page(root.path(), &["run"], &run.join("report.html"));
    fs::write(root.path().join("mine.html"), "mine").unwrap();
    assert!(refused(&["report", "run", "--out", "mine.html"]).contains("--force"));
    fs::create_dir(root.path().join("sweep")).unwrap();
    fs::write(root.path().join("sweep/sweep.json"), "{}").unwrap();
    assert!(refused(&["report", "run", "sweep"]).contains("`sweep` is a sweep"));
    fs::create_dir(root.path().join("begun")).unwrap();
    fs::write(root.path().join("begun/units.jsonl"), "").unwrap();
    assert!(refused(&["report", "begun"]).contains("the sweep in `begun` is not complete"));
    let summary = run.join("summary.json");
    let text = fs::read_to_string(&summary).unwrap();
    let kept = text.clone();
    let mut value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let mean = &mut value["metrics"]["market.computers_sold"]["mean"];
    *mean = (mean.as_f64().unwrap() + 1.0).into();
    fs::write(&summary, value.to_string()).unwrap();
    assert!(refused(&["report", "run"]).contains("differ on `market.computers_sold`"));
    fs::write(&summary, kept).unwrap();
    let scenario = run.join("scenario.toml");
    let text = fs::read_to_string(&scenario).unwrap();
    fs::write(
        &scenario,
        text.replace("max_unsold = 16", "max_unsold = 17"),
    )
    .unwrap();
    assert!(refused(&["report", "run"]).contains("was changed after the run"));
}

/// A bound that a figure may not reach is said as the terminal says it.
#[test]
fn a_page_says_what_targets_allow_as_the_terminal_does() {
    let root = tempfile::tempdir().unwrap();
    let scenario = crate::support::project("scenarios/probe-targets.toml");
    let words = [
        "run",
        scenario.to_str().unwrap(),
        "--targets",
        "--out",
        "run",
    ];
    let (code, terminal, errors) = said(&outcome(root.path(), &words));
    assert_eq!(code, Some(0), "{errors}");
    let terminal = terminal.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = page(root.path(), &["run"], &root.path().join("run/report.html"));
    let document = Document::load(&scenario, &[]).unwrap();
    let study = Study::new(document).unwrap();
    let targets = study.park().targets().list.iter();
    let all: BTreeSet<String> = targets.map(allowed).collect();
    assert!(all.contains("between 0 and 2") && all.len() > 3, "{all:?}");
    for allowed in all {
        let said = format!("allowed {allowed}");
        assert!(terminal.contains(&said), "{allowed}: {terminal}");
        assert!(text.contains(&format!("<td>{allowed}</td>")), "{allowed}");
    }
}

/// A run whose page was made is done, and may be overwritten.
#[test]
fn a_page_does_not_keep_a_folder_from_its_run() {
    let root = tempfile::tempdir().unwrap();
    let run = results(root.path(), "run", &[]);
    page(root.path(), &["run"], &run.join("report.html"));
    results(root.path(), "run", &[]);
    assert!(run.join("report.html").is_file(), "nothing was run again");
    results(root.path(), "run", &["--force"]);
    assert!(
        !run.join("report.html").is_file(),
        "it was of the run before"
    );
}
