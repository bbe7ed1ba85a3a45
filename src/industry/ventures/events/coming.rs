//! Who comes forward: contests (equation E4) and founders, under the programmes of the moment.

use bevy_ecs::prelude::*;

use super::VentureEvent;
use crate::engine::{Calendar, Clock, Phase};
use crate::industry::shared::programmes::Programmes;
use crate::industry::ventures::draws::VentureDraw;
use crate::industry::ventures::state::{Strengths, VenturesState};
use crate::industry::ventures::venture::{Venture, VenturePlace, VentureRow};
use crate::units::number::{nearest, whole_u64};
use crate::units::{Fen, SimTime};

/// Obeys the programmes, and gives the teams that come forward in this tick their rows.
pub(in crate::industry::ventures) fn come_forward(world: &mut World) {
    let clock = world.resource::<Clock>();
    let (now, end) = (clock.tick_start(), clock.tick_end());
    let month_begins = clock.starts_day() && clock.date(now).day() == 1;
    let programmes = *world.resource::<Programmes>();
    let mut state = world.resource_mut::<VenturesState>();
    state.obey(now, month_begins, &programmes);
    let coming = state.teams_until(end);
    if coming.is_empty() {
        return;
    }
    let first = state.rows;
    state.rows += u32::try_from(coming.len()).expect("fewer than 2^32 teams");
    let mut calendar = world.resource_mut::<Calendar<VentureEvent>>();
    for (row, &(at, venture)) in (first..).map(VentureRow::from).zip(&coming) {
        if venture.place == VenturePlace::Coming {
            calendar.schedule(at, Phase::Transfer, VentureEvent::Comes(row));
        }
    }
    let ventures: Vec<Venture> = coming.into_iter().map(|(_, venture)| venture).collect();
    world.spawn_batch(ventures);
}

impl VenturesState {
    /// Obeys the programmes from `now` on, and fills the fund on the first day of a month.
    fn obey(&mut self, now: SimTime, month_begins: bool, programmes: &Programmes) {
        let strengths = Strengths::of(programmes);
        let changed = strengths != self.strengths || now == SimTime::ZERO;
        self.strengths = strengths;
        if changed && let Some(all) = &self.plan.enclaves {
            for (place, pool) in self.enclaves.iter_mut().enumerate() {
                pool.set_capacity(now, all.slots(place, strengths.enclaves));
            }
        }
        let Some(guarantee) = self.plan.guarantee else {
            return;
        };
        if changed {
            let units = |whole: u64| whole_u64(whole as f64 * strengths.pools);
            self.guaranteed[0].set_capacity(now, units(guarantee.equipment));
            self.guaranteed[1].set_capacity(now, units(guarantee.land));
            self.runway
                .set_factor(now, guarantee.factor(strengths.pools));
            self.change_of_cost(now);
        }
        let fills = month_begins || now == SimTime::ZERO;
        if fills {
            let per_month = guarantee.fund_per_month.as_fen().unsigned_abs();
            let more = whole_u64(per_month as f64 * strengths.pools);
            let fund = &mut self.guaranteed[2];
            let there = fund.capacity().unwrap_or(0).saturating_add(more);
            fund.set_capacity(now, there);
            self.statistics.filled += Fen::new(i64::try_from(more).unwrap_or(i64::MAX));
        }
        self.may_serve = changed || fills;
    }

    /// The teams that come forward before `end`, each with its instant: those of contests first.
    fn teams_until(&mut self, end: SimTime) -> Vec<(SimTime, Venture)> {
        let mut coming = Vec::new();
        while let Some(&at) = self.contests.get(self.held).filter(|&&at| at < end) {
            let projects = self.projects_of_contest();
            coming.extend(projects.into_iter().map(|venture| (at, venture)));
            self.held += 1;
        }
        while self.next_founders < end.as_millis() as f64 {
            let at = whole_millis(self.next_founders);
            self.next_founders = self.founders_after(self.next_founders);
            let share = self.plan.founders.map_or(0.0, |all| all.enclave_share);
            coming.push((at, self.team(self.statistics.founded, share)));
            self.statistics.founded += 1;
        }
        coming
    }

    /// Draws the projects of the next contest, admitted or refused.
    fn projects_of_contest(&mut self) -> Vec<Venture> {
        let Some(contest) = &self.plan.contest else {
            return Vec::new();
        };
        let ordinal = self.held as u64;
        let mean = contest.projects * self.strengths.contest;
        let projects = if contest.exact {
            u64::from(nearest(mean))
        } else {
            u64::from(self.draws.projects(ordinal, mean))
        };
        let mut ventures = Vec::new();
        for number in 0..projects {
            let key = ((ordinal + 1) << 32) | number;
            let country = contest.country(self.draws.uniform(key, VentureDraw::Country, 0));
            let share = contest.countries[country].enclave_share;
            let mut venture = self.team(key, share);
            self.statistics.projects_from[country] += 1;
            let p = contest.admit_share;
            if self.draws.chance(key, VentureDraw::Admission, 0, p) {
                self.statistics.admitted += 1;
            } else {
                venture.place = VenturePlace::Refused;
            }
            ventures.push(venture);
        }
        ventures
    }

    /// A team that comes forward.
    fn team(&self, key: u64, enclave_share: f64) -> Venture {
        let size = self.draws.size(key, self.plan.team_mean);
        let draws = &self.draws;
        let seeks_enclave = draws.chance(key, VentureDraw::SeeksEnclave, 0, enclave_share);
        Venture::coming(key, size, seeks_enclave)
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "an instant before the tick's end; the millisecond it lies in"
)]
const fn whole_millis(millis: f64) -> SimTime {
    SimTime::from_millis(millis as u64)
}
