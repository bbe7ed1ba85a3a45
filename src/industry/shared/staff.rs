//! People at work: how many of each role are on shift, and how many are required.

use bevy_ecs::prelude::*;

use super::people::{Occupation, Person, PersonRow};
use crate::engine::collectors;
use crate::units::{Duration, Fen, Rate, SimTime, named_enum};

named_enum! {
    /// The roles in which the chip chain employs people.
    pub enum Role {
        /// Loads and unloads tools.
        Operator = "operator",
        /// Repairs and maintains tools.
        Technician = "technician",
        /// Decides on held lots, and drives yield learning.
        Engineer = "engineer",
        /// Builds boards and computers.
        Assembler = "assembler",
    }
}

impl Role {
    /// The role that people of an occupation are hired for; none outside the chip chain.
    #[must_use]
    pub const fn of(occupation: Occupation) -> Option<Self> {
        match occupation {
            Occupation::Other => None,
            Occupation::Operator => Some(Self::Operator),
            Occupation::Technician => Some(Self::Technician),
            Occupation::Engineer => Some(Self::Engineer),
            Occupation::Assembler => Some(Self::Assembler),
        }
    }

    /// The occupation of those who fill the role.
    #[must_use]
    pub const fn occupation(self) -> Occupation {
        match self {
            Self::Operator => Occupation::Operator,
            Self::Technician => Occupation::Technician,
            Self::Engineer => Occupation::Engineer,
            Self::Assembler => Occupation::Assembler,
        }
    }
}

/// A person takes up or leaves a post in the chip chain. From careers to staffing, in order of
/// time, as a [`Handover`](super::flow::Handover).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StaffChange {
    /// The role of the post.
    pub role: Role,
    /// The row of the person.
    pub person: PersonRow,
    /// When the person took up the post.
    pub hired: SimTime,
    /// Whether the post is taken up or left.
    pub kind: StaffChangeKind,
}

impl StaffChange {
    /// A person who was hired beyond the plan takes up the post that was opened for it.
    ///
    /// # Panics
    /// If the person has no occupation of the chip chain.
    #[must_use]
    pub fn recruited(row: PersonRow, person: &Person) -> Self {
        Self {
            role: Role::of(person.occupation).expect("a post in the chip chain"),
            person: row,
            hired: person.hired,
            kind: StaffChangeKind::Joined,
        }
    }
}

/// What happens to a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StaffChangeKind {
    /// The person takes it up.
    Joined,
    /// The person leaves it.
    Left,
}

/// People at work, by role. Written by staffing before the fab runs in a tick. In a scenario
/// without staffing no role is modelled, so work never waits for people.
#[derive(Resource, Clone, Debug, Default)]
pub struct Staff {
    on_shift: [Option<u32>; Role::ALL.len()],
    headcount: [u32; Role::ALL.len()],
    effective: [f64; Role::ALL.len()],
    required: [f64; Role::ALL.len()],
    added: [u64; Role::ALL.len()],
    engineer_exits: Rate,
}

impl Staff {
    /// How many people of a role are on shift at a time; none where the role is not modelled, so
    /// that work never waits for it.
    #[must_use]
    pub const fn on_shift(&self, role: Role) -> Option<u32> {
        self.on_shift[role as usize]
    }

    /// How many people are employed and paid in a role, all crews together; of a fixed role, those
    /// on shift.
    #[must_use]
    pub const fn headcount(&self, role: Role) -> u32 {
        self.headcount[role as usize]
    }

    /// The people employed in a role, each weighted by skill (equation E17), all crews together.
    #[must_use]
    pub const fn effective(&self, role: Role) -> f64 {
        self.effective[role as usize]
    }

    /// How many people the plan requires in a role, all crews together.
    #[must_use]
    pub const fn required(&self, role: Role) -> f64 {
        self.required[role as usize]
    }

    /// Posts of a role beyond the plan: one for each person who was hired beyond it (equation E51).
    #[must_use]
    pub const fn added_posts(&self, role: Role) -> u64 {
        self.added[role as usize]
    }

    /// A post of a role is added to those of the plan.
    pub const fn add_post(&mut self, role: Role) {
        self.added[role as usize] += 1;
    }

    /// The exit rate of engineers, `q` of equation E21: exits per engineer and time, smoothed over
    /// the window `staffing.turnover_window`.
    #[must_use]
    pub const fn engineer_exit_rate(&self) -> Rate {
        self.engineer_exits
    }

    /// Sets the smoothed exit rate of engineers.
    pub const fn set_engineer_exit_rate(&mut self, rate: Rate) {
        self.engineer_exits = rate;
    }

    /// Sets how many people of a role are on shift at a time.
    pub const fn set_on_shift(&mut self, role: Role, people: u32) {
        self.on_shift[role as usize] = Some(people);
    }

    /// Sets how many people are always on shift in a fixed role; they are paid.
    pub const fn set_fixed(&mut self, role: Role, people: u32) {
        self.on_shift[role as usize] = Some(people);
        self.headcount[role as usize] = people;
    }

    /// Sets how many people are employed in a role, and their number weighted by skill.
    pub const fn set_employed(&mut self, role: Role, heads: u32, effective: f64) {
        self.headcount[role as usize] = heads;
        self.effective[role as usize] = effective;
    }

    /// Sets how many people the plan requires in a role.
    pub const fn set_required(&mut self, role: Role, people: f64) {
        self.required[role as usize] = people;
    }
}

/// The work that the plants are planned for, from which staffing derives how many people are needed
/// (equation E18). Written once by the plants, when the run is built.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq)]
pub struct Workload {
    /// Planned wafer starts per month.
    pub wafer_starts_per_month: f64,
    /// Planned lot starts per hour.
    pub lots_per_hour: f64,
    /// Expected tool visits of a lot, sampling and rework included.
    pub visits_per_lot: f64,
    /// Operator time of a visit, in minutes, averaged over the visits of a lot.
    pub operator_minutes_per_visit: f64,
    /// Mean number of technicians that repair and maintenance keep busy if no tool waits for one.
    pub busy_technicians: f64,
    /// Assemblers that all lines need on one shift.
    pub assemblers_per_shift: f64,
    /// Crews that assembly takes to cover its hours: 1 for a day shift, 4.5 around the clock.
    pub assembly_crews: f64,
}

collectors! {
    /// Time of the people of a role, each of them counted.
    pub struct WorkTime {
        /// Time on shift.
        pub on_shift: Duration,
        /// Of it, and after it where work goes on when the shift has ended, time at work.
        pub busy: Duration,
    }
}

/// The time of people on shift and at work since the start, by role (equation E53). Written by the
/// plants, where the work is; a role that is not modelled has none.
#[derive(Resource, Clone, Debug, Default)]
pub struct AtWork {
    times: [WorkTime; Role::ALL.len()],
}

impl AtWork {
    /// The times, in the order of [`Role::ALL`].
    #[must_use]
    pub const fn times(&self) -> &[WorkTime; Role::ALL.len()] {
        &self.times
    }

    /// Sets the times of a role since the start.
    pub const fn set(&mut self, role: Role, times: WorkTime) {
        self.times[role as usize] = times;
    }
}

/// The monthly wages that the park pays, by role. Written by finance, when the run is built and
/// when they change.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wages([Fen; Role::ALL.len()]);

impl Wages {
    /// These wages, in the order of [`Role::ALL`].
    #[must_use]
    pub const fn new(wages: [Fen; Role::ALL.len()]) -> Self {
        Self(wages)
    }

    /// The monthly wage of a role.
    #[must_use]
    pub const fn of(&self, role: Role) -> Fen {
        self.0[role as usize]
    }
}
