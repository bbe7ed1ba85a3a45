//! The command `tune`: known truths are found with the stated certainty, what the targets do not
//! tell is named, and a search that was broken off ends with the same bytes.

use std::path::Path;

use chippark::experiment::sweep::space::Space;
use chippark::experiment::tune::fit::Try;
use chippark::experiment::tune::problem::{Problem, Unit, UnitFigures};
use chippark::experiment::tune::{Effort, Runs, TuneError, Tuning, tune};
use chippark::experiment::{Study, Watch, cores};
use chippark::scenario::Document;
use serde_json::Value;

use crate::support::{chippark, names_in, outcome, said};

/// A city of people only: students who are won by a campaign, stations that news help, a platform
/// that matches experts with companies, jobs that end.
const CITY: &str = r#"
scenario = { title = "A city with known truths", question = "Does a fit find them?" }
[run]
start = "2018-07-01"
until = "2020-01-01"
tick = "1 d"
[talent.awareness]
date = "2019-03-01"
pulse = 1.0
half_life = "90 d"
[talent.channels.students]
kind = "students"
national_graduates = { 2018 = 120_000, 2019 = 120_000 }
choice = { v0 = -4.0, beta_settle = 0.8 }
persons = { tier = "student" }
[talent.channels.stations]
kind = "stations"
leads_per_reference_station = "600 /y"
conversion = "30 %"
regions.near = { stations = 6, population = 10e6, distance = "180 km" }
persons = { tier = "leading" }
[talent.channels.experts]
kind = "programme"
persons = { tier = "doctor" }
[research.matching]
efficiency = "1 /mo"
experts_rate = "600 /y"
needs_rate = "600 /y"
expert_patience = "exponential(mean=6 mo)"
need_patience = "exponential(mean=6 mo)"
universities = 60
settle_share = 0.05
channel = "experts"
[careers.exit]
graduate_k = 0.6
[policy.programmes.settle]
kind = "settle_campaign"
start = "2019-01-01"
"#;

/// What is fitted: path, truth, unit, and the range of the search.
const TRUTHS: [(&str, f64, &str, [f64; 2]); 4] = [
    (
        "talent.channels.students.choice.beta_settle",
        0.8,
        "",
        [0.0, 2.0],
    ),
    ("talent.awareness.pulse", 1.0, "", [0.0, 4.0]),
    ("research.matching.efficiency", 1.0, " /mo", [0.2, 5.0]),
    ("careers.exit.graduate_k", 0.6, "", [0.2, 2.0]),
];

/// The halves of 2019, whose figures the targets are.
const HALVES: [[&str; 2]; 2] = [["2019-01-01", "2019-07-01"], ["2019-07-01", "2020-01-01"]];
/// The spring with the news and the rest of the year.
const NEWS: [[&str; 2]; 2] = [["2019-03-01", "2019-06-01"], ["2019-06-01", "2020-01-01"]];
const FIGURES: [(&str, [[&str; 2]; 2]); 6] = [
    ("talent.registered/students", HALVES),
    ("research.experts_gone", HALVES),
    ("research.needs_lapsed", HALVES),
    ("careers.left", HALVES),
    ("careers.job_changes", HALVES),
    ("talent.registered/stations", NEWS),
];

/// The targets of the city with these values, in the order of [`FIGURES`].
fn targets(values: &[f64]) -> String {
    let periods = FIGURES
        .iter()
        .flat_map(|(metric, periods)| periods.iter().map(move |period| (metric, period)));
    let target = |((metric, [from, to]), value): ((&&str, &[&str; 2]), &f64)| {
        format!(
            "[[target]]\nid = \"T\"\nmetric = \"{metric}\"\nkind = \"holdout\"\n\
             period = {{ from = \"{from}\", to = \"{to}\" }}\nvalue = {value:?}\nlow = 0\n\
             source = \"a run\"\n"
        )
    };
    periods.zip(values).map(target).collect()
}

fn study(text: &str, overrides: &[String]) -> Study {
    Study::new(Document::from_text("city.toml", text, overrides).unwrap()).unwrap()
}

/// The figures of one replication at the truth: the data of a trial.
fn data(seed: usize) -> Vec<f64> {
    let text = format!("{CITY}{}", targets(&[0.0; 2 * FIGURES.len()]));
    let study = study(&text, &[format!("run.seed={seed}")]);
    let outcome = study.replicate(0..1, 1, &Watch::none()).unwrap();
    let targets = study.park().targets().list.iter();
    let verdicts = targets.map(|target| chippark::experiment::Verdict::of(target, &outcome));
    verdicts.map(|verdict| verdict.values[0].unwrap()).collect()
}

/// Runs every unit, and keeps nothing.
struct Direct<'a>(&'a Problem);

impl Runs for Direct<'_> {
    fn figures(&mut self, units: &[Unit]) -> Result<Vec<UnitFigures>, TuneError> {
        self.0.run(units, cores(), &Watch::none(), &|_, _| Ok(()))
    }

    fn tried(&mut self, _: &Try, _: f64) -> Result<(), TuneError> {
        Ok(())
    }
}

/// Fits the parameters to the data of a trial, each from a start 30 % below or above its truth, as
/// the bits of the number of the trial say.
fn trial(number: usize) -> Tuning {
    let starts = TRUTHS
        .iter()
        .enumerate()
        .map(|(place, (path, truth, unit, _))| {
            let factor = if number >> place & 1 == 1 { 1.3 } else { 0.7 };
            format!("{path}={:.4}{unit}", factor * truth)
        });
    let more = ["run.seed=77", "run.replications=20"].map(str::to_owned);
    let overrides: Vec<String> = starts.chain(more).collect();
    let text = format!("{CITY}{}", targets(&data(1000 + number)));
    let study = study(&text, &overrides);
    let factors = TRUTHS
        .iter()
        .enumerate()
        .map(|(place, (path, _, _, [low, high]))| {
            format!("[factors.f{place}]\npaths = [\"{path}\"]\nlow = {low:?}\nhigh = {high:?}\n")
        });
    let space = Document::from_text("space.toml", &factors.collect::<String>(), &[]).unwrap();
    let space = Space::new(&space, &study).unwrap();
    let problem = Problem::new(&study, Some(space), &["T".to_owned()]).unwrap();
    let effort = Effort {
        tries: 300,
        profile: false,
        particles: None,
    };
    tune(&problem.question, &effort, &mut Direct(&problem)).unwrap()
}

/// The data are one realisation with random numbers of its own. Each truth lies inside its 95 %
/// interval in at least nine trials of ten; `CHIPPARK_TRIALS=20` makes as many.
#[test]
fn known_truths_are_inside_their_intervals() {
    let count = std::env::var("CHIPPARK_TRIALS").ok();
    let count: usize = count.map_or(2, |count| count.parse().expect("a number of trials"));
    let mut inside = [0; TRUTHS.len()];
    for number in 0..count {
        let found = trial(number);
        assert!(found.is_settled);
        let truths = TRUTHS.iter().zip(&found.uncertainty.intervals);
        for (inside, ((_, truth, ..), interval)) in inside.iter_mut().zip(truths) {
            *inside += usize::from(interval.low <= *truth && *truth <= interval.high);
        }
    }
    assert!(
        inside.iter().all(|inside| 10 * inside >= 9 * count),
        "{inside:?} of {count}"
    );
}

/// Students by a logit, and a campaign from 2019 on: two parameters and a figure for each year.
const TOWN: &str = r#"
scenario = { title = "Town", question = "How many come?" }
[run]
start = "2018-01-01"
until = "2020-01-01"
tick = "1 d"
[talent.channels.students]
kind = "students"
national_graduates = { 2018 = 100_000, 2019 = 100_000 }
choice = { v0 = -4.0, beta_settle = 0.5, beta_awareness = 0.4 }
persons = { tier = "student" }
[policy.programmes.settle]
kind = "settle_campaign"
start = "2019-01-01"
[[target]]
id = "Y1"
metric = "talent.registered/students"
period = "2018"
value = 1500
kind = "calibrated"
tolerance = "1 %"
parameter = "talent.channels.students.choice.v0"
search = [-6.0, -3.0]
source = "assumed"
[[target]]
id = "Y2"
metric = "talent.registered/students"
period = "2019"
value = 3100
kind = "calibrated"
low = 3000
high = 3200
parameter = "talent.channels.students.choice.beta_settle"
search = [-0.5, 2.0]
source = "assumed"
"#;

/// The exit code, the results and the messages of `tune` on the town with these words.
fn tune_town(folder: &Path, more: &[&str]) -> (Option<i32>, String, String) {
    std::fs::write(folder.join("town.toml"), TOWN).unwrap();
    let fixed = ["tune", "town.toml", "-r", "6", "--no-progress"];
    said(&outcome(folder, &[&fixed[..], more].concat()))
}

/// One year tells the sum of two parameters, two years tell both.
#[test]
fn of_a_pair_fitted_to_one_year_only_the_sum_is_known() {
    let here = tempfile::tempdir().unwrap();
    let (code, text, errors) = tune_town(here.path(), &["--targets=Y2", "--out=one"]);
    assert_eq!(code, Some(0), "{errors}");
    let pair = "choice.v0 and choice.beta_settle trade off: correlation -1.00; only their sum is \
                known.";
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains(pair), "{text}");
    for name in ["choice.v0", "choice.beta_settle"] {
        assert!(
            flat.contains(&format!("{name} is not identified")),
            "{text}"
        );
    }
    let (code, text, errors) = tune_town(here.path(), &["--out=two", "--profile"]);
    assert_eq!(code, Some(0), "{errors}");
    assert!(!text.contains("identified"), "{text}");
    assert!(
        text.lines().all(|line| line.chars().count() <= 80),
        "{text}"
    );
    let json = std::fs::read_to_string(here.path().join("two/tune.json")).unwrap();
    let results: Value = serde_json::from_str(&json).unwrap();
    // logit(0.015) = -4.185, and logit(0.031) - logit(0.015) = 0.743; a count of 1,500 is known to
    // 2.6 %, and those of both years to 3.2 %.
    let value = |place: usize| results["parameters"][place]["value"].as_f64().unwrap();
    assert!((value(0) + 4.185).abs() < 0.12, "{text}");
    assert!((value(1) - 0.743).abs() < 0.14, "{text}");
    // What is written can be run.
    let words = ["check", "two/fitted.toml"];
    let (code, _, errors) = said(&outcome(here.path(), &words));
    assert_eq!(code, Some(0), "{errors}");
}

/// The files of a folder but for the journal, which has a line more for each start.
fn results(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let names = names_in(folder).into_iter();
    let names = names.filter(|name| name != "units.jsonl");
    names
        .map(|name| {
            let bytes = std::fs::read(folder.join(&name)).unwrap();
            (name, bytes)
        })
        .collect()
}

/// The journal cut at bytes all over it, the middle of a line among them; and a process killed.
#[test]
fn a_search_that_was_broken_off_goes_on_and_ends_with_the_same_bytes() {
    let words = [
        "--out=out",
        "--space=one.toml",
        "--targets=Y2",
        "--posterior=20",
        "--jobs=2",
    ];
    let (whole, here) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let one = factor(
        "talent.channels.students.choice.v0",
        "low = -5.0\nhigh = -3.0",
    );
    for folder in [&whole, &here] {
        std::fs::write(folder.path().join("one.toml"), &one).unwrap();
    }
    let (code, _, errors) = tune_town(whole.path(), &words);
    assert_eq!(code, Some(0), "{errors}");
    let whole = whole.path().join("out");
    let expected = results(&whole);
    let names: Vec<&str> = expected.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        ["fitted.toml", "posterior.csv", "tries.csv", "tune.json"]
    );
    let journal = std::fs::read(whole.join("units.jsonl")).unwrap();
    let out = here.path().join("out");
    std::fs::create_dir(&out).unwrap();
    for cut in [1, journal.len() / 2 + 7] {
        std::fs::write(out.join("units.jsonl"), &journal[..cut]).unwrap();
        let (code, _, errors) = tune_town(here.path(), &words);
        assert_eq!(code, Some(0), "{errors}");
        assert_eq!(results(&out), expected, "cut at {cut} of {}", journal.len());
    }
    std::fs::remove_dir_all(&out).unwrap();
    let fixed = ["tune", "town.toml", "-r", "6", "--no-progress"];
    let all = [&fixed[..], &words].concat();
    for wait in [50, 150, 300] {
        let mut process = chippark(here.path(), &all).spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(wait));
        process.kill().unwrap();
        process.wait().unwrap();
    }
    assert_eq!(tune_town(here.path(), &words).0, Some(0));
    assert_eq!(results(&out), expected);
}

/// The file of one factor.
fn factor(path: &str, values: &str) -> String {
    format!("[factors.f]\npaths = [\"{path}\"]\n{values}\n")
}

#[test]
fn mistakes_are_named_before_anything_runs() {
    let here = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(here.path().join(name), text).unwrap();
    write(
        "date.toml",
        &factor("policy.programmes.settle.start", "low = 2018\nhigh = 2020"),
    );
    write(
        "levels.toml",
        &factor(
            "talent.channels.students.choice.v0",
            "levels = [-4.0, -3.0]",
        ),
    );
    write(
        "far.toml",
        &factor(
            "talent.channels.students.choice.v0",
            "low = -3.5\nhigh = -3.0",
        ),
    );
    write(
        "mine.toml",
        &factor(
            "talent.channels.students.choice.v0",
            "low = -5.0\nhigh = -3.0",
        ),
    );
    std::fs::create_dir(here.path().join("of-a-sweep")).unwrap();
    write("of-a-sweep/sweep.json", "{}");
    let cases: [(&[&str], &str); 8] = [
        (&["--space=date.toml"], "is a date"),
        (&["--space=levels.toml"], "has levels"),
        (&["--space=far.toml"], "widen the range"),
        (
            &["--targets=talent.registered/student"],
            "did you mean `talent.registered/students`",
        ),
        (&["--targets=Y1@2019"], "has no target `Y1@2019`"),
        (&["--replications=3"], "at least 5"),
        (&["--tries=4"], "4 tries are too few for 2 parameters"),
        (&["--out=of-a-sweep"], "results of a sweep"),
    ];
    std::fs::write(here.path().join("town.toml"), TOWN).unwrap();
    for (words, part) in cases {
        let out: &[&str] = if words[0].starts_with("--out") {
            &[]
        } else {
            &["--out=out"]
        };
        let all = [&["tune", "town.toml"][..], words, out].concat();
        let (code, _, errors) = said(&outcome(here.path(), &all));
        assert_eq!(code, Some(2), "{words:?}: {errors}");
        assert!(errors.contains(part), "{words:?}: {errors}");
    }
    assert!(!here.path().join("out/units.jsonl").exists());
    // Something else in the same folder.
    assert_eq!(tune_town(here.path(), &["--out=out"]).0, Some(0));
    let (code, _, errors) = tune_town(here.path(), &["--out=out", "--space=mine.toml"]);
    assert_eq!(code, Some(2));
    assert!(
        errors.contains("results of tuning something else"),
        "{errors}"
    );
}

/// A budget that ends early keeps what was found, says so, and goes on with more tries.
#[test]
fn a_budget_that_ends_is_said_and_extended() {
    let here = tempfile::tempdir().unwrap();
    let (code, text, errors) = tune_town(here.path(), &["--out=out", "--tries=12"]);
    assert_eq!(code, Some(1), "{errors}");
    assert!(text.contains("The budget of tries ended"), "{text}");
    assert!(errors.contains("more `--tries`"), "{errors}");
    let (code, _, errors) = tune_town(here.path(), &["--out=out"]);
    assert_eq!(code, Some(0), "{errors}");
    let alone = tempfile::tempdir().unwrap();
    assert_eq!(tune_town(alone.path(), &["--out=out"]).0, Some(0));
    assert_eq!(
        results(&here.path().join("out")),
        results(&alone.path().join("out"))
    );
}
