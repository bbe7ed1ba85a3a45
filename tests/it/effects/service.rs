//! The chain of services: phases of incubation, the guarantee, living here, one visit.

use super::Ground::{Founders, Review};
use super::Way::{Down, Up};
use super::{Effect, assert_effects};

pub(super) const EFFECTS: &[Effect] = &[
    Effect {
        claim: "S1",
        shows: "places in a phase let ventures through all those after it, and companies sell",
        ground: Founders,
        off: &["ventures.phases.research.servers=20"],
        moves: &[
            ("ventures.place_wait/research", Down),
            ("ventures.entered/design", Up),
            ("ventures.entered/marketing", Up),
            ("ventures.value_added", Up),
        ],
        still: &[
            "ventures.registered",
            "services.settled",
            "research.patents",
        ],
    },
    Effect {
        claim: "S2",
        shows: "guaranteed funds and land make a venture cheaper and fewer fail",
        ground: Review,
        off: &["policy.programmes.guarantee.intensity=0"],
        moves: &[
            ("ventures.cost", Down),
            ("ventures.failed/incubation", Down),
            ("ventures.entered/research", Up),
        ],
        still: &[
            "ventures.registered",
            "services.settled",
            "assembly.computers_built",
        ],
    },
    Effect {
        claim: "S2",
        shows: "two years on more companies sell, and add to the city's growth",
        ground: Founders,
        off: &["policy.programmes.guarantee.intensity=0"],
        moves: &[
            ("ventures.trading", Up),
            ("ventures.value_added", Up),
            ("finance.value_added_growth", Up),
        ],
        still: &["ventures.registered", "services.settled", "market.orders"],
    },
    Effect {
        claim: "S3",
        shows: "accommodation: homes that were ordered a year before keep people who would have \
        gone",
        ground: Review,
        off: &["services.housing.builds.first.units=1"],
        moves: &[
            ("services.housing_wait_mean", Down),
            ("services.index", Up),
            ("services.settled", Up),
            ("careers.in_other_industries", Up),
        ],
        still: &["research.patents", "ventures.grants", "market.orders"],
    },
    Effect {
        claim: "S3",
        shows: "transport: with a shorter commute more people come and fewer leave",
        ground: Review,
        off: &["services.index.transport.bus-line.opens=2021-12-01"],
        moves: &[
            ("services.index", Up),
            ("talent.registered/students", Up),
            ("careers.left", Down),
        ],
        still: &["research.patents", "ventures.grants", "market.orders"],
    },
    Effect {
        claim: "S3",
        shows: "medical care: with a hospital more people come and fewer leave",
        ground: Review,
        off: &["services.index.medical.builds.hospital.ordered=2021-09-01"],
        moves: &[
            ("services.index/medical", Up),
            ("talent.registered/students", Up),
            ("careers.left", Down),
        ],
        still: &["research.patents", "ventures.grants", "fab.wafers_out"],
    },
    Effect {
        claim: "S3",
        shows: "education: with places in schools more people come and fewer leave",
        ground: Review,
        off: &["services.index.education.builds.schools.ordered=2021-09-01"],
        moves: &[
            ("services.index/education", Up),
            ("talent.registered/students", Up),
            ("careers.left", Down),
        ],
        still: &["research.patents", "ventures.grants", "fab.wafers_out"],
    },
    Effect {
        claim: "S4",
        shows: "with one visit a case fewer people give up at the windows, and more settle and \
        stay",
        ground: Review,
        off: &["policy.programmes.e-point-pass.intensity=0"],
        moves: &[
            ("services.visits_per_case", Down),
            ("services.settling_time_mean", Down),
            ("services.lost_at_window", Down),
            ("services.settled", Up),
            ("careers.in_other_industries", Up),
        ],
        still: &["research.patents", "ventures.grants", "market.orders"],
    },
];

#[test]
fn the_chain_of_services_has_effects() {
    assert_effects(EFFECTS);
}
