//! The chain of reforms: cultivation, buyers, evaluation without titles.

use super::Ground::Review;
use super::Way::{Down, Up};
use super::{Effect, assert_effects};

pub(super) const EFFECTS: &[Effect] = &[
    Effect {
        claim: "F1",
        shows: "cultivation trains people for the chip chain, where they look for posts",
        ground: Review,
        off: &["policy.programmes.cultivation.intensity=0"],
        moves: &[
            ("careers.trained/trade", Up),
            ("careers.trained_to_chips", Up),
            ("careers.seeking/technician", Up),
            ("careers.seeking/engineer", Up),
        ],
        still: &[
            "talent.registered/conference",
            "research.projects",
            "assembly.computers_built",
        ],
    },
    Effect {
        claim: "F2",
        shows: "more buyers qualify and order, so more computers are built and the park earns more",
        ground: Review,
        off: &["policy.programmes.buyers.intensity=0"],
        moves: &[
            ("market.buyers", Up),
            ("market.orders", Up),
            ("assembly.computers_built", Up),
            ("finance.profit", Up),
            ("finance.value_added_growth", Up),
        ],
        still: &["services.settled", "research.patents", "ventures.grants"],
    },
    Effect {
        claim: "F3",
        shows: "direct evaluation makes engineers of technicians without the years that titles \
        take",
        ground: Review,
        off: &["policy.programmes.evaluation.intensity=0"],
        moves: &[
            ("careers.evaluated/grassroots", Up),
            ("careers.promoted/technician", Up),
            ("careers.in_tier/engineer", Up),
            ("careers.in_tier/technician", Down),
        ],
        still: &[
            "talent.registered/conference",
            "research.patents",
            "market.orders",
        ],
    },
];

#[test]
fn the_chain_of_reforms_has_effects() {
    assert_effects(EFFECTS);
}
