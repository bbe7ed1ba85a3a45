//! Scenario files: TOML beside CSV tables, checked as a whole before anything runs.
//!
//! [`Document::load`] reads a file with what it `extends`, its tables and the overrides of the
//! command line into one tree in which every value knows its place. [`Document::read`] checks the
//! tree against the JSON Schema of a plain `...File` struct, reports every mistake at once and
//! builds the struct. What a schema cannot say (names that must exist, sums that must hold) is
//! checked afterwards over the struct, with [`Document::problems`] to collect the mistakes:
//!
//! ```
//! use chippark::scenario::{Document, Fault, Named};
//! use chippark::units::DurationLaw;
//!
//! /// The file as written.
//! #[derive(serde::Deserialize, schemars::JsonSchema)]
//! #[serde(deny_unknown_fields)]
//! struct LineFile {
//!     /// The stations, by name.
//!     stations: Named<StationFile>,
//! }
//!
//! /// One station as written.
//! #[derive(serde::Deserialize, schemars::JsonSchema)]
//! #[serde(deny_unknown_fields)]
//! struct StationFile {
//!     /// How many work in parallel.
//!     #[schemars(range(min = 1, max = 1000))]
//!     servers: u32,
//!     /// How long a job takes.
//!     service: DurationLaw,
//! }
//!
//! let text = "[stations.etch]\nservers = 2\nservice = \"exponential(mean=40 min)\"\n";
//! let document = Document::from_text("line.toml", text, &["stations.etch.servers=3".to_owned()])?;
//! let file: LineFile = document.read()?;
//! let mut problems = document.problems();
//! if file.stations.get("etch").is_none() {
//!     problems.add("stations", Fault::invalid("there is no etching", "add a station `etch`"));
//! }
//! problems.into_result(())?;
//! assert_eq!(file.stations.get("etch").unwrap().servers, 3);
//! # Ok::<(), chippark::scenario::Problems>(())
//! ```

mod bounds;
mod check;
mod csv;
mod dated;
mod decode;
mod document;
mod field;
mod include;
mod load;
mod named;
mod names;
mod nearby;
mod overrides;
mod path;
mod problem;
mod provenance;
mod range;
mod reference;
mod render;
mod resolved;
mod schema;
mod settings;
mod source;
mod text_files;
mod tree;
mod tunable;

pub use document::Document;
pub use field::Field;
pub use named::Named;
pub use names::{KnownNames, NameIndex, cleaned, fault_of as name_fault};
pub use path::FieldPath;
pub use problem::{Fault, Problem, Problems};
pub use provenance::{Provenance, ProvenanceTag};
pub use range::AssumedRange;
pub use reference::{Section, reference};
pub use render::ProblemRecord;
pub use resolved::{toml_key, toml_text};
pub use schema::{editor_schema, json_schema};
pub use settings::Setting;
pub use source::{FileId, Place};
pub use text_files::TextFiles;
pub use tunable::Tunable;
