//! The chain of platforms: institutes, enclaves, the talents park, the matching platform.

use super::Ground::Review;
use super::Way::{Down, Up};
use super::{Effect, assert_effects};

pub(super) const EFFECTS: &[Effect] = &[
    Effect {
        claim: "P1",
        shows: "institutes seat doctors, who register in the city and write patents",
        ground: Review,
        off: &["policy.programmes.institutes.intensity=0"],
        moves: &[
            ("talent.registered/doctors", Up),
            ("careers.in_tier/doctor", Up),
            ("research.patents", Up),
        ],
        still: &[
            "ventures.registered",
            "market.orders",
            "assembly.computers_built",
        ],
    },
    Effect {
        claim: "P2",
        shows: "floor in other cities keeps teams that would be lost, and some of them move here",
        ground: Review,
        off: &["policy.programmes.enclaves.intensity=0"],
        moves: &[
            ("ventures.lost", Down),
            ("ventures.transferred", Up),
            ("talent.registered/founders", Up),
            ("careers.in_tier/leading", Up),
        ],
        still: &["research.patents", "market.orders", "fab.wafers_out"],
    },
    Effect {
        claim: "P3",
        shows: "the talents park makes the city more pleasant: in six weeks more come and fewer \
        leave",
        ground: Review,
        off: &["policy.programmes.talents-park.intensity=0"],
        moves: &[
            ("services.index", Up),
            ("talent.registered/students", Up),
            ("careers.left", Down),
        ],
        still: &["research.patents", "ventures.grants", "fab.wafers_out"],
    },
    Effect {
        claim: "P4",
        shows: "matching makes projects, projects make patents and bases, and bases draw students",
        ground: Review,
        off: &["policy.programmes.matching.intensity=0"],
        moves: &[
            ("research.projects", Up),
            ("research.patents", Up),
            ("research.bases_founded", Up),
            ("talent.registered/students", Up),
            ("services.settled", Up),
        ],
        still: &[
            "ventures.registered",
            "market.orders",
            "talent.registered/conference",
        ],
    },
];

#[test]
fn the_chain_of_platforms_has_effects() {
    assert_effects(EFFECTS);
}
