//! Warnings about computers that are never finished, and what the models need.

use super::plan::Assembly;
use crate::engine::Clock;
use crate::industry::shared::flow::{ModelId, PartId};
use crate::industry::shared::warnings::Warnings;
use crate::units::{Duration, SimTime};

impl Assembly {
    /// What never happens in a run of this clock, in sentences.
    pub(super) fn never(&self, clock: &Clock) -> Warnings {
        let mut warnings = Warnings::default();
        let length = clock.horizon().since(SimTime::ZERO);
        let repair = self.banks.len() - 1;
        let banks: Duration = self.banks[..repair]
            .iter()
            .fold(Duration::ZERO, |sum, bank| sum + bank.time);
        let takes = self.carrier_time + self.line_time + banks;
        if takes >= length {
            let what = format!(
                "the first computer, as a carrier takes {} without any waiting (`assembly.takt`, \
                 `assembly.carrier_size`, `assembly.line_time` and the times of the tests)",
                takes.spoken()
            );
            warnings.late(1, what);
        }
        warnings
    }

    /// The models that are begun, by name and id, with each part that a computer of them takes and
    /// whether that is a chip made here.
    pub fn needs(&self) -> impl Iterator<Item = (&str, ModelId, PartId, bool)> {
        let begun = self.models.iter().filter(|model| model.share > 0.0);
        begun.flat_map(|model| {
            let is_chip = |part: PartId| self.parts[usize::from(part.0)].1.is_some();
            let kit = model.kit.iter();
            kit.map(move |&(part, _)| (&*model.name, model.id, part, is_chip(part)))
        })
    }
}
