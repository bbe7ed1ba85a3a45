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
}

impl SourceFile {
    /// The range of bytes of the line that holds byte `at`, without its line end, and its number
    /// from 1.
    pub(super) fn line_of(&self, at: usize) -> (std::ops::Range<usize>, usize) {
        let bytes = self.text.as_bytes();
        let at = at.min(bytes.len());
        let start = bytes[..at]
            .iter()
            .rposition(|&byte| byte == b'\n')
            .map_or(0, |end| end + 1);
        let length = bytes[start..].iter().position(|&byte| byte == b'\n');
        let mut end = length.map_or(bytes.len(), |length| start + length);
        if end > start && bytes[end - 1] == b'\r' {
            end -= 1;
        }
        let number = self.text[..start].matches('\n').count() + 1;
        (start..end, number)
    }

    /// Line and column, in characters, from 1.
    pub(super) fn position(&self, at: usize) -> (usize, usize) {
        let (line, number) = self.line_of(at);
        let before = self.text.get(line.start..at.clamp(line.start, line.end));
        (
            number,
            before.map_or(0, |before| before.chars().count()) + 1,
        )
    }
}
