//! The scenario file as written: one section a subsystem, each of them optional. So a scenario can
//! be a whole park, or only a line of stations, a stock or a service window.

use schemars::JsonSchema;
use serde::Deserialize;

use super::park::{About, RunPlan};
use super::sliders::Slider;
use crate::scenario::{Document, Fault, FieldPath, Problems};
use crate::units::text::nearest;
use crate::units::{Date, Duration, SimTime};

use super::shared::subsystem::Subsystem;

/// Declares the scenario file from the list of subsystems.
macro_rules! scenario_file {
    ($($(#[$doc:meta])* $module:ident: $name:ident;)*) => {
        /// A scenario: what is simulated, for how long, and the sections of the subsystems.
        #[derive(Debug, Clone, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct ScenarioFile {
            /// What the scenario is about.
            pub scenario: AboutFile,
            /// Start, length and replications of the run.
            pub run: RunFile,
            $($(#[$doc])* pub $module: Option<<super::$module::$name as Subsystem>::Spec>,)*
            /// What is out of action for a time.
            #[serde(default)]
            pub outage: Vec<super::outages::spec::OutageFile>,
            /// Figures that a run is compared with, such as those of a report.
            #[serde(default)]
            pub target: Vec<super::targets::spec::TargetFile>,
            /// Numbers that readers of the report may move, at most three.
            #[serde(default)]
            pub slider: Vec<super::sliders::spec::SliderFile>,
        }
    };
}
subsystems!(scenario_file);

/// What a scenario is about. Nothing here changes a result.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AboutFile {
    /// The title in tables and results.
    pub title: String,
    /// The question that the scenario answers.
    pub question: String,
    /// The figures that answer it: keys of metrics, perhaps with a slash and a subject. Tables show
    /// them first, and comparisons and sweeps take them where none are asked for. Default: a dozen
    /// about people, fab, computers and money.
    #[serde(default)]
    pub headlines: Vec<String>,
}

/// The SHA-256, in hexadecimal, of a scenario without its seed and the numbers of its replications:
/// runs of one scenario have the same digest whatever their seeds.
#[must_use]
pub fn scenario_digest(document: &Document) -> String {
    let settings = ["seed", "replications", "first_replication"];
    let paths = settings.map(|name| ["run", name]);
    document.digest_without(&paths.each_ref().map(<[&str; 2]>::as_slice))
}

/// Start, length and replications of a run.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RunFile {
    /// The first day of the run.
    pub start: Date,
    /// The end: the day after the last one, or how long the run is.
    pub until: UntilFile,
    /// The warm-up: the time at the start that statistics leave out. Default none.
    #[serde(default)]
    pub warmup: Duration,
    /// The length of a tick, which bounds how late feedback acts: at least 1 min, and a day must be
    /// a multiple of it. Default 1 h.
    #[serde(default = "hour")]
    pub tick: Duration,
    /// Time from one point of the series to the next, in whole days. Default 7 d.
    #[serde(default = "week")]
    pub observe: Duration,
    /// The seed of all random streams. Default 1.
    #[serde(default = "one")]
    pub seed: u64,
    /// How many replications are run. Default 1.
    #[serde(default = "once")]
    #[schemars(range(min = 1, max = 1_000_000))]
    pub replications: u32,
    /// The number of the first replication: each number has random numbers of its own, so that
    /// later replications extend earlier ones. Default 0.
    #[serde(default)]
    #[schemars(range(max = 1_000_000))]
    pub first_replication: u32,
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
    /// An end that is refused, and the ends that are allowed, for the error message.
    fn refusal(self, start: Date) -> (String, String) {
        let at_most = "longer than 0 d and at most a century";
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
    /// The checked section, with the sliders of the scenario.
    #[must_use]
    pub fn check(self, sliders: Vec<Slider>, at: &FieldPath, problems: &mut Problems) -> About {
        let Self {
            title,
            question,
            headlines,
        } = self;
        let known = || super::metrics().map(|metric| metric.key);
        for (place, key) in headlines.iter().enumerate() {
            let name = key.split('/').next().unwrap_or_default();
            if known().all(|known| known != name) {
                let near = nearest(name, known());
                let help = near.map_or_else(
                    || "`chippark metrics` lists them".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                );
                let message = format!("there is no metric `{name}`");
                problems.add(
                    at.field("headlines").item(place),
                    Fault::invalid(message, help),
                );
            }
        }
        About {
            title,
            question,
            headlines,
            sliders,
        }
    }
}

/// The longest run: a century.
const LONGEST: Duration = Duration::days(36_525);

impl RunFile {
    /// The first day, and the day after the last one.
    pub(super) fn days(&self) -> [Date; 2] {
        let end = match self.until {
            UntilFile::Date(end) => end,
            UntilFile::Span(span) => {
                let days = i64::try_from(span / Duration::days(1)).unwrap_or(0);
                self.start.plus_days(days + 1).unwrap_or(self.start)
            }
        };
        [self.start, end]
    }

    /// The plan of the run, from the section at `at`; none if something is wrong.
    #[must_use]
    pub fn check(&self, at: &FieldPath, problems: &mut Problems) -> Option<RunPlan> {
        let &Self {
            start,
            until,
            warmup,
            tick,
            observe,
            seed,
            replications,
            first_replication,
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
                "at least 1 min and a divisor of a day, such as 1 h, 8 h or 1 d",
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
            first_replication,
        })
    }
}
