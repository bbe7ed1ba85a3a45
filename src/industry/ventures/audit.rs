//! The audit of ventures: counted again from their rows after every tick.

use bevy_ecs::prelude::*;

use super::plan::PoolKind;
use super::pool::ResourcePool;
use super::state::VenturesState;
use super::venture::{Venture, VenturePlace, VentureRow};

/// What the rows of the ventures add up to.
struct Recount {
    /// Ventures by phase, for each of: in it, failed in it, out of money in it.
    in_phase: Vec<[u64; 3]>,
    /// Units held, by phase and kind.
    held: Vec<[u64; PoolKind::ALL.len()]>,
    /// Who waits, by phase and kind.
    waiting: Vec<[u64; PoolKind::ALL.len()]>,
    in_enclaves: Vec<u64>,
    refused: u64,
    coming: u64,
    lost: u64,
    elsewhere: u64,
    graduated: u64,
    members: u64,
    /// Ventures whose money will end.
    on_runway: usize,
}

fn find(ventures: &[Venture], state: &VenturesState) -> Recount {
    let phases = state.plan.phases.len();
    let mut found = Recount {
        in_phase: vec![[0; 3]; phases],
        held: vec![[0; PoolKind::ALL.len()]; phases],
        waiting: vec![[0; PoolKind::ALL.len()]; phases],
        in_enclaves: vec![0; state.enclaves.len()],
        refused: 0,
        coming: 0,
        lost: 0,
        elsewhere: 0,
        graduated: 0,
        members: 0,
        on_runway: 0,
    };
    for venture in ventures {
        let phase = usize::from(venture.phase);
        match venture.place {
            VenturePlace::Coming => found.coming += 1,
            VenturePlace::Refused => found.refused += 1,
            VenturePlace::Enclave(place) => found.in_enclaves[usize::from(place)] += 1,
            VenturePlace::Lost => found.lost += 1,
            VenturePlace::Elsewhere => found.elsewhere += 1,
            VenturePlace::InPhase => {
                found.in_phase[phase][0] += 1;
                let step = usize::from(venture.step);
                if let Some(waiting) = found.waiting[phase].get_mut(step) {
                    *waiting += 1;
                }
                for kind in PoolKind::ALL {
                    if venture.held & kind.bit() != 0 && kind != PoolKind::Fund {
                        let units = state.plan.phases[phase].needs[kind as usize];
                        found.held[phase][kind as usize] += units;
                    }
                }
                found.on_runway += usize::from(venture.limit < u64::MAX);
            }
            VenturePlace::Failed => found.in_phase[phase][1] += 1,
            VenturePlace::OutOfMoney => found.in_phase[phase][2] += 1,
            VenturePlace::Graduated => found.graduated += 1,
        }
        if venture.came_to_the_city() {
            found.members += u64::from(venture.size);
        }
    }
    found
}

/// The counts agree with the rows, what ventures hold of a pool is what is in use of it, those in
/// line are those who wait, and the fund has granted what it lost.
pub(super) fn audit(world: &mut World) -> Vec<String> {
    let mut query = world.query::<&Venture>();
    let ventures: Vec<Venture> = query.iter(world).copied().collect();
    let state = world.resource::<VenturesState>();
    let found = find(&ventures, state);
    let counts = &state.statistics;
    let mut wrong = Vec::new();
    let mut same = |what: &str, one: u64, other: u64| {
        if one != other {
            wrong.push(format!(
                "ventures: {what}: {one} are found, {other} are recorded"
            ));
        }
    };
    let projects: u64 = counts.projects_from.iter().sum();
    let rows = ventures.len() as u64;
    same("teams and their rows", rows, u64::from(state.rows));
    same("teams that came forward", rows, projects + counts.founded);
    same("teams yet to begin", found.coming, 0);
    same("refused teams", found.refused, projects - counts.admitted);
    same("lost teams", found.lost, counts.lost);
    same("teams elsewhere", found.elsewhere, counts.elsewhere);
    same("teams that graduated", found.graduated, counts.graduated());
    same("registered members", found.members, counts.registered);
    same(
        "ventures whose money will end",
        found.on_runway as u64,
        state.runway.len() as u64,
    );
    let in_enclaves: u64 = found.in_enclaves.iter().sum();
    let left = counts.transferred + counts.elsewhere;
    same(
        "teams that got into an enclave",
        in_enclaves + left,
        counts.sought_enclave - counts.blocked,
    );
    for ((name, pool), &teams) in state.places().zip(&found.in_enclaves) {
        same(&format!("teams in {name}"), teams, pool.used());
    }
    for (row, &[inside, failed, broke]) in found.in_phase.iter().enumerate() {
        let name = &state.plan.phases[row].name;
        let of = &counts.phases[row];
        let gone = of.passed + of.failed + of.out_of_money;
        same(&format!("ventures in {name}"), inside, of.entered - gone);
        same(
            &format!("ventures that failed in {name}"),
            failed,
            of.failed,
        );
        let what = format!("ventures whose money ran out in {name}");
        same(&what, broke, of.out_of_money);
        let before = row.checked_sub(1).map(|before| &counts.phases[before]);
        if let Some(before) = before {
            let what = format!("ventures that entered {name}");
            same(&what, of.entered, before.passed);
        }
    }
    audit_pools(state, &ventures, &found, &mut same);
    let in_phase = ventures
        .iter()
        .filter(|one| one.place == VenturePlace::InPhase);
    let entered = in_phase.map(|venture| venture.entered);
    wrong.extend(counts.residence.audit("ventures in a phase", entered));
    let guaranteed = state.guaranteed().map(|(kind, pool)| (kind.name(), pool));
    let pools = state.servers().chain(guaranteed);
    wrong.extend(pools.filter_map(|(name, pool)| pool.audit_waits(name)));
    wrong
}

fn audit_pools(
    state: &VenturesState,
    ventures: &[Venture],
    found: &Recount,
    same: &mut impl FnMut(&str, u64, u64),
) {
    let sum = |of: &[[u64; PoolKind::ALL.len()]], kind: PoolKind| {
        of.iter().map(|phase| phase[kind as usize]).sum::<u64>()
    };
    let is_waiting = |row: VentureRow, kind: PoolKind| {
        let venture = &ventures[row.index()];
        venture.place == VenturePlace::InPhase && usize::from(venture.step) == kind as usize
    };
    let mut check = |name: &str, pool: &ResourcePool, kind: PoolKind, waiting: u64, held: u64| {
        let line = pool.line().filter(|&row| is_waiting(row, kind)).count() as u64;
        same(&format!("in line for {name}"), line, waiting);
        same(
            &format!("in line for {name}"),
            pool.line().count() as u64,
            line,
        );
        same(&format!("in use of {name}"), pool.used(), held);
        let idle = pool.can_serve();
        same(&format!("in line for a free {name}"), u64::from(idle), 0);
    };
    for (row, (name, pool)) in state.servers().enumerate() {
        let of = |of: &[[u64; PoolKind::ALL.len()]]| of[row][PoolKind::Server as usize];
        let (waiting, held) = (of(&found.waiting), of(&found.held));
        check(name, pool, PoolKind::Server, waiting, held);
    }
    for (kind, pool) in state.guaranteed() {
        let held = if kind == PoolKind::Fund {
            state.statistics.granted.as_fen().unsigned_abs()
        } else {
            sum(&found.held, kind)
        };
        check(kind.name(), pool, kind, sum(&found.waiting, kind), held);
    }
}
