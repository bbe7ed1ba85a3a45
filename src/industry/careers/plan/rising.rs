//! How people rise, checked: the ladder of tiers, direct evaluation, cultivation.

use crate::industry::careers::ladder::Ladder;
use crate::industry::careers::spec::{
    CultivationFile, EvaluationFile, ResidentsFile, SoughtFile, TierFile, TrackFile,
};
use crate::industry::shared::people::{Occupation, Tier};
use crate::scenario::{At, Fault, Problems};
use crate::units::{Duration, Share, named_enum};

named_enum! {
    /// What people are evaluated for.
    pub(in crate::industry::careers) enum Grade {
        /// Technicians, for engineer.
        Grassroots = "grassroots",
        /// Engineers, for leading talent.
        Expert = "expert",
    }
}

impl Grade {
    /// The tiers from which and to which it promotes.
    pub(in crate::industry::careers) const fn tiers(self) -> (Tier, Tier) {
        match self {
            Self::Grassroots => (Tier::Technician, Tier::Engineer),
            Self::Expert => (Tier::Engineer, Tier::Leading),
        }
    }
}

/// How people are evaluated.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::industry::careers) struct Evaluation {
    /// Panels that sit on every working day, by grade.
    pub(in crate::industry::careers) panels: [f64; Grade::ALL.len()],
    /// Calls a year.
    pub(in crate::industry::careers) calls: u32,
    /// For how long a candidate must have been in the tier.
    pub(in crate::industry::careers) eligible_dwell: Duration,
    /// The performance that a candidate must exceed, as a rank among equals.
    pub(in crate::industry::careers) cut: Share,
    /// Residents in the tiers below who came before the run, by grade.
    pub(in crate::industry::careers) residents: [u32; Grade::ALL.len()],
}

named_enum! {
    /// The subject of a cultivation project.
    pub(in crate::industry::careers) enum Track {
        /// The digital economy: the only one that leads to the chip chain.
        Digital = "digital",
        /// Film and television.
        Film = "film",
        /// Commerce and services.
        Trade = "trade",
    }
}

/// How people are trained in projects.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::industry::careers) struct Cultivation {
    /// Projects at a time.
    pub(in crate::industry::careers) projects: u32,
    /// Seats of a project.
    pub(in crate::industry::careers) seats: u32,
    /// How long a project takes without lectures.
    pub(in crate::industry::careers) length: Duration,
    /// The share of projects of each track.
    pub(in crate::industry::careers) tracks: [f64; Track::ALL.len()],
    /// The share of those who settle outside the chip chain who apply.
    pub(in crate::industry::careers) applicants: Share,
    /// The share of those trained in the digital track who then seek a post in the chip chain.
    pub(in crate::industry::careers) chip_share: Share,
    /// The shares of the occupations that they seek, in the order of [`Occupation::ALL`].
    pub(in crate::industry::careers) occupations: [f64; Occupation::ALL.len()],
}

impl Cultivation {
    /// The tracks of this many projects: each takes the track that is furthest below its share, so
    /// any number of projects is split by the shares.
    pub(in crate::industry::careers) fn tracks_of(&self, places: usize) -> Vec<Track> {
        let mut taken = [0.0; Track::ALL.len()];
        (0..places)
            .map(|place| {
                let lack = |track: Track| {
                    self.tracks[track as usize] * (place as f64 + 1.0) - taken[track as usize]
                };
                let mut most = Track::Digital;
                for track in Track::ALL {
                    if lack(track) > lack(most) + 1e-9 {
                        most = track;
                    }
                }
                taken[most as usize] += 1.0;
                most
            })
            .collect()
    }

    /// The occupation that a person of the digital track seeks, by a uniform draw; none for a
    /// person who stays outside the chip chain.
    pub(in crate::industry::careers) fn occupation(&self, draw: f64) -> Option<Occupation> {
        let chip = self.chip_share.get();
        if draw >= chip {
            return None;
        }
        let mut below = 0.0;
        let shares = Occupation::ALL.into_iter().zip(self.occupations);
        let mut found = None;
        for (occupation, share) in shares.filter(|(_, share)| *share > 0.0) {
            if draw >= below {
                found = Some(occupation);
            }
            below += share * chip;
        }
        found
    }
}

impl TierFile {
    pub(in crate::industry::careers) fn check(
        &self,
        at: &At,
        problems: &mut Problems,
    ) -> Option<Ladder> {
        let Self {
            promotion,
            dwell_k,
            dwell_mean_student,
            dwell_mean_technician,
            dwell_mean_engineer,
            dwell_mean_doctor,
        } = *self;
        let before = problems.len();
        let means = [
            ("dwell_mean_student", dwell_mean_student),
            ("dwell_mean_technician", dwell_mean_technician),
            ("dwell_mean_engineer", dwell_mean_engineer),
            ("dwell_mean_doctor", dwell_mean_doctor),
        ];
        for (name, mean) in means {
            if !(Duration::days(1)..=Duration::days(36_500)).contains(&mean) {
                let fault = Fault::out_of_range(mean, "from 1 d to 100 y");
                problems.add(at.field(name), fault);
            }
        }
        (problems.len() == before).then_some(Ladder {
            promotion,
            stages: dwell_k,
            means: means.map(|(_, mean)| mean),
        })
    }
}

impl EvaluationFile {
    pub(in crate::industry::careers) fn check(&self) -> Evaluation {
        let Self {
            panels,
            expert_share,
            calls,
            eligible_dwell,
            performance_cut,
            residents,
        } = *self;
        let ResidentsFile {
            technician,
            engineer,
        } = residents;
        let shares = [expert_share.complement(), expert_share];
        Evaluation {
            panels: shares.map(|share| panels * share.get()),
            calls,
            eligible_dwell,
            cut: performance_cut,
            residents: [technician, engineer],
        }
    }
}

impl CultivationFile {
    pub(in crate::industry::careers) fn check(
        &self,
        at: &At,
        problems: &mut Problems,
    ) -> Option<Cultivation> {
        let Self {
            projects,
            seats,
            length,
            track_share,
            applicants,
            chip_share,
            occupations,
        } = *self;
        let before = problems.len();
        if !(Duration::days(1)..=Duration::days(3_650)).contains(&length) {
            let fault = Fault::out_of_range(length, "from 1 d to 10 y");
            problems.add(at.field("length"), fault);
        }
        let TrackFile {
            digital,
            film,
            trade,
        } = track_share;
        let tracks = [digital, film, trade].map(Share::get);
        sums_to_one(&at.field("track_share"), &tracks, problems);
        let SoughtFile {
            operator,
            technician,
            engineer,
        } = occupations;
        let [operator, technician, engineer] = [operator, technician, engineer].map(Share::get);
        let sought = [0.0, operator, technician, engineer, 0.0];
        sums_to_one(&at.field("occupations"), &sought, problems);
        (problems.len() == before).then_some(Cultivation {
            projects,
            seats,
            length,
            tracks,
            applicants,
            chip_share,
            occupations: sought,
        })
    }
}

fn sums_to_one(at: &At, shares: &[f64], problems: &mut Problems) {
    let sum: f64 = shares.iter().sum();
    if (sum - 1.0).abs() > 1e-9 {
        let allowed = "shares that sum to 1";
        problems.add(at.clone(), Fault::out_of_range(format!("{sum}"), allowed));
    }
}
