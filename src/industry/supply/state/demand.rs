//! Demands and when their orders come.

use bevy_ecs::prelude::Component as EntityComponent;

use super::orders::Order;
use super::part::Component;
use super::rows::PartRow;
use crate::engine::{DurationSampler, Sampler, Stream, Streams};
use crate::industry::shared::counts;
use crate::industry::supply::plan::{Demand, Times, Unmet};
use crate::industry::supply::season::Season;
use crate::industry::supply::shelf::Rank;
use crate::industry::supply::statistics::DemandStatistics;
use crate::units::number::nearest;
use crate::units::{Fen, NumberLaw, SimTime};

/// A demand and its waiting orders.
#[derive(EntityComponent, Clone, Debug)]
pub(in super::super) struct DemandState {
    pub(in super::super) name: Box<str>,
    times: TimesState,
    /// The most kits an order asks for.
    most: u32,
    stream: Stream,
    pub(in super::super) kit: Vec<Component>,
    pub(in super::super) is_lost: bool,
    patience: Option<DurationSampler>,
    patiences: Stream,
    pub(in super::super) backorder_cost: Fen,
    pub(in super::super) lost_cost: Fen,
    pub(in super::super) statistics: DemandStatistics,
}

/// When orders come.
#[derive(Clone, Debug)]
enum TimesState {
    Drawn {
        interval: DurationSampler,
        quantity: QuantityState,
        season: Option<Season>,
    },
    Always,
    Listed {
        orders: Vec<(SimTime, u32)>,
        /// The one that comes next.
        next: usize,
    },
}

/// The kits of random orders.
#[derive(Clone, Debug)]
enum QuantityState {
    Independent(Sampler),
    /// Kits are `mean + correlation * (those before - mean)`, and what is new.
    Correlated {
        law: Sampler,
        mean: f64,
        correlation: f64,
        last: f64,
    },
}

impl QuantityState {
    fn new(law: &NumberLaw, correlation: f64) -> Self {
        let sampler = Sampler::new(law.law());
        if correlation.abs() <= 0.0 {
            return Self::Independent(sampler);
        }
        let mean = law.law().mean();
        Self::Correlated {
            law: sampler,
            mean,
            correlation,
            last: mean,
        }
    }

    /// The kits of the next order, at most `most`.
    fn next(&mut self, most: u32, stream: &mut Stream) -> u32 {
        match self {
            Self::Independent(law) => counts::draw(law, most, stream),
            Self::Correlated {
                law,
                mean,
                correlation,
                last,
            } => {
                let new = (1.0 - *correlation * *correlation).sqrt();
                *last = *mean + *correlation * (*last - *mean) + new * (law.sample(stream) - *mean);
                nearest(last.max(0.0)).min(most)
            }
        }
    }
}

impl Demand {
    /// The rank of its orders.
    pub(in super::super) fn rank(&self) -> Rank {
        Rank {
            priority: self.priority,
            reserve: self.reserve.into(),
        }
    }
}

impl DemandState {
    /// A demand before its first order.
    ///
    /// * `class_of` — the class of its rank in the stock of a part.
    pub(in super::super) fn new(
        demand: &Demand,
        class_of: impl Fn(usize) -> usize,
        streams: &Streams,
    ) -> Self {
        let kit = demand.kit.iter().map(|&(part, units)| Component {
            part: PartRow::new(part),
            units: units.into(),
            class: class_of(part),
        });
        let times = match &demand.times {
            Times::Drawn {
                interval,
                quantity,
                correlation,
                season,
            } => TimesState::Drawn {
                interval: DurationSampler::new(interval),
                quantity: QuantityState::new(quantity, *correlation),
                season: season.clone(),
            },
            Times::Always => TimesState::Always,
            Times::Listed(orders) => TimesState::Listed {
                orders: orders.clone(),
                next: 0,
            },
        };
        let patience = match &demand.unmet {
            Unmet::WaitsFor(law) => Some(DurationSampler::new(law)),
            Unmet::Waits | Unmet::IsLost => None,
        };
        Self {
            name: demand.name.as_str().into(),
            times,
            most: demand.most,
            stream: streams.stream("parts demand", &demand.name),
            kit: kit.collect(),
            is_lost: matches!(demand.unmet, Unmet::IsLost),
            patience,
            patiences: streams.stream("patience for parts", &demand.name),
            backorder_cost: demand.backorder_cost,
            lost_cost: demand.lost_cost,
            statistics: DemandStatistics::default(),
        }
    }

    /// When the next order comes, if there is one.
    pub(in super::super) fn next(&mut self, now: SimTime) -> Option<SimTime> {
        match &self.times {
            TimesState::Drawn {
                interval, season, ..
            } => {
                let drawn = interval.sample(&mut self.stream);
                Some(match season {
                    Some(season) => season.after(now, drawn),
                    None => now + drawn,
                })
            }
            TimesState::Listed { orders, next } => orders.get(*next).map(|&(at, _)| at),
            TimesState::Always => None,
        }
    }

    /// The kits of the order that comes now.
    pub(in super::super) fn kits(&mut self) -> u32 {
        match &mut self.times {
            TimesState::Drawn { quantity, .. } => quantity.next(self.most, &mut self.stream),
            TimesState::Always => 0,
            TimesState::Listed { orders, next } => {
                *next += 1;
                orders[*next - 1].1
            }
        }
    }

    /// When an order that waits from now on gives up; never, if there is no patience.
    pub(in super::super) fn gives_up(&mut self, now: SimTime) -> Option<SimTime> {
        let patience = self.patience.as_ref()?;
        Some(now + patience.sample(&mut self.patiences))
    }

    /// An order has all its parts.
    pub(in super::super) fn complete(&mut self, now: SimTime, order: &Order) {
        self.statistics.completed += 1;
        self.statistics.waits.end(now, order.at);
    }
}
