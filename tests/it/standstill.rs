//! What stands still at the end of a run while work waits for it is remarked on with its cause and
//! the day since when; what moves is not.

use crate::parks;

/// The remarks of a run of 40 days from 1 January 2019 with these sections.
fn remarks(sections: &str) -> Vec<String> {
    let text = format!(
        "[scenario]\ntitle = \"a\"\nquestion = \"b\"\n[run]\nstart = 2019-01-01\n\
         until = \"40 d\"\n{sections}"
    );
    let park = parks::compiled(&text);
    let mut run = park.start(1, 0);
    while run.step() {}
    let figures = run.finish().figures;
    let remarks = figures.remarks().iter();
    remarks.map(|remark| remark.detail.clone()).collect()
}

/// A line builds a computer each 12 min: 120 a day from 1,200 boards, so that the last is begun on
/// the tenth day, and every board is on order from then on.
const LINE: &str = r#"
[supply.parts]
board = { base_stock = 1200, lead = "LEAD", price = "1 CNY" }
[assembly]
lines = 1
takt = "12 min"
oee = 1
carrier_size = 1
models.desktop.kit = { board = 1 }
"#;

/// Boards take 5 d, or come only after the run. The line begins its last computer 1,199 times
/// 12 min after the start, at 23:48 on 10 January.
#[test]
fn a_line_without_parts_is_remarked_on() {
    assert_eq!(remarks(&LINE.replace("LEAD", "5 d")), Vec::<String>::new());
    let found = remarks(&LINE.replace("LEAD", "100 d"));
    assert_eq!(
        found,
        [
            "1200 units of part `board` are under way, and none has been delivered since \
             2019-01-01",
            "part `board` is missing, and no computer has been begun since 2019-01-10",
        ]
    );
}

/// A supplier takes orders for 8 d and then never again in the run: the boards of the first 8 days
/// come 5 d later, the last on the thirteenth day, and the line is through them on the eighteenth.
#[test]
fn parts_that_wait_for_a_supplier_are_remarked_on() {
    let out = LINE.replace("LEAD", "5 d").replace(
        "price = \"1 CNY\"",
        "price = \"1 CNY\", supplier = { up = \"8 d\", down = \"300 d\" }",
    );
    let found = remarks(&out);
    assert_eq!(
        found,
        [
            "1200 units of part `board` wait for the supplier to take orders, and none has been \
             delivered since 2019-01-13",
            "part `board` is missing, and no computer has been begun since 2019-01-18",
        ]
    );
}

/// A line takes 60 assemblers. With 59 it works nearly as fast; with none, a school waits for its
/// computers from 5 January on.
#[test]
fn a_line_without_people_and_its_orders_are_remarked_on() {
    let staffed = |people: u32| {
        let more = format!(
            "[staffing.fixed]\nassembler = {people}\n[market.contracts]\n\
             school = {{ date = 2019-01-05, computers = 100 }}\n"
        );
        remarks(&(LINE.replace("LEAD", "5 d") + &more))
    };
    assert_eq!(staffed(60), Vec::<String>::new());
    assert_eq!(staffed(59), Vec::<String>::new());
    assert_eq!(
        staffed(0),
        [
            "no assembler is there, and no computer has been begun since 2019-01-01",
            "1 order for model `desktop` waits, and no computer of it has come in since 2019-01-05",
        ]
    );
}

/// Nobody leaves in 40 d: those who need a home wait for one of none, and who registers waits at
/// windows of which none is staffed.
#[test]
fn people_who_wait_in_vain_are_remarked_on() {
    let people = "[talent.channels.steady]\nkind = \"poisson\"\nrate = \"20 /d\"\n\
                  persons = { tier = \"engineer\" }\n";
    let homes = |units: u32| {
        let housing = format!(
            "[services.housing]\nunits = {units}\nneed_share = 1\npatience = \"300 d\"\n\
             stay = \"900 d\"\n"
        );
        remarks(&format!("{people}{housing}"))
    };
    assert_eq!(homes(2_000), Vec::<String>::new());
    let found = homes(0);
    assert_eq!(found.len(), 1, "{found:?}");
    let said =
        "persons wait for one of 0 units of housing, and nobody has moved in since 2019-01-01";
    assert!(found[0].ends_with(said), "{found:?}");
    let window = "[services.window]\nwindows = 9\nbefore = { windows = 0 }\n\
                  [policy.programmes.pass]\nkind = \"e_point_pass\"\nstart = START\n";
    let window = |start: &str| remarks(&(people.to_owned() + &window.replace("START", start)));
    assert_eq!(window("2019-01-15"), Vec::<String>::new());
    let found = window("2020-01-15");
    assert_eq!(found.len(), 1, "{found:?}");
    let said = "persons wait at 0 windows, and nobody has been called since 2019-01-01";
    assert!(found[0].ends_with(said), "{found:?}");
}
