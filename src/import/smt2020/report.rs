//! A summary of what was read, in figures that can be compared with the description of a model.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::Model;
use super::orders::Stream;
use super::routes::{Part, Route, Step};

/// The report, as lines.
#[must_use]
pub fn report(model: &Model) -> String {
    let mut text = String::new();
    let tools: u32 = model.families.iter().map(|family| family.count).sum();
    let families = model.families.len();
    line(
        &mut text,
        "tools",
        &format!("{tools} in {families} families"),
    );
    let mut areas: BTreeMap<&str, (u32, usize)> = BTreeMap::new();
    for family in &model.families {
        let (count, families) = areas.entry(&family.area).or_default();
        *count += family.count;
        *families += 1;
    }
    for (area, (count, families)) in areas {
        line(
            &mut text,
            &format!("  {area}"),
            &format!("{count} in {families}"),
        );
    }
    let plans = model.plans.len();
    let broken = model.breakdowns.len();
    line(&mut text, "breakdowns", &format!("of {broken} families"));
    line(&mut text, "maintenance", &format!("{plans} plans"));

    line(&mut text, "products", &model.parts.len().to_string());
    for part in &model.parts {
        let Some(route) = route_of(model, part) else {
            continue;
        };
        let (steps, executed) = (route.steps.len(), executed(route));
        let said = format!("{steps} steps, {executed:.1} of them executed by a mean lot");
        line(&mut text, &format!("  {}", part.name), &said);
    }
    write_steps(model, &mut text);
    write_lots(model, &mut text);
    if !model.not_taken.is_empty() {
        line(&mut text, "not taken", &model.not_taken.join(", "));
    }
    text
}

fn write_steps(model: &Model, text: &mut String) {
    type Has = fn(&Step, &Model) -> bool;
    let counts: [(&str, Has); 8] = [
        ("batch steps", |step, _| step.batch.is_some()),
        ("cascading steps", |step, _| step.cascade.is_some()),
        ("setup steps", |step, _| step.setup.is_some()),
        ("sampled steps", |step, _| step.sample.is_some()),
        ("rework steps", |step, _| step.rework.is_some()),
        ("queue-time windows", |step, _| step.limit.is_some()),
        ("dedicated steps", |step, _| step.same_tool_as.is_some()),
        ("delay steps", is_delay),
    ];
    for (name, has) in counts {
        let steps = model.routes.iter().flat_map(|route| &route.steps);
        let count = steps.filter(|step| has(step, model)).count();
        line(text, name, &count.to_string());
    }
}

/// Whether a step is done at the place `Delay`: a delay without work on a tool.
fn is_delay(step: &Step, model: &Model) -> bool {
    let mut families = model.families.iter();
    families.any(|family| family.name == step.family && family.location == "Delay")
}

fn write_lots(model: &Model, text: &mut String) {
    let (mut lots, mut moves) = (0.0, 0.0);
    let streams: Vec<(&Stream, f64)> = model
        .orders
        .streams
        .iter()
        .map(|stream| (stream, lots_a_day(model, stream)))
        .collect();
    for (stream, a_day) in &streams {
        let part = model
            .parts
            .iter()
            .find(|part| part.name == stream.kind.part);
        let route = part.and_then(|part| route_of(model, part));
        lots += a_day;
        moves += a_day * route.map_or(0.0, executed);
    }
    line(text, "releases", &format!("{lots:.2} lots a day"));
    for (stream, a_day) in streams {
        let kind = &stream.kind;
        let said = format!(
            "{a_day:.4} a day, {} wafers of {}, priority {}",
            kind.wafers, kind.part, kind.priority
        );
        line(text, &format!("  {}", stream.name), &said);
    }
    line(text, "lot moves", &format!("{moves:.0} a day"));
    line(
        text,
        "initial lots",
        &model.orders.initial.len().to_string(),
    );
    if !model.orders.lots.is_empty() {
        let said = format!(
            "{} that start before {}; {} start later and are left out",
            model.orders.lots.len(),
            model.until,
            model.orders.left_out
        );
        line(text, "listed lots", &said);
    }
}

/// How many lots of a stream are released a day: by its interval, or as many as are listed.
fn lots_a_day(model: &Model, stream: &Stream) -> f64 {
    if let Some(repeated) = &stream.repeated {
        return 1.0 / repeated.interval.mean().days();
    }
    let listed = model.orders.lots.iter();
    let listed = listed.filter(|lot| lot.stream == stream.name).count();
    listed as f64 / model.until.as_days()
}

fn route_of<'a>(model: &'a Model, part: &Part) -> Option<&'a Route> {
    model.routes.iter().find(|route| route.name == part.route)
}

/// The steps that a lot executes on average, without rework.
fn executed(route: &Route) -> f64 {
    let share = |step: &Step| step.sample.map_or(1.0, |share| share.to_f64() / 100.0);
    route.steps.iter().map(share).sum()
}

fn line(text: &mut String, name: &str, said: &str) {
    let _ = writeln!(text, "{name:<20} {said}");
}
