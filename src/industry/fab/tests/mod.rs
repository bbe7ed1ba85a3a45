//! Tests of the fab: [`build`] makes small fabs, [`theory`] compares with exact results, [`gantt`]
//! with schedules worked out by hand, [`meetings`] with those where two mechanisms meet, [`people`]
//! with hand-made shifts, [`setups`] with setups for each job, [`beside`] with those on tools of
//! two slots, [`reserve`] with reserved tools; [`conserve`] counts wafers in random fabs, [`pairs`]
//! judges every two mechanisms by [`laws`], [`files`] reads sections and the shipped tables,
//! [`periods`] measures several periods of one run.

mod beside;
mod books;
mod build;
mod conserve;
mod counts;
mod files;
mod gantt;
mod laws;
mod lots;
mod mechanisms;
mod meetings;
mod pairs;
mod people;
mod periods;
mod reserve;
mod setups;
mod theory;
