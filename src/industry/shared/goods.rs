//! Goods, as finance values them: what comes in at which cost, what becomes what, and what goes.
//!
//! Subsystems say how many units move, and never what they are worth: that is a matter of the
//! books (equation E35). Only purchases have an amount, which is the one that is posted.

use super::flow::{ModelId, PartId, ProductId};
use crate::units::Fen;

/// A kind of goods of which the park has a stock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Goods {
    /// A purchased part for assembly.
    Part(PartId),
    /// A purchased part for other demands, by its place in the list of supply.
    KeptPart(u32),
    /// Wafers of a product, from their start until their chips are tested.
    Wafers(ProductId),
    /// Tested chips.
    Chips(PartId),
    /// Computers from their kit to their last test.
    UnderWay(ModelId),
    /// Finished computers.
    Computers(ModelId),
}

/// A lot of wafers whose chips have passed their last test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TestedLot {
    /// The product on its wafers.
    pub product: ProductId,
    /// The part that its chips are.
    pub part: PartId,
    /// Its wafers, all of which were probed.
    pub wafers: u64,
    /// Chips that were packaged.
    pub packaged: u64,
    /// Chips that came to the final test.
    pub tested: u64,
    /// Chips that are handed on.
    pub chips: u64,
}

/// What happens to goods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Movement {
    /// Units come in, for which this amount is posted.
    Bought(Goods, u64, Fen),
    /// Units are there when the run begins, each of which cost this amount before.
    There(Goods, u64, Fen),
    /// Chips come out of wafers.
    Tested(TestedLot),
    /// Units are taken for the kits that the next `Begun` is about.
    Used(Goods, u64),
    /// Computers are begun from the kits that were taken.
    Begun(ModelId, u64),
    /// Computers pass their last test.
    Built(ModelId, u64),
    /// Units have left the part of the park that makes them: they stay in stock where another part
    /// takes them.
    Finished(Goods, u64),
    /// Units leave the park: computers to their buyers, parts to whoever demands them.
    Delivered(Goods, u64),
    /// Units are thrown away.
    Scrapped(Goods, u64),
}
