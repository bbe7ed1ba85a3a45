//! The section `services.window` of a scenario.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Checks;
use crate::industry::services::window::{Regime, WindowPlan, incomplete_share};
use crate::industry::shared::hours::{OpeningHours, WorkWeek};
use crate::scenario::{At, Fault, Problems};
use crate::units::{Duration, DurationLaw, Law, Share};

/// The service window as it works with the E-Point Pass (equation E14).
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct WindowFile {
    /// Windows that are staffed. Default 14, an assumption.
    #[schemars(range(min = 1, max = 100_000))]
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
    /// How long a person waits in the queue of a visit before leaving the city, closed hours
    /// included. Without it, nobody gives up.
    pub patience: Option<DurationLaw>,
    /// How it works while no programme of kind `e_point_pass` runs. A scenario has both or neither.
    pub before: Option<BeforeFile>,
}

/// How the window works while no programme of the E-Point Pass runs. What is left out is as it is
/// with it.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct BeforeFile {
    /// Windows that are staffed.
    #[schemars(range(min = 0, max = 100_000))]
    pub windows: Option<u32>,
    /// Service time of a visit, without its documents.
    pub service: Option<DurationLaw>,
    /// Documents of a case.
    #[schemars(range(min = 0, max = 1000))]
    pub documents: Option<u32>,
    /// Service time that each document adds.
    pub per_document: Option<Duration>,
    /// The probability that a visit leaves the case incomplete, at most 0.99.
    pub p_incomplete: Option<Share>,
    /// The probability that a document is wrong.
    pub error_per_document: Option<Share>,
    /// How long after an incomplete visit a person comes again.
    pub comes_back: Option<DurationLaw>,
    /// Working days a complete case takes in the back office.
    #[schemars(range(min = 0, max = 250))]
    pub back_office_days: Option<u32>,
}

/// The greatest probability of an incomplete visit: beyond it a case takes over 100 visits.
const MOST_INCOMPLETE: f64 = 0.99;
/// The probability of an incomplete visit where the file says nothing.
const INCOMPLETE: f64 = 0.05;
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
            patience: None,
            before: None,
        }
    }
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
    pub(super) fn check(&self, has_pass: bool, at: &At, checks: &mut Checks) -> WindowPlan {
        let Checks {
            start, problems, ..
        } = checks;
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
            patience,
            before,
        } = self;
        let hours = OpeningHours {
            opens: *opens,
            closes: *closes,
            week: WorkWeek::new(*workdays_per_week, *start),
        };
        if let Some(allowed) = hours.problem() {
            problems.add(at.field("closes"), Fault::out_of_range(closes, allowed));
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
        if before.is_some() != has_pass {
            let (message, help) = if has_pass {
                let message = "a programme of the E-Point Pass has nothing to reform";
                (
                    message,
                    "say under `before` how the window works without it",
                )
            } else {
                let message = "the window never works as before: no programme reforms it";
                let help = "list a programme of kind `e_point_pass`; its start is the reform";
                (message, help)
            };
            problems.add(at.field("before"), Fault::invalid(message, help));
        }
        let before = before.as_ref();
        let before = before.map(|file| file.check(&regime, given, &at.field("before"), problems));
        WindowPlan {
            regime,
            before,
            hours,
            patience: patience.clone(),
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
