//! Searches with known answers.

use std::convert::Infallible;

use super::search::{Found, Goal, Patience, Unknown, solve};

const PATIENCE: Patience = Patience {
    within: 0.1,
    tries: 40,
};

fn unknown(start: f64, low: f64, high: f64) -> Unknown<'static> {
    Unknown {
        start,
        low,
        high,
        rounded: &|value| value,
    }
}

fn goal(reported: f64, half: f64) -> Goal {
    Goal {
        low: reported - half,
        high: reported + half,
        reported,
    }
}

fn found(unknowns: &[Unknown<'_>], goals: &[Goal], figures: impl Fn(&[f64]) -> Vec<f64>) -> Found {
    let found = solve(unknowns, goals, PATIENCE, |values| {
        Ok::<_, Infallible>(figures(values))
    });
    let Ok(found) = found;
    assert!(found.tries <= PATIENCE.tries);
    found
}

#[test]
fn a_figure_in_proportion_takes_three_tries() {
    let found = found(&[unknown(10.0, 0.0, 100.0)], &[goal(180.0, 1.0)], |x| {
        vec![3.0 * x[0]]
    });
    // The start, a probe, and where the slope leads: cut to 40 of the 50 between, then the rest.
    assert!(found.reached && found.tries <= 4, "{found:?}");
    assert!((found.values[0] - 60.0).abs() < 0.1 / 3.0, "{found:?}");
}

#[test]
fn a_start_that_meets_its_goal_is_kept() {
    let found = found(&[unknown(60.0, 0.0, 100.0)], &[goal(180.0, 1.0)], |x| {
        vec![3.0 * x[0]]
    });
    assert_eq!((found.tries, found.reached), (1, true));
}

#[test]
fn coupled_and_curved_figures_are_met_together() {
    // Two logits as of two years: the second figure depends on both parameters.
    let logistic = |v: f64| 8.2e6 / (1.0 + (-v).exp());
    let unknowns = [unknown(-4.0, -7.0, -3.0), unknown(0.1, 0.0, 2.0)];
    let goals = [goal(53_922.0, 500.0), goal(110_000.0, 1000.0)];
    let found = found(&unknowns, &goals, |x| {
        vec![logistic(x[0]), logistic(x[0] + x[1])]
    });
    assert!(found.reached, "{found:?}");
    assert!((found.values[0] + 5.0178).abs() < 2e-3, "{found:?}");
    let exact =
        (110_000.0 / (8.2e6 - 110_000.0_f64)).ln() - (53_922.0 / (8.2e6 - 53_922.0_f64)).ln();
    assert!((found.values[1] - exact).abs() < 3e-3, "{found:?}");
}

#[test]
fn figures_that_depend_on_the_unknowns_of_others_are_met_after_measuring() {
    let unknowns = [unknown(1.0, 0.0, 10.0), unknown(1.0, 0.0, 10.0)];
    let found = found(&unknowns, &[goal(7.0, 0.5), goal(3.0, 0.5)], |x| {
        vec![x[1] + 0.1 * x[0], x[0] - 0.2 * x[1]]
    });
    assert!(found.reached, "{found:?}");
    let exact = [(3.0 + 0.2 * 7.0) / 1.02, (7.0 - 0.3) / 1.02];
    for (value, exact) in found.values.iter().zip(exact) {
        assert!((value - exact).abs() < 0.12, "{found:?}, exact {exact}");
    }
}

#[test]
fn whole_numbers_make_a_function_with_flat_pieces() {
    let unknowns = [Unknown {
        rounded: &f64::round,
        ..unknown(1.0, 1.0, 30.0)
    }];
    let found = found(&unknowns, &[goal(400.0, 60.0)], |x| vec![25.0 * x[0]]);
    assert!(found.reached, "{found:?}");
    assert!((found.values[0] - 16.0).abs() < 1e-12, "{found:?}");
}

#[test]
fn a_goal_out_of_reach_ends_at_the_best_value_within_bounds() {
    let far = found(&[unknown(10.0, 0.0, 20.0)], &[goal(180.0, 1.0)], |x| {
        vec![3.0 * x[0]]
    });
    assert!(!far.reached);
    assert!((far.values[0] - 20.0).abs() < 1e-9, "{far:?}");
    let flat = found(&[unknown(10.0, 0.0, 20.0)], &[goal(180.0, 1.0)], |_| {
        vec![5.0]
    });
    assert!(!flat.reached && flat.tries <= 5, "{flat:?}");
}

#[test]
fn an_aim_keeps_its_distance_from_the_ends_of_a_one_sided_range() {
    let more_than = Goal {
        low: 110_000.0,
        high: 115_500.0,
        reported: 110_000.0,
    };
    assert!((more_than.aim(0.1) - 110_550.0).abs() < 1e-9);
    assert!((goal(400.0, 60.0).aim(0.1) - 400.0).abs() < 1e-9);
}
