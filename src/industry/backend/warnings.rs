//! Warnings about chips that never pass, and how loaded the stations are.

use super::plan::{Backend, Product, ServiceTime};
use super::screen::pass_share;
use crate::industry::shared::flow::{PartId, ProductId};
use crate::industry::shared::warnings::Warnings;

/// Fewer good chips of a wafer than this are none: a park makes some thousand wafers a month.
const HARDLY_ANY: f64 = 1e-4;

impl Backend {
    /// What never happens in a run, in sentences.
    pub(super) fn never(&self) -> Warnings {
        let mut warnings = Warnings::default();
        for (share, what, at) in [
            (self.package_yield, "packaging", "backend.package_yield"),
            (
                self.final_yield,
                "the final test",
                "backend.final_test.yield",
            ),
        ] {
            if share.get() <= 0.0 {
                warnings.push(format!(
                    "no chip survives {what}, so that none is ever used or sold: raise `{at}`"
                ));
            }
        }
        let graded = self.products.iter().filter(|one| !one.grades.is_empty());
        let slow = graded.filter(|one| one.shares().sum::<f64>() < HARDLY_ANY);
        warnings.extend(slow.map(|product| {
            let name = &product.name;
            format!(
                "no chip of product `{name}` is fast enough for its last grade: see \
                 `backend.products.{name}.bins`"
            )
        }));
        warnings
    }

    /// A warning for each product of which hardly a chip passes at the density of killing defects.
    pub fn without_yield(&self, density: f64) -> impl Iterator<Item = String> {
        let poor = self.products.iter();
        let poor = poor.filter(move |one| self.chips_per_wafer(one, density) < HARDLY_ANY);
        poor.map(move |product| {
            let name = &product.name;
            format!(
                "hardly a chip of product `{name}` is good at {density} defects per cm2: lower the \
                 density of defects or `backend.products.{name}.die_area`"
            )
        })
    }

    /// Good chips of a wafer at probe, in the mean.
    fn chips_per_wafer(&self, product: &Product, density: f64) -> f64 {
        f64::from(product.dies_per_wafer) * self.law.die_yield(product.faults(density))
    }

    /// The products with the parts that their chips are.
    pub fn chips(&self) -> impl Iterator<Item = (&str, PartId, ProductId)> {
        let products = self.products.iter().zip(0..);
        products.map(|(product, id)| (&*product.name, product.part, ProductId(id)))
    }

    /// The servers and the loads of the stations where lots of these products come at these rates
    /// an hour, with so many wafers, at this density of killing defects.
    #[must_use]
    pub fn station_loads(
        &self,
        flows: &[(ProductId, f64, u16)],
        density: f64,
    ) -> Vec<(&str, u32, f64)> {
        let work = |first: bool, time: ServiceTime| -> f64 {
            let of_flow = |&(id, lots, wafers): &(ProductId, f64, u16)| {
                let product = self.product(id);
                let dies = f64::from(wafers) * f64::from(product.dies_per_wafer);
                // Probe sees all dies, the stations behind it those that passed.
                let handled = if first {
                    dies
                } else {
                    let faults = product.faults(density);
                    dies * pass_share(self.law, faults, self.probe_coverage.get())
                };
                lots * time.mean_of(wafers, handled)
            };
            flows.iter().map(of_flow).sum()
        };
        let stations = self.stations.iter().enumerate();
        stations
            .map(|(place, station)| {
                let work = work(place == 0, station.time);
                let load = work / f64::from(station.servers);
                (&*station.name, station.servers, load)
            })
            .collect()
    }
}
