//! The program as a process: results are never lost, by whatever ends it or keeps it from writing,
//! and the exit code says what happened.

use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::support::{chippark, names_in, outcome, said};

/// A tool group, a stream, and a target that every run misses.
const LINE: &str = "
[scenario]
title = 'Line'
question = 'How long?'
[run]
start = '2018-01-01'
until = '20 d'
[fab.tools.saw]
count = 1
[fab.routes.r.s]
tool_group = 'saw'
per = 'lot'
time = '5 min'
[fab.products.p]
route = 'r'
[fab.streams.s]
product = 'p'
starts = '250 /d'
[[target]]
id = 'never'
metric = 'fab.wafers_out'
value = 1
kind = 'holdout'
tolerance = '1 %'
source = 'assumed'
";

fn line() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("line.toml"), LINE).unwrap();
    folder
}

/// A process whose output nobody reads, and whose reader is gone.
fn with_closed_output(folder: &Path, words: &[&str]) -> Option<i32> {
    let mut child = chippark(folder, words)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut errors = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut errors)
        .unwrap();
    let code = child.wait().unwrap().code();
    assert!(!errors.contains("panicked"), "{errors}");
    code
}

#[test]
fn a_closed_output_changes_neither_the_verdict_nor_the_files() {
    let here = line();
    let run = |more: &[&str]| {
        let words = [&["run", "line.toml", "--out"], more].concat();
        with_closed_output(here.path(), &words)
    };
    assert_eq!(run(&["one"]), Some(0));
    assert_eq!(run(&["two", "--strict"]), Some(1));
    assert_eq!(run(&["three", "--strict", "--json"]), Some(1));
    for name in ["one", "two", "three"] {
        assert_eq!(names_in(&here.path().join(name)).len(), 10, "{name}");
    }
    let quickest = chippark::experiment::bench::NAMES[0];
    let bench = ["bench", "--only", quickest, "--save", "bench.json"];
    assert_eq!(with_closed_output(here.path(), &bench), Some(0));
    let saved = fs::read_to_string(here.path().join("bench.json")).unwrap();
    assert!(serde_json::from_str::<Value>(&saved).is_ok());
}

#[test]
fn a_place_that_nothing_can_take_is_refused_before_the_run() {
    let here = line();
    let inner = here.path().join("inner");
    fs::create_dir(&inner).unwrap();
    // The folder of the process itself, by two names; and the one above.
    for out in [".", "../inner", ".."] {
        let output = outcome(&inner, &["run", "../line.toml", "--out", out, "--force"]);
        let (code, results, errors) = said(&output);
        assert_eq!((code, &*results), (Some(2), ""), "{out}: {errors}");
        assert!(
            errors.contains("is the folder that you are in") || errors.contains("holds no results"),
            "{out}: {errors}"
        );
    }
    // A folder of the system that cannot be renamed, and one in which nothing can be made.
    for out in ["/proc", "/proc/run"] {
        if Path::new("/proc/self").exists() {
            let output = outcome(here.path(), &["run", "line.toml", "--out", out]);
            let (code, results, errors) = said(&output);
            assert_eq!((code, &*results), (Some(2), ""), "{out}: {errors}");
        }
    }
    assert_eq!(names_in(here.path()), ["inner", "line.toml"]);
    assert_eq!(names_in(&inner), [""; 0]);
}

#[test]
fn results_that_cannot_be_written_are_printed_and_code_2() {
    let here = line();
    let words = ["run", "line.toml", "--out", "out", "--until", "30000 d"];
    let child = chippark(here.path(), &words)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // The trial is over when the run has begun; then someone else takes the place.
    std::thread::sleep(Duration::from_millis(600));
    fs::create_dir(here.path().join("out")).unwrap();
    fs::write(here.path().join("out/letter.txt"), "dear").unwrap();
    let output = child.wait_with_output().unwrap();
    let (code, results, errors) = said(&output);
    assert_eq!(code, Some(2), "{errors}");
    assert!(results.contains("Line"), "{results}");
    assert!(
        errors.contains("the results could not be written"),
        "{errors}"
    );
    assert_eq!(names_in(&here.path().join("out")), ["letter.txt"]);
    assert_eq!(names_in(here.path()), ["line.toml", "out"]);
}

#[cfg(unix)]
#[test]
fn a_word_that_is_no_text_does_not_cost_the_results() {
    use std::os::unix::ffi::OsStrExt as _;
    let here = line();
    let out = std::ffi::OsStr::from_bytes(b"caf\xe9");
    let mut command = chippark(here.path(), &["run", "line.toml", "--out"]);
    let output = command.arg(out).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let record = fs::read_to_string(here.path().join(out).join("run.json")).unwrap();
    assert!(record.contains("caf\u{fffd}"), "{record}");
}

#[test]
fn results_of_another_version_or_scenario_under_one_name_are_told_apart() {
    let here = line();
    let run = || said(&outcome(here.path(), &["run", "line.toml"]));
    assert_eq!(run().0, Some(0));
    let (code, _, errors) = run();
    assert_eq!(code, Some(0));
    assert!(errors.contains("nothing was run"), "{errors}");
    let root = here.path().join("results/line");
    let folder = root.join(&names_in(&root)[0]);
    let digits = names_in(&root)[0].split('-').next().unwrap().len();
    assert_eq!(digits, 16);
    for (file, key, words) in [
        ("run.json", "source", "by another build of chippark"),
        (
            "summary.json",
            "scenario_digest",
            "another scenario, with the digest other",
        ),
    ] {
        let path = folder.join(file);
        let mut value: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        value[key] = "other".into();
        fs::write(&path, value.to_string()).unwrap();
        let (code, _, errors) = run();
        assert_eq!(code, Some(2));
        assert!(errors.contains(words), "{errors}");
    }
}

/// A run without an end in sight, once it has begun.
#[cfg(unix)]
fn long_run(folder: &Path, signal_ignored: bool) -> Child {
    let set = ["--set", "fab.streams.s.starts=7000 /d"];
    let words = ["run", "line.toml", "--out", "out", "--until", "100 y"];
    let words = [&words[..], &set].concat();
    let mut command = if signal_ignored {
        let mut command = std::process::Command::new("nohup");
        command.arg(env!("CARGO_BIN_EXE_chippark")).args(words);
        command.current_dir(folder);
        command
    } else {
        chippark(folder, &words)
    };
    let child = command.stdout(Stdio::null()).stderr(Stdio::null());
    let child = child.stdin(Stdio::null()).spawn().unwrap();
    std::thread::sleep(Duration::from_millis(500));
    child
}

#[cfg(unix)]
fn signal(child: &Child, signal: rustix::process::Signal) {
    let process = rustix::process::Pid::from_child(child);
    rustix::process::kill_process(process, signal).unwrap();
}

#[cfg(unix)]
#[test]
fn hang_up_and_termination_end_a_run_as_an_interrupt_does() {
    use rustix::process::Signal;
    for kind in [Signal::INT, Signal::TERM, Signal::HUP] {
        let here = line();
        let mut child = long_run(here.path(), false);
        signal(&child, kind);
        assert_eq!(child.wait().unwrap().code(), Some(130), "{kind:?}");
        assert_eq!(names_in(here.path()), ["line.toml"], "{kind:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_run_that_outlives_its_terminal_is_not_hung_up() {
    use rustix::process::Signal;
    let here = line();
    let mut child = long_run(here.path(), true);
    signal(&child, Signal::HUP);
    std::thread::sleep(Duration::from_millis(300));
    assert!(child.try_wait().unwrap().is_none());
    signal(&child, Signal::TERM);
    assert_eq!(child.wait().unwrap().code(), Some(130));
}

/// Starts runs over earlier results, kills each after another time, and looks what is there. The
/// times go over a whole run, with most of them in the time of its writing.
#[cfg(unix)]
fn kill_often(kills: u32) {
    let here = line();
    let words = ["run", "line.toml", "--out", "out", "--force", "--seed"];
    let run = |seed: u32| {
        let seed = seed.to_string();
        chippark(here.path(), &[&words[..], &[&seed]].concat())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    };
    let now = || {
        let time = rustix::time::clock_gettime(rustix::time::ClockId::Monotonic);
        Duration::try_from(time).unwrap()
    };
    let start = now();
    assert!(run(0).wait().unwrap().success());
    let whole = now().checked_sub(start).unwrap();
    let seed_there = |before: u32| -> u32 {
        let folder = here.path().join("out");
        let text = fs::read_to_string(folder.join("summary.json"));
        let text = text.unwrap_or_else(|error| panic!("after seed {before}: {error}"));
        assert_eq!(names_in(&folder).len(), 10, "after seed {before}");
        let summary: Value = serde_json::from_str(&text).unwrap();
        u32::try_from(summary["seed"].as_u64().unwrap()).unwrap()
    };
    let mut there = 0;
    for seed in 1..=kills {
        let mut child = run(seed);
        std::thread::sleep(whole.mul_f64(0.5 + 0.7 * f64::from(seed % 97) / 97.0));
        child.kill().ok();
        child.wait().unwrap();
        let is_aside = !here.path().join("out").exists();
        if is_aside {
            // Killed while the place was tried: the next run puts the old results back.
            let swept = chippark(
                here.path(),
                &["run", "line.toml", "--out", "other", "--force"],
            );
            assert!({ swept }.output().unwrap().status.success());
        }
        let found = seed_there(seed);
        assert!(
            found == there || found == seed,
            "{found} after {seed} over {there}"
        );
        there = found;
    }
    assert!(run(kills + 1).wait().unwrap().success());
    fs::remove_dir_all(here.path().join("other")).ok();
    assert_eq!(names_in(here.path()), ["line.toml", "out"]);
}

#[cfg(unix)]
#[test]
fn a_kill_loses_no_results_and_leaves_no_litter_behind_the_next_run() {
    let asked = std::env::var("CHIPPARK_KILLS").ok();
    kill_often(asked.map_or(10, |kills| kills.parse().unwrap()));
}

/// Runs the line into the folder `out`, with further words: the code and what was printed.
fn run_line(folder: &Path, more: &[&str]) -> (Option<i32>, String, String) {
    let words = ["run", "line.toml", "--out", "out"];
    said(&outcome(folder, &[&words, more].concat()))
}

#[test]
fn what_a_run_cannot_hold_is_an_error_with_the_simulated_time_and_code_2() {
    let here = line();
    // 250 wafers a day at 10^15 fen each: after 37 days they are more than 2^63 fen.
    let costly = "fab.wafer_cost=10000 bn CNY";
    let free = "finance.overheads_per_month=0 CNY";
    let more = ["--set", costly, "--set", free, "--until", "90 d"];
    let (code, results, errors) = run_line(here.path(), &more);
    assert_eq!((code, &*results), (Some(2), ""), "{errors}");
    assert!(
        errors.contains("`line`, replication 0, cannot go on at 2018-02-"),
        "{errors}"
    );
    assert!(!errors.contains("panicked"), "{errors}");
    assert_eq!(names_in(here.path()), ["line.toml"]);
}

#[test]
fn control_characters_of_a_title_do_not_reach_a_terminal() {
    let here = line();
    let more = ["--set", "scenario.title=\"a\\u001b[31mb\""];
    let (code, results, errors) = run_line(here.path(), &more);
    assert_eq!(code, Some(0), "{errors}");
    assert!(results.contains("a\u{fffd}[31mb"), "{results}");
}
