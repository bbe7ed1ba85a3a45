//! Which lots a run is asked to trace: `lots=STREAMS`.

use super::Failure;
use crate::experiment::Study;
use crate::units::text::{hint, nearest};

/// What takes all streams.
const ALL: &str = "all";

/// The lot streams that a trace is asked of.
#[derive(Clone, Debug)]
pub(super) struct LotWish(Vec<String>);

impl LotWish {
    /// Reads `lots=NAME,NAME`.
    ///
    /// # Errors
    /// A sentence that says what is expected.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let names = text.strip_prefix("lots=").map(|names| names.split(','));
        let names = names.map(|names| names.map(|name| name.trim().to_owned()));
        let names: Vec<String> = names.map(Iterator::collect).unwrap_or_default();
        if names.is_empty() || names.iter().any(String::is_empty) {
            return Err(
                "expected `lots=` and names of lot streams, such as `lots=cpu,dram`, or \
                        `lots=all`"
                    .to_owned(),
            );
        }
        Ok(Self(names))
    }

    /// By place in the list of the fab: whether a stream is asked for.
    ///
    /// # Errors
    /// If there is no stream of a name.
    pub(super) fn streams(&self, study: &Study) -> Result<Vec<bool>, Failure> {
        let streams = study.park().lot_streams();
        let mut wished = vec![false; streams.len()];
        let known = || streams.iter().map(|stream| stream.name);
        for name in &self.0 {
            let place = streams.iter().position(|stream| stream.name == name);
            match place {
                Some(place) => wished[place] = true,
                None if name == ALL && !streams.is_empty() => wished.fill(true),
                None => {
                    let help = hint(nearest(name, known()));
                    let text = format!("`--trace`: the scenario has no lot stream `{name}`{help}");
                    return Err(Failure::Usage(text));
                }
            }
        }
        Ok(wished)
    }
}
