//! Who comes through a channel: tier, age and occupation.

use super::spec::persons::PersonsFile;
use crate::industry::shared::people::{Occupation, Tier};
use crate::scenario::{At, Fault, Problems};
use crate::units::NumberLaw;

/// A profile of persons.
#[derive(Clone, Debug)]
pub struct Persons {
    /// Tier in which all of them register.
    pub tier: Tier,
    /// Their age in years when they register.
    pub age: NumberLaw,
    /// The share of each occupation, in the order of [`Occupation::ALL`]; they sum to one.
    pub occupations: [f64; Occupation::ALL.len()],
}

/// The greatest mean age.
const OLDEST: f64 = 100.0;

impl PersonsFile {
    /// Checks the profile at `at`.
    pub(super) fn check(&self, at: &At, problems: &mut Problems) -> Persons {
        let Self {
            tier,
            age,
            share_operator,
            share_technician,
            share_engineer,
            share_assembler,
        } = self;
        let parts = [
            share_operator,
            share_technician,
            share_engineer,
            share_assembler,
        ];
        let [operator, technician, engineer, assembler] = parts.map(|share| share.get());
        let other = 1.0 - (operator + technician + engineer + assembler);
        if other < -1e-9 {
            let message = format!("the shares of occupations sum to {}", 1.0 - other);
            problems.add(at, Fault::invalid(message, "they may sum to 1 at most"));
        }
        if age.law().mean() > OLDEST {
            let allowed = format!("a mean of at most {OLDEST}");
            problems.add(at.field("age"), Fault::out_of_range(age, allowed));
        }
        Persons {
            tier: *tier,
            age: age.clone(),
            occupations: [other.max(0.0), operator, technician, engineer, assembler],
        }
    }
}

impl Persons {
    /// The occupation that a uniform draw from `0.0..1.0` means.
    #[must_use]
    pub fn occupation(&self, draw: f64) -> Occupation {
        let mut below = 0.0;
        for (occupation, share) in Occupation::ALL.into_iter().zip(self.occupations).skip(1) {
            below += share;
            if draw < below {
                return occupation;
            }
        }
        Occupation::Other
    }
}
