//! The section `[staffing]`, checked.

mod hiring;

use super::requirement::{PostPlan, tokens_on_shift};
use super::skill::SkillCurve;
use super::spec::{FixedFile, InitialFile, SkillFile, StaffingFile};
use crate::industry::shared::names::Names;
use crate::industry::shared::people::ChannelId;
use crate::industry::shared::staff::{Role, Workload};
use crate::industry::shared::subsystem::Context;
use crate::scenario::{Fault, FieldPath, Problems};
use crate::units::Duration;

pub use hiring::Labour;
pub(super) use hiring::{Course, Drive, channel_name};

/// The channel that those who hold posts at the start are counted under.
const FOUNDERS: &str = "founders";

/// How a role is staffed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Manning {
    /// Work never waits for the role.
    Unlimited,
    /// This many people are always on shift.
    Fixed(u32),
    /// By persons, who are hired, learn and leave.
    Persons {
        /// Heads at the start.
        initial: u32,
        /// How their skill grows.
        curve: SkillCurve,
    },
}

/// The section `[staffing]`, checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Staffing {
    /// How many people are needed.
    pub(super) posts: PostPlan,
    /// How each role is staffed, in the order of [`Role::ALL`].
    pub(super) manning: [Manning; Role::ALL.len()],
    /// How long those who hold posts at the start have been in such posts.
    pub(super) experience: Duration,
    /// The channel that those who hold posts at the start are counted under.
    pub(super) founders: ChannelId,
    /// The time constant over which the exit rate of engineers is smoothed.
    pub(super) turnover_window: Duration,
    /// Who is hired beyond the plan.
    pub(super) drives: Vec<Drive>,
    /// The people who would take such posts, in the order of [`Role::ALL`]; none where as many come
    /// at once as are sought.
    pub(super) labour: [Option<Labour>; Role::ALL.len()],
    /// Training before the first shift, in the order of [`Role::ALL`]; none where nobody is asked
    /// to have any.
    pub(super) courses: [Option<Course>; Role::ALL.len()],
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

    /// How many people are hired for a role beyond the plan.
    #[must_use]
    pub(super) fn hired_beyond(&self, role: Role) -> u64 {
        let drives = self.drives.iter().filter(|drive| drive.role == role);
        drives.map(|drive| u64::from(drive.count)).sum()
    }

    /// The roles for which people are hired beyond the plan as the wage draws them.
    pub fn drawn_by_wage(&self) -> impl Iterator<Item = Role> {
        let roles = Role::ALL.into_iter();
        roles.filter(|&role| self.labour[role as usize].is_some() && self.hired_beyond(role) > 0)
    }

    /// The training of a role; of none, one that takes no time and costs nothing.
    pub(super) fn course(&self, role: Role) -> Course {
        self.courses[role as usize].unwrap_or_default()
    }

    /// Whether the scenario says how people of a role are trained.
    pub(super) const fn has_course(&self, role: Role) -> bool {
        self.courses[role as usize].is_some()
    }

    /// How many people of a role can ever be on shift at a time; none where that is not limited.
    ///
    /// * `work` — what the plants are planned for.
    /// * `hired` — the most who are hired for so many required people of the role; 0 where nobody
    ///   is.
    #[must_use]
    pub fn most_on_shift(
        &self,
        role: Role,
        work: &Workload,
        hired: impl Fn(f64) -> u64,
    ) -> Option<u32> {
        match self.manning[role as usize] {
            Manning::Unlimited => None,
            Manning::Fixed(tokens) => Some(tokens),
            Manning::Persons { initial, .. } => {
                let planned = hired(self.posts.required(role, work)).max(u64::from(initial));
                let heads = planned + self.hired_beyond(role);
                let crews = self.posts.crews_of(role, work);
                Some(tokens_on_shift(heads as f64, crews))
            }
        }
    }

    /// Whether nobody can ever be employed in a role.
    #[must_use]
    pub const fn is_unmanned(&self, role: Role) -> bool {
        matches!(
            self.manning[role as usize],
            Manning::Unlimited | Manning::Fixed(0)
        )
    }

    /// The fields that say how many people of a role there are, for messages.
    #[must_use]
    pub fn fields_of(&self, role: Role, hires: bool) -> String {
        let name = role.name();
        let plan = match role {
            Role::Operator => "`staffing.operator_load`",
            Role::Technician => "`staffing.technician_load`",
            Role::Engineer => "`staffing.engineer_base`",
            Role::Assembler => "`assembly.lines`",
        };
        match self.manning[role as usize] {
            Manning::Fixed(_) => format!("`staffing.fixed.{name}`"),
            Manning::Persons { .. } if hires => {
                format!("`staffing.initial.{name}`, {plan} and the talent channels")
            }
            Manning::Unlimited | Manning::Persons { .. } => format!("`staffing.initial.{name}`"),
        }
    }
}

impl InitialFile {
    /// Who holds a post at the start, in the order of [`Role::ALL`].
    const fn heads(&self) -> [u32; Role::ALL.len()] {
        let &Self {
            operator,
            technician,
            engineer,
            assembler,
            experience: _,
        } = self;
        [operator, technician, engineer, assembler]
    }
}

impl StaffingFile {
    /// Declares the channel of those who hold posts at the start, behind the talent channels, if
    /// there is anybody. A talent channel of that name is another channel.
    pub(super) fn add_names(&self, names: &mut Names) {
        if self.initial.heads().into_iter().any(|heads| heads > 0) {
            names.channels.push(FOUNDERS.to_owned());
        }
        let drives = self.hiring.names().map(hiring::channel_name);
        names.channels.extend(drives);
    }

    /// Checks the section at `at` against the names that [`Self::add_names`] has completed.
    pub(super) fn check(
        &self,
        at: &FieldPath,
        context: &Context,
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
            fixed: _,
            initial,
            hiring: _,
            labour,
            training,
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
        let manning = self.manning(at, curves, context.present.has("careers"), problems);
        let founders = founders_channel(at, &context.names, problems);
        let drives = self.drives(&at.field("hiring"), context, problems);
        let labour = labour.check(&at.field("labour"), context, problems);
        let courses = training.check(&at.field("training"), problems);
        (problems.len() == before).then(|| Staffing {
            posts: PostPlan {
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
            drives,
            labour,
            courses,
        })
    }

    /// How each role is staffed. `careers` says whether the scenario has that section.
    fn manning(
        &self,
        at: &FieldPath,
        curves: [SkillCurve; Role::ALL.len()],
        careers: bool,
        problems: &mut Problems,
    ) -> [Manning; Role::ALL.len()] {
        let FixedFile {
            operator,
            technician,
            engineer,
            assembler,
        } = self.fixed;
        let fixed = [operator, technician, engineer, assembler];
        let initial = self.initial.heads();
        let is_hired = |role| self.hiring.iter().any(|(_, drive)| drive.role == role);
        Role::ALL.map(|role| {
            let place = role as usize;
            match (fixed[place], initial[place]) {
                (Some(tokens), 0) => Manning::Fixed(tokens),
                (Some(tokens), _) => {
                    let fault = Fault::invalid(
                        format!(
                            "the role `{}` has both fixed people and people at the start",
                            role.name()
                        ),
                        "leave out one of `fixed` and `initial`",
                    );
                    problems.add(at.field("initial").field(role.name()), fault);
                    Manning::Fixed(tokens)
                }
                (None, 0) if !careers && !is_hired(role) => Manning::Unlimited,
                (None, initial) => Manning::Persons {
                    initial,
                    curve: curves[place],
                },
            }
        })
    }
}

impl SkillFile {
    fn check(&self, at: &FieldPath, problems: &mut Problems) -> [SkillCurve; Role::ALL.len()] {
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

/// The channel of the founders; behind all others if there are none.
fn founders_channel(at: &FieldPath, names: &Names, problems: &mut Problems) -> ChannelId {
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

fn check_span(
    at: &FieldPath,
    field: &str,
    span: Duration,
    least: Duration,
    problems: &mut Problems,
) {
    if span < least {
        let fault = Fault::out_of_range(span, format!("at least {least}"));
        problems.add(at.field(field), fault);
    }
}
