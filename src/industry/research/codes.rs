//! The events of research, as they stand on its calendar.

use crate::event_codes;

event_codes! {
    /// What happens in research. Experts and needs are named by their numbers, which are never used
    /// again; visits and projects by rows that are free only after their event.
    pub(super) enum ResearchEvent {
        /// A visit is asked for, at the greatest rate there can be.
        VisitAsked,
        /// The visitor of this row leaves the city.
        VisitEnds(u32),
        /// A lecture acts no longer.
        LectureFades,
        /// A recuperation event begins.
        EventBegins(u32),
        /// A recuperation event ends.
        EventEnds(u32),
        /// A resident academician begins a project.
        AcademicianBegins,
        /// A doctor applies to an institute.
        DoctorApplies(u32),
        /// A seat of an institute thinks of a project.
        DoctorThinks(u32),
        /// An expert comes to the platform.
        ExpertComes,
        /// An expert's patience ends.
        ExpertGivesUp(u32),
        /// A company has a need.
        NeedArises,
        /// A company no longer waits.
        NeedLapses(u32),
        /// A project has spent its money.
        ProjectEnds(u32),
    }
}
