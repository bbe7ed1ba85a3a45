//! What the city's programmes do at present, and what research gives to those who use it.

use bevy_ecs::prelude::*;

use crate::units::Fen;

/// What a programme drives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProgrammeKind {
    /// The settle campaign at universities: `X_set` of equation E1.
    SettleCampaign,
    /// Housing units for talents; what was built stays.
    Housing,
    /// Service windows; what was opened stays.
    Windows,
    /// Recruitment stations: the factor on their leads.
    Stations,
    /// The development conference: the factor on whom it invites.
    Conference,
    /// The contest for founders: the factor on its projects.
    Contest,
    /// Enclaves in other cities: the factor on their floor space.
    Enclaves,
    /// The guarantee of funds, equipment and land: the factor on the pools.
    VenturePools,
    /// Resident academicians: the factor on their number.
    Academicians,
    /// Visits of academicians: the factor on their rate.
    Visits,
    /// The recuperation event: the factor on its size.
    Recuperation,
    /// The home of the academicians: the factor on its rooms.
    AcademiciansHome,
    /// Research institutes: the factor on their seats.
    Institutes,
    /// The platform that matches experts and companies: the factor on its efficiency.
    Matching,
    /// The talents park: the factor on its bonus.
    TalentsPark,
    /// Cultivation projects: the factor on their number.
    Cultivation,
    /// Direct evaluation: the factor on its panels.
    Evaluation,
    /// The E-Point Pass: where it does not run, the window works as before it.
    EPointPass,
    /// The reform for buyers: the factor on how many are accredited.
    Buyers,
    /// News of the city: the factor on the pulse of awareness.
    Awareness,
}

impl ProgrammeKind {
    /// All kinds.
    pub const ALL: [Self; 20] = [
        Self::SettleCampaign,
        Self::Housing,
        Self::Windows,
        Self::Stations,
        Self::Conference,
        Self::Contest,
        Self::Enclaves,
        Self::VenturePools,
        Self::Academicians,
        Self::Visits,
        Self::Recuperation,
        Self::AcademiciansHome,
        Self::Institutes,
        Self::Matching,
        Self::TalentsPark,
        Self::Cultivation,
        Self::Evaluation,
        Self::EPointPass,
        Self::Buyers,
        Self::Awareness,
    ];

    /// The name in result files and scenario files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::SettleCampaign => "settle_campaign",
            Self::Housing => "housing",
            Self::Windows => "windows",
            Self::Stations => "stations",
            Self::Conference => "conference",
            Self::Contest => "contest",
            Self::Enclaves => "enclaves",
            Self::VenturePools => "venture_pools",
            Self::Academicians => "academicians",
            Self::Visits => "visits",
            Self::Recuperation => "recuperation",
            Self::AcademiciansHome => "academicians_home",
            Self::Institutes => "institutes",
            Self::Matching => "matching",
            Self::TalentsPark => "talents_park",
            Self::Cultivation => "cultivation",
            Self::Evaluation => "evaluation",
            Self::EPointPass => "e_point_pass",
            Self::Buyers => "buyers",
            Self::Awareness => "awareness",
        }
    }

    /// How strong it is in a scenario that lists no programme of the kind. What has a section of its
    /// own in the scenario then works as that section says; what is made of programmes alone is not
    /// there.
    #[must_use]
    pub const fn unlisted(self) -> f64 {
        if matches!(self, Self::SettleCampaign | Self::Housing | Self::Windows) {
            0.0
        } else {
            1.0
        }
    }
}

/// What programmes do at present: written by policy at the end of a tick, read from the next tick
/// on. By kind, the sum over the programmes that run of intensity times amount.
#[derive(Resource, Clone, Copy, Debug, PartialEq)]
pub struct Programmes([f64; ProgrammeKind::ALL.len()]);

impl Default for Programmes {
    /// A scenario that lists no programme.
    fn default() -> Self {
        Self(ProgrammeKind::ALL.map(ProgrammeKind::unlisted))
    }
}

impl Programmes {
    /// How strong the programmes of a kind are.
    ///
    /// ```
    /// use chippark::industry::shared::programmes::{ProgrammeKind, Programmes};
    /// let mut programmes = Programmes::default();
    /// assert_eq!(programmes.strength(ProgrammeKind::Conference), 1.0);
    /// programmes.set(ProgrammeKind::Conference, 0.0);
    /// assert_eq!(programmes.strength(ProgrammeKind::Conference), 0.0);
    /// ```
    #[must_use]
    pub const fn strength(&self, kind: ProgrammeKind) -> f64 {
        self.0[kind as usize]
    }

    /// Says how strong the programmes of a kind are.
    pub const fn set(&mut self, kind: ProgrammeKind, strength: f64) {
        self.0[kind as usize] = strength;
    }

    /// Whole things of a kind that is counted: housing units, windows.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a saturating cast of an amount that is not negative"
    )]
    pub fn count(&self, kind: ProgrammeKind) -> u32 {
        // The hair keeps the end of a ramp, which rounding may miss.
        (self.strength(kind) + 1e-9).floor() as u32
    }
}

/// What research gives to those who use it: written by research, read by the fab (learning),
/// careers (cultivation) and talent (choice) in the same tick.
#[derive(Resource, Clone, Copy, Debug, PartialEq)]
pub struct Expertise {
    /// What experts on visit have added to the fab's knowledge K since the start (equations E7 and
    /// E21); never falls.
    pub knowledge: f64,
    /// The factor on the speed of training, 1 without lectures (equation E7).
    pub training: f64,
    /// The stock of school-enterprise bases B (equation E8).
    pub bases: f64,
}

impl Default for Expertise {
    /// No research.
    fn default() -> Self {
        Self {
            knowledge: 0.0,
            training: 1.0,
            bases: 0.0,
        }
    }
}

/// The companies of founders that add value to the city: written by ventures, read by finance.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Companies {
    /// What they add to the city's value a year, all together.
    pub value_added_per_year: Fen,
}
