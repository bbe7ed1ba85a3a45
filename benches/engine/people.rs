//! A city's people by its size: what a person costs over ten years, and how much memory, beside a
//! plain loop of the same laws.

use chippark::experiment::bench::people::{PER_YEAR, PER_YEAR_LARGE, plain_loop, scenario};
use chippark::industry::Park;
use chippark::scenario::Document;

use super::timing::{forget_peak, median, memory, processor_time};

/// Prints a line a size.
pub(crate) fn people_table(quick: bool) {
    println!(
        "people: ten years; registrations a year, persons, seconds of processor time, ns a person, \
         ns of the plain loop, ours / plain, peak MB, MB of the run alone"
    );
    let sizes: &[(u32, usize)] = if quick {
        &[(2_000, 1)]
    } else {
        &[(PER_YEAR, 5), (PER_YEAR_LARGE, 3)]
    };
    for &(per_year, rounds) in sizes {
        let document = Document::from_text("people.toml", &scenario(per_year), &[]);
        let park = Park::compile(&document.expect("it is valid")).expect("it is valid");
        let (mut ours, mut plain, mut persons) = (vec![], vec![], 0.0);
        forget_peak();
        let before = memory("VmRSS:");
        let mut peak = 0.0;
        for round in 0..rounds {
            let start = processor_time();
            let mut run = park.start(1, 0);
            while run.step() {}
            let outcome = run.finish();
            ours.push((processor_time() - start) as f64);
            let registered = outcome.figures.value("talent.registered_all");
            persons = registered.expect("it is a city");
            if round == 0 {
                peak = memory("VmHWM:");
            }
            drop(outcome);
            let start = processor_time();
            let work = plain_loop(per_year, &mut || ());
            let share = work.events as f64 / persons;
            assert!((0.9..1.1).contains(&share), "{share} of the persons");
            plain.push((processor_time() - start) as f64);
        }
        let (ours, plain) = (median(ours), median(plain));
        println!(
            "  {per_year:>9} {persons:>10} {:>7.2} {:>8.1} {:>8.1} {:>6.2} {peak:>8.1} {:>8.1}",
            ours / 1e9,
            ours / persons,
            plain / persons,
            ours / plain,
            peak - before
        );
    }
}
