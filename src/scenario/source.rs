//! The texts a scenario was read from, and places within them.

/// Which of the texts of a scenario; the file named on the command line is the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileId(pub(super) usize);

/// A range of bytes in one of the texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The text.
    pub file: FileId,
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

/// One text: a file, or an override of the command line.
#[derive(Clone, Debug)]
pub(super) struct SourceFile {
    /// The name to show: a path as written, or the override itself.
    pub(super) name: String,
    /// What it says, without a byte order mark.
    pub(super) text: String,
    /// Whether this is an override.
    pub(super) is_override: bool,
    /// The byte each line begins with.
    lines: Vec<usize>,
}

impl SourceFile {
    pub(super) fn new(name: &str, text: String, is_override: bool) -> Self {
        let ends = text.match_indices('\n').map(|(end, _)| end + 1);
        let lines = std::iter::once(0).chain(ends).collect();
        Self {
            name: name.to_owned(),
            text,
            is_override,
            lines,
        }
    }

    /// The range of bytes of the line that holds byte `at`, without its line end, and its number
    /// from 1.
    pub(super) fn line_of(&self, at: usize) -> (std::ops::Range<usize>, usize) {
        let number = self.lines.partition_point(|&start| start <= at);
        let start = self.lines[number - 1];
        let end = self
            .lines
            .get(number)
            .map_or(self.text.len(), |next| next - 1);
        let line = &self.text[start..end];
        let length = line.strip_suffix('\r').unwrap_or(line).len();
        (start..start + length, number)
    }

    /// Line and column, in characters, from 1.
    pub(super) fn position(&self, at: usize) -> (usize, usize) {
        let (line, number) = self.line_of(at);
        let before = at.saturating_sub(line.start);
        let line = &self.text[line];
        let before = &line[..line.floor_char_boundary(before)];
        (number, before.chars().count() + 1)
    }
}
