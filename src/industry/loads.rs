//! What can be said of a park before anything runs: how loaded its parts are.

use super::Park;
use super::fab::load::Lots;

/// The static load of something: what it is asked for over what it can do.
#[derive(Clone, Debug, PartialEq)]
pub struct LoadRow {
    /// What kind of thing: "tool group".
    pub kind: &'static str,
    /// Its name.
    pub name: String,
    /// Asked for over possible, where that is known; 1 and more cannot be kept up.
    pub load: Option<f64>,
    /// What else there is to say of it.
    pub note: String,
}

impl Park {
    /// What things are asked for over what they can do, before anything runs: the fab's tool
    /// groups, and the raw process time of its streams.
    #[must_use]
    pub fn loads(&self) -> Vec<LoadRow> {
        let Some(fab) = &self.fab else {
            return Vec::new();
        };
        let groups = fab.load().into_iter().map(|group| LoadRow {
            kind: "tool group",
            load: match group.lots {
                Lots::None => Some(0.0),
                Lots::AtRate => Some(group.utilisation()).filter(|load| *load > 0.0),
                // What comes at a rate is the least of it: enough to say what cannot be kept up.
                Lots::AsOthersLeave => Some(group.utilisation()).filter(|load| *load >= 1.0),
            },
            note: format!(
                "{} tools, available {:.1} % of the time if crews are at hand",
                group.tools,
                100.0 * group.availability
            ),
            name: group.name,
        });
        let times = fab.raw_process_times();
        let streams = fab.stream_names().zip(times).map(|(name, time)| LoadRow {
            kind: "lot stream",
            name: name.to_owned(),
            load: None,
            note: format!("raw process time {:.2} d", time.as_days()),
        });
        groups.chain(streams).collect()
    }
}
