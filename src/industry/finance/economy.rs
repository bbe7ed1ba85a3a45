//! The city's digital economy (claim L3 of the report): value added of the park, of founders'
//! companies and of everything else in the core of the digital economy, its growth over the period
//! before, and its rank.

use super::plan::CityEconomy;
use crate::units::Duration;
use crate::units::time::YEAR;

/// The value added by the park and by founders' companies, in yuan, in two periods of one length,
/// the first of which begins at `start` of the run and ends where the second begins.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct TwoPeriods {
    pub(super) start: Duration,
    pub(super) length: Duration,
    pub(super) before: f64,
    pub(super) now: f64,
}

impl CityEconomy {
    /// Value added without the park, in yuan, from the start of the run until `time`: it grows
    /// steadily, so that each year has `1 + growth` times that of the year before.
    fn until(&self, time: Duration) -> f64 {
        let years = time.as_millis() as f64 / YEAR as f64;
        let years_of_first = if self.growth.abs() < 1e-12 {
            years
        } else {
            (libm::pow(1.0 + self.growth, years) - 1.0) / self.growth
        };
        self.first_year * years_of_first
    }

    /// How much more value was added in the second period than in the first, as a share of the
    /// first: park, founders and all others together.
    pub(super) fn growth_over(&self, periods: &TwoPeriods) -> f64 {
        let TwoPeriods {
            start,
            length,
            before,
            now,
        } = *periods;
        let middle = start + length;
        let others_before = self.until(middle) - self.until(start);
        let others_now = self.until(middle + length) - self.until(middle);
        (others_now + now) / (others_before + before) - 1.0
    }

    /// The rank of a growth over a period of this length among all cities: 1 is the fastest. Cities
    /// of equal growth share the better rank.
    pub(super) fn rank(&self, growth: f64, length: Duration) -> usize {
        let years = length.as_millis() as f64 / YEAR as f64;
        let over = |yearly: f64| libm::pow(1.0 + yearly, years) - 1.0;
        let faster = self.comparators.iter().filter(|&&city| over(city) > growth);
        1 + faster.count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const YEARS: Duration = Duration::days(365);

    fn city(growth: f64) -> CityEconomy {
        CityEconomy {
            first_year: 1000.0,
            growth,
            comparators: vec![0.05, 0.10, 0.21],
        }
    }

    #[test]
    fn without_a_park_the_city_grows_by_its_own_growth_from_any_year_to_the_next() {
        for growth in [-0.2, 0.0, 0.1] {
            let city = city(growth);
            assert!((city.until(YEARS) - 1000.0).abs() < 1e-9);
            for start in [0, 100, 730] {
                let periods = TwoPeriods {
                    start: Duration::days(start),
                    length: YEARS,
                    before: 0.0,
                    now: 0.0,
                };
                assert!((city.growth_over(&periods) - growth).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn the_park_adds_to_both_periods() {
        let periods = TwoPeriods {
            start: Duration::ZERO,
            length: YEARS,
            before: 100.0,
            now: 330.0,
        };
        // (1100 + 330) / (1000 + 100) - 1
        assert!((city(0.1).growth_over(&periods) - 0.3).abs() < 1e-12);
    }

    #[test]
    fn the_rank_counts_the_faster_cities_over_the_same_length() {
        let city = city(0.1);
        assert_eq!(city.rank(0.22, YEARS), 1);
        assert_eq!(city.rank(0.12, YEARS), 2);
        assert_eq!(city.rank(0.01, YEARS), 4);
        // In two years the second one grows by 21 %, the third by 46 %.
        assert_eq!(city.rank(0.22, YEARS * 2), 2);
        assert_eq!(city.rank(0.20, YEARS * 2), 3);
    }
}
