//! The audit of the fab: its laws of conservation, counted again from lots and tools.

use bevy_ecs::prelude::*;

use super::dispatch::QueuedLot;
use super::floor::{Floor, on_floor};
use super::lot::{Lot, LotPlace};
use super::plan::Releases;
use super::rows::GroupId;
use super::setups::SetupId;
use super::tables::Takes;
use super::tool::{Condition, Tool};
use crate::units::SimTime;

/// What is not conserved, in sentences: wafers, lots by place, tools by state, crews.
pub(super) fn audit(world: &mut World) -> Vec<String> {
    on_floor(world, |floor| {
        let mut faults = Vec::new();
        audit_wafers(floor, &mut faults);
        audit_finished(floor, &mut faults);
        audit_places(floor, &mut faults);
        audit_tools(floor, &mut faults);
        audit_reservations(floor, &mut faults);
        audit_idleness(floor, &mut faults);
        audit_constant_wip(floor, &mut faults);
        faults
    })
}

/// Adds a sentence unless both counts agree.
fn compare(faults: &mut Vec<String>, what: &str, found: u64, expected: u64) {
    if found != expected {
        faults.push(format!("fab: {what}: {found} instead of {expected}"));
    }
}

fn audit_wafers(floor: &Floor, faults: &mut Vec<String>) {
    let inside = floor.lots.iter().filter(|lot| lot.place != LotPlace::Free);
    let inside: u64 = inside.map(|lot| u64::from(lot.wafers)).sum();
    let line = &*floor.statistics;
    let initial = floor.tables.initial_lots.iter();
    let initial: u64 = initial.map(|lot| u64::from(lot.wafers)).sum();
    compare(
        faults,
        "wafers in the line, out and lost, against those started",
        inside + line.wafers_out + line.wafers_lost,
        initial + line.wafers_started,
    );
    let level = u64::try_from(floor.statistics.wip_wafers.value()).unwrap_or(u64::MAX);
    compare(faults, "wafers in the line, as counted", level, inside);
    for (product, &counted) in floor.state.wafers.iter().enumerate() {
        let is_of = |lot: &&Lot| {
            let of = floor.tables.sources[lot.source.index()].product;
            lot.place != LotPlace::Free && usize::from(of.0) == product
        };
        let inside = floor.lots.iter().filter(is_of);
        let inside = inside.map(|lot| u64::from(lot.wafers)).sum();
        compare(faults, "wafers of a product in the line", counted, inside);
    }
    for (row, (run, stream)) in floor.tables.sources.iter().zip(&line.streams).enumerate() {
        let of_stream = |lot: &&Lot| lot.place != LotPlace::Free && lot.source.index() == row;
        let present = floor.lots.iter().filter(of_stream);
        let released = present.filter(|lot| !lot.initial).map(|lot| lot.released);
        let what = format!("fab: lots of `{}` in the line", run.plan.name);
        faults.extend(stream.lots.audit(&what, released));
    }
}

/// The lots that single tools finished are those of their groups.
fn audit_finished(floor: &Floor, faults: &mut Vec<String>) {
    let lots = floor.statistics.lots_of_tools.iter().copied();
    let lots = lots.map(u64::from).sum();
    let of_groups = floor.groups.iter().map(|group| group.finished).sum();
    compare(faults, "lots that tools finished", lots, of_groups);
}

fn audit_places(floor: &Floor, faults: &mut Vec<String>) {
    let at = |place: LotPlace| floor.lots.iter().filter(|lot| lot.place == place).count() as u64;
    let queued: usize = floor.groups.iter().map(|group| group.queue.len()).sum();
    compare(
        faults,
        "lots in queues",
        queued as u64,
        at(LotPlace::Waiting),
    );
    let free: u32 = floor.groups.iter().map(|group| group.free_to_choose).sum();
    let bound: u32 = floor.tools.iter().map(|tool| tool.awaited_by).sum();
    let counted = u64::from(free) + u64::from(bound);
    compare(
        faults,
        "lots in queues, for any tool or a certain one",
        counted,
        queued as u64,
    );
    let mut on_tools = 0;
    for tool in floor.tools.iter() {
        for job in tool.jobs() {
            let (mut next, mut wafers) = (Some(job.first), 0);
            while let Some(row) = next {
                let lot = &floor.lots[row.index()];
                on_tools += 1;
                wafers += u32::from(lot.wafers);
                next = lot.next;
            }
            if wafers != job.wafers {
                let loaded = job.wafers;
                faults.push(format!(
                    "fab: a job of {wafers} wafers was loaded with {loaded}"
                ));
            }
        }
    }
    compare(faults, "lots on tools", on_tools, at(LotPlace::InProcess));
    let counted: i64 = floor
        .groups
        .iter()
        .map(|group| group.on_tools.value())
        .sum();
    let counted = u64::try_from(counted).unwrap_or(u64::MAX);
    compare(faults, "lots on tools, by group", counted, on_tools);
    let held = floor.state.hold_queue.len() as u64;
    compare(
        faults,
        "lots that wait for an engineer",
        held,
        at(LotPlace::Held),
    );
    let reviewed = u64::from(floor.state.engineers.busy());
    compare(
        faults,
        "lots with an engineer",
        reviewed,
        at(LotPlace::InReview),
    );
    let mut free = 0;
    let mut next = floor.state.free;
    while let Some(row) = next {
        free += 1;
        next = floor.lots[row.index()].next;
    }
    compare(faults, "free rows", free, at(LotPlace::Free));
}

/// A reservation is of a lot in the line, a tool waits for one lot at most, and a lot for one tool.
fn audit_reservations(floor: &Floor, faults: &mut Vec<String>) {
    let all = &floor.state.reservations;
    for (place, one) in all.iter().enumerate() {
        let is_gone = floor.lots[one.lot.index()].place == LotPlace::Free;
        let mut others = all[..place].iter();
        let is_double = others
            .any(|other| other.lot == one.lot || (other.tool == one.tool && one.tool.is_some()));
        if is_gone || is_double {
            faults.push("fab: a tool waits for a lot that is gone, or for two".to_owned());
        }
    }
}

/// No tool is idle beside a lot that it may take, unless the lot waits for others of a batch or for
/// an operator, or the tool for a lot that has reserved it.
fn audit_idleness(floor: &Floor, faults: &mut Vec<String>) {
    for (place, group) in floor.groups.iter().enumerate() {
        let is_batch = floor.tables.groups[place].takes == Takes::Batches;
        if is_batch || group.awaits_operator || group.queue.is_empty() {
            continue;
        }
        let id = GroupId::new(place);
        for &row in &group.ready {
            let (keeps, setup) = (floor.keeps_setup(id, row), floor.tools[row.index()].setup);
            let fits = |lot: &QueuedLot| {
                let setup_fits = !keeps || lot.setup == SetupId::NONE || lot.setup == setup;
                let reserved = floor.reserved_for(row);
                let is_free = reserved.is_none_or(|reserved| reserved == lot.lot);
                setup_fits && is_free && lot.tool.is_none_or(|tool| tool == row)
            };
            if group.queue.iter().any(fits) {
                let name = &floor.tables.group_records[place].plan.name;
                faults.push(format!(
                    "fab: a tool of `{name}` is idle beside a lot that it may take"
                ));
            }
        }
    }
}

/// A stream with a constant number of lots in the line has so many, once it has started, unless its
/// releases were put off.
fn audit_constant_wip(floor: &Floor, faults: &mut Vec<String>) {
    let sources = floor.tables.sources.iter().zip(floor.sources.iter());
    for (place, (run, source)) in sources.enumerate() {
        let Releases::ConstantWip(lots) = run.plan.releases else {
            continue;
        };
        let has_started = floor.calendar.now() >= SimTime::ZERO + run.plan.start;
        if source.released < run.most && !source.was_postponed && has_started {
            let own = floor.lots.iter().filter(|lot| lot.place != LotPlace::Free);
            let own = own.filter(|lot| lot.source.index() == place).count();
            let expected = u64::from(lots) + u64::from(source.surplus);
            compare(faults, "lots of a constant number", own as u64, expected);
        }
    }
}

fn audit_tools(floor: &Floor, faults: &mut Vec<String>) {
    let count =
        |has: &dyn Fn(&Tool) -> bool| floor.tools.iter().filter(|tool| has(tool)).count() as u64;
    let listed: usize = floor.groups.iter().map(|group| group.ready.len()).sum();
    compare(
        faults,
        "tools listed as ready",
        listed as u64,
        count(&|tool| tool.ready),
    );
    let slots = |tool: &Tool| floor.tables.groups[tool.group.index()].slots();
    let able = count(&|tool| tool.can_take(slots(tool)));
    compare(
        faults,
        "tools listed as ready, against those that can take a job",
        listed as u64,
        able,
    );
    let jobs: usize = floor.tools.iter().map(Tool::job_count).sum();
    let counted: u32 = floor.groups.iter().map(|group| group.jobs).sum();
    compare(
        faults,
        "jobs on tools, by group",
        u64::from(counted),
        jobs as u64,
    );
    let awaiting = count(&|tool| {
        matches!(
            tool.condition,
            Condition::AwaitingRepair | Condition::AwaitingMaintenance
        )
    });
    let queue = floor.state.crew_queue.len() as u64;
    compare(faults, "tools in the queue for crews", queue, awaiting);
    let waiting: u32 = floor.groups.iter().map(|group| group.awaiting_crew).sum();
    compare(
        faults,
        "tools that await a crew, by group",
        u64::from(waiting),
        awaiting,
    );
    let crews: u32 = floor.tools.iter().map(|tool| tool.crew).sum();
    let busy = floor.state.technicians.busy();
    compare(
        faults,
        "technicians at tools",
        u64::from(crews),
        u64::from(busy),
    );
    let groups = floor.groups.iter().zip(&floor.tables.groups);
    for ((group, run), record) in groups.zip(&floor.tables.group_records) {
        let mut ready = group.ready.iter().map(|tool| tool.index());
        let range = run.first_tool as usize..(run.first_tool + record.plan.most) as usize;
        if !ready.all(|tool| range.contains(&tool)) {
            faults.push(format!(
                "fab: `{}` lists a tool of another group",
                record.plan.name
            ));
        }
    }
}
