//! How counts and spans of time read in sentences.

use std::fmt::Display;

use super::Duration;
use super::time::{DAY, HOUR, MINUTE, SECOND};

/// Numbers of four significant digits are below this.
const MOST: f64 = 1e4;

/// A count with its noun in the singular or plural.
///
/// ```
/// use chippark::units::spoken::plural;
/// assert_eq!(plural(1, "order", "orders"), "1 order");
/// assert_eq!(plural(0_usize, "order", "orders"), "0 orders");
/// ```
#[must_use]
pub fn plural<N: Display + PartialEq + From<u8>>(count: N, one: &str, several: &str) -> String {
    format!("{count} {}", agreeing(&count, one, several))
}

/// The form of a word, such as a verb, that agrees with a count.
///
/// ```
/// use chippark::units::spoken::agreeing;
/// assert_eq!(agreeing(&1, "waits", "wait"), "waits");
/// assert_eq!(agreeing(&2_u64, "waits", "wait"), "wait");
/// ```
#[must_use]
pub fn agreeing<'a, N: PartialEq + From<u8>>(count: &N, one: &'a str, several: &'a str) -> &'a str {
    if *count == N::from(1) { one } else { several }
}

impl Duration {
    /// The span to four significant digits in the largest unit, up to days, of which it has one.
    /// For sentences; the exact text is that of `Display`.
    ///
    /// ```
    /// use chippark::units::Duration;
    /// assert_eq!(Duration::millis(2_345_663_797).spoken(), "27.15 d");
    /// assert_eq!(Duration::minutes(144_025).spoken(), "100 d");
    /// assert_eq!(Duration::minutes(90).spoken(), "1.5 h");
    /// assert_eq!(Duration::days(36_500).spoken(), "36500 d");
    /// assert_eq!(Duration::millis(12).spoken(), "12 ms");
    /// ```
    #[must_use]
    pub fn spoken(self) -> String {
        let units = [("d", DAY), ("h", HOUR), ("min", MINUTE), ("s", SECOND)];
        let millis = self.as_millis();
        let fitting = units.into_iter().find(|(_, length)| millis >= *length);
        let Some((unit, length)) = fitting else {
            return format!("{millis} ms");
        };
        let count = millis as f64 / length as f64;
        // A factor of ten for each digit that is left for decimals behind those before the point.
        let mut scale = 1.0;
        while count * scale < MOST / 10.0 {
            scale *= 10.0;
        }
        format!("{} {unit}", (count * scale).round() / scale)
    }
}
