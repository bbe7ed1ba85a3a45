//! `report`: make a page of results folders.

use std::path::{Path, PathBuf};

use clap::Args;

use super::options::WorkArgs;
use super::output_file::OutputFile;
use super::runner::Runner;
use super::{Failure, terminal};
use crate::industry::explain::ToolWindow;
use crate::output::report::sections::{late, live, tools};
use crate::output::report::{self, PAGE, ReadError, Run, Section, is_page};
use crate::output::sensitivity::{Explained, explain, explored};
use crate::output::sweep::{journal, tables};
use crate::units::text::{hint, nearest};
use crate::units::{Date, Duration, SimTime};
use crate::version;

/// The engine as WebAssembly, and the same packed, in the folder of the program.
const ENGINE: [&str; 2] = ["chippark-live.wasm", "chippark-live.wasm.gz"];

/// The options of `report`.
#[derive(Args, Debug)]
#[command(after_help = "\
The page is one file that opens offline in any browser: the answer with its intervals, how far to
trust it, targets, what bound, people, fab, goods, money. Of several folders it has the runs beside
each other, the first one as the base; of a sweep, which factors matter.

Examples:
  chippark report results/jinhua-2019/0123456789abcdef-s1-r20
  chippark report results/jinhua-2019/0123456789abcdef-s1-r20 --late
  chippark report results/full-chain/0123456789abcdef-s1-r20 --tools Litho --from 2019-03-04
  chippark report results/jinhua-inflow/0123456789abcdef-s1-r20 --live
  chippark report BASE OTHER --out comparison.html")]
pub struct ReportArgs {
    /// Results folders of runs, or the folder of one sweep.
    #[arg(required = true, value_name = "DIR")]
    folders: Vec<PathBuf>,
    /// The file [default: report.html in the folder, or here for several folders].
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// The title [default: that of the scenario].
    #[arg(long)]
    title: Option<String>,
    /// Run the first replication again with a trace, and say why orders were late.
    #[arg(long)]
    late: bool,
    /// Run the first replication again, and draw what each tool of this group did.
    #[arg(long, value_name = "GROUP")]
    tools: Option<String>,
    /// The first day that `--tools` draws [default: the last days of the run].
    #[arg(long, value_name = "DATE", requires = "tools")]
    from: Option<Date>,
    /// How many days `--tools` draws.
    #[arg(long, value_name = "DAYS", requires = "tools", default_value_t = 3,
          value_parser = clap::value_parser!(u64).range(1..=366))]
    days: u64,
    /// Put the engine into the page, so that its reader moves the scenario's sliders and sees what
    /// follows; the scenario names them as `[[slider]]`. `live/build` of the source makes the
    /// engine beside this program.
    #[arg(long)]
    live: bool,
    /// Overwrite a file that is no page of this program.
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    work: WorkArgs,
}

/// Runs the command.
///
/// # Errors
/// If a folder has no results or others than its scenario says, or the page cannot be written.
pub fn report(args: &ReportArgs) -> Result<(), Failure> {
    if args.asks_of_one_run() && args.folders.len() > 1 {
        let text = "`--late`, `--tools` and `--live` are of one run; name one folder";
        return Err(Failure::Usage(text.to_owned()));
    }
    let path = args.path();
    let file = OutputFile::choose(&path, args.force || is_own(&path))?;
    if let [folder] = args.folders.as_slice()
        && folder.join(tables::SWEEP).is_file()
    {
        return print(&file, &path, &of_sweep(args, folder)?);
    }
    if let Some(sweep) = args
        .folders
        .iter()
        .find(|folder| folder.join(tables::SWEEP).is_file())
    {
        let text = format!(
            "`{}` is a sweep, whose page is its own; name it alone",
            sweep.display()
        );
        return Err(Failure::Usage(text));
    }
    if let Some(sweep) = args.folders.iter().find(|folder| journal::is_in(folder)) {
        let text = format!(
            "the sweep in `{}` is not complete: `chippark sweep` of the same space goes on with it",
            sweep.display()
        );
        return Err(Failure::Usage(text));
    }
    let read = |folder: &PathBuf| Run::read(folder).map_err(failure);
    let runs: Vec<Run> = args.folders.iter().map(read).collect::<Result<_, _>>()?;
    let title = args.title.as_deref();
    let page = if let [run] = runs.as_slice() {
        let live = args.live.then(|| sliders(run)).transpose()?;
        let late = args.late.then(|| explained(args, run)).transpose()?;
        let group = args.tools.as_deref();
        let tools = group.map(|group| traced(args, run, group)).transpose()?;
        report::page_of_run(run, title, live, late.into_iter().chain(tools).collect())
    } else {
        report::page_of_runs(title.unwrap_or("Runs beside each other"), runs)
    };
    print(&file, &path, &page)
}

/// Writes a page, and says where it is.
fn print(file: &OutputFile<'_>, path: &Path, page: &str) -> Result<(), Failure> {
    file.write(page)?;
    let size = page.len().div_ceil(1_000);
    terminal::print(&format!("{} ({size} kB)\n", path.display()))
}

/// The page of the folder of a complete sweep.
fn of_sweep(args: &ReportArgs, folder: &Path) -> Result<String, Failure> {
    if args.asks_of_one_run() {
        let text = "`--late`, `--tools` and `--live` are of one run; a sweep has many";
        return Err(Failure::Usage(text.to_owned()));
    }
    let sweep = tables::read(folder).map_err(Failure::Usage)?;
    let explored = explored(&sweep).map_err(Failure::Usage)?;
    let keys = sweep.figures.keys();
    let explained = keys.map(|key| (key.clone(), explain(&sweep, &explored, key)));
    let explained: Vec<Explained> = explained.collect();
    let title = args.title.clone();
    let title = title.unwrap_or_else(|| format!("A sweep of {}", sweep.about.scenario));
    Ok(report::page_of_sweep(&title, &sweep, &explained))
}

impl ReportArgs {
    /// Whether something is asked for that only one run has.
    const fn asks_of_one_run(&self) -> bool {
        self.late || self.live || self.tools.is_some()
    }

    /// Where the page is written.
    fn path(&self) -> PathBuf {
        let named = self.out.clone();
        named.unwrap_or_else(|| match self.folders.as_slice() {
            [folder] => folder.join(PAGE),
            _ => PathBuf::from(PAGE),
        })
    }
}

/// Whether a file is a page of this program, which may be made anew.
fn is_own(path: &Path) -> bool {
    std::fs::read_to_string(path).is_ok_and(|text| is_page(&text))
}

fn failure(error: ReadError) -> Failure {
    match error {
        ReadError::Scenario(problems) => problems.into(),
        ReadError::File { .. } | ReadError::Changed(_) | ReadError::Unlike { .. } => {
            Failure::Usage(error.to_string())
        }
    }
}

/// Runs the first replication again with a trace.
fn explained(args: &ReportArgs, run: &Run) -> Result<Section, Failure> {
    let study = run.study.clone().traced();
    let number = run.summary.first_replication;
    let outcomes = Runner::new(&args.work).replicate(&study, number..number + 1)?;
    let traced = outcomes.first().and_then(|outcome| outcome.traced.as_ref());
    let traced = traced.ok_or_else(|| {
        let text = "the scenario has no section `market`, and so no orders that are late";
        Failure::Usage(text.to_owned())
    })?;
    if traced.placed() == 0 {
        let text = "`--late`: no order was placed, so that none was late; orders come from a \
                    section `market`";
        return Err(Failure::Usage(text.to_owned()));
    }
    Ok(late::section(traced, number, study.plan().origin))
}

/// Runs the first replication again with a trace of a tool group.
fn traced(args: &ReportArgs, run: &Run, group: &str) -> Result<Section, Failure> {
    let plan = run.study.plan();
    let names = run.study.park().tool_groups();
    let Some(place) = names.iter().position(|name| *name == group) else {
        let help = hint(nearest(group, names.iter().copied()));
        let text = format!("`--tools`: the scenario has no tool group `{group}`{help}");
        return Err(Failure::Usage(text));
    };
    let end = SimTime::ZERO + plan.horizon;
    let days = Duration::days(args.days);
    let from = match args.from {
        None => SimTime::ZERO + (plan.horizon - days.min(plan.horizon)),
        Some(date) => date
            .begins(plan.origin)
            .filter(|&from| from < end)
            .ok_or_else(|| {
                let last = plan
                    .origin
                    .of(end)
                    .map_or_else(String::new, |end| end.to_string());
                let origin = plan.origin;
                Failure::Usage(format!(
                    "`--from {date}` is outside of the run, {origin} to {last}"
                ))
            })?,
    };
    let window = ToolWindow {
        group: place,
        from,
        to: end.min(from + days),
    };
    let study = run.study.clone().with_tool_trace(window);
    let number = run.summary.first_replication;
    let outcomes = Runner::new(&args.work).replicate(&study, number..number + 1)?;
    let trace = outcomes.first().and_then(|outcome| outcome.tools.as_ref());
    let trace = trace.expect("a run that was asked for a trace of tools has one");
    Ok(tools::section(trace, group, number, plan.origin))
}

/// The sliders of a run, with the engine that lies beside this program.
fn sliders(run: &Run) -> Result<Section, Failure> {
    let usage = |text: String| Failure::Usage(text);
    let program = std::env::current_exe().map_err(|error| usage(error.to_string()))?;
    let [raw, packed] = ENGINE.map(|name| program.with_file_name(name));
    let read = |path: &Path| {
        std::fs::read(path).map_err(|error| {
            let path = path.display();
            usage(format!(
                "`{path}`: {error}; build the engine with `live/build` of the source"
            ))
        })
    };
    let text = read(&raw)?;
    let source = version::SOURCE.as_bytes();
    if !text.windows(source.len()).any(|part| part == source) {
        let text = "the engine beside the program is of another build: run `live/build` again";
        return Err(usage(text.to_owned()));
    }
    live::section(run, &read(&packed)?).ok_or_else(|| {
        usage("the scenario has no sliders: add `[[slider]]` with path, low, high, step".to_owned())
    })
}
