//! Rows: entities of one kind as a slice, and things in transit in recycled rows.

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

/// Things that come and go within a drain, each in a row that is used again after it is gone.
///
/// ```
/// use chippark::industry::shared::table::Pool;
/// let mut orders = Pool::default();
/// let first = orders.put("ten keyboards");
/// assert_eq!(orders.take(first), "ten keyboards");
/// assert_eq!(orders.put("two screens"), first);
/// assert_eq!(orders.len(), 1);
/// ```
#[derive(Debug)]
pub struct Pool<T> {
    rows: Vec<Option<T>>,
    free: Vec<u32>,
}

impl<T> Default for Pool<T> {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            free: Vec::new(),
        }
    }
}

impl<T> Pool<T> {
    /// Keeps a thing; its row.
    ///
    /// # Panics
    /// If 2^32 things are kept.
    pub fn put(&mut self, thing: T) -> u32 {
        if let Some(row) = self.free.pop() {
            self.rows[row as usize] = Some(thing);
            return row;
        }
        self.rows.push(Some(thing));
        u32::try_from(self.rows.len() - 1).expect("fewer than 2^32 rows")
    }

    /// Gives a thing back; its row is free from now on.
    ///
    /// # Panics
    /// If the row is free.
    pub fn take(&mut self, row: u32) -> T {
        let thing = self.rows[row as usize].take();
        self.free.push(row);
        thing.expect("a row in use")
    }

    /// The thing in a row.
    ///
    /// # Panics
    /// If the row is free.
    pub fn get_mut(&mut self, row: u32) -> &mut T {
        self.rows[row as usize].as_mut().expect("a row in use")
    }

    /// All things kept, in the order of their rows.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.rows.iter().flatten()
    }

    /// All things kept, in the order of their rows, to change.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.rows.iter_mut().flatten()
    }

    /// How many things are kept.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.rows.len() - self.free.len()
    }

    /// Whether nothing is kept.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
