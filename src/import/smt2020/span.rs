//! Spans of time and their distributions, written with the digits with which they were read.

use std::fmt;

use super::super::decimal::Decimal;

/// A unit of time: its name in the tables, in scenarios, and its length in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit {
    /// The name in the tables.
    pub name: &'static str,
    written: &'static str,
    seconds: u32,
}

/// The units of time.
pub const UNITS: [(&str, Unit); 4] = [
    unit("sec", "s", 1),
    unit("min", "min", 60),
    unit("hr", "h", 3_600),
    unit("day", "d", 86_400),
];

const fn unit(name: &'static str, written: &'static str, seconds: u32) -> (&'static str, Unit) {
    let unit = Unit {
        name,
        written,
        seconds,
    };
    (name, unit)
}

/// A span of time, as a number and its unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// How many units of time.
    pub number: Decimal,
    /// The unit of time.
    pub unit: Unit,
}

impl Span {
    /// Whether the span has length zero.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.number == Decimal::ZERO
    }

    /// The span in days.
    #[must_use]
    pub fn days(self) -> f64 {
        self.number.to_f64() * f64::from(self.unit.seconds) / 86_400.0
    }
}

impl fmt::Display for Span {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.number, self.unit.written)
    }
}

/// A distribution of a span of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpanLaw {
    /// Always the same span.
    Constant(Span),
    /// Exponential with this mean.
    Exponential(Span),
    /// Uniform with this mean and half width.
    Uniform(Span, Decimal),
}

impl SpanLaw {
    /// The mean of the distribution.
    #[must_use]
    pub const fn mean(self) -> Span {
        match self {
            Self::Constant(mean) | Self::Exponential(mean) | Self::Uniform(mean, _) => mean,
        }
    }
}

impl fmt::Display for SpanLaw {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Constant(span) => span.fmt(formatter),
            Self::Exponential(mean) => write!(formatter, "exponential(mean={mean})"),
            Self::Uniform(mean, half) if half == Decimal::ZERO => mean.fmt(formatter),
            Self::Uniform(Span { number, unit }, half) => {
                let (low, high) = (number - half, number + half);
                let (low, high) = (Span { number: low, unit }, Span { number: high, unit });
                write!(formatter, "uniform(low={low}, high={high})")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::{Duration, DurationLaw};

    #[test]
    fn every_law_is_one_of_the_scenario_with_the_same_mean() {
        for (name, unit) in UNITS {
            let number = "51.69".parse().unwrap();
            let mean = Span { number, unit };
            let laws = [
                SpanLaw::Constant(mean),
                SpanLaw::Exponential(mean),
                SpanLaw::Uniform(mean, Decimal::ZERO),
                SpanLaw::Uniform(mean, "2.5845".parse().unwrap()),
            ];
            for law in laws {
                let written: DurationLaw = law.to_string().parse().unwrap();
                let days = written.law().mean() / Duration::days(1).as_millis() as f64;
                assert!((days / mean.days() - 1.0).abs() < 1e-12, "{law} in {name}");
            }
        }
        let (_, unit) = UNITS[1];
        let number = "0.852".parse().unwrap();
        let law = SpanLaw::Uniform(Span { number, unit }, "0.0426".parse().unwrap());
        assert_eq!(law.to_string(), "uniform(low=0.8094 min, high=0.8946 min)");
    }
}
