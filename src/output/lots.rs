//! `lots.csv` and `visits.csv`: what the traced lots of the first replication went through. They
//! are written only where a run is asked for them.

use super::Results;
use super::rows::{beyond_spreadsheet, csv_text, date_time, shortest};
use crate::industry::LotStream;
use crate::industry::explain::{Fate, LotState, LotStateTrace, LotTimes};
use crate::units::Duration;

/// The states of a lot on a tool.
const ON_TOOL: [LotState; 5] = [
    LotState::Setup,
    LotState::Load,
    LotState::Process,
    LotState::Unload,
    LotState::Stopped,
];

/// The trace of the first replication with the streams that its lots are of; none without one.
fn traced<'a>(results: &'a Results<'_>) -> Option<(&'a LotStateTrace, Vec<LotStream<'a>>)> {
    let trace = results.outcomes.first()?.lots.as_ref()?;
    Some((trace, results.study.park().lot_streams()))
}

fn hours(time: Duration) -> String {
    shortest(time.as_hours())
}

fn share(times: &LotTimes, state: LotState) -> String {
    let total = times.total();
    if total.is_zero() {
        return String::new();
    }
    shortest(100.0 * times.of(state).as_hours() / total.as_hours())
}

const fn yes(is_so: bool) -> &'static str {
    if is_so { "yes" } else { "no" }
}

/// The text of `lots.csv`: a row for each traced lot, in the order in which they came into the
/// line, with its hours in each state, which sum to its time in the line, and their shares of it in
/// per cent. A lot that is in the line at the end has no time at which it left.
#[must_use]
pub fn lots_csv(results: &Results<'_>) -> String {
    let known = [
        "stream", "product", "lot", "at_start", "released", "due", "left", "fate", "wafers",
        "hours",
    ];
    let columns = |suffix: &'static str| {
        let states = LotState::ALL.into_iter();
        states.map(move |state| format!("{}_{suffix}", state.name()))
    };
    let known = known.into_iter().map(str::to_owned);
    let header = known.chain(columns("hours")).chain(columns("percent"));
    let origin = results.study.plan().origin;
    let traced = traced(results);
    let rows = traced.iter().flat_map(|(trace, streams)| {
        trace.lots.iter().map(move |lot| {
            let stream = &streams[lot.stream];
            let left = match lot.fate {
                Fate::Finished | Fate::Lost => date_time(origin, lot.ended),
                Fate::InLine => String::new(),
            };
            let known = [
                stream.name.to_owned(),
                stream.product.to_owned(),
                lot.number.to_string(),
                yes(lot.at_start).to_owned(),
                date_time(origin, lot.released),
                date_time(origin, lot.due),
                left,
                lot.fate.name().to_owned(),
                lot.wafers.to_string(),
                hours(lot.times.total()),
            ];
            let times = LotState::ALL.map(|state| hours(lot.times.of(state)));
            let shares = LotState::ALL.map(|state| share(&lot.times, state));
            known.into_iter().chain(times).chain(shares)
        })
    });
    csv_text(header, rows)
}

/// The text of `visits.csv`: a row for each visit of a traced lot to a tool, in the order in which
/// they ended, with its hours on the tool by state.
#[must_use]
pub fn visits_csv(results: &Results<'_>) -> String {
    let known = [
        "stream",
        "lot",
        "at_start",
        "step",
        "tool_group",
        "tool",
        "joined",
        "started",
        "ended",
    ];
    let known = known.into_iter().map(str::to_owned);
    let header = known.chain(ON_TOOL.map(|state| format!("{}_hours", state.name())));
    let origin = results.study.plan().origin;
    let traced = traced(results);
    let rows = traced.iter().flat_map(|(trace, streams)| {
        trace.visits.iter().map(move |visit| {
            let lot = &trace.lots[visit.lot];
            let stream = &streams[lot.stream];
            let (step, group) = stream.steps[visit.step];
            let known = [
                stream.name.to_owned(),
                lot.number.to_string(),
                yes(lot.at_start).to_owned(),
                step.to_owned(),
                group.to_owned(),
                visit.tool.to_string(),
                date_time(origin, visit.joined),
                date_time(origin, visit.started),
                date_time(origin, visit.ended),
            ];
            let times = ON_TOOL.map(|state| hours(visit.times.of(state)));
            known.into_iter().chain(times)
        })
    });
    csv_text(header, rows)
}

/// What to say of visits that a spreadsheet would cut.
#[must_use]
pub fn remark(results: &Results<'_>) -> Option<String> {
    let rows = 1 + traced(results)?.0.visits.len();
    beyond_spreadsheet("visits.csv", rows, "trace fewer streams, or a shorter run")
}
