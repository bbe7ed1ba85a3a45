//! Which build of the program this is. Results say it, so that they can be made again.

use std::sync::LazyLock;

/// The version of the package.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// SHA-256, in hexadecimal, of the source that the program was built from: builds of one source
/// give the same results on one target.
pub const SOURCE: &str = env!("CHIPPARK_SOURCE");

/// The commit, with `-modified` where the source differed from it; empty in a development build and
/// where the source was no repository.
pub const COMMIT: &str = env!("CHIPPARK_COMMIT");

/// The target triple.
pub const TARGET: &str = env!("CHIPPARK_TARGET");

/// The compiler and its version.
pub const COMPILER: &str = env!("CHIPPARK_COMPILER");

/// So many hexadecimal digits of a digest or commit tell builds apart for people.
const DIGITS: usize = 12;

/// The build in one line: version, commit, source, compiler, target.
///
/// ```
/// let line = chippark::version::line();
/// assert!(line.starts_with("0.") && line.contains("source ") && line.contains("rustc"));
/// ```
#[must_use]
pub fn line() -> &'static str {
    static LINE: LazyLock<String> =
        LazyLock::new(|| line_of(VERSION, COMMIT, SOURCE, COMPILER, TARGET));
    &LINE
}

/// The line of another build, of the same parts.
#[must_use]
pub fn line_of(version: &str, commit: &str, source: &str, compiler: &str, target: &str) -> String {
    let commit = match commit.split_once('-') {
        _ if commit.is_empty() => "commit unknown".to_owned(),
        Some((commit, state)) => format!("commit {}, {state}", first(commit)),
        None => format!("commit {}", first(commit)),
    };
    let compiler = compiler.split(" (").next().unwrap_or_default();
    format!(
        "{version} ({commit}; source {}; {compiler}; {target})",
        first(source)
    )
}

fn first(digits: &str) -> &str {
    digits.get(..DIGITS).unwrap_or(digits)
}
