//! Tables, and what is wider than a phone: it scrolls by itself, also by keys, and so has a name.

use maud::{Markup, html};

/// What scrolls sideways where it is too wide; `label` names it to who does not see it.
pub(super) fn scrolled(label: &str, contents: &Markup) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label=(label) { (contents) }
    }
}

/// A table with a caption and heads of its columns.
///
/// * `label` — its name, another than that of its section.
/// * `rows` — the elements of its body.
pub(super) fn table(label: &str, caption: &str, heads: &[&str], rows: &Markup) -> Markup {
    let table = html! {
        table.figures {
            caption { (caption) }
            thead { tr { @for head in heads { th scope="col" { (head) } } } }
            tbody { (rows) }
        }
    };
    scrolled(label, &table)
}
