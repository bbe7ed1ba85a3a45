//! Units are types, and only meaningful operations exist on them.
//!
//! Read [`time`] first, then [`quantity`]. How a scenario file writes these ("51.69 min", "0.25
//! /cm2", "15 bn CNY") is in [`text`], distributions ("exponential(mean=9 d)") in [`law`] and
//! [`law_text`], calendar dates in [`date`], closed choices in [`named`]; [`written`]
//! makes all of them readable by serde. How counts and times read in sentences is in [`spoken`].

pub mod date;
pub mod law;
pub mod law_text;
pub mod named;
pub mod number;
pub mod quantity;
pub mod spoken;
pub mod text;
pub mod time;
pub mod written;

pub use date::Date;
pub use law::{DurationLaw, Law, NumberLaw};
pub use named::named_enum;
pub use quantity::{Area, DefectDensity, Fen, Frequency, Length, Rate, Share};
pub use time::{Duration, SimTime};
