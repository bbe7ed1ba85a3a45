//! The strength of the city's programmes at present, and what research gives to those who use it.

use bevy_ecs::prelude::*;

use crate::units::{Fen, named_enum};

/// How programmes of a kind act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// They scale what a section of the scenario describes. Without a programme of the kind the
    /// section applies as it stands.
    Scales,
    /// They scale a section by 0 or 1: it applies or it does not.
    Switches,
    /// They add something that ends with them. Without a programme of the kind there is none.
    Adds,
    /// They add something that outlasts them. Without a programme of the kind there is none.
    Builds,
}

/// Declares the kinds of programmes: name in scenario files and [`Effect`].
macro_rules! programme_kinds {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $effect:ident;)*) => {
        named_enum! {
            /// What a programme acts on.
            pub enum ProgrammeKind {
                $($(#[$doc])* $variant = $name,)*
            }
        }

        impl ProgrammeKind {
            /// How programmes of the kind act.
            #[must_use]
            pub const fn effect(self) -> Effect {
                match self {
                    $(Self::$variant => Effect::$effect,)*
                }
            }
        }
    };
}

programme_kinds! {
    /// The settle campaign at universities: `X_set` of equation E1.
    SettleCampaign = "settle_campaign", Adds;
    /// Housing units for talents; what was built stays.
    Housing = "housing", Builds;
    /// Service windows; what was opened stays.
    Windows = "windows", Builds;
    /// Recruitment stations: the factor on their leads.
    Stations = "stations", Scales;
    /// The development conference: the factor on whom it invites.
    Conference = "conference", Scales;
    /// The contest for founders: the factor on its projects.
    Contest = "contest", Scales;
    /// Enclaves in other cities: the factor on their floor space.
    Enclaves = "enclaves", Scales;
    /// The guarantee of funds, equipment and land: the factor on the pools.
    VenturePools = "venture_pools", Scales;
    /// Resident academicians: the factor on their number.
    Academicians = "academicians", Scales;
    /// Visits of academicians: the factor on their rate.
    Visits = "visits", Scales;
    /// The recuperation event: the factor on its size.
    Recuperation = "recuperation", Scales;
    /// The home of the academicians: the factor on its rooms.
    AcademiciansHome = "academicians_home", Scales;
    /// Research institutes: the factor on their seats.
    Institutes = "institutes", Scales;
    /// The platform that matches experts and companies: the factor on its efficiency.
    Matching = "matching", Scales;
    /// The talents park: the factor on its bonus.
    TalentsPark = "talents_park", Scales;
    /// Cultivation projects: the factor on their number.
    Cultivation = "cultivation", Scales;
    /// Direct evaluation: the factor on its panels.
    Evaluation = "evaluation", Scales;
    /// The E-Point Pass: where it does not run, the window works as before it. It runs or it does
    /// not, so its intensity is 0 or 1.
    EPointPass = "e_point_pass", Switches;
    /// The reform for buyers: the factor on how many are accredited.
    Buyers = "buyers", Scales;
    /// News of the city: the factor on the pulse of awareness.
    Awareness = "awareness", Scales;
}

impl ProgrammeKind {
    /// The strength of the kind in a scenario that lists no programme of it.
    #[must_use]
    pub const fn unlisted(self) -> f64 {
        match self.effect() {
            Effect::Adds | Effect::Builds => 0.0,
            Effect::Scales | Effect::Switches => 1.0,
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
        // Tolerance: rounding may leave the end of a ramp just below the integer.
        (self.strength(kind) + 1e-9).floor() as u32
    }
}

/// What research gives to those who use it: written by research, read by the fab (learning),
/// careers (cultivation) and talent (choice) in the same tick.
#[derive(Resource, Clone, Copy, Debug, PartialEq)]
pub struct Expertise {
    /// What experts on visit have added to the fab's knowledge K since the start (equations E7,
    /// E21 and E54); never falls.
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
