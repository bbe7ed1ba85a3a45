//! What visitors meet, as written: contacts, reputation, the home, visits, recuperation events.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::scenario::Named;
use crate::units::{Date, Duration, DurationLaw, Law, Rate};

/// Contacts with experts outside, in days that guests and residents spent here and that are
/// remembered. They draw visits: with C contacts the rate of visits is multiplied by
/// `1 + weight (C - reference) / (C + reference)`.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct ContactsFile {
    /// Contacts at the start, in person-days. Default 0.
    #[schemars(range(min = 0, max = 1e9))]
    pub initial: f64,
    /// Contacts at which visits come at their rate, in person-days. Default 1500, an assumption.
    #[schemars(range(min = 1, max = 1e9))]
    pub reference: f64,
    /// Weight of contacts: 0.5 halves the rate where there are none, and multiplies it by 1.5 at
    /// most. Default 0.5, an assumption.
    #[schemars(range(min = 0, max = 1))]
    pub weight: f64,
    /// Mean time for which a contact is remembered; at least 1 d. Default 365 d, an assumption.
    pub lasts: Duration,
    /// Contacts that a day of exchange brings, in days of stay. Default 3, an assumption.
    #[schemars(range(min = 0, max = 1000))]
    pub exchange_weight: f64,
}

/// The city's name among experts: patents of its projects that are remembered. It draws visits as
/// contacts do.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct ReputationFile {
    /// Patents remembered at the start. Default 0.
    #[schemars(range(min = 0, max = 1e9))]
    pub initial: f64,
    /// Patents at which visits come at their rate. Default 280, those of 2019.
    #[schemars(range(min = 1, max = 1e9))]
    pub reference: f64,
    /// Weight of reputation, as that of contacts. Default 0.1, an assumption.
    #[schemars(range(min = 0, max = 1))]
    pub weight: f64,
    /// Mean time for which a patent is remembered; at least 1 d. Default 365 d, an assumption.
    pub lasts: Duration,
}

/// The academicians' home: a visit that finds no free room is turned away.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct HomeFile {
    /// Rooms of the home.
    #[schemars(range(min = 0, max = 100_000))]
    pub rooms: u32,
    /// The day it opens; one before the start of the run counts as the start.
    pub opened: Date,
    /// Rooms for academicians elsewhere in the city, also before it opens. Default 2, an
    /// assumption.
    #[serde(default = "other_rooms")]
    #[schemars(range(min = 0, max = 100_000))]
    pub other_rooms: u32,
}

/// Visits of academicians (equation E7). What a visit does, it has done at its end.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct VisitsFile {
    /// Rate at which visits are asked for where contacts and reputation are at their references.
    /// Default 150 /y, the report's count.
    pub rate: Rate,
    /// The shares of visits for service of a company, lecture, exchange, and transformation into a
    /// project, in this order. They must sum to 1. Default 0.5 0.3 0.1 0.1, an assumption.
    pub mix: [f64; 4],
    /// How long a visit lasts. Default gamma(mean=3 d, cv=0.5), an assumption.
    pub stay: DurationLaw,
    /// What a service adds to the fab's knowledge K. Default 0.002, an assumption.
    #[schemars(range(min = 0, max = 1))]
    pub knowledge_per_service: f64,
    /// What a lecture adds to the factor on the speed of training. Default 0.1, an assumption.
    #[schemars(range(min = 0, max = 10))]
    pub lecture_gain: f64,
    /// How long a lecture acts. Default 30 d, an assumption.
    pub lecture_lasts: Duration,
    /// The greatest number of lectures whose effects add up. Default 5, an assumption.
    #[schemars(range(min = 0, max = 1000))]
    pub lectures_at_once: u32,
}

/// Recuperation events: experts and their families come for some days. They are guests, not
/// talents: their days are contacts.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct RecuperationFile {
    /// The events, by name.
    #[schemars(extend("minProperties" = 1))]
    pub events: Named<EventFile>,
    /// Hotel beds for guests; those without one take a free room of the academicians' home. Default
    /// 200, an assumption.
    #[serde(default = "hotel_beds")]
    #[schemars(range(min = 0, max = 1_000_000))]
    pub hotel_beds: u32,
    /// How many guests share a room of the home. Default 2, an assumption.
    #[serde(default = "persons_per_room")]
    #[schemars(range(min = 1, max = 100))]
    pub persons_per_room: u32,
}

/// A recuperation event.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct EventFile {
    /// The first day of the event; an event that begins before the run is left out.
    pub date: Date,
    /// Experts and members of their families. Default 150, the report's count.
    #[serde(default = "event_size")]
    #[schemars(range(min = 1, max = 1_000_000))]
    pub size: u32,
    /// How many days it takes. Default 5, the report's.
    #[serde(default = "event_days")]
    #[schemars(range(min = 1, max = 365))]
    pub days: u32,
}

impl Default for ContactsFile {
    fn default() -> Self {
        Self {
            initial: 0.0,
            reference: 1_500.0,
            weight: 0.5,
            lasts: Duration::days(365),
            exchange_weight: 3.0,
        }
    }
}

impl Default for ReputationFile {
    fn default() -> Self {
        Self {
            initial: 0.0,
            reference: 280.0,
            weight: 0.1,
            lasts: Duration::days(365),
        }
    }
}

impl Default for VisitsFile {
    fn default() -> Self {
        Self {
            rate: Rate::per_year(150.0),
            mix: [0.5, 0.3, 0.1, 0.1],
            stay: DurationLaw::new(Law::Gamma {
                mean: Duration::days(3).as_millis() as f64,
                cv: 0.5,
            }),
            knowledge_per_service: 0.002,
            lecture_gain: 0.1,
            lecture_lasts: Duration::days(30),
            lectures_at_once: 5,
        }
    }
}

const fn other_rooms() -> u32 {
    2
}

const fn hotel_beds() -> u32 {
    200
}

const fn persons_per_room() -> u32 {
    2
}

const fn event_size() -> u32 {
    150
}

const fn event_days() -> u32 {
    5
}
