//! Remarks on what stands still at the end of a period.

use std::collections::BTreeMap;

use super::dispatch::QueuedLot;
use super::floor::Floor;
use super::rows::{GroupId, ToolRow};
use super::setups::SetupId;
use crate::engine::{Figures, Remark};
use crate::units::SimTime;
use crate::units::spoken::{agreeing, plural};

/// Lots that have waited for less than this share of the run are not remarked on: batches of rare
/// lots take their time.
const LONG: f64 = 0.1;

/// Remarks on lots that have long waited at the end of a period although a tool that may take them
/// is ready: for a batch, or because of a minimum run. `date` gives the date of an instant.
pub(super) fn remark_standstill(
    floor: &Floor,
    now: SimTime,
    date: impl Fn(SimTime) -> String,
    figures: &mut Figures,
) {
    let long = now.since(SimTime::ZERO).scaled(LONG);
    for &id in &floor.tables.expectant {
        let group = &floor.groups[id.index()];
        if group.ready.is_empty() || group.awaits_operator {
            continue;
        }
        let waits_long = |lot: &&QueuedLot| now.since(lot.joined) >= long;
        let mut found: BTreeMap<&str, (u32, SimTime)> = BTreeMap::new();
        for lot in group.queue.iter().filter(waits_long) {
            if let Some(cause) = what_for(floor, id, lot) {
                let (lots, since) = found.entry(cause).or_insert((0, now));
                (*lots, *since) = (*lots + 1, lot.joined.min(*since));
            }
        }
        for (cause, (lots, since)) in found {
            let name = &floor.tables.group_records[id.index()].plan.name;
            figures.remark(Remark {
                what: "lots are stuck at the end of the run",
                detail: format!(
                    "{} waited at `{name}` since {}, {cause}: does the line stand still?",
                    plural(lots, "lot has", "lots have"),
                    date(since)
                ),
            });
        }
    }
}

/// What a waiting lot waits for beside the ready tools that may take it; none if there is none.
fn what_for(floor: &Floor, id: GroupId, lot: &QueuedLot) -> Option<&'static str> {
    let ready = floor.groups[id.index()].ready.iter().copied();
    let mut ready = ready
        .filter(|&row| lot.tool.is_none_or(|tool| tool == row))
        .peekable();
    ready.peek()?;
    let refuses = |row: ToolRow| {
        let other = lot.setup != SetupId::NONE && lot.setup != floor.tools[row.index()].setup;
        other && floor.keeps_setup(id, row)
    };
    Some(if ready.all(refuses) {
        "while tools keep their setup for the minimum run"
    } else {
        "for enough lots to share a batch"
    })
}

/// Remarks on tools that wait for more technicians than are on shift, by group.
pub(super) fn remark_crews(floor: &Floor, figures: &mut Figures) {
    let mut waiting: BTreeMap<GroupId, (u32, u32)> = BTreeMap::new();
    for (tool, crew) in floor.too_large_crews() {
        let (tools, most) = waiting.entry(floor.tools[tool.index()].group).or_default();
        (*tools, *most) = (*tools + 1, crew);
    }
    for (id, (tools, crew)) in waiting {
        let name = &floor.tables.group_records[id.index()].plan.name;
        let there = floor.state.technicians.on_shift().unwrap_or(0);
        figures.remark(Remark {
            what: "tools wait for a crew at the end of the run",
            detail: format!(
                "{} of `{name}` {} for {}, and {there} {} on shift",
                plural(tools, "tool", "tools"),
                agreeing(&tools, "waits", "wait"),
                plural(crew, "technician", "technicians"),
                agreeing(&there, "is", "are")
            ),
        });
    }
}
