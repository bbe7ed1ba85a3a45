//! Ranks by a rule from outside of the scenario (rule F2): a function that whoever uses the library
//! gives for some tool groups. It is asked once for each lot that a tool may take at a decision,
//! and what it looks at is what formulas may look at.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use thiserror::Error;

use super::op::Quantity;
use crate::industry::fab::rule::{Moment, QueuedLot, ordered_bits};
use crate::industry::fab::setups::SetupId;
use crate::units::SimTime;
use crate::units::text::hint;

/// The most numbers of a rank, as many as a scenario's formulas.
pub const MOST_RANKS: usize = 8;

/// What a rule from outside may look at of a waiting lot. Times are in milliseconds, instants since
/// the start of the run, as they are within formulas.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WaitingLot {
    /// Its priority; higher is more urgent.
    pub priority: u16,
    /// How many wafers it has.
    pub wafers: u16,
    /// When it joined the queue.
    pub joined: f64,
    /// When it is due out of the fab.
    pub due: f64,
    /// By when a queue-time limit wants it to start; infinite without a limit.
    pub start_by: f64,
    /// The expected work from this step to the end of its route.
    pub remaining: f64,
    /// The expected time of this step.
    pub process_time: f64,
    /// The setup that it needs on the tool that looks for work.
    pub setup_time: f64,
}

impl WaitingLot {
    fn of(lot: &QueuedLot, moment: &Moment) -> Self {
        let value = |quantity: Quantity| quantity.of(lot, Some(moment));
        let has_limit = lot.start_by != SimTime::MAX;
        Self {
            priority: lot.priority,
            wafers: lot.wafers,
            joined: value(Quantity::Joined),
            due: value(Quantity::Due),
            start_by: if has_limit {
                value(Quantity::StartBy)
            } else {
                f64::INFINITY
            },
            remaining: value(Quantity::Remaining),
            process_time: value(Quantity::ProcessTime),
            setup_time: value(Quantity::SetupTime),
        }
    }
}

/// The numbers by which a lot ranks: the least first number goes first, and each further one breaks
/// ties. What is left of ties goes to the lot that joined first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ranks([u64; MOST_RANKS]);

impl Ranks {
    /// Of lots that all rank alike.
    const ALIKE: Self = Self([0; MOST_RANKS]);

    /// The rank of these numbers; those that are left out count as zero.
    ///
    /// # Errors
    /// A sentence, if they are more than [`MOST_RANKS`], or one of them is not a number.
    ///
    /// ```
    /// use chippark::industry::Ranks;
    /// assert_eq!(Ranks::of(&[-0.0]), Ranks::of(&[0.0, 0.0]));
    /// assert!(Ranks::of(&[f64::NEG_INFINITY, 1e300]).is_ok());
    /// assert!(Ranks::of(&[1.0, f64::NAN]).is_err());
    /// assert!(Ranks::of(&[1.0; 9]).is_err());
    /// ```
    pub fn of(numbers: &[f64]) -> Result<Self, String> {
        if numbers.len() > MOST_RANKS {
            let count = numbers.len();
            return Err(format!(
                "a rank has {count} numbers, and {MOST_RANKS} are the most"
            ));
        }
        let mut ranks = [ordered_bits(0.0); MOST_RANKS];
        for (place, (rank, &number)) in ranks.iter_mut().zip(numbers).enumerate() {
            if number.is_nan() {
                return Err(format!(
                    "number {} of a rank is not a number (NaN)",
                    place + 1
                ));
            }
            *rank = ordered_bits(number + 0.0); // so that -0 is 0
        }
        Ok(Self(ranks))
    }
}

/// A dispatch rule that the scenario does not have.
pub trait OutsideRule: Send + Sync {
    /// How a lot ranks at an instant, in milliseconds since the start of the run. Runs are repeated
    /// to the byte only if that depends on nothing else.
    ///
    /// # Errors
    /// A sentence why there is no rank: the run cannot go on.
    fn rank(&self, lot: &WaitingLot, now: f64) -> Result<Ranks, String>;
}

/// A rule from outside, what it is called, and why it failed, if it did.
#[derive(Clone)]
pub struct NamedRule {
    /// What results call it.
    pub name: String,
    rule: Arc<dyn OutsideRule>,
    failure: Arc<OnceLock<String>>,
}

impl NamedRule {
    /// A rule under a name.
    #[must_use]
    pub fn new(name: impl Into<String>, rule: Arc<dyn OutsideRule>) -> Self {
        Self {
            name: name.into(),
            rule,
            failure: Arc::default(),
        }
    }

    /// Why it failed, if it did. From then on it is not asked any more, and no run by it has an
    /// outcome.
    #[must_use]
    pub fn failure(&self) -> Option<&str> {
        self.failure.get().map(String::as_str)
    }
}

impl fmt::Debug for NamedRule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_tuple("NamedRule")
            .field(&self.name)
            .finish()
    }
}

/// Rules from outside by the tool groups that they rank, in place of what the scenario says.
#[derive(Clone, Debug, Default)]
pub struct OutsideRules {
    /// The rule of every tool group that has none of its own here.
    pub fab: Option<NamedRule>,
    /// Rules of tool groups by their names.
    pub groups: BTreeMap<String, NamedRule>,
}

impl OutsideRules {
    /// The rule of a tool group, if it has one.
    pub(in crate::industry::fab) fn of(&self, group: &str) -> Option<&NamedRule> {
        self.groups.get(group).or(self.fab.as_ref())
    }

    /// The rules, each with the path of what it ranks: `fab`, or `fab.tools.NAME`.
    pub fn by_path(&self) -> impl Iterator<Item = (String, &NamedRule)> {
        let fab = self.fab.iter().map(|rule| ("fab".to_owned(), rule));
        let groups = self.groups.iter();
        fab.chain(groups.map(|(name, rule)| (format!("fab.tools.{name}"), rule)))
    }

    /// What results say of them, in a sentence without its stop.
    #[must_use]
    pub fn remark(&self) -> String {
        let rules = self.by_path();
        let rules = rules.map(|(path, rule)| format!("`{path}` by `{}`", rule.name));
        let rules: Vec<String> = rules.collect();
        format!(
            "rules from outside of the scenario rank lots ({}), so that it does not give these \
             figures alone",
            rules.join(", ")
        )
    }

    /// Why a rule failed, if one did.
    #[must_use]
    pub fn failure(&self) -> Option<String> {
        let rules = self.fab.iter().chain(self.groups.values());
        let mut failed = rules.filter_map(|rule| Some((&rule.name, rule.failure()?)));
        let (name, cause) = failed.next()?;
        Some(format!("the dispatch rule `{name}` fails: {cause}"))
    }
}

/// A rule from outside ranks no tool group that there is.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum NoToolGroup {
    /// No tool group has this name.
    #[error("there is no tool group `{name}`{}", hint(.near.as_deref()))]
    Unknown {
        /// The name as it was given.
        name: String,
        /// The most similar one that there is.
        near: Option<String>,
    },
    /// There are no tool groups at all.
    #[error("the scenario has no tool groups whose lots a rule could rank")]
    None,
}

/// A rule from outside in the ranking of a tool group of one run.
#[derive(Debug)]
pub(in crate::industry::fab) struct Outside {
    rule: NamedRule,
    asked: Mutex<Asked>,
}

/// What the rule said last, at one time and for one setup of the tool: of each lot it is asked
/// once, since it may be slow, and one that answers differently next time must not confuse a
/// search.
#[derive(Debug)]
struct Asked {
    now: SimTime,
    setup: SetupId,
    /// By the number of the lot's arrival.
    ranks: BTreeMap<u32, Ranks>,
}

impl Outside {
    pub(in crate::industry::fab) fn new(rule: NamedRule) -> Self {
        let asked = Asked {
            now: SimTime::MAX,
            setup: SetupId::NONE,
            ranks: BTreeMap::new(),
        };
        Self {
            rule,
            asked: Mutex::new(asked),
        }
    }

    /// The same rule in another run.
    pub(in crate::industry::fab) fn begun(&self) -> Self {
        Self::new(self.rule.clone())
    }

    /// The number at a place of a lot's rank. All lots rank alike where the rule has failed.
    pub(in crate::industry::fab) fn rank(
        &self,
        place: usize,
        lot: &QueuedLot,
        moment: &Moment,
    ) -> u64 {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        if (asked.now, asked.setup) != (moment.now, moment.setup) {
            (asked.now, asked.setup) = (moment.now, moment.setup);
            asked.ranks.clear();
        }
        let ranks = asked.ranks.entry(lot.arrival);
        ranks.or_insert_with(|| self.ask(lot, moment)).0[place]
    }

    fn ask(&self, lot: &QueuedLot, moment: &Moment) -> Ranks {
        if self.rule.failure().is_some() {
            return Ranks::ALIKE;
        }
        let now = Quantity::Now.of(lot, Some(moment));
        let ranks = self.rule.rule.rank(&WaitingLot::of(lot, moment), now);
        ranks.unwrap_or_else(|cause| {
            // Of several runs that it fails at once the first one says why.
            self.rule.failure.set(cause).ok();
            Ranks::ALIKE
        })
    }
}

/// Whether both ask the same rule.
impl PartialEq for Outside {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.rule.rule, &other.rule.rule)
    }
}
