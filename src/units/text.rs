//! How a scenario writes a quantity: a number and a unit, such as "51.69 min" or "15 bn CNY".
//!
//! Each quantity parses from its text (`FromStr`) and prints a canonical text (`Display`) that
//! parses back to the same value. A bare number where a unit is needed is an error that says so.

use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use super::quantity::{Area, DefectDensity, Fen, Frequency, Length, Rate, Share};
use super::time::{DAY, HOUR, MINUTE, MONTH, SECOND, YEAR};
use super::{Duration, SimTime, date};

/// Why a text is not a quantity of the expected kind, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct TextError {
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: String,
}

impl TextError {
    /// An error with its remedy.
    pub fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            help: help.into(),
        }
    }
}

/// A slip of the pen in a name of at least so many letters is similar, and so much so.
const SLIP: (usize, f64) = (3, 0.9);

/// The name of `known` that is most similar to `name`, if one is similar enough to suggest.
///
/// ```
/// use chippark::units::text::nearest;
/// assert_eq!(nearest("remainig", ["due", "remaining"]), Some("remaining"));
/// assert_eq!(nearest("nwo", ["due", "now"]), Some("now")); // two letters changed places
/// ```
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = name.to_lowercase();
    let (letters, slip) = SLIP;
    let near = |candidate: &str| {
        let candidate = candidate.to_lowercase();
        let score = strsim::jaro_winkler(&lower, &candidate);
        let is_slip = lower.len() >= letters && strsim::osa_distance(&lower, &candidate) == 1;
        if is_slip { score.max(slip) } else { score }
    };
    known
        .into_iter()
        .map(|candidate| (near(candidate), candidate))
        .filter(|(score, _)| *score > 0.8)
        .min_by(|left, right| right.0.total_cmp(&left.0))
        .map(|(_, candidate)| candidate)
}

/// The end of a message about an unknown name: the one that was probably meant, if there is one.
///
/// ```
/// use chippark::units::text::{hint, nearest};
/// assert_eq!(hint(nearest("crack", ["track", "etch"])), "; did you mean `track`?");
/// assert_eq!(hint(None), "");
/// ```
#[must_use]
pub fn hint(near: Option<&str>) -> String {
    near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"))
}

/// A family of units: their names and how much of the base unit each one is.
pub(super) struct Units {
    /// What is measured, as in "is not a unit of ...".
    what: &'static str,
    /// A correct text.
    example: &'static str,
    /// For each unit its canonical name, then its other names; and its factor to the base unit.
    members: &'static [(&'static [&'static str], f64)],
}

/// Spans of time, in milliseconds.
pub(super) const TIME: Units = Units {
    what: "time",
    example: "51.69 min",
    members: &[
        (&["ms", "millisecond", "milliseconds"], 1.0),
        (&["s", "sec", "second", "seconds"], SECOND as f64),
        (&["min", "minute", "minutes"], MINUTE as f64),
        (&["h", "hr", "hour", "hours"], HOUR as f64),
        (&["d", "day", "days"], DAY as f64),
        (&["wk", "week", "weeks"], 7.0 * DAY as f64),
        (&["mo", "month", "months"], MONTH as f64),
        (&["y", "year", "years"], YEAR as f64),
    ],
};

/// The sizes that a scenario may write, in their base unit.
const SIZES: RangeInclusive<f64> = 1e-9..=1e15;

const MONEY: Units = Units {
    what: "money",
    example: "4500 CNY",
    members: &[
        (&["fen"], 1.0),
        (&["CNY", "RMB", "yuan"], 1e2),
        (&["k CNY", "k RMB"], 1e5),
        (&["M CNY", "M RMB", "mn CNY", "mn RMB"], 1e8),
        (&["bn CNY", "bn RMB"], 1e11),
    ],
};

const LENGTH: Units = Units {
    what: "length",
    example: "300 mm",
    members: &[
        (&["mm"], 1.0),
        (&["cm"], 10.0),
        (&["m"], 1e3),
        (&["km"], 1e6),
    ],
};

const AREA: Units = Units {
    what: "area",
    example: "142 mm2",
    members: &[
        (&["mm2", "mm²"], 1.0),
        (&["cm2", "cm²"], 100.0),
        (&["m2", "m²"], 1e6),
    ],
};

const DENSITY: Units = Units {
    what: "defect density",
    example: "0.25 /cm2",
    members: &[(&["/cm2", "/cm²"], 1.0)],
};

const FREQUENCY: Units = Units {
    what: "frequency",
    example: "2.5 GHz",
    members: &[(&["GHz"], 1.0), (&["MHz"], 1e-3)],
};

impl Units {
    /// The canonical names, for a help line.
    fn names(&self) -> String {
        let names: Vec<&str> = self.members.iter().map(|(names, _)| names[0]).collect();
        names.join(", ")
    }

    fn help(&self) -> String {
        let Self { example, .. } = self;
        format!(
            "write a number and a unit, such as `{example}`; units: {}",
            self.names()
        )
    }

    /// The factor of a unit; `text` is what was read, for the message.
    fn factor(&self, unit: &str, text: &str) -> Result<f64, TextError> {
        if unit.is_empty() {
            let message = format!("`{text}` has no unit");
            return Err(TextError::new(message, self.help()));
        }
        let spaced = unit.split_whitespace().collect::<Vec<_>>().join(" ");
        let found = self
            .members
            .iter()
            .find(|(names, _)| names.contains(&spaced.as_str()));
        found.map(|(_, factor)| *factor).ok_or_else(|| {
            let names = self
                .members
                .iter()
                .flat_map(|(names, _)| names.iter().copied());
            let help = match nearest(&spaced, names) {
                Some(near) => format!("did you mean `{near}`? units: {}", self.names()),
                None => self.help(),
            };
            TextError::new(format!("`{unit}` is not a unit of {}", self.what), help)
        })
    }

    /// The value in the base unit of a text such as "3 d". A product that misses a whole number
    /// only by rounding is that number: 51.69 min are 3,101,400 ms.
    pub(super) fn parse(&self, text: &str) -> Result<f64, TextError> {
        let (number, unit) =
            number(text).map_err(|message| TextError::new(message, self.help()))?;
        let factor = self.factor(unit, text)?;
        let value = number * factor;
        let whole = value.round();
        let is_whole = factor > 1.0 && (value - whole).abs() <= value.abs() * 1e-12;
        let value = if is_whole { whole } else { value };
        if value.is_finite() {
            Ok(value)
        } else {
            Err(TextError::new(
                format!("`{text}` is too large"),
                self.help(),
            ))
        }
    }

    /// Like [`Self::parse`], for quantities that are never negative.
    pub(super) fn parse_not_negative(&self, text: &str) -> Result<f64, TextError> {
        let value = self.parse(text)?;
        if value < 0.0 {
            let message = format!(
                "`{text}` is negative, but {} must be zero or more",
                self.what
            );
            return Err(TextError::new(message, self.help()));
        }
        Ok(value + 0.0) // not "-0"
    }

    /// Like [`Self::parse_not_negative`], for sizes: zero, or neither so small nor so large that
    /// products and quotients of them lose their meaning.
    fn parse_size(&self, text: &str) -> Result<f64, TextError> {
        let value = self.parse_not_negative(text)?;
        if value > 0.0 && !SIZES.contains(&value) {
            let message = format!("`{text}` is out of range");
            let unit = self.members[0].0[0];
            let (least, most) = (SIZES.start(), SIZES.end());
            let help = format!("allowed is 0, or {least:e} to {most:e} {unit}");
            return Err(TextError::new(message, help));
        }
        Ok(value)
    }

    /// The shortest text in one of the units that parses back to `value` (in the base unit).
    fn shortest(&self, value: f64) -> String {
        let texts = self.members.iter().flat_map(|(names, factor)| {
            candidates(value / factor).map(move |number| format!("{number} {}", names[0]))
        });
        shortest_that_means(texts, |text| {
            self.parse(text).is_ok_and(|found| same(found, value))
        })
        .unwrap_or_else(|| format!("{value} {}", self.members[0].0[0]))
    }
}

/// Whether two numbers have the same bits, apart from the sign of zero.
fn same(left: f64, right: f64) -> bool {
    left.total_cmp(&right).is_eq() || (left + 0.0).total_cmp(&(right + 0.0)).is_eq()
}

/// A number as it is, and rounded to 15 and 12 significant digits.
fn candidates(value: f64) -> impl Iterator<Item = f64> {
    [12, 15]
        .into_iter()
        .filter_map(move |digits| format!("{value:.digits$e}").parse().ok())
        .chain(std::iter::once(value))
}

fn shortest_that_means(
    texts: impl Iterator<Item = String>,
    is_meant: impl Fn(&str) -> bool,
) -> Option<String> {
    texts
        .filter(|text| is_meant(text))
        .min_by_key(|text| (text.len(), text.contains('.')))
}

/// Splits "40.5 min" into its number and what follows, trimmed. The error is a sentence.
///
/// # Errors
/// Where the text does not begin with a number, or with one that is too large for an `f64`.
pub(super) fn number(text: &str) -> Result<(f64, &str), String> {
    let text = text.trim();
    let bytes = text.as_bytes();
    let digits = |from: usize| {
        let more = bytes[from..]
            .iter()
            .take_while(|byte| byte.is_ascii_digit() || **byte == b'_');
        from + more.count()
    };
    let sign = usize::from(text.starts_with(['+', '-']));
    let mut end = digits(sign);
    let mut has_digits = end > sign;
    if bytes.get(end) == Some(&b'.') {
        let fraction = digits(end + 1);
        has_digits |= fraction > end + 1;
        end = fraction;
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let exponent_sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let exponent = digits(end + 1 + exponent_sign);
        if exponent > end + 1 + exponent_sign {
            end = exponent;
        }
    }
    let written = text[..end].replace('_', "");
    match written.parse::<f64>() {
        Ok(number) if has_digits && number.is_finite() => Ok((number, text[end..].trim())),
        Ok(_) if has_digits => Err(format!("`{text}` is too large")),
        Ok(_) | Err(_) => Err(format!("`{text}` does not begin with a number")),
    }
}

/// The longest span of time that a scenario may write, in years. The calendar of a run reaches
/// further, so that no sum of two spans is cut.
const LONGEST_YEARS: u64 = 1_000;

/// The milliseconds of a span of time, which is neither negative nor too long.
pub(super) fn span_millis(text: &str) -> Result<f64, TextError> {
    if text.parse::<date::Date>().is_ok() {
        return Err(TextError::new(
            format!("`{text}` is a date, and a span of time is needed here"),
            "write a span such as `3 d`; a time within the run counts from its start",
        ));
    }
    if let Some(error) = date::explained(text) {
        return Err(error);
    }
    let millis = TIME.parse_not_negative(text)?;
    if millis > (LONGEST_YEARS * YEAR) as f64 {
        return Err(TextError::new(
            format!("`{text}` is longer than any run"),
            format!("the longest span is {LONGEST_YEARS} y"),
        ));
    }
    Ok(millis)
}

impl FromStr for Duration {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        span_millis(text).map(Self::from_millis_f64)
    }
}

/// Whole years and months as such, else the largest unit that needs at most three decimals.
impl fmt::Display for Duration {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let millis = self.as_millis();
        for (unit, length, decimals) in [
            ("y", YEAR, 1),
            ("mo", MONTH, 1),
            ("d", DAY, 1_000),
            ("h", HOUR, 1_000),
            ("min", MINUTE, 1_000),
            ("s", SECOND, 1_000),
        ] {
            let parts = u128::from(millis) * decimals;
            if millis >= length && parts % u128::from(length) == 0 {
                let count = (parts / u128::from(length)) as f64 / decimals as f64;
                return write!(formatter, "{count} {unit}");
            }
        }
        write!(formatter, "{millis} ms")
    }
}

/// An instant by its distance from the scenario's start.
impl fmt::Display for SimTime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", Duration::millis(self.as_millis()))
    }
}

/// Up to this amount in fen, an `f64` number of yuan gives the exact fen: 10,000 bn CNY.
const MOST_FEN: f64 = 1e15;

impl FromStr for Fen {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        let fen = MONEY.parse(text)?;
        if fen.abs() > MOST_FEN {
            return Err(TextError::new(
                format!("`{text}` is too large"),
                "the largest sum is 10000 bn CNY",
            ));
        }
        Ok(Self::new(1).scaled(fen))
    }
}

impl fmt::Display for Fen {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fen = self.as_fen();
        for (unit, size) in [("bn CNY", 100_000_000_000), ("M CNY", 100_000_000)] {
            if fen.abs() >= size && fen % (size / 1_000) == 0 {
                let thousandths = fen / (size / 1_000);
                return write!(formatter, "{} {unit}", thousandths as f64 / 1e3);
            }
        }
        let sign = if fen < 0 { "-" } else { "" };
        let (yuan, rest) = (fen.unsigned_abs() / 100, fen.unsigned_abs() % 100);
        match rest {
            0 => write!(formatter, "{sign}{yuan} CNY"),
            _ => write!(formatter, "{sign}{yuan}.{rest:02} CNY"),
        }
    }
}

/// The highest rate that a scenario may write, per millisecond.
const MOST_PER_MILLI: f64 = 1e6;

/// The help line for a rate.
const RATE_HELP: &str = "write a number per time, such as `12 /y`, `500 /mo` or `0.25 /d`";

impl FromStr for Rate {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        let (number, unit) = number(text).map_err(|message| TextError::new(message, RATE_HELP))?;
        let Some(unit) = unit.strip_prefix('/') else {
            let message = format!("`{text}` is not per time");
            return Err(TextError::new(message, RATE_HELP));
        };
        if number < 0.0 {
            let message = format!("`{text}` is negative, but a rate must be zero or more");
            return Err(TextError::new(message, RATE_HELP));
        }
        let length = TIME
            .factor(unit.trim(), text)
            .map_err(|error| TextError::new(error.message, RATE_HELP))?;
        let rate = (number + 0.0) / length;
        if rate > MOST_PER_MILLI {
            let message = format!("`{text}` is more often than any run can follow");
            let help = format!("the highest rate is {MOST_PER_MILLI} /ms");
            return Err(TextError::new(message, help));
        }
        Ok(Self::per_milli(rate))
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = self.get_per_milli();
        let texts = TIME.members.iter().flat_map(|(names, length)| {
            candidates(value * length).map(move |number| format!("{number} /{}", names[0]))
        });
        let is_meant = |text: &str| {
            text.parse::<Self>()
                .is_ok_and(|found| same(found.get_per_milli(), value))
        };
        let text = shortest_that_means(texts, is_meant);
        formatter.write_str(&text.unwrap_or_else(|| format!("{value} /ms")))
    }
}

impl FromStr for Share {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        let help = "write a number from 0 to 1, or a percentage such as `5 %`";
        let (number, unit) = number(text).map_err(|message| TextError::new(message, help))?;
        let value = match unit {
            "" => number,
            "%" => number / 100.0,
            _ => {
                let message = format!("`{unit}` is not a unit of a share");
                return Err(TextError::new(message, help));
            }
        };
        Self::new(value)
            .ok_or_else(|| TextError::new(format!("`{text}` is not between 0 and 1"), help))
    }
}

impl fmt::Display for Share {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.get())
    }
}

/// Implements reading and printing of a size.
macro_rules! sized_text {
    ($name:ident, $make:ident, $get:ident, $units:ident) => {
        impl FromStr for $name {
            type Err = TextError;

            fn from_str(text: &str) -> Result<Self, TextError> {
                $units.parse_size(text).map(Self::$make)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&$units.shortest(self.$get()))
            }
        }
    };
}

sized_text!(Length, from_millimetres, as_millimetres, LENGTH);
sized_text!(Area, from_square_millimetres, as_square_millimetres, AREA);
sized_text!(
    DefectDensity,
    from_per_square_centimetre,
    as_per_square_centimetre,
    DENSITY
);
sized_text!(Frequency, from_gigahertz, as_gigahertz, FREQUENCY);
