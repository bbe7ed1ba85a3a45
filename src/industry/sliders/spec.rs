//! The sections `[[slider]]` of a scenario: as written, and checked.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{MOST, Slider};
use crate::scenario::{Fault, FieldPath, Problems};

/// A number that readers of the report may move, to see what follows. It changes nothing in a run.
/// At most three.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SliderFile {
    /// The path of the number, such as `talent.channels.students.choice.beta_settle`. In a text
    /// such as "60 /y" the number is moved, in a distribution its mean.
    pub path: String,
    /// The least value, in the unit in which the scenario writes it.
    pub low: f64,
    /// The greatest value, in the unit in which the scenario writes it.
    pub high: f64,
    /// From one value to the next: at most `high` - `low`.
    pub step: f64,
    /// What readers see beside it.
    pub label: String,
}

/// Checks the list at `at`.
#[must_use]
pub fn check(files: Vec<SliderFile>, at: &FieldPath, problems: &mut Problems) -> Vec<Slider> {
    if files.len() > MOST {
        let found = format!("{} sliders", files.len());
        let fault = Fault::out_of_range(found, format!("at most {MOST}"));
        problems.add(at.item(MOST), fault);
    }
    let mut sliders: Vec<Slider> = Vec::new();
    for (row, file) in files.into_iter().enumerate() {
        let at = at.item(row);
        let path = FieldPath::from(file.path.as_str());
        if sliders.iter().any(|other| *other.number.path() == path) {
            let message = format!("`{path}` has a slider already");
            let help = "move each number by one slider";
            problems.add(at.field("path"), Fault::invalid(message, help));
        } else {
            sliders.extend(file.check(&path, &at, problems));
        }
    }
    sliders
}

impl SliderFile {
    /// The checked row at `at`; none if something is wrong.
    fn check(self, path: &FieldPath, at: &FieldPath, problems: &mut Problems) -> Option<Slider> {
        let Self {
            path: _,
            low,
            high,
            step,
            label,
        } = self;
        let before = problems.len();
        if low >= high {
            let fault = Fault::out_of_range(low, format!("less than `high`, {high}"));
            problems.add(at.field("low"), fault);
        } else if step <= 0.0 || step > high - low {
            let allowed = format!("above 0 and at most `high` - `low`, {}", high - low);
            problems.add(at.field("step"), Fault::out_of_range(step, allowed));
        }
        if label.trim().is_empty() {
            let fault = Fault::invalid("the label is empty", "say what the slider moves");
            problems.add(at.field("label"), fault);
        }
        let number = problems.tunable(path);
        let number = number.map_err(|fault| problems.add(at.field("path"), fault));
        let number = number.ok()?;
        for (key, value) in [("low", low), ("high", high), ("step", step)] {
            if number.is_whole() && value.fract() != 0.0 {
                let fault = Fault::out_of_range(value, format!("a whole number, as `{path}` is"));
                problems.add(at.field(key), fault);
            }
        }
        (problems.len() == before).then_some(Slider {
            label,
            number,
            low,
            high,
            step,
        })
    }
}
