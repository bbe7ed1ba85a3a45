//! Which part of a sweep a job of a cluster runs: its number and how many there are, given by the
//! command line or by the variables that a cluster engine sets for the jobs of an array.

use std::ops::Range;

/// What an engine sets.
struct Engine {
    name: &'static str,
    /// The number of the job.
    number: &'static str,
    /// The first and the last number, and the step between numbers, where they are set.
    first: Option<&'static str>,
    last: Option<&'static str>,
    step: Option<&'static str>,
    /// How many jobs there are, of numbers from 0.
    count: Option<&'static str>,
}

impl Engine {
    /// An engine that says the number of a job alone.
    const fn of(name: &'static str, number: &'static str) -> Self {
        Self {
            name,
            number,
            first: None,
            last: None,
            step: None,
            count: None,
        }
    }
}

/// The engines, in the order in which they are looked for.
const ENGINES: [Engine; 7] = [
    Engine {
        first: Some("SLURM_ARRAY_TASK_MIN"),
        last: Some("SLURM_ARRAY_TASK_MAX"),
        step: Some("SLURM_ARRAY_TASK_STEP"),
        ..Engine::of("Slurm", "SLURM_ARRAY_TASK_ID")
    },
    Engine::of("HyperQueue", "HQ_TASK_ID"),
    Engine::of("PBS", "PBS_ARRAY_INDEX"),
    Engine {
        first: Some("SGE_TASK_FIRST"),
        last: Some("SGE_TASK_LAST"),
        step: Some("SGE_TASK_STEPSIZE"),
        ..Engine::of("Grid Engine", "SGE_TASK_ID")
    },
    Engine::of("LSF", "LSB_JOBINDEX"),
    Engine {
        count: Some("AWS_BATCH_JOB_ARRAY_SIZE"),
        ..Engine::of("AWS Batch", "AWS_BATCH_JOB_ARRAY_INDEX")
    },
    Engine::of("Kubernetes", "JOB_COMPLETION_INDEX"),
];

/// The part that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The part of this number, from 0, of so many.
    Given(usize, usize),
    /// That of the job of a cluster engine, of as many parts as the engine or the user says.
    Auto(Option<usize>),
}

impl std::str::FromStr for Part {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let count = |text: &str| text.parse().ok().filter(|count| *count > 0);
        let part = match text.split_once('/') {
            None => (text == "auto").then_some(Self::Auto(None)),
            Some(("auto", of)) => count(of).map(|of| Self::Auto(Some(of))),
            Some((number, of)) => {
                let both = number.parse().ok().zip(count(of));
                both.filter(|(number, of)| number < of)
                    .map(|(number, of)| Self::Given(number, of))
            }
        };
        part.ok_or_else(|| {
            "write the number of the part from 0, and how many there are: `0/8`; or `auto` or \
             `auto/8` in the job of a cluster"
                .to_owned()
        })
    }
}

impl Part {
    /// The number of the part, from 0, and how many there are. `variable` is the environment.
    ///
    /// # Errors
    /// Where the environment is no job of an array, or does not say how many jobs there are.
    pub fn resolved(
        self,
        variable: &dyn Fn(&str) -> Option<String>,
    ) -> Result<(usize, usize), String> {
        let of = match self {
            Self::Given(number, of) => return Ok((number, of)),
            Self::Auto(of) => of,
        };
        let value = |name: &str| variable(name)?.trim().parse::<usize>().ok();
        let jobs = ENGINES.iter().map(|engine| (engine, value(engine.number)));
        let mut jobs = jobs.filter_map(|(engine, number)| Some((engine, number?)));
        let Some((engine, number)) = jobs.next() else {
            return Err(format!(
                "`--part auto` runs in the job of an array, and no variable of one is set: {}",
                ENGINES.map(|engine| engine.number).join(", ")
            ));
        };
        // Whatever number the first job has, as many numbers in a row have as many remainders.
        if let Some(of) = of {
            return Ok((number % of, of));
        }
        let of_engine = |name: Option<&str>| name.and_then(value);
        if let Some(count) = of_engine(engine.count).filter(|count| number < *count) {
            return Ok((number, count));
        }
        let step = of_engine(engine.step).unwrap_or(1).max(1);
        let ends = of_engine(engine.first).zip(of_engine(engine.last));
        match ends {
            Some((first, last)) if (first..=last).contains(&number) => {
                Ok(((number - first) / step, (last - first) / step + 1))
            }
            _ => Err(format!(
                "{} sets {}, but not how many jobs there are: write `--part auto/8` for eight",
                engine.name, engine.number
            )),
        }
    }
}

/// Units by their numbers: `17`, or `10..20` without the last.
///
/// # Errors
/// If it is neither.
pub fn units(text: &str) -> Result<Range<usize>, String> {
    let one = |number: usize| Some(number..number.checked_add(1)?);
    let range = match text.split_once("..") {
        None => text.parse().ok().and_then(one),
        Some((from, to)) => {
            let ends = from.parse().ok().zip(to.parse().ok());
            ends.map(|(from, to)| from..to)
        }
    };
    range.filter(|range| !range.is_empty()).ok_or_else(|| {
        "write the number of a unit, `17`, or a range without its end, `10..20`".to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(text: &str, variables: &[(&str, &str)]) -> Result<(usize, usize), String> {
        let part: Part = text.parse()?;
        part.resolved(&|name| {
            let mut found = variables.iter().filter(|(known, _)| *known == name);
            found.next().map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn a_part_is_one_of_so_many() {
        assert_eq!(part("0/8", &[]), Ok((0, 8)));
        for wrong in ["8/8", "1", "a/b", "-1/2", "0/0", "auto/0", "auto/x"] {
            assert!(part(wrong, &[]).is_err(), "{wrong}");
        }
        assert_eq!((units("17"), units("3..9")), (Ok(17..18), Ok(3..9)));
        for wrong in ["9..3", "3..3", "x", "1..=4", ""] {
            assert!(units(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_variables_of_an_engine_say_which_part_a_job_runs() {
        let slurm = [
            ("SLURM_ARRAY_TASK_ID", "5"),
            ("SLURM_ARRAY_TASK_MIN", "1"),
            ("SLURM_ARRAY_TASK_MAX", "15"),
            ("SLURM_ARRAY_TASK_STEP", "2"),
        ];
        assert_eq!(part("auto", &slurm), Ok((2, 8)));
        let grid = [
            ("SGE_TASK_ID", "8"),
            ("SGE_TASK_FIRST", "1"),
            ("SGE_TASK_LAST", "8"),
            ("SGE_TASK_STEPSIZE", "1"),
        ];
        assert_eq!(part("auto", &grid), Ok((7, 8)));
        let aws = [
            ("AWS_BATCH_JOB_ARRAY_INDEX", "3"),
            ("AWS_BATCH_JOB_ARRAY_SIZE", "4"),
        ];
        assert_eq!(part("auto", &aws), Ok((3, 4)));
        // Of numbers from 1 to 8 each has its own part.
        let of = |number: &str| part("auto/8", &[("PBS_ARRAY_INDEX", number)]).unwrap().0;
        let mut parts: Vec<usize> = (1..=8).map(|number| of(&number.to_string())).collect();
        parts.sort_unstable();
        assert_eq!(parts, [0, 1, 2, 3, 4, 5, 6, 7]);
        for name in [
            "HQ_TASK_ID",
            "PBS_ARRAY_INDEX",
            "LSB_JOBINDEX",
            "JOB_COMPLETION_INDEX",
        ] {
            assert_eq!(part("auto/4", &[(name, "2")]), Ok((2, 4)));
            let error = part("auto", &[(name, "2")]).unwrap_err();
            assert!(error.contains(name) && error.contains("auto/8"), "{error}");
        }
        let outside = part("auto", &[("SGE_TASK_ID", "undefined")]).unwrap_err();
        assert!(
            outside.contains("SLURM_ARRAY_TASK_ID, HQ_TASK_ID"),
            "{outside}"
        );
    }
}
