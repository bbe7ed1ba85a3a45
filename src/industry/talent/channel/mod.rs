//! The kinds of channels that people come through.
//!
//! A kind is a folder here: its plan implements [`ChannelKind`], its section is in its file
//! `spec.rs`. To add a kind, add the folder, its `pub mod` and its row to the list below: the
//! section of scenario files, checks, events, statistics, metrics and audits follow from it.

pub mod conference;
pub mod poisson;
pub mod programme;
pub mod stations;
pub mod students;

use std::fmt::Debug;

use super::conditions::{Conditions, Month};
use super::persons::Persons;
use crate::engine::event::{EventCode, code_kind, code_row, pack_code};
use crate::engine::{
    Accumulates, Book, Calendar, Clock, Figures, Metric, Period, Phase, Series, Streams,
};
use crate::industry::shared::people::ChannelId;
use crate::industry::shared::programmes::Programmes;
use crate::scenario::{FieldPath, Problems};
use crate::units::{Date, Rate, SimTime};

/// The list of kinds, in the order in which the schema names them. Applies a macro to
/// `module: Type;` rows, where `Type` implements [`ChannelKind`]; the module's name is the name of
/// the kind in scenario files.
macro_rules! channel_kinds {
    ($generate:ident) => {
        $generate! {
            /// Graduates who choose the city (equation E1).
            students: Students;
            /// Leads of recruitment stations (equation E2).
            stations: Stations;
            /// Natives who are invited to conferences (equation E3).
            conference: Conference;
            /// People who come at a constant rate.
            poisson: Poisson;
            /// People whom a programme brings: the section that names this channel says when.
            programme: Programme;
        }
    };
}
pub(super) use channel_kinds;

/// A kind of channel, as the checked plan of a channel.
pub trait ChannelKind: Clone + Debug + Send + Sync + 'static {
    /// The section of a channel as written.
    type File;
    /// A channel in a run.
    type Run: ChannelRun;

    /// The metrics of channels of this kind alone.
    const METRICS: &'static [&'static Metric] = &[];
    /// Whether another section may name the channel and bring people through it.
    const IS_BY_PROGRAMME: bool = false;

    /// Checks the section at `at` of a run that starts on `start`: the plan, and the profiles of
    /// those who come, at least one.
    fn check(
        file: &Self::File,
        start: Date,
        at: &FieldPath,
        problems: &mut Problems,
    ) -> (Self, Vec<Persons>);

    /// How many people register in a year at most, in the mean, for estimates of size.
    fn expected_per_year(&self, conditions: &Conditions) -> f64;

    /// The channel of this name at the start of a run, with its first event in the agenda.
    fn start(&self, name: &str, clock: &Clock, streams: &Streams, agenda: &mut Agenda)
    -> Self::Run;
}

/// A channel in a run.
pub trait ChannelRun: Debug + Send + Sync + 'static {
    /// What is measured beside registrations.
    type Statistics: Accumulates + Clone + Debug + Send + Sync + 'static;

    /// The rate of arrivals in `month`: of persons, or of whatever becomes persons later.
    fn rate(&self, _month: &Month, _conditions: &Conditions) -> Rate {
        Rate::ZERO
    }

    /// An arrival at that rate; by default the person registers.
    fn arrive(&mut self, at: SimTime, agenda: &mut Agenda) {
        agenda.register(at, 0);
    }

    /// Handles an event that the channel has scheduled with this code.
    fn handle(&mut self, _now: SimTime, _code: u32, _: &Programmes, _: &mut Agenda) {}

    /// What has accumulated since the start of the run.
    fn statistics(&self) -> Self::Statistics;

    /// Adds the values of the moment to the series of the channel of this name.
    fn observe(&self, _name: &str, _series: &mut Series) {}

    /// Reports the figures of a period about all channels of this kind, which may be none.
    fn report(_channels: &[Measured<Self>], _period: Period, _figures: &mut Figures)
    where
        Self: Sized,
    {
    }

    /// The books of what the channel of this name holds beside persons, for a period that ends now
    /// and in which so many persons registered; see
    /// [`Reported::books`](crate::industry::shared::subsystem::Reported::books).
    fn books(&self, _name: &str, _of: &Self::Statistics, _registered: u64) -> Vec<Book> {
        Vec::new()
    }

    /// What is not conserved in the channel of this name, through which so many persons have
    /// registered; in sentences.
    fn audit(&self, _name: &str, _registered: u32) -> Vec<String> {
        Vec::new()
    }
}

/// A channel and what was measured of it in a period.
#[derive(Debug)]
pub struct Measured<'a, R: ChannelRun> {
    /// The channel's name.
    pub name: &'a str,
    /// The channel now.
    pub run: &'a R,
    /// What accumulated in the period.
    pub statistics: &'a R::Statistics,
    /// Persons who registered through it in the period.
    pub registered: u64,
}

/// An event of a channel: at most 250 channels, each with codes of 24 bits of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ChannelEvent {
    pub(super) channel: ChannelId,
    pub(super) code: u32,
}

impl EventCode for ChannelEvent {
    #[inline]
    fn pack(self) -> u32 {
        pack_code(self.channel.0, self.code)
    }

    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "a kind has 8 bits")]
    fn unpack(code: u32) -> Self {
        Self {
            channel: ChannelId(code_kind(code) as u8),
            code: code_row(code),
        }
    }
}

/// Somebody registers through a channel, as one of its profiles of persons.
#[derive(Clone, Copy, Debug)]
pub(super) struct Registration {
    pub(super) at: SimTime,
    pub(super) channel: ChannelId,
    pub(super) profile: u8,
}

/// What a channel brings about: events of its own, and registrations.
pub struct Agenda<'a> {
    pub(super) channel: ChannelId,
    pub(super) calendar: &'a mut Calendar<ChannelEvent>,
    pub(super) registrations: &'a mut Vec<Registration>,
}

impl Agenda<'_> {
    /// Schedules an event of the channel. The code takes 24 bits.
    pub fn schedule(&mut self, at: SimTime, code: u32) {
        let channel = self.channel;
        let event = ChannelEvent { channel, code };
        self.calendar.schedule(at, Phase::Transfer, event);
    }

    /// Somebody of a profile registers through the channel in the present tick.
    pub fn register(&mut self, at: SimTime, profile: u8) {
        self.registrations.push(Registration {
            at,
            channel: self.channel,
            profile,
        });
    }
}

/// A channel in a run, of a plan.
type RunOf<K> = <K as ChannelKind>::Run;
/// The statistics of a channel, of a plan.
type StatisticsOf<K> = <RunOf<K> as ChannelRun>::Statistics;

/// Declares what is a channel of any kind, from the list of kinds.
macro_rules! any_kind {
    ($($(#[$doc:meta])* $module:ident: $name:ident;)*) => {
        /// The plan of a channel of any kind.
        #[derive(Clone, Debug)]
        pub enum Kind {
            $($(#[$doc])* $name(Box<$module::$name>),)*
        }

        /// A channel of any kind in a run.
        #[derive(Debug)]
        pub(super) enum KindRun {
            $($name(Box<RunOf<$module::$name>>),)*
        }

        /// The statistics of a channel of any kind.
        #[derive(Clone, Debug)]
        pub enum KindStatistics {
            $($(#[$doc])* $name(Box<StatisticsOf<$module::$name>>),)*
        }

        $(impl From<$module::$name> for Kind {
            fn from(plan: $module::$name) -> Self {
                Self::$name(Box::new(plan))
            }
        })*

        impl Accumulates for KindStatistics {
            fn since(&self, mark: &Self, at: SimTime) -> Self {
                match (self, mark) {
                    $((Self::$name(now), Self::$name(mark)) => {
                        Self::$name(Box::new((**now).since(mark, at)))
                    })*
                    _ => unreachable!("a channel keeps its kind"),
                }
            }
        }

        impl Kind {
            /// [`ChannelKind::expected_per_year`].
            pub(super) fn expected_per_year(&self, conditions: &Conditions) -> f64 {
                match self {
                    $(Self::$name(plan) => plan.expected_per_year(conditions),)*
                }
            }

            /// [`ChannelKind::start`].
            pub(super) fn start(
                &self,
                name: &str,
                clock: &Clock,
                streams: &Streams,
                agenda: &mut Agenda,
            ) -> KindRun {
                match self {
                    $(Self::$name(plan) => {
                        KindRun::$name(Box::new(plan.start(name, clock, streams, agenda)))
                    })*
                }
            }
        }

        impl KindRun {
            /// [`ChannelRun::rate`].
            pub(super) fn rate(&self, month: &Month, conditions: &Conditions) -> Rate {
                match self {
                    $(Self::$name(run) => run.rate(month, conditions),)*
                }
            }

            /// [`ChannelRun::arrive`].
            #[inline]
            pub(super) fn arrive(&mut self, at: SimTime, agenda: &mut Agenda) {
                match self {
                    $(Self::$name(run) => run.arrive(at, agenda),)*
                }
            }

            /// [`ChannelRun::handle`].
            #[inline]
            pub(super) fn handle(
                &mut self,
                now: SimTime,
                code: u32,
                programmes: &Programmes,
                agenda: &mut Agenda,
            ) {
                match self {
                    $(Self::$name(run) => run.handle(now, code, programmes, agenda),)*
                }
            }

            /// [`ChannelRun::statistics`].
            pub(super) fn statistics(&self) -> KindStatistics {
                match self {
                    $(Self::$name(run) => KindStatistics::$name(Box::new(run.statistics())),)*
                }
            }

            /// [`ChannelRun::observe`].
            pub(super) fn observe(&self, name: &str, series: &mut Series) {
                match self {
                    $(Self::$name(run) => run.observe(name, series),)*
                }
            }

            /// [`ChannelRun::books`].
            pub(super) fn books(
                &self,
                name: &str,
                of: &KindStatistics,
                registered: u64,
            ) -> Vec<Book> {
                match (self, of) {
                    $((Self::$name(run), KindStatistics::$name(of)) => {
                        run.books(name, of, registered)
                    })*
                    _ => unreachable!("a channel keeps its kind"),
                }
            }

            /// [`ChannelRun::audit`].
            pub(super) fn audit(&self, name: &str, registered: u32) -> Vec<String> {
                match self {
                    $(Self::$name(run) => run.audit(name, registered),)*
                }
            }
        }

        /// Reports the figures of a period kind by kind: of each channel its name, the channel now,
        /// what accumulated in the period, and how many persons registered in it.
        pub(super) fn report(
            channels: &[(&str, &KindRun, &KindStatistics, u64)],
            period: Period,
            figures: &mut Figures,
        ) {
            $({
                let measured = channels.iter().filter_map(|&(name, run, of, registered)| {
                    match (run, of) {
                        (KindRun::$name(run), KindStatistics::$name(statistics)) => {
                            Some(Measured { name, run: &**run, statistics, registered })
                        }
                        _ => None,
                    }
                });
                let measured: Vec<_> = measured.collect();
                <RunOf<$module::$name>>::report(&measured, period, figures);
            })*
        }
    };
}
channel_kinds!(any_kind);
