//! What must hold of ventures after every tick, counted again from their rows.

use bevy_ecs::prelude::*;

use super::incubator::Incubator;
use super::pool::{Kind, Pool};
use super::venture::{Place, Venture, VentureRow};

/// What is found in the rows of the ventures.
struct Found {
    /// Ventures by phase, for each of: in it, failed in it, out of money in it.
    in_phase: Vec<[u64; 3]>,
    /// Units held, by phase and kind.
    held: Vec<[u64; Kind::ALL.len()]>,
    /// Who waits, by phase and kind.
    waiting: Vec<[u64; Kind::ALL.len()]>,
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

fn find(ventures: &[Venture], incubator: &Incubator) -> Found {
    let phases = incubator.plan.phases.len();
    let mut found = Found {
        in_phase: vec![[0; 3]; phases],
        held: vec![[0; Kind::ALL.len()]; phases],
        waiting: vec![[0; Kind::ALL.len()]; phases],
        in_enclaves: vec![0; incubator.enclaves.len()],
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
            Place::Coming => found.coming += 1,
            Place::Refused => found.refused += 1,
            Place::Enclave(place) => found.in_enclaves[usize::from(place)] += 1,
            Place::Lost => found.lost += 1,
            Place::Elsewhere => found.elsewhere += 1,
            Place::InPhase => {
                found.in_phase[phase][0] += 1;
                let step = usize::from(venture.step);
                if let Some(waiting) = found.waiting[phase].get_mut(step) {
                    *waiting += 1;
                }
                for kind in Kind::ALL {
                    if venture.held & kind.bit() != 0 && kind != Kind::Fund {
                        let units = incubator.plan.phases[phase].needs[kind as usize];
                        found.held[phase][kind as usize] += units;
                    }
                }
                found.on_runway += usize::from(venture.limit < u64::MAX);
            }
            Place::Failed => found.in_phase[phase][1] += 1,
            Place::OutOfMoney => found.in_phase[phase][2] += 1,
            Place::Graduated => found.graduated += 1,
        }
        if venture.came_to_the_city() {
            found.members += u64::from(venture.size);
        }
    }
    found
}

/// Every venture is in one place, the books say so too, what is held of a pool is what is in use of
/// it, those in line are those who wait, and the fund has granted what it lost.
pub(super) fn audit(world: &mut World) -> Vec<String> {
    let mut query = world.query::<&Venture>();
    let ventures: Vec<Venture> = query.iter(world).copied().collect();
    let incubator = world.resource::<Incubator>();
    let found = find(&ventures, incubator);
    let counts = &incubator.books.all;
    let mut wrong = Vec::new();
    let mut same = |what: &str, one: u64, other: u64| {
        if one != other {
            wrong.push(format!("{what}: {one} against {other}"));
        }
    };
    let projects: u64 = counts.projects_from.iter().sum();
    let rows = ventures.len() as u64;
    same("teams and their rows", rows, u64::from(incubator.rows));
    same("teams that came forward", rows, projects + counts.founded);
    same("teams yet to begin", found.coming, 0);
    same("refused teams", found.refused, projects - counts.admitted);
    same("lost teams", found.lost, counts.lost);
    same("teams elsewhere", found.elsewhere, counts.elsewhere);
    same("teams that graduated", found.graduated, counts.graduated());
    same("registered members", found.members, counts.registered);
    same(
        "those whose money will end",
        found.on_runway as u64,
        incubator.runway.len() as u64,
    );
    let in_enclaves: u64 = found.in_enclaves.iter().sum();
    let left = counts.transferred + counts.elsewhere;
    same(
        "teams that got into an enclave",
        in_enclaves + left,
        counts.sought_enclave - counts.blocked,
    );
    for ((name, pool), &teams) in incubator.places().zip(&found.in_enclaves) {
        same(&format!("teams in {name}"), teams, pool.used());
    }
    for (row, &[inside, failed, broke]) in found.in_phase.iter().enumerate() {
        let name = &incubator.plan.phases[row].name;
        let gone = counts.passed[row] + counts.failed[row] + counts.out_of_money[row];
        same(&format!("in {name}"), inside, counts.entered[row] - gone);
        same(&format!("failed in {name}"), failed, counts.failed[row]);
        same(&format!("broke in {name}"), broke, counts.out_of_money[row]);
        let before = row.checked_sub(1).map(|before| counts.passed[before]);
        if let Some(passed) = before {
            same(&format!("entered {name}"), counts.entered[row], passed);
        }
    }
    audit_pools(incubator, &ventures, &found, &mut same);
    wrong
}

fn audit_pools(
    incubator: &Incubator,
    ventures: &[Venture],
    found: &Found,
    same: &mut impl FnMut(&str, u64, u64),
) {
    let sum = |of: &[[u64; Kind::ALL.len()]], kind: Kind| {
        of.iter().map(|phase| phase[kind as usize]).sum::<u64>()
    };
    let is_waiting = |row: VentureRow, kind: Kind| {
        let venture = &ventures[row.index()];
        venture.place == Place::InPhase && usize::from(venture.step) == kind as usize
    };
    let mut check = |name: &str, pool: &Pool, kind: Kind, waiting: u64, held: u64| {
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
    for (row, (name, pool)) in incubator.servers().enumerate() {
        let of = |of: &[[u64; Kind::ALL.len()]]| of[row][Kind::Server as usize];
        let (waiting, held) = (of(&found.waiting), of(&found.held));
        check(name, pool, Kind::Server, waiting, held);
    }
    for (kind, pool) in incubator.guaranteed() {
        let held = if kind == Kind::Fund {
            incubator.books.all.granted.as_fen().unsigned_abs()
        } else {
            sum(&found.held, kind)
        };
        check(kind.name(), pool, kind, sum(&found.waiting, kind), held);
    }
}
