//! The section `[services.index]`, checked.

use super::checks::Checks;
use crate::industry::services::spec::{
    FunctionsFile, ImprovementFile, IndexFile, PlacesFile, ProvisionFile, TalentsParkFile,
    WeightsFile,
};
use crate::scenario::{At, Fault};
use crate::units::{Duration, Share, SimTime};

/// A public service: places per 1,000 residents.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Provision {
    /// Places there are, per 1,000 of the residents at the start.
    pub capacity: f64,
    /// Places needed, per 1,000 residents.
    pub need: f64,
}

/// A public service that may grow.
#[derive(Clone, Debug, PartialEq)]
pub struct ProvisionPlan {
    /// The capacity and need at the start.
    pub provision: Provision,
    /// Builds: the instant they open, and their places per 1,000 of the residents at the start.
    pub builds: Vec<(SimTime, f64)>,
}

/// What the talents park adds, if there is one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ParkPlan {
    /// When it opens.
    pub opens: SimTime,
    /// What its functions add to the index.
    pub bonus: f64,
    /// The distance of its civic events; none if there are no events.
    pub event_gap: Option<Duration>,
    /// What an event adds to the index for a while.
    pub event_bonus: f64,
    /// The number of days that an event counts for.
    pub event_days: u16,
}

/// The weights of the parts of the index; they sum to one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weights {
    /// Weight of free talent housing.
    pub house: f64,
    /// Weight of the commute.
    pub transport: f64,
    /// Medical care.
    pub medical: f64,
    /// How well children are taught: weight or provision of school places.
    pub education: f64,
    /// The service window.
    pub pass: f64,
}

/// The service index, checked.
#[derive(Clone, Debug, PartialEq)]
pub struct IndexPlan {
    /// The weights of its parts.
    pub weights: Weights,
    /// The commute C at the start, in minutes.
    pub commute_minutes: f64,
    /// Improvements in order of time: the instant, and the commute from then on, in minutes.
    pub transport: Vec<(SimTime, f64)>,
    /// Wages elsewhere over wages here, `w_out / w`.
    pub outside_wage_ratio: f64,
    /// Residents at the start, talents of the run not counted.
    pub residents: f64,
    /// Medical care.
    pub medical: ProvisionPlan,
    /// How well children are taught: weight or provision of school places.
    pub education: ProvisionPlan,
    /// What the talents park adds, if there is one.
    pub talents_park: Option<ParkPlan>,
    /// Over how many days waits are averaged.
    pub averaging_days: u16,
    /// `S0`; none means the index at the start.
    pub reference_index: Option<f64>,
    /// `A_h0`; none means the vacancy at the start.
    pub reference_vacancy: Option<f64>,
}

impl IndexPlan {
    /// The commute at an instant, in minutes.
    pub(in super::super) fn commute(&self, now: SimTime) -> f64 {
        let done = self.transport.partition_point(|(opens, _)| *opens <= now);
        done.checked_sub(1)
            .map_or(self.commute_minutes, |last| self.transport[last].1)
    }
}

impl ProvisionPlan {
    /// The capacity and need at an instant.
    pub(in super::super) fn at(&self, now: SimTime) -> Provision {
        let built = self.builds.iter().filter(|(ready, _)| *ready <= now);
        let more: f64 = built.map(|(_, places)| places).sum();
        let Provision { capacity, need } = self.provision;
        Provision {
            capacity: capacity + more,
            need,
        }
    }
}

impl ParkPlan {
    /// How many events there were before an instant: one at the opening, then one every gap.
    pub(in super::super) fn events_before(&self, now: SimTime) -> u64 {
        let open = now.saturating_since(self.opens).as_millis();
        self.event_gap
            .map_or(0, |gap| open.div_ceil(gap.as_millis().max(1)))
    }
}

/// The tolerance of the sum of the weights, which is 1.
const WEIGHT_TOLERANCE: f64 = 1e-6;

/// A commute of more minutes is refused.
const LONGEST_COMMUTE: Duration = Duration::hours(10);

/// Checks that a commute is at most [`LONGEST_COMMUTE`].
fn check_commute(commute: Duration, at: &At, checks: &mut Checks) {
    if commute > LONGEST_COMMUTE {
        let fault = Fault::out_of_range(commute, "at most 10 h");
        checks.problems.add(at.field("commute"), fault);
    }
}

impl IndexFile {
    pub(super) fn check(&self, at: &At, checks: &mut Checks) -> IndexPlan {
        let Self {
            weights,
            commute,
            transport,
            outside_wage_ratio,
            residents,
            medical,
            education,
            talents_park,
            averaging_days,
            reference_index,
            reference_vacancy,
        } = self;
        check_commute(*commute, at, checks);
        let improvements = transport.iter().map(|(name, file)| {
            let at = at.field("transport").field(name);
            file.check(&at, checks)
        });
        let mut transport: Vec<(SimTime, f64)> = improvements.collect();
        // Stable: of two of one day, the later in the file holds.
        transport.sort_by_key(|(opens, _)| *opens);
        IndexPlan {
            weights: weights.check(&at.field("weights"), checks),
            commute_minutes: commute.as_minutes(),
            transport,
            outside_wage_ratio: *outside_wage_ratio,
            residents: *residents,
            medical: medical.check(&at.field("medical"), checks),
            education: education.check(&at.field("education"), checks),
            talents_park: talents_park.map(|park| park.check(&at.field("talents_park"), checks)),
            averaging_days: *averaging_days,
            reference_index: *reference_index,
            reference_vacancy: reference_vacancy.map(Share::get),
        }
    }
}

impl ImprovementFile {
    fn check(self, at: &At, checks: &mut Checks) -> (SimTime, f64) {
        let Self {
            opens,
            commute,
            cost,
        } = self;
        check_commute(commute, at, checks);
        checks.pay(opens, Duration::ZERO, cost, at);
        let opens = checks.ready(opens, Duration::ZERO);
        (opens, commute.as_minutes())
    }
}

impl ProvisionFile {
    fn check(&self, at: &At, checks: &mut Checks) -> ProvisionPlan {
        let Self {
            capacity,
            need,
            builds,
        } = self;
        let builds = builds.iter().map(|(name, file)| {
            let &PlacesFile {
                places,
                ordered,
                lag,
                cost,
            } = file;
            checks.pay(ordered, lag, cost, &at.field("builds").field(name));
            (checks.ready(ordered, lag), places)
        });
        ProvisionPlan {
            builds: builds.collect(),
            provision: Provision {
                capacity: *capacity,
                need: *need,
            },
        }
    }
}

impl TalentsParkFile {
    fn check(self, at: &At, checks: &mut Checks) -> ParkPlan {
        let Self {
            opens,
            functions,
            events,
            event_bonus,
            event_days,
        } = self;
        let FunctionsFile {
            talent,
            science,
            sponge,
            civic,
            future,
        } = functions;
        if events.get_per_day() > 1.0 {
            let fault = Fault::out_of_range(events, "at most 1 /d");
            checks.problems.add(at.field("events"), fault);
        }
        let per_milli = events.get_per_milli();
        ParkPlan {
            opens: checks.ready(opens, Duration::ZERO),
            bonus: talent + science + sponge + civic + future,
            event_gap: (per_milli > 0.0).then(|| Duration::from_millis_f64(1.0 / per_milli)),
            event_bonus,
            event_days,
        }
    }
}

impl WeightsFile {
    fn check(self, at: &At, checks: &mut Checks) -> Weights {
        let Self {
            house,
            transport,
            medical,
            education,
            pass,
        } = self;
        let parts = [house, transport, medical, education, pass].map(Share::get);
        let sum: f64 = parts.iter().sum();
        if (sum - 1.0).abs() > WEIGHT_TOLERANCE {
            let message = format!("the weights sum to {sum}");
            let fault = Fault::invalid(message, "they must sum to 1");
            checks.problems.add(at, fault);
        }
        let [house, transport, medical, education, pass] = parts;
        Weights {
            house,
            transport,
            medical,
            education,
            pass,
        }
    }
}
