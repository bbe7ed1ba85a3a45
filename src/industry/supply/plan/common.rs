//! What parts and demands are checked by alike: amounts, units, and spans that repeat.

use crate::industry::supply::spec::PartFile;
use crate::scenario::{Fault, FieldPath, Named, Problems};
use crate::units::{Duration, Fen};

/// The shortest time between events that repeat for ever: with less, a run would hardly move.
pub(super) const SHORTEST: Duration = Duration::seconds(1);

/// The most units of a part that an order asks for: with one order a second for a hundred years,
/// sums of them stay below 2^63.
pub(super) const MOST_UNITS: u32 = 1_000_000_000;

/// A span that would let time stand still.
pub(super) fn never_ends(what: &str) -> Fault {
    let allowed = format!("a mean of at least {SHORTEST}");
    Fault::out_of_range(format!("such a short `{what}`"), allowed)
}

/// Units of parts, by row: of a kit, or of what a part is made from.
pub(super) fn rows_of(
    kit: &Named<u32>,
    parts: &Named<PartFile>,
    at: &FieldPath,
    problems: &mut Problems,
) -> Vec<(usize, u32)> {
    let mut rows = Vec::new();
    for (part, &units) in kit.iter() {
        let at = at.field(part);
        if units == 0 || units > MOST_UNITS {
            let allowed = format!("from 1 to {MOST_UNITS}");
            problems.add(&at, Fault::out_of_range(units, allowed));
        }
        match parts.position(part) {
            Some(row) => rows.push((row, units)),
            None => problems.unknown_name(at, "part", part, parts.names()),
        }
    }
    rows
}

/// An amount that must not be negative; 0 if it is left out.
pub(super) fn cost(
    name: &str,
    amount: Option<Fen>,
    at: &FieldPath,
    problems: &mut Problems,
) -> Fen {
    let amount = amount.unwrap_or(Fen::ZERO);
    if amount < Fen::ZERO {
        let fault = Fault::out_of_range(amount, "at least 0 CNY");
        problems.add(at.field(name), fault);
    }
    amount
}
