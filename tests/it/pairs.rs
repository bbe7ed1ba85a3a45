//! Pairs of mechanisms outside the fab: every two of them meet in random small parks, which are
//! judged by laws that hold whatever meets. Those of the fab have a matrix of their own among its
//! tests. `CHIPPARK_PAIRS=50 cargo test --test it -- pairs` lets each pair meet fifty times.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::float_cmp,
    reason = "days and counts are small whole numbers"
)]

mod evidence;
mod goods;
mod laws;
mod park;
mod parts;
mod people;
mod planted;
mod times;

use crate::parks::draw::Draw;
use evidence::Evidence;
use laws::LAWS;
use park::Park;

/// How often each pair meets.
const MEETINGS: u64 = 5;
/// Days that statistics leave out, by meeting: whole months.
const WARMUPS: [u32; MEETINGS as usize] = [0, 31, 0, 59, 0];

/// A mechanism, as a change of a plain park.
struct Mechanism {
    name: &'static str,
    add: fn(&mut Park, &mut Draw),
}

macro_rules! mechanisms {
    ($visibility:vis $list:ident: $($name:literal: $add:expr;)*) => {
        /// The mechanisms that are declared here.
        $visibility const $list: &[Mechanism] = &[$(Mechanism { name: $name, add: $add },)*];
    };
}
use mechanisms;

/// All mechanisms.
fn all() -> Vec<&'static Mechanism> {
    let goods = goods::GOODS.iter().chain(parts::PARTS);
    goods.chain(people::PEOPLE).collect()
}

/// What a park leaves in which these mechanisms meet.
fn meeting(of: &[&Mechanism], seed: u64) -> Evidence {
    let mut draw = Draw::new(seed);
    let place = usize::try_from(seed % MEETINGS).expect("a small number");
    let mut park = Park::plain(&mut draw, WARMUPS[place]);
    for mechanism in of {
        (mechanism.add)(&mut park, &mut draw);
    }
    // Every fifth park is run twice.
    Evidence::of(park, seed, place == 0)
}

/// The laws that a run breaks, and how.
fn judge(evidence: &Evidence) -> Vec<(&'static str, String)> {
    let judged = LAWS.iter().map(|law| (law, (law.faults)(evidence)));
    let broken = judged.filter_map(|(law, faults)| Some((law.name, faults.first()?.clone())));
    broken.collect()
}

/// Judges every other pair, in which the sum of both places in the list is even or odd.
fn judge_pairs(parity: usize) {
    let meetings = std::env::var("CHIPPARK_PAIRS").ok();
    let meetings = meetings.map_or(MEETINGS, |count| {
        count.parse().expect("a number of meetings")
    });
    let (mechanisms, mut faults) = (all(), Vec::new());
    for (place, one) in mechanisms.iter().enumerate() {
        for (other_place, other) in mechanisms.iter().enumerate().skip(place + 1) {
            if (place + other_place) % 2 != parity {
                continue;
            }
            for meeting_number in 0..meetings {
                // Other parks for other pairs, and each of the warm-ups for every pair.
                let seed = meeting_number + 1_000 * (64 * place + other_place) as u64;
                let found = judge(&meeting(&[one, other], seed));
                if !found.is_empty() {
                    let pair = format!("{} + {}", one.name, other.name);
                    faults.push(format!("{pair}, seed {seed}: {found:#?}"));
                    break;
                }
            }
        }
    }
    let pairs = faults.len();
    assert!(faults.is_empty(), "{pairs} pairs:\n{}", faults.join("\n"));
}

#[test]
fn laws_hold_wherever_two_mechanisms_meet() {
    judge_pairs(0);
}

#[test]
fn laws_hold_wherever_two_other_mechanisms_meet() {
    judge_pairs(1);
}

/// Sixteen parks with all mechanisms at once.
#[test]
fn laws_hold_where_all_mechanisms_meet() {
    for seed in 0..16 {
        assert_eq!(judge(&meeting(&all(), seed)), [], "seed {seed}");
    }
}

/// None of the mechanisms stands in the scenario in vain: each moves a figure that the park has
/// without it.
#[test]
fn each_mechanism_moves_something() {
    for mechanism in all() {
        let moves = (0..MEETINGS).any(|seed| {
            let [without, with] = [&[][..], &[mechanism]].map(|of| meeting(of, seed).figures);
            let differs =
                |(key, found): (&String, _)| with.get(key).is_some_and(|now| now != found);
            without.iter().any(differs)
        });
        assert!(moves, "`{}` moves nothing", mechanism.name);
    }
}
