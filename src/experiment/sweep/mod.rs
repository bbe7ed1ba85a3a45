//! Sweeps: a scenario at the points of a design, each with some replications.
//!
//! Read [`Sweep`] first. [`spec`] is the file of a space, [`space`] what its factors set,
//! [`values`] and [`distribution`] which values these can have, [`design`] and [`points`] which
//! points are run, [`mod@sensitivity`] which factors matter, [`mod@discover`] where a goal is
//! reached. A unit is one replication at one point; its id says everything that its
//! figures depend on, so that a unit is never run twice and results of an older sweep can be taken.

pub mod design;
pub mod discover;
pub mod distribution;
pub mod points;
pub mod sensitivity;
pub mod space;
pub mod spec;
#[cfg(test)]
mod tests;
pub mod values;

use std::fmt;
use std::ops::Range;
use std::sync::atomic::Ordering;

use sha2::{Digest as _, Sha256};
use thiserror::Error;

use super::compare::asked::means;
use super::replicate::on_threads;
use super::{Interrupted, RunError, Study, Watch};
use crate::industry::Window;
use crate::scenario::Problems;
use crate::statistics::error::InputError;
use crate::units::spoken::plural;
use crate::version;
use design::Design;
use space::Space;

/// So many hex digits of the digest are the id of a unit.
const ID_DIGITS: usize = 32;

/// So many invalid points are listed.
const LISTED: usize = 20;

/// Why a sweep cannot go on.
#[derive(Debug, Error)]
pub enum SweepError {
    /// The design cannot be made of the space.
    #[error("{0}")]
    Design(#[from] InputError),
    /// The scenario is invalid at some points.
    #[error(transparent)]
    Points(#[from] InvalidPoints),
    /// A run failed.
    #[error(transparent)]
    Run(#[from] RunError),
    /// A result cannot be kept.
    #[error("cannot keep a result: {0}")]
    Keep(std::io::Error),
}

/// Points at which the scenario is invalid.
#[derive(Debug)]
pub struct InvalidPoints {
    /// The first of them, each with its factors and what is wrong.
    first: Vec<(String, Problems)>,
    /// How many there are.
    count: usize,
}

impl InvalidPoints {
    /// What is wrong at each of the first of them.
    pub fn problems(&self) -> impl Iterator<Item = &Problems> {
        self.first.iter().map(|(_, problems)| problems)
    }
}

impl fmt::Display for InvalidPoints {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let points = plural(self.count, "point", "points");
        write!(
            formatter,
            "the scenario is invalid at {points}; nothing was run"
        )?;
        for (point, problems) in &self.first {
            write!(formatter, "\n  {point}:")?;
            if let Some(problem) = problems.iter().next() {
                write!(formatter, " {problem}")?;
            }
            if problems.len() > 1 {
                write!(formatter, ", and {} more", problems.len() - 1)?;
            }
        }
        if self.count > self.first.len() {
            write!(
                formatter,
                "\n  and {} more points",
                self.count - self.first.len()
            )?;
        }
        Ok(())
    }
}

impl std::error::Error for InvalidPoints {}

/// Which points share random numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seeds {
    /// Replication i of every point has the same random numbers.
    Common,
    /// Each point has random numbers of its own.
    PerPoint,
}

/// A scenario that is run at the points of a design.
#[derive(Clone, Debug)]
pub struct Sweep {
    /// The scenario; its seed is that of the sweep.
    pub study: Study,
    /// The factors.
    pub space: Space,
    /// Which points of the space are run.
    pub design: Design,
    /// Which points share random numbers.
    pub seeds: Seeds,
    /// The figures that are kept: keys, metrics, patterns.
    pub kept: Vec<String>,
    /// The values of the factors at each point.
    pub points: Vec<Vec<f64>>,
}

/// One replication at one point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// The number of the point.
    pub point: usize,
    /// The number of the replication.
    pub replication: u32,
    /// The seed of its point.
    pub seed: u64,
    /// The digest of all that its figures depend on.
    pub id: String,
}

/// The figures of a unit, by key.
pub type UnitFigures = Vec<(String, Option<f64>)>;

/// The id of a unit: a digest of the program's source and of all else that its figures depend on.
pub(super) fn unit_id(about: &str) -> String {
    let all = format!("{}\n{about}", version::SOURCE);
    format!("{:x}", Sha256::digest(all))[..ID_DIGITS].to_owned()
}

/// Units cut into parts for `jobs` threads, each of one point. A point is compiled once for all of
/// its replications, unless there are too few points to keep the threads busy: then each thread may
/// compile it.
pub(super) fn parts_of<Unit>(
    units: &[Unit],
    jobs: usize,
    is_one_point: impl Fn(&Unit, &Unit) -> bool,
) -> Vec<&[Unit]> {
    let of_one_point: Vec<&[Unit]> = units.chunk_by(is_one_point).collect();
    let is_short = of_one_point.len() < 4 * jobs;
    let parts = if is_short { jobs } else { 1 };
    let cut = |units: &'_ [Unit]| units.len().div_ceil(parts);
    of_one_point
        .into_iter()
        .flat_map(|units| units.chunks(cut(units)))
        .collect()
}

impl Sweep {
    /// A sweep of a scenario over a space.
    ///
    /// # Errors
    /// If the design cannot be made of the space.
    pub fn new(
        study: &Study,
        space: Space,
        design: Design,
        seeds: Seeds,
        kept: Vec<String>,
    ) -> Result<Self, InputError> {
        let counts = space.factors.iter().map(|factor| factor.values.count());
        let places = design.points(&counts.collect::<Vec<_>>(), study.plan().seed)?;
        let points = places.iter().map(|place| space.values(place)).collect();
        Ok(Self::of(study, space, points, design, seeds, kept))
    }

    /// A sweep of a scenario at some points of a space: the values of the factors at each.
    #[must_use]
    pub fn at_points(
        study: &Study,
        space: Space,
        points: Vec<Vec<f64>>,
        seeds: Seeds,
        kept: Vec<String>,
    ) -> Self {
        let mut hasher = Sha256::new();
        for value in points.iter().flatten() {
            hasher.update(value.to_bits().to_le_bytes());
        }
        let digest = number_of(&hasher.finalize());
        let design = Design::Given { digest };
        Self::of(study, space, points, design, seeds, kept)
    }

    fn of(
        study: &Study,
        space: Space,
        points: Vec<Vec<f64>>,
        design: Design,
        seeds: Seeds,
        kept: Vec<String>,
    ) -> Self {
        Self {
            study: study.clone().measured_over(vec![Window::Run]),
            space,
            design,
            seeds,
            kept,
            points,
        }
    }

    /// The seed of a point.
    #[must_use]
    pub fn seed(&self, point: usize) -> u64 {
        let seed = self.study.plan().seed;
        match self.seeds {
            Seeds::Common => seed,
            Seeds::PerPoint => {
                // Half of the range: a seed is an integer of a scenario file.
                number_of(&Sha256::digest(format!("seed {seed} point {point}"))) >> 1
            }
        }
    }

    /// All units, by point and replication.
    #[must_use]
    pub fn units(&self) -> Vec<Unit> {
        self.units_of(self.study.numbers())
    }

    /// The units of some replications of all points, by point and replication.
    #[must_use]
    pub fn units_of(&self, replications: Range<u32>) -> Vec<Unit> {
        let about = self.about();
        let points = 0..self.points.len();
        points
            .flat_map(|point| self.units_by(&about, point, replications.clone()))
            .collect()
    }

    /// The units of some replications of a point.
    #[must_use]
    pub fn units_at(&self, point: usize, replications: Range<u32>) -> Vec<Unit> {
        self.units_by(&self.about(), point, replications)
    }

    /// What all units have in common.
    fn about(&self) -> String {
        let scenario = self.study.digest();
        let kept = self.kept.join(",");
        format!("{scenario}\n{kept}\n")
    }

    fn units_by(&self, about: &str, point: usize, replications: Range<u32>) -> Vec<Unit> {
        let overrides = self.space.overrides(&self.points[point]).join("\n");
        let seed = self.seed(point);
        let all = format!("{about}{overrides}\n{seed}\n");
        let unit = |replication| Unit {
            point,
            replication,
            seed,
            id: unit_id(&format!("{all}{replication}")),
        };
        replications.map(unit).collect()
    }

    /// Whether the scenario is valid at the points of these units, checked on `jobs` threads.
    ///
    /// # Errors
    /// The points at which it is not, or that the watch cancels it.
    pub fn check(&self, units: &[Unit], jobs: usize, watch: &Watch<'_>) -> Result<(), SweepError> {
        let points = units.chunk_by(|one, other| one.point == other.point);
        let points: Vec<usize> = points.map(|units| units[0].point).collect();
        let found = on_threads(&points, jobs, |&point| {
            if watch.cancel.load(Ordering::Relaxed) {
                return Err(RunError::from(Interrupted));
            }
            Ok(self.at(point).err().map(|problems| (point, problems)))
        })?;
        let invalid: Vec<(usize, Problems)> = found.into_iter().flatten().collect();
        self.require_none(invalid)
    }

    /// Refuses points at which the scenario is invalid.
    fn require_none(&self, invalid: Vec<(usize, Problems)>) -> Result<(), SweepError> {
        if invalid.is_empty() {
            return Ok(());
        }
        let count = invalid.len();
        let first = invalid.into_iter().take(LISTED).map(|(point, problems)| {
            let values = self.space.described(&self.points[point]);
            (format!("point {point} ({values})"), problems)
        });
        let first = first.collect();
        Err(InvalidPoints { first, count }.into())
    }

    /// The scenario at a point.
    fn at(&self, point: usize) -> Result<Study, Problems> {
        let mut overrides = self.space.overrides(&self.points[point]);
        overrides.push(format!("run.seed={}", self.seed(point)));
        let study = self.study.with(&overrides)?;
        Ok(study.measured_over(vec![Window::Run]))
    }

    /// Runs units on `jobs` threads. `keep` is called with each as soon as it is done, from any
    /// thread.
    ///
    /// # Errors
    /// If a point is no valid scenario, a run fails or is cancelled, or a result cannot be kept.
    /// What was kept until then is complete.
    pub fn run(
        &self,
        units: &[Unit],
        jobs: usize,
        watch: &Watch<'_>,
        keep: &(dyn Fn(&Unit, UnitFigures) -> std::io::Result<()> + Sync),
    ) -> Result<(), SweepError> {
        let parts = parts_of(units, jobs, |one, other| one.point == other.point);
        on_threads(&parts, jobs, |units| self.run_point(units, watch, keep))?;
        Ok(())
    }

    /// Runs units of one point.
    fn run_point(
        &self,
        units: &[Unit],
        watch: &Watch<'_>,
        keep: &(dyn Fn(&Unit, UnitFigures) -> std::io::Result<()> + Sync),
    ) -> Result<(), SweepError> {
        let Some(first) = units.first() else {
            return Ok(());
        };
        let study = match self.at(first.point) {
            Ok(study) => study,
            Err(problems) => return self.require_none(vec![(first.point, problems)]),
        };
        for unit in units {
            let outcome = study.replicate_here(unit.replication, watch)?;
            let figures = outcome.figures.iter();
            let figures = figures
                .filter(|(key, _)| self.kept.iter().any(|name| means(name, key)))
                .map(|(key, figure)| (key.to_owned(), figure.value));
            keep(unit, figures.collect()).map_err(SweepError::Keep)?;
        }
        Ok(())
    }
}

/// The first eight bytes of a digest as a number.
fn number_of(digest: &[u8]) -> u64 {
    let bytes = digest.iter().take(8);
    bytes.fold(0, |sum, byte| sum << 8 | u64::from(*byte))
}
