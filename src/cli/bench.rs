//! `bench`: measure the speed of the program beside plain hand-written loops of the same models,
//! and check that it has not become slower.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use super::options::share;
use super::output_file::OutputFile;
use super::stopwatch::Stopwatch;
use super::{Failure, host, terminal};
use crate::experiment::bench::{
    NAMES, PEOPLE_LARGE, PILOT, Prepare, SMT2020, Work, Workload, workload,
};
use crate::import::smt2020;
use crate::industry::ScenarioFile;
use crate::output::bench::{BenchRow, bench_table, check, from_json, missing, to_json};
use crate::scenario::Document;
use crate::units::{Duration, Share};

/// A workload is measured for so many seconds or [`ROUNDS`] rounds, whichever comes first.
const SECONDS: f64 = 3.0;
/// The most rounds of a workload.
const ROUNDS: u32 = 10;

/// The options of `bench`.
#[derive(Args, Debug)]
#[command(after_help = "\
Each workload takes turns with its plain loop, and the fastest round of each counts.

Examples:
  chippark bench --save bench.json
  chippark bench --check bench.json --max-regress 5%
  chippark bench --only people-large")]
pub struct BenchArgs {
    /// The scenario of the workload `pilot`.
    #[arg(
        long,
        value_name = "SCENARIO",
        default_value = "scenarios/jinhua-2019.toml"
    )]
    scenario: PathBuf,
    /// Measure only this workload; may be repeated [default: all but `people-large`].
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    /// Write the measurements to this file, as JSON.
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
    /// Overwrite an existing file of `--save`.
    #[arg(long, requires = "save")]
    force: bool,
    /// Compare with the measurements in this file, and fail with exit code 1 if a workload is
    /// slower.
    #[arg(long, value_name = "FILE")]
    check: Option<PathBuf>,
    /// The slowdown that `--check` tolerates.
    #[arg(
        long,
        value_name = "SHARE",
        default_value = "5 %",
        requires = "check",
        value_parser = share
    )]
    max_regress: Share,
    /// Print JSON.
    #[arg(long)]
    pub(super) json: bool,
}

/// Runs the command.
///
/// # Errors
/// If a file cannot be read or written, a name is unknown, or a workload has become slower.
pub fn bench(args: &BenchArgs) -> Result<(), Failure> {
    let saved = args.check.as_deref().map(read).transpose()?;
    let file = args.save.as_deref();
    let file = file.map(|path| OutputFile::choose(path, args.force));
    let file = file.transpose()?;
    refuse_unknown(&args.only)?;
    let is_wanted = |name: &str| {
        let is_usual = args.only.is_empty() && name != PEOPLE_LARGE;
        is_usual || args.only.iter().any(|only| only == name)
    };
    let mut workloads = Vec::new();
    for name in NAMES.into_iter().filter(|name| is_wanted(name)) {
        let scenario = match name {
            SMT2020 => testbed(args)?,
            PILOT => pilot(args)?,
            _ => None,
        };
        workloads.extend(workload(name, scenario)?);
    }
    let rows: Vec<BenchRow> = workloads.iter().map(measure).collect();
    let written = file.map_or(Ok(()), |file| file.write(&to_json(&rows)));
    let printed = terminal::print(&if args.json {
        to_json(&rows)
    } else {
        bench_table(&rows)
    });
    let verdict = saved.map_or(Ok(()), |mut saved| {
        saved.retain(|row| is_wanted(&row.name));
        for name in check(&saved, &rows, args.max_regress.get())? {
            terminal::warning(format_args!(
                "{name}: not compared, since it is not in the file of --check"
            ));
        }
        Ok(())
    });
    written.and(verdict).and(printed)
}

/// Refuses names that no workload has.
fn refuse_unknown(only: &[String]) -> Result<(), Failure> {
    let mut unknown = only.iter().filter(|only| !NAMES.contains(&only.as_str()));
    unknown.next().map_or(Ok(()), |unknown| {
        let names = NAMES.join(", ");
        let text = format!("there is no workload `{unknown}`; the workloads are {names}");
        Err(Failure::Usage(text))
    })
}

/// The public testbed for two years; none if its tables are missing, unless they were asked for.
fn testbed(args: &BenchArgs) -> Result<Option<Document>, Failure> {
    let folder = match smt2020::testbed() {
        Ok(folder) => folder,
        Err(missing) if args.only.is_empty() => {
            terminal::note(format_args!("`{SMT2020}` is left out: {missing}"));
            return Ok(None);
        }
        Err(missing) => {
            let message = format!("`{SMT2020}` cannot be measured: {missing}");
            return Err(Failure::Usage(message));
        }
    };
    let imported = smt2020::import(&folder, Duration::days(730))?;
    Ok(Some(Document::from_files(SMT2020, &imported.files, &[])?))
}

/// The scenario of the workload `pilot`; none if it is missing, as where the program is installed
/// without scenarios, unless it was asked for.
fn pilot(args: &BenchArgs) -> Result<Option<Document>, Failure> {
    if args.only.is_empty() && !args.scenario.exists() {
        let path = args.scenario.display();
        terminal::note(format_args!("`{PILOT}` is left out: there is no `{path}`"));
        return Ok(None);
    }
    Ok(Some(Document::load_as::<ScenarioFile>(
        &args.scenario,
        &[],
    )?))
}

/// The measurements in a file.
fn read(path: &Path) -> Result<Vec<BenchRow>, Failure> {
    let text = fs::read_to_string(path).map_err(Failure::of_file(path))?;
    from_json(&text).map_err(|error| {
        Failure::Usage(format!(
            "`{}` holds no measurements: {error}",
            path.display()
        ))
    })
}

/// Measures a workload in turn with its plain loop. The fastest round of each counts: it is the one
/// that other processes disturbed least.
fn measure(workload: &Workload) -> BenchRow {
    host::reset_peak_memory();
    let started = Stopwatch::start();
    let (mut work, mut wall_s) = timed(&workload.prepare);
    let peak_rss_mb = host::peak_memory_mb();
    let mut plain = workload
        .plain_loop
        .as_ref()
        .map(|prepare| rate(timed(prepare)));
    let mut rounds = 1;
    while started.seconds() < SECONDS && rounds < ROUNDS {
        let (again, seconds) = timed(&workload.prepare);
        if seconds < wall_s {
            (work, wall_s) = (again, seconds);
        }
        if let (Some(prepare), Some(plain)) = (&workload.plain_loop, &mut plain) {
            *plain = plain.max(rate(timed(prepare)));
        }
        rounds += 1;
    }
    let events_per_s = work.events as f64 / wall_s;
    BenchRow {
        name: workload.name.to_owned(),
        unit: workload.unit.to_owned(),
        events: work.events,
        wall_s,
        events_per_s,
        baseline_events_per_s: plain,
        ratio_to_baseline: plain.map(|plain| plain / events_per_s),
        peak_rss_mb,
        digest: work.digest,
        reason: missing(plain, peak_rss_mb),
    }
}

/// A prepared round and its seconds, which are never zero.
fn timed(prepare: &Prepare) -> (Work, f64) {
    let round = prepare();
    let started = Stopwatch::start();
    let work = round();
    (work, started.seconds().max(1e-9))
}

fn rate((work, seconds): (Work, f64)) -> f64 {
    work.events as f64 / seconds
}
