//! A checked space: what each coordinate of a point of the unit cube sets in the scenario.

use thiserror::Error;

use super::spec::SpaceFile;
use super::values::{Values, Wrong};
use crate::experiment::Study;
use crate::experiment::study::OF_REPLICATIONS;
use crate::industry::ScenarioFile;
use crate::scenario::{Document, Fault, FieldPath, Problems, Tunable};

/// A factor of a space.
#[derive(Clone, Debug)]
pub struct Factor {
    /// Its name, a column of the results.
    pub name: String,
    /// The numbers that it sets.
    pub sets: Vec<Tunable>,
    /// What it can be.
    pub values: Values,
}

impl Factor {
    /// The nearest value that the scenario can write.
    #[must_use]
    pub fn rounded(&self, value: f64) -> f64 {
        self.sets.first().map_or(value, |set| set.rounded(value))
    }
}

/// Why a point is none of a space.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum OutsideOfSpace {
    /// It has another number of values than the space has factors.
    #[error("there are {found} values for {factors} factors")]
    Count {
        /// The values of the point.
        found: usize,
        /// The factors of the space.
        factors: usize,
    },
    /// A value lies outside of its factor.
    #[error("{value} is outside of the factor `{factor}`")]
    Value {
        /// Its name in the space.
        factor: String,
        /// The value that it cannot have.
        value: f64,
    },
}

/// Factors, each of which is a dimension.
#[derive(Clone, Debug)]
pub struct Space {
    /// The factors, in the order of the file.
    pub factors: Vec<Factor>,
}

impl Space {
    /// The space of a file for a scenario.
    ///
    /// # Errors
    /// Everything that is wrong with it, at once.
    pub fn new(document: &Document, study: &Study) -> Result<Self, Problems> {
        let file = document.read::<SpaceFile>()?;
        let mut problems = document.problems();
        let at = FieldPath::root().field("factors");
        if file.factors.is_empty() {
            problems.add(at.clone(), Fault::invalid("there is no factor", "add one"));
        }
        let mut taken: Vec<String> = Vec::new();
        let mut factors = Vec::new();
        for (name, file) in file.factors.iter() {
            let at = at.field(name);
            if name == "point" {
                let message = "`point` is the column of the numbers of the points";
                problems.add(
                    at.clone(),
                    Fault::invalid(message, "give the factor another name"),
                );
            }
            let values = Values::new(file).map_err(|wrong| {
                let Wrong {
                    field,
                    message,
                    help,
                } = wrong;
                problems.add(at.field(field), Fault::invalid(message, help));
            });
            let mut sets = Vec::new();
            for (place, path) in file.paths.iter().enumerate() {
                let at = at.field("paths").item(place);
                if taken.contains(path) {
                    let message = format!("`{path}` is set by another factor, or twice");
                    problems.add(at, Fault::invalid(message, "set each number by one factor"));
                    continue;
                }
                taken.push(path.clone());
                if OF_REPLICATIONS.contains(&path.as_str()) {
                    let help = "leave it to `--seed`, `-r` and `--independent`";
                    let fault = Fault::invalid("the sweep itself sets seed and replications", help);
                    problems.add(at, fault);
                    continue;
                }
                match study.document().tunable(&FieldPath::from(path.as_str())) {
                    Ok(tunable) => sets.push(tunable),
                    Err(fault) => problems.add(at, fault),
                }
            }
            if file.paths.is_empty() {
                let fault = Fault::invalid("the factor sets nothing", "name at least one path");
                problems.add(at.field("paths"), fault);
            }
            factors.extend(values.map(|values| Factor {
                name: name.to_owned(),
                sets,
                values,
            }));
        }
        problems.into_result(Self { factors })
    }

    /// The space of the assumed numbers of a scenario that have a range, each a factor with its path
    /// as its name.
    ///
    /// # Errors
    /// If the scenario has no such number, or one that cannot be changed.
    pub fn assumed(study: &Study) -> Result<Self, Fault> {
        let document = study.document();
        let mut factors = Vec::new();
        for setting in document.settings::<ScenarioFile>() {
            if let Some(range) = setting.provenance.and_then(|provenance| provenance.range) {
                let number = document.tunable(&setting.path)?;
                factors.push(Factor {
                    name: setting.path.to_string(),
                    values: Values::Range {
                        low: range.low,
                        high: range.high,
                        logarithmic: range.logarithmic,
                        integer: number.is_whole(),
                    },
                    sets: vec![number],
                });
            }
        }
        if factors.is_empty() {
            let help = "write `provenance.KEY = \"assumed [LOW to HIGH]\"` beside its values";
            return Err(Fault::invalid(
                "no assumption of the scenario has a range",
                help,
            ));
        }
        Ok(Self { factors })
    }

    /// The values of the factors at a point of the unit cube, as they are written in the scenario.
    #[must_use]
    pub fn values(&self, point: &[f64]) -> Vec<f64> {
        let factors = self.factors.iter().zip(point);
        factors
            .map(|(factor, place)| factor.rounded(factor.values.at(*place)))
            .collect()
    }

    /// The values of factors with their names, for messages: `windows 28, settle 0.9`.
    #[must_use]
    pub fn described(&self, values: &[f64]) -> String {
        let factors = self.factors.iter().zip(values);
        let words: Vec<String> = factors
            .map(|(factor, value)| format!("{} {value}", factor.name))
            .collect();
        words.join(", ")
    }

    /// The values nearest to these that the factors can have.
    ///
    /// # Errors
    /// If there is not a value for each factor, or one lies outside of its factor.
    pub fn nearest(&self, values: &[f64]) -> Result<Vec<f64>, OutsideOfSpace> {
        if values.len() != self.factors.len() {
            return Err(OutsideOfSpace::Count {
                found: values.len(),
                factors: self.factors.len(),
            });
        }
        let near = |(factor, &value): (&Factor, &f64)| {
            let near = factor.values.nearest(value);
            let near = near.map(|near| factor.rounded(near));
            near.ok_or_else(|| OutsideOfSpace::Value {
                factor: factor.name.clone(),
                value,
            })
        };
        self.factors.iter().zip(values).map(near).collect()
    }

    /// The overrides that set the factors to these values.
    #[must_use]
    pub fn overrides(&self, values: &[f64]) -> Vec<String> {
        let factors = self.factors.iter().zip(values);
        factors
            .flat_map(|(factor, value)| {
                let sets = factor.sets.iter();
                sets.map(|set| set.set_to(set.rounded(*value)))
            })
            .collect()
    }
}
