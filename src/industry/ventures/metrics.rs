//! The metrics of ventures.

use crate::engine::{Better, Metric};

/// Declares metrics and lists them.
macro_rules! metrics {
    ($($name:ident: $key:literal, $unit:literal, $better:ident, $meaning:literal;)*) => {
        $(
            #[doc = $meaning]
            pub(super) const $name: Metric = Metric {
                key: $key,
                unit: $unit,
                meaning: $meaning,
                better: Better::$better,
            };
        )*

        /// Every metric of ventures.
        pub(super) const METRICS: &[&Metric] = &[$(&$name),*];
    };
}

metrics! {
    PROJECTS: "ventures.projects", "teams", Higher,
        "Projects of contests, admitted or not";
    PROJECTS_FROM: "ventures.projects_from", "teams", Higher,
        "Projects of contests from a country";
    ADMITTED: "ventures.admitted", "teams", Higher,
        "Projects that contests admitted";
    FOUNDED: "ventures.founders", "teams", Higher,
        "Teams that came forward outside contests";
    BLOCKED: "ventures.blocked", "teams", Lower,
        "Teams that looked for room in an enclave and found none";
    BLOCKED_SHARE: "ventures.blocked_share", "%", Lower,
        "Share of the teams that looked for room in an enclave and found none";
    LOST: "ventures.lost", "teams", Lower,
        "Teams that gave up because no enclave had room";
    TRANSFERRED: "ventures.transferred", "teams", Higher,
        "Teams that came to the city from an enclave";
    ELSEWHERE: "ventures.elsewhere", "teams", Lower,
        "Teams that left an enclave for another city";
    REGISTERED: "ventures.registered", "persons", Higher,
        "Members of teams that came to the city";
    PHASES: "ventures.phases", "phases", Neither,
        "Phases that a venture goes through";
    ENTERED: "ventures.entered", "ventures", Higher,
        "Ventures that entered a phase";
    PASSED: "ventures.passed", "ventures", Higher,
        "Ventures that passed a phase";
    FAILED: "ventures.failed", "ventures", Lower,
        "Ventures that came to the end of a phase and did not pass it";
    OUT_OF_MONEY: "ventures.out_of_money", "ventures", Lower,
        "Ventures whose money ran out in a phase";
    GRADUATED: "ventures.graduated", "ventures", Higher,
        "Ventures that passed all phases";
    ACTIVE: "ventures.active", "ventures", Higher,
        "Ventures in a phase: mean over time, in the series at the moment";
    IN_PHASE: "ventures.in_phase", "ventures", Neither,
        "Ventures in a phase, waiting or at work: mean over time";
    RESIDENCE: "ventures.residence", "mo", Neither,
        "Mean time from the coming to the city to failure or graduation, of those who came to it";
    SURVIVAL_1Y: "ventures.survival_1y", "%", Higher,
        "Share that had not failed a year after it came to the city, of all who came so early";
    SURVIVAL_3Y: "ventures.survival_3y", "%", Higher,
        "Share that had not failed 3 years after it came to the city, of all who came so early";
    SURVIVAL_5Y: "ventures.survival_5y", "%", Higher,
        "Share that had not failed 5 years after it came to the city, of all who came so early";
    ENCLAVE_M2: "ventures.enclave_m2", "m2", Higher,
        "Floor of all enclaves, at the end";
    ENCLAVE_OCCUPANCY: "ventures.enclave_occupancy", "%", Neither,
        "Share of an enclave's floor that teams take: mean over time";
    ENCLAVE_TEAMS: "ventures.enclave_teams", "teams", Higher,
        "Teams in all enclaves: mean over time, in the series at the moment";
    POOL_USE: "ventures.pool_use", "%", Neither,
        "Share of a pool in use, mean over time; of the fund, the share granted of what there was";
    POOL_WAIT: "ventures.pool_wait", "d", Lower,
        "Mean wait for a pool, of all who asked for it and no longer wait";
    WITHOUT: "ventures.without", "ventures", Lower,
        "Times that a venture began a phase without what a pool should have given";
    SERVER_USE: "ventures.server_use", "%", Neither,
        "Share of the places of a phase that are taken: mean over time";
    SERVER_WAIT: "ventures.server_wait", "d", Lower,
        "Mean wait for a place in a phase, of all who asked and no longer wait";
    COST: "ventures.cost", "CNY/mo", Lower,
        "What a venture in a phase costs: mean over ventures and time";
    GRANTS: "ventures.grants", "CNY", Neither,
        "What the fund granted";
    TRADING: "ventures.trading", "companies", Higher,
        "Companies that add value, in a phase or after the last: mean over time";
    VALUE_ADDED: "ventures.value_added", "CNY/y", Higher,
        "What companies add to the city's value: mean over time";
}
