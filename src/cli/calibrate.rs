//! `calibrate`: fit parameters to targets, and write them as an overlay.

use std::path::{Path, PathBuf};

use clap::Args;

use super::options::{PlanArgs, ScenarioArgs, WorkArgs};
use super::output_file::OutputFile;
use super::runner::Runner;
use super::{Failure, terminal};
use crate::experiment::calibrate;
use crate::experiment::calibrate::search::Patience;
use crate::output::calibration::{calibration_table, overlay};
use crate::output::file::{folder_of, relative_path};

/// The options of `calibrate`.
#[derive(Args, Debug)]
#[command(after_help = "\
Each target that names a `parameter` gets a value of that parameter at which it is met; all are met
together. The search begins at the values of the scenario and keeps to the `search` ranges.

Example:
  chippark calibrate scenarios/jinhua-2019.toml -r 20 --out fitted.toml")]
pub struct CalibrateArgs {
    #[command(flatten)]
    scenario: ScenarioArgs,
    #[command(flatten)]
    plan: PlanArgs,
    #[command(flatten)]
    work: WorkArgs,
    /// Write a scenario that extends this one and sets the parameters to the values found.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Overwrite an existing file.
    #[arg(long, requires = "out")]
    force: bool,
    /// Tolerance: the distance of each figure from its aim, as a share of half its allowed range.
    #[arg(long, value_name = "SHARE", default_value_t = 0.1, value_parser = within)]
    within: f64,
    /// The most tries, each of all replications.
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

/// Runs the command.
///
/// # Errors
/// If the scenario is invalid or has nothing to calibrate, the targets cannot be met together, or
/// the overlay cannot be written.
pub fn calibrate(args: &CalibrateArgs) -> Result<(), Failure> {
    let study = args.plan.study(&args.scenario)?;
    let out = args.out.as_deref();
    let out = out.map(|out| {
        let file = OutputFile::choose(out, args.force)?;
        Ok::<_, Failure>((file, base(&args.scenario, out)?))
    });
    let out = out.transpose()?;
    let runner = Runner::new(&args.work);
    let patience = Patience {
        within: args.within,
        tries: args.tries,
    };
    let calibration = calibrate::calibrate(&study, patience, |study| runner.run(study))?;
    let written = match &out {
        Some((file, base)) if calibration.reached => {
            file.write(&overlay(&calibration, base, &super::words().join(" ")))
        }
        Some(_) | None => Ok(()),
    };
    // Parameters that cannot be written are printed all the same.
    let printed = terminal::print(&calibration_table(&calibration));
    if !calibration.reached {
        let text = "the targets cannot be met together, so no file is written: widen the `search` \
                    ranges, or look for a figure that its parameter does not move";
        return Err(Failure::Check(text.to_owned()));
    }
    if let (Some(out), Ok(())) = (&args.out, &written) {
        terminal::note(format_args!(
            "the parameters are written to `{}`",
            out.display()
        ));
    }
    written.and(printed)
}

/// The name of the scenario in the overlay at `out`, which is known before the work is done.
pub(super) fn base(args: &ScenarioArgs, out: &Path) -> Result<String, Failure> {
    let mut scenario = args.scenario.clone();
    if scenario == Path::new("-") {
        let text = "a scenario from the standard input has no name that an overlay could extend; \
                    leave out `--out`";
        return Err(Failure::Usage(text.to_owned()));
    }
    if scenario.is_dir() {
        scenario.push("scenario.toml");
    }
    let true_path = |path: &Path| path.canonicalize().map_err(Failure::of_file(path));
    let base = relative_path(&true_path(folder_of(out))?, &true_path(&scenario)?);
    Ok(base.to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tolerance_is_a_share_of_at_most_a_half() {
        assert_eq!(within("0.25"), Ok(0.25));
        for text in ["0", "0.6", "x", "NaN"] {
            assert!(within(text).is_err(), "{text}");
        }
    }
}
