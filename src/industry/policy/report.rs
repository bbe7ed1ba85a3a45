//! The metrics of policy, and how they are computed.

use bevy_ecs::prelude::*;

use super::Policy;
use super::books;
use super::state::PolicyState;
use super::statistics::Statistics;
use crate::engine::{Book, Figures, Metric, Period, Series, metrics};
use crate::industry::shared::programmes::Programmes;
use crate::industry::shared::subsystem::Reported;
use crate::units::SimTime;

metrics! { "policy":
    /// Time for which the programme ran, by programme.
    ACTIVE_DAYS: "active_days", "d", Neither, None;
    /// Cost of the programme to the city for the time that it ran, by programme.
    SPENT: "spent", "CNY", Neither, None;
    /// Paid for the programme at the ends of months, by programme.
    PAID: "paid", "CNY", Neither, None;
    /// Reinvested tax that has its effect.
    IN_EFFECT: "reinvested_in_effect", "CNY", Neither, None;
    /// Tax that the city reinvested in housing, service windows and recruitment stations.
    REINVESTED: "reinvested", "CNY", Neither, None;
    /// Sum over the programmes of a kind that run of intensity times amount, with what reinvestment
    /// adds, at the end of the period, by kind of programme; in the series, at the time.
    STRENGTH: "strength", "1", Neither, Level;
}

impl Reported for Policy {
    type Statistics = Statistics;

    const METRICS: &'static [&'static [&'static Metric]] = &[METRICS];

    fn statistics(world: &mut World, now: SimTime) -> Statistics {
        world.resource::<PolicyState>().statistics(now)
    }

    fn books(world: &mut World, of: &Statistics) -> Vec<Book> {
        books::books(world, of)
    }

    fn observe(world: &mut World, series: &mut Series) {
        let programmes = world.resource::<Programmes>();
        for kind in world.resource::<PolicyState>().plan.moved() {
            series.put_for(&STRENGTH, kind.name(), programmes.strength(kind));
        }
    }

    fn report(world: &mut World, _: Period, of: &Statistics, figures: &mut Figures) {
        let plan = &world.resource::<PolicyState>().plan;
        let rows = of.active.iter().zip(&of.spent);
        for (programme, paid) in plan.programmes.iter().zip(&of.paid) {
            figures.put_for(&PAID, &programme.name, paid.as_yuan());
        }
        figures.put(&IN_EFFECT, of.in_effect.as_yuan());
        for (programme, (active, spent)) in plan.programmes.iter().zip(rows) {
            figures.put_for(&ACTIVE_DAYS, &programme.name, active.as_days());
            figures.put_for(&SPENT, &programme.name, spent.as_yuan());
        }
        figures.put(&REINVESTED, of.reinvested.as_yuan());
        let programmes = world.resource::<Programmes>();
        for kind in plan.moved() {
            figures.put_for(&STRENGTH, kind.name(), programmes.strength(kind));
        }
    }
}
