//! Problems as a person reads them (file, line, column, the line, a caret, help) and as a program
//! does.

use std::fmt::Write as _;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use serde::Serialize;

use super::names::cleaned;
use super::problem::{Problem, Problems};
use super::source::Place;

/// At most so many problems are shown.
const SHOWN: usize = 20;

/// One problem as data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProblemRecord {
    /// The stable code, such as `E0104`.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// The dotted path of what is wrong.
    pub path: String,
    /// The file as named, or the override as written.
    pub file: Option<String>,
    /// The line, from 1; none for an override.
    pub line: Option<usize>,
    /// The column in characters, from 1; none for an override.
    pub column: Option<usize>,
    /// What to do.
    pub help: Option<String>,
}

impl Problems {
    /// The problems as `rustc` would print them: up to 20, then how many more there are.
    #[must_use]
    pub fn render(&self, colour: bool) -> String {
        let renderer = if colour {
            Renderer::styled()
        } else {
            Renderer::plain()
        };
        let shown: Vec<String> = self
            .iter()
            .take(SHOWN)
            .map(|problem| self.render_one(&renderer, problem))
            .collect();
        let mut text = shown.join("\n\n");
        text.push('\n');
        if self.len() > SHOWN {
            let _ = writeln!(text, "\nand {} more", self.len() - SHOWN);
        }
        text
    }

    fn render_one(&self, renderer: &Renderer, problem: &Problem) -> String {
        let Problem { place, fault, .. } = problem;
        let title = cleaned(&fault.to_string()).into_owned();
        let title = Level::ERROR.primary_title(title);
        let title = title.id(fault.code());
        let help = fault.help().map(|help| cleaned(&help).into_owned());
        let help = help.map(|help| Level::HELP.message(help));
        let report = match place {
            Some(place) => title.element(self.snippet(*place)).elements(help),
            None => title.elements(help),
        };
        renderer.render(&[report])
    }

    /// The line of a place, with the place underlined as far as it lies on that line.
    fn snippet(&self, place: Place) -> Snippet<'_, annotate_snippets::Annotation<'_>> {
        let source = &self.tree.sources[place.file.0];
        let (line, number) = source.line_of(place.start);
        let name = if source.is_override {
            "command line"
        } else {
            &source.name
        };
        let text = &source.text[line.clone()];
        let within = |at: usize| text.floor_char_boundary(at.saturating_sub(line.start));
        let (start, end) = (within(place.start), within(place.end));
        Snippet::source(text)
            .path(name)
            .line_start(number)
            .annotation(AnnotationKind::Primary.span(start..end.max(start)))
    }

    /// The problems as data: those of [`Self::iter`].
    #[must_use]
    pub fn records(&self) -> Vec<ProblemRecord> {
        self.iter().map(|problem| self.record(problem)).collect()
    }

    fn record(&self, problem: &Problem) -> ProblemRecord {
        let Problem { path, place, fault } = problem;
        let source = place.map(|place| (&self.tree.sources[place.file.0], place.start));
        let position = source
            .filter(|(source, _)| !source.is_override)
            .map(|(source, at)| source.position(at));
        ProblemRecord {
            code: fault.code(),
            message: fault.to_string(),
            path: path.to_string(),
            file: source.map(|(source, _)| source.name.clone()),
            line: position.map(|(line, _)| line),
            column: position.map(|(_, column)| column),
            help: fault.help(),
        }
    }
}
