//! `calibrate`: find the parameters at which calibrated targets are met, and write them as an
//! overlay.

use std::path::{Component, Path, PathBuf};

use clap::Args;

use super::options::{PlanArgs, ScenarioArgs, Source, WorkArgs};
use super::progress::Bar;
use super::{Failure, interrupt, terminal};
use crate::experiment::calibrate::{Found, Goal, Patience, Unknown, solve};
use crate::experiment::{Verdict, Watch, judge, replicate, replicate_for};
use crate::industry::{Parameter, Park, Target, Window};
use crate::output::calibration::{Calibration, Fitted, calibration_table, overlay};
use crate::output::file::{check_place, folder_of, write_file};
use crate::scenario::{At, Dial, Document};

/// The options of `calibrate`.
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  chippark calibrate scenarios/jinhua-2019.toml -r 20 --out fitted.toml")]
pub struct CalibrateArgs {
    #[command(flatten)]
    scenario: ScenarioArgs,
    #[command(flatten)]
    plan: PlanArgs,
    #[command(flatten)]
    work: WorkArgs,
    /// Write a scenario here that extends this one and sets the parameters as found.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace the file if it is there already.
    #[arg(long, requires = "out")]
    force: bool,
    /// How near each figure must come to its aim, as a share of half its allowed range.
    #[arg(long, value_name = "SHARE", default_value_t = 0.1, value_parser = within)]
    within: f64,
    /// How many tries there may be, each of all replications.
    #[arg(
        long,
        value_name = "N",
        default_value_t = 60,
        value_parser = clap::value_parser!(u32).range(2..)
    )]
    tries: u32,
}

fn within(text: &str) -> Result<f64, String> {
    let share = text
        .parse()
        .ok()
        .filter(|share| (0.001..=0.5).contains(share));
    share.ok_or_else(|| "write a share from 0.001 to 0.5".to_owned())
}

/// A target with the parameter that is fitted to it.
struct Tuned<'a> {
    /// Its number among the targets.
    number: usize,
    target: &'a Target,
    parameter: &'a Parameter,
    dial: Dial,
}

/// Runs the command.
///
/// # Errors
/// If the scenario has problems or nothing to calibrate, the targets cannot be met, or the overlay
/// may not be written.
pub fn calibrate(args: &CalibrateArgs) -> Result<(), Failure> {
    let source = args.scenario.source()?;
    let (document, park) = args.plan.park(&source)?;
    let tuned = tuned(&document, &park)?;
    let place = args
        .out
        .as_deref()
        .map(|out| place(args, out))
        .transpose()?;
    let mut tries = Tries {
        args,
        source,
        tuned: &tuned,
        windows: windows(&tuned),
        verdicts: Vec::new(),
        cancel: interrupt::listen()?,
    };
    let settled: Vec<_> = tuned
        .iter()
        .map(|tuned| |value: f64| tuned.dial.settled(value))
        .collect();
    let unknowns: Vec<Unknown<'_>> = tuned.iter().zip(&settled).map(unknown).collect();
    let goals: Vec<Goal> = tuned.iter().map(goal).collect();
    let patience = Patience {
        within: args.within,
        tries: args.tries,
    };
    let found = solve(&unknowns, &goals, patience, |values| tries.evaluate(values))?;
    tries.verdicts_at(&found.values, false)?;
    let aims = goals.iter().map(|goal| goal.aim(args.within));
    let calibration = result(&park, &tuned, aims, &found, tries.verdicts);
    terminal::print(&calibration_table(&calibration))?;
    if !found.reached {
        let text = "the targets are not met together; no file is written: widen `search`, or see \
                    which figure its parameter does not move";
        return Err(Failure::No(text.to_owned()));
    }
    if let Some((out, base)) = place {
        let how = std::env::args().collect::<Vec<_>>().join(" ");
        let text = overlay(&calibration, &base, &how);
        interrupt::uncut(|| write_file(out, &text, args.force).map_err(Failure::of_file(out)))?;
        terminal::note(format_args!("the parameters are in `{}`", out.display()));
    }
    Ok(())
}

/// The targets that parameters are fitted to.
fn tuned<'a>(document: &Document, park: &'a Park) -> Result<Vec<Tuned<'a>>, Failure> {
    if park.reinvests() {
        return Err(Failure::Usage(
            "reinvestment is on: what a run yields then drives the programmes of later years, so \
             no \
             figure belongs to its own parameter; calibrate with \
             `--set policy.reinvestment.enabled=false`"
                .to_owned(),
        ));
    }
    let mut tuned = Vec::new();
    for (number, target) in park.targets().list.iter().enumerate() {
        let Some(parameter) = &target.parameter else {
            continue;
        };
        if target.window == Window::Cut {
            let figure = target.figure();
            let text = format!("the run does not cover the period of `{figure}`: let it be longer");
            return Err(Failure::Usage(text));
        }
        let path = At::from(parameter.path.as_str());
        let dial = document.dial(&path);
        let dial = dial.map_err(|fault| Failure::Usage(fault.to_string()))?;
        let (begins, Parameter { low, high, .. }) = (dial.value(), parameter);
        if !(low..=high).contains(&&begins) {
            let text = format!(
                "`{path}` is {begins:e} in the scenario, where the search begins, but its `search` \
                 goes from {low} to {high} only: let it include the value"
            );
            return Err(Failure::Usage(text));
        }
        tuned.push(Tuned {
            number,
            target,
            parameter,
            dial,
        });
    }
    if tuned.is_empty() {
        let text = "there is nothing to calibrate: no target of the scenario names a `parameter`";
        return Err(Failure::Usage(text.to_owned()));
    }
    Ok(tuned)
}

/// The windows of the figures that are fitted, each once.
fn windows(tuned: &[Tuned<'_>]) -> Vec<Window> {
    let mut windows = Vec::new();
    for window in tuned.iter().map(|tuned| tuned.target.window) {
        if !windows.contains(&window) {
            windows.push(window);
        }
    }
    windows
}

fn unknown<'a, F: Fn(f64) -> f64>((tuned, settled): (&Tuned<'_>, &'a F)) -> Unknown<'a> {
    Unknown {
        start: tuned.dial.value(),
        low: tuned.parameter.low,
        high: tuned.parameter.high,
        settled,
    }
}

fn goal(tuned: &Tuned<'_>) -> Goal {
    let (low, high) = tuned.target.bounds();
    let reported = tuned.target.value;
    Goal {
        low: low.unwrap_or(reported),
        high: high.unwrap_or(reported),
        reported,
    }
}

/// What is needed to try values.
struct Tries<'a> {
    args: &'a CalibrateArgs,
    source: Source<'a>,
    tuned: &'a [Tuned<'a>],
    /// The windows of their figures, each once.
    windows: Vec<Window>,
    /// What became of all targets in the last try.
    verdicts: Vec<Verdict>,
    cancel: &'static std::sync::atomic::AtomicBool,
}

impl Tries<'_> {
    /// Runs the scenario with these values: the mean of each figure that is fitted.
    fn evaluate(&mut self, values: &[f64]) -> Result<Vec<f64>, Failure> {
        self.verdicts_at(values, true)?;
        let figure = |tuned: &Tuned<'_>| {
            let verdict = &self.verdicts[tuned.number];
            verdict
                .estimate
                .map(|estimate| estimate.mean)
                .ok_or_else(|| {
                    let (figure, path) = (tuned.target.figure(), &tuned.parameter.path);
                    let value = tuned.dial.settled(tuned.dial.value());
                    let text =
                        format!("`{figure}` was observed in no replication ({path} near {value})");
                    Failure::No(text)
                })
        };
        self.tuned.iter().map(figure).collect()
    }

    /// Runs the scenario with these values and judges its targets: all, or only those that are
    /// fitted, without the passes that nothing but the others needs.
    fn verdicts_at(&mut self, values: &[f64], only_fitted: bool) -> Result<(), Failure> {
        let settings: Vec<String> = self
            .tuned
            .iter()
            .zip(values)
            .map(|(tuned, value)| tuned.dial.set_to(*value))
            .collect();
        let (_, park) = self.args.plan.park_with(&self.source, &settings)?;
        let plan = park.plan();
        let bar = Bar::new(&park, !self.args.work.no_progress);
        let watch = Watch {
            cancel: self.cancel,
            report: &|progress| bar.update(progress),
        };
        let jobs = self.args.work.threads();
        let (seed, count) = (plan.seed, plan.replications);
        let outcomes = if only_fitted {
            replicate_for(&self.windows, &park, seed, count, jobs, &watch)
        } else {
            replicate(&park, seed, count, jobs, &watch)
        };
        bar.clear();
        self.verdicts = judge(park.targets(), &outcomes?);
        Ok(())
    }
}

fn result(
    park: &Park,
    tuned: &[Tuned<'_>],
    aims: impl Iterator<Item = f64>,
    found: &Found,
    verdicts: Vec<Verdict>,
) -> Calibration {
    let fitted = tuned.iter().zip(aims).zip(&found.values);
    let plan = park.plan();
    Calibration {
        fitted: fitted
            .map(|((tuned, aim), &value)| Fitted {
                dial: tuned.dial.clone(),
                value,
                target: tuned.target.clone(),
                aim,
                figure: verdicts[tuned.number].estimate,
            })
            .collect(),
        verdicts,
        tries: found.tries,
        replications: plan.replications,
        seed: plan.seed,
        reached: found.reached,
    }
}

/// Where the overlay goes and how it names the scenario: what would refuse it does so before the
/// work is done.
fn place<'a>(args: &CalibrateArgs, out: &'a Path) -> Result<(&'a Path, String), Failure> {
    refuse_old(out, args.force)?;
    let base = from_folder_of(out, &args.scenario.scenario)?;
    check_place(out).map_err(Failure::of_file(out))?;
    Ok((out, base))
}

/// Refuses a file that is there already.
fn refuse_old(path: &Path, force: bool) -> Result<(), Failure> {
    if !force && path.exists() {
        let text = format!("`{}` exists; `--force` replaces it", path.display());
        return Err(Failure::Usage(text));
    }
    Ok(())
}

/// How a file in the folder of `out` names `scenario`.
fn from_folder_of(out: &Path, scenario: &Path) -> Result<String, Failure> {
    if scenario == Path::new("-") {
        let text = "a scenario from the standard input has no name to extend; leave `--out` out";
        return Err(Failure::Usage(text.to_owned()));
    }
    let true_path = |path: &Path| path.canonicalize().map_err(Failure::of_file(path));
    let (folder, mut scenario) = (true_path(folder_of(out))?, true_path(scenario)?);
    if scenario.is_dir() {
        scenario.push("scenario.toml");
    }
    Ok(relative(&folder, &scenario).to_string_lossy().into_owned())
}

/// The way from one absolute folder to an absolute file.
fn relative(folder: &Path, file: &Path) -> PathBuf {
    let shared = folder.components().zip(file.components());
    let shared = shared.take_while(|(one, other)| one == other).count();
    let up = folder
        .components()
        .skip(shared)
        .map(|_| Component::ParentDir);
    up.chain(file.components().skip(shared)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_from_the_folder_of_the_one_that_names_it() {
        let way = |folder: &str, file: &str| relative(Path::new(folder), Path::new(file));
        assert_eq!(way("/a/b", "/a/b/park.toml"), Path::new("park.toml"));
        assert_eq!(
            way("/a/b/c", "/a/d/park.toml"),
            Path::new("../../d/park.toml")
        );
    }

    #[test]
    fn nearness_is_a_share_that_leaves_room() {
        assert_eq!(within("0.25"), Ok(0.25));
        for text in ["0", "0.6", "x", "NaN"] {
            assert!(within(text).is_err(), "{text}");
        }
    }
}
