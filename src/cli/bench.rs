//! `bench`: how fast the program is beside plain hand-written loops of the same models, and whether
//! it has become slower.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use super::options::share;
use super::stopwatch::Stopwatch;
use super::{Failure, host, terminal};
use crate::experiment::bench::{
    self, FAB, FAB_DAYS, FAB_TOOLS, PEOPLE, PEOPLE_LARGE, PILOT, Prepare, SMT2020, Work, Workload,
    people,
};
use crate::import::smt2020;
use crate::industry::Park;
use crate::output::bench::{BenchRow, bench_table, from_json, regressions, to_json};
use crate::scenario::Document;
use crate::units::{Duration, Share};

/// Rounds of a workload go on until so many seconds have passed, or so many rounds.
const SECONDS: f64 = 3.0;
/// As above.
const ROUNDS: u32 = 10;

/// The options of `bench`.
#[derive(Args, Debug)]
pub struct BenchArgs {
    /// The scenario of the workload `pilot`.
    #[arg(
        long,
        value_name = "SCENARIO",
        default_value = "scenarios/jinhua-2019.toml"
    )]
    scenario: PathBuf,
    /// Measure this workload only; may be repeated.
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    /// Write the measurements to this file, as JSON.
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
    /// Replace the file of `--save` if it is there already.
    #[arg(long, requires = "save")]
    force: bool,
    /// Compare with the measurements in this file, and fail if something has become slower.
    #[arg(long, value_name = "FILE")]
    check: Option<PathBuf>,
    /// How much slower than in the file of `--check` is still all right.
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
/// If a file cannot be read or written, a name is unknown, or something has become slower.
pub fn bench(args: &BenchArgs) -> Result<(), Failure> {
    let saved = args.check.as_deref().map(read).transpose()?;
    if let Some(path) = args
        .save
        .as_deref()
        .filter(|path| !args.force && path.exists())
    {
        let path = path.display();
        return Err(Failure::Usage(format!(
            "`{path}` exists already; --force replaces it"
        )));
    }
    let wanted = |name: &str| args.only.is_empty() || args.only.iter().any(|only| only == name);
    let park = if wanted(PILOT) {
        pilot_park(args)?
    } else {
        None
    };
    let city = city_park(people::PER_YEAR)?;
    // Ten million persons take long: only by name.
    let large = if args.only.iter().any(|only| only == PEOPLE_LARGE) {
        Some(city_park(people::PER_YEAR_LARGE)?)
    } else {
        None
    };
    let fab = if wanted(FAB) { Some(fab_park()?) } else { None };
    let testbed = if wanted(SMT2020) {
        testbed_park(args)?
    } else {
        None
    };
    let mut workloads = bench::workloads(bench::EVENTS);
    refuse_unknown(args, &workloads)?;
    workloads.push(bench::persons(PEOPLE, &city, people::PER_YEAR));
    let large = large.as_ref();
    workloads.extend(large.map(|park| bench::persons(PEOPLE_LARGE, park, people::PER_YEAR_LARGE)));
    workloads.extend(fab.as_ref().map(|park| bench::lot_moves(FAB, park)));
    let imported = testbed.as_ref();
    workloads.extend(imported.map(|park| bench::lot_moves(SMT2020, park)));
    workloads.extend(park.as_ref().map(|park| bench::whole(PILOT, park)));
    workloads.retain(|workload| wanted(workload.name));

    let rows: Vec<BenchRow> = workloads.iter().map(measure).collect();
    terminal::print(&if args.json {
        to_json(&rows)
    } else {
        bench_table(&rows)
    })?;
    if let Some(path) = &args.save {
        fs::write(path, to_json(&rows)).map_err(Failure::of_file(path))?;
    }
    saved.map_or(Ok(()), |mut saved| {
        saved.retain(|row| wanted(&row.name));
        compare(&saved, &rows, args.max_regress.get())
    })
}

/// Compares what was measured with what was saved of the wanted workloads, and warns of what cannot
/// be compared.
///
/// # Errors
/// If something has become slower or is measured no more, or if nothing can be compared: such a
/// check would never fail.
fn compare(saved: &[BenchRow], rows: &[BenchRow], most: f64) -> Result<(), Failure> {
    let lacks = |rows: &[BenchRow], row: &BenchRow| rows.iter().all(|other| other.name != row.name);
    let gone = saved.iter().filter(|row| lacks(rows, row));
    let gone = gone.map(|row| format!("{}: was measured before, and is not now", row.name));
    let worse: Vec<String> = gone.chain(regressions(saved, rows, most)).collect();
    if !worse.is_empty() {
        return Err(Failure::No(worse.join("\n")));
    }
    if saved.is_empty() {
        let text = "the file of --check holds none of these workloads, so nothing was compared";
        return Err(Failure::Usage(text.to_owned()));
    }
    for row in rows.iter().filter(|row| lacks(saved, row)) {
        terminal::warning(format_args!(
            "{}: not in the file of --check, so it was not compared",
            row.name
        ));
    }
    Ok(())
}

/// Refuses the names of workloads that are neither among these nor of scenarios.
fn refuse_unknown(args: &BenchArgs, workloads: &[Workload<'_>]) -> Result<(), Failure> {
    let names: Vec<&str> = workloads
        .iter()
        .map(|workload| workload.name)
        .chain([PEOPLE, PEOPLE_LARGE, FAB, SMT2020, PILOT])
        .collect();
    let mut only = args.only.iter();
    match only.find(|only| !names.contains(&only.as_str())) {
        Some(only) => {
            let names = names.join(", ");
            Err(Failure::Usage(format!(
                "there is no workload `{only}`, only {names}"
            )))
        }
        None => Ok(()),
    }
}

/// The park of a city with so many registrations a year.
fn city_park(per_year: u32) -> Result<Park, Failure> {
    let text = people::scenario(per_year);
    Ok(Park::compile(&Document::from_text(
        "people.toml",
        &text,
        &[],
    )?)?)
}

/// The park of the workload `fab`.
fn fab_park() -> Result<Park, Failure> {
    let (files, overrides) = bench::fab_scenario(FAB_TOOLS, FAB_DAYS);
    Ok(Park::compile(&Document::from_files(
        FAB, &files, &overrides,
    )?)?)
}

/// The park of the workload `smt2020`: the public testbed for two years, if its tables are there.
fn testbed_park(args: &BenchArgs) -> Result<Option<Park>, Failure> {
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
    let document = Document::from_files(SMT2020, &imported.files, &[])?;
    Ok(Some(Park::compile(&document)?))
}

/// The park of the workload `pilot`. Its default scenario may be missing, unless that is all that
/// is to be measured: an installed program has no scenarios beside it.
fn pilot_park(args: &BenchArgs) -> Result<Option<Park>, Failure> {
    if args.only.is_empty() && !args.scenario.exists() {
        let path = args.scenario.display();
        terminal::note(format_args!("`{PILOT}` is left out: there is no `{path}`"));
        return Ok(None);
    }
    Ok(Some(Park::compile(&Document::load(&args.scenario, &[])?)?))
}

/// Measurements saved before.
fn read(path: &Path) -> Result<Vec<BenchRow>, Failure> {
    let text = fs::read_to_string(path).map_err(Failure::of_file(path))?;
    from_json(&text).map_err(|error| {
        Failure::Usage(format!(
            "`{}` holds no measurements: {error}",
            path.display()
        ))
    })
}

/// Measures a workload in turn with its plain loop and keeps the fastest round of each, the one
/// least disturbed by whatever else the machine does.
fn measure(workload: &Workload<'_>) -> BenchRow {
    host::forget_peak_memory();
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

/// Why a figure is missing, if one is.
fn missing(plain: Option<f64>, peak_rss_mb: Option<f64>) -> Option<String> {
    let plain = plain
        .is_none()
        .then_some("there is no plain loop of this model");
    let peak = (peak_rss_mb.is_none()).then_some("the system does not tell its peak memory");
    let reasons: Vec<&str> = [plain, peak].into_iter().flatten().collect();
    (!reasons.is_empty()).then(|| reasons.join("; "))
}

/// One prepared round and its seconds, which are never zero.
fn timed(prepare: &Prepare<'_>) -> (Work, f64) {
    let round = prepare();
    let started = Stopwatch::start();
    let work = round();
    (work, started.seconds().max(1e-9))
}

fn rate((work, seconds): (Work, f64)) -> f64 {
    work.events as f64 / seconds
}
