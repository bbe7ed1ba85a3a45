//! How a scenario writes a distribution: "lognormal(mean=9 mo, cv=0.8)".
//!
//! A quantity alone is the constant law. Each law prints a canonical text that parses back.

use std::fmt;
use std::fmt::Write as _;
use std::str::FromStr;

use super::text::{TextError, nearest, number, span_millis};
use super::{Duration, DurationLaw, Law, NumberLaw};

/// A quantity that a law is of: how its values are read and written.
struct Subject {
    parse: fn(&str) -> Result<f64, TextError>,
    show: fn(f64) -> String,
    /// A low, a middling and a high value, for the help lines.
    examples: [&'static str; 3],
    /// The laws that values of this kind can follow.
    laws: &'static [(&'static str, &'static [&'static str])],
}

const SPAN: Subject = Subject {
    parse: span_millis,
    show: |millis| {
        let span = Duration::from_millis_f64(millis);
        if span < Duration::MAX && (span.as_millis() as f64).total_cmp(&millis).is_eq() {
            span.to_string()
        } else {
            format!("{millis} ms")
        }
    },
    examples: ["3 d", "9 d", "12 d"],
    laws: LAWS.split_at(LAWS.len() - 1).0,
};

const NUMBER: Subject = Subject {
    parse: |text| pure_number(text, "4.5"),
    show: |value| value.to_string(),
    examples: ["2", "4.5", "9"],
    laws: &LAWS,
};

/// The largest pure number of a law.
const MOST: f64 = 1e15;

/// A number without a unit.
fn pure_number(text: &str, example: &str) -> Result<f64, TextError> {
    let help = format!("write a number, such as `{example}`");
    let (value, rest) = number(text).map_err(|message| TextError::new(message, &*help))?;
    if !rest.is_empty() {
        let message = format!("`{text}` has a unit, but a pure number is expected");
        return Err(TextError::new(message, help));
    }
    if value < 0.0 {
        return Err(TextError::new(format!("`{text}` is negative"), help));
    }
    if value > MOST {
        let help = format!("the largest number is {MOST:e}");
        return Err(TextError::new(format!("`{text}` is too large"), help));
    }
    Ok(value + 0.0)
}

/// The laws by name, each with its arguments: an upper-case one is in the law's own quantity, a
/// lower-case one a pure number. A law of listed pairs has none. The last one, Poisson's, is of
/// pure numbers only: a count of milliseconds has no use.
const LAWS: [(&str, &[&str]); 12] = [
    ("constant", &["VALUE"]),
    ("exponential", &["MEAN"]),
    ("erlang", &["k", "MEAN"]),
    ("gamma", &["MEAN", "cv"]),
    ("uniform", &["LOW", "HIGH"]),
    ("triangular", &["LOW", "MODE", "HIGH"]),
    ("normal", &["MEAN", "SD"]),
    ("lognormal", &["MEAN", "cv"]),
    ("weibull", &["shape", "SCALE"]),
    ("hyperexponential", &[]),
    ("empirical", &[]),
    ("poisson", &["MEAN"]),
];

/// A correct text for the law `name`, for the help lines.
fn example(name: &str, arguments: &[&str], subject: &Subject) -> String {
    let [low, value, high] = subject.examples;
    match name {
        "constant" => value.to_owned(),
        "hyperexponential" => format!("{name}(0.4: {value}, 0.6: {value})"),
        "empirical" => format!("{name}({value}: 0.2, {value}: 0.8)"),
        _ => {
            let shown = arguments.iter().map(|argument| match *argument {
                "k" => "k=4".to_owned(),
                "cv" | "shape" => format!("{argument}=0.8"),
                "LOW" => format!("low={low}"),
                "HIGH" => format!("high={high}"),
                _ => format!("{}={value}", argument.to_lowercase()),
            });
            format!("{name}({})", shown.collect::<Vec<_>>().join(", "))
        }
    }
}

fn parse(text: &str, subject: &Subject) -> Result<Law, TextError> {
    let text = text.trim();
    let law = match text.split_once('(') {
        None if text.starts_with(|first: char| first.is_alphabetic()) => {
            return Err(unknown_law(text, subject));
        }
        None => Law::Constant {
            value: (subject.parse)(text)?,
        },
        Some((name, rest)) => {
            let name = name.trim();
            let Some((_, arguments)) = subject.laws.iter().find(|(known, _)| *known == name) else {
                return Err(unknown_law(name, subject));
            };
            let help = format!("write `{}`", example(name, arguments, subject));
            let fail = |message: String| TextError::new(message, &*help);
            let inner = rest
                .strip_suffix(')')
                .ok_or_else(|| fail(format!("`{text}` does not end with `)`")))?;
            law_of(name, arguments, inner, subject).map_err(fail)?
        }
    };
    match law.problem() {
        None => Ok(law),
        Some(sentence) => Err(TextError::new(
            format!("`{text}` is an impossible law"),
            sentence,
        )),
    }
}

fn unknown_law(name: &str, subject: &Subject) -> TextError {
    let known: Vec<&str> = subject.laws.iter().map(|(known, _)| *known).collect();
    let (_, arguments) = LAWS[1];
    let help = match nearest(name, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`? laws: {}", known.join(", ")),
        None => format!(
            "write a value such as `{}` or a law such as `{}`; laws: {}",
            subject.examples[1],
            example("exponential", arguments, subject),
            known.join(", ")
        ),
    };
    TextError::new(format!("there is no law called `{name}`"), help)
}

/// The law of a known name and the text between its brackets.
fn law_of(name: &str, arguments: &[&str], inner: &str, subject: &Subject) -> Result<Law, String> {
    if arguments.is_empty() {
        let is_empirical = name == "empirical";
        let pairs = pairs(inner, is_empirical, subject)?;
        return Ok(if is_empirical {
            Law::Empirical { values: pairs }
        } else {
            Law::Hyperexponential { branches: pairs }
        });
    }
    let values = named_values(arguments, inner, subject)?;
    Ok(match (name, &values[..]) {
        ("exponential", &[mean]) => Law::Exponential { mean },
        ("erlang", &[k, mean]) => Law::Erlang {
            k: stages(k)?,
            mean,
        },
        ("gamma", &[mean, cv]) => Law::Gamma { mean, cv },
        ("uniform", &[low, high]) => Law::Uniform { low, high },
        ("triangular", &[low, mode, high]) => Law::Triangular { low, mode, high },
        ("normal", &[mean, sd]) => Law::Normal { mean, sd },
        ("lognormal", &[mean, cv]) => Law::Lognormal { mean, cv },
        ("poisson", &[mean]) => Law::Poisson { mean },
        ("weibull", &[shape, scale]) => Law::Weibull { shape, scale },
        _ => Law::Constant { value: values[0] },
    })
}

/// The stages of an Erlang law: a whole number.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "held within 1 and 10,000 first"
)]
fn stages(k: f64) -> Result<u32, String> {
    if (1.0..=10_000.0).contains(&k) && k.fract().abs() < f64::EPSILON {
        Ok(k as u32)
    } else {
        Err(format!("k is {k}, not a whole number from 1 to 10000"))
    }
}

/// The values of `name=value, ...` in the order of `arguments`.
fn named_values(arguments: &[&str], inner: &str, subject: &Subject) -> Result<Vec<f64>, String> {
    let mut values = vec![None; arguments.len()];
    for item in inner.split(',').filter(|item| !item.trim().is_empty()) {
        let (name, value) = match item.split_once('=') {
            Some((name, value)) => (name.trim(), value),
            None if arguments.len() == 1 => ("", item),
            None => {
                return Err(format!("`{}` does not name its argument", item.trim()));
            }
        };
        let place = arguments
            .iter()
            .position(|argument| name.is_empty() || argument.to_lowercase() == name)
            .ok_or_else(|| format!("there is no argument called `{name}`"))?;
        let is_pure = arguments[place].starts_with(char::is_lowercase);
        let found = if is_pure {
            pure_number(value, "0.8")
        } else {
            (subject.parse)(value.trim())
        };
        let found = found.map_err(|error| error.message)?;
        if values[place].replace(found).is_some() {
            return Err(format!("`{name}` is given twice"));
        }
    }
    let named = arguments.iter().zip(&values);
    named
        .map(|(name, value)| {
            value.ok_or_else(|| format!("the argument `{}` is missing", name.to_lowercase()))
        })
        .collect()
}

/// The pairs of `0.4: 2 min, 0.6: 10 min`; the quantity comes first where `value_first`.
fn pairs(inner: &str, value_first: bool, subject: &Subject) -> Result<Vec<(f64, f64)>, String> {
    let items = inner.split(',').filter(|item| !item.trim().is_empty());
    let pair = |item: &str| {
        let (left, right) = item
            .split_once(':')
            .ok_or_else(|| format!("`{}` is not a pair with a colon", item.trim()))?;
        let read = |text: &str, is_value: bool| {
            let found = if is_value {
                (subject.parse)(text.trim())
            } else {
                pure_number(text, "0.4")
            };
            found.map_err(|error| error.message)
        };
        Ok((read(left, value_first)?, read(right, !value_first)?))
    };
    items.map(pair).collect()
}

fn show(law: &Law, subject: &Subject) -> String {
    let value = |number: &f64| (subject.show)(*number);
    match law {
        Law::Constant { value: constant } => value(constant),
        Law::Exponential { mean } => format!("exponential(mean={})", value(mean)),
        Law::Poisson { mean } => format!("poisson(mean={})", value(mean)),
        Law::Erlang { k, mean } => format!("erlang(k={k}, mean={})", value(mean)),
        Law::Gamma { mean, cv } => format!("gamma(mean={}, cv={cv})", value(mean)),
        Law::Uniform { low, high } => format!("uniform(low={}, high={})", value(low), value(high)),
        Law::Triangular { low, mode, high } => format!(
            "triangular(low={}, mode={}, high={})",
            value(low),
            value(mode),
            value(high)
        ),
        Law::Normal { mean, sd } => format!("normal(mean={}, sd={})", value(mean), value(sd)),
        Law::Lognormal { mean, cv } => format!("lognormal(mean={}, cv={cv})", value(mean)),
        Law::Weibull { shape, scale } => {
            format!("weibull(shape={shape}, scale={})", value(scale))
        }
        Law::Hyperexponential { branches } => {
            let shown = branches
                .iter()
                .map(|(p, mean)| (p.to_string(), value(mean)));
            show_pairs("hyperexponential", shown)
        }
        Law::Empirical { values } => {
            let shown = values
                .iter()
                .map(|(v, weight)| (value(v), weight.to_string()));
            show_pairs("empirical", shown)
        }
    }
}

fn show_pairs(name: &str, pairs: impl Iterator<Item = (String, String)>) -> String {
    let mut text = String::new();
    for (left, right) in pairs {
        let comma = if text.is_empty() { "" } else { ", " };
        let _ = write!(text, "{comma}{left}: {right}");
    }
    format!("{name}({text})")
}

impl FromStr for DurationLaw {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        parse(text, &SPAN).map(Self::new)
    }
}

impl fmt::Display for DurationLaw {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&show(self.law(), &SPAN))
    }
}

impl FromStr for NumberLaw {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        parse(text, &NUMBER).map(Self::new)
    }
}

impl fmt::Display for NumberLaw {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&show(self.law(), &NUMBER))
    }
}
