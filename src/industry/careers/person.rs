//! What careers reads off a person: where the person stands, and since when in the tier.

use crate::industry::shared::people::{Occupation, Person, Standing};
use crate::units::{Duration, SimTime};

/// Whether a person has settled and is still in the city.
pub(super) const fn is_here(person: &Person) -> bool {
    match person.standing {
        Standing::Settled | Standing::Seeking | Standing::Employed => true,
        Standing::AtWindow | Standing::AwaitingHousing | Standing::Left => false,
    }
}

/// Whether a person works in another industry.
pub(super) fn is_outside(person: &Person) -> bool {
    person.standing == Standing::Settled && person.occupation == Occupation::Other
}

/// Whether a person holds a technician's post in the chip chain.
pub(super) fn is_technician_in_post(person: &Person) -> bool {
    person.standing == Standing::Employed && person.occupation == Occupation::Technician
}

/// The whole minute that an instant lies in.
///
/// # Panics
/// After 8,000 years.
pub(super) fn minute_of(at: SimTime) -> u32 {
    u32::try_from(at.as_millis() / Duration::minutes(1).as_millis()).expect("a minute in reach")
}

/// When a person came into the present tier, to the minute.
pub(super) fn tier_since(person: &Person) -> SimTime {
    SimTime::ZERO + Duration::minutes(u64::from(person.career.tier_minute))
}
