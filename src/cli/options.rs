//! Options that commands share, each declared once: which scenario, how it is run, on how many
//! threads. Commands flatten these structs.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::Args;

use super::Failure;
use crate::experiment::cores;
use crate::industry::Park;
use crate::scenario::Document;
use crate::units::{Date, Duration, Share};

/// The scenario's settings that options override, so that the resolved scenario tells them.
const UNTIL: &str = "run.until";
/// As above.
const WARMUP: &str = "run.warmup";
/// As above.
const SEED: &str = "run.seed";
/// As above.
const REPLICATIONS: &str = "run.replications";
/// The largest seed: what a whole number of a scenario file can be.
const LARGEST_SEED: u64 = i64::MAX as u64;

/// Which scenario.
#[derive(Args, Debug)]
pub struct ScenarioArgs {
    /// The scenario file, or a folder with a `scenario.toml`; `-` reads it from the standard input.
    pub scenario: PathBuf,
    /// Override a setting of the scenario; may be repeated.
    #[arg(long, value_name = "KEY=VALUE")]
    pub set: Vec<String>,
}

/// How the scenario is run. What is not given is as the scenario says.
#[derive(Args, Debug)]
pub struct PlanArgs {
    /// How many replications.
    #[arg(
        long,
        short,
        value_name = "N",
        value_parser = clap::value_parser!(u32).range(1..=1_000_000)
    )]
    pub replications: Option<u32>,
    /// The seed of every random number.
    #[arg(long, value_name = "S", value_parser = clap::value_parser!(u64).range(..=LARGEST_SEED))]
    pub seed: Option<u64>,
    /// The end of the run: the date at whose first moment it ends, such as 2021-01-01, or its
    /// length, such as "90 d".
    #[arg(long, value_name = "DATE|DURATION")]
    pub until: Option<Until>,
    /// How long the park runs before its figures count, such as "1 y".
    #[arg(long, value_name = "DURATION", value_parser = span)]
    pub warmup: Option<Duration>,
}

/// How much of the machine to use and what to show meanwhile. None of it changes a result.
#[derive(Args, Debug)]
pub struct WorkArgs {
    /// How many threads; as many as the machine has, if not given.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
    /// Show no progress; it is only shown on a terminal anyway.
    #[arg(long)]
    pub no_progress: bool,
}

/// The end of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// The start of this day.
    Date(Date),
    /// So long after the start.
    Span(Duration),
}

impl FromStr for Until {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let date = || text.parse().ok().map(Self::Date);
        let error = |cause| format!("{cause}; or write a date such as 2021-01-01");
        date().map_or_else(|| span(text).map(Self::Span).map_err(error), Ok)
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

/// A scenario's text, read or still to be read.
pub struct Source<'a> {
    args: &'a ScenarioArgs,
    typed: Option<String>,
}

impl ScenarioArgs {
    /// Where the scenario is read from. The standard input is read here, once.
    ///
    /// # Errors
    /// If the standard input is no text.
    pub fn source(&self) -> Result<Source<'_>, Failure> {
        let mut typed = None;
        if self.scenario == Path::new("-") {
            let text = typed.insert(String::new());
            std::io::stdin()
                .read_to_string(text)
                .map_err(Failure::of_file(Path::new("-")))?;
        }
        Ok(Source { args: self, typed })
    }
}

impl Source<'_> {
    /// The scenario with the overrides of the command line and these.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn document(&self, more: &[String]) -> Result<Document, Failure> {
        let overrides = [&self.args.set[..], more].concat();
        let document = match &self.typed {
            Some(text) => Document::from_text("stdin", text, &overrides),
            None => Document::load(&self.args.scenario, &overrides),
        };
        Ok(document?)
    }
}

impl PlanArgs {
    /// The scenario as it is to be run, and the park that it describes.
    ///
    /// # Errors
    /// If the scenario has problems, or the run would end before it starts.
    pub fn park(&self, source: &Source<'_>) -> Result<(Document, Park), Failure> {
        self.park_with(source, &[])
    }

    /// As [`Self::park`], with more overrides.
    ///
    /// # Errors
    /// As [`Self::park`].
    pub fn park_with(
        &self,
        source: &Source<'_>,
        more: &[String],
    ) -> Result<(Document, Park), Failure> {
        let given = [
            self.warmup.map(|warmup| format!("{WARMUP}={warmup}")),
            self.until.map(|until| format!("{UNTIL}={until}")),
            self.seed.map(|seed| format!("{SEED}={seed}")),
            self.replications
                .map(|number| format!("{REPLICATIONS}={number}")),
        ];
        let given = given.into_iter().flatten();
        let overrides: Vec<String> = more.iter().cloned().chain(given).collect();
        let document = source.document(&overrides)?;
        let park = Park::compile(&document)?;
        Ok((document, park))
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
        assert!(until("2020-02-30").is_err());
    }
}
