//! `sweep`: a scenario at the points of a design, resumed where it was interrupted.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::cluster::{Part, units};
use super::options::{NO_PARQUET, PlanArgs, ScenarioArgs, WorkArgs};
use super::{Failure, host, interrupt, terminal};
use crate::experiment::compare::asked::means;
use crate::experiment::sweep::design::Design;
use crate::experiment::sweep::points::points_of;
use crate::experiment::sweep::space::Space;
use crate::experiment::sweep::spec::SpaceFile;
use crate::experiment::sweep::{Seeds, Sweep, SweepError, Unit};
use crate::experiment::{RunError, Watch};
use crate::industry::metrics;
use crate::output::file::write_file;
use crate::output::folder::others_results;
use crate::output::record::sweep_json;
use crate::output::results_folder::DIGITS;
use crate::output::sweep::journal::{self, Done, Journal};
use crate::output::sweep::tables::{self, SweepFile, units_csv};
use crate::output::table::headlines_of;
use crate::scenario::Document;
use crate::units::date::now_utc;
use crate::units::text::{hint, nearest};

/// The points that are asked for.
#[derive(Clone, Debug)]
enum Chosen {
    /// Those of a design.
    Made(Design),
    /// Those of a table.
    File(PathBuf),
}

impl FromStr for Chosen {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if Path::new(text)
            .extension()
            .is_some_and(|ending| ending == "csv")
        {
            return Ok(Self::File(text.into()));
        }
        text.parse().map(Self::Made)
    }
}

/// The options of `sweep`.
#[derive(Args, Debug)]
#[command(after_help = "\
Designs: lhs:200 (Latin hypercube), sobol:1024 (scrambled Sobol' sequence), saltelli:512 (Sobol'
indices: 512 times two more points than factors), saltelli2:512 (those of pairs too: twice as many),
morris:20 (20 trajectories), full (all levels), points.csv (a column for each factor).

A sweep that was interrupted, even killed, goes on where it was when it is started again; with more
replications or a longer design only what is new is run. Parts (`--part 0/8`) may run on other
machines into one folder; the sweep without `--part` reads them all and writes the tables.
`--part auto` is for jobs of Slurm, HyperQueue, PBS, Grid Engine, LSF, AWS Batch and Kubernetes.

Examples:
  chippark sweep scenarios/jinhua-2019.toml --space spaces/talent.toml --design lhs:200 -r 5
  chippark sweep scenarios/jinhua-2019.toml --space spaces/talent.toml --design lhs:200 --plan
  chippark sweep scenarios/jinhua-2019.toml --assumed --design lhs:200 -r 2 --out assumed")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an option of its own"
)]
pub struct SweepArgs {
    #[command(flatten)]
    scenario: ScenarioArgs,
    /// The file with the factors.
    #[arg(long, value_name = "FILE", required_unless_present = "assumed")]
    space: Option<PathBuf>,
    /// Take the assumptions of the scenario as factors: numbers whose provenance has a range.
    #[arg(long, conflicts_with = "space")]
    assumed: bool,
    /// Which points are run: a design, or a CSV file with a column for each factor.
    #[arg(long, value_name = "DESIGN|FILE.csv")]
    design: Chosen,
    /// The figures that are kept: keys or patterns such as `talent.*`, with commas between them
    /// [default: the headlines].
    #[arg(long, value_name = "PATTERNS", value_delimiter = ',')]
    metrics: Vec<String>,
    /// Give each point random numbers of its own; otherwise replication i has the same everywhere.
    #[arg(long)]
    independent: bool,
    /// The folder of the sweep [default: results/SCENARIO/sweep-DIGEST].
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Run only every N-th unit, from the K-th on (from 0). `auto` takes K, and N where it is
    /// known, from the variables of a cluster engine.
    #[arg(long, value_name = "K/N|auto|auto/N")]
    part: Option<Part>,
    /// Run only units of these numbers in the plan: one, or a range without its end.
    #[arg(long, value_name = "N|A..B", value_parser = units, conflicts_with = "part")]
    units: Option<Range<usize>>,
    /// Take units that are done from the folder of another sweep too; may be repeated.
    #[arg(long, value_name = "DIR")]
    from: Vec<PathBuf>,
    /// Print the units as CSV, and run nothing.
    #[arg(long = "plan")]
    plan_only: bool,
    /// Write `design.parquet` and `results.parquet` too.
    #[arg(long)]
    parquet: bool,
    #[command(flatten)]
    plan: PlanArgs,
    #[command(flatten)]
    work: WorkArgs,
}

/// Runs the command.
///
/// # Errors
/// If scenario, space or points are invalid, the folder cannot be written, a run fails, or Ctrl-C
/// ends it.
pub fn sweep(args: &SweepArgs) -> Result<(), Failure> {
    if args.parquet && !cfg!(feature = "parquet") {
        return Err(Failure::Usage(NO_PARQUET.to_owned()));
    }
    let (sweep, started) = (args.sweep()?, now_utc());
    let units = sweep.units();
    let about = SweepFile::of(&sweep);
    let folder = args.out.clone().unwrap_or_else(|| {
        PathBuf::from("results")
            .join(sweep.study.document().name())
            .join(format!("sweep-{}", &about.digest()[..DIGITS]))
    });
    check_folder(&folder, &about)?;
    let done = journal::done(&folder).map_err(Failure::of_file(&folder))?;
    let part = args
        .part
        .map(|part| part.resolved(&|name| std::env::var(name).ok()));
    let part = part.transpose().map_err(Failure::Usage)?;
    let mine = args.mine(&units, part)?;
    let elsewhere = args.elsewhere()?;
    let is_done = |unit: &Unit| done.contains_key(&unit.id) || elsewhere.contains_key(&unit.id);
    let missing = mine.iter().map(|(_, unit)| *unit);
    let missing: Vec<Unit> = missing.filter(|unit| !is_done(unit)).cloned().collect();
    terminal::note(format_args!(
        "{} points x {} replications: {} units, {} to run",
        sweep.points.len(),
        sweep.study.plan().replications,
        units.len(),
        missing.len()
    ));
    let watch = Watch {
        cancel: interrupt::listen(),
        report: &|_| (),
    };
    sweep.check(&missing, args.work.threads(), &watch)?;
    if args.plan_only {
        let all = done.into_iter().chain(elsewhere).collect();
        return terminal::print(&units_csv(mine.into_iter(), &all));
    }
    std::fs::create_dir_all(&folder).map_err(Failure::of_file(&folder))?;
    let journal = if args.units.is_some() {
        Journal::open_free(&folder)
    } else {
        Journal::open(&journal::path_of(&folder, part))
    };
    let journal = journal.map_err(Failure::of_file(&folder))?;
    for (_, unit) in &mine {
        if let Some(figures) = elsewhere
            .get(&unit.id)
            .filter(|_| !done.contains_key(&unit.id))
        {
            let kept = journal.append(&unit.id, figures.clone());
            kept.map_err(Failure::of_file(&folder))?;
        }
    }
    args.run(&sweep, &missing, &journal, &watch, &folder)?;
    let jobs = args.work.threads();
    let record = sweep_json(
        &super::words(),
        &started,
        jobs,
        &host::host(),
        missing.len(),
    );
    args.write_tables(&sweep, &units, &folder, &record)
}

/// Refuses the folder of a run and that of another sweep.
fn check_folder(folder: &Path, about: &SweepFile) -> Result<(), Failure> {
    let own = tables::sweep_of(folder);
    let is_foreign = own.is_none() && folder.join("design.csv").exists();
    let is_other = own.is_some_and(|there| !there.is_extended_by(about));
    let other = is_other.then_some("another sweep");
    let foreign = is_foreign.then_some("something else");
    if let Some(what) = others_results(folder, tables::SWEEP).or(other).or(foreign) {
        let text = format!(
            "`{}` has the results of {what}, which are not overwritten: name another folder with \
             `--out`",
            folder.display()
        );
        return Err(Failure::Usage(text));
    }
    Ok(())
}

/// The bar that counts units.
pub(super) fn bar(units: usize, hidden: bool) -> ProgressBar {
    let target = if hidden {
        ProgressDrawTarget::hidden()
    } else {
        ProgressDrawTarget::stderr()
    };
    let bar = ProgressBar::with_draw_target(Some(units as u64), target);
    let style = ProgressStyle::with_template("{pos}/{len} units  {bar:20}  {eta} left");
    bar.set_style(style.expect("the template is valid"));
    bar
}

/// A name of figures that are kept, if there is such a metric, or if it is a pattern.
pub(super) fn kept(name: &str) -> Result<String, Failure> {
    if let Some((figure, day)) = name.split_once('@') {
        let text = format!(
            "`{name}`: a sweep has figures of whole runs; give `--metrics {figure} --until {day}`"
        );
        return Err(Failure::Usage(text));
    }
    let metric = name.split('/').next().unwrap_or_default();
    if name.contains('*') || metrics().any(|known| known.key == metric) {
        return Ok(name.to_owned());
    }
    let near = hint(nearest(metric, metrics().map(|known| known.key)));
    Err(Failure::Usage(format!("there is no metric `{name}`{near}")))
}

impl SweepArgs {
    /// The sweep that is asked for.
    fn sweep(&self) -> Result<Sweep, Failure> {
        let study = self.plan.study(&self.scenario)?;
        let space = match &self.space {
            Some(path) => Space::new(&Document::load_as::<SpaceFile>(path, &[])?, &study)?,
            None => Space::assumed(&study).map_err(|fault| Failure::Usage(fault.to_string()))?,
        };
        let seeds = if self.independent {
            Seeds::PerPoint
        } else {
            Seeds::Common
        };
        let kept = if self.metrics.is_empty() {
            let headlines = headlines_of(study.park().about());
            headlines.iter().map(|(_, key)| (*key).to_owned()).collect()
        } else {
            self.metrics
                .iter()
                .map(|name| kept(name))
                .collect::<Result<_, _>>()?
        };
        let mut factors = space.factors.iter();
        if let Chosen::Made(Design::Full) = self.design
            && let Some(factor) = factors.find(|factor| factor.values.count().is_none())
        {
            let text = format!(
                "`full`: the factor `{}` has values without number: give it `levels`, or make it \
                 `integer`",
                factor.name
            );
            return Err(Failure::Usage(text));
        }
        match &self.design {
            Chosen::Made(design) => Sweep::new(&study, space, *design, seeds, kept)
                .map_err(|error| Failure::Usage(format!("`{design}`: {error}"))),
            Chosen::File(path) => {
                let text = std::fs::read_to_string(path).map_err(Failure::of_file(path))?;
                let points = points_of(&text, &space).map_err(|mistakes| {
                    Failure::Usage(format!("`{}`:\n  {mistakes}", path.display()))
                })?;
                Ok(Sweep::at_points(&study, space, points, seeds, kept))
            }
        }
    }

    /// The units that this process is to see to, by number.
    fn mine<'a>(
        &self,
        units: &'a [Unit],
        part: Option<(usize, usize)>,
    ) -> Result<Vec<(usize, &'a Unit)>, Failure> {
        let is_mine = |number: &usize| {
            part.is_none_or(|(part, of)| number % of == part)
                && self
                    .units
                    .as_ref()
                    .is_none_or(|range| range.contains(number))
        };
        let all = units.iter().enumerate();
        let mine: Vec<_> = all.filter(|(number, _)| is_mine(number)).collect();
        if mine.is_empty() && self.units.is_some() {
            let last = units.len() - 1;
            let text = format!("no such unit: those of the sweep have the numbers 0 to {last}");
            return Err(Failure::Usage(text));
        }
        Ok(mine)
    }

    /// The units of other folders.
    fn elsewhere(&self) -> Result<Done, Failure> {
        let mut all = Done::new();
        for folder in &self.from {
            let done = journal::done(folder).map_err(Failure::of_file(folder))?;
            if done.is_empty() {
                let text = format!("`{}` has no units of a sweep", folder.display());
                return Err(Failure::Usage(text));
            }
            all.extend(done);
        }
        Ok(all)
    }

    /// Runs units and keeps each in the journal as soon as it is done.
    fn run(
        &self,
        sweep: &Sweep,
        missing: &[Unit],
        journal: &Journal,
        watch: &Watch<'_>,
        folder: &Path,
    ) -> Result<(), Failure> {
        let bar = bar(missing.len(), self.work.no_progress);
        let ran = sweep.run(missing, self.work.threads(), watch, &|unit, figures| {
            journal.append(&unit.id, figures)?;
            bar.inc(1);
            Ok(())
        });
        let kept = bar.position();
        bar.finish_and_clear();
        let Err(error) = ran else {
            return Ok(());
        };
        let (all, folder) = (missing.len(), folder.display());
        let kept = format!("{kept} of {all} units are kept in `{folder}`");
        if matches!(error, SweepError::Run(RunError::Interrupted(_))) {
            let kept = format!("{kept}: the same command goes on from there");
            return Err(Failure::Paused(kept));
        }
        terminal::note(kept);
        Err(error.into())
    }

    /// Writes the tables of the sweep, if all of its units are done.
    fn write_tables(
        &self,
        sweep: &Sweep,
        units: &[Unit],
        folder: &Path,
        record: &str,
    ) -> Result<(), Failure> {
        let done = journal::done(folder).map_err(Failure::of_file(folder))?;
        let is_left = |unit: &&Unit| !done.contains_key(&unit.id);
        let left = units.iter().filter(is_left).count();
        if left > 0 {
            terminal::note(format_args!(
                "{left} units of other parts are missing: the tables are written once all are \
                 there, also by the sweep without `--part`"
            ));
            return Ok(());
        }
        for name in &sweep.kept {
            let mut keys = units.iter().filter_map(|unit| done.get(&unit.id)).flatten();
            let headlines = headlines_of(sweep.study.park().about());
            let is_headline = headlines.iter().any(|(_, key)| key == name);
            if !is_headline && !keys.any(|(key, _)| means(name, key)) {
                terminal::warning(format_args!("no unit reports a figure `{name}`"));
            }
        }
        let mut files: Vec<(&str, Vec<u8>)> = Vec::new();
        if self.parquet {
            files.extend(parquet_files(sweep, units, &done)?);
        }
        let texts = tables::files(sweep, units, &done);
        files.extend(texts.map(|(name, text)| (name, text.into_bytes())));
        files.push(("run.json", record.as_bytes().to_vec()));
        interrupt::uncut(|| {
            for (name, contents) in &files {
                let path = folder.join(name);
                write_file(&path, contents, true).map_err(Failure::of_file(&path))?;
            }
            Ok::<_, Failure>(())
        })?;
        terminal::note(format_args!("the results are in `{}`", folder.display()));
        Ok(())
    }
}

/// The Parquet files of a sweep.
#[cfg(feature = "parquet")]
fn parquet_files(
    sweep: &Sweep,
    units: &[Unit],
    done: &Done,
) -> Result<[(&'static str, Vec<u8>); 2], Failure> {
    let files = crate::output::sweep::parquet::files(sweep, units, done);
    files.map_err(|error| Failure::Broken(error.to_string()))
}

/// A program without the feature cannot write them.
#[cfg(not(feature = "parquet"))]
fn parquet_files(_: &Sweep, _: &[Unit], _: &Done) -> Result<[(&'static str, Vec<u8>); 2], Failure> {
    Err(Failure::Usage(NO_PARQUET.to_owned()))
}
