//! The words and signs of a Rust text, without its comments and literals.

/// A word or sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    /// An identifier or keyword.
    Name(String),
    /// Two colons between the segments of a path.
    Path,
    /// Any other sign.
    Sign(char),
}

/// The tokens of a text, each with its line.
pub(crate) fn tokens(text: &str) -> Vec<(usize, Token)> {
    let mut tokens = Vec::new();
    let (mut rest, mut line) = (text, 1);
    while let Some(first) = rest.chars().next() {
        let (token, length) = next(rest, first);
        tokens.extend(token.map(|token| (line, token)));
        line += rest[..length].matches('\n').count();
        rest = &rest[length..];
    }
    tokens
}

/// The next token, if it is worth one, and its length.
fn next(rest: &str, first: char) -> (Option<Token>, usize) {
    if rest.starts_with("//") {
        return (None, rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return (None, block_comment(rest));
    }
    if let Some(length) = raw_text(rest) {
        return (None, length);
    }
    if first == '"' {
        return (None, quoted(rest, '"'));
    }
    if first == '\'' {
        return (None, character(rest));
    }
    if first.is_alphabetic() || first == '_' {
        let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
        let length = rest.find(|letter| !is_word(letter)).unwrap_or(rest.len());
        return (Some(Token::Name(rest[..length].to_owned())), length);
    }
    if rest.starts_with("::") {
        return (Some(Token::Path), 2);
    }
    let token = (!first.is_whitespace()).then_some(Token::Sign(first));
    (token, first.len_utf8())
}

/// The length of a block comment; they nest.
fn block_comment(rest: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while at < rest.len() {
        let tail = &rest[at..];
        if tail.starts_with("/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if tail.starts_with("*/") {
            (depth, at) = (depth - 1, at + 2);
            if depth == 0 {
                return at;
            }
        } else {
            at += tail.chars().next().map_or(1, char::len_utf8);
        }
    }
    at
}

/// The length of a raw string, if one starts here.
fn raw_text(rest: &str) -> Option<usize> {
    let body = rest.strip_prefix("br").or_else(|| rest.strip_prefix('r'))?;
    let hashes = body.len() - body.trim_start_matches('#').len();
    let inside = body[hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let start = rest.len() - inside.len();
    Some(
        inside
            .find(&end)
            .map_or(rest.len(), |at| start + at + end.len()),
    )
}

/// The length of a literal in quotes.
fn quoted(rest: &str, quote: char) -> usize {
    let mut is_escaped = false;
    for (at, letter) in rest.char_indices().skip(1) {
        match letter {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            _ if letter == quote => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// The length of a character, or of the sign of a lifetime.
fn character(rest: &str) -> usize {
    let mut letters = rest.chars().skip(1);
    match (letters.next(), letters.next()) {
        (Some('\\'), _) | (Some(_), Some('\'')) => quoted(rest, '\''),
        _ => 1,
    }
}

#[test]
fn comments_and_literals_hold_no_tokens() {
    let text = "a::b // c\n/* d /* e */ f */ \"g\\\"h\" r#\"i\"j\"# 'k' '\\'' &'l m";
    let name = |word: &str| Token::Name(word.to_owned());
    let expected = [
        (1, name("a")),
        (1, Token::Path),
        (1, name("b")),
        (2, Token::Sign('&')),
        (2, name("l")),
        (2, name("m")),
    ];
    assert_eq!(tokens(text), expected);
}
