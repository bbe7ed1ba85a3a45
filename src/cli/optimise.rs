//! `optimise`: the values of factors at which a figure is best, resumed where it was interrupted.

use std::path::{Path, PathBuf};

use clap::Args;
use indicatif::ProgressBar;
use sha2::{Digest as _, Sha256};

use super::options::{PlanArgs, ScenarioArgs, WorkArgs};
use super::{Failure, calibrate, interrupt, sweep, terminal};
use crate::experiment::compare::asked::{FigureName, Goal};
use crate::experiment::optimise::asked::{Asked, Better};
use crate::experiment::optimise::{OptimiseError, Optimum, Problem, optimise as search};
use crate::experiment::sweep::space::Space;
use crate::experiment::sweep::spec::SpaceFile;
use crate::experiment::sweep::{Sweep, SweepError, Unit, UnitFigures};
use crate::experiment::{RunError, Watch};
use crate::output::file::write_file;
use crate::output::folder::others_results;
use crate::output::optimise::{best_toml, optimum_json, optimum_text, problem_json, tries_csv};
use crate::output::results_folder::DIGITS;
use crate::output::sweep::kept::{Kept, Work};
use crate::scenario::Document;

/// The first replications of each point where neither the command line nor the scenario asks for
/// two.
const FIRST: u32 = 5;
/// The file of the answer.
const ANSWER: &str = "optimum.json";

/// The options of `optimise`.
#[derive(Args, Debug)]
#[command(after_help = "\
Where the budget reaches, every point of the space is tried; otherwise CMA-ES searches for the best
one. Finalists are compared by replications that the search did not use. A search that was
interrupted goes on where it was when it is started again.

Example:
  chippark optimise jinhua-2019.toml --space plant.toml --maximise finance.cash_end --budget 300")]
pub struct OptimiseArgs {
    #[command(flatten)]
    scenario: ScenarioArgs,
    /// The file with the factors.
    #[arg(long, value_name = "FILE")]
    space: PathBuf,
    /// The figure that is to be as high as can be.
    #[arg(
        long,
        value_name = "FIGURE",
        required_unless_present = "minimise",
        conflicts_with = "minimise"
    )]
    maximise: Option<FigureName>,
    /// The figure that is to be as low as can be.
    #[arg(long, value_name = "FIGURE")]
    minimise: Option<FigureName>,
    /// What is to hold in the mean, such as `market.on_time >= 95`; may be repeated.
    #[arg(long, value_name = "GOAL")]
    subject_to: Vec<Goal>,
    /// The most runs: each is one replication at one point.
    #[arg(
        long,
        value_name = "N",
        value_parser = clap::value_parser!(u32).range(1..=1_000_000)
    )]
    budget: u32,
    /// The folder of the search [default: results/SCENARIO/optimise-DIGEST].
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
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
/// If scenario, space or figures are invalid, the budget is too small, no point meets the
/// constraints, the folder cannot be written, a run fails, or Ctrl-C ends it.
pub fn optimise(args: &OptimiseArgs) -> Result<(), Failure> {
    let problem = args.problem()?;
    let about = problem_json(&problem);
    let folder = args.out.clone().unwrap_or_else(|| {
        let digest = format!("{:x}", Sha256::digest(about.to_string()));
        PathBuf::from("results")
            .join(problem.study.document().name())
            .join(format!("optimise-{}", &digest[..DIGITS]))
    });
    check_folder(&folder, &about)?;
    let mut runs = Runs {
        kept: Kept::open(&folder).map_err(Failure::of_file(&folder))?,
        bar: sweep::bar(problem.budget, args.work.no_progress),
        jobs: args.work.threads(),
    };
    let found = search(&problem, &mut |sweep, units| runs.figures(sweep, units));
    runs.bar.finish_and_clear();
    let found = found.map_err(|error| runs.failure(error, &folder))?;
    args.write(&problem, &found, &folder)?;
    terminal::print(&if args.json {
        optimum_json(&problem, &found)
    } else {
        optimum_text(&problem, &found)
    })?;
    terminal::note(format_args!(
        "the answer and all tries are in `{}`",
        folder.display()
    ));
    if found.finals.finalists[0].is_feasible {
        return Ok(());
    }
    let text = "no point that was tried meets the constraints in the mean";
    Err(Failure::Check(text.to_owned()))
}

impl OptimiseArgs {
    /// The problem that is asked for.
    fn problem(&self) -> Result<Problem, Failure> {
        let study = self.plan.repeated_study(&self.scenario, FIRST)?;
        let document = Document::load_as::<SpaceFile>(&self.space, &[])?;
        let space = Space::new(&document, &study)?;
        let (figure, better) = match (&self.maximise, &self.minimise) {
            (Some(figure), _) => (figure, Better::Higher),
            (None, Some(figure)) => (figure, Better::Lower),
            (None, None) => return Err(Failure::Usage("name the figure".to_owned())),
        };
        let asked = Asked::new(figure.clone(), better, self.subject_to.clone());
        Ok(Problem {
            study,
            space,
            asked: asked.map_err(Failure::Usage)?,
            budget: self.budget as usize,
        })
    }

    /// Writes the answer, the tries and the overlay of the best values.
    fn write(&self, problem: &Problem, found: &Optimum, folder: &Path) -> Result<(), Failure> {
        let mut files = vec![("tries.csv", tries_csv(problem, found))];
        // A scenario from the standard input has no name that an overlay could extend.
        if self.scenario.scenario != Path::new("-") {
            let base = calibrate::base(&self.scenario, &folder.join("best.toml"))?;
            let command = super::words().join(" ");
            files.push(("best.toml", best_toml(problem, found, &base, &command)));
        }
        files.push((ANSWER, optimum_json(problem, found)));
        interrupt::uncut(|| {
            for (name, text) in &files {
                let path = folder.join(name);
                write_file(&path, text, true).map_err(Failure::of_file(&path))?;
            }
            Ok(())
        })
    }
}

/// Refuses the folder of a run, of a sweep, and that of another search.
fn check_folder(folder: &Path, about: &serde_json::Value) -> Result<(), Failure> {
    let answer = std::fs::read_to_string(folder.join(ANSWER)).ok();
    let answer = answer.and_then(|text| serde_json::from_str::<serde_json::Value>(&text).ok());
    let without_budget = |about: &serde_json::Value| {
        let mut about = about.clone();
        if let Some(fields) = about.as_object_mut() {
            fields.retain(|name, _| name != "budget" && name != "version");
        }
        about
    };
    let is_other =
        answer.is_some_and(|there| without_budget(&there["problem"]) != without_budget(about));
    if is_other || others_results(folder, ANSWER).is_some() {
        let text = format!(
            "`{}` has other results, which are not overwritten: name another folder with `--out`",
            folder.display()
        );
        return Err(Failure::Usage(text));
    }
    Ok(())
}

/// The runs that are done, and how further ones are run.
struct Runs {
    kept: Kept,
    bar: ProgressBar,
    jobs: usize,
}

impl Runs {
    /// The figures of units; those that are not done are run.
    fn figures(&mut self, sweep: &Sweep, units: &[Unit]) -> Result<Vec<UnitFigures>, SweepError> {
        let missing = self.kept.missing(units.iter().map(|unit| &unit.id));
        self.bar.inc((units.len() - missing) as u64);
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
        let figures = self.kept.sweep(sweep, units, work)?;
        Ok(figures.into_iter().cloned().collect())
    }

    /// Why the search ended without an answer.
    fn failure(&self, error: OptimiseError, folder: &Path) -> Failure {
        if matches!(
            &error,
            OptimiseError::Sweep(SweepError::Run(RunError::Interrupted(_)))
        ) {
            let runs = self.bar.position();
            return Failure::Paused(format!(
                "{runs} runs are kept in `{}`: the same command goes on from there",
                folder.display()
            ));
        }
        error.into()
    }
}
