//! Plain numbers: parts of a whole, and whole numbers of real ones.

/// `part` over `whole`; none of nothing.
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

/// `part` of `whole` in per cent; none of nothing.
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

/// How many whole things there are of an amount that is not negative: rounded down, but for an
/// amount that rounding errors left just below an integer. It saturates.
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

/// [`whole`] for what may be more than four thousand million.
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a saturating cast of an amount that is not negative"
)]
pub fn whole_u64(amount: f64) -> u64 {
    (amount + TOLERANCE).floor() as u64
}

/// The whole number that is nearest to an amount that is not negative. It saturates.
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
