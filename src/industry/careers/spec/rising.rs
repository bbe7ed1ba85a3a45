//! The parts of the section `[careers]` by which people rise: tiers, direct evaluation,
//! cultivation.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::units::{Duration, Share, named_enum};

/// How people rise through the tiers: the dwell in a tier is Erlang, beside the hazard of leaving
/// (equation E11). Who takes up a post has at least its tier: engineers that of an engineer, the
/// others that of a technician.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct TierFile {
    /// Whether a technician of the chip chain rises to the tier of an engineer by dwell alone
    /// (`push`), or only with an engineer's post (`pull`). Default `push`. Either way a technician
    /// whose dwell is over takes an engineer's post when one is vacant, before anybody is hired.
    pub promotion: Promotion,
    /// The number k of stages of every dwell. Default 4, an assumption.
    #[schemars(range(min = 1, max = 20))]
    pub dwell_k: u32,
    /// The mean time from settling until a student or fresh graduate has the tier of a technician.
    /// Default 1 y, an assumption; all means are from 1 d to 100 y.
    pub dwell_mean_student: Duration,
    /// The mean dwell of a technician. Default 3 y, an assumption.
    pub dwell_mean_technician: Duration,
    /// The mean dwell of an engineer. Default 5 y, an assumption.
    pub dwell_mean_engineer: Duration,
    /// The mean dwell of a doctor or professor. Default 6 y, an assumption.
    pub dwell_mean_doctor: Duration,
}

named_enum! {
    /// What a technician of the chip chain needs to rise to the tier of an engineer.
    #[derive(Default)]
    pub enum Promotion {
        /// The end of the dwell; the post follows when one is vacant.
        #[default]
        Push = "push",
        /// The end of the dwell and a vacant engineer's post.
        Pull = "pull",
    }
}

impl Default for TierFile {
    fn default() -> Self {
        let years = |count: u64| Duration::days(365 * count);
        Self {
            promotion: Promotion::Push,
            dwell_k: 4,
            dwell_mean_student: years(1),
            dwell_mean_technician: years(3),
            dwell_mean_engineer: years(5),
            dwell_mean_doctor: years(6),
        }
    }
}

/// Direct evaluation: panels promote by performance, without a title or a dwell (equation E9). A
/// programme of kind `evaluation` switches and scales it.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct EvaluationFile {
    /// Panels; each sees one candidate on a working day, Monday to Friday. Parts of one sit now and
    /// then. Default 8, an assumption.
    #[schemars(range(min = 0, max = 100_000))]
    pub panels: f64,
    /// The share of their days on which they see engineers, for leading talent; on the others they
    /// see technicians, for engineer. Default 0.2, an assumption.
    pub expert_share: Share,
    /// Calls a year, at equal distances. At each, the candidates are listed, the best are seen
    /// first, and who is left of the call before is turned away. Default 2, an assumption.
    #[schemars(range(min = 1, max = 365))]
    pub calls: u32,
    /// How long a candidate must have been in the tier. Default 0.5 y, an assumption.
    pub eligible_dwell: Duration,
    /// The performance that a candidate must exceed, as the share of equals who perform worse; at
    /// each call everybody's is drawn anew. Default 0.9925, an assumption.
    pub performance_cut: Share,
    /// Residents of these tiers who came before the run.
    pub residents: ResidentsFile,
}

/// Residents who came before the run: candidates who are counted without being persons of it. Their
/// numbers are constant.
#[derive(Debug, Clone, Copy, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct ResidentsFile {
    /// Those of the tier of a technician. Default 0.
    #[schemars(range(min = 0, max = 10_000_000))]
    pub technician: u32,
    /// Those of the tier of an engineer. Default 0.
    #[schemars(range(min = 0, max = 10_000_000))]
    pub engineer: u32,
}

impl Default for EvaluationFile {
    fn default() -> Self {
        Self {
            panels: 8.0,
            expert_share: Share::clamped(0.2),
            calls: 2,
            eligible_dwell: Duration::from_days_f64(182.5),
            performance_cut: Share::clamped(0.9925),
            residents: ResidentsFile::default(),
        }
    }
}

/// Cultivation projects: courses beside work, in three tracks that draw on the same people
/// (equation E10). A programme of kind `cultivation` switches and scales them.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct CultivationFile {
    /// Projects at a time; when one is over, the next one begins. Default 130, of the 2019 report.
    #[schemars(range(min = 0, max = 10_000))]
    pub projects: u32,
    /// Seats of a project. Default 30, an assumption.
    #[schemars(range(min = 1, max = 1000))]
    pub seats: u32,
    /// How long a project takes without lectures, from 1 d to 10 y. Default 6 mo, an assumption.
    pub length: Duration,
    /// The share of projects of each track.
    pub track_share: TrackFile,
    /// The share of those who settle outside the chip chain who apply for a seat. Default 0.1, an
    /// assumption.
    pub applicants: Share,
    /// The share of those trained in the digital track who then seek a post in the chip chain.
    /// Default 0.1, an assumption.
    pub chip_share: Share,
    /// What they seek.
    pub occupations: SoughtFile,
}

/// The shares of the tracks; they must sum to 1.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct TrackFile {
    /// The share of the digital economy. Default 0.5, an assumption.
    pub digital: Share,
    /// The share of film and television. Default 0.25, an assumption.
    pub film: Share,
    /// The share of trade. Default 0.25, an assumption.
    pub trade: Share,
}

/// The shares of what those who turn to the chip chain seek; they must sum to 1.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct SoughtFile {
    /// The share that seeks a post as an operator. Default 0.3, an assumption.
    pub operator: Share,
    /// The share that seeks a post as a technician. Default 0.5, an assumption.
    pub technician: Share,
    /// The share that seeks a post as an engineer. Default 0.2, an assumption.
    pub engineer: Share,
}

impl Default for CultivationFile {
    fn default() -> Self {
        Self {
            projects: 130,
            seats: 30,
            length: Duration::from_days_f64(182.5),
            track_share: TrackFile::default(),
            applicants: Share::clamped(0.1),
            chip_share: Share::clamped(0.1),
            occupations: SoughtFile::default(),
        }
    }
}

impl Default for TrackFile {
    fn default() -> Self {
        Self {
            digital: Share::clamped(0.5),
            film: Share::clamped(0.25),
            trade: Share::clamped(0.25),
        }
    }
}

impl Default for SoughtFile {
    fn default() -> Self {
        Self {
            operator: Share::clamped(0.3),
            technician: Share::clamped(0.5),
            engineer: Share::clamped(0.2),
        }
    }
}
