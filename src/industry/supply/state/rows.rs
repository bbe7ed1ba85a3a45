//! Places in the tables of supply.

use crate::row_ids;

row_ids! {
    /// Place in the table of parts.
    pub(in super::super) struct PartRow;
    /// Place in the table of sources: those of the first part, then those of the second.
    pub(in super::super) struct SourceRow;
    /// Place in the table of supply's own demands.
    pub(in super::super) struct DemandRow;
}
