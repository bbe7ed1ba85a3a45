//! Direct evaluation: panels that promote by performance, without a title or a dwell (equation E9).
//!
//! At each call of a year all are listed who have been in the tier below for long enough and whose
//! performance lies above the cut. On every working day each panel sees one candidate, the best
//! first, and promotes: technicians become engineers (grassroots talents), engineers become leading
//! talents (experts). Candidates who were not seen before the next call are turned away. Residents
//! who came before the run are candidates without a row in the table of persons; they are seen
//! after all persons, so that panels act on those whom the model follows.

use std::collections::BTreeSet;

use super::person::{is_here, tier_since};
use super::plan::{Evaluation, Grade};
use super::statistics::PanelStatistics;
use crate::engine::counts::binomial;
use crate::engine::{Keyed, Streams};
use crate::industry::shared::flow::Handover;
use crate::industry::shared::people::{ChannelKeys, Person, PersonRow, Settled};
use crate::units::SimTime;

/// A candidate on a list.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    performance: f64,
    /// The person; none for a resident who came before the run.
    pub(super) person: Option<PersonRow>,
}

/// The state of the evaluation.
#[derive(Debug)]
pub(super) struct Panels {
    rules: Evaluation,
    performance: Keyed,
    streams: Streams,
    /// The present lists by grade, the best last.
    lists: [Vec<Candidate>; Grade::ALL.len()],
    /// Parts of panel days that are not whole yet.
    parts: [f64; Grade::ALL.len()],
    /// The number of the last call.
    call: Option<u64>,
    pub(super) statistics: [PanelStatistics; Grade::ALL.len()],
}

impl Panels {
    pub(super) fn new(rules: Evaluation, streams: &Streams) -> Self {
        Self {
            rules,
            performance: streams.keyed("careers/performance"),
            streams: streams.clone(),
            lists: Default::default(),
            parts: [0.0; Grade::ALL.len()],
            call: None,
            statistics: Default::default(),
        }
    }

    /// Closes the old lists and makes new ones, if there is a call on this day.
    ///
    /// * `coming` — those who settle within the tick, and are no candidates yet.
    pub(super) fn call(
        &mut self,
        now: SimTime,
        is_on: bool,
        persons: &[Person],
        coming: &Handover<Settled>,
        keys: &ChannelKeys,
    ) {
        let call = now.day() * u64::from(self.rules.calls) / 365;
        if self.call.replace(call) == Some(call) {
            return;
        }
        for grade in Grade::ALL {
            let list = &mut self.lists[grade as usize];
            self.statistics[grade as usize].turned_away += list.len() as u64;
            list.clear();
        }
        if is_on {
            let coming: BTreeSet<_> = coming.iter().map(|(_, Settled(row))| *row).collect();
            let there = (0..).map(PersonRow::from).zip(persons);
            let there = there.filter(|(row, person)| is_here(person) && !coming.contains(row));
            self.list_persons(now, call, there, keys);
            self.list_residents(call);
        }
        for list in &mut self.lists {
            // The next one is the last of the list. Stable: of equals, as they registered.
            list.reverse();
            list.sort_by(|one, other| {
                let persons_last = one.person.is_some().cmp(&other.person.is_some());
                persons_last.then(one.performance.total_cmp(&other.performance))
            });
        }
    }

    fn list_persons<'a>(
        &mut self,
        now: SimTime,
        call: u64,
        there: impl Iterator<Item = (PersonRow, &'a Person)>,
        keys: &ChannelKeys,
    ) {
        for (row, person) in there {
            let mut grades = Grade::ALL.into_iter();
            let Some(grade) = grades.find(|grade| grade.tiers().0 == person.tier) else {
                continue;
            };
            if now.since(tier_since(person)) < self.rules.eligible_dwell {
                continue;
            }
            let performance = self.performance.draw(keys.of(person), call).uniform();
            if performance > self.rules.cut.get() {
                self.lists[grade as usize].push(Candidate {
                    performance,
                    person: Some(row),
                });
            }
        }
    }

    fn list_residents(&mut self, call: u64) {
        let cut = self.rules.cut;
        for grade in Grade::ALL {
            let process = ["careers/residents/", grade.name()].concat();
            let mut stream = self.streams.stream_indexed(&process, call);
            let residents = self.rules.residents[grade as usize];
            let above = binomial(&mut stream, residents, cut.complement().get());
            let candidates = (0..above).map(|_| Candidate {
                performance: cut.get() + cut.complement().get() * stream.uniform(),
                person: None,
            });
            self.lists[grade as usize].extend(candidates);
        }
    }

    /// How many candidates of a grade the panels can see on a working day.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a whole number of panels, checked to be small"
    )]
    pub(super) fn places(&mut self, grade: Grade, strength: f64) -> u64 {
        let part = &mut self.parts[grade as usize];
        // Tolerance: rounding leaves ten tenths just below one.
        *part += self.rules.panels[grade as usize] * strength + 1e-9;
        let whole = part.floor();
        *part = (*part - whole).max(0.0);
        self.statistics[grade as usize].offered += whole as u64;
        whole as u64
    }

    /// The next candidate of a grade who is still in the city and in the tier below.
    pub(super) fn next(&mut self, grade: Grade, persons: &[Person]) -> Option<Candidate> {
        let list = &mut self.lists[grade as usize];
        std::iter::from_fn(|| list.pop()).find(|candidate| {
            candidate.person.is_none_or(|row| {
                let person = &persons[row.index()];
                is_here(person) && person.tier == grade.tiers().0
            })
        })
    }

    /// Counts a candidate who is promoted.
    pub(super) fn promoted(&mut self, grade: Grade, candidate: Candidate) {
        let statistics = &mut self.statistics[grade as usize];
        if candidate.person.is_some() {
            statistics.persons += 1;
        } else {
            statistics.residents += 1;
        }
    }

    /// A sentence if the panels saw more candidates than they could.
    pub(super) fn audit(&self) -> Option<String> {
        let sound = |of: &PanelStatistics| of.promoted() <= of.offered;
        let is_wrong = !self.statistics.iter().all(sound);
        is_wrong.then(|| "careers: panels promoted more candidates than they could see".to_owned())
    }
}
