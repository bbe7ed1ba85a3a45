//! The size of a run: a run that would not fit into memory is refused before it begins.
//!
//! Events name rows of tables with 24 bits, and persons, lots and orders take about 100 bytes each.
//! Sizes are estimated by their means, so the limits lie well below the capacity of the tables.

use super::park::Park;
use super::shared::programmes::{ProgrammeKind, Programmes};
use super::shared::subsystem::{Counted, Size};
use crate::scenario::{At, Fault, Problems};

/// Memory of a person, a lot or an order with its events.
const BYTES_EACH: f64 = 150.0;

/// The plural for messages, and the most that a run may hold.
const fn limit(of: Counted) -> (&'static str, f64) {
    match of {
        Counted::Persons => ("persons", 12e6),
        Counted::Ventures => ("ventures", 5e6),
        Counted::Lots => ("lots", 12e6),
        Counted::Orders => ("orders", 5e6),
    }
}

/// Adds a problem for each kind of thing of which a run would hold more than its limit, at the
/// section that contributes most.
pub(super) fn check(park: &Park, problems: &mut Problems) {
    let mut programmes = Programmes::default();
    if let Some(policy) = &park.policy {
        for kind in ProgrammeKind::ALL {
            programmes.set(kind, policy.strongest(kind));
        }
    }
    let sizes = park.sizes(&programmes);
    for of in [
        Counted::Persons,
        Counted::Ventures,
        Counted::Lots,
        Counted::Orders,
    ] {
        let parts = || sizes.iter().filter(|(_, size)| size.of == of);
        let count: f64 = parts().map(|(_, size)| size.count).sum();
        let (what, most) = limit(of);
        let largest = parts().max_by(|one, other| one.1.count.total_cmp(&other.1.count));
        if let Some((section, Size { field, .. })) = largest.filter(|_| count > most) {
            let section = At::root().field(section);
            let at = if field.is_empty() {
                section
            } else {
                section.field(field)
            };
            let gigabytes = count * BYTES_EACH / 1e9;
            let what = format!("the run, with {count:.3e} {what} that take {gigabytes:.1} GB,");
            let allowed = format!("at most {most:.0}: a shorter run, or fewer a year");
            problems.add(at, Fault::TooLarge { what, allowed });
        }
    }
}
