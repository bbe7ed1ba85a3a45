//! A city of two channels whose registrations are Poisson counts of known means, for the tests of
//! experiments.

use super::Study;
use crate::scenario::Document;

const CITY: &str = r#"
scenario = { title = "City", question = "How many people come?" }
[run]
start = "2018-01-01"
until = "100 d"
tick = "1 d"
replications = 12
[talent.channels.steady]
kind = "poisson"
rate = "2000 /y"
persons = { tier = "engineer" }
[talent.channels.other]
kind = "poisson"
rate = "1000 /y"
persons = { tier = "doctor" }
"#;

/// The city with so many replications: 548 persons come through `steady` in the mean, 274 through
/// `other`.
pub(super) fn city(replications: u32) -> Study {
    let replications = format!("run.replications={replications}");
    let document = Document::from_text("city.toml", CITY, &[replications]);
    Study::new(document.unwrap()).unwrap()
}
