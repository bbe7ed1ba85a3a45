//! Sweeps: a scenario at the points of a design, each with some replications.
//!
//! Read [`Sweep`] first. [`spec`] is the file of a space, [`space`] what its factors set,
//! [`design`] which points are run, [`mod@sensitivity`] which factors matter, [`mod@discover`]
//! where a goal is reached. A unit is one replication at one point; its id says everything that its
//! figures depend on, so that a unit is never run twice and results of an older sweep can be taken.

pub mod design;
pub mod discover;
pub mod sensitivity;
pub mod space;
pub mod spec;
#[cfg(test)]
mod tests;

use sha2::{Digest as _, Sha256};
use thiserror::Error;

use super::compare::asked::means;
use super::replicate::on_threads;
use super::{RunError, Study, Watch};
use crate::industry::Window;
use crate::scenario::Problems;
use crate::statistics::error::InputError;
use design::Design;
use space::Space;

/// So many hex digits of the digest are the id of a unit.
const ID_DIGITS: usize = 32;

/// Why a sweep cannot go on.
#[derive(Debug, Error)]
pub enum SweepError {
    /// The design cannot be made of the space.
    #[error("{0}")]
    Design(#[from] InputError),
    /// The scenario at a point is invalid.
    #[error("point {point} ({values}) is no valid scenario:\n{problems}")]
    Point {
        /// The number of the point.
        point: usize,
        /// The values of its factors.
        values: String,
        /// What is wrong.
        problems: Problems,
    },
    /// A run failed.
    #[error(transparent)]
    Run(#[from] RunError),
    /// A result cannot be kept.
    #[error("cannot keep a result: {0}")]
    Keep(std::io::Error),
}

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
        Ok(Self {
            study: study.clone().measured_over(vec![Window::Run]),
            points: places.iter().map(|place| space.values(place)).collect(),
            space,
            design,
            seeds,
            kept,
        })
    }

    /// The seed of a point.
    #[must_use]
    pub fn seed(&self, point: usize) -> u64 {
        let seed = self.study.plan().seed;
        match self.seeds {
            Seeds::Common => seed,
            Seeds::PerPoint => {
                let digest = Sha256::digest(format!("seed {seed} point {point}"));
                // Half of the range: a seed is an integer of a scenario file.
                digest[..8]
                    .iter()
                    .fold(0, |sum, byte| sum << 8 | u64::from(*byte))
                    >> 1
            }
        }
    }

    /// All units, by point and replication.
    #[must_use]
    pub fn units(&self) -> Vec<Unit> {
        let scenario = self.study.digest();
        let kept = self.kept.join(",");
        let source = crate::version::SOURCE;
        let of_point = |point: usize| {
            let overrides = self.space.overrides(&self.points[point]).join("\n");
            let seed = self.seed(point);
            let all = format!("{source}\n{scenario}\n{kept}\n{overrides}\n{seed}\n");
            self.study.numbers().map(move |replication| Unit {
                point,
                replication,
                seed,
                id: format!("{:x}", Sha256::digest(format!("{all}{replication}")))[..ID_DIGITS]
                    .to_owned(),
            })
        };
        (0..self.points.len()).flat_map(of_point).collect()
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
        let of_one_point = units.chunk_by(|one, other| one.point == other.point);
        // A point is compiled once for all of its replications, unless there are too few points to
        // keep the threads busy: then each thread may compile it.
        let is_short = of_one_point.clone().count() < 4 * jobs;
        let parts = if is_short { jobs } else { 1 };
        let parts: Vec<&[Unit]> = of_one_point
            .flat_map(|units| units.chunks(units.len().div_ceil(parts)))
            .collect();
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
        let mut overrides = self.space.overrides(&self.points[first.point]);
        overrides.push(format!("run.seed={}", first.seed));
        let study = self.study.with(&overrides);
        let study = study.map_err(|problems| SweepError::Point {
            point: first.point,
            values: self.described(first.point),
            problems,
        })?;
        let study = study.measured_over(vec![Window::Run]);
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

    /// The values of a point with the names of their factors.
    fn described(&self, point: usize) -> String {
        let factors = self.space.factors.iter().zip(&self.points[point]);
        let words: Vec<String> = factors
            .map(|(factor, value)| format!("{} {value}", factor.name))
            .collect();
        words.join(", ")
    }
}
