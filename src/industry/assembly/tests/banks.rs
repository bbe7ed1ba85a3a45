//! Banks of slots: how many are in use, and a full buffer before them.

use super::*;
use crate::industry::shared::waiting::Constraint;

#[test]
fn burn_in_slots_in_use_follow_little() {
    let text = FULL.replace("[assembly.shift]\n", "");
    let mut sim = simulation(&text, Duration::hours(8), 100);
    receive(&mut sim, SimTime::ZERO, CPU, 400_000);
    receive(&mut sim, SimTime::ZERO, DISK, 800_000);
    let mut warm = false;
    while sim.step() {
        let now = sim.clock().tick_end();
        if !warm && now.day() == 10 {
            warm = true;
            READER.begin_statistics(&mut sim);
        }
        assert_eq!((READER.audit)(sim.world_mut()), Vec::<String>::new());
        sim.world_mut()
            .resource_mut::<Handover<ComputersBuilt>>()
            .clear();
    }
    let figures = figures(&mut sim);
    let started = figures.value("assembly.kits_started").unwrap();
    let kept = 1.0 - figures.value("assembly.scrapped").unwrap() / started;
    let rate = started / (90.0 * 24.0);
    assert!((rate - 102.0).abs() < 0.1, "{rate} computers an hour");
    let found = figures.value("assembly.utilisation/burn_in").unwrap() / 100.0 * 480.0;
    assert!(
        (found - 4.0 * rate * kept).abs() < 0.6,
        "{found} slots in use"
    );
}

/// Ten computers take 100 s. Ten more are begun 40 s before the end: the mean is twice the sum over
/// twenty that began and ten that ended.
#[test]
fn a_full_buffer_before_burn_in_stops_the_lines() {
    let text = format!("{BARE}[assembly.burn_in]\nslots = 10\ntime = \"1 h\"\n");
    let text = text.replace("lines = 2", "lines = 2\nbuffer = 40");
    let mut sim = simulation(&text, Duration::hours(1), 10);
    receive(&mut sim, SimTime::ZERO, CPU, 100_000);
    receive(&mut sim, SimTime::ZERO, DISK, 200_000);
    let built: u32 = run(&mut sim).iter().map(|one| one.2).sum();
    // Ten an hour from 100 s on.
    assert_eq!(built, 10 * (10 * 24 - 1));
    let begun = figures(&mut sim).value("assembly.kits_started").unwrap();
    let built = f64::from(built);
    assert!(
        (built..=built + 70.0).contains(&begun),
        "{begun} begun, {built} built"
    );
    let places = &sim.world().resource::<Waiting>().places;
    let (place, waited) = places.longest(Constraint::Line).unwrap();
    assert_eq!(&*places.get(place).name, "burn_in");
    assert!(waited > Duration::hours(400), "{waited}");
}

/// Parts for 40 computers come every 100 s, ten times, and four lines bring these at one instant.
/// Twenty slots let 20 of them wait for 40 s, as the others stay, and are free when the next ones
/// come: they are not scarce. Of ten slots, more than ten wait from 100 s to 180 s, when 30 of the
/// first 40 have slots, and from 200 s to 1,620 s, when 390 of the 400 do.
#[test]
fn slots_are_scarce_where_more_wait_than_the_bank_holds() {
    let scarce = |slots: u32| {
        let bank = format!("[assembly.burn_in]\nslots = {slots}\ntime = \"40 s\"\n");
        let text = format!("{BARE}{bank}").replace("lines = 2", "lines = 4");
        let mut sim = simulation(&text, Duration::hours(1), 1);
        for round in 0..10 {
            let at = SimTime::ZERO + Duration::seconds(100 * round);
            receive(&mut sim, at, CPU, 40);
            receive(&mut sim, at, DISK, 80);
        }
        let built: u32 = run(&mut sim).iter().map(|one| one.2).sum();
        assert_eq!(built, 400);
        let places = &sim.world().resource::<Waiting>().places;
        let longest = places.longest(Constraint::Line);
        longest.map(|(place, waited)| (places.get(place).name.to_string(), waited))
    };
    assert_eq!(scarce(20), None);
    let of_lines = Duration::seconds(80 + 1_420) * 4;
    assert_eq!(scarce(10), Some(("burn_in".to_owned(), of_lines)));
}
