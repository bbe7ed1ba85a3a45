//! Mean demand: how many orders and computers the rates of a market give.

use super::Market;
use crate::units::time::MONTH;
use crate::units::{Duration, Rate, SimTime};

/// The mean number of events of a rate within a time.
fn count(rate: Rate, span: Duration) -> f64 {
    rate.get_per_milli() * span.as_millis() as f64
}

impl Market {
    /// The mean number of orders placed within a time under programmes for buyers of the strength
    /// `reform`, by which the size of a run is estimated.
    pub(in crate::industry::market) fn orders_within(&self, time: Duration, reform: f64) -> f64 {
        let tenders = self.tenders.as_ref();
        let tenders = tenders.map_or(0.0, |tenders| count(tenders.rate, time));
        let buyers = self.buyers.as_ref().map_or(0.0, |buyers| {
            let accredited = f64::from(buyers.initial) + reform * count(buyers.accredit_rate, time);
            accredited * (1.0 + count(buyers.orders, time))
        });
        let own = self.sales.iter().filter_map(|sale| sale.own.as_ref());
        let own: f64 = own.map(|own| count(own.rate, time)).sum();
        tenders + buyers + own + self.contracts.len() as f64
    }

    /// Computers that are ordered a month in the mean of a time, where programmes for buyers have
    /// strength 1, prices are those of the start and no order is late.
    #[must_use]
    pub fn demand(&self, from: SimTime, to: SimTime) -> f64 {
        let mut computers = 0.0;
        // Tenders and buyers order while some model is on sale.
        let edges = self.sales.iter().flat_map(|sale| [sale.launch, sale.end]);
        let mut edges: Vec<SimTime> = edges.filter(|edge| (from..to).contains(edge)).collect();
        edges.extend([from, to]);
        edges.sort_unstable();
        for part in edges.windows(2).filter(|part| part[0] < part[1]) {
            let mut sales = self.sales.iter();
            if sales.any(|sale| sale.weight > 0.0 && sale.is_on_sale(part[0])) {
                computers += self.weighted_computers(part[0], part[1]);
            }
        }
        for sale in &self.sales {
            let span = sale.end.min(to).saturating_since(sale.launch.max(from));
            computers += sale.own.as_ref().map_or(0.0, |own| {
                count(own.rate, span) * own.computers.law().mean()
            });
        }
        let contracts = self
            .contracts
            .iter()
            .filter(|one| (from..to).contains(&one.at));
        computers += contracts.map(|one| f64::from(one.computers)).sum::<f64>();
        let months = to.saturating_since(from).as_millis() as f64 / MONTH as f64;
        computers / months
    }

    /// Computers that tenders and buyers order in the mean from one instant to another.
    fn weighted_computers(&self, from: SimTime, to: SimTime) -> f64 {
        let months = |span: Duration| span.as_millis() as f64 / MONTH as f64;
        let mut computers = 0.0;
        if let Some(tenders) = &self.tenders {
            let span = to.saturating_since(from.max(tenders.start));
            computers += count(tenders.rate, span) * tenders.computers.law().mean();
        }
        if let Some(buyers) = &self.buyers {
            let span = to.saturating_since(from);
            let accredited = |at: SimTime| {
                count(
                    buyers.accredit_rate,
                    at.saturating_since(buyers.accredit_start),
                )
            };
            // Accreditation grows in a straight line from its first day on.
            let begins = from.max(buyers.accredit_start).min(to);
            let later = to.saturating_since(begins);
            let mean = f64::midpoint(accredited(begins), accredited(to));
            let buyer_months = f64::from(buyers.initial) * months(span) + mean * months(later);
            let orders = count(buyers.orders, Duration::millis(MONTH));
            computers += buyer_months * orders * buyers.computers.law().mean();
        }
        computers
    }
}
