//! The industry: one folder a subsystem, [`shared`] for what they hand to each other, and here the
//! park that is made of them.
//!
//! A causal tour, in the order in which a tick runs: [`research`] brings experts and projects,
//! [`ventures`] bring founders, [`talent`] registers people, [`services`] serves and houses them,
//! [`careers`] hires, trains and promotes them, [`staffing`] puts them on shift, [`supply`]
//! brings parts, [`fab`] makes wafers, [`backend`] makes chips of them, [`assembly`] builds
//! computers, [`market`] sells them, [`finance`] keeps the books, [`policy`] runs the programmes,
//! [`limits`] judges what bound. [`targets`] are what a scenario compares a run with.

pub mod assembly;
pub mod backend;
pub mod careers;
mod doubts;
pub mod fab;
pub mod finance;
mod hand_overs;
pub mod limits;
mod loads;
pub mod market;
pub mod park;
pub mod policy;
pub mod research;
pub mod run;
pub mod services;
pub mod shared;
mod size;
pub mod spec;
pub mod staffing;
pub mod supply;
pub mod talent;
pub mod targets;
pub mod ventures;

pub use limits::SHARE as LIMIT_SHARE;
pub use loads::LoadRow;
pub use park::{About, Park, RunPlan, schema};
pub use run::{Outcome, Run};
pub use spec::{ScenarioFile, scenario_digest};
pub use targets::{Parameter, Period, Target, TargetKind, TargetRule, Targets, Window};

use crate::engine::Metric;
use shared::Room;

/// Every subsystem, in the order of a tick.
pub const ROOMS: [&Room; 14] = [
    &research::ROOM,
    &ventures::ROOM,
    &talent::ROOM,
    &services::ROOM,
    &careers::ROOM,
    &staffing::ROOM,
    &supply::ROOM,
    &fab::ROOM,
    &backend::ROOM,
    &assembly::ROOM,
    &market::ROOM,
    &finance::ROOM,
    &policy::ROOM,
    &limits::ROOM,
];

/// Every metric that a run can report.
pub fn metrics() -> impl Iterator<Item = &'static Metric> {
    ROOMS.iter().flat_map(|room| room.metrics.iter().copied())
}
