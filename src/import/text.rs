//! Reading of text files in UTF-8 or UTF-16.

use std::fs;
use std::path::Path;

/// The text of a file in UTF-8, or in UTF-16 with a byte order mark; the mark is left out.
///
/// # Errors
/// If the file cannot be read or its bytes are no such text, in a sentence.
pub fn read(path: &Path) -> Result<String, String> {
    decoded(&fs::read(path).map_err(|error| error.to_string())?)
}

/// The names of the entries of a folder, sorted.
///
/// # Errors
/// If the folder cannot be read.
pub fn names_in(folder: &Path) -> Result<Vec<String>, String> {
    let entries = fs::read_dir(folder).map_err(|error| error.to_string())?;
    let names = entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
    let names: std::io::Result<Vec<String>> = names.collect();
    let mut names = names.map_err(|error| error.to_string())?;
    names.sort();
    Ok(names)
}

/// The text in `bytes`.
fn decoded(bytes: &[u8]) -> Result<String, String> {
    match bytes {
        [0xff, 0xfe, rest @ ..] => of_pairs(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => of_pairs(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => of_utf8(rest),
        _ => of_utf8(bytes),
    }
}

fn of_utf8(bytes: &[u8]) -> Result<String, String> {
    let text = String::from_utf8(bytes.to_vec());
    text.map_err(|error| {
        let byte = error.utf8_error().valid_up_to();
        format!("it is neither UTF-8 nor UTF-16 with a byte order mark (byte {byte})")
    })
}

fn of_pairs(bytes: &[u8], value: fn([u8; 2]) -> u16) -> Result<String, String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        return Err("it ends within a character of UTF-16".to_owned());
    }
    let values = pairs.iter().map(|pair| value(*pair));
    let text: Result<String, _> = char::decode_utf16(values).collect();
    text.map_err(|error| format!("it is not UTF-16: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_encoding_gives_the_same_text() {
        let text = "ROUTE\tSTEP\n~ µ\n";
        let pairs = |bytes: fn(u16) -> [u8; 2], mark: [u8; 2]| {
            let values = text.encode_utf16().flat_map(bytes);
            mark.into_iter().chain(values).collect::<Vec<u8>>()
        };
        let forms = [
            text.as_bytes().to_vec(),
            [b"\xef\xbb\xbf", text.as_bytes()].concat(),
            pairs(u16::to_le_bytes, [0xff, 0xfe]),
            pairs(u16::to_be_bytes, [0xfe, 0xff]),
        ];
        for bytes in forms {
            assert_eq!(decoded(&bytes).as_deref(), Ok(text), "{bytes:?}");
        }
    }

    #[test]
    fn what_is_no_text_is_refused() {
        let cases: [(&[u8], &str); 3] = [
            (b"a\xff", "(byte 1)"),
            (b"\xff\xfea", "ends within a character"),
            (b"\xff\xfe\x00\xd8", "not UTF-16"),
        ];
        for (bytes, expected) in cases {
            let error = decoded(bytes).unwrap_err();
            assert!(error.contains(expected), "{error}");
        }
    }
}
