//! Sliders: the engine goes with the page, so that its reader moves numbers of the scenario and
//! sees what follows, offline.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use maud::{Markup, PreEscaped, html};
use serde_json::{Value, json};

use super::super::read::Run;
use super::super::table::scrolled;
use super::Section;
use super::headline::headlines;
use crate::industry::Slider;
use crate::units::spoken::plural;

/// The most replications that a slider runs: readers wait for them.
const REPLICATIONS: usize = 4;
/// What draws the sliders and runs the engine.
const SCRIPT: &str = include_str!("../../../../live/live.js");

/// The section of a run with the sliders of its scenario; none if it has none.
///
/// * `engine` — the engine as WebAssembly, packed or not.
#[must_use]
pub fn section(run: &Run, engine: &[u8]) -> Option<Section> {
    let sliders = &run.study.park().about().sliders;
    if sliders.is_empty() {
        return None;
    }
    let replications = run.summary.replications.min(REPLICATIONS);
    let data = json!({
        "wasm_base64": BASE64_STANDARD.encode(engine),
        "scenario_text": run.study.document().resolved_toml(),
        "name": run.summary.scenario,
        "sliders": sliders.iter().map(slider).collect::<Vec<Value>>(),
        "headlines": headlines(run).iter().map(|(_, key, _)| json!({ "key": key, "label": key }))
            .collect::<Vec<Value>>(),
        "replications": replications,
    });
    // A script ends at the first `</script>`, whatever language it is in.
    let data = data.to_string().replace('<', "\\u003c");
    Some(Section {
        id: "live",
        title: "Move it yourself",
        body: body(replications, &data),
    })
}

fn body(replications: usize, data: &str) -> Markup {
    html! {
        p {
            "The engine is in this page: it runs "
            (plural(replications, "replication", "replications"))
            " of the scenario here, with the numbers that you choose and the same random numbers, \
             and gives the bytes that the program gives. Intervals are wide with so few."
        }
        (scrolled("Sliders and figures", &html! { div id="live-panel" {} }))
        script type="application/json" id="live-data" { (PreEscaped(data)) }
        script { (PreEscaped(SCRIPT)) }
    }
}

fn slider(slider: &Slider) -> Value {
    json!({
        "path": slider.number.path().to_string(),
        "label": slider.label,
        "low": slider.low,
        "high": slider.high,
        "step": slider.step,
        "value": slider.number.value(),
        "unit": slider.unit(),
    })
}
