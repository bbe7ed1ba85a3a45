//! The audit of the back end: its laws of conservation, counted again from the entities.

use bevy_ecs::prelude::*;

use super::events::BackendEvent;
use super::plan::Backend;
use super::state::{BackendLot, BackendState, Station};
use crate::engine::Calendar;

/// Dies: started = in lots + rejected at probe + lost + failed + below grade + chips; and each lot
/// adds up in itself. Lots: each waits at one station or is worked on.
pub(super) fn audit(world: &mut World) -> Vec<String> {
    let mut wrong = audit_dies(world);
    let mut lots = world.query::<&BackendLot>();
    let active = lots.iter(world).filter(|lot| lot.active).count();
    let mut stations = world.query::<&Station>();
    let queued: usize = stations.iter(world).map(|one| one.queue.len()).sum();
    let busy: i64 = stations.iter(world).map(|one| one.busy.value()).sum();
    let placed = i64::try_from(queued).map(|queued| queued + busy);
    let events = world.resource::<Calendar<BackendEvent>>().len();
    if i64::try_from(active) != placed || i64::try_from(events) != Ok(busy) {
        wrong.push(format!(
            "{active} lots are in the back end, {queued} in queues and {busy} at work, for which \
             {events} events are scheduled"
        ));
    }
    let arrived = lots.iter(world).filter(|lot| lot.active);
    let arrived = arrived.map(|lot| lot.arrived);
    let stays = &world.resource::<BackendState>().lots;
    wrong.extend(stays.audit("lots in the back end", arrived));
    wrong
}

/// The dies of each product.
fn audit_dies(world: &mut World) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut lots = world.query::<&BackendLot>();
    let counts = &world.resource::<BackendState>().products;
    let products = &world.resource::<Backend>().products;
    for (id, (product, count)) in products.iter().zip(counts).enumerate() {
        let here = lots.iter(world).filter(|lot| lot.active);
        let (mut passed, mut unprobed) = (0, 0);
        for lot in here.filter(|lot| usize::from(lot.product.0) == id) {
            let known = lot.dies.passed() + lot.dies.rejected + lot.lost;
            if known == 0 {
                unprobed += u64::from(lot.started);
            } else if known == lot.started {
                passed += u64::from(lot.dies.passed());
            } else {
                wrong.push(format!(
                    "lot {} has {} dies, of which {known} are accounted for",
                    lot.serial, lot.started
                ));
            }
        }
        let gone = count.chips + count.lost().iter().map(|(_, dies)| dies).sum::<u64>();
        if count.started != gone + passed + unprobed {
            wrong.push(format!(
                "of `{}`, {} dies were started, {gone} left and {} are inside",
                product.name,
                count.started,
                passed + unprobed
            ));
        }
    }
    wrong
}
