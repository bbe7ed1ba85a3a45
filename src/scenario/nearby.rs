//! What to name in place of a file that is not there.

use std::ffi::OsStr;
use std::path::Path;

use crate::units::text::nearest;

/// So many files of a folder are named.
const SHOWN: usize = 5;

/// The files of the same kind in the folder of a missing one, for a help line: the one with the
/// nearest name, else the first ones. None where there are none.
pub(super) fn files_like(missing: &Path) -> Option<String> {
    let folder = match missing.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let kind = missing.extension().unwrap_or(OsStr::new("toml"));
    let entries = std::fs::read_dir(folder).ok()?;
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let alike = paths.filter(|path| path.extension() == Some(kind) && path.is_file());
    let names = alike.filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned()));
    let mut names: Vec<String> = names.collect();
    names.sort();
    let wanted = missing.file_name().unwrap_or_default().to_string_lossy();
    if let Some(near) = nearest(&wanted, names.iter().map(String::as_str)) {
        let path = missing.with_file_name(near);
        return Some(format!("did you mean `{}`?", path.display()));
    }
    let more = match names.len().saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    names.truncate(SHOWN);
    let list = names.join("`, `");
    (!names.is_empty()).then(|| format!("`{}` holds `{list}`{more}", folder.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_file_of_the_kind_is_named_else_the_first_ones() {
        let root = tempfile::tempdir().unwrap();
        let names = [
            "a.toml",
            "b.toml",
            "jinhua.toml",
            "jinhua-2020.csv",
            "c.toml",
            "d.toml",
        ];
        for name in names.iter().chain(&["e.toml"]) {
            std::fs::write(root.path().join(name), "").unwrap();
        }
        let place = root.path().display().to_string();
        let help = |name: &str| files_like(&root.path().join(name));
        let near = format!("did you mean `{place}/jinhua.toml`?");
        assert_eq!(help("jinhua-2020.toml"), Some(near.clone()));
        assert_eq!(help("jinhua"), Some(near));
        let first =
            format!("`{place}` holds `a.toml`, `b.toml`, `c.toml`, `d.toml`, `e.toml` and 1 more");
        assert_eq!(help("quzhou.toml"), Some(first));
        assert_eq!(help("quzhou.txt"), None);
        assert_eq!(help("nowhere/jinhua.toml"), None);
    }
}
