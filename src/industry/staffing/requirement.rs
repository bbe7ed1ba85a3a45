//! Formulas: how many people the plants need, how many are on shift, and the shortage (equation
//! E18).

use crate::industry::shared::staff::{Role, Workload};

/// How the plan of the plants becomes a plan of posts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PostPlan {
    /// Crews that work around the clock in turn: 4.5 in equation E18.
    pub crews: f64,
    /// The share of their time that operators are planned to be busy: .8 in equation E18.
    pub operator_load: f64,
    /// The share of their time that technicians are planned to be busy: .5 in equation E18.
    pub technician_load: f64,
    /// Engineers that any fab needs.
    pub engineer_base: f64,
    /// Engineers for each 1,000 wafer starts a month on top.
    pub engineers_per_thousand_wafers: f64,
}

impl PostPlan {
    /// People to be employed in a role, all crews together: [`Self::expected`], with operators and
    /// technicians rounded up to whole places of every crew, since half a place cannot be filled.
    ///
    /// ```
    /// use chippark::industry::shared::staff::{Role, Workload};
    /// # use chippark::industry::staffing::PostPlan;
    /// # let plan = PostPlan {
    /// #     crews: 4.5,
    /// #     operator_load: 0.8,
    /// #     technician_load: 0.5,
    /// #     engineer_base: 100.0,
    /// #     engineers_per_thousand_wafers: 50.0,
    /// # };
    /// let fab = Workload { busy_technicians: 0.9, ..Workload::default() };
    /// // 1.8 technicians on shift are 2, in each of 4.5 crews.
    /// assert!((plan.expected(Role::Technician, &fab) - 8.1).abs() < 1e-12);
    /// assert!((plan.required(Role::Technician, &fab) - 9.0).abs() < 1e-12);
    /// ```
    #[must_use]
    pub fn required(&self, role: Role, work: &Workload) -> f64 {
        let expected = self.expected(role, work);
        match role {
            Role::Operator | Role::Technician => {
                let crews = self.crews_of(role, work);
                // Tolerance: rounding may leave the quotient just above an integer.
                (expected / crews - 1e-9).ceil().max(0.0) * crews
            }
            Role::Engineer | Role::Assembler => expected,
        }
    }

    /// People needed in a role, all crews together (equation E18): operators by the tool visits
    /// planned, technicians by those that repair and maintenance keep busy, engineers by wafer
    /// starts, assemblers by the lines.
    ///
    /// ```
    /// use chippark::industry::shared::staff::{Role, Workload};
    /// use chippark::industry::staffing::PostPlan;
    /// let plan = PostPlan {
    ///     crews: 4.5,
    ///     operator_load: 0.8,
    ///     technician_load: 0.5,
    ///     engineer_base: 100.0,
    ///     engineers_per_thousand_wafers: 50.0,
    /// };
    /// // 10,000 wafers a month in lots of 25, which make 365 visits of 12 minutes each.
    /// let fab = Workload {
    ///     wafer_starts_per_month: 10_000.0,
    ///     lots_per_hour: 10_000.0 / 25.0 / 730.0,
    ///     visits_per_lot: 365.0,
    ///     operator_minutes_per_visit: 12.0,
    ///     busy_technicians: 155.0 * 0.5 / 4.5,
    ///     ..Workload::default()
    /// };
    /// let people = |role| plan.expected(role, &fab);
    /// assert!((people(Role::Operator) - 225.0).abs() < 1e-9);
    /// assert!((people(Role::Technician) - 155.0).abs() < 1e-9);
    /// assert!((people(Role::Engineer) - 600.0).abs() < 1e-9);
    /// ```
    #[must_use]
    pub fn expected(&self, role: Role, work: &Workload) -> f64 {
        let crews = self.crews_of(role, work);
        match role {
            Role::Operator => {
                let visits_per_hour = work.lots_per_hour * work.visits_per_lot;
                let busy = visits_per_hour * work.operator_minutes_per_visit / 60.0;
                busy / self.operator_load * crews
            }
            Role::Technician => work.busy_technicians / self.technician_load * crews,
            Role::Engineer if work.wafer_starts_per_month > 0.0 => {
                let thousands = work.wafer_starts_per_month / 1_000.0;
                self.engineer_base + self.engineers_per_thousand_wafers * thousands
            }
            Role::Engineer => 0.0,
            Role::Assembler => work.assemblers_per_shift * crews,
        }
    }

    /// Crews that share the work of a role. Where nothing is assembled, assemblers are counted as
    /// one crew.
    #[must_use]
    pub fn crews_of(&self, role: Role, work: &Workload) -> f64 {
        match role {
            Role::Operator | Role::Technician | Role::Engineer => self.crews,
            Role::Assembler => work.assembly_crews.max(1.0),
        }
    }
}

/// People on shift at a time: those of one crew, rounded to the nearest whole person. If it is
/// rounded up, overtime makes up for the difference; if it is rounded down, the rest is idle.
///
/// ```
/// use chippark::industry::staffing::tokens_on_shift;
/// assert_eq!(tokens_on_shift(13.4, 4.5), 3);
/// assert_eq!(tokens_on_shift(11.2, 4.5), 2);
/// ```
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a saturating cast of a number that is not below zero"
)]
pub fn tokens_on_shift(effective: f64, crews: f64) -> u32 {
    (effective / crews).round() as u32
}

/// The share of the people needed that are missing: `max(0, 1 - effective / required)`.
///
/// ```
/// use chippark::industry::staffing::shortage;
/// assert!((shortage(150.0, 200.0) - 0.25).abs() < 1e-12);
/// assert!(shortage(250.0, 200.0).abs() < 1e-12);
/// ```
#[must_use]
pub fn shortage(effective: f64, required: f64) -> f64 {
    if required > 0.0 {
        (1.0 - effective / required).clamp(0.0, 1.0)
    } else {
        0.0
    }
}
