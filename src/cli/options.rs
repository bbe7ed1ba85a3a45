//! Options that commands share, each declared once: the scenario, how it is run, on how many
//! threads. Commands flatten these structs.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::Args;

use super::Failure;
use crate::experiment::{Study, cores};
use crate::industry::ScenarioFile;
use crate::output::results_folder::{SCENARIO, name_of};
use crate::scenario::Document;
use crate::units::text::TextError;
use crate::units::{Date, Duration, Share};

/// The largest seed: the largest integer of a scenario file.
pub(super) const LARGEST_SEED: u64 = i64::MAX as u64;

/// Why there are no Parquet files.
pub(super) const NO_PARQUET: &str =
    "this program cannot write Parquet: build it with `--features parquet`";

/// The scenario of a results folder, under the name that it ran by.
///
/// # Errors
/// If the folder has no results, or its scenario is invalid.
pub(super) fn document_of_results(folder: &Path) -> Result<Document, Failure> {
    let name = name_of(folder).map_err(Failure::Usage)?;
    Ok(Document::load_as::<ScenarioFile>(&folder.join(SCENARIO), &[])?.named(&name))
}

/// The scenario and overrides of its settings.
#[derive(Args, Debug)]
pub struct ScenarioArgs {
    /// The scenario file, a folder with a `scenario.toml`, or `-` for the standard input.
    pub scenario: PathBuf,
    /// Override a setting of the scenario, such as `fab.tools.etch.count=3`; may be repeated.
    #[arg(long, value_name = "PATH=VALUE")]
    pub set: Vec<String>,
}

/// How the scenario is run. An option that is not given leaves the setting of the scenario.
#[derive(Args, Debug)]
pub struct PlanArgs {
    /// The number of independent replications.
    #[arg(
        long,
        short,
        value_name = "N",
        value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST_REPLICATIONS))
    )]
    pub replications: Option<u32>,
    /// Seed and end.
    #[command(flatten)]
    pub span: SpanArgs,
    /// The warm-up, which is left out of the figures, such as "1 y".
    #[arg(long, value_name = "DURATION", value_parser = span)]
    pub warmup: Option<Duration>,
}

/// Which random numbers a run has, and how long it is.
#[derive(Args, Debug)]
pub struct SpanArgs {
    /// The seed of all random numbers.
    #[arg(long, value_name = "S", value_parser = clap::value_parser!(u64).range(..=LARGEST_SEED))]
    pub seed: Option<u64>,
    /// The end of the run: the day after its last day, such as 2021-01-01, or its length, such as
    /// "90 d".
    #[arg(long, value_name = "DATE|DURATION")]
    pub until: Option<Until>,
}

/// How the program works on replications. No result depends on it.
#[derive(Args, Debug)]
pub struct WorkArgs {
    /// The number of threads [default: all that the machine has].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
    /// Hide the progress bar, which is shown on a terminal only.
    #[arg(long)]
    pub no_progress: bool,
}

/// The end of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// The day after the last one.
    Date(Date),
    /// The length of the run.
    Span(Duration),
}

impl FromStr for Until {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let date = || text.parse().ok().map(Self::Date);
        let error = |cause: TextError| {
            let TextError { message, help } = cause;
            // What looks like a date is explained as one.
            if text.contains(char::is_whitespace) || !text.contains(['-', '.', '/']) {
                format!("{message}: {help}; or write a date such as 2021-01-01")
            } else {
                format!("{message}: {help}")
            }
        };
        let span = || text.parse().map(Self::Span).map_err(error);
        date().map_or_else(span, Ok)
    }
}

impl std::fmt::Display for Until {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Date(date) => date.fmt(formatter),
            Self::Span(span) => span.fmt(formatter),
        }
    }
}

/// The most replications of a study.
pub(super) const MOST_REPLICATIONS: u32 = 1_000_000;

/// A number of replications.
pub(super) fn replications(text: &str) -> Result<u32, String> {
    let number = text.parse().ok();
    let number = number.filter(|number| (1..=MOST_REPLICATIONS).contains(number));
    number.ok_or_else(|| format!("write a whole number from 1 to {MOST_REPLICATIONS}"))
}

/// A span of time as scenarios write it.
pub(super) fn span(text: &str) -> Result<Duration, String> {
    let parsed = text.parse::<Duration>();
    parsed.map_err(|error| format!("{}: {}", error.message, error.help))
}

/// A share as scenarios write it: `0.7` or `70 %`.
pub(super) fn share(text: &str) -> Result<Share, String> {
    let parsed = text.parse::<Share>();
    parsed.map_err(|error| format!("{}: {}", error.message, error.help))
}

impl ScenarioArgs {
    /// The scenario with the overrides of the command line.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn document(&self) -> Result<Document, Failure> {
        self.with(&[])
    }

    /// The scenario with the overrides of the command line, then these.
    fn with(&self, more: &[String]) -> Result<Document, Failure> {
        let overrides = [&self.set[..], more].concat();
        Ok(Document::load_as::<ScenarioFile>(
            &self.scenario,
            &overrides,
        )?)
    }
}

impl PlanArgs {
    /// The study of the scenario with the options of the command line, which count as overrides:
    /// the resolved scenario of a results folder repeats the run.
    ///
    /// # Errors
    /// If the scenario is invalid.
    pub fn study(&self, args: &ScenarioArgs) -> Result<Study, Failure> {
        let number = self.replications;
        let given = [
            self.warmup.map(|warmup| format!("run.warmup={warmup}")),
            number.map(|number| format!("run.replications={number}")),
        ];
        self.span.study(args, given.into_iter().flatten())
    }

    /// As [`Self::study`], with `fallback` replications where neither the command line nor the
    /// scenario asks for two.
    ///
    /// # Errors
    /// If the scenario is invalid.
    pub fn repeated_study(&self, args: &ScenarioArgs, fallback: u32) -> Result<Study, Failure> {
        let study = self.study(args)?;
        if self.replications.is_some() || study.plan().replications > 1 {
            return Ok(study);
        }
        Ok(study.with(&[format!("run.replications={fallback}")])?)
    }
}

impl SpanArgs {
    /// The study of the scenario with these and further overrides.
    ///
    /// # Errors
    /// If the scenario is invalid.
    pub fn study(
        &self,
        args: &ScenarioArgs,
        more: impl Iterator<Item = String>,
    ) -> Result<Study, Failure> {
        let given = [
            self.until.map(|until| format!("run.until={until}")),
            self.seed.map(|seed| format!("run.seed={seed}")),
        ];
        let given: Vec<String> = given.into_iter().flatten().chain(more).collect();
        Ok(Study::new(args.with(&given)?)?)
    }
}

impl WorkArgs {
    /// The number of threads.
    #[must_use]
    pub fn threads(&self) -> usize {
        self.jobs.map_or_else(cores, usize::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_is_a_date_or_a_span_with_its_unit() {
        let until = |text: &str| text.parse::<Until>();
        assert_eq!(
            until("2021-01-01"),
            Ok(Until::Date(Date::new(2021, 1, 1).unwrap()))
        );
        assert_eq!(until("90 d"), Ok(Until::Span(Duration::days(90))));
        let error = until("90").unwrap_err();
        assert!(
            error.ends_with("or write a date such as 2021-01-01"),
            "{error}"
        );
        let error = until("2020-02-30").unwrap_err();
        assert!(error.ends_with("the month 2020-02 has 29 days"), "{error}");
    }
}
