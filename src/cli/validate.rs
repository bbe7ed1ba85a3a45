//! `validate`: compare a model with the reports that another simulator made of it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;

use super::claims::Claims;
use super::options::{LARGEST_SEED, MOST_REPLICATIONS, WorkArgs, share, span};
use super::output_file::OutputFile;
use super::runner::Runner;
use super::{Failure, terminal};
use crate::experiment::Study;
use crate::experiment::validate::{Reported, Row, Tolerances, compare, counts};
use crate::import::smt2020::reports::{self, Reports};
use crate::import::smt2020::{self, Model};
use crate::output::report::Run;
use crate::output::validate::{Compared, validation_json, validation_table};
use crate::scenario::{Document, Fault, Problems, TextFiles};
use crate::units::{Duration, Share};

/// The options of `validate`.
#[derive(Args, Debug)]
#[command(after_help = "\
The model is imported and run over the window of the reports: from the last reset of their
statistics, as `period.txt` says, to the end of the period. Every value of the reports is shown
beside the mean of our replications, its 95 % interval, and the difference. The exit code is 1 if
one is beyond its tolerance.

Reports are of one run. `~` says that a value beyond its tolerance lies within the 95 % prediction
interval of one run of ours, so that the difference may be chance. And each of our replications is
judged by the same tolerances against the mean of the others: `own runs` is how many figures they
have within. Both take three replications, and neither changes the exit code.

Reports are called `order.rep`, `part.rep`, `stnfam.rep`, `stn.rep` and `perf.rep`, or end with
`.tsv`; one of a single period may be called `stn_PERIOD.rep`. What a report does not have is not
compared.

Examples:
  chippark validate HVLM_Model.asd -r 5
  chippark validate HVLM_Model.asd results/mine --cycle-time \"2 %\" --json compared.json")]
pub struct ValidateArgs {
    /// The folder of the model, as `import smt2020` reads it.
    model: PathBuf,
    /// The results folder of a run of the imported model over the same window: nothing is run.
    results: Option<PathBuf>,
    /// The folder of the reports [default: that of the model, or the one that holds it].
    #[arg(long, value_name = "DIR")]
    reports: Option<PathBuf>,
    /// The period of the reports [default: the last one].
    #[arg(long, value_name = "NAME")]
    period: Option<String>,
    /// The warm-up: where statistics begin [default: as the file of periods says].
    #[arg(long, value_name = "DURATION", value_parser = span)]
    warmup: Option<Duration>,
    /// The number of independent replications.
    #[arg(
        long,
        short,
        value_name = "N",
        default_value_t = 10,
        value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST_REPLICATIONS))
    )]
    replications: u32,
    /// The seed of all random numbers.
    #[arg(
        long,
        value_name = "S",
        default_value_t = 1,
        value_parser = clap::value_parser!(u64).range(..=LARGEST_SEED)
    )]
    seed: u64,
    #[command(flatten)]
    work: WorkArgs,
    #[command(flatten)]
    tolerances: ToleranceArgs,
    /// Show every figure of every tool family.
    #[arg(long)]
    all: bool,
    /// Write all that was compared to a JSON file, too.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Overwrite that file.
    #[arg(long)]
    force: bool,
}

/// By how much figures may differ.
#[derive(Args, Debug)]
struct ToleranceArgs {
    /// The tolerance of mean cycle times.
    #[arg(long, value_name = "SHARE", default_value = "1 %", value_parser = share)]
    cycle_time: Share,
    /// The tolerance of standard deviations of cycle times.
    #[arg(long, value_name = "SHARE", default_value = "7 %", value_parser = share)]
    sd: Share,
    /// The tolerance of on-time shares, in points.
    #[arg(long, value_name = "POINTS", default_value_t = 3.0, value_parser = points)]
    on_time: f64,
    /// The tolerance of lots that started and left.
    #[arg(long, value_name = "SHARE", default_value = "0.3 %", value_parser = share)]
    throughput: Share,
    /// The tolerance of lots in the line.
    #[arg(long, value_name = "SHARE", default_value = "1 %", value_parser = share)]
    wip: Share,
    /// The tolerance of shares of tool time, in points.
    #[arg(long, value_name = "POINTS", default_value_t = 1.0, value_parser = points)]
    state: f64,
    /// The tolerance of waiting lots, where more than 5 wait.
    #[arg(long, value_name = "SHARE", default_value = "10 %", value_parser = share)]
    waiting: Share,
    /// The tolerance of setups for each lot.
    #[arg(long, value_name = "SHARE", default_value = "5 %", value_parser = share)]
    setups: Share,
    /// The tolerance of how often tools failed and began jobs.
    #[arg(long, value_name = "SHARE", default_value = "5 %", value_parser = share)]
    entries: Share,
    /// The tolerance of how unevenly lots are shared among the tools of a family, in points.
    #[arg(long, value_name = "POINTS", default_value_t = 0.3, value_parser = points)]
    unevenness: f64,
}

/// A number of points of a percentage.
fn points(text: &str) -> Result<f64, String> {
    let number = text.parse().ok();
    let number = number.filter(|number| (0.0..=100.0).contains(number));
    number.ok_or_else(|| "write a number of points from 0 to 100, such as 3".to_owned())
}

impl ToleranceArgs {
    const fn tolerances(&self) -> Tolerances {
        Tolerances {
            cycle_time: self.cycle_time.get(),
            sd: self.sd.get(),
            on_time: self.on_time,
            throughput: self.throughput.get(),
            wip: self.wip.get(),
            state: self.state,
            waiting: self.waiting.get(),
            setups: self.setups.get(),
            entries: self.entries.get(),
            unevenness: self.unevenness,
        }
    }
}

/// Runs the command.
///
/// # Errors
/// If the tables, the reports or the results cannot be read, a figure is beyond its tolerance, or
/// Ctrl-C ends it.
pub fn validate(args: &ValidateArgs) -> Result<(), Failure> {
    let file = args.json.as_deref();
    let file = file
        .map(|path| OutputFile::choose(path, args.force))
        .transpose()?;
    // The tables before the reports: where the model starts is theirs to say.
    let first = smt2020::import(&args.model, Duration::days(1))?;
    let Some(model) = first.model else {
        return Ok(()); // it was reported
    };
    let (reports, claims) = read_reports(args, &model)?;
    let rows = if let Some(folder) = &args.results {
        let run = Run::read(folder).map_err(|error| Failure::Usage(error.to_string()))?;
        check_window(&run, &reports)?;
        let count = run.summary.replications;
        (compare_run(&run, &claims.reported, args), count)
    } else {
        compare_model(args, &reports, &claims.reported)?
    };
    let (rows, replications) = rows;
    if rows.iter().all(|row| row.ours.is_none()) {
        let message = "nothing can be compared: none of the figures that the reports have is among \
                       the results";
        return Err(Failure::Usage(message.to_owned()));
    }
    let date = |span: Duration| {
        model
            .start
            .plus_days(whole_days(span))
            .unwrap_or(model.start)
    };
    let compared = Compared {
        period: &reports.period,
        from: date(reports.from),
        to: date(reports.to),
        replications,
        rows: &rows,
        left_out: &claims.left_out,
    };
    terminal::print(&validation_table(&compared, args.all))?;
    if let Some(file) = file {
        file.write(&validation_json(&compared))?;
    }
    let counts = counts(&rows);
    if counts.beyond() == 0 {
        return Ok(());
    }
    Err(Failure::Check(format!(
        "{} of {} figures are beyond their tolerances",
        counts.beyond(),
        counts.judged()
    )))
}

/// Whole days of a span.
fn whole_days(span: Duration) -> i64 {
    let days = span.as_millis() / Duration::days(1).as_millis();
    i64::try_from(days).unwrap_or(i64::MAX)
}

/// The reports of the chosen period, and what they say of the model.
fn read_reports(args: &ValidateArgs, model: &Model) -> Result<(Reports, Claims), Problems> {
    let mut texts = TextFiles::default();
    let folder = args.reports.as_deref();
    let period = args.period.as_deref();
    let mut found = reports::read(&args.model, folder, period, model.origin, &mut texts);
    if let Some(warmup) = args.warmup {
        found.from = warmup;
    }
    if found.to > Duration::ZERO && found.from >= found.to {
        let message = format!(
            "the statistics of `{}` begin at or after its end",
            found.period
        );
        let help = "give a shorter `--warmup`, or a later `--period`";
        texts.report(None, Fault::invalid(message, help));
    }
    let claims = Claims::of(&found, model, &mut texts);
    texts.into_result((found, claims))
}

/// That a run has the window of the reports.
fn check_window(run: &Run, reports: &Reports) -> Result<(), Failure> {
    let plan = run.study.plan();
    let ours = (plan.warmup, plan.horizon);
    if ours == (reports.from, reports.to) {
        return Ok(());
    }
    let said = |(from, to): (Duration, Duration)| {
        format!("from {} d to {} d", whole_days(from), whole_days(to))
    };
    Err(Failure::Usage(format!(
        "the results are {} after the start, and the period `{}` of the reports is {}; run the \
         model with `--warmup \"{} d\" --until \"{} d\"`",
        said(ours),
        reports.period,
        said((reports.from, reports.to)),
        whole_days(reports.from),
        whole_days(reports.to),
    )))
}

fn compare_run(run: &Run, reported: &[Reported], args: &ValidateArgs) -> Vec<Row> {
    let count = run.summary.replications;
    let mut replications: Vec<BTreeMap<&str, f64>> = vec![BTreeMap::new(); count];
    for (key, values) in &run.replications {
        for (figures, value) in replications.iter_mut().zip(values) {
            figures.extend(value.map(|value| (key.as_str(), value)));
        }
    }
    compare(reported, &replications, &args.tolerances.tolerances())
}

/// Imports the model, runs it over the window of the reports, and compares.
fn compare_model(
    args: &ValidateArgs,
    reports: &Reports,
    reported: &[Reported],
) -> Result<(Vec<Row>, usize), Failure> {
    let imported = smt2020::import(&args.model, reports.to)?;
    for warning in &imported.warnings {
        terminal::warning(warning);
    }
    let seconds = |span: Duration| span.as_millis() / Duration::seconds(1).as_millis();
    let overrides = [
        format!("run.warmup={} s", seconds(reports.from)),
        format!("run.until={} s", seconds(reports.to)),
        format!("run.seed={}", args.seed),
        format!("run.replications={}", args.replications),
    ];
    let document = Document::from_files("model", &imported.files, &overrides)?;
    let study = Study::new(document)?;
    let outcomes = Runner::new(&args.work).run(&study)?;
    let figures = outcomes.iter().map(|outcome| {
        let figures = outcome.figures.iter();
        figures
            .filter_map(|(key, figure)| Some((key, figure.value?)))
            .collect()
    });
    let figures: Vec<BTreeMap<&str, f64>> = figures.collect();
    let rows = compare(reported, &figures, &args.tolerances.tolerances());
    Ok((rows, figures.len()))
}
