//! Tests of the fab: [`build`] makes small fabs, [`theory`] compares with exact results, [`gantt`]
//! with schedules worked out by hand, [`conserve`] counts wafers in random fabs.

mod build;
mod conserve;
mod gantt;
mod people;
mod theory;
