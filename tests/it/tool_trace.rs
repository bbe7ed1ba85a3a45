//! The trace of a tool group: it accounts for all that the books of the group hold, and moves
//! nothing.

use chippark::experiment::{Study, Watch};
use chippark::industry::explain::{Activity, ToolTrace, ToolWindow};
use chippark::scenario::Document;
use chippark::units::{Duration, SimTime};

/// The time of an activity, in milliseconds.
fn time(trace: &ToolTrace, activity: Activity) -> u64 {
    let spans = trace.tools.iter().flatten();
    let spans = spans.filter(|span| span.activity == activity);
    spans.map(|span| span.to.since(span.from).as_millis()).sum()
}

/// What an activity takes of the time in which tools are there, in per cent.
fn share(trace: &ToolTrace, activity: Activity) -> f64 {
    let window = trace.window.to.since(trace.window.from).as_millis();
    let there = window * trace.tools.len() as u64 - time(trace, Activity::Closed);
    100.0 * time(trace, activity) as f64 / there as f64
}

#[test]
fn spans_of_tools_are_what_the_books_hold() {
    let mut seen = [false; Activity::ALL.len()];
    for name in ["scenarios/probe.toml", "scenarios/probe-fab.toml"] {
        let path = crate::support::project(name);
        let document = Document::load(&path, &["run.until=60 d".to_owned()]).unwrap();
        let study = Study::new(document).unwrap();
        let plain = study.replicate(0..1, 2, &Watch::none()).unwrap();
        let plan = study.plan();
        let groups = study.park().tool_groups();
        for (group, name) in groups.iter().enumerate() {
            let window = ToolWindow {
                group,
                from: SimTime::ZERO + plan.warmup,
                to: SimTime::ZERO + plan.horizon,
            };
            let traced = study.clone().with_tool_trace(window);
            let outcome = traced.replicate(0..1, 2, &Watch::none()).unwrap().remove(0);
            assert_eq!(outcome.events, plain[0].events);
            let trace = outcome.tools.unwrap();
            for spans in &trace.tools {
                assert!(spans.is_sorted_by(|one, next| one.to <= next.from));
            }
            for (place, activity) in Activity::ALL.into_iter().enumerate() {
                let key = match activity {
                    Activity::Setup => "setup_share",
                    Activity::Load => "loading_share",
                    Activity::Process => "process_share",
                    Activity::Unload => "unloading_share",
                    Activity::Down => "down_share",
                    Activity::Maintenance => "maintenance_share",
                    Activity::Closed => {
                        seen[place] |= time(&trace, activity) > 0;
                        continue;
                    }
                };
                let booked = plain[0].figures.value(&format!("fab.{key}/{name}"));
                let booked = booked.unwrap_or_else(|| panic!("{name} has no {key}"));
                let spans = share(&trace, activity);
                assert!(
                    (booked - spans).abs() < 1e-6,
                    "{name} {key}: {booked} {spans}"
                );
                seen[place] |= booked > 0.0;
            }
        }
    }
    assert_eq!(seen, [true; Activity::ALL.len()], "every activity comes");
}

/// A window of a day has nothing outside of it.
#[test]
fn a_window_is_cut_to_its_ends() {
    let path = crate::support::project("scenarios/probe.toml");
    let document = Document::load(&path, &["run.until=60 d".to_owned()]).unwrap();
    let study = Study::new(document).unwrap();
    let at = |days| SimTime::ZERO + Duration::days(days);
    let run = |from, to| {
        let (group, from, to) = (0, at(from), at(to));
        let study = study
            .clone()
            .with_tool_trace(ToolWindow { group, from, to });
        let outcomes = study.replicate(0..1, 2, &Watch::none()).unwrap();
        outcomes.into_iter().next().unwrap().tools.unwrap()
    };
    let (whole, day) = (run(0, 60), run(40, 41));
    let mut cut = ToolTrace::new(day.window);
    for (tool, spans) in whole.tools.iter().enumerate() {
        for span in spans {
            cut.keep(tool, *span);
        }
    }
    assert!(cut.tools.iter().flatten().count() > 2);
    assert_eq!(cut.tools, day.tools);
}
