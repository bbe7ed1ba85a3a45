//! The earlier program of `bench --check`, kept by `bench --save`: it takes turns with this one.
//! Each turn is a process, since where a process has its memory moves its speed by some percent.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::Ordering;

use super::{Failure, interrupt};
use crate::experiment::Interrupted;
use crate::output::bench::{BenchRow, Change, from_json};
use crate::output::file::write_file;

/// A turn measures about so many seconds of processor time.
const SECONDS: f64 = 0.4;

/// Where the program of a file of measurements is kept.
fn program_of(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".program");
    name.into()
}

/// Keeps a copy of this program beside a file of measurements.
///
/// # Errors
/// If it cannot be read or written.
pub(super) fn keep_program(file: &Path, force: bool) -> Result<(), Failure> {
    let kept = program_of(file);
    let copy = || {
        let own = std::env::current_exe()?;
        write_file(&std::path::absolute(&kept)?, fs::read(&own)?, force)?;
        fs::set_permissions(&kept, fs::metadata(&own)?.permissions())
    };
    interrupt::uncut(|| copy().map_err(Failure::of_file(&kept)))
}

/// Two programs that take turns.
#[derive(Debug)]
pub(super) struct Turns<'a> {
    earlier: PathBuf,
    own: PathBuf,
    /// The scenario of the workload `pilot`.
    scenario: &'a Path,
}

impl<'a> Turns<'a> {
    /// This program and the one that is kept beside a file of measurements.
    ///
    /// # Errors
    /// If none is there.
    pub(super) fn new(file: &Path, scenario: &'a Path) -> Result<Self, Failure> {
        let kept = program_of(file);
        if !kept.is_file() {
            let text = format!(
                "there is no `{}`, with which `bench --save` keeps the program that is compared: \
                 times of another day or machine differ by more than programs do",
                kept.display()
            );
            return Err(Failure::Usage(text));
        }
        let absolute = |path: &Path| std::path::absolute(path).map_err(Failure::of_file(path));
        let own = std::env::current_exe().map_err(Failure::of_file(Path::new("chippark")))?;
        Ok(Self {
            earlier: absolute(&kept)?,
            own,
            scenario,
        })
    }

    /// Compares the programs on the workload of a row, until it is decided whether this one takes
    /// more time by more than the share `allowed`.
    ///
    /// # Errors
    /// If one of them fails, or the user interrupts.
    pub(super) fn compare(&self, row: &BenchRow, allowed: f64) -> Result<Option<Change>, Failure> {
        let cancel = interrupt::listen();
        let rounds = (SECONDS / row.cpu_s).ceil().clamp(2.0, 8.0);
        let (mut pairs, mut change) = (Vec::new(), None);
        while pairs.len() < Change::MOST {
            let turn = |program| {
                let time = self.turn(program, &row.name, rounds);
                // Ctrl-C ends the process of the turn, too.
                if cancel.load(Ordering::SeqCst) {
                    return Err(Interrupted.into());
                }
                time
            };
            // The first of a pair may find another machine than the second: they change places.
            pairs.push(if pairs.len() % 2 == 0 {
                let was = turn(&self.earlier)?;
                (was, turn(&self.own)?)
            } else {
                let is = turn(&self.own)?;
                (turn(&self.earlier)?, is)
            });
            change = Change::of(&pairs);
            if pairs.len() >= Change::FEWEST
                && change.is_none_or(|change| change.is_decided(allowed))
            {
                break;
            }
        }
        Ok(change)
    }

    /// The processor time of an event of a workload, in seconds, in one turn of a program.
    fn turn(&self, program: &Path, name: &str, rounds: f64) -> Result<f64, Failure> {
        let mut command = Command::new(program);
        command.args(["bench", "--json", "--alone", "--only", name, "--rounds"]);
        command
            .arg(rounds.to_string())
            .arg("--scenario")
            .arg(self.scenario);
        let output = command.stdin(Stdio::null()).output();
        let output = output.map_err(Failure::of_file(program))?;
        let rows = from_json(&String::from_utf8_lossy(&output.stdout)).unwrap_or_default();
        let row = rows.iter().find(|row| row.name == name);
        row.map(|row| 1.0 / row.events_per_s).ok_or_else(|| {
            let said = String::from_utf8_lossy(&output.stderr);
            let said = match said.trim() {
                "" => format!("it says nothing, and ends with {}", output.status),
                said => said.to_owned(),
            };
            let program = program.display();
            Failure::Usage(format!("`{program}` does not measure `{name}`: {said}"))
        })
    }
}
