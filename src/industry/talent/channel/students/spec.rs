//! A channel of kind `students`, as written.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::industry::talent::spec::persons::PersonsFile;
use crate::scenario::Named;

/// Graduates who choose the city (equation E1).
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct StudentsFile {
    /// National graduates by calendar year: `{ 2018 = 8_200_000, 2019 = 8_340_000 }`. The first
    /// value holds before its year, the last one after it.
    #[schemars(extend("minProperties" = 1))]
    pub national_graduates: Named<f64>,
    /// The months' parts of a year's registrations times twelve, January first; their mean must
    /// be 1. Default 0.6 0.4 0.8 0.8 0.9 1.6 2.2 1.8 1.2 0.7 0.6 0.4, an assumption.
    #[serde(default = "season")]
    pub season: [f64; 12],
    /// How they choose.
    #[serde(default)]
    pub choice: ChoiceFile,
    /// Who they are.
    pub persons: PersonsFile,
}

/// How graduates choose: the terms of their utility of the city (equation E1).
#[derive(Debug, Clone, Copy, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct ChoiceFile {
    /// V0, the utility without any programme. Default -5.0178, from 53,922 registrations in 2018.
    #[schemars(range(min = -30, max = 30))]
    pub v0: f64,
    /// Of the settle campaign's intensity. Default 0.7027, from the growth by 104 % in 2019.
    #[schemars(range(min = -10, max = 10))]
    pub beta_settle: f64,
    /// Of the logarithm of wages here over wages elsewhere. Default 1, an assumption.
    #[schemars(range(min = -10, max = 10))]
    pub beta_wage: f64,
    /// Of the vacancy of talent housing above its reference. Default 0.5, an assumption.
    #[schemars(range(min = -10, max = 10))]
    pub beta_house: f64,
    /// Of the service index above its reference. Default 1, an assumption.
    #[schemars(range(min = -10, max = 10))]
    pub beta_service: f64,
    /// Of the logarithm of one and the school-enterprise bases over one and their reference.
    /// Default 0.05, an assumption.
    #[schemars(range(min = -10, max = 10))]
    pub beta_base: f64,
    /// The stock of bases at which that term is zero. Default 0.
    #[schemars(range(min = 0, max = 1e6))]
    pub reference_bases: f64,
    /// Of the level of awareness. Default 0: news make stations find more leads, and do not affect
    /// graduates.
    #[schemars(range(min = -10, max = 10))]
    pub beta_awareness: f64,
}

const fn season() -> [f64; 12] {
    [0.6, 0.4, 0.8, 0.8, 0.9, 1.6, 2.2, 1.8, 1.2, 0.7, 0.6, 0.4]
}

impl Default for ChoiceFile {
    fn default() -> Self {
        Self {
            v0: -5.0178,
            beta_settle: 0.7027,
            beta_wage: 1.0,
            beta_house: 0.5,
            beta_service: 1.0,
            beta_base: 0.05,
            reference_bases: 0.0,
            beta_awareness: 0.0,
        }
    }
}
