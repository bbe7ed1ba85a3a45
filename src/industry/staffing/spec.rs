//! The section `staffing` of a scenario: how many people are needed, how they learn, and who is
//! there from the start.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::requirement::PostPlan;
use super::skill::SkillCurve;
use crate::industry::shared::names::Names;
use crate::industry::shared::people::ChannelId;
use crate::industry::shared::staff::Role;
use crate::scenario::{At, Fault, Problems};
use crate::units::{Duration, Share};

/// The channel that those who are there from the start are counted under.
pub const FOUNDERS: &str = "founders";

/// Who is on shift: how many the plants need, how people learn, and who is there from the start.
///
/// A role with `fixed` people is not staffed by persons. The others are, where the scenario has
/// `careers` or the role has people from the start; else nobody ever waits for the role.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct StaffingFile {
    /// Crews that take turns around the clock. Default 4.5, an assumption.
    #[schemars(range(min = 1, max = 10))]
    pub crews: f64,
    /// The share of their time that operators are planned to be busy. Default 0.8, an assumption.
    pub operator_load: Share,
    /// The share of their time that technicians are planned to be busy. Default 0.5, an assumption.
    pub technician_load: Share,
    /// Engineers that any fab needs. Default 100, an assumption.
    #[schemars(range(min = 0, max = 100_000))]
    pub engineer_base: f64,
    /// Engineers for each 1,000 wafer starts a month on top. Default 50, an assumption.
    #[schemars(range(min = 0, max = 10_000))]
    pub engineer_per_kwspm: f64,
    /// Over how long the exit rate of engineers is smoothed, on which learning hangs. Default
    /// 90 d; at least 1 d.
    pub turnover_window: Duration,
    /// How people learn in their posts.
    pub skill: SkillFile,
    /// People who are always on shift, by role, in place of persons.
    pub fixed: FixedFile,
    /// People who hold posts from the start, by role.
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
    /// Operators.
    #[schemars(range(max = 1_000_000))]
    pub operator: Option<u32>,
    /// Technicians.
    #[schemars(range(max = 1_000_000))]
    pub technician: Option<u32>,
    /// Engineers.
    #[schemars(range(max = 1_000_000))]
    pub engineer: Option<u32>,
    /// Assemblers.
    #[schemars(range(max = 1_000_000))]
    pub assembler: Option<u32>,
}

/// People who hold posts from the start, all crews together; they are counted under the channel
/// `founders`.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct InitialFile {
    /// Operators. Default 0.
    #[schemars(range(max = 100_000))]
    pub operator: u32,
    /// Technicians. Default 0.
    #[schemars(range(max = 100_000))]
    pub technician: u32,
    /// Engineers. Default 0.
    #[schemars(range(max = 100_000))]
    pub engineer: u32,
    /// Assemblers. Default 0.
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

impl StaffingFile {
    /// Adds the channel of those who are there from the start to the names of the scenario, behind
    /// the talent channels, where anybody is. A talent channel of that name is another channel.
    pub fn add_names(&self, names: &mut Names) {
        let InitialFile {
            operator,
            technician,
            engineer,
            assembler,
            experience: _,
        } = self.initial;
        let anybody = [operator, technician, engineer, assembler]
            .iter()
            .any(|&heads| heads > 0);
        if anybody {
            names.channels.push(FOUNDERS.to_owned());
        }
    }

    /// The section at `at`, checked against the names that [`Self::add_names`] has completed;
    /// `careers` says whether the scenario has that section. None if something is wrong.
    #[must_use]
    pub fn check(
        &self,
        at: &At,
        careers: bool,
        names: &Names,
        problems: &mut Problems,
    ) -> Option<Staffing> {
        let Self {
            crews,
            operator_load,
            technician_load,
            engineer_base,
            engineer_per_kwspm,
            turnover_window,
            skill,
            fixed,
            initial,
        } = self;
        let before = problems.len();
        for (field, load) in [
            ("operator_load", operator_load),
            ("technician_load", technician_load),
        ] {
            if load.get() < 0.01 {
                let fault = Fault::out_of_range(load, "at least 0.01");
                problems.add(at.field(field), fault);
            }
        }
        check_span(
            at,
            "turnover_window",
            *turnover_window,
            Duration::days(1),
            problems,
        );
        let curves = skill.check(&at.field("skill"), problems);
        let manning = manning(at, fixed, initial, curves, careers, problems);
        let founders = founders_channel(at, names, problems);
        (problems.len() == before).then(|| Staffing {
            plan: PostPlan {
                crews: *crews,
                operator_load: operator_load.get(),
                technician_load: technician_load.get(),
                engineer_base: *engineer_base,
                engineers_per_thousand_wafers: *engineer_per_kwspm,
            },
            manning,
            experience: initial.experience,
            founders,
            turnover_window: *turnover_window,
        })
    }
}

impl SkillFile {
    fn check(&self, at: &At, problems: &mut Problems) -> [SkillCurve; 4] {
        let Self {
            s0,
            tau_operator,
            tau_technician,
            tau_engineer,
            tau_assembler,
        } = *self;
        [
            ("tau_operator", tau_operator),
            ("tau_technician", tau_technician),
            ("tau_engineer", tau_engineer),
            ("tau_assembler", tau_assembler),
        ]
        .map(|(field, time)| {
            check_span(at, field, time, Duration::hours(1), problems);
            SkillCurve { beginner: s0, time }
        })
    }
}

/// How each role is staffed.
fn manning(
    at: &At,
    fixed: &FixedFile,
    initial: &InitialFile,
    curves: [SkillCurve; 4],
    careers: bool,
    problems: &mut Problems,
) -> [Manning; 4] {
    let FixedFile {
        operator,
        technician,
        engineer,
        assembler,
    } = *fixed;
    let fixed = [operator, technician, engineer, assembler];
    let InitialFile {
        operator,
        technician,
        engineer,
        assembler,
        experience: _,
    } = *initial;
    let initial = [operator, technician, engineer, assembler];
    Role::ALL.map(|role| {
        let place = role as usize;
        match (fixed[place], initial[place]) {
            (Some(tokens), 0) => Manning::Fixed(tokens),
            (Some(tokens), _) => {
                let fault = Fault::invalid(
                    format!("{} are both fixed and there from the start", role.name()),
                    "leave out one of `fixed` and `initial`",
                );
                problems.add(at.field("initial").field(role.name()), fault);
                Manning::Fixed(tokens)
            }
            (None, 0) if !careers => Manning::Unlimited,
            (None, initial) => Manning::Persons {
                initial,
                curve: curves[place],
            },
        }
    })
}

/// The place of the founders among the channels; behind all others where nobody is there.
fn founders_channel(at: &At, names: &Names, problems: &mut Problems) -> ChannelId {
    let position = names
        .channels
        .iter()
        .rposition(|channel| channel == FOUNDERS);
    let place = position.unwrap_or(names.channels.len());
    let channel = u8::try_from(place).unwrap_or_else(|_| {
        let fault = Fault::TooLarge {
            what: "the number of channels".to_owned(),
            allowed: "at most 255, the founders included".to_owned(),
        };
        problems.add(at.field("initial"), fault);
        u8::MAX
    });
    ChannelId(channel)
}

fn check_span(at: &At, field: &str, span: Duration, least: Duration, problems: &mut Problems) {
    if span < least {
        let fault = Fault::out_of_range(span, format!("at least {least}"));
        problems.add(at.field(field), fault);
    }
}

/// How a role is staffed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Manning {
    /// Nobody is ever waited for.
    Unlimited,
    /// So many are always on shift.
    Fixed(u32),
    /// By persons, of whom so many are there from the start.
    Persons {
        /// Heads at the start.
        initial: u32,
        /// How they learn.
        curve: SkillCurve,
    },
}

/// The section `staffing`, checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Staffing {
    /// How many are needed.
    pub(super) plan: PostPlan,
    /// How each role is staffed.
    pub(super) manning: [Manning; 4],
    /// How long those who are there from the start have been in such posts.
    pub(super) experience: Duration,
    /// The channel that those who are there from the start are counted under.
    pub(super) founders: ChannelId,
    /// Over how long the exit rate of engineers is smoothed.
    pub(super) turnover_window: Duration,
}

impl Staffing {
    /// How many people hold a post of a role at the start.
    #[must_use]
    pub(super) const fn initial(&self, role: Role) -> u32 {
        match self.manning[role as usize] {
            Manning::Persons { initial, .. } => initial,
            Manning::Unlimited | Manning::Fixed(_) => 0,
        }
    }

    /// How many people of a role are always on shift, if that is fixed.
    #[must_use]
    pub const fn fixed(&self, role: Role) -> Option<u32> {
        match self.manning[role as usize] {
            Manning::Fixed(tokens) => Some(tokens),
            Manning::Unlimited | Manning::Persons { .. } => None,
        }
    }
}
