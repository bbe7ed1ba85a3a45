//! Sweeps: a scenario at the points of a design, or at points that are given.

use std::collections::BTreeMap;

use chippark::experiment;
use chippark::experiment::compare::asked::Goal;
use chippark::experiment::sweep::design::Design;
use chippark::experiment::sweep::discover::discover;
use chippark::experiment::sweep::sensitivity::{Explored, sensitivity};
use chippark::experiment::sweep::{Seeds, Sweep, UnitFigures};
use chippark::output::discover::{discovery_json, discovery_text};
use chippark::output::sensitivity::{sensitivity_json, sensitivity_table};
use chippark::output::sweep::kept::Work;
use chippark::output::sweep::tables::{FactorEntry, SweepFile};
use chippark::units::text::nearest;
use pyo3::prelude::*;

use crate::failure::{Failure, require_metrics, unknown_name};
use crate::space::Space;
use crate::study::{Study, headlines_of};
use crate::work::{WorkArgs, bytes_of, done};

/// Which points are run.
#[derive(FromPyObject)]
pub(crate) enum Points {
    /// Those of a design, such as `lhs:200`.
    #[pyo3(transparent)]
    Design(String),
    /// These: values of the factors.
    #[pyo3(transparent)]
    Given(Vec<Vec<f64>>),
}

/// A complete sweep.
#[pyclass(frozen, module = "chippark._native")]
pub(crate) struct Swept {
    sweep: Sweep,
    /// The value of each figure in each unit, by point and replication.
    figures: BTreeMap<String, Vec<Option<f64>>>,
}

/// Runs a sweep. Where no figures are named, it keeps the headlines.
#[pyfunction]
#[pyo3(signature = (study, space, points, names, independent, work))]
pub(crate) fn sweep(
    py: Python<'_>,
    study: &Study,
    space: &Space,
    points: Points,
    names: Vec<String>,
    independent: bool,
    work: WorkArgs,
) -> PyResult<Swept> {
    let jobs = work.jobs()?;
    require_metrics(&names)?;
    let seeds = if independent {
        Seeds::PerPoint
    } else {
        Seeds::Common
    };
    let names = if names.is_empty() {
        headlines_of(&study.0)
    } else {
        names
    };
    let sweep = sweep_of(&study.0, space, points, seeds, names)?;
    done(py, |watch| {
        let units = sweep.units();
        sweep.check(&units, jobs, watch)?;
        let mut kept = work.kept()?;
        let work = Work {
            jobs,
            watch,
            ran: &|| (),
        };
        let figures = columns(&kept.sweep(&sweep, &units, work)?);
        Ok(Swept { sweep, figures })
    })
}

/// The sweep that is asked for.
fn sweep_of(
    study: &experiment::Study,
    space: &Space,
    points: Points,
    seeds: Seeds,
    kept: Vec<String>,
) -> Result<Sweep, Failure> {
    let space = space.of(study)?;
    match points {
        Points::Design(text) => {
            let design: Design = text.parse().map_err(Failure::Argument)?;
            let sweep = Sweep::new(study, space, design, seeds, kept);
            sweep.map_err(|error| Failure::Argument(format!("`{text}`: {error}")))
        }
        Points::Given(points) => {
            let near = |(number, values): (usize, &Vec<f64>)| {
                let near = space.nearest(values);
                near.map_err(|error| Failure::Argument(format!("point {number}: {error}")))
            };
            let numbered = points.iter().enumerate();
            let points = numbered.map(near).collect::<Result<_, _>>()?;
            Ok(Sweep::at_points(study, space, points, seeds, kept))
        }
    }
}

/// The figures of all units by key.
fn columns(units: &[&UnitFigures]) -> BTreeMap<String, Vec<Option<f64>>> {
    let mut columns = BTreeMap::new();
    for (unit, figures) in units.iter().enumerate() {
        for (key, value) in *figures {
            let column = columns.entry(key.clone());
            column.or_insert_with(|| vec![None; units.len()])[unit] = *value;
        }
    }
    columns
}

impl Swept {
    /// The values of a figure by unit.
    fn column(&self, key: &str) -> Result<&Vec<Option<f64>>, Failure> {
        let near = || nearest(key, self.figures.keys().map(String::as_str));
        let column = self.figures.get(key);
        column.ok_or_else(|| unknown_name("figure", key, near()))
    }

    /// The values of all units as a row of replications for each point.
    fn by_point<T: Clone>(&self, values: &[T]) -> Vec<Vec<T>> {
        let replications = values.len() / self.sweep.points.len().max(1);
        let rows = values.chunks(replications.max(1));
        rows.map(<[T]>::to_vec).collect()
    }
}

#[pymethods]
impl Swept {
    /// The names of the factors.
    fn factors(&self) -> Vec<String> {
        let factors = self.sweep.space.factors.iter();
        factors.map(|factor| factor.name.clone()).collect()
    }

    /// The number of replications at each point.
    fn replications(&self) -> u32 {
        self.sweep.study.plan().replications
    }

    /// The number of the first of them.
    fn first(&self) -> u32 {
        self.sweep.study.plan().first_replication
    }

    /// The values of the factors at each point, as bytes of doubles.
    fn points(&self) -> Vec<u8> {
        let values = self.sweep.points.iter().flatten();
        bytes_of(values.copied().map(Some))
    }

    /// The figures that were kept, in ascending order.
    fn keys(&self) -> Vec<String> {
        self.figures.keys().cloned().collect()
    }

    /// The values of a figure by point and replication, as bytes of doubles.
    fn values(&self, key: &str) -> PyResult<Vec<u8>> {
        Ok(bytes_of(self.column(key)?.iter().copied()))
    }

    /// How a figure depends on the factors, as the JSON and the table of `chippark
    /// sensitivity`.
    fn sensitivity(&self, py: Python<'_>, key: &str) -> PyResult<(String, String)> {
        let column = self.column(key)?;
        let values: Option<Vec<f64>> = column.iter().copied().collect();
        let values = values
            .ok_or_else(|| Failure::Argument(format!("`{key}` was not observed in every run")))?;
        let values = self.by_point(&values);
        let sweep = &self.sweep;
        let explored = Explored {
            design: sweep.design,
            seed: sweep.study.plan().seed,
            seeds: sweep.seeds,
            points: sweep.points.clone(),
            ranges: SweepFile::of(sweep)
                .factors
                .iter()
                .map(FactorEntry::range)
                .collect(),
        };
        let found = py.detach(|| sensitivity(&explored, &values));
        let found = found.map_err(|error| Failure::Argument(format!("`{key}`: {error}")))?;
        let (factors, found) = (self.factors(), [(key.to_owned(), Ok(found))]);
        let table = sensitivity_table(&factors, &found);
        Ok((sensitivity_json(&factors, &found), table))
    }

    /// The box in which a goal is reached most often and that still holds a share of all cases that
    /// reach it, as the JSON and the text of `chippark discover`.
    fn discover(&self, py: Python<'_>, goal: &str, coverage: f64) -> PyResult<(String, String)> {
        let goal: Goal = goal.parse().map_err(Failure::Argument)?;
        let values = self.by_point(self.column(&goal.figure.to_string())?);
        let found = py.detach(|| discover(&self.sweep.points, &values, &goal, coverage));
        let found = found.map_err(|error| Failure::Argument(format!("{goal}: {error}")))?;
        let factors = self.factors();
        let text = discovery_text(&factors, &goal, &found);
        Ok((discovery_json(&factors, &goal, &found), text))
    }
}
