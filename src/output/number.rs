//! Figures for people: with as many digits as their intervals justify.

use crate::statistics::{Estimate, Interval};

/// An interval whose one end is so many times farther from the mean than the other is shown by its
/// ends.
const LOPSIDED: f64 = 1.25;
/// Digits of a figure without an interval.
const DIGITS: i32 = 4;

/// A figure for people: `12.3 ± 0.4` where there is an interval, `12 (8 to 19)` where its ends are
/// not as far from the mean, four digits where there is no interval or the figure was the same in
/// all replications, `-` where nothing was observed. Amounts from ten million on are in millions
/// (M) or billions (bn).
///
/// ```
/// use chippark::output::number::figure;
/// use chippark::statistics::{Estimate, Interval};
/// let estimate = |mean: f64, down: f64, up: f64| {
///     let interval = (up > 0.0).then_some(Interval { low: mean - down, high: mean + up });
///     Some(Estimate { count: 9, mean, sd: None, interval, is_skewed: false })
/// };
/// assert_eq!(figure(estimate(12.345, 0.4321, 0.4321)), "12.3 ± 0.4");
/// assert_eq!(figure(estimate(12.345, 0.1321, 0.1321)), "12.35 ± 0.13");
/// assert_eq!(figure(estimate(110_234.0, 312.0, 312.0)), "110,200 ± 300");
/// assert_eq!(figure(estimate(1.234e11, 5.6e8, 5.6e8)), "123.4 ± 0.6 bn");
/// assert_eq!(figure(estimate(12.3, 4.2, 6.4)), "12 (8 to 19)");
/// assert_eq!(figure(estimate(45_773.0, 23_713.0, 394_000.0)), "46,000 (20,000 to 400,000)");
/// assert_eq!(figure(estimate(33_470.0, 7_491.0, 81_820.0)), "33,000 (26,000 to 120,000)");
/// assert_eq!(figure(estimate(12.345, 0.0, 0.0)), "12.35");
/// assert_eq!(figure(None), "-");
/// ```
#[must_use]
pub fn figure(estimate: Option<Estimate>) -> String {
    finer(estimate, 0)
}

/// A figure for people like [`figure`], but with more digits where there is an interval.
///
/// ```
/// use chippark::output::number::finer;
/// use chippark::statistics::{Estimate, Interval};
/// let interval = Some(Interval { low: 1_415.2, high: 1_579.4 });
/// let estimate = Estimate { count: 9, mean: 1_497.3, sd: None, interval, is_skewed: false };
/// assert_eq!(finer(Some(estimate), 1), "1,497 ± 82");
/// ```
#[must_use]
pub fn finer(estimate: Option<Estimate>, digits: i32) -> String {
    written(estimate, digits, scale)
}

/// A figure for people like [`figure`], where there is little room: amounts from a hundred thousand
/// on are in thousands (k).
///
/// ```
/// use chippark::output::number::brief;
/// use chippark::statistics::{Estimate, Interval};
/// let interval = Some(Interval { low: 280_300.0, high: 420_100.0 });
/// let estimate = Estimate { count: 4, mean: 337_000.0, sd: None, interval, is_skewed: false };
/// assert_eq!(brief(Some(estimate)), "340 (280 to 420) k");
/// ```
#[must_use]
pub fn brief(estimate: Option<Estimate>) -> String {
    written(estimate, 0, |value| match scale(value) {
        (_, "") if value.abs() >= 1e5 => (1e3, " k"),
        larger => larger,
    })
}

/// A figure with so many more digits than its interval justifies, in the unit of its size.
fn written(
    estimate: Option<Estimate>,
    digits: i32,
    scale: fn(f64) -> (f64, &'static str),
) -> String {
    let Some(Estimate {
        mean, sd, interval, ..
    }) = estimate
    else {
        return "-".to_owned();
    };
    // What never varied has a bound of its own, which says how few replications there were.
    let Some(Interval { low, high }) = interval.filter(|_| sd != Some(0.0)) else {
        let (scale, suffix) = scale(mean);
        return format!("{}{suffix}", plain(mean / scale));
    };
    let half = (high - low) / 2.0;
    let (scale, suffix) = scale(mean.abs().max(half));
    let exponent = leading_exponent(half / scale) - digits;
    let rounded = |value: f64| grouped(value / scale, exponent);
    let (down, up) = (mean - low, high - mean);
    if down.max(up) <= LOPSIDED * down.min(up) {
        format!("{} ± {}{suffix}", rounded(mean), rounded(half))
    } else {
        // Each end has the digits that its own distance from the mean justifies, at most two more
        // than the whole; and so wide an interval can have one digit more than the mean: that keeps
        // two, its ends one.
        let justified = |distance: f64| {
            if distance <= 0.0 {
                return exponent;
            }
            let own = leading_exponent(distance / scale) - digits;
            own.clamp(exponent - 2, exponent)
        };
        let kept = |value: f64, distance: f64, digits: i32| {
            let (value, exponent) = (value / scale, justified(distance));
            let own = exponent_of(value) + 1 - digits;
            let is_zero = value.abs() <= 0.0;
            grouped(value, if is_zero { exponent } else { exponent.min(own) })
        };
        let mean = kept(mean, down.min(up), 2);
        let (low, high) = (kept(low, down, 1), kept(high, up, 1));
        format!("{mean} ({low} to {high}){suffix}")
    }
}

/// An amount for people, as [`figure`] writes one without an interval.
///
/// ```
/// use chippark::output::number::amount;
/// assert_eq!((amount(110_000.0), amount(1.5e10)), ("110,000".into(), "15 bn".into()));
/// ```
#[must_use]
pub fn amount(value: f64) -> String {
    let (scale, suffix) = scale(value);
    format!("{}{suffix}", plain(value / scale))
}

/// A number without an interval, in four digits; whole numbers keep all of theirs.
///
/// ```
/// use chippark::output::number::plain;
/// assert_eq!(plain(1_234_567.0), "1,234,567");
/// assert_eq!([plain(0.012_345), plain(2.5), plain(-1234.56)], ["0.01235", "2.5", "-1,235"]);
/// assert_eq!(plain(0.0), "0");
/// ```
#[must_use]
pub fn plain(value: f64) -> String {
    if value.fract() == 0.0 {
        return grouped(value, 0);
    }
    let exponent = exponent_of(value) - (DIGITS - 1);
    let text = grouped(value, exponent.min(0));
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

/// The power of ten of the last digit worth showing beside a half-width: that of its first digit,
/// or of its second where the first is a one.
fn leading_exponent(half: f64) -> i32 {
    let exponent = exponent_of(half);
    let first = half / 10_f64.powi(exponent);
    if first < 1.95 { exponent - 1 } else { exponent }
}

/// The power of ten of the first digit.
#[expect(clippy::cast_possible_truncation, reason = "within -324..=308")]
fn exponent_of(value: f64) -> i32 {
    value.abs().log10().floor() as i32
}

/// The unit of large amounts, and its abbreviation.
fn scale(value: f64) -> (f64, &'static str) {
    match value.abs() {
        size if size >= 1e10 => (1e9, " bn"),
        size if size >= 1e7 => (1e6, " M"),
        _ => (1.0, ""),
    }
}

/// A number rounded at the power of ten `exponent`, with a comma after every thousand.
fn grouped(value: f64, exponent: i32) -> String {
    let unit = 10_f64.powi(exponent.max(0));
    let decimals = usize::try_from(-exponent).unwrap_or(0);
    let text = format!("{:.decimals$}", (value / unit).abs());
    // Zeros are appended as text: multiplying again would bring back the rounding error.
    let zeros = "0".repeat(usize::try_from(exponent).unwrap_or(0));
    let text = if text == "0" { text } else { text + &zeros };
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    let is_zero = text.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    let mut grouped = String::from(if value < 0.0 && !is_zero { "-" } else { "" });
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(mean: f64, half: f64) -> String {
        figure(Some(Estimate {
            count: 2,
            mean,
            sd: Some(half),
            interval: Some(Interval {
                low: mean - half,
                high: mean + half,
            }),
            is_skewed: false,
        }))
    }

    #[test]
    fn an_interval_wider_than_the_mean_leaves_a_zero_without_a_sign() {
        assert_eq!(with(-0.3, 40.0), "0 ± 40");
        assert_eq!(with(0.0, 0.0), "0");
    }

    #[test]
    fn an_interval_of_no_width_is_not_shown() {
        assert_eq!(with(87.0, 0.0), "87");
    }

    #[test]
    fn a_half_width_that_rounds_up_keeps_its_digit() {
        assert_eq!(with(5.0, 0.096), "5.00 ± 0.10");
        assert_eq!(with(5.0, 0.0196), "5.00 ± 0.02");
        assert_eq!(with(-1234.5, 12.0), "-1,234 ± 12");
    }
}
