//! Direct evaluation: panels that promote by performance, without a title or a dwell (equation E9).
//!
//! Some times a year a call lists all who are in the tier below for long enough and whose
//! performance lies above the cut. On every working day each panel sees one candidate, the best
//! first, and promotes: technicians become engineers (grassroots talents), engineers become leading
//! talents (experts). Who was not seen when the next call comes is turned away. The city's residents
//! who came before the run stand in the lists as numbers; they are no persons.

use crate::engine::counts::binomial;
use crate::engine::{Keyed, Streams};
use crate::industry::shared::people::{Person, PersonRow, Standing, Tier};
use crate::units::{Duration, Share, SimTime};

use super::labour::Town;
use super::ladder::tier_since;

/// What people are evaluated for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Grade {
    /// Technicians, for engineer.
    Grassroots,
    /// Engineers, for leading talent.
    Expert,
}

impl Grade {
    /// All grades.
    pub(super) const ALL: [Self; 2] = [Self::Grassroots, Self::Expert];

    /// The name in result files.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Grassroots => "grassroots",
            Self::Expert => "expert",
        }
    }

    /// The tiers from which and to which it promotes.
    pub(super) const fn tiers(self) -> (Tier, Tier) {
        match self {
            Self::Grassroots => (Tier::Technician, Tier::Engineer),
            Self::Expert => (Tier::Engineer, Tier::Leading),
        }
    }
}

/// How people are evaluated.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Evaluation {
    /// Panels that sit on every working day, by grade.
    pub(super) panels: [f64; 2],
    /// Calls a year.
    pub(super) calls: u32,
    /// For how long a candidate must have been in the tier.
    pub(super) eligible_dwell: Duration,
    /// The performance that a candidate must exceed, as a rank among equals.
    pub(super) cut: Share,
    /// Residents in the tiers below who came before the run, by grade.
    pub(super) residents: [u32; 2],
}

/// What was counted of a grade since the statistics began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sittings {
    /// Panel days there were.
    pub(super) offered: u64,
    /// Persons who were promoted.
    pub(super) persons: u64,
    /// Residents who were promoted.
    pub(super) residents: u64,
    /// Candidates whose list was closed before they were seen.
    pub(super) turned_away: u64,
}

impl Sittings {
    /// All who were promoted.
    pub(super) const fn promoted(self) -> u64 {
        self.persons + self.residents
    }
}

/// Somebody on a list: a person, or a resident who is none.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    performance: f64,
    person: Option<PersonRow>,
}

/// The state of the evaluation.
#[derive(Debug)]
pub(super) struct Panels {
    rules: Evaluation,
    performance: Keyed,
    streams: Streams,
    /// The present lists by grade, the best last.
    lists: [Vec<Candidate>; 2],
    /// Parts of panel days that are not whole yet.
    parts: [f64; 2],
    call: Option<u64>,
    pub(super) sittings: [Sittings; 2],
}

impl Panels {
    pub(super) fn new(rules: Evaluation, streams: &Streams) -> Self {
        Self {
            rules,
            performance: streams.keyed("careers/performance"),
            streams: streams.clone(),
            lists: [Vec::new(), Vec::new()],
            parts: [0.0; 2],
            call: None,
            sittings: [Sittings::default(); 2],
        }
    }

    /// Closes the old lists and draws up new ones, if there is a call on this day.
    fn call(&mut self, now: SimTime, is_on: bool, persons: &[Person]) {
        let call = now.day() * u64::from(self.rules.calls) / 365;
        if self.call.replace(call) == Some(call) {
            return;
        }
        for grade in Grade::ALL {
            let list = &mut self.lists[grade as usize];
            self.sittings[grade as usize].turned_away += list.len() as u64;
            list.clear();
        }
        if is_on {
            self.list_persons(now, call, persons);
            self.list_residents(call);
        }
        for list in &mut self.lists {
            let order = |candidate: &Candidate| candidate.performance;
            // Stable: of equals, persons are seen before residents, and as they registered.
            list.reverse();
            list.sort_by(|one, other| order(one).total_cmp(&order(other)));
        }
    }

    fn list_persons(&mut self, now: SimTime, call: u64, persons: &[Person]) {
        for (row, person) in (0..).map(PersonRow::from).zip(persons) {
            let mut grades = Grade::ALL.into_iter();
            let Some(grade) = grades.find(|grade| grade.tiers().0 == person.tier) else {
                continue;
            };
            if !is_here(person) || now.since(tier_since(person)) < self.rules.eligible_dwell {
                continue;
            }
            let performance = self.performance.draw(person.key(), call).uniform();
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
    fn places(&mut self, grade: Grade, strength: f64) -> u64 {
        let part = &mut self.parts[grade as usize];
        // Tolerance: rounding leaves ten tenths just below one.
        *part += self.rules.panels[grade as usize] * strength + 1e-9;
        let whole = part.floor();
        *part = (*part - whole).max(0.0);
        self.sittings[grade as usize].offered += whole as u64;
        whole as u64
    }

    /// The next candidate of a grade who is still there and in the tier below.
    fn next(&mut self, grade: Grade, persons: &[Person]) -> Option<Candidate> {
        let list = &mut self.lists[grade as usize];
        std::iter::from_fn(|| list.pop()).find(|candidate| {
            candidate.person.is_none_or(|row| {
                let person = &persons[row.index()];
                is_here(person) && person.tier == grade.tiers().0
            })
        })
    }

    /// What does not add up, if anything.
    pub(super) fn audit(&self) -> Option<String> {
        let sound = |sittings: &Sittings| sittings.promoted() <= sittings.offered;
        let is_wrong = !self.sittings.iter().all(sound);
        is_wrong.then(|| "careers: panels saw more candidates than they had days".to_owned())
    }
}

/// Whether somebody has settled and is still in the city.
pub(super) fn is_here(person: &Person) -> bool {
    match person.standing {
        Standing::Settled | Standing::Seeking | Standing::Employed => true,
        Standing::AtWindow | Standing::AwaitingHousing | Standing::Left => false,
    }
}

impl Town<'_> {
    /// What the panels do on a day, with the programmes of evaluation as strong as they are.
    pub(super) fn evaluate(&mut self, now: SimTime, strength: f64) {
        let Some(mut panels) = self.labour.panels.take() else {
            return;
        };
        panels.call(now, strength > 0.0, self.persons);
        if self.labour.week.is_workday(now.day()) {
            for grade in Grade::ALL {
                for _ in 0..panels.places(grade, strength) {
                    let Some(candidate) = panels.next(grade, self.persons) else {
                        break;
                    };
                    let sittings = &mut panels.sittings[grade as usize];
                    if let Some(row) = candidate.person {
                        sittings.persons += 1;
                        self.rise(now, row, grade.tiers().1);
                        self.redraw(now, row);
                    } else {
                        sittings.residents += 1;
                    }
                }
            }
        }
        self.labour.panels = Some(panels);
    }
}
