//! Hiring beyond the plan, the labour for it, and training, checked.

use crate::industry::shared::people::ChannelId;
use crate::industry::shared::staff::Role;
use crate::industry::shared::subsystem::Context;
use crate::industry::staffing::spec::{
    CourseFile, HiringFile, LabourFile, StaffingFile, SupplyFile, TrainingFile,
};
use crate::scenario::{Fault, FieldPath, Problems};
use crate::units::{Duration, DurationLaw, Fen, Rate, SimTime};

/// The greatest rate at which people agree to come, a day.
const MOST_PER_DAY: f64 = 100_000.0;
/// The longest training.
const LONGEST: Duration = Duration::days(3650);

/// People who are hired beyond the plan.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::industry::staffing) struct Drive {
    /// The name in the scenario.
    pub(in crate::industry::staffing) name: String,
    /// The role that they are hired for.
    pub(in crate::industry::staffing) role: Role,
    /// How many people.
    pub(in crate::industry::staffing) count: u32,
    /// The midnight from which their posts are open.
    pub(in crate::industry::staffing) opens: SimTime,
    /// From the agreement to the first day at work.
    pub(in crate::industry::staffing) lead: DurationLaw,
    /// What each of them costs on the first day.
    pub(in crate::industry::staffing) cost: Fen,
    /// How long they have been in such posts elsewhere.
    pub(in crate::industry::staffing) experience: Duration,
    /// The channel that they are counted under.
    pub(in crate::industry::staffing) channel: ChannelId,
}

/// The people who would take a post of a role.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Labour {
    /// How many agree to come in a time, at the reference wage, while all of the pool are left.
    pub rate: Rate,
    /// The monthly wage at which so many come.
    pub reference_wage: Fen,
    /// The elasticity of supply.
    pub elasticity: f64,
    /// How many people there are in all; none where they do not become fewer.
    pub pool: Option<u32>,
}

impl Labour {
    /// How many agree to come in a time where the monthly wage is this: `r (w / w0)^e` (equation
    /// E50), the supply of constant elasticity that a firm faces (A. Manning, 2003).
    ///
    /// ```
    /// use chippark::industry::staffing::Labour;
    /// use chippark::units::{Fen, Rate};
    /// let labour = Labour {
    ///     rate: Rate::per_month(8.0),
    ///     reference_wage: Fen::yuan(5_000),
    ///     elasticity: 2.0,
    ///     pool: None,
    /// };
    /// assert!((labour.rate_at(Fen::yuan(7_500)).get_per_month() - 18.0).abs() < 1e-9);
    /// assert!(labour.rate_at(Fen::ZERO).get_per_month().abs() < 1e-12);
    /// ```
    #[must_use]
    pub fn rate_at(&self, wage: Fen) -> Rate {
        let ratio = wage.as_yuan() / self.reference_wage.as_yuan();
        self.rate.scaled(libm::pow(ratio, self.elasticity))
    }
}

/// The training of everybody who takes up a post of a role.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::industry::staffing) struct Course {
    /// How long it takes.
    pub(in crate::industry::staffing) time: Duration,
    /// What it costs.
    pub(in crate::industry::staffing) cost: Fen,
}

/// The name of the channel, and of the draws, of those who come by a drive.
pub(in crate::industry::staffing) fn channel_name(drive: &str) -> String {
    ["staffing/hiring/", drive].concat()
}

impl StaffingFile {
    /// The drives of the section, which stand at `at`.
    pub(super) fn drives(
        &self,
        at: &FieldPath,
        context: &Context,
        problems: &mut Problems,
    ) -> Vec<Drive> {
        let drives = self.hiring.iter();
        let drives = drives.map(|(name, file)| {
            let at = at.field(name);
            if self.fixed_people(file.role).is_some() {
                let role = file.role.name();
                let message = format!("the role `{role}` has fixed people, so nobody is hired");
                let help = format!(
                    "give more of `staffing.fixed.{role}`, also by date, or leave it out and give \
                     `staffing.initial.{role}`"
                );
                problems.add(at.field("role"), Fault::invalid(message, help));
            }
            file.check(name, &at, context, problems)
        });
        drives.collect()
    }

    /// The fixed people of a role.
    const fn fixed_people(&self, role: Role) -> Option<u32> {
        match role {
            Role::Operator => self.fixed.operator,
            Role::Technician => self.fixed.technician,
            Role::Engineer => self.fixed.engineer,
            Role::Assembler => self.fixed.assembler,
        }
    }
}

impl HiringFile {
    fn check(
        &self,
        name: &str,
        at: &FieldPath,
        context: &Context,
        problems: &mut Problems,
    ) -> Drive {
        let &Self {
            role,
            count,
            date,
            ref lead,
            cost,
            experience,
        } = self;
        let opens = date.unwrap_or(context.start).begins(context.start);
        if let (None, Some(date)) = (opens, date) {
            let allowed = format!("not before {}, the first day of the run", context.start);
            problems.add(at.field("date"), Fault::out_of_range(date, allowed));
        }
        not_negative(cost, &at.field("cost"), problems);
        let channel = channel_name(name);
        let mut channels = context.names.channels.iter();
        let place = channels.rposition(|known| *known == channel);
        let channel = u8::try_from(place.unwrap_or_default()).unwrap_or_else(|_| {
            let fault = Fault::TooLarge {
                what: "the number of channels".to_owned(),
                allowed: "at most 255, drives of hiring included".to_owned(),
            };
            problems.add(at, fault);
            u8::MAX
        });
        Drive {
            name: name.to_owned(),
            role,
            count,
            opens: opens.unwrap_or(SimTime::ZERO),
            lead: lead.clone(),
            cost,
            experience,
            channel: ChannelId(channel),
        }
    }
}

impl LabourFile {
    /// Checks the table at `at`.
    pub(super) fn check(
        &self,
        at: &FieldPath,
        context: &Context,
        problems: &mut Problems,
    ) -> [Option<Labour>; Role::ALL.len()] {
        let Self {
            operator,
            technician,
            engineer,
            assembler,
        } = self;
        let files = [operator, technician, engineer, assembler];
        Role::ALL.map(|role| {
            let file = files[role as usize].as_ref()?;
            Some(file.check(&at.field(role.name()), context, problems))
        })
    }
}

impl SupplyFile {
    fn check(&self, at: &FieldPath, context: &Context, problems: &mut Problems) -> Labour {
        let &Self {
            rate,
            reference_wage,
            elasticity,
            pool,
        } = self;
        if rate.get_per_day() > MOST_PER_DAY {
            let fault = Fault::out_of_range(rate, format!("at most {MOST_PER_DAY} /d"));
            problems.add(at.field("rate"), fault);
        }
        if reference_wage <= Fen::ZERO {
            let fault = Fault::out_of_range(reference_wage, "above 0 CNY");
            problems.add(at.field("reference_wage"), fault);
        }
        if !context.written.has("finance") {
            let message = "the wage here is that of `finance.wages`, and there is no `finance`";
            let help = "add the section with a wage of the role, or leave out the supply";
            problems.add(at.field("reference_wage"), Fault::invalid(message, help));
        }
        Labour {
            rate,
            reference_wage,
            elasticity,
            pool,
        }
    }
}

impl TrainingFile {
    /// Checks the table at `at`.
    pub(super) fn check(
        &self,
        at: &FieldPath,
        problems: &mut Problems,
    ) -> [Option<Course>; Role::ALL.len()] {
        let Self {
            operator,
            technician,
            engineer,
            assembler,
        } = self;
        let files = [operator, technician, engineer, assembler];
        Role::ALL.map(|role| {
            let &CourseFile { time, cost } = files[role as usize].as_ref()?;
            let at = at.field(role.name());
            if time > LONGEST {
                let fault = Fault::out_of_range(time, "at most 10 y");
                problems.add(at.field("time"), fault);
            }
            not_negative(cost, &at.field("cost"), problems);
            Some(Course { time, cost })
        })
    }
}

fn not_negative(amount: Fen, at: &FieldPath, problems: &mut Problems) {
    if amount < Fen::ZERO {
        problems.add(at, Fault::out_of_range(amount, "0 CNY or more"));
    }
}
