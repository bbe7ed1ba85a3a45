//! People at work: how many of each role are on shift, how many there should be.

use bevy_ecs::prelude::*;

use super::people::{Occupation, PersonRow};
use crate::units::{Rate, SimTime};

/// The roles that machines and lines ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Loads and unloads tools.
    Operator,
    /// Repairs and maintains tools.
    Technician,
    /// Releases held lots, drives yield learning.
    Engineer,
    /// Builds boards and computers.
    Assembler,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 4] = [
        Self::Operator,
        Self::Technician,
        Self::Engineer,
        Self::Assembler,
    ];

    /// The name in result files and scenario files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::Technician => "technician",
            Self::Engineer => "engineer",
            Self::Assembler => "assembler",
        }
    }

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

/// Somebody took up a post in the chip chain, or left it. From careers to staffing, in order of
/// time, as a [`Handover`](super::flow::Handover).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StaffChange {
    /// The post.
    pub role: Role,
    /// Who.
    pub person: PersonRow,
    /// When the person took up the post.
    pub hired: SimTime,
    /// Which of the two happened.
    pub kind: StaffChangeKind,
}

/// What happened to a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StaffChangeKind {
    /// The person took it up.
    Joined,
    /// The person left it.
    Left,
}

/// The people on shift. Written by staffing at each tick, before the fab runs; where a scenario
/// has no staffing, nobody is ever waited for.
#[derive(Resource, Clone, Debug, Default)]
pub struct Staff {
    on_shift: [Option<u32>; 4],
    headcount: [u32; 4],
    effective: [f64; 4],
    required: [f64; 4],
    engineer_exits: Rate,
}

impl Staff {
    /// How many tokens of a role are on shift now; none means that the role is not modelled, and
    /// so never waited for.
    #[must_use]
    pub const fn on_shift(&self, role: Role) -> Option<u32> {
        self.on_shift[role as usize]
    }

    /// How many people are employed in a role, all crews together.
    #[must_use]
    pub const fn headcount(&self, role: Role) -> u32 {
        self.headcount[role as usize]
    }

    /// The people employed in a role, each weighted by skill (equation E17), all crews together.
    #[must_use]
    pub const fn effective(&self, role: Role) -> f64 {
        self.effective[role as usize]
    }

    /// How many people the plan asks for in a role, all crews together.
    #[must_use]
    pub const fn required(&self, role: Role) -> f64 {
        self.required[role as usize]
    }

    /// How many engineers leave, per engineer: the `q` of equation E21, smoothed over the window
    /// that staffing is told.
    #[must_use]
    pub const fn engineer_exit_rate(&self) -> Rate {
        self.engineer_exits
    }

    /// Says how many engineers leave, per engineer.
    pub const fn set_engineer_exit_rate(&mut self, rate: Rate) {
        self.engineer_exits = rate;
    }

    /// Says how many tokens of a role are on shift.
    pub const fn set_on_shift(&mut self, role: Role, tokens: u32) {
        self.on_shift[role as usize] = Some(tokens);
    }

    /// Says who is employed in a role: heads, and heads weighted by skill.
    pub const fn set_employed(&mut self, role: Role, heads: u32, effective: f64) {
        self.headcount[role as usize] = heads;
        self.effective[role as usize] = effective;
    }

    /// Says how many people the plan asks for in a role.
    pub const fn set_required(&mut self, role: Role, people: f64) {
        self.required[role as usize] = people;
    }
}

/// What the plants are planned for: from it staffing knows how many people are needed (equation
/// E18). Written once, when the scenario is compiled, by the plants themselves.
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
    /// Technicians that repair and maintenance keep busy, on average, if nobody waits.
    pub busy_technicians: f64,
    /// Assemblers that all lines need on one shift.
    pub assemblers_per_shift: f64,
    /// Shifts a week's assembly runs, as crews: 1 for a day shift, 4.5 around the clock.
    pub assembly_crews: f64,
}
