//! The areas of a synthetic fab, and the sequence of areas that builds one layer. Every figure is
//! an assumption, of the order of magnitude in public descriptions of 300 mm fabs.

use crate::engine::Stream;

/// What a tool processes at once, and the range of mean times from which each tool group draws.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    /// Single wafers: seconds per wafer.
    Wafer(f64, f64),
    /// Single lots: minutes per lot.
    Lot(f64, f64),
    /// Batches of so many lots: minutes per batch.
    Batch(u32, f64, f64),
}

/// An area of the fab.
#[derive(Clone, Copy, Debug)]
pub(super) struct Area {
    /// The name, a prefix of the names of its tool groups.
    pub(super) name: &'static str,
    /// The share of the tool groups, in percent.
    pub(super) share: u32,
    /// What its tools process at once.
    pub(super) kind: Kind,
    /// The mean time to repair, in hours.
    pub(super) repair: f64,
    /// Whether its tools cascade: a wafer starts before the one ahead has finished.
    pub(super) cascades: bool,
    /// The setups of which each step needs one; empty where tools need no setup.
    pub(super) setups: &'static [&'static str],
}

/// The mean time to failure of every tool, in hours of the calendar.
pub(super) const TO_FAILURE: f64 = 168.0;

/// Indices of [`AREAS`].
pub(super) mod place {
    pub(in crate::generate) const DIFFUSION: usize = 0;
    pub(in crate::generate) const WET: usize = 1;
    pub(in crate::generate) const DIELECTRIC: usize = 2;
    pub(in crate::generate) const METAL: usize = 3;
    pub(in crate::generate) const LITHO: usize = 4;
    pub(in crate::generate) const OVERLAY: usize = 5;
    pub(in crate::generate) const ETCH: usize = 6;
    pub(in crate::generate) const IMPLANT: usize = 7;
    pub(in crate::generate) const PLANAR: usize = 8;
    pub(in crate::generate) const DEFECT: usize = 9;
    pub(in crate::generate) const THICKNESS: usize = 10;
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

/// The areas in the order of [`place`].
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
/// The number of different setups of a tool group.
pub(super) const GASES_PER_GROUP: usize = 2;
/// Lots that an implanter must start with a setup before it may change to another.
pub(super) const GAS_MINIMUM_RUN: u32 = 5;
/// Groups of fewer tools have no minimum run: all of them could wait for lots of one gas that are
/// behind lots of the other gas in their own queue.
pub(super) const TOOLS_FOR_MINIMUM_RUN: u32 = 4;
/// Minutes to change to each of [`GASES`].
pub(super) const GAS_MINUTES: [u32; 4] = [75, 60, 70, 65];

/// A step of a layer before it has a tool group.
#[derive(Clone, Copy, Debug)]
pub(super) struct Draft {
    /// The process, for the name of the step.
    pub(super) verb: &'static str,
    /// The index of its area in [`AREAS`].
    pub(super) area: usize,
    /// The share of lots that execute it.
    pub(super) sample: f64,
    /// The share of lots that return to the litho step of the layer afterwards.
    pub(super) rework: f64,
    /// The limit, in hours, of the queue time before the next step.
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

/// One layer in so many is polished.
const POLISH_EVERY: u32 = 3;

/// The steps of a layer: clean, film, pattern, etch or implant, strip, and metrology in between.
pub(super) fn layer(number: u32, rng: &mut Stream) -> Vec<Draft> {
    use place::{
        DEFECT, DIELECTRIC, DIFFUSION, ETCH, IMPLANT, LITHO, METAL, OVERLAY, PLANAR, THICKNESS, WET,
    };
    let film = [DIFFUSION, DIELECTRIC, METAL][index(rng, 3)];
    // Before a furnace, cleaned wafers must not wait for long.
    let is_hasty = film == DIFFUSION || rng.chance(0.2);
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
    if rng.chance(0.15) {
        steps.push(draft("implant", IMPLANT));
    } else {
        steps.push(draft("etch", ETCH));
    }
    if rng.chance(0.3) {
        steps.push(draft("ash", ETCH));
    }
    steps.push(draft("strip", WET));
    steps.push(sampled("inspect", DEFECT, 0.3));
    steps
}

/// A random index of a list of so many entries.
#[expect(clippy::cast_possible_truncation, reason = "less than a `usize`")]
pub(super) fn index(rng: &mut Stream, count: usize) -> usize {
    rng.below(count as u64) as usize
}
