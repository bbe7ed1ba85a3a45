//! How a subsystem names its events and its rows, small enough for the calendar.
//!
//! Read [`event_codes!`](crate::event_codes) first.

/// The order of events of one instant: first the state changes, then decisions are taken on it,
/// then the result is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Arrivals and completions.
    Transfer,
    /// Dispatch and other choices.
    Dispatch,
    /// Sampling and statistics.
    Sample,
}

impl Phase {
    /// The number of phases.
    pub(super) const COUNT: usize = 3;
}

/// A closed set of events that fits in 32 bits: a kind of 8 bits and a row of 24 bits.
///
/// Implement it with [`event_codes!`](crate::event_codes).
pub trait EventCode: Copy + Send + Sync + 'static {
    /// The event as a code.
    fn pack(self) -> u32;
    /// The event that [`pack`](Self::pack) made `code` of.
    fn unpack(code: u32) -> Self;
}

/// Bits of an event code that hold the row.
const ROW_BITS: u32 = 24;
/// The greatest row that an event can carry: 16,777,215.
pub const MAX_ROW: u32 = (1 << ROW_BITS) - 1;

/// Packs a kind and a row into an event code.
///
/// # Panics
/// If `row` is greater than [`MAX_ROW`].
#[inline]
#[must_use]
pub const fn pack_code(kind: u8, row: u32) -> u32 {
    assert!(row <= MAX_ROW, "an event's row takes at most 24 bits");
    ((kind as u32) << ROW_BITS) | row
}

/// The kind in an event code.
#[inline]
#[must_use]
pub const fn code_kind(code: u32) -> u32 {
    code >> ROW_BITS
}

/// The row in an event code.
#[inline]
#[must_use]
pub const fn code_row(code: u32) -> u32 {
    code & MAX_ROW
}

/// Declares a subsystem's events and makes them an [`EventCode`](crate::engine::EventCode).
///
/// A variant carries nothing or one row id: any type that converts from and into `u32`.
///
/// ```
/// use chippark::engine::{Calendar, EventCode, Phase};
/// use chippark::units::{Duration, SimTime};
///
/// chippark::row_ids! {
///     /// A tool's place in the tool table.
///     pub struct ToolRow;
/// }
/// chippark::event_codes! {
///     /// What happens in the fab.
///     pub enum FabEvent {
///         /// The tool has finished its lot.
///         JobDone(ToolRow),
///         /// Idle tools look for work.
///         Dispatch,
///     }
/// }
///
/// let mut calendar = Calendar::new();
/// let noon = SimTime::ZERO + Duration::hours(12);
/// calendar.schedule(noon, Phase::Dispatch, FabEvent::Dispatch);
/// calendar.schedule(noon, Phase::Transfer, FabEvent::JobDone(ToolRow::new(7)));
/// assert_eq!(calendar.pop_until(noon), None); // noon itself belongs to the next tick
/// let tick_end = noon + Duration::hours(1);
/// assert_eq!(calendar.pop_until(tick_end), Some((noon, FabEvent::JobDone(ToolRow::new(7)))));
/// assert_eq!(calendar.pop_until(tick_end), Some((noon, FabEvent::Dispatch)));
/// ```
#[macro_export]
macro_rules! event_codes {
    (@pattern $row:ty => $name:ident) => { $name };
    (@row) => { 0 };
    (@row $row:ty => $name:ident) => { u32::from($name) };
    (
        $(#[$meta:meta])*
        $visibility:vis enum $event:ident {
            $( $(#[$variant_meta:meta])* $variant:ident $(($row:ty))? ),+ $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        $visibility enum $event {
            $( $(#[$variant_meta])* $variant $(($row))? ),+
        }

        const _: () = {
            #[repr(u8)]
            enum Kind { $( $variant ),+ }

            impl $crate::engine::event::EventCode for $event {
                #[inline]
                fn pack(self) -> u32 {
                    match self {
                        $(
                            Self::$variant $(($crate::event_codes!(@pattern $row => row)))? =>
                                $crate::engine::event::pack_code(
                                    Kind::$variant as u8,
                                    $crate::event_codes!(@row $($row => row)?),
                                ),
                        )+
                    }
                }

                #[inline]
                fn unpack(code: u32) -> Self {
                    match $crate::engine::event::code_kind(code) {
                        $(
                            kind if kind == Kind::$variant as u32 => Self::$variant $((
                                <$row>::from($crate::engine::event::code_row(code))
                            ))?,
                        )+
                        kind => unreachable!("no event has the kind {kind}"),
                    }
                }
            }
        };
    };
}

/// Declares typed row ids: a dense index into one table, as `u32`. Inside it is one more, so that
/// an option of a row takes no more room than a row.
///
/// ```
/// chippark::row_ids! {
///     /// A lot's place in the lot table.
///     pub struct LotRow;
/// }
/// let row = LotRow::new(3);
/// assert_eq!(["a", "b", "c", "d"][row.index()], "d");
/// assert_eq!(size_of::<Option<LotRow>>(), 4);
/// ```
#[macro_export]
macro_rules! row_ids {
    ($( $(#[$meta:meta])* $visibility:vis struct $name:ident; )+) => { $(
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        $visibility struct $name(std::num::NonZeroU32);

        impl $name {
            /// The id of row `index`.
            ///
            /// # Panics
            /// If `index` does not fit.
            #[must_use]
            $visibility fn new(index: usize) -> Self {
                let row = u32::try_from(index).ok().filter(|row| *row < u32::MAX);
                Self::from(row.expect("a table has fewer than 2^32 - 1 rows"))
            }

            /// The row's index in its table.
            #[inline]
            #[must_use]
            $visibility const fn index(self) -> usize {
                (self.0.get() - 1) as usize
            }
        }

        // Pools make their ids of numbers: `new` need not be used.
        const _: fn(usize) -> $name = $name::new;

        impl From<u32> for $name {
            #[inline]
            fn from(row: u32) -> Self {
                Self(std::num::NonZeroU32::MIN.saturating_add(row))
            }
        }

        impl From<$name> for u32 {
            #[inline]
            fn from(row: $name) -> Self {
                row.0.get() - 1
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, "{}({})", stringify!($name), self.index())
            }
        }
    )+ };
}
