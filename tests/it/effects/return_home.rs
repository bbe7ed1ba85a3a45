//! The chain of return: stations, conference, contest, the settle campaign, the park.

use super::Ground::{Founders, Review};
use super::Way::{Down, Up};
use super::{Effect, assert_effects};

pub(super) const EFFECTS: &[Effect] = &[
    Effect {
        claim: "R1",
        shows: "stations elsewhere bring leading talents, some of whom look for engineers' posts",
        ground: Review,
        off: &["policy.programmes.stations.intensity=0"],
        moves: &[
            ("talent.registered/stations", Up),
            ("careers.in_tier/leading", Up),
            ("careers.seeking/engineer", Up),
        ],
        still: &["research.visits", "ventures.grants", "market.orders"],
    },
    Effect {
        claim: "R1",
        shows: "near stations bring more: those in Hangzhou against as many 2,000 km away",
        ground: Review,
        off: &["talent.channels.stations.regions.hangzhou.distance=2000 km"],
        moves: &[
            ("talent.leads_found/stations-hangzhou", Up),
            ("talent.registered/stations", Up),
            ("careers.in_tier/leading", Up),
        ],
        still: &["research.visits", "ventures.grants", "market.orders"],
    },
    Effect {
        claim: "R2",
        shows: "guests of the conference come back, and doctors work in the city",
        ground: Review,
        off: &["policy.programmes.conference.intensity=0"],
        moves: &[
            ("talent.returned/conference", Up),
            ("talent.registered_tier/doctor", Up),
            ("services.settled", Up),
            ("careers.in_tier/doctor", Up),
        ],
        still: &[
            "research.visits",
            "ventures.registered",
            "assembly.computers_built",
        ],
    },
    Effect {
        claim: "R3",
        shows: "teams of the contest bring engineers, who fill posts in the fab",
        ground: Review,
        off: &["policy.programmes.return-of-the-star.intensity=0"],
        moves: &[
            ("talent.registered/founders", Up),
            ("careers.in_tier/leading", Up),
            ("staffing.shortage/engineer", Down),
        ],
        still: &[
            "research.patents",
            "market.orders",
            "talent.registered/conference",
        ],
    },
    Effect {
        claim: "R3",
        shows: "two years on founders' companies sell, and add to the city's growth",
        ground: Founders,
        off: &["policy.programmes.return-of-the-star.intensity=0"],
        moves: &[
            ("ventures.entered/listing", Up),
            ("ventures.value_added", Up),
            ("finance.value_added_growth", Up),
        ],
        still: &[
            "research.patents",
            "market.orders",
            "talent.registered/conference",
        ],
    },
    Effect {
        claim: "R4",
        shows: "twice as many students come; queues at windows and for homes lose some of them",
        ground: Review,
        off: &["policy.programmes.settle.intensity=0"],
        moves: &[
            ("talent.registered/students", Up),
            ("services.window_wait_mean", Up),
            ("services.settled", Up),
            ("services.lost_at_housing", Up),
            ("careers.in_other_industries", Up),
            ("careers.seeking/assembler", Up),
        ],
        still: &[
            "talent.registered/conference",
            "research.projects",
            "market.orders",
        ],
    },
    Effect {
        claim: "R5",
        shows: "without the capital the park runs out of money, starts no wafers, builds no \
        computers",
        ground: Review,
        off: &["finance.capital.committed.amount=1.6 bn CNY"],
        moves: &[
            ("finance.cash_min", Up),
            ("limits.share/cash", Down),
            ("fab.wafers_out", Up),
            ("assembly.computers_built", Up),
            ("finance.chain_output", Up),
        ],
        still: &["services.settled", "research.patents", "market.orders"],
    },
];

#[test]
fn the_chain_of_return_has_effects() {
    assert_effects(EFFECTS);
}
