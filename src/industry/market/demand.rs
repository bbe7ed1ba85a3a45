//! Demand: tenders, buyers, models and contracts place orders (equations E30 and E44). The same
//! seed gives the same orders whatever the plants do, less those that are not placed because of
//! prices or lateness (equations E45 and E46).

use bevy_ecs::prelude::*;

use super::ordering::{BuyerRow, DemandEvent, ModelRow, Ordering};
use super::plan::{ContractRow, MOST_COMPUTERS, Market, Sale, Source};
use super::reaction::{Decision, Goodwill, PriceFactors, decide};
use super::state::{NewOrders, Order};
use crate::engine::{ArrivalClock, Calendar, Clock, Phase, Sampler, Stream, Streams};
use crate::industry::shared::counts;
use crate::industry::shared::flow::ModelId;
use crate::industry::shared::programmes::{ProgrammeKind, Programmes};
use crate::units::{NumberLaw, Rate, SimTime};

/// Tenders, buyers, models and contracts. Tenders, each buyer and each model have their own random
/// streams, so that one more buyer changes no other order.
#[derive(Resource)]
pub(super) struct Demand {
    calendar: Calendar<DemandEvent>,
    /// The source of the streams of later buyers.
    streams: Streams,
    tenders: Ordering,
    accreditations: ArrivalClock,
    /// Each accredited buyer: those of the start, then the others in order of time.
    buyers: Vec<Ordering>,
    /// How many of them were accredited later. Their streams are numbered by it, so that more
    /// buyers at the start do not change the orders of later ones.
    later_buyers: u64,
    /// The orders for each model alone.
    models: Vec<Ordering>,
    tender_size: Option<Sampler>,
    buyer_size: Option<Sampler>,
    /// The sizes of orders for each model alone.
    model_sizes: Vec<Option<Sampler>>,
    /// What prices multiply orders by.
    prices: PriceFactors,
    /// Orders whose number of computers was rounded to nothing, and that were not placed.
    pub(super) empty: u64,
    /// Orders that were not placed since no model was on sale.
    pub(super) without_model: u64,
    /// Orders that were not placed because of prices or lateness.
    pub(super) forgone: u64,
    /// Events processed.
    pub(super) events: u64,
}

impl Demand {
    /// The demand of a market, with its first events scheduled.
    pub(super) fn new(market: &Market, streams: &Streams) -> Self {
        let models = market.models.iter().zip(&market.sales);
        let models = models.map(|(name, sale)| {
            let streams = Ordering::streams(streams, "market: orders for a model", name);
            Ordering::new(streams, own_rate(sale))
        });
        let mut demand = Self {
            calendar: Calendar::new(),
            streams: streams.clone(),
            tenders: Ordering::new(
                Ordering::streams(streams, "market", "tenders"),
                market.tenders.as_ref().map_or(Rate::ZERO, |of| of.rate),
            ),
            accreditations: ArrivalClock::new(streams.stream("market", "accreditations")),
            buyers: Vec::new(),
            later_buyers: 0,
            models: models.collect(),
            tender_size: None,
            buyer_size: None,
            model_sizes: Vec::new(),
            prices: PriceFactors::new(market),
            empty: 0,
            without_model: 0,
            forgone: 0,
            events: 0,
        };
        demand.take_sizes(market);
        if let Some(tenders) = &market.tenders {
            let (calendar, event) = (&mut demand.calendar, DemandEvent::TenderPlaced);
            let ordering = &mut demand.tenders;
            ordering.schedule_next(calendar, tenders.start, tenders.rate, event);
        }
        if let Some(buyers) = &market.buyers {
            for row in 0..u64::from(buyers.initial) {
                let name = "market: first buyers";
                let streams = Ordering::streams_indexed(streams, name, row);
                demand.accredit(SimTime::ZERO, buyers.orders, streams);
            }
        }
        for (row, contract) in market.contracts.iter().enumerate() {
            let event = DemandEvent::ContractPlaced(ContractRow::new(row));
            demand
                .calendar
                .schedule(contract.at, Phase::Transfer, event);
        }
        for (row, sale) in market.sales.iter().enumerate() {
            let event = DemandEvent::ModelOrdered(ModelRow::new(row));
            let ordering = &mut demand.models[row];
            ordering.schedule_next(&mut demand.calendar, sale.launch, own_rate(sale), event);
        }
        demand
    }

    /// Takes the laws of the sizes of orders.
    fn take_sizes(&mut self, market: &Market) {
        let sampler = |law: &NumberLaw| Sampler::new(law.law());
        let (tenders, buyers) = (market.tenders.as_ref(), market.buyers.as_ref());
        self.tender_size = tenders.map(|of| sampler(&of.computers));
        self.buyer_size = buyers.map(|of| sampler(&of.computers));
        let own = market.sales.iter().map(|sale| sale.own.as_ref());
        self.model_sizes = own
            .map(|own| own.map(|own| sampler(&own.computers)))
            .collect();
    }

    /// How many buyers are accredited.
    pub(super) const fn buyers(&self) -> usize {
        self.buyers.len()
    }

    /// How many buyers were accredited in the course of the run.
    pub(super) const fn accredited(&self) -> u64 {
        self.later_buyers
    }

    /// Schedules the accreditations of the present tick, whose rate is multiplied by the strength
    /// of programmes for buyers. Buyers that are accredited already go on ordering whatever it is.
    pub(super) fn accredit_within(&mut self, market: &Market, clock: &Clock, strength: f64) {
        let Some(buyers) = &market.buyers else { return };
        let (from, end) = (clock.tick_start(), clock.tick_end());
        // Days begin with a tick, so a tick lies on one side of the first day of accreditations.
        let rate = if from >= buyers.accredit_start {
            Rate::per_milli(buyers.accredit_rate.get_per_milli() * strength)
        } else {
            Rate::ZERO
        };
        self.accreditations.set_rate(from, rate);
        while let Some(at) = self.accreditations.next_before(end) {
            let event = DemandEvent::BuyerAccredited;
            self.calendar.schedule(at, Phase::Transfer, event);
        }
    }

    /// The next order that is placed before `end`, where customers remember what `goodwill` does.
    pub(super) fn next_order(
        &mut self,
        market: &Market,
        goodwill: &Goodwill,
        end: SimTime,
    ) -> Option<Order> {
        while let Some((now, event)) = self.calendar.pop_until(end) {
            self.events += 1;
            let order = match event {
                DemandEvent::TenderPlaced if self.tenders.is_now(now) => self.tender(market, now),
                DemandEvent::BuyerOrders(row) if self.buyers[row.index()].is_now(now) => {
                    self.buyer_order(market, now, row)
                }
                DemandEvent::ModelOrdered(row) if self.models[row.index()].is_now(now) => {
                    self.model_order(market, now, row)
                }
                DemandEvent::TenderPlaced
                | DemandEvent::BuyerOrders(_)
                | DemandEvent::ModelOrdered(_) => None,
                DemandEvent::ContractPlaced(row) => {
                    let contract = &market.contracts[row.index()];
                    let times = (now, now + contract.due);
                    let what = (contract.model, contract.computers);
                    return Some(Order::new(market, Source::Contract(row), times, what));
                }
                DemandEvent::BuyerAccredited => {
                    let buyers = market.buyers.as_ref()?;
                    let (name, row) = ("market: later buyers", self.later_buyers);
                    self.later_buyers += 1;
                    let streams = Ordering::streams_indexed(&self.streams, name, row);
                    self.accredit(now, buyers.orders, streams);
                    None
                }
            };
            let order = order.filter(|(order, thinned)| self.is_placed(order, *thinned, goodwill));
            if let Some((order, _)) = order {
                return Some(order);
            }
        }
        None
    }

    /// Whether an order is placed that comes with a uniform number, as prices and goodwill are.
    fn is_placed(&mut self, order: &Order, thinned: f64, goodwill: &Goodwill) -> bool {
        if order.computers == 0 {
            self.empty += 1;
            return false;
        }
        let bound = if order.source == Source::Model {
            self.prices.bound_of(order.model)
        } else {
            self.prices.bound()
        };
        let factor = self.prices.of(order.model) * goodwill.factor(order.placed);
        let decision = decide(thinned, factor, bound);
        self.forgone += u64::from(decision == Decision::Forgone);
        decision == Decision::Placed
    }

    /// One more buyer begins to order, from random streams of its own.
    fn accredit(&mut self, now: SimTime, orders: Rate, streams: [Stream; 2]) {
        let event = DemandEvent::BuyerOrders(BuyerRow::new(self.buyers.len()));
        let rate = orders.scaled(self.prices.bound());
        let mut buyer = Ordering::new(streams, rate);
        buyer.schedule_next(&mut self.calendar, now, rate, event);
        self.buyers.push(buyer);
    }

    /// Goes on as another state of the market says, from `now` on.
    pub(super) fn take_over(&mut self, market: &Market, now: SimTime) {
        self.take_sizes(market);
        self.prices.take_over(market);
        let (bound, calendar) = (self.prices.bound(), &mut self.calendar);
        if let Some(tenders) = &market.tenders {
            let (from, event) = (now.max(tenders.start), DemandEvent::TenderPlaced);
            let rate = tenders.rate.scaled(bound);
            self.tenders.change(calendar, from, rate, event);
        }
        if let Some(buyers) = &market.buyers {
            let rate = buyers.orders.scaled(bound);
            for (row, buyer) in self.buyers.iter_mut().enumerate() {
                let event = DemandEvent::BuyerOrders(BuyerRow::new(row));
                buyer.change(calendar, now, rate, event);
            }
        }
        let models = market.sales.iter().zip(&mut self.models).zip(0..);
        for ((sale, ordering), id) in models.filter(|((sale, _), _)| now < sale.end) {
            let event = DemandEvent::ModelOrdered(ModelRow::new(usize::from(id)));
            let rate = own_rate(sale).scaled(self.prices.bound_of(ModelId(id)));
            ordering.change(calendar, now.max(sale.launch), rate, event);
        }
    }

    /// The tender that comes now, with the uniform number by which it is placed; the next one is
    /// scheduled. None if no model is on sale.
    fn tender(&mut self, market: &Market, now: SimTime) -> Option<(Order, f64)> {
        let tenders = market.tenders.as_ref()?;
        let ordering = &mut self.tenders;
        let model = choose(&market.sales, now, ordering.stream.uniform());
        let size = self.tender_size.as_ref()?;
        let computers = counts::draw(size, MOST_COMPUTERS, &mut ordering.stream);
        let thinned = ordering.thinning.uniform();
        let rate = tenders.rate.scaled(self.prices.bound());
        let event = DemandEvent::TenderPlaced;
        ordering.schedule_next(&mut self.calendar, now, rate, event);
        self.without_model += u64::from(model.is_none());
        let times = (now, now + tenders.due);
        let order = Order::new(market, Source::Tender, times, (model?, computers));
        Some((order, thinned))
    }

    /// The order of a buyer that comes now, like that of a tender.
    fn buyer_order(
        &mut self,
        market: &Market,
        now: SimTime,
        row: BuyerRow,
    ) -> Option<(Order, f64)> {
        let buyers = market.buyers.as_ref()?;
        let buyer = &mut self.buyers[row.index()];
        let stream = &mut buyer.stream;
        let model = choose(&market.sales, now, stream.uniform());
        let is_export = stream.chance(buyers.export_share.get());
        let computers = counts::draw(self.buyer_size.as_ref()?, MOST_COMPUTERS, stream);
        let thinned = buyer.thinning.uniform();
        let rate = buyers.orders.scaled(self.prices.bound());
        let event = DemandEvent::BuyerOrders(row);
        buyer.schedule_next(&mut self.calendar, now, rate, event);
        self.without_model += u64::from(model.is_none());
        let times = (now, now + buyers.due);
        let order = Order::new(market, Source::Buyer, times, (model?, computers));
        Some((Order { is_export, ..order }, thinned))
    }

    /// The order for one model alone that comes now, like a tender. None once the model has ended;
    /// then no other is scheduled.
    fn model_order(
        &mut self,
        market: &Market,
        now: SimTime,
        row: ModelRow,
    ) -> Option<(Order, f64)> {
        let sale = market.sales.get(row.index())?;
        let own = sale.own.as_ref().filter(|_| sale.is_on_sale(now))?;
        let model = ModelId(u16::try_from(row.index()).ok()?);
        let ordering = &mut self.models[row.index()];
        let size = self.model_sizes[row.index()].as_ref()?;
        let computers = counts::draw(size, MOST_COMPUTERS, &mut ordering.stream);
        let thinned = ordering.thinning.uniform();
        let rate = own.rate.scaled(self.prices.bound_of(model));
        let event = DemandEvent::ModelOrdered(row);
        ordering.schedule_next(&mut self.calendar, now, rate, event);
        let times = (now, now + own.due);
        let order = Order::new(market, Source::Model, times, (model, computers));
        Some((order, thinned))
    }
}

/// The rate of orders for a model alone.
fn own_rate(sale: &Sale) -> Rate {
    sale.own.as_ref().map_or(Rate::ZERO, |own| own.rate)
}

/// Spawns the orders of this tick.
pub(super) fn place_orders(
    clock: Res<Clock>,
    market: Res<Market>,
    (programmes, goodwill): (Res<Programmes>, Res<Goodwill>),
    mut demand: ResMut<Demand>,
    mut new: ResMut<NewOrders>,
    mut commands: Commands,
) {
    let strength = programmes.strength(ProgrammeKind::Buyers);
    demand.accredit_within(&market, &clock, strength);
    while let Some(order) = demand.next_order(&market, &goodwill, clock.tick_end()) {
        new.0.push(commands.spawn(order).id());
    }
}

/// The model that a uniform number picks among those on sale, with probabilities proportional to
/// their weights; none if none is on sale.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a scenario has at most 65,535 models"
)]
fn choose(sales: &[Sale], now: SimTime, uniform: f64) -> Option<ModelId> {
    let on_sale = || {
        sales
            .iter()
            .enumerate()
            .filter(|(_, sale)| sale.is_on_sale(now))
    };
    let mut left = uniform * on_sale().map(|(_, sale)| sale.weight).sum::<f64>();
    let mut chosen = None;
    for (model, sale) in on_sale().filter(|(_, sale)| sale.weight > 0.0) {
        chosen = Some(ModelId(model as u16));
        if left < sale.weight {
            break;
        }
        left -= sale.weight;
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Fen;

    const fn day(day: u64) -> SimTime {
        SimTime::from_millis(day * 86_400_000)
    }

    fn sale(weight: f64, [launch, end]: [u64; 2]) -> Sale {
        Sale {
            price: Fen::yuan(1),
            weight,
            launch: day(launch),
            end: day(end),
            target_stock: None,
            own: None,
        }
    }

    #[test]
    fn models_are_chosen_as_often_as_their_weights_say() {
        let sales = [0.0, 3.0, 0.0, 1.0, 0.0].map(|weight| sale(weight, [0, 9]));
        let of = |uniform| choose(&sales, day(1), uniform).map(|model| model.0);
        assert_eq!([0.0, 0.5, 0.749].map(of), [Some(1); 3]);
        assert_eq!([0.75, 0.9, 1.0].map(of), [Some(3); 3]);
    }

    #[test]
    fn only_models_on_sale_are_chosen_from_the_launch_up_to_the_end() {
        let sales = [sale(3.0, [0, 5]), sale(1.0, [2, 7])];
        let of = |at, uniform| choose(&sales, day(at), uniform).map(|model| model.0);
        assert_eq!(
            [0, 1, 2, 4, 5, 6, 7].map(|at| of(at, 0.8)),
            [Some(0), Some(0), Some(1), Some(1), Some(1), Some(1), None]
        );
        assert_eq!(of(3, 0.7), Some(0));
        assert_eq!(of(5, 0.1), Some(1));
    }
}
