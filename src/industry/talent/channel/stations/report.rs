//! The metrics of stations and of their trees, over all channels of the kind.

use super::tree::{LEVEL_NAMES, LEVELS, Tree};
use crate::engine::{Figures, Metric, Period, Stays, metrics};
use crate::industry::talent::channel::Measured;
use crate::units::Duration;

metrics! { "talent":
    /// Leads that the recruitment stations of a region found, by channel and region.
    LEADS: "leads_found", "leads", Higher, None;
    /// Leads that headquarters had handled and that did not register, by channel.
    LEADS_LOST: "leads_lost", "leads", Lower, None;
    /// Share of the leads handled by headquarters that registered.
    CONVERSION: "conversion", "%", Higher, None;
    /// Mean time from the find of a lead at a station until headquarters have handled it, by
    /// Little's law.
    LEAD_TIME: "lead_time", "d", Lower, None;
    /// Share of the leads found or in the tree in the period that are in the tree at its end.
    LEAD_TIME_UNFINISHED: "lead_time_unfinished", "%", Lower, None;
    /// Number of recruitment stations.
    TREE_STATIONS: "tree_stations", "nodes", Neither, None;
    /// Number of workstations that recruitment stations report to.
    TREE_WORKSTATIONS: "tree_workstations", "nodes", Neither, None;
    /// Number of centres that workstations report to.
    TREE_CENTRES: "tree_centres", "nodes", Neither, None;
    /// Number of headquarters that centres report to.
    TREE_HEADQUARTERS: "tree_headquarters", "nodes", Neither, None;
    /// Time that officers work over the time that their offices are open, by level of the
    /// recruitment tree. Work that was begun goes on after closing, so it can exceed 100 %.
    TREE_USE: "tree_utilisation", "%", Neither, None;
    /// Mean number of leads that wait or are handled, by level of the recruitment tree.
    TREE_LEADS: "tree_leads", "leads", Lower, None;
}

/// The metrics of the tree's size, by level.
const TREE_SIZES: [&Metric; LEVELS] = [
    &TREE_STATIONS,
    &TREE_WORKSTATIONS,
    &TREE_CENTRES,
    &TREE_HEADQUARTERS,
];

/// Reports the channels of stations, if there are any.
pub(super) fn report(channels: &[Measured<Tree>], period: Period, figures: &mut Figures) {
    if channels.is_empty() {
        return;
    }
    let (mut lead_times, mut converted) = (Stays::default(), 0);
    for channel in channels {
        lead_times.merge(&channel.statistics.lead_times);
        converted += channel.statistics.converted;
        figures.put_for(&LEADS_LOST, channel.name, channel.statistics.lost as f64);
        let regions = &channel.run.stations().regions;
        for (region, count) in regions.iter().zip(&channel.statistics.found) {
            let subject = format!("{}-{}", channel.name, region.name);
            figures.put_for(&LEADS, &subject, *count as f64);
        }
    }
    let handled = lead_times.ended();
    let share = 100.0 * converted as f64 / handled as f64;
    figures.put(&CONVERSION, (handled > 0).then_some(share));
    figures.put(&LEAD_TIME, lead_times.mean_days(period.to));
    let unfinished = lead_times.unfinished_percent();
    figures.put(&LEAD_TIME_UNFINISHED, unfinished);
    for level in 0..LEVELS {
        report_level(level, channels, period, figures);
    }
}

/// Reports a level of all trees.
fn report_level(level: usize, channels: &[Measured<Tree>], period: Period, figures: &mut Figures) {
    let (mut nodes, mut open) = (0, Duration::ZERO);
    let (mut busy, mut present) = (0_i128, 0_i128);
    for channel in channels {
        let plan = &channel.run.stations().tree;
        let officers = u64::from(plan.nodes[level]) * u64::from(plan.levels[level].officers);
        nodes += plan.nodes[level];
        open += plan.hours.open_between(period.from, period.to) * officers;
        let of_level = &channel.statistics.levels[level];
        busy += of_level.busy.area_until(period.to);
        present += of_level.present.area_until(period.to);
    }
    let span = period.length().as_millis();
    let mean = (span > 0).then(|| present as f64 / span as f64);
    let in_use = busy as f64 / open.as_millis() as f64;
    figures.put(TREE_SIZES[level], f64::from(nodes));
    figures.put_for(&TREE_USE, LEVEL_NAMES[level], 100.0 * in_use);
    figures.put_for(&TREE_LEADS, LEVEL_NAMES[level], mean);
}
