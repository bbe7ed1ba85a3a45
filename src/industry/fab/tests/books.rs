//! Each book notices what its collectors forget and what is lost.

use super::build::{READER, Run, exponential, fab, group, hours, source, step};
use crate::industry::fab::floor::on_floor;
use crate::industry::fab::lot::LotPlace;
use crate::industry::fab::plan::Releases;
use crate::industry::fab::statistics::LineStatistics;
use crate::industry::shared::subsystem::alone;
use crate::units::{Duration, Fen};

#[test]
fn books_notice_forgotten_wafers_and_lots_and_a_lot_that_vanishes() {
    let steps = vec![step(0, exponential(1.0))];
    let streams = vec![source("cpu", 0, Releases::Intervals(exponential(1.1)))];
    let plan = fab(vec![group("etch", 1)], steps, streams);
    let mut run = Run::new(&plan, 3, hours(8), Duration::ZERO, hours(400)).finish();
    let mut notice = |names: &[&str], plant: &dyn Fn(&mut LineStatistics)| {
        alone::assert_books_notice(&READER, &mut run.sim, names, |world| {
            plant(&mut world.resource_mut::<LineStatistics>());
        });
    };
    notice(&["fab.wafers"], &|line| line.wafers_out += 1);
    notice(&["fab.wafers"], &|line| line.wafers_lost += 1);
    notice(&["fab.lots"], &|line| line.lots_started += 1);
    notice(&["fab.lots"], &|line| line.lots_out += 1);
    notice(&["fab.lots"], &|line| line.lots_lost += 1);
    notice(&["fab.bills"], &|line| line.paid += Fen::new(1));
    alone::assert_books_notice(
        &READER,
        &mut run.sim,
        &["fab.wafers", "fab.lots"],
        |world| {
            on_floor(world, |floor| {
                let mut lots = floor.lots.iter_mut();
                let lot = lots.find(|lot| lot.place != LotPlace::Free);
                lot.expect("a lot in the line").place = LotPlace::Free;
            });
        },
    );
}
