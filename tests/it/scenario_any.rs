//! Whatever a scenario file holds, loading and checking it ends in a value or in problems.

use chippark::scenario::{Document, Named};
use proptest::prelude::*;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::scenario_park::{Folder, ParkFile};

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

proptest! {
    #[test]
    fn no_bytes_make_the_loader_panic(bytes: Vec<u8>, table: Vec<u8>, set: String) {
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
        text in "\\PC*|([a-c.=\\[\\]{}\",0-9 \n]{0,40})",
        set in "[a-c.=\"0-9\\[\\]]{0,20}",
    ) {
        exercise(&text, &[set]);
    }

    #[test]
    fn no_change_of_a_sound_file_makes_the_loader_panic(
        changes in proptest::collection::vec(
            (any::<prop::sample::Index>(), "\\PC|[=\\[\\]{}\".,0-9\n]|", any::<bool>()),
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
        cells in proptest::collection::vec(
            "[^\\s#][^\r]{0,12}[^\\s]|[-+]?[0-9]{1,3}(\\.[0-9]{1,2})?(e[-+]?[0-9])?",
            1..6,
        ),
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
