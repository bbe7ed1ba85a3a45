//! Mistakes in texts that are no scenario, such as the tables of another program: shown as those of
//! a scenario are, with file, line and column.

use std::path::Path;
use std::sync::Arc;

use super::decode::{MOST_BYTES, Unread, unreadable};
use super::document::Tree;
use super::problem::{Fault, Found, Problem, Problems};
use super::source::{FileId, Place, SourceFile};
use super::tree::Table;
use super::{FieldPath, decode};

/// Texts of files, and the mistakes found in them.
pub struct TextFiles {
    bytes_left: u64,
    sources: Vec<SourceFile>,
    problems: Found,
}

impl Default for TextFiles {
    fn default() -> Self {
        Self {
            bytes_left: MOST_BYTES,
            sources: Vec::new(),
            problems: Found::default(),
        }
    }
}

impl TextFiles {
    /// Takes in a file in UTF-8, or in UTF-16 with a byte order mark; none where it cannot be read
    /// as such, which is reported.
    pub fn read(&mut self, path: &Path) -> Option<FileId> {
        let name = path.to_string_lossy();
        let file = std::fs::File::open(path).map_err(|error| Unread {
            fault: Box::new(unreadable(&name, error)),
            shown: None,
        });
        match file.and_then(|file| decode::read(file, &name, &mut self.bytes_left)) {
            Ok(text) => Some(self.add(&name, text)),
            Err(Unread { fault, shown }) => {
                let place = shown.map(|(text, start)| Place {
                    file: self.add(&name, text),
                    start,
                    end: start,
                });
                self.report(place, *fault);
                None
            }
        }
    }

    /// Takes in the text of the file `name`.
    pub fn add(&mut self, name: &str, text: String) -> FileId {
        self.sources.push(SourceFile::new(name, text, false));
        FileId(self.sources.len() - 1)
    }

    /// The text of a file that was taken in here.
    ///
    /// # Panics
    /// If it was taken in elsewhere.
    #[must_use]
    pub fn text(&self, file: FileId) -> &str {
        &self.sources[file.0].text
    }

    /// Records a mistake; without a place where it lies in no text, such as a file that is missing.
    pub fn report(&mut self, place: Option<Place>, fault: Fault) {
        self.problems.push(Problem {
            path: FieldPath::root(),
            place,
            fault,
        });
    }

    /// How many mistakes were recorded so far.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.problems.len()
    }

    /// `value`, if nothing is wrong.
    ///
    /// # Errors
    /// Every mistake recorded, in the order of their places.
    pub fn into_result<T>(self, value: T) -> Result<T, Problems> {
        let Self {
            sources, problems, ..
        } = self;
        if problems.is_empty() {
            return Ok(value);
        }
        let root = Table::default();
        Err(Problems::of(Arc::new(Tree { sources, root }), problems))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_are_shown_with_file_line_and_column_in_the_order_of_their_places() {
        let mut texts = TextFiles::default();
        let file = texts.add("a.txt", "one\ntwo three\n".to_owned());
        assert_eq!(texts.text(file), "one\ntwo three\n");
        for (start, end) in [(8, 13), (0, 3)] {
            let place = Place { file, start, end };
            texts.report(Some(place), Fault::invalid("wrong", "write it right"));
        }
        let problems = texts.into_result(()).unwrap_err();
        let places = problems.records().into_iter();
        let places: Vec<_> = places.map(|record| (record.line, record.column)).collect();
        assert_eq!(places, [(Some(1), Some(1)), (Some(2), Some(5))]);
        assert!(problems.render(false).contains("a.txt:2:5"));
    }

    #[test]
    fn without_mistakes_the_value_comes_back() {
        assert_eq!(TextFiles::default().into_result(7).unwrap(), 7);
    }
}
