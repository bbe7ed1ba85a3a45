//! The state of services.

use bevy_ecs::prelude::*;

use super::case::Presence;
use super::housing::HousingState;
use super::index::{DayOfServices, IndexState};
use super::plan::{Bill, Services};
use super::statistics::{Statistics, WindowYear};
use super::window::WindowState;
use crate::engine::{Clock, Streams};
use crate::industry::shared::calendar_years::CalendarYears;
use crate::industry::shared::people::City;
use crate::units::SimTime;

/// The state of services.
#[derive(Resource)]
pub(super) struct ServicesState {
    pub(super) window: Option<WindowState>,
    pub(super) housing: Option<HousingState>,
    pub(super) index: Option<IndexState>,
    /// Persons at the window or in its back office, and those who will come back.
    pub(super) at_window: Presence,
    /// Persons who wait for a unit.
    pub(super) awaiting: Presence,
    /// Persons handed on to careers.
    pub(super) handed_on: u64,
    /// Persons who left while they waited at the window or for a unit.
    pub(super) lost: u64,
    /// Persons handed on who have left the city.
    pub(super) departed: u64,
    /// Bills to come, the last one first.
    pub(super) bills: Vec<Bill>,
    /// The present day, for the index.
    pub(super) day: DayOfServices,
    pub(super) statistics: Statistics,
    pub(super) years: CalendarYears<WindowYear>,
    /// Persons who had settled at the last point of the series.
    pub(super) settled_at_last_point: u64,
    pub(super) events: u64,
}

impl ServicesState {
    /// Services at the start, where programmes of the talents park have the strength `park`. What
    /// the city offers then is written to `city`.
    pub(super) fn new(
        plan: &Services,
        clock: &Clock,
        streams: &Streams,
        park: f64,
        city: &mut City,
    ) -> Self {
        let window = plan.window.as_ref();
        let housing = plan.housing.as_ref();
        let housing = housing.map(|plan| HousingState::new(plan, streams));
        let mut statistics = Statistics::default();
        if let Some(housing) = &housing {
            let HousingState {
                units, occupied, ..
            } = *housing;
            let of_housing = &mut statistics.housing;
            of_housing.units.set(SimTime::ZERO, i64::from(units));
            of_housing.occupied.set(SimTime::ZERO, i64::from(occupied));
        }
        let vacancy = housing.as_ref().map_or(0.0, HousingState::vacancy);
        let index = plan.index.clone();
        let index = index.map(|plan| IndexState::new(plan, vacancy, park, city));
        let (index, scores) = index.unzip();
        let scores = scores.unwrap_or_default();
        statistics.index.set(SimTime::ZERO, city, &scores);
        Self {
            window: window.map(|plan| WindowState::new(plan, streams)),
            housing,
            index,
            at_window: Presence::default(),
            awaiting: Presence::default(),
            handed_on: 0,
            lost: 0,
            departed: 0,
            bills: plan.bills.iter().rev().copied().collect(),
            day: DayOfServices::default(),
            statistics,
            years: CalendarYears::new(clock, WindowYear::default()),
            settled_at_last_point: 0,
            events: 0,
        }
    }
}
