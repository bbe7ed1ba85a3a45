//! `validate`: compare a model with the reports that another simulator made of it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use clap::Args;

use super::options::{LARGEST_SEED, MOST_REPLICATIONS, WorkArgs, share, span};
use super::output_file::OutputFile;
use super::runner::Runner;
use super::{Failure, terminal};
use crate::experiment::Study;
use crate::experiment::validate::{Figure, Reported, Row, Subject, Tolerances, agreeing, compare};
use crate::import::smt2020::reports::{self, Reports, Values};
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
one is beyond its tolerance. `~` says that the reported value lies within our interval.

Reports are called `order.rep`, `stnfam.rep` and `perf.rep`, or end with `.tsv`. What a report does
not have is not compared.

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
    let (agree, judged) = agreeing(&rows);
    if agree == judged {
        return Ok(());
    }
    let beyond = judged - agree;
    Err(Failure::Check(format!(
        "{beyond} of {judged} figures are beyond their tolerances"
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

/// What reports say of a model, figure by figure.
#[derive(Debug, Default)]
struct Claims {
    reported: Vec<Reported>,
    /// What cannot be compared, in sentences.
    left_out: Vec<String>,
}

impl Claims {
    fn of(reports: &Reports, model: &Model, texts: &mut TextFiles) -> Self {
        let mut claims = Self::default();
        if let Some(values) = &reports.fab {
            let counts = [
                (Figure::Started, "LOTSTARTS"),
                (Figure::Throughput, "LOTCOMPS"),
                (Figure::Wip, "WIPLOTAVG"),
            ];
            for (figure, column) in counts {
                claims.add(&Subject::Fab, figure, values.get(column), None);
            }
        }
        let mut mixed = Vec::new();
        for (name, values) in &reports.orders {
            let orders = &model.orders;
            let Some(streams) = orders.of_orders.get(name) else {
                if !orders.initial_orders.contains(name) {
                    let known = orders.of_orders.keys().map(String::as_str);
                    texts.report(values.place, Fault::unknown_name("order", name, known));
                }
                continue;
            };
            if is_mixed(name, streams, model) {
                mixed.push(name.as_str());
                continue;
            }
            let streams = streams.iter().cloned().collect();
            claims.add_order(&Subject::Order(name.clone(), streams), values);
        }
        for (name, values) in &reports.families {
            if model.families.iter().all(|family| family.name != *name) {
                let known = model.families.iter().map(|family| family.name.as_str());
                texts.report(
                    values.place,
                    Fault::unknown_name("tool family", name, known),
                );
                continue;
            }
            claims.add_family(name, values, model);
        }
        if !mixed.is_empty() {
            claims.left_out.push(format!(
                "{} orders are not compared, since lots of other orders are of the same stream: \
                 {}",
                mixed.len(),
                mixed.iter().take(5).copied().collect::<Vec<_>>().join(", ")
            ));
        }
        claims
    }

    fn add(
        &mut self,
        subject: &Subject,
        figure: Figure,
        value: Option<f64>,
        unjudged: Option<&'static str>,
    ) {
        self.reported.extend(value.map(|value| Reported {
            subject: subject.clone(),
            figure,
            value,
            unjudged,
        }));
    }

    fn add_order(&mut self, order: &Subject, values: &Values) {
        let days = |column: &str| values.get(column).map(|hours| hours / 24.0);
        let on_time = values.get("ONTIME%");
        let late = on_time.map(|percent| 1.0 - percent / 100.0);
        let lateness = days("LATEAVG").zip(late).map(|(days, late)| days * late);
        for (figure, value) in [
            (Figure::Throughput, lots_of(values)),
            (Figure::CycleTime, days("CYCLEAVG")),
            (Figure::Sd, days("CYCLESTD")),
            (Figure::OnTime, on_time),
            (Figure::Lateness, lateness),
            (Figure::Wip, values.get("WIPLOTAVG")),
        ] {
            self.add(order, figure, value, None);
        }
    }

    fn add_family(&mut self, name: &str, values: &Values, model: &Model) {
        let subject = Subject::Family(name.to_owned());
        let lots = values.get("LOTCOMPS");
        for (figure, column) in [
            (Figure::Processed, "LOTCOMPS"),
            (Figure::Down, "DOWN%"),
            (Figure::Maintenance, "PM%"),
            (Figure::Setup, "SETUP%"),
            (Figure::Load, "LOAD%"),
            (Figure::Unload, "UNLOAD%"),
            (Figure::Process, "PROC%"),
            (Figure::Idle, "IDLE%"),
            (Figure::Utilisation, "UTIL%"),
            (Figure::OnTools, "WIPLOTAVG"),
            (Figure::TimeInTool, "CYCLEAVG"),
        ] {
            self.add(&subject, figure, values.get(column), None);
        }
        let mut steps = model.routes.iter().flat_map(|route| &route.steps);
        let dedicates = steps.any(|step| step.family == name && step.same_tool_as.is_some());
        let elsewhere = "lots for a certain tool are in no list";
        let unjudged = dedicates.then_some(elsewhere);
        self.add(&subject, Figure::Waiting, values.get("FWLAVG"), unjudged);
        let mut families = model.families.iter();
        let cascades = families.any(|family| family.name == name && family.is_cascading);
        let twice = "two jobs on a tool show one setup several times";
        let setups = values.get("SETUP#").zip(lots.filter(|lots| *lots > 0.0));
        let setups = setups.map(|(setups, lots)| setups / lots);
        let setups = setups.filter(|setups| *setups > 0.0);
        self.add(&subject, Figure::Setups, setups, cascades.then_some(twice));
    }
}

/// Whether some stream of an order has lots of other orders, too.
fn is_mixed(name: &str, streams: &BTreeSet<String>, model: &Model) -> bool {
    let others = model.orders.of_orders.iter();
    let mut others = others.filter(|(other, _)| *other != name);
    others.any(|(_, others)| !others.is_disjoint(streams))
}

/// Lots of an order that left. Where the report does not count them: its net time before due dates
/// over the mean of a lot, which is that of those on time less that of late ones, by their shares.
fn lots_of(values: &Values) -> Option<f64> {
    if let Some(lots) = values.get("LOTCOMPS") {
        return Some(lots);
    }
    let on_time = values.get("ONTIME%")? / 100.0;
    let early = values.get("ONTIMEAVG")?;
    let late = values.get("LATEAVG")?;
    let mean = on_time * early - (1.0 - on_time) * late;
    let lots = values.get("NETONTIME")? / mean;
    // Where both nearly cancel out, the few digits of the shares decide.
    let is_sure = mean.abs() > 0.05 * (early + late);
    (is_sure && lots >= 0.0).then(|| lots.round())
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
