//! The profile of a parameter: the least objective with the parameter held at a value, the others
//! fitted again. Where it is flat, the figures do not tell the parameter.
//!
//! All of it is real runs. The others go to where the slopes promise the least objective, are
//! corrected there by the same slopes once more, and the better of both tries counts.

use super::TuneError;
use super::fit::{Halt, Search, after, bounded_step};
use super::noise::misses;

/// Where a profile is measured, in standard errors from the fitted value.
const ERRORS: [f64; 6] = [-3.0, -2.0, -1.0, 1.0, 2.0, 3.0];
/// The tries at each value.
const TRIES: usize = 2;

/// The least objective found with a parameter held at a value.
#[derive(Clone, Debug, PartialEq)]
pub struct ProfilePoint {
    /// The number of the parameter that is held.
    pub parameter: usize,
    /// The values of all parameters.
    pub values: Vec<f64>,
    /// The objective.
    pub objective: f64,
}

/// The profile of each parameter, in the order of the values.
///
/// # Errors
/// If no slopes were measured, or a try fails.
pub fn profiles(search: &mut Search<'_>) -> Result<Vec<ProfilePoint>, TuneError> {
    let errors = search.uncertainty()?.errors;
    let mut points = Vec::new();
    for (parameter, error) in errors.iter().enumerate() {
        let fitted = search.best().place[parameter];
        let places = ERRORS.map(|errors| (fitted + errors * error).clamp(0.0, 1.0));
        let mut places: Vec<f64> = places.into_iter().chain([fitted]).collect();
        places.sort_by(f64::total_cmp);
        places.dedup();
        search.allow(TRIES * places.len());
        for place in places {
            points.push(held(search, parameter, place)?);
        }
    }
    let same = |one: &mut ProfilePoint, other: &mut ProfilePoint| {
        (one.parameter, &one.values) == (other.parameter, &other.values)
    };
    points.dedup_by(same);
    Ok(points)
}

/// The best try with a parameter held at a place.
fn held(search: &mut Search<'_>, parameter: usize, place: f64) -> Result<ProfilePoint, TuneError> {
    let mut from = search.best().clone();
    let mut best = None;
    for _ in 0..TRIES {
        let mut target = others_fitted(search, &from.place, &from.means, parameter, place)?;
        target[parameter] = place;
        let number = match search.attempt(&[target]) {
            Ok(numbers) => numbers[0],
            Err(Halt::Failed(error)) => return Err(error),
            Err(Halt::Budget) => break,
        };
        from = search.tries()[number].clone();
        let objective = search.objective(&from.means);
        let is_better = |best: &ProfilePoint| objective < best.objective;
        if best.as_ref().is_none_or(is_better) {
            best = Some(ProfilePoint {
                parameter,
                values: from.values.clone(),
                objective,
            });
        }
    }
    Ok(best.expect("the tries were allowed"))
}

/// The place of all parameters where the slopes promise the least objective with one of them held.
fn others_fitted(
    search: &Search<'_>,
    from: &[f64],
    means: &[f64],
    held: usize,
    place: f64,
) -> Result<Vec<f64>, TuneError> {
    let noise = search.noise();
    let columns = search.slopes()?.whitened(|slope| noise.whitened(slope));
    let residuals = noise.whitened(&misses(means, &search.question.aims));
    let mut fixed = vec![0.0; from.len()];
    fixed[held] = place - from[held];
    let residuals = after(&columns, &residuals, &fixed);
    let mut others = columns;
    others[held].fill(0.0);
    let room: Vec<(f64, f64)> = from.iter().map(|at| (-at, 1.0 - at)).collect();
    let step = bounded_step(&others, &residuals, 0.0, &room);
    let target = from.iter().zip(&step).map(|(at, step)| at + step);
    Ok(target.collect())
}
