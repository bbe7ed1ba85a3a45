//! The rows of the fab's tables: dense ids, and the events that carry them.

crate::row_ids! {
    /// A lot's place in the table of lots. Rows are recycled: a lot keeps its row from release to
    /// exit, and its serial number is the same all the time.
    pub struct LotRow;
    /// A tool's place in the table of tools: tools of one group stand side by side.
    pub struct ToolRow;
    /// A tool group's place in the table of groups, and in the plan.
    pub struct GroupId;
    /// A place in the table of lot streams, and in the plan.
    pub struct SourceId;
    /// A place in the table of upkeep: one row for each tool and each of its maintenance plans.
    pub struct UpkeepRow;
    /// A step's place in the list of all steps: the steps of one route stand side by side.
    pub struct StepId;
}

crate::event_codes! {
    /// What happens in the fab. Events of one instant come in the order of their phase (all settle
    /// before any decides), then in the order in which they were scheduled.
    pub enum FabEvent {
        /// The tool has finished its job, unless the job was interrupted in the meantime.
        JobDone(ToolRow),
        /// A setup of the tool ends, unless it was put off in the meantime.
        SetupDone(ToolRow),
        /// The second slot of the tool opens, unless its job was put off in the meantime.
        SlotOpens(ToolRow),
        /// The lot has been carried to the tools of its next step.
        Arrived(LotRow),
        /// Idle tools of the group look for work.
        Decide(GroupId),
        /// The stream releases its next lot.
        Released(SourceId),
        /// The tool fails, unless its failure was put off in the meantime.
        Failed(ToolRow),
        /// The crew has finished the repair or maintenance of the tool.
        CrewDone(ToolRow),
        /// A tool's calendar says that it needs maintenance.
        MaintenanceDue(UpkeepRow),
        /// The longest wait of some lot for a batch is over.
        BatchTimeout(GroupId),
        /// An operator has loaded a job.
        OperatorFree,
        /// An engineer has released the held lot.
        HoldDone(LotRow),
        /// The foundry has delivered the lot.
        Delivered(LotRow),
    }
}
