//! Decimal numbers of tables, with sums and differences without rounding.

use std::cmp::Ordering;
use std::fmt;
use std::ops::{Add, Sub};
use std::str::FromStr;

/// The most digits of a number, and so the most decimals of a sum.
const MOST_DIGITS: usize = 15;

/// A number with finitely many decimals, kept exactly.
///
/// ```
/// use chippark::import::decimal::Decimal;
/// let (mean, half): (Decimal, Decimal) = ("0.852".parse().unwrap(), "0.0426".parse().unwrap());
/// assert_eq!((mean - half).to_string(), "0.8094");
/// assert_eq!("10.0".parse::<Decimal>().unwrap().to_string(), "10");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decimal {
    /// The number times ten to the power of `decimals`.
    digits: i128,
    /// Digits after the point; the last of them is not zero.
    decimals: u32,
}

impl Decimal {
    /// The number 0.
    pub const ZERO: Self = Self {
        digits: 0,
        decimals: 0,
    };

    /// The number without trailing zeros in its decimals.
    const fn new(mut digits: i128, mut decimals: u32) -> Self {
        while decimals > 0 && digits % 10 == 0 {
            digits /= 10;
            decimals -= 1;
        }
        Self { digits, decimals }
    }

    /// Both numbers in units of their last common decimal, and how many decimals that has.
    const fn aligned(self, other: Self) -> (i128, i128, u32) {
        let decimals = if self.decimals > other.decimals {
            self.decimals
        } else {
            other.decimals
        };
        let left = self.digits * 10_i128.pow(decimals - self.decimals);
        let right = other.digits * 10_i128.pow(decimals - other.decimals);
        (left, right, decimals)
    }

    /// The number, if it is whole and not negative.
    #[must_use]
    pub fn whole(self) -> Option<u64> {
        (self.decimals == 0)
            .then(|| u64::try_from(self.digits).ok())
            .flatten()
    }

    /// The nearest floating-point number.
    #[must_use]
    pub fn to_f64(self) -> f64 {
        self.digits as f64 / 10_f64.powi(self.decimals.cast_signed())
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let (left, right, _) = self.aligned(*other);
        left.cmp(&right)
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Add for Decimal {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        let (left, right, decimals) = self.aligned(other);
        Self::new(left + right, decimals)
    }
}

impl Sub for Decimal {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        let (left, right, decimals) = self.aligned(other);
        Self::new(left - right, decimals)
    }
}

/// A text is not a number of at most 15 digits without a sign or an exponent; a point is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a number of at most {MOST_DIGITS} digits without a sign")]
pub struct NoDecimal;

impl FromStr for Decimal {
    type Err = NoDecimal;

    fn from_str(text: &str) -> Result<Self, NoDecimal> {
        let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
        let digits = format!("{whole}{decimals}");
        let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number || digits.is_empty() || digits.len() > MOST_DIGITS {
            return Err(NoDecimal);
        }
        let number = digits.parse().map_err(|_| NoDecimal)?;
        let decimals = u32::try_from(decimals.len()).map_err(|_| NoDecimal)?;
        Ok(Self::new(number, decimals))
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.digits < 0 { "-" } else { "" };
        let one = 10_u128.pow(self.decimals);
        let (whole, part) = (
            self.digits.unsigned_abs() / one,
            self.digits.unsigned_abs() % one,
        );
        match self.decimals {
            0 => write!(formatter, "{sign}{whole}"),
            decimals => write!(
                formatter,
                "{sign}{whole}.{part:0width$}",
                width = decimals as usize
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn what_is_no_plain_number_is_refused() {
        for text in [
            "",
            ".",
            "-1",
            "+1",
            "1e3",
            "1.2.3",
            "1,5",
            " 1",
            "0x1",
            "1234567890123456",
        ] {
            assert_eq!(text.parse::<Decimal>(), Err(NoDecimal), "{text}");
        }
    }

    #[test]
    fn numbers_keep_their_value_and_compare_by_it() {
        assert_eq!(decimal("51.69").to_string(), "51.69");
        assert_eq!(decimal(".50").to_string(), "0.5");
        assert_eq!(decimal("2.0").whole(), Some(2));
        assert_eq!(decimal("2.5").whole(), None);
        assert_eq!((decimal("1") - decimal("2.75")).to_string(), "-1.75");
        assert!(decimal("9.99") < decimal("10"));
        assert_eq!(Decimal::ZERO, decimal("0.00"));
    }

    proptest! {
        #[test]
        fn a_sum_and_its_difference_give_the_number_back(
            left in 0_u64..10_000_000, right in 0_u64..10_000_000, places in 0_usize..7
        ) {
            let text = |number: u64| format!("{}.{:0places$}", number / 1000, number % 1000);
            let (left, right) = (decimal(&text(left)), decimal(&text(right)));
            prop_assert_eq!(left + right - right, left);
            prop_assert_eq!(decimal(&left.to_string()), left);
        }
    }
}
