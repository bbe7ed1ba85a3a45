//! Dispatch (rule F2): which waiting lot goes next, by a list of rules; the first one decides, and
//! each further one breaks ties. A scenario may write formulas in place of rules (`rank`), and who
//! uses the library may give a function ([`NamedRule`]).

use std::cmp::Ordering;
use std::sync::Arc;

use super::rank::{Formula, MOST_RANKS, NamedRule, Outside};
pub use super::rule::{Moment, QueuedLot, Rule};

/// What a ranking goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Criterion {
    /// What a rule says.
    Rule(Rule),
    /// The formula at the same place.
    Formula,
    /// The number at the same place that a rule from outside gives.
    Outside,
}

/// What criteria go by that are no rules of their own.
#[derive(Debug, PartialEq)]
enum Given {
    /// The formulas that the scenario wrote, one for each criterion.
    Formulas(Vec<Formula>),
    /// A rule from outside of the scenario.
    Outside(Outside),
}

/// The criteria of a tool group, in the order in which they decide.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranking {
    /// The criteria, each once; beyond `count` it is [`Rule::Fifo`].
    criteria: [Criterion; Rule::ALL.len()],
    count: u8,
    /// How many criteria at the front give ranks that stay as they are while lots wait: queues are
    /// kept sorted by these.
    settled: u8,
    /// Whether the work of lots, at the step or on the rest of their way, matters to the rank.
    weighs_work: bool,
    /// What it was made of; none if the scenario named rules.
    given: Option<Arc<Given>>,
}

impl Ranking {
    /// The ranking by `rules`; ties go to the lot that joined first.
    #[must_use]
    pub fn new(rules: &[Rule]) -> Self {
        let mut ranking = Self {
            criteria: [Criterion::Rule(Rule::Fifo); Rule::ALL.len()],
            count: 0,
            settled: 0,
            weighs_work: false,
            given: None,
        };
        for &rule in rules {
            if rule == Rule::Fifo {
                break; // ties go to the lot that joined first, and there are none of these
            }
            let criterion = Criterion::Rule(rule);
            if ranking.criteria().contains(&criterion) {
                continue; // what ties by a rule ties by it again
            }
            ranking.add(criterion, rule.looks_at_moment(), rule.weighs_work());
        }
        ranking
    }

    /// The ranking by formulas, of which the least value goes first; ties go to the lot that joined
    /// first. What ranks as a rule does is that rule.
    #[must_use]
    pub fn by_formulas(formulas: &[Formula]) -> Self {
        Self::by_simplified(formulas, true)
    }

    fn by_simplified(formulas: &[Formula], needs_setups: bool) -> Self {
        let formulas = formulas.iter();
        let formulas = formulas.filter_map(|formula| formula.simplified(needs_setups));
        let formulas: Vec<Formula> = formulas.collect();
        let mut ranking = Self::new(&[]);
        for formula in &formulas {
            let rule = formula.as_rule();
            let criterion = rule.map_or(Criterion::Formula, Criterion::Rule);
            ranking.add(criterion, formula.looks_at_moment(), formula.weighs_work());
        }
        ranking.given = Some(Arc::new(Given::Formulas(formulas)));
        ranking
    }

    /// The ranking by a rule from outside, which may look at all that there is; ties go to the lot
    /// that joined first.
    #[must_use]
    pub fn by_outside(rule: &NamedRule) -> Self {
        Self::by_asking(Outside::new(rule.clone()))
    }

    fn by_asking(outside: Outside) -> Self {
        let mut ranking = Self::new(&[]);
        for _ in 0..MOST_RANKS {
            ranking.add(Criterion::Outside, true, true);
        }
        ranking.given = Some(Arc::new(Given::Outside(outside)));
        ranking
    }

    /// The same ranking for a run of its own, which shares nothing that changes with others.
    #[must_use]
    pub(super) fn for_run(&self) -> Self {
        match self.given.as_deref() {
            Some(Given::Outside(outside)) => Self::by_asking(outside.begun()),
            Some(Given::Formulas(_)) | None => self.clone(),
        }
    }

    fn add(&mut self, criterion: Criterion, looks_at_moment: bool, weighs_work: bool) {
        self.weighs_work |= weighs_work;
        self.criteria[usize::from(self.count)] = criterion;
        if self.is_settled() && !looks_at_moment {
            self.settled += 1;
        }
        self.count += 1;
    }

    fn criteria(&self) -> &[Criterion] {
        &self.criteria[..usize::from(self.count)]
    }

    fn formula(&self, place: usize) -> &Formula {
        match self.given.as_deref() {
            Some(Given::Formulas(formulas)) => &formulas[place],
            Some(Given::Outside(_)) | None => unreachable!("a formula has its text"),
        }
    }

    fn outside(&self) -> &Outside {
        match self.given.as_deref() {
            Some(Given::Outside(outside)) => outside,
            Some(Given::Formulas(_)) | None => unreachable!("who is asked is kept"),
        }
    }

    /// How many criteria there are.
    #[inline]
    pub(super) fn len(&self) -> usize {
        usize::from(self.count)
    }

    /// How many criteria, those at the front, give ranks that stay as they are while lots wait:
    /// queues are kept sorted by these.
    #[inline]
    pub(super) fn settled(&self) -> usize {
        usize::from(self.settled)
    }

    /// The same ranking where no lot ever needs a setup.
    #[must_use]
    pub fn without_setups(&self) -> Self {
        match self.given.as_deref() {
            Some(Given::Formulas(formulas)) => return Self::by_simplified(formulas, false),
            Some(Given::Outside(_)) => return self.clone(),
            None => {}
        }
        let rules = self
            .criteria()
            .iter()
            .filter_map(|criterion| match criterion {
                Criterion::Rule(rule) => (!rule.weighs_setup()).then_some(*rule),
                Criterion::Formula | Criterion::Outside => None,
            });
        Self::new(&rules.collect::<Vec<Rule>>())
    }

    /// Whether ranks stay as they are while lots wait.
    #[must_use]
    pub const fn is_settled(&self) -> bool {
        self.settled == self.count
    }

    /// Whether the work of lots, at the step or on the rest of their way, matters to the rank.
    #[must_use]
    pub const fn weighs_work(&self) -> bool {
        self.weighs_work
    }

    /// Whether the setup of the tool matters to the rank.
    #[must_use]
    pub fn weighs_setup(&self) -> bool {
        let mut criteria = self.criteria().iter().enumerate();
        criteria.any(|(place, criterion)| match criterion {
            Criterion::Rule(rule) => rule.weighs_setup(),
            Criterion::Formula => self.formula(place).weighs_setup(),
            Criterion::Outside => true,
        })
    }

    /// Whether it matters to the rank which setups are under way on tools of the group.
    #[must_use]
    pub fn counts_setups(&self) -> bool {
        let rule = Criterion::Rule(Rule::FewestSetupsUnderWay);
        self.criteria().contains(&rule)
    }

    /// How a lot ranks by the criterion at a place at one moment: the least number goes first.
    #[inline]
    pub(super) fn rank(&self, place: usize, lot: &QueuedLot, moment: &Moment) -> u64 {
        match self.criteria[place] {
            Criterion::Rule(rule) => rule.rank(lot, moment),
            Criterion::Formula => self.formula(place).rank(lot, Some(moment)),
            Criterion::Outside => self.outside().rank(place, lot, moment),
        }
    }

    /// Which of two lots goes first by the criteria from a place on at one moment.
    #[inline]
    pub(super) fn compare_from(
        &self,
        place: usize,
        (a, b): (&QueuedLot, &QueuedLot),
        moment: &Moment,
    ) -> Ordering {
        (place..self.len())
            .map(|place| {
                self.rank(place, a, moment)
                    .cmp(&self.rank(place, b, moment))
            })
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    }

    /// Which of two lots stands before the other, by the criteria that do not look at the moment.
    #[inline]
    pub(super) fn compare_standing(&self, a: &QueuedLot, b: &QueuedLot) -> Ordering {
        (0..self.settled())
            .map(|place| self.compare_standing_by(place, a, b))
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    }

    /// Which of two lots stands before the other, by the criterion at a place.
    #[inline(never)] // in a loop, what each rule looks at would be read before the first round
    fn compare_standing_by(&self, place: usize, a: &QueuedLot, b: &QueuedLot) -> Ordering {
        let [a, b] = match self.criteria[place] {
            Criterion::Rule(rule) => rule.standings([a, b]),
            Criterion::Formula => [a, b].map(|lot| self.formula(place).rank(lot, None)),
            // It looks at the moment, so that no queue is kept sorted by it.
            Criterion::Outside => [0, 0],
        };
        a.cmp(&b)
    }

    /// Which of two lots of one queue goes first at one moment; no two are equal.
    #[must_use]
    pub fn compare(&self, a: &QueuedLot, b: &QueuedLot, moment: &Moment) -> Ordering {
        self.compare_from(0, (a, b), moment)
            .then(a.arrival.cmp(&b.arrival))
    }
}
