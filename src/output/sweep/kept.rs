//! Units that are run once: what the journal of a folder has is taken from there, the rest is run
//! and appended to it. Searches that are interrupted go on by asking for the same units again.

use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::journal::{self, Done, Journal};
use crate::experiment::Watch;
use crate::experiment::sweep::{Sweep, SweepError, Unit, UnitFigures};
use crate::experiment::tune::TuneError;
use crate::experiment::tune::problem::{Problem, Unit as TuneUnit, UnitFigures as TuneFigures};

/// The units that are done, in memory and perhaps in a journal.
#[derive(Debug, Default)]
pub struct Kept {
    done: Done,
    journal: Option<Journal>,
}

/// How units are run.
#[derive(Clone, Copy)]
pub struct Work<'a> {
    /// The number of threads.
    pub jobs: usize,
    /// What can cancel it.
    pub watch: &'a Watch<'a>,
    /// Called after each unit that was run, from any thread.
    pub ran: &'a (dyn Fn() + Sync),
}

impl Kept {
    /// The units of all journals of a folder, which is made if there is none. Further ones are
    /// appended to its journal, which is open for this process alone.
    ///
    /// # Errors
    /// If the system refuses, another process has the journal open, or a line is not one of a
    /// journal.
    pub fn open(folder: &Path) -> io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let journal = Journal::open(&journal::path_of(folder, None))?;
        Ok(Self {
            done: journal::done(folder)?,
            journal: Some(journal),
        })
    }

    /// How many units are kept.
    #[must_use]
    pub fn count(&self) -> usize {
        self.done.len()
    }

    /// How many of the units with these ids are not done.
    #[must_use]
    pub fn missing<'a>(&self, ids: impl Iterator<Item = &'a String>) -> usize {
        ids.filter(|id| !self.done.contains_key(*id)).count()
    }

    /// The figures of units of a sweep, in the order of the units.
    ///
    /// # Errors
    /// As [`Sweep::run`]; what was done until then is kept.
    pub fn sweep(
        &mut self,
        sweep: &Sweep,
        units: &[Unit],
        work: Work<'_>,
    ) -> Result<Vec<&UnitFigures>, SweepError> {
        let missing = units
            .iter()
            .filter(|unit| !self.done.contains_key(&unit.id));
        let missing: Vec<Unit> = missing.cloned().collect();
        self.add(work, |keep| {
            sweep.run(&missing, work.jobs, work.watch, &|unit, figures| {
                keep(&unit.id, figures)
            })
        })?;
        Ok(units.iter().map(|unit| &self.done[&unit.id]).collect())
    }

    /// The figures of units of tuning, in the order of the units.
    ///
    /// # Errors
    /// As [`Problem::run`]; what was done until then is kept.
    pub fn tuning(
        &mut self,
        problem: &Problem,
        units: &[TuneUnit],
        work: Work<'_>,
    ) -> Result<Vec<TuneFigures>, TuneError> {
        let ids: Vec<String> = units.iter().map(|unit| problem.id(unit)).collect();
        let missing = units.iter().zip(&ids);
        let missing = missing.filter(|(_, id)| !self.done.contains_key(*id));
        let missing: Vec<TuneUnit> = missing.map(|(unit, _)| unit.clone()).collect();
        let names = problem.question.aims.iter().map(|aim| &aim.name);
        self.add(work, |keep| {
            problem.run(&missing, work.jobs, work.watch, &|unit, figures| {
                let figures = names.clone().cloned().zip(figures.iter().copied());
                keep(&problem.id(unit), figures.collect())
            })
        })?;
        let figures = |id: &String| self.done[id].iter().map(|(_, value)| *value).collect();
        Ok(ids.iter().map(figures).collect())
    }

    /// Adds the units that are run and kept by a function.
    fn add<T, E>(
        &mut self,
        work: Work<'_>,
        run: impl FnOnce(&(dyn Fn(&str, UnitFigures) -> io::Result<()> + Sync)) -> Result<T, E>,
    ) -> Result<T, E> {
        let (new, journal) = (Mutex::new(Done::new()), self.journal.as_ref());
        let ran = run(&|id, figures| {
            if let Some(journal) = journal {
                journal.append(id, figures.clone())?;
            }
            let mut new = new.lock().unwrap_or_else(PoisonError::into_inner);
            new.insert(id.to_owned(), figures);
            (work.ran)();
            Ok(())
        });
        let new = new.into_inner().unwrap_or_else(PoisonError::into_inner);
        self.done.extend(new);
        ran
    }
}
