//! The quantities as serde and JSON Schema see them: text with a unit, by one macro.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserializer, Visitor};
use serde::{Deserialize, Serialize, Serializer};

use super::text::TextError;
use super::{
    Area, Date, DefectDensity, Duration, DurationLaw, Fen, Frequency, Law, Length, NumberLaw, Rate,
    Share,
};

/// Whether `text` is a quantity of the JSON Schema format `format`; `None` where the format is
/// not one of this module's.
#[must_use]
pub fn check(format: &str, text: &str) -> Option<Result<(), TextError>> {
    let (_, check) = FORMATS.iter().find(|(known, _)| *known == format)?;
    Some(check(text))
}

/// Checks whether a text is a quantity.
type Check = fn(&str) -> Result<(), TextError>;

/// Declares which types are written as text: the schema's format, its types, the unit in which a
/// list of parameters gives it, its meaning and examples.
macro_rules! written {
    ($(
        $name:ident: $format:literal, $types:tt, $unit:literal, $meaning:literal, $examples:tt;
    )*) => {
        /// Every format with its parser.
        const FORMATS: &[(&str, Check)] = &[
            $(($format, |text| text.parse::<$name>().map(|_| ()))),*
        ];

        $(
            impl JsonSchema for $name {
                fn inline_schema() -> bool {
                    true
                }

                fn schema_name() -> Cow<'static, str> {
                    stringify!($name).into()
                }

                fn json_schema(_: &mut SchemaGenerator) -> Schema {
                    json_schema!({
                        "type": $types,
                        "format": $format,
                        "x-unit": $unit,
                        "description": $meaning,
                        "examples": $examples,
                    })
                }
            }

            impl<'de> Deserialize<'de> for $name {
                fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                    let text = from.deserialize_any(TextVisitor($meaning))?;
                    text.parse().map_err(|error: TextError| {
                        de::Error::custom(format!("{error}; {}", error.help))
                    })
                }
            }
        )*
    };
}

written! {
    Duration: "time-span", "string", "s", "A span of time.", ["51.69 min", "3 d", "9 mo"];
    DurationLaw: "time-law", "string", "s", "A span of time, or a distribution of one.",
        ["51.69 min", "exponential(mean=9 d)", "lognormal(mean=9 mo, cv=0.8)"];
    NumberLaw: "number-law", ["number", "string"], "1", "A number, or a distribution of one.",
        [4, "uniform(low=2, high=6)", "empirical(1: 0.2, 5: 0.8)"];
    Fen: "money", "string", "CNY", "A sum of money.", ["4500 CNY", "1.129 M CNY", "15 bn CNY"];
    Share: "share", ["number", "string"], "1", "A share of one: a number from 0 to 1, or per cent.",
        [0.05, "5 %"];
    Rate: "rate", "string", "/s", "A frequency of events.", ["12 /y", "500 /mo", "0.25 /d"];
    Length: "length", "string", "mm", "A length.", ["300 mm", "800 km"];
    Area: "area", "string", "mm2", "An area.", ["142 mm2", "25000 m2"];
    DefectDensity: "defect-density", "string", "/cm2", "Killing defects per area.", ["0.25 /cm2"];
    Frequency: "frequency", "string", "GHz", "A clock frequency.", ["2.5 GHz", "1200 MHz"];
    Date: "date", "string", "day", "A calendar date.", ["2018-01-01"];
}

/// Reads the text of a quantity; a bare number as its text, so that the parser can report the
/// missing unit.
struct TextVisitor(&'static str);

impl Visitor<'_> for TextVisitor {
    type Value = String;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<String, E> {
        Ok(text.to_owned())
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<String, E> {
        Ok(number.to_string())
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<String, E> {
        Ok(number.to_string())
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<String, E> {
        Ok(number.to_string())
    }
}

/// Serializes as the canonical text.
macro_rules! serialized_as_text {
    ($($name:ident)*) => {$(
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }
    )*};
}

serialized_as_text!(Duration DurationLaw Fen Rate Length Area DefectDensity Frequency Date);

impl Serialize for Share {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_f64(self.get())
    }
}

impl Serialize for NumberLaw {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if let Law::Constant { value } = self.law() {
            to.serialize_f64(*value)
        } else {
            to.collect_str(self)
        }
    }
}
