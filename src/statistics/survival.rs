//! The time until an event, when some subjects were not watched long enough to see it: the estimate
//! of Kaplan and Meier (1958).
//!
//! At each time with events, `S <- S (1 - events / at risk)`. Greenwood's formula (1926) gives
//! `G = sum of events / (at risk (at risk - events))`; the standard error is `S sqrt(G)`. The
//! interval is made on the scale of `log(-log S)` (Kalbfleisch and Prentice 1980), so that it stays
//! within 0 and 1: `S^exp(+-z sqrt(G) / log S)`. The interval of a quantile is where the two ends
//! of the interval of S cross its share (Brookmeyer and Crowley 1982).

use statrs::distribution::{ContinuousCDF, Normal};

use super::error::{InputError, at_least, open_share};
use super::interval::Interval;

/// Relative rounding allowed when a product of shares is compared with a share.
const ROUNDING: f64 = 1e-12;

/// One subject: the time of its event, or the time until which nothing had happened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lifetime {
    /// The time, from zero on.
    pub time: f64,
    /// Whether the event happened then; otherwise the subject was last seen without it.
    pub ended: bool,
}

/// The estimate from one time with events to the next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// The time of the events.
    pub time: f64,
    /// The subjects without the event just before, still watched.
    pub at_risk: usize,
    /// The subjects whose event happened at this time.
    pub events: usize,
    /// The share without the event after this time.
    pub survival: f64,
    /// Greenwood's standard error; none where nobody is left.
    pub standard_error: Option<f64>,
    /// The interval of the share; none where nobody is left.
    pub interval: Option<Interval>,
}

/// The share without the event as a function of time.
#[derive(Clone, Debug, PartialEq)]
pub struct Survival {
    /// Each time with events, in ascending order.
    pub steps: Vec<Step>,
}

/// The time by which a share has had the event, with its interval; none where too few had it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SurvivalQuantile {
    /// The first time at which at least the share has had the event.
    pub time: Option<f64>,
    /// The lower end of the interval.
    pub low: Option<f64>,
    /// The upper end of the interval; none if open.
    pub high: Option<f64>,
}

impl Survival {
    /// The share without the event after `time`.
    #[must_use]
    pub fn at(&self, time: f64) -> f64 {
        let past = self.steps.partition_point(|step| step.time <= time);
        past.checked_sub(1)
            .map_or(1.0, |last| self.steps[last].survival)
    }

    /// The time by which the share `share` (0.5 for the median) has had the event.
    #[must_use]
    pub fn quantile(&self, share: f64) -> SurvivalQuantile {
        let left = (1.0 - share) * (1.0 + ROUNDING);
        let first = |level: &dyn Fn(&Step) -> Option<f64>| {
            let crossed = |step: &&Step| level(step).is_some_and(|level| level <= left);
            self.steps.iter().find(crossed).map(|step| step.time)
        };
        SurvivalQuantile {
            time: first(&|step| Some(step.survival)),
            low: first(&|step| step.interval.map(|interval| interval.low)),
            high: first(&|step| step.interval.map(|interval| interval.high)),
        }
    }

    /// The median time with its interval.
    #[must_use]
    pub fn median(&self) -> SurvivalQuantile {
        self.quantile(0.5)
    }
}

/// The estimate from all subjects, with intervals of `confidence` at each time. A subject last
/// seen at the time of an event was at risk of it. Without any event there are no steps.
///
/// ```
/// use chippark::statistics::survival::{Lifetime, kaplan_meier};
/// let ended = |time| Lifetime { time, ended: true };
/// let watched = Lifetime { time: 9.0, ended: false };
/// let found = kaplan_meier(&[ended(2.0), ended(4.0), watched, watched], 0.95).unwrap();
/// assert_eq!((found.at(3.0), found.median().time), (0.75, Some(4.0)));
/// ```
///
/// # Errors
/// No subject, a time that is negative or not finite, or a confidence that is not above 0 and
/// below 1.
pub fn kaplan_meier(lifetimes: &[Lifetime], confidence: f64) -> Result<Survival, InputError> {
    at_least("subjects", 1, lifetimes.len())?;
    open_share("the confidence", confidence)?;
    for lifetime in lifetimes {
        if !(lifetime.time >= 0.0 && lifetime.time.is_finite()) {
            return Err(InputError::Outside {
                what: "a time",
                allowed: "at least 0 and finite",
                found: lifetime.time,
            });
        }
    }
    let mut ordered = lifetimes.to_vec();
    ordered.sort_by(|left, right| left.time.total_cmp(&right.time));
    let z = Normal::standard().inverse_cdf(f64::midpoint(1.0, confidence));

    let (mut survival, mut greenwood) = (1.0, 0.0);
    let mut at_risk = ordered.len();
    let mut steps = Vec::new();
    for together in ordered.chunk_by(|left, right| left.time.total_cmp(&right.time).is_eq()) {
        let events = together.iter().filter(|lifetime| lifetime.ended).count();
        if events > 0 {
            let (risk, died) = (at_risk as f64, events as f64);
            survival *= (risk - died) / risk;
            greenwood += died / (risk * (risk - died));
            let alive = at_risk > events;
            steps.push(Step {
                time: together[0].time,
                at_risk,
                events,
                survival,
                standard_error: alive.then(|| survival * greenwood.sqrt()),
                interval: alive.then(|| log_log(survival, z * greenwood.sqrt())),
            });
        }
        at_risk -= together.len();
    }
    Ok(Survival { steps })
}

/// The interval of a share strictly between 0 and 1, given the half-width of its logarithm.
fn log_log(survival: f64, half: f64) -> Interval {
    let width = half / libm::log(survival).abs();
    Interval {
        low: libm::pow(survival, libm::exp(width)),
        high: libm::pow(survival, libm::exp(-width)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ended(time: f64) -> Lifetime {
        Lifetime { time, ended: true }
    }

    fn watched(time: f64) -> Lifetime {
        Lifetime { time, ended: false }
    }

    fn close(found: f64, expected: f64, tolerance: f64) {
        assert!((found - expected).abs() < tolerance, "{found} {expected}");
    }

    /// Weeks of remission of leukaemia under 6-mercaptopurine (Freireich et al. 1963).
    fn treated() -> Vec<Lifetime> {
        let events = [6.0, 6.0, 6.0, 7.0, 10.0, 13.0, 16.0, 22.0, 23.0].map(ended);
        let censored = [
            6.0, 9.0, 10.0, 11.0, 17.0, 19.0, 20.0, 25.0, 32.0, 32.0, 34.0, 35.0,
        ];
        events.into_iter().chain(censored.map(watched)).collect()
    }

    /// The same under placebo: every remission was seen to end.
    fn untreated() -> Vec<Lifetime> {
        let weeks = [
            1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23,
        ];
        weeks.map(|week| ended(f64::from(week))).to_vec()
    }

    /// Survival and Greenwood's standard errors to four places as in Kleinbaum and Klein, Survival
    /// analysis (2012), chapter 2; the ends of the log-log intervals from scipy 1.17.1,
    /// `ecdf(data).sf.confidence_interval(0.95, method="log-log")`.
    #[test]
    fn remissions_under_treatment_have_the_published_estimates() {
        let published = [
            (6.0, 21, 3, 0.8571, 0.0764),
            (7.0, 17, 1, 0.8067, 0.0869),
            (10.0, 15, 1, 0.7529, 0.0963),
            (13.0, 12, 1, 0.6902, 0.1068),
            (16.0, 11, 1, 0.6275, 0.1141),
            (22.0, 7, 1, 0.5378, 0.1282),
            (23.0, 6, 1, 0.4482, 0.1346),
        ];
        let intervals = [
            (0.619_717_955_265_984, 0.951_551_747_646_997),
            (0.563_146_564_622_233, 0.922_809_019_202_880),
            (0.503_199_510_799_956, 0.889_361_835_169_266),
            (0.431_610_222_486_184, 0.849_065_963_349_451),
            (0.367_510_855_987_502, 0.804_912_189_471_842),
            (0.267_778_936_767_135, 0.746_790_717_635_394),
            (0.188_052_005_959_232, 0.680_142_628_495_241),
        ];
        let found = kaplan_meier(&treated(), 0.95).unwrap();
        assert_eq!(found.steps.len(), 7);
        for ((step, expected), ends) in found.steps.iter().zip(published).zip(intervals) {
            let (time, at_risk, events, survival, error) = expected;
            assert_eq!((step.at_risk, step.events), (at_risk, events));
            close(step.time, time, 1e-12);
            close(step.survival, survival, 5.1e-5);
            close(step.standard_error.unwrap(), error, 5.1e-5);
            close(step.interval.unwrap().low, ends.0, 1e-9);
            close(step.interval.unwrap().high, ends.1, 1e-9);
        }
        // Times to remission: median 23 weeks, at least 13 and without an upper end.
        let median = found.median();
        assert_eq!(median.time, Some(23.0));
        assert_eq!((median.low, median.high), (Some(13.0), None));
    }

    /// Without censoring the estimate is the share still in remission, and ends at zero.
    #[test]
    fn remissions_under_placebo_are_plain_shares() {
        let found = kaplan_meier(&untreated(), 0.95).unwrap();
        for step in &found.steps {
            let left = untreated()
                .iter()
                .filter(|life| life.time > step.time)
                .count();
            close(step.survival, left as f64 / 21.0, 1e-12);
        }
        let last = found.steps.last().unwrap();
        assert_eq!((last.standard_error, last.interval), (None, None));
        let median = found.median();
        assert_eq!(median.time, Some(8.0));
        assert_eq!((median.low, median.high), (Some(4.0), Some(11.0)));
        close(found.at(0.5), 1.0, 1e-15);
        close(found.at(1e9), 0.0, 1e-15);
    }

    #[test]
    fn without_events_there_is_no_median() {
        let found = kaplan_meier(&[watched(3.0); 4], 0.95).unwrap();
        assert!(found.steps.is_empty());
        assert_eq!(found.median().time, None);
        assert!(kaplan_meier(&[], 0.95).is_err());
        assert!(kaplan_meier(&[ended(-1.0)], 0.95).is_err());
        assert!(kaplan_meier(&[ended(f64::NAN)], 0.95).is_err());
        assert!(kaplan_meier(&[ended(1.0)], 0.0).is_err());
    }
}
