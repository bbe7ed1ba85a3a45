//! Plain numbers: ratios, and rounding to whole numbers.

/// `part / whole`; none where `whole` is zero.
///
/// ```
/// use chippark::units::number::ratio;
/// assert_eq!(ratio(3.0, 4.0), Some(0.75));
/// assert_eq!(ratio(0.0, 0.0), None);
/// ```
#[must_use]
pub fn ratio(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| part / whole)
}

/// `part` in per cent of `whole`; none where `whole` is zero.
///
/// ```
/// use chippark::units::number::percent;
/// assert_eq!(percent(3.0, 4.0), Some(75.0));
/// assert_eq!(percent(0.0, 0.0), None);
/// ```
#[must_use]
pub fn percent(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| 100.0 * part / whole)
}

/// Tolerance of [`whole`]: rounding may leave a product just below the integer that it should be.
const TOLERANCE: f64 = 1e-9;

/// An amount that is not negative, rounded down; but an amount that rounding errors left just below
/// an integer counts as that integer. It saturates.
///
/// ```
/// use chippark::units::number::whole;
/// assert_eq!([2.99, 3.0, 10.0 * 0.7 + 10.0 * 0.1 - 8.0 + 4.0].map(whole), [2, 3, 4]);
/// assert_eq!(whole(1e300), u32::MAX);
/// ```
#[must_use]
pub fn whole(amount: f64) -> u32 {
    u32::try_from(whole_u64(amount)).unwrap_or(u32::MAX)
}

/// [`whole`] in 64 bits, for amounts of 2^32 and more.
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a saturating cast of an amount that is not negative"
)]
pub fn whole_u64(amount: f64) -> u64 {
    (amount + TOLERANCE).floor() as u64
}

/// An amount that is not negative, rounded to the nearest integer. It saturates.
///
/// ```
/// use chippark::units::number::nearest;
/// assert_eq!([2.4, 2.5, 0.0].map(nearest), [2, 3, 0]);
/// ```
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a saturating cast of an amount that is not negative"
)]
pub const fn nearest(amount: f64) -> u32 {
    amount.round() as u32
}
