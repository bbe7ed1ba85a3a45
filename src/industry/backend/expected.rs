//! How many chips wafers are expected to give (equation E34).

use super::plan::{Backend, Task};
use super::screen::{burn_in_escapes, pass_share};
use super::state::BackendLot;
use crate::industry::shared::flow::ProductId;
use crate::industry::shared::position::ChipPositions;

impl Backend {
    /// Writes down what a wafer that leaves the fab at present is expected to give.
    pub(super) fn expect_chips(&self, positions: &mut ChipPositions) {
        for id in (0..).map(ProductId).take(self.products.len()) {
            let chips = self.chips_of_wafer(id, positions.defects_per_cm2());
            positions.expect_of_wafer(id, chips);
        }
    }

    /// Chips of a wafer in the mean, with so many killing defects on a square centimetre.
    #[must_use]
    pub fn chips_of_wafer(&self, id: ProductId, defects_per_cm2: f64) -> f64 {
        let product = self.product(id);
        let faults = product.faults(defects_per_cm2);
        let passed = pass_share(self.law, faults, self.probe_coverage.get());
        let dies = f64::from(product.dies_per_wafer) * passed;
        dies * self.share_after_probe(id, faults, Task::Probe)
    }

    /// Chips of a lot in the mean, by what probe found, at a station of this task or before it.
    pub(super) fn chips_expected(&self, lot: &BackendLot, at: Task) -> f64 {
        if at == Task::Probe {
            return f64::from(lot.wafers) * self.chips_of_wafer(lot.product, lot.defects_per_cm2);
        }
        let faults = self.product(lot.product).faults(lot.defects_per_cm2);
        f64::from(lot.dies.passed()) * self.share_after_probe(lot.product, faults, at)
    }

    /// The share of dies which have passed probe that become chips, of a lot that is at a station
    /// of this task or before it.
    fn share_after_probe(&self, id: ProductId, faults: f64, at: Task) -> f64 {
        let sound = self.law.die_yield(faults);
        let passed = pass_share(self.law, faults, self.probe_coverage.get());
        let passes_both = pass_share(self.law, faults, self.final_coverage.get()).min(passed);
        let packaged = match at {
            Task::Probe | Task::Packaging => self.package_yield.get(),
            Task::BurnIn | Task::FinalTest => 1.0,
        };
        let burnt_out = match (self.burn_in, at) {
            (Some(plan), Task::Probe | Task::Packaging | Task::BurnIn) => {
                let outlive = burn_in_escapes(1.0, plan.weak_life, plan.time);
                plan.weak_share * (1.0 - outlive) * sound
            }
            (Some(_), Task::FinalTest) | (None, _) => 0.0,
        };
        let grades = &self.product(id).grades;
        let graded = if grades.is_empty() {
            1.0
        } else {
            grades.iter().map(|(_, share)| share).sum()
        };
        let tested = (passes_both - burnt_out) / passed;
        packaged * tested * self.final_yield.get() * graded
    }
}
