//! The section `[services.window]`, checked.

use super::checks::Checks;
use crate::industry::services::spec::{BeforeFile, WindowFile};
use crate::industry::shared::hours::{OpeningHours, WorkWeek};
use crate::scenario::{At, Fault, Problems};
use crate::units::{Duration, DurationLaw, Share};

/// How a case is handled at a time.
#[derive(Clone, Debug)]
pub struct Regime {
    /// Windows that are staffed.
    pub windows: u32,
    /// Service time of a visit, without its documents.
    pub service: DurationLaw,
    /// Documents of a case; zero where they are not counted.
    pub documents: u32,
    /// Service time a document adds.
    pub per_document: Duration,
    /// The probability that a visit ends without a complete case.
    pub incomplete: Share,
    /// How long after an incomplete visit a person comes again.
    pub comes_back: DurationLaw,
    /// Working days a complete case takes in the back office.
    pub back_office: u32,
}

/// The window, checked.
#[derive(Clone, Debug)]
pub struct WindowPlan {
    /// How cases are handled.
    pub regime: Regime,
    /// How they are handled while no programme of the E-Point Pass runs.
    pub before: Option<Regime>,
    /// When services may begin.
    pub hours: OpeningHours,
    /// How long a person waits in the queue before leaving the city, at each visit; none means that
    /// nobody gives up.
    pub patience: Option<DurationLaw>,
}

/// The probability that a case of `documents` documents is incomplete, where each is wrong with
/// probability `error` independently: `1 - (1 - e)^K` (E14).
///
/// ```
/// use chippark::industry::services::plan::window::incomplete_share;
/// use chippark::units::Share;
/// let share = incomplete_share(10, Share::new(0.05).unwrap());
/// assert!((share.get() - 0.401_263).abs() < 1e-6);
/// ```
#[must_use]
pub fn incomplete_share(documents: u32, error: Share) -> Share {
    Share::clamped(1.0 - libm::pow(error.complement().get(), f64::from(documents)))
}

/// The greatest probability of an incomplete visit: beyond it a case takes over 100 visits.
const MOST_INCOMPLETE: f64 = 0.99;
/// The probability of an incomplete visit where the file says nothing.
const INCOMPLETE: f64 = 0.05;

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
    /// Checks the section at `at`; `has_pass` says whether the scenario lists a programme
    /// of the E-Point Pass.
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
                let message = "the scenario has a programme of the E-Point Pass, and no `before`";
                (
                    message,
                    "say under `before` how the window works without it",
                )
            } else {
                let message = "`before` is unused: no programme of the E-Point Pass starts";
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
    /// Checks the regime without the pass, at `at`. What it leaves out is as `after`, the regime
    /// with the pass, whose probability of an incomplete case is written as `given`.
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
