//! `tune`: fit parameters to targets, say how sure they are and what the targets do not tell.

use std::path::{Path, PathBuf};

use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::calibrate::base;
use super::options::{PlanArgs, ScenarioArgs, WorkArgs};
use super::{Failure, interrupt, terminal};
use crate::experiment::sweep::space::Space;
use crate::experiment::sweep::spec::SpaceFile;
use crate::experiment::tune::fit::Try;
use crate::experiment::tune::problem::{Problem, Unit, UnitFigures};
use crate::experiment::tune::{Effort, Runs, TuneError, Tuning};
use crate::experiment::{RunError, Study, Watch, tune as search};
use crate::output::calibration::overlay_of;
use crate::output::file::write_file;
use crate::output::folder::others_results;
use crate::output::sweep::kept::{Kept, Work};
use crate::output::tune::files::{TryLog, is_of_another, posterior_csv, tuning_json};
use crate::output::tune::tuning_text;
use crate::scenario::Document;

/// As many replications are run where neither the command line nor the scenario asks for two.
const REPLICATIONS: u32 = 20;

/// The options of `tune`.
#[derive(Args, Debug)]
#[command(after_help = "\
The parameters are those that the scenario's targets name, or the factors of a space file as `sweep`
reads it; the targets are those of kind `calibrated`, or those named. There may be more of the one
than of the other: the fit is the least sum of squares, weighted by the noise of one replication,
since a report is one realisation.

Each unit that is run is kept in the folder at once. A search that was interrupted, even killed,
goes on where it was when it is started again. Where neither `-r` nor the scenario asks for two
replications, 20 are run. A posterior takes some 50 to 100 runs a particle.

Example:
  chippark tune scenarios/jinhua-2019.toml --targets R4 -r 20 --out tuned")]
pub struct TuneArgs {
    #[command(flatten)]
    scenario: ScenarioArgs,
    /// The file with the parameters, as factors with `low` and `high`.
    #[arg(long, value_name = "FILE")]
    space: Option<PathBuf>,
    /// The targets: ids or metrics, perhaps with a period as in `R4@2019`, with commas between
    /// them [default: the calibrated ones].
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    targets: Vec<String>,
    /// The most tries of the search, each of all replications.
    #[arg(
        long,
        value_name = "N",
        default_value_t = 300,
        value_parser = clap::value_parser!(u32).range(2..)
    )]
    tries: u32,
    /// Measure the objective along each parameter, the others fitted again.
    #[arg(long)]
    profile: bool,
    /// Sample the posterior with so many particles.
    #[arg(
        long,
        value_name = "N",
        value_parser = clap::value_parser!(u32).range(20..=100_000)
    )]
    posterior: Option<u32>,
    /// The folder of the results.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Print JSON instead of the tables.
    #[arg(long)]
    pub(super) json: bool,
    #[command(flatten)]
    plan: PlanArgs,
    #[command(flatten)]
    work: WorkArgs,
}

/// Runs the command.
///
/// # Errors
/// If the scenario is invalid or has nothing to tune, the folder has other results, a run fails,
/// Ctrl-C ends it, or the budget ends before the search.
pub fn tune(args: &TuneArgs) -> Result<(), Failure> {
    let problem = args.problem()?;
    let effort = Effort {
        tries: args.tries as usize,
        profile: args.profile,
        particles: args.posterior.map(|particles| particles as usize),
    };
    problem.question.check(&effort)?;
    let folder = &args.out;
    check_folder(folder, &problem)?;
    std::fs::create_dir_all(folder).map_err(Failure::of_file(folder))?;
    let base = base(&args.scenario, &folder.join("fitted.toml"))?;
    let mut runs = Logged::start(args, &problem)?;
    let tuned = search::tune(&problem.question, &effort, &mut runs);
    let kept = runs.finish();
    let tuning = match tuned {
        Ok(tuning) => tuning,
        Err(TuneError::Run(RunError::Interrupted(_))) => {
            let folder = folder.display();
            let kept = format!("{kept} units are kept in `{folder}`: the same command goes on");
            return Err(Failure::Paused(kept));
        }
        Err(error) => return Err(error.into()),
    };
    write(folder, &problem, &tuning, &base)?;
    terminal::print(&if args.json {
        tuning_json(&problem, &tuning)
    } else {
        tuning_text(&problem, &tuning)
    })?;
    terminal::note(format_args!(
        "the results are in `{}`; `fitted.toml` there is the scenario with the values found",
        folder.display()
    ));
    if tuning.is_settled {
        return Ok(());
    }
    let text = format!(
        "{} tries did not suffice: the same command with more `--tries` goes on from there",
        args.tries
    );
    Err(Failure::Check(text))
}

impl TuneArgs {
    /// What is tuned to what.
    fn problem(&self) -> Result<Problem, Failure> {
        let study = self.plan.repeated_study(&self.scenario, REPLICATIONS)?;
        let space = self.space.as_deref().map(|path| space(path, &study));
        Ok(Problem::new(&study, space.transpose()?, &self.targets)?)
    }
}

fn space(path: &Path, study: &Study) -> Result<Space, Failure> {
    let document = Document::load_as::<SpaceFile>(path, &[])?;
    Ok(Space::new(&document, study)?)
}

/// Refuses a folder with other results.
fn check_folder(folder: &Path, problem: &Problem) -> Result<(), Failure> {
    let other = others_results(folder, "tune.json");
    let is_other = is_of_another(folder, problem);
    let Some(what) = other.or(is_other.then_some("tuning something else")) else {
        return Ok(());
    };
    let text = format!(
        "`{}` has the results of {what}, which are not overwritten: name another folder with \
         `--out`",
        folder.display()
    );
    Err(Failure::Usage(text))
}

/// Writes the files of the results.
fn write(folder: &Path, problem: &Problem, tuning: &Tuning, base: &str) -> Result<(), Failure> {
    let parameters = problem.question.parameters.iter().zip(&tuning.values);
    let settings: Vec<_> = parameters
        .flat_map(|(parameter, &value)| parameter.sets.iter().map(move |set| (set, value)))
        .collect();
    let (comment, command) = (tuning_text(problem, tuning), super::words().join(" "));
    let mut files = vec![
        ("tune.json", tuning_json(problem, tuning)),
        (
            "fitted.toml",
            overlay_of(&comment, base, &command, &settings),
        ),
    ];
    let sampled = tuning.posterior.as_ref();
    files.extend(sampled.map(|sampled| ("posterior.csv", posterior_csv(problem, sampled))));
    interrupt::uncut(|| {
        for (name, text) in &files {
            let path = folder.join(name);
            write_file(&path, text, true).map_err(Failure::of_file(&path))?;
        }
        Ok(())
    })
}

/// Runs the units that the folder's journal does not have, and logs every try.
struct Logged<'a> {
    problem: &'a Problem,
    kept: Kept,
    log: TryLog,
    jobs: usize,
    bar: ProgressBar,
}

impl<'a> Logged<'a> {
    fn start(args: &TuneArgs, problem: &'a Problem) -> Result<Self, Failure> {
        let folder = &args.out;
        let of_folder = || Failure::of_file(folder);
        Ok(Self {
            problem,
            kept: Kept::open(folder).map_err(of_folder())?,
            log: TryLog::start(folder, problem).map_err(of_folder())?,
            jobs: args.work.threads(),
            bar: bar(args.work.no_progress),
        })
    }

    /// Hides the progress; how many units are kept.
    fn finish(self) -> usize {
        self.bar.finish_and_clear();
        self.kept.count()
    }
}

impl Runs for Logged<'_> {
    fn figures(&mut self, units: &[Unit]) -> Result<Vec<UnitFigures>, TuneError> {
        let ids: Vec<String> = units.iter().map(|unit| self.problem.id(unit)).collect();
        self.bar.inc_length(self.kept.missing(ids.iter()) as u64);
        let watch = Watch {
            cancel: interrupt::listen(),
            report: &|_| (),
        };
        let bar = &self.bar;
        let work = Work {
            jobs: self.jobs,
            watch: &watch,
            ran: &|| bar.inc(1),
        };
        self.kept.tuning(self.problem, units, work)
    }

    fn tried(&mut self, tried: &Try, objective: f64) -> Result<(), TuneError> {
        self.log.append(tried, objective).map_err(TuneError::Keep)
    }
}

/// The bar that counts units; more come as the search goes on.
fn bar(hidden: bool) -> ProgressBar {
    let target = if hidden {
        ProgressDrawTarget::hidden()
    } else {
        ProgressDrawTarget::stderr()
    };
    let bar = ProgressBar::with_draw_target(Some(0), target);
    let style = ProgressStyle::with_template("{pos}/{len} units so far  {bar:20}");
    bar.set_style(style.expect("the template is valid"));
    bar
}
