//! The chain of clustering: academicians who live here, the event, their home, their visits.

use super::Ground::Review;
use super::Way::{Down, Up};
use super::{Effect, assert_effects};

pub(super) const EFFECTS: &[Effect] = &[
    Effect {
        claim: "C1",
        shows: "resident academicians transform results into projects, and their talks and \
        contacts teach the fab",
        ground: Review,
        off: &["policy.programmes.academicians.intensity=0"],
        moves: &[
            ("research.contacts", Up),
            ("research.projects", Up),
            ("fab.defect_density", Down),
            ("backend.die_yield/cpu-3a4000", Up),
        ],
        still: &[
            "ventures.grants",
            "market.orders",
            "talent.registered/conference",
        ],
    },
    Effect {
        claim: "C2",
        shows: "guests of the event are remembered, draw visits, and so the fab learns faster",
        ground: Review,
        off: &["policy.programmes.recuperation.intensity=0"],
        moves: &[
            ("research.contacts", Up),
            ("research.visits", Up),
            ("fab.defect_density", Down),
        ],
        still: &[
            "ventures.grants",
            "market.orders",
            "talent.registered/conference",
        ],
    },
    Effect {
        claim: "C3",
        shows: "rooms in the home let visits happen that would be turned away, and the fab learns \
        faster",
        ground: Review,
        off: &["policy.programmes.academicians-home.intensity=0"],
        moves: &[
            ("research.visits_turned_away", Down),
            ("research.visits", Up),
            ("research.training_factor", Up),
            ("fab.defect_density", Down),
        ],
        still: &[
            "ventures.grants",
            "market.orders",
            "talent.registered/conference",
        ],
    },
    Effect {
        claim: "C4",
        shows: "visits serve companies (yield), lecture (training) and exchange (projects)",
        ground: Review,
        off: &["policy.programmes.visits.intensity=0"],
        moves: &[
            ("research.visits", Up),
            ("fab.defect_density", Down),
            ("backend.die_yield/cpu-3a4000", Up),
            ("careers.trained/digital", Up),
            ("careers.trained_to_chips", Up),
            ("research.projects", Up),
        ],
        still: &[
            "ventures.grants",
            "market.orders",
            "talent.registered/conference",
        ],
    },
];

#[test]
fn the_chain_of_clustering_has_effects() {
    assert_effects(EFFECTS);
}
