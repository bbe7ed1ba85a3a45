//! The section `[staffing]` as written.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::industry::shared::staff::Role;
use crate::scenario::Named;
use crate::units::{Date, Duration, DurationLaw, Fen, Law, Rate, Share};

/// Who is on shift: how many people the plants need, how people learn, and who holds a post at the
/// start.
///
/// A role with `fixed` people is not staffed by persons. Any other role is, where the scenario has
/// `careers` or the role has people at the start or is hired for; else work never waits for the
/// role.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct StaffingFile {
    /// Crews that take turns around the clock. Default 4.5, an assumption.
    #[schemars(range(min = 1, max = 10), extend("x-dated" = true))]
    pub crews: f64,
    /// The share of their time that operators are planned to be busy. Default 0.8, an assumption.
    #[schemars(extend("x-dated" = true))]
    pub operator_load: Share,
    /// The share of their time that technicians are planned to be busy. Default 0.5, an assumption.
    #[schemars(extend("x-dated" = true))]
    pub technician_load: Share,
    /// Engineers that any fab needs. Default 100, an assumption.
    #[schemars(range(min = 0, max = 100_000), extend("x-dated" = true))]
    pub engineer_base: f64,
    /// Engineers for each 1,000 wafer starts a month on top. Default 50, an assumption.
    #[schemars(range(min = 0, max = 10_000), extend("x-dated" = true))]
    pub engineer_per_kwspm: f64,
    /// The time constant over which the exit rate of engineers is smoothed, by which the fab
    /// forgets. Default 90 d; at least 1 d.
    pub turnover_window: Duration,
    /// How people learn in their posts.
    pub skill: SkillFile,
    /// People who are always on shift, by role, in place of persons. As many are paid the wage of
    /// their role.
    pub fixed: FixedFile,
    /// People who hold posts at the start, by role.
    pub initial: InitialFile,
    /// People who are hired beyond the plan, by name of the drive.
    pub hiring: Named<HiringFile>,
    /// The people who would take such posts, by role.
    pub labour: LabourFile,
    /// Training before the first shift, by role.
    pub training: TrainingFile,
}

impl Default for StaffingFile {
    fn default() -> Self {
        Self {
            crews: 4.5,
            operator_load: Share::clamped(0.8),
            technician_load: Share::clamped(0.5),
            engineer_base: 100.0,
            engineer_per_kwspm: 50.0,
            turnover_window: Duration::days(90),
            skill: SkillFile::default(),
            fixed: FixedFile::default(),
            initial: InitialFile::default(),
            hiring: Named::default(),
            labour: LabourFile::default(),
            training: TrainingFile::default(),
        }
    }
}

/// How people learn in their posts (equation E17).
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct SkillFile {
    /// The skill s0 of a beginner, as a share of an experienced person's. Default 0.4, an
    /// assumption.
    pub s0: Share,
    /// The time in which an operator makes up 63 % of what a beginner lacks. Default 30 d, an
    /// assumption; at least 1 h, as all times of this table.
    pub tau_operator: Duration,
    /// The same for a technician. Default 90 d, an assumption.
    pub tau_technician: Duration,
    /// The same for an engineer. Default 180 d, an assumption.
    pub tau_engineer: Duration,
    /// The same for an assembler. Default 30 d, an assumption.
    pub tau_assembler: Duration,
}

impl Default for SkillFile {
    fn default() -> Self {
        Self {
            s0: Share::clamped(0.4),
            tau_operator: Duration::days(30),
            tau_technician: Duration::days(90),
            tau_engineer: Duration::days(180),
            tau_assembler: Duration::days(30),
        }
    }
}

/// People who are always on shift, by role, in place of persons.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct FixedFile {
    /// Operators on shift at a time.
    #[schemars(range(max = 1_000_000), extend("x-dated" = true))]
    pub operator: Option<u32>,
    /// Technicians on shift at a time.
    #[schemars(range(max = 1_000_000), extend("x-dated" = true))]
    pub technician: Option<u32>,
    /// Engineers on shift at a time.
    #[schemars(range(max = 1_000_000), extend("x-dated" = true))]
    pub engineer: Option<u32>,
    /// Assemblers on shift at a time.
    #[schemars(range(max = 1_000_000), extend("x-dated" = true))]
    pub assembler: Option<u32>,
}

/// People who hold posts at the start, all crews together; they are counted under the channel
/// `founders`.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct InitialFile {
    /// Operators employed at the start. Default 0.
    #[schemars(range(max = 100_000))]
    pub operator: u32,
    /// Technicians employed at the start. Default 0.
    #[schemars(range(max = 100_000))]
    pub technician: u32,
    /// Engineers employed at the start. Default 0.
    #[schemars(range(max = 100_000))]
    pub engineer: u32,
    /// Assemblers employed at the start. Default 0.
    #[schemars(range(max = 100_000))]
    pub assembler: u32,
    /// How long they have been in such posts already. Default 3 y, an assumption.
    pub experience: Duration,
}

impl Default for InitialFile {
    fn default() -> Self {
        Self {
            operator: 0,
            technician: 0,
            engineer: 0,
            assembler: 0,
            experience: Duration::days(3 * 365),
        }
    }
}

/// People who are hired beyond the plan, from other firms and residents of the city: twenty more
/// operators, say. Each of them brings a post, which is filled again when the person leaves.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct HiringFile {
    /// The role that they are hired for. It has no `fixed` people.
    pub role: Role,
    /// How many people.
    #[schemars(range(min = 0, max = 100_000))]
    pub count: u32,
    /// The day from which they are sought, not before the first day of the run. Default: that day.
    #[serde(default)]
    pub date: Option<Date>,
    /// The time to hire: from the day on which somebody agrees to come until the first day at work,
    /// which begins at midnight. Default 30 d, an assumption.
    #[serde(default = "time_to_hire")]
    pub lead: DurationLaw,
    /// What each of them costs when the post is taken up: search, agents, moving. It is paid beside
    /// `finance.costs.hiring_per_person`. Default nothing.
    #[serde(default)]
    pub cost: Fen,
    /// How long they have been in such posts elsewhere. Default none: they are beginners.
    #[serde(default)]
    pub experience: Duration,
}

fn time_to_hire() -> DurationLaw {
    DurationLaw::new(Law::Constant {
        value: Duration::days(30).as_millis() as f64,
    })
}

/// The people of other firms and residents who would take a post, by role. Where nothing is said of
/// a role, as many agree to come at once as are sought.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct LabourFile {
    /// Those who would come as operators.
    pub operator: Option<SupplyFile>,
    /// Those who would come as technicians.
    pub technician: Option<SupplyFile>,
    /// Those who would come as engineers.
    pub engineer: Option<SupplyFile>,
    /// Those who would come as assemblers.
    pub assembler: Option<SupplyFile>,
}

/// How many people would take a post of a role, as the wage here draws them (equation E50).
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct SupplyFile {
    /// How many agree to come in a time, at the reference wage, while posts are open; at most
    /// 100000 /d.
    #[schemars(extend("x-dated" = true))]
    pub rate: Rate,
    /// The monthly wage at which so many come, above nothing: that of other firms. The wage here is
    /// that of `finance.wages`.
    #[schemars(extend("x-dated" = true))]
    pub reference_wage: Fen,
    /// The elasticity of supply: by how many per cent more come where the wage is one per cent
    /// higher. Default 1, an assumption.
    #[serde(default = "elasticity_of_supply")]
    #[schemars(range(min = 0, max = 20), extend("x-dated" = true))]
    pub elasticity: f64,
    /// How many people there are in all; the fewer are left, the fewer come. Without it they do not
    /// become fewer.
    #[serde(default)]
    #[schemars(range(min = 1, max = 10_000_000))]
    pub pool: Option<u32>,
}

const fn elasticity_of_supply() -> f64 {
    1.0
}

/// Training before the first shift, by role. Where nothing is said of a role, people learn at work
/// alone.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct TrainingFile {
    /// That of everybody who becomes an operator.
    pub operator: Option<CourseFile>,
    /// That of everybody who becomes a technician.
    pub technician: Option<CourseFile>,
    /// That of everybody who becomes an engineer, technicians who rise included.
    pub engineer: Option<CourseFile>,
    /// That of everybody who becomes an assembler.
    pub assembler: Option<CourseFile>,
}

/// The training of everybody who takes up a post of a role in the course of the run.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct CourseFile {
    /// How long it takes. In this time a person is employed and paid, and not on shift; skill grows
    /// from its end on (`staffing.skill`). Default none; at most 10 y.
    pub time: Duration,
    /// What it costs for each person, when the post is taken up, beside
    /// `finance.costs.training_per_person`. Default nothing.
    #[schemars(extend("x-dated" = true))]
    pub cost: Fen,
}
