//! How soon people leave: the first job's Weibull law, the city's factor on every hazard, and the
//! bound of that factor under which due dates are drawn (equation E12).

use crate::industry::shared::people::City;
use crate::units::Duration;

/// The commute that the base hazards refer to, in minutes (equation E12).
const REFERENCE_COMMUTE: f64 = 30.0;

/// How strongly the city moves the hazard of leaving: the coefficients of equation E12.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CityEffects {
    /// `b_S`: per unit of the service index.
    pub service: f64,
    /// `b_c`: per 10 minutes of commute.
    pub commute: f64,
    /// `b_w`: per unit of the logarithm of the outside wage over the wage here.
    pub wage: f64,
}

impl CityEffects {
    /// The factor on every hazard of leaving:
    /// `exp(-b_S (S - S0) + b_c (C - 30)/10 + b_w ln(w_out/w))` (equation E12; proportional
    /// hazards, D. R. Cox, 1972).
    ///
    /// ```
    /// use chippark::industry::careers::CityEffects;
    /// use chippark::industry::shared::people::City;
    /// let effects = CityEffects { service: 1.2, commute: 0.05, wage: 1.0 };
    /// let better = City { service_index: 0.7, reference_index: 0.6, ..City::default() };
    /// assert!((effects.factor(&better) - 0.886_920_436_717).abs() < 1e-12);
    /// ```
    #[must_use]
    pub fn factor(&self, city: &City) -> f64 {
        let services = city.service_index - city.reference_index;
        let commute = (city.commute_minutes - REFERENCE_COMMUTE) / 10.0;
        let wage = libm::log(city.outside_wage_ratio);
        libm::exp(self.wage * wage + self.commute * commute - self.service * services)
    }
}

/// How long a job outside the chip chain lasts: Weibull, because those who quit do so early
/// (equation E12).
///
/// ```
/// use chippark::industry::careers::FirstJob;
/// use chippark::units::Duration;
/// let job = FirstJob::new(0.4313963, Duration::from_days_f64(4.1707607 * 365.0));
/// let after = |years: f64| job.survival(Duration::from_days_f64(years * 365.0));
/// assert!((after(0.5) - 0.67).abs() < 1e-6);
/// assert!((after(3.0) - 0.42).abs() < 1e-6);
/// assert!((after(1.0) - 0.5827).abs() < 1e-4);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FirstJob {
    shape: f64,
    inverse_shape: f64,
    scale_millis: f64,
}

impl FirstJob {
    /// A job with the Weibull shape `k` and scale `eta`, both above zero.
    #[must_use]
    pub fn new(shape: f64, scale: Duration) -> Self {
        Self {
            shape,
            inverse_shape: 1.0 / shape,
            scale_millis: scale.as_millis() as f64,
        }
    }

    /// The share of jobs that last longer than `age`: `exp(-(a/eta)^k)`.
    #[must_use]
    pub fn survival(&self, age: Duration) -> f64 {
        libm::exp(-self.cumulative_hazard(age))
    }

    /// The age at which the cumulative hazard has grown by `hazard` since `age`.
    #[must_use]
    pub(super) fn age_after(&self, age: Duration, hazard: f64) -> Duration {
        let reached = if age.is_zero() {
            hazard
        } else {
            self.cumulative_hazard(age) + hazard
        };
        let later = self.scale_millis * power(reached, self.inverse_shape);
        // Rounding must not take anybody back before the present.
        Duration::from_millis_f64(later).max(age)
    }

    /// `(a/eta)^k`.
    fn cumulative_hazard(&self, age: Duration) -> f64 {
        power(age.as_millis() as f64 / self.scale_millis, self.shape)
    }
}

/// A number that is not negative, raised to a power above zero. Twice as fast as a power that is
/// right to the last bit; its relative error, below 1e-14 for ages from a second to a century, is
/// far below a millisecond in a lifetime.
fn power(base: f64, exponent: f64) -> f64 {
    libm::exp(exponent * libm::log(base))
}

/// The factor on hazards now, and a bound of it.
///
/// Due dates are drawn as if the bound held for ever, and accepted with probability factor over
/// bound when they come: thinning (P. A. W. Lewis and G. S. Shedler, 1979), exact for any course of
/// the factor below the bound. The bound goes up in steps of a fixed ratio, so that two cities that
/// differ a little share it, and with it every draw.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct HazardFactor {
    /// The factor of the present.
    pub(super) value: f64,
    /// The bound under which due dates are drawn.
    pub(super) bound: f64,
}

impl HazardFactor {
    /// The ratio of one step of the bound to the one before.
    const STEP: f64 = 1.5;

    /// The factor of the city that the base hazards refer to.
    pub(super) const NEUTRAL: Self = Self {
        value: 1.0,
        bound: Self::STEP,
    };

    /// Sets the factor; true if the bound had to be raised, so that every due date is void.
    #[must_use = "due dates drawn under a lower bound are void"]
    pub(super) fn set(&mut self, factor: f64) -> bool {
        assert!(factor.is_finite(), "a factor on hazards must be finite");
        let before = self.bound;
        self.value = factor;
        while self.bound < factor {
            self.bound *= Self::STEP;
        }
        before < self.bound
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_are_right_within_a_millisecond_in_a_lifetime() {
        let bases = (0..400).map(|step| libm::pow(10.0, f64::from(step) / 25.0 - 12.0));
        for (base, exponent) in bases.flat_map(|base| [(base, 0.431), (base, 2.318), (base, 1.0)]) {
            let exact = libm::pow(base, exponent);
            assert!(
                (power(base, exponent) / exact - 1.0).abs() < 2e-14,
                "{base} ^ {exponent}"
            );
        }
        assert_eq!(power(0.0, 0.431).to_bits(), 0.0_f64.to_bits());
    }
}
