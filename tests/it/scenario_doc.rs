//! `docs/scenario.md` is made from the schema that checks scenarios.

use std::fmt::Write as _;

use chippark::scenario::{Field, Section, reference};

use crate::support::{project, text_of};

const PAGE: &str = "docs/scenario.md";

/// What stands before the sections.
const INTRO: &str = include_str!("scenario_doc/intro.md");

#[test]
fn the_page_of_scenario_files_says_what_the_schema_says() {
    let sections = reference(&chippark::industry::schema());
    let written = sections.iter().map(section);
    let page = format!("{INTRO}{}", written.collect::<String>());
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(project(PAGE), &page).unwrap();
    }
    assert_eq!(
        text_of(PAGE),
        page,
        "`UPDATE=1 cargo test --test it scenario_doc` writes {PAGE} anew"
    );
}

fn section(section: &Section) -> String {
    let path = match section.path.as_str() {
        "" => "The whole file".to_owned(),
        path => format!("`{path}`"),
    };
    let form = section.form.as_ref();
    let form = form.map_or_else(String::new, |(key, value)| {
        format!(" with `{key} = \"{value}\"`")
    });
    let mut text = format!("\n### {path}{form}\n\n");
    if !section.meaning.is_empty() {
        let _ = writeln!(text, "{}.\n", section.meaning.trim_end_matches('.'));
    }
    if let Some(same) = &section.same_as {
        let _ = writeln!(text, "The fields are those of `{same}`.");
        return text;
    }
    text.push_str("| key | value | default | meaning |\n|---|---|---|---|\n");
    for (key, field) in &section.fields {
        text.push_str(&row(key, field));
    }
    text
}

fn row(key: &str, field: &Field) -> String {
    let default = field.default.as_deref().unwrap_or("required");
    let cells = [
        format!("`{key}`"),
        field.allowed.clone(),
        default.to_owned(),
        field.meaning.clone(),
    ];
    let cells = cells.map(|cell| cell.replace('|', "\\|"));
    format!("| {} |\n", cells.join(" | "))
}
