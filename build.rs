//! Records which build of the program this is: its source, its commit, its compiler, its target.
//!
//! `src/version.rs` has what is recorded. The commit is that of release builds only: it changes
//! with every commit, and a development build would be made anew each time.

use std::path::{Path, PathBuf};
use std::process::Command;

use sha2::{Digest as _, Sha256};

/// Everything that the program is made of.
const SOURCE: [&str; 4] = ["src", "Cargo.toml", "Cargo.lock", "build.rs"];

fn main() {
    let root = PathBuf::from(variable("CARGO_MANIFEST_DIR"));
    for name in SOURCE {
        println!("cargo::rerun-if-changed={name}");
    }
    set("SOURCE", &digest(&root));
    set("TARGET", &variable("TARGET"));
    let compiler = output(Command::new(variable("RUSTC")).arg("--version"));
    set("COMPILER", compiler.as_deref().unwrap_or("unknown"));
    set("COMMIT", &commit(&root).unwrap_or_default());
}

fn variable(name: &str) -> String {
    std::env::var(name).expect("cargo sets it")
}

fn set(name: &str, value: &str) {
    println!("cargo::rustc-env=CHIPPARK_{name}={value}");
}

/// What a command prints, without the end of its line; none if it fails.
fn output(command: &mut Command) -> Option<String> {
    let output = command.output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}

/// SHA-256 of the names and bytes of all source files.
fn digest(root: &Path) -> String {
    let mut files = Vec::new();
    for name in SOURCE {
        collect(root, Path::new(name), &mut files);
    }
    files.sort();
    let mut hash = Sha256::new();
    for file in files {
        let bytes = std::fs::read(root.join(&file)).expect("a source file can be read");
        let name = file
            .components()
            .map(|part| part.as_os_str().to_string_lossy());
        let name = name.collect::<Vec<_>>().join("/");
        hash.update(format!("{name}\0{}\0", bytes.len()));
        hash.update(bytes);
    }
    format!("{:x}", hash.finalize())
}

fn collect(root: &Path, path: &Path, files: &mut Vec<PathBuf>) {
    match std::fs::read_dir(root.join(path)) {
        Ok(entries) => {
            for entry in entries.flatten() {
                collect(root, &path.join(entry.file_name()), files);
            }
        }
        Err(_) if root.join(path).is_file() => files.push(path.to_owned()),
        Err(_) => (),
    }
}

/// The commit, followed by `-modified` where the source differs from it; none in development builds
/// and outside of a repository.
fn commit(root: &Path) -> Option<String> {
    println!("cargo::rerun-if-env-changed=PROFILE");
    if variable("PROFILE") != "release" {
        return None;
    }
    let git = |words: &[&str]| output(Command::new("git").arg("-C").arg(root).args(words));
    // A repository around the source that does not have it says nothing of it.
    git(&["ls-files", "--error-unmatch", "build.rs"])?;
    for name in ["HEAD", "logs/HEAD"] {
        let path = git(&["rev-parse", "--path-format=absolute", "--git-path", name])?;
        if Path::new(&path).exists() {
            println!("cargo::rerun-if-changed={path}");
        }
    }
    let commit = git(&["rev-parse", "HEAD"])?;
    let changes = git(&[&["status", "--porcelain", "--"], &SOURCE[..]].concat())?;
    let modified = if changes.is_empty() { "" } else { "-modified" };
    Some(commit + modified)
}
