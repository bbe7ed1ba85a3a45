//! The metrics of ventures.

use crate::engine::metrics;

metrics! { "ventures":
    /// Projects of contests, admitted or not.
    PROJECTS: "projects", "teams", Higher, None;
    /// Projects of contests from a country.
    PROJECTS_FROM: "projects_from", "teams", Higher, None;
    /// Projects that contests admitted.
    ADMITTED: "admitted", "teams", Higher, None;
    /// Teams that came forward outside contests.
    FOUNDED: "founders", "teams", Higher, None;
    /// Teams that looked for room in an enclave and found none.
    BLOCKED: "blocked", "teams", Lower, None;
    /// Share of the teams that looked for room in an enclave and found none.
    BLOCKED_SHARE: "blocked_share", "%", Lower, None;
    /// Teams that gave up because no enclave had room.
    LOST: "lost", "teams", Lower, None;
    /// Teams that came to the city from an enclave.
    TRANSFERRED: "transferred", "teams", Higher, None;
    /// Teams that left an enclave for another city.
    ELSEWHERE: "elsewhere", "teams", Lower, None;
    /// Members of teams that came to the city.
    REGISTERED: "registered", "persons", Higher, None;
    /// Phases that a venture goes through.
    PHASES: "phases", "phases", Neither, None;
    /// Ventures that entered a phase.
    ENTERED: "entered", "ventures", Higher, None;
    /// Ventures that passed a phase.
    PASSED: "passed", "ventures", Higher, None;
    /// Ventures that came to the end of a phase and did not pass it.
    FAILED: "failed", "ventures", Lower, None;
    /// Ventures whose money ran out in a phase.
    OUT_OF_MONEY: "out_of_money", "ventures", Lower, None;
    /// Ventures that passed all phases.
    GRADUATED: "graduated", "ventures", Higher, Level;
    /// Ventures in a phase: mean over time, in the series at the moment.
    ACTIVE: "active", "ventures", Higher, Level;
    /// Ventures in a phase, waiting or at work: mean over time.
    IN_PHASE: "in_phase", "ventures", Neither, None;
    /// Mean time from the coming to the city to failure or graduation, of those who came to it.
    RESIDENCE: "residence", "mo", Neither, None;
    /// Share that had not failed a year after it came to the city, of all who came so early.
    SURVIVAL_1Y: "survival_1y", "%", Higher, None;
    /// Share that had not failed 3 years after it came to the city, of all who came so early.
    SURVIVAL_3Y: "survival_3y", "%", Higher, None;
    /// Share that had not failed 5 years after it came to the city, of all who came so early.
    SURVIVAL_5Y: "survival_5y", "%", Higher, None;
    /// Floor of all enclaves, at the end.
    ENCLAVE_M2: "enclave_m2", "m2", Higher, None;
    /// Share of an enclave's floor that teams take: mean over time.
    ENCLAVE_OCCUPANCY: "enclave_occupancy", "%", Neither, None;
    /// Teams in all enclaves: mean over time, in the series at the moment.
    ENCLAVE_TEAMS: "enclave_teams", "teams", Higher, Level;
    /// Share of a pool in use, mean over time; of the fund, the share granted of what there was.
    POOL_USE: "pool_use", "%", Neither, None;
    /// Mean wait for a pool, of all who asked for it and no longer wait.
    POOL_WAIT: "pool_wait", "d", Lower, None;
    /// Times that a venture began a phase without what a pool should have given.
    WITHOUT: "without", "ventures", Lower, None;
    /// Share of the places of a phase that are taken: mean over time.
    SERVER_USE: "server_use", "%", Neither, None;
    /// Mean wait for a place in a phase, of all who asked and no longer wait.
    SERVER_WAIT: "server_wait", "d", Lower, None;
    /// What a venture in a phase costs: mean over ventures and time.
    COST: "cost", "CNY/mo", Lower, None;
    /// What the fund granted.
    GRANTS: "grants", "CNY", Neither, None;
    /// Companies that add value, in a phase or after the last: mean over time.
    TRADING: "trading", "companies", Higher, Level;
    /// What companies add to the city's value: mean over time.
    VALUE_ADDED: "value_added", "CNY/y", Higher, None;
}
