//! The industry: one folder a subsystem, [`shared`] for their common nouns and hand-overs, and here
//! the list of subsystems and the park that consists of them.
//!
//! Start at the list below; then [`shared::subsystem`] says what a subsystem is. [`park`] is a
//! checked scenario, [`run`] a run of it, [`targets`] what a scenario compares a run with,
//! [`sliders`] what readers of its report may move; `balance` has the books that span subsystems.

/// The one list of subsystems, in the order of a tick. The section of the scenario file, the stage
/// of a tick, checks, statistics and metrics follow from it. Applies a macro to
/// `module: Type;` rows, where `Type` implements [`Subsystem`](shared::Subsystem).
macro_rules! subsystems {
    ($generate:ident) => {
        $generate! {
            /// Academicians, institutes, and the platform that matches experts and companies.
            research: Research;
            /// Founders and their companies.
            ventures: Ventures;
            /// Channels through which people come and register.
            talent: Talent;
            /// The service window, housing, and the index of what the city offers.
            services: Services;
            /// Hiring, promotion and leaving.
            careers: Careers;
            /// Who is on shift.
            staffing: Staffing;
            /// Purchased parts.
            supply: Supply;
            /// Tools, routes, lots.
            fab: Fab;
            /// Probe, packaging, final test.
            backend: Backend;
            /// Lines that build computers.
            assembly: Assembly;
            /// Orders and shipping.
            market: Market;
            /// Capital, wages, tax.
            finance: Finance;
            /// Programmes of the city, and reinvestment.
            policy: Policy;
            /// Which constraint binds.
            limits: Limits;
        }
    };
}

pub mod assembly;
pub mod backend;
mod balance;
mod busy_people;
pub mod careers;
mod chain;
pub mod explain;
pub mod fab;
pub mod finance;
pub mod limits;
pub mod market;
mod missing_goods;
mod missing_people;
pub mod outages;
pub mod park;
pub mod policy;
pub mod research;
pub mod run;
pub mod services;
pub mod shared;
mod size;
pub mod sliders;
pub mod spec;
pub mod staffing;
pub mod supply;
pub mod talent;
pub mod targets;
pub mod ventures;
mod warnings;

pub use chain::ChainLink;
pub use fab::LotStream;
pub use fab::rank::{NamedRule, NoToolGroup, OutsideRule, OutsideRules, Ranks, WaitingLot};
pub(crate) use limits::SHARE as LIMIT_SHARE;
pub use park::{About, Park, RunPlan, schema};
pub use run::{Outcome, Run};
pub use shared::subsystem::{LoadRow, Reader};
pub use sliders::Slider;
pub use spec::{ScenarioFile, scenario_digest};
pub use targets::{Parameter, Target, TargetKind, TargetRule, Targets, Window};

use crate::engine::Metric;

/// Declares the readers of all subsystems.
macro_rules! readers {
    ($($(#[$doc:meta])* $module:ident: $name:ident;)*) => {
        /// How every subsystem is read, in the order of a tick.
        pub const READERS: [Reader; shared::Stage::ALL.len()] =
            [$(Reader::of::<$module::$name>(stringify!($module))),*];
    };
}
subsystems!(readers);

/// Every metric that a run can report.
pub fn metrics() -> impl Iterator<Item = &'static Metric> {
    READERS.iter().flat_map(Reader::metrics)
}

/// The metric of a key, which may have a subject: `fab.cycle_time/cpu`.
///
/// ```
/// let metric = chippark::industry::metric_of("fab.cycle_time/cpu").unwrap();
/// assert_eq!((metric.key, metric.unit), ("fab.cycle_time", "d"));
/// ```
#[must_use]
pub fn metric_of(key: &str) -> Option<&'static Metric> {
    let name = key.split('/').next().unwrap_or(key);
    metrics().find(|metric| metric.key == name)
}
