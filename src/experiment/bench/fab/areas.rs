//! What a synthetic fab has in each of its areas, and the loop of areas that builds one layer.
//! Every figure is an assumption, of the order that public descriptions of 300 mm fabs give.

use crate::engine::Stream;

/// What a tool works on at once, and the range of its mean times by tool group.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    /// Wafer by wafer: seconds a wafer.
    Wafer(f64, f64),
    /// A lot at a time: minutes a lot.
    Lot(f64, f64),
    /// Batches of so many lots: minutes a batch.
    Batch(u32, f64, f64),
}

/// An area of the fab.
#[derive(Clone, Copy, Debug)]
pub(super) struct Area {
    /// Its name, with which the names of its tool groups begin.
    pub(super) name: &'static str,
    /// Its share of the tool groups, in per cent.
    pub(super) share: u32,
    /// How its tools work.
    pub(super) kind: Kind,
    /// Mean time to repair, in hours; failures come after [`TO_FAILURE`] on average.
    pub(super) repair: f64,
    /// Whether its tools cascade: a wafer may follow another before that is through.
    pub(super) cascades: bool,
    /// The setups that its steps need, one each; none where there is only one way to be set up.
    pub(super) setups: &'static [&'static str],
}

/// Mean time to failure of every tool, in hours of the calendar.
pub(super) const TO_FAILURE: f64 = 168.0;

/// Places of the areas in [`AREAS`].
pub(super) mod place {
    pub(in super::super) const DIFFUSION: usize = 0;
    pub(in super::super) const WET: usize = 1;
    pub(in super::super) const DIELECTRIC: usize = 2;
    pub(in super::super) const METAL: usize = 3;
    pub(in super::super) const LITHO: usize = 4;
    pub(in super::super) const OVERLAY: usize = 5;
    pub(in super::super) const ETCH: usize = 6;
    pub(in super::super) const IMPLANT: usize = 7;
    pub(in super::super) const PLANAR: usize = 8;
    pub(in super::super) const DEFECT: usize = 9;
    pub(in super::super) const THICKNESS: usize = 10;
}

const fn area(
    name: &'static str,
    share: u32,
    kind: Kind,
    repair: f64,
    cascades: bool,
    setups: &'static [&'static str],
) -> Area {
    Area {
        name,
        share,
        kind,
        repair,
        cascades,
        setups,
    }
}

/// The areas.
pub(super) const AREAS: [Area; 11] = [
    area(
        "diffusion",
        10,
        Kind::Batch(5, 240.0, 540.0),
        3.0,
        false,
        &[],
    ),
    area("wet", 16, Kind::Wafer(50.0, 120.0), 4.0, true, &[]),
    area("dielectric", 7, Kind::Wafer(90.0, 200.0), 9.0, true, &[]),
    area("metal", 12, Kind::Wafer(80.0, 180.0), 8.0, true, &[]),
    area("litho", 14, Kind::Wafer(70.0, 120.0), 11.0, false, &[]),
    area("overlay", 5, Kind::Lot(12.0, 30.0), 0.6, false, &[]),
    area("etch", 22, Kind::Wafer(90.0, 220.0), 4.0, false, &[]),
    area("implant", 4, Kind::Wafer(40.0, 90.0), 10.0, true, &GASES),
    area("planar", 6, Kind::Wafer(70.0, 150.0), 3.5, true, &[]),
    area("defect", 2, Kind::Lot(20.0, 45.0), 0.6, false, &[]),
    area("thickness", 2, Kind::Lot(8.0, 18.0), 0.6, false, &[]),
];

/// The setups of implanters.
const GASES: [&str; 4] = ["arsenic", "boron", "phosphorus", "germanium"];
/// How many of them a tool group is for.
pub(super) const GASES_A_GROUP: usize = 2;
/// Lots that an implanter must start after a change before it may change again.
pub(super) const GAS_MINIMUM_RUN: u32 = 5;
/// In groups of fewer tools than this, no minimum run is asked for: all of them could wait for lots
/// of one gas that stand behind lots of the other in their own queue.
pub(super) const TOOLS_FOR_MINIMUM_RUN: u32 = 4;
/// Minutes to change to each of them.
pub(super) const GAS_MINUTES: [u32; 4] = [75, 60, 70, 65];

/// A step of a layer before it has a tool group.
#[derive(Clone, Copy, Debug)]
pub(super) struct Draft {
    /// What is done.
    pub(super) verb: &'static str,
    /// Place of its area in [`AREAS`].
    pub(super) area: usize,
    /// Share of lots that execute it.
    pub(super) sample: f64,
    /// Share of lots that go back to the litho step of the layer after it.
    pub(super) rework: f64,
    /// Hours until the next step must have started.
    pub(super) queue_hours: Option<u32>,
}

const fn draft(verb: &'static str, area: usize) -> Draft {
    Draft {
        verb,
        area,
        sample: 1.0,
        rework: 0.0,
        queue_hours: None,
    }
}

const fn sampled(verb: &'static str, area: usize, sample: f64) -> Draft {
    Draft {
        sample,
        ..draft(verb, area)
    }
}

/// Layers without, and then one with, a polish.
const POLISH_EVERY: u32 = 3;

/// The steps of a layer: clean, film, pattern, etch or implant, strip, and metrology in between.
pub(super) fn layer(number: u32, luck: &mut Stream) -> Vec<Draft> {
    use place::{
        DEFECT, DIELECTRIC, DIFFUSION, ETCH, IMPLANT, LITHO, METAL, OVERLAY, PLANAR, THICKNESS, WET,
    };
    let film = [DIFFUSION, DIELECTRIC, METAL][index(luck, 3)];
    // Oxides and furnaces want clean wafers soon.
    let is_hasty = film == DIFFUSION || luck.chance(0.2);
    let clean = Draft {
        queue_hours: is_hasty.then_some(6),
        ..draft("clean", WET)
    };
    let mut steps = vec![clean, draft("film", film)];
    steps.push(sampled("thickness", THICKNESS, 0.4));
    if number % POLISH_EVERY == POLISH_EVERY - 1 {
        steps.extend([draft("polish", PLANAR), draft("scrub", WET)]);
    }
    steps.push(draft("expose", LITHO));
    steps.push(Draft {
        rework: 0.01,
        ..sampled("overlay", OVERLAY, 0.7)
    });
    if luck.chance(0.15) {
        steps.push(draft("implant", IMPLANT));
    } else {
        steps.push(draft("etch", ETCH));
    }
    if luck.chance(0.3) {
        steps.push(draft("ash", ETCH));
    }
    steps.push(draft("strip", WET));
    steps.push(sampled("inspect", DEFECT, 0.3));
    steps
}

/// A place in a list of so many.
#[expect(clippy::cast_possible_truncation, reason = "below a `usize`")]
pub(super) fn index(luck: &mut Stream, count: usize) -> usize {
    luck.below(count as u64) as usize
}
