//! Seasons: a rate that goes through the same factors again and again (equation E42).

use crate::units::{Duration, SimTime};

/// Factors of a rate, each for the same time.
#[derive(Clone, Debug)]
pub(super) struct Season {
    pub(super) factors: Vec<f64>,
    /// The time of one factor.
    pub(super) span: Duration,
}

impl Season {
    /// The instant at which a time that is drawn for a factor of 1 has passed: it passes as many
    /// times as fast as the factor says.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the remainder is less than the number of factors"
    )]
    pub(super) fn after(&self, from: SimTime, drawn: Duration) -> SimTime {
        let (mut at, mut left) = (from, drawn.as_millis() as f64);
        let span = self.span.as_millis();
        let cycle = span * self.factors.len() as u64;
        let passes_in_cycle = self.factors.iter().sum::<f64>() * span as f64;
        let cycles = (left / passes_in_cycle).floor();
        left -= cycles * passes_in_cycle;
        at += Duration::from_millis_f64(cycles * cycle as f64);
        while at.since(from) < Duration::MAX {
            let number = at.as_millis() / span;
            let factor = self.factors[(number % self.factors.len() as u64) as usize];
            let end = SimTime::from_millis((number + 1) * span);
            let passes = factor * end.since(at).as_millis() as f64;
            if left < passes {
                return at + Duration::from_millis_f64(left / factor);
            }
            left -= passes;
            at = end;
        }
        from + Duration::MAX
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Days of factors 2, 0 and 1: of 60 h from the first midnight 48 h pass on the first day and
    /// 12 h on the third; 72 h are as long from wherever they begin.
    #[test]
    fn time_passes_as_fast_as_the_factors_say() {
        let season = Season {
            factors: vec![2.0, 0.0, 1.0],
            span: Duration::days(1),
        };
        let at = |hours| SimTime::ZERO + Duration::hours(hours);
        let after = |from, hours| season.after(at(from), Duration::hours(hours));
        assert_eq!(after(0, 36), at(18));
        assert_eq!(after(0, 48), at(48));
        assert_eq!(after(0, 60), at(60));
        assert_eq!(after(30, 6), at(54));
        assert_eq!(after(60, 72), at(132));
    }
}
