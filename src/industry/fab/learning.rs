//! Yield learning brings the density of killing defects down, by one of two laws.
//!
//! By engineering (equation E21), engineers and production add to knowledge, and people who leave
//! take some with them: `dK/dt = k_E (E_eff / E_req) min(1, W / W_cap) (1 - z npi) - phi q K`, with
//! `D = D_inf + (D_0 - D_inf) exp(-K)`. Within a day everything but `K` is constant, so that each
//! day is solved exactly. The signs follow Hatch and Mowery, "Process innovation and learning by
//! doing in semiconductor manufacturing", Management Science 44 (11), 1998.
//!
//! By volume (equation E54), each doubling of the wafers ever made takes the same share off what is
//! above `D_inf`: `D = D_inf + (D_0 - D_inf) ((n_0 + n) / n_0)^-b`, which is the same `D` with
//! `K = b ln(1 + n / n_0)`. The power law is that of Wright, "Factors affecting the cost of
//! airplanes", Journal of the Aeronautical Sciences 3 (4), 1936. Engineers, those who leave and new
//! products do nothing then, and nothing is forgotten.

use bevy_ecs::prelude::*;

use super::plan::{Defects, EngineeringPlan, LearningLaw};
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

/// The exponent `b` of the power law of learning (equation E54) by which each doubling of what has
/// been made takes `learning_rate` off: `b = -log2(1 - learning_rate)`, for a rate below 1.
///
/// The law is that of Wright, "Factors affecting the cost of airplanes", Journal of the
/// Aeronautical Sciences 3 (4), 1936; a rate of 20 % is an assumption.
///
/// ```
/// use chippark::industry::fab::learning_exponent;
/// assert!((learning_exponent(0.2) - 0.321_928_094_9).abs() < 1e-10);
/// assert_eq!(learning_exponent(0.5), 1.0);
/// assert_eq!(learning_exponent(0.0), 0.0);
/// ```
#[must_use]
pub fn learning_exponent(learning_rate: f64) -> f64 {
    // Subtracted from zero, so that nothing learnt is not a negative zero.
    0.0 - libm::log2(1.0 - learning_rate)
}

/// Knowledge by the power law of learning (equation E54) once `wafers` have been made on top of the
/// experience of `prior` ones: `b ln(1 + wafers / prior)`, so that `exp(-K)` is
/// `((prior + wafers) / prior)^-b`.
///
/// ```
/// use chippark::industry::fab::{defect_density, knowledge_of_volume, learning_exponent};
/// let exponent = learning_exponent(0.2);
/// let density = |wafers| defect_density(0.9, 0.15, knowledge_of_volume(exponent, 1e3, wafers));
/// // Each doubling leaves 80 % of what is above 0.15: of 0.75 first 0.6, then 0.48.
/// assert!((density(0.0) - 0.9).abs() < 1e-12);
/// assert!((density(1e3) - 0.75).abs() < 1e-12);
/// assert!((density(3e3) - 0.63).abs() < 1e-12);
/// ```
#[must_use]
pub fn knowledge_of_volume(exponent: f64, prior: f64, wafers: f64) -> f64 {
    exponent * libm::log1p(wafers / prior)
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
    /// Wafers out since the start.
    wafers_made: u64,
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
            wafers_made: 0,
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
        self.wafers_made += u64::from(wafers);
    }

    /// Wafers out per month, averaged over the days so far but no more than [`DAYS`].
    fn wafers_per_month(&self) -> f64 {
        let wafers: u32 = self.wafers.iter().sum();
        let days = (self.day + 1).min(DAYS);
        f64::from(wafers) / days as f64 * (MONTH as f64 / DAY as f64)
    }

    /// Knowledge at the end of a day of engineering.
    fn engineered(&self, law: &EngineeringPlan, staff: &Staff, now: SimTime) -> f64 {
        let required = staff.required(Role::Engineer);
        let engineers = if required > 0.0 {
            staff.effective(Role::Engineer) / required
        } else {
            1.0
        };
        let line = (self.wafers_per_month() / law.full_line).min(1.0);
        let introducing = law
            .introduction
            .is_some_and(|(from, until)| from < now && now <= until);
        let loss = if introducing {
            law.introduction_loss
        } else {
            0.0
        };
        let gain = law.rate.get_per_month() * engineers * line * (1.0 - loss);
        let forgotten = law.forgetting * staff.engineer_exit_rate().get_per_month();
        let months = Duration::days(1).as_millis() as f64 / MONTH as f64;
        knowledge_after(self.knowledge, gain, forgotten, months)
    }

    /// Ends a day on which engineers were present as `staff` says; what experts on visit added in
    /// it, of `expertise` so far, is known from its end on.
    fn end_day(&mut self, staff: &Staff, expertise: &Expertise, now: SimTime) {
        if let Defects::Learning(plan) = &self.plan {
            self.knowledge = match &plan.law {
                LearningLaw::Engineering(law) => {
                    self.engineered(law, staff, now) + (expertise.knowledge - self.advised)
                }
                LearningLaw::Volume(law) => {
                    let exponent = learning_exponent(law.learning_rate);
                    let (prior, made) = (f64::from(law.prior_wafers), self.wafers_made as f64);
                    // Nothing is forgotten, so all that experts ever taught counts.
                    knowledge_of_volume(exponent, prior, made) + expertise.knowledge
                }
            };
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
    use crate::industry::fab::plan::{LearningPlan, VolumePlan};
    use crate::units::{DefectDensity, Rate};

    fn by(law: LearningLaw) -> Learning {
        Learning::new(&Defects::Learning(LearningPlan {
            initial: DefectDensity::from_per_square_centimetre(0.9),
            ultimate: DefectDensity::from_per_square_centimetre(0.15),
            law,
        }))
    }

    fn engineering(full_line: f64) -> EngineeringPlan {
        EngineeringPlan {
            rate: Rate::per_month(0.06),
            forgetting: 1.0,
            full_line,
            introduction_loss: 0.25,
            introduction: None,
        }
    }

    fn learning(full_line: f64) -> Learning {
        by(LearningLaw::Engineering(engineering(full_line)))
    }

    fn learning_by_volume() -> Learning {
        by(LearningLaw::Volume(VolumePlan {
            learning_rate: 0.2,
            prior_wafers: 100,
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
        let day = |count| SimTime::ZERO + Duration::days(count);
        let mut introducing = by(LearningLaw::Engineering(EngineeringPlan {
            introduction: Some((day(10), day(40))),
            ..engineering(100.0)
        }));
        run(&mut introducing, &Staff::default(), 60, 25);
        let ratio = introducing.knowledge / plain.knowledge;
        assert!((ratio - (30.0 + 0.75 * 30.0) / 60.0).abs() < 1e-12);
    }

    /// Each doubling of the wafers ever made takes 20 % off what is above the ultimate density,
    /// however many days that takes; a day's wafers are known at its end.
    #[test]
    fn each_doubling_of_the_volume_takes_the_same_share_off() {
        let near = |learning: &Learning, density: f64| {
            let found = learning.density();
            assert!(
                (found - density).abs() < 1e-12,
                "{found} in place of {density}"
            );
        };
        let mut quick = learning_by_volume();
        quick.wafers_out(100);
        near(&quick, 0.9);
        run(&mut quick, &Staff::default(), 1, 0);
        near(&quick, 0.15 + 0.75 * 0.8);
        run(&mut quick, &Staff::default(), 1, 200);
        near(&quick, 0.15 + 0.75 * 0.64);
        let mut slow = learning_by_volume();
        run(&mut slow, &Staff::default(), 300, 1);
        near(&slow, quick.density());
        // A year without wafers changes nothing.
        run(&mut slow, &Staff::default(), 365, 0);
        near(&slow, quick.density());
        let by_hand = 0.15 + 0.75 * libm::pow(1.5, -0.321_928_094_887_362_35);
        let mut half = learning_by_volume();
        run(&mut half, &Staff::default(), 50, 1);
        near(&half, by_hand);
    }

    /// By volume, engineers who are missing or leave change nothing; what experts teach counts,
    /// once and for good.
    #[test]
    fn people_do_nothing_to_learning_by_volume_but_for_experts() {
        let mut plain = learning_by_volume();
        run(&mut plain, &Staff::default(), 60, 25);
        let mut staff = Staff::default();
        staff.set_required(Role::Engineer, 10.0);
        staff.set_engineer_exit_rate(Rate::per_month(0.5));
        let mut alone = learning_by_volume();
        run(&mut alone, &staff, 60, 25);
        assert_eq!(alone.knowledge.to_bits(), plain.knowledge.to_bits());
        let expertise = Expertise {
            knowledge: 0.006,
            ..Expertise::default()
        };
        for day in 61..=90 {
            alone.end_day(&staff, &expertise, SimTime::ZERO + Duration::days(day));
        }
        assert!((alone.knowledge - plain.knowledge - 0.006).abs() < 1e-12);
    }
}
