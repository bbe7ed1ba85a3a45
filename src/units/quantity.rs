//! Money, shares, rates and physical sizes. Money is whole fen and is summed as an integer; the
//! others are held as `f64` in one base unit each and are never summed across entities.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Mul, Neg, Sub, SubAssign};

use super::Duration;
use super::time::{DAY, MONTH, YEAR};

/// Money in whole fen: a hundredth of a yuan. 100 bn CNY are 1e13 fen. Amounts end at 92
/// quadrillion yuan; sums, differences and products beyond panic in every build, since an overflow
/// could turn a debt into wealth.
///
/// ```
/// use chippark::units::Fen;
/// assert_eq!(Fen::yuan(4_500) * 2, Fen::yuan(9_000));
/// assert_eq!(Fen::new(100).scaled(0.125), Fen::new(13));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fen(i64);

impl Fen {
    /// No money.
    pub const ZERO: Self = Self(0);

    /// An amount in fen.
    #[must_use]
    pub const fn new(fen: i64) -> Self {
        Self(fen)
    }

    /// An amount in whole yuan.
    #[must_use]
    pub const fn yuan(yuan: i64) -> Self {
        fits(yuan.checked_mul(100))
    }

    /// Whole fen.
    #[must_use]
    pub const fn as_fen(self) -> i64 {
        self.0
    }

    /// Yuan, with their fraction, for reports.
    #[must_use]
    pub fn as_yuan(self) -> f64 {
        self.0 as f64 / 100.0
    }

    /// This amount times `factor`, to the nearest fen, half away from zero.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a saturating cast of a rounded amount"
    )]
    pub fn scaled(self, factor: f64) -> Self {
        Self((self.0 as f64 * factor).round() as i64)
    }
}

/// The result of a sum, a difference or a product.
#[inline]
const fn fits(fen: Option<i64>) -> Fen {
    Fen(fen.expect("an amount of money fits in 92 quadrillion yuan"))
}

impl Add for Fen {
    type Output = Self;
    #[inline]
    fn add(self, other: Self) -> Self {
        fits(self.0.checked_add(other.0))
    }
}

impl AddAssign for Fen {
    #[inline]
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for Fen {
    type Output = Self;
    #[inline]
    fn sub(self, other: Self) -> Self {
        fits(self.0.checked_sub(other.0))
    }
}

impl SubAssign for Fen {
    #[inline]
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}

impl Neg for Fen {
    type Output = Self;
    #[inline]
    fn neg(self) -> Self {
        fits(self.0.checked_neg())
    }
}

impl Mul<i64> for Fen {
    type Output = Self;
    #[inline]
    fn mul(self, times: i64) -> Self {
        fits(self.0.checked_mul(times))
    }
}

impl Sum for Fen {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

/// A share of one: a yield, a probability, a utilisation. Invariant: within `0.0..=1.0`.
///
/// ```
/// use chippark::units::Share;
/// assert!(Share::new(1.01).is_none());
/// assert!((Share::new(0.25).unwrap().complement().get() - 0.75).abs() < 1e-15);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Share(f64);

impl Share {
    /// The share 0.
    pub const ZERO: Self = Self(0.0);
    /// The share 1.
    pub const ONE: Self = Self(1.0);

    /// A share, if `value` is one.
    #[must_use]
    pub fn new(value: f64) -> Option<Self> {
        (0.0..=1.0).contains(&value).then_some(Self(value))
    }

    /// The nearest share to `value`; not-a-number gives zero.
    #[must_use]
    pub fn clamped(value: f64) -> Self {
        Self(if value.is_nan() {
            0.0
        } else {
            value.clamp(0.0, 1.0)
        })
    }

    /// The number, within `0.0..=1.0`.
    #[must_use]
    pub const fn get(self) -> f64 {
        self.0
    }

    /// One minus this share.
    #[must_use]
    pub fn complement(self) -> Self {
        Self(1.0 - self.0)
    }
}

/// A frequency of events: events per time, at least zero.
///
/// ```
/// use chippark::units::Rate;
/// assert!((Rate::per_year(365.0).get_per_day() - 1.0).abs() < 1e-12);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Rate(f64);

impl Rate {
    /// A rate at which nothing happens.
    pub const ZERO: Self = Self(0.0);

    /// Events per millisecond.
    #[must_use]
    pub const fn per_milli(events: f64) -> Self {
        Self(events)
    }

    /// Events per day of 24 h.
    #[must_use]
    pub fn per_day(events: f64) -> Self {
        Self(events / DAY as f64)
    }

    /// Events per month, a twelfth of 365 d.
    #[must_use]
    pub fn per_month(events: f64) -> Self {
        Self(events / MONTH as f64)
    }

    /// Events per year of 365 d.
    #[must_use]
    pub fn per_year(events: f64) -> Self {
        Self(events / YEAR as f64)
    }

    /// Events per millisecond.
    #[must_use]
    pub const fn get_per_milli(self) -> f64 {
        self.0
    }

    /// Events per day of 24 h.
    #[must_use]
    pub fn get_per_day(self) -> f64 {
        self.0 * DAY as f64
    }

    /// Events per month, a twelfth of 365 d.
    #[must_use]
    pub fn get_per_month(self) -> f64 {
        self.0 * MONTH as f64
    }

    /// Events per year of 365 d.
    #[must_use]
    pub fn get_per_year(self) -> f64 {
        self.0 * YEAR as f64
    }

    /// The expected number of events in `span`.
    #[must_use]
    pub fn expected_in(self, span: Duration) -> f64 {
        self.0 * span.as_millis() as f64
    }

    /// This rate times a factor.
    #[must_use]
    pub fn scaled(self, factor: f64) -> Self {
        Self(self.0 * factor)
    }
}

/// Declares a size that is an `f64` in one base unit.
macro_rules! size {
    ($(#[$doc:meta])* $name:ident, $make:ident, $get:ident, $unit:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
        pub struct $name(f64);

        impl $name {
            #[doc = concat!("A size in ", $unit, ".")]
            #[must_use]
            pub const fn $make(value: f64) -> Self {
                Self(value)
            }

            #[doc = concat!("The size in ", $unit, ".")]
            #[must_use]
            pub const fn $get(self) -> f64 {
                self.0
            }
        }
    };
}

size!(
    /// A length: a wafer's diameter, the distance to a recruitment station.
    Length, from_millimetres, as_millimetres, "mm"
);
size!(
    /// An area: a die, an incubator's floor.
    Area, from_square_millimetres, as_square_millimetres, "mm2"
);
size!(
    /// Killing defects per area.
    DefectDensity, from_per_square_centimetre, as_per_square_centimetre, "1/cm2"
);
size!(
    /// A clock frequency.
    Frequency, from_gigahertz, as_gigahertz, "GHz"
);

impl Length {
    /// The length in kilometres.
    #[must_use]
    pub fn as_kilometres(self) -> f64 {
        self.as_millimetres() / 1e6
    }
}

impl Area {
    /// The area in square centimetres.
    #[must_use]
    pub fn as_square_centimetres(self) -> f64 {
        self.as_square_millimetres() / 100.0
    }

    /// The area in square metres.
    #[must_use]
    pub fn as_square_metres(self) -> f64 {
        self.as_square_millimetres() / 1e6
    }
}

#[cfg(test)]
mod tests {
    use std::panic::catch_unwind;

    use super::*;

    #[test]
    fn money_beyond_its_range_is_an_error_and_not_a_debt() {
        let most = Fen::new(i64::MAX);
        let overflows: [fn(Fen) -> Fen; 8] = [
            |most| most + Fen::new(1),
            |most| {
                let mut sum = most;
                sum += Fen::new(1);
                sum
            },
            |most| Fen::ZERO - most - Fen::new(2),
            |most| {
                let mut rest = -most;
                rest -= Fen::new(2);
                rest
            },
            |most| -(-most - Fen::new(1)),
            |most| most * 2,
            |most| [most, most].into_iter().sum(),
            |most| Fen::yuan(most.as_fen()),
        ];
        for (which, overflow) in overflows.into_iter().enumerate() {
            let panic = catch_unwind(|| overflow(most)).expect_err(&format!("{which} fits"));
            let told = panic.downcast_ref::<String>().map(String::as_str);
            assert_eq!(told, Some("an amount of money fits in 92 quadrillion yuan"));
        }
        assert_eq!(most - most + most, most);
    }
}
