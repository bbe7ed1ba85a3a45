//! Units are types, and only meaningful operations exist on them.
//!
//! Read [`time`] first, then [`quantity`]. How a scenario file writes these ("51.69 min",
//! "0.25 /cm2", "15 bn CNY") is in `text`, distributions of them ("exponential(mean=9 d)") in
//! `law`.

pub mod law;
pub mod quantity;
pub mod time;

pub use law::{DurationLaw, Law, NumberLaw};
pub use quantity::{Area, DefectDensity, Fen, Frequency, Length, Rate, Share};
pub use time::{Duration, SimTime};
