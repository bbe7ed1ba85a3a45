//! The trace of a tool group: what each of its tools did in a window of time. It is kept only where
//! a run is asked for it, and acts on nothing.

use bevy_ecs::prelude::*;

use crate::units::{SimTime, named_enum};

named_enum! {
    /// What a tool does. A tool of two jobs does what is booked first (rule F10); an idle tool
    /// does nothing.
    pub enum Activity {
        /// It is set up for a job.
        Setup = "setup",
        /// It is loaded.
        Load = "load",
        /// It processes.
        Process = "process",
        /// It is unloaded.
        Unload = "unload",
        /// It has failed: it waits for a crew or is repaired.
        Down = "down",
        /// It waits for maintenance or is maintained.
        Maintenance = "maintenance",
        /// It is not there: it has gone, or has not come yet.
        Closed = "closed",
    }
}

/// A span in which a tool did one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ToolSpan {
    /// What it did.
    pub activity: Activity,
    /// When it began.
    pub from: SimTime,
    /// When it ended.
    pub to: SimTime,
}

/// Which tool group is traced, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ToolWindow {
    /// The place of the group in the list of the fab.
    pub group: usize,
    /// The start of the window.
    pub from: SimTime,
    /// Its end.
    pub to: SimTime,
}

/// What the tools of a group did in a window of time.
#[derive(Resource, Clone, Debug)]
pub struct ToolTrace {
    /// The group and the window.
    pub window: ToolWindow,
    /// By tool, in the order of the group: its spans in order of time.
    pub tools: Vec<Vec<ToolSpan>>,
}

impl ToolTrace {
    /// The trace of a window, before the run.
    #[must_use]
    pub const fn new(window: ToolWindow) -> Self {
        Self {
            window,
            tools: Vec::new(),
        }
    }

    /// Tool number `tool` of the group does this in a span that follows those kept before. What
    /// lies outside of the window is left out.
    ///
    /// ```
    /// use chippark::industry::explain::{Activity, ToolSpan, ToolTrace, ToolWindow};
    /// use chippark::units::{Duration, SimTime};
    ///
    /// let at = |hours| SimTime::ZERO + Duration::hours(hours);
    /// let span = |from, to| ToolSpan { activity: Activity::Process, from: at(from), to: at(to) };
    /// let mut trace = ToolTrace::new(ToolWindow { group: 0, from: at(2), to: at(9) });
    /// trace.keep(0, span(0, 1)); // before the window
    /// trace.keep(0, span(1, 4));
    /// trace.keep(0, span(4, 5)); // the same goes on
    /// trace.keep(0, span(6, 12));
    /// assert_eq!(trace.tools, [[span(2, 5), span(6, 9)]]);
    /// ```
    pub fn keep(&mut self, tool: usize, span: ToolSpan) {
        let (from, to) = (span.from.max(self.window.from), span.to.min(self.window.to));
        if self.tools.len() <= tool {
            self.tools.resize(tool + 1, Vec::new());
        }
        if from >= to {
            return;
        }
        let spans = &mut self.tools[tool];
        let last = spans.last_mut();
        match last.filter(|last| (last.activity, last.to) == (span.activity, from)) {
            Some(last) => last.to = to,
            None => spans.push(ToolSpan { from, to, ..span }),
        }
    }
}
