//! `bench`: measure the speed of the program beside plain hand-written loops of the same models,
//! and check that it has not become slower.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use super::earlier::{Turns, keep_program};
use super::options::share;
use super::output_file::OutputFile;
use super::stopwatch::{Stopwatch, processor_seconds};
use super::{Failure, host, terminal};
use crate::experiment::bench::{
    FAB_TICK, NAMES, PEOPLE_LARGE, PILOT, Prepare, SMT2020, Work, Workload, workload,
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
/// The days of the public testbed that are run, with its lots of the start.
const TESTBED_DAYS: u64 = 60;

/// The options of `bench`.
#[derive(Args, Debug)]
#[command(after_help = "\
Each workload takes turns with its plain loop. What counts is processor time, of each piece of a
workload the least of all rounds.

`--save` keeps a copy of the program beside its file. `--check` lets that program and this one take
turns, each turn a process, until the 99 % interval of the change lies on one side of what is
allowed, and fails if the whole interval lies beyond: other work on the machine disturbs both. After
40 turns without a verdict, the estimate decides, if the program is slower at all.

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
    /// Rounds of each workload [default: as many as take 3 s, at most 10].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1000))]
    rounds: Option<u32>,
    /// Leave out the plain loops.
    #[arg(long)]
    alone: bool,
    /// Write the measurements to this file, as JSON, and the program to FILE.program.
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
    /// Overwrite an existing file of `--save`.
    #[arg(long, requires = "save")]
    force: bool,
    /// Compare with the program that is kept beside this file, and fail with exit code 1 if a
    /// workload is slower.
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
    let turns = args.check.as_deref();
    let turns = turns.map(|path| Turns::new(path, &args.scenario));
    let turns = turns.transpose()?;
    let file = args.save.as_deref();
    let file = file.map(|path| OutputFile::choose(path, args.force));
    let file = file.transpose()?;
    refuse_unknown(&args.only)?;
    let workloads = args.workloads()?;
    let measured = workloads.iter().map(|one| measure(one, args.rounds));
    let mut rows: Vec<BenchRow> = measured.collect();
    if let (Some(saved), Some(turns)) = (&saved, &turns) {
        for row in &mut rows {
            if saved.iter().any(|before| before.name == row.name) {
                row.change = turns.compare(row, args.max_regress.get())?;
            } else {
                terminal::warning(format_args!(
                    "{}: not compared, since it is not in the file of --check",
                    row.name
                ));
            }
        }
    }
    let written = file.map_or(Ok(()), |file| {
        file.write(&to_json(&rows))?;
        keep_program(file.named(), args.force)
    });
    let printed = terminal::print(&if args.json {
        to_json(&rows)
    } else {
        bench_table(&rows)
    });
    let verdict = saved.map_or(Ok(()), |mut saved| {
        saved.retain(|row| args.wants(&row.name));
        for compared in check(&saved, &rows, args.max_regress.get())? {
            terminal::note(format_args!("{compared}"));
        }
        Ok(())
    });
    written.and(verdict).and(printed)
}

impl BenchArgs {
    /// Whether a workload is measured.
    fn wants(&self, name: &str) -> bool {
        let is_usual = self.only.is_empty() && name != PEOPLE_LARGE;
        is_usual || self.only.iter().any(|only| only == name)
    }

    /// What is measured, in order.
    fn workloads(&self) -> Result<Vec<Workload>, Failure> {
        let mut workloads = Vec::new();
        for name in NAMES.into_iter().filter(|name| self.wants(name)) {
            let scenario = match name {
                SMT2020 => testbed(self)?,
                PILOT => pilot(self)?,
                _ => None,
            };
            let found = workload(name, scenario)?;
            workloads.extend(found.map(|mut found| {
                found.plain_loop = found.plain_loop.filter(|_| !self.alone);
                found
            }));
        }
        Ok(workloads)
    }
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

/// The public testbed; none if its tables are missing, unless they were asked for.
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
    let imported = smt2020::import(&folder, Duration::days(TESTBED_DAYS))?;
    Ok(Some(Document::from_files(
        SMT2020,
        &imported.files,
        &[FAB_TICK.to_owned()],
    )?))
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

/// The processor time of the rounds of a workload.
#[derive(Default)]
struct Times {
    /// Of each piece, the least of all rounds.
    pieces: Vec<f64>,
    work: Option<Work>,
}

impl Times {
    /// Measures one round more.
    fn add_round(&mut self, prepare: &Prepare) {
        let round = prepare();
        let mut pieces = Vec::with_capacity(1_000);
        let mut since = processor_seconds();
        let mut pause = || {
            pieces.push(processor_seconds() - since);
            since = processor_seconds();
        };
        let work = round(&mut pause);
        pause();
        if self.pieces.is_empty() {
            self.pieces = pieces;
        } else {
            for (least, piece) in self.pieces.iter_mut().zip(pieces) {
                *least = least.min(piece);
            }
        }
        self.work = Some(work);
    }

    /// The seconds of a round, which are never zero.
    fn seconds(&self) -> f64 {
        self.pieces.iter().sum::<f64>().max(1e-9)
    }

    /// Events per second.
    fn rate(&self) -> f64 {
        self.work.as_ref().map_or(0, |work| work.events) as f64 / self.seconds()
    }
}

/// Measures a workload in turn with its plain loop, for so many rounds or as long as is usual.
fn measure(workload: &Workload, rounds: Option<u32>) -> BenchRow {
    host::reset_peak_memory();
    let started = Stopwatch::start();
    let (mut own, mut plain) = (Times::default(), Times::default());
    let mut peak_rss_mb = None;
    for round in 0..rounds.unwrap_or(ROUNDS) {
        if round > 0 && rounds.is_none() && started.seconds() > SECONDS {
            break;
        }
        own.add_round(&workload.prepare);
        if round == 0 {
            peak_rss_mb = host::peak_memory_mb();
        }
        if let Some(prepare) = &workload.plain_loop {
            plain.add_round(prepare);
        }
    }
    let (events_per_s, cpu_s) = (own.rate(), own.seconds());
    let plain = plain.work.is_some().then(|| plain.rate());
    let work = own.work.expect("there is at least one round");
    BenchRow {
        name: workload.name.to_owned(),
        unit: workload.unit.to_owned(),
        events: work.events,
        cpu_s,
        events_per_s,
        baseline_events_per_s: plain,
        ratio_to_baseline: plain.map(|plain| plain / events_per_s),
        peak_rss_mb,
        digest: work.digest,
        change: None,
        reason: missing(plain, peak_rss_mb),
    }
}
