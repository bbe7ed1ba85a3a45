//! Who waits for what. Each subsystem books its own waiting here as it happens; the binding
//! constraint of a day is judged from these books alone.

use bevy_ecs::prelude::*;

use crate::units::{Duration, named_enum};

named_enum! {
    /// What can hold the chain up.
    pub enum Constraint {
        /// A tool of the fab is busy, down or in repair.
        Tool = "tool",
        /// No operator is free to load a tool.
        Operator = "operator",
        /// A tool is down and no technician is free to repair it.
        Technician = "technician",
        /// A held lot waits for an engineer.
        Engineer = "engineer",
        /// A station of the back end is busy.
        Station = "station",
        /// The assembly lines are busy, or the slots for the computers behind them.
        Line = "line",
        /// No assembler is free to work on an assembly line.
        Assembler = "assembler",
        /// Chips are missing because no more wafers were started.
        Wafers = "wafers",
        /// A purchased part of a kit is missing.
        Parts = "parts",
        /// A chip that is made here is missing at the lines. What keeps the fab from making more of
        /// it is the constraint of the park.
        Chips = "chips",
        /// Finished computers find no buyer.
        Demand = "demand",
        /// The people who are missing wait at the service window.
        Window = "window",
        /// There is no money to order or to start with.
        Cash = "cash",
    }
}

impl Constraint {
    /// Whether it binds at a place, which has a name: a tool group, a station, a part, or lines and
    /// slots.
    #[must_use]
    pub const fn has_places(self) -> bool {
        matches!(
            self,
            Self::Tool | Self::Station | Self::Line | Self::Parts | Self::Chips
        )
    }
}

/// The number of a place among those where something can wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PlaceId(usize);

impl PlaceId {
    /// The place that was added so many places behind this one.
    #[must_use]
    pub const fn behind(self, offset: usize) -> Self {
        Self(self.0 + offset)
    }
}

/// A place where something can wait: a tool group, a station, a part of a kit, an assembly line or
/// its slots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// What binds when something waits here.
    pub constraint: Constraint,
    /// The name of the tool group, station, part or bank of slots.
    pub name: Box<str>,
}

/// The places where something can wait, and the waiting of the present day at each.
#[derive(Clone, Debug, Default)]
pub struct Places {
    places: Vec<Place>,
    waited: Vec<Duration>,
}

impl Places {
    /// Adds places of one kind in their order when the run is built. Returns the number of the
    /// first.
    pub fn add<'a>(
        &mut self,
        constraint: Constraint,
        names: impl IntoIterator<Item = &'a str>,
    ) -> PlaceId {
        let first = self.places.len();
        self.places.extend(names.into_iter().map(|name| Place {
            constraint,
            name: name.into(),
        }));
        self.waited.resize(self.places.len(), Duration::ZERO);
        PlaceId(first)
    }

    /// Books waiting at a place.
    #[inline]
    pub fn book(&mut self, place: PlaceId, span: Duration) {
        self.waited[place.0] += span;
    }

    /// All places, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = (PlaceId, &Place)> {
        (0..).map(PlaceId).zip(&self.places)
    }

    /// The place of a constraint where the present day's waiting is longest, the last one of equal
    /// ones, and that waiting; none where nothing waited. Lines and their slots are added in the
    /// order in which computers come to them, so that the last one is nearest to the customer.
    ///
    /// ```
    /// use chippark::industry::shared::waiting::{Constraint, Places};
    /// use chippark::units::Duration;
    /// let mut places = Places::default();
    /// let first = places.add(Constraint::Tool, ["etch", "litho"]);
    /// assert_eq!(places.longest(Constraint::Tool), None);
    /// places.book(first.behind(1), Duration::hours(2));
    /// let (place, span) = places.longest(Constraint::Tool).unwrap();
    /// assert_eq!((&*places.get(place).name, span), ("litho", Duration::hours(2)));
    /// ```
    #[must_use]
    pub fn longest(&self, constraint: Constraint) -> Option<(PlaceId, Duration)> {
        let mut longest = None;
        let mut most = Duration::ZERO;
        for ((id, place), &waited) in self.iter().zip(&self.waited) {
            let is_most = waited >= most && !waited.is_zero();
            if place.constraint == constraint && is_most {
                most = waited;
                longest = Some((id, waited));
            }
        }
        longest
    }

    /// A place.
    #[must_use]
    pub fn get(&self, id: PlaceId) -> &Place {
        &self.places[id.0]
    }
}

/// The waiting of the present day. Each integral is filled by its owner and emptied when the day
/// is judged.
#[derive(Resource, Clone, Debug, Default)]
pub struct Waiting {
    /// Lot time waited in the fab, by what was waited for: tool, operator, technician, engineer.
    pub lots: [Duration; 4],
    /// Lot time spent in the fab, waiting or not: what the waiting above is a part of.
    pub lots_in_fab: Duration,
    /// Lot time waited at the stations of the back end.
    pub lots_at_stations: Duration,
    /// Lot time spent in the back end, waiting or not.
    pub lots_in_backend: Duration,
    /// Time the assembly line stood with orders but without kits, where a chip made here was
    /// missing first.
    pub line_without_chips: Duration,
    /// Time the assembly line stood with orders but without kits, where a purchased part was
    /// missing first.
    pub line_without_parts: Duration,
    /// Line time lost because assemblers were missing.
    pub line_without_people: Duration,
    /// Line time lost because lines or test slots were all busy while complete kits waited.
    pub kits_waiting_for_line: Duration,
    /// Time that finished computers lay unsold while no order waited.
    pub unsold_without_orders: Duration,
    /// Time in which orders waited for computers.
    pub orders_waiting: Duration,
    /// Time in which nothing was released or ordered for want of money.
    pub held_for_cash: Duration,
    /// Time in which nothing was released because the market was full.
    pub held_for_demand: Duration,
    /// Time in which the lines had begun all computers that were ordered or go to stock.
    pub production_covered: Duration,
    /// Person time at the service window and its back office, of all who register.
    pub persons_at_window: Duration,
    /// Persons who registered in the day: with the above, how long the window takes now.
    pub persons_registered: u32,
    /// Where lots, kits and line time waited.
    pub places: Places,
}

impl Waiting {
    /// Empties the books for the next day; the places stay.
    pub fn end_day(&mut self) {
        let mut places = std::mem::take(&mut self.places);
        places.waited.fill(Duration::ZERO);
        *self = Self {
            places,
            ..Self::default()
        };
    }

    /// Books lot time that was spent waiting for one of tool, operator, technician, engineer.
    ///
    /// # Panics
    /// If lots never wait for that in the fab.
    pub fn add_lot_time(&mut self, cause: Constraint, span: Duration) {
        assert!(
            (cause as usize) < 4,
            "lots do not wait for {}",
            cause.name()
        );
        self.lots[cause as usize] += span;
    }

    /// The lot time of a day spent waiting for one of tool, operator, technician, engineer.
    #[must_use]
    pub fn lot_time(&self, cause: Constraint) -> Duration {
        self.lots.get(cause as usize).copied().unwrap_or_default()
    }
}
