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
    /// Blocks of points for Sobol' indices.
    Saltelli {
        /// How many.
        blocks: usize,
        /// Whether also for indices of pairs: then a block has two more points than twice as many
        /// as there are factors, otherwise two more than there are factors.
        second_order: bool,
    },
    /// So many trajectories for Morris's screening, each of one more point than there are factors.
    Morris(usize),
    /// Every combination of the levels of the factors.
    Full,
    /// Points that were listed one by one.
    Given {
        /// Of their values.
        digest: u64,
    },
}

impl Design {
    /// Its points in the unit cube; longer ones of a kind begin with shorter ones, but for a Latin
    /// hypercube.
    ///
    /// * `counts` - how many values each factor has, where they can be counted.
    /// * `key` - the key of its random numbers.
    ///
    /// # Errors
    /// If it cannot be made for so many factors, a factor of a full design has no levels, or the
    /// points were given.
    pub fn points(self, counts: &[Option<usize>], key: u64) -> Result<Vec<Vec<f64>>, InputError> {
        let factors = counts.len();
        match self {
            Self::LatinHypercube(points) => latin_hypercube(points, factors, key),
            Self::Sobol(points) => sobol(points, factors, Some(key)),
            Self::Saltelli {
                blocks,
                second_order,
            } => saltelli(blocks, factors, second_order, key),
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
            Self::Given { .. } => Err(InputError::Outside {
                what: "a design",
                allowed: "one that makes its points",
                found: f64::NAN,
            }),
        }
    }
}

impl Design {
    /// What a sweep of this design keeps when it is extended: all but how many points there are.
    #[must_use]
    pub fn kind(self) -> String {
        let text = self.to_string();
        if matches!(self, Self::Given { .. }) {
            return text;
        }
        text.split(':').next().unwrap_or_default().to_owned()
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
            ("saltelli" | "saltelli2", Some(blocks)) => Ok(Self::Saltelli {
                blocks,
                second_order: kind == "saltelli2",
            }),
            ("morris", Some(trajectories)) => Ok(Self::Morris(trajectories)),
            ("full", None) if text == "full" => Ok(Self::Full),
            ("points", _) if text.len() == "points:".len() + 16 => {
                let digest = u64::from_str_radix(&text["points:".len()..], 16);
                let digest = digest.map_err(|_| format!("`{text}` has no digest of points"))?;
                Ok(Self::Given { digest })
            }
            _ => Err(format!(
                "`{text}` is no design: write `lhs:200`, `sobol:1024`, `saltelli:512`, \
                 `saltelli2:512`, `morris:20`, each with at most {MOST}, `full`, or the name of a \
                 file of points that ends in `.csv`"
            )),
        }
    }
}

impl fmt::Display for Design {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LatinHypercube(points) => write!(formatter, "lhs:{points}"),
            Self::Sobol(points) => write!(formatter, "sobol:{points}"),
            Self::Saltelli {
                blocks,
                second_order,
            } => {
                let pairs = if *second_order { "2" } else { "" };
                write!(formatter, "saltelli{pairs}:{blocks}")
            }
            Self::Morris(trajectories) => write!(formatter, "morris:{trajectories}"),
            Self::Full => formatter.write_str("full"),
            Self::Given { digest } => write!(formatter, "points:{digest:016x}"),
        }
    }
}
