//! How large a run would become: what would not fit is refused before it begins.
//!
//! Persons and lots stand in tables whose rows events name with 24 bits, and persons, lots and
//! orders take about 100 bytes each. The estimates are means, so the limits lie well below what is
//! possible.

use super::park::Park;
use super::shared::programmes::{ProgrammeKind, Programmes};
use crate::scenario::{At, Fault, Problems};

/// The most persons who register in a run.
const MOST_PERSONS: f64 = 12e6;
/// The most lots that start in a run: all of them may be in the line at once.
const MOST_LOTS: f64 = 12e6;
/// The most orders that are placed in a run.
const MOST_ORDERS: f64 = 5e6;
/// The most teams of founders that come forward in a run.
const MOST_VENTURES: f64 = 5e6;
/// What a person, a lot or an order takes, its events included.
const BYTES_EACH: f64 = 150.0;

/// Refuses a park whose runs would need more memory than they may.
pub(super) fn check(park: &Park, problems: &mut Problems) {
    let time = park.plan.horizon;
    let years = time.as_days() / 365.0;
    let mut programmes = Programmes::default();
    if let Some(policy) = &park.policy {
        for kind in ProgrammeKind::ALL {
            programmes.set(kind, policy.strongest(kind));
        }
    }
    let talent = park.talent.as_ref();
    let persons = talent.map_or(0.0, |talent| talent.expected_per_year(&programmes) * years);
    let contest = programmes.strength(ProgrammeKind::Contest);
    let ventures = park.ventures.as_ref();
    let teams = ventures.map_or(0.0, |ventures| ventures.expected_within(time, contest));
    let members = ventures.map_or(0.0, |ventures| teams * ventures.team_mean);
    let persons = persons + members;
    let lots = park.fab.as_ref().map_or(0.0, |fab| fab.lots_within(time));
    let market = park.market.as_ref();
    let orders = market.map_or(0.0, |market| {
        market.orders_within(time, programmes.strength(ProgrammeKind::Buyers))
    });
    let mut refuse = |at: At, what: &str, count: f64, most: f64| {
        if count > most {
            let gigabytes = count * BYTES_EACH / 1e9;
            let what = format!("the run, with {count:.3e} {what} that take {gigabytes:.1} GB,");
            let allowed = format!("at most {most:.0}: a shorter run, or fewer a year");
            problems.add(at, Fault::TooLarge { what, allowed });
        }
    };
    let at = |section: &str, field: &str| At::root().field(section).field(field);
    refuse(at("talent", "channels"), "persons", persons, MOST_PERSONS);
    refuse(
        At::root().field("ventures"),
        "ventures",
        teams,
        MOST_VENTURES,
    );
    refuse(at("fab", "streams"), "lots", lots, MOST_LOTS);
    refuse(At::root().field("market"), "orders", orders, MOST_ORDERS);
}
