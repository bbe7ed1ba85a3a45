//! What the city does about talent: programmes that can be switched on, off or doubled with one
//! line of a scenario, and a share of the tax that comes back.
//!
//! At the end of each tick policy writes what programmes do ([`Programmes`]), which the others read
//! from the next tick on. Programmes are paid by the city's treasury, not by the park. Read
//! [`spec`] for what a scenario says, `programme` for the course of one, `reinvestment` for
//! equation E32.

mod programme;
mod reinvestment;
pub mod spec;

pub use spec::{Policy, PolicyFile};

use bevy_ecs::prelude::*;

use self::reinvestment::Returns;
use self::spec::Kind;
use crate::engine::{Better, Clock, Figures, Metric, Series, Sim};
use crate::industry::shared::ledger::{Account, Postings, TaxPaid};
use crate::industry::shared::people::Programmes;
use crate::industry::shared::{Room, Stage};
use crate::units::time::YEAR;
use crate::units::{Duration, Fen, SimTime};

/// Declares metrics that say what policy does; none is good by itself.
macro_rules! metrics {
    ($($name:ident: $key:literal, $unit:literal, $meaning:literal;)*) => {
        $(const $name: Metric = Metric {
            key: $key,
            unit: $unit,
            meaning: $meaning,
            better: Better::Neither,
        };)*

        /// Every metric of policy.
        const METRICS: &[&Metric] = &[$(&$name),*];
    };
}

metrics! {
    ACTIVE_DAYS: "policy.active_days", "d", "days on which the programme ran";
    SPENT: "policy.spent", "CNY", "what the programme cost the city";
    REINVESTED: "policy.reinvested", "CNY", "tax that was spent on housing, windows and stations";
    SETTLE: "policy.settle_intensity", "-", "intensity of the settle campaign at the end";
    HOUSING: "policy.extra_housing_units", "units", "housing units that policy added by the end";
    WINDOWS: "policy.extra_windows", "windows", "service windows that policy added by the end";
    STATIONS: "policy.station_factor", "-", "factor on the leads of the stations at the end";
}

/// How policy is read.
pub const ROOM: Room = Room {
    name: "policy",
    every_day: false,
    metrics: METRICS,
    begin_statistics,
    observe,
    report,
    audit,
    events: |_| 0,
};

/// Everything policy keeps.
#[derive(Resource, Debug)]
struct City {
    policy: Policy,
    returns: Returns,
    /// What each programme has cost so far.
    spent: Vec<Fen>,
    /// When the statistics began, and what had been spent then.
    since: SimTime,
    spent_before: Vec<Fen>,
    returned_before: Fen,
}

impl Policy {
    /// Adds policy to a run. What runs on the first day acts from the first tick on.
    pub fn add_to(&self, sim: &mut Sim) {
        let count = self.programmes.len();
        let city = City {
            policy: self.clone(),
            returns: Returns::default(),
            spent: vec![Fen::ZERO; count],
            since: SimTime::ZERO,
            spent_before: vec![Fen::ZERO; count],
            returned_before: Fen::ZERO,
        };
        let world = sim.world_mut();
        world.insert_resource(city.programmes_at(SimTime::ZERO));
        world.init_resource::<Postings>();
        world.init_resource::<TaxPaid>();
        world.insert_resource(city);
        sim.add(Stage::Policy, govern);
    }
}

impl Policy {
    /// The greatest intensity of the settle campaign and the greatest factor on the leads of
    /// stations, if all programmes ran at once. What comes back of the tax is not in it. For
    /// estimates of size.
    #[must_use]
    pub fn strongest(&self) -> (f64, f64) {
        let sum_of = |kind: Kind| -> f64 {
            let programmes = self.programmes.iter();
            let effects = programmes.filter(|programme| programme.kind == kind);
            effects.map(|programme| programme.strength).sum()
        };
        (sum_of(Kind::SettleCampaign), 1.0 + sum_of(Kind::Stations))
    }
}

impl City {
    /// What all programmes, and what came back of the tax, do at `now`.
    fn programmes_at(&self, now: SimTime) -> Programmes {
        let sum_of = |kind: Kind| -> f64 {
            let programmes = self.policy.programmes.iter();
            let effects = programmes.filter(|programme| programme.kind == kind);
            effects.map(|programme| programme.effect_at(now)).sum()
        };
        let plan = self.policy.reinvestment.as_ref();
        let (units, windows, factor) = plan.map_or((0, 0, 0.0), |plan| self.returns.added(plan));
        Programmes {
            settle_intensity: sum_of(Kind::SettleCampaign),
            extra_housing_units: whole(sum_of(Kind::Housing)).saturating_add(units),
            extra_windows: whole(sum_of(Kind::Windows)).saturating_add(windows),
            station_factor: 1.0 + sum_of(Kind::Stations) + factor,
        }
    }

    /// Pays every programme for the time it ran before `now`. What is paid is exact in sum: a
    /// programme's cost so far, to the nearest fen.
    fn pay_programmes(&mut self, now: SimTime, postings: &mut Postings) {
        for (programme, spent) in self.policy.programmes.iter().zip(&mut self.spent) {
            let due = cost_of(programme.budget_per_year, programme.active_before(now));
            if due > *spent {
                let (from, to) = (Account::Tax, Account::Programmes);
                postings.transfer(now, from, to, due - *spent);
            }
            *spent = due;
        }
    }
}

/// Pays and reinvests at the end of each month, and says what acts in the next tick.
fn govern(
    clock: Res<Clock>,
    tax_paid: Res<TaxPaid>,
    mut city: ResMut<City>,
    mut postings: ResMut<Postings>,
    mut programmes: ResMut<Programmes>,
) {
    let now = clock.tick_end();
    if clock.ends_month() || now == clock.horizon() || now == clock.warmup() {
        city.pay_programmes(now, &mut postings);
    }
    if let Some(plan) = city.policy.reinvestment {
        let spent = city.returns.reinvest(&plan, tax_paid.0, now);
        if spent > Fen::ZERO {
            postings.transfer(now, Account::Tax, Account::Programmes, spent);
        }
        city.returns.arrive(now);
    }
    programmes.set_if_neq(city.programmes_at(now));
}

/// The cost of some time at a yearly budget, to the nearest fen.
fn cost_of(budget_per_year: Fen, time: Duration) -> Fen {
    let product = i128::from(budget_per_year.as_fen()) * i128::from(time.as_millis());
    let year = i128::from(YEAR);
    Fen::new(i64::try_from((product + year / 2) / year).unwrap_or(i64::MAX))
}

/// Whole units, as many as are ready.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a saturating cast of an amount that is not negative"
)]
fn whole(amount: f64) -> u32 {
    (amount + 1e-9).floor() as u32
}

fn begin_statistics(world: &mut World, now: SimTime) {
    let mut city = world.resource_mut::<City>();
    city.since = now;
    city.spent_before = city.spent.clone();
    city.returned_before = city.returns.total();
}

fn observe(world: &mut World, series: &mut Series) {
    let programmes = world.resource::<Programmes>();
    series.put(&SETTLE, programmes.settle_intensity);
    series.put(&HOUSING, f64::from(programmes.extra_housing_units));
    series.put(&WINDOWS, f64::from(programmes.extra_windows));
    series.put(&STATIONS, programmes.station_factor);
}

fn report(world: &mut World, end: SimTime, figures: &mut Figures) {
    let city = world.resource::<City>();
    for (row, programme) in city.policy.programmes.iter().enumerate() {
        let active = programme
            .active_before(end)
            .saturating_sub(programme.active_before(city.since));
        figures.put_for(&ACTIVE_DAYS, &programme.name, active.as_days());
        let spent = city.spent[row] - city.spent_before[row];
        figures.put_for(&SPENT, &programme.name, spent.as_yuan());
    }
    let reinvested = city.returns.total() - city.returned_before;
    figures.put(&REINVESTED, reinvested.as_yuan());
    let programmes = world.resource::<Programmes>();
    figures.put(&SETTLE, programmes.settle_intensity);
    figures.put(&HOUSING, f64::from(programmes.extra_housing_units));
    figures.put(&WINDOWS, f64::from(programmes.extra_windows));
    figures.put(&STATIONS, programmes.station_factor);
}

fn audit(world: &mut World) -> Vec<String> {
    let now = world.resource::<Clock>().tick_end();
    let city = world.resource::<City>();
    let programmes = world.resource::<Programmes>();
    let campaigns = city.policy.programmes.iter();
    let running = campaigns.filter(|p| p.kind == Kind::SettleCampaign && p.runs_at(now));
    let faults = [
        (
            running.count() == 0 && programmes.settle_intensity > 0.0,
            "the settle campaign has an intensity, but no campaign runs",
        ),
        (
            city.returns.total() > world.resource::<TaxPaid>().0,
            "more tax was reinvested than paid",
        ),
    ];
    let faults = faults.iter().filter(|(is_wrong, _)| *is_wrong);
    faults.map(|&(_, sentence)| sentence.to_owned()).collect()
}

#[cfg(test)]
mod tests;
