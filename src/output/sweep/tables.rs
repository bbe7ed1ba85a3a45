//! The tables of a complete sweep: the design, the results in long form, the metrics, and what the
//! sweep is.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::journal::Done;
use crate::experiment::sweep::design::Design;
use crate::experiment::sweep::values::Values;
use crate::experiment::sweep::{Seeds, Sweep, Unit};
use crate::industry::metrics;
use crate::output::rows::{csv_text, shortest};

/// The file that says what a sweep is; a folder that has it has a sweep.
pub const SWEEP: &str = "sweep.json";

/// What a sweep is, as `sweep.json` has it.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct SweepFile {
    /// The version of the file.
    pub schema_version: u32,
    /// The build of the program: version, commit, source, compiler, target.
    pub version: String,
    /// The name of the scenario.
    pub scenario: String,
    /// SHA-256 of the scenario without seed and replications.
    pub scenario_digest: String,
    /// The design as the command line has it.
    pub design: String,
    /// The seed of the sweep.
    pub seed: u64,
    /// Whether all points share random numbers.
    pub common_random_numbers: bool,
    /// The replications at each point.
    pub replications: u32,
    /// The number of the first of them.
    #[serde(default)]
    pub first_replication: u32,
    /// The number of points.
    pub points: usize,
    /// The factors, in the order of the columns.
    pub factors: Vec<FactorEntry>,
    /// Patterns of the keys of the figures that are kept.
    pub metrics: Vec<String>,
}

/// A factor of `sweep.json`.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct FactorEntry {
    /// Its name, a column of `design.csv`.
    pub name: String,
    /// The paths of the numbers that it sets.
    pub paths: Vec<String>,
    /// The lowest value, or none where there are levels.
    pub low: Option<f64>,
    /// The highest value, or none where there are levels.
    pub high: Option<f64>,
    /// The levels, or none where there is a range.
    pub levels: Option<Vec<f64>>,
    /// Whether values lie evenly on the scale of the logarithm.
    pub logarithmic: bool,
    /// The distribution, where there is one.
    pub distribution: Option<String>,
}

impl FactorEntry {
    /// The least and the largest value; none on the scale of the logarithm, of a distribution, and
    /// where there is one level only.
    #[must_use]
    pub fn range(&self) -> Option<(f64, f64)> {
        if self.logarithmic {
            return None;
        }
        let levels = self.levels.iter().flatten().copied();
        let all = levels.chain(self.low).chain(self.high);
        let (low, high) = (all.clone().reduce(f64::min)?, all.reduce(f64::max)?);
        (low < high).then_some((low, high))
    }
}

impl SweepFile {
    /// What a sweep is.
    #[must_use]
    pub fn of(sweep: &Sweep) -> Self {
        let factors = sweep.space.factors.iter().map(|factor| {
            let (low, high, levels) = match &factor.values {
                Values::Range { low, high, .. } => (Some(*low), Some(*high), None),
                Values::Levels(levels) => (None, None, Some(levels.clone())),
                Values::Distributed(_) => (None, None, None),
            };
            let distribution = match &factor.values {
                Values::Distributed(distribution) => Some(distribution.to_string()),
                Values::Range { .. } | Values::Levels(_) => None,
            };
            let logarithmic = matches!(
                factor.values,
                Values::Range {
                    logarithmic: true,
                    ..
                }
            );
            FactorEntry {
                name: factor.name.clone(),
                paths: factor
                    .sets
                    .iter()
                    .map(|set| set.path().to_string())
                    .collect(),
                low,
                high,
                levels,
                logarithmic,
                distribution,
            }
        });
        let plan = sweep.study.plan();
        Self {
            schema_version: crate::output::SCHEMA_VERSION,
            version: crate::version::line().to_owned(),
            scenario: sweep.study.document().name().to_owned(),
            scenario_digest: sweep.study.digest(),
            design: sweep.design.to_string(),
            seed: plan.seed,
            common_random_numbers: sweep.seeds == Seeds::Common,
            replications: plan.replications,
            first_replication: plan.first_replication,
            points: sweep.points.len(),
            factors: factors.collect(),
            metrics: sweep.kept.clone(),
        }
    }

    /// Whether another sweep is this one, but for more or fewer points and replications.
    #[must_use]
    pub fn is_extended_by(&self, other: &Self) -> bool {
        let same = Self {
            design: other.design.clone(),
            replications: other.replications,
            points: other.points,
            version: other.version.clone(),
            ..self.clone()
        };
        same == *other && self.kind() == other.kind()
    }

    /// SHA-256, in hexadecimal, of what it is but for the numbers of points and replications
    /// and the build of the program.
    ///
    /// # Panics
    /// Never: the file can be written as JSON.
    #[must_use]
    pub fn digest(&self) -> String {
        let same = Self {
            design: self.kind(),
            replications: 0,
            points: 0,
            version: String::new(),
            ..self.clone()
        };
        format!("{:x}", Sha256::digest(crate::output::json_text(&same)))
    }

    /// The kind of its design; the design where that is none.
    fn kind(&self) -> String {
        self.design()
            .map_or_else(|_| self.design.clone(), Design::kind)
    }

    /// The design.
    ///
    /// # Errors
    /// If the file names none.
    pub fn design(&self) -> Result<Design, String> {
        self.design.parse()
    }
}

/// The files of a complete sweep with their texts: all of its units are done.
#[must_use]
pub fn files(sweep: &Sweep, units: &[Unit], done: &Done) -> [(&'static str, String); 4] {
    [
        ("design.csv", design_csv(sweep)),
        ("results.csv", results_csv(units, done)),
        ("metrics.csv", metrics_csv(units, done)),
        (SWEEP, crate::output::json_text(&SweepFile::of(sweep))),
    ]
}

/// A row for each point, a column for each factor.
fn design_csv(sweep: &Sweep) -> String {
    let names = sweep.space.factors.iter().map(|factor| factor.name.clone());
    let header = std::iter::once("point".to_owned()).chain(names);
    let rows = sweep.points.iter().enumerate().map(|(point, values)| {
        std::iter::once(point.to_string()).chain(values.iter().map(f64::to_string))
    });
    csv_text(header, rows)
}

/// A row for each figure of each unit: a cell is empty where nothing was observed.
fn results_csv(units: &[Unit], done: &Done) -> String {
    let header = [
        "point",
        "replication",
        "seed",
        "metric",
        "subject",
        "window",
        "value",
    ];
    let rows = rows(units, done).map(|row| {
        [
            row.unit.point.to_string(),
            row.unit.replication.to_string(),
            row.unit.seed.to_string(),
            row.metric.to_owned(),
            row.subject.to_owned(),
            WINDOW.to_owned(),
            row.value.map_or_else(String::new, shortest),
        ]
    });
    csv_text(header.map(str::to_owned), rows)
}

/// The window of all results: that of the run's own statistics.
pub(super) const WINDOW: &str = "run";

/// A figure of a unit.
pub(super) struct Row<'a> {
    pub(super) unit: &'a Unit,
    pub(super) metric: &'a str,
    /// Empty where the metric has none.
    pub(super) subject: &'a str,
    pub(super) value: Option<f64>,
}

/// The figures of all units, in the order of the design.
pub(super) fn rows<'a>(units: &'a [Unit], done: &'a Done) -> impl Iterator<Item = Row<'a>> {
    units.iter().flat_map(|unit| {
        let figures = done.get(&unit.id).into_iter().flatten();
        figures.map(move |(key, value)| {
            let (metric, subject) = key.split_once('/').unwrap_or((key, ""));
            Row {
                unit,
                metric,
                subject,
                value: *value,
            }
        })
    })
}

/// A row for each unit: which it is, and whether it is done.
#[must_use]
pub fn units_csv<'a>(units: impl Iterator<Item = (usize, &'a Unit)>, done: &Done) -> String {
    let header = ["unit", "point", "replication", "seed", "id", "done"];
    let rows = units.map(|(number, unit)| {
        [
            number.to_string(),
            unit.point.to_string(),
            unit.replication.to_string(),
            unit.seed.to_string(),
            unit.id.clone(),
            done.contains_key(&unit.id).to_string(),
        ]
    });
    csv_text(header.map(str::to_owned), rows)
}

/// The unit, meaning and better direction of each metric.
fn metrics_csv(units: &[Unit], done: &Done) -> String {
    let keys = units.iter().filter_map(|unit| done.get(&unit.id)).flatten();
    let names: BTreeSet<&str> = keys
        .map(|(key, _)| key.split('/').next().unwrap_or(key))
        .collect();
    let rows = metrics().filter(|metric| names.contains(metric.key));
    let rows = rows.map(|metric| {
        [
            metric.key,
            metric.unit,
            metric.better.word(),
            metric.meaning,
        ]
        .map(str::to_owned)
    });
    csv_text(
        ["metric", "unit", "better", "meaning"].map(str::to_owned),
        rows,
    )
}

/// What the complete sweep of a folder is, if there is one.
#[must_use]
pub fn sweep_of(folder: &Path) -> Option<SweepFile> {
    let text = std::fs::read_to_string(folder.join(SWEEP)).ok()?;
    serde_json::from_str(&text).ok()
}

/// A complete sweep, as read from its folder.
#[derive(Clone, Debug)]
pub struct ReadSweep {
    /// What it is.
    pub about: SweepFile,
    /// The values of the factors at each point.
    pub points: Vec<Vec<f64>>,
    /// The figures by key: a row for each point with a value for each replication, none where
    /// nothing was observed.
    pub figures: BTreeMap<String, Vec<Vec<Option<f64>>>>,
}

impl ReadSweep {
    /// The names of the factors, in the order of the columns.
    #[must_use]
    pub fn factors(&self) -> Vec<String> {
        let factors = self.about.factors.iter();
        factors.map(|factor| factor.name.clone()).collect()
    }

    /// The keys of its figures, for messages.
    #[must_use]
    pub fn keys(&self) -> String {
        let keys: Vec<&str> = self.figures.keys().map(String::as_str).collect();
        keys.join(", ")
    }
}

/// Reads the folder of a complete sweep.
///
/// # Errors
/// A sentence that says which file cannot be read, and why.
pub fn read(folder: &Path) -> Result<ReadSweep, String> {
    let text_of = |name: &str| {
        let path = folder.join(name);
        let text = std::fs::read_to_string(&path);
        text.map_err(|error| {
            format!(
                "`{}`: {error}; name the folder of a complete sweep",
                path.display()
            )
        })
    };
    let wrong = |name: &str, cause: &dyn std::fmt::Display| {
        format!("`{}`: {cause}", folder.join(name).display())
    };
    let about: SweepFile =
        serde_json::from_str(&text_of(SWEEP)?).map_err(|error| wrong(SWEEP, &error))?;
    let design = text_of("design.csv")?;
    let mut points = Vec::new();
    for row in csv::Reader::from_reader(design.as_bytes()).records() {
        let row = row.map_err(|error| wrong("design.csv", &error))?;
        let values = row.iter().skip(1).map(str::parse::<f64>);
        let values = values.collect::<Result<Vec<f64>, _>>();
        points.push(values.map_err(|error| wrong("design.csv", &error))?);
    }
    let results = text_of("results.csv")?;
    let empty = vec![vec![None; about.replications as usize]; points.len()];
    let mut figures: BTreeMap<String, Vec<Vec<Option<f64>>>> = BTreeMap::new();
    for row in csv::Reader::from_reader(results.as_bytes()).records() {
        let row = row.map_err(|error| wrong("results.csv", &error))?;
        let cell = |column: usize| row.get(column).unwrap_or_default();
        let key = match cell(4) {
            "" => cell(3).to_owned(),
            subject => format!("{}/{subject}", cell(3)),
        };
        let replication = cell(1).parse::<u32>().ok();
        let replication = replication.and_then(|one| one.checked_sub(about.first_replication));
        let place = cell(0).parse::<usize>().ok().zip(replication);
        let values = figures.entry(key).or_insert_with(|| empty.clone());
        let value = place.and_then(|(point, replication)| {
            values
                .get_mut(point)
                .and_then(|point| point.get_mut(replication as usize))
        });
        let value = value.ok_or_else(|| wrong("results.csv", &"a row of no unit"))?;
        *value = cell(6).parse().ok();
    }
    Ok(ReadSweep {
        about,
        points,
        figures,
    })
}
