//! The scenario file as written: one section a subsystem, each of them optional, so that a
//! scenario can be a whole park or just a line of stations, a stock or a service window.

use schemars::JsonSchema;
use serde::Deserialize;

use super::park::{About, RunPlan};
use crate::scenario::{At, Document, Fault, Problems};
use crate::units::{Date, Duration, SimTime};

use super::shared::subsystem::Subsystem;
use super::{
    assembly, backend, careers, fab, finance, limits, market, policy, research, services, staffing,
    supply, talent, targets, ventures,
};

/// Declares the scenario file from the list of subsystems.
macro_rules! scenario_file {
    ($($(#[$doc:meta])* $module:ident: $name:ident;)*) => {
        /// A scenario: what is simulated, for how long, and the sections of the subsystems.
        #[derive(Debug, Clone, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct ScenarioFile {
            /// What the scenario is about.
            pub scenario: AboutFile,
            /// When it starts, how long it runs, how often.
            pub run: RunFile,
            $($(#[$doc])* pub $module: Option<<$module::$name as Subsystem>::Spec>,)*
            /// Figures that a run should give, such as those of a report.
            #[serde(default)]
            pub target: Vec<targets::spec::TargetFile>,
        }
    };
}
subsystems!(scenario_file);

/// What a scenario is about. Nothing here changes a result.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AboutFile {
    /// A title.
    pub title: String,
    /// The question that the scenario answers.
    pub question: String,
}

/// The SHA-256, in hexadecimal, of what a scenario simulates: with which luck and how often is left
/// out, so that runs of one scenario are known as such whatever their seeds.
#[must_use]
pub fn scenario_digest(document: &Document) -> String {
    document.digest_without(&[&["run", "seed"], &["run", "replications"]])
}

/// When a scenario starts, how long it runs, how often.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RunFile {
    /// The first day.
    pub start: Date,
    /// The end: the day after the last one, or how long the run is.
    pub until: UntilFile,
    /// What is left out of the statistics at the start. Default nothing.
    #[serde(default)]
    pub warmup: Duration,
    /// How late feedback may act: the length of a tick, at least 1 min, which must divide a
    /// day. Default 1 h.
    #[serde(default = "hour")]
    pub tick: Duration,
    /// The distance of the points of the series, in whole days. Default 7 d.
    #[serde(default = "week")]
    pub observe: Duration,
    /// The seed of all random streams. Default 1.
    #[serde(default = "one")]
    pub seed: u64,
    /// How many replications. Default 1.
    #[serde(default = "once")]
    #[schemars(range(min = 1, max = 1_000_000))]
    pub replications: u32,
}

/// The end of a run.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum UntilFile {
    /// The day after the last one: `2022-01-01`.
    Date(Date),
    /// How long the run is: `4 y`.
    Span(Duration),
}

impl UntilFile {
    /// What to say of an end that cannot be, and what can.
    fn refusal(self, start: Date) -> (String, String) {
        let at_most = "longer than nothing and at most a century";
        match self {
            Self::Span(span) => (format!("a run of {span}"), at_most.to_owned()),
            Self::Date(end) => {
                let first = start.plus_days(1);
                let last = i64::try_from(LONGEST / Duration::days(1)).ok();
                let last = last.and_then(|days| start.plus_days(days));
                let dates = match (first, last) {
                    (Some(first), Some(last)) => format!("a date from {first} to {last}"),
                    (_, _) => format!("a date after {start}"),
                };
                let allowed =
                    format!("{dates}, as the run starts on {start}; or a span of time, {at_most}");
                (format!("an end on {end}"), allowed)
            }
        }
    }
}

const fn hour() -> Duration {
    Duration::hours(1)
}

const fn week() -> Duration {
    Duration::days(7)
}

const fn one() -> u64 {
    1
}

const fn once() -> u32 {
    1
}

impl AboutFile {
    /// What the scenario is about.
    #[must_use]
    pub fn check(self) -> About {
        let Self { title, question } = self;
        About { title, question }
    }
}

/// The longest run: a century.
const LONGEST: Duration = Duration::days(36_525);

impl RunFile {
    /// The plan of the run, from the section at `at`; none if something is wrong.
    #[must_use]
    pub fn check(&self, at: &At, problems: &mut Problems) -> Option<RunPlan> {
        let &Self {
            start,
            until,
            warmup,
            tick,
            observe,
            seed,
            replications,
        } = self;
        let before = problems.len();
        let horizon = match until {
            UntilFile::Span(span) => span,
            UntilFile::Date(end) => end
                .begins(start)
                .map_or(Duration::ZERO, |end| end.since(SimTime::ZERO)),
        };
        let day = Duration::days(1);
        let last_day = i64::try_from(horizon / day).ok();
        let mut refuse = |field: &str, found: String, allowed: &str| {
            problems.add(at.field(field), Fault::out_of_range(found, allowed));
        };
        if horizon.is_zero() || horizon > LONGEST {
            let (found, allowed) = until.refusal(start);
            refuse("until", found, &allowed);
        } else if warmup >= horizon {
            refuse("warmup", warmup.to_string(), "shorter than the run");
        }
        if horizon <= LONGEST
            && last_day
                .and_then(|days| start.plus_days(days + 366))
                .is_none()
        {
            refuse(
                "start",
                start.to_string(),
                "so early that the run ends before the year 9999",
            );
        }
        if tick < Duration::minutes(1) || tick > day || !(day % tick).is_zero() {
            refuse(
                "tick",
                tick.to_string(),
                "a whole part of a day, of a minute or more: 1 h, 8 h, 1 d",
            );
        }
        if observe.is_zero() || !(observe % day).is_zero() {
            refuse(
                "observe",
                observe.to_string(),
                "a whole number of days, at least 1 d",
            );
        }
        (problems.len() == before).then_some(RunPlan {
            origin: start,
            tick,
            warmup,
            horizon,
            observe_every: observe,
            seed,
            replications,
        })
    }
}
