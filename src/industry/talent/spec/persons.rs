//! Who comes through a channel, as written.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::industry::shared::people::Tier;
use crate::units::{Law, NumberLaw, Share};

/// Who comes through a channel. What the four shares leave is outside the chip chain.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct PersonsFile {
    /// Tier in which all of them register.
    pub tier: Tier,
    /// Their age in years when they register. Default triangular(low=20, mode=23, high=34), an
    /// assumption.
    #[serde(default = "age")]
    pub age: NumberLaw,
    /// The share of operators. Default 0.8 %, of the 1.2 % operators and technicians assumed.
    #[serde(default = "share_operator")]
    pub share_operator: Share,
    /// The share of technicians. Default 0.4 %, of the 1.2 % operators and technicians assumed.
    #[serde(default = "share_technician")]
    pub share_technician: Share,
    /// The share of engineers. Default 0.35 %, the weakest assumption of all.
    #[serde(default = "share_engineer")]
    pub share_engineer: Share,
    /// The share of assemblers. Default 2 %, an assumption.
    #[serde(default = "share_assembler")]
    pub share_assembler: Share,
}

fn age() -> NumberLaw {
    NumberLaw::new(Law::Triangular {
        low: 20.0,
        mode: 23.0,
        high: 34.0,
    })
}

fn share_operator() -> Share {
    Share::clamped(0.008)
}

fn share_technician() -> Share {
    Share::clamped(0.004)
}

fn share_engineer() -> Share {
    Share::clamped(0.0035)
}

fn share_assembler() -> Share {
    Share::clamped(0.02)
}
