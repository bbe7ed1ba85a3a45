//! The fab by its size: what a lot move costs, and how much memory, from a thousand tools to a
//! hundred thousand at the same load a tool.

use chippark::experiment::bench::fab_scenario;
use chippark::industry::Park;
use chippark::scenario::Document;

use super::timing::{forget_peak, memory, processor_time};

/// For how many days each fab runs, from empty.
const DAYS: u32 = 20;

/// The sizes compared.
const TOOLS: [u32; 3] = [1_000, 10_000, 100_000];

/// Prints a line a size: those that are asked for, or the usual ones.
pub(crate) fn fab_table(quick: bool, asked: &[u32]) {
    println!(
        "fab: synthetic, {DAYS} days from empty; tools, seconds to read it, lot moves, ns of \
         processor \
         time a move, M moves a processor second, peak MB, MB of the run alone"
    );
    let (sizes, days) = match (quick, asked) {
        (true, _) => (&[100][..], 2),
        (false, []) => (&TOOLS[..], DAYS),
        (false, asked) => (asked, DAYS),
    };
    for &tools in sizes {
        let started = processor_time();
        let (files, overrides) = fab_scenario(tools, days);
        let document = Document::from_files("fab", &files, &overrides).expect("it is valid");
        drop(files);
        let park = Park::compile(&document).expect("it is valid");
        drop(document);
        let reading = (processor_time() - started) as f64 / 1e9;
        forget_peak();
        let before = memory("VmRSS:");
        let start = processor_time();
        let mut run = park.start(1, 0);
        while run.step() {}
        let outcome = run.finish();
        let nanoseconds = (processor_time() - start) as f64;
        let moves = outcome.figures.value("fab.moves").expect("it is a fab");
        let peak = memory("VmHWM:");
        println!(
            "  {tools:>7} {reading:>7.2} {moves:>11} {:>8.1} {:>7.3} {peak:>8.1} {:>8.1}",
            nanoseconds / moves,
            1e3 * moves / nanoseconds,
            peak - before
        );
    }
}
