//! The formulas of research, apart from everything that happens.

use crate::units::time::DAY;
use crate::units::{Duration, SimTime};

/// How strongly a stock of goodwill attracts visits: `1 + weight (s - ref) / (s + ref)`. It is 1 at
/// the reference stock, `1 - weight` without any and saturates at `1 + weight`.
///
/// ```
/// use chippark::industry::research::formulas::pull;
/// assert_eq!(pull(1500.0, 1500.0, 0.5), 1.0);
/// assert_eq!(pull(0.0, 1500.0, 0.5), 0.5);
/// assert!(pull(1e12, 1500.0, 0.5) < 1.5);
/// ```
#[must_use]
pub fn pull(stock: f64, reference: f64, weight: f64) -> f64 {
    1.0 + weight * (stock - reference) / (stock + reference)
}

/// Matches per month of `experts` and `needs` that wait for each other: `m U^a V^(1-a)`, with
/// constant returns (Petrongolo and Pissarides, Journal of Economic Literature 39, 2001).
///
/// ```
/// use chippark::industry::research::formulas::matches_per_month;
/// assert!((matches_per_month(0.35, 0.5, 1000.0, 400.0) - 221.359_436_212).abs() < 1e-6);
/// assert_eq!(matches_per_month(1.0, 0.5, 0.0, 9.0), 0.0);
/// ```
#[must_use]
pub fn matches_per_month(efficiency: f64, alpha: f64, experts: f64, needs: f64) -> f64 {
    if experts <= 0.0 || needs <= 0.0 {
        return 0.0;
    }
    efficiency * libm::pow(experts, alpha) * libm::pow(needs, 1.0 - alpha)
}

/// Patents applied for, in the mean: `theta sqrt(R P)`, with the research money R in millions of
/// yuan and P doctors at work (equation E8). Twice the money and twice the doctors give twice the
/// patents, so what holds for a year holds for each month of an even year.
///
/// ```
/// use chippark::industry::research::formulas::expected_patents;
/// let year = expected_patents(0.8251, 350.0, 329.0);
/// assert!((year - 279.99).abs() < 0.01);
/// let month = expected_patents(0.8251, 350.0 / 12.0, 329.0 / 12.0);
/// assert!((12.0 * month - year).abs() < 1e-9);
/// ```
#[must_use]
pub fn expected_patents(theta: f64, million_yuan: f64, doctors: f64) -> f64 {
    theta * (million_yuan * doctors).max(0.0).sqrt()
}

/// The shares of `count` universities, of which the k-th has a weight of `k^-exponent` (Zipf); at
/// an exponent of 0 all are equal.
#[must_use]
pub fn zipf_shares(count: u32, exponent: f64) -> Vec<f64> {
    let weights = (1..=count).map(|rank| libm::pow(f64::from(rank), -exponent));
    let weights: Vec<f64> = weights.collect();
    let total: f64 = weights.iter().sum();
    weights.into_iter().map(|weight| weight / total).collect()
}

/// A stock that fades at a constant hazard while something flows in at a constant rate, solved
/// exactly: `ds/dt = inflow - s / lasting` (equation E7).
#[derive(Clone, Copy, Debug)]
pub struct Fading {
    value: f64,
    anchor: SimTime,
    /// Per millisecond.
    inflow: f64,
    /// Milliseconds.
    lasting: f64,
}

impl Fading {
    /// A stock that starts with `value`, of which each part lasts `lasting` in the mean.
    #[must_use]
    pub fn new(value: f64, lasting: Duration) -> Self {
        Self {
            value,
            anchor: SimTime::ZERO,
            inflow: 0.0,
            lasting: lasting.as_millis() as f64,
        }
    }

    /// The stock at `now`, not before it last changed.
    ///
    /// ```
    /// use chippark::industry::research::formulas::Fading;
    /// use chippark::units::{Duration, SimTime};
    /// let mut goodwill = Fading::new(100.0, Duration::days(10));
    /// let day = |count| SimTime::ZERO + Duration::days(count);
    /// assert!((goodwill.at(day(10)) - 100.0 / std::f64::consts::E).abs() < 1e-9);
    /// goodwill.set_inflow(day(10), 3.0);
    /// assert!((goodwill.at(day(2000)) - 30.0).abs() < 1e-9);
    /// ```
    #[must_use]
    pub fn at(&self, now: SimTime) -> f64 {
        let span = now.saturating_since(self.anchor).as_millis() as f64;
        let gone = -libm::expm1(-span / self.lasting);
        self.value * (1.0 - gone) + self.inflow * self.lasting * gone
    }

    /// Adds an amount at once.
    pub fn add(&mut self, now: SimTime, amount: f64) {
        self.value = self.at(now) + amount;
        self.anchor = now;
    }

    /// Lets so much flow in a day from `now` on. An inflow that does not change leaves every bit as
    /// it is.
    pub fn set_inflow(&mut self, now: SimTime, per_day: f64) {
        let per_milli = per_day / DAY as f64;
        if per_milli.total_cmp(&self.inflow).is_ne() {
            self.add(now, 0.0);
            self.inflow = per_milli;
        }
    }
}
