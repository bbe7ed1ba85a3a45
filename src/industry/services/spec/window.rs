//! The section `[services.window]` as written.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::units::{Duration, DurationLaw, Law, Share};

/// The service window as it works with the E-Point Pass (equation E14).
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct WindowFile {
    /// Windows that are staffed. Default 14, an assumption.
    #[schemars(range(min = 1, max = 100_000), extend("x-dated" = "or none"))]
    pub windows: u32,
    /// Service time of a visit, without its documents. Default exponential(mean=12 min), an
    /// assumption.
    #[schemars(extend("x-dated" = true))]
    pub service: DurationLaw,
    /// Documents of a case, K. Default 0: they are not counted.
    #[schemars(range(min = 0, max = 1000), extend("x-dated" = true))]
    pub documents: u32,
    /// Service time that each document adds. Default 0 min.
    #[schemars(extend("x-dated" = true))]
    pub per_document: Duration,
    /// The probability that a visit leaves the case incomplete, at most 0.99. Default 0.05, an
    /// assumption; not beside `error_per_document`.
    #[schemars(extend("x-dated" = true))]
    pub p_incomplete: Option<Share>,
    /// The probability e that a document is wrong: the case is incomplete with 1 - (1 - e)^K.
    #[schemars(extend("x-dated" = true))]
    pub error_per_document: Option<Share>,
    /// How long after an incomplete visit a person comes again. Default exponential(mean=3 d), an
    /// assumption.
    #[schemars(extend("x-dated" = true))]
    pub comes_back: DurationLaw,
    /// Working days a complete case takes in the back office. Default 1.
    #[schemars(range(min = 0, max = 250), extend("x-dated" = true))]
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
    /// How the window works while no programme of kind `e_point_pass` runs. A scenario has both
    /// such a programme and this table, or neither.
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
