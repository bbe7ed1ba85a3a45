//! Designs: which points of a space are run.

use std::fmt;
use std::str::FromStr;

use crate::statistics::design::{full_factorial, latin_hypercube, morris, saltelli, sobol};
use crate::statistics::error::InputError;

/// The most points, blocks or trajectories.
const MOST: usize = 1_000_000;
/// The levels of a factor in trajectories.
const MORRIS_LEVELS: usize = 4;

/// A design of experiments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Design {
    /// So many points of a Latin hypercube.
    LatinHypercube(usize),
    /// So many points of a scrambled Sobol' sequence.
    Sobol(usize),
    /// So many blocks of points for Sobol' indices, each of two more points than there are factors.
    Saltelli(usize),
    /// So many trajectories for Morris's screening, each of one more point than there are factors.
    Morris(usize),
    /// Every combination of the levels of the factors.
    Full,
}

impl Design {
    /// Its points in the unit cube; longer ones of a kind begin with shorter ones, but for a Latin
    /// hypercube.
    ///
    /// * `counts` - how many values each factor has, where they can be counted.
    /// * `key` - the key of its random numbers.
    ///
    /// # Errors
    /// If it cannot be made for so many factors, or a factor of a full design has no levels.
    pub fn points(self, counts: &[Option<usize>], key: u64) -> Result<Vec<Vec<f64>>, InputError> {
        let factors = counts.len();
        match self {
            Self::LatinHypercube(points) => latin_hypercube(points, factors, key),
            Self::Sobol(points) => sobol(points, factors, Some(key)),
            Self::Saltelli(blocks) => saltelli(blocks, factors, false, key),
            Self::Morris(trajectories) => morris(trajectories, factors, MORRIS_LEVELS, key),
            Self::Full => {
                let counts: Option<Vec<usize>> = counts.iter().copied().collect();
                let counts = counts.ok_or(InputError::Outside {
                    what: "a factor of a full design",
                    allowed: "one with `levels`, or with whole numbers",
                    found: f64::NAN,
                })?;
                full_factorial(&counts)
            }
        }
    }
}

impl FromStr for Design {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (kind, number) = text.split_once(':').unwrap_or((text, ""));
        let number = number
            .parse::<usize>()
            .ok()
            .filter(|number| (1..=MOST).contains(number));
        match (kind, number) {
            ("lhs", Some(points)) => Ok(Self::LatinHypercube(points)),
            ("sobol", Some(points)) => Ok(Self::Sobol(points)),
            ("saltelli", Some(blocks)) => Ok(Self::Saltelli(blocks)),
            ("morris", Some(trajectories)) => Ok(Self::Morris(trajectories)),
            ("full", None) if text == "full" => Ok(Self::Full),
            _ => Err(format!(
                "`{text}` is no design: write `lhs:200`, `sobol:1024`, `saltelli:512`, \
                 `morris:20` or `full`, with at most {MOST}"
            )),
        }
    }
}

impl fmt::Display for Design {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LatinHypercube(points) => write!(formatter, "lhs:{points}"),
            Self::Sobol(points) => write!(formatter, "sobol:{points}"),
            Self::Saltelli(blocks) => write!(formatter, "saltelli:{blocks}"),
            Self::Morris(trajectories) => write!(formatter, "morris:{trajectories}"),
            Self::Full => formatter.write_str("full"),
        }
    }
}
