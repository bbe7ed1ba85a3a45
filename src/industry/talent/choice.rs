//! Why a graduate comes: the logit choice of a city (equation E1).

use crate::industry::shared::people::City;
use crate::industry::shared::programmes::Expertise;

/// The weights of a graduate's utility of this city. All are pure numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Choice {
    /// Utility without any programme, `V0`: -5.0178 gives the 53,922 of 2018.
    pub base: f64,
    /// Of the settle campaign's intensity, `b_set`.
    pub settle: f64,
    /// Of the logarithm of wages here over wages elsewhere, `b_w`.
    pub wage: f64,
    /// Of the vacancy of talent housing above its reference, `b_h`.
    pub house: f64,
    /// Of the service index above its reference, `b_s`.
    pub service: f64,
    /// Of the logarithm of school-enterprise bases over their reference, `b_b`.
    pub bases: f64,
    /// The stock of bases at which that term is zero, `B0`.
    pub reference_bases: f64,
}

impl Choice {
    /// The utility V of coming: E1 term by term.
    #[must_use]
    pub fn utility(&self, settle_intensity: f64, city: &City, expertise: &Expertise) -> f64 {
        self.base + self.settle * settle_intensity - self.wage * libm::log(city.outside_wage_ratio)
            + self.house * (city.housing_vacancy - city.reference_vacancy)
            + self.service * (city.service_index - city.reference_index)
            + self.bases * libm::log((1.0 + expertise.bases) / (1.0 + self.reference_bases))
    }
}

/// The share that chooses something of utility `utility` over a rest of utility zero.
///
/// ```
/// use chippark::industry::talent::choice::logistic;
/// let of_2019 = logistic(-4.315060927878699) * 8_340_000.0;
/// assert!((of_2019 - 110_000.0).abs() < 1e-6);
/// ```
#[must_use]
pub fn logistic(utility: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-utility))
}

/// The utility at which the share `share` comes: the inverse of [`logistic`].
///
/// From 53,922 of 8.20 M graduates in 2018 to 110,000 of 8.34 M in 2019, utility rose by 0.7027:
/// what the settle campaign and everything beside it did.
///
/// ```
/// use chippark::industry::talent::choice::logit;
/// let rise = logit(110_000.0 / 8_340_000.0) - logit(110_000.0 / 2.04 / 8_200_000.0);
/// assert!((rise - 0.7027004305538114).abs() < 1e-12);
/// ```
#[must_use]
pub fn logit(share: f64) -> f64 {
    libm::log(share / (1.0 - share))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHOICE: Choice = Choice {
        base: -5.0,
        settle: 0.7,
        wage: 2.0,
        house: 0.5,
        service: 1.5,
        bases: 0.05,
        reference_bases: 0.0,
    };

    #[test]
    fn a_neutral_city_leaves_the_base_and_each_term_has_its_sign() {
        let (city, none) = (City::default(), Expertise::default());
        let close = |found: f64, expected: f64| {
            assert!((found - expected).abs() < 1e-12, "{found} not {expected}");
        };
        close(CHOICE.utility(0.0, &city, &none), -5.0);
        close(CHOICE.utility(1.0, &city, &none), -4.3);
        let changed = |change: fn(&mut City)| {
            let mut city = city;
            change(&mut city);
            CHOICE.utility(0.0, &city, &none)
        };
        close(
            changed(|city| city.outside_wage_ratio = std::f64::consts::E),
            -7.0,
        );
        close(changed(|city| city.housing_vacancy += 0.2), -4.9);
        close(changed(|city| city.service_index -= 0.2), -5.3);
        let bases = std::f64::consts::E - 1.0;
        let expertise = Expertise { bases, ..none };
        close(CHOICE.utility(0.0, &city, &expertise), -4.95);
    }

    #[test]
    fn logit_undoes_logistic() {
        for utility in [-8.0, -0.3, 0.0, 2.5] {
            assert!((logit(logistic(utility)) - utility).abs() < 1e-12);
        }
    }
}
