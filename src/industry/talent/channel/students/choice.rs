//! Why a graduate comes: the logit choice of a city (equation E1).

use crate::industry::shared::programmes::ProgrammeKind;
use crate::industry::talent::conditions::Conditions;

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
    /// Of the level of awareness.
    pub awareness: f64,
}

impl Choice {
    /// The utility V of coming: E1 term by term, and awareness.
    #[must_use]
    pub fn utility(&self, conditions: &Conditions) -> f64 {
        let &Conditions {
            city,
            awareness,
            bases,
            ..
        } = conditions;
        let campaign = conditions.strength(ProgrammeKind::SettleCampaign);
        self.base + self.settle * campaign - self.wage * libm::log(city.outside_wage_ratio)
            + self.house * (city.housing_vacancy - city.reference_vacancy)
            + self.service * (city.service_index - city.reference_index)
            + self.bases * libm::log((1.0 + bases) / (1.0 + self.reference_bases))
            + self.awareness * awareness
    }
}

/// The share that chooses an alternative of utility `utility` over a rest of utility zero.
///
/// ```
/// use chippark::industry::talent::channel::students::choice::logistic;
/// let of_2019 = logistic(-4.315060927878699) * 8_340_000.0;
/// assert!((of_2019 - 110_000.0).abs() < 1e-6);
/// ```
#[must_use]
pub fn logistic(utility: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-utility))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::industry::shared::people::City;
    use crate::industry::shared::programmes::Programmes;

    const CHOICE: Choice = Choice {
        base: -5.0,
        settle: 0.7,
        wage: 2.0,
        house: 0.5,
        service: 1.5,
        bases: 0.05,
        reference_bases: 0.0,
        awareness: 0.4,
    };

    #[test]
    fn a_neutral_city_leaves_the_base_and_each_term_has_its_sign() {
        let close = |found: f64, expected: f64| {
            assert!((found - expected).abs() < 1e-12, "{found} not {expected}");
        };
        let changed = |change: fn(&mut City, &mut Programmes, &mut [f64; 2])| {
            let (mut city, mut programmes) = (City::default(), Programmes::default());
            let mut others = [0.0; 2];
            change(&mut city, &mut programmes, &mut others);
            let [awareness, bases] = others;
            CHOICE.utility(&Conditions {
                city: &city,
                programmes: &programmes,
                awareness,
                bases,
            })
        };
        close(changed(|_, _, _| {}), -5.0);
        let campaign = |_: &mut City, programmes: &mut Programmes, _: &mut [f64; 2]| {
            programmes.set(ProgrammeKind::SettleCampaign, 1.0);
        };
        close(changed(campaign), -4.3);
        close(changed(|_, _, others| others[0] = 0.5), -4.8);
        close(
            changed(|city, _, _| city.outside_wage_ratio = std::f64::consts::E),
            -7.0,
        );
        close(changed(|city, _, _| city.housing_vacancy += 0.2), -4.9);
        close(changed(|city, _, _| city.service_index -= 0.2), -5.3);
        close(
            changed(|_, _, others| others[1] = std::f64::consts::E - 1.0),
            -4.95,
        );
    }
}
