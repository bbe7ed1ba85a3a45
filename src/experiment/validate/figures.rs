//! Which figures of ours mean what the columns of a report mean.

use std::collections::BTreeMap;

use crate::units::named_enum;

/// What a reported value is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The whole fab.
    Fab,
    /// An order: its name, and the streams of lots that belong to it and to no other one.
    Order(String, Vec<String>),
    /// A product: its name, and its streams of lots.
    Product(String, Vec<String>),
    /// A tool family, which is a tool group of ours.
    Family(String),
}

impl Subject {
    /// Its name; empty of the whole fab.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Fab => "",
            Self::Order(name, _) | Self::Product(name, _) | Self::Family(name) => name,
        }
    }

    /// What it is.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Fab => "fab",
            Self::Order(..) => "order",
            Self::Product(..) => "product",
            Self::Family(_) => "family",
        }
    }
}

/// The figures of a replication by their keys.
pub struct Replication<'a>(pub &'a BTreeMap<&'a str, f64>);

impl Replication<'_> {
    /// A figure of a subject; of the whole run, if that is empty.
    fn get(&self, metric: &str, subject: &str) -> Option<f64> {
        let key = if subject.is_empty() {
            format!("fab.{metric}")
        } else {
            format!("fab.{metric}/{subject}")
        };
        self.0.get(key.as_str()).copied()
    }
}

macro_rules! figures {
    ($($(#[$doc:meta])* $variant:ident: $name:literal, $unit:literal, $metrics:expr;)*) => {
        /// A figure that is compared.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Figure {
            $($(#[$doc])* $variant,)*
        }

        impl Figure {
            /// All of them, in the order of tables.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// What tables call it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// The unit in which it is reported and compared.
            #[must_use]
            pub const fn unit(self) -> &'static str {
                match self {
                    $(Self::$variant => $unit,)*
                }
            }

            /// The metrics whose sum it is, for the whole fab and tool families.
            const fn metrics(self) -> &'static [&'static str] {
                match self {
                    $(Self::$variant => &$metrics,)*
                }
            }
        }
    };
}

figures! {
    /// Lots that were released.
    Started: "lots started", "lots", ["lots_started"];
    /// Lots that left the line.
    Throughput: "throughput", "lots", ["lots_out"];
    /// Mean time from release to exit.
    CycleTime: "cycle time", "d", [];
    /// Standard deviation of that time.
    Sd: "cycle time sd", "d", [];
    /// Share of lots that left by their due date.
    OnTime: "on time", "%", [];
    /// Mean time by which lots left after their due date, zero for lots on time.
    Lateness: "lateness", "d", [];
    /// Mean lots in the line.
    Wip: "wip", "lots", ["wip"];
    /// Share of time in which tools had failed.
    Down: "down", "%", ["down_share"];
    /// Share of time in maintenance.
    Maintenance: "maintenance", "%", ["maintenance_share"];
    /// Share of time in setup.
    Setup: "setup", "%", ["setup_share"];
    /// Share of time in loading.
    Load: "load", "%", ["loading_share"];
    /// Share of time in unloading.
    Unload: "unload", "%", ["unloading_share"];
    /// Share of time in process.
    Process: "process", "%", ["process_share"];
    /// Share of time without a job.
    Idle: "idle", "%", ["idle_share"];
    /// Share of all time in setup, loading, process and unloading.
    Utilisation: "utilisation", "%",
        ["setup_share", "loading_share", "process_share", "unloading_share"];
    /// Mean lots that wait.
    Waiting: "waiting lots", "lots", ["queue_length"];
    /// Mean lots on tools.
    OnTools: "lots on tools", "lots", ["lots_on_tools"];
    /// Mean time of a lot on its tool.
    TimeInTool: "time in tool", "h", ["time_in_tool"];
    /// Setups for each lot.
    Setups: "setups a lot", "1", ["setups_per_lot"];
    /// Times that a tool failed.
    Failures: "failures", "1", ["failures"];
    /// Times that a tool was taken into maintenance.
    Maintenances: "maintenances", "1", ["maintenances"];
    /// Jobs that began.
    Jobs: "jobs", "1", ["jobs"];
    /// Standard deviation of the lots a tool, as a share of their mean.
    Unevenness: "unevenness", "%", ["unevenness"];
    /// Lots that the tools finished.
    Processed: "lots", "lots", ["lots_processed"];
}

named_enum! {
    /// The kinds of figures that are judged, each with a tolerance of its own.
    pub enum Kind {
        /// Mean cycle times.
        CycleTime = "cycle times",
        /// Standard deviations of cycle times.
        Sd = "cycle time sd",
        /// Shares of lots on time.
        OnTime = "on time",
        /// Lots that started and left.
        Throughput = "throughput",
        /// Lots in the line.
        Wip = "wip",
        /// Shares of tool time.
        State = "states",
        /// Lots that wait at a tool family.
        Waiting = "waiting lots",
        /// Setups for each lot.
        Setups = "setups a lot",
        /// Failures, maintenances and jobs of a tool family, by how often.
        Entries = "entries of states",
        /// How unevenly the tools of a family are used.
        Unevenness = "unevenness",
    }
}

impl Figure {
    /// The kind of figure whose tolerance judges it; none if it never is.
    #[must_use]
    pub const fn kind(self) -> Option<Kind> {
        match self {
            Self::CycleTime => Some(Kind::CycleTime),
            Self::Sd => Some(Kind::Sd),
            Self::OnTime => Some(Kind::OnTime),
            Self::Throughput | Self::Started => Some(Kind::Throughput),
            Self::Wip => Some(Kind::Wip),
            Self::Down
            | Self::Maintenance
            | Self::Setup
            | Self::Load
            | Self::Unload
            | Self::Process
            | Self::Idle
            | Self::Utilisation => Some(Kind::State),
            Self::Waiting => Some(Kind::Waiting),
            Self::Setups => Some(Kind::Setups),
            Self::Failures | Self::Maintenances | Self::Jobs => Some(Kind::Entries),
            Self::Unevenness => Some(Kind::Unevenness),
            Self::Lateness | Self::OnTools | Self::TimeInTool | Self::Processed => None,
        }
    }

    /// Its value in a replication; none where that has not all that it needs.
    #[must_use]
    pub fn of(self, subject: &Subject, replication: &Replication) -> Option<f64> {
        match subject {
            Subject::Order(_, streams) | Subject::Product(_, streams) => {
                self.of_streams(streams, replication)
            }
            Subject::Fab | Subject::Family(_) => {
                let metrics = self.metrics().iter();
                let values = metrics.map(|metric| replication.get(metric, subject.name()));
                let values: Option<Vec<f64>> = values.collect();
                let values = values.filter(|values| !values.is_empty())?;
                Some(values.iter().sum())
            }
        }
    }

    /// The value of several streams together: counts add up, means weigh by the lots that left, and
    /// the variance is that within streams and between their means.
    fn of_streams(self, streams: &[String], replication: &Replication) -> Option<f64> {
        let of = |metric: &str| -> Option<Vec<f64>> {
            let values = streams.iter().map(|stream| replication.get(metric, stream));
            values.collect()
        };
        let total = |metric| Some(of(metric)?.iter().sum());
        // Streams without lots have no means, and none is missed.
        let lots = of("throughput")?;
        let weighted = |metric: &str, also: &dyn Fn(usize, f64) -> f64| -> Option<f64> {
            let mut sum = 0.0;
            for (place, (stream, lots)) in streams.iter().zip(&lots).enumerate() {
                if *lots > 0.0 {
                    sum += lots * also(place, replication.get(metric, stream)?);
                }
            }
            let all: f64 = lots.iter().sum();
            (all > 0.0).then_some(sum / all)
        };
        let mean = |metric| weighted(metric, &|_, value| value);
        match self {
            Self::Throughput => Some(lots.iter().sum()),
            Self::Wip => total("lots_in_line"),
            Self::CycleTime => mean("cycle_time"),
            Self::OnTime => mean("on_time"),
            Self::Lateness => mean("tardiness"),
            Self::Sd => {
                let centre = mean("cycle_time")?;
                let between = |place: usize, sd: f64| {
                    let stream = streams.get(place).map_or("", String::as_str);
                    let mean = replication.get("cycle_time", stream).unwrap_or(centre);
                    sd * sd + (mean - centre) * (mean - centre)
                };
                Some(weighted("cycle_time_sd", &between)?.sqrt())
            }
            Self::Started
            | Self::Down
            | Self::Maintenance
            | Self::Setup
            | Self::Load
            | Self::Unload
            | Self::Process
            | Self::Idle
            | Self::Utilisation
            | Self::Waiting
            | Self::OnTools
            | Self::TimeInTool
            | Self::Setups
            | Self::Failures
            | Self::Maintenances
            | Self::Jobs
            | Self::Unevenness
            | Self::Processed => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 30 lots of 10 d, sd 1, and 10 lots of 18 d, sd 3: together 12 d, with a variance of
    /// (30 (1 + 4) + 10 (9 + 36)) / 40 = 15.
    #[test]
    fn an_order_of_two_streams_has_the_moments_of_all_its_lots() {
        let figures = BTreeMap::from([
            ("fab.throughput/a", 30.0),
            ("fab.throughput/b", 10.0),
            ("fab.throughput/c", 0.0),
            ("fab.cycle_time/a", 10.0),
            ("fab.cycle_time/b", 18.0),
            ("fab.cycle_time_sd/a", 1.0),
            ("fab.cycle_time_sd/b", 3.0),
            ("fab.on_time/a", 100.0),
            ("fab.on_time/b", 60.0),
            ("fab.lots_in_line/a", 5.0),
            ("fab.lots_in_line/b", 3.0),
            ("fab.lots_in_line/c", 0.5),
        ]);
        let streams = ["a", "b", "c"].map(str::to_owned).to_vec();
        let order = Subject::Order("O".to_owned(), streams);
        let of = |figure: Figure| figure.of(&order, &Replication(&figures));
        assert_eq!(of(Figure::Throughput), Some(40.0));
        assert_eq!(of(Figure::CycleTime), Some(12.0));
        assert_eq!(of(Figure::Sd), Some(15.0_f64.sqrt()));
        assert_eq!(of(Figure::OnTime), Some(90.0));
        assert_eq!(of(Figure::Wip), Some(8.5));
        assert_eq!(of(Figure::Lateness), None);
        assert_eq!(of(Figure::Down), None);
    }

    #[test]
    fn utilisation_is_of_all_time() {
        let figures = BTreeMap::from([
            ("fab.setup_share/m", 1.0),
            ("fab.loading_share/m", 2.0),
            ("fab.process_share/m", 70.0),
            ("fab.unloading_share/m", 3.0),
            ("fab.utilisation/m", 90.0),
        ]);
        let family = Subject::Family("m".to_owned());
        let of = |figure: Figure| figure.of(&family, &Replication(&figures));
        assert_eq!(of(Figure::Utilisation), Some(76.0));
        assert_eq!(of(Figure::Idle), None);
        assert_eq!(of(Figure::CycleTime), None);
    }
}
