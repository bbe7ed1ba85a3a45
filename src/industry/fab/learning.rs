//! Yield learning: engineers and production bring the density of killing defects down, and people
//! who leave take knowledge with them (equation E21).
//!
//! `dK/dt = k_E (E_eff / E_req) min(1, W / W_cap) (1 - z npi) - phi q K`, with
//! `D = D_inf + (D_0 - D_inf) exp(-K)`. Within a day everything but `K` is constant, so that each
//! day is solved exactly. The signs follow Hatch and Mowery, "Process innovation and learning by
//! doing in semiconductor manufacturing", Management Science 44 (11), 1998.

use bevy_ecs::prelude::*;

use super::plan::Defects;
use crate::engine::Clock;
use crate::industry::shared::programmes::Expertise;
use crate::industry::shared::staff::{Role, Staff};
use crate::units::time::{DAY, MONTH};
use crate::units::{Duration, SimTime};

/// Knowledge after `months`, from `knowledge` at their start: the exact solution of
/// `dK/dt = gain - loss K`.
///
/// * `gain` — knowledge gained per month.
/// * `loss` — share of knowledge lost per month.
///
/// ```
/// use chippark::industry::fab::{defect_density, knowledge_after};
/// let knowledge = knowledge_after(0.0, 0.06, 0.012, 12.0);
/// assert!((knowledge - 0.670_561_259_7).abs() < 1e-9);
/// assert!((defect_density(0.9, 0.15, knowledge) - 0.533_566_092_7).abs() < 1e-9);
/// assert!((knowledge_after(0.0, 0.06, 0.0, 12.0) - 0.72).abs() < 1e-12);
/// ```
#[must_use]
pub fn knowledge_after(knowledge: f64, gain: f64, loss: f64, months: f64) -> f64 {
    let lost = -libm::expm1(-loss * months);
    let gained = if loss > 0.0 {
        gain * lost / loss
    } else {
        gain * months
    };
    knowledge * (1.0 - lost) + gained
}

/// The density of killing defects at a state of knowledge: `D_inf + (D_0 - D_inf) exp(-K)`, all in
/// the same unit.
#[must_use]
pub fn defect_density(initial: f64, ultimate: f64, knowledge: f64) -> f64 {
    ultimate + (initial - ultimate) * libm::exp(-knowledge)
}

/// Days over which production is averaged: lots leave one by one.
const DAYS: usize = 30;

/// What the fab has learnt.
#[derive(Resource, Debug)]
pub(super) struct Learning {
    plan: Defects,
    knowledge: f64,
    /// What experts on visit had added when the last day ended.
    advised: f64,
    density: f64,
    /// Wafers out on each of the last days; the present one at `day % DAYS`.
    wafers: [u32; DAYS],
    day: usize,
}

impl Learning {
    pub(super) fn new(plan: &Defects) -> Self {
        let density = match plan {
            Defects::Constant(density) => *density,
            Defects::Learning(plan) => plan.initial,
        };
        Self {
            plan: plan.clone(),
            knowledge: 0.0,
            advised: 0.0,
            density: density.as_per_square_centimetre(),
            wafers: [0; DAYS],
            day: 0,
        }
    }

    /// Goes on as another plan says, with what is known.
    pub(super) fn take_over(&mut self, plan: &Defects) {
        self.plan = plan.clone();
        self.density = match plan {
            Defects::Constant(density) => density.as_per_square_centimetre(),
            Defects::Learning(_) => self.density,
        };
    }

    /// The density of killing defects now, per square centimetre.
    pub(super) const fn density(&self) -> f64 {
        self.density
    }

    /// Wafers have left the line.
    pub(super) fn wafers_out(&mut self, wafers: u16) {
        self.wafers[self.day % DAYS] += u32::from(wafers);
    }

    /// Wafers out per month, averaged over the days so far but no more than [`DAYS`].
    fn wafers_per_month(&self) -> f64 {
        let wafers: u32 = self.wafers.iter().sum();
        let days = (self.day + 1).min(DAYS);
        f64::from(wafers) / days as f64 * (MONTH as f64 / DAY as f64)
    }

    /// Ends a day on which engineers were present as `staff` says; what experts on visit added in
    /// it, of `expertise` so far, is known from its end on.
    fn end_day(&mut self, staff: &Staff, expertise: &Expertise, now: SimTime) {
        if let Defects::Learning(plan) = &self.plan {
            let required = staff.required(Role::Engineer);
            let engineers = if required > 0.0 {
                staff.effective(Role::Engineer) / required
            } else {
                1.0
            };
            let line = (self.wafers_per_month() / plan.full_line).min(1.0);
            let introducing = plan
                .introduction
                .is_some_and(|(from, until)| from < now && now <= until);
            let loss = if introducing {
                plan.introduction_loss
            } else {
                0.0
            };
            let gain = plan.rate.get_per_month() * engineers * line * (1.0 - loss);
            let forgotten = plan.forgetting * staff.engineer_exit_rate().get_per_month();
            let months = Duration::days(1).as_millis() as f64 / MONTH as f64;
            self.knowledge = knowledge_after(self.knowledge, gain, forgotten, months);
            self.knowledge += expertise.knowledge - self.advised;
            self.advised = expertise.knowledge;
            self.density = defect_density(
                plan.initial.as_per_square_centimetre(),
                plan.ultimate.as_per_square_centimetre(),
                self.knowledge,
            );
        }
        self.day += 1;
        self.wafers[self.day % DAYS] = 0;
    }
}

/// Learns from each day, at its end.
pub(super) fn learn(
    clock: Res<Clock>,
    staff: Res<Staff>,
    expertise: Res<Expertise>,
    mut learning: ResMut<Learning>,
) {
    if clock.ends_day() {
        learning.end_day(&staff, &expertise, clock.tick_end());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::industry::fab::plan::LearningPlan;
    use crate::units::{DefectDensity, Rate};

    fn learning(full_line: f64) -> Learning {
        Learning::new(&Defects::Learning(LearningPlan {
            rate: Rate::per_month(0.06),
            forgetting: 1.0,
            initial: DefectDensity::from_per_square_centimetre(0.9),
            ultimate: DefectDensity::from_per_square_centimetre(0.15),
            full_line,
            introduction_loss: 0.25,
            introduction: None,
        }))
    }

    fn run(learning: &mut Learning, staff: &Staff, days: u64, wafers: u16) {
        for day in 1..=days {
            learning.wafers_out(wafers);
            let expertise = Expertise::default();
            learning.end_day(staff, &expertise, SimTime::ZERO + Duration::days(day));
        }
    }

    /// Twelve months of days are the closed form, exactly: with everybody there, and 1.2 % leaving
    /// a month.
    #[test]
    fn a_year_of_days_is_the_closed_form() {
        let mut learning = learning(100.0);
        let mut staff = Staff::default();
        staff.set_engineer_exit_rate(Rate::per_month(0.012));
        run(&mut learning, &staff, 365, 25);
        assert!((learning.density() - 0.533_566_092_7).abs() < 1e-9);
    }

    /// Half the engineers learn half as much, and so does a half empty line; without production
    /// nothing is learnt.
    #[test]
    fn engineers_and_production_drive_learning() {
        let mut full = learning(100.0);
        run(&mut full, &Staff::default(), 60, 25);
        let mut staff = Staff::default();
        staff.set_required(Role::Engineer, 10.0);
        staff.set_employed(Role::Engineer, 6, 5.0);
        let mut half = learning(100.0);
        run(&mut half, &staff, 60, 25);
        assert!((half.knowledge * 2.0 - full.knowledge).abs() < 1e-12);
        let per_month = 25.0 * MONTH as f64 / DAY as f64;
        let mut slow = learning(per_month * 2.0);
        run(&mut slow, &Staff::default(), 60, 25);
        assert!((slow.knowledge * 2.0 - full.knowledge).abs() < 1e-12);
        let mut idle = learning(100.0);
        run(&mut idle, &Staff::default(), 60, 0);
        assert!((idle.density() - 0.9).abs() < 1e-12);
    }

    /// What experts on visit teach is added once, on the day they teach it, and brings defects
    /// down.
    #[test]
    fn experts_on_visit_add_to_knowledge() {
        let mut learning = learning(100.0);
        let expertise = |knowledge| Expertise {
            knowledge,
            ..Expertise::default()
        };
        for (day, taught) in (1..).zip([0.002, 0.002, 0.006]) {
            let now = SimTime::ZERO + Duration::days(day);
            learning.end_day(&Staff::default(), &expertise(taught), now);
        }
        assert!((learning.knowledge - 0.006).abs() < 1e-15);
        assert!((learning.density() - defect_density(0.9, 0.15, 0.006)).abs() < 1e-15);
    }

    /// A new product takes a quarter of the gain of its days.
    #[test]
    fn a_new_product_costs_learning() {
        let mut plain = learning(100.0);
        run(&mut plain, &Staff::default(), 60, 25);
        let mut introducing = learning(100.0);
        if let Defects::Learning(plan) = &mut introducing.plan {
            let day = |count| SimTime::ZERO + Duration::days(count);
            plan.introduction = Some((day(10), day(40)));
        }
        run(&mut introducing, &Staff::default(), 60, 25);
        let ratio = introducing.knowledge / plain.knowledge;
        assert!((ratio - (30.0 + 0.75 * 30.0) / 60.0).abs() < 1e-12);
    }
}
