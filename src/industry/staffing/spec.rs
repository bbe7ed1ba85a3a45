//! The section `[staffing]` as written.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::units::{Duration, Share};

/// Who is on shift: how many people the plants need, how people learn, and who holds a post at the
/// start.
///
/// A role with `fixed` people is not staffed by persons. Any other role is, where the scenario has
/// `careers` or the role has people at the start; else work never waits for the role.
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
