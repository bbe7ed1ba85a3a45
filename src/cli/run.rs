//! `run`: simulate a scenario, write a results folder, print a summary.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::lot_wish::LotWish;
use super::options::{NO_PARQUET, ScenarioArgs, SpanArgs, WorkArgs, replications, span};
use super::precise::require_precise;
use super::runner::Runner;
use super::stopwatch::Stopwatch;
use super::{Failure, host, interrupt, shown, terminal};
use crate::experiment::precision::{FIRST, Precision, Unmet, until_precise};
use crate::experiment::steady::{Settling, settling, warmup};
use crate::experiment::{Study, require_closed, require_met};
use crate::industry::Outcome;
use crate::output::results_folder::{Folder, Found, RunName, SUMMARY, TABLES};
use crate::output::series::{Form, SeriesFiles};
use crate::output::steady::steady_table;
use crate::output::table::{Extent, part_of, run_table};
use crate::output::{Results, RunRecord, balance, label, lots, summary_file};
use crate::units::Duration;
use crate::units::date::now_utc;

/// So many things that come after the end of the run are named; `check` names all.
const NAMED: usize = 3;
/// The fewest replications by whose mean a warm-up is found.
const PILOT: u32 = 5;

/// The options of `run`.
#[derive(Args, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an option of the command line"
)]
#[command(after_help = "\
Examples:
  chippark run scenarios/jinhua-2019.toml
  chippark run scenarios/jinhua-2019.toml --targets --name as-reported
  chippark run scenarios/jinhua-2019.toml -r 20 --until 2021-01-01 --set run.warmup='1 y'
  chippark run scenarios/mini-fab.toml -r auto --precision 'fab.cycle_time: 1 %'
  chippark run scenarios/mini-fab.toml --warmup auto --steady fab.wip")]
pub struct RunArgs {
    #[command(flatten)]
    scenario: ScenarioArgs,
    /// The number of independent replications, or `auto` for as many as `--precision` takes.
    #[arg(long, short, value_name = "N|auto", value_parser = count)]
    replications: Option<Count>,
    /// With `-r auto`: the largest half-width of the 95 % interval of a figure, as a share of its
    /// mean or in its unit, such as `fab.cycle_time:1%`; may be repeated.
    #[arg(long, value_name = "FIGURE:WIDTH")]
    precision: Vec<Precision>,
    /// With `-r auto`: the most replications.
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = replications)]
    most: u32,
    /// The number of the first replication: those of other numbers extend a run that there is.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(..=1_000_000))]
    first: Option<u32>,
    #[command(flatten)]
    span: SpanArgs,
    /// The warm-up, which is left out of the figures, such as "1 y", or `auto` for what the series
    /// of `--steady` need.
    #[arg(long, value_name = "DURATION|auto", value_parser = warm)]
    warmup: Option<Warmup>,
    /// Say how long these series take to settle (MSER-5), and their mean after the warm-up, of one
    /// replication by batch means.
    #[arg(long, value_name = "FIGURES", value_delimiter = ',')]
    steady: Vec<String>,
    #[command(flatten)]
    work: WorkArgs,
    /// The results folder [default: results/SCENARIO/DIGEST-sSEED-rREPLICATIONS].
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// A name before the digest of the results folder, so that people find it again: letters,
    /// digits, `-`, `_`, `.` [default: the title of a scenario whose file has no telling name].
    #[arg(long, value_name = "NAME", value_parser = label::checked, conflicts_with = "out")]
    name: Option<String>,
    /// Run again what there is, and overwrite earlier results; refuse a folder with other files.
    #[arg(long)]
    force: bool,
    /// The table of the course over time, which has most of the bytes.
    #[arg(long, value_name = "FORM", default_value = "long")]
    series: SeriesForm,
    /// Leave out the course over time: the same as `--series none`.
    #[arg(long, conflicts_with = "series")]
    no_series: bool,
    /// Also write what lots of these streams went through in the first replication: `lots.csv` has
    /// their hours by state, `visits.csv` their visits to tools; `lots=all` takes all streams.
    #[arg(long, value_name = "lots=STREAMS", value_parser = LotWish::parse)]
    trace: Option<LotWish>,
    /// Write `series.parquet` too: the rows of `series.csv` with typed columns, and units.
    #[arg(long)]
    parquet: bool,
    /// Print `summary.json` instead of the page.
    #[arg(long)]
    pub(super) json: bool,
    /// Also print all targets and all figures, those of each tool group, product, channel and so on
    /// included, and all warnings.
    #[arg(long, conflicts_with = "json")]
    all: bool,
    /// Also print all targets: reported, simulated, allowed, and whether they are met.
    #[arg(long, conflicts_with = "json")]
    targets: bool,
    /// Print nothing but errors.
    #[arg(long, short, conflicts_with_all = ["json", "all", "targets", "audit", "steady"])]
    quiet: bool,
    /// Fail with exit code 1 if a target is missed (targets marked as ambitions are exempt).
    #[arg(long)]
    strict: bool,
    /// Also print the books of people, wafers, dies, parts, computers and money, with `--all` each
    /// amount, and fail with exit code 1 if one does not close.
    #[arg(long)]
    audit: bool,
}

/// The form of the course over time.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum SeriesForm {
    /// `series.csv`: a row for each value.
    Long,
    /// `series-wide.csv`: a row for each replication and time, a column for each figure.
    Wide,
    /// No table of the course over time.
    None,
}

/// How many replications are run.
#[derive(Clone, Copy, Debug)]
enum Count {
    Of(u32),
    /// As many as the wish for precision takes.
    Auto,
}

fn count(text: &str) -> Result<Count, String> {
    if text == "auto" {
        return Ok(Count::Auto);
    }
    let number = replications(text).map(Count::Of);
    number.map_err(|help| format!("{help}, or `auto`"))
}

/// The time at the start that figures leave out.
#[derive(Clone, Copy, Debug)]
enum Warmup {
    Of(Duration),
    /// What the series need.
    Auto,
}

fn warm(text: &str) -> Result<Warmup, String> {
    if text == "auto" {
        return Ok(Warmup::Auto);
    }
    span(text).map(Warmup::Of)
}

/// What was run.
struct Done {
    study: Study,
    outcomes: Vec<Outcome>,
    unmet: Vec<Unmet>,
}

/// Runs the command.
///
/// # Errors
/// If the scenario is invalid, the results cannot be written, a book does not close, a target is
/// missed that must not be, a wish for precision is not met, or Ctrl-C ends it.
pub fn run(args: &RunArgs) -> Result<(), Failure> {
    if args.parquet && !cfg!(feature = "parquet") {
        return Err(Failure::Usage(NO_PARQUET.to_owned()));
    }
    let study = args.study()?;
    let traced = args.trace.as_ref().map(|wish| wish.streams(&study));
    let traced = traced.transpose()?;
    let of_scenario = study.park().warnings_naming(NAMED);
    // How many replications there will be, and the warm-up, may be known only after the run.
    let is_auto = args.is_auto();
    let folder = args.folder(&study);
    let found = if is_auto && args.out.is_none() {
        Found::Free
    } else {
        folder.check()?
    };
    let is_done = found == Found::Done && !is_auto;
    if is_done && !args.asks_more() {
        let shown = args.show(&folder);
        args.warn(&of_scenario);
        return shown;
    }
    let (runner, started, since) = (Runner::new(&args.work), Stopwatch::start(), now_utc());
    let done = args
        .warmed(study, &runner)
        .map(|study| args.keeping(study, traced))
        .and_then(|study| args.simulate(study, &runner))
        // What a scenario is warned of may be why it fails.
        .inspect_err(|_| args.warn(&of_scenario))?;
    let wall_s = started.seconds();
    let results = Results::of(&done.study, &done.outcomes);
    let record = RunRecord {
        wall_s,
        events: done.outcomes.iter().map(|outcome| outcome.events).sum(),
        peak_memory_mb: host::peak_memory_mb(),
        jobs: runner.jobs(),
        host: host::host(),
        started: since,
        command_line: super::words(),
        series: args.series(),
    };
    let folder = args.folder(&done.study);
    // The traces that are there may be those of other lots.
    let stays = is_done && args.trace.is_none();
    let written = if stays {
        Ok(())
    } else {
        interrupt::uncut(|| Ok(folder.write(&results, &record)?))
    };
    if let Err(Failure::Interrupted(_)) = written {
        return written;
    }
    // Figures that cannot be written are printed all the same: the run may have taken days.
    let printed = args.print(&results);
    let warnings = results.summary.warnings(&done.study.plan());
    let mut warnings: Vec<String> = warnings.iter().map(ToString::to_string).collect();
    warnings.extend(of_scenario);
    args.warn(&warnings);
    if !args.quiet {
        let remarks = [record.series.remark(&results), lots::remark(&results)];
        remarks.into_iter().flatten().for_each(terminal::note);
        let path = written.is_ok().then_some(folder.path());
        shown::note(record.events, wall_s, path);
        if stays {
            terminal::note("these results were there already, and nothing was written");
        }
    }
    written
        .and(args.require(&results))
        .and(require_precise(&done.unmet, done.outcomes.len()))
        .and(printed)
}

impl RunArgs {
    /// Whether something of the plan is found by running.
    const fn is_auto(&self) -> bool {
        matches!(self.replications, Some(Count::Auto)) || matches!(self.warmup, Some(Warmup::Auto))
    }

    /// The study whose outcomes keep what is made of them, the trace of the lots of some streams
    /// included.
    fn keeping(&self, study: Study, traced: Option<Vec<bool>>) -> Study {
        let study = match traced {
            Some(streams) => study.with_lot_trace(streams),
            None => study,
        };
        if self.wants_series() {
            study
        } else {
            study.without_series()
        }
    }

    /// Requires what is asked for: that books close, and that targets are met.
    fn require(&self, results: &Results<'_>) -> Result<(), Failure> {
        if self.audit {
            require_closed(results.outcomes)?;
        }
        if self.strict {
            require_met(&results.verdicts)?;
        }
        Ok(())
    }

    /// Whether something is asked for that only running shows.
    const fn asks_more(&self) -> bool {
        self.strict || self.audit || !self.steady.is_empty() || self.trace.is_some()
    }

    /// Which tables are printed.
    const fn extent(&self) -> Extent {
        match (self.all, self.targets) {
            (true, _) => Extent::All,
            (false, true) => Extent::Targets,
            (false, false) => Extent::Page,
        }
    }

    /// The study as the options ask for it, before what is found by running.
    fn study(&self) -> Result<Study, Failure> {
        let is_auto = matches!(self.replications, Some(Count::Auto));
        if is_auto == self.precision.is_empty() {
            let text = "`-r auto` and `--precision FIGURE:WIDTH` belong together";
            return Err(Failure::Usage(text.to_owned()));
        }
        let number = match self.replications {
            Some(Count::Of(number)) => Some(number),
            Some(Count::Auto) => Some(FIRST.min(self.most)),
            None => None,
        };
        let warmup = match self.warmup {
            Some(Warmup::Of(warmup)) => Some(warmup),
            Some(Warmup::Auto) if self.steady.is_empty() => {
                let text = "`--warmup auto` takes the series that are to settle: name them with \
                            `--steady`, such as `--steady fab.wip`";
                return Err(Failure::Usage(text.to_owned()));
            }
            Some(Warmup::Auto) => Some(Duration::ZERO),
            None => None,
        };
        for name in &self.steady {
            super::sweep::kept(name)?;
        }
        let given = [
            warmup.map(|warmup| format!("run.warmup={warmup}")),
            number.map(|number| format!("run.replications={number}")),
            self.first
                .map(|first| format!("run.first_replication={first}")),
        ];
        self.span.study(&self.scenario, given.into_iter().flatten())
    }

    fn folder(&self, study: &Study) -> Folder {
        let scenario = study.document().name();
        let title = || label::by_title(scenario, &study.park().about().title);
        let run = RunName {
            scenario: scenario.to_owned(),
            label: self.name.clone().unwrap_or_else(title),
            digest: study.digest(),
            seed: study.plan().seed,
            replications: study.numbers(),
        };
        let folder = Folder::choose(self.out.as_deref(), run, self.force, self.series());
        folder.with_lots(self.trace.is_some())
    }

    /// Which files of series are written.
    const fn series(&self) -> SeriesFiles {
        let form = match (self.no_series, self.series) {
            (true, _) | (false, SeriesForm::None) => Form::None,
            (false, SeriesForm::Long) => Form::Long,
            (false, SeriesForm::Wide) => Form::Wide,
        };
        SeriesFiles {
            form,
            parquet: self.parquet,
        }
    }

    /// Whether something is made of the points of series.
    fn wants_series(&self) -> bool {
        self.series().names().next().is_some() || !self.steady.is_empty()
    }

    /// Prints warnings, all of them where the page is not all that is printed.
    fn warn(&self, warnings: &[String]) {
        if !self.quiet {
            let is_short = !self.all && !self.json;
            shown::warn(warnings, is_short, &self.scenario.scenario);
        }
    }

    /// The study with the warm-up that its series need, if that is to be found.
    fn warmed(&self, study: Study, runner: &Runner) -> Result<Study, Failure> {
        if !matches!(self.warmup, Some(Warmup::Auto)) {
            return Ok(study);
        }
        let numbers = study.numbers();
        let pilot = numbers.start..numbers.start + PILOT.max(study.plan().replications);
        let outcomes = runner.replicate(&study, pilot)?;
        let series = self.settling(&study, &outcomes)?;
        let Some(found) = warmup(&series) else {
            let unsettled = series.iter().filter(|one| one.warmup.is_none());
            let keys: Vec<&str> = unsettled.map(|one| one.key.as_str()).collect();
            return Err(Failure::Check(format!(
                "{} does not settle: MSER-5 would leave out half of the run or more; lengthen it \
                 (`--until`), or set the warm-up (`--warmup`)",
                keys.join(", ")
            )));
        };
        let length = if found.is_zero() {
            "none".to_owned()
        } else {
            found.to_string()
        };
        terminal::note(format_args!(
            "warm-up: {length}, by MSER-5 on the mean of {} replications of {}",
            outcomes.len(),
            self.steady.join(", ")
        ));
        Ok(study.with(&[format!("run.warmup={found}")])?)
    }

    fn settling(&self, study: &Study, outcomes: &[Outcome]) -> Result<Vec<Settling>, Failure> {
        let series = settling(outcomes, &study.plan(), &self.steady);
        series.map_err(|error| Failure::Usage(error.to_string()))
    }

    /// Runs as many replications as are asked for.
    fn simulate(&self, study: Study, runner: &Runner) -> Result<Done, Failure> {
        if self.precision.is_empty() {
            return Ok(Done {
                outcomes: runner.run(&study)?,
                study,
                unmet: Vec::new(),
            });
        }
        let run = |study: &Study, numbers| runner.replicate(study, numbers);
        let found = until_precise(&study, &self.precision, self.most, run)?;
        Ok(Done {
            study: found.study,
            outcomes: found.outcomes,
            unmet: found.unmet,
        })
    }

    /// Prints what is asked for.
    fn print(&self, results: &Results<'_>) -> Result<(), Failure> {
        if self.quiet {
            return Ok(());
        }
        if self.json {
            return terminal::print(&summary_file::summary_json(results));
        }
        let mut text = run_table(results, self.extent());
        if self.audit {
            text.push('\n');
            text.push_str(&balance::balance_table(&results.summary.balances, self.all));
        }
        if !self.steady.is_empty() {
            let series = self.settling(results.study, results.outcomes)?;
            text.push('\n');
            text.push_str(&steady_table(&series));
            warn_of(&series, results.study.plan().warmup);
        }
        terminal::print(&text)
    }

    /// Shows the results of this run that are there already.
    fn show(&self, folder: &Folder) -> Result<(), Failure> {
        if self.quiet {
            return Ok(());
        }
        let file = if self.json { SUMMARY } else { TABLES };
        let text = folder.read(file)?;
        terminal::print(if self.json {
            &text
        } else {
            part_of(&text, self.extent())
        })?;
        terminal::note(format_args!(
            "nothing was run: `{}` has the results of this run (same scenario, seed, replications \
             and build); `--force` runs it again",
            folder.path().display()
        ));
        shown::report(folder.path().display());
        Ok(())
    }
}

/// Warns of series that settle later than the warm-up ends, and of batches that are no sample.
fn warn_of(series: &[Settling], warmup: Duration) {
    for one in series {
        match one.warmup {
            Some(needed) if needed > warmup => terminal::warning(format_args!(
                "{} takes {needed} to settle (MSER-5), which is longer than the warm-up",
                one.key
            )),
            None => terminal::warning(format_args!(
                "{} does not settle within the first half of the run (MSER-5)",
                one.key
            )),
            Some(_) => (),
        }
        if one.is_correlated() {
            terminal::warning(format_args!(
                "the batches of {} are correlated, so that its interval is too narrow: lengthen \
                 the run",
                one.key
            ));
        }
    }
}
