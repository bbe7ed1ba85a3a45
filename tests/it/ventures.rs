//! What the programmes for founders do, each switched against common random numbers: ten
//! replications, the figure moves the stated way with an interval off zero, and an unrelated figure
//! does not move.

use chippark::industry::Park;
use chippark::scenario::Document;

use crate::support::project;

const REPLICATIONS: u32 = 10;
/// Student's t at 97.5 % with nine degrees of freedom.
const T: f64 = 2.262;

/// Values of figures in each replication of the probe with overrides.
fn values(overrides: &[&str], keys: &[&str]) -> Vec<Vec<f64>> {
    let overrides: Vec<String> = overrides.iter().map(|text| (*text).to_owned()).collect();
    let path = project("scenarios/probe-ventures.toml");
    let park = Park::compile(&Document::load(&path, &overrides).unwrap()).unwrap();
    let of_run = |replication| {
        let mut run = park.start(1, replication);
        while run.step() {}
        let figures = run.finish().figures;
        let value = |key: &&str| {
            let value = figures.value(key);
            value.unwrap_or_else(|| panic!("no value of {key}"))
        };
        keys.iter().map(value).collect()
    };
    (0..REPLICATIONS).map(of_run).collect()
}

/// Asserts that the change moves `key` in the direction of `sign`, and `other` not at all.
fn assert_moves(base: &[&str], change: &[&str], key: &str, sign: f64, other: &str) {
    let keys = [key, other];
    let pairs = values(base, &keys).into_iter().zip(values(change, &keys));
    let mut moved = Vec::new();
    for (before, after) in pairs {
        moved.push(sign * (after[0] - before[0]));
        assert!((after[1] - before[1]).abs() < 1e-9, "{other} moved too");
    }
    let n = f64::from(REPLICATIONS);
    let mean = moved.iter().sum::<f64>() / n;
    let squares: f64 = moved.iter().map(|by| (by - mean).powi(2)).sum();
    let half_width = T * (squares / (n - 1.0) / n).sqrt();
    assert!(
        mean > half_width,
        "{change:?}: {key} moves by {mean} +- {half_width} in the direction of {sign}"
    );
}

/// R3: without the contest fewer founders come; with a contest twice as large, more.
#[test]
fn the_contest_brings_founders() {
    let (key, other) = ("talent.registered/founders", "talent.registered/steady");
    let set = |intensity| format!("policy.programmes.contest.intensity={intensity}");
    assert_moves(&[], &[&set(0)], key, -1.0, other);
    assert_moves(&[&set(1)], &[&set(2)], key, 1.0, other);
}

/// P2: without floor nobody is transferred, and with twice the floor fewer teams are blocked.
#[test]
fn enclaves_take_teams_in() {
    let other = "ventures.projects";
    let off = ["policy.programmes.enclaves.intensity=0"];
    let double = ["policy.programmes.enclaves.intensity=2"];
    assert_moves(&[], &off, "ventures.transferred", -1.0, other);
    assert_moves(&[], &double, "ventures.blocked", -1.0, other);
    assert_moves(&[], &double, "ventures.transferred", 1.0, other);
}

/// S1: with a third of the places in a phase ventures wait longer for it and fewer reach the last.
#[test]
fn places_in_a_phase_let_ventures_through() {
    let other = "ventures.registered";
    let fewer = ["ventures.phases.design.servers=3"];
    assert_moves(&[], &fewer, "ventures.place_wait/design", 1.0, other);
    assert_moves(&[], &fewer, "ventures.entered/listing", -1.0, other);
}

/// S2: without the guarantee a venture costs more and fewer are listed; the founders who come are
/// the same.
#[test]
fn the_guarantee_lowers_cost_and_saves_ventures() {
    let other = "ventures.registered";
    let off = ["policy.programmes.pools.intensity=0"];
    assert_moves(&[], &off, "ventures.cost", 1.0, other);
    assert_moves(&[], &off, "ventures.entered/listing", -1.0, other);
    assert_moves(&[], &off, "ventures.grants", -1.0, other);
}
