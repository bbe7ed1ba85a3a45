//! Dispatch rules as written: of the fab and of tool groups.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::industry::fab::dispatch::Rule;

/// How waiting lots are ranked.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum DispatchFile {
    /// One rule.
    One(Rule),
    /// Rules in the order in which they decide.
    List(Vec<Rule>),
    /// The same list in a cell of a table: names with blanks between them.
    Text(#[schemars(extend("pattern" = dispatch_pattern()))] String),
}

/// What a list of dispatch rules in a cell of a table looks like, for editors.
fn dispatch_pattern() -> String {
    let rule = format!("({})", Rule::ALL.map(Rule::name).join("|"));
    format!("^ *{rule}( +{rule})* *$")
}
