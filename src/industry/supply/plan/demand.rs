//! Demands, checked.

use super::common::{MOST_UNITS, SHORTEST, cost, never_ends, rows_of};
use crate::industry::shared::counts;
use crate::industry::supply::season::Season;
use crate::industry::supply::spec::{DemandFile, PartFile, SeasonFile, UnmetFile, UnmetWord};
use crate::scenario::{Fault, FieldPath, Named, Problems};
use crate::units::{Duration, DurationLaw, Fen, Law, NumberLaw, SimTime};

/// A demand other than by assembly.
#[derive(Clone, Debug)]
pub(in super::super) struct Demand {
    pub(in super::super) name: String,
    pub(in super::super) times: Times,
    /// The most kits of an order, at which draws are cut.
    pub(in super::super) most: u32,
    /// Rows of parts with the units of each.
    pub(in super::super) kit: Vec<(usize, u32)>,
    pub(in super::super) unmet: Unmet,
    pub(in super::super) priority: u32,
    pub(in super::super) reserve: u32,
    /// Cost of a unit that is waited for a year, and of a unit that is lost.
    pub(in super::super) backorder_cost: Fen,
    pub(in super::super) lost_cost: Fen,
}

/// When orders come, and for how many kits.
#[derive(Clone, Debug)]
pub(in super::super) enum Times {
    /// At random, at a rate that may change with the season.
    Drawn {
        interval: DurationLaw,
        quantity: NumberLaw,
        correlation: f64,
        season: Option<Season>,
    },
    /// Whenever all parts of a kit are there.
    Always,
    /// At these times, in their order.
    Listed(Vec<(SimTime, u32)>),
}

/// What becomes of an order for which parts are missing.
#[derive(Clone, Debug)]
pub(in super::super) enum Unmet {
    Waits,
    IsLost,
    WaitsFor(DurationLaw),
}

impl DemandFile {
    /// The demand at `at`; none if it has no times.
    pub(super) fn check(
        &self,
        name: &str,
        parts: &Named<PartFile>,
        at: &FieldPath,
        problems: &mut Problems,
    ) -> Option<Demand> {
        if self.kit.is_empty() {
            let what = "the kit".to_owned();
            problems.add(at.field("kit"), Fault::Empty { what });
        }
        let kit = rows_of(&self.kit, parts, &at.field("kit"), problems);
        let largest = kit.iter().map(|&(_, units)| units).max();
        let most = MOST_UNITS / largest.unwrap_or(1).clamp(1, MOST_UNITS);
        let times = self.times(most, at, problems)?;
        let unmet = match &self.unmet {
            None | Some(UnmetFile::Word(UnmetWord::Wait)) => Unmet::Waits,
            Some(UnmetFile::Word(UnmetWord::Lost)) => Unmet::IsLost,
            Some(UnmetFile::Patience(file)) => Unmet::WaitsFor(file.patience.clone()),
        };
        Some(Demand {
            name: name.to_owned(),
            times,
            most,
            kit,
            unmet,
            priority: self.priority.unwrap_or(0),
            reserve: self.reserve.unwrap_or(0),
            backorder_cost: cost("backorder_cost", self.backorder_cost, at, problems),
            lost_cost: cost("lost_cost", self.lost_cost, at, problems),
        })
    }

    /// When its orders come: by `interval`, from the list, or whenever they can.
    fn times(&self, most: u32, at: &FieldPath, problems: &mut Problems) -> Option<Times> {
        match (&self.interval, &self.orders, self.takes_all) {
            (Some(interval), None, false) => {
                if interval.mean() < SHORTEST {
                    problems.add(at.field("interval"), never_ends("interval"));
                }
                let one = || NumberLaw::new(Law::Constant { value: 1.0 });
                let quantity = self.quantity.clone().unwrap_or_else(one);
                counts::check(&quantity, most, &at.field("quantity"), problems);
                let season = self.season.as_ref();
                let season = season.and_then(|one| one.check(&at.field("season"), problems));
                Some(Times::Drawn {
                    interval: interval.clone(),
                    quantity,
                    correlation: self.correlation.unwrap_or(0.0),
                    season,
                })
            }
            (None, Some(orders), false) => {
                self.refuse_draws(at, problems);
                let listed = orders
                    .iter()
                    .map(|one| (SimTime::ZERO + one.at, one.quantity.min(most)));
                let mut listed: Vec<_> = listed.collect();
                listed.sort_by_key(|&(at, _)| at);
                Some(Times::Listed(listed))
            }
            (None, None, true) => {
                self.refuse_draws(at, problems);
                if self.unmet.is_some() {
                    let message = "a demand that takes what is there has nothing unmet";
                    problems.add(at.field("unmet"), Fault::invalid(message, "leave it out"));
                }
                Some(Times::Always)
            }
            _ => {
                let message = "the demand has no times, or two kinds of them";
                let help = "give one of: `interval`; a list of `orders`; `takes_all = true`";
                problems.add(at, Fault::invalid(message, help));
                None
            }
        }
    }

    /// Refuses what is said about random orders where there are none.
    fn refuse_draws(&self, at: &FieldPath, problems: &mut Problems) {
        if self.quantity.is_some() || self.season.is_some() || self.correlation.is_some() {
            let message = "`quantity`, `correlation` and `season` are those of random orders";
            let help = "leave them out, or give an `interval`";
            problems.add(at, Fault::invalid(message, help));
        }
    }
}

/// A year of 365 d.
const YEAR: Duration = Duration::days(365);

impl SeasonFile {
    /// The season; none if it has no factor above 0.
    fn check(&self, at: &FieldPath, problems: &mut Problems) -> Option<Season> {
        let length = self.length.unwrap_or(YEAR);
        let count = self.factors.len() as u64;
        let sound = |factor: &f64| factor.is_finite() && (0.0..=1e6).contains(factor);
        if !self.factors.iter().all(sound) || self.factors.iter().sum::<f64>() <= 0.0 {
            let message = "the factors are not from 0 to 10^6, or none is above 0";
            let help = "write a list such as [0.8, 1.2]";
            problems.add(at.field("factors"), Fault::invalid(message, help));
            return None;
        }
        let span = Duration::millis(length.as_millis() / count);
        if span < SHORTEST || span * count != length {
            let allowed =
                format!("{count} times a whole number of milliseconds, of {SHORTEST} or more");
            problems.add(at.field("length"), Fault::out_of_range(length, allowed));
        }
        Some(Season {
            factors: self.factors.clone(),
            span,
        })
    }
}
