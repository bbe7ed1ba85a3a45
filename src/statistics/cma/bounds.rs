//! The search of CMA-ES has no bounds, while the points it proposes lie in the unit cube.
//!
//! From 0.05 to 0.95 the coordinates of search and point are the same. Towards a bound the point
//! follows the parabola `(y + 0.05)^2 / 0.2` of the search's coordinate y (and its mirror image at
//! 1), which meets the bound at y = -0.05 and is mirrored beyond. So an optimum at a bound looks
//! smooth, like any other: a plain reflection would make a kink there, at which the search stalls.

/// The width on either side of a bound in which the point follows a parabola.
const MARGIN: f64 = 0.05;

/// The coordinate of the point for a coordinate of the search.
#[must_use]
pub fn inside(searched: f64) -> f64 {
    let width = 1.0 + 2.0 * MARGIN;
    let turn = (searched + MARGIN).rem_euclid(2.0 * width);
    let place = if turn > width {
        2.0 * width - turn
    } else {
        turn
    };
    // From here 0 is the lower bound and the width the upper one.
    if place < 2.0 * MARGIN {
        place * place / (4.0 * MARGIN)
    } else if place > width - 2.0 * MARGIN {
        let rest = width - place;
        1.0 - rest * rest / (4.0 * MARGIN)
    } else {
        place - MARGIN
    }
}

/// The coordinate of the search for a coordinate of a point in the unit cube.
#[must_use]
pub fn searched(inside: f64) -> f64 {
    if inside < MARGIN {
        2.0 * (MARGIN * inside).sqrt() - MARGIN
    } else if inside > 1.0 - MARGIN {
        1.0 + MARGIN - 2.0 * (MARGIN * (1.0 - inside)).sqrt()
    } else {
        inside
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The map into the cube joins without a step or a kink, hits the bounds, is mirrored beyond,
    /// and is undone for every coordinate of a start.
    #[test]
    fn the_map_into_the_cube_is_smooth() {
        for (value, expected) in [
            (-0.05, 0.0),
            (0.0, 0.012_5),
            (0.05, 0.05),
            (0.5, 0.5),
            (1.05, 1.0),
            (-0.6, 0.5),
            (1.6, 0.5),
        ] {
            assert!((inside(value) - expected).abs() < 1e-15, "{value}");
        }
        for bound in [0.05, 0.95] {
            let slope = |at: f64| (inside(at + 1e-6) - inside(at)) / 1e-6;
            assert!((slope(bound) - 1.0).abs() < 1e-4 && (slope(bound - 1e-6) - 1.0).abs() < 1e-4);
        }
        for share in 0..=100 {
            let point = f64::from(share) / 100.0;
            assert!((inside(searched(point)) - point).abs() < 1e-15);
        }
    }
}
