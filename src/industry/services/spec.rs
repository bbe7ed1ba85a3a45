//! The section `services` of a scenario: window, housing and service index.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Services;
use super::hours::OpeningHours;
use super::housing::{Build, HousingPlan};
use super::index::{IndexPlan, Provision, Weights};
use super::window::{Regime, WindowPlan, incomplete_share};
use crate::scenario::{At, Fault, Named, Problems};
use crate::units::{Date, Duration, DurationLaw, Law, Share, SimTime};

/// What the city offers to those who register. A part that is left out asks nothing of anybody.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct ServicesFile {
    /// The service window. Without it, a registration is complete at once.
    pub window: Option<WindowFile>,
    /// Talent housing. Without it, nobody needs a unit.
    pub housing: Option<HousingFile>,
    /// The service index. Without it, choice and exit do not feel the services.
    pub index: Option<IndexFile>,
}

/// The service window, E-Point Pass (equation E14).
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct WindowFile {
    /// Windows that are staffed. Default 14, an assumption.
    #[schemars(range(min = 0, max = 100_000))]
    pub windows: u32,
    /// Service time of a visit, without its documents. Default exponential(mean=12 min), an
    /// assumption.
    pub service: DurationLaw,
    /// Documents of a case, K. Default 0: they are not counted.
    #[schemars(range(min = 0, max = 1000))]
    pub documents: u32,
    /// Service time that each document adds. Default 0 min.
    pub per_document: Duration,
    /// The probability that a visit leaves the case incomplete, at most 0.99. Default 0.05, an
    /// assumption; not beside `error_per_document`.
    pub p_incomplete: Option<Share>,
    /// The probability e that a document is wrong: the case is incomplete with 1 - (1 - e)^K.
    pub error_per_document: Option<Share>,
    /// How long after an incomplete visit a person comes again. Default exponential(mean=3 d), an
    /// assumption.
    pub comes_back: DurationLaw,
    /// Working days a complete case takes in the back office. Default 1.
    #[schemars(range(min = 0, max = 250))]
    pub back_office_days: u32,
    /// Time of day at which the windows open. Default 9 h.
    pub opens: Duration,
    /// Time of day from which no service begins; one begun before is finished. Default 17 h.
    pub closes: Duration,
    /// Working days of a week, from Monday on; there are no holidays. Default 5.
    #[schemars(range(min = 1, max = 7))]
    pub workdays_per_week: u8,
    /// How it was before a reform.
    pub before: Option<BeforeFile>,
}

/// How the window was before a reform. What is left out was as it is after it.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct BeforeFile {
    /// The day of the reform.
    pub until: Date,
    /// Windows that were staffed.
    #[schemars(range(min = 0, max = 100_000))]
    pub windows: Option<u32>,
    /// Service time of a visit, without its documents.
    pub service: Option<DurationLaw>,
    /// Documents of a case.
    #[schemars(range(min = 0, max = 1000))]
    pub documents: Option<u32>,
    /// Service time that each document added.
    pub per_document: Option<Duration>,
    /// The probability that a visit left the case incomplete, at most 0.99.
    pub p_incomplete: Option<Share>,
    /// The probability that a document was wrong.
    pub error_per_document: Option<Share>,
    /// How long after an incomplete visit a person came again.
    pub comes_back: Option<DurationLaw>,
    /// Working days a complete case took in the back office.
    #[schemars(range(min = 0, max = 250))]
    pub back_office_days: Option<u32>,
}

/// Talent housing (equation E15).
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct HousingFile {
    /// Units at the start, H0. Default 20000, an assumption.
    #[schemars(range(min = 0, max = 1_000_000))]
    pub units: u32,
    /// The share of them that people live in at the start who came before. Default 0.
    pub occupied: Share,
    /// Units to come, by name.
    pub builds: Named<BuildFile>,
    /// The share of people who need a unit. Default 0.3, an assumption.
    pub need_share: Share,
    /// How long a person waits for a unit before leaving the city. Default
    /// exponential(mean=120 d), an assumption.
    pub patience: DurationLaw,
    /// How long a person lives in a unit. Default exponential(mean=5.56 y), an assumption.
    pub stay: DurationLaw,
}

/// Housing units that are ordered.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct BuildFile {
    /// How many.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub units: u32,
    /// The day they are ordered, also before the start.
    pub ordered: Date,
    /// From the order until people move in. Default 365 d, an assumption.
    #[serde(default = "build_lag")]
    pub lag: Duration,
}

/// The service index, and what else people compare the city by (equation E13).
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct IndexFile {
    /// The weights of its five parts.
    pub weights: WeightsFile,
    /// The commute C. Default 30 min, at most 10 h.
    pub commute: Duration,
    /// Wages elsewhere over wages here for the same work. Default 1.
    #[schemars(range(min = 0.01, max = 100))]
    pub outside_wage_ratio: f64,
    /// Residents at the start. Default 5.6 M.
    #[schemars(range(min = 1, max = 1e9))]
    pub residents: f64,
    /// Beds of hospitals. Default 5 per 1,000 residents at the start, and as many needed: an
    /// assumption.
    pub medical: ProvisionFile,
    /// Places at schools. Default 150 per 1,000 residents at the start, and as many needed: an
    /// assumption.
    pub education: ProvisionFile,
    /// The talent park.
    pub talent_park: Option<TalentParkFile>,
    /// Over how many days waits are averaged. Default 28.
    #[schemars(range(min = 1, max = 3650))]
    pub averaging_days: u16,
    /// The index S0 at which choice and exit have their base values. Default: the index at the
    /// start.
    #[schemars(range(min = 0, max = 2))]
    pub reference_index: Option<f64>,
    /// The vacancy of housing at which choice has its base value. Default: the vacancy at the
    /// start.
    pub reference_vacancy: Option<Share>,
}

/// The weights of the parts of the service index; they must sum to 1.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct WeightsFile {
    /// Housing. Default 0.25, an assumption.
    pub house: Share,
    /// Transport. Default 0.15, an assumption.
    pub transport: Share,
    /// Medical care. Default 0.2, an assumption.
    pub medical: Share,
    /// Education. Default 0.2, an assumption.
    pub education: Share,
    /// The service window. Default 0.2, an assumption.
    pub pass: Share,
}

/// A public service, in places per 1,000 residents.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct ProvisionFile {
    /// Places there are per 1,000 residents at the start; they do not grow with the residents.
    #[schemars(range(min = 0, max = 1000))]
    pub capacity: f64,
    /// Places needed per 1,000 residents.
    #[schemars(range(min = 0.001, max = 1000))]
    pub need: f64,
}

/// The talent park.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct TalentParkFile {
    /// The day it opens.
    pub opens: Date,
    /// What it adds to the index. Default 0.02, an assumption.
    #[serde(default = "park_bonus")]
    #[schemars(range(min = 0, max = 1))]
    pub bonus: f64,
}

impl Default for WindowFile {
    fn default() -> Self {
        let exponential = |mean: Duration| {
            DurationLaw::new(Law::Exponential {
                mean: mean.as_millis() as f64,
            })
        };
        Self {
            windows: 14,
            service: exponential(Duration::minutes(12)),
            documents: 0,
            per_document: Duration::ZERO,
            p_incomplete: None,
            error_per_document: None,
            comes_back: exponential(Duration::days(3)),
            back_office_days: 1,
            opens: Duration::hours(9),
            closes: Duration::hours(17),
            workdays_per_week: 5,
            before: None,
        }
    }
}

impl Default for HousingFile {
    fn default() -> Self {
        let exponential = |days: f64| {
            DurationLaw::new(Law::Exponential {
                mean: days * 86_400_000.0,
            })
        };
        Self {
            units: 20_000,
            occupied: Share::ZERO,
            builds: Named::default(),
            need_share: Share::clamped(0.3),
            patience: exponential(120.0),
            stay: exponential(5.56 * 365.0),
        }
    }
}

impl Default for IndexFile {
    fn default() -> Self {
        Self {
            weights: WeightsFile::default(),
            commute: Duration::minutes(30),
            outside_wage_ratio: 1.0,
            residents: 5_600_000.0,
            medical: ProvisionFile {
                capacity: 5.0,
                need: 5.0,
            },
            education: ProvisionFile {
                capacity: 150.0,
                need: 150.0,
            },
            talent_park: None,
            averaging_days: 28,
            reference_index: None,
            reference_vacancy: None,
        }
    }
}

impl Default for WeightsFile {
    fn default() -> Self {
        let share = Share::clamped;
        Self {
            house: share(0.25),
            transport: share(0.15),
            medical: share(0.2),
            education: share(0.2),
            pass: share(0.2),
        }
    }
}

fn build_lag() -> Duration {
    Duration::days(365)
}

const fn park_bonus() -> f64 {
    0.02
}

/// The greatest probability of an incomplete visit: beyond it a case takes over 100 visits.
const MOST_INCOMPLETE: f64 = 0.99;
/// The probability of an incomplete visit where the file says nothing.
const INCOMPLETE: f64 = 0.05;
/// How far the weights of the index may miss 1.
const WEIGHT_SLACK: f64 = 1e-6;

impl ServicesFile {
    /// The section at `at` of a run that starts on `start`, checked; none if something is wrong.
    #[must_use]
    pub fn check(&self, start: Date, at: &At, problems: &mut Problems) -> Option<Services> {
        let Self {
            window,
            housing,
            index,
        } = self;
        let before = problems.len();
        let services = Services {
            window: window
                .as_ref()
                .map(|file| file.check(start, &at.field("window"), problems)),
            housing: housing.as_ref().map(|file| file.check(start)),
            index: index
                .as_ref()
                .map(|file| file.check(start, &at.field("index"), problems)),
        };
        (problems.len() == before).then_some(services)
    }
}

/// The instant a day begins; a day before the start counts as the start.
fn begin_of(date: Date, start: Date) -> SimTime {
    date.begins(start).unwrap_or(SimTime::ZERO)
}

/// The probability of an incomplete case, from whichever of the two is given.
fn incomplete(
    given: (Option<Share>, Option<Share>),
    documents: u32,
    at: &At,
    problems: &mut Problems,
) -> Share {
    let (field, share) = match given {
        (Some(share), None) => ("p_incomplete", share),
        (None, Some(error)) => {
            if documents == 0 {
                let message = "an error per document needs `documents`";
                let fault =
                    Fault::invalid(message, "say how many a case has, or give `p_incomplete`");
                problems.add(at.field("error_per_document"), fault);
            }
            ("error_per_document", incomplete_share(documents, error))
        }
        (None, None) => ("p_incomplete", Share::clamped(INCOMPLETE)),
        (Some(_), Some(_)) => {
            let message = "the probability of an incomplete case is given twice";
            let fault = Fault::invalid(message, "give `p_incomplete` or `error_per_document`");
            problems.add(at.field("error_per_document"), fault);
            ("p_incomplete", Share::ZERO)
        }
    };
    if share.get() > MOST_INCOMPLETE {
        let found = format!("a probability of {share}");
        let allowed = format!("at most {MOST_INCOMPLETE}");
        problems.add(at.field(field), Fault::out_of_range(found, allowed));
    }
    share
}

impl WindowFile {
    fn check(&self, start: Date, at: &At, problems: &mut Problems) -> WindowPlan {
        let Self {
            windows,
            service,
            documents,
            per_document,
            p_incomplete,
            error_per_document,
            comes_back,
            back_office_days,
            opens,
            closes,
            workdays_per_week,
            before,
        } = self;
        if !(opens < closes && *closes <= Duration::days(1)) {
            let fault = Fault::out_of_range(closes, format!("after {opens}, at most 24 h"));
            problems.add(at.field("closes"), fault);
        }
        let given = (*p_incomplete, *error_per_document);
        let regime = Regime {
            windows: *windows,
            service: service.clone(),
            documents: *documents,
            per_document: *per_document,
            incomplete: incomplete(given, *documents, at, problems),
            comes_back: comes_back.clone(),
            back_office: *back_office_days,
        };
        let before = before.as_ref().map(|file| {
            let at = at.field("before");
            (
                begin_of(file.until, start),
                file.check(&regime, given, &at, problems),
            )
        });
        let hours = OpeningHours {
            opens: *opens,
            closes: *closes,
            workdays: *workdays_per_week,
            first_weekday: start.weekday().unsigned_abs() - 1,
        };
        WindowPlan {
            regime,
            before,
            hours,
        }
    }
}

impl BeforeFile {
    /// The regime before, where `after` holds since and `given` says how incomplete cases are
    /// given there.
    fn check(
        &self,
        after: &Regime,
        given: (Option<Share>, Option<Share>),
        at: &At,
        problems: &mut Problems,
    ) -> Regime {
        let Self {
            until: _,
            windows,
            service,
            documents,
            per_document,
            p_incomplete,
            error_per_document,
            comes_back,
            back_office_days,
        } = self;
        let documents = documents.unwrap_or(after.documents);
        let given = match (p_incomplete, error_per_document) {
            (None, None) => given,
            (own, error) => (*own, *error),
        };
        Regime {
            windows: windows.unwrap_or(after.windows),
            service: service.clone().unwrap_or_else(|| after.service.clone()),
            documents,
            per_document: per_document.unwrap_or(after.per_document),
            incomplete: incomplete(given, documents, at, problems),
            comes_back: comes_back
                .clone()
                .unwrap_or_else(|| after.comes_back.clone()),
            back_office: back_office_days.unwrap_or(after.back_office),
        }
    }
}

impl HousingFile {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a count"
    )]
    fn check(&self, start: Date) -> HousingPlan {
        let Self {
            units,
            occupied,
            builds,
            need_share,
            patience,
            stay,
        } = self;
        let build = |(_, file): (&str, &BuildFile)| {
            let &BuildFile {
                units,
                ordered,
                lag,
            } = file;
            let before_start = Duration::days(start.days_since(ordered).max(0).unsigned_abs());
            let ready = begin_of(ordered, start) + lag.saturating_sub(before_start);
            Build { units, ready }
        };
        HousingPlan {
            units: *units,
            occupied: (f64::from(*units) * occupied.get()).round() as u32,
            builds: builds.iter().map(build).collect(),
            need: *need_share,
            patience: patience.clone(),
            stay: stay.clone(),
        }
    }
}

impl IndexFile {
    fn check(&self, start: Date, at: &At, problems: &mut Problems) -> IndexPlan {
        let Self {
            weights,
            commute,
            outside_wage_ratio,
            residents,
            medical,
            education,
            talent_park,
            averaging_days,
            reference_index,
            reference_vacancy,
        } = self;
        if *commute > Duration::hours(10) {
            problems.add(
                at.field("commute"),
                Fault::out_of_range(commute, "at most 10 h"),
            );
        }
        let park = |park: TalentParkFile| {
            let TalentParkFile { opens, bonus } = park;
            (begin_of(opens, start), bonus)
        };
        IndexPlan {
            weights: weights.check(&at.field("weights"), problems),
            commute_minutes: commute.as_minutes(),
            outside_wage_ratio: *outside_wage_ratio,
            residents: *residents,
            medical: medical.into(),
            education: education.into(),
            talent_park: talent_park.map(park),
            averaging_days: *averaging_days,
            reference_index: *reference_index,
            reference_vacancy: reference_vacancy.map(Share::get),
        }
    }
}

impl WeightsFile {
    fn check(self, at: &At, problems: &mut Problems) -> Weights {
        let Self {
            house,
            transport,
            medical,
            education,
            pass,
        } = self;
        let parts = [house, transport, medical, education, pass].map(Share::get);
        let sum: f64 = parts.iter().sum();
        if (sum - 1.0).abs() > WEIGHT_SLACK {
            let message = format!("the weights sum to {sum}");
            problems.add(at, Fault::invalid(message, "they must sum to 1"));
        }
        let [house, transport, medical, education, pass] = parts;
        Weights {
            house,
            transport,
            medical,
            education,
            pass,
        }
    }
}

impl From<&ProvisionFile> for Provision {
    fn from(file: &ProvisionFile) -> Self {
        let &ProvisionFile { capacity, need } = file;
        Self { capacity, need }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Document;

    fn check(text: &str) -> Result<Services, Problems> {
        let document = Document::from_text("services.toml", text, &[])?;
        let file: ServicesFile = document.read()?;
        let mut problems = document.problems();
        let start = "2018-01-03".parse().unwrap();
        let services = file.check(start, &At::root(), &mut problems);
        problems.into_result(())?;
        Ok(services.expect("no problems"))
    }

    const GOOD: &str = r#"
[window]
documents = 2
error_per_document = 0.1
[window.before]
until = "2019-06-01"
service = "180 min"
documents = 10

[housing]
occupied = "90 %"
builds.first = { units = 1000, ordered = "2017-12-04", lag = "40 d" }
builds.second = { units = 500, ordered = "2018-01-05" }
builds.old = { units = 5, ordered = "2010-01-05" }

[index]
talent_park = { opens = "2019-11-15" }
"#;

    #[test]
    fn what_is_left_out_is_the_model_of_2019() {
        let services = check(GOOD).unwrap();
        let window = services.window.unwrap();
        assert_eq!((window.regime.windows, window.hours.first_weekday), (14, 2));
        assert!((window.regime.incomplete.get() - 0.19).abs() < 1e-12);
        let (reform, before) = window.before.unwrap();
        assert_eq!(
            (reform.day(), before.windows, before.documents),
            (514, 14, 10)
        );
        assert!((before.incomplete.get() - (1.0 - 0.9_f64.powi(10))).abs() < 1e-12);
        let housing = services.housing.unwrap();
        assert_eq!((housing.units, housing.occupied), (20_000, 18_000));
        let days: Vec<u64> = housing
            .builds
            .iter()
            .map(|build| build.ready.day())
            .collect();
        assert_eq!(days, [10, 367, 0]);
        assert_eq!(services.index.unwrap().talent_park.unwrap().0.day(), 681);
        assert!(check("").unwrap().window.is_none());
    }

    #[test]
    fn every_mistake_is_named_at_its_place() {
        let text = GOOD
            .replace("documents = 2\n", "p_incomplete = 0.1\ncloses = \"8 h\"\n")
            .replace("documents = 10", "p_incomplete = 0.995")
            .replace(
                "[index]",
                "[index]\nweights.house = 0.5\ncommute = \"11 h\"",
            );
        let problems = check(&text).unwrap_err();
        let paths: Vec<&str> = problems
            .iter()
            .map(|problem| problem.path.as_str())
            .collect();
        let expected = [
            "window.closes",
            "window.error_per_document",
            "window.before.p_incomplete",
            "index.weights",
            "index.commute",
        ];
        assert_eq!(paths, expected);
    }
}
