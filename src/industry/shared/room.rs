//! What a subsystem registers besides its systems: how it is read.

use bevy_ecs::prelude::*;

use crate::engine::{Figures, Metric, Series};
use crate::units::SimTime;

/// How the rest of the program reads a subsystem. Each subsystem has one constant of this type.
#[derive(Clone, Copy)]
pub struct Room {
    /// Its name: the section of the scenario.
    pub name: &'static str,
    /// Whether it is observed at every midnight, and not only at the points that a scenario asks
    /// for.
    pub every_day: bool,
    /// Every metric it reports.
    pub metrics: &'static [&'static Metric],
    /// Begins its statistics anew: the warm-up is over.
    pub begin_statistics: fn(&mut World, SimTime),
    /// Adds its values of the moment to the series.
    pub observe: fn(&mut World, &mut Series),
    /// Reports its figures; the instant is the end of the run.
    pub report: fn(&mut World, SimTime, &mut Figures),
    /// Says what is not conserved, in sentences; empty when all is well. Called between ticks.
    pub audit: fn(&mut World) -> Vec<String>,
    /// How many events it has processed since the start.
    pub events: fn(&World) -> u64,
}

/// Declares a metric: name, key, unit, which way is better, what it says.
macro_rules! metric {
    ($name:ident, $key:literal, $unit:literal, $better:ident, $meaning:literal) => {
        #[doc = $meaning]
        const $name: $crate::engine::Metric = $crate::engine::Metric {
            key: $key,
            unit: $unit,
            meaning: $meaning,
            better: $crate::engine::Better::$better,
        };
    };
}
pub(crate) use metric;
