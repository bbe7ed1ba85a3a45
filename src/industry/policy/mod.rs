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

use crate::industry::shared::names::Names;
use crate::industry::shared::subsystem::Context;
use crate::scenario::{At, Problems};
use bevy_ecs::prelude::*;

use self::programme::Programme;
use self::reinvestment::Returns;
use crate::engine::{Clock, Figures, Metric, Period, Series, Sim, metrics};
use crate::industry::shared::ledger::{Account, Postings, TaxPaid};
use crate::industry::shared::programmes::{ProgrammeKind, Programmes};
use crate::industry::shared::{Stage, Subsystem};
use crate::units::time::YEAR;
use crate::units::{Duration, Fen, SimTime};

metrics! { "policy":
    /// Days on which the programme ran.
    ACTIVE_DAYS: "active_days", "d", Neither, None;
    /// What the programme cost the city.
    SPENT: "spent", "CNY", Neither, None;
    /// Tax that was spent on housing, windows and stations.
    REINVESTED: "reinvested", "CNY", Neither, None;
    /// Intensity times amount of the programmes of a kind, at the end.
    STRENGTH: "strength", "-", Neither, Level;
}

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
    /// The programmes that begin when a run of this length is over, or later.
    pub fn after(&self, horizon: Duration) -> impl Iterator<Item = &str> {
        let end = SimTime::ZERO + horizon;
        let late = self.programmes.iter().filter(move |row| row.start >= end);
        late.map(|row| row.name.as_str())
    }
}

impl Policy {
    /// Whether tax comes back to programmes, so that what comes of a run acts on what comes after.
    #[must_use]
    pub const fn reinvests(&self) -> bool {
        self.reinvestment.is_some()
    }

    /// The greatest strength of the programmes of a kind, if all of them ran at once. What comes back
    /// of the tax is not in it. For estimates of size.
    #[must_use]
    pub fn strongest(&self, kind: ProgrammeKind) -> f64 {
        if self.lists(kind) {
            self.of_kind(kind).map(|programme| programme.strength).sum()
        } else {
            kind.unlisted()
        }
    }

    fn of_kind(&self, kind: ProgrammeKind) -> impl Iterator<Item = &Programme> {
        let programmes = self.programmes.iter();
        programmes.filter(move |programme| programme.kind == kind)
    }

    fn lists(&self, kind: ProgrammeKind) -> bool {
        self.of_kind(kind).next().is_some()
    }

    /// What all programmes, and what came back of the tax, do at `now`.
    fn programmes_at(&self, returns: &Returns, now: SimTime) -> Programmes {
        let mut programmes = Programmes::default();
        for kind in ProgrammeKind::ALL {
            if self.lists(kind) {
                let effects = self.of_kind(kind);
                programmes.set(
                    kind,
                    effects.map(|programme| programme.effect_at(now)).sum(),
                );
            }
        }
        if let Some(plan) = &self.reinvestment {
            for (kind, more) in reinvestment::KINDS.into_iter().zip(returns.added(plan)) {
                programmes.set(kind, programmes.strength(kind) + more);
            }
        }
        programmes
    }

    /// The kinds that this scenario moves: those listed, and those that the tax comes back to.
    fn moved(&self) -> impl Iterator<Item = ProgrammeKind> {
        let returns = self.reinvestment.is_some();
        ProgrammeKind::ALL.into_iter().filter(move |&kind| {
            self.lists(kind) || (returns && reinvestment::KINDS.contains(&kind))
        })
    }
}

impl City {
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
    programmes.set_if_neq(city.policy.programmes_at(&city.returns, now));
}

/// The cost of some time at a yearly budget, to the nearest fen.
fn cost_of(budget_per_year: Fen, time: Duration) -> Fen {
    let product = i128::from(budget_per_year.as_fen()) * i128::from(time.as_millis());
    let year = i128::from(YEAR);
    Fen::new(i64::try_from((product + year / 2) / year).unwrap_or(i64::MAX))
}

fn begin_statistics(world: &mut World, now: SimTime) {
    let mut city = world.resource_mut::<City>();
    city.since = now;
    city.spent_before = city.spent.clone();
    city.returned_before = city.returns.total();
}

fn observe(world: &mut World, series: &mut Series) {
    let programmes = world.resource::<Programmes>();
    for kind in world.resource::<City>().policy.moved() {
        series.put_for(&STRENGTH, kind.name(), programmes.strength(kind));
    }
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
    for kind in city.policy.moved() {
        figures.put_for(&STRENGTH, kind.name(), programmes.strength(kind));
    }
}

fn audit(world: &mut World) -> Vec<String> {
    let now = world.resource::<Clock>().tick_end();
    let city = world.resource::<City>();
    let programmes = world.resource::<Programmes>();
    let campaign = ProgrammeKind::SettleCampaign;
    let mut campaigns = city.policy.of_kind(campaign);
    let faults = [
        (
            !campaigns.any(|p| p.runs_at(now)) && programmes.strength(campaign) > 0.0,
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

impl Subsystem for Policy {
    type Spec = spec::PolicyFile;
    type Statistics = ();

    const METRICS: &'static [&'static [&'static Metric]] = &[METRICS];

    fn declare(spec: &Self::Spec, names: &mut Names) {
        names
            .programmes
            .extend(spec.programmes.iter().map(|(_, row)| row.kind));
    }

    fn check(
        spec: Self::Spec,
        context: &Context,
        at: &At,
        problems: &mut Problems,
    ) -> Option<Self> {
        spec.check(context.start, at, problems)
    }

    fn publish(&self, world: &mut World) {
        world.insert_resource(self.programmes_at(&Returns::default(), SimTime::ZERO));
    }

    fn add_to(&self, sim: &mut Sim) {
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
        world.init_resource::<Postings>();
        world.init_resource::<TaxPaid>();
        world.insert_resource(city);
        sim.add(Stage::Policy, govern);
    }

    fn begin_period(world: &mut World, period: Period) {
        if period.from > SimTime::ZERO {
            begin_statistics(world, period.from);
        }
    }

    fn statistics(_: &mut World, _: SimTime) {}

    fn observe(world: &mut World, series: &mut Series) {
        observe(world, series);
    }

    fn report(world: &mut World, period: Period, (): &(), figures: &mut Figures) {
        report(world, period.to, figures);
    }

    fn audit(world: &mut World) -> Vec<String> {
        audit(world)
    }
}

#[cfg(test)]
mod tests;
