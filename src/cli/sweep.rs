//! `sweep`: a scenario at the points of a design, resumed where it was interrupted.

use std::path::{Path, PathBuf};

use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::options::{PlanArgs, ScenarioArgs, WorkArgs};
use super::{Failure, interrupt, terminal};
use crate::experiment::compare::asked::means;
use crate::experiment::sweep::design::Design;
use crate::experiment::sweep::space::Space;
use crate::experiment::sweep::spec::SpaceFile;
use crate::experiment::sweep::{Seeds, Sweep, SweepError, Unit};
use crate::experiment::{RunError, Watch};
use crate::industry::metrics;
use crate::output::file::write_file;
use crate::output::results_folder::DIGITS;
use crate::output::sweep::journal::{self, Journal};
use crate::output::sweep::tables::{self, SweepFile};
use crate::output::table::headlines_of;
use crate::scenario::Document;
use crate::units::text::nearest;

/// The options of `sweep`.
#[derive(Args, Debug)]
#[command(after_help = "\
Designs: lhs:200 (Latin hypercube), sobol:1024 (scrambled Sobol' sequence), saltelli:512 (Sobol'
indices: 512 times two more points than factors), morris:20 (20 trajectories), full (all levels).

A sweep that was interrupted, even killed, goes on where it was when it is started again; with more
replications or a longer design only what is new is run. Parts (`--part 0/8`) may run on other
machines into one folder; without `--part` the sweep then reads them all.

Example:
  chippark sweep scenarios/jinhua-2019.toml --space spaces/talent.toml --design lhs:200 -r 5")]
pub struct SweepArgs {
    #[command(flatten)]
    scenario: ScenarioArgs,
    /// The file with the factors.
    #[arg(long, value_name = "FILE")]
    space: PathBuf,
    /// Which points are run.
    #[arg(long, value_name = "DESIGN")]
    design: Design,
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
    /// Run only every N-th unit, from the K-th on (from 0).
    #[arg(long, value_name = "K/N", value_parser = part)]
    part: Option<(usize, usize)>,
    /// Say what would be run, and run nothing.
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    plan: PlanArgs,
    #[command(flatten)]
    work: WorkArgs,
}

/// A part of a sweep, such as `0/8`.
fn part(text: &str) -> Result<(usize, usize), String> {
    let numbers = text.split_once('/');
    let numbers = numbers.and_then(|(part, of)| Some((part.parse().ok()?, of.parse().ok()?)));
    let numbers = numbers.filter(|(part, of): &(usize, usize)| part < of);
    numbers.ok_or_else(|| "write the number of the part from 0, and how many: `0/8`".to_owned())
}

/// Runs the command.
///
/// # Errors
/// If scenario or space are invalid, the folder cannot be written, a run fails, or Ctrl-C ends it.
pub fn sweep(args: &SweepArgs) -> Result<(), Failure> {
    let sweep = args.sweep()?;
    let units = sweep.units();
    let about = SweepFile::of(&sweep);
    let folder = args.out.clone().unwrap_or_else(|| {
        PathBuf::from("results")
            .join(sweep.study.document().name())
            .join(format!("sweep-{}", &about.digest()[..DIGITS]))
    });
    check_folder(&folder, &about)?;
    let of_file = |cause| Failure::File {
        path: folder.clone(),
        cause,
    };
    let done = journal::done(&folder).map_err(of_file)?;
    let is_mine = |number: usize| args.part.is_none_or(|(part, of)| number % of == part);
    let missing: Vec<Unit> = units
        .iter()
        .enumerate()
        .filter(|(number, unit)| is_mine(*number) && !done.contains_key(&unit.id))
        .map(|(_, unit)| unit.clone())
        .collect();
    terminal::note(format_args!(
        "{} points x {} replications: {} units, {} to run",
        sweep.points.len(),
        sweep.study.plan().replications,
        units.len(),
        missing.len()
    ));
    if args.dry_run {
        return Ok(());
    }
    std::fs::create_dir_all(&folder).map_err(of_file)?;
    let journal = Journal::open(&journal::path_of(&folder, args.part)).map_err(of_file)?;
    let bar = bar(missing.len(), args.work.no_progress);
    let watch = Watch {
        cancel: interrupt::listen(),
        report: &|_| (),
    };
    let ran = sweep.run(&missing, args.work.threads(), &watch, &|unit, figures| {
        journal.append(&unit.id, figures)?;
        bar.inc(1);
        Ok(())
    });
    let kept = bar.position();
    bar.finish_and_clear();
    if let Err(error) = ran {
        let (all, folder) = (missing.len(), folder.display());
        let kept = format!("{kept} of {all} units are kept in `{folder}`");
        if matches!(error, SweepError::Run(RunError::Interrupted(_))) {
            let kept = format!("{kept}: the same command goes on from there");
            return Err(Failure::Paused(kept));
        }
        terminal::note(kept);
        return Err(error.into());
    }
    write_tables(&sweep, &units, &folder)
}

/// Refuses the folder of a run and that of another sweep.
fn check_folder(folder: &Path, about: &SweepFile) -> Result<(), Failure> {
    let is_run = folder.join("summary.json").exists();
    let is_other = tables::sweep_of(folder).is_some_and(|there| !there.is_extended_by(about));
    if is_run || is_other {
        let what = if is_run {
            "of a run"
        } else {
            "of another sweep"
        };
        let text = format!(
            "`{}` has the results {what}, which are not overwritten: name another folder with \
             `--out`",
            folder.display()
        );
        return Err(Failure::Usage(text));
    }
    Ok(())
}

/// Writes the tables of the sweep, if all of its units are done.
fn write_tables(sweep: &Sweep, units: &[Unit], folder: &Path) -> Result<(), Failure> {
    let done = journal::done(folder).map_err(Failure::of_file(folder))?;
    let is_left = |unit: &&Unit| !done.contains_key(&unit.id);
    let left = units.iter().filter(is_left).count();
    if left > 0 {
        terminal::note(format_args!(
            "{left} units of other parts are missing: the tables are written by the sweep without \
             `--part`"
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
    interrupt::uncut(|| {
        for (name, text) in tables::files(sweep, units, &done) {
            let path = folder.join(name);
            write_file(&path, &text, true).map_err(Failure::of_file(&path))?;
        }
        Ok::<_, Failure>(())
    })?;
    terminal::note(format_args!("the results are in `{}`", folder.display()));
    Ok(())
}

/// The bar that counts units.
fn bar(units: usize, hidden: bool) -> ProgressBar {
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
fn kept(name: &str) -> Result<String, Failure> {
    let metric = name.split('/').next().unwrap_or_default();
    if name.contains('*') || metrics().any(|known| known.key == metric) {
        return Ok(name.to_owned());
    }
    let near = nearest(metric, metrics().map(|known| known.key));
    let near = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
    Err(Failure::Usage(format!("there is no metric `{name}`{near}")))
}

impl SweepArgs {
    /// The sweep that is asked for.
    fn sweep(&self) -> Result<Sweep, Failure> {
        let study = self.plan.study(&self.scenario)?;
        let document = Document::load_as::<SpaceFile>(&self.space, &[])?;
        let space = Space::new(&document, &study)?;
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
        let sweep = Sweep::new(&study, space, self.design, seeds, kept);
        sweep.map_err(|error| Failure::Usage(format!("`{}`: {error}", self.design)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_one_of_so_many() {
        assert_eq!(part("0/8"), Ok((0, 8)));
        for wrong in ["8/8", "1", "a/b", "-1/2", "0/0"] {
            assert!(part(wrong).is_err(), "{wrong}");
        }
    }
}
