//! Parts that are made from themselves, directly or over others, are refused.

use crate::industry::supply::spec::PartFile;
use crate::scenario::{Fault, FieldPath, Named, Problems};

/// Adds a problem for each part that goes into itself.
pub(super) fn refuse(parts: &Named<PartFile>, at: &FieldPath, problems: &mut Problems) {
    for (name, part) in parts.iter() {
        if goes_into(name, part, parts, &mut Vec::new()) {
            let message = format!("`{name}` is made from itself, directly or over other parts");
            let fault = Fault::invalid(message, "leave out one of the steps of the circle");
            problems.add(at.field(name).field("made_from"), fault);
        }
    }
}

/// Whether `wanted` is among what `part` is made from, on any level.
fn goes_into<'a>(
    wanted: &str,
    part: &'a PartFile,
    parts: &'a Named<PartFile>,
    seen: &mut Vec<&'a str>,
) -> bool {
    part.made_from.names().any(|name| {
        if name == wanted {
            return true;
        }
        if seen.contains(&name) {
            return false;
        }
        seen.push(name);
        let below = parts.get(name);
        below.is_some_and(|below| goes_into(wanted, below, parts, seen))
    })
}
