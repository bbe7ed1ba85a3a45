//! How many dies a wafer holds, by counting the places of a grid (equation E24).

use crate::units::{Area, Length};

/// The wafer as the step plan sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WaferGeometry {
    /// Diameter of the wafer.
    pub diameter: Length,
    /// Width of the scribe lane between dies.
    pub scribe: Length,
    /// Width of the ring at the edge in which no die may lie.
    pub edge: Length,
}

impl Default for WaferGeometry {
    /// A 300 mm wafer with 0.1 mm scribe lanes and 3 mm edge exclusion.
    fn default() -> Self {
        Self {
            diameter: Length::from_millimetres(300.0),
            scribe: Length::from_millimetres(0.1),
            edge: Length::from_millimetres(3.0),
        }
    }
}

/// Shifts of the grid that are tried along each axis, in equal parts of the pitch.
const SHIFTS: u32 = 20;

/// Whole square dies of `die` area on a wafer: a die counts if its place, scribe lane included,
/// lies within the edge exclusion; the grid stands where most fit, among 20 x 20 shifts. (The usual
/// formula of de Vries gives 400 for the first of these.)
///
/// ```
/// use chippark::industry::backend::{WaferGeometry, dies_per_wafer};
/// use chippark::units::Area;
/// let wafer = WaferGeometry::default();
/// let dies = |area| dies_per_wafer(Area::from_square_millimetres(area), &wafer);
/// assert_eq!([155.78, 174.0, 182.5, 80.0, 60.0].map(dies), [386, 345, 333, 772, 1041]);
/// ```
#[must_use]
pub fn dies_per_wafer(die: Area, wafer: &WaferGeometry) -> u32 {
    let pitch = die.as_square_millimetres().sqrt() + wafer.scribe.as_millimetres();
    let radius = wafer.diameter.as_millimetres() / 2.0 - wafer.edge.as_millimetres();
    if radius <= 0.0 || pitch <= 0.0 {
        return 0;
    }
    // In pitches: a place of the grid has unit sides.
    let radius = radius / pitch;
    let shifts = || (0..SHIFTS).map(|shift| f64::from(shift) / f64::from(SHIFTS));
    shifts()
        .flat_map(|x| shifts().map(move |y| (x, y)))
        .map(|(x, y)| places_within(radius, x, y))
        .max()
        .unwrap_or(0)
}

/// Unit squares of the grid with a corner at `(x, y)` that lie within a circle about the origin.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "checked wafers hold fewer than 2^31 dies, and the counts are cut at zero"
)]
fn places_within(radius: f64, x: f64, y: f64) -> u32 {
    let rows = (radius.ceil() as i32) + 1;
    let mut places = 0.0;
    for row in -rows..rows {
        let lower = f64::from(row) + y;
        let farther = lower.abs().max((lower + 1.0).abs());
        if farther < radius {
            let half_width = (radius * radius - farther * farther).sqrt();
            let first = (-half_width - x).ceil();
            let last = (half_width - x - 1.0).floor();
            places += (last - first + 1.0).max(0.0);
        }
    }
    places as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_die_as_large_as_the_wafer_does_not_fit_and_one_that_fits_is_counted() {
        let wafer = WaferGeometry {
            diameter: Length::from_millimetres(100.0),
            scribe: Length::from_millimetres(0.0),
            edge: Length::from_millimetres(0.0),
        };
        let dies = |side: f64| dies_per_wafer(Area::from_square_millimetres(side * side), &wafer);
        // A square of 70 mm has a diagonal of 98.99 mm; a pair of 44 mm ones, one of 98.4 mm.
        assert_eq!([101.0, 71.0, 70.0, 45.0, 44.0].map(dies), [0, 0, 1, 1, 2]);
    }
}
