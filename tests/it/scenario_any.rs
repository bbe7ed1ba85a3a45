//! Whatever a scenario file holds, loading and checking it ends in a value or in problems.

use chippark::scenario::{Document, Named};
use proptest::prelude::*;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::scenario_park::{Folder, ParkFile};
use crate::texts::{any_text, text_of};

/// Loads and reads, and shows what is wrong: nothing of this may panic.
fn exercise(text: &str, overrides: &[String]) {
    let read = Document::from_text("park.toml", text, overrides).and_then(|document| {
        let again = Document::from_text("again.toml", &document.resolved_toml(), &[])?;
        assert_eq!(
            again.digest(),
            document.digest(),
            "{}",
            document.resolved_toml()
        );
        document.read::<ParkFile>()
    });
    if let Err(problems) = read {
        assert!(!problems.render(false).is_empty());
        assert!(!problems.records().is_empty());
    }
}

/// The whole of the small park as one text.
fn whole_text() -> String {
    Folder::small()
        .load("base.toml", &[])
        .unwrap()
        .resolved_toml()
}

/// A cell that a table keeps as it is: no blanks around it, no remark, no end of a line that is two
/// characters.
fn cell() -> impl Strategy<Value = String> {
    let text = any_text(14).prop_filter("blanks or a remark", |text| {
        !text.is_empty() && text.trim() == text && !text.starts_with('#')
    });
    let number = (any::<i16>(), 0..=2_usize, 0..=9_u8, any::<bool>());
    let number = number.prop_map(|(value, digits, power, is_small)| {
        let value = format!("{:.digits$}", f64::from(value) / 32.0);
        if is_small {
            value
        } else {
            format!("{value}e{power}")
        }
    });
    prop_oneof![text, number]
}

/// What a scenario is written with.
const WRITTEN: &str = "abc=[]{}\".,0123456789- \n";

proptest! {
    #[test]
    fn no_bytes_make_the_loader_panic(bytes: Vec<u8>, table: Vec<u8>, set in any_text(40)) {
        let folder = Folder::with(&[("named.toml", "fab.tools = \"any.csv\"\n")]);
        std::fs::write(folder.path("any.toml"), &bytes).unwrap();
        std::fs::write(folder.path("any.csv"), &table).unwrap();
        for name in ["any.toml", "named.toml"] {
            if let Err(problems) = folder.read(name, &[&set]) {
                prop_assert!(!problems.render(false).is_empty());
            }
        }
    }

    #[test]
    fn no_text_makes_the_loader_panic(
        text in prop_oneof![any_text(40), text_of(WRITTEN, 40)],
        set in text_of("abc=\".[]0123456789", 20),
    ) {
        exercise(&text, &[set]);
    }

    #[test]
    fn no_change_of_a_sound_file_makes_the_loader_panic(
        changes in proptest::collection::vec(
            (
                any::<prop::sample::Index>(),
                prop_oneof![any_text(1), text_of(WRITTEN, 1)],
                any::<bool>(),
            ),
            1..6,
        ),
    ) {
        let mut letters: Vec<String> = whole_text().chars().map(String::from).collect();
        for (at, change, is_inserted) in changes {
            let at = at.index(letters.len());
            if is_inserted {
                letters.insert(at, change);
            } else {
                letters[at] = change;
            }
        }
        exercise(&letters.concat(), &[]);
    }

    #[test]
    fn cells_of_any_text_are_read_as_they_are(
        cells in proptest::collection::vec(cell(), 1..6),
    ) {
        #[derive(Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        struct Rows { rows: Named<Row> }
        #[derive(Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        struct Row { text: String }
        let rows = cells.iter().enumerate().map(|(row, cell)| {
            format!("r{row},\"{}\"\n", cell.replace('"', "\"\""))
        });
        let table = format!("name,text\n{}", rows.collect::<String>());
        let folder = Folder::with(&[("any.toml", "rows = \"any.csv\"\n"), ("any.csv", &table)]);
        let found = folder.load("any.toml", &[]).unwrap().read::<Rows>().unwrap();
        let found: Vec<String> = found.rows.into_iter().map(|(_, row)| row.text).collect();
        prop_assert_eq!(found, cells);
    }
}
