//! Rows of tables: entities of one kind as a slice, and rows that are reused.

use bevy_ecs::change_detection::ContiguousMut;
use bevy_ecs::component::Mutable;
use bevy_ecs::prelude::*;

/// All components of one kind as a slice, in the order in which their entities were spawned: a
/// row's place is its id. Change detection is left out.
///
/// # Panics
/// If the component is not stored in tables.
pub fn rows<'q, T: Component<Mutability = Mutable>>(
    query: &'q mut Query<'_, '_, &'static mut T>,
) -> &'q mut [T] {
    let tables = query
        .contiguous_iter_mut()
        .expect("components of hot kinds are stored in tables");
    tables
        .map(|table| ContiguousMut::bypass_change_detection_split(table).0)
        .find(|rows| !rows.is_empty())
        .unwrap_or_default()
}

/// The free rows of a table: the row that was freed last is taken first.
///
/// ```
/// use chippark::industry::shared::table::FreeRows;
/// let mut rows = FreeRows::<u32>::default();
/// assert_eq!(rows.grow_to(2), 2); // the table needs two more rows
/// assert_eq!([rows.take(), rows.take(), rows.take()], [Some(0), Some(1), None]);
/// rows.give_back(0);
/// assert_eq!((rows.in_use(), rows.take()), (1, Some(0)));
/// ```
#[derive(Clone, Debug)]
pub struct FreeRows<R> {
    free: Vec<R>,
    /// Rows of the table, free or not.
    rows: u32,
}

impl<R> Default for FreeRows<R> {
    fn default() -> Self {
        Self {
            free: Vec::new(),
            rows: 0,
        }
    }
}

impl<R: From<u32>> FreeRows<R> {
    /// Adds free rows at the end of the table until `count` rows are free, and returns how many
    /// were added. They are taken after those that were free before, in order.
    ///
    /// # Panics
    /// If the table had 2^32 rows.
    pub fn grow_to(&mut self, count: usize) -> usize {
        let missing = count.saturating_sub(self.free.len());
        let more = u32::try_from(missing).ok();
        let rows = more.and_then(|more| self.rows.checked_add(more));
        let rows = rows.expect("fewer than 2^32 rows");
        self.free.splice(0..0, (self.rows..rows).rev().map(R::from));
        self.rows = rows;
        missing
    }

    /// A free row, which is in use from now on.
    pub fn take(&mut self) -> Option<R> {
        self.free.pop()
    }

    /// A row is free from now on.
    pub fn give_back(&mut self, row: R) {
        self.free.push(row);
    }

    /// How many rows are in use.
    #[must_use]
    pub const fn in_use(&self) -> usize {
        self.rows as usize - self.free.len()
    }
}

/// Things that come and go within a drain, each in a row that is reused after it is gone.
///
/// * `R` — the row: an id of `row_ids!`, or a plain number.
///
/// ```
/// use chippark::industry::shared::table::Pool;
/// let mut orders: Pool<&str> = Pool::default();
/// let first = orders.put("ten keyboards");
/// assert_eq!(orders.take(first), "ten keyboards");
/// assert_eq!(orders.put("two screens"), first);
/// assert_eq!(orders.len(), 1);
/// ```
#[derive(Clone, Debug)]
pub struct Pool<T, R = u32> {
    things: Vec<Option<T>>,
    rows: FreeRows<R>,
}

impl<T, R> Default for Pool<T, R> {
    fn default() -> Self {
        Self {
            things: Vec::new(),
            rows: FreeRows::default(),
        }
    }
}

impl<T, R: Copy + From<u32> + Into<u32>> Pool<T, R> {
    fn index(row: R) -> usize {
        row.into() as usize
    }

    /// Keeps a thing; its row.
    ///
    /// # Panics
    /// If 2^32 things are kept.
    pub fn put(&mut self, thing: T) -> R {
        for _ in 0..self.rows.grow_to(1) {
            self.things.push(None);
        }
        let row = self.rows.take().expect("a row is free");
        self.things[Self::index(row)] = Some(thing);
        row
    }

    /// Gives a thing back; its row is free from now on.
    ///
    /// # Panics
    /// If the row is free.
    pub fn take(&mut self, row: R) -> T {
        let thing = self.things[Self::index(row)].take();
        self.rows.give_back(row);
        thing.expect("a row in use")
    }

    /// The thing in a row.
    ///
    /// # Panics
    /// If the row is free.
    #[must_use]
    pub fn get(&self, row: R) -> &T {
        self.things[Self::index(row)]
            .as_ref()
            .expect("a row in use")
    }

    /// The thing in a row; none if the row is free.
    #[must_use]
    pub fn find(&self, row: R) -> Option<&T> {
        self.things[Self::index(row)].as_ref()
    }

    /// The thing in a row, to change.
    ///
    /// # Panics
    /// If the row is free.
    pub fn get_mut(&mut self, row: R) -> &mut T {
        self.things[Self::index(row)]
            .as_mut()
            .expect("a row in use")
    }
}

impl<T, R: From<u32>> Pool<T, R> {
    /// All things kept, in the order of their rows.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.things.iter().flatten()
    }

    /// All things kept, in the order of their rows, to change.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.things.iter_mut().flatten()
    }

    /// How many things are kept.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.rows.in_use()
    }

    /// Whether nothing is kept.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
