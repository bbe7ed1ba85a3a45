//! Demand: tenders, buyers and contracts place orders (equation E30). Demand is independent of
//! production, so that the same seed gives the same orders whatever the plants do.

use bevy_ecs::prelude::*;

use super::plan::{MOST_COMPUTERS, Market};
use super::state::{NewOrders, Order};
use crate::engine::{ArrivalClock, Calendar, Clock, Pace, Phase, Sampler, Stream, Streams};
use crate::industry::shared::counts;
use crate::industry::shared::flow::ModelId;
use crate::industry::shared::programmes::{ProgrammeKind, Programmes};
use crate::units::{Duration, NumberLaw, Rate, SimTime};

crate::row_ids! {
    /// A buyer's place in the list of all accredited buyers.
    pub(super) struct BuyerRow;
    /// A contract's place in the scenario.
    pub(super) struct ContractRow;
}

crate::event_codes! {
    /// What happens in demand.
    pub(super) enum DemandEvent {
        /// A tender is placed.
        TenderPlaced,
        /// One more buyer is accredited.
        BuyerAccredited,
        /// An accredited buyer places an order.
        BuyerOrders(BuyerRow),
        /// A contract begins.
        ContractPlaced(ContractRow),
    }
}

/// A Poisson process of orders.
struct Ordering {
    stream: Stream,
    pace: Pace,
}

impl Ordering {
    /// The next order of the process, which comes at a rate; its event is scheduled.
    fn schedule_next(
        &mut self,
        calendar: &mut Calendar<DemandEvent>,
        now: SimTime,
        rate: Rate,
        event: DemandEvent,
    ) {
        let per_milli = rate.get_per_milli();
        if per_milli > 0.0 {
            let gap = Duration::from_millis_f64(self.stream.exponential() / per_milli);
            self.pace.expect(now + gap);
            calendar.schedule(now + gap, Phase::Transfer, event);
        }
    }

    /// The process begins.
    fn new(stream: Stream, rate: Rate) -> Self {
        Self {
            stream,
            pace: Pace::new(gap(rate)),
        }
    }

    /// Goes on at another rate from `now` on.
    fn change(
        &mut self,
        calendar: &mut Calendar<DemandEvent>,
        now: SimTime,
        rate: Rate,
        event: DemandEvent,
    ) {
        let stream = &mut self.stream;
        let due = self.pace.change(now, gap(rate), || stream.exponential());
        if let Some(due) = due {
            calendar.schedule(due, Phase::Transfer, event);
        }
    }
}

/// The mean gap between events of a rate, in milliseconds.
fn gap(rate: Rate) -> f64 {
    1.0 / rate.get_per_milli()
}

/// Tenders, buyers and contracts. Tenders and each buyer have their own random streams, so that one
/// more buyer changes no other order.
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
    tender_size: Option<Sampler>,
    buyer_size: Option<Sampler>,
    /// Orders whose number of computers was rounded to nothing, and that were not placed.
    pub(super) empty: u64,
    /// Events processed.
    pub(super) events: u64,
}

impl Demand {
    /// The demand of a market, with its first events scheduled.
    pub(super) fn new(market: &Market, streams: &Streams) -> Self {
        let sampler = |law: &NumberLaw| Sampler::new(law.law());
        let mut demand = Self {
            calendar: Calendar::new(),
            streams: streams.clone(),
            tenders: Ordering::new(
                streams.stream("market", "tenders"),
                market.tenders.as_ref().map_or(Rate::ZERO, |of| of.rate),
            ),
            accreditations: ArrivalClock::new(streams.stream("market", "accreditations")),
            buyers: Vec::new(),
            later_buyers: 0,
            tender_size: market
                .tenders
                .as_ref()
                .map(|tenders| sampler(&tenders.computers)),
            buyer_size: market
                .buyers
                .as_ref()
                .map(|buyers| sampler(&buyers.computers)),
            empty: 0,
            events: 0,
        };
        if let Some(tenders) = &market.tenders {
            let (calendar, event) = (&mut demand.calendar, DemandEvent::TenderPlaced);
            let ordering = &mut demand.tenders;
            ordering.schedule_next(calendar, tenders.start, tenders.rate, event);
        }
        if let Some(buyers) = &market.buyers {
            for row in 0..u64::from(buyers.initial) {
                let stream = streams.stream_indexed("market: first buyers", row);
                demand.accredit(SimTime::ZERO, buyers.orders, stream);
            }
        }
        for (row, contract) in market.contracts.iter().enumerate() {
            let event = DemandEvent::ContractPlaced(ContractRow::new(row));
            demand
                .calendar
                .schedule(contract.at, Phase::Transfer, event);
        }
        demand
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

    /// The next order that is placed before `end`.
    pub(super) fn next_order(&mut self, market: &Market, end: SimTime) -> Option<Order> {
        while let Some((now, event)) = self.calendar.pop_until(end) {
            self.events += 1;
            let order = match event {
                DemandEvent::TenderPlaced if !self.tenders.pace.is_now(now) => continue,
                DemandEvent::TenderPlaced => self.tender(market, now)?,
                DemandEvent::BuyerOrders(row) if !self.buyers[row.index()].pace.is_now(now) => {
                    continue;
                }
                DemandEvent::BuyerOrders(row) => self.buyer_order(market, now, row)?,
                DemandEvent::ContractPlaced(row) => {
                    let contract = &market.contracts[row.index()];
                    let (due, computers) = (now + contract.due, contract.computers);
                    Order::new(now, due, contract.model, computers, false)
                }
                DemandEvent::BuyerAccredited => {
                    let buyers = market.buyers.as_ref()?;
                    let row = self.later_buyers;
                    self.later_buyers += 1;
                    let stream = self.streams.stream_indexed("market: later buyers", row);
                    self.accredit(now, buyers.orders, stream);
                    continue;
                }
            };
            if order.computers > 0 {
                return Some(order);
            }
            self.empty += 1;
        }
        None
    }

    /// One more buyer begins to order, from a random stream of its own.
    fn accredit(&mut self, now: SimTime, orders: Rate, stream: Stream) {
        let event = DemandEvent::BuyerOrders(BuyerRow::new(self.buyers.len()));
        let mut buyer = Ordering::new(stream, orders);
        buyer.schedule_next(&mut self.calendar, now, orders, event);
        self.buyers.push(buyer);
    }

    /// Goes on as another state of the market says, from `now` on.
    pub(super) fn take_over(&mut self, market: &Market, now: SimTime) {
        if let Some(tenders) = &market.tenders {
            self.tender_size = Some(Sampler::new(tenders.computers.law()));
            let (from, event) = (now.max(tenders.start), DemandEvent::TenderPlaced);
            let ordering = &mut self.tenders;
            ordering.change(&mut self.calendar, from, tenders.rate, event);
        }
        if let Some(buyers) = &market.buyers {
            self.buyer_size = Some(Sampler::new(buyers.computers.law()));
            for (row, buyer) in self.buyers.iter_mut().enumerate() {
                let event = DemandEvent::BuyerOrders(BuyerRow::new(row));
                buyer.change(&mut self.calendar, now, buyers.orders, event);
            }
        }
    }

    fn tender(&mut self, market: &Market, now: SimTime) -> Option<Order> {
        let tenders = market.tenders.as_ref()?;
        let stream = &mut self.tenders.stream;
        let model = choose(&market.weights, stream.uniform());
        let computers = counts::draw(self.tender_size.as_ref()?, MOST_COMPUTERS, stream);
        let event = DemandEvent::TenderPlaced;
        let ordering = &mut self.tenders;
        ordering.schedule_next(&mut self.calendar, now, tenders.rate, event);
        Some(Order::new(now, now + tenders.due, model, computers, false))
    }

    fn buyer_order(&mut self, market: &Market, now: SimTime, row: BuyerRow) -> Option<Order> {
        let buyers = market.buyers.as_ref()?;
        let buyer = &mut self.buyers[row.index()];
        let stream = &mut buyer.stream;
        let model = choose(&market.weights, stream.uniform());
        let is_export = stream.chance(buyers.export_share.get());
        let computers = counts::draw(self.buyer_size.as_ref()?, MOST_COMPUTERS, stream);
        let event = DemandEvent::BuyerOrders(row);
        buyer.schedule_next(&mut self.calendar, now, buyers.orders, event);
        Some(Order::new(
            now,
            now + buyers.due,
            model,
            computers,
            is_export,
        ))
    }
}

/// Spawns the orders of this tick.
pub(super) fn place_orders(
    clock: Res<Clock>,
    market: Res<Market>,
    programmes: Res<Programmes>,
    mut demand: ResMut<Demand>,
    mut new: ResMut<NewOrders>,
    mut commands: Commands,
) {
    let strength = programmes.strength(ProgrammeKind::Buyers);
    demand.accredit_within(&market, &clock, strength);
    while let Some(order) = demand.next_order(&market, clock.tick_end()) {
        new.0.push(commands.spawn(order).id());
    }
}

/// The model that a uniform number picks, with probabilities proportional to the weights.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a scenario has at most 65,535 models"
)]
fn choose(weights: &[f64], uniform: f64) -> ModelId {
    let mut left = uniform * weights.iter().sum::<f64>();
    let mut chosen = 0;
    for (model, &weight) in weights.iter().enumerate() {
        if weight > 0.0 {
            chosen = model;
            if left < weight {
                break;
            }
            left -= weight;
        }
    }
    ModelId(chosen as u16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn models_are_chosen_as_often_as_their_weights_say() {
        let weights = [0.0, 3.0, 0.0, 1.0, 0.0];
        let of = |uniform| choose(&weights, uniform).0;
        assert_eq!([0.0, 0.5, 0.749].map(of), [1, 1, 1]);
        assert_eq!([0.75, 0.9, 1.0].map(of), [3, 3, 3]);
    }
}
