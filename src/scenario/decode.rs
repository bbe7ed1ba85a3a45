//! The bytes of a file as text. Files that a spreadsheet has saved in another form are read where
//! that is safe, and else named, with the way to save them.

use std::io::Read;

use super::problem::Fault;

/// The bytes of all files of a scenario or import, and of the standard input, together.
pub(super) const MOST_BYTES: u64 = 64 << 20;

/// Why a file is not read.
pub(super) struct Unread {
    pub(super) fault: Box<Fault>,
    /// What is text of it, and the byte to blame, where that can be shown.
    pub(super) shown: Option<(String, usize)>,
}

/// All of a file as text; `left` is how many bytes may still be read.
pub(super) fn read(file: impl Read, name: &str, left: &mut u64) -> Result<String, Unread> {
    let shown = None;
    let mut bytes = Vec::new();
    if let Err(error) = file.take(*left + 1).read_to_end(&mut bytes) {
        let fault = Box::new(unreadable(name, error));
        return Err(Unread { fault, shown });
    }
    let Some(rest) = left.checked_sub(bytes.len() as u64) else {
        let fault = Box::new(Fault::TooLarge {
            what: format!("`{name}`, with the files read before it,"),
            allowed: format!("at most {MOST_BYTES} bytes"),
        });
        return Err(Unread { fault, shown });
    };
    *left = rest;
    decode(bytes).map_err(|error| Unread {
        fault: Box::new(Fault::NotText {
            file: name.to_owned(),
            found: error.found,
            help: error.help,
        }),
        shown: Some((error.text, error.at)),
    })
}

/// The fault of a file that the system does not read.
pub(super) fn unreadable(name: &str, reason: impl ToString) -> Fault {
    Fault::Unreadable {
        file: name.to_owned(),
        reason: reason.to_string(),
        help: String::new(),
    }
}

/// Bytes that are no text, as far as they are text.
struct Undecodable {
    /// What the file is instead.
    found: &'static str,
    /// What to do.
    help: &'static str,
    /// The text up to the first byte that is none, and a mark for each that follows.
    text: String,
    /// The first byte that is no text.
    at: usize,
}

const SAVE: &str = "save it as UTF-8: in Excel, \"Save as\", type \"CSV UTF-8 (comma delimited)\"";

/// The first bytes of files that are no text, and what they are.
const SIGNATURES: [(&[u8], &str); 4] = [
    (b"PK\x03\x04", "a workbook (xlsx) or another archive"),
    (b"\xd0\xcf\x11\xe0", "an old workbook (xls)"),
    (b"\x1f\x8b", "a compressed file"),
    (b"%PDF", "a PDF document"),
];

/// The text of UTF-8, or of UTF-16 with a byte order mark; without the mark.
fn decode(bytes: Vec<u8>) -> Result<String, Undecodable> {
    let refuse = |found, text, at| {
        let help = SAVE;
        Err(Undecodable {
            found,
            help,
            text,
            at,
        })
    };
    let signature = SIGNATURES
        .iter()
        .find(|(first, _)| bytes.starts_with(first));
    if let Some((_, found)) = signature {
        return refuse(found, String::new(), 0);
    }
    for (mark, unit) in [
        ([0xff, 0xfe], u16::from_le_bytes as fn([u8; 2]) -> u16),
        ([0xfe, 0xff], u16::from_be_bytes),
    ] {
        if let Some(rest) = bytes.strip_prefix(&mark) {
            let (pairs, rest) = rest.as_chunks::<2>();
            let units: Vec<u16> = pairs.iter().map(|pair| unit(*pair)).collect();
            return match String::from_utf16(&units) {
                Ok(text) if rest.is_empty() => Ok(text),
                Ok(_) | Err(_) => refuse("damaged UTF-16 text", String::new(), 0),
            };
        }
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(without_mark(text)),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let bytes = error.as_bytes();
            let found = if is_gbk(&bytes[at..]) {
                "text in another encoding than UTF-8, probably GBK (GB 18030)"
            } else {
                "text in another encoding than UTF-8"
            };
            refuse(found, String::from_utf8_lossy(bytes).into_owned(), at)
        }
    }
}

/// A text without its byte order mark.
pub(super) fn without_mark(text: String) -> String {
    match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    }
}

/// Whether all bytes beyond ASCII come in pairs as GBK has them.
fn is_gbk(bytes: &[u8]) -> bool {
    let mut rest = bytes.iter();
    while let Some(&byte) = rest.next() {
        let is_pair = || {
            let second = rest.clone().next();
            second.is_some_and(|second| matches!(second, 0x40..=0x7e | 0x80..=0xfe))
        };
        match byte {
            0..=0x7f => {}
            0x81..=0xfe if is_pair() => {
                rest.next();
            }
            _ => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf_16_is_read_and_other_forms_are_named() {
        let utf_16 = |unit: fn(u16) -> [u8; 2]| -> Vec<u8> {
            "\u{feff}name,光刻\r\n"
                .encode_utf16()
                .flat_map(unit)
                .collect()
        };
        for bytes in [utf_16(u16::to_le_bytes), utf_16(u16::to_be_bytes)] {
            assert_eq!(decode(bytes).ok().as_deref(), Some("name,光刻\r\n"));
        }
        assert_eq!(decode(b"\xef\xbb\xbfa".to_vec()).ok().as_deref(), Some("a"));
        let cases: [(&[u8], &str, usize); 5] = [
            (b"PK\x03\x04....", "xlsx", 0),
            (b"\xd0\xcf\x11\xe0....", "xls", 0),
            // "name," and two characters of GBK; and a Latin-1 e with an accent before a comma.
            (b"name,\xb9\xe2\xbf\xcc", "GBK", 5),
            (b"caf\xe9,1", "another encoding", 3),
            (b"\xff\xfe\x00\xd8", "damaged UTF-16", 0),
        ];
        for (bytes, part, at) in cases {
            let error = decode(bytes.to_vec()).err().unwrap();
            assert!(error.found.contains(part), "{part}: {}", error.found);
            assert_eq!(error.at, at, "{part}");
        }
        assert!(!is_gbk(b"\xe9,"), "a comma is no second byte");
    }
}
