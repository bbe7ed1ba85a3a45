//! Parts, checked: their policy, their sources, and what they are made from.

use super::common::{SHORTEST, cost, never_ends, rows_of};
use crate::industry::shared::flow::PartId;
use crate::industry::supply::policy::{Forecast, Method, Policy, Review, Sizes};
use crate::industry::supply::spec::{
    CapacityFile, ForecastFile, PartFile, ReviewFile, ReviewMoment, SourceFile, SupplierFile,
    Transfer, YieldFile,
};
use crate::scenario::{Fault, FieldPath, Named, Problems};
use crate::units::{Duration, DurationLaw, Fen, Law, NumberLaw, Share, SimTime};

/// A part: what is ordered when, and from whom.
#[derive(Clone, Debug)]
pub(in super::super) struct Part {
    pub(in super::super) name: String,
    /// Its id for assembly; none if it is kept here.
    pub(in super::super) id: Option<PartId>,
    pub(in super::super) policy: Policy,
    pub(in super::super) review: Review,
    pub(in super::super) initial_stock: u32,
    /// Rows of parts that it is made from, with the units of each; none if it is bought.
    pub(in super::super) made_from: Vec<(usize, u32)>,
    /// Whom orders go to, the main source first.
    pub(in super::super) sources: Vec<Source>,
    /// Costs in fen: of a unit in stock and on its way a year, and of an order.
    pub(in super::super) holding_cost: Fen,
    pub(in super::super) transit_cost: Fen,
    pub(in super::super) order_cost: Fen,
}

/// Whom orders go to.
#[derive(Clone, Debug)]
pub(in super::super) struct Source {
    /// The part, and for a further source a slash and its name.
    pub(in super::super) name: String,
    /// The probability that an order goes to it that is not urgent.
    pub(in super::super) share: f64,
    /// The stock at which, and below which, it gets all orders.
    pub(in super::super) below: Option<i64>,
    pub(in super::super) lead: DurationLaw,
    pub(in super::super) crossing: bool,
    pub(in super::super) price: Fen,
    pub(in super::super) sizes: Sizes,
    pub(in super::super) closed: bool,
    pub(in super::super) supplier: Option<Supplier>,
    pub(in super::super) capacity: Option<Capacity>,
    pub(in super::super) yields: Option<Yields>,
}

/// When a supplier takes orders.
#[derive(Clone, Debug)]
pub(in super::super) struct Supplier {
    pub(in super::super) up: DurationLaw,
    pub(in super::super) down: DurationLaw,
}

/// What a supplier can do at a time.
#[derive(Clone, Debug)]
pub(in super::super) struct Capacity {
    pub(in super::super) servers: u32,
    pub(in super::super) time_per_order: DurationLaw,
    pub(in super::super) time_per_unit: DurationLaw,
    pub(in super::super) transfer: Transfer,
}

/// What is delivered of an order.
#[derive(Clone, Debug)]
pub(in super::super) struct Yields {
    pub(in super::super) factor: NumberLaw,
    pub(in super::super) more: NumberLaw,
    pub(in super::super) less: NumberLaw,
}

/// What a part is checked against.
pub(super) struct Around<'a> {
    pub(super) parts: &'a Named<PartFile>,
    /// Whether there is a common review.
    pub(super) is_gathered: bool,
}

impl PartFile {
    /// The part at `at`; none if it has no policy.
    pub(super) fn check(
        &self,
        name: &str,
        id: Option<PartId>,
        around: &Around,
        at: &FieldPath,
        problems: &mut Problems,
    ) -> Option<Part> {
        let policy = self.policy(at, problems)?;
        let review = match &self.review {
            Some(review) => review.check(&at.field("review"), problems),
            None if around.is_gathered => Review::Gathered,
            None => Review::AtUse,
        };
        if matches!(policy, Policy::Forecast(_)) && review.is_at_use() {
            let message = "a forecast is made at reviews, and the part has none of its own";
            let help = "give it a `review`, such as { every = \"7 d\" }";
            problems.add(at, Fault::invalid(message, help));
        }
        let most = policy.greatest().unwrap_or(0).max(0);
        let most = u32::try_from(most).unwrap_or(u32::MAX);
        let made_from = rows_of(
            &self.made_from,
            around.parts,
            &at.field("made_from"),
            problems,
        );
        Some(Part {
            name: name.to_owned(),
            id,
            policy,
            review,
            initial_stock: self.initial_stock.unwrap_or(most),
            made_from,
            sources: self.sources(name, at, problems),
            holding_cost: cost("holding_cost", self.holding_cost, at, problems),
            transit_cost: cost("transit_cost", self.transit_cost, at, problems),
            order_cost: cost("order_cost", self.order_cost, at, problems),
        })
    }

    /// The one policy that is given.
    fn policy(&self, at: &FieldPath, problems: &mut Problems) -> Option<Policy> {
        let point = self.reorder_point.map(i64::from);
        let (quantity, level) = (self.order_quantity, self.order_up_to);
        let given = (self.base_stock, point, quantity, level);
        let policy = match (given, &self.forecast, &self.orders) {
            ((Some(units), None, None, None), None, None) => Policy::base_stock(units.into()),
            ((None, Some(point), Some(quantity), None), None, None) => Policy::Lots {
                point,
                quantity: quantity.into(),
            },
            ((None, Some(point), None, Some(level)), None, None) => {
                let level = i64::from(level);
                if level <= point {
                    let fault = Fault::out_of_range(level, format!("more than {point}, the point"));
                    problems.add(at.field("order_up_to"), fault);
                }
                Policy::UpTo { point, level }
            }
            ((None, None, None, None), Some(forecast), None) => {
                Policy::Forecast(forecast.check(&at.field("forecast"), problems)?)
            }
            ((None, None, None, None), None, Some(orders)) => {
                let listed = orders
                    .iter()
                    .map(|order| (SimTime::ZERO + order.at, u64::from(order.quantity)));
                let mut listed: Vec<_> = listed.collect();
                listed.sort_by_key(|&(at, _)| at);
                Policy::Listed(listed)
            }
            _ => {
                let message = "the part has no policy, or more than one";
                let help = "give one of: `base_stock`; `reorder_point` and `order_quantity`; \
                            `reorder_point` and `order_up_to`; `forecast`; `orders`";
                problems.add(at, Fault::invalid(message, help));
                return None;
            }
        };
        Some(policy)
    }

    /// The main source and the further ones.
    fn sources(&self, name: &str, at: &FieldPath, problems: &mut Problems) -> Vec<Source> {
        let mut sources = vec![self.main_source().check(name, at, problems)];
        let place = at.field("other_sources");
        for (other, file) in self.other_sources.iter() {
            let name = format!("{name}/{other}");
            sources.push(file.check(&name, &place.field(other), problems));
        }
        let shares: f64 = sources[1..].iter().map(|source| source.share).sum();
        if shares > 1.0 + 1e-9 {
            let fault = Fault::out_of_range(shares, "shares of at most 1 together");
            problems.add(place, fault);
        }
        sources[0].share = (1.0 - shares).max(0.0);
        sources
    }

    /// The source that the part's own fields describe.
    fn main_source(&self) -> SourceFile {
        SourceFile {
            share: Some(Share::ONE),
            below: None,
            lead: self.lead.clone(),
            crossing: self.crossing,
            price: self.price,
            supplier: self.supplier.clone(),
            capacity: self.capacity.clone(),
            yields: self.yields.clone(),
            minimum_order: self.minimum_order,
            order_multiple: self.order_multiple,
            closed: self.closed,
        }
    }
}

impl ForecastFile {
    /// The forecast; none if it has no way to expect demand.
    fn check(&self, at: &FieldPath, problems: &mut Problems) -> Option<Forecast> {
        let method = match (self.reviews, self.smoothing, self.mean) {
            (Some(reviews), None, None) => Some(Method::MovingAverage(reviews as usize)),
            (None, Some(share), None) => Some(Method::Smoothing(share.get())),
            (None, None, Some(mean)) => Some(Method::Known {
                mean,
                correlation: self.correlation.unwrap_or(0.0),
            }),
            _ => None,
        };
        if method.is_none() || (self.correlation.is_some() && self.mean.is_none()) {
            let message = "the forecast has no way to expect demand, or two of them";
            let help =
                "give one of: `reviews`; `smoothing`; `mean`, which may have a `correlation`";
            problems.add(at, Fault::invalid(message, help));
        }
        Some(Forecast {
            method: method?,
            cover: self.cover,
            safety: self.safety.unwrap_or(0).into(),
        })
    }
}

impl SourceFile {
    fn check(&self, name: &str, at: &FieldPath, problems: &mut Problems) -> Source {
        let Self {
            share,
            below,
            lead,
            crossing,
            price,
            supplier,
            capacity,
            yields,
            minimum_order,
            order_multiple,
            closed,
        } = self;
        let supplier = supplier.as_ref();
        let yields = yields.as_ref();
        Source {
            name: name.to_owned(),
            share: share.map_or(0.0, Share::get),
            below: below.map(i64::from),
            lead: lead.clone(),
            crossing: crossing.unwrap_or(true),
            price: cost("price", Some(*price), at, problems),
            sizes: Sizes {
                minimum: minimum_order.unwrap_or(1).into(),
                multiple: order_multiple.unwrap_or(1).into(),
            },
            closed: *closed,
            supplier: supplier.map(|one| one.check(&at.field("supplier"), problems)),
            capacity: capacity.as_ref().map(CapacityFile::checked),
            yields: yields.map(|one| one.check(&at.field("yields"), problems)),
        }
    }
}

impl ReviewFile {
    fn check(&self, at: &FieldPath, problems: &mut Problems) -> Review {
        let &Self {
            every,
            first,
            moment,
        } = self;
        if every < SHORTEST {
            let fault = Fault::out_of_range(every, format!("at least {SHORTEST}"));
            problems.add(at.field("every"), fault);
        }
        Review::Own {
            every,
            first: SimTime::ZERO + first.unwrap_or(every),
            before_demand: moment == Some(ReviewMoment::BeforeDemand),
        }
    }
}

impl SupplierFile {
    fn check(&self, at: &FieldPath, problems: &mut Problems) -> Supplier {
        let Self { up, down } = self;
        if up.mean() < SHORTEST {
            problems.add(at.field("up"), never_ends("up"));
        }
        Supplier {
            up: up.clone(),
            down: down.clone(),
        }
    }
}

impl CapacityFile {
    fn checked(&self) -> Capacity {
        let at_once = || DurationLaw::constant(Duration::ZERO);
        Capacity {
            servers: self.servers,
            time_per_order: self.time_per_order.clone().unwrap_or_else(at_once),
            time_per_unit: self.time_per_unit.clone().unwrap_or_else(at_once),
            transfer: self.transfer.unwrap_or(Transfer::Orders),
        }
    }
}

/// The most that the mean of a law of yields may be.
const MOST_YIELD: f64 = 1e9;

impl YieldFile {
    fn check(&self, at: &FieldPath, problems: &mut Problems) -> Yields {
        let mut law = |name: &str, law: &Option<NumberLaw>, default: f64| {
            let constant = || NumberLaw::new(Law::Constant { value: default });
            let law = law.clone().unwrap_or_else(constant);
            if law.law().mean() > MOST_YIELD {
                let allowed = format!("a mean of at most {MOST_YIELD:e}");
                let fault = Fault::out_of_range(law.law().mean(), allowed);
                problems.add(at.field(name), fault);
            }
            law
        };
        Yields {
            factor: law("factor", &self.factor, 1.0),
            more: law("more", &self.more, 0.0),
            less: law("less", &self.less, 0.0),
        }
    }
}
